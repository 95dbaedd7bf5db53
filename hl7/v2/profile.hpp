#pragma once

#include "cda/identifiers.hpp"
#include "hl7/v2/outline.hpp"
#include "hl7/v2/rules.hpp"

#include <span>
#include <string_view>

namespace pps::hl7::v2 {

struct profile_options {
    strictness mode = strictness::lenient;
    /// MSH-11 must be P in production, T or D elsewhere.
    cda::environment environment = cda::environment::production;
    /// JDV_J66-TypeCode-DMP: the document types the DMP takes. Empty: the type is not judged here.
    std::span<const std::string_view> dmp_types = {};
};

/// Judges a request (ORU^R01, MDM^T02, T10 and T04) by the volet CI-SIS "Transmission d'un document CDA-R2 en
/// HL7v2" 2.1: order and number of segments, then each field by its row, then what must agree. Takes no look
/// into the document itself: see document_reference.hpp. When the type of the message is not one of these,
/// that is the only finding. Findings repeat no value; their paths are those of location.hpp. Thread-safe.
cda::findings check_profile(const message& m, const profile_options& options = {});

/// The parts of check_profile(), in their order. They append to `all`.
bool check_message_type(const outline& o, const profile_options& options, cda::findings& all);
void check_segment_order(const message& m, const outline& o, strictness mode, cda::findings& all);
void check_fields(const message& m, const outline& o, strictness mode, cda::findings& all);
void check_coherence(const outline& o, const profile_options& options, cda::findings& all);

}  // namespace pps::hl7::v2
