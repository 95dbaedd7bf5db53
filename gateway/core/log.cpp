#include "gateway/core/log.hpp"

#include "gateway/core/log_limiter.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <span>

namespace pps::gateway::log {
namespace {

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

struct key_row {
    key id;
    std::string_view name;
    bool free_text = false;  ///< May hold a library's words: what looks like a patient's number is masked.
};

constexpr std::array key_rows{
    key_row{key::document, "document"},
    key_row{key::platform, "platform"},
    key_row{key::region, "region"},
    key_row{key::kind, "kind"},
    key_row{key::media, "media"},
    key_row{key::correlation, "correlation"},
    key_row{key::code, "code"},
    key_row{key::state, "state"},
    key_row{key::attempt, "attempt"},
    key_row{key::delay_ms, "delay_ms"},
    key_row{key::status, "status"},
    key_row{key::remote, "remote"},
    key_row{key::path_template, "path_template"},
    key_row{key::reason, "reason", true},
    key_row{key::count, "count"},
    key_row{key::bytes, "bytes"},
    key_row{key::elapsed_ms, "elapsed_ms"},
    key_row{key::edition, "edition"},
    key_row{key::subject, "subject"},
    key_row{key::serial, "serial"},
    key_row{key::fingerprint, "fingerprint"},
    key_row{key::days, "days"},
    key_row{key::file, "file"},
    key_row{key::port, "port"},
    key_row{key::version, "version"},
    key_row{key::received, "received"},
    key_row{key::registered, "registered"},
    key_row{key::registered_share, "registered_share"},
    key_row{key::replaced, "replaced"},
    key_row{key::deleted, "deleted"},
    key_row{key::withdrawn, "withdrawn"},
    key_row{key::rejected, "rejected"},
    key_row{key::refused, "refused"},
    key_row{key::failed, "failed"},
    key_row{key::queued, "queued"},
    key_row{key::oldest_s, "oldest_s"},
    key_row{key::establishment, "establishment"},
    key_row{key::endpoint, "endpoint"},
    key_row{key::signal, "signal"},
    key_row{key::error, "error", true},
};

constexpr bool rows_follow_the_keys() {
    for (std::size_t i = 0; i < key_rows.size(); ++i)
        if (key_rows[i].id != static_cast<key>(i)) return false;
    return key_rows.size() == static_cast<std::size_t>(key::error) + 1;
}
static_assert(rows_follow_the_keys());

constexpr std::size_t longest_text = 200;

/// Length of the UTF-8 sequence at the front, 0 when it is invalid (RFC 3629: no overlong form, no
/// surrogate).
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const unsigned char first = at(0);
    const auto tail = [&](std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i)
            if ((at(i) & 0xC0u) != 0x80u) return false;
        return true;
    };
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
        return tail(2) && !(first == 0xE0 && at(1) < 0xA0) && !(first == 0xED && at(1) > 0x9F) ? 3 : 0;
    if (first >= 0xF0 && first <= 0xF4)
        return tail(3) && !(first == 0xF0 && at(1) < 0x90) && !(first == 0xF4 && at(1) > 0x8F) ? 4 : 0;
    return 0;
}

void append_escape(std::string& out, unsigned code) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\u00";
    out += hex[code >> 4u];
    out += hex[code & 15u];
}

void append_text(std::string& out, std::string_view text) {
    out += '"';
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        const std::string_view piece = text.substr(0, std::max<std::size_t>(length, 1));
        if (used + piece.size() > longest_text) {
            out += "…";
            break;
        }
        used += piece.size();
        text.remove_prefix(piece.size());
        const auto first = static_cast<unsigned char>(piece[0]);
        if (length == 0)
            out += "\xEF\xBF\xBD";  // U+FFFD
        else if (first == '"' || first == '\\')
            (out += '\\') += piece;
        else if (first < 0x20 || first == 0x7F)
            append_escape(out, first);
        else if (first == 0xC2 && static_cast<unsigned char>(piece[1]) < 0xA0)
            append_escape(out, static_cast<unsigned char>(piece[1]));  // C1 controls move terminals too
        else
            out += piece;
    }
    out += '"';
}

/// A French patient's number has 13 characters and a key of two, digits but for Corsica's A or B.
std::string masked(std::string_view text) {
    constexpr std::size_t shortest_number = 13;
    const auto belongs = [](char c) {
        return (c >= '0' && c <= '9') || c == 'A' || c == 'B' || c == 'a' || c == 'b';
    };
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && belongs(text[end]))
            ++end;
        if (end - i >= shortest_number)
            out += "[masked]";
        else
            out += text.substr(i, std::max<std::size_t>(end - i, 1));
        i = std::max(end, i + 1);
    }
    return out;
}

template <typename Number>
void append_number(std::string& out, Number number) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, end);
}

struct appender {
    std::string& out;
    bool free_text;

    void operator()(std::string_view text) const {
        free_text ? append_text(out, masked(text.substr(0, 4 * longest_text))) : append_text(out, text);
    }
    void operator()(std::int64_t number) const { append_number(out, number); }
    void operator()(double number) const {
        if (std::isfinite(number))
            append_number(out, number);
        else
            out += "null";
    }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
};

void append_name(std::string& out, std::string_view name) {
    ((out += ",\"") += name) += "\":";
}

std::string line_of(instant now, level l, std::string_view event, std::span<const field> fields) {
    std::string line = "{\"ts\":\"" + to_rfc3339(now) + "\"";
    append_name(line, "level");
    append_text(line, to_string(l));
    append_name(line, "event");
    append_text(line, event);
    for (const field& each : fields) {
        const key_row& row = key_rows.at(static_cast<std::size_t>(each.name));
        append_name(line, row.name);
        std::visit(appender{line, row.free_text}, each.value);
    }
    return line;
}

std::string code_of(std::span<const field> fields) {
    std::string code;
    for (const field& each : fields)
        if (each.name == key::code) std::visit(appender{code, false}, each.value);
    return code;
}

output standard_output() {
    auto logger = std::make_shared<spdlog::logger>("pps", std::make_shared<spdlog::sinks::stdout_sink_mt>());
    logger->set_pattern("%v");
    return [logger](std::string_view line) {
        logger->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    };
}

/// Each step of a document or submission is told: only what is about the gateway itself is held back.
bool tells_a_step(std::span<const field> fields) {
    return std::any_of(fields.begin(), fields.end(), [](const field& one) {
        return one.name == key::document || one.name == key::correlation;
    });
}

/// The one log of the process.
class state {
  public:
    options configure(options now) {
        const std::lock_guard lock{mutex_};
        options_.least = least_.exchange(now.least);  // set_level() may have changed it
        std::swap(options_, now);
        limiter_ = limiter{options_.repeat_interval};
        return now;
    }

    std::atomic<level>& least() { return least_; }

    void write(level l, std::string_view event, std::span<const field> fields, bool limited = true) {
        const std::lock_guard lock{mutex_};
        const instant now = time();
        std::int64_t suppressed = 0;
        if (limited && l >= level::warning && !tells_a_step(fields)) {
            const auto admitted = limiter_.admit(event, code_of(fields), now);
            if (!admitted) return;
            suppressed = *admitted;
        }
        std::string line = line_of(now, l, event, fields);
        if (suppressed > 0) {
            append_name(line, "suppressed");
            append_number(line, suppressed);
        }
        put(line += '}');
    }

    void report_suppressed() {
        const std::lock_guard lock{mutex_};
        limiter_.take([&](std::string_view event, std::string_view code, std::int64_t count) {
            std::string line = line_of(time(), level::warning, "log.suppressed", {});
            append_name(line, "suppressed_event");
            append_text(line, event);
            if (!code.empty()) {
                append_name(line, "code");
                line += code;  // already JSON
            }
            append_name(line, "suppressed");
            append_number(line, count);
            put(line += '}');
        });
    }

  private:
    instant time() const { return options_.time ? options_.time->now() : std::chrono::system_clock::now(); }

    void put(std::string_view line) { options_.to ? options_.to(line) : standard_(line); }

    std::mutex mutex_;
    std::atomic<level> least_{level::info};
    options options_;
    limiter limiter_{options_.repeat_interval};
    output standard_ = standard_output();
};

state& the_log() {
    // Never destroyed: threads and destructors may still write while the process ends.
    static state& instance = *new state;
    return instance;
}

void write_span(level l, std::string_view event, std::span<const field> fields) noexcept {
    try {
        state& log = the_log();
        if (l >= log.least().load(std::memory_order_relaxed)) log.write(l, event, fields);
    } catch (...) {
        // A line that cannot be written must not stop what it tells about.
    }
}

}  // namespace

std::string_view to_string(level l) noexcept {
    return level_names[static_cast<std::size_t>(l)];
}

std::optional<level> level_from(std::string_view text) noexcept {
    const auto found = std::find(level_names.begin(), level_names.end(), text);
    if (found == level_names.end()) return std::nullopt;
    return static_cast<level>(found - level_names.begin());
}

void write(level l, std::string_view event, std::initializer_list<field> fields) noexcept {
    write_span(l, event, {fields.begin(), fields.size()});
}

void write(level l, std::string_view event, const std::vector<field>& fields) noexcept {
    write_span(l, event, fields);
}

void audit(std::string_view event, const std::vector<field>& fields) noexcept {
    try {
        the_log().write(level::warning, event, fields, false);
    } catch (...) {
        // Nothing is left to tell it to.
    }
}

options configure(options now) {
    return the_log().configure(std::move(now));
}

void set_level(level least) noexcept {
    the_log().least() = least;
}

void report_suppressed() noexcept {
    try {
        the_log().report_suppressed();
    } catch (...) {
        // As for a line.
    }
}

capture::capture(level least, std::shared_ptr<const clock> time, std::chrono::milliseconds repeat_interval)
    : kept_{std::make_shared<kept>()} {
    options now{least, repeat_interval, std::move(time), [kept = kept_](std::string_view line) {
                    const std::lock_guard lock{kept->mutex};
                    kept->lines.emplace_back(line);
                }};
    former_ = configure(std::move(now));
}

capture::~capture() {
    configure(std::move(former_));
}

std::vector<std::string> capture::lines() const {
    const std::lock_guard lock{kept_->mutex};
    return kept_->lines;
}

std::string capture::text() const {
    std::string all;
    for (const std::string& line : lines())
        all += line + "\n";
    return all;
}

}  // namespace pps::gateway::log
