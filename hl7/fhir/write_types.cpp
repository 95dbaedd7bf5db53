#include "hl7/fhir/times.hpp"
#include "hl7/fhir/writer.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>
#include <charconv>

namespace pps::hl7::fhir {
namespace {

bool has_own_coding(const coded& code) noexcept {
    return !(code.code.empty() && code.system.empty() && code.system_name.empty() &&
             code.system_version.empty() && code.display.empty());
}

/// A Coding; a translation that says more than a Coding holds is there in full as well.
void write_coding(output& out, const coded& code, bool translation) {
    const auto uri = uri_of(code.system);
    {
        extensions to(out);
        if (root_of(uri) != code.system) to.text(own("system"), code.system);
        if (code.system_name != name_of_system(code.system))
            to.exact_text(own("system-name"), code.system_name);
        to.null(code.null_flavor);
        const bool more =
            !code.original_text.empty() || !code.translations.empty() || !code.qualifiers.empty();
        if (translation && more) add_concept(out, to, own("concept"), code);
        if (!has_own_coding(code) && !to.any()) to.absent();
    }
    out.text("system", uri);
    out.text("version", code.system_version);
    out.text("code", code.code);
    out.text("display", code.display);
}

/// The FHIR text of a TS, and its exact text beside it when that one does not give it back.
std::string native_time(extensions& to, const instant& time, bool date_only) {
    auto text = to_date_time(time.value);
    if (date_only && text.size() > 10) text.resize(10);
    if (!time.value.empty() && (text.empty() || to_ts(text) != time.value))
        to.text(own("exact-time"), time.value);
    to.null(time.null_flavor);
    if (!time.value.empty() && text.empty()) to.absent();
    return text;
}

bool json_number(std::string_view text) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto whole = text.substr(0, text.find('.'));
    if (whole.empty() || whole.size() > 15 || (whole.size() > 1 && whole[0] == '0')) return false;
    const auto rest = text.substr(whole.size());
    if (rest == "." || rest.size() > 12) return false;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return std::all_of(whole.begin(), whole.end(), digit) &&
           (rest.empty() || std::all_of(rest.begin() + 1, rest.end(), digit));
}

bool integer_ok(std::string_view text) noexcept {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && json_number(text) && text != "-0";
}

}  // namespace

bool gives_back(const value& one) noexcept {
    const bool alone = one.unit.empty() && one.period.empty();
    if (!one.null_flavor.empty()) return false;
    if (one.type == "CD") return !one.code.empty() && one.text.empty() && alone;
    if (!one.code.empty()) return false;
    if (one.type == "IVL_TS") return !one.period.empty() && one.text.empty() && one.unit.empty();
    if (one.text.empty()) return false;
    if (one.type == "PQ") return json_number(one.text) && one.period.empty();
    if (one.type == "BL") return (one.text == "true" || one.text == "false") && alone;
    if (one.type == "INT") return integer_ok(one.text) && alone;
    if (one.type == "TS") return !to_date_time(one.text).empty() && alone;
    return one.type == "ST" && alone;
}

void write_concept(output& out, const coded& code, const coded* laterality) {
    {
        extensions to(out);
        if (laterality != nullptr) add_concept(out, to, own("laterality"), *laterality);
        for (const auto& one : code.qualifiers) {
            to.nested(own("qualifier"), [&](extensions& parts) {
                add_concept(out, parts, "name", one.name);
                add_concept(out, parts, "value", one.value);
                if (!parts.any()) parts.flag("empty", true);
            });
        }
        if (code.empty() && !to.any()) to.absent();
    }
    if (has_own_coding(code) || !code.null_flavor.empty() || !code.translations.empty()) {
        out.array("coding", [&] {
            out.object([&] { write_coding(out, code, false); });
            for (const auto& one : code.translations)
                out.object([&] { write_coding(out, one, true); });
        });
    }
    out.text("text", code.original_text.text);
    extensions to(out, "text");
    add_narrative_link(to, code.original_text);
}

void write_identifier(output& out, const identifier& id) {
    const auto uri = uri_of(id.root);
    const auto* known = std::find_if(std::begin(identifiers), std::end(identifiers),
                                     [&](const identifier_row& row) { return row.root == id.root; });
    {
        extensions to(out);
        if (root_of(uri) != id.root) to.text(own("root"), id.root);
        to.null(id.null_flavor);
        if (id.empty()) to.absent();
    }
    if (known != std::end(identifiers)) {
        out.text("use", known->use);
        out.object("type", [&] {
            out.array("coding", [&] {
                out.object([&] {
                    out.text("system", identifier_types);
                    out.text("code", known->type);
                });
            });
        });
    }
    if (!uri.empty()) {
        out.text("system", id.extension.empty() ? "urn:ietf:rfc:3986" : std::string_view(uri));
        out.text("value", id.extension.empty() ? std::string_view(uri) : std::string_view(id.extension));
    } else {
        out.text("value", id.extension);
    }
    if (!id.assigning_authority.empty())
        out.object("assigner", [&] { out.text("display", id.assigning_authority); });
}

void write_period(output& out, const interval& time) {
    {
        extensions to(out);
        to.text(own("exact-time"), time.value);
        to.null(time.null_flavor);
        if (time.empty()) to.absent();
    }
    if (!time.value.empty()) {
        const auto text = to_date_time(time.value);
        out.text("start", text);
        out.text("end", text);
        return;
    }
    put_time(out, "start", time.low);
    put_time(out, "end", time.high);
}

void add_value(output& out, extensions& to, std::string_view url_text, const value& one) {
    to.nested(url_text, [&](extensions& parts) {
        parts.exact_code("type", one.type);
        parts.text("text", one.text);
        parts.text("unit", one.unit);
        parts.code("null-flavor", one.null_flavor);
        add_concept(out, parts, "concept", one.code);
        add_time(out, parts, "period", one.period);
    });
}

void put_concept(output& out, std::string_view key, const coded& code) {
    if (!code.empty()) out.object(key, [&] { write_concept(out, code); });
}
void put_concepts(output& out, std::string_view key, const std::vector<coded>& codes) {
    out.list(key, codes, [&](const coded& one) { out.object([&] { write_concept(out, one); }); });
}
void put_identifier(output& out, std::string_view key, const identifier& id) {
    if (!id.empty()) out.object(key, [&] { write_identifier(out, id); });
}
void put_identifiers(output& out, std::string_view key, const std::vector<identifier>& ids) {
    out.list(key, ids, [&](const identifier& one) { out.object([&] { write_identifier(out, one); }); });
}
void put_required(output& out, std::string_view key, std::string_view value, std::string_view null_flavor) {
    out.text(key, value);
    extensions to(out, key);
    to.null(null_flavor);
    if (value.empty() && !to.any()) to.absent();
}

void put_time(output& out, std::string_view key, const instant& time, bool date_only) {
    if (time.empty()) return;
    std::string text;
    {
        extensions to(out, key);
        text = native_time(to, time, date_only);
    }
    out.text(key, text);
}

void put_time_choice(output& out, std::string_view base, const interval& time) {
    if (time.empty()) return;
    if (time.low.empty() && time.high.empty()) {
        put_time(out, joined(base, "DateTime"), {time.value, time.null_flavor});
    } else {
        out.object(joined(base, "Period"), [&] { write_period(out, time); });
    }
}

void put_period(output& out, std::string_view key, const interval& time) {
    if (!time.empty()) out.object(key, [&] { write_period(out, time); });
}

void put_value(output& out, std::string_view base, const value& one) {
    const auto key = [&](std::string_view type) { return joined(base, type); };
    if (!one.code.empty()) {
        put_concept(out, key("CodeableConcept"), one.code);
    } else if (!one.period.empty()) {
        put_period(out, key("Period"), one.period);
    } else if (one.text.empty()) {
        return;
    } else if (one.type == "BL" && (one.text == "true" || one.text == "false")) {
        out.flag(key("Boolean"), one.text == "true");
    } else if (one.type == "PQ" && json_number(one.text)) {
        out.object(key("Quantity"), [&] {
            out.number("value", one.text);
            if (one.unit.empty()) return;
            out.text("unit", one.unit);
            out.text("system", "http://unitsofmeasure.org");
            out.text("code", one.unit);
        });
    } else if (one.type == "INT" && integer_ok(one.text)) {
        out.number(key("Integer"), one.text);
    } else if ((one.type == "TS" || one.type == "EIVL_TS") && !to_date_time(one.text).empty()) {
        put_time(out, key("DateTime"), {one.text, {}});
    } else {
        out.text(key("String"), one.text);
    }
}

bool shows(const value& one) noexcept {
    return !one.code.empty() || !one.period.empty() || !one.text.empty();
}

void put_narrative(output& out, std::string_view text) {
    if (text.empty()) return;
    out.object("text", [&] {
        out.text("status", "generated");
        out.text("div", text_div(text));
    });
}

void add_concept(output& out, extensions& to, std::string_view url_text, const coded& code) {
    if (!code.empty()) to.with(url_text, [&] { put_concept(out, "valueCodeableConcept", code); });
}
void add_identifier(output& out, extensions& to, std::string_view url_text, const identifier& id) {
    to.with(url_text, [&] { out.object("valueIdentifier", [&] { write_identifier(out, id); }); });
}
void add_time(output& out, extensions& to, std::string_view url_text, const interval& time) {
    if (!time.empty()) to.with(url_text, [&] { put_time_choice(out, "value", time); });
}
void add_narrative_link(extensions& to, const narrative_text& text) {
    if (!text.reference.empty()) {
        to.with(url::narrative_link, [&] { to.value_url(text.reference); });
    }
    to.code(own("narrative-null"), text.null_flavor);
}
void add_exact(extensions& to, std::string_view url_text, pairs table, std::string_view code,
               std::string_view fhir) {
    if (to_v3(table, fhir) != code) to.exact_code(url_text, code);
}

}  // namespace pps::hl7::fhir
