#include "cda/render/coded_words.hpp"

#include "cda/render/dates.hpp"
#include "cda/render/words.hpp"

namespace pps::render {

std::string coded_words(const coded& value) {
    if (!value.display.empty()) return value.display;
    if (!says_nothing(value.original_text.text)) return value.original_text.text;
    for (const auto& other : value.translations) {
        if (!other.display.empty()) return other.display;
    }
    return std::string(words::null_flavor(value.null_flavor));
}

std::string stage_words(const coded& value) {
    if (value.code.empty()) return coded_words(value);
    // "None" is what the official example puts for a stage group without a display.
    if (value.display.empty() || value.display == value.code || value.display == "None") return value.code;
    // "Stade IIIA" says it already.
    if (value.display.ends_with(' ' + value.code)) return value.display;
    return value.code + " : " + value.display;
}

std::string value_words(const value& one) {
    if (const auto said = one.boolean()) return *said ? "oui" : "non";
    if (auto words = coded_words(one.code); !words.empty()) return words;
    if (auto words = period_words(one.period); !words.empty()) return words;
    if (!one.text.empty()) {
        if (one.type.ends_with("TS")) return time_words(one.text);
        return one.unit.empty() || one.unit == "1" ? one.text : one.text + ' ' + one.unit;
    }
    return std::string(words::null_flavor(one.null_flavor));
}

std::string values_words(const statement& one) {
    std::string out;
    for (const auto& each : one.values) {
        append(out, value_words(each), ", ");
    }
    return out;
}

void append(std::string& words, std::string_view more, std::string_view between) {
    if (more.empty()) return;
    if (!words.empty()) words += between;
    words += more;
}

bool says_nothing(std::string_view text) noexcept {
    return text.find_first_not_of(" \t\r\n-") == std::string_view::npos;
}

std::string narrative_words(const narrative_text& text) {
    if (!text.text.empty()) return says_nothing(text.text) ? std::string() : text.text;
    return std::string(words::null_flavor(text.null_flavor));
}

}  // namespace pps::render
