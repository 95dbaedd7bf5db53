#include "cda/validation/schematron/schema.hpp"
#include "cda/validation/tree.hpp"
#include "tests/fuzz/small_document.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/cda/validation/sample.hpp"

// A schema file: loaded with what it includes from its folder, and evaluated over a small document.
namespace pps::fuzz {
namespace {

namespace validation = cda::validation;

// The schema and what it may name, in a folder that goes at the end. Set TMPDIR to a place in memory.
struct folder {
    validation::test::folder files;

    folder() {
        files.write("part.sch",
                    "<pattern xmlns='http://purl.oclc.org/dsdl/schematron' id='part'><rule context='a:s'>"
                    "<assert test='a:t'>part</assert></rule></pattern>");
        files.write("codes.xml", "<codes><code value='un'/><code value='1'>x</code></codes>");
    }
};

}  // namespace

void digest(std::string_view bytes) {
    static const folder here;
    static const auto document = validation::test::parse(small_document);
    validation::schema_options options;
    options.file = here.files.write("s.sch", bytes);
    options.max_file = 1U << 20U;
    options.max_includes = 1'000;
    const auto loaded = validation::load_schema(options);
    require(loaded.schema != nullptr || !loaded.problems.empty(), "a refused schema says why");
    if (!loaded.schema) return;
    validation::preload(*loaded.schema);
    validation::eval_options how;
    how.limits.max_steps = 200'000;
    how.limits.max_sequence = 20'000;
    how.limits.max_text = 1U << 20U;
    how.max_results = 100;
    const auto found = validation::evaluate(*loaded.schema, *document, how);
    require(found.results.size() <= how.max_results, "results are bounded");
}

}  // namespace pps::fuzz
