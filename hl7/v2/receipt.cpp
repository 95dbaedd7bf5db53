#include "hl7/v2/receipt.hpp"

#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/builder.hpp"
#include "hl7/v2/outline.hpp"
#include "hl7/v2/text.hpp"

#include <algorithm>
#include <iterator>

namespace pps::hl7::v2 {
namespace {

/// Table AckMetierZAM: codes of the two OBX, and the table of ERR-5.
struct receipt_row {
    receipt_kind kind;
    std::string_view event;
    std::string_view status_code;
    std::string_view status_label;
    std::string_view mailbox_code;
    std::string_view mailbox_label;
    std::string_view error_table;
};
constexpr receipt_row rows[] = {
    {receipt_kind::dmp, "Z01", "ACK_RECEPTION_DMP", "Accusé de réception DMP", "", "", "DMP_ERROR_CODE"},
    {receipt_kind::mss_delivery, "Z02", "ACK_RECEPTION_MSS", "Accusé de réception MSSanté",
     "DESTINATAIRE_MSS", "Destinataire MSSanté", "SMTPERRORCODE"},
    {receipt_kind::mss_reading, "Z03", "ACK_LECTURE_MSS", "Accusé de lecture", "LECTEUR_MSS",
     "Lecteur du courriel MSSanté", "applicationErrorCondition"},
};

constexpr std::string_view table_name = "AckMetierZAM";

std::string text(const element& e) {
    return std::string(trimmed(e.text()));
}

}  // namespace

std::string build_receipt(const message_header& request, const receipt& what, const stamp& when) {
    const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                     [&](const receipt_row& r) { return r.kind == what.kind; });
    const receipt_row& row = found == std::end(rows) ? rows[0] : *found;
    builder out(request.charset);
    begin_answer(out, request, when, "ZAM", row.event, "ZAM_Z01", "2.6");
    out.composite(21, {"2.1", "CISIS_CDA_HL7_V2"});
    out.segment("EVN").set(2, when.date_time);
    out.segment("OBX")
        .set(1, "1")
        .set(2, "CWE")
        .composite(3, {row.status_code, row.status_label, table_name})
        .set(4, what.request_id)
        .composite(5, {what.error ? "N" : "Y", "", "expandedYes-NoIndicator"})
        .set(11, "F");
    if (what.mailbox && !row.mailbox_code.empty()) {
        out.segment("OBX")
            .set(1, "2")
            .set(2, "XTN")
            .composite(3, {row.mailbox_code, row.mailbox_label, table_name})
            .set(4, what.mailbox->owner_id)
            .composite(5, {"", "", "X.400", what.mailbox->address})
            .set(11, "F");
    }
    if (what.error) {
        const auto code = std::to_string(static_cast<unsigned>(hl7_error::application));
        out.segment("ERR")
            .composite(3, {code, label_of(hl7_error::application), "messageErrorCondition"})
            .set(4, "E")
            .composite(5, {what.error->code, what.error->label, row.error_table});
    }
    return out.take();
}

std::optional<receipt> read_receipt(const message& m) {
    const auto event = value_of(m.header().at(9, 2));
    const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                   [&](const receipt_row& r) { return r.event == event; });
    if (value_of(m.header().at(9, 1)) != "ZAM" || row == std::end(rows)) return std::nullopt;
    receipt what{.kind = row->kind, .request_id = {}, .error = {}, .mailbox = {}};
    std::string_view status;
    for (auto obx = m.find("OBX"); obx; obx = m.find("OBX", obx.index() + 1)) {
        const auto code = value_of(obx.at(3, 1));
        if (code == row->status_code) {
            what.request_id = text(obx.at(4, 1));
            status = value_of(obx.at(5, 1));
        } else if (!row->mailbox_code.empty() && code == row->mailbox_code) {
            what.mailbox = mailbox{text(obx.at(4, 1)), text(obx.at(5, 4))};
        }
    }
    if (what.request_id.empty() || (status != "Y" && status != "N")) return std::nullopt;
    if (status == "N") {
        const auto err = m.find("ERR");
        if (!err) return std::nullopt;
        what.error = receipt_error{text(err.at(5, 1)), text(err.at(5, 2))};
    }
    return what;
}

}  // namespace pps::hl7::v2
