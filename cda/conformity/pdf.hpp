#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"

#include <cstddef>
#include <string_view>

namespace pps::cda::conformity {

/// Bounds of a hostile file.
struct pdf_limits {
    std::size_t max_file = 20u << 20;      ///< Bytes of the decoded file.
    std::size_t max_inflated = 16u << 20;  ///< Bytes of all inflated streams together.
    std::size_t max_streams = 20'000;      ///< Streams that are inflated.
};

/// The "pdf.*" rows of pdf_rules over component/nonXMLBody/text of a document that has one; nothing for a
/// structured document. Thread-safe.
findings judge_embedded_pdf(const document& doc, const pdf_limits& limits = {});

/// The rows that concern the file alone, found at `where`: an XPath.
findings judge_pdf(std::string_view file, std::string_view where, const pdf_limits& limits = {});

}  // namespace pps::cda::conformity
