#include "gateway/core/log.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

namespace pps::gateway::log {
namespace {

class fixed_clock final : public clock {
  public:
    instant now() const override { return from_millis(millis); }
    std::atomic<std::int64_t> millis = 1'614'591'000'123;
};

std::shared_ptr<fixed_clock> fixed() {
    return std::make_shared<fixed_clock>();
}

const std::string start = R"({"ts":"2021-03-01T09:30:00.123Z","level":"info","event":"e")";

/// What comes after the event in the only line written.
std::string written(std::initializer_list<field> fields) {
    capture kept{level::debug, fixed()};
    info("e", fields);
    const auto lines = kept.lines();
    EXPECT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines.at(0).starts_with(start)) << lines.at(0);
    return lines.at(0).substr(start.size());
}

TEST(log, writes_one_json_object_per_line) {
    EXPECT_EQ(written({}), "}");
    EXPECT_EQ(written({{key::document, "01ARYZ6S41"}, {key::bytes, 20u << 20}, {key::attempt, -1}}),
              R"(,"document":"01ARYZ6S41","bytes":20971520,"attempt":-1})");
}

TEST(log, writes_every_kind_of_value) {
    const std::string text = "t";
    EXPECT_EQ(
        written(
            {{key::state, text}, {key::state, std::string_view{"u"}}, {key::count, std::uint64_t{1} << 63u}}),
        R"(,"state":"t","state":"u","count":9223372036854775807})");
    EXPECT_EQ(written({{key::elapsed_ms, 1.5}, {key::elapsed_ms, std::nan("")}, {key::state, true}}),
              R"(,"elapsed_ms":1.5,"elapsed_ms":null,"state":true})");
}

TEST(log, escapes_what_would_break_a_line_or_a_terminal) {
    EXPECT_EQ(written({{key::code, "a\"b\\c\nd\x1b[2J\x7f"}}), R"(,"code":"a\"b\\c\u000ad\u001b[2J\u007f"})");
    EXPECT_EQ(written({{key::code, "\xC2\x9B"}}), R"(,"code":"\u009b"})");
    EXPECT_EQ(written({{key::region, "Île-de-France €𝄞"}}), R"(,"region":"Île-de-France €𝄞"})");
}

TEST(log, replaces_invalid_utf8) {
    for (const char* bad : {"\xFF", "\xC0", "\xC3", "\xE2\x82"}) {
        const std::string line = written({{key::code, bad}});
        EXPECT_TRUE(line.starts_with(",\"code\":\"\xEF\xBF\xBD")) << line;
        EXPECT_EQ(line.find(bad), std::string::npos) << line;
    }
    EXPECT_EQ(written({{key::code, "\xC3("}}), ",\"code\":\"\xEF\xBF\xBD(\"}");
    EXPECT_EQ(written({{key::code, "\xED\xA0\x80"}}).find("\xED\xA0\x80"), std::string::npos)
        << "a surrogate";
}

TEST(log, cuts_long_texts_between_two_characters) {
    EXPECT_EQ(written({{key::code, std::string(200, 'x')}}), ",\"code\":\"" + std::string(200, 'x') + "\"}");
    EXPECT_EQ(written({{key::code, std::string(201, 'x')}}), ",\"code\":\"" + std::string(200, 'x') + "…\"}");
    EXPECT_EQ(written({{key::code, std::string(199, 'x') + "é"}}),
              ",\"code\":\"" + std::string(199, 'x') + "…\"}");
}

TEST(log, masks_in_free_text_what_could_be_a_patients_number) {
    EXPECT_EQ(written({{key::reason, "value 279035121518989 is bad"}}),
              R"(,"reason":"value [masked] is bad"})");
    EXPECT_EQ(written({{key::error, "188102B17295165^^^"}}), R"(,"error":"[masked]^^^"})");
    EXPECT_EQ(written({{key::reason, "1881022172951"}}), R"(,"reason":"[masked]"})");
    EXPECT_EQ(written({{key::reason, "port 8443, errno 111, 20210301093000"}}),
              R"(,"reason":"port 8443, errno 111, [masked]"})");
    EXPECT_EQ(written({{key::establishment, "339172288100052"}}), R"(,"establishment":"339172288100052"})");
}

TEST(log, writes_only_from_its_level_on) {
    capture kept{level::warning};
    debug("a");
    info("b");
    warning("c");
    error("d");
    ASSERT_EQ(kept.lines().size(), 2u);
    set_level(level::debug);
    debug("e");
    EXPECT_EQ(kept.lines().size(), 3u);
}

TEST(log, gives_the_former_options_back_after_a_capture) {
    capture outer{level::info};
    set_level(level::error);
    {
        capture inner{level::debug};
        info("x");
        EXPECT_EQ(inner.lines().size(), 1u);
    }
    info("y");
    error("z");
    ASSERT_EQ(outer.lines().size(), 1u);
    EXPECT_NE(outer.lines()[0].find("\"z\""), std::string::npos);
}

TEST(log, names_every_level) {
    for (const level each : {level::debug, level::info, level::warning, level::error})
        EXPECT_EQ(level_from(to_string(each)), each);
    EXPECT_EQ(level_from("verbose"), std::nullopt);
}

TEST(log, writes_a_repeated_warning_once_per_interval_with_a_count) {
    const auto time = fixed();
    capture kept{level::debug, time, std::chrono::seconds{30}};
    for (int i = 0; i < 5; ++i)
        warning("delivery.retry", {{key::code, "timed-out"}, {key::endpoint, std::to_string(i)}});
    warning("delivery.retry", {{key::code, "not-connected"}});
    ASSERT_EQ(kept.lines().size(), 2u) << kept.text();
    time->millis += 30'000;
    warning("delivery.retry", {{key::code, "timed-out"}, {key::endpoint, "5"}});
    ASSERT_EQ(kept.lines().size(), 3u);
    EXPECT_TRUE(kept.lines()[2].ends_with(R"("code":"timed-out","endpoint":"5","suppressed":4})"))
        << kept.lines()[2];
}

TEST(log, writes_every_audit_fact_whatever_the_level) {
    capture kept{level::error, fixed(), std::chrono::seconds{30}};
    for (int i = 0; i < 3; ++i)
        audit("audit.tls-refused", {{key::code, "certificate has expired"}, {key::remote, "127.0.0.1"}});
    EXPECT_EQ(kept.lines().size(), 3u);
}

TEST(log, suppresses_no_step_of_a_document) {
    capture kept{level::debug, fixed(), std::chrono::seconds{30}};
    for (int i = 0; i < 3; ++i) {
        warning("document.refused", {{key::document, "1"}, {key::code, "c"}});
        warning("submission.refused", {{key::correlation, "2"}, {key::code, "c"}});
    }
    EXPECT_EQ(kept.lines().size(), 6u);
}

TEST(log, suppresses_no_information) {
    capture kept{level::debug, fixed(), std::chrono::seconds{30}};
    for (int i = 0; i < 3; ++i)
        info("document.accepted", {{key::code, "c"}});
    EXPECT_EQ(kept.lines().size(), 3u);
}

TEST(log, reports_counts_that_no_later_line_would_tell) {
    capture kept{level::debug, fixed(), std::chrono::seconds{30}};
    for (int i = 0; i < 3; ++i)
        error("store.failed", {{key::code, "disk\"full"}});
    error("other");
    report_suppressed();
    report_suppressed();
    ASSERT_EQ(kept.lines().size(), 3u);
    EXPECT_TRUE(kept.lines()[2].ends_with(
        R"("event":"log.suppressed","suppressed_event":"store.failed","code":"disk\"full","suppressed":2})"))
        << kept.lines()[2];
}

TEST(log, keeps_lines_whole_when_many_threads_write) {
    capture kept;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int j = 0; j < 250; ++j)
                info("e", {{key::count, j}});
        });
    for (std::thread& each : threads)
        each.join();
    const auto lines = kept.lines();
    EXPECT_EQ(lines.size(), 1000u);
    for (const std::string& line : lines)
        EXPECT_TRUE(line.starts_with("{\"ts\":") && line.ends_with("}")) << line;
}

TEST(log, goes_to_standard_output_line_by_line) {
    capture guard;
    configure({level::info, std::chrono::milliseconds{0}, fixed(), nullptr});
    testing::internal::CaptureStdout();
    info("e", {{key::reason, "100% {} %v"}});
    info("e");
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              start + R"(,"reason":"100% {} %v"})" + "\n" + start + "}\n");
}

}  // namespace
}  // namespace pps::gateway::log
