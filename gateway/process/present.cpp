#include "gateway/process/present.hpp"

#include "cda/document.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/process/pipeline.hpp"

#include <array>
#include <utility>

namespace pps::gateway::process {
namespace {

constexpr std::string_view cda_type = "application/xml";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view json_type = "application/json";

/// What is kept, opened.
struct opened {
    std::string source, sent;
};

presented refused(std::string_view reason) {
    presented made;
    made.refused_reason = reason;
    return made;
}

presented with(std::string_view type, std::string body) {
    presented made;
    made.content_type = type;
    made.body = std::move(body);
    return made;
}

std::optional<opened> open(const store::document_content& kept, std::string_view id,
                           const store::sealer& sealer) {
    const auto metadata = sealer.open(kept.metadata, metadata_context(id));
    auto source = sealer.open(kept.payload, payload_context(id));
    if (!metadata || !source) return std::nullopt;
    const auto about = kept_metadata_from(*metadata);
    if (!about) return std::nullopt;
    opened made;
    made.source = std::move(*source);
    if (kept.sent.empty()) {
        made.sent = bytes_to_send(made.source, *about);
        return made;
    }
    auto sent = sealer.open(kept.sent, sent_context(id));
    if (!sent) return std::nullopt;
    made.source = received_bytes(std::move(made.source), *sent, *about);
    made.sent = bytes_to_send(std::move(*sent), *about);
    return made;
}

struct part_row {
    content_part part;
    std::string_view name;
};
constexpr std::array part_rows{
    part_row{content_part::source, "source"},
    part_row{content_part::sent, "sent"},
    part_row{content_part::view, "view"},
    part_row{content_part::coverage, "coverage"},
};

}  // namespace

presented present(const store::document_content& kept, std::string_view document_id, content_part part,
                  const store::sealer& sealer) {
    std::optional<opened> content = open(kept, document_id, sealer);
    if (!content) return refused("internal");
    if (part == content_part::source) return with(kept.media_type, std::move(content->source));
    if (part == content_part::sent) return with(cda_type, std::move(content->sent));
    if (part == content_part::coverage) {
        // Of what was received, when it says a plan itself; an envelope holds the CDA that is sent.
        const media_row* row = media_of(kept.media_type);
        const plan_reading received = read_plan(content->source, row == nullptr ? media::cda : row->form);
        if (received.plan && !received.plan->file) return with(json_type, received.coverage);
    }
    const cda::read_outcome read = cda::read_document(content->sent);
    if (!read.document) return refused("internal");
    const cda::pps_reading reading = cda::read_pps(*read.document);
    if (reading.plan.file) return refused("no-view");
    if (part == content_part::coverage) return with(json_type, cda::to_json(reading.coverage));
    return with(html_type, render_html(reading.plan));
}

std::string_view to_string(content_part part) noexcept {
    for (const auto& row : part_rows)
        if (row.part == part) return row.name;
    return {};
}

}  // namespace pps::gateway::process
