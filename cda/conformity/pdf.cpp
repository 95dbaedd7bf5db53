#include "cda/conformity/pdf.hpp"

#include "cda/conformity/base64.hpp"
#include "cda/conformity/pdf_rules.hpp"
#include "cda/conformity/pdf_scan.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <string>

namespace pps::cda::conformity {
namespace {

using pdf_rules::row;

/// Readers look for the end of a file in its last kilobyte (ISO 32000-1 annex H.3).
constexpr std::size_t tail_size = 1024;

bool has_end(std::string_view file) {
    const auto tail = file.substr(file.size() - std::min(file.size(), tail_size));
    const auto start = tail.rfind("startxref");
    if (start == std::string_view::npos || tail.find("%%EOF", start) == std::string_view::npos) return false;
    return file.find("trailer") != std::string_view::npos || file.find("/XRef") != std::string_view::npos;
}

std::string characters_of(pugi::xml_node element) {
    std::string text;
    for (const auto piece : element.children()) {
        if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) text += piece.value();
    }
    return text;
}

}  // namespace

findings judge_pdf(std::string_view file, std::string_view where, const pdf_limits& limits) {
    findings all;
    const auto report = [&](const rule& r) { all.push_back(broken(r, std::string(where))); };
    if (file.size() > limits.max_file) {
        report(row("pdf.size"));
        return all;
    }
    if (!file.starts_with("%PDF-")) {
        report(row("pdf.magic"));
        return all;
    }
    if (!has_end(file)) report(row("pdf.end"));
    const auto seen = scan_pdf(file, limits);
    if (seen.encrypted) report(row("pdf.encrypted"));
    if (seen.javascript) report(row("pdf.javascript"));
    if (seen.launch) report(row("pdf.launch"));
    if (seen.embedded_file) report(row("pdf.embedded-file"));
    if (seen.unseen) report(row("pdf.not-scanned"));
    if (!seen.pdf_a) report(row("pdf.pdf-a"));
    return all;
}

findings judge_embedded_pdf(const document& doc, const pdf_limits& limits) {
    findings all;
    const auto text = path(doc.root(), "component/nonXMLBody/text");
    if (!text) return all;
    const auto where = xpath_of(text);
    const auto report = [&](const rule& r) { all.push_back(broken(r, where)); };
    if (attribute(text, "mediaType") != "application/pdf") report(row("pdf.media-type"));
    if (attribute(text, "representation") != "B64") report(row("pdf.representation"));
    if (!all.empty()) return all;
    const auto file = base64_decoded(characters_of(text));
    if (!file) {
        report(row("pdf.base64"));
        return all;
    }
    return judge_pdf(*file, where, limits);
}

}  // namespace pps::cda::conformity
