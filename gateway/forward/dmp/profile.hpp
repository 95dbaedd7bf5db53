#pragma once

#include "cda/xds/document_entry.hpp"

#include <optional>
#include <string>

namespace pps::gateway::dmp {

enum class digest { sha1, sha256 };

/// Knobs that contradictory sources make necessary (dmp-wire §12).
struct profile {
    std::string vihf_version = "3.0";                           ///< "3.0" or "4.0"
    std::string auth_mode_attribute = "Authentification_Mode";  ///< or "Authentification_mode"
    digest vihf_digest = digest::sha256;
    bool vihf_inclusive_namespaces = false;
    digest xades_digest = digest::sha1;
    bool send_hash_size = true;
    std::string source_id;  ///< XDSSubmissionSet.sourceId, our OID.
    cda::xds::coded content_type{"07", "1.2.250.1.213.2.2", "Consultation"};  ///< contentTypeCode (J59)
};

/// On whose behalf the gateway files: VIHF subject and submission-set author (dmp-wire §1.2-1.4, §2.5).
struct identity {
    std::string structure_id;  ///< Struct_IdNat: Identifiant_Structure and XON-10.
    std::string structure_name;
    std::string activity_sector;  ///< "SA05" …; the code system is added.
    std::string responsible_id;   ///< NameID: PS_IdNat or Struct_IdNat/localId of the person responsible.
    std::string system_id;        ///< "<Struct_IdNat>/<local id>" of the automaton, XCN-1.
    std::string system_name;
    std::string system_model;
    std::string auth_context = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
    /// A professional who submits instead of the automaton.
    std::optional<cda::xds::submitter> professional;
    std::string lps_id;  ///< May be empty.
    std::string lps_name;
    std::string lps_version;
    std::string lps_homologation;
};

}  // namespace pps::gateway::dmp
