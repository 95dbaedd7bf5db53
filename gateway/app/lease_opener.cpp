#include "gateway/app/lease_opener.hpp"

#include "gateway/app/filing_identity.hpp"
#include "gateway/core/error.hpp"
#include "gateway/process/kept_metadata.hpp"

#include <utility>

namespace pps::gateway::app {
namespace {

using boost::system::error_code;
using outcome = boost::system::result<std::shared_ptr<const forward::outgoing>>;

/// What the request to delete says of itself: nothing when it was no message.
boost::system::result<process::filing> filing_of(const store::leased_delivery& deletion,
                                                 const store::sealer& sealer) {
    if (deletion.request.empty()) return process::filing{};
    const auto json = sealer.open(deletion.request, process::metadata_context(deletion.document_id));
    if (!json) return json.error();
    const auto asked = process::filing_from(*json);
    if (!asked) return error_code{errc::sealed_data_damaged};
    return *asked;
}

outcome open(const store::leased_delivery& lease, const store::sealer& sealer, const dmp::identity& own,
             const authenticate::registry& platforms) {
    // A deletion goes by what is kept of its document.
    const bool deletes = !lease.target.empty();
    const std::string& document = deletes ? lease.target : lease.document_id;
    const auto metadata = sealer.open(lease.metadata, process::metadata_context(document));
    if (!metadata) return metadata.error();
    auto kept = process::kept_metadata_from(*metadata);
    if (!kept) return error_code{errc::sealed_data_damaged};
    auto made = std::make_shared<forward::outgoing>();
    if (deletes) {
        auto asked = filing_of(lease, sealer);
        if (!asked) return asked.error();
        asked->secret_connection |= kept->filing.secret_connection;
        kept->filing = std::move(*asked);
    } else {
        auto payload = sealer.open(lease.payload, kept->converted ? process::sent_context(document)
                                                                  : process::payload_context(document));
        if (!payload) return payload.error();
        made->document = process::bytes_to_send(std::move(*payload), *kept);
    }
    made->entry = std::move(kept->entry);
    made->secret_connection = kept->filing.secret_connection;
    made->who = filing_identity(own, platforms.find_id(lease.platform), kept->filing);
    return std::shared_ptr<const forward::outgoing>{std::move(made)};
}

}  // namespace

forward::open_lease make_lease_opener(
    const store::sealer& sealer, const dmp::identity& own,
    std::function<std::shared_ptr<const authenticate::registry>()> platforms) {
    return [&sealer, &own, platforms = std::move(platforms)](const store::leased_delivery& lease) {
        return open(lease, sealer, own, *platforms());
    };
}

}  // namespace pps::gateway::app
