#pragma once

#include "tests/bench/document_template.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::bench {

/// What differs from one copy of a message to the next, beside its document.
enum class message_part { control_id, document_id, ins };

/// Where the value of a part stands in a message.
struct message_place {
    std::size_t offset = 0;
    std::size_t length = 0;
    message_part what = message_part::control_id;
};

/// An HL7 v2 message that carries a CDA in base64, read once, of which many distinct messages are made.
struct message_template {
    std::string bytes;                  ///< One segment a line, ended by \r.
    std::vector<message_place> places;  ///< In the order of the bytes, all before the base64.
    std::size_t base64_offset = 0;
    std::size_t base64_length = 0;
    document_template document;
};

struct message_template_outcome {
    std::optional<message_template> found;
    std::string problem;  ///< English, names no value of the message; "" when `found`.
};

/// Finds MSH-10, TXA-12 when there is a TXA, the first OBX-5 in base64 with the CDA's own places in it and,
/// when `with_ins`, the INS of a test domain in PID-3.
message_template_outcome read_message_template(std::string bytes, bool with_ins);

/// One message at a time made of a template, which must outlive it; framed for MLLP.
class numbered_message {
  public:
    /// As numbered_copy: the document of a number is the same in both.
    numbered_message(const message_template& from, std::uint32_t seed, std::uint32_t patients);

    /// Becomes the message of that number. Encodes anew the few bytes of the document that change.
    void renumber(std::uint32_t number);

    std::string_view block() const noexcept { return block_; }  ///< 0x0B message 0x1C 0x0D.
    std::string_view control_id() const noexcept { return control_id_; }
    std::size_t document_size() const noexcept { return document_.size(); }

  private:
    struct span_of_bytes {
        std::size_t offset, length;
    };
    void put(message_part what, std::string_view value);

    numbered_copy copy_;
    std::string document_;                 ///< The pieces of copy_ in one text.
    std::vector<span_of_bytes> changing_;  ///< Of document_, by changing piece, widened to whole groups of 3.
    std::string control_id_;
    std::string block_;
    std::vector<message_place> places_;  ///< In block_.
    std::size_t base64_offset_ = 0;      ///< In block_.
};

}  // namespace pps::bench
