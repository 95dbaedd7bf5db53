#include "cda/xml_scan.hpp"

#include "cda/xml_lexis.hpp"
#include "cda/xml_rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pps::cda {
namespace {

using namespace lexis;

// Bounds that keep the search for repeated attributes and for declared prefixes linear in practice. The
// widest official document has 20 declarations in scope.
constexpr std::size_t max_attributes = 128;
constexpr std::size_t max_prefixes = 128;
// Trees keep a table of the names. All of CDA has some 400.
constexpr std::size_t max_names = 4'000;

class scanner {
  public:
    scanner(std::string_view bytes, std::size_t start, const read_limits& limits) noexcept
        : begin_(bytes.data()),
          at_(bytes.data() + start),
          end_(bytes.data() + bytes.size()),
          limits_(limits) {}

    scan_result run() noexcept {
        if (!declaration()) return result_;
        while (text()) {
            if (at_ == end_) {
                if (depth_ != 0 || !root_seen_) fail(xml_rules::row("xml.well-formed"));
                result_.nodes = nodes_;
                return result_;
            }
            if (!markup()) return result_;
        }
        return result_;
    }

  private:
    struct binding {
        std::string_view prefix;
        std::size_t depth = 0;
    };

    bool fail(const rule& r) noexcept {
        result_.broken = &r;
        result_.offset = static_cast<std::size_t>(at_ - begin_);
        return false;
    }
    bool malformed() noexcept { return fail(xml_rules::row("xml.well-formed")); }
    std::string_view rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }

    bool skip_space() noexcept {
        const char* from = at_;
        while (at_ != end_ && is(*at_, space))
            ++at_;
        return at_ != from;
    }

    // The XML declaration, if any, says UTF-8 or nothing.
    bool declaration() noexcept {
        if (!rest().starts_with("<?xml") || end_ - at_ < 6 || !is(at_[5], space)) return true;
        const auto close = rest().find("?>");
        if (close == std::string_view::npos) return malformed();
        const auto data = rest().substr(5, close - 5);
        if (pseudo_attribute(data, "version") != "1.0") return malformed();
        const auto encoding = pseudo_attribute(data, "encoding");
        if (encoding && !same_ignoring_case(*encoding, "utf-8")) return fail(xml_rules::row("xml.encoding"));
        at_ += close + 2;
        return true;
    }

    bool short_enough(const char* from) noexcept {
        return static_cast<std::size_t>(at_ - from) <= limits_.max_text || fail(xml_rules::row("xml.text"));
    }

    bool count_nodes(std::size_t more) noexcept {
        nodes_ += more;
        return nodes_ <= limits_.max_nodes || fail(xml_rules::row("xml.nodes"));
    }

    // Character data up to the next '<' or the end.
    bool text() noexcept {
        if (depth_ == 0) {
            skip_space();
            return at_ == end_ || *at_ == '<' || malformed();
        }
        const char* from = at_;
        for (;;) {
            while (at_ != end_ && !is(*at_, stops_text))
                ++at_;
            if (at_ == end_ || *at_ == '<') return short_enough(from);
            if (*at_ == '&') {
                if (!reference()) return false;
            } else {
                if (rest().starts_with("]]>")) return malformed();
                ++at_;
            }
        }
    }

    // A predefined entity, or a character reference to a character that XML allows. Without a DTD there is
    // no other entity.
    bool reference() noexcept {
        const auto end = rest().substr(0, 12).find(';');
        if (end == std::string_view::npos) return malformed();
        const auto name = rest().substr(1, end - 1);
        if (name.starts_with('#')) {
            if (!character_reference(name.substr(1))) return fail(xml_rules::row("xml.characters"));
        } else {
            constexpr std::array<std::string_view, 5> predefined{"amp", "lt", "gt", "quot", "apos"};
            if (std::find(predefined.begin(), predefined.end(), name) == predefined.end()) return malformed();
        }
        at_ += end + 1;
        return true;
    }

    bool markup() noexcept {
        if (end_ - at_ < 2) return malformed();
        switch (at_[1]) {
            case '/':
                return end_tag();
            case '?':
                return instruction();
            case '!':
                return declaration_like();
            default:
                return start_tag();
        }
    }

    bool declaration_like() noexcept {
        const auto here = rest();
        if (here.starts_with("<!--")) {
            const auto close = here.find("--", 4);
            if (close == std::string_view::npos || !here.substr(close).starts_with("-->")) return malformed();
            at_ += close + 3;
            return short_enough(here.data()) && count_nodes(1);
        }
        if (here.starts_with("<![CDATA[")) {
            const auto close = here.find("]]>", 9);
            if (depth_ == 0 || close == std::string_view::npos) return malformed();
            at_ += close + 3;
            return short_enough(here.data()) && count_nodes(1);
        }
        for (const std::string_view word :
             {"<!doctype", "<!entity", "<!element", "<!attlist", "<!notation"}) {
            if (same_ignoring_case(here.substr(0, word.size()), word)) return fail(xml_rules::row("xml.dtd"));
        }
        return malformed();
    }

    bool instruction() noexcept {
        const char* start = at_;
        const auto close = rest().find("?>", 2);
        if (close == std::string_view::npos) return malformed();
        at_ += 2;
        const auto target = name();
        const char* stop = start + close;
        if (target.whole.empty() || at_ > stop || (at_ != stop && !is(*at_, space))) return malformed();
        if (same_ignoring_case(target.whole, "xml")) return malformed();
        const std::string_view data(at_, static_cast<std::size_t>(stop - at_));
        at_ = stop + 2;
        if (!count_nodes(1)) return false;
        if (root_seen_ || target.whole != "xml-stylesheet") return true;
        // Anything but a reference into the document itself is a file elsewhere.
        if (pseudo_attribute(data, "href").value_or("").starts_with('#')) return true;
        if (result_.external_stylesheet) return fail(xml_rules::row("xml.stylesheet"));
        const char* after = at_;
        if (after != end_ && *after == '\r') ++after;
        if (after != end_ && *after == '\n') ++after;
        result_.external_stylesheet =
            byte_range{static_cast<std::size_t>(start - begin_), static_cast<std::size_t>(after - start)};
        return true;
    }

    // Names of one place count as one: never more than there are, and enough to know that there are too many.
    void see_name(std::uint32_t hash) noexcept {
        const auto place = (hash * 0x9E3779B1U) >> 16U;
        auto& places = names_[place / 64];
        const auto bit = std::uint64_t{1} << (place % 64);
        if ((places & bit) == 0) ++names_seen_;
        places |= bit;
    }

    qualified_name name() noexcept {
        const char* from = at_;
        if (at_ == end_ || !is(*at_, name_start)) return {};
        const char* colon = nullptr;
        qualified_name found;
        std::uint32_t hash = 0;
        while (at_ != end_ && is(*at_, name_char)) {
            hash = hash * 31 + static_cast<unsigned char>(*at_);
            if (*at_ == ':') {
                found.legal = found.legal && colon == nullptr;
                colon = at_;
            }
            ++at_;
        }
        found.whole = {from, static_cast<std::size_t>(at_ - from)};
        see_name(hash);
        if (colon != nullptr) {
            found.prefix = {from, static_cast<std::size_t>(colon - from)};
            found.legal = found.legal && colon != from && colon + 1 != at_ && is(colon[1], name_start);
        }
        return found;
    }

    bool start_tag() noexcept {
        const char* start = at_;
        if (depth_ == 0 && root_seen_) return malformed();
        root_seen_ = true;
        ++at_;
        const auto element = name();
        if (element.whole.empty()) return malformed();
        if (depth_ >= limits_.max_depth) return fail(xml_rules::row("xml.depth"));
        ++depth_;
        std::size_t count = 0;
        bool empty = false;
        for (;;) {
            const bool separated = skip_space();
            if (at_ == end_) return malformed();
            if (*at_ == '>') break;
            if (*at_ == '/') {
                if (end_ - at_ < 2 || at_[1] != '>') return malformed();
                ++at_;
                empty = true;
                break;
            }
            if (!separated) return malformed();
            if (count == max_attributes) return fail(xml_rules::row("xml.nodes"));
            if (!attribute(count)) return false;
            ++count;
        }
        ++at_;
        if (!count_nodes(1 + count)) return false;
        if (names_seen_ > max_names) return fail(xml_rules::row("xml.names"));
        bool names_ok = element.legal && bound(element.prefix);
        for (std::size_t i = 0; i < count; ++i) {
            names_ok = names_ok && attributes_[i].legal && bound(attributes_[i].prefix);
        }
        if (!names_ok) {
            at_ = start;
            return fail(xml_rules::row("xml.namespace"));
        }
        if (empty) close_element();
        return true;
    }

    bool attribute(std::size_t count) noexcept {
        const auto found = name();
        if (found.whole.empty()) return malformed();
        for (std::size_t i = 0; i < count; ++i) {
            if (attributes_[i].whole == found.whole) return malformed();
        }
        attributes_[count] = found;
        skip_space();
        if (at_ == end_ || *at_ != '=') return malformed();
        ++at_;
        skip_space();
        if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) return malformed();
        const char quote = *at_++;
        const char* from = at_;
        for (;;) {
            while (at_ != end_ && !is(*at_, stops_value))
                ++at_;
            if (at_ == end_ || *at_ == '<') return malformed();
            if (*at_ == quote) break;
            if (*at_ == '&') {
                if (!reference()) return false;
            } else {
                ++at_;
            }
        }
        if (!short_enough(from)) return false;
        const bool empty = at_ == from;
        ++at_;
        return found.prefix != "xmlns" || bind(found.whole.substr(6), empty);
    }

    bool bind(std::string_view prefix, bool empty) noexcept {
        if (empty || prefix == "xmlns") return fail(xml_rules::row("xml.namespace"));
        if (bindings_count_ == max_prefixes) return fail(xml_rules::row("xml.nodes"));
        bindings_[bindings_count_++] = {prefix, depth_};
        return true;
    }

    bool bound(std::string_view prefix) const noexcept {
        if (prefix.empty() || prefix == "xml" || prefix == "xmlns") return true;
        for (std::size_t i = bindings_count_; i-- > 0;) {
            if (bindings_[i].prefix == prefix) return true;
        }
        return false;
    }

    bool end_tag() noexcept {
        if (depth_ == 0) return malformed();
        at_ += 2;
        if (name().whole.empty()) return malformed();
        skip_space();
        if (at_ == end_ || *at_ != '>') return malformed();
        ++at_;
        close_element();
        return true;
    }

    void close_element() noexcept {
        while (bindings_count_ > 0 && bindings_[bindings_count_ - 1].depth == depth_)
            --bindings_count_;
        --depth_;
    }

    const char* begin_;
    const char* at_;
    const char* end_;
    const read_limits& limits_;
    scan_result result_;
    std::size_t depth_ = 0;
    std::size_t nodes_ = 0;
    std::size_t names_seen_ = 0;
    bool root_seen_ = false;
    std::size_t bindings_count_ = 0;
    std::array<std::uint64_t, 1024> names_{};
    std::array<binding, max_prefixes> bindings_;
    std::array<qualified_name, max_attributes> attributes_;
};

// UTF-16 and UTF-32 show a byte order mark or a NUL among their first bytes.
bool looks_wide(std::string_view bytes) noexcept {
    return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE") ||
           bytes.substr(0, 4).find('\0') != std::string_view::npos;
}

}  // namespace

scan_result scan_xml(std::string_view bytes, const read_limits& limits) noexcept {
    scan_result refused;
    if (bytes.size() > limits.max_bytes) {
        refused.broken = &xml_rules::row("xml.size");
        return refused;
    }
    if (looks_wide(bytes)) {
        refused.broken = &xml_rules::row("xml.encoding");
        return refused;
    }
    // Characters are judged first, so that what is scanned next is text; but a declaration of another
    // encoding explains bytes that are not UTF-8 better than their position does.
    const std::size_t start = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const rule* bad = nullptr;
    const auto where = find_bad_character(bytes, bad);
    scanner markup(bytes, start, limits);
    if (where == std::string_view::npos) return markup.run();
    refused = scanner(bytes.substr(0, where), start, limits).run();
    if (refused.broken == &xml_rules::row("xml.encoding")) return refused;
    refused.broken = bad;
    refused.offset = where;
    return refused;
}

}  // namespace pps::cda
