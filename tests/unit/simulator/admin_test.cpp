#include "tests/simulator/admin.hpp"

#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <gmock/gmock.h>

namespace pps::simulator {
namespace {

using testing::HasSubstr;

class admin : public testing::Test {
  protected:
    admin_answer get(const std::string& target) {
        return handle_admin("GET", target, "", {dmp.service, dmp.documents, faults});
    }
    admin_answer post(const std::string& target, const std::string& body) {
        return handle_admin("POST", target, body, {dmp.service, dmp.documents, faults});
    }
    rapidjson::Document json(const std::string& target) {
        rapidjson::Document out;
        out.Parse(get(target).body.c_str());
        return out;
    }
    sample::bench dmp;
    fault_plan faults;
};

TEST_F(admin, lists_what_is_registered_without_the_patient) {
    const sample::request_text text;
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto list = json("/registered");
    ASSERT_EQ(list.Size(), 1U);
    EXPECT_EQ(list[0]["unique_id"].GetString(), text.document_id);
    EXPECT_STREQ(list[0]["status"].GetString(), "Approved");
    EXPECT_EQ(list[0]["submission_set_id"].GetString(), text.set_id);
    EXPECT_EQ(list[0]["patient"].GetString(), patient_key(text.ins_root, text.ins));
    EXPECT_EQ(list[0]["attempts"].GetUint64(), 1U);
    EXPECT_EQ(get("/registered").body.find(text.ins), std::string::npos);
    EXPECT_EQ(json("/registered?all=1").Size(), 2U) << "with the signature";
}

TEST_F(admin, counts_requests_refusals_and_duplicates) {
    sample::request_text text;
    dmp.submit(text);
    dmp.submit(text);
    text.issued_at = "2020-01-01T00:00:00Z";
    dmp.submit(text);
    const auto counts = json("/counts");
    EXPECT_EQ(counts["requests"].GetUint64(), 3U);
    EXPECT_EQ(counts["accepted"].GetUint64(), 1U);
    EXPECT_EQ(counts["registered"].GetUint64(), 1U);
    EXPECT_EQ(counts["duplicates_refused"].GetUint64(), 1U);
    EXPECT_EQ(counts["refused"]["XDSDuplicateUniqueIdInRegistry"].GetUint64(), 1U);
    EXPECT_EQ(counts["refused"]["soap:VihfExpired"].GetUint64(), 1U);
}

TEST_F(admin, sets_one_fault_for_a_number_of_requests_of_a_service) {
    EXPECT_EQ(
        post("/faults", R"({"mode":"cut_after","count":2,"service":"repository","latency_ms":5})").status,
        200U);
    EXPECT_EQ(faults.draw("registry").mode, fault_mode::none);
    const auto first = faults.draw("repository");
    EXPECT_EQ(first.mode, fault_mode::cut_after);
    EXPECT_EQ(first.latency, std::chrono::milliseconds(5));
    EXPECT_EQ(faults.draw("repository").mode, fault_mode::cut_after);
    EXPECT_EQ(faults.draw("repository").mode, fault_mode::none);
    const auto counts = json("/counts");
    EXPECT_EQ(counts["faults_injected"].GetUint64(), 2U);
    EXPECT_EQ(counts["faults"]["cut_after"].GetUint64(), 2U);
}

TEST_F(admin, gives_the_same_mix_for_the_same_seed) {
    const std::string mix =
        R"({"mix":[{"mode":"busy","probability":0.3},{"mode":"garbage","probability":0.3}],"seed":7})";
    auto series = [&] {
        EXPECT_EQ(post("/faults", mix).status, 200U);
        std::vector<fault_mode> out;
        for (int i = 0; i < 200; ++i)
            out.push_back(faults.draw("repository").mode);
        return out;
    };
    const auto first = series();
    EXPECT_EQ(first, series());
    EXPECT_THAT(first, testing::Contains(fault_mode::busy));
    EXPECT_THAT(first, testing::Contains(fault_mode::garbage));
    EXPECT_THAT(first, testing::Contains(fault_mode::none));
    EXPECT_EQ(post("/faults", R"({"mode":"none"})").status, 200U);
    EXPECT_EQ(faults.draw("repository").mode, fault_mode::none);
}

TEST_F(admin, sets_a_fault_for_one_action_of_a_service) {
    EXPECT_EQ(
        post("/faults", R"({"mode":"denied","count":1,"service":"registry","action":"UpdateDocumentSet"})")
            .status,
        200U);
    const std::string_view query = "application/soap+xml; action=\"urn:ihe:iti:2007:RegistryStoredQuery\"";
    const std::string_view update = "application/soap+xml; action=\"urn:ihe:iti:2010:UpdateDocumentSet\"";
    EXPECT_EQ(faults.draw("registry", query).mode, fault_mode::none);
    EXPECT_EQ(faults.draw("registry").mode, fault_mode::none);
    EXPECT_EQ(faults.draw("registry", update).mode, fault_mode::denied);
    EXPECT_EQ(faults.draw("registry", update).mode, fault_mode::none);
    EXPECT_EQ(post("/faults", R"({"mode":"denied","action":1})").status, 400U);
}

TEST_F(admin, refuses_faults_that_make_no_sense) {
    for (const char* body :
         {"", "[]", R"({"mode":"fire"})", R"({"mode":"busy","probability":2})",
          R"({"mode":"busy","count":-2})", R"({"mode":"busy","service":"other"})",
          R"({"mode":"latency","latency_ms":-1})",
          R"({"mix":[{"mode":"busy","probability":0.6},{"mode":"busy","probability":0.6}]})", R"({"mix":1})",
          R"({"mode":"busy","seed":"x"})"})
        EXPECT_EQ(post("/faults", body).status, 400U) << body;
}

TEST_F(admin, closes_records_and_resets) {
    const sample::request_text text;
    EXPECT_EQ(post("/patients", R"({"closed":["279035121518989"]})").status, 200U);
    EXPECT_EQ(dmp.submit(text).code, "XDSUnknownPatientId");
    EXPECT_EQ(post("/patients", R"({"closed":[1]})").status, 400U);
    EXPECT_EQ(post("/reset", "").status, 200U);
    EXPECT_EQ(dmp.submit(text).code, "");
    EXPECT_EQ(post("/reset", "").status, 200U);
    EXPECT_EQ(json("/registered").Size(), 0U);
    EXPECT_EQ(json("/counts")["requests"].GetUint64(), 0U);
}

TEST_F(admin, knows_its_routes) {
    EXPECT_EQ(get("/health").status, 200U);
    EXPECT_EQ(get("/nothing").status, 404U);
    EXPECT_EQ(get("/reset").status, 405U);
    EXPECT_EQ(post("/health", "").status, 405U);
    EXPECT_THAT(get("/nothing").body, HasSubstr("error"));
}

}  // namespace
}  // namespace pps::simulator
