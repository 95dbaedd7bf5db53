#pragma once

#include "cda/pps/statements.hpp"

#include <optional>
#include <string>
#include <vector>

/// A PPS ("Programme Personnalisé de Soins"), or a tumour board sheet ("fiche RCP"), as values. Source of the
/// structure: CI-SIS volet CANCER-PPS 2022.01 (cda-pps.md); field by field: README.md of this folder.
namespace pps {

enum class plan_kind {
    unknown,
    care_plan,     ///< CANCER-PPS, template 1.2.250.1.213.1.1.1.26.
    tumour_board,  ///< CANCER-FRCP (fiche RCP), template 1.2.250.1.213.1.1.1.8.
};

/// Kinds of section (table `pps::tables::sections`). `other` keeps its title, narrative and statements.
enum class section_kind {
    other,
    patient_comment,       ///< Commentaire sur le patient.
    paediatrics,           ///< Pédiatrie.
    diagnosis,             ///< Diagnostic; of an RCP sheet: tumeur.
    discovery,             ///< Mode de découverte du cancer.
    phase,                 ///< Phase clinique de la maladie.
    programme,             ///< Programme thérapeutique et de suivi.
    supportive_care,       ///< Soins de support, accompagnement social et socioprofessionnel.
    status,                ///< Statut du document.
    referenced_documents,  ///< Documents référencés.
    personal_data,         ///< Information sur les données personnelles.
    // Tumour board sheets only
    board_reason,       ///< Type et motif de la RCP.
    history,            ///< Antécédents médicaux.
    active_problems,    ///< Problèmes actifs.
    functional_status,  ///< Évaluation du statut fonctionnel, with its parts as subsections.
    results,            ///< Résultats d'examens.
    past_treatments,    ///< Traitements passés ou en cours.
    operative_report,   ///< Compte rendu opératoire.
    pathology_report,   ///< Compte rendu anatomocytopathologique.
    genetics_report,    ///< Compte rendu de génétique moléculaire.
    case_summary,       ///< Synthèse du cas et question posée.
    board_proposal,     ///< Proposition de la RCP: dossier complet, quorum.
    care_plan,          ///< Plan de soins proposé.
    proposal_context,   ///< Cadre de la proposition: référentiel, essai clinique.
};

/// section: what a person reads, and the statements that have no named place in `plan`.
struct section {
    section_kind kind = section_kind::other;
    std::vector<identifier> ids;  ///< id. 0..1
    std::vector<identifier>
        templates;                  ///< templateId, only when the kind is `other` (else from the table). 0..*
    coded code;                     ///< code, translation included. 1..1
    std::string title;              ///< title. 0..1
    std::string title_null_flavor;  ///< title/@nullFlavor. 0..1
    /// text as plain text: one line per paragraph, item or table row, cells separated by " | ". 0..1
    std::string text;
    /// text as CDA narrative markup (XML fragment of its children) in normal form: no prefix, no comment,
    /// elements of urn:hl7-org:v3 and the attributes of the narrative block only. 0..1
    std::string markup;
    std::vector<author> authors;        ///< author. 0..*
    std::vector<statement> statements;  ///< entry without a named place, as sent. 0..*
    std::vector<section> subsections;   ///< component/section. 0..*

    bool operator==(const section&) const;
};

/// targetSiteCode of a diagnosis.
struct tumour_site {
    coded site;        ///< targetSiteCode (ICD-10 topography) without its laterality qualifier. 1..1
    coded laterality;  ///< targetSiteCode/qualifier[name 20228-3]/value. 0..1

    bool operator==(const tumour_site&) const = default;
};

/// observation 75620-5 (clinical) or 21902-2 (pathological): code, time and text in `stage`, whose values are
/// taken out.
struct tnm_stage {
    statement stage;             ///< The observation. 1..1
    coded group;                 ///< value/qualifier[name 21909-7]/value: stage group (IB…). 0..1
    coded edition;               ///< value/qualifier[name 21917-0]/value: edition of the TNM. 0..1
    std::optional<statement> t;  ///< entryRelationship/observation[21905-5 or 21899-0], value "T1b". 0..1
    std::optional<statement> n;  ///< entryRelationship/observation[21906-3 or 21900-6]. 0..1
    std::optional<statement> m;  ///< entryRelationship/observation[21907-1 or 21901-4]. 0..1

    bool operator==(const tnm_stage&) const = default;
};

/// observation 21918-8: another classification.
struct other_stage {
    statement stage;                          ///< The observation; its value holds the text. 1..1
    std::optional<statement> classification;  ///< entryRelationship/observation[GEN-101]: its name. 0..1
    std::optional<statement> version;         ///< entryRelationship/observation[GEN-102]: its version. 0..1

    bool operator==(const other_stage&) const = default;
};

/// entry/act (problem concern 1.2.250.1.213.1.1.3.39.1) and one observation 1.2.250.1.213.1.1.3.113 in it. An
/// act that holds several observations gives several diagnoses: the first has the concern, that of the next
/// ones is empty
/// (`statement{}`): the same act.
struct diagnosis {
    statement concern;                      ///< act: id, status (active…), effectiveTime. 1..1
    statement finding;                      ///< observation; values and target sites are taken out. 1..1
    coded morphology;                       ///< value: ICD-O-3. 1..1
    std::vector<tumour_site> sites;         ///< targetSiteCode. 1..1
    std::vector<tnm_stage> tnm;             ///< 0..*
    std::vector<other_stage> other_stages;  ///< 0..*

    bool operator==(const diagnosis&) const = default;
};

/// Section Clinical phase.
struct clinical_phase {
    std::optional<statement> phase;  ///< entry/observation[MED-243]: MED-268 initial, MED-244 relapse. 0..1
    std::optional<statement> progression;  ///< entry/observation[MED-245], BL. 0..1
    std::optional<statement> local;        ///< …/entryRelationship/observation[MED-246], BL. 0..1
    std::optional<statement> regional;     ///< …/entryRelationship/observation[MED-247], BL. 0..1
    std::optional<statement> distant;      ///< …/entryRelationship/observation[MED-248], BL. 0..1

    bool operator==(const clinical_phase&) const = default;
};

/// Section Paediatrics.
struct paediatrics {
    std::optional<statement> answer;  ///< entry/observation[ORG-116], BL. 1..1
    std::optional<statement> reason;  ///< entry/observation[SNOMED CT 55607006]. 0..1

    bool operator==(const paediatrics&) const = default;
};

/// Kinds of programme entry (table `pps::tables::programme`).
enum class programme_kind {
    other,
    treatment,               ///< MED-568.
    side_effect_management,  ///< MED-569.
    associated_measure,      ///< MED-570.
    follow_up,               ///< MED-571.
    supportive_care,         ///< MED-572.
    social_support,          ///< MED-573.
    proposed_treatment,      ///< RCP sheets: code is the treatment itself, no choice.
    past_treatment,          ///< RCP sheets, section past_treatments: code is the treatment itself.
};

/// entry/procedure 1.2.250.1.213.1.1.3.62.
struct programme_entry {
    programme_kind kind = programme_kind::other;
    section_kind section = section_kind::programme;  ///< Where it stands.
    /// procedure: mood EVN done or INT planned; code without the choice; time = confirmed dates; performers;
    /// comments; text = its title in the narrative. 1..1
    statement act;
    coded choice;  ///< code/qualifier/value, from the value set of its kind. 1..1
    std::optional<statement>
        planned;  ///< entryRelationship/observation[GEN-177]: planned dates in time. 0..1
    /// entryRelationship/observation[ORG-004, or ORG-116 as the official example has it once]: BL, and the
    /// rhythm itself in its text. 0..1
    std::optional<statement> rhythm;
    std::optional<statement> route;         ///< entryRelationship/observation[ORG-006]: route, CD. 0..1
    std::optional<statement> side_effects;  ///< entryRelationship/observation[MED-565]: in its text. 0..1
    /// entryRelationship[RSON]/observation: weight 29463-7 (PQ), tobacco 74011-8 (CD)… 0..*
    std::vector<statement> reasons;

    bool operator==(const programme_entry&) const = default;
};

/// Section Document status.
struct document_status {
    std::optional<statement> state;          ///< entry/observation[GEN-065], CD. 1..1
    std::optional<statement> update_reason;  ///< entry/observation[GEN-037], CD. 0..1
    std::optional<statement> board_date;     ///< entry/observation[ORG-189]: date of the RCP. 0..1
    /// entry/observation[GEN-178]: date the document was handed to the patient, by its performers. 0..1
    std::optional<statement> handed_over;

    bool operator==(const document_status&) const = default;
};

/// relatedDocument.
struct related_document {
    std::string type_code;        ///< @typeCode: RPLC replaces, APND, XFRM. 1..1
    std::vector<identifier> ids;  ///< parentDocument/id. 1..*
    coded code;                   ///< parentDocument/code. 0..1
    identifier set_id;            ///< parentDocument/setId. 0..1
    std::string version;          ///< parentDocument/versionNumber/@value. 0..1

    bool operator==(const related_document&) const = default;
};

/// documentationOf/serviceEvent.
struct service_event {
    std::string class_code;             ///< @classCode. 0..1
    std::vector<identifier> ids;        ///< id. 0..*
    coded code;                         ///< code. 0..1
    interval time;                      ///< effectiveTime. 0..1 (low is 1..1 of the main act)
    std::vector<performer> performers;  ///< performer. 0..* (1..1 of the main act)

    bool operator==(const service_event&) const = default;
};

/// componentOf/encompassingEncounter.
struct encounter {
    std::vector<identifier> ids;           ///< id. 0..*
    coded code;                            ///< code. 0..1
    interval time;                         ///< effectiveTime. 1..1, may be null
    coded discharge;                       ///< dischargeDispositionCode. 0..1
    std::optional<party> responsible;      ///< responsibleParty/assignedEntity. 0..1
    std::vector<performer> participants;   ///< encounterParticipant. 0..*
    std::vector<identifier> facility_ids;  ///< location/healthCareFacility/id. 0..*
    coded facility;                        ///< location/healthCareFacility/code (JDV_J61). 1..1
    std::string place;                     ///< location/healthCareFacility/location/name. 0..1
    std::optional<address> place_address;  ///< location/healthCareFacility/location/addr. 0..1
    std::optional<organization> provider;  ///< location/healthCareFacility/serviceProviderOrganization. 0..1

    bool operator==(const encounter&) const = default;
};

/// component/nonXMLBody/text: the body of a level 1 document, without its bytes.
struct embedded_file {
    std::string media_type;      ///< @mediaType, application/pdf. 0..1
    std::string representation;  ///< @representation, B64. 0..1

    bool operator==(const embedded_file&) const = default;
};

/// The whole document. Lists keep the order of the document.
struct plan {
    plan_kind kind = plan_kind::unknown;
    std::string model_version;                  ///< templateId[root of the kind]/@extension: 2022.01. 1..1
    identifier id;                              ///< id. 1..1
    coded code;                                 ///< code: typeCode. 1..1
    std::string title;                          ///< title. 1..1
    instant time;                               ///< effectiveTime. 1..1
    coded confidentiality;                      ///< confidentialityCode. 1..1
    std::string language;                       ///< languageCode/@code. 1..1
    identifier set_id;                          ///< setId. 1..1
    std::string version;                        ///< versionNumber/@value. 1..1
    pps::patient patient;                       ///< recordTarget/patientRole. 1..1
    std::vector<author> authors;                ///< author. 1..*
    std::vector<informant> informants;          ///< informant. 0..*
    std::optional<organization> custodian;      ///< custodian/assignedCustodian/…Organization. 1..1
    std::vector<recipient> recipients;          ///< informationRecipient. 0..*
    std::optional<authenticator> legal;         ///< legalAuthenticator. 1..1
    std::vector<authenticator> authenticators;  ///< authenticator. 0..*
    std::vector<participant> participants;      ///< participant. 0..*
    std::vector<identifier> orders;             ///< inFulfillmentOf/order/id. 0..*
    std::vector<service_event> events;          ///< documentationOf: see main_event(). 1..*
    std::vector<related_document> related;      ///< relatedDocument. 0..*
    std::optional<pps::encounter> encounter;    ///< componentOf/encompassingEncounter. 1..1

    std::optional<embedded_file> file;            ///< component/nonXMLBody. 0..1, instead of sections
    std::vector<section> sections;                ///< component/structuredBody/component/section. 0..*
    std::vector<diagnosis> diagnoses;             ///< Section diagnosis. 1..*
    std::optional<pps::paediatrics> paediatrics;  ///< Section paediatrics. 0..1
    std::optional<statement> screening;           ///< Section discovery, entry/observation[63921-1], BL. 0..1
    std::optional<clinical_phase> phase;          ///< Section phase. 0..1
    std::vector<programme_entry> programme;       ///< Sections programme, supportive_care. 0..*
    std::optional<statement> treatments_stopped;  ///< Section programme, entry/observation[MED-052], BL. 0..1
    std::optional<document_status> status;        ///< Section status. 1..1
    /// Section referenced_documents, entry/act[1.2.250.1.213.1.1.3.35], its documents in
    /// statement::documents. 0..*
    std::vector<statement> referenced_documents;

    /// The first section of that kind, subsections excepted; null when there is none. Lives as long as the
    /// plan.
    const section* find(section_kind wanted) const noexcept;
    /// The act of the metadata: the first event that has a performer, else the first; null when there is
    /// none.
    const service_event* main_event() const noexcept;
    /// The first id of a related document of type RPLC, null when there is none.
    const identifier* replaces() const noexcept;
    bool operator==(const plan&) const = default;
};

}  // namespace pps
