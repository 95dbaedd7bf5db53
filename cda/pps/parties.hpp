#pragma once

#include "cda/pps/datatypes.hpp"

#include <optional>
#include <string>
#include <vector>

/// The people and organizations of a document's header and statements. Paths are relative to the element
/// named in the comment of each type.
namespace pps {

/// representedOrganization, scopingOrganization, representedCustodianOrganization, receivedOrganization,
/// providerOrganization, serviceProviderOrganization.
struct organization {
    std::vector<identifier> ids;  ///< id: Struct_IdNat under 1.2.250.1.71.4.2.2. 0..*
    /// name; of a scopingEntity (participants of statements): desc. 0..*
    std::vector<std::string> names;
    std::vector<telecom> telecoms;   ///< telecom. 0..*
    std::vector<address> addresses;  ///< addr. 0..*
    coded industry;  ///< standardIndustryClassCode (practice setting, JDV_J04); scopingEntity: code. 0..1

    bool operator==(const organization&) const = default;
};

/// assignedAuthoringDevice.
struct device {
    std::string model;     ///< manufacturerModelName. 0..1
    std::string software;  ///< softwareName. 0..1
    coded code;            ///< code. 0..1

    bool operator==(const device&) const = default;
};

/// Someone in a role: assignedAuthor, assignedEntity, relatedEntity, associatedEntity, intendedRecipient,
/// guardian, participantRole.
struct party {
    std::string class_code;       ///< @classCode: PROV, AGNT, NOK, ECON, ASSIGNED… 0..1
    std::vector<identifier> ids;  ///< id: PS_IdNat under 1.2.250.1.71.4.2.1, or null. 0..*
    /// code: profession and know-how (1.2.250.1.213.1.1.4.5); of a relatedEntity: the kinship. 0..1
    coded code;
    std::vector<address> addresses;  ///< addr. 0..*
    std::vector<telecom> telecoms;   ///< telecom. 0..*
    /// assignedPerson/name, relatedPerson/name, associatedPerson/name, informationRecipient/name,
    /// guardianPerson/name, playingEntity/name. 0..*
    std::vector<name> names;
    std::optional<pps::device> device;              ///< assignedAuthoringDevice. 0..1
    std::optional<pps::organization> organization;  ///< See pps::organization. 0..1

    bool operator==(const party&) const = default;
};

/// author.
struct author {
    coded function;  ///< functionCode. 0..1
    instant time;    ///< time. 1..1
    party who;       ///< assignedAuthor. 1..1

    bool operator==(const author&) const = default;
};

/// legalAuthenticator, authenticator.
struct authenticator {
    instant time;           ///< time. 1..1
    std::string signature;  ///< signatureCode/@code, "S". 1..1
    party who;              ///< assignedEntity. 1..1

    bool operator==(const authenticator&) const = default;
};

/// What an informant is to the patient (cda-pps.md "Header"): relatedEntity/@classCode NOK, ECON, or else.
enum class informant_kind { trusted_person, emergency_contact, other };

/// informant.
struct informant {
    informant_kind kind = informant_kind::other;
    bool professional = false;  ///< assignedEntity instead of relatedEntity.
    party who;                  ///< relatedEntity or assignedEntity; its code is the kinship. 1..1
    interval time;              ///< relatedEntity/effectiveTime. 0..1

    bool operator==(const informant&) const = default;
};

/// informationRecipient.
struct recipient {
    std::string type_code;  ///< @typeCode: PRCP, TRC. 0..1
    party who;              ///< intendedRecipient. 1..1

    bool operator==(const recipient&) const = default;
};

/// Who a participant of the header is (table `pps::tables::participants`). `other` for any other function.
enum class participant_role {
    other,
    reference_hospital,       ///< Etablissement de santé de référence.
    care_team_member,         ///< Membre de l'équipe de soins.
    reference_correspondent,  ///< Correspondant de l'établissement de référence, such as its accommodation.
    coordination_centre,      ///< Centre de coordination de cancérologie (3C).
    local_structure,          ///< Structure et professionnels de proximité.
    health_mediator,          ///< Médiateur de santé.
    treating_physician,       ///< Médecin traitant.
    town_hospital,            ///< Coordination ou interface ville-hôpital.
    regional_network,         ///< Réseau régional de cancérologie.
    social_body,              ///< Organisme social et de maintien dans l'emploi.
    support_structure,        ///< Structure de soutien et d'information.
};

/// participant of the header, or of a statement (then `function` is empty and `who` is its participantRole).
struct participant {
    participant_role role = participant_role::other;
    std::string type_code;  ///< @typeCode: RESP, PRF, INF, CON… 1..1
    /// functionCode as sent: code or null, free text in its original text, role in its translation. 0..1
    coded function;
    interval time;  ///< time. 0..1
    party who;      ///< associatedEntity. 1..1

    bool operator==(const participant&) const = default;
};

/// performer of a serviceEvent or of a statement, encounterParticipant.
struct performer {
    std::string type_code;  ///< @typeCode: PRF, PPRF, SPRF… 0..1
    coded function;         ///< functionCode. 0..1
    interval time;          ///< time. 0..1
    party who;              ///< assignedEntity. 1..1

    bool operator==(const performer&) const = default;
};

/// recordTarget/patientRole.
struct patient {
    std::vector<identifier> ids;     ///< id: INS first (see ins()), then local identifiers (IPP). 1..*
    std::vector<address> addresses;  ///< addr. 0..*
    std::vector<telecom> telecoms;   ///< telecom. 0..*
    /// patient/name: family BR birth name, given birth given names, given BR first of them, CL used
    /// names. 1..*
    std::vector<name> names;
    coded gender;                  ///< patient/administrativeGenderCode: M, F, UN. 1..1
    instant birth_time;            ///< patient/birthTime. 1..1
    coded marital_status;          ///< patient/maritalStatusCode. 0..1
    std::vector<party> guardians;  ///< patient/guardian: the patient's representatives. 0..*
    /// patient/birthplace/place/addr: county = INSEE code of the place of birth, city. 0..1
    std::optional<address> birthplace;
    std::string birthplace_name;           ///< patient/birthplace/place/name. 0..1
    std::optional<organization> provider;  ///< providerOrganization. 0..1

    /// The identifier under an INS root (identifiers.md), null when there is none. Lives as long as the
    /// patient.
    const identifier* ins() const noexcept;
    bool operator==(const patient&) const = default;
};

}  // namespace pps
