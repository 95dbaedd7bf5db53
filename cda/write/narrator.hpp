#pragma once

#include "cda/write/page.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::writing {

/// The narrative of one section under construction. Every text of the model that it writes gets an ID, which
/// its entry then refers to; what the ID leads to is exactly that text, or the words for it when the model
/// has none.
class narrator {
  public:
    /// IDs are `prefix` and a number.
    narrator(page& p, std::string prefix) : p_(p), prefix_(std::move(prefix)) {}

    using content = std::function<void()>;
    /// Whether a coded value refers to a text it was coded from: when the model gives one, or always, as the
    /// official rules for FR-Probleme have it.
    enum class original_text { given, demanded };

    /// A table with a title over all columns, when there is one, and a heading of each.
    void table(const content& title, const std::vector<std::string_view>& headings, const content& rows);
    /// A row of a label and a cell over the other columns.
    void fact(std::string_view label, const content& cell);
    void fact(std::string_view label, std::string_view text);
    /// The label, what a statement says and its date, then what hangs on it. For tables of three columns.
    void fact(std::string_view label, const statement& one, std::string_view words,
              original_text originals = original_text::given);
    void cell(std::string_view text);
    void cell(const content& in);

    /// What a statement says: its text, or `words` when it has none, and the words in brackets when the text
    /// does not hold them; then who did it.
    void said(const statement& one, std::string_view words, original_text originals = original_text::given);
    /// The treatment of a programme entry.
    void said_entry(const programme_entry& one);
    /// The display of a coded value, with its code, and the text it was coded from.
    void said(const coded& one, original_text originals = original_text::given);
    /// A text under an ID.
    void said(const narrative_text& text, std::string_view words);
    /// Rows for comments, documents and statements that hang on a statement, and on those.
    void hanging(const statement& one);
    void performers(const statement& one);

    /// Text with a break at each line.
    void lines(std::string_view text);
    void paragraphs(std::string_view text);

  private:
    std::string_view anchor(const narrative_text& text);
    void under(std::string_view id, std::string_view text);
    void put_originals(const statement& one, std::string_view id, std::string_view shown,
                       original_text originals);
    void original(const coded& one, std::string_view id, std::string_view shown);

    page& p_;
    std::string prefix_;
    unsigned next_ = 0;
    std::size_t columns_ = 1;
};

}  // namespace pps::cda::writing
