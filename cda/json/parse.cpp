#include "cda/json/parse.hpp"

#include "cda/json/json_rules.hpp"
#include "cda/json/plan_forms.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <set>
#include <vector>

namespace pps::json {
namespace {

constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

template <typename Type>
void collect(std::set<std::string_view>& to, std::set<std::string_view>& types) {
    if (!types.insert(form<Type>::name).second) return;
    each_name<Type>([&](std::string_view name) { to.insert(name); });
    each_row<Type>([&](const auto& row) {
        using element = typename std::decay_t<decltype(row)>::element;
        if constexpr (has_form<element>) collect<element>(to, types);
    });
}

/// All names of the form: a pointer holds no other, for they would be the sender's data.
const std::set<std::string_view>& names_of_form() {
    static const auto all = [] {
        std::set<std::string_view> names{"format"};
        std::set<std::string_view> types;
        collect<plan>(names, types);
        return names;
    }();
    return all;
}

/// Hands the events of the parser on to the tree as long as they are within bounds.
class guard {
  public:
    using Ch = char;

    guard(rapidjson::Document& tree, const limits& bounds) noexcept : tree_(tree), bounds_(bounds) {}

    const cda::rule* broken() const noexcept { return broken_; }
    std::string where() const {
        std::string out;
        for (const auto& one : path_) {
            if (one.array) {
                out = item_of(out, one.index == 0 ? 0 : one.index - 1);
            } else if (one.name.empty()) {
                break;
            } else {
                out = member_of(out, one.name);
            }
        }
        return out;
    }

    bool Null() { return value() && tree_.Null(); }
    bool Bool(bool b) { return value() && tree_.Bool(b); }
    bool Int(int i) { return value() && tree_.Int(i); }
    bool Uint(unsigned i) { return value() && tree_.Uint(i); }
    bool Int64(std::int64_t i) { return value() && tree_.Int64(i); }
    bool Uint64(std::uint64_t i) { return value() && tree_.Uint64(i); }
    bool Double(double d) { return value() && tree_.Double(d); }
    bool RawNumber(const Ch* s, rapidjson::SizeType n, bool copy) {
        return value() && tree_.RawNumber(s, n, copy);
    }
    bool String(const Ch* s, rapidjson::SizeType n, bool copy) {
        return value() && fits(n) && tree_.String(s, n, copy);
    }
    bool Key(const Ch* s, rapidjson::SizeType n, bool copy) {
        auto& object = path_.back();
        if (++object.index > bounds_.max_members) return refuse(json_rules::row("json.members"));
        const auto known = names_of_form().find(std::string_view{s, n});
        object.name = known == names_of_form().end() ? std::string_view{} : *known;
        return fits(n) && tree_.Key(s, n, copy);
    }
    bool StartObject() { return value() && open(false) && tree_.StartObject(); }
    bool EndObject(rapidjson::SizeType n) { return close() && tree_.EndObject(n); }
    bool StartArray() { return value() && open(true) && tree_.StartArray(); }
    bool EndArray(rapidjson::SizeType n) { return close() && tree_.EndArray(n); }

  private:
    struct step {
        bool array;
        std::size_t index = 0;  ///< Items or members so far.
        std::string_view name;  ///< Of the form, "" for any other.
    };

    bool refuse(const cda::rule& rule) noexcept {
        broken_ = &rule;
        return false;
    }
    bool value() {
        if (!path_.empty() && path_.back().array) ++path_.back().index;
        return ++values_ <= bounds_.max_values || refuse(json_rules::row("json.values"));
    }
    bool fits(std::size_t bytes) {
        return bytes <= bounds_.max_text || refuse(json_rules::row("json.text-size"));
    }
    bool open(bool array) {
        if (path_.size() >= bounds_.max_depth) return refuse(json_rules::row("json.depth"));
        path_.push_back({array, 0, {}});
        return true;
    }
    bool close() {
        path_.pop_back();
        return true;
    }

    rapidjson::Document& tree_;
    const limits& bounds_;
    const cda::rule* broken_ = nullptr;
    std::vector<step> path_;
    std::size_t values_ = 0;
};

const cda::rule& rule_of(rapidjson::ParseErrorCode code) noexcept {
    switch (code) {
        case rapidjson::kParseErrorNumberTooBig:
            return json_rules::row("json.number");
        case rapidjson::kParseErrorStringInvalidEncoding:
        case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
            return json_rules::row("json.encoding");
        default:
            return json_rules::row("json.syntax");
    }
}

}  // namespace

std::string member_of(std::string_view pointer, std::string_view name) {
    // The names of the form have no "~" and no "/".
    return std::string(pointer).append("/").append(name);
}

std::string item_of(std::string_view pointer, std::size_t index) {
    return std::string(pointer).append("/").append(std::to_string(index));
}

parsed parse(std::string_view text, const limits& bounds) {
    parsed out;
    if (text.size() > bounds.max_bytes) {
        out.broken = &json_rules::row("json.size");
        return out;
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // RFC 8259 §8.1 lets a reader ignore it.
    auto events = [&](rapidjson::Document& tree) {
        guard within(tree, bounds);
        rapidjson::MemoryStream bytes(text.data(), text.size());
        rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> in(bytes);
        rapidjson::Reader reader;
        const auto result = reader.Parse<flags>(in, within);
        if (!result.IsError()) return true;
        out.broken = within.broken() != nullptr ? within.broken() : &rule_of(result.Code());
        out.where = within.where();
        return false;
    };
    out.tree.Populate(events);
    return out;
}

}  // namespace pps::json
