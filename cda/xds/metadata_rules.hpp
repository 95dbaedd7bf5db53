#pragma once

#include "cda/rule.hpp"

namespace pps::cda::xds::metadata_rules {

/// Rules of the mapping that are not "this metadata is missing" (those are rows of the mapping itself).
inline constexpr rule table[] = {
    {"metadata.title-length", severity::warning, "/ClinicalDocument/title",
     "titre de plus de 128 caractères : il est coupé pour le DMP",
     "title of more than 128 characters: it is cut for the DMP", "dmp-wire §2.3 (STRUCT §3.5.5.6)"},
    {"visibility.masked-and-hidden", severity::error, "",
     "un document ne peut être à la fois masqué aux professionnels et non visible par le patient",
     "a document cannot be both masked from professionals and hidden from the patient",
     "dmp-wire §6 (EX_2.1-1050)"},
    {"visibility.secret-connection", severity::error, "",
     "en connexion secrète, seuls des documents non visibles par les représentants légaux peuvent être "
     "déposés",
     "in a secret connection only documents hidden from the legal representatives may be filed",
     "dmp-wire §6 (EX_0.1-1100)"},
};

consteval const rule& row(std::string_view id) {
    return row_of(table, id);
}

}  // namespace pps::cda::xds::metadata_rules
