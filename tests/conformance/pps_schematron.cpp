// Judges files by one ISO Schematron schema, or without --schema by all that the bundle has for them, and
// prints one JSON object per file and schema, for comparisons with other processors:
//   pps-schematron --schema FILE.sch [--bundle DIR] [--supplement DIR] [--phase P] [--root whole|cda]
//   [--repeat N] DOC…
#include "cda/validation/bundle.hpp"
#include "cda/validation/schematron/schema.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace validation = pps::cda::validation;

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& w, const char* name, const std::string& value) {
    w.Key(name);
    w.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
}

struct arguments {
    validation::schema_options schema;
    std::filesystem::path bundle;
    std::filesystem::path supplement;
    validation::judged_root root = validation::judged_root::whole;
    int repeat = 1;
    std::vector<std::string> documents;
};

bool parse(int argc, char** argv, arguments& out) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (!name.starts_with("--")) {
            out.documents.emplace_back(name);
            continue;
        }
        if (++i >= argc) return false;
        const std::string_view value = argv[i];
        if (name == "--schema") {
            out.schema.file = value;
        } else if (name == "--bundle") {
            out.bundle = value;
        } else if (name == "--supplement") {
            out.supplement = value;
        } else if (name == "--phase") {
            out.schema.phase = value;
        } else if (name == "--root") {
            out.root =
                value == "cda" ? validation::judged_root::clinical_document : validation::judged_root::whole;
        } else if (name == "--repeat") {
            if (std::from_chars(value.data(), value.data() + value.size(), out.repeat).ec != std::errc{})
                return false;
        } else {
            return false;
        }
    }
    return !out.schema.file.empty() || !out.bundle.empty();
}

// Without --bundle: the folder above the one called "schematrons", else that of the schema.
std::filesystem::path bundle_of(const std::filesystem::path& file) {
    const auto path = std::filesystem::weakly_canonical(file);
    for (auto p = path.parent_path(); p.has_relative_path(); p = p.parent_path()) {
        if (p.filename() == "schematrons") return p.parent_path();
    }
    return path.parent_path();
}

void print(const std::string& file, const validation::schema& schema, const validation::outcome& outcome,
           const validation::xpath::spent& used, double elapsed_ms) {
    rapidjson::StringBuffer buffer;
    writer w{buffer};
    w.StartObject();
    put(w, "file", file);
    put(w, "schema", schema.name());
    w.Key("results");
    w.StartArray();
    for (const auto& r : outcome.results) {
        w.StartObject();
        put(w, "kind", r.kind == validation::result_kind::assertion ? "assert" : "report");
        put(w, "text", r.text);
        put(w, "location", r.location);
        put(w, "id", r.id);
        put(w, "role", r.role);
        put(w, "flag", r.flag);
        put(w, "pattern", r.pattern);
        put(w, "test", r.test);
        w.Key("diagnostics");
        w.StartArray();
        for (const auto& d : r.diagnostics)
            w.String(d.c_str());
        w.EndArray();
        w.EndObject();
    }
    w.EndArray();
    w.Key("not_judged");
    w.StartArray();
    for (const auto& u : outcome.not_judged) {
        w.StartObject();
        put(w, "file", u.file);
        w.Key("line");
        w.Uint64(u.line);
        put(w, "expression", u.expression);
        put(w, "why", u.why);
        put(w, "location", u.location);
        w.EndObject();
    }
    w.EndArray();
    w.Key("fired_rules");
    w.Uint64(outcome.fired_rules);
    w.Key("steps");
    w.Uint64(used.steps);
    w.Key("text_bytes");
    w.Uint64(used.text);
    w.Key("elapsed_ms");
    w.Double(elapsed_ms);
    w.EndObject();
    std::cout << buffer.GetString() << std::endl;
}

}  // namespace

void print(const validation::load_problem& p) {
    std::cerr << p.file << ':' << p.line << ": " << p.message << (p.expression.empty() ? "" : ": ")
              << p.expression << '\n';
}

// The schemas that judge a document, by --schema or by the bundle.
class judges {
  public:
    bool load(arguments& args) {
        const auto start = std::chrono::steady_clock::now();
        if (args.schema.file.empty()) {
            validation::bundle_options options{.folder = args.bundle, .models = {}};
            if (!args.supplement.empty()) options.supplement = args.supplement;
            auto loaded = validation::load_bundle(options);
            for (const auto& p : loaded.problems)
                print(p);
            bundle_ = std::move(loaded.bundle);
        } else {
            args.schema.folders = {args.bundle.empty() ? bundle_of(args.schema.file) : args.bundle};
            if (!args.supplement.empty()) args.schema.folders.push_back(args.supplement);
            auto loaded = validation::load_schema(args.schema);
            for (const auto& p : loaded.problems)
                print(p);
            schema_ = std::move(loaded.schema);
        }
        const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
        if (schema_)
            std::cerr << schema_->name() << ": " << schema_->rules() << " rules, " << schema_->assertions();
        if (bundle_) {
            std::cerr << "edition " << bundle_->edition() << ": " << bundle_->schemas().size() << " schemas, "
                      << bundle_->rules() << " rules, " << bundle_->assertions();
        }
        std::cerr << " assertions, loaded in " << elapsed.count() << " ms\n";
        return schema_ || bundle_;
    }

    std::vector<std::shared_ptr<const validation::schema>> of(const validation::tree& document) const {
        if (bundle_) return bundle_->applicable(document);
        return {schema_};
    }

  private:
    std::shared_ptr<const validation::schema> schema_;
    std::shared_ptr<const validation::bundle> bundle_;
};

int main(int argc, char** argv) {
    arguments args;
    if (!parse(argc, argv, args)) {
        std::cerr
            << "usage: pps-schematron [--schema FILE.sch] [--bundle DIR] [--supplement DIR] [--phase P] "
               "[--root whole|cda] [--repeat N] DOC...\n";
        return 2;
    }
    judges all;
    if (!all.load(args)) return 2;
    bool judged = true;
    for (const auto& file : args.documents) {
        std::ifstream in{file, std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        const auto parsed = validation::parse_document(bytes, args.root);
        if (!parsed.document) {
            std::cerr << file << ": not a document that can be judged\n";
            judged = false;
            continue;
        }
        for (const auto& schema : all.of(*parsed.document)) {
            std::vector<double> times;
            validation::outcome outcome;
            validation::xpath::spent used;
            for (int i = 0; i < std::max(args.repeat, 1); ++i) {
                validation::eval_options options;
                options.now = std::chrono::system_clock::now();
                outcome = validation::evaluate(*schema, *parsed.document, options);
                used = *options.used;
                times.push_back(static_cast<double>(outcome.elapsed.count()) / 1000.0);
            }
            std::sort(times.begin(), times.end());
            print(file, *schema, outcome, used, times[times.size() / 2]);
        }
    }
    return judged ? 0 : 1;
}
