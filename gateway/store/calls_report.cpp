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
    std::vector<std::int64_t> documents;
    {
        query q{c,
                "SELECT document FROM deliveries WHERE state = 3 AND purged = 0 AND settled_at < ?1 "
                "ORDER BY settled_at LIMIT ?2"};
        q.with(before, std::max(most, 0));
        while (q.step())
            documents.push_back(q.integer(0));
    }
    for (const std::int64_t document : documents) {
        query{c, "DELETE FROM payloads WHERE document = ?1"}.with(document).run();
        query{c, "UPDATE deliveries SET purged = 1 WHERE document = ?1"}.with(document).run();
        add_event(c, document, at, "purged", "");
    }
    return static_cast<int>(documents.size());
}

}  // namespace pps::gateway::store::calls
