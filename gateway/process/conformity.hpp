#pragma once

#include "cda/conformity/xsd.hpp"
#include "cda/document.hpp"
#include "cda/finding.hpp"
#include "cda/identify.hpp"
#include "cda/validation/bundle.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::process {

/// Everything that documents are judged by. Immutable once loaded, shareable by threads.
struct rule_set {
    std::shared_ptr<const cda::validation::bundle> bundle;   ///< Null: none configured.
    std::shared_ptr<const cda::conformity::xsd_schema> xsd;  ///< Of the bundle; null with it.
    std::shared_ptr<const cda::validation::schema> own;      ///< config/rules/*.sch as one; never null.
    std::size_t own_files = 0;
    std::string own_edition;  ///< Digest of the own rules' files.

    /// What a stored document records of who judged it: "own-<digest>", or "ans-<digest>+own-<digest>".
    std::string edition() const;
};

/// Where rules are read from.
struct rule_folders {
    std::string rules;       ///< Our own rules.
    std::string bundle;      ///< The official bundle as published; "": our own rules alone.
    std::string supplement;  ///< Files that the bundle lacks; "": none.
};

struct rule_set_outcome {
    std::shared_ptr<const rule_set> rules;  ///< Null: our own rules, or the bundle asked for, do not load.
    std::vector<std::string> problems;      ///< What cannot be judged or loaded: "file:line: why".
};

/// Reads and compiles; half a second and 140 MB with the bundle. Not on the event loop.
rule_set_outcome load_rules(const rule_folders& from);

/// One finding as every output needs it.
struct judged {
    std::string source;   ///< A .sch file, "xsd", or "own".
    std::string kind;     ///< "assert" or "report".
    std::string rule;     ///< Our rule's id; the official files have few.
    std::string pattern;  ///< Id of its pattern, "" when it has none.
    std::string role;     ///< As written in the schema.
    cda::severity severity = cda::severity::error;
    std::string text;      ///< As the official pipeline prints it; may quote values.
    std::string location;  ///< SVRL path.
    std::string fr, en;    ///< Our explanation, without any value; "" when the official text is all there is.
};

struct verdict {
    bool valid = false;    ///< No finding of severity error or fatal.
    bool complete = true;  ///< Everything could be judged, but for what the bundle lacks the files of.
    std::vector<judged> findings;
    std::vector<cda::validation::unjudged> not_judged;
    double elapsed_ms = 0;
};

/// Judges a document that was read and identified: our own rules, the embedded PDF of a level 1 document, and
/// with a bundle the XML schema and the official Schematron files. Its findings only. Thread-safe.
verdict judge_content(const cda::document& document, const cda::identification& what, std::string_view bytes,
                      const rule_set& by);

/// Reads, identifies and judges bytes. Thread-safe.
verdict judge(std::string_view bytes, const rule_set& by, cda::environment environment);

/// The findings as they are answered to a platform and counted: those of the official files get a rule
/// "<file>[/<id of the assertion, else of its pattern>]", an assertion that could not be judged becomes a
/// finding too: fatal when the document exceeds a bound, a warning when the official file fails on it,
/// nothing when the bundle lacks a file (which is said once, when it is loaded).
cda::findings findings_of(const verdict& of);

/// "file:line: why", for people.
std::string text_of(const cda::validation::unjudged& one);

}  // namespace pps::gateway::process
