#pragma once

#include "cda/rule.hpp"

#include <array>
#include <string>
#include <string_view>

namespace pps::hl7::v2 {

using cda::severity;

/// Tables of the volet CI-SIS "Transmission d'un document CDA-R2 en HL7v2" 2.1, page error-codes.
enum class hl7_error : unsigned {
    segment_sequence = 100,
    required_field = 101,
    data_type = 102,
    table_value = 103,
    cardinality = 198,
    other = 199,
    message_type = 200,
    event = 201,
    processing = 202,
    version = 203,
    application = 207,
};

/// User table applicationErrorCondition (ERR-5), with hl7_error::application.
enum class application_error : unsigned {
    none = 0,
    wrong_version = 900,
    author_not_entitled = 901,
    patient_unknown = 902,
    ins_missing = 903,
    ins_mismatch = 904,
    ins_incomplete = 905,
    other = 906,
};

/// What the lenient mode makes of a broken rule: it stays an error, or it is a warning because senders that
/// follow the published examples break it.
enum class tolerance { none, lenient };

/// One row: the rule, how strictly it is taken, and what an acknowledgement says when it is broken.
struct message_rule {
    cda::rule rule;
    tolerance tolerated = tolerance::none;
    hl7_error code = hl7_error::other;
    application_error detail = application_error::none;
};

namespace message_rules {

inline constexpr std::string_view volet = "volet Transmission CDA-R2 en HL7v2 2.1, profils-messages";

inline constexpr message_rule table[] = {
    // Reading
    {{"er7.size", severity::fatal, "", "message trop long", "message too long", "parse_limits::max_bytes"}},
    {{"er7.header", severity::fatal, "MSH[1]",
      "message attendu : premier segment MSH, avec MSH-1 et les quatre signes de MSH-2, tous différents",
      "message expected: MSH as the first segment, with MSH-1 and the four signs of MSH-2, all different",
      "HL7 v2.6 §2.5.4"},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"er7.segment-name", severity::fatal, "",
      "segment attendu : un nom de trois caractères (majuscules et chiffres), puis le séparateur de champs",
      "segment expected: a name of three characters (capitals and digits), then the field separator",
      "HL7 v2.6 §2.5.2"},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"er7.segments", severity::fatal, "", "trop de segments", "too many segments",
      "parse_limits::max_segments"},
     tolerance::none,
     hl7_error::cardinality},
    {{"er7.fields", severity::fatal, "", "trop de champs dans un segment", "too many fields in a segment",
      "parse_limits::max_fields"},
     tolerance::none,
     hl7_error::cardinality},
    {{"er7.elements", severity::fatal, "", "trop de champs, répétitions et composants",
      "too many fields, repetitions and components", "parse_limits::max_elements"},
     tolerance::none,
     hl7_error::cardinality},
    {{"er7.control", severity::fatal, "", "caractère de contrôle interdit dans un message",
      "control character forbidden in a message", "HL7 v2.6 §2.5.4; MLLP"},
     tolerance::none,
     hl7_error::data_type},
    {{"er7.utf8", severity::fatal, "", "octets invalides pour le jeu de caractères annoncé en MSH-18",
      "bytes that are not valid in the character set announced in MSH-18", "RFC 3629"},
     tolerance::none,
     hl7_error::data_type},
    {{"er7.charset", severity::fatal, "MSH[1]-18",
      "jeu de caractères non pris en charge ; valeurs : UNICODE UTF-8, 8859/15",
      "unsupported character set; values: UNICODE UTF-8, 8859/15", volet},
     tolerance::none,
     hl7_error::table_value},

    // Structure
    {{"message.type", severity::error, "MSH[1]-9.1", "type de message non pris en charge : ORU ou MDM",
      "unsupported message type: ORU or MDM", volet},
     tolerance::none,
     hl7_error::message_type},
    {{"message.event", severity::error, "MSH[1]-9.2",
      "évènement non pris en charge : ORU^R01, MDM^T02, MDM^T10 ou MDM^T04",
      "unsupported event: ORU^R01, MDM^T02, MDM^T10 or MDM^T04", volet},
     tolerance::none,
     hl7_error::event},
    {{"message.version", severity::error, "MSH[1]-12.1", "version attendue : 2.5 pour ORU, 2.6 pour MDM",
      "version expected: 2.5 for ORU, 2.6 for MDM", volet},
     tolerance::none,
     hl7_error::version},
    {{"message.processing", severity::error, "MSH[1]-11.1",
      "MSH-11 d'un autre environnement : P en production, T ou D ailleurs",
      "MSH-11 of another environment: P in production, T or D elsewhere", volet},
     tolerance::none,
     hl7_error::processing},
    {{"segment.order", severity::error, "", "segment hors de sa place", "segment out of its place", volet},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"segment.missing", severity::error, "", "segment requis absent", "required segment missing", volet},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"segment.repeated", severity::error, "", "segment répété", "segment repeated", volet},
     tolerance::none,
     hl7_error::cardinality},
    {{"segment.ignored", severity::info, "", "segment hors profil, non lu",
      "segment outside the profile, not read", volet}},

    // Fields: what is expected stands in the row of the field
    {{"field.required", severity::error, "", "valeur requise absente", "required value missing", volet},
     tolerance::none,
     hl7_error::required_field},
    {{"field.expected", severity::warning, "", "valeur attendue quand elle est connue",
      "value expected when it is known", volet},
     tolerance::none,
     hl7_error::required_field},
    {{"field.value", severity::error, "", "valeur inattendue", "unexpected value", volet},
     tolerance::none,
     hl7_error::table_value},
    {{"field.padding", severity::error, "", "espaces autour d'une valeur", "spaces around a value", volet},
     tolerance::lenient,
     hl7_error::data_type},
    {{"field.repeated", severity::error, "", "champ répété", "field repeated", volet},
     tolerance::none,
     hl7_error::cardinality},
    {{"field.forbidden", severity::error, "", "valeur interdite", "value forbidden", volet},
     tolerance::none,
     hl7_error::cardinality},

    // Coherence
    {{"coherence.request", severity::error, "",
      "demande incohérente ; initiale : ORC-1 NW, OBX-11 F, T02 ; remplacement : RO, C, T10 ; suppression : "
      "CA, D, T04",
      "inconsistent request; initial: ORC-1 NW, OBX-11 F, T02; replacement: RO, C, T10; deletion: CA, D, T04",
      "volet 2.1, Le segment ORC; evenements-declenchants"},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"coherence.type", severity::error, "",
      "type de document différent : OBX-3, OBR-4 et TXA-2 identiques attendus",
      "different document type: the same OBX-3, OBR-4 and TXA-2 expected", volet},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"coherence.dmp-type", severity::error, "",
      "type de document que ce gestionnaire ne transmet pas au DMP (PPS et fiches RCP seulement)",
      "type of document that this GESTIONNAIRE does not forward to the DMP (PPS and RCP sheets only)", volet},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"coherence.documents", severity::error, "",
      "nombre de documents : un ou deux dans ORU, un seul dans MDM",
      "number of documents: one or two in ORU, exactly one in MDM", volet},
     tolerance::none,
     hl7_error::cardinality},
    {{"coherence.set-id", severity::error, "", "OBX-1 attendu : le rang du segment OBX",
      "OBX-1 expected: the rank of the OBX segment", volet},
     tolerance::lenient,
     hl7_error::data_type},
    {{"visit.number", severity::error, "PV1[1]-19",
      "identifiant de la venue requis quand PV1-2 vaut E, I, O ou R",
      "visit number required when PV1-2 is E, I, O or R", volet},
     tolerance::none,
     hl7_error::required_field},
    {{"patient.ins", severity::error, "PID[1]-3", "matricule INS attendu pour le DMP, avec une clé correcte",
      "INS expected for the DMP, with a right key", "volet 2.1, mapping (resource-id); identifiers.md"},
     tolerance::none,
     hl7_error::application,
     application_error::ins_missing},
    {{"patient.qualified", severity::error, "PID[1]-32", "identité qualifiée attendue avec un INS : VALI",
      "qualified identity expected with an INS: VALI", "CI-SIS, annexe INS dans les volets"},
     tolerance::lenient,
     hl7_error::application,
     application_error::ins_incomplete},

    // Control metadata
    {{"control.missing", severity::error, "", "métadonnée de contrôle requise absente",
      "required control metadata missing", "volet 2.1, meta-dmp-mss"},
     tolerance::none,
     hl7_error::required_field},
    {{"control.order", severity::error, "", "métadonnée de contrôle hors de l'ordre",
      "control metadata out of order", "volet 2.1, Les métadonnées DMP/MSSanté"},
     tolerance::lenient,
     hl7_error::segment_sequence},
    {{"control.repeated", severity::error, "", "métadonnée de contrôle répétée", "control metadata repeated",
      "volet 2.1, Les métadonnées DMP/MSSanté"},
     tolerance::none,
     hl7_error::cardinality},
    {{"control.unknown", severity::error, "", "code absent de la table MetaDMPMSS",
      "code not in the table MetaDMPMSS", "volet 2.1, meta-dmp-mss"},
     tolerance::none,
     hl7_error::table_value},
    {{"control.hidden-recipient", severity::error, "",
      "document invisible au patient (INVISIBLE_PATIENT) et envoyé au patient (DESTMSSANTEPAT)",
      "document hidden from the patient (INVISIBLE_PATIENT) and sent to the patient (DESTMSSANTEPAT)",
      "volet 2.1, Document Non visible par le patient"},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"control.visibility-change", severity::error, "",
      "MODIF_CONF_CODE=Y seulement avec une demande de remplacement",
      "MODIF_CONF_CODE=Y only with a request for replacement",
      "volet 2.1, Modification Confidentiality Code"},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"control.mssante-case", severity::error, "",
      "combinaison de métadonnées absente de la matrice de gestion MSSanté",
      "combination of metadata that is not in the MSSanté matrix", "volet 2.1, regles-gestion-mssante"},
     tolerance::lenient,
     hl7_error::application,
     application_error::other},
    {{"control.no-destination", severity::error, "",
      "aucune destination : DESTDMP, DESTMSSANTEPS ou DESTMSSANTEPAT attendu à Y",
      "no destination: DESTDMP, DESTMSSANTEPS or DESTMSSANTEPAT expected to be Y", "volet 2.1, meta-dmp-mss"},
     tolerance::lenient,
     hl7_error::application,
     application_error::other},

    // Participants
    {{"sender.missing", severity::error, "", "PRT de l'expéditeur (PRT-4 SB) requis pour le DMP",
      "PRT of the sender (PRT-4 SB) required for the DMP", "volet 2.1, Segment PRT; mapping (VIHF)"},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"sender.identity", severity::error, "",
      "expéditeur attendu : un professionnel (PRT-5) ou un dispositif (PRT-10)",
      "sender expected: a professional (PRT-5) or a device (PRT-10)", "volet 2.1, Segment PRT"},
     tolerance::none,
     hl7_error::required_field},
    {{"sender.structure-id", severity::error, "",
      "identifiant de structure : Struct_IdNat de la forme et de la clé attendues",
      "identifier of the structure: a Struct_IdNat of the expected form and key",
      "volet 2.1, mapping (Identifiant_Structure); identifiers.md"},
     tolerance::lenient,
     hl7_error::data_type},
    {{"recipient.missing", severity::error, "",
      "PRT d'un destinataire (PRT-4 RCT) requis pour un envoi par MSSanté",
      "PRT of a recipient (PRT-4 RCT) required for MSSanté", "volet 2.1, Segment PRT"},
     tolerance::none,
     hl7_error::segment_sequence},
    {{"recipient.identity", severity::error, "",
      "destinataire attendu : une personne (PRT-5), une organisation (PRT-8) ou une application (PRT-10)",
      "recipient expected: a person (PRT-5), an organisation (PRT-8) or an application (PRT-10)",
      "volet 2.1, Segment PRT"},
     tolerance::lenient,
     hl7_error::required_field},

    // What the message carries
    {{"content.base64", severity::error, "", "contenu illisible : base64 correct ou texte échappé attendu",
      "content cannot be read: right base64 or escaped text expected", "RFC 4648 §4; table HL7 0299"},
     tolerance::none,
     hl7_error::data_type},
    {{"content.base64-padding", severity::error, "", "base64 sans son remplissage (=)",
      "base64 without its padding (=)", "RFC 4648 §4"},
     tolerance::lenient,
     hl7_error::data_type},
    {{"content.mail", severity::error, "", "corps du courriel illisible : base64 incorrect",
      "body of the mail cannot be read: wrong base64", "volet 2.1, CORPSMAIL_PS; RFC 4648 §4"},
     tolerance::lenient,
     hl7_error::data_type},
    {{"document.patient", severity::error, "PID[1]-3",
      "INS différent de celui du document (recordTarget/patientRole/id)",
      "INS other than the document's (recordTarget/patientRole/id)", volet},
     tolerance::none,
     hl7_error::application,
     application_error::ins_mismatch},
    {{"document.patient-ins", severity::error, "", "INS attendu dans le document",
      "INS expected in the document", "volet 2.1, error-codes"},
     tolerance::none,
     hl7_error::application,
     application_error::ins_missing},
    {{"document.patient-ids", severity::error, "PID[1]-3",
      "identifiants du patient identiques à ceux du document attendus",
      "the same identifiers of the patient as in the document expected", volet},
     tolerance::lenient,
     hl7_error::application,
     application_error::other},
    {{"document.id", severity::error, "TXA[1]-12", "identifiant différent de celui du document (id)",
      "identifier other than the document's (id)", volet},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"document.replaced", severity::error, "TXA[1]-13",
      "document remplacé différent de celui que nomme le document (relatedDocument RPLC)",
      "replaced document other than the one the document names (relatedDocument RPLC)", volet},
     tolerance::none,
     hl7_error::application,
     application_error::wrong_version},
    {{"document.replacement", severity::error, "",
      "demande de remplacement : relatedDocument typeCode=\"RPLC\" attendu dans le document",
      "request for replacement: relatedDocument typeCode=\"RPLC\" expected in the document",
      "volet 2.1, evenements-declenchants"},
     tolerance::none,
     hl7_error::application,
     application_error::wrong_version},
    {{"document.levels", severity::error, "",
      "deux documents : l'un de niveau 1 (fichier), l'autre de niveau 3 (structuré)",
      "two documents: one of level 1 (a file), the other of level 3 (structured)",
      "volet 2.1, Profil du message ORU_R01"},
     tolerance::lenient,
     hl7_error::application,
     application_error::other},
    {{"document.type", severity::error, "", "type différent de celui du document (code)",
      "type other than the document's (code)", volet},
     tolerance::none,
     hl7_error::application,
     application_error::other},
    {{"document.confidential", severity::error, "",
      "document de confidentialité R ou V : pas de mise en partage",
      "document of confidentiality R or V: not shared", "volet 2.1, Alimentation DMP"},
     tolerance::none,
     hl7_error::application,
     application_error::other},
};

/// The row of that name; a name that is not in the table does not compile.
consteval const message_rule& row(std::string_view id) {
    for (const message_rule& r : table) {
        if (r.rule.id == id) return r;
    }
    throw "no such rule";
}

}  // namespace message_rules

/// Strict takes the volet to the letter; lenient also takes what its published examples do.
enum class strictness { lenient, strict };

/// The finding of a broken rule at `path` or, when that is empty, at the rule's own.
inline cda::finding broken(const message_rule& r, strictness mode, std::string path = {}) {
    auto f = cda::broken(r.rule, std::move(path));
    if (r.tolerated == tolerance::lenient && mode == strictness::lenient) f.severity = severity::warning;
    return f;
}

}  // namespace pps::hl7::v2
