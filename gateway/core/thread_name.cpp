#include "gateway/core/thread_name.hpp"

#include <pthread.h>

namespace pps::gateway {

void name_this_thread(const char* name) noexcept {
    static_cast<void>(::pthread_setname_np(::pthread_self(), name));
}

}  // namespace pps::gateway
