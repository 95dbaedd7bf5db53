#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::cda::validation::xpath {

/// A regular expression of XPath 2.0 (F&O 7.6), matched in time proportional to the text whatever the
/// pattern: a set of threads, no backtracking. Known: literals, `.`, classes with ranges, negation and
/// subtraction, \d \D \s \S \w \W \i \I \c \C, groups, alternation, greedy and reluctant quantifiers, ^ and
/// $, flags i, m, s, x. Back references and \p{…} are refused. Outside ASCII, \w takes the letters of Latin,
/// general punctuation apart, and \d the usual decimal digits. A pattern has at most 10,000 instructions (a
/// character or a choice each, counted repetitions written out) and 99 groups. Immutable, shareable by
/// threads.
class regex {
  public:
    /// Null when the pattern or a flag is not known; `why` says what.
    static std::unique_ptr<regex> compile(std::string_view pattern, std::string_view flags, std::string& why);
    ~regex();

    /// First match from a byte: [begin, end) of the whole and of each group, npos for a group that did not
    /// take part.
    struct match {
        std::vector<std::size_t> bounds;
        std::size_t begin() const noexcept { return bounds[0]; }
        std::size_t end() const noexcept { return bounds[1]; }
    };
    /// `steps` is what the search may take, and has left afterwards; with 0 it came to no end and found
    /// nothing.
    std::optional<match> search(std::string_view text, std::size_t from, std::uint64_t& steps) const;
    std::optional<match> search(std::string_view text, std::size_t from) const;
    bool contains(std::string_view text, std::uint64_t& steps) const;
    bool contains(std::string_view text) const;
    bool matches_empty() const { return contains({}); }
    std::size_t groups() const noexcept { return groups_; }

  private:
    friend class regex_parser;
    struct program;
    regex();
    std::unique_ptr<program> program_;
    std::size_t groups_ = 0;
};

}  // namespace pps::cda::validation::xpath
