#include "tests/bench/message_template.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

namespace pps::bench {
namespace {

constexpr char start_block = '\x0B';
constexpr std::string_view end_block = "\x1C\r";
constexpr std::size_t number_width = 9;

/// Part `index` of a text that a separator cuts, a view into it; "" when there are fewer.
std::string_view part_of(std::string_view text, char separator, std::size_t index) {
    for (; index > 0; --index) {
        const auto at = text.find(separator);
        if (at == text.npos) return {};
        text.remove_prefix(at + 1);
    }
    return text.substr(0, std::min(text.find(separator), text.size()));
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const auto written =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(written));
    return out;
}

std::string decoded(std::string_view text) {
    std::string out(3 * (text.size() / 4) + 3, '\0');
    const auto written = text.size() % 4 == 0
                             ? EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                               reinterpret_cast<const unsigned char*>(text.data()),
                                               static_cast<int>(text.size()))
                             : -1;
    if (written < 0) return {};
    out.resize(static_cast<std::size_t>(written));
    // The padding is decoded too.
    for (std::size_t i = 0; i < 2 && text.ends_with('='); ++i, text.remove_suffix(1))
        out.pop_back();
    return out;
}

/// Segments may end with \r, \n or both.
std::string with_carriage_returns(std::string text) {
    std::string out;
    for (const char c : text) {
        const char end = c == '\n' ? '\r' : c;
        if (end != '\r' || !out.ends_with('\r')) out += end;
    }
    return out;
}

/// Pieces of a numbered_copy: what stays and what changes, in turn.
bool changes(std::size_t piece) {
    return piece % 2 == 1;
}

/// The INS of a test domain among the repetitions of PID-3.
std::string_view ins_of(std::string_view identifiers) {
    for (std::size_t i = 0;; ++i) {
        const auto one = part_of(identifiers, '~', i);
        if (one.empty()) return {};
        const auto root = part_of(part_of(one, '^', 3), '&', 1);
        if (root == "1.2.250.1.213.1.4.10" || root == "1.2.250.1.213.1.4.11") return part_of(one, '^', 0);
    }
}

/// Walks over the segments up to the first OBX.
class message_reader {
  public:
    message_reader(message_template& into, bool with_ins) : into_(into), with_ins_(with_ins) {}

    std::string run() {
        std::string_view rest = into_.bytes;
        while (!rest.empty() && into_.base64_length == 0) {
            const auto end = std::min(rest.find('\r'), rest.size());
            look_at(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        const auto seen = [this](message_part what) {
            return std::ranges::find(into_.places, what, &message_place::what) != into_.places.end();
        };
        if (!seen(message_part::control_id)) return "the template has no MSH-10";
        if (with_ins_ && !seen(message_part::ins)) return "the template has no INS of a test domain in PID-3";
        if (into_.base64_length == 0) return "the template has no document in base64";
        return {};
    }

  private:
    void look_at(std::string_view segment) {
        const auto name = part_of(segment, '|', 0);
        // MSH-1 is the separator itself.
        if (name == "MSH") note(part_of(segment, '|', 9), message_part::control_id);
        if (name == "TXA") note(part_of(segment, '|', 12), message_part::document_id);
        if (name == "PID" && with_ins_) note(ins_of(part_of(segment, '|', 3)), message_part::ins);
        if (name != "OBX") return;
        const auto data = part_of(segment, '|', 5);
        if (part_of(data, '^', 3) != "Base64") return;
        const auto text = part_of(data, '^', 4);
        into_.base64_offset = static_cast<std::size_t>(text.data() - into_.bytes.data());
        into_.base64_length = text.size();
    }

    void note(std::string_view value, message_part what) {
        if (value.empty()) return;
        into_.places.push_back(
            {static_cast<std::size_t>(value.data() - into_.bytes.data()), value.size(), what});
    }

    message_template& into_;
    bool with_ins_;
};

}  // namespace

message_template_outcome read_message_template(std::string bytes, bool with_ins) {
    message_template_outcome outcome;
    message_template read;
    read.bytes = with_carriage_returns(std::move(bytes));
    outcome.problem = message_reader(read, with_ins).run();
    if (!outcome.problem.empty()) return outcome;
    const std::string_view text = read.bytes;
    auto document = read_template(decoded(text.substr(read.base64_offset, read.base64_length)), with_ins);
    outcome.problem = std::move(document.problem);
    if (!document.found) return outcome;
    read.document = std::move(*document.found);
    outcome.found = std::move(read);
    return outcome;
}

numbered_message::numbered_message(const message_template& from, std::uint32_t seed, std::uint32_t patients)
    : copy_(from.document, seed, patients) {
    for (std::size_t i = 0; i < copy_.pieces().size(); ++i) {
        const auto piece = copy_.pieces()[i];
        if (changes(i)) {
            const auto begin = document_.size() / 3 * 3;
            changing_.push_back({begin, (document_.size() + piece.size() - begin + 2) / 3 * 3});
        }
        document_ += piece;
    }
    for (auto& one : changing_)
        one.length = std::min(one.length, document_.size() - one.offset);

    control_id_ = "B" + std::to_string(seed) + "-" + std::string(number_width, '0');
    block_ = start_block;
    const std::string_view whole = from.bytes;
    std::size_t at = 0;
    for (const auto& [offset, length, what] : from.places) {
        block_ += whole.substr(at, offset - at);
        std::string value{what == message_part::control_id    ? std::string_view{control_id_}
                          : what == message_part::document_id ? copy_.value_of(part::document_id)
                                                              : copy_.value_of(part::ins)};
        places_.push_back({block_.size(), value.size(), what});
        block_ += value;
        at = offset + length;
    }
    block_ += whole.substr(at, from.base64_offset - at);
    base64_offset_ = block_.size();
    block_ += base64(document_);
    block_ += whole.substr(from.base64_offset + from.base64_length);
    block_ += end_block;
    renumber(0);
}

void numbered_message::renumber(std::uint32_t number) {
    copy_.renumber(number);
    const std::string digits = std::to_string(100'000'000u + number);
    control_id_.replace(control_id_.size() - number_width, number_width, digits);
    put(message_part::control_id, control_id_);
    put(message_part::document_id, copy_.value_of(part::document_id));
    put(message_part::ins, copy_.value_of(part::ins));
    std::size_t at = 0;
    for (std::size_t i = 0; i < copy_.pieces().size(); ++i) {
        const auto piece = copy_.pieces()[i];
        if (changes(i)) document_.replace(at, piece.size(), piece);
        at += piece.size();
    }
    for (const auto& [offset, length] : changing_) {
        const std::string encoded = base64(std::string_view{document_}.substr(offset, length));
        block_.replace(base64_offset_ + offset / 3 * 4, encoded.size(), encoded);
    }
}

void numbered_message::put(message_part what, std::string_view value) {
    for (const auto& one : places_)
        if (one.what == what) block_.replace(one.offset, one.length, value);
}

}  // namespace pps::bench
