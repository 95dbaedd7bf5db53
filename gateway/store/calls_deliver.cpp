#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

namespace pps::gateway::store::calls {
namespace {

struct delivery_row {
    std::int64_t document = 0;
    delivery_state state = delivery_state::queued;
    bool uncertain = false;
    std::int64_t token = 0;
    std::string set_id, region, platform;
    bool replaces = false;
    std::int64_t target = 0;  ///< Of a deletion.
    bool has_deletion = false;
};

std::optional<delivery_row> read_delivery(connection& c, const std::string& id) {
    query q{c,
            "SELECT v.document, v.state, v.uncertain, v.token, v.set_id, d.region, d.platform, d.replaces, "
            "coalesce(d.target, 0), EXISTS (SELECT 1 FROM documents x WHERE x.target = d.document) "
            "FROM documents d "
            "JOIN deliveries v ON v.document = d.document WHERE d.id = ?1"};
    if (!q.with(id).step()) return std::nullopt;
    return delivery_row{q.integer(0),      static_cast<delivery_state>(q.integer(1)),
                        q.integer(2) != 0, q.integer(3),
                        q.text(4),         q.text(5),
                        q.text(6),         q.integer(7) != 0,
                        q.integer(8),      q.integer(9) != 0};
}

/// Ending a lease makes its token stale, so `unknown` with this very token is an expired lease that nobody
/// has taken yet: its holder is late, and knows more than we do.
bool holds_lease(const delivery_row& row, std::int64_t token) {
    return row.token == token &&
           (row.state == delivery_state::sending || row.state == delivery_state::unknown);
}

/// What a replay must know of a request that may have been registered. `failed` settles nothing: what was
/// uncertain before the lease still is.
bool uncertain_after(const settlement& how, bool before) {
    return how.state == delivery_state::unknown ||
           (how.state == delivery_state::failed && (before || how.uncertain));
}

/// What a terminal state counts as. Deletions never count as documents.
std::string tally_name(const delivery_row& row, const settlement& how) {
    const bool deletion = row.target != 0;
    switch (how.state) {
        case delivery_state::registered:
            return row.replaces ? "replaced" : "registered";
        case delivery_state::deleted:
            return how.code == not_registered ? "" : "deleted";
        case delivery_state::refused:
        case delivery_state::failed:
            return (deletion ? "deletion-" : "") + std::string{to_string(how.state)};
        default:
            return std::string{to_string(how.state)};
    }
}

/// A document is registered or withdrawn, a deletion done.
bool may_end_in(const delivery_row& row, delivery_state state) {
    if (row.target != 0) return state != delivery_state::registered && state != delivery_state::withdrawn;
    return state != delivery_state::deleted;
}

bool counts_codes(delivery_state state) {
    return state == delivery_state::refused || state == delivery_state::failed;
}

}  // namespace

bool settle(connection& c, const std::string& document_id, std::int64_t token, const settlement& how,
            instant at) {
    const auto row = read_delivery(c, document_id);
    if (!row || how.state == delivery_state::sending || !holds_lease(*row, token)) return false;
    if (!may_end_in(*row, how.state)) return false;
    const bool terminal = is_terminal(how.state);
    query{c,
          "UPDATE deliveries SET state = ?2, uncertain = ?3, token = token + 1, attempts = attempts + ?4, "
          "due_at = iif(?5, due_at, ?6), settled_at = iif(?5, ?7, NULL), last_code = ?8, last_text = ?9, "
          "entry_uuid = iif(?10 = '', entry_uuid, ?10) WHERE document = ?1"}
        .with(row->document, static_cast<int>(how.state), uncertain_after(how, row->uncertain),
              how.attempt_made, terminal, how.due_at, at, how.code, how.text, how.entry_uuid)
        .run();
    const std::string_view name = !how.event.empty()                    ? std::string_view{how.event}
                                  : how.state == delivery_state::queued ? std::string_view{"retry"}
                                                                        : to_string(how.state);
    add_event(c, row->document, at, name, how.code.empty() ? how.text : how.code);
    if (const std::string counted = terminal ? tally_name(*row, how) : ""; !counted.empty())
        add_tally(c, at, row->region, row->platform, counted, counts_codes(how.state) ? how.code : "");
    if (terminal) make_receipt_due(c, row->document, at);
    if (row->target != 0 && terminal) tell_deletion(c, row->target, how.state, how.code, at);
    if (row->has_deletion) answer_waiting_deletion(c, row->document, at);
    choose_first_of_set(c, row->set_id);
    return true;
}

int release(connection& c, const std::vector<std::pair<std::string, std::int64_t>>& leases, instant at) {
    int released = 0;
    for (const auto& [id, token] : leases) {
        const auto row = read_delivery(c, id);
        if (!row || row->state != delivery_state::sending || !holds_lease(*row, token)) continue;
        query{c, "UPDATE deliveries SET state = iif(uncertain, 2, 0), token = token + 1 WHERE document = ?1"}
            .with(row->document)
            .run();
        add_event(c, row->document, at, "released", "");
        if (row->has_deletion) answer_waiting_deletion(c, row->document, at);
        choose_first_of_set(c, row->set_id);
        ++released;
    }
    return released;
}

bool replay(connection& c, const std::string& document_id, instant at) {
    const auto row = read_delivery(c, document_id);
    if (!row || (row->state != delivery_state::failed && row->state != delivery_state::refused)) return false;
    // A document that is not wanted any more must not come back.
    if (row->has_deletion) return false;
    query{c,
          "UPDATE deliveries SET state = iif(uncertain, 2, 0), held = (set_id <> ''), due_at = ?2, "
          "settled_at = NULL, replayed_at = ?2 WHERE document = ?1"}
        .with(row->document, at)
        .run();
    reopen_receipt(c, row->document);
    add_event(c, row->document, at, "replayed", "");
    choose_first_of_set(c, row->set_id);
    return true;
}

}  // namespace pps::gateway::store::calls
