#include "cda/values.hpp"

namespace pps::cda {

std::string collapse(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            pending = !out.empty();
            continue;
        }
        if (pending) out += ' ';
        pending = false;
        out += c;
    }
    return out;
}

std::string text_of(pugi::xml_node element) {
    std::string text;
    for (const pugi::xml_node part : element.children()) {
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
    }
    return collapse(text);
}

bool has_code(pugi::xml_node element) noexcept {
    return element && element.attribute("nullFlavor").empty() && *element.attribute("code").value() != '\0';
}

}  // namespace pps::cda
