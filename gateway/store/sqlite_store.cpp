#include "gateway/store/sqlite_store.hpp"

#include "gateway/core/error.hpp"
#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"
#include "gateway/store/folder.hpp"
#include "gateway/store/health_board.hpp"
#include "gateway/store/integrity.hpp"
#include "gateway/store/storage_thread.hpp"

#include <optional>
#include <utility>

namespace pps::gateway::store {
namespace {

/// `work`: T(connection&), repeatable.
template <typename T, typename F>
class call_of final : public storage_call {
  public:
    call_of(bool writes, bool intake, std::size_t held_bytes, F work, callback<T> done)
        : storage_call{writes, intake, held_bytes}, work_{std::move(work)}, done_{std::move(done)} {}

    void run(connection& c) override { result_.emplace(work_(c)); }

    void finish(boost::system::error_code error) override {
        if (error)
            done_(boost::system::result<T>{boost::system::in_place_error, error});
        else
            done_(std::move(*result_));
    }

  private:
    F work_;
    callback<T> done_;
    std::optional<T> result_;
};

/// Payloads are read when the lease is durable, and outside of its transaction.
class lease_call final : public storage_call {
  public:
    lease_call(instant now, std::chrono::milliseconds lease_for, int most,
               callback<std::vector<leased_delivery>> done)
        : storage_call{true, false, 0},
          now_{now},
          lease_for_{lease_for},
          most_{most},
          done_{std::move(done)} {}

    void run(connection& c) override { leased_ = calls::lease(c, now_, lease_for_, most_); }

    void complete(connection& c) override {
        for (auto& delivery : leased_)
            calls::read_payload(c, delivery);
    }

    void finish(boost::system::error_code error) override {
        if (error)
            done_(error);
        else
            done_(std::move(leased_));
    }

  private:
    instant now_;
    std::chrono::milliseconds lease_for_;
    int most_;
    callback<std::vector<leased_delivery>> done_;
    std::vector<leased_delivery> leased_;
};

enum class access { read, write };
enum class side { intake, delivery };

class sqlite_store final : public store {
  public:
    sqlite_store(const sqlite_options& options, store_folder folder, std::unique_ptr<connection> opened,
                 const connection_options& file, std::int64_t version)
        : folder_{std::move(folder)} {
        board_.change([&](store_health& health) {
            health.schema_version = version;
            health.database_bytes = folder_->bytes_used();
        });
        connection_options reading = file;
        reading.read_only = true;
        check_.emplace(reading, board_);
        thread_.emplace(options, *folder_, std::move(opened), file, board_,
                        [this, most = options.most_wal_bytes](std::int64_t wal_bytes) {
                            if (wal_bytes > most) check_->pause();
                        });
    }

    ~sqlite_store() override { close(); }

    std::shared_ptr<expected_submission> expect() override { return thread_->expect(); }

    void accept(new_document document, callback<accept_result> done) override {
        const std::size_t held = document.payload.size() + document.sent.size() + document.metadata.size();
        submit<accept_result>(
            access::write, side::intake, std::move(done),
            [d = std::move(document)](connection& c) { return calls::accept(c, d); }, held);
    }

    void request_deletion(new_deletion deletion, callback<deletion_result> done) override {
        submit<deletion_result>(
            access::write, side::intake, std::move(done),
            [d = std::move(deletion)](connection& c) { return calls::request_deletion(c, d); });
    }

    void find(std::string id, callback<std::optional<document_status>> done) override {
        submit<std::optional<document_status>>(
            access::read, side::intake, std::move(done),
            [id = std::move(id)](connection& c) { return calls::find(c, id); });
    }

    void find_by_unique_id(std::string platform, std::string unique_id,
                           callback<std::optional<document_status>> done) override {
        submit<std::optional<document_status>>(
            access::read, side::intake, std::move(done),
            [platform = std::move(platform), unique_id = std::move(unique_id)](connection& c) {
                return calls::find_by_unique_id(c, platform, unique_id);
            });
    }

    void content(std::string platform, std::string id,
                 callback<std::optional<document_content>> done) override {
        submit<std::optional<document_content>>(
            access::read, side::intake, std::move(done),
            [platform = std::move(platform), id = std::move(id)](connection& c) {
                return calls::content(c, platform, id);
            });
    }

    void lease(instant now, std::chrono::milliseconds lease_for, int most,
               callback<std::vector<leased_delivery>> done) override {
        thread_->submit(std::make_unique<lease_call>(now, lease_for, most, std::move(done)));
    }

    void settle(std::string document_id, std::int64_t token, settlement how, instant at,
                callback<bool> done) override {
        submit<bool>(access::write, side::delivery, std::move(done),
                     [id = std::move(document_id), token, how = std::move(how), at](connection& c) {
                         return calls::settle(c, id, token, how, at);
                     });
    }

    void release(std::vector<std::pair<std::string, std::int64_t>> leases, instant at,
                 callback<int> done) override {
        submit<int>(
            access::write, side::delivery, std::move(done),
            [leases = std::move(leases), at](connection& c) { return calls::release(c, leases, at); });
    }

    void replay(std::string document_id, instant at, callback<bool> done) override {
        submit<bool>(access::write, side::delivery, std::move(done),
                     [id = std::move(document_id), at](connection& c) { return calls::replay(c, id, at); });
    }

    void next_receipt(std::string platform, callback<std::optional<due_receipt>> done) override {
        submit<std::optional<due_receipt>>(
            access::read, side::delivery, std::move(done),
            [platform = std::move(platform)](connection& c) { return calls::next_receipt(c, platform); });
    }

    void settle_receipt(std::string document_id, std::int64_t round, receipt_settlement how, instant at,
                        callback<bool> done) override {
        submit<bool>(access::write, side::delivery, std::move(done),
                     [id = std::move(document_id), round, how = std::move(how), at](connection& c) {
                         return calls::settle_receipt(c, id, round, how, at);
                     });
    }

    void next_due(callback<std::optional<instant>> done) override {
        submit<std::optional<instant>>(access::read, side::delivery, std::move(done),
                                       [](connection& c) { return calls::next_due(c); });
    }

    void list(delivery_state state, int most, callback<std::vector<document_status>> done) override {
        submit<std::vector<document_status>>(
            access::read, side::delivery, std::move(done),
            [state, most](connection& c) { return calls::list(c, state, most); });
    }

    void count_rejected(std::string region, std::string platform, std::string code, instant at,
                        callback<bool> done) override {
        submit<bool>(access::write, side::intake, std::move(done),
                     [region = std::move(region), platform = std::move(platform), code = std::move(code),
                      at](connection& c) {
                         calls::add_tally(c, at, region, platform, "rejected", code);
                         return true;
                     });
    }

    void figures(callback<queue_figures> done) override {
        submit<queue_figures>(access::read, side::delivery, std::move(done),
                              [](connection& c) { return calls::figures(c); });
    }

    void tallies(callback<std::vector<tally>> done) override {
        submit<std::vector<tally>>(access::read, side::delivery, std::move(done),
                                   [](connection& c) { return calls::tallies(c); });
    }

    void purge(instant before, int most, instant at, callback<int> done) override {
        submit<int>(access::write, side::delivery, std::move(done),
                    [before, most, at](connection& c) { return calls::purge(c, before, most, at); });
    }

    store_health health() const override { return board_.read(); }

    void close() override {
        const std::lock_guard lock{closing_};
        if (!folder_) return;
        // The check first: while it reads, the last checkpoint could not empty the WAL.
        check_->stop();
        thread_->stop();
        folder_.reset();
    }

  private:
    template <typename T, typename F>
    void submit(access how, side from, callback<T> done, F work, std::size_t held_bytes = 0) {
        thread_->submit(std::make_unique<call_of<T, F>>(how == access::write, from == side::intake,
                                                        held_bytes, std::move(work), std::move(done)));
    }

    std::mutex closing_;
    std::optional<store_folder> folder_;
    health_board board_;
    std::optional<integrity_check> check_;
    std::optional<storage_thread> thread_;
};

/// An open, checked and current database. Throws sqlite_failure.
boost::system::result<std::unique_ptr<connection>> open_database(const sqlite_options& options,
                                                                 store_folder& folder,
                                                                 const connection_options& file) {
    const bool expected = folder.database_expected();
    if (folder.database_lost()) return errc::storage_damaged;
    if (!folder.create_database_file()) return errc::storage_unavailable;
    auto c = std::make_unique<connection>(file);
    switch (inspect(*c, options.migrations)) {
        case database_kind::empty:
            if (expected) return errc::storage_damaged;
            break;
        case database_kind::ours:
            if (!check_small_tables(*c, options.checked_documents)) return errc::storage_damaged;
            break;
        case database_kind::newer:
            return errc::storage_newer_schema;
        case database_kind::foreign:
            return errc::storage_damaged;
    }
    upgrade(*c, options.migrations);
    if (!expected && !folder.expect_database()) return errc::storage_unavailable;
    // The lock says that whoever held them is gone.
    calls::expire_all_leases(*c);
    return c;
}

}  // namespace

boost::system::result<std::unique_ptr<store>> open_sqlite(const sqlite_options& given) {
    sqlite_options options = given;
    if (!options.metrics) options.metrics = std::make_shared<store_metrics>();
    auto folder = store_folder::open(options.folder);
    if (!folder) return folder.error();
    const connection_options file{folder->database(), options.vfs, options.max_pages, false};
    try {
        auto opened = open_database(options, *folder, file);
        if (!opened) return opened.error();
        const std::int64_t version = schema_version(**opened);
        return std::make_unique<sqlite_store>(options, std::move(*folder), std::move(*opened), file, version);
    } catch (const sqlite_failure& failure) {
        return is_damage(failure.code()) ? errc::storage_damaged : errc::storage_unavailable;
    }
}

}  // namespace pps::gateway::store
