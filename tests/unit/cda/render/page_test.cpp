#include "cda/render/html.hpp"
#include "generate.hpp"
#include "page_check.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace pps::render {
namespace {

using test::check;
using test::checked_page;
using test::texts;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(the_page, keeps_every_rule_for_plans_of_all_shapes) {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        for (const auto level : {tests::plan_level::conformant, tests::plan_level::wild}) {
            checked_page page;
            check(page, render_html(tests::make_plan(seed, level)));
            ASSERT_THAT(page.faults, IsEmpty()) << seed << (level == tests::plan_level::wild ? " wild" : "");
        }
    }
}

TEST(the_page, of_an_empty_plan_keeps_them_too) {
    for (const auto kind : {plan_kind::unknown, plan_kind::care_plan, plan_kind::tumour_board}) {
        plan empty;
        empty.kind = kind;
        checked_page page;
        check(page, render_html(empty));
        EXPECT_THAT(page.faults, IsEmpty());
        EXPECT_THAT(texts(page, "//p[@class='patient']"), ElementsAre("non renseigné"));
    }
}

TEST(the_page, is_the_same_for_the_same_plan) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_EQ(render_html(tests::make_plan(seed)), render_html(tests::make_plan(seed)));
}

TEST(the_page, tells_a_person_what_inca_lists_in_its_order) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(
        texts(page, "//h2"),
        ElementsAre("En bref", "Sommaire", "Vous et vos proches", "Votre équipe et comment la joindre",
                    "Votre maladie", "Votre programme de traitement", "Votre suivi", "Vos soins de support",
                    "Votre accompagnement social et professionnel", "À propos de ce document"));
    EXPECT_EQ(texts(page, "//nav//a").size(), 8U);
}

TEST(the_page, speaks_of_the_person_in_a_sheet_for_professionals) {
    auto sheet = test::small_plan();
    sheet.kind = plan_kind::tumour_board;
    checked_page page;
    check(page, render_html(sheet));
    EXPECT_THAT(texts(page, "//h1"), ElementsAre("Fiche de réunion de concertation pluridisciplinaire"));
    EXPECT_THAT(texts(page, "//h2"), Not(Contains(HasSubstr("Votre"))));
}

TEST(the_page, shows_every_entry_of_the_programme_in_the_calendar_and_on_a_card) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto made =
            tests::make_plan(seed, seed % 2 == 0 ? tests::plan_level::conformant : tests::plan_level::wild);
        checked_page page;
        check(page, render_html(made));
        for (std::size_t i = 1; i <= made.programme.size(); ++i) {
            const auto id = "soin-" + std::to_string(i);
            EXPECT_EQ(page.tree.select_nodes(("//article[@id='" + id + "']").c_str()).size(), 1U)
                << seed << id;
            EXPECT_EQ(
                page.tree.select_nodes(("//ol[@class='calendar']//a[@href='#" + id + "']").c_str()).size(),
                1U)
                << seed << id;
        }
    }
}

TEST(the_calendar, goes_by_month_with_undated_entries_last) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(texts(page, "//ol[@class='calendar']/li/h4"),
                ElementsAre("février 2026", "mars 2026", "Dates à préciser"));
    EXPECT_THAT(texts(page, "//ol[@class='calendar']//a"),
                ElementsAre("intervention chirurgicale", "Radiothérapie", "consultation"));
    EXPECT_THAT(texts(page, "//ol[@class='calendar']//span"),
                ElementsAre("Réalisé", "Prévu, à confirmer", "Date à préciser"));
}

TEST(the_card_of_an_entry, says_when_how_and_what_to_watch_for) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(
        texts(page, "//article[@id='soin-1']/dl/div"),
        ElementsAre("Dates prévues du 12 mars 2026 au 30 avril 2026", "Rythme 5 fois par semaine",
                    "Effets secondaires possibles et conduite à tenir Le plus souvent : une fatigue ; "
                    "une rougeur de la peau.",
                    "Commentaire Venir 10 minutes avant."));
    EXPECT_THAT(texts(page, "//article[@id='soin-1']//li"),
                ElementsAre("une fatigue ;", "une rougeur de la peau."));
    EXPECT_THAT(texts(page, "//article[@id='soin-2']/dl/div"), ElementsAre("Date pas encore connu"));
    EXPECT_THAT(texts(page, "//article[@id='soin-3']/dl/div"), ElementsAre("Réalisé le 12 février 2026"));
}

TEST(the_card_of_an_entry, says_that_it_will_not_be) {
    auto made = test::small_plan();
    made.programme[0].act.negated = true;
    made.programme[1].act.status = "cancelled";
    made.programme[2].act.negated = true;
    checked_page page;
    check(page, render_html(made));
    EXPECT_THAT(texts(page, "//article//span"), ElementsAre("Non réalisé", "Non prévu", "Annulé"));
    EXPECT_THAT(texts(page, "//section[@class='summary']//ul[@class='next']"), IsEmpty());
}

TEST(the_card_of_an_entry, shows_a_text_once_in_whatever_case) {
    auto made = test::small_plan();
    made.programme[0].act.text.text = "RADIOTHÉRAPIE";
    made.programme[2].act.text.text = "Intervention chirurgicale";
    made.programme[1].choice.display = "Autre suivi";
    made.programme[1].act.text.text = "Kinésithérapie";
    checked_page page;
    check(page, render_html(made));
    EXPECT_THAT(texts(page, "//article//dt"), Contains("Précision").Times(1)) << "É is not folded";
    EXPECT_THAT(texts(page, "//article//h3"), Contains("Autre suivi : Kinésithérapie"));
}

TEST(the_summary, has_the_next_dates_from_the_day_of_the_document_or_of_reading) {
    const auto made = test::small_plan();
    const auto next = [&](std::string today) {
        checked_page page;
        check(page, render_html(made, {std::move(today)}));
        return texts(page, "//ul[@class='next']/li/p/a");
    };
    EXPECT_THAT(next(""), ElementsAre("Radiothérapie"));
    EXPECT_THAT(next("20260430"), ElementsAre("Radiothérapie"));
    EXPECT_THAT(next("20260501"), IsEmpty());
}

TEST(the_summary, has_whom_to_call) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(texts(page, "//ul[@class='calls']/li"),
                ElementsAre("Établissement de santé de référence Centre hospitalier d’exemple 02 61 91 00 10 "
                            "(professionnel)",
                            "Médecin traitant Dr Ana ROY ana.roy@exemple.mssante.fr"));
    EXPECT_THAT(texts(page, "//p[@class='urgent']/a"), ElementsAre("15", "112"));
}

TEST(the_team, is_told_to_lack_whom_a_reader_looks_for) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(texts(page, "//section[@id='equipe']//h3"),
                ElementsAre("Établissement de santé de référence", "Médecin traitant",
                            "Centre de coordination en cancérologie (3C)"));
    EXPECT_THAT(texts(page, "//section[@id='equipe']//p[@class='none']"), ElementsAre("Non renseigné"));
}

TEST(the_document, says_its_dates_and_what_it_replaces) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    const auto facts = texts(page, "//section[@id='document']/dl/div");
    EXPECT_THAT(facts, Contains("Établi le 5 mars 2026 à 10 h 15"));
    EXPECT_THAT(facts,
                Contains("Date de la réunion de concertation pluridisciplinaire (RCP) 3 février 2026"));
    EXPECT_THAT(facts, Contains("Document remis le non renseigné"));
    EXPECT_THAT(facts, Contains("Version 2"));
    EXPECT_THAT(facts, Contains("Remplace un document précédent, version 1"));
}

TEST(codes_and_identifiers, stand_in_the_tables_for_professionals_only) {
    checked_page page;
    check(page, render_html(test::small_plan()));
    EXPECT_THAT(texts(page, "//details[@class='codes']//td"), Contains("8500/3"));
    for (auto found : page.tree.select_nodes("//details[@class='codes']"))
        found.node().parent().remove_child(found.node());
    const auto left = test::text_of(page.tree.child("html").child("body"));
    EXPECT_THAT(left, Not(HasSubstr("8500/3")));
    EXPECT_THAT(left, Not(HasSubstr("1.2.3")));
    EXPECT_THAT(left, Not(HasSubstr("1.2.250")));
}

TEST(a_document_referred_to, is_called_what_stands_beside_its_text) {
    auto made = test::small_plan();
    section one;
    one.kind = section_kind::referenced_documents;
    one.text = "Fiche RCP | 1.2.250.1.999\nCompte rendu | CR-12";
    made.sections.push_back(one);
    auto& documents = made.referenced_documents.emplace_back().documents;
    for (const auto* text : {"1.2.250.1.999", "CR-12", "1.2.250.1.1000", "Courrier"})
        documents.emplace_back().text.text = text;
    checked_page page;
    check(page, render_html(made));
    EXPECT_THAT(texts(page, "//section[@id='references']/ul/li"),
                ElementsAre("Fiche RCP", "Compte rendu : CR-12", "Document", "Courrier"));
}

TEST(a_second_section_of_a_kind, is_not_lost) {
    auto made = test::small_plan();
    for (const auto* text : {"Premier commentaire.", "Second commentaire."}) {
        section one;
        one.kind = section_kind::patient_comment;
        one.title = "COMMENTAIRE";
        one.text = text;
        made.sections.push_back(one);
    }
    checked_page page;
    check(page, render_html(made));
    EXPECT_THAT(texts(page, "//section[@id='personne']/p"), ElementsAre("Premier commentaire."));
    EXPECT_THAT(texts(page, "//section[@id='autres']/div/p"), ElementsAre("Second commentaire."));
}

}  // namespace
}  // namespace pps::render
