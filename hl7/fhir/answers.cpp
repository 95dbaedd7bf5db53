#include "hl7/fhir/publication.hpp"
#include "hl7/fhir/vocabulary.hpp"
#include "hl7/fhir/writer.hpp"

namespace pps::hl7::fhir {
namespace {

constexpr std::string_view rule_system = "https://pps-gateway.fr/fhir/CodeSystem/rule";

/// IssueSeverity has the words of cda::severity but for one.
std::string_view severity_of(cda::severity one) noexcept {
    return one == cda::severity::info ? std::string_view("information") : cda::to_string(one);
}

/// IssueType by the family of the rule. Source: FHIR R4 OperationOutcome, issue types.
struct issue_row {
    std::string_view family;
    std::string_view type;
};
constexpr issue_row issues[] = {
    {"json.", "structure"}, {"xml.", "structure"},     {"fhir.", "invalid"},
    {"pdsm.", "required"},  {"metadata.", "required"},
};
std::string_view type_of(std::string_view rule) noexcept {
    for (const auto& row : issues) {
        if (rule.starts_with(row.family)) return row.type;
    }
    return "business-rule";
}

/// FHIRPath of a JSON pointer, as far as its names are known: "/entry/0/resource" is "entry[0].resource".
std::string fhir_path(std::string_view pointer) {
    std::string out;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto step = pointer.substr(0, pointer.find('/'));
        if (step.empty() || step == "?") break;
        if (step.front() >= '0' && step.front() <= '9') {
            out.append("[").append(step).append("]");
        } else {
            out.append(out.empty() ? "" : ".").append(step);
        }
        pointer.remove_prefix(step.size());
    }
    return out;
}

std::string path_of(const location& where) {
    auto out = where.type + "/" + where.id;
    if (!where.version.empty()) out.append("/_history/").append(where.version);
    return out;
}

}  // namespace

std::string operation_outcome(const cda::findings& findings) {
    output out;
    const auto issue = [&](std::string_view severity, std::string_view type, const cda::finding* one) {
        out.object([&] {
            out.text("severity", severity);
            out.text("code", type);
            if (one == nullptr) return;
            out.object("details", [&] {
                out.array("coding", [&] {
                    out.object([&] {
                        out.text("system", rule_system);
                        out.text("code", one->rule);
                    });
                });
                out.text("text", one->fr + " / " + one->en);
            });
            if (one->path.empty()) return;
            // Findings in a CDA have an XPath (of names that begin with a capital), those in FHIR a JSON
            // pointer.
            const bool xpath = one->path.size() < 2 || (one->path[1] >= 'A' && one->path[1] <= 'Z');
            out.array(xpath ? "location" : "expression",
                      [&] { out.item(xpath ? one->path : fhir_path(one->path)); });
        });
    };
    out.object([&] {
        out.text("resourceType", "OperationOutcome");
        out.array("issue", [&] {
            for (const auto& one : findings)
                issue(severity_of(one.severity), type_of(one.rule), &one);
            if (findings.empty()) issue("information", "informational", nullptr);
        });
    });
    return out.take();
}

std::string transaction_response(const publication& what, const std::vector<location>& created) {
    output out;
    out.object([&] {
        out.text("resourceType", "Bundle");
        out.text("type", "transaction-response");
        out.array("entry", [&] {
            for (std::size_t i = 0; i < what.entries.size(); ++i) {
                const bool posted = what.entries[i].starts_with("POST");
                out.object([&] {
                    out.object("response", [&] {
                        out.text("status", posted ? "201 Created" : "200 OK");
                        if (i < created.size() && !created[i].id.empty())
                            out.text("location", path_of(created[i]));
                    });
                });
            }
        });
    });
    return out.take();
}

std::string created_document(const publication& what, const location& where, std::string_view url_text) {
    output out;
    out.object([&] {
        out.text("resourceType", "DocumentReference");
        out.text("id", where.id);
        if (!where.version.empty()) out.object("meta", [&] { out.text("versionId", where.version); });
        out.object("masterIdentifier", [&] { write_identifier(out, what.id); });
        put_identifiers(out, "identifier", what.other_ids);
        out.text("status", "current");
        put_concept(out, "type", what.type);
        if (!what.category.empty())
            out.array("category", [&] { out.object([&] { write_concept(out, what.category); }); });
        const auto logical = [&](const identifier& id) {
            out.object("identifier", [&] { write_identifier(out, id); });
        };
        if (!what.patient.empty()) out.object("subject", [&] { logical(what.patient); });
        out.list("author", what.authors, [&](const identifier& id) { out.object([&] { logical(id); }); });
        if (!what.replaces_reference.empty()) {
            out.array("relatesTo", [&] {
                out.object([&] {
                    out.text("code", "replaces");
                    out.object("target", [&] { out.text("reference", what.replaces_reference); });
                });
            });
        }
        put_concepts(out, "securityLabel", what.security_labels);
        out.array("content", [&] {
            out.object([&] {
                out.object("attachment", [&] {
                    out.text("contentType", what.content_type);
                    out.text("language", what.language);
                    out.text("url", url_text);
                    out.integer("size", static_cast<unsigned>(what.document.size()));
                    out.text("title", what.title);
                    put_time(out, "creation", what.creation);
                });
            });
        });
    });
    return out.take();
}

}  // namespace pps::hl7::fhir
