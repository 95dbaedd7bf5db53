#include "tests/simulator/registry.hpp"

#include "tests/simulator/names.hpp"
#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace pps::simulator {
namespace {

submission filing(const std::string& number, const std::string& content = "content",
                  const std::string& patient = "p1") {
    submission out;
    out.set_unique_id = "1.2.2." + number;
    out.patient = patient;
    for (const bool signature : {false, true}) {
        new_entry added;
        added.entry.entry_uuid = "urn:uuid:" + new_uuid();
        added.entry.unique_id = (signature ? "1.2.3." : "1.2.1.") + number;
        added.entry.hash = content + (signature ? "-signature" : "");
        added.entry.size = 12;
        added.entry.structure = "10B0127189";
        added.entry.mime_type = "text/xml";
        added.entry.signature = signature;
        added.fragments = {"<a/>", "<b n=\"" + number + "\"/>"};
        out.entries.push_back(added);
    }
    return out;
}

std::string code_of(const verdict& outcome) {
    return outcome ? outcome->code : "";
}

class registering : public testing::Test {
  protected:
    std::string code(const submission& what) { return code_of(documents.submit(what, sample::now())); }
    registry documents{""};
};

TEST_F(registering, the_same_document_again_is_a_duplicate) {
    EXPECT_EQ(code(filing("1")), "");
    auto again = filing("1");
    EXPECT_EQ(code(again), "XDSDuplicateUniqueIdInRegistry");
    again.entries[1].entry.hash = "signed anew";
    EXPECT_EQ(code(again), "XDSDuplicateUniqueIdInRegistry") << "the document decides";
    EXPECT_EQ(documents.counts().registered, 1U);
    EXPECT_EQ(documents.counts().duplicates_refused, 2U);
    EXPECT_EQ(documents.by_unique_id("1.2.1.1").at(0).attempts, 3U);
}

TEST_F(registering, the_same_id_with_other_content_is_another_error) {
    EXPECT_EQ(code(filing("1")), "");
    EXPECT_EQ(code(filing("1", "other")), "XDSNonIdenticalHash");
    EXPECT_EQ(documents.by_unique_id("1.2.1.1").at(0).hash, "content");
}

TEST_F(registering, a_set_id_serves_once) {
    EXPECT_EQ(code(filing("1")), "");
    auto other = filing("2");
    other.set_unique_id = "1.2.2.1";
    EXPECT_EQ(code(other), "XDSDuplicateUniqueIdInRegistry");
    EXPECT_TRUE(documents.by_unique_id("1.2.1.2").empty()) << "nothing of a refused set stays";
}

TEST_F(registering, a_replacement_deprecates_the_latest_version_only) {
    const auto first = filing("1");
    const auto& target = first.entries[0].entry.entry_uuid;
    EXPECT_EQ(code(first), "");
    auto second = filing("2");
    second.replacements = {{target}};
    auto stranger = second;
    stranger.patient = "p2";
    EXPECT_EQ(code(stranger), "XDSPatientIdDoesNotMatch");
    EXPECT_EQ(code(second), "");
    EXPECT_EQ(documents.by_entry_uuid(target).at(0).status, document_status::deprecated);
    EXPECT_EQ(documents.by_unique_id("1.2.1.2").at(0).status, document_status::approved);
    auto third = filing("3");
    third.replacements = {{target}};
    EXPECT_EQ(code(third), "XDSRegistryDeprecatedDocumentError");
    third.replacements = {{"urn:uuid:" + new_uuid()}};
    EXPECT_EQ(code(third), "UnresolvedReferenceException");
}

TEST_F(registering, deletion_is_for_the_structure_that_filed) {
    const auto first = filing("1");
    EXPECT_EQ(code(first), "");
    status_change change{"1.2.2.9", first.entries[0].entry.entry_uuid, names::approved, "10B0127189", "p1"};
    auto remove = [this](const status_change& what) {
        return code_of(documents.remove(what, sample::now()));
    };
    auto other = change;
    other.structure = "1750000018";
    EXPECT_EQ(remove(other), "DMPAccessDeniedByRightsService");
    other = change;
    other.original_status = names::deprecated;
    EXPECT_EQ(remove(other), "XDSMetadataUpdateError");
    other = change;
    other.patient = "p2";
    EXPECT_EQ(remove(other), "XDSPatientIdDoesNotMatch");
    other = change;
    other.target = "urn:uuid:" + new_uuid();
    EXPECT_EQ(remove(other), "UnresolvedReferenceException");
    EXPECT_EQ(remove(change), "");
    EXPECT_EQ(documents.by_unique_id("1.2.1.1").at(0).status, document_status::deleted);
    EXPECT_EQ(remove(change), "XDSDuplicateUniqueIdInRegistry");
    change.set_unique_id = "1.2.2.10";
    EXPECT_EQ(remove(change), "XDSMetadataUpdateError") << "deleted already";
    auto replacement = filing("2");
    replacement.replacements = {{change.target}};
    EXPECT_EQ(code(replacement), "XDSRegistryDeprecatedDocumentError");
}

TEST_F(registering, clearing_forgets_everything) {
    EXPECT_EQ(code(filing("1")), "");
    documents.set_patients({"c"}, {"a"});
    documents.clear();
    EXPECT_TRUE(documents.all().empty());
    EXPECT_EQ(documents.state_of("c"), registry::patient_state::active);
    EXPECT_EQ(code(filing("1")), "");
}

class state_file : public testing::Test {
  protected:
    state_file() {
        std::string pattern = std::filesystem::temp_directory_path().string() + "/pps-registry-XXXXXX";
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder = pattern;
        path = folder + "/state.jsonl";
    }
    ~state_file() override { std::filesystem::remove_all(folder); }
    std::string folder, path;
};

TEST_F(state_file, brings_the_registry_back) {
    const auto first = filing("1");
    auto second = filing("2");
    second.replacements = {{first.entries[0].entry.entry_uuid}};
    const auto third = filing("3");
    {
        registry before(path);
        EXPECT_EQ(code_of(before.submit(first, sample::now())), "");
        EXPECT_EQ(code_of(before.submit(second, sample::now())), "");
        EXPECT_EQ(code_of(before.submit(third, sample::now())), "");
        EXPECT_EQ(code_of(before.remove(
                      {"1.2.2.9", third.entries[0].entry.entry_uuid, names::approved, "10B0127189", "p1"},
                      sample::now())),
                  "");
    }
    registry after(path);
    EXPECT_EQ(after.counts().registered, 3U);
    const auto entry = after.by_unique_id("1.2.1.1").at(0);
    EXPECT_EQ(entry.entry_uuid, first.entries[0].entry.entry_uuid);
    EXPECT_EQ(entry.status, document_status::deprecated);
    EXPECT_EQ(entry.registered_at, sample::now());
    ASSERT_EQ(entry.fragments.size(), 2U);
    EXPECT_EQ(entry.fragments[1], "<b n=\"1\"/>");
    EXPECT_EQ(after.by_unique_id("1.2.1.3").at(0).status, document_status::deleted);
    EXPECT_EQ(code_of(after.submit(filing("1"), sample::now())), "XDSDuplicateUniqueIdInRegistry");
}

TEST_F(state_file, loses_only_the_line_that_was_not_finished) {
    {
        registry before(path);
        EXPECT_EQ(code_of(before.submit(filing("1"), sample::now())), "");
    }
    const auto whole = std::filesystem::file_size(path);
    std::ofstream(path, std::ios::app) << "{\"set\":\"1.2.2.2\",\"entr";
    {
        registry after(path);
        EXPECT_EQ(after.counts().registered, 1U);
        EXPECT_EQ(std::filesystem::file_size(path), whole);
        EXPECT_EQ(code_of(after.submit(filing("2"), sample::now())), "");
    }
    EXPECT_EQ(registry(path).counts().registered, 2U);
}

TEST_F(state_file, damaged_inside_is_not_taken) {
    std::ofstream(path) << "nonsense\n";
    EXPECT_THROW(registry{path}, std::runtime_error);
}

TEST_F(state_file, is_empty_after_clearing) {
    registry documents(path);
    EXPECT_EQ(code_of(documents.submit(filing("1"), sample::now())), "");
    documents.clear();
    EXPECT_EQ(std::filesystem::file_size(path), 0U);
}

}  // namespace
}  // namespace pps::simulator
