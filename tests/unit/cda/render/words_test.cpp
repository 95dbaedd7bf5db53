#include "cda/render/words.hpp"

#include "cda/pps/tables.hpp"
#include "cda/render/coded_words.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/html.hpp"
#include "cda/render/people.hpp"
#include "page_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>

namespace pps::render {
namespace {

TEST(a_null_flavor, is_said_in_words_for_each_row) {
    for (const auto& row : words::null_flavors) {
        auto made = test::small_plan();
        made.patient.birth_time = {"", std::string(row.code)};
        test::checked_page page;
        test::check(page, render_html(made));
        EXPECT_THAT(test::texts(page, "//section[@id='personne']/dl/div"),
                    testing::Contains("Date de naissance " + std::string(row.words)))
            << row.code;
    }
    EXPECT_EQ(words::null_flavor("XYZ"), "non renseigné");
    EXPECT_EQ(words::null_flavor(""), "");
}

TEST(a_role, has_a_row_for_each_participant_and_each_kind_of_entry) {
    for (const auto& row : words::roles)
        EXPECT_FALSE(row.title.empty());
    EXPECT_EQ(words::roles.size(), 12U);
    EXPECT_EQ(words::kinds.size(), 9U);
}

TEST(a_date, is_said_in_french_by_its_precision) {
    EXPECT_EQ(date_words("20260312"), "12 mars 2026");
    EXPECT_EQ(date_words("20260801"), "1er août 2026");
    EXPECT_EQ(date_words("202602"), "février 2026");
    EXPECT_EQ(date_words("2026"), "2026");
    EXPECT_EQ(date_words("20260312140500+0100"), "12 mars 2026");
    EXPECT_EQ(time_words("20260312140500+0100"), "12 mars 2026 à 14 h 05");
    EXPECT_EQ(time_words("2026031209"), "12 mars 2026 à 9 h");
    EXPECT_EQ(time_words("20260312140500.123+0100"), "12 mars 2026 à 14 h 05");
    EXPECT_EQ(date_words(instant{"", "UNK"}), "inconnu");
}

TEST(a_date, that_is_none_is_shown_as_sent) {
    for (const auto* sent :
         {"20260231", "20261301", "202600", "20260300", "2026031", "demain", "20260312246100", "+0100"})
        EXPECT_EQ(time_words(sent), sent);
    EXPECT_EQ(date_words(""), "");
}

TEST(a_period, is_said_by_the_bounds_it_has) {
    EXPECT_EQ(period_words({"20260312", {}, {}, {}}), "le 12 mars 2026");
    EXPECT_EQ(period_words({"202603", {}, {}, {}}), "en mars 2026");
    EXPECT_EQ(period_words({"", {"20260312", ""}, {"20260401", ""}, {}}),
              "du 12 mars 2026 au 1er avril 2026");
    EXPECT_EQ(period_words({"", {"20260312", ""}, {"20260312", ""}, {}}), "le 12 mars 2026");
    EXPECT_EQ(period_words({"", {"202604", ""}, {"202606", ""}, {}}), "d’avril 2026 à juin 2026");
    EXPECT_EQ(period_words({"", {"20260312", ""}, {"", "UNK"}, {}}), "à partir du 12 mars 2026");
    EXPECT_EQ(period_words({"", {}, {"20260312", ""}, {}}), "jusqu’au 12 mars 2026");
    EXPECT_EQ(period_words({"", {}, {}, "UNK"}), "");
    EXPECT_EQ(first_day({"", {"202603", ""}, {"2026", ""}, {}}), "20260300");
    EXPECT_EQ(last_day({"", {"202603", ""}, {"2026", ""}, {}}), "20269999");
    EXPECT_EQ(first_day({"demain", {}, {}, {}}), "");
}

std::string written(const telecom& one) {
    page out;
    write_telecom(out, one);
    return std::move(out).take();
}

TEST(a_telecom, is_a_link_when_it_is_a_number_or_an_address) {
    EXPECT_EQ(written({"tel:0144534551", "H", ""}),
              "<a class=\"reach\" href=\"tel:0144534551\">01 44 53 45 51</a> <span "
              "class=\"use\">(domicile)</span>");
    EXPECT_EQ(written({"tel:+33144534551", "", ""}),
              "<a class=\"reach\" href=\"tel:+33144534551\">+33 1 44 53 45 51</a>");
    EXPECT_EQ(written({"TEL:01.44.53.45.51", "", ""}),
              "<a class=\"reach\" href=\"tel:0144534551\">01 44 53 45 51</a>");
    EXPECT_EQ(written({"mailto:a.b-c+d@exemple.fr", "", ""}),
              "<a class=\"reach\" href=\"mailto:a.b-c+d@exemple.fr\">a.b-c+d@<wbr/>exemple.fr</a>");
}

TEST(a_telecom, is_text_when_it_is_anything_else) {
    for (const auto* sent :
         {"http://exemple.fr", "javascript:alert(1)", "tel:javascript", "tel:1;phone-context=x",
          "tel:", "tel:1", "tel:1234567890123456", "tel:+", "tel:01+44", "mailto:a", "mailto:@b", "mailto:a@",
          "mailto:a@b@c", "mailto:a@b?cc=c@d", "mailto:a%0Ab@c", "mailto:é@b", "0144534551",
          "telephone:0144534551"}) {
        const auto html = written({sent, "", ""});
        EXPECT_THAT(html, testing::Not(testing::HasSubstr("<a"))) << sent;
        EXPECT_THAT(html, testing::HasSubstr("<span class=\"reach\">")) << sent;
    }
    EXPECT_EQ(written({"", "", "MSK"}), "masqué");
    EXPECT_EQ(written({"fax:0144534551", "", ""}),
              "<span class=\"reach\">01 44 53 45 51</span> <span class=\"use\">(télécopie)</span>");
}

TEST(a_name, begins_with_its_title) {
    using enum name_part_kind;
    EXPECT_EQ(name_words(
                  {"", {{given, "", "Charles", ""}, {family, "", "MULLER", ""}, {suffix, "", "DR", ""}}, ""}),
              "Dr Charles MULLER");
    EXPECT_EQ(
        name_words({"", {{prefix, "", "MME", ""}, {family, "", "NESSI", ""}, {given, "", "Jeanne", ""}}, ""}),
        "Mme Jeanne NESSI");
    EXPECT_EQ(name_words({"", {{family, "", "X", ""}, {suffix, "", "PhD", ""}}, ""}), "X PhD");
    EXPECT_EQ(name_words({"", {}, "MSK"}), "masqué");
}

TEST(an_address, has_the_order_of_an_envelope) {
    using enum address_part_kind;
    EXPECT_EQ(address_words({"",
                             {{postal_code, "75007", ""},
                              {city, "PARIS", ""},
                              {house_number, "28", ""},
                              {street_name, "Avenue de Breteuil", ""},
                              {unit_id, "Escalier A", ""},
                              {country, "FRANCE", ""},
                              {county, "75107", ""}},
                             ""}),
              "Escalier A, 28 Avenue de Breteuil, 75007 PARIS, FRANCE");
    EXPECT_EQ(address_words({"", {}, "UNK"}), "inconnu");
}

TEST(an_address, shows_every_part_but_the_county) {
    for (const auto& row : tables::address_parts) {
        const auto shown = address_words({"", {{row.kind, "mot", ""}}, ""});
        EXPECT_EQ(shown, row.kind == address_part_kind::county ? "" : "mot") << row.element;
    }
}

TEST(a_value, is_said_in_words) {
    coded code;
    code.code = "1";
    code.display = "mot";
    EXPECT_EQ(value_words({"CD", code, "", "", {}, ""}), "mot");
    EXPECT_EQ(value_words({"BL", {}, "true", "", {}, ""}), "oui");
    EXPECT_EQ(value_words({"BL", {}, "false", "", {}, ""}), "non");
    EXPECT_EQ(value_words({"PQ", {}, "70", "kg", {}, ""}), "70 kg");
    EXPECT_EQ(value_words({"INT", {}, "3", "", {}, ""}), "3");
    EXPECT_EQ(value_words({"EIVL_TS", {}, "20260312", "", {}, ""}), "12 mars 2026");
    EXPECT_EQ(value_words({"IVL_TS", {}, "", "", {"", {"2026", ""}, {}, ""}, ""}), "à partir de 2026");
    EXPECT_EQ(value_words({"CD", {}, "", "", {}, "NA"}), "sans objet");
    code.code = "IIIA";
    code.display = "Atteinte régionale";
    EXPECT_EQ(stage_words(code), "IIIA : Atteinte régionale");
    code.display = "Stade IIIA";
    EXPECT_EQ(stage_words(code), "Stade IIIA");
    code.display.clear();
    EXPECT_EQ(stage_words(code), "IIIA");
    EXPECT_EQ(value_words({"CD", code, "", "", {}, ""}), "") << "a code alone is for professionals";
}

}  // namespace
}  // namespace pps::render
