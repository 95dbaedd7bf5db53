#include "gateway/acknowledge/message.hpp"

#include "gateway/acknowledge/problem.hpp"
#include "gateway/core/ids.hpp"
#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/header.hpp"

namespace pps::gateway::acknowledge {
namespace {

namespace v2 = hl7::v2;

std::string answer(std::string_view message, v2::ack_code code, const cda::findings& findings, instant now) {
    const auto header = v2::header_of(message);
    if (!header) return {};
    // MSH-10 has 20 characters (HL7 v2.5 §2.15.9.10).
    const std::string id = new_document_id(now).substr(0, 20);
    const std::string time = hl7_time(now);
    return v2::build_acknowledgement(*header, code, findings, {id, time});
}

}  // namespace

std::string hl7_time(instant now) {
    std::string text;
    for (const char c : to_rfc3339(now)) {
        if (c == '.') break;
        if (c >= '0' && c <= '9') text += c;
    }
    return text + "+0000";
}

std::string message_acceptance(std::string_view message, instant now) {
    return answer(message, v2::ack_code::accept, {}, now);
}

std::string message_refusal(std::string_view message, std::string_view reason, const cda::findings& findings,
                            instant now) {
    const problem_row& row = problem_of(reason);
    // What only the moment is in the way of may be sent again as it is.
    const bool passing = row.status == 503 || row.status == 500 || row.status == 403;
    if (cda::refuses(findings)) return answer(message, v2::ack_code::error, findings, now);
    cda::finding one;
    one.rule = std::string{row.reason};
    one.fr = std::string{row.fr};
    one.en = std::string{row.en};
    return answer(message, passing ? v2::ack_code::reject : v2::ack_code::error, {one}, now);
}

std::string code_in(std::string_view answer) {
    constexpr std::string_view mark = "\rMSA|";
    const std::size_t at = answer.find(mark);
    return at == std::string_view::npos ? "none" : std::string{answer.substr(at + mark.size(), 2)};
}

}  // namespace pps::gateway::acknowledge
