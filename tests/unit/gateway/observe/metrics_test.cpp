#include "gateway/observe/metrics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace pps::gateway::observe {
namespace {

store::tally count(std::string day, std::string region, std::string name, std::int64_t value) {
    store::tally one;
    one.day = std::move(day);
    one.region = std::move(region);
    one.platform = "p";
    one.name = std::move(name);
    one.value = value;
    return one;
}

TEST(metrics, names_every_family_so_that_none_vanishes_by_accident) {
    std::set<std::string> names;
    std::istringstream lines{metrics_text(snapshot{})};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("# TYPE ")) names.insert(line.substr(7, line.find(' ', 7) - 7));
    const std::set<std::string> expected{"pps_documents_total",
                                         "pps_deliveries",
                                         "pps_oldest_pending_seconds",
                                         "pps_receipts",
                                         "pps_http_requests_total",
                                         "pps_http_incidents_total",
                                         "pps_pipeline_refusals_total",
                                         "pps_findings_total",
                                         "pps_message_answers_total",
                                         "pps_message_seconds_total",
                                         "pps_pipeline_steps_total",
                                         "pps_pipeline_step_seconds_total",
                                         "pps_rules_info",
                                         "pps_submit_seconds",
                                         "pps_connections",
                                         "pps_work_waiting",
                                         "pps_national_exchanges_total",
                                         "pps_national_exchange_seconds_total",
                                         "pps_national_exchanging",
                                         "pps_national_breaker_open",
                                         "pps_national_registered_today",
                                         "pps_late_settlements_total",
                                         "pps_store_writable",
                                         "pps_store_integrity_ok",
                                         "pps_store_bytes",
                                         "pps_disk_free_bytes",
                                         "pps_certificate_expiry_timestamp_seconds",
                                         "process_resident_memory_bytes",
                                         "pps_uptime_seconds",
                                         "pps_build_info"};
    EXPECT_EQ(names, expected);
}

TEST(metrics, sums_the_days_of_a_tally) {
    snapshot now;
    now.tallies = {count("2026-03-01", "Bretagne", "received", 2),
                   count("2026-03-02", "Bretagne", "received", 3)};
    EXPECT_NE(metrics_text(now).find(
                  "pps_documents_total{region=\"Bretagne\",platform=\"p\",event=\"received\",code=\"\"} 5\n"),
              std::string::npos);
}

TEST(metrics, counts_findings_by_severity_and_rule) {
    snapshot now;
    now.findings = {{"error IHE.sch/S_note", 2}};
    now.pipeline_steps = {{"validate", 4, 0.5}};
    const std::string text = metrics_text(now);
    EXPECT_NE(text.find("pps_findings_total{severity=\"error\",rule=\"IHE.sch/S_note\"} 2\n"),
              std::string::npos);
    EXPECT_NE(text.find("pps_pipeline_steps_total{step=\"validate\"} 4\n"), std::string::npos);
    EXPECT_NE(text.find("pps_pipeline_step_seconds_total{step=\"validate\"} 0.5\n"), std::string::npos);
}

TEST(metrics, counts_only_the_registrations_of_the_day) {
    snapshot now;
    now.at = from_millis(1'772'409'600'000);  // 2026-03-02T00:00:00Z
    now.tallies = {count("2026-03-01", "Bretagne", "registered", 2),
                   count("2026-03-02", "Bretagne", "registered", 3),
                   count("2026-03-02", "Bretagne", "received", 9)};
    EXPECT_EQ(registered_today(now), 3);
}

}  // namespace
}  // namespace pps::gateway::observe
