#include "gateway/app/serve.hpp"

#include "gateway/app/server.hpp"
#include "gateway/app/settings.hpp"
#include "gateway/core/log.hpp"

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

namespace pps::gateway::app {

int serve(const std::string& config_file) {
    // Until it can be handled, a reload has nothing to reload; a dump would hold documents and keys.
    std::signal(SIGHUP, SIG_IGN);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    const settings_outcome read = read_settings(config_file);
    if (!read.errors.empty()) {
        for (const auto& one : read.errors)
            std::fprintf(stderr, "%s: %s: %s\n", config_file.c_str(),
                         one.pointer.empty() ? "(file)" : one.pointer.c_str(), one.text.c_str());
        return exit_config;
    }
    material_outcome loaded = load_material(read.settings);
    if (!loaded.problems.empty()) {
        for (const auto& one : loaded.problems)
            std::fprintf(stderr, "%s\n", one.c_str());
        return exit_config;
    }
    log::set_level(log::level_from(read.settings.log_level).value_or(log::level::info));
    // A full disk must be an error of the write, not a death.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    server gateway{config_file, read.settings, std::move(loaded.material)};
    return gateway.run();
}

}  // namespace pps::gateway::app
