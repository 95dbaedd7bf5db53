#include "tests/simulator/metadata_rules.hpp"

#include "tests/simulator/metadata_tables.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace pps::simulator {

namespace {

using namespace tables;

constexpr const char* metadata_error = "XDSRegistryMetadataError";

struct table {
    std::span<const slot_rule> slots;
    std::span<const slot_rule> author_slots;
    std::string_view author_scheme;
    std::size_t most_authors;
    std::span<const code_rule> codes;
    std::span<const identifier_rule> identifiers;
};

table table_of(object_kind kind) {
    switch (kind) {
        case object_kind::submission_set:
            return {set_slots, set_author_slots, names::author_of_set, 1, set_codes, set_identifiers};
        case object_kind::signature:
            return {signature_slots, entry_author_slots, names::author_of_entry, 16,
                    signature_codes, entry_identifiers};
        case object_kind::document:
            break;
    }
    return {document_slots, entry_author_slots, names::author_of_entry, 16,
            document_codes, entry_identifiers};
}

/// Collects refusals about one object.
class examination {
  public:
    examination(object_kind kind, bool in_update)
        : kind_(kind), in_update_(in_update), rules_(table_of(kind)) {}

    std::vector<refusal> run(const registry_object& object) {
        if (object.id.empty()) report("id is missing");
        if (!object.in_schema_order) report("the child elements are not in the order of the rim schema");
        if (object.status) report("availabilityStatus must not be submitted");
        slots(object.slots, rules_.slots, "");
        authors(object);
        codes(object);
        identifiers(object);
        if (kind_ == object_kind::submission_set) {
            submission_set(object);
        } else {
            entry(object);
        }
        return std::move(found_);
    }

  private:
    void report(const std::string& what) {
        found_.push_back(failed(metadata_error, std::string(name_of(kind_)) + ": " + what));
    }

    void slots(const std::vector<slot>& all, std::span<const slot_rule> rules, const std::string& where) {
        for (const auto& rule : rules) {
            const auto count =
                std::count_if(all.begin(), all.end(), [&](const slot& s) { return s.name == rule.name; });
            const std::string name = where + std::string(rule.name);
            if (count == 0) {
                if (rule.need == presence::required) report(name + " is missing");
                continue;
            }
            const auto at =
                std::find_if(all.begin(), all.end(), [&](const slot& s) { return s.name == rule.name; });
            if (count > 1 || at->values.empty() || at->values.size() > rule.most) {
                report(name + " has not the right number of values");
                continue;
            }
            if (!std::all_of(at->values.begin(), at->values.end(),
                             [&rule](const std::string& v) { return rule.accepts(v); }))
                report(name + " is malformed");
        }
        for (const auto& one : all) {
            const bool known = std::any_of(rules.begin(), rules.end(),
                                           [&](const slot_rule& r) { return r.name == one.name; });
            // IHE ITI TF-3 4.2.3.1.6: extra metadata slots have a URN for name.
            if (!known && !one.name.starts_with("urn:"))
                report(where + "a slot that is not of this object was submitted");
        }
    }

    void belongs(const std::optional<std::string>& owner, const registry_object& object,
                 std::string_view what) {
        if (owner ? *owner != object.id : !in_update_)
            report(std::string(what) + " does not designate the object it is in");
    }

    void authors(const registry_object& object) {
        std::size_t count = 0;
        for (const auto& one : object.classifications) {
            if (one.scheme != rules_.author_scheme) continue;
            ++count;
            belongs(one.classified_object, object, "author");
            if (one.code && !one.code->empty()) report("author has a nodeRepresentation");
            slots(one.slots, rules_.author_slots, "author ");
        }
        if (count == 0) report("author is missing");
        if (count > rules_.most_authors) report("there are too many authors");
    }

    void codes(const registry_object& object) {
        for (const auto& rule : rules_.codes) {
            std::size_t count = 0;
            std::set<std::string> seen;
            for (const auto& one : object.classifications) {
                if (one.scheme != rule.scheme) continue;
                ++count;
                const std::string name(rule.name);
                belongs(one.classified_object, object, rule.name);
                if (!one.code || one.code->empty()) {
                    report(name + " has no nodeRepresentation");
                } else if (one.coding_scheme().empty()) {
                    report(name + " has no codingScheme");
                } else if (!rule.accepts(*one.code, one.coding_scheme())) {
                    report(name + " is not in the value set of the DMP");
                } else if (!seen.insert(*one.code + '^' + one.coding_scheme()).second) {
                    report(name + " is there twice with the same code");
                }
                if (one.display.empty()) report(name + " has no display name");
            }
            if (count < rule.least)
                report(std::string(rule.name) + (count == 0 ? " is missing" : " has too few values"));
            if (count > rule.most) report(std::string(rule.name) + " has too many values");
        }
        for (const auto& one : object.classifications) {
            if (one.node) continue;
            const bool known = one.scheme == rules_.author_scheme ||
                               std::any_of(rules_.codes.begin(), rules_.codes.end(),
                                           [&](const code_rule& r) { return one.scheme == r.scheme; });
            if (!known) report("a classification has a scheme that is not of this object");
        }
    }

    void identifiers(const registry_object& object) {
        for (const auto& rule : rules_.identifiers) {
            const std::string name(rule.name);
            std::size_t count = 0;
            for (const auto& one : object.identifiers) {
                if (one.scheme != rule.scheme) continue;
                ++count;
                belongs(one.registry_object, object, rule.name);
                if (one.name != rule.name) report(name + " has another Name");
                if (!rule.accepts(one.value)) report(name + " is malformed");
            }
            if (count == 0) report(name + " is missing");
            if (count > 1) report(name + " is there more than once");
        }
        if (object.identifiers.size() > rules_.identifiers.size())
            report("an external identifier is not of this object");
    }

    void submission_set(const registry_object& object) {
        const auto markers =
            std::count_if(object.classifications.begin(), object.classifications.end(),
                          [](const classification& c) { return c.node == names::submission_set_node; });
        if (markers != 1) report("the classification node of a submission set is missing or repeated");
    }

    void entry(const registry_object& object) {
        if (object.object_type != names::document_object)
            report("objectType is not that of a stable document");
        // application/xslt+xml: a self-presenting CDA (dmp-wire §2.3)
        const bool cda = object.mime_type == "text/xml" ||
                         (kind_ == object_kind::document && object.mime_type == "application/xslt+xml");
        if (!cda) report("mimeType is not that of a CDA document");
        if (object.title.empty()) report("title is missing");
        if (code_points(object.title) > 128) report("title is longer than 128 characters");
        std::set<std::string> codes;
        for (const auto& one : object.classifications)
            if (one.scheme == names::confidentiality_code) codes.insert(one.code.value_or(""));
        if (!codes.contains("N")) report("confidentialityCode N is missing");
        const bool both = codes.contains("INVISIBLE_PATIENT") && codes.contains("MASQUE_PS");
        if (kind_ == object_kind::document && both)
            report(
                "confidentialityCode INVISIBLE_PATIENT and MASQUE_PS together are not allowed (EX_2.1-1050)");
        if (kind_ == object_kind::signature && !both)
            report("confidentialityCode MASQUE_PS and INVISIBLE_PATIENT are missing");
    }

    static std::size_t code_points(std::string_view utf8) {
        return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }));
    }

    object_kind kind_;
    bool in_update_;
    table rules_;
    std::vector<refusal> found_;
};

}  // namespace

std::string_view name_of(object_kind kind) noexcept {
    switch (kind) {
        case object_kind::submission_set:
            return "SubmissionSet";
        case object_kind::document:
            return "DocumentEntry";
        case object_kind::signature:
            return "signature DocumentEntry";
    }
    return "";
}

std::vector<refusal> check_metadata(const registry_object& object, object_kind kind, bool in_update) {
    return examination(kind, in_update).run(object);
}

}  // namespace pps::simulator
