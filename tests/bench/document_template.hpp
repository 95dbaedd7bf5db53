#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::bench {

/// What differs from one copy of a template to the next.
enum class part { document_id, set_id, ins };

/// Where the value of a part stands in the template: between the quotes of its attribute.
struct place {
    std::size_t offset = 0;
    std::size_t length = 0;
    part what = part::document_id;
};

/// A CDA read once, of which many distinct documents are made without copying it.
struct document_template {
    std::string bytes;
    std::vector<place> places;  ///< In the order of the bytes; the INS only when it was asked for.
};

struct template_outcome {
    std::optional<document_template> found;
    std::string problem;  ///< English, names no value of the document; "" when `found`.
};

/// Finds the ClinicalDocument's own id and setId (attribute root) whatever the prefix of its elements, also
/// inside another element (self-presenting form), and, when `with_ins`, the patient's INS of a test domain
/// (attribute extension). A document without them, or whose id or setId has an extension, is refused.
template_outcome read_template(std::string bytes, bool with_ins);

/// Arc under which the ids of the copies are made: arc.<seed>.1.<number> and, for setIds,
/// arc.<seed>.2.<number>.
inline constexpr std::string_view copies_arc = "1.2.250.1.999.7.300";

inline constexpr std::uint32_t most_copies =
    900'000'000;                                     ///< Numbers are below; all ids have the same width.
inline constexpr std::uint32_t most_patients = 999;  ///< Order numbers of a commune within a month.
inline constexpr std::uint32_t greatest_seed = 2'147'483'647;

/// One document at a time made of a template, which must outlive it: an id and a setId per seed and number.
class numbered_copy {
  public:
    /// `patients`: how many different patients in turn, 0: the template's own (then it needs no INS place).
    numbered_copy(const document_template& from, std::uint32_t seed, std::uint32_t patients);
    // The pieces point into it.
    numbered_copy(const numbered_copy&) = delete;
    numbered_copy& operator=(const numbered_copy&) = delete;

    /// Becomes the document of that number (below most_copies). Writes some tens of bytes and moves none.
    void renumber(std::uint32_t number);

    /// The document: these pieces, in order. They stay where they are; renumber() changes what they hold.
    const std::vector<std::string_view>& pieces() const noexcept { return pieces_; }

    /// What a part holds now; "" when the template has no such place.
    std::string_view value_of(part what) const noexcept { return values_[static_cast<std::size_t>(what)]; }

    /// Bytes of the document, the same for every number.
    std::size_t size() const noexcept { return size_; }

  private:
    static constexpr std::size_t number_width = 9;

    std::array<std::string, 3> values_;  ///< By part; never resized once pieces_ points into them.
    std::vector<std::string_view> pieces_;
    std::size_t size_ = 0;
    std::uint32_t patients_;
};

/// Writes the order number (1 to 999) into an INS of 15 characters and completes its key: 97 - (n mod 97),
/// where 2A counts as 19 and 2B as 18 (Référentiel INS, arrêté of 27 May 2019).
void set_order_number(std::string& ins, std::uint32_t order);

}  // namespace pps::bench
