#include "sample_plan.hpp"

#include "cda/identifiers.hpp"
#include "cda/pps/tables.hpp"

namespace pps::tests {
namespace {

coded code(std::string code, std::string_view system, std::string display) {
    coded out;
    out.code = std::move(code);
    out.system = system;
    out.display = std::move(display);
    return out;
}

name person(std::string family, std::string given) {
    name out;
    out.parts = {{name_part_kind::family, {}, std::move(family), {}},
                 {name_part_kind::given, {}, std::move(given), {}}};
    return out;
}

party physician() {
    party out;
    out.ids = {{std::string(cda::person_root), "810000000018", {}, {}}};
    out.names = {person("SOIGNANT", "Camille")};
    organization clinic;
    clinic.ids = {{std::string(cda::structure_root), "1750000018", {}, {}}};
    clinic.names = {"Clinique fictive"};
    clinic.industry = code("ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé");
    out.organization = std::move(clinic);
    return out;
}

participant someone(participant_role role, bool a_person) {
    participant out;
    out.role = role;
    out.who.telecoms = {{"tel:0100000000", {}, {}}};
    if (a_person) {
        out.who.names = {person("TRAITANT", "Claude")};
    } else {
        out.who.organization.emplace().names = {"3C fictif"};
    }
    return out;
}

value coded_value(coded held) {
    value out;
    out.type = "CD";
    out.code = std::move(held);
    return out;
}

void fill_header(plan& out) {
    out.kind = plan_kind::care_plan;
    out.id.root = "1.2.250.1.999.8.1";
    out.time.value = "20260312101500+0100";
    out.patient.ids = {{std::string(cda::ins_nir_test_root), "279035121518989", {}, {}}};
    name patient;
    patient.parts = {{name_part_kind::family, "BR", "ESSAI", {}},
                     {name_part_kind::given, {}, "DOMINIQUE", {}},
                     {name_part_kind::given, "BR", "DOMINIQUE", {}}};
    out.patient.names = {patient};
    out.patient.gender = code("F", "2.16.840.1.113883.5.1", "Féminin");
    out.patient.birth_time.value = "19790328";
    out.patient.birthplace.emplace().parts = {{address_part_kind::county, "51215", {}}};
    author author;
    author.time.value = "20260312101000+0100";
    author.who = physician();
    out.authors = {author};
    out.custodian = *physician().organization;
    out.custodian->industry = {};
    out.legal.emplace().time.value = "20260312101400+0100";
    out.legal->who = physician();
    out.participants = {someone(participant_role::coordination_centre, false),
                        someone(participant_role::treating_physician, true)};
    service_event act;
    act.time.low.value = "20260312";
    act.performers.emplace_back().who = physician();
    out.events = {act};
    out.encounter.emplace().facility = code("SA01", "1.2.250.1.71.4.2.4", "Etablissement public de santé");
}

}  // namespace

plan minimal_plan() {
    plan out;
    fill_header(out);

    auto& tumour = out.diagnoses.emplace_back();
    tumour.concern.status = "active";
    tumour.finding.time.low.value = "20260129";
    tumour.morphology = code("8500/3", tables::icdo3, "Carcinome canalaire infiltrant, SAI");
    tumour.sites.emplace_back().site =
        code("C50.2", tables::icd10, "Tumeur maligne du quadrant supéro-interne du sein");

    auto& surgery = out.programme.emplace_back();
    surgery.kind = programme_kind::treatment;
    surgery.act.mood = "INT";
    surgery.choice = code("387713003", tables::snomed, "intervention chirurgicale");
    surgery.planned.emplace().time.low.value = "20260401";
    surgery.act.comments.emplace_back().text.text = "À jeun depuis minuit.\nVenir accompagnée.";

    auto& support = out.programme.emplace_back();
    support.kind = programme_kind::supportive_care;
    support.section = section_kind::supportive_care;
    support.act.mood = "EVN";
    support.act.time.value = "20260310";
    support.choice = code("ORG-176", tables::ta_asip, "Conseil d'hygiène de vie");

    out.status.emplace().state.emplace().values = {coded_value(code("9571008", tables::snomed, "approuvé"))};
    return out;
}

}  // namespace pps::tests
