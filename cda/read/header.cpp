#include "cda/read/header.hpp"

#include "cda/read/datatypes.hpp"
#include "cda/read/parties.hpp"
#include "cda/terminology/dmp_codes.hpp"
#include "cda/values.hpp"

#include <array>

namespace pps::cda::reading {
namespace {

void template_id(context&, pugi::xml_node node, plan& plan) {
    const auto root = attribute(node, "root");
    const bool care_plan = root == terminology::template_pps;
    if (!care_plan && root != terminology::template_rcp) return;
    plan.kind = care_plan ? plan_kind::care_plan : plan_kind::tumour_board;
    plan.model_version = attribute(node, "extension");
}

service_event read_event(context& c, pugi::xml_node node) {
    service_event read;
    read.class_code = attribute(node, "classCode");
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.ids, element);
        } else if (name == "code") {
            read.code = read_coded(c, element);
        } else if (name == "effectiveTime") {
            read.time = read_interval(c, element);
        } else if (name == "performer") {
            read.performers.push_back(read_performer(c, element));
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

related_document read_related(context& c, pugi::xml_node node) {
    related_document read;
    read.type_code = attribute(node, "typeCode");
    for (const auto element : elements(child(node, "parentDocument"))) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.ids, element);
        } else if (name == "code") {
            read.code = read_coded(c, element);
        } else if (name == "setId") {
            read.set_id = read_identifier(element);
        } else if (name == "versionNumber") {
            read.version = attribute(element, "value");
        } else {
            c.unread(element);
        }
    }
    return read;
}

void read_facility(context& c, pugi::xml_node node, encounter& read) {
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.facility_ids, element);
        } else if (name == "code") {
            read.facility = read_coded(c, element);
        } else if (name == "location") {
            read.place = text_of(child(element, "name"));
            if (const auto addr = child(element, "addr")) read.place_address = read_address(c, addr);
        } else if (name == "serviceProviderOrganization") {
            read.provider = read_organization(c, element);
        } else {
            c.unread(element);
        }
    }
}

encounter read_encounter(context& c, pugi::xml_node node) {
    encounter read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.ids, element);
        } else if (name == "code") {
            read.code = read_coded(c, element);
        } else if (name == "effectiveTime") {
            read.time = read_interval(c, element);
        } else if (name == "dischargeDispositionCode") {
            read.discharge = read_coded(c, element);
        } else if (name == "responsibleParty") {
            read.responsible = read_party(c, child(element, "assignedEntity"));
        } else if (name == "encounterParticipant") {
            read.participants.push_back(read_performer(c, element));
        } else if (name == "location") {
            read_facility(c, child(element, "healthCareFacility"), read);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

struct header_row {
    std::string_view element;
    void (*read)(context&, pugi::xml_node, plan&);
};

/// Children of ClinicalDocument (CDA R2 schema, POCD_MT000040.ClinicalDocument; cda-pps.md "Header").
constexpr std::array header{
    header_row{"realmCode", [](context&, pugi::xml_node, plan&) {}},
    header_row{"typeId", [](context&, pugi::xml_node, plan&) {}},
    header_row{"templateId", template_id},
    header_row{"id", [](context&, pugi::xml_node node, plan& p) { p.id = read_identifier(node); }},
    header_row{"code", [](context& c, pugi::xml_node node, plan& p) { p.code = read_coded(c, node); }},
    header_row{"title", [](context&, pugi::xml_node node, plan& p) { p.title = text_of(node); }},
    header_row{"effectiveTime", [](context&, pugi::xml_node node, plan& p) { p.time = read_instant(node); }},
    header_row{"confidentialityCode",
               [](context& c, pugi::xml_node node, plan& p) { p.confidentiality = read_coded(c, node); }},
    header_row{"languageCode",
               [](context&, pugi::xml_node node, plan& p) { p.language = attribute(node, "code"); }},
    header_row{"setId", [](context&, pugi::xml_node node, plan& p) { p.set_id = read_identifier(node); }},
    header_row{"versionNumber",
               [](context&, pugi::xml_node node, plan& p) { p.version = attribute(node, "value"); }},
    header_row{"recordTarget", [](context& c, pugi::xml_node node,
                                  plan& p) { p.patient = read_patient(c, child(node, "patientRole")); }},
    header_row{"author",
               [](context& c, pugi::xml_node node, plan& p) { p.authors.push_back(read_author(c, node)); }},
    header_row{"informant", [](context& c, pugi::xml_node node,
                               plan& p) { p.informants.push_back(read_informant(c, node)); }},
    header_row{"custodian",
               [](context& c, pugi::xml_node node, plan& p) {
                   p.custodian =
                       read_organization(c, path(node, "assignedCustodian/representedCustodianOrganization"));
               }},
    header_row{"informationRecipient", [](context& c, pugi::xml_node node,
                                          plan& p) { p.recipients.push_back(read_recipient(c, node)); }},
    header_row{"legalAuthenticator",
               [](context& c, pugi::xml_node node, plan& p) { p.legal = read_authenticator(c, node); }},
    header_row{"authenticator", [](context& c, pugi::xml_node node,
                                   plan& p) { p.authenticators.push_back(read_authenticator(c, node)); }},
    header_row{"participant", [](context& c, pugi::xml_node node,
                                 plan& p) { p.participants.push_back(read_participant(c, node)); }},
    header_row{"inFulfillmentOf", [](context&, pugi::xml_node node,
                                     plan& p) { add_identifier(p.orders, path(node, "order/id")); }},
    header_row{"documentationOf",
               [](context& c, pugi::xml_node node, plan& p) {
                   p.events.push_back(read_event(c, child(node, "serviceEvent")));
               }},
    header_row{"relatedDocument",
               [](context& c, pugi::xml_node node, plan& p) { p.related.push_back(read_related(c, node)); }},
    header_row{"componentOf",
               [](context& c, pugi::xml_node node, plan& p) {
                   p.encounter = read_encounter(c, child(node, "encompassingEncounter"));
               }},
    header_row{"component", [](context&, pugi::xml_node, plan&) {}},
};

}  // namespace

void read_header(context& c, pugi::xml_node root, plan& plan) {
    for (const auto element : elements(root)) {
        const auto name = local_name(element);
        const auto* row = header.begin();
        while (row != header.end() && row->element != name)
            ++row;
        if (row == header.end()) {
            c.unread(element);
        } else {
            row->read(c, element, plan);
        }
    }
    // A file in a CDA has no model of its own: its type code says what it is.
    if (plan.kind == plan_kind::unknown && plan.code.system == terminology::loinc) {
        if (plan.code.code == terminology::type_pps) plan.kind = plan_kind::care_plan;
        if (plan.code.code == terminology::type_rcp) plan.kind = plan_kind::tumour_board;
    }
}

}  // namespace pps::cda::reading
