#pragma once

#include "cda/finding.hpp"
#include "hl7/fhir/bundle.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// JSON that nobody vouches for, as a tree that knows what was read of it.
namespace pps::hl7::fhir {

enum class json_type : std::uint8_t { null, boolean, number, string, object, array };

class json_tree;

/// A value of a tree, or none: everything asked of none is none or empty. Cheap to copy; lives as long as the
/// tree.
class json_value {
  public:
    json_value() noexcept = default;
    explicit operator bool() const noexcept { return tree_ != nullptr; }
    bool operator==(const json_value&) const noexcept = default;

    json_type type() const noexcept;
    bool is(json_type wanted) const noexcept { return tree_ != nullptr && type() == wanted; }
    /// Member of an object. Marked as read, unless it is an object or array: those are by their own members.
    json_value operator[](std::string_view key) const noexcept;
    /// The same, without marking.
    json_value peek(std::string_view key) const noexcept;
    /// Text of a string or number, "true" or "false"; "" for anything else. Marks it as read.
    std::string_view text() const noexcept;
    std::string_view key() const noexcept;
    json_value first_child() const noexcept;
    json_value next() const noexcept;
    /// The next item of an array, none for a member of an object.
    json_value next_item() const noexcept;
    json_value parent() const noexcept;
    std::size_t size() const noexcept;
    /// Marks it as read with all that is in it.
    void skip() const noexcept;
    void skip_members(std::initializer_list<std::string_view> keys) const noexcept;
    /// Text without marking.
    std::string_view raw() const noexcept;
    /// JSON pointer (RFC 6901). A member name that cannot be one of FHIR's is "?": it may be anything.
    std::string pointer() const;
    /// Number in the order of the text, of all values.
    std::uint32_t index() const noexcept { return index_; }
    /// Values and bytes in it.
    std::size_t weight() const noexcept;

    class iterator;
    iterator begin() const noexcept;
    iterator end() const noexcept;

  private:
    friend class json_tree;
    json_value(const json_tree* tree, std::uint32_t index) noexcept : tree_(tree), index_(index) {}
    const json_tree* tree_ = nullptr;
    std::uint32_t index_ = 0;
};

/// Items of an array; of any other value, it alone (readers meet single values where R4 has lists).
class json_value::iterator {
  public:
    explicit iterator(json_value at) noexcept : at_(at) {}
    json_value operator*() const noexcept { return at_; }
    iterator& operator++() noexcept {
        at_ = at_.next();
        return *this;
    }
    bool operator!=(const iterator& other) const noexcept { return !(at_ == other.at_); }

  private:
    json_value at_;
};

class json_tree {
  public:
    /// Null, with a fatal finding, when a rule json.* is broken. Linear in the size but for the search of
    /// duplicate members, which is sorted; the depth of the text is no depth of the stack.
    static std::unique_ptr<json_tree> parse(std::string_view json, const read_limits& limits,
                                            cda::findings& findings);

    json_value root() const noexcept { return {this, 0}; }
    /// The outermost values that were not read.
    std::vector<json_value> unread() const;

  private:
    friend class json_value;
    friend class tree_builder;
    static constexpr std::uint32_t none = UINT32_MAX;
    struct node {
        std::string_view key;
        std::string_view text;
        std::uint32_t parent = none;
        std::uint32_t next = none;
        std::uint32_t end = 0;  ///< One past the last value in it.
        std::uint32_t size = 0;
        std::uint32_t place = 0;  ///< In its array or object.
        json_type type = json_type::null;
        mutable bool read = false;
    };
    std::unique_ptr<char[]> pool_;
    std::vector<node> nodes_;
};

}  // namespace pps::hl7::fhir
