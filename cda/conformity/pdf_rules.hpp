#pragma once

#include "cda/rule.hpp"

namespace pps::cda::conformity::pdf_rules {

inline constexpr std::string_view place = "/ClinicalDocument/component/nonXMLBody/text";

/// What is asked of the file of a CDA level 1, in the order it is checked.
inline constexpr rule table[] = {
    {"pdf.media-type", severity::error, place, "mediaType=\"application/pdf\" attendu",
     "mediaType=\"application/pdf\" expected", "cda-pps.md: Two shapes on the wire; dmp-wire §2.7 (STRUCT)"},
    {"pdf.representation", severity::error, place, "representation=\"B64\" attendu",
     "representation=\"B64\" expected", "dmp-wire §2.7 (STRUCT)"},
    {"pdf.base64", severity::error, place,
     "base64 incorrect : alphabet de la RFC 4648 §4, complété par « = », blancs permis",
     "incorrect base64: alphabet of RFC 4648 §4, padded with \"=\", white space allowed",
     "RFC 4648 §4; HL7 v3 ED.representation B64"},
    {"pdf.size", severity::error, place, "fichier PDF trop volumineux", "PDF file too large",
     "pdf_limits::max_file"},
    {"pdf.magic", severity::error, place, "le fichier ne commence pas par %PDF-",
     "the file does not start with %PDF-", "ISO 32000-1 §7.5.2"},
    {"pdf.end", severity::error, place,
     "fichier PDF tronqué : startxref et %%EOF attendus à la fin, trailer ou table de références attendus",
     "truncated PDF file: startxref and %%EOF expected at its end, a trailer or cross-reference stream too",
     "ISO 32000-1 §7.5.5"},
    {"pdf.encrypted", severity::error, place, "fichier PDF chiffré ou protégé : refusé",
     "encrypted or protected PDF file: refused", "ISO 19005-1 §6.1.3"},
    {"pdf.javascript", severity::error, place, "JavaScript dans le fichier PDF : refusé",
     "JavaScript in the PDF file: refused", "ISO 19005-1 §6.6.1"},
    {"pdf.launch", severity::error, place, "lancement d'un programme depuis le fichier PDF : refusé",
     "launch action in the PDF file: refused", "ISO 19005-1 §6.6.1"},
    {"pdf.embedded-file", severity::error, place, "fichier joint au PDF : refusé",
     "file embedded in the PDF: refused", "ISO 19005-1 §6.1.11"},
    {"pdf.not-scanned", severity::error, place,
     "flux du fichier PDF illisibles ou trop volumineux une fois décompressés : contenu non vérifiable",
     "streams of the PDF file unreadable or too large once inflated: content cannot be checked",
     "pdf_limits::max_inflated"},
    {"pdf.pdf-a", severity::warning, place,
     "déclaration PDF/A attendue dans les métadonnées XMP (pdfaid:part)",
     "PDF/A declaration expected in the XMP metadata (pdfaid:part)",
     "cda-pps.md: Two shapes on the wire; ISO 19005-1 §6.7.11"},
};

consteval const rule& row(std::string_view id) {
    return row_of(table, id);
}

}  // namespace pps::cda::conformity::pdf_rules
