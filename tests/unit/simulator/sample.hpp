#pragma once

#include "tests/simulator/dmp.hpp"
#include "tests/unit/simulator/sample_pki.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator::sample {

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
    answer ask(const std::string& service, const std::string& body, fault_mode fault = fault_mode::none);

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
