#include "cda/json/plan_forms.hpp"
#include "generate.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

/// The generator of plans against the tables, which name every member of the model.
namespace pps::json {
namespace {

/// How often each member was there and was not, and which words were used.
class counter {
  public:
    struct count {
        std::size_t there = 0;
        std::size_t absent = 0;
    };

    template <has_form Type>
    void walk(const Type& what) {
        each_row<Type>([&](const auto& row) { member(what, row); });
    }

    const std::map<std::string, count>& members() const noexcept { return members_; }
    const std::map<std::string, std::set<std::string_view>>& words() const noexcept { return words_; }
    const std::set<std::string>& flavors() const noexcept { return flavors_; }

  private:
    template <typename Type, typename Row>
    void member(const Type& owner, const Row& row) {
        using member_type = typename Row::member_type;
        const auto& held = owner.*row.member;
        const auto key = std::string(form<Type>::name) + '.' + std::string(row.name);
        if constexpr (std::is_enum_v<member_type>) {
            words_[key].insert(to_string(held));
        } else if constexpr (std::is_same_v<member_type, bool>) {
            words_[key].insert(held ? "true" : "false");
        } else if constexpr (std::is_same_v<member_type, std::optional<bool>>) {
            words_[key].insert(!held ? "" : *held ? "true" : "false");
        } else {
            if (row.layout != layout::merged)
                ++(held == member_type{} ? members_[key].absent : members_[key].there);
            if constexpr (is_list<member_type>) {
                for (const auto& one : held)
                    below(one);
            } else if constexpr (is_optional<member_type>) {
                if (held) below(*held);
            } else {
                below(held);
            }
        }
        if constexpr (std::is_same_v<member_type, std::string>) {
            if (row.name == "null" && !held.empty()) flavors_.insert(held);
        }
    }
    template <typename Type>
    void below(const Type& what) {
        if constexpr (has_form<Type>) walk(what);
    }

    std::map<std::string, count> members_;
    std::map<std::string, std::set<std::string_view>> words_;
    std::set<std::string> flavors_;
};

counter count_plans(std::initializer_list<tests::plan_level> levels) {
    counter out;
    for (const auto level : levels) {
        for (std::uint64_t seed = 0; seed < 300; ++seed)
            out.walk(tests::make_plan(seed, level));
    }
    return out;
}

TEST(made_plans, have_and_have_not_each_member_of_the_model) {
    const auto counted = count_plans({tests::plan_level::conformant, tests::plan_level::wild});
    EXPECT_GT(counted.members().size(), 150u);
    for (const auto& [name, count] : counted.members()) {
        EXPECT_GT(count.there, 0u) << name;
        // These are what their object is about: it is not made without them.
        static const std::set<std::string> always{
            "plan.id",          "plan.time", "plan.patient", "qualifier.value", "related_statement.statement",
            "diagnosis.concern"};
        EXPECT_TRUE(count.absent > 0 || always.contains(name)) << name;
    }
}

TEST(made_plans, use_every_word_of_the_model) {
    const auto counted = count_plans({tests::plan_level::conformant, tests::plan_level::wild});
    const auto& words = counted.words();
    EXPECT_EQ(words.at("plan.kind").size(), names<plan_kind>::table.size());
    EXPECT_EQ(words.at("section.kind").size(), names<section_kind>::table.size());
    EXPECT_EQ(words.at("programme_entry.kind").size(), names<programme_kind>::table.size());
    EXPECT_EQ(words.at("participant.role").size(), names<participant_role>::table.size());
    EXPECT_EQ(words.at("informant.kind").size(), names<informant_kind>::table.size());
    EXPECT_EQ(words.at("statement.class").size(), names<statement_class>::table.size());
    EXPECT_EQ(words.at("name_part.kind").size(), names<name_part_kind>::table.size());
    EXPECT_EQ(words.at("address_part.kind").size(), names<address_part_kind>::table.size());
    EXPECT_EQ(words.at("statement.negated").size(), 3u);
    EXPECT_EQ(words.at("related_statement.inverted").size(), 3u);
    EXPECT_EQ(words.at("informant.professional").size(), 2u);
    EXPECT_EQ(counted.flavors().size(), 8u);
}

TEST(made_plans, are_conformant_without_leaving_members_untried) {
    const auto counted = count_plans({tests::plan_level::conformant});
    std::size_t tried = 0;
    for (const auto& [name, count] : counted.members())
        tried += count.there > 0 ? 1 : 0;
    // The others are those that no PPS has: embedded files, templates, parts of other kinds of statements…
    EXPECT_GE(tried, 120u) << tried << " of " << counted.members().size();
}

}  // namespace
}  // namespace pps::json
