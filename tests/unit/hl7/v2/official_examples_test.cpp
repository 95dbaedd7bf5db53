#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/document_reference.hpp"
#include "hl7/v2/profile.hpp"
#include "hl7/v2/receipt.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

/// The published messages of the volet (versions 2.1 and 2.1 Ségur), in the folder that PPS_SHARED names.
namespace pps::hl7::v2 {
namespace {

using test::parsed;

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class official_messages : public testing::Test {
  protected:
    void SetUp() override {
        const char* shared = std::getenv("PPS_SHARED");
        if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
        folder_ = std::filesystem::path(shared) / "data" / "hl7v2-examples";
        ASSERT_TRUE(std::filesystem::is_directory(folder_));
    }

    /// Files of the examples that hold a message whose name contains `part`.
    std::vector<std::filesystem::path> files(std::string_view part) const {
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            const auto name = entry.path().filename().string();
            if (entry.is_regular_file() && name.find(part) != std::string::npos)
                found.push_back(entry.path());
        }
        return found;
    }

    std::string only(std::string_view part) const {
        const auto found = files(part);
        if (found.size() != 1) throw std::logic_error("one file expected: " + std::string(part));
        return read(found.front());
    }

    std::filesystem::path folder_;
};

TEST_F(official_messages, pass_in_lenient_mode_with_a_warning_for_each_error_of_strict_mode) {
    const auto all = files("message_");
    ASSERT_EQ(all.size(), 12U);
    for (const auto& file : all) {
        SCOPED_TRACE(file);
        const parsed m(read(file));
        const auto lenient = check_profile(*m);
        const auto strict = check_profile(*m, {.mode = strictness::strict});
        EXPECT_FALSE(cda::refuses(lenient));
        EXPECT_TRUE(cda::refuses(strict)) << "no example names the participation";
        ASSERT_EQ(lenient.size(), strict.size());
        for (std::size_t i = 0; i < lenient.size(); ++i) {
            EXPECT_EQ(lenient[i].rule, strict[i].rule);
            EXPECT_EQ(lenient[i].path, strict[i].path);
            EXPECT_EQ(lenient[i].severity, severity::warning) << lenient[i].rule << ' ' << lenient[i].path;
        }
    }
}

TEST_F(official_messages, break_these_rules_of_the_letter) {
    std::set<std::string> broken_rules;
    for (const auto& file : files("message_")) {
        const parsed m(read(file));
        for (const auto& f : check_profile(*m))
            broken_rules.insert(f.rule + ' ' + f.path);
    }
    const std::set<std::string> known = {
        "control.mssante-case ",  // MDM: INVISIBLE_REP_LEGAUX=Y with DESTMSSANTEPS=Y
        "field.expected PV1[1]-44",        "field.expected PV1[1]-45",
        "field.forbidden TXA[1]-12.2",  // OID^Organisation-Y
        "field.forbidden TXA[1]-13.2",
        "field.padding PRT[1]-8.10",  // no-break spaces behind the FINESS
        "field.required PRT[1]-4.2",  // SB^^participation
        "field.required PRT[2]-4.2",       "field.required PRT[3]-4.2", "field.required PRT[4]-4.2",
        "field.value PRT[1]-5.9.1",  // "ASIP-SANTE- PS"
        "sender.structure-id PRT[1]-8.10",
    };
    EXPECT_EQ(broken_rules, known);
}

TEST_F(official_messages, are_taken_apart) {
    for (const auto& file : files("message_")) {
        SCOPED_TRACE(file);
        const parsed m(read(file));
        const auto outcome = extract(*m);
        EXPECT_FALSE(cda::refuses(outcome.findings));
        const auto& t = outcome.transmission;
        const auto name = file.filename().string();
        const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
        const auto kind = has("_INIT_")   ? request_kind::initial
                          : has("_RPLC_") ? request_kind::replacement
                                          : request_kind::deletion;
        EXPECT_EQ(t.request, kind);
        EXPECT_EQ(t.documents.size(), has("N1_N3") || has("N1_Base64_N3") ? 2U : 1U);
        EXPECT_EQ(t.header.control_id, "015");
        EXPECT_EQ(t.patient.ids.size(), 1U);
        ASSERT_NE(t.patient.ins(), nullptr);
        EXPECT_EQ(t.patient.reliability, "VALI");
        EXPECT_TRUE(t.to_dmp());
        ASSERT_TRUE(t.sender);
        EXPECT_TRUE(cda::structure_id_form_ok(t.sender->structure_id()));
        EXPECT_FALSE(t.recipients.empty());
        EXPECT_EQ(t.stated_id.has_value(), has("MDM"));
        for (const auto& recipient : t.recipients)
            EXPECT_FALSE(recipient.address.empty());
        for (const auto& document : t.documents)
            EXPECT_FALSE(document.bytes.empty());
    }
}

/// Examples whose document does not agree with their message, and which the gateway therefore refuses.
struct disagreeing {
    std::string_view name;
    std::size_t document;
    std::set<std::string> rules;
};
const disagreeing refused_documents[] = {
    // The INS of their documents is a real one's form (root .8), that of PID-3 is of the test domain.
    {"message_ORU_CR_Bio_RPLC_N1_Base64_N3_Base64.er7", 0, {"document.patient"}},
    {"message_ORU_CR_Bio_RPLC_N1_Base64_N3_Base64.er7", 1, {"document.patient", "document.replacement"}},
    {"message_ORU_CR_Bio_DEL_N1_Base64_N3_Base64.er7", 0, {"document.patient"}},
    {"message_ORU_CR_Bio_DEL_N1_Base64_N3_Base64.er7", 1, {"document.patient"}},
    {"message_ORU_CR_Bio_DEL_N3_SEGUR.hl7", 0, {"document.patient"}},
};

TEST_F(official_messages, agree_with_their_documents_but_for_these) {
    std::size_t read_documents = 0;
    for (const auto& file : files("message_")) {
        const parsed m(read(file));
        const auto t = extract(*m).transmission;
        for (std::size_t i = 0; i < t.documents.size(); ++i) {
            const auto cda = cda::read_document(t.documents[i].bytes);
            if (!cda.document) {
                EXPECT_LT(t.documents[i].bytes.size(), 100U) << "only the placeholders are no CDA: " << file;
                continue;
            }
            ++read_documents;
            std::set<std::string> rules;
            for (const auto& f : check_document(t, i, describe(*cda.document))) {
                if (f.severity == severity::error) rules.insert(f.rule);
            }
            const auto* known = std::find_if(
                std::begin(refused_documents), std::end(refused_documents),
                [&](const disagreeing& d) { return d.name == file.filename().string() && d.document == i; });
            const bool expected = known != std::end(refused_documents);
            EXPECT_EQ(rules, expected ? known->rules : std::set<std::string>{}) << file << ' ' << i;
        }
    }
    EXPECT_EQ(read_documents, 10U);
}

/// "SEGMENT-field" of every field that has a value.
std::set<std::string> fields_of(const message& m) {
    std::set<std::string> all;
    for (std::size_t i = 0; i < m.size(); ++i) {
        for (std::size_t field = 1; field <= 30; ++field) {
            if (m.at(i).field(field).present())
                all.insert(std::string(m.at(i).name()) + std::to_string(m.at(i).sequence()) + '-' +
                           std::to_string(field));
        }
    }
    return all;
}

TEST_F(official_messages, are_acknowledged_as_the_examples_are) {
    const auto all = files("ack.");
    ASSERT_EQ(all.size(), 5U);
    for (const auto& file : all) {
        SCOPED_TRACE(file);
        const parsed example(read(file));
        std::string request;
        for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
            if (entry.path().filename().string().starts_with("message_")) request = read(entry.path());
        }
        const auto when = header_of(*example);
        const parsed ours(build_acknowledgement(*header_of(std::string_view(request)), ack_code::accept, {},
                                                {when.control_id, when.date_time}));
        EXPECT_EQ(fields_of(*ours), fields_of(*example));
        // Some examples answer in another character set, or as another application, than they were asked.
        for (const std::size_t field : {7, 9, 10, 11, 12, 17})
            EXPECT_EQ(ours->header().field(field).raw(), example->header().field(field).raw());
        EXPECT_EQ(ours->line(1), example->line(1));
        const auto back = read_acknowledgement(*example);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->code, ack_code::accept);
        EXPECT_EQ(back->acknowledged_id, "015");
    }
}

TEST_F(official_messages, have_receipts_as_we_build_them) {
    const auto request = header_of(std::string_view(only("message_ORU_CR_Bio_INIT_N1_N3.hl7")));
    ASSERT_TRUE(request);
    const auto all = files("Message metier");
    ASSERT_EQ(all.size(), 3U);
    for (const auto& file : all) {
        SCOPED_TRACE(file);
        const parsed example(read(file));
        const auto what = read_receipt(*example);
        ASSERT_TRUE(what);
        EXPECT_EQ(what->request_id, "015");
        const auto when = header_of(*example);
        auto ours = build_receipt(*request, *what, {when.control_id, when.date_time});
        // The example's event is older than its message; its error table and label are not those of the
        // volet.
        ours = test::with(ours, "EVN||" + when.date_time, "EVN||20211005152908");
        if (what->error) {
            ours = test::with(ours, "^DMP_ERROR_CODE", "^DMPERRORCODE");
            ours = test::with(ours, "Application error", "Application internal error");
        }
        auto wanted = serialise(*example);
        for (auto at = wanted.find("|\r"); at != std::string::npos; at = wanted.find("|\r"))
            wanted.erase(at, 1);
        EXPECT_EQ(ours, wanted);
    }
}

}  // namespace
}  // namespace pps::hl7::v2
