#pragma once

#include "gateway/authenticate/platforms.hpp"
#include "gateway/forward/dmp/profile.hpp"
#include "gateway/process/kept_metadata.hpp"

namespace pps::gateway::app {

/// As whom the DMP is asked: subject of the VIHF and author of the submission set. `own` is what is
/// configured for all, `from` the platform (null: it is configured no more), `how` what its message said. The
/// structure of a message counts when the platform's `senders` list it: its sector is in no message, and the
/// DMP takes structures of the certificate only. Thread-safe.
dmp::identity filing_identity(const dmp::identity& own, const authenticate::platform* from,
                              const process::filing& how);

}  // namespace pps::gateway::app
