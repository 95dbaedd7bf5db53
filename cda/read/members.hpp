#pragma once

#include "cda/read/context.hpp"
#include "cda/values.hpp"

#include <optional>
#include <string_view>
#include <vector>

/// Elements to members of the model, as rows: one table per type, which says all that the model takes from
/// it.
namespace pps::cda::reading {

/// A child element and how it is read into its owner.
template <class Owner>
struct member_row {
    std::string_view element;
    void (*read)(context&, pugi::xml_node, Owner&);
};

/// Reads the children of an element by the rows of its type. A child without a row is told as unread;
/// templateId never is: where the model does not keep it, the tables say it.
template <class Owner, std::size_t Size>
void read_members(context& c, pugi::xml_node node, Owner& owner, const member_row<Owner> (&rows)[Size]) {
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        const auto* row = rows;
        while (row != rows + Size && row->element != name)
            ++row;
        if (row != rows + Size) {
            row->read(c, element, owner);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
}

/// Of a list: one more. Of what may be missing: the last one that is there.
template <class Item>
void read_into(context& c, pugi::xml_node node, std::vector<Item>& items) {
    if (c.admits(sizeof(Item), node)) read_into(c, node, items.emplace_back());
}
template <class Item>
void read_into(context& c, pugi::xml_node node, std::optional<Item>& item) {
    read_into(c, node, item.emplace());
}

template <class Owner, class Value>
Owner owner_of(Value Owner::*);

/// Ways to read an element into a member, for the rows.
template <auto Member>
void into(context& c, pugi::xml_node node, decltype(owner_of(Member))& owner) {
    read_into(c, node, owner.*Member);
}
template <auto Member>
void value_into(context&, pugi::xml_node node, decltype(owner_of(Member))& owner) {
    owner.*Member = attribute(node, "value");
}
template <auto Member>
void code_into(context&, pugi::xml_node node, decltype(owner_of(Member))& owner) {
    owner.*Member = attribute(node, "code");
}
template <auto Member>
void text_into(context&, pugi::xml_node node, decltype(owner_of(Member))& owner) {
    owner.*Member = text_of(node);
}
template <class Owner>
void ignore(context&, pugi::xml_node, Owner&) {}

}  // namespace pps::cda::reading
