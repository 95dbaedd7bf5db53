#pragma once

#include "gateway/app/settings.hpp"
#include "gateway/authenticate/platforms.hpp"
#include "gateway/forward/dmp/signing_key.hpp"
#include "gateway/observe/snapshot.hpp"
#include "gateway/process/conformity.hpp"
#include "gateway/runtime/tls.hpp"
#include "gateway/store/store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace pps::gateway::app {

/// What the configuration's files give: loaded together, at start and on SIGHUP, so that a bad file never
/// leaves half of the old and half of the new in use.
struct material {
    runtime::tls_context receive, national;
    runtime::tls_context mllp;      ///< Null: plain, or no such listener.
    runtime::tls_context receipts;  ///< Null: only plain receipts are sent, or none.
    std::shared_ptr<const dmp::signing_key> signing;
    std::shared_ptr<const authenticate::registry> platforms;
    std::shared_ptr<const process::rule_set> rules;
    std::vector<observe::certificate_state> certificates;
    store::bytes storage_key;
};

struct material_outcome {
    app::material material;             ///< Complete when `problems` is empty.
    std::vector<std::string> problems;  ///< "file: what is wrong", no secret in it.
    /// What the official bundle lacks or gets wrong and we cannot judge; documents are judged all the same.
    std::vector<std::string> notes;
};

/// Opens every file that `from` names.
material_outcome load_material(const settings& from);

}  // namespace pps::gateway::app
