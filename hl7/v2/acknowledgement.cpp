#include "hl7/v2/acknowledgement.hpp"

#include "hl7/v2/builder.hpp"
#include "hl7/v2/location.hpp"
#include "hl7/v2/outline.hpp"
#include "hl7/v2/text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace pps::hl7::v2 {
namespace {

constexpr std::size_t most_errors = 50;

struct ack_row {
    std::string_view sign;
    std::string_view enhanced;
    ack_code code;
};
constexpr ack_row ack_codes[] = {
    {"AA", "CA", ack_code::accept},
    {"AE", "CE", ack_code::error},
    {"AR", "CR", ack_code::reject},
};

/// Rules of the document, by the start of their name (volet 2.1, error-codes). The first that fits is taken.
constexpr std::pair<std::string_view, application_error> document_rules[] = {
    {"identity.ins-missing", application_error::ins_missing},
    {"identity.ins-", application_error::ins_mismatch},
    {"identity.", application_error::ins_incomplete},
    {"version.", application_error::wrong_version},
    {"", application_error::other},
};

/// Table HL7 0357 (messageErrorCondition).
constexpr std::pair<hl7_error, std::string_view> hl7_labels[] = {
    {hl7_error::segment_sequence, "Segment sequence error"},
    {hl7_error::required_field, "Required field missing"},
    {hl7_error::data_type, "Data type error"},
    {hl7_error::table_value, "Table value not found"},
    {hl7_error::cardinality, "Non-conformant cardinality"},
    {hl7_error::other, "Other HL7 Error"},
    {hl7_error::message_type, "Unsupported message type"},
    {hl7_error::event, "Unsupported event code"},
    {hl7_error::processing, "Unsupported processing id"},
    {hl7_error::version, "Unsupported version id"},
    {hl7_error::application, "Application error"},
};

/// User table applicationErrorCondition.
constexpr std::pair<application_error, std::string_view> application_labels[] = {
    {application_error::wrong_version,
     "Version du document incorrecte lors d'une demande de remplacement/suppression"},
    {application_error::author_not_entitled, "Auteur non autorisé à remplacer ou supprimer un document"},
    {application_error::patient_unknown, "Identifiant patient inconnu"},
    {application_error::ins_missing, "INS non présent dans le document"},
    {application_error::ins_mismatch,
     "L'INS transmis ne correspond pas exactement à celui stocké dans la base du consommateur"},
    {application_error::ins_incomplete, "L'INS transmis n'est pas complet"},
    {application_error::other, "Erreur 'Autre'"},
};

template <typename Table, typename Code>
std::string_view label_in(const Table& table, Code code) noexcept {
    const auto* found = std::find_if(std::begin(table), std::end(table),
                                     [&](const auto& entry) { return entry.first == code; });
    return found == std::end(table) ? std::string_view{} : found->second;
}

/// Table HL7 0516.
std::string_view sign_of(cda::severity s) noexcept {
    switch (s) {
        case cda::severity::fatal:
            return "F";
        case cda::severity::error:
            return "E";
        case cda::severity::warning:
            return "W";
        case cda::severity::info:
            return "I";
    }
    return "E";
}

bool refusing(const cda::finding& f) noexcept {
    return f.severity == cda::severity::fatal || f.severity == cda::severity::error;
}

// ERL: segment^sequence^field^repetition^component^subcomponent. A path into the document is at its OBX-5.
void write_location(builder& out, const cda::finding& f) {
    auto where = parse_location(f.path);
    if (!where && f.path.starts_with('/')) where = location{.segment = "OBX", .field = 5};
    if (!where || where->segment.empty()) return;
    out.set(2, where->segment, 1).set(2, std::to_string(where->sequence), 2);
    if (where->field == 0) return;
    out.set(2, std::to_string(where->field), 3);
    if (where->repetition > 1 || where->component > 0) out.set(2, std::to_string(where->repetition), 4);
    if (where->component > 0) out.set(2, std::to_string(where->component), 5);
    if (where->subcomponent > 0) out.set(2, std::to_string(where->subcomponent), 6);
}

std::string location_in(const segment& err) {
    const auto number = [&err](std::size_t component) {
        const std::string text = err.at(2, component).text();
        unsigned value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    };
    location where;
    where.segment = trimmed(err.at(2, 1).text());
    if (where.segment.empty()) return {};
    where.sequence = std::max(number(2), 1u);
    where.field = number(3);
    where.repetition = std::max(number(4), 1u);
    where.component = number(5);
    where.subcomponent = number(6);
    return to_string(where);
}

void write_error(builder& out, error_code code, std::string_view severity) {
    const auto number = std::to_string(static_cast<unsigned>(code.code));
    out.composite(3, {number, label_of(code.code), "messageErrorCondition"}).set(4, severity);
    if (code.detail == application_error::none) return;
    const auto detail = std::to_string(static_cast<unsigned>(code.detail));
    out.composite(5, {detail, label_of(code.detail), "applicationErrorCondition"});
}

}  // namespace

std::string_view to_string(ack_code code) noexcept {
    const auto* found = std::find_if(std::begin(ack_codes), std::end(ack_codes),
                                     [&](const ack_row& r) { return r.code == code; });
    return found == std::end(ack_codes) ? std::string_view{} : found->sign;
}

error_code error_code_of(std::string_view rule) noexcept {
    const auto* ours = std::find_if(std::begin(message_rules::table), std::end(message_rules::table),
                                    [&](const message_rule& r) { return r.rule.id == rule; });
    if (ours != std::end(message_rules::table)) return {ours->code, ours->detail};
    const auto* of_document = std::find_if(std::begin(document_rules), std::end(document_rules),
                                           [&](const auto& entry) { return rule.starts_with(entry.first); });
    return {hl7_error::application, of_document->second};
}

std::string_view label_of(hl7_error code) noexcept {
    return label_in(hl7_labels, code);
}

std::string_view label_of(application_error code) noexcept {
    return label_in(application_labels, code);
}

ack_code ack_code_for(const cda::findings& findings) noexcept {
    return cda::refuses(findings) ? ack_code::error : ack_code::accept;
}

std::string build_acknowledgement(const message_header& request, ack_code code, const cda::findings& findings,
                                  const stamp& when) {
    builder out(request.charset);
    // A request of unknown version is answered in that of ORU, which every sender can read.
    const std::string_view version = request.version == "2.6" ? "2.6" : "2.5";
    begin_answer(out, request, when, "ACK", request.event, "ACK", version);
    out.segment("MSA").set(1, to_string(code)).set(2, request.control_id);
    if (code == ack_code::accept) return out.take();
    std::size_t written = 0;
    for (const auto& f : findings) {
        if (!refusing(f) || written == most_errors) continue;
        ++written;
        out.segment("ERR");
        write_location(out, f);
        write_error(out, error_code_of(f.rule), sign_of(f.severity));
        out.set(7, f.rule).set(8, f.fr);
    }
    if (written == 0)
        write_error(out.segment("ERR"), {hl7_error::application, application_error::other}, "E");
    return out.take();
}

std::optional<acknowledgement> read_acknowledgement(const message& m) {
    const auto msa = m.find("MSA");
    if (value_of(m.header().at(9, 1)) != "ACK" || !msa) return std::nullopt;
    const auto sign = value_of(msa.field(1));
    const auto* row = std::find_if(std::begin(ack_codes), std::end(ack_codes),
                                   [&](const ack_row& r) { return r.sign == sign || r.enhanced == sign; });
    acknowledgement ack;
    ack.acknowledged_id = trimmed(msa.field(2).text());
    if (row == std::end(ack_codes) || ack.acknowledged_id.empty()) return std::nullopt;
    ack.code = row->code;
    ack.event = value_of(m.header().at(9, 2));
    for (auto err = m.find("ERR"); err && ack.errors.size() < most_errors;
         err = m.find("ERR", err.index() + 1))
        ack.errors.push_back({err.at(3, 1).text(), err.field(4).text(), err.at(5, 1).text(), location_in(err),
                              err.field(7).text(), err.field(8).text()});
    return ack;
}

}  // namespace pps::hl7::v2
