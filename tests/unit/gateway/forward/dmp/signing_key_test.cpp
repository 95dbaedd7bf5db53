#include "gateway/core/error.hpp"
#include "gateway/forward/dmp/certificate.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::dmp {
namespace {

using test::certificate_plan;
using test::make_certificate;
using test::pem_of;
using test::test_pki;

boost::system::error_code load_error(const std::string& certificate, const std::string& key,
                                     const std::string& issuers) {
    const auto loaded = load_signing_key(certificate, key, issuers);
    return loaded ? boost::system::error_code{} : loaded.error();
}

/// A signer's certificate of the test key with another plan, written under `name`.
std::string write_variant(const std::string& name, certificate_plan plan) {
    const auto& pki = test_pki::get();
    if (plan.subject.empty()) plan.subject = test_pki::signer_name();
    if (plan.issuer.empty()) plan.issuer = test_pki::authority_name();
    return pki.folder().write(name, pem_of(make_certificate(plan, pki.rsa(), pki.rsa()).get()));
}

TEST(signing_key, prints_names_most_specific_first_in_utf8) {
    const auto& facts = test_pki::get().signer().certificate();
    EXPECT_EQ(facts.subject, "CN=pps.test,OU=10B0127189,O=CENTRE D'ESSAI,ST=Rhône (69),C=FR");
    EXPECT_EQ(facts.issuer, "CN=TEST AC ORGANISATIONS,OU=0002 000000000,O=TEST,C=FR");
}

TEST(signing_key, prints_serial_numbers_in_decimal) {
    EXPECT_EQ(test_pki::get().signer().certificate().serial_decimal,
              "39034237405118640349219443427361742909");
}

TEST(signing_key, prints_given_name_surname_and_title_with_their_short_names) {
    const auto& pki = test_pki::get();
    const auto certificate =
        make_certificate({{{"C", "FR"}, {"title", "Médecin"}, {"GN", "ANNE"}, {"SN", "ESSAI"}, {"CN", "8"}},
                          test_pki::root_name()},
                         pki.rsa(), pki.rsa());
    const auto facts = facts_of(certificate.get());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->subject, "CN=8,SN=ESSAI,GN=ANNE,title=Médecin,C=FR");
}

TEST(signing_key, escapes_a_comma_inside_a_name) {
    const auto& pki = test_pki::get();
    const auto certificate = make_certificate({{{"O", "A, B"}}, test_pki::root_name()}, pki.rsa(), pki.rsa());
    EXPECT_EQ(facts_of(certificate.get())->subject, "O=A\\, B");
}

TEST(signing_key, orders_the_chain_from_signer_to_root) {
    const auto& chain = test_pki::get().signer().chain();
    ASSERT_EQ(chain.size(), 3u);
    EXPECT_EQ(chain[0].subject, test_pki::get().signer().certificate().subject);
    EXPECT_EQ(chain[1].subject, chain[0].issuer);
    EXPECT_EQ(chain[2].subject, chain[1].issuer);
    EXPECT_EQ(chain[2].subject, chain[2].issuer);
}

TEST(signing_key, stops_the_chain_where_no_issuer_is_known) {
    const auto& pki = test_pki::get();
    const auto with_authority =
        load_signing_key(pki.certificate_file(), pki.key_file(), pki.authority_file());
    ASSERT_TRUE(with_authority);
    EXPECT_EQ(with_authority.value()->chain().size(), 2u);
    const auto alone = load_signing_key(pki.certificate_file(), pki.key_file(), "");
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone.value()->chain().size(), 1u);
}

TEST(signing_key, leaves_out_an_issuer_of_the_same_name_with_another_key) {
    const auto& pki = test_pki::get();
    const auto other = test::make_ec_key();
    const auto impostor = make_certificate(
        {test_pki::authority_name(), test_pki::root_name(), "9", "critical,keyCertSign", true}, other.get(),
        pki.rsa());
    const auto file = pki.folder().write("impostor.pem", pem_of(impostor.get()));
    const auto loaded = load_signing_key(pki.certificate_file(), pki.key_file(), file);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded.value()->chain().size(), 1u);
}

TEST(signing_key, signs_with_sha1_and_sha256) {
    const auto& key = test_pki::get().signer();
    const auto certificate = parse_certificate(key.certificate().der);
    ASSERT_TRUE(certificate);
    for (const digest with : {digest::sha1, digest::sha256}) {
        const std::string signature = key.sign("data", with);
        EXPECT_EQ(signature.size(), 256u);
        EXPECT_TRUE(signature_ok(certificate.get(), "data", signature, with));
        EXPECT_FALSE(signature_ok(certificate.get(), "Data", signature, with));
    }
    EXPECT_FALSE(signature_ok(certificate.get(), "data", key.sign("data", digest::sha1), digest::sha256));
}

TEST(signing_key, signs_the_same_data_the_same_way) {
    const auto& key = test_pki::get().signer();
    EXPECT_EQ(key.sign("data", digest::sha256), key.sign("data", digest::sha256));
}

TEST(signing_key, refuses_a_key_of_another_certificate) {
    const auto& pki = test_pki::get();
    const auto other = pki.write_key("other.key", test::make_rsa_key(1024).get());
    EXPECT_EQ(load_error(pki.certificate_file(), other, pki.issuers_file()), errc::bad_certificate);
}

TEST(signing_key, refuses_a_key_that_others_may_read) {
    const auto& pki = test_pki::get();
    const auto file = pki.write_key("open.key", pki.rsa());
    EXPECT_FALSE(load_error(pki.certificate_file(), file, pki.issuers_file()));
    std::filesystem::permissions(file, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    EXPECT_EQ(load_error(pki.certificate_file(), file, pki.issuers_file()), errc::bad_certificate);
}

TEST(signing_key, refuses_a_certificate_that_may_not_sign) {
    const auto& pki = test_pki::get();
    for (const char* usage : {static_cast<const char*>(nullptr), "critical,digitalSignature",
                              "nonRepudiation", "critical,digitalSignature,keyEncipherment"}) {
        certificate_plan plan;
        plan.key_usage = usage;
        EXPECT_EQ(load_error(write_variant("usage.pem", plan), pki.key_file(), pki.issuers_file()),
                  errc::bad_certificate)
            << (usage == nullptr ? "none" : usage);
    }
    EXPECT_FALSE(load_error(write_variant("usage.pem", {}), pki.key_file(), pki.issuers_file()));
}

TEST(signing_key, refuses_keys_that_are_not_rsa_2048) {
    const auto& pki = test_pki::get();
    for (const auto& key : {test::make_rsa_key(1024), test::make_ec_key()}) {
        const auto certificate =
            make_certificate({test_pki::signer_name(), test_pki::authority_name()}, key.get(), pki.rsa());
        const auto file = pki.folder().write("weak.pem", pem_of(certificate.get()));
        EXPECT_EQ(load_error(file, pki.write_key("weak.key", key.get()), pki.issuers_file()),
                  errc::bad_certificate);
    }
}

TEST(signing_key, refuses_files_that_are_missing_or_not_pem) {
    const auto& pki = test_pki::get();
    const auto garbage = pki.folder().write("garbage.pem", "not a certificate");
    const auto cut =
        pki.folder().write("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (const auto& bad : {std::string{"/nonexistent/file"}, garbage, cut, pki.folder().file("")}) {
        EXPECT_EQ(load_error(bad, pki.key_file(), pki.issuers_file()), errc::bad_certificate);
        EXPECT_EQ(load_error(pki.certificate_file(), bad, pki.issuers_file()), errc::bad_certificate);
        EXPECT_EQ(load_error(pki.certificate_file(), pki.key_file(), bad), errc::bad_certificate);
    }
}

TEST(signing_key, refuses_an_encrypted_key_without_asking) {
    const auto& pki = test_pki::get();
    const auto file = pki.folder().file("encrypted.key");
    const std::unique_ptr<BIO, int (*)(BIO*)> out{BIO_new_file(file.c_str(), "w"), BIO_free};
    ASSERT_EQ(
        PEM_write_bio_PKCS8PrivateKey(out.get(), pki.rsa(), EVP_aes_128_cbc(), "secret", 6, nullptr, nullptr),
        1);
    BIO_flush(out.get());
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    EXPECT_EQ(load_error(pki.certificate_file(), file, pki.issuers_file()), errc::bad_certificate);
}

}  // namespace
}  // namespace pps::gateway::dmp
