#include "cda/patient_rules.hpp"

#include "cda/document.hpp"
#include "cda/identity_rules.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace pps::cda {
namespace {

using identity_rules::row;

bool digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool full_date(std::string_view text) noexcept {
    if (text.size() < 8 || !digits(text.substr(0, 8))) return false;
    const auto month = text.substr(4, 2);
    const auto day = text.substr(6, 2);
    return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

// INSEE commune or country: five digits, Corsican departments as 2A and 2B.
bool place_code(std::string_view text) noexcept {
    return text.size() == 5 && digits(text.substr(2)) && text[0] >= '0' && text[0] <= '9' &&
           (digits(text.substr(1, 1)) || text.starts_with("2A") || text.starts_with("2B"));
}

void judge_ins(pugi::xml_node id, environment where, findings& all) {
    const auto root = attribute(id, "root");
    const auto ins = attribute(id, "extension");
    const auto at = [&] { return xpath_of(id); };
    if (!ins_root_allowed(root, where)) all.push_back(broken(row("identity.ins-root"), at()));
    // A NIA begins with 3, 4, 7 or 8 (identifiers.md).
    const bool first_ok =
        root != ins_nia_root || std::string_view("3478").find(ins.substr(0, 1)) != std::string_view::npos;
    if (!ins_form_ok(ins) || !first_ok) {
        all.push_back(broken(row("identity.ins-form"), at()));
    } else if (!ins_key_ok(ins)) {
        all.push_back(broken(row("identity.ins-key"), at()));
    }
}

void judge_traits(pugi::xml_node patient, findings& all) {
    bool family = false;
    bool given = false;
    bool first_given = false;
    for (auto name = child(patient, "name"); name; name = next(name, "name")) {
        for (auto part = child(name, "family"); part; part = next(part, "family")) {
            family |= attribute(part, "qualifier") == "BR" && !text_of(part).empty();
        }
        for (auto part = child(name, "given"); part; part = next(part, "given")) {
            const auto qualifier = attribute(part, "qualifier");
            if ((qualifier != "BR" && !qualifier.empty()) || text_of(part).empty()) continue;
            given = true;
            first_given |= qualifier == "BR";
        }
    }
    const auto gender = child(patient, "administrativeGenderCode");
    const auto birth = child(patient, "birthTime");
    const auto place = path(patient, "birthplace/place/addr/county");
    const auto sex = has_code(gender) ? attribute(gender, "code") : std::string_view{};

    if (!family) all.push_back(broken(row("identity.birth-family")));
    if (!given) all.push_back(broken(row("identity.birth-given")));
    if (given && !first_given) all.push_back(broken(row("identity.first-given")));
    if (sex != "F" && sex != "M" && sex != "UN")
        all.push_back(broken(row("identity.gender"), xpath_of(gender)));
    if (!full_date(attribute(birth, "value")))
        all.push_back(broken(row("identity.birth-date"), xpath_of(birth)));
    if (!place_code(text_of(place))) all.push_back(broken(row("identity.birth-place"), xpath_of(place)));
}

// Calls `visit` for every id of the header, in document order, without recursion.
template <class Visit>
void each_header_id(pugi::xml_node root, Visit visit) {
    for (pugi::xml_node top : root.children()) {
        if (top.type() != pugi::node_element || local_name(top) == "component") continue;
        for (pugi::xml_node at = top; at;) {
            if (at.type() == pugi::node_element && local_name(at) == "id") visit(at);
            if (at.first_child()) {
                at = at.first_child();
                continue;
            }
            while (at != top && !at.next_sibling())
                at = at.parent();
            at = at == top ? pugi::xml_node{} : at.next_sibling();
        }
    }
}

}  // namespace

void judge_patient(pugi::xml_node root, environment where, findings& all) {
    const auto target = child(root, "recordTarget");
    if (next(target, "recordTarget")) all.push_back(broken(row("identity.patient-many")));
    const auto role = child(target, "patientRole");
    pugi::xml_node ins;
    bool many = false;
    for (auto id = child(role, "id"); id; id = next(id, "id")) {
        if (!is_ins_root(attribute(id, "root"))) continue;
        many |= static_cast<bool>(ins);
        if (!ins) ins = id;
    }
    if (!ins) {
        all.push_back(broken(row("identity.ins-missing")));
    } else {
        judge_ins(ins, where, all);
        if (many) all.push_back(broken(row("identity.ins-many")));
        if (ins != child(role, "id")) all.push_back(broken(row("identity.ins-first")));
    }
    judge_traits(child(role, "patient"), all);
}

void judge_professionals(pugi::xml_node root, findings& all) {
    // Warnings only: past some twenty, more of them inform nobody and a hostile document could ask for
    // millions.
    constexpr std::size_t enough = 20;
    std::set<std::string_view> told;
    each_header_id(root, [&](pugi::xml_node id) {
        const auto domain = attribute(id, "root");
        const auto value = attribute(id, "extension");
        if (value.empty() || told.size() == enough) return;
        const bool rpps =
            domain == person_root && value.starts_with('8') && value.find('/') == std::string_view::npos;
        const bool bad_person = rpps && !rpps_key_ok(value);
        const bool bad_structure = domain == structure_root && !structure_id_key_ok(value);
        if ((!bad_person && !bad_structure) || !told.insert(value).second) return;
        all.push_back(broken(bad_person ? row("professional.rpps-key") : row("structure.id"), xpath_of(id)));
    });
}

}  // namespace pps::cda
