#include "cda/pps/names.hpp"
#include "hl7/fhir/output.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/vocabulary.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

template <class Part>
void read_parts(json_value held, std::vector<Part>& to) {
    for (const auto one : all_extensions(held, "part")) {
        Part part;
        const auto kind = from_string<decltype(part.kind)>(string_of(one, "kind"));
        part.kind = kind.value_or(part.kind);
        part.text = string_of(one, "text");
        part.null_flavor = string_of(one, "null-flavor");
        if constexpr (requires { part.qualifier; }) part.qualifier = string_of(one, "qualifier");
        to.push_back(std::move(part));
    }
}

/// The items of a list and those of `_key` beside them, in step.
template <class Take>
void in_step(json_value object, std::string_view key, Take take) {
    const auto beside = object.peek(joined("_", key));
    auto sibling = beside.is(json_type::array) ? beside.first_child() : beside;
    for (const auto one : object.peek(key)) {
        if (sibling.is(json_type::null)) sibling.skip();
        take(one, sibling);
        sibling = sibling.next_item();
    }
}

void add_name_parts(json_value object, std::string_view key, name_part_kind kind, name& to) {
    in_step(object, key, [&](json_value one, json_value sibling) {
        to.parts.push_back({kind, string_of(sibling, url::name_qualifier), std::string(one.text()), {}});
    });
}

address_part_kind part_of(std::string_view element) noexcept {
    for (const auto& row : tables::address_parts) {
        if (row.element == element) return row.kind;
    }
    return address_part_kind::text;
}

/// Parts that a line says apart (iso21090 ADXP), else the line as it is.
void add_line(json_value line, json_value sibling, address& to) {
    bool apart = false;
    for (const auto one : sibling.peek("extension")) {
        const auto held = one.peek("url").raw();
        if (!held.starts_with(url::address_part)) continue;
        one.peek("url").skip();
        apart = true;
        to.parts.push_back({part_of(held.substr(url::address_part.size())), text(one, "valueString"), {}});
    }
    if (!apart) to.parts.push_back({address_part_kind::street_address_line, std::string(line.text()), {}});
    line.skip();
}

std::string read_use(json_value element, std::string_view exact, pairs table) {
    const auto held = extension(element, exact);
    const auto use = text(element, "use");
    return held ? std::string(held["valueCode"].text()) : std::string(to_v3(table, use));
}

}  // namespace

name read_name(json_value element) {
    name out;
    out.use = read_use(element, url::name_use, name_uses);
    out.null_flavor = null_of(element);
    if (const auto held = extension(element, own("name-parts"))) {
        read_parts(held, out.parts);
        element.skip_members(
            {"family", "_family", "given", "_given", "prefix", "_prefix", "suffix", "_suffix"});
        extension(element, url::birth_given_names).skip();
        return out;
    }
    add_name_parts(element, "prefix", name_part_kind::prefix, out);
    add_name_parts(element, "given", name_part_kind::given, out);
    add_name_parts(element, "family", name_part_kind::family, out);
    add_name_parts(element, "suffix", name_part_kind::suffix, out);
    if (auto whole = text(element, "text"); out.parts.empty() && !whole.empty())
        out.parts.push_back({name_part_kind::text, {}, std::move(whole), {}});
    return out;
}

std::vector<name> read_names(json_value list) {
    std::vector<name> out;
    for (const auto one : list)
        out.push_back(read_name(one));
    return out;
}

std::vector<name> read_patient_names(json_value list) {
    const auto qualify = [](name& one, std::string_view qualifier) {
        for (auto& part : one.parts) {
            if (part.kind == name_part_kind::family || part.kind == name_part_kind::given)
                part.qualifier = qualifier;
        }
    };
    std::vector<name> out;
    // FR Core: the official name lists the birth given names apart.
    json_value official;
    for (const auto one : list) {
        if (!official && !extension(one, own("name-parts")) && extension(one, url::birth_given_names))
            official = one;
    }
    if (official) {
        auto& held = out.emplace_back(read_name(official));
        held.use.clear();
        qualify(held, "BR");
        const auto given = std::find_if(held.parts.begin(), held.parts.end(), [](const name_part& part) {
            return part.kind == name_part_kind::given;
        });
        held.parts.insert(given,
                          {name_part_kind::given, {}, string_of(official, url::birth_given_names), {}});
    }
    for (const auto one : list) {
        if (one == official) continue;
        if (flag_of(one, own("derived"))) {
            one.skip();
            continue;
        }
        const bool used = official && one.peek("use").raw() == "usual";
        auto read = read_name(one);
        if (!used) {
            out.push_back(std::move(read));
            continue;
        }
        qualify(read, "CL");
        auto& parts = out.front().parts;
        parts.insert(parts.end(), read.parts.begin(), read.parts.end());
    }
    return out;
}

address read_address(json_value element) {
    address out;
    out.use = read_use(element, url::address_use, address_uses);
    out.null_flavor = null_of(element);
    const auto insee = extension(element, url::insee_code);
    insee.peek("valueCoding").peek("system").skip();
    const std::string code(insee.peek("valueCoding").peek("code").text());
    if (const auto held = extension(element, own("address-parts"))) {
        read_parts(held, out.parts);
        element.skip_members({"text", "line", "_line", "city", "district", "state", "postalCode", "country"});
        return out;
    }
    in_step(element, "line", [&](json_value line, json_value sibling) { add_line(line, sibling, out); });
    for (const auto& row : address_rows) {
        auto held = text(element, row.element);
        if (held.empty() && row.kind == address_part_kind::county) held = code;
        if (!held.empty()) out.parts.push_back({row.kind, std::move(held), {}});
    }
    if (auto whole = text(element, "text"); out.parts.empty() && !whole.empty())
        out.parts.push_back({address_part_kind::text, std::move(whole), {}});
    return out;
}

void read_addresses(json_value list, std::vector<address>& to) {
    for (const auto one : list)
        to.push_back(read_address(one));
}

telecom read_telecom(json_value element) {
    telecom out;
    out.use = read_use(element, own("telecom-use"), telecom_uses);
    out.null_flavor = null_of(element);
    const auto system = text(element, "system");
    const auto value = text(element, "value");
    if (!value.empty() && system != "url") out.value = to_v3(telecom_schemes, system);
    out.value += value;
    return out;
}

void read_telecoms(json_value list, std::vector<telecom>& to) {
    for (const auto one : list)
        to.push_back(read_telecom(one));
}

}  // namespace pps::hl7::fhir
