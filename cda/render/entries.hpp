#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Entries of the programme: what they are called, when they are, how sure that is.
namespace pps::render {

/// An entry with its place in plan::programme, which makes the name of its anchor.
struct placed_entry {
    const programme_entry* entry;
    std::size_t index;
};

/// What one entry of a kind is called: "Traitement".
std::string_view kind_words(programme_kind kind) noexcept;

/// What an entry is called: its choice, else its text, else its act, else its kind.
std::string entry_title(const programme_entry& one);

/// The dates to show: the confirmed ones, else the planned ones, else an interval without a date.
const interval& dates_of(const programme_entry& one) noexcept;

/// Are the confirmed dates given?
bool confirmed(const programme_entry& one) noexcept;

/// How sure an entry is, in a word: Réalisé, Confirmé, Prévu, Date à préciser, Annulé…
struct certainty {
    markup style;  ///< Class of its badge.
    std::string_view words;
};
certainty certainty_of(const programme_entry& one) noexcept;
void write_badge(page& out, const programme_entry& one);

/// Entries of these kinds (all of them when none is named), by first day, those without a date last; document
/// order among equals.
std::vector<placed_entry> by_date(const plan& document, std::span<const programme_kind> kinds = {});

/// Entries to come or under way on a day (YYYYMMDD), soonest first: neither done, nor given up, nor over.
std::vector<placed_entry> next_dates(const plan& document, std::string_view today);

/// A link to the card of an entry.
void write_link(page& out, const placed_entry& one);

/// All entries in a list by month, each a link to its card.
void write_calendar(page& out, const plan& document);

/// The card of an entry, its title as a heading of that level.
void write_entry(page& out, const placed_entry& one, unsigned level);

}  // namespace pps::render
