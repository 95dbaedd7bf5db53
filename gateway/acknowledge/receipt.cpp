#include "gateway/acknowledge/receipt.hpp"

#include "gateway/acknowledge/message.hpp"
#include "gateway/core/digest.hpp"
#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/receipt.hpp"

namespace pps::gateway::acknowledge {
namespace {

namespace v2 = hl7::v2;

constexpr std::size_t longest_control_id = 20;  // HL7 v2.5 §2.15.9.10

std::string_view bytes_of(const store::bytes& from) {
    return {reinterpret_cast<const char*>(from.data()), from.size()};
}

/// The word for an outcome that came without a code.
struct outcome_row {
    store::delivery_state state;
    std::string_view code, label;
};
constexpr outcome_row rows[] = {
    {store::delivery_state::refused, "refused", "refusé par le DMP"},
    {store::delivery_state::failed, "failed", "transmission au DMP abandonnée"},
    {store::delivery_state::withdrawn, "withdrawn", "retiré avant sa transmission au DMP"},
};

v2::receipt_error error_of(const store::due_receipt& what) {
    v2::receipt_error error{what.code, what.text};
    for (const auto& row : rows) {
        if (row.state != what.outcome) continue;
        if (error.code.empty()) error.code = row.code;
        if (error.label.empty()) error.label = row.label;
    }
    return error;
}

}  // namespace

std::string receipt_control_id(std::string_view document_id, std::int64_t round) {
    return sha256_hex({document_id, "/", std::to_string(round)}).substr(0, longest_control_id);
}

std::string receipt_message(const store::due_receipt& what, instant now) {
    const auto request = v2::header_of(bytes_of(what.header));
    if (!request) return {};
    v2::receipt made;
    made.kind = v2::receipt_kind::dmp;
    made.request_id = request->control_id;
    if (what.outcome != store::delivery_state::registered && what.outcome != store::delivery_state::deleted)
        made.error = error_of(what);
    const std::string id = receipt_control_id(what.document_id, what.round);
    const std::string time = hl7_time(now);
    return v2::build_receipt(*request, made, {id, time});
}

std::string_view receipt_verdict(std::string_view answer, std::string_view control_id) {
    const v2::parse_outcome parsed = v2::parse(answer);
    if (!parsed.message) return "not-an-ack";
    const auto told = v2::read_acknowledgement(*parsed.message);
    if (!told) return "not-an-ack";
    return told->acknowledged_id == control_id ? v2::to_string(told->code) : "other-message";
}

}  // namespace pps::gateway::acknowledge
