#pragma once

#include "tests/simulator/dmp.hpp"
#include "tests/simulator/faults.hpp"
#include "tests/simulator/registry.hpp"

#include <string>
#include <string_view>

namespace pps::simulator {

struct admin_answer {
    unsigned status = 200;
    std::string body;  ///< JSON
};

/// What the admin endpoint acts upon.
struct admin_target {
    dmp& service;
    registry& documents;
    fault_plan& faults;
};

/// One admin request (see README.md). Thread-safe; never throws on bad input.
admin_answer handle_admin(std::string_view method, std::string_view target, std::string_view body,
                          const admin_target& on);

}  // namespace pps::simulator
