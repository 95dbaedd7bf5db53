#include "gateway/process/pipeline.hpp"

#include "hl7/fhir/base64.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace pps::gateway::process {
namespace {

std::string sample(const std::string& name) {
    std::ifstream file{std::string{PPS_SOURCE_DIR} + "/tests/samples/" + name, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

class pipeline_test : public testing::Test {
  protected:
    pipeline_test() : sealer(std::vector<std::byte>(32, std::byte{7})) {
        platform.id = "pdl";
        platform.region = "Pays de la Loire";
        platform.structures = {"1499999993", "1359999992"};
        platform.kinds = {"pps", "rcp"};
        options.source_id = "1.2.250.1.999.1.1";
    }

    /// Compiled once: all tests judge by the same rules.
    static const rule_set& rules() {
        static const rule_set_outcome loaded =
            load_rules({std::string{PPS_SOURCE_DIR} + "/config/rules", {}, {}});
        return *loaded.rules;
    }

    pipeline_outcome judge(const std::string& bytes, purpose why = purpose::keep) {
        received input;
        input.bytes = bytes;
        input.visibility = visibility;
        input.replaces = replaces;
        input.from = &platform;
        input.at = from_millis(1'700'000'000'000);
        return run(input, options, rules(), sealer, why);
    }

    static bool has(const pipeline_outcome& outcome, std::string_view rule) {
        for (const auto& one : outcome.findings)
            if (one.rule == rule) return true;
        return false;
    }

    store::sealer sealer;
    authenticate::platform platform;
    pipeline_options options;
    cda::xds::visibility visibility;
    std::string replaces;
};

TEST_F(pipeline_test, accepts_a_pps_and_makes_it_ready_to_keep) {
    const std::string bytes = sample("pps-minimal.xml");
    const pipeline_outcome outcome = judge(bytes);
    ASSERT_FALSE(outcome.refused) << outcome.refused_by;
    EXPECT_EQ(outcome.document.kind, "pps");
    EXPECT_EQ(outcome.document.platform, "pdl");
    EXPECT_EQ(outcome.document.establishment, "1499999993");
    EXPECT_EQ(outcome.document.size, static_cast<std::int64_t>(bytes.size()));
    const auto opened = sealer.open(outcome.document.payload, payload_context(outcome.document.id));
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, bytes);
}

TEST_F(pipeline_test, seals_metadata_that_can_be_read_back) {
    visibility.hidden_from_representatives = true;
    visibility.secret_connection = true;
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"));
    ASSERT_FALSE(outcome.refused);
    const auto opened = sealer.open(outcome.document.metadata, metadata_context(outcome.document.id));
    ASSERT_TRUE(opened);
    const auto kept = kept_metadata_from(*opened);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(kept->filing.secret_connection);
    EXPECT_EQ(kept->entry.unique_id, outcome.document.unique_id);
    EXPECT_EQ(kept->entry.confidentiality.back().code, "INVISIBLE_REPRESENTANTS_LEGAUX");
}

TEST_F(pipeline_test, numbers_set_and_signature_under_the_source) {
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"));
    EXPECT_TRUE(outcome.document.submission_set_id.starts_with("1.2.250.1.999.1.1.1."));
    EXPECT_TRUE(outcome.document.signature_id.starts_with("1.2.250.1.999.1.1.2."));
    EXPECT_LE(outcome.document.signature_id.size(), 64u);
}

TEST_F(pipeline_test, tells_a_repeat_from_other_bytes_and_from_other_options) {
    const std::string bytes = sample("pps-minimal.xml");
    const std::string first = judge(bytes).document.fingerprint;
    EXPECT_EQ(judge(bytes).document.fingerprint, first);
    EXPECT_NE(judge(bytes + "\n").document.fingerprint, first);
    visibility.hidden_from_patient = true;
    EXPECT_NE(judge(bytes).document.fingerprint, first);
}

TEST_F(pipeline_test, refuses_what_cannot_be_decoded_at_the_first_step) {
    const pipeline_outcome outcome = judge("not XML");
    EXPECT_TRUE(outcome.refused);
    EXPECT_EQ(outcome.refused_by, "decode");
}

TEST_F(pipeline_test, refuses_another_kind_of_document) {
    const pipeline_outcome outcome = judge(sample("other-kind.xml"));
    EXPECT_TRUE(outcome.refused);
    EXPECT_EQ(outcome.refused_by, "identify");
}

TEST_F(pipeline_test, refuses_a_test_patient_in_production) {
    options.environment = cda::environment::production;
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"));
    EXPECT_TRUE(outcome.refused);
    EXPECT_EQ(outcome.refused_by, "identify");
}

TEST_F(pipeline_test, refuses_a_structure_that_the_platform_may_not_send_for) {
    platform.structures = {"1359999992"};
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"));
    EXPECT_TRUE(outcome.refused);
    EXPECT_EQ(outcome.refused_by, "authorize");
    EXPECT_TRUE(has(outcome, "authorization.structure"));
}

TEST_F(pipeline_test, refuses_a_kind_that_the_platform_may_not_send) {
    platform.kinds = {"rcp"};
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"));
    EXPECT_TRUE(has(outcome, "authorization.kind"));
}

TEST_F(pipeline_test, leaves_the_reference_to_an_external_stylesheet_out_of_what_is_sent) {
    const std::string instruction = "<?xml-stylesheet type=\"text/xsl\" href=\"style.xsl\"?>\n";
    std::string bytes = sample("pps-minimal.xml");
    const std::string without = bytes;
    const std::size_t end_of_declaration = bytes.find("?>") + 3;
    bytes.insert(end_of_declaration, instruction);
    const pipeline_outcome outcome = judge(bytes);
    ASSERT_FALSE(outcome.refused);
    const auto opened = sealer.open(outcome.document.metadata, metadata_context(outcome.document.id));
    const auto kept = kept_metadata_from(*opened);
    ASSERT_TRUE(kept);
    EXPECT_EQ(bytes_to_send(bytes, *kept), without);
}

TEST_F(pipeline_test, runs_its_steps_in_the_documented_order) {
    const std::vector<std::string_view> names{step_names().begin(), step_names().end()};
    EXPECT_EQ(names, (std::vector<std::string_view>{"decode", "identify", "validate", "convert", "authorize",
                                                    "seal"}));
}

std::string without_treating_physician() {
    std::string bytes = sample("pps-minimal.xml");
    const std::string code = "code=\"PCP\"";
    bytes.replace(bytes.find(code), code.size(), "code=\"CORRE\"");
    return bytes;
}

TEST_F(pipeline_test, refuses_what_breaks_a_rule_of_conformity) {
    const pipeline_outcome outcome = judge(without_treating_physician());
    EXPECT_TRUE(outcome.refused);
    EXPECT_EQ(outcome.refused_by, "validate");
    EXPECT_EQ(outcome.reasons, std::vector<std::string>{"pps.participant.treating-physician"});
    EXPECT_TRUE(has(outcome, "pps.participant.treating-physician"));
}

TEST_F(pipeline_test, tells_a_refused_document_apart_so_that_an_earlier_acceptance_is_found) {
    const pipeline_outcome refused = judge(without_treating_physician());
    platform.conformity.enforce = false;
    const pipeline_outcome accepted = judge(without_treating_physician());
    ASSERT_FALSE(accepted.refused);
    EXPECT_EQ(refused.document.unique_id, accepted.document.unique_id);
    EXPECT_EQ(refused.document.fingerprint, accepted.document.fingerprint);
}

TEST_F(pipeline_test, lets_pass_and_records_when_the_platform_is_observed) {
    platform.conformity.enforce = false;
    const pipeline_outcome outcome = judge(without_treating_physician());
    EXPECT_FALSE(outcome.refused);
    EXPECT_TRUE(outcome.reasons.empty());
    EXPECT_EQ(outcome.observed, std::vector<std::string>{"pps.participant.treating-physician"});
    EXPECT_TRUE(has(outcome, "pps.participant.treating-physician"));
    EXPECT_EQ(outcome.document.edition, rules().edition());
}

TEST_F(pipeline_test, refuses_the_severities_that_the_policy_names) {
    ASSERT_FALSE(judge(sample("pps-pdf.xml")).refused);  // It has a warning: no PDF/A declaration.
    platform.conformity.refuse = {"warning"};
    const pipeline_outcome outcome = judge(sample("pps-pdf.xml"));
    EXPECT_EQ(outcome.refused_by, "validate");
    EXPECT_EQ(outcome.reasons, std::vector<std::string>{"pdf.pdf-a"});
    platform.conformity.refuse = {"fatal"};
    EXPECT_FALSE(judge(without_treating_physician()).refused);
}

TEST_F(pipeline_test, never_observes_the_identity_of_the_patient) {
    platform.conformity.enforce = false;
    options.environment = cda::environment::production;
    EXPECT_EQ(judge(sample("pps-minimal.xml")).refused_by, "identify");
}

TEST_F(pipeline_test, tells_identity_and_conformity_at_once) {
    options.environment = cda::environment::production;
    const pipeline_outcome outcome = judge(without_treating_physician());
    EXPECT_EQ(outcome.refused_by, "identify");
    EXPECT_TRUE(has(outcome, "pps.participant.treating-physician"));
    EXPECT_TRUE(outcome.document.fingerprint.empty());
}

TEST_F(pipeline_test, only_judges_when_asked_to) {
    const pipeline_outcome outcome = judge(sample("pps-minimal.xml"), purpose::judge);
    EXPECT_FALSE(outcome.refused);
    EXPECT_TRUE(outcome.document.payload.empty());
    std::vector<std::string_view> ran;
    for (const auto& [name, elapsed] : outcome.elapsed)
        ran.push_back(name);
    EXPECT_EQ(ran, (std::vector<std::string_view>{"decode", "identify", "validate", "convert", "authorize"}));
}

TEST_F(pipeline_test, refuses_a_request_that_names_another_predecessor_than_the_document) {
    const std::string update = sample("pps-update.xml");
    const auto opened = [&](const pipeline_outcome& of) {
        return kept_metadata_from(*sealer.open(of.document.metadata, metadata_context(of.document.id)));
    };
    const pipeline_outcome first = judge(update);
    ASSERT_FALSE(first.refused);
    const std::string named = opened(first)->entry.replaces.value();
    replaces = named;
    const pipeline_outcome same = judge(update);
    EXPECT_FALSE(same.refused);
    EXPECT_EQ(same.document.fingerprint, first.document.fingerprint)
        << "said twice, it is the same submission";
    replaces = named + ".1";
    const pipeline_outcome other = judge(update);
    EXPECT_EQ(other.refused_by, "convert");
    EXPECT_EQ(other.reasons, std::vector<std::string>{"request.replaces"});
    const pipeline_outcome none = judge(sample("pps-minimal.xml"));
    EXPECT_TRUE(has(none, "request.replaces")) << "a first version";
}

TEST_F(pipeline_test, reads_back_how_a_deletion_is_to_be_filed) {
    filing kept;
    EXPECT_FALSE(filing_from(to_json(kept))->by);
    kept.secret_connection = true;
    kept.by.emplace().person = "899900000017";
    kept.by->roles = {{"60", "1.2.250.1.71.1.2.7", "Infirmier"}};
    const auto back = filing_from(to_json(kept));
    ASSERT_TRUE(back && back->by);
    EXPECT_TRUE(back->secret_connection);
    EXPECT_EQ(back->by->person, "899900000017");
    ASSERT_EQ(back->by->roles.size(), 1u);
    EXPECT_EQ(back->by->roles[0].display, "Infirmier");
}

TEST(kept_payload, has_an_embedded_document_once) {
    for (const std::string document : {"<a/>", "<a/> ", "<a/>  "}) {
        const std::string received = "OBX|^Base64^" + hl7::fhir::base64(document) + "|F\r";
        kept_metadata kept;
        kept.embedded = embedded_in(received, document);
        ASSERT_TRUE(kept.embedded);
        const std::string payload = payload_to_keep(received, kept);
        EXPECT_EQ(payload, "OBX|^Base64^|F\r");
        EXPECT_EQ(received_bytes(payload, document, kept), received);
    }
}

TEST(kept_payload, is_whole_when_the_document_does_not_stand_in_it_byte_for_byte) {
    const std::string received = "OBX|^Base64^PGE v Pg==|F\r";
    kept_metadata kept;
    kept.embedded = embedded_in(received, "<a/>");
    EXPECT_FALSE(kept.embedded);
    EXPECT_EQ(payload_to_keep(received, kept), received);
    EXPECT_EQ(received_bytes(received, "<a/>", kept), received);
    EXPECT_FALSE(embedded_in(received, ""));
}

TEST_F(pipeline_test, does_not_read_back_metadata_of_another_form) {
    EXPECT_FALSE(kept_metadata_from("{}"));
    EXPECT_FALSE(kept_metadata_from("nonsense"));
    EXPECT_FALSE(filing_from("{}"));
    EXPECT_FALSE(filing_from(R"({"secret_connection": false, "submitter": {}})"));
}

}  // namespace
}  // namespace pps::gateway::process
