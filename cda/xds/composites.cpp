#include "cda/xds/composites.hpp"

#include "cda/document.hpp"
#include "cda/identifiers.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <array>

namespace pps::cda::xds {
namespace {

bool gives_id(pugi::xml_node id) noexcept {
    return id && id.attribute("nullFlavor").empty() && !attribute(id, "root").empty() &&
           !attribute(id, "extension").empty();
}

// The identifier to show: one of that root, else the first that has an extension.
pugi::xml_node best_id(pugi::xml_node parent, std::string_view preferred_root) noexcept {
    pugi::xml_node first;
    for (auto id = child(parent, "id"); id; id = next(id, "id")) {
        if (!gives_id(id)) continue;
        if (attribute(id, "root") == preferred_root) return id;
        if (!first) first = id;
    }
    return first;
}

std::string first_text(pugi::xml_node parent, std::string_view name) {
    for (auto node = child(parent, name); node; node = next(node, name)) {
        auto text = component(text_of(node));
        if (!text.empty()) return text;
    }
    return {};
}

struct xcn_parts {
    std::string second;  ///< Family name, or name of the system.
    std::string third;   ///< Given name, or model.
    std::string_view name_type;
    std::string_view id_type;
};

std::string xcn(pugi::xml_node id, const xcn_parts& parts) {
    return component(attribute(id, "extension")) + '^' + parts.second + '^' + parts.third + "^^^^^^&" +
           component(attribute(id, "root")) + "&ISO^" + std::string(parts.name_type) + "^^^" +
           std::string(parts.id_type);
}

struct name_type {
    std::string_view qualifier;
    std::string_view type;
};
// dmp-wire §2.7, sourcePatientInfo (XSLASIP comments), by preference.
constexpr std::array<name_type, 3> name_types{{{"BR", "L"}, {"SP", "D"}, {"CL", "S"}}};

std::string given_for(pugi::xml_node name, std::string_view qualifier) {
    std::string unqualified;
    std::string any;
    for (auto part = child(name, "given"); part; part = next(part, "given")) {
        auto text = component(text_of(part));
        if (text.empty()) continue;
        const auto own = attribute(part, "qualifier");
        if (!qualifier.empty() && own == qualifier) return text;
        if (own.empty() && unqualified.empty()) unqualified = text;
        if (any.empty()) any = std::move(text);
    }
    return unqualified.empty() ? any : unqualified;
}

std::string family_with(pugi::xml_node name, std::string_view qualifier) {
    for (auto part = child(name, "family"); part; part = next(part, "family")) {
        if (attribute(part, "qualifier") != qualifier) continue;
        auto text = component(text_of(part));
        if (!text.empty()) return text;
    }
    return {};
}

}  // namespace

std::string component(std::string_view text) {
    std::string safe(text);
    std::replace_if(
        safe.begin(), safe.end(),
        [](char c) { return std::string_view("^&|~\\").find(c) != std::string_view::npos; }, ' ');
    return collapse(safe);
}

std::optional<std::string> person_xcn(pugi::xml_node assigned, std::string_view xcn13_internal) {
    const auto id = best_id(assigned, person_root);
    if (!id) return std::nullopt;
    if (const auto device = child(assigned, "assignedAuthoringDevice")) {
        xcn_parts parts{component(text_of(child(device, "softwareName"))),
                        component(text_of(child(device, "manufacturerModelName"))), "U", "RI"};
        if (parts.second.empty()) parts.second = parts.third;
        if (parts.second.empty()) return std::nullopt;
        return xcn(id, parts);
    }
    const auto name = path(assigned, "assignedPerson/name");
    const auto root = attribute(id, "root");
    xcn_parts parts{first_text(name, "family"), first_text(name, "given"), "D", "IDNPS"};
    if (parts.second.empty()) return std::nullopt;
    if (is_ins_root(root)) {
        parts.id_type = "NH";
    } else if (root != person_root) {
        parts.id_type = "EI";
    } else if (attribute(id, "extension").find('/') != std::string_view::npos) {
        parts.id_type = xcn13_internal;
    }
    return xcn(id, parts);
}

std::string organization_id(pugi::xml_node organization) {
    for (auto id = child(organization, "id"); id; id = next(id, "id")) {
        if (gives_id(id) && attribute(id, "root") == structure_root)
            return component(attribute(id, "extension"));
    }
    return {};
}

std::string organization_xon(pugi::xml_node organization) {
    auto xon = component(text_of(child(organization, "name")));
    const auto id = organization_id(organization);
    if (!id.empty()) xon.append("^^^^^&").append(structure_root).append("&ISO^IDNST^^^").append(id);
    return xon;
}

std::string specialty(pugi::xml_node code) {
    if (!has_code(code)) return {};
    return component(attribute(code, "code")) + '^' + component(attribute(code, "displayName")) + '^' +
           component(attribute(code, "codeSystem"));
}

std::string cx(std::string_view id, std::string_view root, std::string_view type) {
    return component(id) + "^^^&" + component(root) + "&ISO^" + std::string(type);
}

std::string patient_name(pugi::xml_node patient) {
    for (const auto& [qualifier, type] : name_types) {
        for (auto name = child(patient, "name"); name; name = next(name, "name")) {
            const auto family = family_with(name, qualifier);
            if (!family.empty())
                return family + '^' + given_for(name, qualifier) + "^^^^^" + std::string(type);
        }
    }
    for (auto name = child(patient, "name"); name; name = next(name, "name")) {
        const auto family = first_text(name, "family");
        if (!family.empty()) return family + '^' + given_for(name, "") + "^^^^^U";
    }
    return {};
}

}  // namespace pps::cda::xds
