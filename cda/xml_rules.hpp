#pragma once

#include "cda/rule.hpp"

namespace pps::cda::xml_rules {

/// What reading refuses. All fatal: such a document cannot be judged further.
inline constexpr rule table[] = {
    {"xml.encoding", severity::fatal, "", "encodage UTF-8 attendu", "UTF-8 encoding expected",
     "CI-SIS Structuration minimale; XML 1.0 §4.3.3"},
    {"xml.utf8", severity::fatal, "", "octets invalides en UTF-8", "bytes that are not valid UTF-8",
     "RFC 3629"},
    {"xml.characters", severity::fatal, "", "caractère interdit en XML", "character forbidden in XML",
     "XML 1.0 §2.2"},
    {"xml.dtd", severity::fatal, "", "DTD et déclarations d'entités refusées",
     "DTD and entity declarations are refused", "XML 1.0 §2.8; OWASP XXE"},
    {"xml.well-formed", severity::fatal, "", "XML mal formé", "XML not well formed", "XML 1.0 §2.1"},
    {"xml.namespace", severity::fatal, "", "préfixe non déclaré ou nom à préfixe incorrect",
     "undeclared prefix or incorrect prefixed name", "Namespaces in XML 1.0 §5"},
    {"xml.size", severity::fatal, "", "document trop volumineux (11 Mo au plus)",
     "document too large (11 MB at most)", "read_limits::max_bytes"},
    {"xml.depth", severity::fatal, "", "éléments imbriqués trop profondément", "elements nested too deeply",
     "read_limits::max_depth"},
    {"xml.nodes", severity::fatal, "",
     "trop d'éléments, d'attributs ou de commentaires (80 000 au plus, 128 attributs par élément)",
     "too many elements, attributes or comments (80,000 at most, 128 attributes of an element)",
     "read_limits::max_nodes"},
    {"xml.names", severity::fatal, "", "trop de noms d'éléments et d'attributs différents (4 000 au plus)",
     "too many different names of elements and attributes (4,000 at most)", "xml_scan.cpp: max_names"},
    {"xml.text", severity::fatal, "", "texte trop long pour être signé (10 Mo au plus)",
     "text too long to be signed (10 MB at most)", "read_limits::max_text"},
    {"xml.stylesheet", severity::fatal, "", "une seule instruction xml-stylesheet externe attendue au plus",
     "at most one external xml-stylesheet instruction expected", "dmp-wire §2.3"},
    {"cda.root", severity::fatal, "/ClinicalDocument",
     "élément ClinicalDocument (urn:hl7-org:v3) attendu à la racine, ou un seul dans data:Contenu d'un "
     "document auto-présentable",
     "a ClinicalDocument element (urn:hl7-org:v3) expected as the root, or exactly one in data:Contenu of a "
     "self-presenting document",
     "cda-pps.md: Two shapes on the wire"},
};

consteval const rule& row(std::string_view id) {
    return row_of(table, id);
}

}  // namespace pps::cda::xml_rules
