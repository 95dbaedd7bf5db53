#pragma once

#include "cda/rule.hpp"

namespace pps::json::json_rules {

using cda::severity;

/// What may be wrong with a text of the form pps/1. The first ones are fatal: the text cannot be read.
inline constexpr cda::rule table[] = {
    {"json.size", severity::fatal, "", "texte JSON trop grand", "JSON text too large", "limits::max_bytes"},
    {"json.encoding", severity::fatal, "",
     "UTF-8 attendu, sans demi-codet isolé (\\uD800 à \\uDFFF vont par paires)",
     "UTF-8 expected, without lone surrogates (\\uD800 to \\uDFFF come in pairs)", "RFC 8259 §8.1, §8.2"},
    {"json.syntax", severity::fatal, "", "texte JSON mal formé après ce point",
     "malformed JSON text after this point", "RFC 8259"},
    {"json.number", severity::fatal, "", "nombre hors limites", "number out of range", "RFC 8259 §6"},
    {"json.depth", severity::fatal, "", "objets et tableaux trop imbriqués",
     "objects and arrays too deeply nested", "limits::max_depth"},
    {"json.values", severity::fatal, "", "trop de valeurs", "too many values", "limits::max_values"},
    {"json.members", severity::fatal, "", "trop de membres dans un objet", "too many members in one object",
     "limits::max_members"},
    {"json.text-size", severity::fatal, "", "chaîne trop longue", "string too long", "limits::max_text"},
    {"json.root", severity::fatal, "", "objet attendu", "object expected", "README.md"},
    {"json.format", severity::fatal, "/format", "\"pps/1\" attendu", "\"pps/1\" expected",
     "README.md: Versions"},
    {"json.duplicate", severity::error, "", "membre présent deux fois", "member given twice",
     "RFC 8259 §4: names should be unique"},
    {"json.unknown", severity::error, "",
     "membre inconnu dans cet objet (config/pps.schema.json donne ceux qui existent)",
     "unknown member in this object (config/pps.schema.json has those that exist)", "pps.schema.json"},
    {"json.type", severity::error, "", "valeur d'un autre type attendue (config/pps.schema.json)",
     "value of another type expected (config/pps.schema.json)", "pps.schema.json"},
    {"json.word", severity::error, "", "mot attendu parmi ceux de config/pps.schema.json",
     "one of the words of config/pps.schema.json expected", "cda/pps/names.hpp"},
    {"json.date", severity::error, "",
     "date attendue (ISO 8601) : 2021, 2021-01, 2021-01-13 ou 2021-01-13T12:17:00+01:00",
     "date expected (ISO 8601): 2021, 2021-01, 2021-01-13 or 2021-01-13T12:17:00+01:00", "README.md: Dates"},
    {"json.code", severity::error, "",
     "code inconnu ici : le donner avec son système ({\"code\": …, \"system\": …})",
     "unknown code here: give it with its system ({\"code\": …, \"system\": …})", "README.md: Codes"},
    {"json.version", severity::error, "", "entier positif attendu, d'au plus neuf chiffres",
     "positive integer of nine digits at most expected", "cda-pps.md: Identity of the model"},
    {"json.character", severity::error, "",
     "caractère interdit dans un document (caractères de commande, U+FFFE, U+FFFF)",
     "character that no document may have (control characters, U+FFFE, U+FFFF)", "XML 1.0 §2.2"},
    {"json.markup", severity::error, "", "balisage de texte CDA bien formé attendu",
     "well-formed CDA narrative markup expected", "CDA R2 NarrativeBlock"},
    {"json.missing", severity::warning, "", "membre attendu dans un PPS", "member expected in a PPS",
     "cda-pps.md: Header"},
};

consteval const cda::rule& row(std::string_view id) {
    return cda::row_of(table, id);
}

}  // namespace pps::json::json_rules
