#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

#include <algorithm>
#include <tuple>

namespace pps::gateway::store::calls {
namespace {

/// Expired leases taken back per call; more of them wait for the next call, which next_due() asks for at
/// once.
constexpr int most_expired = 1000;

struct expired_lease {
    std::int64_t document;
    std::string set_id;
};

/// Nobody knows what became of these: `unknown`, due since they were leased. The token stays, so that a
/// holder that is only late can still settle until the delivery is leased again.
void take_back_expired(connection& c, instant now) {
    std::vector<expired_lease> expired;
    {
        query q{c,
                "SELECT document, set_id FROM deliveries WHERE state = 1 AND lease_until <= ?1 "
                "ORDER BY lease_until LIMIT ?2"};
        q.with(now, most_expired);
        while (q.step())
            expired.push_back({q.integer(0), q.text(1)});
    }
    for (const auto& lease : expired) {
        query{c, "UPDATE deliveries SET state = 2, uncertain = 1 WHERE document = ?1"}
            .with(lease.document)
            .run();
        add_event(c, lease.document, now, to_string(delivery_state::unknown), "lease-expired");
        choose_first_of_set(c, lease.set_id);
    }
}

struct due_delivery {
    std::int64_t document;
    delivery_state state;
};

std::vector<due_delivery> due(connection& c, instant now, int most) {
    query q{c,
            "SELECT document, state FROM deliveries WHERE state IN (0, 2) AND held = 0 AND due_at <= ?1 "
            "ORDER BY due_at, document LIMIT ?2"};
    q.with(now, most);
    std::vector<due_delivery> found;
    while (q.step())
        found.push_back({q.integer(0), static_cast<delivery_state>(q.integer(1))});
    return found;
}

leased_delivery read_leased(connection& c, const due_delivery& taken) {
    query q{
        c,
        "SELECT d.id, v.token, v.attempts, v.first_attempt_at, d.received_at, d.platform, d.region, "
        "d.establishment, d.kind, d.set_id, d.submission_set_id, d.signature_id, d.message_id, "
        "coalesce(v.replayed_at, v.first_attempt_at), d.correlation, coalesce(t.id, ''), "
        "coalesce(t.unique_id, d.unique_id), EXISTS (SELECT 1 FROM documents x WHERE x.target = d.document) "
        "FROM deliveries v JOIN documents d ON d.document = v.document "
        "LEFT JOIN documents t ON t.document = d.target WHERE v.document = ?1"};
    leased_delivery l;
    if (!q.with(taken.document).step()) return l;
    l.document_id = q.text(0);
    l.token = q.integer(1);
    l.previous = taken.state;
    l.attempts = static_cast<int>(q.integer(2));
    l.first_attempt_at = q.time(3);
    l.received_at = q.time(4);
    l.platform = q.text(5);
    l.region = q.text(6);
    l.establishment = q.text(7);
    l.kind = q.text(8);
    l.set_id = q.text(9);
    l.submission_set_id = q.text(10);
    l.signature_id = q.text(11);
    l.message_id = q.text(12);
    l.trying_since = q.time(13);
    l.correlation = q.text(14);
    l.target = q.text(15);
    l.unique_id = q.text(16);
    l.deletion_waits = q.integer(17) != 0;
    return l;
}

bytes metadata_of(connection& c, const std::string& id) {
    query q{c,
            "SELECT metadata FROM payloads WHERE document = (SELECT document FROM documents WHERE id = ?1)"};
    return q.with(id).step() ? q.blob(0) : bytes{};
}

std::optional<instant> earliest(connection& c, std::string_view sql) {
    query q{c, sql};
    return q.step() ? q.optional_time(0) : std::nullopt;
}

}  // namespace

void choose_first_of_set(connection& c, const std::string& set_id) {
    if (set_id.empty()) return;
    struct member {
        std::int64_t document = 0, version = 0;
        bool leased = false;
    };
    const auto first = [&](bool held) -> std::optional<member> {
        query q{c,
                "SELECT document, version, state = 1 FROM deliveries WHERE set_id = ?1 AND set_id <> '' "
                "AND state < 3 AND held = ?2 ORDER BY version, document LIMIT 1"};
        if (!q.with(set_id, held).step()) return std::nullopt;
        return member{q.integer(0), q.integer(1), q.integer(2) != 0};
    };
    const auto hold = [&](std::int64_t document, bool held) {
        query{c, "UPDATE deliveries SET held = ?2 WHERE document = ?1"}.with(document, held).run();
    };
    const auto waiting = first(true);
    if (!waiting) return;
    const auto current = first(false);
    if (current) {
        if (current->leased ||
            std::tie(current->version, current->document) < std::tie(waiting->version, waiting->document))
            return;
        hold(current->document, true);
    }
    hold(waiting->document, false);
}

std::vector<leased_delivery> lease(connection& c, instant now, std::chrono::milliseconds lease_for,
                                   int most) {
    take_back_expired(c, now);
    std::vector<leased_delivery> leased;
    if (most <= 0) return leased;
    for (const auto& delivery : due(c, now, most)) {
        query{c,
              "UPDATE deliveries SET state = 1, uncertain = ?2, lease_until = ?3, token = token + 1, "
              "first_attempt_at = coalesce(first_attempt_at, ?4) WHERE document = ?1"}
            .with(delivery.document, delivery.state == delivery_state::unknown, now + lease_for, now)
            .run();
        add_event(c, delivery.document, now, to_string(delivery_state::sending), "");
        leased.push_back(read_leased(c, delivery));
    }
    return leased;
}

void read_payload(connection& c, leased_delivery& of) {
    try {
        if (!of.target.empty()) {
            of.metadata = metadata_of(c, of.target);
            of.request = metadata_of(c, of.document_id);
            return;
        }
        query q{c,
                "SELECT coalesce(sent, payload), metadata FROM payloads "
                "WHERE document = (SELECT document FROM documents WHERE id = ?1)"};
        if (!q.with(of.document_id).step()) return;
        of.payload = q.blob(0);
        of.metadata = q.blob(1);
    } catch (const sqlite_failure& failure) {
        if (!is_damage(failure.code())) throw;
    }
}

void expire_all_leases(connection& c) {
    query{c, "UPDATE deliveries SET lease_until = 0 WHERE state = 1 AND lease_until > 0"}.run();
}

std::optional<instant> next_due(connection& c) {
    const auto waiting = earliest(c, "SELECT min(due_at) FROM deliveries WHERE state IN (0, 2) AND held = 0");
    const auto leased = earliest(c, "SELECT min(lease_until) FROM deliveries WHERE state = 1");
    if (!waiting || !leased) return waiting ? waiting : leased;
    return std::min(*waiting, *leased);
}

}  // namespace pps::gateway::store::calls
