#pragma once

#include "cda/conformity/xsd.hpp"
#include "cda/finding.hpp"
#include "cda/identifiers.hpp"
#include "cda/validation/bundle.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::app {

/// Everything that documents are judged by. Immutable once loaded, shareable by threads.
struct rule_set {
    std::shared_ptr<const cda::validation::bundle> bundle;            ///< Null: none configured.
    std::shared_ptr<const cda::conformity::xsd_schema> xsd;           ///< Of the bundle; null with it.
    std::vector<std::shared_ptr<const cda::validation::schema>> own;  ///< config/rules/*.sch
    cda::environment environment = cda::environment::test;
};

struct rule_set_outcome {
    rule_set rules;
    std::vector<std::string> problems;  ///< What cannot be judged or loaded: "file:line: why".
    bool usable = false;                ///< At least our own rules, and the bundle if one was asked for.
};

/// `bundle` "" loads our own rules only.
rule_set_outcome load_rules(const std::string& bundle, const std::string& supplement,
                            const std::string& rules, cda::environment environment);

/// One finding as every output needs it.
struct judged {
    std::string source;  ///< A .sch file, "xsd", or "own".
    std::string kind;    ///< "assert" or "report".
    std::string rule;    ///< Our rule's id; the official files have few.
    std::string role;    ///< As written in the schema.
    cda::severity severity = cda::severity::error;
    std::string text;      ///< As the official pipeline prints it; may quote values.
    std::string location;  ///< SVRL path.
    std::string fr, en;    ///< Our explanation, without any value; "" when the official text is all there is.
};

struct verdict {
    bool valid = false;    ///< No finding of severity error or fatal.
    bool complete = true;  ///< Everything could be judged.
    std::vector<judged> findings;
    std::vector<std::string> not_judged;  ///< "file:line: why", without values of the document.
    std::string edition;                  ///< Of the bundle, "" without one.
    double elapsed_ms = 0;
};

/// Judges a document. Thread-safe.
verdict judge(std::string_view bytes, const rule_set& by);

}  // namespace pps::gateway::app
