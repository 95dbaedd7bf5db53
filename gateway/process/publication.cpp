#include "gateway/process/publication.hpp"

#include "cda/document.hpp"
#include "cda/rule.hpp"
#include "hl7/fhir/publication.hpp"

#include <algorithm>
#include <array>

namespace pps::gateway::process {
namespace {

namespace fhir = hl7::fhir;

constexpr cda::rule rules[] = {
    {"publication.transaction", cda::severity::error, "",
     "cette adresse attend l'autre transaction (Bundle de transaction, ou DocumentReference)",
     "this address expects the other transaction (transaction Bundle, or DocumentReference)", "fhir.md §2"},
    {"publication.content-type", cda::severity::error, "",
     "document attendu en CDA (contentType text/xml, application/xml ou application/xslt+xml)",
     "CDA document expected (contentType text/xml, application/xml or application/xslt+xml)", "fhir.md §2"},
    {"publication.id", cda::severity::error, "",
     "masterIdentifier doit être l'identifiant du document CDA (ClinicalDocument/id)",
     "masterIdentifier must be the id of the CDA document (ClinicalDocument/id)", "fhir.md §2"},
    {"publication.replaces", cda::severity::error, "",
     "un remplacement doit aussi être dit par le CDA (relatedDocument, typeCode RPLC)",
     "a replacement must be said by the CDA too (relatedDocument, typeCode RPLC)", "fhir.md §2"},
};

constexpr std::array<std::string_view, 3> cda_types{"text/xml", "application/xml", "application/xslt+xml"};

struct label_row {
    std::string_view code;
    bool cda::xds::visibility::*flag;
};
// securityLabel (TRE_A07): who may not see the document (dmp-wire §6).
constexpr std::array label_rows{
    label_row{"MASQUE_PS", &cda::xds::visibility::masked_from_professionals},
    label_row{"INVISIBLE_PATIENT", &cda::xds::visibility::hidden_from_patient},
    label_row{"INVISIBLE_REPRESENTANTS_LEGAUX", &cda::xds::visibility::hidden_from_representatives},
};

void judge_document(const fhir::publication& what, cda::findings& found) {
    const cda::read_outcome read = cda::read_document(what.document);
    found.insert(found.end(), read.findings.begin(), read.findings.end());
    if (!read.document) return;
    const pugi::xml_node root = read.document->root();
    if (what.id.root != cda::child(root, "id").attribute("root").value())
        found.push_back(cda::broken(cda::row_of(rules, "publication.id"), {}));
    const bool replaces = !what.replaces_reference.empty() || !what.replaces_id.empty();
    bool said = false;
    for (pugi::xml_node at = cda::child(root, "relatedDocument"); at; at = cda::next(at, "relatedDocument"))
        said = said || std::string_view{at.attribute("typeCode").value()} == "RPLC";
    if (replaces && !said) found.push_back(cda::broken(cda::row_of(rules, "publication.replaces"), {}));
}

}  // namespace

unwrapped unwrap_publication(std::string_view bytes, protocol wrapped) {
    unwrapped made;
    fhir::publication_outcome read = fhir::read_publication(bytes);
    made.findings = std::move(read.findings);
    if (cda::refuses(made.findings)) return made;
    const auto expected = wrapped == protocol::iti_65 ? fhir::transaction::provide_bundle
                                                      : fhir::transaction::simplified;
    if (read.what.transaction != expected)
        made.findings.push_back(cda::broken(cda::row_of(rules, "publication.transaction"), {}));
    else if (std::find(cda_types.begin(), cda_types.end(), read.what.content_type) == cda_types.end())
        made.findings.push_back(cda::broken(cda::row_of(rules, "publication.content-type"), {}));
    else
        judge_document(read.what, made.findings);
    if (cda::refuses(made.findings)) return made;
    made.made = true;
    made.cda = std::move(read.what.document);
    for (const auto& label : read.what.security_labels)
        for (const auto& row : label_rows)
            if (row.code == label.code) made.visibility.*(row.flag) = true;
    return made;
}

}  // namespace pps::gateway::process
