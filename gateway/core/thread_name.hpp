#pragma once

namespace pps::gateway {

/// Names the calling thread as tools show it (`top -H`, `perf`): at most 15 characters
/// (pthread_setname_np(3)), else the name stays what it was.
void name_this_thread(const char* name) noexcept;

}  // namespace pps::gateway
