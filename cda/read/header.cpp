#include "cda/read/header.hpp"

#include "cda/read/datatypes.hpp"
#include "cda/read/parties.hpp"
#include "cda/terminology/dmp_codes.hpp"

/// Source of the rows: CDA R2 schema, POCD_MT000040.ClinicalDocument; cda-pps.md "Header".
namespace pps::cda::reading {
namespace {

constexpr member_row<service_event> event_members[] = {
    {"id", into<&service_event::ids>},
    {"code", into<&service_event::code>},
    {"effectiveTime", into<&service_event::time>},
    {"performer", into<&service_event::performers>},
};

constexpr member_row<related_document> related_members[] = {
    {"id", into<&related_document::ids>},
    {"code", into<&related_document::code>},
    {"setId", into<&related_document::set_id>},
    {"versionNumber", value_into<&related_document::version>},
};

constexpr member_row<encounter> place_members[] = {
    {"name", text_into<&encounter::place>},
    {"addr", into<&encounter::place_address>},
};

constexpr member_row<encounter> facility_members[] = {
    {"id", into<&encounter::facility_ids>},
    {"code", into<&encounter::facility>},
    {"location",
     [](context& c, pugi::xml_node node, encounter& read) { read_members(c, node, read, place_members); }},
    {"serviceProviderOrganization", into<&encounter::provider>},
};

constexpr member_row<encounter> encounter_members[] = {
    {"id", into<&encounter::ids>},
    {"code", into<&encounter::code>},
    {"effectiveTime", into<&encounter::time>},
    {"dischargeDispositionCode", into<&encounter::discharge>},
    {"responsibleParty",
     [](context& c, pugi::xml_node node, encounter& read) {
         read_into(c, child_of(node, "assignedEntity"), read.responsible);
     }},
    {"encounterParticipant", into<&encounter::participants>},
    {"location",
     [](context& c, pugi::xml_node node, encounter& read) {
         read_members(c, child_of(node, "healthCareFacility"), read, facility_members);
     }},
};

void template_id(context&, pugi::xml_node node, plan& read) {
    const auto root = attribute(node, "root");
    const bool care_plan = root == terminology::template_pps;
    if (!care_plan && root != terminology::template_rcp) return;
    read.kind = care_plan ? plan_kind::care_plan : plan_kind::tumour_board;
    read.model_version = attribute(node, "extension");
}

constexpr member_row<plan> header_members[] = {
    {"realmCode", ignore<plan>},
    {"typeId", ignore<plan>},
    {"templateId", template_id},
    {"id", into<&plan::id>},
    {"code", into<&plan::code>},
    {"title", text_into<&plan::title>},
    {"effectiveTime", into<&plan::time>},
    {"confidentialityCode", into<&plan::confidentiality>},
    {"languageCode", code_into<&plan::language>},
    {"setId", into<&plan::set_id>},
    {"versionNumber", value_into<&plan::version>},
    {"recordTarget", [](context& c, pugi::xml_node node,
                        plan& read) { read_into(c, child_of(node, "patientRole"), read.patient); }},
    {"author", into<&plan::authors>},
    {"informant", into<&plan::informants>},
    {"custodian",
     [](context& c, pugi::xml_node node, plan& read) {
         read_into(c, path(node, "assignedCustodian/representedCustodianOrganization"), read.custodian);
     }},
    {"informationRecipient", into<&plan::recipients>},
    {"legalAuthenticator", into<&plan::legal>},
    {"authenticator", into<&plan::authenticators>},
    {"participant", into<&plan::participants>},
    {"inFulfillmentOf",
     [](context& c, pugi::xml_node node, plan& read) { read_into(c, path(node, "order/id"), read.orders); }},
    {"documentationOf",
     [](context& c, pugi::xml_node node, plan& read) {
         if (!c.admits(sizeof(service_event), node)) return;
         read_members(c, child_of(node, "serviceEvent"), read.events.emplace_back(), event_members);
         read.events.back().class_code = attribute(child_of(node, "serviceEvent"), "classCode");
     }},
    {"relatedDocument",
     [](context& c, pugi::xml_node node, plan& read) {
         if (!c.admits(sizeof(related_document), node)) return;
         read_members(c, child_of(node, "parentDocument"), read.related.emplace_back(), related_members);
         read.related.back().type_code = attribute(node, "typeCode");
     }},
    {"componentOf",
     [](context& c, pugi::xml_node node, plan& read) {
         read_members(c, child_of(node, "encompassingEncounter"), read.encounter.emplace(),
                      encounter_members);
     }},
    {"component", ignore<plan>},
};

}  // namespace

void read_header(context& c, pugi::xml_node root, plan& plan) {
    read_members(c, root, plan, header_members);
    // A file in a CDA has no model of its own: its type code says what it is.
    if (plan.kind == plan_kind::unknown && plan.code.system == terminology::loinc) {
        if (plan.code.code == terminology::type_pps) plan.kind = plan_kind::care_plan;
        if (plan.code.code == terminology::type_rcp) plan.kind = plan_kind::tumour_board;
    }
}

}  // namespace pps::cda::reading
