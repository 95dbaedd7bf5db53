#include "gateway/observe/exposition.hpp"

#include <cmath>
#include <cstdio>

namespace pps::gateway::observe {
namespace {

std::string number(double value) {
    char text[32];
    if (std::floor(value) == value && std::fabs(value) < 1e15)
        std::snprintf(text, sizeof text, "%lld", static_cast<long long>(value));
    else
        std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
}

}  // namespace

void exposition::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void exposition::sample(labels with, double value, std::string_view suffix) {
    text_.append(name_).append(suffix);
    if (with.size() > 0) {
        char before = '{';
        for (const auto& [label, text] : with) {
            text_ += before;
            text_.append(label).append("=\"");
            append_escaped(text_, text);
            text_ += '"';
            before = ',';
        }
        text_ += '}';
    }
    text_.append(" ").append(number(value)).append("\n");
}

}  // namespace pps::gateway::observe
