#pragma once

#include "cda/pps/model.hpp"
#include "random.hpp"

#include <string>
#include <string_view>

namespace pps::tests {

/// The narrative of a section while its statements are made: rows of a table, paragraphs or items of a list,
/// each with an ID that a statement refers to. Gives the markup and its plain text as the model defines them.
class narrative {
  public:
    /// `prefix` starts every ID: no two sections of a plan may have the same.
    narrative(random& dice, std::string prefix);

    /// Adds a line and returns the reference to its text. Texts are not empty.
    narrative_text line(std::string_view label, std::string_view text);
    /// A line without an ID.
    void plain(std::string_view label, std::string_view text);
    /// Fills `markup` and `text`. A section needs one line at least.
    void finish(section& out);

  private:
    enum class form { table, paragraphs, list };

    void add(std::string_view label, std::string_view text, std::string_view id);

    form form_;
    std::string prefix_;
    unsigned last_ = 0;
    std::string markup_;
    std::string text_;
};

}  // namespace pps::tests
