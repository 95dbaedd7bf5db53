#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::writing {

/// Appends the elements of an XML document to a string. Names are literals or rows of tables and outlive the
/// writer; values are escaped, so that they come back from a parser as they are. Adds no white space.
class xml_writer {
  public:
    explicit xml_writer(std::string& out) noexcept : out_(out) {}
    xml_writer(const xml_writer&) = delete;
    xml_writer& operator=(const xml_writer&) = delete;

    /// Closes its element when it goes out of scope.
    class element {
      public:
        explicit element(xml_writer& in) noexcept : in_(in) {}
        element(const element&) = delete;
        element& operator=(const element&) = delete;
        ~element() { in_.close(); }

      private:
        xml_writer& in_;
    };

    /// Opens an element; the innermost open one is closed first.
    [[nodiscard]] element open(std::string_view name);
    /// An attribute of the element just opened, before anything in it.
    void attribute(std::string_view name, std::string_view value);
    /// The same, nothing when the value is empty.
    void optional(std::string_view name, std::string_view value) {
        if (!value.empty()) attribute(name, value);
    }
    /// Character data.
    void text(std::string_view value);
    /// Markup that is known to be well formed.
    void raw(std::string_view markup);
    /// An element without content, after which attributes may no longer be added.
    void leaf(std::string_view name, std::string_view attribute_name, std::string_view value) {
        const auto one = open(name);
        attribute(attribute_name, value);
    }

    /// Bytes written so far.
    std::size_t size() const noexcept { return out_.size(); }

    /// Completes the start tag of the innermost element: what is written from here on can be taken back.
    void content();

  private:
    void close();

    std::string& out_;
    std::vector<std::string_view> names_;
    bool start_tag_ = false;  ///< The innermost element has no content yet.
};

}  // namespace pps::cda::writing
