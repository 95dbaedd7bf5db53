#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/document_reference.hpp"
#include "hl7/v2/location.hpp"
#include "hl7/v2/profile.hpp"
#include "hl7/v2/receipt.hpp"
#include "hl7/v2/text.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

// A received HL7 v2 message, until its documents and the answer to it.
namespace pps::fuzz {
namespace {

namespace v2 = hl7::v2;

void judge(const v2::message& m, cda::findings& findings) {
    const auto again = v2::serialise(m);
    const auto reread = v2::parse(again);
    require(reread.message && v2::serialise(*reread.message) == again, "a message survives being written");
    require(reread.message->size() == m.size(), "with all its segments");
    for (const auto mode : {v2::strictness::strict, v2::strictness::lenient}) {
        findings = v2::check_profile(m, {.mode = mode});
        const auto taken = v2::extract(m, mode);
        findings.insert(findings.end(), taken.findings.begin(), taken.findings.end());
        for (std::size_t i = 0; i < taken.transmission.documents.size() && i < 2; ++i) {
            const auto read = cda::read_document(taken.transmission.documents[i].bytes);
            if (read.document) v2::check_document(taken.transmission, i, v2::describe(*read.document), mode);
        }
    }
    v2::read_acknowledgement(m);
    if (const auto receipt = v2::read_receipt(m)) {
        const auto built = v2::build_receipt(v2::header_of(m), *receipt, {"1", "2"});
        const auto back = v2::parse(built);
        require(back.message && v2::read_receipt(*back.message), "a receipt survives being built");
    }
}

}  // namespace

void digest(std::string_view bytes) {
    const auto outcome = v2::parse(bytes);
    require(outcome.message.has_value() == !cda::refuses(outcome.findings),
            "no message exactly when refused");
    auto findings = outcome.findings;
    if (outcome.message) judge(*outcome.message, findings);
    for (const auto& f : findings) {
        const auto where = v2::parse_location(f.path);
        require(f.path.empty() || (where && v2::to_string(*where) == f.path), "a finding has a place");
    }
    const auto header = v2::header_of(bytes);
    require(header || !outcome.message, "what is read has a header");
    if (!header) return;
    const auto answer =
        v2::build_acknowledgement(*header, v2::ack_code_for(findings), findings, {"1", "20251016"});
    const auto ack = v2::parse(answer);
    require(ack.message.has_value(), "every answer is a message");
    const bool named = !v2::trimmed(header->control_id).empty();
    require(v2::read_acknowledgement(*ack.message).has_value() == named, "an answer is read back");
}

}  // namespace pps::fuzz
