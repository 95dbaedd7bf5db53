#pragma once

#include "cda/validation/tree.hpp"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace pps::cda::validation::xpath {

/// Types of the XPath 2.0 data model that the engine knows. A float is kept as a double.
enum class type : std::uint8_t {
    node,
    untyped,
    string,
    any_uri,
    boolean,
    integer,
    decimal,
    floating,
    date_time,
    date,
    time,
    qname
};

std::string_view to_string(type t) noexcept;

__extension__ using wide = __int128;

/// xs:decimal with twelve digits after the point: enough for what a document says of doses and dates, and
/// exact where a double is not (0.1 + 0.2 eq 0.3).
inline constexpr std::int64_t decimal_scale = 1'000'000'000'000;

struct qname {
    std::string_view uri;
    std::string_view local;
};

/// One item of a sequence. Texts and names belong to a tree, to the compiled expression or to the arena of
/// the evaluation.
struct item {
    xpath::type type = type::untyped;
    std::uint32_t document = 0;  ///< Of a node: which of the evaluation's documents.
    union {
        node_id node;
        bool boolean;
        std::int64_t integer;  ///< Of dates and times: microseconds since 1970 in UTC.
        double number;
        const wide* decimal;
        const xpath::qname* name;
    };
    std::string_view text{};  ///< Of texts; of dates and times as written.

    item() noexcept : integer(0) {}
    static item of_node(std::uint32_t document, node_id id) noexcept {
        item i;
        i.type = type::node;
        i.document = document;
        i.node = id;
        return i;
    }
    static item of_text(std::string_view text, xpath::type t = type::string) noexcept {
        item i;
        i.type = t;
        i.text = text;
        return i;
    }
    static item of_bool(bool b) noexcept {
        item i;
        i.type = type::boolean;
        i.boolean = b;
        return i;
    }
    static item of_integer(std::int64_t n) noexcept {
        item i;
        i.type = type::integer;
        i.integer = n;
        return i;
    }
    static item of_double(double d) noexcept {
        item i;
        i.type = type::floating;
        i.number = d;
        return i;
    }
    bool is_node() const noexcept { return type == type::node; }
    bool is_text() const noexcept {
        return type == type::untyped || type == type::string || type == type::any_uri;
    }
    bool is_numeric() const noexcept {
        return type == type::integer || type == type::decimal || type == type::floating;
    }
};

using sequence = boost::container::small_vector<item, 2>;

}  // namespace pps::cda::validation::xpath
