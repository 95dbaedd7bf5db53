#include "tests/simulator/metadata_rules.hpp"
#include "tests/simulator/names.hpp"
#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

object_list objects(sample::request_text text = {}) {
    sample::start_libraries();
    const auto doc =
        xml::parse("<l:SubmitObjectsRequest xmlns:l=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\">" +
                   text.object_list() + "</l:SubmitObjectsRequest>");
    return read_objects(xmlDocGetRootElement(doc.get())).value();
}

registry_object set() {
    return objects().packages.at(0);
}
registry_object document() {
    return objects().entries.at(0);
}
registry_object signature() {
    return objects().entries.at(1);
}

std::size_t problems(const registry_object& object, object_kind kind) {
    return check_metadata(object, kind).size();
}

slot& slot_of(registry_object& object, std::string_view name) {
    for (auto& one : object.slots)
        if (one.name == name) return one;
    throw std::logic_error("no such slot");
}

classification& code_of(registry_object& object, std::string_view scheme) {
    for (auto& one : object.classifications)
        if (one.scheme == scheme) return one;
    throw std::logic_error("no such classification");
}

external_identifier& identifier_of(registry_object& object, std::string_view scheme) {
    for (auto& one : object.identifiers)
        if (one.scheme == scheme) return one;
    throw std::logic_error("no such identifier");
}

struct kind_case {
    object_kind kind;
    registry_object (*make)();
    std::vector<std::string> slots, schemes, identifiers;
};

std::vector<kind_case> cases() {
    const std::vector<std::string> entry_identifiers{names::entry_patient_id, names::entry_unique_id};
    const std::vector<std::string> entry_schemes{
        names::author_of_entry,      names::class_code,  names::type_code,
        names::confidentiality_code, names::format_code, names::facility_type_code,
        names::practice_setting_code};
    auto signature_schemes = entry_schemes;
    signature_schemes.emplace_back(names::event_code);
    return {{object_kind::submission_set,
             set,
             {"submissionTime"},
             {names::author_of_set, names::content_type_code},
             {names::set_patient_id, names::set_source_id, names::set_unique_id}},
            {object_kind::document,
             document,
             {"creationTime", "languageCode", "legalAuthenticator", "serviceStartTime", "sourcePatientId"},
             entry_schemes,
             entry_identifiers},
            {object_kind::signature,
             signature,
             {"creationTime", "languageCode", "legalAuthenticator", "serviceStartTime", "serviceStopTime",
              "sourcePatientId"},
             signature_schemes,
             entry_identifiers}};
}

TEST(metadata, of_the_samples_are_complete) {
    for (const auto& each : cases())
        EXPECT_EQ(problems(each.make(), each.kind), 0U) << name_of(each.kind);
}

TEST(metadata, without_a_mandatory_slot_are_refused) {
    for (const auto& each : cases())
        for (const auto& name : each.slots) {
            auto object = each.make();
            std::erase_if(object.slots, [&](const slot& s) { return s.name == name; });
            const auto found = check_metadata(object, each.kind);
            ASSERT_EQ(found.size(), 1U) << name;
            EXPECT_EQ(found[0].code, "XDSRegistryMetadataError");
            EXPECT_NE(found[0].text.find(name + " is missing"), std::string::npos);
        }
}

TEST(metadata, without_a_mandatory_classification_are_refused) {
    for (const auto& each : cases())
        for (const auto& scheme : each.schemes) {
            auto object = each.make();
            std::erase_if(object.classifications,
                          [&](const classification& c) { return c.scheme == scheme; });
            EXPECT_GE(problems(object, each.kind), 1U) << name_of(each.kind) << ' ' << scheme;
        }
}

TEST(metadata, without_a_mandatory_identifier_are_refused) {
    for (const auto& each : cases())
        for (const auto& scheme : each.identifiers) {
            auto object = each.make();
            std::erase_if(object.identifiers,
                          [&](const external_identifier& i) { return i.scheme == scheme; });
            EXPECT_EQ(problems(object, each.kind), 1U) << scheme;
        }
}

TEST(metadata, without_codes_schemes_or_displays_are_refused) {
    for (const auto& each : cases())
        for (const auto& scheme : each.schemes) {
            if (scheme == names::author_of_set || scheme == names::author_of_entry) continue;
            auto no_code = each.make();
            code_of(no_code, scheme).code.reset();
            EXPECT_GE(problems(no_code, each.kind), 1U) << scheme;
            auto no_scheme = each.make();
            code_of(no_scheme, scheme).slots.clear();
            EXPECT_GE(problems(no_scheme, each.kind), 1U) << scheme;
            auto no_display = each.make();
            code_of(no_display, scheme).display.clear();
            EXPECT_EQ(problems(no_display, each.kind), 1U) << scheme;
            auto unknown_code = each.make();
            code_of(unknown_code, scheme).code = "nothing-of-the-kind";
            EXPECT_GE(problems(unknown_code, each.kind), 1U) << scheme;
            auto elsewhere = each.make();
            code_of(elsewhere, scheme).classified_object = "another";
            EXPECT_EQ(problems(elsewhere, each.kind), 1U) << scheme;
        }
}

TEST(metadata, with_authors_not_as_the_dmp_wants_them_are_refused) {
    for (const auto& each : cases()) {
        const auto& scheme =
            each.kind == object_kind::submission_set ? names::author_of_set : names::author_of_entry;
        auto no_person = each.make();
        std::erase_if(code_of(no_person, scheme).slots,
                      [](const slot& s) { return s.name == "authorPerson"; });
        EXPECT_EQ(problems(no_person, each.kind), 1U);
        auto no_type = each.make();
        for (auto& one : code_of(no_type, scheme).slots)
            if (one.name == "authorPerson") one.values = {"1^A^B"};
        EXPECT_EQ(problems(no_type, each.kind), 1U);
    }
    auto no_institution = set();
    std::erase_if(code_of(no_institution, names::author_of_set).slots,
                  [](const slot& s) { return s.name == "authorInstitution"; });
    EXPECT_EQ(problems(no_institution, object_kind::submission_set), 1U);
}

TEST(metadata, with_malformed_values_are_refused) {
    const std::pair<const char*, const char*> wrong[] = {{"creationTime", "20260110080000+0100"},
                                                         {"creationTime", "20260110"},
                                                         {"languageCode", "fr_FR"},
                                                         {"legalAuthenticator", "DOCTOR"},
                                                         {"serviceStartTime", "2026-01-10"},
                                                         {"serviceStopTime", "20269999"},
                                                         {"sourcePatientId", "42"},
                                                         {"sourcePatientInfo", "NESSI"}};
    for (const auto& [name, value] : wrong) {
        auto object = document();
        slot_of(object, name).values = {value};
        EXPECT_EQ(problems(object, object_kind::document), 1U) << name << ' ' << value;
    }
    auto twice = document();
    slot_of(twice, "creationTime").values.emplace_back("20260110080000");
    EXPECT_EQ(problems(twice, object_kind::document), 1U);
    auto extension = document();
    identifier_of(extension, names::entry_unique_id).value += "^1";
    EXPECT_EQ(problems(extension, object_kind::document), 1U);
    auto renamed = document();
    identifier_of(renamed, names::entry_unique_id).name = "uniqueId";
    EXPECT_EQ(problems(renamed, object_kind::document), 1U);
}

TEST(metadata, may_lack_what_is_optional) {
    auto object = document();
    std::erase_if(object.slots,
                  [](const slot& s) { return s.name == "serviceStopTime" || s.name == "sourcePatientInfo"; });
    object.slots.push_back({"hash", {std::string(40, 'a')}});
    object.slots.push_back({"size", {"12"}});
    object.slots.push_back({"urn:extra", {"x"}});
    EXPECT_EQ(problems(object, object_kind::document), 0U);
}

TEST(metadata, that_only_the_registry_sets_are_refused) {
    auto status = document();
    status.status = names::approved;
    EXPECT_EQ(problems(status, object_kind::document), 1U);
    auto slot_status = document();
    slot_status.slots.push_back({"availabilityStatus", {names::approved}});
    EXPECT_EQ(problems(slot_status, object_kind::document), 1U);
}

TEST(metadata, keep_confidentiality_as_the_dmp_wants_it) {
    auto add = [](registry_object& object, const char* code) {
        auto more = code_of(object, names::confidentiality_code);
        more.code = code;
        more.slots = {{"codingScheme", {"1.2.250.1.213.1.1.4.13"}}};
        object.classifications.push_back(more);
    };
    auto masked = document();
    add(masked, "MASQUE_PS");
    EXPECT_EQ(problems(masked, object_kind::document), 0U);
    add(masked, "INVISIBLE_PATIENT");
    EXPECT_EQ(problems(masked, object_kind::document), 1U) << "both together";
    auto restricted = document();
    code_of(restricted, names::confidentiality_code).code = "R";
    EXPECT_GE(problems(restricted, object_kind::document), 1U);
    auto open_signature = signature();
    std::erase_if(open_signature.classifications,
                  [](const classification& c) { return c.code == "MASQUE_PS"; });
    EXPECT_GE(problems(open_signature, object_kind::signature), 1U);
}

TEST(metadata, in_another_order_than_the_schema_are_refused) {
    sample::request_text text;
    text.edit_objects = [](std::string& all) {
        const auto from = all.find("<Slot name=\"submissionTime\"");
        const auto slot_text = all.substr(from, all.find("</Slot>", from) + 7 - from);
        sample::replace(all, slot_text, "");
        sample::replace(all, "</RegistryPackage>", slot_text + "</RegistryPackage>");
    };
    EXPECT_EQ(check_metadata(objects(text).packages[0], object_kind::submission_set).size(), 1U);
}

TEST(metadata, of_an_update_may_lack_the_back_references) {
    auto object = set();
    for (auto& one : object.classifications)
        one.classified_object.reset();
    for (auto& one : object.identifiers)
        one.registry_object.reset();
    EXPECT_EQ(check_metadata(object, object_kind::submission_set, true).size(), 0U);
    EXPECT_GE(check_metadata(object, object_kind::submission_set, false).size(), 1U);
}

}  // namespace
}  // namespace pps::simulator
