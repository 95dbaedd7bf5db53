#include "cda/identify.hpp"

#include "cda/identity_rules.hpp"
#include "cda/patient_rules.hpp"
#include "cda/terminology/dmp_codes.hpp"
#include "cda/values.hpp"

#include <algorithm>

namespace pps::cda {
namespace {

using identity_rules::row;

// The element when there is exactly one of that name below the root; null otherwise.
pugi::xml_node once(pugi::xml_node root, std::string_view name) noexcept {
    const auto found = child(root, name);
    return found && !next(found, name) ? found : pugi::xml_node{};
}

struct templates {
    bool hl7_france = false;
    bool ci_sis = false;
    bool pps = false;
    bool rcp = false;
    bool unstructured = false;
    bool current = false;  ///< The model's template carries the version the rules were written for.
};

templates templates_of(pugi::xml_node root) noexcept {
    templates seen;
    for (auto id = child(root, "templateId"); id; id = next(id, "templateId")) {
        const auto oid = attribute(id, "root");
        seen.hl7_france |= oid == terminology::template_hl7_france;
        seen.ci_sis |= oid == terminology::template_ci_sis;
        seen.unstructured |= oid == terminology::template_unstructured;
        const bool pps = oid == terminology::template_pps;
        const bool rcp = oid == terminology::template_rcp;
        seen.pps |= pps;
        seen.rcp |= rcp;
        seen.current |= (pps || rcp) && attribute(id, "extension") == terminology::model_version;
    }
    return seen;
}

void judge_model(pugi::xml_node root, identification& what) {
    auto& findings = what.findings;
    const auto seen = templates_of(root);
    const auto code = child(root, "code");
    const bool loinc = attribute(code, "codeSystem") == terminology::loinc;
    const bool pps_code = loinc && attribute(code, "code") == terminology::type_pps;
    const bool rcp_code = loinc && attribute(code, "code") == terminology::type_rcp;
    const bool structured = seen.pps || seen.rcp;

    if (seen.pps && seen.rcp) {
        findings.push_back(broken(row("document.template-id-many")));
        return;
    }
    if (structured) {
        what.kind = seen.pps ? document_kind::pps : document_kind::rcp;
        if (!(seen.pps ? pps_code : rcp_code)) {
            findings.push_back(broken(row("document.type-code"), xpath_of(code)));
        }
        if (!seen.current) findings.push_back(broken(row("document.template-version")));
    } else if (seen.unstructured && pps_code) {
        // A file in a CDA has no model of its own: its type code says that it is a PPS.
        what.kind = document_kind::pps;
    } else {
        findings.push_back(broken(row("document.template-id")));
        return;
    }
    if (!seen.hl7_france || !seen.ci_sis) findings.push_back(broken(row("document.template-id-header")));

    const auto file = path(root, "component/nonXMLBody");
    const auto file_text = child(file, "text");
    const bool body = structured ? !file && path(root, "component/structuredBody")
                                 : file_text && !text_of(file_text).empty();
    if (!body) findings.push_back(broken(row("document.body"), xpath_of(file)));
    if (file_text && (attribute(file_text, "mediaType") != "application/pdf" ||
                      attribute(file_text, "representation") != "B64")) {
        findings.push_back(broken(row("document.media-type"), xpath_of(file_text)));
    }
}

void judge_id(pugi::xml_node root, findings& all) {
    const auto id = once(root, "id");
    if (!id || !oid_ok(attribute(id, "root"))) all.push_back(broken(row("document.id"), xpath_of(id)));
    if (id.attribute("extension")) all.push_back(broken(row("document.id-extension"), xpath_of(id)));
}

bool positive_integer(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 9 &&
           text != std::string_view("000000000").substr(0, text.size()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void judge_version(pugi::xml_node root, identification& what) {
    const auto report = [&](const rule& r, pugi::xml_node where) {
        auto found = broken(r, xpath_of(where));
        if (what.level == body_level::embedded_file) found.severity = severity::warning;
        what.findings.push_back(std::move(found));
    };
    const auto set_id = once(root, "setId");
    if (!set_id || !oid_ok(attribute(set_id, "root")) || set_id.attribute("extension")) {
        report(row("version.set-id"), set_id);
    }
    const auto number = once(root, "versionNumber");
    const bool number_ok = positive_integer(attribute(number, "value"));
    if (!number_ok) report(row("version.number"), number);

    auto related = child(root, "relatedDocument");
    while (related && attribute(related, "typeCode") != "RPLC")
        related = next(related, "relatedDocument");
    if (related) {
        const auto parent = path(related, "parentDocument/id");
        const auto oid = attribute(parent, "root");
        if (!oid_ok(oid) || oid == attribute(child(root, "id"), "root")) {
            what.findings.push_back(broken(row("version.replaced-id"), xpath_of(parent ? parent : related)));
        }
    }
    if (number_ok && (number.attribute("value").as_llong() > 1) != static_cast<bool>(related)) {
        what.findings.push_back(broken(row("version.replacement"), xpath_of(related)));
    }
}

}  // namespace

std::string_view to_string(document_kind kind) noexcept {
    switch (kind) {
        case document_kind::pps:
            return "pps";
        case document_kind::rcp:
            return "rcp";
        case document_kind::unknown:
            return "unknown";
    }
    return "unknown";
}

identification identify(const document& doc, environment where) {
    identification what;
    const auto root = doc.root();
    what.level = path(root, "component/nonXMLBody") ? body_level::embedded_file : body_level::structured;
    judge_model(root, what);
    judge_id(root, what.findings);
    judge_version(root, what);
    judge_patient(root, where, what.findings);
    judge_professionals(root, what.findings);
    return what;
}

}  // namespace pps::cda
