#include "hl7/fhir/publication.hpp"

#include "cda/conformity/base64.hpp"
#include "cda/identifiers.hpp"
#include "hl7/fhir/base64.hpp"
#include "hl7/fhir/fhir_rules.hpp"
#include "hl7/fhir/json_tree.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/vocabulary.hpp"

#include <boost/uuid/detail/sha1.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace pps::hl7::fhir {
namespace {

constexpr std::string_view designation =
    "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType";
constexpr std::string_view source_id = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId";

std::string sha1(std::string_view bytes) {
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(bytes.data(), bytes.size());
    boost::uuids::detail::sha1::digest_type words;
    hash.get_digest(words);
    std::string out;
    for (const unsigned word : words) {
        for (int shift = 24; shift >= 0; shift -= 8)
            out += static_cast<char>((word >> shift) & 0xFFU);
    }
    return out;
}

class publication_reader {
  public:
    publication_reader(const json_tree& tree, publication_outcome& out) noexcept
        : root_(tree.root()), what_(out.what), findings_(out.findings) {}

    void read() {
        const auto type = root_.peek("resourceType").text();
        if (type == "DocumentReference") {
            what_.transaction = transaction::simplified;
            document(root_);
        } else if (type == "Bundle" && root_.peek("type").text() == "transaction") {
            what_.transaction = transaction::provide_bundle;
            bundle();
        } else {
            report(fhir_rules::row("pdsm.bundle"), root_);
        }
    }

  private:
    void report(const cda::rule& rule, json_value at) {
        constexpr std::size_t most = 100;
        if (findings_.size() < most) findings_.push_back(cda::broken(rule, at.pointer()));
    }

    void bundle() {
        json_value document_reference;
        json_value list;
        for (const auto entry : root_.peek("entry")) {
            const auto resource = entry.peek("resource");
            const auto type = resource.peek("resourceType").raw();
            const auto method = entry.peek("request").peek("method").raw();
            const bool posted = method == "POST";
            if (type == "DocumentReference" && posted) {
                one_of(document_reference, resource, fhir_rules::row("pdsm.document"));
            } else if (type == "List" && posted) {
                one_of(list, resource, fhir_rules::row("pdsm.submission-set"));
            } else if (type == "Parameters" && method == "PATCH") {
                patch(entry, resource);
            } else if (!((type == "Binary" || type == "Patient") && posted)) {
                report(fhir_rules::row("pdsm.entry"), entry);
                continue;
            }
            what_.entries.push_back(std::string(method).append(" ").append(type));
        }
        if (!document_reference) report(fhir_rules::row("pdsm.document"), root_);
        if (!list) report(fhir_rules::row("pdsm.submission-set"), root_);
        if (list) submission_set(list);
        if (document_reference) document(document_reference);
    }

    void one_of(json_value& to, json_value found, const cda::rule& rule) {
        if (to) report(rule, found);
        to = found;
    }

    /// Parameters FHIRPath Patch: DocumentReference.status becomes superseded. Nothing else may be patched.
    void patch(json_value entry, json_value parameters) {
        bool superseded = false;
        for (const auto operation : parameters.peek("parameter")) {
            std::string_view type, path, value;
            for (const auto part : operation.peek("part")) {
                const auto name = part.peek("name").raw();
                if (name == "type") type = part.peek("valueCode").raw();
                if (name == "path") path = part.peek("valueString").raw();
                if (name == "value") value = part.peek("valueCode").raw();
            }
            const bool known =
                type == "replace" && path == "DocumentReference.status" && value == "superseded";
            if (!known) report(fhir_rules::row("pdsm.entry"), operation);
            superseded = superseded || known;
        }
        const auto target = entry.peek("request").peek("url").raw();
        if (superseded && target.starts_with("DocumentReference")) {
            what_.superseded.emplace_back(target);
        } else {
            report(fhir_rules::row("pdsm.entry"), entry);
        }
    }

    void submission_set(json_value list) {
        what_.submission_type = concept_of(list, designation);
        if (const auto held = extension(list, source_id))
            what_.submission_source = read_identifier(held.peek("valueIdentifier"));
    }

    /// An identifier by a reference: logical, conditional ("Patient?identifier=system|value") or contained.
    identifier identifier_by(json_value reference) const {
        if (const auto logical = reference.peek("identifier")) return read_identifier(logical);
        const auto target = reference.peek("reference").raw();
        constexpr std::string_view query = "?identifier=";
        if (const auto at = target.find(query); at != std::string_view::npos) {
            const auto token = target.substr(at + query.size());
            const auto bar = token.find('|');
            if (bar == std::string_view::npos) return {};
            identifier out;
            out.root = root_of(token.substr(0, bar));
            out.extension = token.substr(bar + 1);
            return out;
        }
        if (!target.starts_with('#')) return {};
        const auto found = contained_.find(target.substr(1));
        const auto list = found == contained_.end() ? json_value{} : found->second.peek("identifier");
        return list ? read_identifier(first_of(list)) : identifier{};
    }

    static json_value first_of(json_value list) noexcept {
        return list.is(json_type::array) ? list.first_child() : list;
    }

    void document(json_value one) {
        for (const auto held : one.peek("contained"))
            contained_.try_emplace(held.peek("id").raw(), held);
        if (const auto id = one.peek("masterIdentifier")) what_.id = read_identifier(id);
        if (!cda::oid_ok(what_.id.root) || !what_.id.extension.empty())
            report(fhir_rules::row("pdsm.identifier"), one);
        read_identifiers(one.peek("identifier"), what_.other_ids);
        if (const auto type = one.peek("type")) what_.type = read_concept(type);
        if (what_.type.code.empty() || what_.type.system != tables::loinc)
            report(fhir_rules::row("pdsm.type"), one);
        what_.category = read_first_concept(one.peek("category"));
        what_.security_labels = read_concepts(one.peek("securityLabel"));
        for (const auto who : one.peek("author")) {
            if (auto id = identifier_by(who); !id.empty()) what_.authors.push_back(std::move(id));
        }
        context(one);
        relations(one);
        const auto content = first_of(one.peek("content"));
        if (one.peek("content").size() > 1) report(fhir_rules::row("pdsm.content"), one.peek("content"));
        if (const auto format = content.peek("format")) {
            what_.format.code = text(format, "code");
            what_.format.system = root_of(text(format, "system"));
            what_.format.display = text(format, "display");
        }
        attachment(content.peek("attachment"), one);
        if (what_.creation.empty()) what_.creation = read_time(one, "date");
    }

    void context(json_value one) {
        const auto held = one.peek("context");
        what_.service = held.peek("period") ? read_period(held.peek("period")) : interval{};
        what_.facility = held.peek("facilityType") ? read_concept(held.peek("facilityType")) : coded{};
        what_.practice_setting =
            held.peek("practiceSetting") ? read_concept(held.peek("practiceSetting")) : coded{};
        what_.events = read_concepts(held.peek("event"));
        what_.source_patient = identifier_by(held.peek("sourcePatientInfo"));
        what_.patient = identifier_by(one.peek("subject"));
        if (!cda::is_ins_root(what_.patient.root) && cda::is_ins_root(what_.source_patient.root))
            what_.patient = what_.source_patient;
        if (!cda::is_ins_root(what_.patient.root)) report(fhir_rules::row("pdsm.patient"), one);
    }

    void relations(json_value one) {
        for (const auto relation : one.peek("relatesTo")) {
            if (relation.peek("code").raw() != "replaces") continue;
            const auto target = relation.peek("target");
            what_.replaces_reference = text(target, "reference");
            what_.replaces_id = identifier_by(target);
        }
    }

    void attachment(json_value held, json_value one) {
        what_.content_type = text(held, "contentType");
        what_.title = text(held, "title");
        what_.language = text(held, "language");
        what_.creation = read_time(held, "creation");
        auto data = held.peek("data");
        if (!data) data = binary(held.peek("url").raw());
        auto bytes = data ? cda::conformity::base64_decoded(data.raw()) : std::nullopt;
        if (!data) {
            report(fhir_rules::row("pdsm.content"), held ? held : one);
            return;
        }
        if (!bytes) {
            report(fhir_rules::row("fhir.base64"), data);
            return;
        }
        what_.document = std::move(*bytes);
        if (what_.document.empty()) report(fhir_rules::row("pdsm.content"), data);
        if (const auto size = held.peek("size")) {
            std::size_t number = 0;
            const auto digits = size.raw();
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            const bool right = read.ec == std::errc() && number == what_.document.size();
            if (!right) report(fhir_rules::row("pdsm.hash"), size);
        }
        if (const auto hash = held.peek("hash"); hash && hash.raw() != base64(sha1(what_.document)))
            report(fhir_rules::row("pdsm.hash"), hash);
    }

    /// data of the Binary of that fullUrl.
    json_value binary(std::string_view url) {
        if (url.empty()) return {};
        for (const auto entry : root_.peek("entry")) {
            const auto resource = entry.peek("resource");
            if (entry.peek("fullUrl").raw() != url || resource.peek("resourceType").raw() != "Binary")
                continue;
            if (what_.content_type.empty()) what_.content_type = text(resource, "contentType");
            return resource.peek("data");
        }
        return {};
    }

    json_value root_;
    std::map<std::string_view, json_value> contained_;  ///< Of the DocumentReference, by id.
    publication& what_;
    cda::findings& findings_;
};

}  // namespace

publication_outcome read_publication(std::string_view json, const read_limits& limits) {
    publication_outcome out;
    const auto tree = json_tree::parse(json, limits, out.findings);
    if (tree != nullptr) publication_reader(*tree, out).read();
    return out;
}

}  // namespace pps::hl7::fhir
