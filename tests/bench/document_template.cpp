#include "tests/bench/document_template.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pps::bench {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Domains of INS that belong to nobody: test and demonstration (Référentiel INS).
constexpr std::array<std::string_view, 2> test_ins_roots{"1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"};

enum class tag_kind { start, empty, end };

struct tag {
    tag_kind kind = tag_kind::start;
    std::string_view name;        ///< Without prefix.
    std::string_view attributes;  ///< What follows the name.
};

/// The tags of a well-formed document, one after the other. It checks nothing: the gateway does.
class tag_reader {
  public:
    explicit tag_reader(std::string_view text) : rest_(text) {}

    std::optional<tag> next() {
        for (;;) {
            const auto open = rest_.find('<');
            if (open == rest_.npos) return std::nullopt;
            rest_.remove_prefix(open);
            if (rest_.starts_with("<!--")) {
                skip_past("-->");
            } else if (rest_.starts_with("<![CDATA[")) {
                skip_past("]]>");
            } else if (rest_.starts_with("<?")) {
                skip_past("?>");
            } else if (rest_.starts_with("<!")) {
                skip_past(">");
            } else {
                return take_tag();
            }
        }
    }

  private:
    void skip_past(std::string_view mark) {
        const auto at = rest_.find(mark);
        rest_.remove_prefix(at == rest_.npos ? rest_.size() : at + mark.size());
    }

    std::optional<tag> take_tag() {
        // '>' may stand in an attribute's value.
        std::size_t end = 1;
        for (char quote = 0; end < rest_.size(); ++end) {
            const char c = rest_[end];
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                break;
            }
        }
        if (end == rest_.size()) return std::nullopt;
        auto inside = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        tag found;
        if (inside.starts_with('/')) {
            found.kind = tag_kind::end;
            inside.remove_prefix(1);
        } else if (inside.ends_with('/')) {
            found.kind = tag_kind::empty;
            inside.remove_suffix(1);
        }
        const auto name_end = std::min(inside.find_first_of(blanks), inside.size());
        found.name = inside.substr(0, name_end);
        found.attributes = inside.substr(name_end);
        if (const auto colon = found.name.find(':'); colon != found.name.npos) {
            found.name.remove_prefix(colon + 1);
        }
        return found;
    }

    std::string_view rest_;
};

/// The value of an attribute, a view into the text; nothing when it is not there.
std::optional<std::string_view> attribute(std::string_view attributes, std::string_view wanted) {
    for (;;) {
        const auto start = attributes.find_first_not_of(blanks);
        const auto equals = attributes.find('=', start == attributes.npos ? 0 : start);
        if (start == attributes.npos || equals == attributes.npos) return std::nullopt;
        auto name = attributes.substr(start, equals - start);
        name = name.substr(0, std::min(name.find_first_of(blanks), name.size()));
        const auto open = attributes.find_first_of("\"'", equals);
        if (open == attributes.npos) return std::nullopt;
        const auto close = attributes.find(attributes[open], open + 1);
        if (close == attributes.npos) return std::nullopt;
        if (name == wanted) return attributes.substr(open + 1, close - open - 1);
        attributes.remove_prefix(close + 1);
    }
}

/// Walks to the ClinicalDocument and notes the places among its own children.
class place_finder {
  public:
    explicit place_finder(const std::string& bytes) : bytes_(bytes), tags_(bytes) {}

    std::vector<place> places;
    bool extension_seen = false;

    void run() {
        while (const auto found = tags_.next()) {
            if (found->kind == tag_kind::end) {
                if (!path_.empty()) path_.pop_back();
                if (inside_ && path_.size() < base_) return;
                continue;
            }
            look_at(*found);
            if (found->kind == tag_kind::start) path_.push_back(found->name);
        }
    }

  private:
    void look_at(const tag& found) {
        if (!inside_) {
            inside_ = found.name == "ClinicalDocument" && found.kind == tag_kind::start;
            base_ = path_.size() + 1;
        } else if (path_.size() == base_ && found.name == "id") {
            note_root(found, part::document_id);
        } else if (path_.size() == base_ && found.name == "setId") {
            note_root(found, part::set_id);
        } else if (path_.size() == base_ + 2 && found.name == "id" && path_[base_] == "recordTarget" &&
                   path_[base_ + 1] == "patientRole") {
            const auto root = attribute(found.attributes, "root");
            const auto ins = attribute(found.attributes, "extension");
            if (root && ins && ins->size() == 15 &&
                std::ranges::find(test_ins_roots, *root) != test_ins_roots.end()) {
                note(*ins, part::ins);
            }
        }
    }

    void note_root(const tag& found, part what) {
        if (attribute(found.attributes, "extension")) extension_seen = true;
        if (const auto root = attribute(found.attributes, "root")) note(*root, what);
    }

    void note(std::string_view value, part what) {
        if (std::ranges::find(places, what, &place::what) != places.end()) return;
        places.push_back({static_cast<std::size_t>(value.data() - bytes_.data()), value.size(), what});
    }

    const std::string& bytes_;
    tag_reader tags_;
    std::vector<std::string_view> path_;
    bool inside_ = false;
    std::size_t base_ = 0;  ///< Elements open around a child of the ClinicalDocument.
};

void write_digits(char* to, std::size_t width, std::uint64_t value) {
    for (auto i = width; i > 0; --i) {
        to[i - 1] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

}  // namespace

template_outcome read_template(std::string bytes, bool with_ins) {
    template_outcome outcome;
    place_finder finder(bytes);
    finder.run();
    const auto missing = [&](part what) {
        return std::ranges::find(finder.places, what, &place::what) == finder.places.end();
    };
    if (missing(part::document_id) || missing(part::set_id)) {
        outcome.problem = "the template is not a ClinicalDocument with an id and a setId";
    } else if (finder.extension_seen) {
        outcome.problem = "the id or the setId of the template has an extension";
    } else if (with_ins && missing(part::ins)) {
        outcome.problem = "the template has no INS of a test domain";
    } else {
        if (!with_ins) std::erase_if(finder.places, [](const place& one) { return one.what == part::ins; });
        document_template found;
        found.places = std::move(finder.places);
        found.bytes = std::move(bytes);
        outcome.found = std::move(found);
    }
    return outcome;
}

numbered_copy::numbered_copy(const document_template& from, std::uint32_t seed, std::uint32_t patients)
    : patients_(patients) {
    if (seed > greatest_seed || patients > most_patients) throw std::out_of_range("seed or patients");
    const auto arc = std::string(copies_arc) + "." + std::to_string(seed);
    const std::string zeros(number_width, '0');
    const std::string_view whole = from.bytes;
    std::size_t at = 0;
    for (const auto& [offset, length, what] : from.places) {
        auto& value = values_[static_cast<std::size_t>(what)];
        switch (what) {
            case part::document_id:
                value = arc + ".1." + zeros;
                break;
            case part::set_id:
                value = arc + ".2." + zeros;
                break;
            case part::ins:
                value = whole.substr(offset, length);
                break;
        }
        pieces_.push_back(whole.substr(at, offset - at));
        pieces_.push_back(value);
        at = offset + length;
    }
    pieces_.push_back(whole.substr(at));
    for (const auto& piece : pieces_)
        size_ += piece.size();
    renumber(0);
}

void numbered_copy::renumber(std::uint32_t number) {
    if (number >= most_copies) throw std::out_of_range("number of a copy");
    for (const auto what : {part::document_id, part::set_id}) {
        auto& value = values_[static_cast<std::size_t>(what)];
        // From 100000000: an arc has no leading zero.
        write_digits(value.data() + value.size() - number_width, number_width, 100'000'000u + number);
    }
    auto& ins = values_[static_cast<std::size_t>(part::ins)];
    if (patients_ > 0 && !ins.empty()) set_order_number(ins, number % patients_ + 1);
}

void set_order_number(std::string& ins, std::uint32_t order) {
    if (ins.size() != 15 || order < 1 || order > 999) throw std::out_of_range("INS or order number");
    write_digits(ins.data() + 10, 3, order);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 13; ++i) {
        auto digit = ins[i];
        if (digit == 'A') digit = '9';
        if (digit == 'B') digit = '8';
        // 2A is 19 and 2B is 18: the tens lose one.
        if (i == 5 && (ins[6] == 'A' || ins[6] == 'B')) digit = '1';
        value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    write_digits(ins.data() + 13, 2, 97 - value % 97);
}

}  // namespace pps::bench
