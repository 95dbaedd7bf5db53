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
    return held.size() == own_base.size() + wanted.size() && held.starts_with(own_base) &&
           held.ends_with(wanted);
}

coded read_coding(json_value one) {
    coded out;
    out.code = text(one, "code");
    out.system = root_of(text(one, "system"));
    if (auto exact = string_of(one, own("system")); !exact.empty()) out.system = std::move(exact);
    const auto name = extension(one, own("system-name"));
    out.system_name = name ? name.peek("valueString").text() : name_of_system(out.system);
    out.system_version = text(one, "version");
    out.display = text(one, "display");
    out.null_flavor = null_of(one);
    return out;
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
            one.skip_members({"code", "system", "version", "display"});
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
        element.skip_members({"start", "end"});
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
    return {string_of(element, url::narrative_link), std::move(said),
            string_of(element, own("narrative-null"))};
}

void skip_common(json_value resource) {
    resource.skip_members({"resourceType", "id", "meta"});
    if (const auto narrative = resource.peek("text"); narrative.peek("status").text() == "generated")
        narrative.skip();
}

}  // namespace pps::hl7::fhir
