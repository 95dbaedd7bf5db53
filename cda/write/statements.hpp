#pragma once

#include "cda/pps/defaults.hpp"
#include "cda/write/datatypes.hpp"
#include "cda/write/page.hpp"

#include <functional>
#include <string_view>
#include <vector>

/// Clinical statements: one order of elements for all, each class with the members that its schema type has.
namespace pps::cda::writing {

/// What the place of a statement supplies.
struct placing {
    statement_class kind = statement_class::observation;
    tables::templates::list templates{};
    coded code{};                                ///< When the statement gives none.
    std::string_view mood = defaults::mood;      ///< When it gives none.
    std::string_view status = defaults::status;  ///< When it gives none, "" to leave it out.
    std::string_view value_type{};  ///< Type of the null value when it gives none, "" for no value.
    bool id = true;                 ///< An identifier when it gives none.
    bool time = true;               ///< A null time when it gives none…
    bool period = false;            ///< …as an unknown start.
    named_qualifiers code_qualifiers{};
    named_qualifiers value_qualifiers{};
    const coded* morphology = nullptr;                ///< Value before its own.
    const std::vector<tumour_site>* sites = nullptr;  ///< Target sites before its own.
};

/// The placing of a row of the table of statements; `nth` tells rows of the same place apart.
placing placing_of(tables::place where, unsigned nth = 0);
/// The placing of a statement without a named place: as it is.
placing placing_of(const statement& one);

using parts = std::function<void()>;

/// A statement; `inner` writes the entryRelationships of its named parts.
void put_statement(page& p, const statement& one, const placing& how, const parts& inner = {});
/// The same in an entryRelationship.
void put_related(page& p, const statement& one, const placing& how, std::string_view type_code,
                 std::string_view inversion, const parts& inner = {});
/// A named part by its row in the table.
void put_part(page& p, tables::place where, const statement& one, unsigned nth = 0);
/// In an entry of its own.
void put_entry(page& p, const statement& one, const placing& how, const parts& inner = {});

}  // namespace pps::cda::writing
