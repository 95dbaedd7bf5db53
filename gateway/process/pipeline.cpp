#include "gateway/process/pipeline.hpp"

#include "cda/rule.hpp"
#include "gateway/core/digest.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/process/unwrap.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

namespace pps::gateway::process {
namespace {

/// What the steps hand to each other.
struct work {
    const received& input;
    const pipeline_options& options;
    const rule_set& rules;
    const store::sealer& sealer;
    pipeline_outcome& out;
    unwrapped source{};
    std::string_view cda{};             ///< What is judged and sent: as received, or made from it.
    cda::xds::visibility visibility{};  ///< As the request and the envelope say together.
    std::unique_ptr<cda::document> document{};
    cda::identification what{};
    cda::xds::document_entry entry{};
};

constexpr cda::rule rules_of_requests[] = {
    {"request.replaces", cda::severity::error, "/ClinicalDocument/relatedDocument",
     "le document ne remplace pas celui que nomme la demande (replaces) : relatedDocument typeCode=\"RPLC\"",
     "the document does not replace the one that the request names (replaces): relatedDocument "
     "typeCode=\"RPLC\"",
     "CI-SIS, Structuration minimale §3.5.5.10; volet 2.1, evenements-declenchants"},
};

void note(std::vector<std::string>& rules, const std::string& rule) {
    if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
}

bool is_grave(const cda::finding& one) {
    return one.severity == cda::severity::fatal || one.severity == cda::severity::error;
}

/// Paths of a CDA that the gateway has made mean nothing to who sent something else.
void to_source(const work& w, cda::finding& one) {
    if (w.source.source_of) one.path = w.source.source_of(one.path);
}

/// Findings whose paths are already those of what was received.
void add_own(work& w, cda::findings found) {
    for (const auto& one : found)
        if (is_grave(one)) note(w.out.reasons, one.rule);
    std::move(found.begin(), found.end(), std::back_inserter(w.out.findings));
}

/// Findings of a step.
void add(work& w, cda::findings found) {
    for (auto& one : found)
        to_source(w, one);
    add_own(w, std::move(found));
}

void decode(work& w) {
    unwrap_options how;
    how.environment = w.options.environment;
    how.strict_messages = w.input.from->strict_messages;
    w.source = unwrap(w.input.bytes, w.input.media, w.input.protocol, how);
    const bool refused = cda::refuses(w.source.findings);
    add_own(w, std::move(w.source.findings));
    if (refused) return;
    w.cda = w.source.made ? std::string_view{w.source.cda} : w.input.bytes;
    // Without an address nothing can be sent: such a platform asks for the status.
    if (w.source.receipt_header && w.input.from->receipts) {
        const auto header = std::as_bytes(std::span{*w.source.receipt_header});
        w.out.document.receipt.emplace().header.assign(header.begin(), header.end());
    }
    const auto& asked = w.input.visibility;
    const auto& told = w.source.visibility;
    auto& both = w.visibility;
    both.masked_from_professionals = asked.masked_from_professionals || told.masked_from_professionals;
    both.hidden_from_patient = asked.hidden_from_patient || told.hidden_from_patient;
    both.hidden_from_representatives = asked.hidden_from_representatives || told.hidden_from_representatives;
    both.secret_connection = asked.secret_connection || told.secret_connection;
    if (w.source.document) {
        w.document = std::move(w.source.document);
        return;
    }
    cda::read_outcome read = cda::read_document(w.cda);
    w.document = std::move(read.document);
    add(w, std::move(read.findings));
}

void identify(work& w) {
    w.what = cda::identify(*w.document, w.options.environment);
    add(w, w.what.findings);
}

std::string fingerprint_of(const work& w) {
    // Options belong to the identity of a submission: the same bytes with another masking are another
    // request.
    const auto& v = w.visibility;
    std::string flags;
    for (const bool flag : {v.masked_from_professionals, v.hidden_from_patient, v.hidden_from_representatives,
                            v.secret_connection})
        flags += flag ? '1' : '0';
    // Of an envelope what is in it: the same document in another message is the same submission.
    const std::string_view what = w.source.generated ? w.input.bytes : w.cda;
    return w.sealer.keyed_hash(sha256_hex({flags, what}));
}

filing filing_of(const work& w) {
    filing made;
    made.by = w.source.submitter;
    made.secret_connection = w.visibility.secret_connection;
    return made;
}

/// What is to be deleted need not be acceptable any more: it is named, and nothing else is done.
bool deletes(work& w) {
    if (!w.source.deletes || !w.document) return false;
    w.out.deletes = true;
    w.out.deletion = filing_of(w);
    w.out.document.unique_id = cda::child(w.document->root(), "id").attribute("root").value();
    return true;
}

/// Conformity: unlike those of the other steps, its findings refuse as the platform's policy says.
void validate(work& w) {
    // What other kinds must be like, nobody knows here.
    if (w.what.kind == cda::document_kind::unknown) return;
    const authenticate::conformity_policy& policy = w.input.from->conformity;
    cda::findings found = findings_of(judge_content(*w.document, w.what, w.cda, w.rules));
    const std::size_t before = w.out.reasons.size();
    for (auto& one : found) {
        to_source(w, one);
        if (policy.refuses(cda::to_string(one.severity)))
            note(w.out.reasons, one.rule);
        else if (is_grave(one))
            note(w.out.observed, one.rule);
    }
    std::move(found.begin(), found.end(), std::back_inserter(w.out.findings));
    if (before > 0 || w.out.reasons.empty()) return;
    w.out.document.unique_id = cda::child(w.document->root(), "id").attribute("root").value();
    w.out.document.fingerprint = fingerprint_of(w);
}

void convert(work& w) {
    cda::xds::mapping_outcome mapped =
        cda::xds::map_header(*w.document, w.what, w.visibility, w.options.mapping);
    w.entry = std::move(mapped.entry);
    add(w, std::move(mapped.findings));
    if (!w.input.replaces.empty() && w.entry.replaces != w.input.replaces)
        add(w, {cda::broken(cda::row_of(rules_of_requests, "request.replaces"), {})});
}

/// What this platform may send: kinds, and structures that authored the document.
void authorize(work& w) {
    const auto refuse = [&w](std::string rule, std::string path, std::string fr, std::string en) {
        cda::finding one;
        one.rule = std::move(rule);
        one.path = std::move(path);
        to_source(w, one);
        one.fr = std::move(fr);
        one.en = std::move(en);
        note(w.out.reasons, one.rule);
        w.out.findings.push_back(std::move(one));
    };
    const authenticate::platform& from = *w.input.from;
    if (!from.may_send_kind(cda::to_string(w.what.kind)))
        refuse("authorization.kind", "/ClinicalDocument",
               "Cette plateforme n'est pas autorisée à transmettre ce type de document.",
               "This platform is not allowed to send this kind of document.");
    for (std::size_t i = 0; i < w.entry.authors.size(); ++i) {
        if (from.may_send_for(w.entry.authors[i].institution_id)) continue;
        refuse("authorization.structure",
               "/ClinicalDocument/author[" + std::to_string(i + 1) +
                   "]/assignedAuthor/representedOrganization/id",
               "La structure de l'auteur ne figure pas parmi celles pour lesquelles cette plateforme peut "
               "transmettre.",
               "The author's structure is not among those that this platform may send for.");
    }
}

void seal(work& w) {
    store::new_document& d = w.out.document;
    d.id = new_document_id(w.input.at);
    d.platform = w.input.from->id;
    d.region = w.input.from->region;
    d.establishment = w.entry.authors.front().institution_id;
    d.kind = std::string{cda::to_string(w.what.kind)};
    d.unique_id = w.entry.unique_id;
    d.set_id = w.entry.set_id;
    d.version = w.entry.version;
    d.fingerprint = fingerprint_of(w);
    const std::uint64_t number = new_oid_number();
    d.submission_set_id = submission_set_oid(w.options.source_id, number);
    d.signature_id = signature_oid(w.options.source_id, number);
    d.message_id = "urn:uuid:" + new_uuid();
    d.replaces = w.entry.replaces.has_value();
    d.correlation = w.input.correlation;
    d.edition = w.out.edition;
    d.size = static_cast<std::int64_t>(w.input.bytes.size());
    d.received_at = w.input.at;
    kept_metadata kept;
    kept.entry = std::move(w.entry);
    kept.filing = filing_of(w);
    kept.left_out = w.document->external_stylesheet();
    kept.converted = w.source.made;
    d.media_type = std::string{row_of(w.input.media).content_type};
    if (w.source.made && !w.source.generated) kept.embedded = embedded_in(w.input.bytes, w.source.cda);
    d.payload = w.sealer.seal(payload_to_keep(w.input.bytes, kept), payload_context(d.id));
    if (w.source.made) d.sent = w.sealer.seal(w.source.cda, sent_context(d.id));
    d.metadata = w.sealer.seal(to_json(kept), metadata_context(d.id));
}

struct step {
    std::string_view name;
    void (*run)(work&);
    /// The step whose refusal it runs in spite of, so that an integrator is told more at once; "" for none.
    std::string_view after_refusal_by = "";
    purpose least = purpose::judge;  ///< `keep`: not run when the document is only judged.
};

// THE order. A step runs only when none before it refused, so each may rely on what those before it ensured.
constexpr std::array steps{
    step{"decode", decode},  // bytes -> CDA, whatever they came as -> XML -> the CDA in one of its two shapes
    step{"identify", identify},              // kind by templateId; identity of document and patient
    step{"validate", validate, "identify"},  // own rules, embedded PDF, official schema and Schematron files
    step{"convert", convert, "validate"},    // header -> DMP metadata
    step{"authorize", authorize},            // the platform's kinds and structures
    step{"seal", seal, "", purpose::keep},   // compress, encrypt, number
};

constexpr std::array names = [] {
    std::array<std::string_view, steps.size()> all{};
    for (std::size_t i = 0; i < steps.size(); ++i)
        all[i] = steps[i].name;
    return all;
}();

}  // namespace

pipeline_outcome run(const received& document, const pipeline_options& options, const rule_set& rules,
                     const store::sealer& sealer, purpose why) {
    pipeline_outcome out;
    out.edition = rules.edition();
    work w{document, options, rules, sealer, out};
    for (const step& one : steps) {
        if (!out.refused_by.empty() && out.refused_by != one.after_refusal_by) continue;
        if (one.least == purpose::keep && why == purpose::judge) continue;
        const auto began = std::chrono::steady_clock::now();
        one.run(w);
        out.elapsed.emplace_back(one.name, std::chrono::steady_clock::now() - began);
        if (!out.reasons.empty() && out.refused_by.empty()) out.refused_by = one.name;
        if (out.refused_by.empty() && deletes(w)) break;
    }
    out.refused = !out.refused_by.empty();
    return out;
}

std::span<const std::string_view> step_names() noexcept {
    return names;
}

}  // namespace pps::gateway::process
