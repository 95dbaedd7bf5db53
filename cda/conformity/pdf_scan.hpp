#pragma once

#include "cda/conformity/pdf.hpp"

#include <string_view>

namespace pps::cda::conformity {

/// What a PDF file says that it does. Found by its names, wherever they stand: a reader finds its objects by
/// offset, so no order of reading can be trusted to see the same objects.
struct pdf_contents {
    bool encrypted = false;
    bool javascript = false;
    bool launch = false;
    bool embedded_file = false;
    bool pdf_a = false;
    bool unseen = false;  ///< Some object stream could not be inflated within the limits.
};

/// Scans the file and its inflated object streams and XMP metadata (ISO 32000-1 §7.5.7, §14.3).
pdf_contents scan_pdf(std::string_view file, const pdf_limits& limits);

}  // namespace pps::cda::conformity
