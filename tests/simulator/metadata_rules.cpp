#include "tests/simulator/metadata_rules.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/text.hpp"
#include "tests/simulator/value_sets.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace pps::simulator {

namespace {

constexpr const char* metadata_error = "XDSRegistryMetadataError";

using accepts_value = bool (*)(std::string_view);

bool exact_time(std::string_view v) {
    return is_dtm(v, true);
}
bool time_or_prefix(std::string_view v) {
    return is_dtm(v, false);
}
bool language(std::string_view v) {
    auto within = [](std::string_view s, char from, char to) {
        return std::all_of(s.begin(), s.end(), [=](char c) { return c >= from && c <= to; });
    };
    return (v.size() == 2 || (v.size() == 5 && v[2] == '-' && within(v.substr(3), 'A', 'Z'))) &&
           within(v.substr(0, 2), 'a', 'z');
}
bool artificial(std::string_view v) {
    return v == "art";
}
bool xcn(std::string_view v) {
    return is_xcn(v);
}
bool any_cx(std::string_view v) {
    return parse_cx(v).has_value();
}
bool national_cx(std::string_view v) {
    const auto id = parse_cx(v);
    return id && id->type == "NH" && is_ins(id->id);
}
bool source_info(std::string_view v) {
    const auto bar = v.find('|');
    return v.starts_with("PID-") && bar != std::string_view::npos && bar > 4 && bar <= 6 &&
           bar + 1 < v.size();
}
bool sha1_hex(std::string_view v) {
    return v.size() == 40 && std::all_of(v.begin(), v.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}
bool whole_number(std::string_view v) {
    return !v.empty() && v.size() <= 12 &&
           std::all_of(v.begin(), v.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool our_repository(std::string_view v) {
    return v == names::repository_id;
}
bool any_text(std::string_view v) {
    return !v.empty() && v.size() <= 512;
}
bool oid(std::string_view v) {
    return is_oid(v);
}
bool xon_text(std::string_view v) {
    return parse_xon(v).has_value();
}
bool identified_xon(std::string_view v) {
    const auto value = parse_xon(v);
    return value && !value->id.empty();
}
bool specialty(std::string_view v) {
    const auto parts = split(v, '^');
    return parts.size() == 3 && !parts[0].empty() && is_oid(parts[2]);
}

enum class presence { required, optional };

struct slot_rule {
    std::string_view name;
    presence need;
    std::size_t most;  ///< Values at most.
    accepts_value accepts;
    std::string_view source;
};

constexpr slot_rule set_slots[] = {
    {"submissionTime", presence::required, 1, exact_time, "dmp-wire §2.3"},
};

constexpr slot_rule document_slots[] = {
    {"creationTime", presence::required, 1, exact_time, "dmp-wire §2.3, UTC"},
    {"languageCode", presence::required, 1, language, "dmp-wire §2.3"},
    {"legalAuthenticator", presence::required, 1, xcn, "dmp-wire §2.3, §2.5"},
    {"serviceStartTime", presence::required, 1, time_or_prefix, "dmp-wire §2.3"},
    {"serviceStopTime", presence::optional, 1, time_or_prefix, "dmp-wire §2.3, R2"},
    {"sourcePatientId", presence::required, 1, any_cx, "dmp-wire §2.3"},
    {"sourcePatientInfo", presence::optional, 16, source_info, "dmp-wire §2.3"},
    {"hash", presence::optional, 1, sha1_hex, "dmp-wire §2.3"},
    {"size", presence::optional, 1, whole_number, "dmp-wire §2.3"},
    {"repositoryUniqueId", presence::optional, 1, our_repository, "dmp-wire §2.3: not sent"},
    {"URI", presence::optional, 1, any_text, "IHE ITI TF-3 4.2.3.2.24"},
    {"urn:ihe:iti:xds:2013:referenceIdList", presence::optional, 64, any_text, "dmp-wire §2.3"},
};

constexpr slot_rule signature_slots[] = {
    {"creationTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"languageCode", presence::required, 1, artificial, "dmp-wire §3.2"},
    {"legalAuthenticator", presence::required, 1, xcn, "dmp-wire §3.2"},
    {"serviceStartTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"serviceStopTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"sourcePatientId", presence::required, 1, national_cx, "dmp-wire §3.2: the INS"},
    {"hash", presence::optional, 1, sha1_hex, "dmp-wire §2.3"},
    {"size", presence::optional, 1, whole_number, "dmp-wire §2.3"},
    {"repositoryUniqueId", presence::optional, 1, our_repository, "dmp-wire §2.3: not sent"},
};

constexpr slot_rule set_author_slots[] = {
    {"authorPerson", presence::required, 1, xcn, "dmp-wire §2.5"},
    {"authorInstitution", presence::required, 1, identified_xon, "dmp-wire §1.6, §2.5"},
    {"authorRole", presence::optional, 8, any_text, "dmp-wire §2.5"},
    {"authorSpecialty", presence::optional, 8, specialty, "dmp-wire §2.5"},
};

constexpr slot_rule entry_author_slots[] = {
    {"authorPerson", presence::required, 1, xcn, "dmp-wire §2.5"},
    {"authorInstitution", presence::optional, 8, xon_text, "dmp-wire §2.5"},
    {"authorRole", presence::optional, 8, any_text, "dmp-wire §2.5"},
    {"authorSpecialty", presence::optional, 8, specialty, "dmp-wire §2.5"},
};

using accepts_code = bool (*)(std::string_view code, std::string_view scheme);

template <const auto& set>
bool listed(std::string_view code, std::string_view scheme) {
    return std::any_of(std::begin(set), std::end(set), [=](const value_sets::code& row) {
        return row.value == code && row.scheme == scheme;
    });
}
bool content_type(std::string_view code, std::string_view scheme) {
    return scheme == "1.2.250.1.213.2.2" && code.size() == 2 && whole_number(code);
}
bool loinc_or_french_type(std::string_view code, std::string_view scheme) {
    if (scheme == "1.2.250.1.213.1.1.4.12") return any_text(code);
    const auto dash = code.find('-');
    return scheme == "2.16.840.1.113883.6.1" && dash != std::string_view::npos && dash + 2 == code.size() &&
           whole_number(code.substr(0, dash)) && whole_number(code.substr(dash + 1));
}
bool facility(std::string_view code, std::string_view scheme) {
    if (code == "EXP_PATIENT" || code == "SNR") return is_oid(scheme);
    return scheme == "1.2.250.1.71.4.2.4" && code.size() == 4 && code.starts_with("SA") &&
           whole_number(code.substr(2)) && code != "SA00" && code.substr(2) <= "69";
}
bool event(std::string_view code, std::string_view scheme) {
    return any_text(code) && is_oid(scheme);
}

struct code_rule {
    std::string_view scheme;  ///< classificationScheme
    std::string_view name;
    std::size_t least, most;
    accepts_code accepts;
    std::string_view source;
};

constexpr code_rule set_codes[] = {
    {names::content_type_code, "contentTypeCode", 1, 1, content_type, "dmp-wire §2.3, JDV_J59"},
};

constexpr code_rule document_codes[] = {
    {names::class_code, "classCode", 1, 1, listed<value_sets::classes>, "dmp-wire §2.9, JDV_J57"},
    {names::type_code, "typeCode", 1, 1, loinc_or_french_type, "dmp-wire §2.3, JDV_J66"},
    {names::confidentiality_code, "confidentialityCode", 1, 4, listed<value_sets::confidentialities>,
     "dmp-wire §6, JDV_J58"},
    {names::format_code, "formatCode", 1, 1, listed<value_sets::formats>, "dmp-wire §2.8, JDV_J60"},
    {names::facility_type_code, "healthcareFacilityTypeCode", 1, 1, facility, "dmp-wire §2.9, JDV_J61"},
    {names::practice_setting_code, "practiceSettingCode", 1, 1, listed<value_sets::practice_settings>,
     "dmp-wire §2.9, JDV_J62"},
    {names::event_code, "eventCodeList", 0, 64, event, "dmp-wire §2.3"},
};

constexpr code_rule signature_codes[] = {
    {names::class_code, "classCode", 1, 1, listed<value_sets::signature_classes>, "dmp-wire §3.2"},
    {names::type_code, "typeCode", 1, 1, listed<value_sets::signature_types>, "dmp-wire §3.2"},
    {names::confidentiality_code, "confidentialityCode", 3, 3, listed<value_sets::confidentialities>,
     "dmp-wire §3.2: N, MASQUE_PS, INVISIBLE_PATIENT"},
    {names::format_code, "formatCode", 1, 1, listed<value_sets::signature_formats>, "dmp-wire §3.2"},
    {names::facility_type_code, "healthcareFacilityTypeCode", 1, 1, facility, "dmp-wire §3.2"},
    {names::practice_setting_code, "practiceSettingCode", 1, 1, listed<value_sets::practice_settings>,
     "dmp-wire §3.2"},
    {names::event_code, "eventCodeList", 1, 1, listed<value_sets::signature_events>, "dmp-wire §3.2"},
};

struct identifier_rule {
    std::string_view scheme;
    std::string_view name;  ///< Of its Name element.
    accepts_value accepts;
    std::string_view source;
};

constexpr identifier_rule set_identifiers[] = {
    {names::set_patient_id, "XDSSubmissionSet.patientId", any_cx, "dmp-wire §2.3, §5"},
    {names::set_source_id, "XDSSubmissionSet.sourceId", oid, "dmp-wire §2.3"},
    {names::set_unique_id, "XDSSubmissionSet.uniqueId", oid, "dmp-wire §2.3"},
};

constexpr identifier_rule entry_identifiers[] = {
    {names::entry_patient_id, "XDSDocumentEntry.patientId", any_cx, "dmp-wire §2.3, §5"},
    {names::entry_unique_id, "XDSDocumentEntry.uniqueId", oid, "dmp-wire §2.3: OID alone"},
};

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
