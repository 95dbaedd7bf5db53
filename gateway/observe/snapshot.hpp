#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pps::gateway::observe {

/// One certificate of the gateway, for the days it has left.
struct certificate_state {
    std::string use;  ///< "receive", "national", "sign"
    std::string subject;
    instant not_after{};
};

enum class breaker_state { closed, half_open, open };

/// Everything that health, metrics and the progress line tell, gathered at one moment by the composition
/// root.
struct snapshot {
    instant at{};
    std::string version;
    double uptime_seconds = 0;
    bool stopping = false;
    bool store_answered = true;  ///< The figures below were read in time.
    store::store_health store;
    store::queue_figures queue;
    std::vector<store::tally> tallies;
    std::uint64_t disk_free_bytes = 0, disk_wanted_bytes = 0;

    struct service {
        std::string name;  ///< "repository", "registry"
        breaker_state breaker = breaker_state::closed;
        std::optional<instant> last_success, last_trouble;
    };
    std::vector<service> national;
    std::uint32_t daily_announce = 0;
    std::map<std::string, std::int64_t> exchanges;  ///< "<service>/<outcome>"
    double exchange_seconds = 0;
    std::int64_t exchanging = 0, late_settlements = 0;

    std::map<std::string, std::int64_t> requests;  ///< "<method> <route> <status>"
    std::map<std::string, std::int64_t> incidents;
    std::map<double, std::int64_t> submit_buckets;
    double submit_seconds = 0;
    std::int64_t submits = 0;
    std::map<std::string, std::int64_t> message_answers;  ///< HL7 v2, by MSA-1.
    double message_seconds = 0;
    int connections = 0;
    int work_waiting = 0;
    std::map<std::string, std::int64_t> pipeline_refusals;  ///< By rule.
    std::map<std::string, std::int64_t> findings;           ///< "<severity> <rule>"
    struct step {
        std::string name;
        std::int64_t count = 0;
        double seconds = 0;
    };
    std::vector<step> pipeline_steps;
    std::string rules_edition;

    std::vector<certificate_state> certificates;
    std::uint64_t resident_bytes = 0;
};

/// True when no circuit breaker keeps the national endpoint from being called.
bool national_ok(const snapshot& now);

/// Documents registered by the DMP today (UTC day of `at`).
std::int64_t registered_today(const snapshot& now);

}  // namespace pps::gateway::observe
