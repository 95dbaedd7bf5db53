#pragma once

#include "hl7/v2/message.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace pps::hl7::v2 {

/// Writes a message: segments in order, fields of the last segment in any order. Values are UTF-8 and are
/// escaped; empty fields and components at the end are left out. Segments end with CR.
class builder {
  public:
    explicit builder(charset set = charset::utf8, const delimiters& signs = {})
        : charset_(set), signs_(signs) {}

    /// Begins a segment. MSH gets its first two fields.
    builder& segment(std::string_view name);
    /// Sets a value of the last segment; positions count from 1. MSH-1 and MSH-2 cannot be set.
    builder& set(std::size_t field, std::string_view value, std::size_t component = 1,
                 std::size_t subcomponent = 1, std::size_t repetition = 1);
    /// The components of a field, in order.
    builder& composite(std::size_t field, std::initializer_list<std::string_view> components,
                       std::size_t repetition = 1);
    /// The message, in its character set.
    std::string take();

  private:
    /// Where a value stands: field, repetition, component, subcomponent.
    using position = std::array<std::size_t, 4>;
    struct part {
        position at;
        std::string value;
    };
    void close();
    void go_to(const position& from, const position& to);

    charset charset_;
    delimiters signs_;
    std::string out_;
    std::string name_;
    std::vector<part> parts_;  ///< Of the last segment, as they were set.
};

}  // namespace pps::hl7::v2
