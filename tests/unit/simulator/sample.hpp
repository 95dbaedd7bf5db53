#pragma once

#include "tests/simulator/dmp.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator::sample {

/// The instant at which the samples live, and at which their certificates are valid.
instant now();

/// A key and its certificate.
struct identity {
    std::string der;  ///< Certificate.
    std::string serial_decimal;
    std::shared_ptr<EVP_PKEY> key;
    std::string certificate_file, key_file;
    std::string sign(hash with, std::string_view data) const;
};

enum class profile { sign, authenticate, server, without_usage };

/// A throw-away PKI in a temporary folder, made anew in each process. Nothing of it is in the sources.
class pki {
  public:
    /// Certificates are valid from a year before to a year after `base`.
    explicit pki(int bits = 1024, instant base = now());
    ~pki();
    pki(const pki&) = delete;
    pki& operator=(const pki&) = delete;

    identity issue(const std::string& name, profile shape, bool trusted = true, bool expired = false) const;
    /// Its serial number goes to the CRL.
    identity issue_revoked(const std::string& name, profile shape) const;

    std::string trusted_file() const { return folder_ + "/trusted.pem"; }
    std::string crl_file() const { return folder_ + "/crl.pem"; }
    const std::string& folder() const { return folder_; }

  private:
    identity make(const std::string& name, profile shape, bool trusted, bool expired, long serial) const;

    int bits_;
    instant base_;
    std::string folder_;
    std::shared_ptr<EVP_PKEY> ca_key_, other_key_;
};

/// Everything a valid ITI-41 request says; a test changes what it is about, then builds.
struct request_text {
    std::string structure = "10B0127189";
    std::string ins = "279035121518989";
    std::string ins_root = "1.2.250.1.213.1.4.10";
    std::string document_id = "1.2.250.1.999.1.1.1";
    std::string set_id = "1.2.250.1.999.1.2.1";
    std::string signature_id = "1.2.250.1.999.1.3.1";
    std::string document;                  ///< Empty: a small CDA. It must be in canonical form.
    std::string document_canonical;        ///< When `document` is not its own canonical form.
    std::string message_id, assertion_id;  ///< Empty: fresh ones.
    std::string issued_at;                 ///< Empty: now().
    std::string signed_at = "2026-01-15T10:00:00.000Z";
    hash vihf_hash = hash::sha256;
    hash dsg_hash = hash::sha1;
    std::string replaces;  ///< entryUUID, adds an RPLC association.
    std::string action = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";

    using edit = std::function<void(std::string&)>;
    edit edit_assertion;  ///< Before it is signed.
    edit edit_signed_assertion;
    edit edit_objects;
    edit edit_manifest;    ///< Before it is signed.
    edit edit_properties;  ///< Before they are signed.
    edit edit_signature;   ///< After.
    edit edit_envelope;
    edit edit_package;

    std::string patient_cx() const;
    std::string cda() const;
    std::string object_list() const;  ///< rim:RegistryObjectList text, edited.
    std::string assertion(const identity& signer) const;
    std::string dsg(const identity& signer) const;
    std::string envelope(const std::string& payload, const identity& signer) const;
    std::string payload() const;                     ///< ProvideAndRegisterDocumentSetRequest
    std::string body(const identity& signer) const;  ///< The whole MTOM package.
    /// A plain SOAP request of another service.
    std::string plain(const std::string& action_uri, const std::string& payload,
                      const identity& signer) const;
};

extern const char* const mtom_content_type;
extern const char* const soap_content_type;

/// Replaces the only occurrence of `from`; throws when there is none.
void replace(std::string& in, std::string_view from, std::string_view to);
request_text::edit replacing(std::string from, std::string to);

/// A DMP over a throw-away PKI, with the clock at now().
class bench {
  public:
    explicit bench(dmp_settings settings = {}, const std::string& state_file = "");

    answer submit(const request_text& text);
    answer submit_as(const request_text& text, const identity& signer);
    answer ask(const std::string& service, const std::string& body);

    struct libraries {
        libraries();
    } started;
    pki certificates;
    identity signer;
    trust issuers;
    registry documents;
    instant clock = now();
    std::vector<std::string> client_units{"10B0127189"};
    dmp service;
};

/// Starts libxml2 and xmlsec1; a bench does it too.
void start_libraries();

}  // namespace pps::simulator::sample
