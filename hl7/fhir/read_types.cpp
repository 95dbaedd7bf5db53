#include "cda/pps/names.hpp"
#include "hl7/fhir/output.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/times.hpp"
#include "hl7/fhir/vocabulary.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

/// Names are our own, complete or (in an extension of an extension) relative.
bool is_url(std::string_view held, std::string_view wanted) noexcept {
    if (held == wanted) return true;
    return held.size() == own_base.size() + wanted.size() && held.starts_with(own_base) && held.ends_with(wanted);
}

coded read_coding(json_value one) {
    coded out;
    out.code = text(one, "code");
    out.system = root_of(text(one, "system"));
    if (out.system.empty()) out.system = string_of(one, own("system"));
    out.system_name = string_of(one, own("system-name"));
    out.system_version = text(one, "version");
    out.display = text(one, "display");
    out.null_flavor = null_of(one);
    return out;
}

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

/// The item of `_key` beside the one at that place of the list `key`.
json_value beside(json_value object, std::string_view key, std::size_t place) noexcept {
    auto one = object[joined("_", key)].first_child();
    for (; place > 0 && one; --place)
        one = one.next();
    return one;
}

void add_name_parts(json_value object, std::string_view key, name_part_kind kind, name& to) {
    std::size_t place = 0;
    for (const auto one : object[key]) {
        const auto sibling = key == "family" ? object[joined("_", key)] : beside(object, key, place);
        if (sibling.is(json_type::null)) sibling.skip();
        to.parts.push_back({kind, string_of(sibling, url::name_qualifier), std::string(one.text()), {}});
        ++place;
    }
}

void skip_members(json_value object, std::initializer_list<std::string_view> keys) noexcept {
    for (const auto key : keys)
        object.peek(key).skip();
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
    if (sibling.is(json_type::null)) sibling.skip();
    if (!apart) to.parts.push_back({address_part_kind::street_address_line, std::string(line.text()), {}});
    line.skip();
}

std::string read_use(json_value element, std::string_view exact, pairs table) {
    const auto held = extension(element, exact);
    const auto use = text(element, "use");
    return held ? std::string(held["valueCode"].text()) : std::string(to_v3(table, use));
}

}  // namespace

json_value extension(json_value element, std::string_view url_text) noexcept {
    for (const auto one : element.peek("extension")) {
        if (!is_url(one.peek("url").raw(), url_text)) continue;
        one.peek("url").skip();
        for (const auto primitive : {"_valueCode", "_valueString"})
            one.peek(primitive).skip();
        return one;
    }
    return {};
}

std::vector<json_value> all_extensions(json_value element, std::string_view url_text) {
    std::vector<json_value> out;
    for (const auto one : element.peek("extension")) {
        if (!is_url(one.peek("url").raw(), url_text)) continue;
        one.peek("url").skip();
        out.push_back(one);
    }
    return out;
}

json_value extension_of(json_value object, std::string_view key, std::string_view url_text) noexcept {
    return extension(object.peek(joined("_", key)), url_text);
}

std::string string_of(json_value element, std::string_view url_text) {
    const auto held = extension(element, url_text);
    for (const auto key : {"valueString", "valueCode", "valueUrl", "valueUri"}) {
        if (const auto one = held[key]) return std::string(one.text());
    }
    return {};
}

bool flag_of(json_value element, std::string_view url_text) noexcept {
    return extension(element, url_text)["valueBoolean"].text() == "true";
}

std::string null_of(json_value element) {
    const auto flavor = string_of(element, url::null_flavor);
    const auto reason = string_of(element, url::data_absent);
    if (!flavor.empty()) return flavor;
    // "unknown" is also what a Bundle of ours says where FHIR wants an element and the document has nothing.
    return reason == "unknown" ? std::string() : std::string(to_v3(absent_reasons, reason));
}

std::string null_of(json_value object, std::string_view primitive) {
    return null_of(object.peek(joined("_", primitive)));
}

std::string text(json_value object, std::string_view key) {
    return std::string(object.peek(key).text());
}

coded read_concept(json_value element) {
    coded out;
    bool first = true;
    for (const auto one : element.peek("coding")) {
        if (first) {
            out = read_coding(one);
            first = false;
            continue;
        }
        if (const auto whole = extension(one, own("concept"))) {
            skip_members(one, {"code", "system", "version", "display"});
            extension(one, own("system-name")).skip();
            extension(one, own("system")).skip();
            out.translations.push_back(read_concept(whole.peek("valueCodeableConcept")));
            null_of(one);
        } else {
            out.translations.push_back(read_coding(one));
        }
    }
    const auto absent = null_of(element);
    if (out.null_flavor.empty()) out.null_flavor = absent;
    for (const auto held : all_extensions(element, own("qualifier"))) {
        out.qualifiers.push_back({concept_of(held, "name"), concept_of(held, "value")});
        flag_of(held, "empty");
    }
    out.original_text = read_narrative(element.peek("_text"), text(element, "text"));
    return out;
}

coded read_first_concept(json_value list) {
    const auto one = list.is(json_type::array) ? list.first_child() : list;
    return one ? read_concept(one) : coded{};
}

std::vector<coded> read_concepts(json_value list) {
    std::vector<coded> out;
    for (const auto one : list)
        out.push_back(read_concept(one));
    return out;
}

coded concept_of(json_value element, std::string_view url_text) {
    const auto held = extension(element, url_text).peek("valueCodeableConcept");
    return held ? read_concept(held) : coded{};
}

identifier read_identifier(json_value element) {
    identifier out;
    const auto system = text(element, "system");
    const auto value = text(element, "value");
    if (system == "urn:ietf:rfc:3986") {
        out.root = root_of(value);
    } else {
        out.root = root_of(system);
        out.extension = value;
    }
    if (const auto root = string_of(element, own("root")); !root.empty()) out.root = root;
    out.assigning_authority = text(element.peek("assigner"), "display");
    out.null_flavor = null_of(element);
    element.peek("use").skip();
    const bool known = std::any_of(std::begin(identifiers), std::end(identifiers),
                                   [&](const identifier_row& row) { return row.root == out.root; });
    if (known) element.peek("type").skip();
    return out;
}

void read_identifiers(json_value list, std::vector<identifier>& to) {
    for (const auto one : list)
        to.push_back(read_identifier(one));
}

std::vector<identifier> identifiers_of(json_value element, std::string_view url_text) {
    std::vector<identifier> out;
    for (const auto one : all_extensions(element, url_text))
        out.push_back(read_identifier(one.peek("valueIdentifier")));
    return out;
}

instant read_time(json_value object, std::string_view key) {
    instant out;
    const auto sibling = object.peek(joined("_", key));
    out.value = string_of(sibling, own("exact-time"));
    out.null_flavor = null_of(sibling);
    const auto native = object.peek(key);
    if (!out.value.empty()) {
        native.skip();
    } else if (native.is(json_type::string)) {
        // What is no time stays unread.
        out.value = to_ts(native.raw());
        if (!out.value.empty()) native.skip();
    }
    return out;
}

interval read_period(json_value element) {
    interval out;
    out.value = string_of(element, own("exact-time"));
    out.null_flavor = null_of(element);
    if (!out.value.empty()) {
        skip_members(element, {"start", "end"});
        return out;
    }
    out.low = read_time(element, "start");
    out.high = read_time(element, "end");
    return out;
}

interval read_time_choice(json_value object, std::string_view base) {
    if (const auto period = object.peek(joined(base, "Period"))) {
        if (!flag_of(period, own("derived"))) return read_period(period);
        period.skip();
        return {};
    }
    const joined point(base, "DateTime");
    if (extension_of(object, point, own("derived"))) {
        object.peek(point).skip();
        object.peek(joined("_", point)).skip();
        return {};
    }
    auto read = read_time(object, point);
    if (read.empty()) read = read_time(object, joined(base, "Instant"));
    return {std::move(read.value), {}, {}, std::move(read.null_flavor)};
}

interval time_of(json_value element, std::string_view url_text) {
    return read_time_choice(extension(element, url_text), "value");
}

name read_name(json_value element) {
    name out;
    out.use = read_use(element, url::name_use, name_uses);
    out.null_flavor = null_of(element);
    if (const auto held = extension(element, own("name-parts"))) {
        read_parts(held, out.parts);
        skip_members(element, {"family", "_family", "given", "_given", "prefix", "_prefix", "suffix", "_suffix"});
        extension(element, url::birth_given_names).skip();
        return out;
    }
    add_name_parts(element, "family", name_part_kind::family, out);
    add_name_parts(element, "given", name_part_kind::given, out);
    add_name_parts(element, "prefix", name_part_kind::prefix, out);
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
    std::vector<name> out;
    bool official = false;
    for (const auto one : list) {
        if (flag_of(one, own("derived"))) {
            one.skip();
            continue;
        }
        const bool ours = static_cast<bool>(extension(one, own("name-parts")));
        const auto birth = string_of(one, url::birth_given_names);
        const auto use = one.peek("use").text();
        auto read = read_name(one);
        if (ours || (birth.empty() && !(official && use == "usual"))) {
            out.push_back(std::move(read));
            continue;
        }
        const bool used = birth.empty();
        for (auto& part : read.parts) {
            if (part.kind == name_part_kind::family || part.kind == name_part_kind::given)
                part.qualifier = used ? "CL" : "BR";
        }
        if (used) {
            auto& parts = out.front().parts;
            parts.insert(parts.end(), read.parts.begin(), read.parts.end());
            continue;
        }
        read.use.clear();
        const auto at = std::find_if(read.parts.begin(), read.parts.end(),
                                     [](const name_part& part) { return part.kind == name_part_kind::given; });
        read.parts.insert(at, {name_part_kind::given, {}, birth, {}});
        out.insert(out.begin(), std::move(read));
        official = true;
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
        skip_members(element, {"text", "line", "_line", "city", "district", "state", "postalCode", "country"});
        return out;
    }
    std::size_t place = 0;
    for (const auto line : element.peek("line"))
        add_line(line, beside(element, "line", place++), out);
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

value read_exact_value(json_value held) {
    value out;
    out.type = string_of(held, "type");
    out.text = string_of(held, "text");
    out.unit = string_of(held, "unit");
    out.null_flavor = string_of(held, "null-flavor");
    out.code = concept_of(held, "concept");
    out.period = time_of(held, "period");
    return out;
}

std::optional<value> read_value(json_value object) {
    value out;
    if (const auto code = object.peek("valueCodeableConcept")) {
        out.type = "CD";
        out.code = read_concept(code);
    } else if (const auto truth = object.peek("valueBoolean")) {
        out.type = "BL";
        out.text = truth.text();
    } else if (const auto quantity = object.peek("valueQuantity")) {
        out.type = "PQ";
        out.text = text(quantity, "value");
        out.unit = text(quantity, "code");
        const auto unit = text(quantity, "unit");
        if (out.unit.empty()) out.unit = unit;
        quantity.peek("system").skip();
    } else if (const auto integer = object.peek("valueInteger")) {
        out.type = "INT";
        out.text = integer.text();
    } else if (object.peek("valueDateTime")) {
        out.type = "TS";
        out.text = read_time(object, "valueDateTime").value;
    } else if (const auto period = object.peek("valuePeriod")) {
        out.type = "IVL_TS";
        out.period = read_period(period);
    } else if (const auto said = object.peek("valueString")) {
        out.type = "ST";
        out.text = said.text();
    } else if (const auto reason = object.peek("dataAbsentReason")) {
        const auto why = read_concept(reason).code;
        const auto flavor = to_v3(absent_reasons, why);
        out.null_flavor = flavor.empty() ? std::string_view("NI") : flavor;
    } else {
        return std::nullopt;
    }
    return out;
}

narrative_text read_narrative(json_value element, std::string said) {
    return {string_of(element, url::narrative_link), std::move(said), string_of(element, own("narrative-null"))};
}

void skip_common(json_value resource) {
    for (const auto key : {"resourceType", "id", "meta"})
        resource.peek(key).skip();
    if (const auto narrative = resource.peek("text"); narrative.peek("status").text() == "generated")
        narrative.skip();
}

}  // namespace pps::hl7::fhir
