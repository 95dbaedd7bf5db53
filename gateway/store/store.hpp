#pragma once

#include "gateway/core/clock.hpp"

#include <boost/system/result.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::gateway::store {

using bytes = std::vector<std::byte>;

/// What became of a delivery: of a document, or of the deletion of one. The first three are not terminal.
enum class delivery_state {
    queued,      ///< Waits for its due time.
    sending,     ///< Leased; a request may be on the wire.
    unknown,     ///< A request may have been registered: the endpoint is asked before anything is sent again.
    registered,  ///< The DMP holds the document.
    refused,     ///< The DMP refused it for good; `last_code` says why.
    failed,      ///< Attempts exhausted; kept, visible, replayable.
    withdrawn,   ///< Of a document: its deletion was asked for before the DMP had it. Never sent again.
    deleted,     ///< Of a deletion: the DMP does not show the document (any more).
};
std::string_view to_string(delivery_state s) noexcept;
std::optional<delivery_state> delivery_state_from(std::string_view text) noexcept;
bool is_terminal(delivery_state s) noexcept;

/// What became of a business receipt (ZAM^Z01 of HL7 v2) that was asked for. The last two are final, until
/// the delivery it tells of is replayed.
enum class receipt_state {
    waiting,       ///< For the outcome of the delivery.
    due,           ///< To be sent, again and again, until it is
    acknowledged,  ///< by the platform, or
    given_up,      ///< it never was.
};
std::string_view to_string(receipt_state s) noexcept;

/// That a platform wants to be told by a message what became of its document.
struct receipt_request {
    bytes header;  ///< What an answer to its message needs (hl7::v2::answerable_header). No patient data.
};

/// A document about to be accepted. `payload`, `sent` and `metadata` are sealed (see sealer.hpp): they are
/// the only members that can hold patient data.
struct new_document {
    std::string id;        ///< Generated public id.
    std::string platform;  ///< Configured id of the platform.
    std::string region;
    std::string establishment;  ///< Struct_IdNat of the author's structure.
    std::string kind;           ///< "pps" or "rcp".
    std::string unique_id;      ///< CDA id/@root; unique in the store.
    std::string set_id;         ///< Orders versions of one document; "" = no order.
    std::int64_t version = 1;
    std::string
        fingerprint;  ///< Hex SHA-256 of the received bytes and options: tells a repeat from a conflict.
    std::string submission_set_id;  ///< OID, stable over retries.
    std::string signature_id;       ///< OID of the signature document, stable over retries.
    std::string message_id;         ///< WS-Addressing MessageID, stable over retries.
    bool replaces = false;          ///< A new version of another document: counted as "replaced" (I3).
    std::string correlation;        ///< Joins the log lines of this document.
    std::string edition;            ///< Of the rules that judged it (process::rule_set::edition).
    std::string findings;   ///< JSON array of what they found, "" for nothing; no value of the document.
    std::int64_t size = 0;  ///< Bytes received.
    std::string media_type = "application/xml";  ///< Of the bytes received.
    bytes payload;                               ///< Sealed bytes as received.
    bytes sent;      ///< Sealed bytes to send when they are others; empty: those received.
    bytes metadata;  ///< Sealed metadata (JSON of the document entry and options).
    std::optional<receipt_request> receipt;  ///< None: the platform asks, or does not want to know.
    instant received_at{};
};

/// One line of a document's history. `detail` is a code or short text without patient data.
struct event {
    std::int64_t seq = 0;
    instant at{};
    std::string name;  ///< "accepted", "sending", "retry", "unknown", "registered", "refused", "failed",
                       ///< "released", "replayed", "purged"; "deletion-requested", "withdrawn", "deleted",
                       ///< "nothing-to-delete", "deletion-refused", "deletion-failed";
                       ///< "receipt-acknowledged", "receipt-given-up".
    std::string detail;
};

/// Codes of a deletion that is done although the DMP deleted nothing for it.
inline constexpr std::string_view never_sent = "withdrawn";           ///< The document was withdrawn.
inline constexpr std::string_view not_registered = "not-registered";  ///< The DMP does not have it.
inline constexpr std::string_view already_deleted = "already-deleted";

/// How far the deletion of a document is.
struct deletion_status {
    std::string id;      ///< Of the request: what operators replay, what the log names.
    std::string reason;  ///< A code.
    instant requested_at{};
    delivery_state state = delivery_state::queued;
    int attempts = 0;
    std::optional<instant> next_attempt;  ///< Only while queued or unknown.
    std::optional<instant> settled_at;    ///< Only in a terminal state.
    std::string last_code;  ///< As document_status::last_code; when `deleted`: "" or one of the codes above.
    std::string last_text;
};

/// A document's state as told to its platform and to operators.
struct document_status {
    std::string id, platform, region, establishment, kind, unique_id, set_id;
    std::int64_t version = 1;
    std::int64_t size = 0;
    instant received_at{};
    delivery_state state = delivery_state::queued;
    int attempts = 0;
    std::optional<instant> next_attempt;  ///< Only while queued or unknown.
    std::optional<instant> settled_at;    ///< Only in a terminal state.
    std::string last_code;                ///< Last DMP or transport code, "" when none.
    std::string last_text;                ///< Our wording of it; never the DMP's free text.
    std::string submission_set_id;
    std::string message_id;
    std::string correlation;
    std::string edition, findings;            ///< As accepted; edition "" before it was recorded.
    std::string fingerprint;                  ///< As accepted: tells a repeat.
    std::string entry_uuid;                   ///< The registry's id when known.
    std::string target;                       ///< In a list, of a deletion: the id of its document. Else "".
    std::optional<deletion_status> deletion;  ///< Not in a list.
    std::optional<receipt_state> receipt;     ///< None: not asked for.
    bool payload_purged = false;
    std::vector<event> history;  ///< Oldest first.
};

enum class accept_outcome {
    created,   ///< Durable now.
    repeated,  ///< Same platform, id and fingerprint: it was already durable.
    conflict,  ///< The id is taken by other bytes or another platform.
};

struct accept_result {
    accept_outcome outcome = accept_outcome::created;
    document_status
        status;  ///< Of the stored document (not of the conflicting one on `conflict`: then empty).
};

/// A request to delete a document in the DMP.
struct new_deletion {
    std::string id;                 ///< Generated, of the request.
    std::string document;           ///< Id of the document to delete; "": it is named by its
    std::string unique_id;          ///< CDA id/@root.
    std::string platform;           ///< That asks.
    std::string reason;             ///< A code of core/deletion_reason.hpp.
    std::string submission_set_id;  ///< OID, stable over retries.
    std::string message_id;         ///< WS-Addressing MessageID, stable over retries.
    std::string correlation;
    std::optional<receipt_request> receipt;  ///< As new_document::receipt.
    bytes metadata;                          ///< Sealed, of the request itself; may be empty.
    instant requested_at{};
};

enum class deletion_outcome {
    requested,  ///< Durable now.
    repeated,   ///< Was asked for before, perhaps with another reason: the first one stays.
    not_found,  ///< The platform submitted no such document.
    erased,     ///< What a deletion needs to know of it has been purged.
};

struct deletion_result {
    deletion_outcome outcome = deletion_outcome::requested;
    document_status status;  ///< Of the document, its deletion included; empty on not_found and erased.
};

/// Work handed to the dispatcher. `token` must be given back by settle(): a lease that expired and was taken
/// again has another token, so that a late settlement of the first holder is rejected.
struct leased_delivery {
    std::string document_id;
    std::int64_t token = 0;
    delivery_state previous = delivery_state::queued;  ///< `queued`: send; `unknown`: ask first.
    int attempts = 0;                                  ///< Attempts made before this one.
    instant first_attempt_at{};  ///< Stable over retries: the submission time, also of the signature.
    instant trying_since{};      ///< The first attempt, or the last replay: its age decides when to give up.
    instant received_at{};
    std::string platform, region, establishment, kind, unique_id, set_id;
    std::string submission_set_id, signature_id, message_id, correlation;
    /// Of a deletion: the id of its document, whose `unique_id` and sealed `metadata` these are; `payload` is
    /// empty. "": a document is to be sent.
    std::string target;
    bool deletion_waits = false;  ///< Its deletion was asked for: not to be sent (again).
    bytes payload;  ///< What is to be sent: new_document::sent, or what was received when there is none.
    bytes metadata;
    bytes request;  ///< Of a deletion: new_deletion::metadata.
};

/// What is kept of a document, sealed; all empty once it is purged.
struct document_content {
    std::string media_type;
    bytes payload, sent, metadata;
};

/// How an attempt ended.
struct settlement {
    delivery_state state = delivery_state::queued;  ///< `queued` and `unknown` need `due_at`.
    instant due_at{};
    std::string event;  ///< Event name to record.
    std::string code;
    std::string text;
    std::string entry_uuid;
    bool uncertain = false;    ///< A request made under this lease may have been registered.
    bool attempt_made = true;  ///< Counts as an attempt (false when e.g. the breaker was open).
};

/// A receipt to send, now or at `due_at`. `round` must be given back by settle_receipt(): it changes when the
/// delivery has another outcome.
struct due_receipt {
    std::string document_id;  ///< Of the document, or of the request to delete one.
    std::string correlation;
    std::int64_t round = 0;
    int attempts = 0;  ///< Made before, of this round.
    instant due_at{};
    instant due_since{};                                  ///< When the outcome was known.
    bytes header;                                         ///< As asked for.
    delivery_state outcome = delivery_state::registered;  ///< Terminal.
    std::string code, text;                               ///< As document_status::last_code, last_text.
    bool of_deletion = false;
};

/// How an attempt to send a receipt ended.
struct receipt_settlement {
    receipt_state state = receipt_state::due;  ///< `due` needs `due_at`; not `waiting`.
    instant due_at{};
    std::string code;  ///< Of the answer or of the transport, "" when acknowledged.
};

struct receipt_figures {
    std::int64_t waiting = 0, due = 0, acknowledged = 0, given_up = 0;
};

struct queue_figures {
    std::int64_t queued = 0, sending = 0, unknown = 0, registered = 0, refused = 0, failed = 0, withdrawn = 0,
                 deleted = 0;
    std::optional<instant> oldest_pending;  ///< received_at of the oldest delivery that is not settled.
    receipt_figures receipts;
};

/// A counter kept exactly: written in the transaction of the event it counts.
/// Names: "received" (I1), "registered" first versions (I2), "replaced" (I3), "refused" by the DMP and
/// "rejected" by our own rules (I4), "failed"; `code` only for refused, rejected and failed. Deletions apart
/// from documents: "withdrawn" (never sent, or taken back for certain), "deleted" in the DMP (I3),
/// "deletion-refused" and "deletion-failed" with their code.
struct tally {
    std::string day, region, platform, name, code;
    std::int64_t value = 0;
};

struct store_health {
    bool writable = true;             ///< False since the last commit failed.
    std::string last_error;           ///< SQLite's symbolic error, "" when none.
    bool integrity_ok = true;         ///< Result of the checks at start (see open_sqlite).
    bool integrity_complete = false;  ///< The full background check has ended.
    std::int64_t database_bytes = 0;
    std::int64_t schema_version = 0;
};

template <typename T>
using callback = std::function<void(boost::system::result<T>)>;

/// A submission on its way to the store, from its construction to came() or its destruction.
class expected_submission {
  public:
    /// `all` counts those that are.
    explicit expected_submission(std::shared_ptr<std::atomic<int>> all) : all_{std::move(all)} { ++*all_; }
    ~expected_submission() { came(); }
    expected_submission(const expected_submission&) = delete;
    expected_submission& operator=(const expected_submission&) = delete;

    /// It is about to be accepted, or never will be. Further calls do nothing; not from two threads.
    void came() noexcept {
        if (all_) --*std::exchange(all_, nullptr);
    }

  private:
    std::shared_ptr<std::atomic<int>> all_;
};

/// Documents, deliveries, events. One storage thread batches all calls: many share one fsync (group commit).
/// Every call is asynchronous and thread-safe; its callback runs once, on the storage thread, after the
/// transaction is durable (reads: after they ran). Errors: errc::storage_unavailable when the disk is full or
/// failing (nothing was changed; the next call tries again), errc::storage_busy when more than the configured
/// number of calls wait.
class store {
  public:
    virtual ~store() = default;

    /// Says that one more submission is on its way to accept(): those that come soon share a commit. A hint,
    /// which accept() works without; it may outlive the store.
    virtual std::shared_ptr<expected_submission> expect() = 0;

    /// Document, delivery, event, tally and receipt in one transaction. A repeat asks for no second receipt.
    virtual void accept(new_document document, callback<accept_result> done) = 0;

    /// A deletion of a document of that platform, after every open delivery of its set. What the DMP does not
    /// have is never sent again: a queued document becomes `withdrawn` at once, of a refused or failed one
    /// nothing is to be deleted. One whose outcome is not known is settled first.
    virtual void request_deletion(new_deletion deletion, callback<deletion_result> done) = 0;

    /// Status of one document with its history; std::nullopt when there is none. Deletions are not found.
    virtual void find(std::string id, callback<std::optional<document_status>> done) = 0;
    virtual void find_by_unique_id(std::string platform, std::string unique_id,
                                   callback<std::optional<document_status>> done) = 0;
    /// What is kept of a document of that platform; std::nullopt when it has none of that id.
    virtual void content(std::string platform, std::string id,
                         callback<std::optional<document_content>> done) = 0;

    /// Leases up to `most` due deliveries until `now + lease_for`: durable before the callback. Due are
    /// `queued` and `unknown` ones whose due time has come and `sending` ones whose lease has expired (they
    /// become `unknown`), oldest due first. A delivery waits while another one of its non-empty set_id that
    /// is not terminal has a lower version (same version: was received earlier), and at most one of a set_id
    /// is leased at a time. A payload that the database cannot read any more is leased empty: it does not
    /// unseal.
    virtual void lease(instant now, std::chrono::milliseconds lease_for, int most,
                       callback<std::vector<leased_delivery>> done) = 0;

    /// Ends a lease; a terminal state makes the receipt due that was asked for, if any. false: the token is
    /// stale (or `how.state` is `sending`), nothing was changed. The holder of an expired lease may still
    /// settle it as long as nobody has leased the delivery again.
    virtual void settle(std::string document_id, std::int64_t token, settlement how, instant at,
                        callback<bool> done) = 0;

    /// Gives back leases that were not used (stop): `queued` again, or `unknown` if they were.
    virtual void release(std::vector<std::pair<std::string, std::int64_t>> leases, instant at,
                         callback<int> done) = 0;

    /// A `failed` or `refused` delivery is queued again, due at `at`; false when it is not in such a state,
    /// or when the deletion of its document was asked for. Its attempts, its first_attempt_at and its
    /// submission identifiers stay; its receipt waits again, and a new outcome makes a new one. One that
    /// failed while a request of it may have been registered becomes `unknown` instead: the endpoint is asked
    /// before anything is sent.
    virtual void replay(std::string document_id, instant at, callback<bool> done) = 0;

    /// The receipt of that platform that is due first, now or later; std::nullopt when none is to be sent.
    virtual void next_receipt(std::string platform, callback<std::optional<due_receipt>> done) = 0;

    /// Records an attempt to send a receipt. false: it is not due any more, or of another round; nothing was
    /// changed.
    virtual void settle_receipt(std::string document_id, std::int64_t round, receipt_settlement how,
                                instant at, callback<bool> done) = 0;

    /// When the next delivery will be due (also by lease expiry); std::nullopt when none waits.
    virtual void next_due(callback<std::optional<instant>> done) = 0;

    /// Deliveries in a state, deletions too, first received first, at most `most`, without their history.
    virtual void list(delivery_state state, int most, callback<std::vector<document_status>> done) = 0;

    /// Counts a submission that was not kept ("rejected", by the code of the rule): there is no document to
    /// hang an event on.
    virtual void count_rejected(std::string region, std::string platform, std::string code, instant at,
                                callback<bool> done) = 0;

    virtual void figures(callback<queue_figures> done) = 0;
    virtual void tallies(callback<std::vector<tally>> done) = 0;

    /// Erases payloads and metadata of documents registered, withdrawn or deleted before `before`, at most
    /// `most`; records "purged". What a deletion that is not done needs stays.
    virtual void purge(instant before, int most, instant at, callback<int> done) = 0;

    /// Not queued: the last known state. Thread-safe.
    virtual store_health health() const = 0;

    /// Waits for the queue, commits, closes. Later calls get errc::storage_unavailable.
    virtual void close() = 0;
};

}  // namespace pps::gateway::store
