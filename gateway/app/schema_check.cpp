#include "gateway/app/schema_check.hpp"

#include "gateway/app/json_source.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <regex>
#include <stdexcept>
#include <utility>

namespace pps::gateway::app {
namespace {

using rapidjson::Value;

// std::regex recurses once per character: longer texts are refused before they are matched.
constexpr std::size_t longest_matched = 4096;

std::string_view text_of(const Value& v) {
    return {v.GetString(), v.GetStringLength()};
}

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

struct type_row {
    std::string_view name;
    std::string_view words;
    bool (*is)(const Value&);
};

constexpr std::array types{
    type_row{"object", "an object", [](const Value& v) { return v.IsObject(); }},
    type_row{"array", "an array", [](const Value& v) { return v.IsArray(); }},
    type_row{"string", "a string", [](const Value& v) { return v.IsString(); }},
    type_row{"integer", "a whole number", [](const Value& v) { return v.IsInt64() || v.IsUint64(); }},
    type_row{"number", "a number", [](const Value& v) { return v.IsNumber(); }},
    type_row{"boolean", "true or false", [](const Value& v) { return v.IsBool(); }},
};

std::string number_text(double number) {
    std::string text = std::to_string(number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = std::tolower(static_cast<unsigned char>(a[i - 1])) ==
                              std::tolower(static_cast<unsigned char>(b[j - 1]));
            const std::size_t replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest_word = 64;
    if (word.size() > longest_word) return {};
    const std::size_t most = std::max<std::size_t>(2, word.size() / 3);
    std::string best;
    std::size_t best_distance = most + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance && distance < candidate.size()) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

struct schema_check::node {
    std::vector<const type_row*> types;
    std::vector<std::pair<std::string, const node*>> properties;
    std::vector<std::string> required;
    bool closed = false;  ///< additionalProperties: false
    std::vector<std::string> options;
    rapidjson::Document constant;
    bool has_constant = false;
    std::optional<std::regex> pattern;
    std::string title;
    std::optional<double> minimum, maximum, exclusive_minimum;
    std::optional<std::size_t> min_length, max_length, min_items;
    bool unique_items = false;
    const node* items = nullptr;
    const node* ref = nullptr;
};

struct schema_check::compiler {
    schema_check& out;
    std::map<std::string, node*, std::less<>> defs;

    node* add() { return out.nodes_.emplace_back(std::make_unique<node>()).get(); }

    [[noreturn]] static void fail(const std::string& at, std::string_view what) {
        throw std::invalid_argument{"schema " + at + ": " + std::string{what}};
    }

    static void want(bool ok, const std::string& at) {
        if (!ok) fail(at, "the keyword has a form that is not supported");
    }

    void types_of(node& into, const Value& v, const std::string& at) {
        want(v.IsString(), at);
        const auto row =
            std::find_if(types.begin(), types.end(), [&](const type_row& t) { return t.name == text_of(v); });
        want(row != types.end(), at);
        into.types.push_back(&*row);
    }

    static std::vector<std::string> strings(const Value& v, const std::string& at) {
        want(v.IsArray(), at);
        std::vector<std::string> all;
        for (const Value& each : v.GetArray()) {
            want(each.IsString(), at);
            all.emplace_back(text_of(each));
        }
        return all;
    }

    static std::size_t count(const Value& v, const std::string& at) {
        want(v.IsUint(), at);
        return v.GetUint();
    }

    static double number(const Value& v, const std::string& at) {
        want(v.IsNumber(), at);
        return v.GetDouble();
    }

    using keyword = void (*)(compiler&, node&, const Value&, const std::string& at);
    struct keyword_row {
        std::string_view name;
        keyword apply;
    };
    static const std::array<keyword_row, 23> keywords;

    void compile(node& into, const Value& schema, const std::string& at) {
        want(schema.IsObject(), at);
        for (const auto& member : schema.GetObject()) {
            const std::string_view name = text_of(member.name);
            const auto row = std::find_if(keywords.begin(), keywords.end(),
                                          [&](const keyword_row& k) { return k.name == name; });
            if (row == keywords.end()) fail(at, "unknown keyword " + std::string{name});
            row->apply(*this, into, member.value, at + pointer_token(name));
        }
    }

    const node* child(const Value& schema, const std::string& at) {
        node* made = add();
        compile(*made, schema, at);
        return made;
    }
};

const std::array<schema_check::compiler::keyword_row, 23> schema_check::compiler::keywords{{
    {"$schema", [](compiler&, node&, const Value&, const std::string&) {}},
    {"$id", [](compiler&, node&, const Value&, const std::string&) {}},
    {"description", [](compiler&, node&, const Value&, const std::string&) {}},
    {"default", [](compiler&, node&, const Value&, const std::string&) {}},
    {"examples", [](compiler&, node&, const Value&, const std::string&) {}},
    // Compiled before everything else, see the constructor.
    {"$defs", [](compiler& c, node&, const Value&, const std::string& at) { want(at == "/$defs" && !c.defs.empty(), at); }},
    {"$ref",
     [](compiler& c, node& n, const Value& v, const std::string& at) {
         want(v.IsString() && text_of(v).starts_with("#/$defs/"), at);
         const auto found = c.defs.find(text_of(v).substr(8));
         if (found == c.defs.end()) fail(at, "no such definition");
         n.ref = found->second;
     }},
    {"title",
     [](compiler&, node& n, const Value& v, const std::string& at) {
         want(v.IsString(), at);
         n.title = text_of(v);
     }},
    {"type",
     [](compiler& c, node& n, const Value& v, const std::string& at) {
         if (!v.IsArray()) return c.types_of(n, v, at);
         for (const Value& each : v.GetArray())
             c.types_of(n, each, at);
     }},
    {"properties",
     [](compiler& c, node& n, const Value& v, const std::string& at) {
         want(v.IsObject(), at);
         for (const auto& member : v.GetObject())
             n.properties.emplace_back(text_of(member.name),
                                       c.child(member.value, at + pointer_token(text_of(member.name))));
     }},
    {"required", [](compiler&, node& n, const Value& v, const std::string& at) { n.required = strings(v, at); }},
    {"additionalProperties",
     [](compiler&, node& n, const Value& v, const std::string& at) {
         want(v.IsFalse(), at);
         n.closed = true;
     }},
    {"enum", [](compiler&, node& n, const Value& v, const std::string& at) { n.options = strings(v, at); }},
    {"const",
     [](compiler&, node& n, const Value& v, const std::string&) {
         n.constant.CopyFrom(v, n.constant.GetAllocator());
         n.has_constant = true;
     }},
    {"pattern",
     [](compiler&, node& n, const Value& v, const std::string& at) {
         want(v.IsString(), at);
         n.pattern.emplace(v.GetString(), std::regex::ECMAScript);
     }},
    {"minLength", [](compiler&, node& n, const Value& v, const std::string& at) { n.min_length = count(v, at); }},
    {"maxLength", [](compiler&, node& n, const Value& v, const std::string& at) { n.max_length = count(v, at); }},
    {"minimum", [](compiler&, node& n, const Value& v, const std::string& at) { n.minimum = number(v, at); }},
    {"maximum", [](compiler&, node& n, const Value& v, const std::string& at) { n.maximum = number(v, at); }},
    {"exclusiveMinimum",
     [](compiler&, node& n, const Value& v, const std::string& at) { n.exclusive_minimum = number(v, at); }},
    {"items", [](compiler& c, node& n, const Value& v, const std::string& at) { n.items = c.child(v, at); }},
    {"minItems", [](compiler&, node& n, const Value& v, const std::string& at) { n.min_items = count(v, at); }},
    {"uniqueItems",
     [](compiler&, node& n, const Value& v, const std::string& at) {
         want(v.IsBool(), at);
         n.unique_items = v.GetBool();
     }},
}};

struct schema_check::checker {
    std::vector<violation>& out;

    void add(const std::string& at, std::string text) { out.push_back({at, std::move(text)}); }

    void check(const node& by, const Value& v, const std::string& at) {
        if (by.ref) check(*by.ref, v, at);
        if (!by.types.empty() &&
            std::none_of(by.types.begin(), by.types.end(), [&](const type_row* t) { return t->is(v); })) {
            std::string words;
            for (const type_row* t : by.types)
                words += (words.empty() ? "" : " or ") + std::string{t->words};
            return add(at, "must be " + words);
        }
        if (by.has_constant && v != static_cast<const Value&>(by.constant))
            add(at, "has another value than the only one allowed");
        if (v.IsString()) check_string(by, text_of(v), at);
        if (v.IsNumber()) check_number(by, v.GetDouble(), at);
        if (v.IsArray()) check_array(by, v, at);
        if (v.IsObject()) check_object(by, v, at);
    }

    void check_string(const node& by, std::string_view text, const std::string& at) {
        if (!by.options.empty() &&
            std::find(by.options.begin(), by.options.end(), text) == by.options.end()) {
            std::string words;
            for (const std::string& option : by.options)
                words += (words.empty() ? "\"" : ", \"") + option + "\"";
            return add(at, "must be one of " + words);
        }
        const std::size_t length = code_points(text);
        if (by.min_length && length < *by.min_length)
            return add(at, length == 0
                               ? "must not be empty"
                               : "must have at least " + std::to_string(*by.min_length) + " characters");
        if (by.max_length && length > *by.max_length)
            return add(at, "must have at most " + std::to_string(*by.max_length) + " characters");
        if (by.pattern &&
            (text.size() > longest_matched || !std::regex_search(text.begin(), text.end(), *by.pattern)))
            add(at, by.title.empty() ? "has not the expected form" : "must be " + by.title);
    }

    void check_number(const node& by, double number, const std::string& at) {
        if (by.minimum && number < *by.minimum) add(at, "must be at least " + number_text(*by.minimum));
        if (by.maximum && number > *by.maximum) add(at, "must be at most " + number_text(*by.maximum));
        if (by.exclusive_minimum && number <= *by.exclusive_minimum)
            add(at, "must be more than " + number_text(*by.exclusive_minimum));
    }

    void check_array(const node& by, const Value& v, const std::string& at) {
        if (by.min_items && v.Size() < *by.min_items)
            add(at, "must have at least " + std::to_string(*by.min_items) +
                        (*by.min_items == 1 ? " item" : " items"));
        for (rapidjson::SizeType i = 0; i < v.Size(); ++i) {
            const std::string here = at + "/" + std::to_string(i);
            if (by.items) check(*by.items, v[i], here);
            const auto earlier = v.Begin() + i;
            if (by.unique_items && std::find(v.Begin(), earlier, v[i]) != earlier)
                add(here, "comes twice in its list");
        }
    }

    void check_object(const node& by, const Value& v, const std::string& at) {
        for (const std::string& name : by.required)
            if (!v.HasMember(name.c_str())) add(at + pointer_token(name), "is missing");
        for (const auto& member : v.GetObject()) {
            const std::string_view name = text_of(member.name);
            const auto known = std::find_if(by.properties.begin(), by.properties.end(),
                                            [&](const auto& p) { return p.first == name; });
            const std::string here = at + pointer_token(name);
            if (known != by.properties.end())
                check(*known->second, member.value, here);
            else if (by.closed)
                add(here, "is not a known key" + suggestion(by, name));
        }
    }

    static std::string suggestion(const node& by, std::string_view name) {
        std::vector<std::string> known;
        for (const auto& property : by.properties)
            known.push_back(property.first);
        const std::string meant = nearest(name, known);
        return meant.empty() ? std::string{} : "; did you mean \"" + meant + "\"?";
    }
};

schema_check::schema_check(std::string_view schema) {
    const json_source source = parse_json(schema);
    if (!source.errors.empty()) compiler::fail(source.errors.front().pointer, source.errors.front().text);
    compiler compile{*this, {}};
    compiler::want(source.document.IsObject(), "");
    if (const auto defs = source.document.FindMember("$defs"); defs != source.document.MemberEnd()) {
        compiler::want(defs->value.IsObject(), "/$defs");
        for (const auto& member : defs->value.GetObject())
            compile.defs.emplace(text_of(member.name), compile.add());
        for (const auto& member : defs->value.GetObject())
            compile.compile(*compile.defs.find(text_of(member.name))->second, member.value,
                            "/$defs" + pointer_token(text_of(member.name)));
    }
    node* root = compile.add();
    compile.compile(*root, source.document, "");
    root_ = root;
}

schema_check::~schema_check() = default;

std::vector<violation> schema_check::check(const rapidjson::Value& value) const {
    std::vector<violation> all;
    checker{all}.check(*root_, value, "");
    return all;
}

}  // namespace pps::gateway::app
