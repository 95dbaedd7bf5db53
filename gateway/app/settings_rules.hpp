#pragma once

#include "gateway/app/settings.hpp"

#include <rapidjson/document.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::app {

/// What the rules look at.
struct rule_input {
    const app::settings& settings;
    const rapidjson::Value& file;
    const std::vector<std::string>& broken;  ///< Pointers of the values that the schema refuses.

    /// False when the value at `pointer`, or something in it or around it, is refused by the schema: then a
    /// rule that uses it has nothing to say.
    bool sound(std::string_view pointer) const;
};

/// One rule that a schema cannot say. `check` calls `report` once per place where the rule is broken.
struct rule {
    std::string_view id;
    std::string_view text;  ///< What is wrong.
    std::string_view why;
    void (*check)(const rule_input& in, const std::function<void(std::string pointer)>& report);
};

/// Names of all rules, for tests and documentation.
std::vector<std::string_view> rule_ids();

/// Every breach of the rules of settings_rules.cpp: the ranges of durations and sizes, then the rules.
std::vector<setting_error> check_rules(const rule_input& in);

}  // namespace pps::gateway::app
