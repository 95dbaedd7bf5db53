#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

namespace pps::gateway::store::calls {

void open_receipt(connection& c, std::int64_t document, const std::string& platform,
                  const receipt_request& asked, instant at) {
    query{c, "INSERT INTO receipts (document, platform, header, created_at) VALUES (?1, ?2, ?3, ?4)"}
        .with(document, platform, asked.header, at)
        .run();
}

void ask_late_for_receipt(connection& c, std::int64_t document, const std::string& platform,
                          const receipt_request& asked, instant at) {
    {
        query told{c, "SELECT 1 FROM receipts WHERE document = ?1"};
        if (told.with(document).step()) return;
    }
    open_receipt(c, document, platform, asked, at);
    query ended{c, "SELECT state >= 3 FROM deliveries WHERE document = ?1"};
    if (ended.with(document).single() != 0) make_receipt_due(c, document, at);
}

void make_receipt_due(connection& c, std::int64_t document, instant at) {
    query{c,
          "UPDATE receipts SET state = 1, round = round + 1, attempts = 0, due_at = ?2, due_since = ?2, "
          "code = '' WHERE document = ?1"}
        .with(document, at)
        .run();
}

void reopen_receipt(connection& c, std::int64_t document) {
    query{c, "UPDATE receipts SET state = 0 WHERE document = ?1"}.with(document).run();
}

std::optional<due_receipt> next_receipt(connection& c, const std::string& platform) {
    query q{c,
            "SELECT d.id, d.correlation, r.round, r.attempts, r.due_at, r.due_since, r.header, v.state, "
            "v.last_code, v.last_text, d.target IS NOT NULL FROM receipts r "
            "JOIN documents d ON d.document = r.document JOIN deliveries v ON v.document = r.document "
            "WHERE r.state = 1 AND r.platform = ?1 ORDER BY r.due_at, r.document LIMIT 1"};
    if (!q.with(platform).step()) return std::nullopt;
    due_receipt found;
    found.document_id = q.text(0);
    found.correlation = q.text(1);
    found.round = q.integer(2);
    found.attempts = static_cast<int>(q.integer(3));
    found.due_at = q.time(4);
    found.due_since = q.time(5);
    found.header = q.blob(6);
    found.outcome = static_cast<delivery_state>(q.integer(7));
    found.code = q.text(8);
    found.text = q.text(9);
    found.of_deletion = q.integer(10) != 0;
    return found;
}

bool settle_receipt(connection& c, const std::string& document_id, std::int64_t round,
                    const receipt_settlement& how, instant at) {
    if (how.state == receipt_state::waiting) return false;
    std::int64_t document = 0;
    {
        query q{c,
                "SELECT r.document FROM receipts r JOIN documents d ON d.document = r.document "
                "WHERE d.id = ?1 AND r.state = 1 AND r.round = ?2"};
        if (!q.with(document_id, round).step()) return false;
        document = q.integer(0);
    }
    query{c,
          "UPDATE receipts SET state = ?2, attempts = attempts + 1, due_at = ?3, code = ?4 "
          "WHERE document = ?1"}
        .with(document, static_cast<int>(how.state), how.state == receipt_state::due ? how.due_at : at,
              how.code)
        .run();
    if (how.state == receipt_state::acknowledged) add_event(c, document, at, "receipt-acknowledged", "");
    if (how.state == receipt_state::given_up) add_event(c, document, at, "receipt-given-up", how.code);
    return true;
}

}  // namespace pps::gateway::store::calls
