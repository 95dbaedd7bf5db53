#include "gateway/app/intake.hpp"

#include "gateway/acknowledge/message.hpp"
#include "gateway/acknowledge/problem.hpp"
#include "gateway/acknowledge/publication.hpp"
#include "gateway/acknowledge/status.hpp"
#include "gateway/core/deletion_reason.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/process/present.hpp"
#include "gateway/runtime/awaiting.hpp"

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;

// A document can break hundreds of rules; a log line names some.
constexpr std::size_t most_rules_logged = 20;

/// What may be logged of a refusal.
std::string listed(const std::vector<std::string>& rules) {
    std::string text;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (i > 0) text += ' ';
        if (i == most_rules_logged) return text + "…";
        text += rules[i];
    }
    return text;
}

std::string_view reason_of(const boost::system::error_code& failed) {
    if (failed == errc::timed_out) return "too-slow";
    if (failed == errc::storage_busy) return "overloaded";
    return "storage-unavailable";
}

}  // namespace

intake::intake(parts with, process::pipeline_options options, std::shared_ptr<const process::rule_set> rules,
               std::chrono::milliseconds answer_timeout,
               std::function<void(const std::string& platform)> accepted)
    : with_(with),
      options_(std::move(options)),
      answer_timeout_(answer_timeout),
      accepted_(std::move(accepted)),
      rules_(std::move(rules)) {}

receive::documents_service intake::service() {
    receive::documents_service made;
    const auto shared = [](receive::submission&& what, const authenticate::platform& from) {
        auto given = std::make_shared<request>();
        given->what = std::move(what);
        given->from = from;
        return shared_request{std::move(given)};
    };
    made.submit = [this, shared](receive::submission what, const authenticate::platform& from) {
        return submit(shared(std::move(what), from));
    };
    made.validate = [this, shared](receive::submission what, const authenticate::platform& from) {
        return validate(shared(std::move(what), from));
    };
    made.find = [this](std::string id, std::string platform) {
        return find(std::move(id), std::move(platform), false);
    };
    made.find_by_unique_id = [this](std::string unique_id, std::string platform) {
        return find(std::move(unique_id), std::move(platform), true);
    };
    made.remove = [this](std::string id, std::string reason, std::string platform) {
        removal what;
        what.id = std::move(id);
        what.reason = std::move(reason);
        what.platform = std::move(platform);
        return remove(std::move(what));
    };
    made.content = [this](std::string id, std::string platform, content_part part) {
        return content(std::move(id), std::move(platform), part);
    };
    return made;
}

intake::outcome intake::refused(const request& given, std::string_view reason,
                                const cda::findings& findings) const {
    outcome made;
    made.refused_reason = std::string{reason};
    const acknowledge::problem_row& row = acknowledge::problem_of(reason);
    if (given.what.media == media::hl7v2) {
        made.body = acknowledge::message_refusal(given.what.bytes, reason, findings, with_.clock.now());
    } else if (given.what.media == media::fhir) {
        made.body = acknowledge::operation_outcome_json(row, findings);
        made.content_type = std::string{acknowledge::fhir_type};
    } else {
        made.body = acknowledge::problem_json(row, findings, given.what.correlation);
    }
    return made;
}

intake::outcome intake::accepted(const request& given, const store::document_status& status, bool repeated,
                                 const cda::findings& warnings) const {
    outcome made;
    made.document_id = status.id;
    made.repeated = repeated;
    if (given.what.media == media::hl7v2) {
        made.body = acknowledge::message_acceptance(given.what.bytes, with_.clock.now());
        return made;
    }
    if (given.what.protocol == protocol::document) {
        made.body = acknowledge::status_json(status, warnings);
        return made;
    }
    acknowledge::published published =
        acknowledge::publication_answer(given.what.bytes, given.what.protocol, status);
    made.body = std::move(published.body);
    made.status = published.status;
    made.content_type = std::string{acknowledge::fhir_type};
    return made;
}

process::pipeline_outcome intake::run_pipeline(const request& given, const process::rule_set& rules,
                                               instant now, process::purpose why) const {
    const receive::submission& what = given.what;
    process::received input;
    input.bytes = what.bytes;
    input.media = what.media;
    input.protocol = what.protocol;
    const receive::submission_flags& flags = what.options.flags;
    input.visibility.masked_from_professionals = flags.masked_from_professionals;
    input.visibility.hidden_from_patient = flags.hidden_from_patient;
    input.visibility.hidden_from_representatives = flags.hidden_from_representatives;
    input.visibility.secret_connection = flags.secret_connection;
    input.replaces = what.options.replaces;
    input.from = &given.from;
    input.at = now;
    input.correlation = what.correlation;
    return process::run(input, options_, rules, with_.sealer, why);
}

void intake::count(const process::pipeline_outcome& judged) {
    for (const auto& [name, elapsed] : judged.elapsed) {
        figures::step& step = figures_.steps[std::string{name}];
        ++step.count;
        step.seconds += std::chrono::duration<double>(elapsed).count();
    }
    for (const auto& one : judged.findings)
        ++figures_.findings[std::string{cda::to_string(one.severity)} + " " + one.rule];
}

net::awaitable<boost::system::result<std::shared_ptr<intake::processed>>> intake::process_and_keep(
    shared_request given) {
    using boxed = std::shared_ptr<processed>;
    // From the worker to the storage thread at once: by way of the loop, documents would wait for each other
    // and be kept in bursts.
    const auto coming = with_.store.expect();
    const std::function<void(std::function<void(boxed)>)> work =
        [this, given, coming, now = with_.clock.now(), rules = rules_](std::function<void(boxed)> done) {
            const auto made = std::make_shared<processed>();
            made->judged = run_pipeline(*given, *rules, now, process::purpose::keep);
            coming->came();
            if (made->judged.refused || made->judged.deletes) return done(made);
            made->judged.document.findings = acknowledge::kept_findings_json(made->judged.findings);
            with_.store.accept(std::move(made->judged.document),
                               [made, done](boost::system::result<store::accept_result> kept) {
                                   made->kept.emplace(std::move(kept));
                                   done(made);
                               });
        };
    co_return co_await runtime::begin_on<boxed>(with_.workers, work, answer_timeout_);
}

net::awaitable<intake::outcome> intake::submit(shared_request given) {
    const authenticate::platform& from = given->from;
    const std::string& correlation = given->what.correlation;
    const boost::system::result<std::shared_ptr<processed>> ended = co_await process_and_keep(given);
    if (!ended) co_return refused(*given, reason_of(ended.error()));
    process::pipeline_outcome& judged = (*ended)->judged;
    count(judged);
    if (judged.refused) {
        // What was accepted stays accepted, also when the rules have changed since.
        if (!judged.document.fingerprint.empty()) {
            std::optional<outcome> before =
                co_await accepted_before(given, judged.document.unique_id, judged.document.fingerprint);
            if (before) co_return std::move(*before);
        }
        for (const auto& rule : judged.reasons)
            ++figures_.refusals[rule];
        log::write(log::level::warning, "submission.refused",
                   {{log::key::platform, from.id},
                    {log::key::region, from.region},
                    {log::key::correlation, correlation},
                    {log::key::reason, judged.refused_by},
                    {log::key::code, listed(judged.reasons)}});
        // Indicator I4. Not waited for: a refusal may be told before it is counted, a success may not.
        with_.store.count_rejected(from.region, from.id, judged.reasons.front(), with_.clock.now(),
                                   [](const boost::system::result<bool>&) {});
        co_return refused(*given, "not-acceptable-document", judged.findings);
    }
    if (judged.deletes) {
        removal what;
        what.unique_id = judged.document.unique_id;
        what.reason = unstated_reason;
        what.platform = from.id;
        what.receipt = std::move(judged.document.receipt);
        what.filing = std::move(judged.deletion);
        co_return co_await remove_by_message(given, std::move(what));
    }
    outcome told = answer_to(*given, *(*ended)->kept, judged.findings);
    if (!judged.observed.empty() && told.refused_reason.empty())
        log::write(log::level::warning, "conformity.observed",
                   {{log::key::document, told.document_id},
                    {log::key::platform, from.id},
                    {log::key::correlation, correlation},
                    {log::key::code, listed(judged.observed)}});
    co_return told;
}

net::awaitable<intake::outcome> intake::validate(shared_request given) {
    const std::function<process::pipeline_outcome()> work = [this, given, now = with_.clock.now(),
                                                             rules = rules_] {
        return run_pipeline(*given, *rules, now, process::purpose::judge);
    };
    const boost::system::result<process::pipeline_outcome> judged =
        co_await runtime::run_on<process::pipeline_outcome>(with_.workers, work, answer_timeout_);
    if (!judged) co_return refused(*given, reason_of(judged.error()));
    count(*judged);
    outcome told;
    told.body =
        acknowledge::verdict_json(judged->findings, !judged->refused, judged->refused_by, judged->edition);
    log::write(log::level::info, "document.judged",
               {{log::key::platform, given->from.id},
                {log::key::correlation, given->what.correlation},
                {log::key::reason, judged->refused_by},
                {log::key::code, listed(judged->reasons)}});
    co_return told;
}

net::awaitable<std::optional<intake::outcome>> intake::accepted_before(shared_request given,
                                                                       std::string unique_id,
                                                                       std::string fingerprint) {
    using status = std::optional<store::document_status>;
    std::function<void(store::callback<status>)> call = [this, given,
                                                         unique_id](store::callback<status> done) {
        with_.store.find_by_unique_id(given->from.id, unique_id, std::move(done));
    };
    const boost::system::result<status> known =
        co_await runtime::wait_for<status>(std::move(call), answer_timeout_);
    std::optional<outcome> told;
    if (known && *known && (*known)->fingerprint == fingerprint)
        told.emplace(accepted(*given, **known, true, {}));
    co_return told;
}

intake::outcome intake::answer_to(const request& given,
                                  const boost::system::result<store::accept_result>& kept,
                                  const cda::findings& warnings) {
    const std::string& platform = given.from.id;
    const std::string& correlation = given.what.correlation;
    if (!kept) {
        log::write(log::level::error, "submission.not_kept",
                   {{log::key::platform, platform},
                    {log::key::correlation, correlation},
                    {log::key::error, kept.error().message()}});
        return refused(given, reason_of(kept.error()));
    }
    if (kept->outcome == store::accept_outcome::conflict) {
        log::write(log::level::warning, "submission.conflict",
                   {{log::key::platform, platform},
                    {log::key::region, given.from.region},
                    {log::key::correlation, correlation}});
        return refused(given, "conflict");
    }
    const bool repeated = kept->outcome == store::accept_outcome::repeated;
    outcome told = accepted(given, kept->status, repeated, warnings);
    log::write(log::level::info, repeated ? "document.repeated" : "document.accepted",
               {{log::key::document, told.document_id},
                {log::key::platform, platform},
                {log::key::region, kept->status.region},
                {log::key::kind, kept->status.kind},
                {log::key::media, row_of(given.what.media).name},
                {log::key::correlation, correlation},
                {log::key::bytes, static_cast<std::int64_t>(given.what.bytes.size())}});
    // A repeat may ask for a receipt.
    accepted_(platform);
    return told;
}

net::awaitable<receive::content_outcome> intake::content(std::string id, std::string platform,
                                                         content_part part) {
    using kept = std::optional<store::document_content>;
    std::function<void(store::callback<kept>)> call = [this, id, platform](store::callback<kept> done) {
        with_.store.content(platform, id, std::move(done));
    };
    boost::system::result<kept> stored = co_await runtime::wait_for<kept>(std::move(call), answer_timeout_);
    receive::content_outcome told;
    if (!stored)
        told.refused_reason = reason_of(stored.error());
    else if (!*stored)
        told.refused_reason = "not-found";
    else if ((*stored)->payload.empty())
        told.refused_reason = "erased";
    if (!told.refused_reason.empty()) co_return told;
    const auto sealed = std::make_shared<const store::document_content>(std::move(**stored));
    const std::function<process::presented()> work = [this, sealed, id, part] {
        return process::present(*sealed, id, part, with_.sealer);
    };
    boost::system::result<process::presented> made =
        co_await runtime::run_on<process::presented>(with_.workers, work, answer_timeout_);
    if (!made) {
        told.refused_reason = reason_of(made.error());
        co_return told;
    }
    if (made->refused_reason.empty())
        log::audit("audit.document-read", {{log::key::document, id},
                                           {log::key::platform, platform},
                                           {log::key::reason, process::to_string(part)}});
    told.refused_reason = std::move(made->refused_reason);
    told.content_type = std::move(made->content_type);
    told.body = std::move(made->body);
    co_return told;
}

net::awaitable<intake::outcome> intake::remove_by_message(shared_request given, removal what) {
    outcome told = co_await remove(std::move(what));
    if (!told.refused_reason.empty()) co_return refused(*given, told.refused_reason);
    told.body = acknowledge::message_acceptance(given->what.bytes, with_.clock.now());
    co_return told;
}

net::awaitable<intake::outcome> intake::remove(removal what) {
    const auto asked = std::make_shared<store::new_deletion>();
    asked->requested_at = with_.clock.now();
    asked->id = new_document_id(asked->requested_at);
    asked->document = what.id;
    asked->unique_id = what.unique_id;
    asked->platform = what.platform;
    asked->reason = what.reason;
    asked->receipt = std::move(what.receipt);
    if (what.filing)
        asked->metadata =
            with_.sealer.seal(process::to_json(*what.filing), process::metadata_context(asked->id));
    asked->submission_set_id = submission_set_oid(options_.source_id, new_oid_number());
    asked->message_id = "urn:uuid:" + new_uuid();
    asked->correlation = "urn:uuid:" + new_uuid();
    std::function<void(store::callback<store::deletion_result>)> call =
        [this, asked](store::callback<store::deletion_result> done) {
            with_.store.request_deletion(*asked, std::move(done));
        };
    boost::system::result<store::deletion_result> kept =
        co_await runtime::wait_for<store::deletion_result>(std::move(call), answer_timeout_);
    outcome told;
    if (!kept)
        told.refused_reason = reason_of(kept.error());
    else if (kept->outcome == store::deletion_outcome::not_found)
        told.refused_reason = "not-found";
    else if (kept->outcome == store::deletion_outcome::erased)
        told.refused_reason = "erased";
    if (!told.refused_reason.empty()) {
        log::write(log::level::warning, "deletion.not_kept",
                   {{log::key::platform, asked->platform},
                    {log::key::correlation, asked->correlation},
                    {log::key::code, told.refused_reason}});
        co_return told;
    }
    told.document_id = kept->status.id;
    told.repeated = kept->outcome == store::deletion_outcome::repeated;
    told.body = acknowledge::status_json(kept->status);
    if (told.repeated) co_return told;
    log::audit("audit.deletion-requested", {{log::key::document, told.document_id},
                                            {log::key::platform, asked->platform},
                                            {log::key::region, kept->status.region},
                                            {log::key::kind, kept->status.kind},
                                            {log::key::correlation, asked->correlation},
                                            {log::key::code, asked->reason},
                                            {log::key::state, store::to_string(kept->status.state)}});
    accepted_(asked->platform);
    co_return told;
}

net::awaitable<intake::found> intake::find(std::string id, std::string platform, bool by_unique_id) {
    using status = std::optional<store::document_status>;
    std::function<void(store::callback<status>)> call = [this, id, platform,
                                                         by_unique_id](store::callback<status> done) {
        if (by_unique_id)
            with_.store.find_by_unique_id(platform, id, std::move(done));
        else
            with_.store.find(id, std::move(done));
    };
    const boost::system::result<status> known =
        co_await runtime::wait_for<status>(std::move(call), answer_timeout_);
    if (!known) co_return known.error();
    // Another platform's document is not said to exist.
    if (!*known || (*known)->platform != platform) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{acknowledge::status_json(**known)};
}

}  // namespace pps::gateway::app
