#include "cda/validation/schematron/source.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_extends = 50;
// Abstract rules may extend each other several times: their copies are as many as the product.
constexpr std::size_t max_bodies = 50'000;

class compiler {
  public:
    compiler(compiled_schema& out, const source_node& schema, std::vector<load_problem>& problems)
        : out_(out), schema_(schema), problems_(problems) {}

    bool run(const std::optional<std::string>& asked) {
        if (!binding() || !phase(asked)) return false;
        namespaces();
        collect_rules(schema_);
        std::vector<const source_node*> patterns;
        for (const auto& c : schema_.children) {
            if (c.name == "pattern" && active(c)) patterns.push_back(&c);
            if (c.name == "diagnostics") {
                for (const auto& d : c.children) {
                    if (d.name == "diagnostic") diagnostics_[d.get("id")] = &d;
                }
            }
        }
        // Variables of the schema and of its patterns are all global in the official pipeline.
        declare(schema_);
        for (const auto* p : patterns)
            declare(*p);
        for (auto& [let, slot] : pending_)
            define(out_.globals, *let, slot);
        for (const auto* p : patterns)
            add_pattern(*p);
        return true;
    }

  private:
    using scope = std::vector<std::pair<std::string, std::uint32_t>>;

    void problem(const source_node& at, std::string expression, std::string message) {
        problems_.push_back({out_.files[at.at.file], at.at.line, std::move(expression), std::move(message)});
    }

    bool binding() {
        static const std::set<std::string, std::less<>> known{"", "xslt", "xslt2", "xpath", "xpath2"};
        if (known.count(schema_.get("queryBinding")) > 0) return true;
        problem(schema_, {}, "queryBinding '" + schema_.get("queryBinding") + "' is not supported");
        return false;
    }

    bool phase(const std::optional<std::string>& asked) {
        const auto wanted = asked ? *asked : schema_.get("defaultPhase");
        if (wanted.empty() || wanted == "#ALL") return true;
        for (const auto& c : schema_.children) {
            if (c.name != "phase" || c.get("id") != wanted) continue;
            chosen_.emplace();
            for (const auto& a : c.children) {
                if (a.name == "active") chosen_->insert(a.get("pattern"));
            }
            for (const auto& a : c.children) {
                if (a.name == "active" && !declared(a.get("pattern"))) {
                    problem(a, {}, "the phase activates a pattern that is not declared: " + a.get("pattern"));
                }
            }
            return true;
        }
        problem(schema_, {}, "no phase '" + wanted + "'");
        return false;
    }

    bool declared(const std::string& id) const {
        return std::any_of(schema_.children.begin(), schema_.children.end(),
                           [&](const source_node& c) { return c.name == "pattern" && c.get("id") == id; });
    }

    bool active(const source_node& pattern) const {
        return !chosen_ || (pattern.find("id") != nullptr && chosen_->count(pattern.get("id")) > 0);
    }

    void namespaces() {
        namespaces_ = {{"xs", "http://www.w3.org/2001/XMLSchema"},
                       {"xsd", "http://www.w3.org/2001/XMLSchema"},
                       {"xml", "http://www.w3.org/XML/1998/namespace"},
                       {"fn", "http://www.w3.org/2005/xpath-functions"}};
        for (const auto& c : schema_.children) {
            if (c.name == "ns") namespaces_[c.get("prefix")] = c.get("uri");
        }
    }

    void collect_rules(const source_node& in) {
        for (const auto& c : in.children) {
            if (c.name == "rule" && c.get("abstract") == "true") abstract_[c.get("id")].push_back(&c);
            if (!c.name.empty()) collect_rules(c);
        }
    }

    expression_pointer compile(const source_node& at, const std::string& text, const scope& local,
                               std::string* error = nullptr) {
        xpath::static_context context;
        context.symbols = &out_.shared->names;
        context.next_id = &out_.shared->next_id;
        context.next_slot = &out_.slots;
        context.namespace_of = [this](std::string_view prefix) -> std::optional<std::string> {
            const auto found = namespaces_.find(prefix);
            if (found == namespaces_.end()) return std::nullopt;
            return found->second;
        };
        context.slot_of = [&](std::string_view name) -> std::optional<std::uint32_t> {
            for (auto l = local.rbegin(); l != local.rend(); ++l) {
                if (l->first == name) return l->second;
            }
            const auto found = globals_.find(name);
            if (found == globals_.end()) return std::nullopt;
            return found->second;
        };
        auto result = xpath::compile(text, context);
        if (!result.compiled) {
            const auto message =
                result.error.message + " at byte " + std::to_string(result.error.position + 1);
            if (error != nullptr) *error = message;
            problem(at, collapse(text), message);
        }
        return std::move(result.compiled);
    }

    void declare(const source_node& of) {
        for (const auto& c : of.children) {
            if (c.name != "let") continue;
            const auto name = collapse(c.get("name"));
            if (globals_.count(name) > 0) {
                problem(c, {}, "variable '$" + name + "' is declared twice");
                continue;
            }
            const auto slot = out_.slots++;
            globals_.emplace(name, slot);
            pending_.emplace_back(&c, slot);
        }
    }

    void define(std::vector<definition>& into, const source_node& let, std::uint32_t slot,
                const scope& local = {}) {
        const auto* value = let.find("value");
        if (value == nullptr) return problem(let, {}, "let without value is not supported");
        definition d;
        d.slot = slot;
        d.value = compile(let, *value, local);
        // Without a value the variable stays undefined: whoever reads it is not judged.
        if (d.value) into.push_back(std::move(d));
    }

    void add_pattern(const source_node& from) {
        pattern p;
        p.id = from.get("id");
        if (from.find("documents") != nullptr || from.find("document") != nullptr) {
            problem(from, {}, "patterns over other documents are not supported");
            return;
        }
        for (const auto& c : from.children) {
            if (c.name != "rule" || c.get("abstract") == "true") continue;
            rule r;
            r.id = c.get("id");
            r.at = c.at;
            r.written = c.get("context");
            r.source = collapse(r.written);
            r.context = compile(c, c.get("context"), {}, &r.error);
            if (r.context && r.context->op == xpath::op::context_item) {
                r.error = "not a pattern";
                problem(c, r.source, r.error);
                r.context = nullptr;
            }
            scope local;
            body(from, c, r, local, 0);
            p.rules.push_back(std::move(r));
        }
        out_.patterns.push_back(std::move(p));
    }

    void body(const source_node& in_pattern, const source_node& from, rule& to, scope& local,
              std::size_t depth) {
        if (bodies_ > max_bodies) return;
        if (++bodies_ > max_bodies) return problem(from, {}, "too many copies of abstract rules");
        if (depth > max_extends) return problem(from, {}, "abstract rules extend each other");
        for (const auto& c : from.children) {
            if (c.name == "let") {
                const auto slot = out_.slots++;
                define(to.lets, c, slot, local);
                local.emplace_back(collapse(c.get("name")), slot);
            } else if (c.name == "extends") {
                extend(in_pattern, c, to, local, depth);
            } else if (c.name == "assert" || c.name == "report") {
                add_assertion(c, to, local);
            }
        }
    }

    void extend(const source_node& in_pattern, const source_node& extends, rule& to, scope& local,
                std::size_t depth) {
        const auto id = extends.get("rule");
        // Rules of the same pattern first, as the skeleton does.
        std::vector<const source_node*> found;
        for (const auto& c : in_pattern.children) {
            if (c.name == "rule" && c.get("abstract") == "true" && c.get("id") == id) found.push_back(&c);
        }
        if (found.empty()) {
            if (const auto all = abstract_.find(id); all != abstract_.end()) found = all->second;
        }
        if (found.empty()) return problem(extends, {}, "no abstract rule '" + id + "'");
        for (const auto* r : found)
            body(in_pattern, *r, to, local, depth + 1);
    }

    void add_assertion(const source_node& from, rule& to, const scope& local) {
        assertion a;
        a.kind = from.name == "assert" ? result_kind::assertion : result_kind::report;
        a.id = from.get("id");
        a.role = from.get("role");
        a.flag = from.get("flag");
        a.see = from.get("see");
        a.at = from.at;
        const auto test = from.get("test");
        a.source = collapse(test);
        a.test = compile(from, test, local, &a.error);
        text(from, local, a.text);
        const auto list = collapse(from.get("diagnostics"));
        for (std::size_t at = 0; at < list.size();) {
            const auto end = std::min(list.find(' ', at), list.size());
            const auto found = diagnostics_.find(list.substr(at, end - at));
            if (found == diagnostics_.end()) {
                problem(from, {}, "no diagnostic '" + list.substr(at, end - at) + "'");
            } else {
                text(*found->second, local, a.diagnostics.emplace_back());
            }
            at = end + 1;
        }
        to.assertions.push_back(std::move(a));
    }

    static void plain_text(const source_node& from, std::string& out) {
        for (const auto& c : from.children) {
            if (c.name.empty()) {
                out += c.text;
            } else {
                plain_text(c, out);
            }
        }
    }

    // The skeleton means to put a space around every value, but XSLT strips it from the skeleton itself; in
    // the stylesheet it writes, texts of white space alone are stripped as well, such as one between two
    // values.
    void text(const source_node& from, const scope& local, std::vector<text_part>& out) {
        bool joins = false;
        for (const auto& c : from.children) {
            text_part part;
            if (c.name.empty()) {
                if (joins) {
                    out.back().text += c.text;
                    continue;
                }
                part.text = c.text;
            } else if (c.name == "value-of" || c.name == "name") {
                const bool value = c.name == "value-of";
                const auto* select = c.find(value ? "select" : "path");
                const auto path = select == nullptr ? std::string{"."} : *select;
                part.source = value ? path : "name(" + path + ')';
                part.value = compile(c, part.source, local, &part.error);
            } else if (c.name == "emph" || c.name == "span" || c.name == "dir") {
                plain_text(c, part.text);
            } else {
                continue;
            }
            joins = c.name.empty();
            out.push_back(std::move(part));
        }
        std::erase_if(out, [](const text_part& p) {
            return p.source.empty() && p.text.find_first_not_of(" \t\r\n") == std::string::npos;
        });
    }

    compiled_schema& out_;
    const source_node& schema_;
    std::vector<load_problem>& problems_;
    std::optional<std::set<std::string>> chosen_;
    std::map<std::string, std::string, std::less<>> namespaces_;
    std::map<std::string, std::uint32_t, std::less<>> globals_;
    std::vector<std::pair<const source_node*, std::uint32_t>> pending_;
    std::map<std::string, std::vector<const source_node*>> abstract_;
    std::map<std::string, const source_node*> diagnostics_;
    std::size_t bodies_ = 0;
};

/// Reads and compiles a file into a schema that may hold others; false when nothing of it can be judged.
bool add_file(compiled_schema& to, const schema_options& options, std::vector<load_problem>& problems) {
    source_reader reader{options, *to.shared->files, problems, std::move(to.files)};
    source_node source;
    const bool read = reader.read(source);
    to.files = reader.files();
    return read && compiler{to, source, problems}.run(options.phase);
}

load_schema_result load_all(const std::vector<fs::path>& files, const schema_options& options,
                            const std::shared_ptr<shared_files>& shared) {
    load_schema_result result;
    auto compiled = std::make_shared<compiled_schema>();
    compiled->shared = shared;
    for (const auto& file : files) {
        schema_options of_file = options;
        of_file.file = file;
        if (!add_file(*compiled, of_file, result.problems)) return result;
    }
    if (files.empty()) return result;
    compiled->name = compiled->files.front();
    std::error_code error;
    compiled->folder = fs::canonical(files.front(), error).parent_path().string();
    index_contexts(*compiled);
    result.schema = std::make_shared<const schema>(std::move(compiled));
    return result;
}

}  // namespace

std::shared_ptr<shared_files> make_shared_files(const std::vector<fs::path>& folders, std::size_t max_file) {
    auto made = std::make_shared<shared_files>();
    made->files = std::make_unique<vocabulary>(folders, made->names, max_file);
    return made;
}

const vocabulary& files_of(const shared_files& files) noexcept {
    return *files.files;
}

load_schema_result load_schema(const schema_options& options) {
    auto folders = options.folders;
    if (folders.empty()) folders.push_back(fs::absolute(options.file).parent_path());
    return load_schema(options, make_shared_files(folders, options.max_file));
}

load_schema_result load_schema(const schema_options& options, const std::shared_ptr<shared_files>& files) {
    return load_all({options.file}, options, files);
}

load_schema_result load_schemas(const std::vector<fs::path>& files, const schema_options& options) {
    auto folders = options.folders;
    if (folders.empty() && !files.empty()) folders.push_back(fs::absolute(files.front()).parent_path());
    return load_all(files, options, make_shared_files(folders, options.max_file));
}

const std::string& schema::name() const noexcept {
    return compiled_->name;
}

std::size_t schema::rules() const noexcept {
    std::size_t total = 0;
    for (const auto& p : compiled_->patterns)
        total += p.rules.size();
    return total;
}

std::size_t schema::assertions() const noexcept {
    std::size_t total = 0;
    for (const auto& p : compiled_->patterns) {
        for (const auto& r : p.rules)
            total += r.assertions.size();
    }
    return total;
}

}  // namespace pps::cda::validation
