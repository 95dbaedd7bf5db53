#pragma once

#include "cda/finding.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pps::cda {

/// Bounds of a hostile document. Exceeding one is a fatal finding. With these, all that judges a document
/// takes at most 100 ms and 50 MB. The largest published example of a PPS, in its stylesheet, has 10,441
/// elements and attributes in 0.5 MB; the largest of all published examples has 3 MB.
struct read_limits {
    /// A PDF of 5 MB in base64, and the CDA around it.
    std::size_t max_bytes = 8'000'000;
    std::size_t max_depth = 200;     ///< Nested elements.
    std::size_t max_nodes = 80'000;  ///< Elements, attributes, comments, instructions, CDATA sections.
    /// Bytes of one text, value or comment: libxml2, which canonicalises what is signed, reads no more.
    std::size_t max_text = 10'000'000;
};

/// How the CDA came (cda-pps.md "Two shapes on the wire").
enum class shape { plain, self_presenting };

/// Bytes of the received document, [offset, offset + length).
struct byte_range {
    std::size_t offset = 0;
    std::size_t length = 0;
};

/// A received XML document that holds a CDA. Namespaces, not prefixes, identify elements: use the helpers
/// below to walk it. Immutable after reading, so readable from several threads.
class document {
  public:
    document() = default;
    document(const document&) = delete;
    document& operator=(const document&) = delete;

    pugi::xml_node root() const noexcept { return root_; }  ///< The ClinicalDocument element.
    cda::shape shape() const noexcept { return shape_; }
    /// What read_limits::max_nodes counts.
    std::size_t nodes() const noexcept { return nodes_; }
    /// The xml-stylesheet instruction that names a file outside the document, if any. The DMP refuses a
    /// CDA with a separate stylesheet (dmp-wire §2.3), so these bytes are left out of what is sent.
    std::optional<byte_range> external_stylesheet() const noexcept { return external_stylesheet_; }

  private:
    friend struct document_reader;
    pugi::xml_document xml_;
    pugi::xml_node root_;
    cda::shape shape_ = cda::shape::plain;
    std::size_t nodes_ = 0;
    std::optional<byte_range> external_stylesheet_;
};

/// `document` is null exactly when `findings` refuses.
struct read_outcome {
    std::unique_ptr<cda::document> document;
    cda::findings findings;
};

/// Hardened reading: refuses DTDs and entity declarations, encodings other than UTF-8, invalid UTF-8, NUL and
/// other characters that XML forbids, nesting and size over the limits, anything that is not a CDA in one of
/// the two shapes. Expands no external reference. Thread-safe.
read_outcome read_document(std::string_view bytes, const read_limits& limits = {});

/// Namespace of the CDA elements.
inline constexpr std::string_view cda_namespace = "urn:hl7-org:v3";

/// Walking by namespace. `name` is the local name; elements of another namespace than urn:hl7-org:v3 are
/// never returned.
pugi::xml_node child(pugi::xml_node parent, std::string_view name) noexcept;
pugi::xml_node next(pugi::xml_node sibling, std::string_view name) noexcept;
/// Steps separated by '/', first match at each: path(doc.root(), "author/assignedAuthor/id").
pugi::xml_node path(pugi::xml_node from, std::string_view steps) noexcept;
/// Namespace URI of an element, "" when unbound.
std::string_view namespace_of(pugi::xml_node element) noexcept;
std::string_view local_name(pugi::xml_node element) noexcept;
/// XPath of a node with positions, e.g. "/ClinicalDocument/recordTarget[1]/patientRole[1]"; holds no value.
std::string xpath_of(pugi::xml_node node);

}  // namespace pps::cda
