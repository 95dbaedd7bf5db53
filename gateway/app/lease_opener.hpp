#pragma once

#include "gateway/authenticate/platforms.hpp"
#include "gateway/forward/dispatcher.hpp"
#include "gateway/store/sealer.hpp"

#include <functional>
#include <memory>

namespace pps::gateway::app {

/// Unseals what the dispatcher has leased, and tells as whom it is to be filed (filing_identity). `platforms`
/// gives those of now: they are read again on SIGHUP while workers use the opener. `sealer` and `own` must
/// outlive it.
forward::open_lease make_lease_opener(
    const store::sealer& sealer, const dmp::identity& own,
    std::function<std::shared_ptr<const authenticate::registry>()> platforms);

}  // namespace pps::gateway::app
