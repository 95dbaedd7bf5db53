#pragma once

#include "cda/pps/statement_tables.hpp"
#include "cda/read/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pps::cda::reading {

/// A statement with the element it comes from, and what is nested in it before it is placed.
struct statement_node {
    pugi::xml_node element;
    std::string relation;          ///< typeCode of the relationship that holds it.
    std::optional<bool> inverted;  ///< inversionInd of that relationship.
    pps::statement said;
    std::vector<statement_node> parts;
};

/// The class of a statement's element, nullopt for any other element.
std::optional<statement_class> class_of(pugi::xml_node element) noexcept;

/// A statement and all that is nested in it. Comments are placed at once.
statement_node read_statement(context& c, pugi::xml_node element, statement_class kind);

/// Is it the observation, act… that the table knows at that place?
bool stands_at(const statement_node& node, tables::place place) noexcept;

/// Where a statement was met.
enum class level { entry, nested };

/// Settles a statement that has a named place: its parts without one become `related`. Counts them all.
pps::statement placed(context& c, statement_node&& node, level where);
/// Settles a statement without a named place, and its parts.
pps::statement unplaced(context& c, statement_node&& node, level where);

/// Takes the first part at that place out of the node, settled; nullopt when there is none.
std::optional<pps::statement> take(context& c, statement_node& node, tables::place place);
/// All the parts at that place taken out as they are, in their order.
std::vector<statement_node> take_all(statement_node& node, tables::place place);

}  // namespace pps::cda::reading
