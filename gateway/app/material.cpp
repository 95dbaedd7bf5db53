#include "gateway/app/material.hpp"

#include "gateway/app/rules_folder.hpp"
#include "gateway/store/sealer.hpp"

#include <iterator>

namespace pps::gateway::app {
namespace {

runtime::tls_material files_of(const tls_files& from) {
    runtime::tls_material made;
    made.certificate = from.certificate;
    made.key = from.key;
    made.trusted = from.trusted;
    made.crl = from.crl;
    return made;
}

authenticate::conformity_policy policy_of(const conformity_policy_settings& from) {
    authenticate::conformity_policy made;
    made.enforce = from.mode == "enforce";
    made.refuse = from.refuse;
    return made;
}

authenticate::acting acting_of(const acting_settings& from) {
    return {from.structure_id, from.structure_name, from.activity_sector, from.responsible_id,
            from.system_id};
}

std::shared_ptr<const authenticate::registry> platforms_of(const settings& from) {
    std::vector<authenticate::registry::entry> entries;
    for (const auto& one : from.platforms) {
        authenticate::registry::entry entry;
        entry.platform.id = one.id;
        entry.platform.region = one.region;
        entry.platform.structures = one.structures;
        entry.platform.kinds = one.kinds;
        entry.platform.strict_messages = one.strict_messages;
        entry.platform.conformity = policy_of(one.conformity.value_or(from.conformity.policy));
        if (one.receipts) {
            authenticate::receipt_address& receipts = entry.platform.receipts.emplace();
            receipts.host = one.receipts->host;
            receipts.port = std::to_string(one.receipts->port);
            receipts.plain = one.receipts->plain;
        }
        if (one.acts_as) entry.platform.acts_as = acting_of(*one.acts_as);
        entry.platform.messages_name_submitter = one.submitter == "message";
        for (const auto& sender : one.senders)
            entry.platform.senders.push_back(acting_of(sender));
        entry.certificate_subjects = one.certificate_subjects;
        // A plain connection has no subject: the configuration says whose it is.
        if (from.mllp && from.mllp->plain && from.mllp->plain_platform == one.id)
            entry.certificate_subjects.emplace_back();
        entries.push_back(std::move(entry));
    }
    return std::make_shared<const authenticate::registry>(std::move(entries));
}

}  // namespace

material_outcome load_material(const settings& from) {
    material_outcome out;
    const auto note = [&out](const runtime::tls_problem& problem) {
        out.problems.push_back(problem.file + ": " + problem.text);
    };
    if (auto made = runtime::make_server_context(files_of(from.receive.tls)))
        out.material.receive = *made;
    else
        note(made.error());
    if (from.mllp && !from.mllp->plain) {
        if (auto made = runtime::make_server_context(files_of(from.mllp->tls.value_or(from.receive.tls))))
            out.material.mllp = *made;
        else
            note(made.error());
    }
    if (from.mllp && from.mllp->receipts_tls) {
        if (auto made = runtime::make_client_context(files_of(*from.mllp->receipts_tls)))
            out.material.receipts = *made;
        else
            note(made.error());
    }
    if (auto made = runtime::make_client_context(files_of(from.national.tls)))
        out.material.national = *made;
    else
        note(made.error());
    if (auto made = dmp::load_signing_key(from.national.sign_certificate, from.national.sign_key,
                                          from.national.sign_issuers))
        out.material.signing = *made;
    else
        out.problems.push_back(
            from.national.sign_certificate + ": " + made.error().message() +
            " (ORG_SIGN: key usage digitalSignature and nonRepudiation, key file mode 0600)");
    if (auto key = store::load_key(from.store.key_file))
        out.material.storage_key = *key;
    else
        out.problems.push_back(from.store.key_file + ": " + key.error().message());

    const tls_files receipts = from.mllp ? from.mllp->receipts_tls.value_or(tls_files{}) : tls_files{};
    const std::pair<const char*, const std::string&> uses[] = {{"receive", from.receive.tls.certificate},
                                                               {"national", from.national.tls.certificate},
                                                               {"sign", from.national.sign_certificate},
                                                               {"receipts", receipts.certificate}};
    for (const auto& [use, file] : uses) {
        if (file.empty()) continue;
        auto term = runtime::read_certificate_term(file);
        if (!term) continue;  // said above
        observe::certificate_state state;
        state.use = use;
        state.subject = term->subject;
        state.not_after = term->not_after;
        out.material.certificates.push_back(std::move(state));
    }
    const std::pair<const char*, const std::string&> lists[] = {{"receive-crl", from.receive.tls.crl},
                                                                {"national-crl", from.national.tls.crl},
                                                                {"receipts-crl", receipts.crl}};
    for (const auto& [use, file] : lists) {
        if (file.empty()) continue;
        auto term = runtime::read_crl_term(file);
        if (!term) {
            note(term.error());
            continue;
        }
        if (*term <= std::chrono::system_clock::now())
            out.problems.push_back(file + ": revocation list: expired, every peer would be refused");
        observe::certificate_state state;
        state.use = use;
        state.not_after = *term;
        out.material.certificates.push_back(std::move(state));
    }
    out.material.platforms = platforms_of(from);
    process::rule_folders folders;
    folders.rules = from.conformity.rules.empty() ? default_rules_folder() : from.conformity.rules;
    folders.bundle = from.conformity.bundle;
    folders.supplement = from.conformity.supplement;
    process::rule_set_outcome rules = process::load_rules(folders);
    out.material.rules = std::move(rules.rules);
    auto& into = out.material.rules ? out.notes : out.problems;
    std::move(rules.problems.begin(), rules.problems.end(), std::back_inserter(into));
    if (!out.material.rules && rules.problems.empty())
        out.problems.push_back(folders.bundle + ": the rules could not be loaded");
    return out;
}

}  // namespace pps::gateway::app
