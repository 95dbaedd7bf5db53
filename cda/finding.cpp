#include "cda/finding.hpp"

#include <algorithm>

namespace pps::cda {

std::string_view to_string(severity s) noexcept {
    switch (s) {
        case severity::fatal:
            return "fatal";
        case severity::error:
            return "error";
        case severity::warning:
            return "warning";
        case severity::info:
            return "info";
    }
    return "error";
}

bool refuses(const findings& all) noexcept {
    return std::any_of(all.begin(), all.end(), [](const finding& f) {
        return f.severity == severity::fatal || f.severity == severity::error;
    });
}

}  // namespace pps::cda
