#include "cda/write/xml.hpp"

#include <array>

namespace pps::cda::writing {
namespace {

// What a parser would not give back as it is: markup, and the white space that XML normalises (XML 1.0 §2.11,
// §3.3.3).
enum : unsigned char { of_text = 1, of_value = 2 };

constexpr std::array<unsigned char, 256> make_specials() {
    std::array<unsigned char, 256> all{};
    for (const unsigned char c : {'&', '<', '>', '\r'})
        all[c] = of_text | of_value;
    for (const unsigned char c : {'"', '\n', '\t'})
        all[c] = of_value;
    return all;
}
constexpr auto specials = make_specials();

constexpr std::string_view escape_of(char c) noexcept {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\n':
            return "&#10;";
        case '\t':
            return "&#9;";
        default:
            return "&#13;";
    }
}

void escape(std::string& out, std::string_view value, unsigned char where) {
    std::size_t plain = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if ((specials[static_cast<unsigned char>(value[i])] & where) == 0) continue;
        out.append(value, plain, i - plain);
        out += escape_of(value[i]);
        plain = i + 1;
    }
    out.append(value, plain, value.size() - plain);
}

}  // namespace

void xml_writer::content() {
    if (start_tag_) out_ += '>';
    start_tag_ = false;
}

xml_writer::element xml_writer::open(std::string_view name) {
    content();
    out_ += '<';
    out_ += name;
    names_.push_back(name);
    start_tag_ = true;
    return element(*this);
}

void xml_writer::attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    escape(out_, value, of_value);
    out_ += '"';
}

void xml_writer::text(std::string_view value) {
    if (value.empty()) return;
    content();
    escape(out_, value, of_text);
}

void xml_writer::raw(std::string_view markup) {
    if (markup.empty()) return;
    content();
    out_ += markup;
}

void xml_writer::close() {
    const auto name = names_.back();
    names_.pop_back();
    if (start_tag_) {
        out_ += "/>";
    } else {
        out_ += "</";
        out_ += name;
        out_ += '>';
    }
    start_tag_ = false;
}

}  // namespace pps::cda::writing
