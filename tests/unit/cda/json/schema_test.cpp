#include "cda/json/json.hpp"
#include "cda/json/plan_forms.hpp"
#include "files.hpp"
#include "generate.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace pps::json {
namespace {

constexpr const char* file = "config/pps.schema.json";

/// The names of the members of each definition of the schema.
template <typename Type>
void expect_members(const rapidjson::Value& schema, std::set<std::string_view>& seen, bool merged) {
    const std::string name(form<Type>::name);
    if (!seen.insert(form<Type>::name).second) return;
    if (!merged) {
        const rapidjson::Value* what = &schema;
        if (name != "plan") {
            ASSERT_TRUE(schema["$defs"].HasMember(name.c_str())) << name;
            what = &schema["$defs"][name.c_str()];
            if (what->HasMember("anyOf")) what = &(*what)["anyOf"][(*what)["anyOf"].Size() - 1];
        }
        std::set<std::string> listed;
        for (const auto& one : (*what)["properties"].GetObject())
            listed.insert(one.name.GetString());
        std::set<std::string> of_the_form;
        if (name == "plan") of_the_form.insert("format");
        each_name<Type>([&](std::string_view one) {
            EXPECT_TRUE(of_the_form.emplace(one).second) << name << " has " << one << " twice";
        });
        EXPECT_EQ(listed, of_the_form) << name;
        EXPECT_FALSE((*what)["additionalProperties"].GetBool()) << name;
    }
    each_row<Type>([&](const auto& row) {
        using element = typename std::decay_t<decltype(row)>::element;
        if (row.layout != layout::merged) {
            EXPECT_FALSE(row.doc.empty()) << name << '.' << row.name;
        }
        if constexpr (has_form<element>) expect_members<element>(schema, seen, row.layout == layout::merged);
    });
}

TEST(the_schema, is_the_one_in_config) {
    const auto path = std::filesystem::path(PPS_SOURCE_DIR) / file;
    if (const char* update = std::getenv("PPS_UPDATE_GOLDEN"); update != nullptr && *update == '1')
        std::ofstream(path, std::ios::binary) << json_schema();
    EXPECT_TRUE(test::source_file(file) == json_schema())
        << "PPS_UPDATE_GOLDEN=1 writes it anew: read the difference before it is committed";
}

TEST(the_schema, lists_exactly_the_members_of_the_tables) {
    rapidjson::Document schema;
    schema.Parse(test::source_file(file).c_str());
    ASSERT_FALSE(schema.HasParseError());
    std::set<std::string_view> seen;
    expect_members<plan>(schema, seen, false);
    EXPECT_GT(seen.size(), 30u);
}

/// Judges a text by the keywords that the schema has. RapidJSON's own validator knows neither `const` nor
/// `$defs`.
class validator {
  public:
    validator() { schema_.Parse(test::source_file(file).c_str()); }

    /// Where the text breaks the schema, "" when it does not.
    std::string broken(const std::string& text) const {
        rapidjson::Document tree;
        tree.Parse(text.c_str());
        return tree.HasParseError() ? "not JSON" : broken(tree, schema_, "#");
    }

  private:
    using json_value = rapidjson::Value;

    static bool is(const json_value& what, std::string_view type) {
        if (type == "object") return what.IsObject();
        if (type == "array") return what.IsArray();
        if (type == "string") return what.IsString();
        if (type == "boolean") return what.IsBool();
        if (type == "integer") return what.IsInt64();
        return type == "null" && what.IsNull();
    }
    template <typename Holds>
    static bool any(const json_value& list, Holds holds) {
        return std::any_of(list.Begin(), list.End(), holds);
    }

    std::string broken(const json_value& what, const json_value& by, const std::string& where) const {
        for (const auto& keyword : by.GetObject()) {
            const std::string name = keyword.name.GetString();
            const auto& rule = keyword.value;
            bool holds = true;
            if (name == "$ref") {
                const std::string target = rule.GetString();
                const auto& def = schema_["$defs"][target.substr(target.rfind('/') + 1).c_str()];
                if (auto found = broken(what, def, where); !found.empty()) return found;
            } else if (name == "type") {
                holds = rule.IsString()
                            ? is(what, rule.GetString())
                            : any(rule, [&](const auto& one) { return is(what, one.GetString()); });
            } else if (name == "const") {
                holds = what == rule;
            } else if (name == "enum") {
                holds = any(rule, [&](const auto& one) { return what == one; });
            } else if (name == "anyOf") {
                holds = any(rule, [&](const auto& one) { return broken(what, one, where).empty(); });
            } else if (name == "pattern" && what.IsString()) {
                holds = std::regex_match(what.GetString(), std::regex(rule.GetString()));
            } else if (name == "minimum" && what.IsNumber()) {
                holds = what.GetDouble() >= rule.GetDouble();
            } else if (name == "maximum" && what.IsNumber()) {
                holds = what.GetDouble() <= rule.GetDouble();
            } else if (name == "required" && what.IsObject()) {
                holds = std::all_of(rule.Begin(), rule.End(),
                                    [&](const auto& one) { return what.HasMember(one); });
            } else if (name == "additionalProperties" && what.IsObject()) {
                for (const auto& one : what.GetObject())
                    holds = holds && by["properties"].HasMember(one.name);
            } else if (name == "properties" && what.IsObject()) {
                for (const auto& one : what.GetObject()) {
                    if (!rule.HasMember(one.name)) continue;
                    auto found = broken(one.value, rule[one.name], where + '/' + one.name.GetString());
                    if (!found.empty()) return found;
                }
            } else if (name == "items" && what.IsArray()) {
                for (const auto& one : what.GetArray()) {
                    if (auto found = broken(one, rule, where + "/0"); !found.empty()) return found;
                }
            }
            if (!holds) return where + ' ' + name;
        }
        return {};
    }

    rapidjson::Document schema_;
};

TEST(the_schema, accepts_what_the_writer_writes) {
    validator judge;
    for (const auto level : {tests::plan_level::conformant, tests::plan_level::wild}) {
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            EXPECT_EQ(judge.broken(write_json(tests::make_plan(seed, level))), "") << seed;
    }
    for (const auto* name : {"config/examples/pps-first.json", "config/examples/pps-update.json",
                             "config/examples/pps-paediatric.json"})
        EXPECT_EQ(judge.broken(test::source_file(name)), "") << name;
}

TEST(the_schema, refuses_what_the_reader_refuses) {
    validator judge;
    EXPECT_EQ(judge.broken(R"({"format":"pps/1"})"), "");
    for (const auto* text :
         {R"({})", R"({"format":"pps/2"})", R"({"format":"pps/1","nom":"x"})",
          R"({"format":"pps/1","time":"18/03/2024"})", R"({"format":"pps/1","version":0})",
          R"({"format":"pps/1","patient":"x"})", R"({"format":"pps/1","kind":"pps"})",
          R"({"format":"pps/1","screening":1})",
          R"({"format":"pps/1","status":{"handed_over":{"time":"2024-3"}}})",
          R"({"format":"pps/1","team":{}})", R"({"format":"pps/1","team":[{"role":"x"}]})"}) {
        EXPECT_NE(judge.broken(text), "") << text;
        EXPECT_FALSE(read_json(text).plan) << text;
    }
}

}  // namespace
}  // namespace pps::json
