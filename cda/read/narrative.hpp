#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pps::cda::reading {

/// The narrative of one section: its elements by @ID.
class narrative {
  public:
    explicit narrative(pugi::xml_node text);
    /// The element of that ID (the first, when it is there twice), null when there is none.
    pugi::xml_node find(std::string_view id) const noexcept;

  private:
    std::unordered_map<std::string_view, pugi::xml_node> by_id_;
};

/// Plain text of a piece of narrative: white space collapsed, one line per paragraph, item or row and at each
/// br, cells of a row separated by " | ". Takes one off `budget` per node and byte, and gives "" once it is
/// spent.
std::string plain_text(pugi::xml_node element, std::size_t& budget);

/// The content of a narrative block as CDA markup in normal form: elements of the narrative block without
/// prefix, their attributes without prefix, text with collapsed white space and escaped; no comment, no
/// instruction. An element that does not belong to the narrative block is replaced by its content.
std::string markup(pugi::xml_node text);

}  // namespace pps::cda::reading
