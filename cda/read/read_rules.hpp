#pragma once

#include "cda/rule.hpp"

namespace pps::cda::read_rules {

/// What reading a document into the model reports. None refuses: the document itself is judged elsewhere.
inline constexpr rule table[] = {
    {"read.reference", severity::info, "", "renvoi qui ne mène à aucun texte de la section",
     "reference that leads to no text of the section", "CI-SIS Structuration minimale: text/reference"},
    {"read.unplaced", severity::info, "", "énoncé codé sans place prévue : conservé tel quel",
     "coded statement without a place of its own: kept as it is", "cda/pps/README.md"},
    {"read.unread", severity::info, "", "élément que le modèle ne reprend pas",
     "element that the model does not hold", "cda/pps/README.md"},
    {"read.text-limit", severity::warning, "",
     "textes de renvoi trop volumineux : les suivants ne sont pas repris",
     "texts of references too large: the next ones are left out", "cda/read/context.hpp"},
    {"read.size-limit", severity::warning, "",
     "document trop volumineux pour le modèle : la suite n'est pas reprise",
     "document too large for the model: the rest is left out", "cda/read/context.hpp"},
};

consteval const rule& row(std::string_view id) {
    return row_of(table, id);
}

}  // namespace pps::cda::read_rules
