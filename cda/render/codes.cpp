#include "cda/render/codes.hpp"

#include "cda/pps/tables.hpp"
#include "cda/render/coded_words.hpp"
#include "cda/render/people.hpp"

#include <algorithm>
#include <array>

namespace pps::render {
namespace {

constexpr unsigned deepest = 64;
constexpr std::string_view document_label = "Document";

struct authority_row {
    std::string_view root;
    std::string_view name;
};
// Source: identifiers.md.
constexpr std::array authorities{
    authority_row{"1.2.250.1.71.4.2.1", "PS_IdNat (RPPS, ADELI)"},
    authority_row{"1.2.250.1.71.4.2.2", "Struct_IdNat (FINESS, SIREN, SIRET)"},
    authority_row{"1.2.250.1.213.1.4.8", "INS-NIR"},
    authority_row{"1.2.250.1.213.1.4.9", "INS-NIA"},
    authority_row{"1.2.250.1.213.1.4.10", "INS-NIR de test"},
    authority_row{"1.2.250.1.213.1.4.11", "INS-NIR de démonstration"},
};

std::string system_words(const coded& value) {
    std::string out = value.system_name;
    for (const auto& row : tables::code_systems) {
        if (out.empty() && row.oid == value.system) out = row.name;
    }
    if (!value.system.empty()) out += out.empty() ? value.system : " (" + value.system + ')';
    if (!value.system_version.empty()) out += ", version " + value.system_version;
    return out;
}

std::string authority_words(const identifier& id) {
    for (const auto& row : authorities) {
        if (row.root == id.root) return std::string(row.name) + " (" + id.root + ')';
    }
    if (id.assigning_authority.empty()) return id.root;
    return id.root.empty() ? id.assigning_authority : id.assigning_authority + " (" + id.root + ')';
}

}  // namespace

void code_table::push(row one) {
    if (std::find(rows_.begin(), rows_.end(), one) == rows_.end()) rows_.push_back(std::move(one));
}

void code_table::add(std::string_view what, const coded& value) {
    if (!value.code.empty()) push({std::string(what), value.code, system_words(value), value.display});
    for (const auto& other : value.translations)
        add(what, other);
    for (const auto& other : value.qualifiers) {
        const auto name = coded_words(other.name);
        add(name.empty() ? what : std::string_view(name), other.name);
        add(name.empty() ? what : std::string_view(name), other.value);
    }
}

void code_table::add(std::string_view what, const identifier& id) {
    if (id.extension.empty()) {
        if (!id.root.empty()) push({std::string(what), id.root, id.assigning_authority, {}});
    } else {
        push({std::string(what), id.extension, authority_words(id), {}});
    }
}

void code_table::add(std::string_view what, const statement& one, unsigned depth) {
    if (depth > deepest) return;
    const auto own = coded_words(one.code);
    const std::string_view name = own.empty() || !one.code.null_flavor.empty() ? what : std::string_view(own);
    add(what, one.code);
    for (const auto& id : one.ids)
        add(name, id);
    for (const auto& each : one.values)
        add(name, each.code);
    for (const auto* list : {&one.interpretations, &one.methods, &one.target_sites}) {
        for (const auto& each : *list)
            add(name, each);
    }
    add(name, one.priority);
    for (const auto& by : one.performers)
        add(by.who);
    for (const auto& which : one.documents) {
        for (const auto& id : which.ids)
            add(document_label, id);
        add(document_label, which.code);
        add(document_label, which.set_id);
    }
    for (const auto& each : one.related)
        add(name, each.statement, depth + 1);
}

void code_table::add(const party& who) {
    auto name = person_words(who);
    if (name.empty() && who.organization) name = organization_name(*who.organization);
    for (const auto& id : who.ids)
        add(name, id);
    add(name, who.code);
    if (!who.organization) return;
    const auto organization = organization_name(*who.organization);
    for (const auto& id : who.organization->ids)
        add(organization, id);
    add(organization, who.organization->industry);
}

void code_table::write(page& out, std::string_view part) const {
    if (rows_.empty()) return;
    out.raw(
           "<details class=\"codes\"><summary>Pour les professionnels<span class=\"what\"> : codes et "
           "identifiants, ")
        .text(part)
        .raw(
            "</span></summary><div class=\"scroll\" tabindex=\"0\" role=\"group\" "
            "aria-label=\"Tableau, à faire défiler\"><table><caption>Codes et identifiants : ")
        .text(part)
        .raw(
            "</caption><thead><tr><th scope=\"col\">Élément</th><th scope=\"col\">Code ou identifiant</th>"
            "<th scope=\"col\">Terminologie ou autorité</th><th "
            "scope=\"col\">Libellé</th></tr></thead><tbody>");
    for (const auto& one : rows_) {
        out.raw("<tr><th scope=\"row\">").text(one.what.empty() ? "Élément" : std::string_view(one.what));
        for (const auto* cell : {&one.code, &one.system, &one.display})
            out.raw(cell == &one.code ? markup("</th><td>") : markup("</td><td>")).text(*cell);
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div></details>");
}

}  // namespace pps::render
