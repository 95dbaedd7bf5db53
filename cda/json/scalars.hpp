#pragma once

#include "cda/json/plan_forms.hpp"
#include "cda/pps/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What may be said by a string or a boolean alone, and how the strings of members are spelled.
namespace pps::json {

using scalar = std::variant<bool, std::string>;

/// Why a scalar does not do.
enum class mismatch { none, type, date, code };

/// `to` is a value of which nothing is said (`untold`), and is left as the scalar says.
mismatch expand(const scalar& from, instant& to, const context& around);
mismatch expand(const scalar& from, interval& to, const context& around);
mismatch expand(const scalar& from, narrative_text& to, const context& around);
mismatch expand(const scalar& from, coded& to, const context& around);
mismatch expand(const scalar& from, identifier& to, const context& around);
mismatch expand(const scalar& from, telecom& to, const context& around);
mismatch expand(const scalar& from, organization& to, const context& around);
mismatch expand(const scalar& from, value& to, const context& around);
mismatch expand(const scalar& from, comment& to, const context& around);
mismatch expand(const scalar& from, statement& to, const context& around);
mismatch expand(const scalar& from, tumour_site& to, const context& around);
mismatch expand(const scalar& from, other_stage& to, const context& around);
mismatch expand(const scalar& from, related_document& to, const context& around);

template <typename Type>
concept has_scalar = requires(const scalar& from, Type& to, const context& around) {
    expand(from, to, around);
};

/// The scalar that may stand for a value, before it is known whether it says all of it.
scalar candidate(const instant& of);
scalar candidate(const interval& of);
scalar candidate(const narrative_text& of);
scalar candidate(const coded& of);
scalar candidate(const identifier& of);
scalar candidate(const telecom& of);
scalar candidate(const organization& of);
scalar candidate(const value& of);
scalar candidate(const comment& of);
scalar candidate(const statement& of);
scalar candidate(const tumour_site& of);
scalar candidate(const other_stage& of);
scalar candidate(const related_document& of);

/// The scalar that says all of a value which starts from `start`, nullopt when none does.
template <has_scalar Type>
std::optional<scalar> shorten(const Type& what, const Type& start, const context& around) {
    auto said = candidate(what);
    if (const auto* text = std::get_if<std::string>(&said); text != nullptr && text->empty())
        return std::nullopt;
    Type back = untold(start, around);
    if (expand(said, back, around) != mismatch::none || back != what) return std::nullopt;
    return said;
}

/// The number that a text is: a positive integer of nine digits at most, without leading zeros.
std::optional<unsigned> integer(std::string_view text) noexcept;
/// The text of a member as JSON spells it.
std::string spell(spelling as, const std::string& text);
/// The reverse; false when the text is not so spelled.
bool unspell(spelling as, std::string_view spelled, std::string& to);

}  // namespace pps::json
