#include "cda/json/json.hpp"
#include "cda/write/write.hpp"
#include "tests/fuzz/target.hpp"

// A plan as a platform sends it in the form pps/1.
namespace pps::fuzz {

void digest(std::string_view bytes) {
    const auto read = json::read_json(bytes);
    require(read.plan.has_value() != cda::refuses(read.findings), "a plan, or findings that refuse");
    if (!read.plan) return;
    const auto again = json::read_json(json::write_json(*read.plan));
    require(again.plan && *again.plan == *read.plan, "a plan comes back from its text");
    cda::write_pps(*read.plan);
}

}  // namespace pps::fuzz
