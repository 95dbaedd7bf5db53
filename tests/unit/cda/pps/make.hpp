#pragma once

#include "cda/pps/defaults.hpp"
#include "cda/pps/model.hpp"
#include "random.hpp"
#include "words.hpp"

#include <string>
#include <string_view>

/// Parts of a conformant plan.
namespace pps::tests::make {

using tables::concept_row;

/// The dates of one plan, in order: diagnosis, board, document, then what is planned.
struct calendar {
    unsigned year;  ///< Of the document.

    /// A day of the year before the document (-1), of its first half before it (0), or after it (1).
    std::string day(random& dice, int when) const;
    /// A time of that day, with its offset.
    std::string time(random& dice, int when) const;
};

inline coded code_of(const concept_row& row) {
    return defaults::of(row);
}
std::string uuid(random& dice);
std::string rpps(random& dice);          ///< PS_IdNat with its Luhn key.
std::string structure_id(random& dice);  ///< Struct_IdNat: FINESS, SIREN or SIRET with its Luhn key.
identifier id_of(std::string root, std::string extension = {});
identifier entry_id(random& dice);

/// A comment, now and then very long; never empty, runs of white space as one space.
std::string free_text(random& dice);
/// The same for a narrative: now and then of several lines.
std::string narrative_words(random& dice);
/// A point of a day, a period, or null.
interval some_time(random& dice, const calendar& dates, int when);

address some_address(random& dice);
telecom some_telecom(random& dice);
name person_name(random& dice, bool suffix = true);
organization some_organization(random& dice);
party professional(random& dice, bool organization);
performer some_performer(random& dice, const calendar& dates);

void fill_header(random& dice, const calendar& dates, plan& out);
void fill_body(random& dice, const calendar& dates, plan& out);

}  // namespace pps::tests::make

namespace pps::tests {

/// A plan of level `wild`.
plan make_wild(random& dice);

}  // namespace pps::tests
