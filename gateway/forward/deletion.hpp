#pragma once

#include "gateway/forward/attempt.hpp"

#include <string>

namespace pps::gateway::forward {

/// The state machine of one leased deletion (sans-I/O), sent by ITI-57 (TD3.3c). The registry is always asked
/// first: it says which entry is meant and in which status, which the request must repeat (dmp-wire §2.4).
class deletion : public attempt {
  public:
    deletion(const store::leased_delivery& lease, const delivery_policy& policy, double random);

    void asked(const exchange& outcome, instant now);
    void sent(const exchange& outcome, instant now);

    /// What is to be deleted, as the registry said it. Meaningful when next() is `send`.
    const std::string& entry_uuid() const noexcept { return entry_uuid_; }
    const std::string& status() const noexcept { return status_; }

  private:
    void done(std::string_view code);

    std::string unique_id_;
    std::string entry_uuid_, status_;
    std::string refused_status_;  ///< Of the request that was refused; "" before.
    bool sent_once_ = false;
};

}  // namespace pps::gateway::forward
