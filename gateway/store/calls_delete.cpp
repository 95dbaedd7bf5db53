#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

#include <algorithm>

namespace pps::gateway::store::calls {
namespace {

/// What a deletion must know of its document.
struct target_row {
    std::int64_t document = 0;
    std::string id, region, establishment, kind, set_id;
    std::int64_t version = 1;
    delivery_state state = delivery_state::queued;
    bool uncertain = false;
    bool purged = false;
};

std::optional<target_row> read_target(connection& c, const new_deletion& asked) {
    query q{
        c,
        "SELECT d.document, d.region, d.establishment, d.kind, v.set_id, d.version, v.state, v.uncertain, "
        "v.purged, d.id FROM documents d JOIN deliveries v ON v.document = d.document "
        "WHERE d.document = (SELECT document FROM documents WHERE id = ?1 "
        "UNION ALL SELECT document FROM documents WHERE ?1 = '' AND unique_id = ?2) "
        "AND d.platform = ?3 AND d.target IS NULL"};
    if (!q.with(asked.document, asked.unique_id, asked.platform).step()) return std::nullopt;
    target_row row;
    row.document = q.integer(0);
    row.region = q.text(1);
    row.establishment = q.text(2);
    row.kind = q.text(3);
    row.set_id = q.text(4);
    row.version = q.integer(5);
    row.state = static_cast<delivery_state>(q.integer(6));
    row.uncertain = q.integer(7) != 0;
    row.purged = q.integer(8) != 0;
    row.id = q.text(9);
    return row;
}

/// Why there is nothing to ask the DMP for: a code of deletion_status; std::nullopt: it may have the
/// document.
std::optional<std::string_view> never_there(delivery_state state, bool uncertain) {
    switch (state) {
        case delivery_state::queued:
            return never_sent;
        case delivery_state::refused:
            return not_registered;
        case delivery_state::failed:
            if (!uncertain) return not_registered;
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

/// A queued document leaves the queue for good.
void withdraw(connection& c, std::int64_t document, instant at) {
    query{
        c,
        "UPDATE deliveries SET state = 6, token = token + 1, settled_at = ?2, last_code = '', last_text = '' "
        "WHERE document = ?1"}
        .with(document, at)
        .run();
    make_receipt_due(c, document, at);
    add_event(c, document, at, to_string(delivery_state::withdrawn), "");
    query q{c, "SELECT region, platform FROM documents WHERE document = ?1"};
    if (q.with(document).step())
        add_tally(c, at, q.text(0), q.text(1), to_string(delivery_state::withdrawn), "");
}

/// A set of its own for a document that has none: its deletion waits for it like a later version.
std::string ordered_set_of(connection& c, const target_row& target) {
    if (!target.set_id.empty()) return target.set_id;
    std::string own = "document:" + target.id;
    query{c, "UPDATE deliveries SET set_id = ?2 WHERE document = ?1"}.with(target.document, own).run();
    return own;
}

/// After every version of the set that is open now, and before higher ones that come later.
std::int64_t place_in_set(connection& c, const target_row& target, const std::string& set_id) {
    query last{c, "SELECT max(version) FROM deliveries WHERE set_id = ?1 AND set_id <> '' AND state < 3"};
    return std::max(target.version, last.with(set_id).single());
}

std::int64_t insert_request(connection& c, const new_deletion& d, const target_row& target,
                            const std::string& set_id, std::int64_t version) {
    query q{c,
            "INSERT INTO documents (id, platform, region, establishment, kind, unique_id, set_id, version, "
            "fingerprint, submission_set_id, signature_id, message_id, size, received_at, correlation, "
            "target, reason) "
            "VALUES (?1, ?2, ?3, ?4, ?5, 'deletion:' || ?1, ?6, ?7, '', ?8, '', ?9, 0, ?10, ?11, ?12, ?13)"};
    q.with(d.id, d.platform, target.region, target.establishment, target.kind, set_id, version,
           d.submission_set_id, d.message_id, d.requested_at, d.correlation, target.document, d.reason);
    q.run();
    const std::int64_t request = c.last_rowid();
    if (!d.metadata.empty())
        query{c, "INSERT INTO payloads (document, payload, metadata) VALUES (?1, x'', ?2)"}
            .with(request, d.metadata)
            .run();
    return request;
}

/// Ends the delivery of a deletion that needs no request.
void end_without_request(connection& c, std::int64_t deletion, std::int64_t document, std::string_view code,
                         instant at) {
    query{c,
          "UPDATE deliveries SET state = 7, token = token + 1, settled_at = ?2, last_code = ?3 "
          "WHERE document = ?1"}
        .with(deletion, at, code)
        .run();
    make_receipt_due(c, deletion, at);
    add_event(c, deletion, at, to_string(delivery_state::deleted), code);
    tell_deletion(c, document, delivery_state::deleted, code, at);
}

std::optional<std::int64_t> open_deletion_of(connection& c, std::int64_t document) {
    query q{c,
            "SELECT v.document FROM documents d JOIN deliveries v ON v.document = d.document "
            "WHERE d.target = ?1 AND v.state < 3"};
    if (!q.with(document).step()) return std::nullopt;
    return q.integer(0);
}

}  // namespace

void tell_deletion(connection& c, std::int64_t submission, delivery_state state, std::string_view code,
                   instant at) {
    // The document itself says that it was withdrawn.
    if (code == never_sent) return;
    const std::string_view name = state == delivery_state::refused  ? "deletion-refused"
                                  : state == delivery_state::failed ? "deletion-failed"
                                  : code == not_registered          ? "nothing-to-delete"
                                                                    : "deleted";
    add_event(c, submission, at, name, code == not_registered ? "" : code);
}

void answer_waiting_deletion(connection& c, std::int64_t submission, instant at) {
    const auto deletion = open_deletion_of(c, submission);
    if (!deletion) return;
    std::optional<std::string_view> code;
    {
        query q{c, "SELECT state, uncertain FROM deliveries WHERE document = ?1"};
        if (q.with(submission).step())
            code = never_there(static_cast<delivery_state>(q.integer(0)), q.integer(1) != 0);
    }
    if (!code) return;
    if (*code == never_sent) withdraw(c, submission, at);
    end_without_request(c, *deletion, submission, *code, at);
}

deletion_result request_deletion(connection& c, const new_deletion& d) {
    const auto target = read_target(c, d);
    if (!target) return {deletion_outcome::not_found, {}};
    {
        query known{c, "SELECT 1 FROM documents WHERE target = ?1"};
        if (known.with(target->document).step())
            return {deletion_outcome::repeated, find(c, target->id).value()};
    }
    if (target->purged) return {deletion_outcome::erased, {}};
    const std::string set_id = ordered_set_of(c, *target);
    const std::int64_t version = place_in_set(c, *target, set_id);
    const std::int64_t deletion = insert_request(c, d, *target, set_id, version);
    query{c,
          "INSERT INTO deliveries (document, state, held, due_at, received_at, version, set_id) "
          "VALUES (?1, 0, 1, ?2, ?2, ?3, ?4)"}
        .with(deletion, d.requested_at, version, set_id)
        .run();
    if (d.receipt) open_receipt(c, deletion, d.platform, *d.receipt, d.requested_at);
    add_event(c, target->document, d.requested_at, "deletion-requested", d.reason);
    answer_waiting_deletion(c, target->document, d.requested_at);
    choose_first_of_set(c, set_id);
    return {deletion_outcome::requested, find(c, target->id).value()};
}

}  // namespace pps::gateway::store::calls
