#pragma once

#include "cda/identifiers.hpp"
#include "gateway/forward/dmp/profile.hpp"

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::app {

using std::chrono::milliseconds;

/// PEM files of one TLS identity and of what it trusts.
struct tls_files {
    std::string certificate;  ///< Chain, leaf first.
    std::string key;          ///< Private key, readable by its owner only.
    std::string trusted;      ///< CA certificates that peers are verified against.
    std::string crl;          ///< Revocation lists of those CAs; "" = not checked (only allowed with `test`).
};

/// HTTPS listener for platforms ("receive").
struct receive_settings {
    std::string address = "0.0.0.0";
    std::uint16_t port = 8443;  ///< 0: any free port, written to `ports_file`.
    tls_files tls;
    std::uint64_t max_document_bytes = 20u << 20;
    std::uint32_t max_header_bytes = 16u << 10;
    int max_connections = 1024;
    milliseconds handshake_timeout{10'000};
    milliseconds header_timeout{15'000};  ///< From the first byte expected to the end of the header.
    milliseconds body_timeout{60'000};
    milliseconds idle_timeout{120'000};   ///< Between requests of one connection.
    milliseconds answer_timeout{30'000};  ///< Processing and commit, then 503.
};

/// MLLP listener for platforms that speak HL7 v2 ("mllp"); none: not listened.
struct mllp_settings {
    std::string address = "0.0.0.0";
    std::uint16_t port = 2575;     ///< IANA hl7. 0: any free port, written to `ports_file`.
    std::optional<tls_files> tls;  ///< None: those of `receive`.
    /// Identity and trust for the receipts that are sent to platforms; none: only plain ones can be.
    std::optional<tls_files> receipts_tls;
    bool plain = false;          ///< Without TLS; on the loopback only.
    std::string plain_platform;  ///< Whose messages come without TLS: there is no certificate to tell.
    std::uint64_t max_message_bytes = 32u << 20;
    int max_connections = 256;
    milliseconds handshake_timeout{10'000};
    milliseconds message_timeout{60'000};
    milliseconds idle_timeout{600'000};  ///< Between two messages of one connection.
};

/// As whom a platform's documents are filed, when not as `national.identity` (dmp-wire §2.6: EJ and EG
/// FINESS).
struct acting_settings {
    std::string structure_id, structure_name, activity_sector;
    std::string responsible_id, system_id;  ///< "": those of `national.identity`.
};

/// What the findings of the conformity rules do ("conformity", and a platform's own "conformity").
struct conformity_policy_settings {
    std::string mode = "enforce";                       ///< "enforce", or "observe": recorded, never refused.
    std::vector<std::string> refuse{"fatal", "error"};  ///< Severities that refuse when enforced.
};

/// By which rules documents are judged ("conformity").
struct conformity_settings {
    std::string rules;       ///< Our own rules; "": those installed with the program.
    std::string bundle;      ///< Official bundle as published (TestContenuCDA); "": our own rules alone.
    std::string supplement;  ///< Files that the bundle lacks; "": none.
    conformity_policy_settings policy;
};

/// Where a platform takes the business receipts (ZAM^Z01) that its messages ask for ("receipts").
struct receipt_settings {
    std::string host;
    std::uint16_t port = 0;
    bool plain = false;  ///< Without TLS; to the loopback only.
};

/// A platform that may push: who it is by its certificate, and what it may send.
struct platform_settings {
    std::string id;
    std::string name;
    std::string region;                             ///< INSEE region code or name, as reported.
    std::vector<std::string> certificate_subjects;  ///< RFC 2253 subjects of its client certificates.
    std::vector<std::string> structures;  ///< Struct_IdNat of the author structures it may send for.
    std::vector<std::string> kinds{"pps", "rcp"};
    std::optional<acting_settings> acts_as;  ///< Declared to the DMP instead of `national.identity`.
    /// Whom the DMP is told of HL7 v2 messages: "message" (the professional or device of PRT SB where it can)
    /// or "automaton".
    std::string submitter = "message";
    std::vector<acting_settings> senders;      ///< Structures of PRT SB that messages may be filed as.
    bool strict_messages = false;              ///< HL7 v2 to the letter of the volet ("hl7v2": "strict").
    std::optional<receipt_settings> receipts;  ///< None: it is sent no receipts.
    /// Instead of the general policy; what it leaves out is as there.
    std::optional<conformity_policy_settings> conformity;
};

struct store_settings {
    std::string folder;                         ///< Holds pps.db and its journals; 0700.
    std::string key_file;                       ///< 64 hex digits.
    int max_waiting = 2000;                     ///< Calls that may wait for the storage thread, then 503.
    std::uint64_t min_free_bytes = 256u << 20;  ///< Below: not ready, and a warning.
    std::uint32_t keep_days = 30;               ///< Payloads of registered documents are erased after.
};

/// The national endpoint and how hard it may be pressed ("national").
struct national_settings {
    std::string repository, registry, patients;            ///< https URLs.
    tls_files tls;                                         ///< ORG_AUTH_CLI.
    std::string sign_certificate, sign_key, sign_issuers;  ///< ORG_SIGN.
    dmp::profile profile;
    dmp::identity identity;
    std::string xcn13_for_internal_id = "EI";
    double rate_per_second = 4.0;           ///< Feeding transactions (dmp-wire §4.4: below 5 in any second).
    bool rate_limit_lifted = false;         ///< Allows 5 and more, for benchmarks; never in production.
    std::uint32_t daily_announce = 30'000;  ///< Above: a warning, the volume must be announced to CNAM.
    int connections = 4;                    ///< Concurrent submissions.
    milliseconds connect_timeout{10'000};
    milliseconds answer_timeout{60'000};
    std::uint64_t max_answer_bytes = 50'000'000;
    milliseconds lease{180'000};
    milliseconds first_retry{2'000};                   ///< Exponential from here, with jitter …
    milliseconds longest_retry{900'000};               ///< … up to here,
    milliseconds give_up_after{7LL * 24 * 3'600'000};  ///< … until this age: then `failed`.
    int breaker_failures = 5;  ///< Consecutive transport failures that open the circuit breaker.
    milliseconds breaker_pause{30'000};
};

/// Plain HTTP for operators, loopback by default ("operator").
struct operator_settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8081;  ///< 0: any free port.
    milliseconds progress_every{60'000};
};

struct settings {
    cda::environment environment = cda::environment::test;
    receive_settings receive;
    std::optional<mllp_settings> mllp;
    std::vector<platform_settings> platforms;
    conformity_settings conformity;
    store_settings store;
    national_settings national;
    operator_settings operators;         ///< Key "operator".
    std::string log_level = "info";      ///< "debug", "info", "warning", "error"
    milliseconds drain_timeout{20'000};  ///< On SIGTERM: time for what is in flight.
    int workers = 0;                     ///< Threads for parsing and signing; 0: number of cores.
    std::string
        ports_file;  ///< "" or a file that receives {"receive": n, "operator": n, "mllp": n} once listening.
};

/// One thing wrong in the configuration. `pointer`: JSON pointer, "" for the file as a whole.
struct setting_error {
    std::string pointer;
    std::string text;  ///< English; repeats no value of the file.
    int line = 0;      ///< Line in the file, 0 when unknown.
};

struct settings_outcome {
    app::settings settings;             ///< Meaningful when `errors` is empty.
    std::vector<setting_error> errors;  ///< All of them, in file order.
};

/// Reads a configuration (JSON, comments allowed, at most 4 MiB), validates it against the shipped schema
/// (config/gateway.schema.json, built into the program) and the rules that a schema cannot say
/// (settings_rules.cpp). Durations are written "30s", sizes "20MiB" or in bytes. Relative paths are relative
/// to the file. Every error at once. The files that it names are not opened. Thread-safe.
settings_outcome read_settings(const std::string& file);

/// The same on text; `folder` resolves relative paths.
settings_outcome parse_settings(std::string_view json, const std::string& folder);

}  // namespace pps::gateway::app
