#pragma once

#include "cda/finding.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The ER7 notation of HL7 v2 and what the gateway, as GESTIONNAIRE, says in it.
namespace pps::hl7::v2 {

/// MSH-1 and MSH-2. The profile accepts the defaults only; the parser takes any five distinct signs.
struct delimiters {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
    bool operator==(const delimiters&) const = default;
};

/// MSH-18. `unspecified`: the field is empty; values are then UTF-8 when they are valid as such, else
/// 8859/15.
enum class charset { unspecified, utf8, latin9 };

/// Bounds of a hostile message. Exceeding one is a fatal finding.
struct parse_limits {
    std::size_t max_bytes = 64U << 20U;  ///< Never more than 4 GiB: positions have 32 bits.
    std::size_t max_segments = 1'000;
    std::size_t max_fields = 200;        ///< Of one segment.
    std::size_t max_elements = 100'000;  ///< Fields, repetitions, components and subcomponents.
};

class message;

/// A field, repetition, component or subcomponent: a view into the message, which must outlive it. What is
/// absent is an empty element. Positions count from 1, as in the standard.
class element {
  public:
    element() = default;

    std::string_view raw() const noexcept;  ///< The bytes as they were received.
    bool empty() const noexcept { return begin_ == end_; }
    /// Neither empty nor the HL7 null value `""`.
    bool present() const noexcept;
    bool escaped() const noexcept;  ///< An escape character stands in it.
    /// The value in UTF-8, escape sequences resolved. Characters that XML 1.0 forbids become U+FFFD.
    std::string text() const;
    /// The value's bytes, escape sequences resolved, in the character set of the message.
    std::string bytes() const;

    element repetition(std::size_t n) const noexcept;
    element component(std::size_t n) const noexcept;     ///< Of the first repetition.
    element subcomponent(std::size_t n) const noexcept;  ///< Of the first component.
    std::vector<element> repetitions() const;            ///< At least one, also when empty.
    bool repeated() const noexcept;                      ///< More than one repetition.

  private:
    friend class segment;
    friend class message;
    element(const message* owner, std::uint32_t begin, std::uint32_t end, std::uint32_t first_mark,
            std::uint32_t last_mark) noexcept
        : owner_(owner), begin_(begin), end_(end), first_mark_(first_mark), last_mark_(last_mark) {}
    element piece(char delimiter, std::size_t n) const noexcept;

    const message* owner_ = nullptr;
    std::uint32_t begin_ = 0;
    std::uint32_t end_ = 0;
    std::uint32_t first_mark_ = 0;  // of the marks inside the element
    std::uint32_t last_mark_ = 0;
};

/// A segment of a message: a view like `element`.
class segment {
  public:
    segment() = default;

    explicit operator bool() const noexcept { return owner_ != nullptr; }
    std::string_view name() const noexcept;                ///< Three characters.
    std::size_t index() const noexcept { return index_; }  ///< Position in the message, from 0.
    std::size_t sequence() const noexcept;  ///< Position among the segments of its name, from 1.
    /// MSH-1 is the field separator and MSH-2 the encoding characters, as in the standard.
    element field(std::size_t n) const noexcept;
    /// A component of the first repetition, or a subcomponent of it.
    element at(std::size_t field_number, std::size_t component, std::size_t subcomponent = 0) const noexcept;

  private:
    friend class message;
    segment(const message* owner, std::size_t index) noexcept : owner_(owner), index_(index) {}

    const message* owner_ = nullptr;
    std::size_t index_ = 0;
};

/// A parsed ER7 message: an index of delimiters over bytes that the caller keeps. Immutable, so readable from
/// several threads; segments and elements point at it, so it must not move while they are used.
class message {
  public:
    std::size_t size() const noexcept { return segments_.size(); }
    segment at(std::size_t index) const noexcept { return {this, index}; }
    segment header() const noexcept { return at(0); }  ///< MSH, which every message has.
    /// The first segment of that name from `from` on; a false one when there is none.
    segment find(std::string_view name, std::size_t from = 0) const noexcept;

    std::string_view bytes() const noexcept { return bytes_; }
    std::string_view line(std::size_t index) const noexcept {  ///< A segment without its end.
        return bytes_.substr(segments_[index].begin, segments_[index].end - segments_[index].begin);
    }
    const v2::delimiters& delimiters() const noexcept { return delimiters_; }
    v2::charset charset() const noexcept { return charset_; }

  private:
    friend class element;
    friend class segment;
    friend class parser;

    struct span {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t first_mark = 0;
        std::uint32_t last_mark = 0;
        std::uint32_t first_field = 0;  // of field_marks_
        std::uint32_t last_field = 0;
        std::uint32_t sequence = 1;
    };

    std::string_view bytes_;
    v2::delimiters delimiters_;
    v2::charset charset_ = charset::unspecified;
    // Positions of the delimiters, ascending; of escape characters, the first between two delimiters.
    std::vector<std::uint32_t> marks_;
    // Places in marks_ of the field separators: profiles ask for every field of every segment.
    std::vector<std::uint32_t> field_marks_;
    std::vector<span> segments_;
};

/// `message` is empty exactly when `findings` refuses.
struct parse_outcome {
    std::optional<v2::message> message;
    cda::findings findings;
};

/// Reads ER7 (HL7 v2.5 and v2.6, chapter 2). Segments end with CR, LF or CR LF; empty lines are passed over.
/// `bytes` are read once, stay with the caller and must outlive the message. Thread-safe.
parse_outcome parse(std::string_view bytes, const parse_limits& limits = {});

/// The same over the first segment only, for an answer to a message that parse() refuses.
parse_outcome parse_header(std::string_view bytes);

/// The message with every segment ended by one CR, values as they were received.
std::string serialise(const message& m);

}  // namespace pps::hl7::v2
