#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace pps::cda {

/// Appends `text` to narrative markup, as text or as a double-quoted value: the four characters of markup
/// become entities (XML 1.0 §2.4), all others stay. What must also keep its line breaks is written by
/// `writing::xml_writer`.
inline void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t from = 0; from < text.size();) {
        const auto at = std::min(text.find_first_of("&<>\"", from), text.size());
        out.append(text.substr(from, at - from));
        if (at == text.size()) return;
        const char c = text[at];
        out.append(c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
        from = at + 1;
    }
}

}  // namespace pps::cda
