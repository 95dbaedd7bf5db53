#include "cda/json/iso_time.hpp"

#include <cstddef>
#include <iterator>

namespace pps::json {
namespace {

/// Reads off the front of a text.
class cursor {
  public:
    explicit cursor(std::string_view text) noexcept : text_(text) {}

    bool done() const noexcept { return text_.empty(); }
    bool skip(char wanted) noexcept {
        if (text_.empty() || text_.front() != wanted) return false;
        text_.remove_prefix(1);
        return true;
    }
    /// `count` digits whose number is between `least` and `most`.
    bool number(std::size_t count, unsigned least, unsigned most, std::string& to) {
        unsigned value = 0;
        if (text_.size() < count) return false;
        for (const char c : text_.substr(0, count)) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        if (value < least || value > most) return false;
        to.append(text_.substr(0, count));
        text_.remove_prefix(count);
        return true;
    }
    /// One digit or more.
    bool digits(std::string& to) {
        std::size_t count = 0;
        while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9')
            ++count;
        to.append(text_.substr(0, count));
        text_.remove_prefix(count);
        return count != 0;
    }
    char front() const noexcept { return text_.empty() ? '\0' : text_.front(); }

  private:
    std::string_view text_;
};

/// A part of a time after the year: what stands before it in ISO 8601, and its range.
struct part {
    char before;
    unsigned least;
    unsigned most;
};
constexpr part parts[] = {{'-', 1, 12}, {'-', 1, 31}, {'T', 0, 23}, {':', 0, 59}, {':', 0, 60}};
/// Parts that must be there before a zone may follow: a day of ISO 8601 has none.
constexpr std::size_t zoned_from = 3;

enum class form { hl7, iso };

std::optional<std::string> convert(std::string_view text, form from) {
    const bool iso = from == form::iso;
    cursor in(text);
    std::string out;
    if (!in.number(4, 0, 9999, out)) return std::nullopt;
    std::size_t count = 0;
    for (const auto& one : parts) {
        const bool more = iso ? in.front() == one.before : in.front() >= '0' && in.front() <= '9';
        if (!more) break;
        if (iso) in.skip(one.before);
        if (!iso) out += one.before;
        if (!in.number(2, one.least, one.most, out)) return std::nullopt;
        ++count;
    }
    if (count == std::size(parts) && in.skip('.')) {
        out += '.';
        if (!in.digits(out)) return std::nullopt;
    }
    if (in.done()) return out;
    if (count < zoned_from) return std::nullopt;
    if (iso && in.skip('Z')) {
        out += "+0000";
        return in.done() ? std::optional(out) : std::nullopt;
    }
    const char sign = in.front();
    if (!in.skip('+') && !in.skip('-')) return std::nullopt;
    out += sign;
    if (!in.number(2, 0, 23, out) || (iso && !in.skip(':'))) return std::nullopt;
    if (!iso) out += ':';
    if (!in.number(2, 0, 59, out) || !in.done()) return std::nullopt;
    return out;
}

}  // namespace

std::optional<std::string> from_iso(std::string_view iso) {
    return convert(iso, form::iso);
}

std::optional<std::string> to_iso(std::string_view hl7) {
    auto iso = convert(hl7, form::hl7);
    if (!iso || from_iso(*iso) != hl7) return std::nullopt;
    return iso;
}

}  // namespace pps::json
