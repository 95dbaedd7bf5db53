#include "cda/json/scalars.hpp"

#include "cda/json/datatype_forms.hpp"
#include "cda/json/iso_time.hpp"
#include "cda/json/left_out.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace pps::json {
namespace {

/// The string of a scalar, null when it is a boolean.
const std::string* text_of(const scalar& from) noexcept {
    return std::get_if<std::string>(&from);
}

mismatch text_into(const scalar& from, std::string& to) {
    const auto* text = text_of(from);
    if (text == nullptr) return mismatch::type;
    to = cda::collapse(*text);
    return mismatch::none;
}

/// The lines of a text, each with its white space as one space, without the empty ones.
std::string lines_of(std::string_view text) {
    std::string out;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find('\n', from), text.size());
        const auto line = cda::collapse(text.substr(from, to - from));
        if (!line.empty()) out.append(out.empty() ? "" : "\n").append(line);
        from = to + 1;
    }
    return out;
}

mismatch lines_into(const scalar& from, std::string& to) {
    const auto* text = text_of(from);
    if (text == nullptr) return mismatch::type;
    to = lines_of(*text);
    return mismatch::none;
}

mismatch date_into(const scalar& from, std::string& to) {
    const auto* text = text_of(from);
    if (text == nullptr) return mismatch::type;
    return unspell(spelling::date, *text, to) ? mismatch::none : mismatch::date;
}

bool is_coded(std::string_view type) noexcept {
    return type == "CD" || type == "CE" || type == "CO" || type == "CV";
}

/// How the answer of a placed statement is given alone.
enum class answer { none, boolean, code, date, dates, told };

answer answer_of(const coded& code) noexcept {
    const auto type = value_type(code);
    if (tables::is_at(tables::place::planned_dates, code.code, code.system)) return answer::dates;
    if (type == "BL") return answer::boolean;
    if (type == "EIVL_TS") return answer::date;
    if (type == "CD") return value_words(code).empty() ? answer::told : answer::code;
    return answer::none;
}

/// A row of names for an OID.
template <typename Rows, typename Oid>
std::string name_of(const Rows& rows, Oid oid, const std::string& text) {
    for (const auto& row : rows) {
        if (row.*oid == text) return std::string(row.name);
    }
    const bool is_name =
        std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.name == text; });
    return is_name || text.starts_with('=') ? "=" + text : text;
}

template <typename Rows, typename Oid>
std::string oid_of(const Rows& rows, Oid oid, std::string_view spelled) {
    if (spelled.starts_with('=')) return std::string(spelled.substr(1));
    for (const auto& row : rows) {
        if (row.name == spelled) return std::string(row.*oid);
    }
    return std::string(spelled);
}

}  // namespace

std::optional<unsigned> integer(std::string_view text) noexcept {
    if (text.empty() || text.size() > 9 || text.front() == '0') return std::nullopt;
    unsigned value = 0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::string spell(spelling as, const std::string& text) {
    switch (as) {
        case spelling::date: {
            if (text.empty()) return {};
            auto iso = to_iso(text);
            return iso ? std::move(*iso) : "=" + text;
        }
        case spelling::code_system:
            return name_of(tables::code_systems, &tables::code_system_row::oid, text);
        case spelling::id_system:
            return name_of(id_systems, &id_system_row::root, text);
        default:
            return text;
    }
}

bool unspell(spelling as, std::string_view spelled, std::string& to) {
    switch (as) {
        case spelling::date:
            if (spelled.starts_with('=')) {
                to = spelled.substr(1);
            } else if (auto hl7 = from_iso(spelled)) {
                to = std::move(*hl7);
            } else {
                to.clear();
                return spelled.empty();
            }
            return true;
        case spelling::code_system:
            to = oid_of(tables::code_systems, &tables::code_system_row::oid, spelled);
            return true;
        case spelling::id_system:
            to = oid_of(id_systems, &id_system_row::root, spelled);
            return true;
        case spelling::lines:
            to = lines_of(spelled);
            return true;
        case spelling::markup:
            to = spelled;
            return true;
        default:
            to = cda::collapse(spelled);
            return true;
    }
}

mismatch expand(const scalar& from, instant& to, const context&) {
    return date_into(from, to.value);
}
mismatch expand(const scalar& from, interval& to, const context&) {
    return date_into(from, to.value);
}
mismatch expand(const scalar& from, narrative_text& to, const context&) {
    return lines_into(from, to.text);
}
mismatch expand(const scalar& from, identifier& to, const context&) {
    return text_into(from, to.root);
}
mismatch expand(const scalar& from, telecom& to, const context&) {
    return text_into(from, to.value);
}
mismatch expand(const scalar& from, organization& to, const context&) {
    return text_into(from, to.names.emplace_back());
}
mismatch expand(const scalar& from, comment& to, const context&) {
    return lines_into(from, to.text.text);
}
mismatch expand(const scalar& from, related_document& to, const context&) {
    return text_into(from, to.ids.emplace_back().root);
}
mismatch expand(const scalar& from, tumour_site& to, const context&) {
    context around;
    around.words = words::topography;
    return expand(from, to.site, around);
}
mismatch expand(const scalar& from, other_stage& to, const context& around) {
    return expand(from, to.stage, around);
}

mismatch expand(const scalar& from, coded& to, const context& around) {
    const auto* text = text_of(from);
    if (text == nullptr) return mismatch::type;
    for (const auto& row : around.words.rows) {
        if (row.code == *text) {
            to = defaults::of(row);
            return mismatch::none;
        }
    }
    if (around.words.system.empty() || text->empty()) return mismatch::code;
    to = {};
    to.code = cda::collapse(*text);
    to.system = around.words.system;
    return mismatch::none;
}

mismatch expand(const scalar& from, value& to, const context& around) {
    if (const bool* yes = std::get_if<bool>(&from)) {
        if (!to.type.empty() && to.type != "BL") return mismatch::type;
        to.type = "BL";
        to.text = *yes ? "true" : "false";
        return mismatch::none;
    }
    if (is_coded(to.type)) {
        if (!around.words.empty()) return expand(from, to.code, around);
        return lines_into(from, to.code.original_text.text);
    }
    if (to.type == "BL") return mismatch::type;
    if (to.type == "EIVL_TS" || to.type == "TS") return date_into(from, to.text);
    if (to.type.empty()) to.type = "ST";
    return text_into(from, to.text);
}

mismatch expand(const scalar& from, statement& to, const context&) {
    value held;
    held.type = value_type(to.code);
    context around;
    around.words = value_words(to.code);
    const auto how = answer_of(to.code);
    auto wrong = mismatch::none;
    switch (how) {
        case answer::none:
            return mismatch::type;
        case answer::dates:
            to.time.null_flavor.clear();
            return date_into(from, to.time.value);
        default:
            wrong = expand(from, held, around);
    }
    if (wrong != mismatch::none) return wrong;
    if (how == answer::date) {
        // The official example gives such a date twice.
        to.time = {};
        to.time.value = held.text;
    }
    if (how == answer::told) to.text = held.code.original_text;
    to.values.assign(1, std::move(held));
    return mismatch::none;
}

scalar candidate(const instant& of) {
    return spell(spelling::date, of.value);
}
scalar candidate(const interval& of) {
    return spell(spelling::date, of.value);
}
scalar candidate(const narrative_text& of) {
    return of.text;
}
scalar candidate(const coded& of) {
    return of.code;
}
scalar candidate(const identifier& of) {
    return of.root;
}
scalar candidate(const telecom& of) {
    return of.value;
}
scalar candidate(const organization& of) {
    return of.names.size() == 1 ? of.names.front() : std::string();
}
scalar candidate(const comment& of) {
    return of.text.text;
}
scalar candidate(const tumour_site& of) {
    return of.site.code;
}
scalar candidate(const other_stage& of) {
    return candidate(of.stage);
}
scalar candidate(const related_document& of) {
    return of.ids.size() == 1 ? of.ids.front().root : std::string();
}

scalar candidate(const value& of) {
    if (const auto yes = of.boolean()) return *yes;
    if (is_coded(of.type)) return of.code.code.empty() ? of.code.original_text.text : of.code.code;
    if (of.type == "EIVL_TS" || of.type == "TS") return spell(spelling::date, of.text);
    return of.text;
}

scalar candidate(const statement& of) {
    // What most statements have, and no scalar says.
    if (!of.ids.empty() || !of.comments.empty() || !of.performers.empty()) return std::string();
    if (answer_of(of.code) == answer::dates) return spell(spelling::date, of.time.value);
    if (of.values.size() != 1) return std::string();
    return candidate(of.values.front());
}

}  // namespace pps::json
