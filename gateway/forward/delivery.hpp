#pragma once

#include "gateway/forward/attempt.hpp"

#include <string>

namespace pps::gateway::forward {

/// The document as the registry must show it to be ours.
struct expected_entry {
    std::string unique_id;
    std::string sha1_hex;
};

/// The state machine of one leased document (sans-I/O), sent by ITI-41. It is never registered twice, and not
/// sent again once its deletion was asked for.
class delivery : public attempt {
  public:
    delivery(const store::leased_delivery& lease, expected_entry expected, const delivery_policy& policy,
             double random);

    void asked(const exchange& outcome, instant now);
    void sent(const exchange& outcome, instant now);

  private:
    void registered(std::string_view event, std::string entry_uuid);

    expected_entry expected_;
    bool unwanted_;
    bool sent_once_ = false;
};

}  // namespace pps::gateway::forward
