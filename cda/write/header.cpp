#include "cda/write/header.hpp"

#include "cda/identifiers.hpp"
#include "cda/pps/defaults.hpp"
#include "cda/write/datatypes.hpp"
#include "cda/write/parties.hpp"
#include "cda/write/write_rules.hpp"

#include <algorithm>

namespace pps::cda::writing {
namespace {

bool has_role(const plan& one, participant_role role) noexcept {
    return std::any_of(one.participants.begin(), one.participants.end(),
                       [&](const participant& each) { return each.role == role; });
}

bool main_act_ok(const plan& one) noexcept {
    const auto* main = one.main_event();
    if (main == nullptr || main->performers.empty()) return false;
    if (main->time.value.empty() && main->time.low.value.empty()) return false;
    const auto& organization = main->performers.front().who.organization;
    return organization && !organization->industry.code.empty();
}

/// What a plan must give; no element or null can stand for it.
struct mandatory_row {
    const rule& broken;
    bool (*given)(const plan&);
};
constexpr mandatory_row mandatory[] = {
    {write_rules::row("write.kind"), [](const plan& p) { return p.kind != plan_kind::unknown; }},
    {write_rules::row("write.id"), [](const plan& p) { return !p.id.root.empty(); }},
    {write_rules::row("write.time"), [](const plan& p) { return !p.time.value.empty(); }},
    {write_rules::row("write.patient-ins"), [](const plan& p) { return p.patient.ins() != nullptr; }},
    {write_rules::row("write.patient-name"), [](const plan& p) { return !p.patient.names.empty(); }},
    {write_rules::row("write.birth-time"), [](const plan& p) { return !p.patient.birth_time.empty(); }},
    {write_rules::row("write.author"), [](const plan& p) { return !p.authors.empty(); }},
    {write_rules::row("write.custodian"), [](const plan& p) { return p.custodian.has_value(); }},
    {write_rules::row("write.legal"), [](const plan& p) { return p.legal && !p.legal->time.value.empty(); }},
    {write_rules::row("write.coordination-centre"),
     [](const plan& p) {
         return p.kind == plan_kind::tumour_board || has_role(p, participant_role::coordination_centre);
     }},
    {write_rules::row("write.treating-physician"),
     [](const plan& p) {
         return p.kind == plan_kind::tumour_board || has_role(p, participant_role::treating_physician);
     }},
    {write_rules::row("write.main-act"), main_act_ok},
    {write_rules::row("write.facility"),
     [](const plan& p) { return p.encounter && !p.encounter->facility.code.empty(); }},
    {write_rules::row("write.diagnosis"), [](const plan& p) { return !p.diagnoses.empty(); }},
    {write_rules::row("write.document-state"), [](const plan& p) { return p.status && p.status->state; }},
    {write_rules::row("write.file"), [](const plan& p) { return !p.file; }},
};

void put_identity(page& p) {
    const auto& plan = p.source;
    const auto kind = defaults::kind_of(plan);
    p.xml.leaf("realmCode", "code", "FR");
    {
        const auto type = p.xml.open("typeId");
        p.xml.attribute("root", "2.16.840.1.113883.1.3");
        p.xml.attribute("extension", "POCD_HD000040");
    }
    p.xml.leaf("templateId", "root", terminology::template_hl7_france);
    p.xml.leaf("templateId", "root", terminology::template_ci_sis);
    {
        const auto model = p.xml.open("templateId");
        p.xml.attribute(
            "root", kind == plan_kind::tumour_board ? terminology::template_rcp : terminology::template_pps);
        p.xml.attribute("extension",
                        plan.model_version.empty() ? terminology::model_version : plan.model_version);
    }
    put(p, "id", plan.id);
    if (plan.id.empty()) p.xml.leaf("id", "nullFlavor", defaults::no_information);
    plan.code.empty() ? put(p, "code", defaults::type_of(kind)) : put(p, "code", plan.code);
    {
        const auto title = p.xml.open("title");
        p.xml.text(plan.title.empty() ? defaults::title_of(kind) : plan.title);
    }
    put_required(p, "effectiveTime", plan.time);
    plan.confidentiality.empty() ? put(p, "confidentialityCode", defaults::confidentiality())
                                 : put(p, "confidentialityCode", plan.confidentiality);
    p.xml.leaf("languageCode", "code", plan.language.empty() ? defaults::language : plan.language);
    put(p, "setId", defaults::set_of(plan));
    p.xml.leaf("versionNumber", "value", plan.version.empty() ? defaults::first_version : plan.version);
}

void put_event(page& p, const service_event& one) {
    const auto documentation = p.xml.open("documentationOf");
    const auto event = p.xml.open("serviceEvent");
    p.xml.optional("classCode", one.class_code);
    put_all(p, "id", one.ids);
    put(p, "code", one.code);
    put(p, "effectiveTime", one.time);
    for (const auto& performer : one.performers)
        put(p, performer);
}

void put_related(page& p, const related_document& one) {
    const auto related = p.xml.open("relatedDocument");
    p.xml.attribute("typeCode", one.type_code);
    const auto parent = p.xml.open("parentDocument");
    put_required(p, one.ids);
    put(p, "code", one.code);
    put(p, "setId", one.set_id);
    if (!one.version.empty()) p.xml.leaf("versionNumber", "value", one.version);
}

void put_facility(page& p, const encounter& one) {
    const auto location = p.xml.open("location");
    const auto facility = p.xml.open("healthCareFacility");
    put_all(p, "id", one.facility_ids);
    put(p, "code", one.facility);
    if (!one.place.empty() || one.place_address) put_place(p, "location", one.place, one.place_address);
    if (one.provider) put(p, "serviceProviderOrganization", *one.provider);
}

void put_encounter(page& p, const encounter& one) {
    const auto component = p.xml.open("componentOf");
    const auto encounter = p.xml.open("encompassingEncounter");
    put_all(p, "id", one.ids);
    put(p, "code", one.code);
    put(p, "effectiveTime", one.time);
    if (one.time.empty()) p.xml.leaf("effectiveTime", "nullFlavor", defaults::no_information);
    put(p, "dischargeDispositionCode", one.discharge);
    if (one.responsible) {
        const auto responsible = p.xml.open("responsibleParty");
        put(p, "assignedEntity", *one.responsible, assigned_entity);
    }
    for (const auto& participant : one.participants)
        put_encounter_participant(p, participant);
    const bool placed = !one.facility_ids.empty() || !one.facility.empty() || !one.place.empty() ||
                        one.place_address || one.provider;
    if (placed) put_facility(p, one);
}

template <class Write>
void put_part(page& p, const char* part, const Write& write) {
    const part_mark mark(p, part);
    write();
}

template <class Item, class Write>
void put_list(page& p, const char* list, const std::vector<Item>& all, const Write& write) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const part_mark mark(p, part_name(list, i));
        write(all[i]);
    }
}

}  // namespace

void put_header(page& p) {
    const auto& plan = p.source;
    for (const auto& row : mandatory) {
        if (!row.given(plan)) p.report(row.broken);
    }
    put_identity(p);
    put_part(p, "patient", [&] { put(p, plan.patient); });
    put_list(p, "authors", plan.authors, [&](const auto& one) { put(p, one); });
    put_list(p, "informants", plan.informants, [&](const auto& one) { put(p, one); });
    if (plan.custodian) put_part(p, "custodian", [&] { put_custodian(p, *plan.custodian); });
    put_list(p, "recipients", plan.recipients, [&](const auto& one) { put(p, one); });
    if (plan.legal) put_part(p, "legal", [&] { put(p, "legalAuthenticator", *plan.legal); });
    put_list(p, "authenticators", plan.authenticators,
             [&](const auto& one) { put(p, "authenticator", one); });
    put_list(p, "participants", plan.participants, [&](const auto& one) { put(p, one); });
    put_list(p, "orders", plan.orders, [&](const auto& one) {
        const auto fulfilment = p.xml.open("inFulfillmentOf");
        const auto order = p.xml.open("order");
        put(p, "id", one);
    });
    put_list(p, "events", plan.events, [&](const auto& one) { put_event(p, one); });
    put_list(p, "related", plan.related, [&](const auto& one) { put_related(p, one); });
    if (plan.encounter) put_part(p, "encounter", [&] { put_encounter(p, *plan.encounter); });
}

}  // namespace pps::cda::writing
