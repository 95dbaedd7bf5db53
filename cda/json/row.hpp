#pragma once

#include "cda/pps/plan.hpp"
#include "cda/terminology/dmp_codes.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

/// How a type of the model is written in JSON: a table with one row per member, which the reader, the writer
/// and the schema go through.
namespace pps::json {

/// What the string of a member is.
enum class spelling {
    text,         ///< A text; white space runs are one space.
    lines,        ///< A text of several lines, none of them empty; in each, white space runs are one space.
    markup,       ///< CDA narrative markup.
    date,         ///< A time in ISO 8601; "=" before anything else keeps it as it is.
    code_system,  ///< A name of `tables::code_systems`, or an OID; "=" before a text that is such a name.
    id_system,    ///< A name of `id_systems`, or a root; likewise.
    number,       ///< A positive integer, or a text.
};

enum class layout {
    plain,
    one_or_many,  ///< A list of one element is that element.
    merged,       ///< The members of an object stand among those of its owner.
};

/// What a code may be given by alone: a code of `rows`, or another of the system.
struct vocabulary {
    std::string_view system;  ///< Empty when only the codes of `rows` may stand alone.
    std::span<const cda::terminology::concept_row> rows = {};

    bool empty() const noexcept { return system.empty() && rows.empty(); }
};

/// What is known around a value.
struct context {
    const plan* whole = nullptr;  ///< The plan being read or written; its kind is known.
    vocabulary words;             ///< For codes directly in this value.
};

template <typename Member>
struct element_of {
    using type = Member;
};
template <typename Element>
struct element_of<std::optional<Element>> {
    using type = Element;
};
template <typename Element>
struct element_of<std::vector<Element>> {
    using type = Element;
};

template <typename Type>
inline constexpr bool is_list = false;
template <typename Element>
inline constexpr bool is_list<std::vector<Element>> = true;
template <typename Type>
inline constexpr bool is_optional = false;
template <typename Element>
inline constexpr bool is_optional<std::optional<Element>> = true;

/// A member. What it is when the text does not have it, or starts from when it does, is of the functions
/// below, which are given the owner with the members of the rows before.
template <typename Owner, typename Member>
struct row {
    using owner = Owner;
    using member_type = Member;
    using element = typename element_of<Member>::type;

    std::string_view name;
    Member Owner::*member;
    std::string_view doc;
    json::spelling spelling = spelling::text;
    json::layout layout = layout::plain;
    bool expected = false;  ///< Missing is worth a warning.
    /// Plain members: their value when absent. Others: what an element starts from.
    element (*start)(const Owner&, const context&) = nullptr;
    /// Lists: their value when absent.
    Member (*absent)(const Owner&, const context&) = nullptr;
    vocabulary (*words)(const Owner&, const context&) = nullptr;

    constexpr row spelled(json::spelling as) const noexcept {
        row out = *this;
        out.spelling = as;
        return out;
    }
    constexpr row laid(json::layout as) const noexcept {
        row out = *this;
        out.layout = as;
        return out;
    }
    constexpr row wanted() const noexcept {
        row out = *this;
        out.expected = true;
        return out;
    }
    constexpr row from(element (*make)(const Owner&, const context&)) const noexcept {
        row out = *this;
        out.start = make;
        return out;
    }
    constexpr row unless(Member (*make)(const Owner&, const context&)) const noexcept {
        row out = *this;
        out.absent = make;
        return out;
    }
    constexpr row of(vocabulary (*make)(const Owner&, const context&)) const noexcept {
        row out = *this;
        out.words = make;
        return out;
    }
};

template <typename Owner, typename Member>
constexpr row<Owner, Member> field(std::string_view name, Member Owner::*member,
                                   std::string_view doc) noexcept {
    return {name, member, doc};
}
template <typename Owner, typename Member>
constexpr row<Owner, Member> merged(Member Owner::*member) noexcept {
    return {{}, member, {}, spelling::text, layout::merged};
}

/// form<T>::name and form<T>::doc say what T is; form<T>::rows is the tuple of its rows.
template <typename Type>
struct form;

template <typename Type>
concept has_form = requires {
    form<Type>::rows;
};

/// Calls `what` with each row of a type, merged objects as one row.
template <typename Type, typename Function>
constexpr void each_row(Function&& what) {
    std::apply([&](const auto&... rows) { (what(rows), ...); }, form<Type>::rows);
}

/// What a member is when the text does not have it, of an owner that starts from `start`.
template <typename Owner, typename Row>
typename Row::member_type left_out(const Owner& owner, const Owner& start, const Row& row,
                                   const context& around) {
    using member_type = typename Row::member_type;
    if constexpr (std::is_same_v<member_type, typename Row::element>) {
        if (row.start != nullptr) return row.start(owner, around);
    }
    return row.absent == nullptr ? start.*row.member : row.absent(owner, around);
}

/// A value that starts from `start` and of which nothing is said.
template <typename Type>
Type untold(const Type& start, const context& around) {
    Type out = start;
    each_row<Type>([&](const auto& row) {
        using member_type = typename std::decay_t<decltype(row)>::member_type;
        auto& to = out.*row.member;
        to = left_out(out, start, row, around);
        if constexpr (has_form<member_type>) {
            if (row.layout != layout::merged) return;
            context inside = around;
            inside.words = row.words == nullptr ? vocabulary{} : row.words(out, around);
            to = untold(member_type(to), inside);
        }
    });
    return out;
}

/// Calls `what` with the name of each member of the objects of a type: merged ones, and parts by name.
template <typename Type, typename Function>
constexpr void each_name(Function&& what) {
    each_row<Type>([&](const auto& one) {
        using element = typename std::decay_t<decltype(one)>::element;
        if constexpr (has_form<element>) {
            if (one.layout == layout::merged) {
                each_name<element>(what);
                return;
            }
        }
        what(one.name);
    });
    if constexpr (requires { form<Type>::named_parts; }) {
        for (const auto& part : form<Type>::named_parts)
            what(member_name(part));
    }
}

}  // namespace pps::json
