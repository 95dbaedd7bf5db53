#include "narrative.hpp"

namespace pps::tests {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\n':
                out += "<br/>";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

narrative::narrative(random& dice, std::string prefix) : prefix_(std::move(prefix)) {
    const auto drawn = dice.below(4);
    form_ = drawn < 2 ? form::table : drawn == 2 ? form::paragraphs : form::list;
}

void narrative::add(std::string_view label, std::string_view text, std::string_view id) {
    std::string held = escaped(text);
    if (!id.empty()) held = "<content ID=\"" + std::string(id) + "\">" + held + "</content>";
    if (!text_.empty()) text_ += '\n';
    text_.append(label).append(form_ == form::table ? " | " : " : ").append(text);
    switch (form_) {
        case form::table:
            markup_ += "<tr><td>" + escaped(label) + "</td><td>" + held + "</td></tr>";
            break;
        case form::paragraphs:
            markup_ += "<paragraph>" + escaped(label) + " : " + held + "</paragraph>";
            break;
        case form::list:
            markup_ += "<item>" + escaped(label) + " : " + held + "</item>";
            break;
    }
}

narrative_text narrative::line(std::string_view label, std::string_view text) {
    const auto id = prefix_ + "-" + std::to_string(++last_);
    add(label, text, id);
    return {"#" + id, std::string(text), {}};
}

void narrative::plain(std::string_view label, std::string_view text) {
    add(label, text, {});
}

void narrative::finish(section& out) {
    switch (form_) {
        case form::table:
            out.markup = "<table border=\"0\"><tbody>" + markup_ + "</tbody></table>";
            break;
        case form::paragraphs:
            out.markup = markup_;
            break;
        case form::list:
            out.markup = "<list>" + markup_ + "</list>";
            break;
    }
    out.text = text_;
}

}  // namespace pps::tests
