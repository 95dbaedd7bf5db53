#include "cda/validation/schematron/source.hpp"

#include "cda/document.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view schematron = "http://purl.oclc.org/dsdl/schematron";
constexpr std::size_t max_depth = 100;

// Text and attributes as the ISO preprocessors take them; comments split no text.
constexpr unsigned int flags = pugi::parse_default | pugi::parse_ws_pcdata;

struct converter {
    std::vector<std::size_t> lines;
    std::uint32_t file;

    std::uint32_t line(std::ptrdiff_t offset) const {
        if (offset < 0) return 0;
        const auto at = std::upper_bound(lines.begin(), lines.end(), static_cast<std::size_t>(offset));
        return static_cast<std::uint32_t>(at - lines.begin()) + 1;
    }

    bool convert(pugi::xml_node from, source_node& to, std::size_t depth) const {
        if (depth > max_depth) return false;
        to.at = {file, line(from.offset_debug())};
        to.name = local_name(from);
        if (namespace_of(from) != schematron) to.name.insert(0, 1, '*');
        for (const auto a : from.attributes())
            to.attributes.emplace_back(a.name(), a.value());
        for (const auto c : from.children()) {
            if (c.type() == pugi::node_element) {
                to.children.emplace_back();
                if (!convert(c, to.children.back(), depth + 1)) return false;
            } else if (c.type() == pugi::node_pcdata || c.type() == pugi::node_cdata) {
                source_node text;
                text.text = c.value();
                to.children.push_back(std::move(text));
            }
        }
        return true;
    }
};

const source_node* find_id(const source_node& in, std::string_view id) {
    if (!in.name.empty() && in.name[0] != '*') {
        const auto* own = in.find("id");
        if (own == nullptr || *own != id) own = in.find("xml:id");
        if (own != nullptr && *own == id) return &in;
    }
    for (const auto& c : in.children) {
        if (const auto* found = find_id(c, id); found != nullptr) return found;
    }
    return nullptr;
}

const source_node* find_pattern(const source_node& in, std::string_view id) {
    for (const auto& c : in.children) {
        if (c.name == "pattern" && c.get("id") == id) return &c;
        if (const auto* found = find_pattern(c, id); found != nullptr) return found;
    }
    return nullptr;
}

}  // namespace

const std::string* source_node::find(std::string_view attribute) const noexcept {
    for (const auto& [key, value] : attributes) {
        if (key == attribute) return &value;
    }
    return nullptr;
}

std::string source_node::get(std::string_view attribute) const {
    const auto* found = find(attribute);
    return found == nullptr ? std::string{} : *found;
}

void source_reader::problem(place at, std::string message) {
    problems_.push_back(
        {at.file < names_.size() ? names_[at.file] : std::string{}, at.line, {}, std::move(message)});
}

bool source_reader::load(const fs::path& path, source_node& root) {
    const auto name = files_.folders().empty() ? path : path.lexically_relative(files_.folders().front());
    names_.push_back(name.empty() || *name.begin() == ".." ? path.filename().string() : name.string());
    const place start{static_cast<std::uint32_t>(names_.size() - 1), 0};
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!error) read_ += size;
    if (error || read_ > options_.max_file) {
        problem(start, "the file cannot be read, or is too large with those before it");
        return false;
    }
    std::ifstream in{path, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    converter convert{{}, start.file};
    for (std::size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', at + 1)) {
        convert.lines.push_back(at + 1);
    }
    pugi::xml_document document;
    const auto parsed = document.load_buffer(bytes.data(), bytes.size(), flags);
    if (!parsed) {
        problem({start.file, convert.line(parsed.offset)},
                std::string{"not well-formed: "} + parsed.description());
        return false;
    }
    if (!convert.convert(document.document_element(), root, 0)) {
        problem(start, "nested too deeply");
        return false;
    }
    return true;
}

void source_reader::include(const source_node& include, const fs::path& folder, std::size_t depth,
                            std::vector<source_node>& out) {
    const auto href = include.get("href");
    if (href.empty() || href == "#") return problem(include.at, "include without href");
    if (++included_ > options_.max_includes) return problem(include.at, "too many includes");
    const auto mark = href.find('#');
    const auto uri = href.substr(0, mark);
    const auto fragment = mark == std::string::npos ? std::string{} : href.substr(mark + 1);
    if (uri.empty()) return problem(include.at, "include of a fragment of the same file is not supported");
    auto why = vocabulary::trouble::none;
    const auto path = files_.locate(folder, uri, why);
    if (path.empty()) {
        return problem(include.at, why == vocabulary::trouble::outside
                                       ? "include outside the folders: " + href
                                       : "include is missing: " + href);
    }
    source_node root;
    if (!load(path, root)) return;
    const auto* chosen = fragment.empty() ? &root : find_id(root, fragment);
    if (chosen == nullptr) return problem(include.at, "no such fragment: " + href);
    if (chosen->name == "schema") return problem(include.at, "include of a whole schema: " + href);
    if (chosen->name.empty() || chosen->name[0] == '*')
        return problem(include.at, "not a Schematron file: " + href);
    out.push_back(*chosen);
    expand(out.back(), path.parent_path(), depth + 1);
}

void source_reader::expand(source_node& node, const fs::path& folder, std::size_t depth) {
    if (depth > max_depth) return problem(node.at, "includes nested too deeply");
    std::vector<source_node> children;
    children.reserve(node.children.size());
    for (auto& c : node.children) {
        if (c.name == "include") {
            include(c, folder, depth, children);
        } else {
            children.push_back(std::move(c));
            if (!children.back().name.empty()) expand(children.back(), folder, depth);
        }
    }
    node.children = std::move(children);
}

// One parameter after the other, as text: what the official preprocessor does, prefixes included. False when
// there is too much of it: a value may name the parameters that come after, several times each.
bool source_reader::substitute(std::string& text, const parameters& all) {
    for (const auto& [name, value] : all) {
        const auto mark = '$' + name;
        std::string made;
        std::size_t from = 0;
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, from)) {
            made.append(text, from, at - from).append(value);
            from = at + mark.size();
            if (written_ + made.size() > options_.max_file) return false;
        }
        if (from > 0) text = made.append(text, from);
    }
    written_ += text.size();
    return written_ <= options_.max_file;
}

bool source_reader::substitute(source_node& node, const parameters& all) {
    written_ += sizeof(source_node);
    for (auto& [name, value] : node.attributes) {
        const bool expression = name == "test" || name == "context" || name == "select";
        if (expression && !substitute(value, all)) return false;
    }
    return std::all_of(node.children.begin(), node.children.end(), [&](source_node& c) {
        return c.name.empty() ? substitute(c.text, all) : substitute(c, all);
    });
}

// iso_abstract_expand.xsl: patterns with is-a are copies of the abstract one with their parameters.
void source_reader::write_out_patterns(source_node& schema) {
    std::vector<source_node> children;
    for (const auto& c : schema.children) {
        if (c.name != "pattern") {
            children.push_back(c);
            continue;
        }
        if (c.get("abstract") == "true") continue;
        const auto* is_a = c.find("is-a");
        if (is_a == nullptr) {
            children.push_back(c);
            continue;
        }
        const auto* abstract = find_pattern(schema, *is_a);
        if (abstract == nullptr) {
            problem(c.at, "no abstract pattern '" + *is_a + "'");
            continue;
        }
        parameters all;
        // Without an id the official preprocessor does not find the parameters.
        const auto id = c.get("id");
        for (const auto& p : c.children) {
            if (p.name == "param" && !id.empty()) all.emplace_back(p.get("name"), p.get("value"));
        }
        auto made = *abstract;
        made.attributes = {{"id", id}};
        const bool fits = std::all_of(made.children.begin(), made.children.end(), [&](source_node& part) {
            return part.name.empty() || substitute(part, all);
        });
        if (!fits) {
            problem(c.at, "the abstract patterns are too large written out");
            break;
        }
        children.push_back(std::move(made));
    }
    schema.children = std::move(children);
}

bool source_reader::read(source_node& schema) {
    std::error_code error;
    const auto path = fs::canonical(options_.file, error);
    if (error) {
        problems_.push_back({options_.file.filename().string(), 0, {}, "the file is missing"});
        return false;
    }
    if (!load(path, schema)) return false;
    if (schema.name != "schema") {
        problem(schema.at, "not an ISO Schematron schema");
        return false;
    }
    expand(schema, path.parent_path(), 0);
    write_out_patterns(schema);
    return true;
}

}  // namespace pps::cda::validation
