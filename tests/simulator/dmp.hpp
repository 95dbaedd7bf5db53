#pragma once

#include "tests/simulator/faults.hpp"
#include "tests/simulator/registry.hpp"
#include "tests/simulator/soap.hpp"
#include "tests/simulator/submission.hpp"
#include "tests/simulator/trust.hpp"
#include "tests/simulator/vihf.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

struct dmp_settings {
    environment where = environment::test;
    std::set<std::string>
        allowed_structures;  ///< Identifiant_Structure accepted whatever the certificate's OU.
    std::function<instant()> now = [] { return std::chrono::system_clock::now(); };
};

/// One request as HTTP gives it.
struct request {
    std::string_view path;  ///< Target without query.
    std::string_view content_type;
    std::string_view body;
    const std::vector<std::string>& client_units;  ///< OU values of the TLS client certificate.
};

struct service_counts {
    std::uint64_t requests = 0;
    std::uint64_t accepted = 0;
    std::map<std::string, std::uint64_t> refused;  ///< By code.
};

/// "repository", "registry", "patients", or "" for a path that is no service (dmp-wire §4.3).
std::string_view service_of(std::string_view path) noexcept;

/// The DMP without sockets: verifies, decides, registers, answers. Thread-safe.
class dmp {
  public:
    dmp(dmp_settings settings, trust& issuers, registry& documents);

    /// Never throws on bad input. `fault`: busy answers XDSRepositoryBusy or XDSRegistryBusy once the
    /// envelope is read, denied refuses for want of rights once the VIHF is verified; the others are the
    /// server's.
    answer handle(const request& what, fault_mode fault = fault_mode::none);

    service_counts counts() const;
    void reset();

  private:
    answer serve(const request& what, fault_mode fault);
    answer counted(answer out);
    answer provide(const envelope& message, const package& parts, const vihf& who);
    answer query(const envelope& message, const vihf& who);
    answer update(const envelope& message, const vihf& who);
    answer existence(const envelope& message, const vihf& who);

    dmp_settings settings_;
    trust& issuers_;
    registry& documents_;
    replay_guard replays_;
    mutable std::mutex mutex_;
    service_counts counts_;
};

}  // namespace pps::simulator
