#include "gateway/forward/dmp/dsg.hpp"
#include "gateway/forward/dmp/request.hpp"
#include "gateway/forward/dmp/vihf.hpp"
#include "sample.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace pps::gateway::dmp {
namespace {

bool on_path(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::istringstream folders{path == nullptr ? "" : path};
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::path{folder} / program, ignored)) return true;
    }
    return false;
}

/// Verifies with the xmlsec1 program, independent of our code, against the test root.
class xmlsec : public testing::Test {
  protected:
    void SetUp() override {
        if (!on_path("xmlsec1")) GTEST_SKIP() << "xmlsec1 is not on PATH";
    }

    static bool verifies(const std::string& xml, const std::string& options) {
        const auto& pki = test::test_pki::get();
        const std::string file = pki.folder().write("to-verify.xml", xml);
        const std::string command = "xmlsec1 --verify --ignore-manifests --trusted-pem " + pki.root_file() +
                                    " --untrusted-pem " + pki.authority_file() + ' ' + options + ' ' + file +
                                    " > /dev/null 2>&1";
        return std::system(command.c_str()) == 0;
    }

    static bool assertion_verifies(const std::string& xml) { return verifies(xml, "--id-attr:ID Assertion"); }

    static bool signature_verifies(const std::string& xml) {
        return verifies(xml, "--id-attr:Id Manifest --id-attr:Id SignedProperties");
    }
};

TEST_F(xmlsec, accepts_the_assertion_in_every_variant) {
    for (const digest which : {digest::sha1, digest::sha256}) {
        for (const bool inclusive : {false, true}) {
            profile how = sample::how();
            how.vihf_digest = which;
            how.vihf_inclusive_namespaces = inclusive;
            const std::string xml = build_vihf("1^^^&1.2&ISO^NH", true, sample::who(), how,
                                               test::test_pki::get().signer(), sample::now());
            EXPECT_TRUE(assertion_verifies(xml));
        }
    }
}

TEST_F(xmlsec, accepts_the_assertion_inside_its_message) {
    for (const bool inclusive : {false, true}) {
        profile how = sample::how();
        how.vihf_inclusive_namespaces = inclusive;
        const auto request = build_find_by_unique_id("1.2.3", "1^^^&1.2&ISO^NH", "urn:uuid:1", sample::who(),
                                                     how, test::test_pki::get().signer(), sample::now());
        EXPECT_TRUE(assertion_verifies(request.body));
    }
}

TEST_F(xmlsec, refuses_a_changed_assertion) {
    std::string xml = build_vihf("1^^^&1.2&ISO^NH", false, sample::who(), sample::how(),
                                 test::test_pki::get().signer(), sample::now());
    xml.replace(xml.find("INDIRECTE"), 9, "DIRECTE  ");
    EXPECT_FALSE(assertion_verifies(xml));
}

TEST_F(xmlsec, accepts_the_signature_document_and_refuses_a_changed_one) {
    const std::array documents{signed_document{"1.2.3", sample::document}};
    for (const digest which : {digest::sha1, digest::sha256}) {
        std::string xml =
            build_dsg({"1.2.5", "1.2.4", documents, sample::now()}, test::test_pki::get().signer(), which);
        EXPECT_TRUE(signature_verifies(xml));
        xml.replace(xml.find("2021-03-01"), 10, "2021-03-02");
        EXPECT_FALSE(signature_verifies(xml));
    }
}

}  // namespace
}  // namespace pps::gateway::dmp
