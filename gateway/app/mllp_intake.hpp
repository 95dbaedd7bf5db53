#pragma once

#include "gateway/authenticate/platforms.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/receive/documents_api.hpp"
#include "gateway/runtime/mllp_server.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pps::gateway::app {

/// What the MLLP listener counted, read on the loop's thread.
struct mllp_figures {
    std::map<std::string, std::int64_t> answers;    ///< By MSA-1: "AA", "AE", "AR".
    std::map<std::string, std::int64_t> incidents;  ///< By name.
    double seconds = 0;                             ///< Sum of answer times.
    std::int64_t answered = 0;
};

/// HL7 v2 over MLLP to the same submissions as over HTTPS: the certificate says whose message it is, the
/// answer is the volet's ACK, given after the commit. Used on the loop's thread only.
class mllp_intake final : public runtime::mllp_service {
  public:
    using submit =
        std::function<boost::asio::awaitable<receive::submission_outcome>(receive::submission what,
                                                                          const authenticate::platform& from)>;
    mllp_intake(submit by, std::shared_ptr<const authenticate::registry> platforms, const clock& clock);

    /// New platforms are known from the next message on.
    void replace_platforms(std::shared_ptr<const authenticate::registry> platforms) {
        platforms_ = std::move(platforms);
    }
    const mllp_figures& figures() const noexcept { return figures_; }

    boost::asio::awaitable<std::string> on_message(std::string message, runtime::peer from) override;
    std::string on_refusal(runtime::mllp_refusal why, std::string_view head) override;
    void on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) override;
    void on_answered(std::chrono::nanoseconds elapsed) override;

  private:
    submit submit_;
    std::shared_ptr<const authenticate::registry> platforms_;
    const gateway::clock& clock_;
    mllp_figures figures_;
};

}  // namespace pps::gateway::app
