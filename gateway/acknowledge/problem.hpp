#pragma once

#include "cda/finding.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::acknowledge {

inline constexpr std::string_view problem_type = "application/problem+json";

/// One kind of refusal over HTTP: its status and texts. Rows in problem.cpp; `reason` is stable and ends the
/// problem's type URI.
struct problem_row {
    std::string_view reason;
    int status;
    std::string_view en, fr;
};

/// The row of a reason; an unknown reason gives the row "internal".
const problem_row& problem_of(std::string_view reason) noexcept;

/// RFC 9457 body: type, title (English), status, with fr (French), code (the reason), and the findings when
/// there are any. Holds no patient data: findings have none.
std::string problem_json(const problem_row& row, const cda::findings& findings = {},
                         std::string_view correlation = {});

}  // namespace pps::gateway::acknowledge
