#include "gateway/runtime/exchange.hpp"

namespace pps::gateway::runtime {

std::string_view to_string(exchange_stage stage) noexcept {
    switch (stage) {
        case exchange_stage::answered:
            return "answered";
        case exchange_stage::not_connected:
            return "not-connected";
        case exchange_stage::interrupted:
            return "interrupted";
        case exchange_stage::unanswered:
            return "unanswered";
    }
    return "unanswered";
}

}  // namespace pps::gateway::runtime
