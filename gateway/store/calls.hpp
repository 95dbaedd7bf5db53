#pragma once

#include "gateway/store/store.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What each call of the store does to the database. Runs inside a transaction of the storage thread; throws
/// sqlite_failure. The contract of each is in store.hpp.
namespace pps::gateway::store {

class connection;

namespace calls {

accept_result accept(connection& c, const new_document& document);
deletion_result request_deletion(connection& c, const new_deletion& deletion);
std::optional<document_status> find(connection& c, const std::string& id);
std::optional<document_status> find_by_unique_id(connection& c, const std::string& platform,
                                                 const std::string& unique_id);
std::optional<document_content> content(connection& c, const std::string& platform, const std::string& id);

/// Without payload and metadata.
std::vector<leased_delivery> lease(connection& c, instant now, std::chrono::milliseconds lease_for, int most);
/// Left empty when a page of them is damaged: one bad document must not keep all others from being leased. It
/// does not unseal, so its holder settles it as failed.
void read_payload(connection& c, leased_delivery& of);
/// Leases of a process that is gone have expired: only for a database that nobody else uses.
void expire_all_leases(connection& c);
std::optional<instant> next_due(connection& c);

bool settle(connection& c, const std::string& document_id, std::int64_t token, const settlement& how,
            instant at);
int release(connection& c, const std::vector<std::pair<std::string, std::int64_t>>& leases, instant at);
bool replay(connection& c, const std::string& document_id, instant at);

std::optional<due_receipt> next_receipt(connection& c, const std::string& platform);
bool settle_receipt(connection& c, const std::string& document_id, std::int64_t round,
                    const receipt_settlement& how, instant at);

std::vector<document_status> list(connection& c, delivery_state state, int most);
queue_figures figures(connection& c);
std::vector<tally> tallies(connection& c);
int purge(connection& c, instant before, int most, instant at);

/// Shared by the calls above.

/// What the end of a lease of document `submission` means for a deletion that waits for it: a document that
/// is queued again is withdrawn instead, of one refused or failed for certain nothing is to be deleted.
void answer_waiting_deletion(connection& c, std::int64_t submission, instant at);
/// The event of a document whose deletion ended in `state` with `code`.
void tell_deletion(connection& c, std::int64_t submission, delivery_state state, std::string_view code,
                   instant at);
/// A receipt that waits for the outcome of the delivery of `document`.
void open_receipt(connection& c, std::int64_t document, const std::string& platform,
                  const receipt_request& asked, instant at);
/// A receipt asked for when the document was accepted before, without one: due at once when its delivery has
/// ended. Whoever has asked first is told.
void ask_late_for_receipt(connection& c, std::int64_t document, const std::string& platform,
                          const receipt_request& asked, instant at);
/// The delivery of `document` has ended: its receipt, if one was asked for, is to be sent (again).
void make_receipt_due(connection& c, std::int64_t document, instant at);
/// The delivery of `document` goes on: its receipt, if one was asked for, waits again.
void reopen_receipt(connection& c, std::int64_t document);
void add_event(connection& c, std::int64_t document, instant at, std::string_view name,
               std::string_view detail);
void add_tally(connection& c, instant at, std::string_view region, std::string_view platform,
               std::string_view name, std::string_view code);
/// Restores "exactly one open delivery of a set is not held": the leased one, else the first by version, then
/// by order of receipt. To be called after a delivery of the set was added, opened again, settled or given
/// back.
void choose_first_of_set(connection& c, const std::string& set_id);

}  // namespace calls
}  // namespace pps::gateway::store
