#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::authenticate {

/// A structure that documents are filed as (dmp-wire §2.6).
struct acting {
    std::string structure_id, structure_name, activity_sector;
    std::string responsible_id;  ///< Person responsible for its automaton; "": the gateway's own.
    std::string system_id;       ///< Of its automaton; "": the gateway's own.
};

/// What the findings of the conformity rules do to a platform's documents.
struct conformity_policy {
    bool enforce = true;                                ///< False: findings are recorded, never refuse.
    std::vector<std::string> refuse{"fatal", "error"};  ///< Severities.

    bool refuses(std::string_view severity) const;
};

/// Where a platform takes business receipts (HL7 v2 over MLLP).
struct receipt_address {
    std::string host, port;
    bool plain = false;  ///< Without TLS.
    bool operator==(const receipt_address&) const = default;
};

/// A regional platform and what it may send.
struct platform {
    std::string id;
    std::string region;
    std::vector<std::string> structures;  ///< Struct_IdNat of the author structures it may send for.
    std::vector<std::string> kinds;       ///< "pps", "rcp"
    conformity_policy conformity;
    bool strict_messages = false;             ///< HL7 v2 is judged to the letter of the volet.
    std::optional<receipt_address> receipts;  ///< None: it is sent none.
    std::optional<acting> acts_as;  ///< As whom its documents are filed; none: the gateway's own identity.
    /// Its HL7 v2 messages say which professional or device submits; else the automaton always does.
    bool messages_name_submitter = true;
    std::vector<acting> senders;  ///< Structures that its messages may be filed as when they name one.

    bool may_send_for(std::string_view structure) const;
    bool may_send_kind(std::string_view kind) const;
};

/// From a client certificate's subject to its platform. Immutable, thread-safe.
class registry {
  public:
    struct entry {
        authenticate::platform platform;
        std::vector<std::string> certificate_subjects;  ///< RFC 2253.
    };
    explicit registry(std::vector<entry> entries);

    /// Null: nobody is configured with that subject. The TLS layer has verified chain, dates, usage and
    /// revocation.
    const platform* find(std::string_view certificate_subject) const;
    /// Null: no platform of that id.
    const platform* find_id(std::string_view id) const;
    const std::vector<platform>& all() const noexcept { return platforms_; }

  private:
    std::vector<platform> platforms_;
    std::map<std::string, std::size_t, std::less<>> by_subject_;
};

}  // namespace pps::gateway::authenticate
