#include "cda/identifiers.hpp"
#include "cda/json/json.hpp"
#include "cda/pps/tables.hpp"
#include "files.hpp"

#include <gtest/gtest.h>

namespace pps::json {
namespace {

constexpr const char* examples[] = {"config/examples/pps-first.json", "config/examples/pps-update.json",
                                    "config/examples/pps-paediatric.json"};

plan example(const char* name) {
    const auto read = read_json(test::source_file(name));
    for (const auto& one : read.findings)
        ADD_FAILURE() << name << ' ' << one.rule << ' ' << one.path;
    return read.plan.value_or(plan{});
}

TEST(examples, come_back_byte_for_byte) {
    for (const auto* name : examples)
        EXPECT_EQ(write_json(example(name)) + "\n", test::source_file(name)) << name;
}

TEST(examples, are_about_test_patients_with_right_keys) {
    for (const auto* name : examples) {
        const auto made = example(name);
        ASSERT_NE(made.patient.ins(), nullptr) << name;
        EXPECT_TRUE(cda::ins_key_ok(made.patient.ins()->extension)) << name;
        EXPECT_TRUE(cda::ins_root_allowed(made.patient.ins()->root, cda::environment::test)) << name;
        EXPECT_TRUE(cda::rpps_key_ok(made.legal->who.ids.at(0).extension)) << name;
        EXPECT_TRUE(cda::structure_id_key_ok(made.custodian->ids.at(0).extension)) << name;
    }
}

TEST(a_first_pps, need_not_say_what_every_pps_has_in_common) {
    const auto made = example(examples[0]);
    EXPECT_EQ(made.kind, plan_kind::care_plan);
    EXPECT_EQ(made.model_version, "2022.01");
    EXPECT_EQ(made.version, "1");
    EXPECT_EQ(made.language, "fr-FR");
    EXPECT_EQ(made.confidentiality.code, "N");
    EXPECT_EQ(made.code.code, "18776-5");
    EXPECT_EQ(made.time.value, "20240318164000+0100");
    EXPECT_EQ(made.authors.at(0).time, made.time);
    EXPECT_EQ(made.legal->time, made.time);
    EXPECT_EQ(made.legal->signature, "S");
    ASSERT_NE(made.main_event(), nullptr);
    EXPECT_EQ(made.main_event()->time.low, made.time);
    EXPECT_EQ(made.main_event()->performers.at(0).who, made.authors[0].who);
    EXPECT_EQ(made.main_event()->performers[0].who.organization->industry.code, "ETABLISSEMENT");
}

TEST(a_first_pps, says_the_roles_of_the_team_by_their_word) {
    const auto made = example(examples[0]).participants;
    ASSERT_EQ(made.size(), 2u);
    EXPECT_EQ(made[0].type_code, "PRF");
    EXPECT_EQ(made[0].who.class_code, "PROV");
    EXPECT_EQ(made[0].function.code, "CORRE");
    EXPECT_EQ(made[0].function.translations.at(0).code, "ORG-190");
    EXPECT_EQ(made[0].who.organization->names, std::vector<std::string>{"3C fictif de l’Ouest"});
    EXPECT_EQ(made[1].function.code, "PCP");
    EXPECT_EQ(made[1].function.system, tables::function_system);
}

TEST(a_first_pps, codes_a_diagnosis_and_its_tnm) {
    const auto made = example(examples[0]).diagnoses.at(0);
    EXPECT_EQ(made.morphology.system, tables::icdo3);
    EXPECT_EQ(made.sites.at(0).site.system, tables::icd10);
    EXPECT_EQ(made.sites[0].laterality.display, "droit");
    EXPECT_EQ(made.finding.code.code, "282291009");
    EXPECT_EQ(made.finding.time.low.value, "20240220");
    EXPECT_EQ(made.concern.status, "active");
    EXPECT_EQ(made.concern.time.low.value, "20240220");
    EXPECT_EQ(made.concern.code.null_flavor, "NA");
    ASSERT_TRUE(made.tnm.at(0).t);
    EXPECT_EQ(made.tnm[0].stage.code.code, "75620-5");
    EXPECT_EQ(made.tnm[0].t->code.code, "21905-5");
    EXPECT_EQ(made.tnm[0].t->values.at(0).code.system, tables::tnm_uicc);
}

TEST(a_first_pps, codes_the_acts_of_its_programme) {
    const auto made = example(examples[0]);
    const auto& done = made.programme.at(0);
    EXPECT_EQ(done.act.mood, "EVN");
    EXPECT_EQ(done.act.code.code, "MED-568");
    EXPECT_EQ(done.choice.system, tables::snomed);
    EXPECT_EQ(done.act.time.value, "20240305");
    const auto& planned = made.programme.at(1);
    EXPECT_EQ(planned.act.mood, "INT");
    EXPECT_TRUE(planned.act.time.empty());
    EXPECT_EQ(planned.choice.display, "chimiothérapie");
    EXPECT_EQ(planned.choice.system, tables::ncit);
    EXPECT_EQ(planned.planned->time.high.value, "20240716");
    EXPECT_EQ(planned.planned->values.at(0).null_flavor, "NA");
    EXPECT_EQ(planned.rhythm->values.at(0).boolean(), true);
    EXPECT_EQ(planned.route->values.at(0).code.display, "Voie intraveineuse");
    EXPECT_EQ(planned.side_effects->values.at(0).code.original_text, planned.side_effects->text);
    EXPECT_EQ(made.programme.at(2).planned->time.value, "202502");
    EXPECT_EQ(made.programme.at(3).section, section_kind::supportive_care);
    EXPECT_EQ(made.programme[3].act.comments.at(0).status, "completed");
    EXPECT_EQ(made.screening->values.at(0).boolean(), true);
    EXPECT_EQ(made.status->handed_over->time.value, "20240318");
    EXPECT_EQ(made.status->handed_over->values.at(0).text, "20240318");
}

TEST(an_update, names_what_it_replaces_and_why) {
    const auto made = example(examples[1]);
    EXPECT_EQ(made.version, "2");
    ASSERT_NE(made.replaces(), nullptr);
    EXPECT_EQ(made.replaces()->root, example(examples[0]).id.root);
    EXPECT_EQ(made.set_id, example(examples[0]).set_id);
    EXPECT_EQ(made.status->update_reason->values.at(0).code.display,
              "Réajustement du programme thérapeutique et de suivi");
    EXPECT_EQ(made.sections.at(0).code.translations.at(0).code, "GEN-293");
    EXPECT_EQ(made.sections[0].title, "COMMENTAIRE SUR LE PATIENT");
    EXPECT_EQ(made.informants.at(0).who.class_code, "NOK");
    EXPECT_EQ(made.informants[0].who.code.system, "2.16.840.1.113883.5.111");
    EXPECT_EQ(made.referenced_documents.at(0).documents.at(0).type_code, "REFR");
}

TEST(a_paediatric_pps, has_guardians_and_another_classification) {
    const auto made = example(examples[2]);
    EXPECT_EQ(made.patient.guardians.size(), 2u);
    EXPECT_EQ(made.paediatrics->answer->values.at(0).boolean(), true);
    EXPECT_EQ(made.diagnoses.at(0).other_stages.at(0).stage.free_text(), "INRG : stade L1");
    EXPECT_EQ(made.diagnoses[0].other_stages[0].stage.code.code, "21918-8");
    EXPECT_EQ(made.patient.telecoms.at(0).null_flavor, "UNK");
}

}  // namespace
}  // namespace pps::json
