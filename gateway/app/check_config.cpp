#include "gateway/app/material.hpp"
#include "gateway/app/serve.hpp"
#include "gateway/app/settings.hpp"

#include <chrono>
#include <cstdio>

namespace pps::gateway::app {
namespace {

/// What documents will be judged by, so that an operator sees a bundle taken before it is used.
void tell(const process::rule_set& rules) {
    std::printf("rules    edition %s\n", rules.edition().c_str());
    std::printf("rules    our own: %zu files, %zu assertions\n", rules.own_files, rules.own->assertions());
    if (!rules.bundle) {
        std::printf("rules    no official bundle (conformity.bundle): our own rules alone judge\n");
        return;
    }
    for (const auto& one : rules.bundle->schemas())
        std::printf("rules    %s: %zu rules, %zu assertions\n", one.schema->name().c_str(),
                    one.schema->rules(), one.schema->assertions());
    std::printf("rules    official XML schema: %zu files\n", rules.xsd->files().size());
    std::printf(
        "rules    official bundle: %zu schemas, %zu rules, %zu assertions, %.0f MB of vocabulary, "
        "loaded in %lld ms\n",
        rules.bundle->schemas().size(), rules.bundle->rules(), rules.bundle->assertions(),
        static_cast<double>(rules.bundle->vocabulary_bytes()) / 1e6,
        static_cast<long long>(rules.bundle->load_time().count()));
}

}  // namespace

int check_config(const std::string& config_file) {
    const settings_outcome read = read_settings(config_file);
    for (const auto& one : read.errors)
        std::printf("%s: %s\n", one.pointer.empty() ? "(file)" : one.pointer.c_str(), one.text.c_str());
    if (!read.errors.empty()) {
        std::printf("%zu error(s) in %s\n", read.errors.size(), config_file.c_str());
        return exit_config;
    }
    const material_outcome loaded = load_material(read.settings);
    for (const auto& one : loaded.problems)
        std::printf("%s\n", one.c_str());
    const instant now = std::chrono::system_clock::now();
    for (const auto& one : loaded.material.certificates)
        std::printf(
            "certificate %-8s %s, %lld days left\n", one.use.c_str(), one.subject.c_str(),
            static_cast<long long>(std::chrono::floor<std::chrono::days>(one.not_after - now).count()));
    if (!loaded.problems.empty()) return exit_config;
    tell(*loaded.material.rules);
    for (const auto& one : loaded.notes)
        std::printf("note     %s\n", one.c_str());
    std::printf("environment %s, %zu platform(s), national endpoint %s\n",
                read.settings.environment == cda::environment::production ? "production" : "test",
                read.settings.platforms.size(), read.settings.national.repository.c_str());
    std::printf("%s is valid\n", config_file.c_str());
    return exit_ok;
}

}  // namespace pps::gateway::app
