#pragma once

#include "cda/finding.hpp"

#include <string>
#include <string_view>

namespace pps::cda {

/// One row of a table of rules. The texts are constants, which is how a finding can never repeat a value of
/// the document.
struct rule {
    std::string_view id;
    cda::severity severity;
    std::string_view path;  ///< Where the value is expected.
    std::string_view fr;
    std::string_view en;
    std::string_view source;  ///< Specification and section the rule comes from.
};

/// The finding of a broken rule, at `where` or, when that is empty, at the rule's own path.
inline finding broken(const rule& r, std::string where = {}) {
    return {std::string(r.id), r.severity, where.empty() ? std::string(r.path) : std::move(where),
            std::string(r.fr), std::string(r.en)};
}

/// The row of that name; a name that is not in the table does not compile.
template <std::size_t Size>
consteval const rule& row_of(const rule (&table)[Size], std::string_view id) {
    for (const rule& r : table) {
        if (r.id == id) return r;
    }
    throw "no such rule";
}

}  // namespace pps::cda
