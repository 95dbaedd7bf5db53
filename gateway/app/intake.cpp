#include "gateway/app/intake.hpp"

#include "gateway/acknowledge/problem.hpp"
#include "gateway/acknowledge/status.hpp"
#include "gateway/core/log.hpp"
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
               std::chrono::milliseconds answer_timeout, std::function<void()> accepted)
    : with_(with),
      options_(std::move(options)),
      answer_timeout_(answer_timeout),
      accepted_(std::move(accepted)),
      rules_(std::move(rules)) {}

receive::documents_service intake::service() {
    receive::documents_service made;
    made.submit = [this](std::string bytes, receive::submission_flags flags,
                         const authenticate::platform& from, std::string correlation) {
        return submit(std::move(bytes), flags, from, std::move(correlation));
    };
    made.validate = [this](std::string bytes, const authenticate::platform& from, std::string correlation) {
        return validate(std::move(bytes), from, std::move(correlation));
    };
    made.find = [this](std::string id, std::string platform) {
        return find(std::move(id), std::move(platform), false);
    };
    made.find_by_unique_id = [this](std::string unique_id, std::string platform) {
        return find(std::move(unique_id), std::move(platform), true);
    };
    return made;
}

receive::submission_outcome intake::refused(std::string_view reason, std::string_view correlation,
                                            const cda::findings& findings) const {
    receive::submission_outcome outcome;
    outcome.refused_reason = std::string{reason};
    outcome.body = acknowledge::problem_json(acknowledge::problem_of(reason), findings, correlation);
    return outcome;
}

net::awaitable<boost::system::result<process::pipeline_outcome>> intake::judge(
    std::string bytes, receive::submission_flags flags, const authenticate::platform& from,
    std::string correlation, process::purpose why) {
    const instant now = with_.clock.now();
    // Shared with the worker, which may still run when the answer's deadline has passed.
    const auto body = std::make_shared<const std::string>(std::move(bytes));
    const auto platform = std::make_shared<const authenticate::platform>(from);
    const std::function<process::pipeline_outcome()> work = [this, body, flags, platform, now, correlation,
                                                             rules = rules_, why] {
        process::received input;
        input.bytes = *body;
        input.visibility.masked_from_professionals = flags.masked_from_professionals;
        input.visibility.hidden_from_patient = flags.hidden_from_patient;
        input.visibility.hidden_from_representatives = flags.hidden_from_representatives;
        input.visibility.secret_connection = flags.secret_connection;
        input.from = platform.get();
        input.at = now;
        input.correlation = correlation;
        return process::run(input, options_, *rules, with_.sealer, why);
    };
    boost::system::result<process::pipeline_outcome> judged =
        co_await runtime::run_on<process::pipeline_outcome>(with_.workers, work, answer_timeout_);
    if (judged) {
        for (const auto& [name, elapsed] : judged->elapsed) {
            figures::step& step = figures_.steps[std::string{name}];
            ++step.count;
            step.seconds += std::chrono::duration<double>(elapsed).count();
        }
        for (const auto& one : judged->findings)
            ++figures_.findings[std::string{cda::to_string(one.severity)} + " " + one.rule];
    }
    co_return std::move(judged);
}

net::awaitable<receive::submission_outcome> intake::submit(std::string bytes, receive::submission_flags flags,
                                                           const authenticate::platform& from,
                                                           std::string correlation) {
    boost::system::result<process::pipeline_outcome> judged =
        co_await judge(std::move(bytes), flags, from, correlation, process::purpose::keep);
    if (!judged) co_return refused(reason_of(judged.error()), correlation);
    if (judged->refused) {
        // What was accepted stays accepted, also when the rules have changed since.
        if (!judged->document.fingerprint.empty()) {
            std::optional<receive::submission_outcome> before =
                co_await accepted_before(from.id, judged->document.unique_id, judged->document.fingerprint);
            if (before) co_return std::move(*before);
        }
        for (const auto& rule : judged->reasons)
            ++figures_.refusals[rule];
        log::write(log::level::warning, "submission.refused",
                   {{log::key::platform, from.id},
                    {log::key::region, from.region},
                    {log::key::correlation, correlation},
                    {log::key::reason, judged->refused_by},
                    {log::key::code, listed(judged->reasons)}});
        // Indicator I4. Not waited for: a refusal may be told before it is counted, a success may not.
        with_.store.count_rejected(from.region, from.id, judged->reasons.front(), with_.clock.now(),
                                   [](const boost::system::result<bool>&) {});
        co_return refused("not-acceptable-document", correlation, judged->findings);
    }
    if (!judged->observed.empty())
        log::write(log::level::warning, "conformity.observed",
                   {{log::key::document, judged->document.id},
                    {log::key::platform, from.id},
                    {log::key::correlation, correlation},
                    {log::key::code, listed(judged->observed)}});
    judged->document.findings = acknowledge::kept_findings_json(judged->findings);
    co_return co_await keep(std::move(judged->document), std::move(judged->findings), from.id,
                            std::move(correlation));
}

net::awaitable<receive::submission_outcome> intake::validate(std::string bytes,
                                                             const authenticate::platform& from,
                                                             std::string correlation) {
    const receive::submission_flags none;
    boost::system::result<process::pipeline_outcome> judged =
        co_await judge(std::move(bytes), none, from, correlation, process::purpose::judge);
    if (!judged) co_return refused(reason_of(judged.error()), correlation);
    receive::submission_outcome outcome;
    outcome.body =
        acknowledge::verdict_json(judged->findings, !judged->refused, judged->refused_by, judged->edition);
    log::write(log::level::info, "document.judged",
               {{log::key::platform, from.id},
                {log::key::correlation, correlation},
                {log::key::reason, judged->refused_by},
                {log::key::code, listed(judged->reasons)}});
    co_return outcome;
}

net::awaitable<std::optional<receive::submission_outcome>> intake::accepted_before(std::string platform,
                                                                                   std::string unique_id,
                                                                                   std::string fingerprint) {
    using status = std::optional<store::document_status>;
    std::function<void(store::callback<status>)> call = [this, platform,
                                                         unique_id](store::callback<status> done) {
        with_.store.find_by_unique_id(platform, unique_id, std::move(done));
    };
    const boost::system::result<status> known =
        co_await runtime::wait_for<status>(std::move(call), answer_timeout_);
    std::optional<receive::submission_outcome> outcome;
    if (!known || !*known || (*known)->fingerprint != fingerprint) co_return outcome;
    outcome.emplace();
    outcome->document_id = (*known)->id;
    outcome->repeated = true;
    outcome->body = acknowledge::status_json(**known);
    co_return outcome;
}

net::awaitable<receive::submission_outcome> intake::keep(store::new_document document, cda::findings warnings,
                                                         std::string platform, std::string correlation) {
    const std::string region = document.region;
    const std::string kind = document.kind;
    const std::int64_t size = document.size;
    const auto boxed = std::make_shared<store::new_document>(std::move(document));
    std::function<void(store::callback<store::accept_result>)> call =
        [this, boxed](store::callback<store::accept_result> done) {
            with_.store.accept(std::move(*boxed), std::move(done));
        };
    boost::system::result<store::accept_result> kept =
        co_await runtime::wait_for<store::accept_result>(std::move(call), answer_timeout_);
    if (!kept) {
        log::write(log::level::error, "submission.not_kept",
                   {{log::key::platform, platform},
                    {log::key::correlation, correlation},
                    {log::key::error, kept.error().message()}});
        co_return refused(reason_of(kept.error()), correlation);
    }
    if (kept->outcome == store::accept_outcome::conflict) {
        log::write(log::level::warning, "submission.conflict",
                   {{log::key::platform, platform},
                    {log::key::region, region},
                    {log::key::correlation, correlation}});
        co_return refused("conflict", correlation);
    }
    receive::submission_outcome outcome;
    outcome.document_id = kept->status.id;
    outcome.repeated = kept->outcome == store::accept_outcome::repeated;
    outcome.body = acknowledge::status_json(kept->status, warnings);
    log::write(log::level::info, outcome.repeated ? "document.repeated" : "document.accepted",
               {{log::key::document, outcome.document_id},
                {log::key::platform, platform},
                {log::key::region, region},
                {log::key::kind, kind},
                {log::key::correlation, correlation},
                {log::key::bytes, size}});
    if (!outcome.repeated) accepted_();
    co_return outcome;
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
