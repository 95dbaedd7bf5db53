#pragma once

#include "gateway/core/error.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pps::gateway::store {

using namespace std::chrono_literals;
using boost::system::result;

/// A folder of one test, removed with it.
class temporary_folder {
  public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "pps-store-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// A callback as a future. A callback that never comes fails the test instead of hanging it.
template <typename T>
class answer {
  public:
    callback<T> to() {
        return [promise = promise_](result<T> r) { promise->set_value(std::move(r)); };
    }
    result<T> get() {
        auto future = promise_->get_future();
        if (future.wait_for(30s) != std::future_status::ready)
            throw std::runtime_error{"no answer from the store"};
        return future.get();
    }

  private:
    std::shared_ptr<std::promise<result<T>>> promise_ = std::make_shared<std::promise<result<T>>>();
};

template <typename T, typename F>
result<T> ask(F&& start) {
    answer<T> a;
    start(a.to());
    return a.get();
}

/// An arbitrary point in time that the tests count from: 2021-03-01T09:30:00Z.
inline const instant start = from_millis(1'614'591'000'000);

inline bytes some_bytes(std::size_t size, int seed = 1) {
    bytes b(size);
    unsigned state = static_cast<unsigned>(seed) * 2654435761u + 1;
    for (auto& octet : b) {
        state = state * 1664525u + 1013904223u;
        octet = static_cast<std::byte>(state >> 24);
    }
    return b;
}

/// Document number `n`, received `n` ms after `start`.
inline new_document document(int n, std::size_t size = 64) {
    const std::string number = std::to_string(n);
    new_document d;
    d.id = "doc-" + number;
    d.platform = "platform-a";
    d.region = "bretagne";
    d.establishment = "10B0000001";
    d.kind = "pps";
    d.unique_id = "1.2.250.1." + number;
    d.fingerprint = "fingerprint-" + number;
    d.submission_set_id = "1.2.250.2." + number;
    d.signature_id = "1.2.250.3." + number;
    d.message_id = "urn:uuid:message-" + number;
    d.size = static_cast<std::int64_t>(size);
    d.payload = some_bytes(size, n);
    d.metadata = some_bytes(16, n + 1000);
    d.received_at = start + std::chrono::milliseconds{n};
    return d;
}

/// Document number `n` as version `version` of `set`.
inline new_document version_of(const std::string& set, int version, int n) {
    new_document d = document(n);
    d.set_id = set;
    d.version = version;
    return d;
}

/// A request to delete document number `n`, one minute after `start` unless said otherwise.
inline new_deletion deletion_of(int n, instant at = start + 1min) {
    const std::string number = std::to_string(n);
    new_deletion d;
    d.id = "del-" + number;
    d.document = "doc-" + number;
    d.platform = "platform-a";
    d.reason = "error";
    d.submission_set_id = "1.2.250.4." + number;
    d.message_id = "urn:uuid:deletion-" + number;
    d.correlation = "correlation-" + number;
    d.requested_at = at;
    return d;
}

inline settlement settled(delivery_state state, const std::string& code = {}) {
    settlement s;
    s.state = state;
    s.due_at = start + 1h;
    s.event = state == delivery_state::queued ? "retry" : std::string{to_string(state)};
    s.code = code;
    return s;
}

/// The store, called and waited for.
class asked_store {
  public:
    explicit asked_store(std::unique_ptr<store> s) : store_{std::move(s)} {}

    store& raw() { return *store_; }

    result<accept_result> try_accept(new_document d) {
        return ask<accept_result>([&](auto done) { store_->accept(std::move(d), done); });
    }
    accept_result accept(new_document d) { return try_accept(std::move(d)).value(); }
    deletion_result request_deletion(new_deletion d) {
        return ask<deletion_result>([&](auto done) { store_->request_deletion(std::move(d), done); }).value();
    }
    std::optional<document_status> find(const std::string& id) {
        return ask<std::optional<document_status>>([&](auto done) { store_->find(id, done); }).value();
    }
    std::optional<document_status> find_by_unique_id(const std::string& platform, const std::string& id) {
        return ask<std::optional<document_status>>(
                   [&](auto done) { store_->find_by_unique_id(platform, id, done); })
            .value();
    }
    std::optional<document_content> content(const std::string& platform, const std::string& id) {
        return ask<std::optional<document_content>>([&](auto done) { store_->content(platform, id, done); })
            .value();
    }
    std::vector<leased_delivery> lease(instant now, int most = 10, std::chrono::milliseconds length = 60s) {
        return ask<std::vector<leased_delivery>>([&](auto done) { store_->lease(now, length, most, done); })
            .value();
    }
    bool settle(const std::string& id, std::int64_t token, const settlement& how, instant at = start) {
        return ask<bool>([&](auto done) { store_->settle(id, token, how, at, done); }).value();
    }
    int release(const std::vector<std::pair<std::string, std::int64_t>>& leases) {
        return ask<int>([&](auto done) { store_->release(leases, start, done); }).value();
    }
    bool replay(const std::string& id, instant at = start) {
        return ask<bool>([&](auto done) { store_->replay(id, at, done); }).value();
    }
    std::optional<due_receipt> next_receipt(const std::string& platform = "platform-a") {
        return ask<std::optional<due_receipt>>([&](auto done) { store_->next_receipt(platform, done); })
            .value();
    }
    bool settle_receipt(const std::string& id, std::int64_t round, const receipt_settlement& how,
                        instant at = start) {
        return ask<bool>([&](auto done) { store_->settle_receipt(id, round, how, at, done); }).value();
    }
    std::optional<instant> next_due() {
        return ask<std::optional<instant>>([&](auto done) { store_->next_due(done); }).value();
    }
    queue_figures figures() {
        return ask<queue_figures>([&](auto done) { store_->figures(done); }).value();
    }
    std::vector<document_status> list(delivery_state state, int most = 100) {
        return ask<std::vector<document_status>>([&](auto done) { store_->list(state, most, done); }).value();
    }
    bool count_rejected(const std::string& platform, const std::string& code) {
        return ask<bool>([&](auto done) { store_->count_rejected("Bretagne", platform, code, start, done); })
            .value();
    }
    std::vector<tally> tallies() {
        return ask<std::vector<tally>>([&](auto done) { store_->tallies(done); }).value();
    }
    int purge(instant before, int most, instant at = start) {
        return ask<int>([&](auto done) { store_->purge(before, most, at, done); }).value();
    }
    std::int64_t tally_of(const std::string& name, const std::string& code = {}) {
        std::int64_t sum = 0;
        for (const auto& t : tallies())
            if (t.name == name && t.code == code) sum += t.value;
        return sum;
    }

    /// Leases the only due delivery and settles it.
    std::string lease_and_settle(instant now, const settlement& how) {
        const auto leased = lease(now, 1);
        if (leased.size() != 1) throw std::runtime_error{"nothing is due"};
        if (!settle(leased[0].document_id, leased[0].token, how, now))
            throw std::runtime_error{"stale token"};
        return leased[0].document_id;
    }

  private:
    std::unique_ptr<store> store_;
};

inline sqlite_options options_in(const std::string& folder) {
    sqlite_options o;
    o.folder = folder;
    return o;
}

inline asked_store open_in(const std::string& folder) {
    return asked_store{open_sqlite(options_in(folder)).value()};
}

inline boost::system::error_code open_error(const sqlite_options& options) {
    auto opened = open_sqlite(options);
    return opened ? boost::system::error_code{} : opened.error();
}

/// A store in its own folder.
class store_test : public testing::Test {
  protected:
    temporary_folder folder_;
    asked_store store_{open_in(folder_ / "store")};
};

inline std::vector<std::string> ids(const std::vector<leased_delivery>& leased) {
    std::vector<std::string> found;
    for (const auto& l : leased)
        found.push_back(l.document_id);
    return found;
}

inline std::vector<std::string> event_names(const document_status& s) {
    std::vector<std::string> names;
    for (const auto& e : s.history)
        names.push_back(e.name);
    return names;
}

}  // namespace pps::gateway::store
