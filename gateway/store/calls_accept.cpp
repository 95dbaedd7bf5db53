#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

#include <algorithm>

namespace pps::gateway::store::calls {
namespace {

/// Events told with a status: the last ones. A delivery that is retried for a week makes hundreds.
constexpr int longest_history = 200;
constexpr std::int64_t accepted_seq = 1;

/// What happened to it, the oldest first. That it was accepted goes without saying: rows are numbered from 2.
/// Older stores have that one too.
std::vector<event> history_of(connection& c, std::int64_t document, instant received_at) {
    query q{c, "SELECT seq, at, name, detail FROM events WHERE document = ?1 ORDER BY seq DESC LIMIT ?2"};
    q.with(document, longest_history);
    std::vector<event> events;
    while (q.step())
        events.push_back({q.integer(0), q.time(1), q.text(2), q.text(3)});
    const bool from_the_first = events.empty() || events.back().seq == accepted_seq + 1;
    if (from_the_first && std::ssize(events) < longest_history)
        events.push_back({accepted_seq, received_at, "accepted", ""});
    std::ranges::reverse(events);
    return events;
}

#define PPS_STATUS_COLUMNS                                                                               \
    "SELECT d.document, d.id, d.platform, d.region, d.establishment, d.kind, d.unique_id, d.set_id, "    \
    "d.version, d.size, d.received_at, v.state, v.attempts, v.due_at, v.settled_at, v.last_code, "       \
    "v.last_text, d.submission_set_id, d.message_id, v.entry_uuid, v.purged, d.correlation, d.edition, " \
    "d.findings, d.fingerprint, (SELECT t.id FROM documents t WHERE t.document = d.target), "            \
    "(SELECT r.state FROM receipts r WHERE r.document = d.document) "                                    \
    "FROM documents d JOIN deliveries v ON v.document = d.document "

document_status read_status(const query& q) {
    document_status s;
    s.id = q.text(1);
    s.platform = q.text(2);
    s.region = q.text(3);
    s.establishment = q.text(4);
    s.kind = q.text(5);
    s.unique_id = q.text(6);
    s.set_id = q.text(7);
    s.version = q.integer(8);
    s.size = q.integer(9);
    s.received_at = q.time(10);
    s.state = static_cast<delivery_state>(q.integer(11));
    s.attempts = static_cast<int>(q.integer(12));
    if (s.state == delivery_state::queued || s.state == delivery_state::unknown) s.next_attempt = q.time(13);
    if (is_terminal(s.state)) s.settled_at = q.optional_time(14);
    s.last_code = q.text(15);
    s.last_text = q.text(16);
    s.submission_set_id = q.text(17);
    s.message_id = q.text(18);
    s.entry_uuid = q.text(19);
    s.payload_purged = q.integer(20) != 0;
    s.correlation = q.text(21);
    s.edition = q.text(22);
    s.findings = q.text(23);
    s.fingerprint = q.text(24);
    s.target = q.text(25);
    if (!q.null(26)) s.receipt = static_cast<receipt_state>(q.integer(26));
    return s;
}

std::optional<deletion_status> deletion_of(connection& c, std::int64_t document) {
    query q{c,
            "SELECT d.id, d.reason, d.received_at, v.state, v.attempts, v.due_at, v.settled_at, v.last_code, "
            "v.last_text FROM documents d JOIN deliveries v ON v.document = d.document WHERE d.target = ?1"};
    if (!q.with(document).step()) return std::nullopt;
    deletion_status s;
    s.id = q.text(0);
    s.reason = q.text(1);
    s.requested_at = q.time(2);
    s.state = static_cast<delivery_state>(q.integer(3));
    s.attempts = static_cast<int>(q.integer(4));
    if (s.state == delivery_state::queued || s.state == delivery_state::unknown) s.next_attempt = q.time(5);
    if (is_terminal(s.state)) s.settled_at = q.optional_time(6);
    s.last_code = q.text(7);
    s.last_text = q.text(8);
    return s;
}

std::optional<document_status> with_history(connection& c, query& q) {
    if (!q.step()) return std::nullopt;
    document_status s = read_status(q);
    s.history = history_of(c, q.integer(0), s.received_at);
    s.deletion = deletion_of(c, q.integer(0));
    return s;
}

/// What find() would say of a document that was just accepted.
document_status status_of(const new_document& d) {
    document_status s;
    s.id = d.id;
    s.platform = d.platform;
    s.region = d.region;
    s.establishment = d.establishment;
    s.kind = d.kind;
    s.unique_id = d.unique_id;
    s.set_id = d.set_id;
    s.version = d.version;
    s.size = d.size;
    s.received_at = d.received_at;
    s.next_attempt = d.received_at;
    s.submission_set_id = d.submission_set_id;
    s.message_id = d.message_id;
    s.correlation = d.correlation;
    s.edition = d.edition;
    s.findings = d.findings;
    s.fingerprint = d.fingerprint;
    if (d.receipt) s.receipt = receipt_state::waiting;
    s.history.push_back({accepted_seq, d.received_at, "accepted", ""});
    return s;
}

/// Another delivery of the set has not ended.
bool set_is_open(connection& c, const std::string& set_id) {
    if (set_id.empty()) return false;
    query q{c, "SELECT 1 FROM deliveries WHERE set_id = ?1 AND set_id <> '' AND state < 3 LIMIT 1"};
    return q.with(set_id).step();
}

std::int64_t insert_document(connection& c, const new_document& d) {
    query q{
        c,
        "INSERT INTO documents (id, platform, region, establishment, kind, unique_id, set_id, version, "
        "fingerprint, submission_set_id, signature_id, message_id, size, received_at, replaces, correlation, "
        "edition, findings, media_type) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)"};
    q.with(d.id, d.platform, d.region, d.establishment, d.kind, d.unique_id, d.set_id, d.version,
           d.fingerprint, d.submission_set_id, d.signature_id, d.message_id, d.size, d.received_at,
           d.replaces, d.correlation, d.edition, d.findings, d.media_type);
    q.run();
    return c.last_rowid();
}

}  // namespace

void add_event(connection& c, std::int64_t document, instant at, std::string_view name,
               std::string_view detail) {
    query q{c,
            "INSERT INTO events (document, seq, at, name, detail) VALUES (?1, "
            "(SELECT coalesce(max(seq), 1) + 1 FROM events WHERE document = ?1), ?2, ?3, ?4)"};
    q.with(document, at, name, detail).run();
}

void add_tally(connection& c, instant at, std::string_view region, std::string_view platform,
               std::string_view name, std::string_view code) {
    query q{c,
            "INSERT INTO tallies (day, region, platform, name, code, value) VALUES (?1, ?2, ?3, ?4, ?5, 1) "
            "ON CONFLICT DO UPDATE SET value = value + 1"};
    q.with(to_day(at), region, platform, name, code).run();
}

accept_result accept(connection& c, const new_document& d) {
    {
        query known{c, "SELECT id, platform, fingerprint, document FROM documents WHERE unique_id = ?1"};
        if (known.with(d.unique_id).step()) {
            if (known.text(1) != d.platform || known.text(2) != d.fingerprint)
                return {accept_outcome::conflict, {}};
            if (d.receipt) ask_late_for_receipt(c, known.integer(3), d.platform, *d.receipt, d.received_at);
            return {accept_outcome::repeated, find(c, known.text(0)).value()};
        }
        query same_id{c, "SELECT 1 FROM documents WHERE id = ?1"};
        if (same_id.with(d.id).step()) return {accept_outcome::conflict, {}};
    }
    const std::int64_t document = insert_document(c, d);
    query{c, "INSERT INTO payloads (document, payload, metadata, sent) VALUES (?1, ?2, ?3, nullif(?4, x''))"}
        .with(document, d.payload, d.metadata, d.sent)
        .run();
    const bool others = set_is_open(c, d.set_id);
    query{c,
          "INSERT INTO deliveries (document, state, held, due_at, received_at, version, set_id) "
          "VALUES (?1, 0, ?2, ?3, ?3, ?4, ?5)"}
        .with(document, others, d.received_at, d.version, d.set_id)
        .run();
    if (d.receipt) open_receipt(c, document, d.platform, *d.receipt, d.received_at);
    if (others) choose_first_of_set(c, d.set_id);
    add_tally(c, d.received_at, d.region, d.platform, "received", "");
    return {accept_outcome::created, status_of(d)};
}

std::optional<document_status> find(connection& c, const std::string& id) {
    query q{c, PPS_STATUS_COLUMNS "WHERE d.id = ?1 AND d.target IS NULL"};
    return with_history(c, q.with(id));
}

std::optional<document_status> find_by_unique_id(connection& c, const std::string& platform,
                                                 const std::string& unique_id) {
    query q{c, PPS_STATUS_COLUMNS "WHERE d.unique_id = ?1 AND d.platform = ?2 AND d.target IS NULL"};
    return with_history(c, q.with(unique_id, platform));
}

std::optional<document_content> content(connection& c, const std::string& platform, const std::string& id) {
    query q{c,
            "SELECT d.media_type, p.payload, p.sent, p.metadata FROM documents d "
            "LEFT JOIN payloads p ON p.document = d.document "
            "WHERE d.id = ?1 AND d.platform = ?2 AND d.target IS NULL"};
    if (!q.with(id, platform).step()) return std::nullopt;
    document_content found;
    found.media_type = q.text(0);
    found.payload = q.blob(1);
    found.sent = q.blob(2);
    found.metadata = q.blob(3);
    return found;
}

std::vector<document_status> list(connection& c, delivery_state state, int most) {
    query q{c, PPS_STATUS_COLUMNS "WHERE v.state = ?1 ORDER BY v.document LIMIT ?2"};
    q.with(static_cast<int>(state), std::max(most, 0));
    std::vector<document_status> all;
    while (q.step())
        all.push_back(read_status(q));
    return all;
}

}  // namespace pps::gateway::store::calls
