#include "cda/xml_scan.hpp"
#include "hl7/v2/location.hpp"
#include "hl7/v2/message.hpp"
#include "hl7/v2/rules.hpp"
#include "hl7/v2/text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

enum class kind : std::uint8_t { plain, delimiter, escape, field, line_end, high, forbidden };

constexpr std::size_t block = 64;

// A loop over a constant count without branches, which the compiler turns into vector code: the base64 of a
// document is passed over 64 bytes at a time.
bool plain_block(const char* at, const delimiters& signs) noexcept {
    unsigned char found = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const auto c = static_cast<signed char>(at[i]);
        const bool special = (c < 0x20) | (c == 0x7F) | (c == signs.field) | (c == signs.component) |
                             (c == signs.repetition) | (c == signs.escape) | (c == signs.subcomponent);
        found = static_cast<unsigned char>(found | static_cast<unsigned char>(special));
    }
    return found == 0;
}

std::array<kind, 256> kinds_for(const delimiters& signs) {
    std::array<kind, 256> kinds{};
    for (unsigned c = 0; c < 0x20; ++c)
        kinds[c] = kind::forbidden;
    kinds[0x7F] = kind::forbidden;
    for (unsigned c = 0x80; c < 0x100; ++c)
        kinds[c] = kind::high;
    const auto set = [&](char c, kind k) { kinds[static_cast<unsigned char>(c)] = k; };
    set('\t', kind::plain);
    set('\r', kind::line_end);
    set('\n', kind::line_end);
    set(signs.component, kind::delimiter);
    set(signs.repetition, kind::delimiter);
    set(signs.subcomponent, kind::delimiter);
    set(signs.escape, kind::escape);
    set(signs.field, kind::field);
    return kinds;
}

bool is_sign(char c) noexcept {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c > 0x20 && c < 0x7F && !letter && !(c >= '0' && c <= '9') && c != '"';
}

bool is_segment_name(std::string_view name) noexcept {
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    return name.size() == 3 && capital(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
               return capital(c) || (c >= '0' && c <= '9');
           });
}

/// MSH-18: the values of the volet, and those that mean the same or less.
constexpr std::pair<std::string_view, charset> charsets[] = {
    {"", charset::unspecified}, {"UNICODE UTF-8", charset::utf8}, {"8859/15", charset::latin9},
    {"ASCII", charset::utf8},   {"UTF-8", charset::utf8},
};

}  // namespace

class parser {
  public:
    parser(std::string_view bytes, const parse_limits& limits) : limits_(limits) { message_.bytes_ = bytes; }

    parse_outcome run() {
        if (read()) return {std::move(message_), {}};
        return {std::nullopt, std::move(findings_)};
    }

  private:
    bool fail(const message_rule& rule, std::string path = {}) {
        findings_.push_back(broken(rule, strictness::strict, std::move(path)));
        return false;
    }

    std::string here() const { return to_string(location{{}, message_.segments_.size() + 1, 0, 1, 0, 0}); }

    bool read() {
        const auto bytes = message_.bytes_;
        constexpr std::size_t addressable = std::numeric_limits<std::uint32_t>::max();
        if (bytes.size() > std::min(limits_.max_bytes, addressable)) return fail(row("er7.size"));
        const auto start = bytes.find_first_not_of("\r\n");
        if (start == std::string_view::npos || !read_signs(start)) return fail(row("er7.header"));
        kinds_ = kinds_for(message_.delimiters_);
        begin_segment(start);
        return scan(start + head_length_) && check_characters();
    }

    // MSH, the field separator, the encoding characters (a fifth, for truncation, came with HL7 v2.7).
    bool read_signs(std::size_t start) {
        const auto head = message_.bytes_.substr(start, 10);
        if (!head.starts_with("MSH") || head.size() < 8) return false;
        const auto length = std::min(head.find(head[3], 4), head.find_first_of("\r\n"));
        head_length_ = length == std::string_view::npos ? head.size() : length;
        if (head_length_ != 8 && head_length_ != 9) return false;
        message_.delimiters_ = {head[3], head[4], head[5], head[6], head[7]};
        const auto signs = head.substr(3, head_length_ - 3);
        for (std::size_t i = 0; i < signs.size(); ++i) {
            if (!is_sign(signs[i]) || signs.find(signs[i], i + 1) != std::string_view::npos) return false;
        }
        return true;
    }

    void begin_segment(std::size_t at) {
        current_ = {};
        current_.begin = static_cast<std::uint32_t>(at);
        current_.first_mark = static_cast<std::uint32_t>(message_.marks_.size());
        current_.first_field = static_cast<std::uint32_t>(message_.field_marks_.size());
        fields_ = 0;
        in_segment_ = true;
        run_start_ = at;
        escape_seen_ = false;
    }

    bool end_segment(std::size_t at) {
        end_run(at);
        in_segment_ = false;
        current_.end = static_cast<std::uint32_t>(at);
        current_.last_mark = static_cast<std::uint32_t>(message_.marks_.size());
        current_.last_field = static_cast<std::uint32_t>(message_.field_marks_.size());
        if (message_.segments_.size() >= limits_.max_segments) return fail(row("er7.segments"));
        const auto name = message_.bytes_.substr(current_.begin, 3);
        auto& count = counts_[std::string(name)];
        current_.sequence = ++count;
        message_.segments_.push_back(current_);
        return message_.segments_.size() > 1 || read_charset();
    }

    bool read_charset() {
        const auto value = trimmed(message_.header().field(18).repetition(1).raw());
        for (const auto& [name, set] : charsets) {
            if (value != name) continue;
            message_.charset_ = set;
            return true;
        }
        return fail(row("er7.charset"));
    }

    // Text between two delimiters ends; where it has bytes over 0x7F, they are judged when MSH-18 is known.
    void end_run(std::size_t at) {
        if (high_) high_runs_.emplace_back(run_start_, at);
        high_ = false;
        escape_seen_ = false;
        run_start_ = at + 1;
    }

    bool mark(std::size_t at) {
        if (message_.marks_.size() >= limits_.max_elements) return fail(row("er7.elements"));
        message_.marks_.push_back(static_cast<std::uint32_t>(at));
        return true;
    }

    bool name_ok(std::size_t at) const {
        const auto line = message_.bytes_.substr(at, 4);
        const bool ends =
            line.size() < 4 || line[3] == message_.delimiters_.field || line[3] == '\r' || line[3] == '\n';
        return ends && is_segment_name(line.substr(0, 3));
    }

    bool special(std::size_t at, kind what) {
        switch (what) {
            case kind::plain:
                break;
            case kind::high:
                high_ = true;
                break;
            case kind::forbidden:
                return fail(row("er7.control"), here());
            case kind::field:
                if (++fields_ > limits_.max_fields) return fail(row("er7.fields"), here());
                message_.field_marks_.push_back(static_cast<std::uint32_t>(message_.marks_.size()));
                [[fallthrough]];
            case kind::delimiter:
                end_run(at);
                return mark(at);
            case kind::escape:
                if (escape_seen_) break;
                escape_seen_ = true;
                return mark(at);
            case kind::line_end:
                return end_segment(at);
        }
        return true;
    }

    bool scan(std::size_t from) {
        const auto bytes = message_.bytes_;
        std::size_t i = from;
        while (i < bytes.size()) {
            if (in_segment_ && bytes.size() - i >= block &&
                plain_block(bytes.data() + i, message_.delimiters_)) {
                i += block;
                continue;
            }
            const auto stop = std::min(i + block, bytes.size());
            while (i < stop) {
                const auto what = kinds_[static_cast<unsigned char>(bytes[i])];
                if (!in_segment_) {
                    if (what == kind::line_end) {
                        ++i;
                        continue;
                    }
                    if (!name_ok(i)) return fail(row("er7.segment-name"), here());
                    begin_segment(i);
                    i += 3;
                    continue;
                }
                if (what != kind::plain && !special(i, what)) return false;
                ++i;
            }
        }
        return !in_segment_ || end_segment(bytes.size());
    }

    bool check_characters() {
        if (message_.charset_ != charset::utf8) return true;
        for (const auto& found : high_runs_) {
            const auto run = message_.bytes_.substr(found.first, found.second - found.first);
            const cda::rule* rule = nullptr;
            if (cda::find_bad_character(run, rule) == std::string_view::npos) continue;
            const auto& all = message_.segments_;
            const auto holder =
                std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.end >= found.second; });
            const auto index = static_cast<std::size_t>(holder - all.begin());
            return fail(row("er7.utf8"), to_string(location_of(message_.at(index))));
        }
        return true;
    }

    parse_limits limits_;
    message message_;
    cda::findings findings_;
    std::array<kind, 256> kinds_{};
    std::size_t head_length_ = 0;
    message::span current_;
    std::size_t fields_ = 0;
    std::size_t run_start_ = 0;
    bool in_segment_ = false;
    bool high_ = false;
    bool escape_seen_ = false;
    std::vector<std::pair<std::size_t, std::size_t>> high_runs_;
    std::map<std::string, std::uint32_t> counts_;
};

parse_outcome parse(std::string_view bytes, const parse_limits& limits) {
    return parser(bytes, limits).run();
}

parse_outcome parse_header(std::string_view bytes) {
    constexpr std::size_t longest = 64U << 10U;
    const auto start = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    const auto end = bytes.find_first_of("\r\n", start);
    return parse(bytes.substr(0, std::min(end, start + longest)));
}

}  // namespace pps::hl7::v2
