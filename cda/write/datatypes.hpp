#pragma once

#include "cda/pps/tables.hpp"
#include "cda/write/page.hpp"

#include <span>
#include <string_view>
#include <vector>

/// The data types of the model as CDA elements. What is empty is not written, unless its name says otherwise.
namespace pps::cda::writing {

void put(page& p, std::string_view element, const identifier& one);
void put_all(page& p, std::string_view element, const std::vector<identifier>& all);
/// Every identifier, or a null when there is none and the schema demands one.
void put_required(page& p, const std::vector<identifier>& all);
/// templateId of each.
void put_templates(page& p, tables::templates::list roots);

void put(page& p, std::string_view element, const instant& one);
/// A null when there is none.
void put_required(page& p, std::string_view element, const instant& one);
void put(page& p, std::string_view element, const interval& one, std::string_view type = {});

/// A qualifier that the model holds by a name of its own.
struct named_qualifier {
    const coded* name = nullptr;  ///< Null for a qualifier without a name.
    const coded* value = nullptr;
    std::string_view value_type{};  ///< xsi:type of the value, "" to leave it out.
};
using named_qualifiers = std::span<const named_qualifier>;

void put(page& p, std::string_view element, const coded& one, std::string_view type = {},
         named_qualifiers more = {});
/// A null when there is none.
void put_required(page& p, std::string_view element, const coded& one);
/// The content of a coded element that is already open.
void put_content(page& p, const coded& one, named_qualifiers more = {});

/// text or originalText: a reference into the narrative, or the text itself outside of one.
void put(page& p, std::string_view element, const narrative_text& one);

void put(page& p, std::string_view element, const name& one);
void put(page& p, std::string_view element, const address& one);
void put(page& p, std::string_view element, const telecom& one);

/// value of an observation; `where` is the path of a finding.
void put(page& p, std::string_view element, const value& one, named_qualifiers more = {});

}  // namespace pps::cda::writing
