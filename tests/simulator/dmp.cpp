#include "tests/simulator/dmp.hpp"

#include "tests/simulator/existence.hpp"
#include "tests/simulator/mtom.hpp"
#include "tests/simulator/names.hpp"
#include "tests/simulator/query.hpp"
#include "tests/simulator/update.hpp"

#include <exception>

namespace pps::simulator {

namespace {

constexpr std::string_view base_path = "/si-dmp-server/v2/services/";

struct operation {
    std::string_view service, action, response_action;
    bool query;  ///< A failure is an AdhocQueryResponse.
};

// dmp-wire §2.1, §4.3
constexpr operation operations[] = {
    {"repository", names::action_provide, "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse", false},
    {"registry", names::action_query, "urn:ihe:iti:2007:RegistryStoredQueryResponse", true},
    {"registry", names::action_update, "urn:ihe:iti:2010:UpdateDocumentSet-Response", false},
    {"patients", names::action_existence, "urn:hl7-org:v3:PRPA_IN201308UV02", false},
};

/// The operation that the service and the Action select; the service's first when the Action is not one of
/// its.
const operation& select(std::string_view service, std::string_view action) {
    const operation* first = nullptr;
    for (const auto& one : operations) {
        if (one.service != service) continue;
        if (one.action == action) return one;
        if (first == nullptr) first = &one;
    }
    return *first;
}

answer succeed(std::string_view response_action, std::string_view relates_to, std::string_view payload) {
    answer out;
    out.body = wrap(response_action, relates_to, payload);
    return out;
}

}  // namespace

std::string_view service_of(std::string_view path) noexcept {
    if (!path.starts_with(base_path)) return {};
    path.remove_prefix(base_path.size());
    for (const auto& one : operations)
        if (one.service == path) return one.service;
    return {};
}

dmp::dmp(dmp_settings settings, trust& issuers, registry& documents)
    : settings_(std::move(settings)), issuers_(issuers), documents_(documents) {}

answer dmp::handle(const request& what, fault_mode fault) {
    {
        const std::lock_guard lock(mutex_);
        ++counts_.requests;
    }
    try {
        return counted(serve(what, fault));
    } catch (const std::exception&) {
        return counted(answer_refusals(
            {faulted("soap:InternalError", "internal error of the simulator", "Receiver")}, "", "", false));
    }
}

answer dmp::serve(const request& what, fault_mode fault) {
    const auto service = service_of(what.path);
    auto refuse = [](const refusal& why, const envelope* message = nullptr, const operation* op = nullptr) {
        return answer_refusals({why}, op != nullptr ? op->response_action : "",
                               message != nullptr ? message->message_id : "", op != nullptr && op->query);
    };
    if (service.empty()) return refuse(http_refused(404, "no such service"));
    const auto declared = parse_media_type(what.content_type);
    if (!declared) return refuse(http_refused(415, "Content-Type is missing or malformed"));

    // ITI-41 is always MTOM; the other services also take plain SOAP 1.2 (dmp-wire §2.2).
    package parts;
    std::string_view soap = what.body;
    if (declared->type == "multipart/related") {
        auto read = read_package(*declared, what.body);
        if (!read) return refuse(read.error());
        parts = std::move(*read);
        soap = parts.parts[parts.root].body;
    } else if (service == "repository" || declared->type != "application/soap+xml") {
        return refuse(http_refused(415, "Content-Type is not one that this service takes"));
    }

    const auto message = read_envelope(soap);
    if (!message) return refuse(message.error());
    const auto& op = select(service, action_of(*message));
    if (const auto problem = check_addressing(*message, op.action)) return refuse(*problem, &*message, &op);
    if (fault == fault_mode::busy)
        return refuse(
            failed(service == "repository" ? "XDSRepositoryBusy" : "XDSRegistryBusy", "try again later"),
            &*message, &op);
    const auto who = verify_vihf(message->doc.get(), message->header, issuers_, replays_, settings_.now(),
                                 what.client_units, settings_.allowed_structures);
    if (!who) return refuse(who.error(), &*message, &op);
    if (fault == fault_mode::denied)
        return refuse(failed("DMPAccessDeniedByRightsService", "the structure has not the right"), &*message,
                      &op);

    if (op.action == names::action_provide) return provide(*message, parts, *who);
    if (op.action == names::action_query) return query(*message, *who);
    if (op.action == names::action_update) return update(*message, *who);
    return existence(*message, *who);
}

answer dmp::provide(const envelope& message, const package& parts, const vihf& who) {
    const auto& op = select("repository", names::action_provide);
    const auto now = settings_.now();
    auto refuse = [&](const std::vector<refusal>& errors) {
        return answer_refusals(errors, op.response_action, message.message_id, false);
    };
    const auto judged = judge_submission(message.body, parts, {settings_.where, who, issuers_, now});
    if (!judged.errors.empty()) return refuse(judged.errors);
    switch (documents_.state_of(who.patient.id)) {
        case registry::patient_state::absent:
            return refuse({failed("XDSUnknownPatientId", "the patient has no DMP")});
        case registry::patient_state::closed:
            return refuse({failed("XDSUnknownPatientId", "the DMP of the patient is closed")});
        case registry::patient_state::active:
            break;
    }
    if (const auto problem = documents_.submit(judged.accepted, now)) return refuse({*problem});
    return succeed(op.response_action, message.message_id, registry_success());
}

answer dmp::query(const envelope& message, const vihf& who) {
    const auto& op = select("registry", names::action_query);
    const auto found = answer_query(message.body, who, documents_);
    if (!found) return answer_refusals({found.error()}, op.response_action, message.message_id, true);
    return succeed(op.response_action, message.message_id, *found);
}

answer dmp::update(const envelope& message, const vihf& who) {
    const auto& op = select("registry", names::action_update);
    const auto change = read_update(message.body, who, settings_.where);
    const verdict problem = change ? documents_.remove(*change, settings_.now()) : verdict(change.error());
    if (problem) return answer_refusals({*problem}, op.response_action, message.message_id, false);
    return succeed(op.response_action, message.message_id, registry_success());
}

answer dmp::existence(const envelope& message, const vihf& who) {
    const auto& op = select("patients", names::action_existence);
    const auto found = answer_existence(message.body, who, documents_, settings_.now());
    if (!found) return answer_refusals({found.error()}, op.response_action, message.message_id, false);
    return succeed(op.response_action, message.message_id, *found);
}

answer dmp::counted(answer out) {
    const std::lock_guard lock(mutex_);
    if (out.code.empty()) {
        ++counts_.accepted;
    } else {
        ++counts_.refused[out.code];
    }
    return out;
}

service_counts dmp::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

void dmp::reset() {
    replays_.clear();
    const std::lock_guard lock(mutex_);
    counts_ = {};
}

}  // namespace pps::simulator
