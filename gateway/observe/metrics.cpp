#include "gateway/observe/metrics.hpp"

#include "gateway/observe/exposition.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace pps::gateway::observe {
namespace {

double seconds(instant t) {
    return static_cast<double>(to_millis(t)) / 1000.0;
}

void documents(exposition& out, const snapshot& now) {
    // Indicators I1 to I4 (indicators.md): sums kept in the transaction of the event they count.
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::int64_t> sums;
    for (const auto& t : now.tallies)
        sums[{t.region, t.platform, t.name, t.code}] += t.value;
    out.family("pps_documents_total", "counter",
               "Documents by region, platform and event, since the store was made.");
    for (const auto& [key, value] : sums) {
        const auto& [region, platform, name, code] = key;
        out.sample({{"region", region}, {"platform", platform}, {"event", name}, {"code", code}},
                   static_cast<double>(value));
    }
    const auto& q = now.queue;
    out.family("pps_deliveries", "gauge", "Deliveries of documents and deletions, by state.");
    const std::pair<std::string_view, std::int64_t> states[] = {
        {"queued", q.queued},         {"sending", q.sending}, {"unknown", q.unknown},
        {"registered", q.registered}, {"refused", q.refused}, {"failed", q.failed},
        {"withdrawn", q.withdrawn},   {"deleted", q.deleted}};
    for (const auto& [state, count] : states)
        out.sample({{"state", state}}, static_cast<double>(count));
    out.family("pps_receipts", "gauge", "Business receipts (ZAM^Z01) to platforms, by state.");
    const std::pair<std::string_view, std::int64_t> receipts[] = {{"waiting", q.receipts.waiting},
                                                                  {"due", q.receipts.due},
                                                                  {"acknowledged", q.receipts.acknowledged},
                                                                  {"given-up", q.receipts.given_up}};
    for (const auto& [state, count] : receipts)
        out.sample({{"state", state}}, static_cast<double>(count));
    out.family("pps_oldest_pending_seconds", "gauge", "Age of the oldest document that is not settled.");
    out.sample({}, q.oldest_pending ? seconds(now.at) - seconds(*q.oldest_pending) : 0.0);
}

void listener(exposition& out, const snapshot& now) {
    out.family("pps_http_requests_total", "counter", "Requests answered to platforms, by route and status.");
    for (const auto& [key, value] : now.requests) {
        const std::size_t status = key.rfind(' ');
        out.sample({{"route", std::string_view{key}.substr(0, status)},
                    {"status", std::string_view{key}.substr(status + 1)}},
                   static_cast<double>(value));
    }
    out.family("pps_http_incidents_total", "counter",
               "Connections and requests cut or refused before an answer.");
    for (const auto& [what, value] : now.incidents)
        out.sample({{"what", what}}, static_cast<double>(value));
    out.family("pps_pipeline_refusals_total", "counter", "Documents refused, by each rule that did.");
    for (const auto& [rule, value] : now.pipeline_refusals)
        out.sample({{"rule", rule}}, static_cast<double>(value));
    out.family("pps_findings_total", "counter",
               "Findings of the pipeline, refusing or not, by severity and rule.");
    for (const auto& [key, value] : now.findings) {
        const std::size_t severity = key.find(' ');
        out.sample({{"severity", std::string_view{key}.substr(0, severity)},
                    {"rule", std::string_view{key}.substr(severity + 1)}},
                   static_cast<double>(value));
    }
    out.family("pps_pipeline_steps_total", "counter", "Documents that each step of the pipeline has seen.");
    for (const auto& one : now.pipeline_steps)
        out.sample({{"step", one.name}}, static_cast<double>(one.count));
    out.family("pps_pipeline_step_seconds_total", "counter", "Time spent in each step of the pipeline.");
    for (const auto& one : now.pipeline_steps)
        out.sample({{"step", one.name}}, one.seconds);
    out.family("pps_rules_info", "gauge", "Edition of the rules that judge documents.");
    out.sample({{"edition", now.rules_edition}}, 1);
    out.family("pps_submit_seconds", "histogram",
               "From the header to the durable answer of accepted documents.");
    for (const auto& [bound, count] : now.submit_buckets) {
        char text[16];
        std::snprintf(text, sizeof text, "%g", bound);
        out.sample({{"le", text}}, static_cast<double>(count), "_bucket");
    }
    out.sample({{"le", "+Inf"}}, static_cast<double>(now.submits), "_bucket");
    out.sample({}, now.submit_seconds, "_sum");
    out.sample({}, static_cast<double>(now.submits), "_count");
    out.family("pps_message_answers_total", "counter", "HL7 v2 messages answered over MLLP, by code of MSA-1.");
    for (const auto& [code, value] : now.message_answers)
        out.sample({{"code", code}}, static_cast<double>(value));
    out.family("pps_message_seconds_total", "counter", "From the first byte of HL7 v2 messages to their answer.");
    out.sample({}, now.message_seconds);
    out.family("pps_connections", "gauge", "Open connections of platforms.");
    out.sample({}, now.connections);
    out.family("pps_work_waiting", "gauge", "Pieces of work given to the worker threads and not ended.");
    out.sample({}, now.work_waiting);
}

void national(exposition& out, const snapshot& now) {
    out.family("pps_national_exchanges_total", "counter", "Exchanges with the DMP by service and outcome.");
    for (const auto& [key, value] : now.exchanges) {
        const std::size_t slash = key.find('/');
        out.sample({{"service", std::string_view{key}.substr(0, slash)},
                    {"outcome", std::string_view{key}.substr(slash + 1)}},
                   static_cast<double>(value));
    }
    out.family("pps_national_exchange_seconds_total", "counter", "Time spent in exchanges with the DMP.");
    out.sample({}, now.exchange_seconds);
    out.family("pps_national_exchanging", "gauge", "Deliveries being performed.");
    out.sample({}, static_cast<double>(now.exchanging));
    out.family("pps_national_breaker_open", "gauge",
               "1 while the circuit breaker keeps the DMP from being called.");
    for (const auto& one : now.national)
        out.sample({{"service", one.name}}, one.breaker == breaker_state::closed ? 0 : 1);
    out.family(
        "pps_national_registered_today", "gauge",
        "Documents registered since midnight UTC; volumes above the announced one must be declared to CNAM.");
    out.sample({}, static_cast<double>(registered_today(now)));
    out.family("pps_late_settlements_total", "counter", "Outcomes that came after their lease had expired.");
    out.sample({}, static_cast<double>(now.late_settlements));
}

void platform(exposition& out, const snapshot& now) {
    out.family("pps_store_writable", "gauge", "0 since the last commit failed.");
    out.sample({}, now.store.writable ? 1 : 0);
    out.family("pps_store_integrity_ok", "gauge", "0 when an integrity check found damage.");
    out.sample({}, now.store.integrity_ok ? 1 : 0);
    out.family("pps_store_bytes", "gauge", "Size of the database.");
    out.sample({}, static_cast<double>(now.store.database_bytes));
    out.family("pps_disk_free_bytes", "gauge", "Free space where the store is.");
    out.sample({}, static_cast<double>(now.disk_free_bytes));
    out.family("pps_certificate_expiry_timestamp_seconds", "gauge",
               "End of validity of the gateway's certificates.");
    for (const auto& one : now.certificates)
        out.sample({{"use", one.use}}, seconds(one.not_after));
    out.family("process_resident_memory_bytes", "gauge", "Resident memory.");
    out.sample({}, static_cast<double>(now.resident_bytes));
    out.family("pps_uptime_seconds", "gauge", "Time since start.");
    out.sample({}, now.uptime_seconds);
    out.family("pps_build_info", "gauge", "Version of the gateway.");
    out.sample({{"version", now.version}}, 1);
}

}  // namespace

bool national_ok(const snapshot& now) {
    return std::all_of(now.national.begin(), now.national.end(),
                       [](const snapshot::service& one) { return one.breaker == breaker_state::closed; });
}

std::int64_t registered_today(const snapshot& now) {
    const std::string today = to_day(now.at);
    std::int64_t sum = 0;
    for (const auto& t : now.tallies)
        if ((t.name == "registered" || t.name == "replaced") && t.day == today) sum += t.value;
    return sum;
}

std::string metrics_text(const snapshot& now) {
    exposition out;
    documents(out, now);
    listener(out, now);
    national(out, now);
    platform(out, now);
    return out.take();
}

}  // namespace pps::gateway::observe
