#include "gateway/store/calls.hpp"
#include "gateway/store/connection.hpp"

#include <algorithm>

namespace pps::gateway::store::calls {

queue_figures figures(connection& c) {
    queue_figures f;
    {
        query q{c, "SELECT state, value FROM delivery_counts"};
        while (q.step()) {
            const std::int64_t value = q.integer(1);
            switch (static_cast<delivery_state>(q.integer(0))) {
                case delivery_state::queued:
                    f.queued = value;
                    break;
                case delivery_state::sending:
                    f.sending = value;
                    break;
                case delivery_state::unknown:
                    f.unknown = value;
                    break;
                case delivery_state::registered:
                    f.registered = value;
                    break;
                case delivery_state::refused:
                    f.refused = value;
                    break;
                case delivery_state::failed:
                    f.failed = value;
                    break;
                case delivery_state::withdrawn:
                    f.withdrawn = value;
                    break;
                case delivery_state::deleted:
                    f.deleted = value;
                    break;
            }
        }
    }
    {
        query q{c, "SELECT state, value FROM receipt_counts"};
        while (q.step()) {
            const std::int64_t value = q.integer(1);
            switch (static_cast<receipt_state>(q.integer(0))) {
                case receipt_state::waiting:
                    f.receipts.waiting = value;
                    break;
                case receipt_state::due:
                    f.receipts.due = value;
                    break;
                case receipt_state::acknowledged:
                    f.receipts.acknowledged = value;
                    break;
                case receipt_state::given_up:
                    f.receipts.given_up = value;
                    break;
            }
        }
    }
    query oldest{c, "SELECT min(received_at) FROM deliveries WHERE state < 3"};
    if (oldest.step()) f.oldest_pending = oldest.optional_time(0);
    return f;
}

std::vector<tally> tallies(connection& c) {
    query q{c, "SELECT day, region, platform, name, code, value FROM tallies"};
    std::vector<tally> all;
    while (q.step())
        all.push_back({q.text(0), q.text(1), q.text(2), q.text(3), q.text(4), q.integer(5)});
    return all;
}

int purge(connection& c, instant before, int most, instant at) {
    // The end of a deletion also ends what is kept of its document, in whatever state that is; until then a
    // deletion needs it.
    struct purgeable {
        std::int64_t delivery, document;
    };
    std::vector<purgeable> found;
    {
        query q{c,
                "SELECT v.document, coalesce(d.target, v.document) FROM deliveries v "
                "JOIN documents d ON d.document = v.document "
                // In the words of the index deliveries_purgeable, or it is not used.
                "WHERE (v.state = 3 OR v.state = 6 OR v.state = 7) AND v.purged = 0 AND v.settled_at < ?1 "
                "AND NOT EXISTS "
                "(SELECT 1 FROM documents x JOIN deliveries w ON w.document = x.document "
                "WHERE x.target = v.document AND w.state <> 7) ORDER BY v.settled_at LIMIT ?2"};
        q.with(before, std::max(most, 0));
        while (q.step())
            found.push_back({q.integer(0), q.integer(1)});
    }
    for (const auto& [delivery, document] : found) {
        query{c, "DELETE FROM payloads WHERE document IN (?1, ?2)"}.with(delivery, document).run();
        query before_this{c, "SELECT purged FROM deliveries WHERE document = ?1"};
        const bool known = before_this.with(document).single() != 0;
        query{c, "UPDATE deliveries SET purged = 1 WHERE document IN (?1, ?2)"}
            .with(delivery, document)
            .run();
        if (!known) add_event(c, document, at, "purged", "");
    }
    return static_cast<int>(found.size());
}

}  // namespace pps::gateway::store::calls
