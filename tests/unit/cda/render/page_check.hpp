#pragma once

#include "cda/pps/model.hpp"

#include <boost/pfr.hpp>
#include <pugixml.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace pps::render::test {

/// A page read as XML. Every rule that a page must keep whatever its plan says is checked on the way; what is
/// broken is in `faults`, in words.
struct checked_page {
    pugi::xml_document tree;
    std::vector<std::string> faults;
};

/// Well formed; elements and attributes of a fixed list only; no script, style attribute or event handler;
/// links lead to an id of the page, tel: or mailto:; ids are unique; what labels exists; headings never skip
/// a level; tables have captions or labels and heading cells with a scope.
void check(checked_page& into, const std::string& html);

/// All text of an element and in it, white space collapsed.
std::string text_of(pugi::xml_node node);

/// The text of every node an XPath selects.
std::vector<std::string> texts(const checked_page& page, const char* xpath);

/// A small plan: one diagnosis, three entries, two participants, in the words of the golden page.
plan small_plan();

/// Calls `change` on every string of a plan, or of any part of one.
template <typename Part>
void each_string(Part& part, const std::function<void(std::string&)>& change) {
    if constexpr (std::is_same_v<Part, std::string>) {
        change(part);
    } else if constexpr (requires { part.has_value(); }) {
        if (part) each_string(*part, change);
    } else if constexpr (requires { part.begin(); }) {
        for (auto& one : part)
            each_string(one, change);
    } else if constexpr (std::is_class_v<Part>) {
        boost::pfr::for_each_field(part, [&](auto& field) { each_string(field, change); });
    }
}

}  // namespace pps::render::test
