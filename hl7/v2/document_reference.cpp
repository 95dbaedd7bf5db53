#include "hl7/v2/document_reference.hpp"

#include "cda/identifiers.hpp"
#include "cda/values.hpp"
#include "hl7/v2/location.hpp"

#include <algorithm>
#include <utility>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

document_id id_in(pugi::xml_node id) {
    return {std::string(cda::attribute(id, "root")), std::string(cda::attribute(id, "extension"))};
}

// What the DMP must know of replacement: the first relatedDocument of type RPLC.
std::optional<document_id> replaced_in(pugi::xml_node root) {
    for (auto related = cda::child(root, "relatedDocument"); related;
         related = cda::next(related, "relatedDocument")) {
        if (cda::attribute(related, "typeCode") == "RPLC")
            return id_in(cda::path(related, "parentDocument/id"));
    }
    return std::nullopt;
}

bool same(const patient_identifier& stated, const document_patient_id& own) {
    return stated.root == own.root && stated.number == own.extension;
}

}  // namespace

document_reference describe(const cda::document& doc) {
    const auto root = doc.root();
    document_reference d;
    d.id = id_in(cda::child(root, "id"));
    d.set_id = cda::attribute(cda::child(root, "setId"), "root");
    d.version = cda::attribute(cda::child(root, "versionNumber"), "value");
    d.replaces = replaced_in(root);
    d.type_code = cda::attribute(cda::child(root, "code"), "code");
    d.confidentiality = cda::attribute(cda::child(root, "confidentialityCode"), "code");
    const auto role = cda::path(root, "recordTarget/patientRole");
    for (auto id = cda::child(role, "id"); id; id = cda::next(id, "id"))
        d.patient_ids.push_back(
            {std::string(cda::attribute(id, "root")), std::string(cda::attribute(id, "extension"))});
    if (cda::path(root, "component/nonXMLBody")) d.level = cda::body_level::embedded_file;
    return d;
}

cda::findings check_document(const transmission& t, std::size_t which, const document_reference& doc,
                             strictness mode) {
    cda::findings all;
    const auto& carried = t.documents.at(which);
    const auto path_in_obx = [&](std::size_t field, std::size_t component) {
        return to_string(location{"OBX", carried.obx, field, 1, component, 0});
    };
    const auto add = [&](const message_rule& rule, std::string path = {}) {
        all.push_back(broken(rule, mode, std::move(path)));
    };

    const auto ins = std::find_if(doc.patient_ids.begin(), doc.patient_ids.end(),
                                  [](const auto& id) { return cda::is_ins_root(id.root); });
    const auto* stated_ins = t.patient.ins();
    if (ins == doc.patient_ids.end()) {
        add(row("document.patient-ins"), path_in_obx(5, 5));
    } else if (stated_ins != nullptr && !same(*stated_ins, *ins)) {
        add(row("document.patient"));
    }
    const bool all_stated_known =
        std::all_of(t.patient.ids.begin(), t.patient.ids.end(), [&](const patient_identifier& stated) {
            return std::any_of(doc.patient_ids.begin(), doc.patient_ids.end(),
                               [&](const auto& own) { return same(stated, own); });
        });
    if (!all_stated_known || t.patient.ids.size() != doc.patient_ids.size()) add(row("document.patient-ids"));

    if (t.stated_id && *t.stated_id != doc.id) add(row("document.id"));
    if (t.request == request_kind::replacement) {
        if (!doc.replaces) {
            add(row("document.replacement"), path_in_obx(5, 5));
        } else if (t.stated_replaced && *t.stated_replaced != *doc.replaces) {
            add(row("document.replaced"));
        }
    }
    if (carried.type_code != doc.type_code) add(row("document.type"), path_in_obx(3, 1));
    if (t.to_dmp() && (doc.confidentiality == "R" || doc.confidentiality == "V"))
        add(row("document.confidential"), path_in_obx(5, 5));
    return all;
}

cda::findings check_levels(const std::vector<document_reference>& docs, strictness mode) {
    if (docs.size() != 2 || docs[0].level != docs[1].level) return {};
    return {broken(row("document.levels"), mode)};
}

}  // namespace pps::hl7::v2
