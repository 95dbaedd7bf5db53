#include "cda/render/html.hpp"
#include "generate.hpp"
#include "page_check.hpp"

#include <gtest/gtest.h>

#include <array>
#include <gmock/gmock.h>

namespace pps::render {
namespace {

using test::check;
using test::checked_page;
using test::each_string;
using test::texts;

constexpr std::array hostile{
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "tel:1\" onclick=\"alert(1)",
    "mailto:a@b?subject=<script>",
    "]]></style><style>*{background:url(//x)}",
    "<table><tr><td><a href='javascript:alert(1)'>x</a></td></tr></table>",
    "<content><content><list><item><script>x</script></item></list>",
    "\x01\xC3\x28\xFF\xEF\xBF\xBF\xED\xA0\x80",
    "\xE2\x80\xAE"
    "gro.eldoc\xE2\x81\xA6",
    "&lt;b&gt; &#x0; &nbsp; %s %n {}",
    "20260231",
    "20261",
    "-",
    "\n- \n-",
};

TEST(a_hostile_string, in_every_field_leaves_the_page_sound) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        for (std::size_t turn = 0; turn < hostile.size(); ++turn) {
            auto made = tests::make_plan(
                seed, seed % 2 == 0 ? tests::plan_level::wild : tests::plan_level::conformant);
            std::size_t next = turn;
            each_string(made, [&](std::string& field) { field = hostile[next++ % hostile.size()]; });
            checked_page page;
            check(page, render_html(made));
            ASSERT_THAT(page.faults, testing::IsEmpty()) << seed << ' ' << turn;
        }
    }
}

TEST(a_hostile_string, in_one_kind_of_field_at_a_time_leaves_the_page_sound) {
    // The other fields stay as they are, so that every branch that looks at them is still taken.
    const auto count = [] {
        std::size_t all = 0;
        auto made = tests::make_plan(7, tests::plan_level::wild);
        each_string(made, [&](std::string&) { ++all; });
        return all;
    }();
    for (std::size_t step = 0; step < 31; ++step) {
        auto made = tests::make_plan(7, tests::plan_level::wild);
        std::size_t at = 0;
        each_string(made, [&](std::string& field) {
            if (at++ % 31 == step) field = hostile[at % hostile.size()];
        });
        checked_page page;
        check(page, render_html(made));
        ASSERT_THAT(page.faults, testing::IsEmpty()) << step << " of " << count;
    }
}

TEST(a_very_deep_statement, does_not_exhaust_the_stack) {
    auto made = test::small_plan();
    auto* into = &made.programme[0].act;
    for (int depth = 0; depth < 2000; ++depth) {
        into->related.emplace_back().statement.code.display = "plus profond";
        into = &into->related.back().statement;
    }
    made.sections.emplace_back().kind = section_kind::other;
    auto* section = &made.sections.back();
    for (int depth = 0; depth < 2000; ++depth)
        section = &section->subsections.emplace_back();
    for (int depth = 0; depth < 100000; ++depth)
        made.sections.back().markup += "<list><item>";
    made.sections.back().text = "le texte";
    checked_page page;
    check(page, render_html(made));
    EXPECT_THAT(page.faults, testing::IsEmpty());
    EXPECT_THAT(texts(page, "//section[@id='autres']/div[@class='narrative'][1]/p"),
                testing::ElementsAre("le texte"));
}

TEST(whatever_a_plan_says_in_words, is_on_the_page) {
    std::size_t looked_for = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto made = tests::make_plan(seed);
        std::vector<std::string> said;
        const auto say = [&](std::string& text) {
            if (!text.empty()) said.push_back(text = "mot" + std::to_string(said.size()) + "fin");
        };
        const auto who = [&](party& one) {
            for (auto& each : one.names) {
                for (auto& part : each.parts) {
                    if (part.kind == name_part_kind::family || part.kind == name_part_kind::given)
                        say(part.text);
                }
            }
            if (one.organization && !one.organization->names.empty()) say(one.organization->names.front());
            say(one.code.display);
        };
        const auto comments = [&](statement& one) {
            for (auto& each : one.comments)
                say(each.text.text);
        };
        for (auto& one : made.participants) {
            who(one.who);
            say(one.function.original_text.text);
        }
        for (auto& one : made.informants)
            who(one.who);
        for (auto& one : made.diagnoses) {
            say(one.finding.text.text);
            say(one.morphology.display);
            for (auto& site : one.sites) {
                say(site.site.display);
                say(site.laterality.display);
            }
            for (auto& stage : one.tnm) {
                for (auto* part : {&stage.t, &stage.n, &stage.m}) {
                    if (*part && !(*part)->values.empty()) say((*part)->values.front().code.display);
                }
            }
            comments(one.finding);
        }
        for (auto& one : made.programme) {
            say(one.choice.display);
            say(one.act.text.text);
            comments(one.act);
            for (auto& by : one.act.performers)
                who(by.who);
            if (one.rhythm) say(one.rhythm->text.text);
            if (one.route && !one.route->values.empty()) say(one.route->values.front().code.display);
            if (one.side_effects) {
                say(one.side_effects->text.text);
                for (auto& value : one.side_effects->values)
                    say(value.code.original_text.text);
            }
            for (auto& reason : one.reasons)
                say(reason.text.text);
        }
        if (made.status) {
            for (auto* part : {&made.status->state, &made.status->update_reason}) {
                if (!*part) continue;
                for (auto& value : (*part)->values)
                    say(value.code.display);
                comments(**part);
            }
        }
        for (auto& one : made.authors)
            who(one.who);
        if (made.legal) who(made.legal->who);
        for (auto& one : made.referenced_documents) {
            for (auto& which : one.documents)
                say(which.text.text);
        }
        const auto html = render_html(made);
        for (const auto& one : said)
            EXPECT_NE(html.find(one), std::string::npos) << "seed " << seed << ", word " << one;
        looked_for += said.size();
    }
    EXPECT_GT(looked_for, 2000U);
}

}  // namespace
}  // namespace pps::render
