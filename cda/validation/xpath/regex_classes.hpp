#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::cda::validation::xpath {

/// One code point of UTF-8 at a byte, which is moved behind it. Bytes that are no UTF-8 stand for themselves.
char32_t decode_utf8(std::string_view text, std::size_t& at) noexcept;
void append_utf8(std::string& out, char32_t c);

bool is_regex_space(char c) noexcept;

/// A set of characters.
struct char_class {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    std::vector<char> escapes;  ///< d, D, s, S, w, W, i, I, c, C
    bool negated = false;
    bool fold = false;
    std::shared_ptr<char_class> minus;

    bool has(char32_t c) const noexcept;
};

/// Reads one atom of a pattern that stands for a set: a character, an escape, `.` or a bracket expression.
class class_parser {
  public:
    class_parser(std::string_view pattern, std::size_t at, bool fold, bool dot_all)
        : pattern_(pattern), at_(at), fold_(fold), dot_all_(dot_all) {}
    char_class atom(std::string& error);
    std::size_t position() const noexcept { return at_; }

  private:
    char_class bracket(std::string& error, std::size_t depth);
    bool escape(char_class& into, char32_t& single, std::string& error);

    std::string_view pattern_;
    std::size_t at_;
    bool fold_;
    bool dot_all_;
};

}  // namespace pps::cda::validation::xpath
