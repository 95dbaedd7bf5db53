#include "gateway/app/material.hpp"
#include "gateway/app/serve.hpp"
#include "gateway/app/settings.hpp"

#include <chrono>
#include <cstdio>

namespace pps::gateway::app {

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
    std::printf("environment %s, %zu platform(s), national endpoint %s\n",
                read.settings.environment == cda::environment::production ? "production" : "test",
                read.settings.platforms.size(), read.settings.national.repository.c_str());
    std::printf("%s is valid\n", config_file.c_str());
    return exit_ok;
}

}  // namespace pps::gateway::app
