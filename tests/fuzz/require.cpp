#include "tests/fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>

namespace pps::fuzz {

void require(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "not kept: %s\n", promise);
    std::abort();
}

}  // namespace pps::fuzz
