#include "tests/simulator/submission.hpp"

#include "tests/simulator/dsg.hpp"
#include "tests/simulator/metadata_rules.hpp"
#include "tests/simulator/names.hpp"
#include "tests/simulator/query.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace pps::simulator {

namespace {

constexpr const char* metadata_error = "XDSRegistryMetadataError";

// INS domains (dmp-wire §5)
constexpr std::string_view production_roots[] = {"1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"};
constexpr std::string_view test_roots[] = {"1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"};

bool among(std::span<const std::string_view> set, std::string_view what) {
    return std::find(set.begin(), set.end(), what) != set.end();
}

/// An entry of the message with the bytes that came for it.
struct delivered {
    const registry_object* entry = nullptr;
    std::string_view bytes;
    std::string sha1;
    xml::document content;
};

void append(std::vector<refusal>& to, std::vector<refusal> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<refusal> check_objects(const object_list& objects) {
    if (objects.packages.size() != 1)
        return {failed(metadata_error, "there is not one SubmissionSet (folders are not used)")};
    if (!objects.unknown.empty())
        return {failed(metadata_error,
                       "the object list holds something else than a SubmissionSet, "
                       "DocumentEntries and Associations")};
    const auto signatures = std::count_if(objects.entries.begin(), objects.entries.end(),
                                          [](const registry_object& e) { return e.is_signature(); });
    if (signatures != 1)
        return {failed("XDSMissingDocumentMetadata", "there is not one signature DocumentEntry in the set")};
    if (objects.entries.size() < 2)
        return {failed("XDSMissingDocumentMetadata", "there is no document in the set")};

    std::vector<refusal> out;
    std::set<std::string> ids{objects.packages[0].id};
    std::set<std::string> unique_ids;
    for (const auto& entry : objects.entries) {
        if (!ids.insert(entry.id).second)
            out.push_back(failed(metadata_error, "two objects have the same id"));
        if (!unique_ids.insert(entry.identifier(names::entry_unique_id)).second)
            out.push_back(
                failed("XDSRegistryDuplicateUniqueIdInMessage", "two entries have the same uniqueId"));
    }
    for (const auto& one : objects.associations)
        if (one.id.empty() || !ids.insert(one.id).second)
            out.push_back(failed(metadata_error, "an association has no id, or that of another object"));
    append(out, check_metadata(objects.packages[0], object_kind::submission_set));
    for (const auto& entry : objects.entries)
        append(out,
               check_metadata(entry, entry.is_signature() ? object_kind::signature : object_kind::document));
    return out;
}

/// xds:Document elements to bytes, by xop:Include only.
checked<std::vector<delivered>> collect(const xmlNode* request, const package& parts,
                                        const object_list& objects) {
    std::map<std::string, std::string_view> bytes;
    std::set<const mime_part*> used;
    for (const xmlNode* node : xml::elements(request, names::xdsb, "Document")) {
        const auto children = xml::elements(node);
        if (children.size() != 1 || !xml::is(children[0], names::xop, "Include"))
            return failed("XDSMissingDocument", "a Document does not hold one xop:Include");
        const auto* part = parts.resolve(xml::attribute_or_empty(children[0], "href"));
        if (part == nullptr)
            return failed("XDSMissingDocument", "an xop:Include designates no part of the message");
        if (!used.insert(part).second)
            return failed("XDSMissingDocument", "two Documents designate the same part");
        if (!bytes.emplace(xml::attribute_or_empty(node, "id"), part->body).second)
            return failed("XDSMissingDocumentMetadata", "two Documents have the same id");
    }
    std::vector<delivered> out;
    for (const auto& entry : objects.entries) {
        const auto at = bytes.find(entry.id);
        if (at == bytes.end()) return failed("XDSMissingDocument", "an entry of the set has no Document");
        if (at->second.empty()) return failed("InvalidDocumentContent", "a document is empty");
        delivered one;
        one.entry = &entry;
        one.bytes = at->second;
        one.sha1 = to_hex(digest(hash::sha1, one.bytes));
        out.push_back(std::move(one));
        bytes.erase(at);
    }
    if (!bytes.empty()) return failed("XDSMissingDocumentMetadata", "a Document has no entry in the set");
    return out;
}

verdict check_hash_and_size(const delivered& one) {
    const auto given_hash = one.entry->slot_value("hash");
    if (!given_hash.empty() && given_hash != one.sha1)
        return failed("XDSRepositoryMetadataError", "hash is not that of the document received");
    const auto given_size = one.entry->slot_value("size");
    if (!given_size.empty() && given_size != std::to_string(one.bytes.size()))
        return failed("XDSRepositoryMetadataError", "size is not that of the document received");
    return std::nullopt;
}

/// The CDA is the one that the metadata describe: its id, without extension (dmp-wire §2.3), and its patient.
verdict check_cda(const delivered& one, const vihf& who) {
    xmlNode* root = xmlDocGetRootElement(one.content.get());
    const bool wrapped = one.entry->mime_type == "application/xslt+xml";
    const xmlNode* cda = wrapped ? xml::find(root, names::hl7, "ClinicalDocument") : root;
    if (!xml::is(cda, names::hl7, "ClinicalDocument"))
        return failed("InvalidDocumentContent", "a document is not a CDA ClinicalDocument");
    const xmlNode* id = xml::child(cda, names::hl7, "id");
    if (xml::attribute_or_empty(id, "root") != one.entry->identifier(names::entry_unique_id))
        return failed("InvalidDocumentContent", "ClinicalDocument/id/@root is not the uniqueId of the entry");
    if (xml::attribute(id, "extension"))
        return failed("InvalidDocumentContent",
                      "ClinicalDocument/id has an extension, which the DMP does not support");
    const xmlNode* role = xml::path(cda, names::hl7, {"recordTarget", "patientRole"});
    for (const xmlNode* node : xml::elements(role, names::hl7, "id"))
        if (xml::attribute_or_empty(node, "root") == who.patient.root &&
            xml::attribute_or_empty(node, "extension") == who.patient.id)
            return std::nullopt;
    return failed("XDSPatientIdDoesNotMatch", "the document's patient is not that of the submission set");
}

/// In a secret connection only documents hidden from the representatives may be filed (dmp-wire §6).
verdict check_secrecy(const object_list& objects, const vihf& who) {
    if (!who.secret) return std::nullopt;
    for (const auto& entry : objects.entries) {
        if (entry.is_signature()) continue;
        const bool hidden = std::any_of(entry.classifications.begin(), entry.classifications.end(),
                                        [](const classification& one) {
                                            return one.scheme == names::confidentiality_code &&
                                                   one.code == "INVISIBLE_REPRESENTANTS_LEGAUX";
                                        });
        if (!hidden)
            return failed(metadata_error,
                          "a secret connection files INVISIBLE_REPRESENTANTS_LEGAUX documents only");
    }
    return std::nullopt;
}

verdict check_contents(std::vector<delivered>& all, std::string_view set_unique_id,
                       const judged_by& against) {
    std::vector<signed_document> documents;
    delivered* signature = nullptr;
    for (auto& one : all) {
        if (auto problem = check_hash_and_size(one)) return problem;
        one.content = xml::parse(one.bytes);
        if (!one.content)
            return failed("InvalidDocumentContent", "a document is not well-formed XML without DTD");
        if (one.entry->is_signature()) {
            signature = &one;
            continue;
        }
        if (auto problem = check_cda(one, against.who)) return problem;
        documents.push_back({one.entry->identifier(names::entry_unique_id), one.content.get()});
    }
    return verify_signature(signature->content.get(), set_unique_id, documents, against.issuers, against.now);
}

submission prepare(const object_list& objects, const std::vector<delivered>& all, const vihf& who) {
    submission out;
    out.set_unique_id = objects.packages[0].identifier(names::set_unique_id);
    out.patient = patient_key(who.patient.root, who.patient.id);
    for (const auto& one : all) {
        new_entry added;
        added.entry.entry_uuid = is_uuid_urn(one.entry->id) ? one.entry->id : "urn:uuid:" + new_uuid();
        added.entry.unique_id = one.entry->identifier(names::entry_unique_id);
        added.entry.hash = one.sha1;
        added.entry.size = static_cast<std::int64_t>(one.bytes.size());
        added.entry.structure = who.structure;
        added.entry.submitter = who.subject + ' ' + who.roles;
        added.entry.mime_type = one.entry->mime_type;
        added.entry.signature = one.entry->is_signature();
        for (const auto& code : one.entry->classifications)
            if (code.scheme == names::confidentiality_code)
                added.entry.confidentiality +=
                    (added.entry.confidentiality.empty() ? "" : " ") + code.code.value_or("");
        added.fragments = answer_fragments(*one.entry, added.entry.hash, added.entry.size);
        out.entries.push_back(std::move(added));
    }
    for (const auto& one : objects.associations)
        if (one.type == names::replaces) out.replacements.push_back({one.target});
    return out;
}

}  // namespace

verdict check_patient(const std::vector<std::string>& ids, const vihf& who, environment where) {
    for (const auto& text : ids) {
        const auto id = parse_cx(text);
        if (!id || id->type != "NH") return failed("XDSUnknownPatientId", "a patientId is not an INS");
        const bool test = among(test_roots, id->root);
        if (!test && !among(production_roots, id->root))
            return failed("XDSUnknownPatientId", "a patientId is not in a domain of the INS");
        if (test != (where == environment::test))
            return failed("XDSUnknownPatientId", where == environment::test
                                                     ? "an INS of production on the test environment"
                                                     : "an INS of test on the production environment");
        if (!is_ins(id->id)) return failed("XDSUnknownPatientId", "the INS is malformed or its key is wrong");
        if (id->id != who.patient.id || id->root != who.patient.root)
            return failed("XDSPatientIdDoesNotMatch", "a patientId is not the resource-id of the VIHF");
    }
    return std::nullopt;
}

verdict check_author(const registry_object& set, const vihf& who) {
    for (const auto& one : set.classifications) {
        if (one.scheme != names::author_of_set) continue;
        const auto* person = one.find("authorPerson");
        if (who.professional && (person == nullptr || person->values.empty() ||
                                 split(person->values[0], '^').front() != who.subject))
            return failed(metadata_error,
                          "the professional of the VIHF is not the author of the submission set");
        const auto* institution = one.find("authorInstitution");
        if (institution == nullptr) continue;
        for (const auto& value : institution->values) {
            const auto organisation = parse_xon(value);
            if (organisation && organisation->id == who.structure) return std::nullopt;
        }
    }
    // wording: dmp-wire §1.6
    return failed(
        metadata_error,
        "Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF [Authentification Indirecte]");
}

std::vector<refusal> check_associations(const object_list& objects) {
    std::vector<refusal> out;
    auto report = [&out](const char* what) { out.push_back(failed(metadata_error, what)); };
    const auto& set = objects.packages[0].id;
    std::map<std::string, bool> entries;  // id -> is a signature
    for (const auto& entry : objects.entries)
        entries[entry.id] = entry.is_signature();
    std::map<std::string, int> members;
    std::set<std::string> replaced;
    std::set<std::string> replacing;
    int signs = 0;
    for (const auto& one : objects.associations) {
        const auto source = entries.find(one.source);
        const auto status = one.slot_value("SubmissionSetStatus");
        if (!status.empty() && status != "Original")
            report("an association has another SubmissionSetStatus than Original");
        if (one.type == names::has_member) {
            if (one.source != set || !entries.contains(one.target))
                report("a HasMember association does not go from the set to an entry");
            if (status.empty()) report("a HasMember association has no SubmissionSetStatus");
            ++members[one.target];
        } else if (one.type == names::signs) {
            if (source == entries.end() || !source->second || one.target != set)
                report("the signs association does not go from the signature to the set");
            ++signs;
        } else if (one.type == names::replaces) {
            if (source == entries.end() || source->second)
                report("an RPLC association does not come from a document of the set");
            if (!is_uuid_urn(one.target)) report("an RPLC association does not designate an entryUUID");
            if (!replaced.insert(one.target).second || !replacing.insert(one.source).second)
                report("a document is replaced, or replaces, twice");
        } else {
            report("an association has a type that is not HasMember, signs or RPLC");
        }
    }
    for (const auto& [id, signature] : entries)
        if (members[id] != 1) report("an entry has not exactly one HasMember association");
    if (signs != 1) report("there is not one signs association");
    return out;
}

judgement judge_submission(const xmlNode* request, const package& parts, const judged_by& against) {
    judgement out;
    if (!xml::is(request, names::xdsb, "ProvideAndRegisterDocumentSetRequest")) {
        out.errors = {faulted("soap:InvalidBody", "the body is not a ProvideAndRegisterDocumentSetRequest")};
        return out;
    }
    const auto objects = read_objects(xml::child(request, names::lcm, "SubmitObjectsRequest"));
    if (!objects) {
        out.errors = {failed(metadata_error, "there is no SubmitObjectsRequest with a RegistryObjectList")};
        return out;
    }
    out.errors = check_objects(*objects);
    if (objects->packages.size() != 1 || !out.errors.empty()) return out;
    append(out.errors, check_associations(*objects));
    const auto& set = objects->packages[0];
    std::vector<std::string> patients{set.identifier(names::set_patient_id)};
    for (const auto& entry : objects->entries) {
        patients.push_back(entry.identifier(names::entry_patient_id));
        if (entry.is_signature()) patients.push_back(entry.slot_value("sourcePatientId"));
    }
    for (auto& problem : {check_patient(patients, against.who, against.where), check_author(set, against.who),
                          check_secrecy(*objects, against.who)})
        if (problem) out.errors.push_back(*problem);
    if (!out.errors.empty()) return out;

    auto documents = collect(request, parts, *objects);
    if (!documents) {
        out.errors = {documents.error()};
        return out;
    }
    if (auto problem = check_contents(*documents, set.identifier(names::set_unique_id), against)) {
        out.errors = {*problem};
        return out;
    }
    out.accepted = prepare(*objects, *documents, against.who);
    return out;
}

}  // namespace pps::simulator
