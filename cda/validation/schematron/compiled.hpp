#pragma once

#include "cda/validation/schematron/schema.hpp"
#include "cda/validation/vocabulary.hpp"

#include <atomic>
#include <string>
#include <unordered_map>
#include <vector>

namespace pps::cda::validation {

struct shared_files {
    symbols names;
    std::uint32_t next_id = 0;
    std::unique_ptr<vocabulary> files;
};

using expression_pointer = std::unique_ptr<xpath::expression>;

/// A piece of the text of an assertion.
struct text_part {
    std::string text;          ///< When there is no expression.
    std::string source;        ///< The expression as written.
    expression_pointer value;  ///< value-of, or name.
    std::string error;         ///< Why it does not compile.
};

struct place {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
};

struct assertion {
    result_kind kind = result_kind::assertion;
    std::string id;
    std::string role;
    std::string flag;
    std::string see;
    std::string source;  ///< The test as written.
    expression_pointer test;
    std::string error;
    std::vector<text_part> text;
    std::vector<std::vector<text_part>> diagnostics;
    place at;
};

struct definition {
    std::uint32_t slot = 0;
    expression_pointer value;
};

/// One alternative of a rule's context, matched from its last step upwards.
struct context_path {
    struct step {
        const xpath::expression* expression = nullptr;
        bool below = false;  ///< The step before is an ancestor, not the parent.
        /// The same for steps that end the same beginning of a context: their verdict on a node is shared.
        std::uint32_t beginning = symbols::none;
    };
    std::vector<step> steps;
    bool rooted = false;                         ///< Begins at the document node.
    bool document = false;                       ///< "/" itself.
    const xpath::expression* general = nullptr;  ///< Not a chain of steps: nodes are computed.
};

struct rule {
    std::string id;
    std::string source;   ///< The context, white space collapsed.
    std::string written;  ///< The context to the byte.
    expression_pointer context;
    std::string error;
    std::vector<context_path> paths;
    std::vector<definition> lets;
    std::vector<assertion> assertions;
    place at;
};

struct pattern {
    std::string id;
    std::vector<rule> rules;
};

/// A rule that may match a node found by a key.
struct candidate {
    std::uint32_t pattern = 0;
    std::uint32_t rule = 0;
    std::uint32_t path = 0;
    bool operator<(const candidate& o) const noexcept {
        return pattern != o.pattern ? pattern < o.pattern : rule != o.rule ? rule < o.rule : path < o.path;
    }
};

struct compiled_schema {
    std::string name;
    std::string folder;  ///< Against which document() resolves.
    std::vector<std::string> files;
    std::shared_ptr<shared_files> shared;
    std::vector<definition> globals;
    std::vector<pattern> patterns;
    std::uint32_t slots = 0;
    /// Candidates by what their last step asks for.
    std::unordered_map<std::uint32_t, std::vector<candidate>> by_name;
    std::unordered_map<std::string, std::vector<candidate>, text_hash, std::equal_to<>> by_template;
    std::unordered_map<std::uint32_t, std::vector<candidate>> by_parent;
    std::vector<candidate> always;
    std::vector<candidate> of_document;
    std::vector<candidate> general;
    std::uint32_t template_local = symbols::none;
};

/// Splits a compiled context into paths and enters them in the index.
void index_contexts(compiled_schema& s);

}  // namespace pps::cda::validation
