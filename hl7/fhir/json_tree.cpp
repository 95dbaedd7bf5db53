#include "hl7/fhir/json_tree.hpp"

#include "hl7/fhir/fhir_rules.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>

namespace pps::hl7::fhir {
namespace {

constexpr std::size_t longest_number = 64;

/// No control character but tab and line ends, no surrogate (RapidJSON lets a lone low one pass), no U+FFFE
/// or U+FFFF: neither FHIR nor XML has them.
bool characters_ok(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0xED) continue;
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
        if (c == 0xED && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return false;
        if (c == 0xEF && text.substr(i, 3) >= "\xEF\xBF\xBE" && text.substr(i, 3) <= "\xEF\xBF\xBF")
            return false;
    }
    return true;
}

bool name_ok(std::string_view key) noexcept {
    if (key.empty() || key.size() > 40) return false;
    return std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

/// Takes the events of the parser; each method returns false to stop it, with `broken` saying why.
class tree_builder {
  public:
    tree_builder(json_tree& tree, const read_limits& limits, char* pool) noexcept
        : nodes_(tree.nodes_), limits_(limits), pool_(pool) {}

    bool Null() { return leaf(json_type::null, {}); }
    bool Bool(bool value) { return leaf(json_type::boolean, value ? "true" : "false"); }
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        if (length > longest_number) {
            broken = &fhir_rules::row("json.number");
            return false;
        }
        return leaf(json_type::number, keep({text, length}));
    }
    bool String(const char* text, rapidjson::SizeType length, bool) {
        const std::string_view value(text, length);
        if (!characters_ok(value)) {
            broken = &fhir_rules::row("json.characters");
            return false;
        }
        return leaf(json_type::string, keep(value));
    }
    bool StartObject() { return open(json_type::object); }
    bool Key(const char* text, rapidjson::SizeType length, bool) {
        const std::string_view value(text, length);
        if (!characters_ok(value)) {
            broken = &fhir_rules::row("json.characters");
            return false;
        }
        key_ = keep(value);
        return true;
    }
    bool EndObject(rapidjson::SizeType) {
        const auto done = close();
        keys_.clear();
        for (auto at = done + 1; at < nodes_.size(); at = nodes_[at].end)
            keys_.push_back(nodes_[at].key);
        std::sort(keys_.begin(), keys_.end());
        if (std::adjacent_find(keys_.begin(), keys_.end()) == keys_.end()) return true;
        broken = &fhir_rules::row("json.duplicate");
        where = done;
        return false;
    }
    bool StartArray() { return open(json_type::array); }
    bool EndArray(rapidjson::SizeType) {
        close();
        return true;
    }

    const cda::rule* broken = nullptr;
    std::uint32_t where = 0;  ///< Value at which the rule is broken.

  private:
    bool leaf(json_type type, std::string_view text) {
        if (!add(type)) return false;
        nodes_.back().text = text;
        nodes_.back().end = static_cast<std::uint32_t>(nodes_.size());
        return true;
    }
    bool open(json_type type) {
        if (!add(type)) return false;
        const auto opened = static_cast<std::uint32_t>(nodes_.size() - 1);
        levels_.push_back({opened, json_tree::none});
        if (levels_.size() <= limits_.max_depth) return true;
        broken = &fhir_rules::row("json.depth");
        return false;
    }
    std::uint32_t close() {
        const auto done = levels_.back().node;
        levels_.pop_back();
        nodes_[done].end = static_cast<std::uint32_t>(nodes_.size());
        return done;
    }
    bool add(json_type type) {
        if (nodes_.size() >= limits_.max_values) {
            broken = &fhir_rules::row("json.values");
            return false;
        }
        const auto index = static_cast<std::uint32_t>(nodes_.size());
        auto& node = nodes_.emplace_back();
        node.type = type;
        where = index;
        if (levels_.empty()) return true;
        auto& level = levels_.back();
        node.parent = level.node;
        auto& parent = nodes_[level.node];
        if (parent.type == json_type::object) node.key = key_;
        if (level.last != json_tree::none) nodes_[level.last].next = index;
        level.last = index;
        node.place = parent.size++;
        if (parent.type != json_type::object || parent.size <= limits_.max_members) return true;
        broken = &fhir_rules::row("json.members");
        where = level.node;
        return false;
    }
    /// What escapes give is never longer than the escapes: all texts fit into the size of the JSON.
    std::string_view keep(std::string_view text) noexcept {
        char* const to = pool_;
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        pool_ += text.size();
        return {to, text.size()};
    }

    struct open_level {
        std::uint32_t node;
        std::uint32_t last;
    };
    std::vector<json_tree::node>& nodes_;
    const read_limits& limits_;
    char* pool_;
    std::string_view key_;
    std::vector<open_level> levels_;
    std::vector<std::string_view> keys_;
};

std::unique_ptr<json_tree> json_tree::parse(std::string_view json, const read_limits& limits,
                                            cda::findings& findings) {
    if (json.size() > limits.max_bytes) {
        findings.push_back(cda::broken(fhir_rules::row("json.size")));
        return nullptr;
    }
    auto tree = std::make_unique<json_tree>();
    tree->pool_ = std::make_unique<char[]>(json.size() + 1);
    tree->nodes_.reserve(std::min(json.size() / 24 + 16, limits.max_values));
    tree_builder builder(*tree, limits, tree->pool_.get());
    rapidjson::MemoryStream bytes(json.data(), json.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> in(bytes);
    rapidjson::Reader reader;
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseValidateEncodingFlag;
    const auto result = reader.Parse<flags>(in, builder);
    if (!result.IsError()) return tree;
    const bool encoding = result.Code() == rapidjson::kParseErrorStringInvalidEncoding ||
                          result.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
    const auto& rule = builder.broken != nullptr ? *builder.broken
                       : encoding                ? fhir_rules::row("json.characters")
                                                 : fhir_rules::row("json.syntax");
    const bool place = !tree->nodes_.empty();
    findings.push_back(
        cda::broken(rule, place ? json_value(tree.get(), builder.where).pointer() : std::string()));
    return nullptr;
}

std::vector<json_value> json_tree::unread() const {
    std::vector<char> touched(nodes_.size(), 0);
    for (auto at = nodes_.size(); at-- > 0;) {
        if (nodes_[at].read) touched[at] = 1;
        if (touched[at] != 0 && nodes_[at].parent != none) touched[nodes_[at].parent] = 1;
    }
    std::vector<json_value> out;
    for (std::uint32_t at = 0; at < nodes_.size();) {
        if (touched[at] != 0) {
            ++at;
        } else {
            out.push_back({this, at});
            at = nodes_[at].end;
        }
    }
    return out;
}

json_type json_value::type() const noexcept {
    return tree_->nodes_[index_].type;
}
json_value json_value::peek(std::string_view key) const noexcept {
    if (!is(json_type::object)) return {};
    for (auto one = first_child(); one; one = one.next()) {
        if (one.key() == key) return one;
    }
    return {};
}
json_value json_value::operator[](std::string_view key) const noexcept {
    const auto found = peek(key);
    if (found) tree_->nodes_[found.index_].read = true;
    return found;
}
std::string_view json_value::text() const noexcept {
    if (tree_ == nullptr) return {};
    const auto& node = tree_->nodes_[index_];
    if (node.type != json_type::object && node.type != json_type::array) node.read = true;
    return node.text;
}
std::string_view json_value::key() const noexcept {
    return tree_ == nullptr ? std::string_view{} : tree_->nodes_[index_].key;
}
json_value json_value::first_child() const noexcept {
    if (tree_ == nullptr || tree_->nodes_[index_].size == 0) return {};
    return {tree_, index_ + 1};
}
json_value json_value::next() const noexcept {
    if (tree_ == nullptr || tree_->nodes_[index_].next == json_tree::none) return {};
    return {tree_, tree_->nodes_[index_].next};
}
json_value json_value::next_item() const noexcept {
    return parent().is(json_type::array) ? next() : json_value{};
}
json_value json_value::parent() const noexcept {
    if (tree_ == nullptr || tree_->nodes_[index_].parent == json_tree::none) return {};
    return {tree_, tree_->nodes_[index_].parent};
}
std::size_t json_value::size() const noexcept {
    return tree_ == nullptr ? 0 : tree_->nodes_[index_].size;
}
void json_value::skip() const noexcept {
    if (tree_ == nullptr) return;
    for (auto at = index_; at < tree_->nodes_[index_].end; ++at)
        tree_->nodes_[at].read = true;
}
void json_value::skip_members(std::initializer_list<std::string_view> keys) const noexcept {
    for (const auto key : keys)
        peek(key).skip();
}
std::string_view json_value::raw() const noexcept {
    return tree_ == nullptr ? std::string_view{} : tree_->nodes_[index_].text;
}
std::size_t json_value::weight() const noexcept {
    if (tree_ == nullptr) return 0;
    std::size_t out = 0;
    for (auto at = index_; at < tree_->nodes_[index_].end; ++at)
        out += 16 + tree_->nodes_[at].text.size();
    return out;
}
std::string json_value::pointer() const {
    if (tree_ == nullptr) return {};
    std::vector<std::string> steps;
    for (auto one = *this; one.parent(); one = one.parent()) {
        const auto holder = one.parent();
        if (holder.is(json_type::object)) {
            steps.emplace_back(name_ok(one.key()) ? one.key() : std::string_view("?"));
            continue;
        }
        steps.push_back(std::to_string(tree_->nodes_[one.index_].place));
    }
    std::string out;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        out.append("/").append(*step);
    return out;
}
json_value::iterator json_value::begin() const noexcept {
    if (tree_ == nullptr) return iterator({});
    return iterator(is(json_type::array) ? first_child() : *this);
}
json_value::iterator json_value::end() const noexcept {
    if (tree_ == nullptr || is(json_type::array)) return iterator({});
    return iterator(next());
}

}  // namespace pps::hl7::fhir
