#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/text.hpp"
#include "tests/simulator/trust.hpp"
#include "tests/simulator/xml.hpp"

#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pps::simulator {

/// What an accepted VIHF says (dmp-wire §1).
struct vihf {
    std::string assertion_id;
    instant issued_at;
    distinguished_name issuer;
    std::string structure;      ///< Identifiant_Structure.
    cx patient;                 ///< resource-id.
    bool secret = false;        ///< Connexion secrète: confidentiality attribute present.
    std::string subject;        ///< NameID.
    std::string roles;          ///< Codes of the roles, separated by '/': "AUTOMATE", "10/SM26".
    bool professional = false;  ///< Submits as a person: the role is no producer of TRE_A00.
};

/// Assertion IDs already used. Thread-safe; forgets an ID once its assertion is too old to pass anyway.
class replay_guard {
  public:
    /// False when the ID was seen.
    bool admit(const std::string& id, instant now);
    void clear();

  private:
    std::mutex mutex_;
    std::set<std::string> seen_;
    std::deque<std::pair<instant, std::string>> order_;
};

/// How far IssueInstant may be from the DMP's clock.
inline constexpr std::chrono::minutes vihf_tolerance{5};

/// The Assertion under wsse:Security, or why there is none to look at.
checked<xmlNode*> find_assertion(const xmlNode* soap_header);

/// Structure and attributes for the INDIRECTE mode (dmp-wire §1.2 to §1.4), without the signature.
checked<vihf> read_vihf(const xmlNode* assertion);

/// Everything: attributes, signature, signer, issuer, time, structure (an OU of the TLS certificate or one of
/// `allowed`), replay. An assertion that passes is used up.
checked<vihf> verify_vihf(xmlDoc* doc, const xmlNode* soap_header, trust& issuers, replay_guard& replays,
                          instant now, const std::vector<std::string>& client_units,
                          const std::set<std::string>& allowed);

}  // namespace pps::simulator
