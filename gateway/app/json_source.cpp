#include "gateway/app/json_source.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <set>

namespace pps::gateway::app {
namespace {

constexpr std::size_t deepest = 32;
constexpr unsigned parse_flags = rapidjson::kParseCommentsFlag | rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseFullPrecisionFlag;

struct line_and_column {
    int line = 1;
    int column = 1;
};

line_and_column locate(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0: the first line
    return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<int>(before.size() - line_start)};
}

/// Builds the document and notes on the way where each value stands and which keys come twice.
class recorder {
  public:
    using Ch = char;

    recorder(rapidjson::Document& target, const rapidjson::StringStream& stream, std::string_view text,
             json_source& out)
        : target_(target), stream_(stream), text_(text), out_(out) {}

    bool too_deep() const { return too_deep_; }

    bool Null() { return note() && target_.Null(); }
    bool Bool(bool b) { return note() && target_.Bool(b); }
    bool Int(int i) { return note() && target_.Int(i); }
    bool Uint(unsigned i) { return note() && target_.Uint(i); }
    bool Int64(std::int64_t i) { return note() && target_.Int64(i); }
    bool Uint64(std::uint64_t i) { return note() && target_.Uint64(i); }
    bool Double(double d) { return note() && target_.Double(d); }
    bool RawNumber(const Ch* s, rapidjson::SizeType n, bool copy) {
        return note() && target_.RawNumber(s, n, copy);
    }
    bool String(const Ch* s, rapidjson::SizeType n, bool copy) {
        return note() && target_.String(s, n, copy);
    }
    bool StartObject() { return note() && open(false) && target_.StartObject(); }
    bool EndObject(rapidjson::SizeType n) { return close() && target_.EndObject(n); }
    bool StartArray() { return note() && open(true) && target_.StartArray(); }
    bool EndArray(rapidjson::SizeType n) { return close() && target_.EndArray(n); }

    bool Key(const Ch* s, rapidjson::SizeType n, bool copy) {
        frame& top = frames_.back();
        const std::string_view name{s, n};
        top.current = top.pointer + pointer_token(name);
        if (!top.keys.emplace(name).second)
            out_.errors.push_back({top.current, "this key comes twice in its object", line()});
        return target_.Key(s, n, copy);
    }

  private:
    struct frame {
        std::string pointer;  ///< Of the object or array.
        std::string current;  ///< Of the member being read.
        bool array = false;
        std::size_t next_index = 0;
        std::set<std::string, std::less<>> keys;
    };

    int line() {
        const std::size_t now = stream_.Tell();
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(now), '\n'));
        counted_ = now;
        return line_;
    }

    bool note() {
        std::string pointer;
        if (!frames_.empty()) {
            frame& top = frames_.back();
            if (top.array) top.current = top.pointer + "/" + std::to_string(top.next_index++);
            pointer = top.current;
        }
        const std::size_t order = out_.positions.size();
        out_.positions.try_emplace(std::move(pointer), json_position{order, line()});
        return true;
    }

    bool open(bool array) {
        if (frames_.size() == deepest) {
            too_deep_ = true;
            return false;
        }
        std::string pointer = frames_.empty() ? std::string{} : frames_.back().current;
        frames_.push_back({std::move(pointer), {}, array, 0, {}});
        return true;
    }

    bool close() {
        frames_.pop_back();
        return true;
    }

    rapidjson::Document& target_;
    const rapidjson::StringStream& stream_;
    std::string_view text_;
    json_source& out_;
    std::vector<frame> frames_;
    std::size_t counted_ = 0;
    int line_ = 1;
    bool too_deep_ = false;
};

std::string syntax_text(std::string_view text, std::size_t offset, std::string message) {
    const auto [line, column] = locate(text, offset);
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    if (last != std::string_view::npos && before[last] == ',') message += " A trailing comma is not allowed.";
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + message;
}

}  // namespace

json_position json_source::position_of(std::string_view pointer) const {
    for (;;) {
        const auto found = positions.find(pointer);
        if (found != positions.end()) return found->second;
        const std::size_t slash = pointer.rfind('/');
        if (slash == std::string_view::npos) return {};
        pointer = pointer.substr(0, slash);
    }
}

json_source parse_json(std::string_view text) {
    json_source out;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::string copy{text};  // StringStream wants a terminating NUL …
    if (const std::size_t nul = copy.find('\0'); nul != std::string::npos) {  // … so none may come earlier.
        out.errors.push_back(
            {"", syntax_text(copy, nul, "A NUL character is not allowed."), locate(copy, nul).line});
        return out;
    }

    rapidjson::ParseResult result;
    bool too_deep = false;
    auto generate = [&](rapidjson::Document& target) {
        rapidjson::StringStream stream{copy.c_str()};
        rapidjson::Reader reader;
        recorder events{target, stream, copy, out};
        result = reader.Parse<parse_flags>(stream, events);
        too_deep = events.too_deep();
        return !result.IsError();
    };
    out.document.Populate(generate);
    if (result.IsError()) {
        const std::string message =
            too_deep ? "Nested deeper than 32 levels." : rapidjson::GetParseError_En(result.Code());
        out.errors.assign(
            1, {"", syntax_text(copy, result.Offset(), message), locate(copy, result.Offset()).line});
        out.positions.clear();
        return out;
    }
    out.readable = true;
    return out;
}

std::string pointer_token(std::string_view key) {
    std::string token = "/";
    for (const char c : key) {
        if (c == '~')
            token += "~0";
        else if (c == '/')
            token += "~1";
        else
            token += c;
    }
    return token;
}

}  // namespace pps::gateway::app
