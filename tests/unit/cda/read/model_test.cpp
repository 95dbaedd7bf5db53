#include "cda/pps/model.hpp"

#include "cda/pps/names.hpp"
#include "cda/pps/tables.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pps {
namespace {

template <typename Enumeration>
void expect_words_and_back() {
    std::set<std::string_view> words;
    for (std::size_t i = 0; i < names<Enumeration>::table.size(); ++i) {
        const auto [one, word] = names<Enumeration>::table[i];
        EXPECT_EQ(static_cast<std::size_t>(one), i) << word;
        EXPECT_EQ(to_string(one), word);
        EXPECT_EQ(from_string<Enumeration>(word), one);
        EXPECT_TRUE(words.insert(word).second) << word;
    }
    EXPECT_FALSE(from_string<Enumeration>("no such word"));
}

TEST(model, enumerations_have_words_and_come_back_from_them) {
    expect_words_and_back<name_part_kind>();
    expect_words_and_back<address_part_kind>();
    expect_words_and_back<informant_kind>();
    expect_words_and_back<participant_role>();
    expect_words_and_back<statement_class>();
    expect_words_and_back<plan_kind>();
    expect_words_and_back<section_kind>();
    expect_words_and_back<programme_kind>();
}

TEST(model, every_kind_of_section_and_every_role_has_a_row) {
    for (const auto& [kind, word] : names<section_kind>::table) {
        const bool known = tables::section_of(kind, plan_kind::care_plan) != nullptr ||
                           tables::section_of(kind, plan_kind::tumour_board) != nullptr;
        EXPECT_EQ(known, kind != section_kind::other) << word;
    }
    for (const auto& [role, word] : names<participant_role>::table) {
        const auto rows =
            std::count_if(tables::participants.begin(), tables::participants.end(),
                          [wanted = role](const tables::participant_row& row) { return row.role == wanted; });
        EXPECT_EQ(rows, role == participant_role::other ? 0 : 1) << word;
    }
    for (const auto& row : tables::programme)
        EXPECT_EQ(tables::programme_of(row.kind), &row);
    EXPECT_EQ(tables::programme_of(programme_kind::proposed_treatment), nullptr);
}

TEST(model, rows_of_one_document_kind_can_be_told_apart) {
    std::set<std::tuple<plan_kind, std::string_view, std::string_view>> seen;
    for (const auto& row : tables::sections) {
        EXPECT_TRUE(seen.emplace(row.document, row.templates.back(), row.translation.code).second)
            << row.title;
    }
}

TEST(model, an_element_that_gives_only_a_null_flavor_is_not_empty) {
    EXPECT_TRUE(coded{}.empty());
    EXPECT_TRUE(interval{}.empty());
    EXPECT_TRUE(identifier{}.empty());
    coded null;
    null.null_flavor = "NA";
    EXPECT_FALSE(null.empty());
    EXPECT_NE(null, coded{});
    interval masked;
    masked.null_flavor = "MSK";
    EXPECT_FALSE(masked.empty());
}

TEST(model, names_and_addresses_give_their_parts) {
    const name who{"",
                   {{name_part_kind::family, "BR", "DE NAISSANCE", ""},
                    {name_part_kind::given, "", "UN DEUX", ""},
                    {name_part_kind::given, "BR", "UN", ""}},
                   ""};
    EXPECT_EQ(who.part(name_part_kind::family, "BR"), "DE NAISSANCE");
    EXPECT_EQ(who.part(name_part_kind::given), "UN DEUX");
    EXPECT_EQ(who.part(name_part_kind::family, "CL"), "");
    const address where{"", {{address_part_kind::county, "49007", ""}}, ""};
    EXPECT_EQ(where.part(address_part_kind::county), "49007");
    EXPECT_EQ(where.part(address_part_kind::city), "");
}

TEST(model, only_a_boolean_that_says_so_is_true_or_false) {
    value said;
    said.type = "BL";
    said.text = "true";
    EXPECT_EQ(said.boolean(), true);
    said.text = "false";
    EXPECT_EQ(said.boolean(), false);
    said.text = "oui";
    EXPECT_EQ(said.boolean(), std::nullopt);
    said.text = "true";
    said.null_flavor = "UNK";
    EXPECT_EQ(said.boolean(), std::nullopt);
    said = {};
    said.type = "ST";
    said.text = "true";
    EXPECT_EQ(said.boolean(), std::nullopt);
}

TEST(model, the_main_event_is_the_first_with_a_performer) {
    plan p;
    EXPECT_EQ(p.main_event(), nullptr);
    p.events.resize(2);
    EXPECT_EQ(p.main_event(), &p.events[0]);
    p.events[1].performers.emplace_back();
    EXPECT_EQ(p.main_event(), &p.events[1]);
}

TEST(model, a_document_replaces_only_what_it_says_it_replaces) {
    plan p;
    p.related.push_back({"APND", {{"1.2.3", "", "", ""}}, {}, {}, ""});
    EXPECT_EQ(p.replaces(), nullptr);
    p.related.push_back({"RPLC", {{"1.2.4", "", "", ""}}, {}, {}, ""});
    ASSERT_NE(p.replaces(), nullptr);
    EXPECT_EQ(p.replaces()->root, "1.2.4");
}

}  // namespace
}  // namespace pps
