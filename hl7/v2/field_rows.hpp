#pragma once

#include "hl7/v2/outline.hpp"
#include "hl7/v2/rules.hpp"

#include <string_view>

namespace pps::hl7::v2 {

/// HL7 v2 conformance (v2.6 §2.12): R required, RE required when known, O optional (its value is judged when
/// there is one), X forbidden. Conditional (C) fields are rules of coherence.cpp.
enum class usage { r, re, o, x };

/// The segments a row speaks of.
enum class scope {
    every,      ///< Every segment of that name.
    document,   ///< OBX of a document.
    flag,       ///< OBX of the ten required control metadata.
    mail,       ///< OBX of CORPSMAIL_PS and CORPSMAIL_PATIENT.
    sender,     ///< PRT-4.1 SB
    recipient,  ///< PRT-4.1 RCT
    reply,      ///< PRT-4.1 REPLY
};

enum class messages { both, oru, mdm };

/// One field, component or subcomponent of the profile.
struct field_row {
    std::string_view segment;
    unsigned field;
    unsigned component;     ///< 0: the field.
    unsigned subcomponent;  ///< 0: the component.
    usage use;
    unsigned most;            ///< Repetitions of the field; each of them is judged.
    std::string_view values;  ///< Separated by ';'; empty: any value.
    scope where;
    messages in;
    tolerance tolerated;  ///< Of the value and of its absence.
    std::string_view fr;
    std::string_view en;
};

/// Source of the rows: volet 2.1, profils-messages, "Contraintes appliquées aux messages MDM et ORU" (and,
/// for namespaces and EVN-2, Interop'Santé "Contraintes sur les types de données" and HL7 v2.6 §3.4.1).
namespace field_rows {

inline constexpr auto hard = tolerance::none;
inline constexpr auto soft = tolerance::lenient;
using enum usage;

inline constexpr field_row table[] = {
    // MSH
    {"MSH", 1, 0, 0, r, 1, "|", scope::every, messages::both, hard, "séparateur de champs",
     "field separator"},
    {"MSH", 2, 0, 0, r, 1, R"(^~\&)", scope::every, messages::both, hard, "signes", "encoding characters"},
    {"MSH", 3, 0, 0, r, 1, "", scope::every, messages::both, hard, "application émettrice",
     "sending application"},
    {"MSH", 4, 0, 0, r, 1, "", scope::every, messages::both, hard, "organisation émettrice",
     "sending facility"},
    {"MSH", 5, 0, 0, r, 1, "", scope::every, messages::both, hard, "application réceptrice",
     "receiving application"},
    {"MSH", 6, 0, 0, r, 1, "", scope::every, messages::both, hard, "organisation réceptrice",
     "receiving facility"},
    {"MSH", 7, 0, 0, r, 1, "", scope::every, messages::both, hard, "date du message", "date of the message"},
    {"MSH", 9, 3, 0, r, 1, "ORU_R01", scope::every, messages::oru, soft, "structure du message",
     "structure of the message"},
    {"MSH", 9, 3, 0, r, 1, "MDM_T02", scope::every, messages::mdm, soft, "structure du message",
     "structure of the message"},
    {"MSH", 10, 0, 0, r, 1, "", scope::every, messages::both, hard, "identifiant du message",
     "message control id"},
    {"MSH", 11, 1, 0, r, 1, "P;T;D", scope::every, messages::both, hard, "environnement", "processing id"},
    {"MSH", 17, 0, 0, r, 1, "FRA", scope::every, messages::both, soft, "pays", "country code"},
    {"MSH", 18, 0, 0, r, 1, "UNICODE UTF-8;8859/15", scope::every, messages::both, soft, "jeu de caractères",
     "character set"},
    {"MSH", 21, 1, 0, r, 10, "2.1", scope::every, messages::both, soft, "version du profil",
     "version of the profile"},
    {"MSH", 21, 2, 0, r, 10, "CISIS_CDA_HL7_V2", scope::every, messages::both, soft, "profil",
     "message profile"},
    // EVN
    {"EVN", 2, 0, 0, r, 1, "", scope::every, messages::mdm, soft, "date de l'évènement", "recorded date"},
    // PID, PV1
    {"PID", 3, 1, 0, r, 50, "", scope::every, messages::both, hard, "identifiant du patient",
     "patient identifier"},
    {"PID", 5, 1, 0, r, 50, "", scope::every, messages::both, hard, "nom du patient", "patient name"},
    {"PID", 18, 0, 0, re, 1, "", scope::every, messages::both, hard, "numéro de dossier administratif",
     "account number"},
    {"PV1", 2, 0, 0, r, 1, "", scope::every, messages::both, hard, "classe du patient", "patient class"},
    {"PV1", 44, 0, 0, re, 1, "", scope::every, messages::both, hard, "date d'entrée", "admission date"},
    {"PV1", 45, 0, 0, re, 1, "", scope::every, messages::both, hard, "date de sortie", "discharge date"},
    // TXA
    {"TXA", 1, 0, 0, r, 1, "1", scope::every, messages::mdm, soft, "rang", "set id"},
    {"TXA", 2, 0, 0, r, 1, "", scope::every, messages::mdm, hard, "type de document", "document type"},
    {"TXA", 3, 0, 0, r, 1, "TEXT", scope::every, messages::mdm, soft, "présentation du contenu",
     "content presentation"},
    {"TXA", 12, 1, 0, r, 1, "", scope::every, messages::mdm, hard, "identifiant du document",
     "unique document number"},
    {"TXA", 12, 2, 0, x, 1, "", scope::every, messages::mdm, soft,
     "autorité nommée : OID seul, ou extension^^racine^ISO",
     "named authority: an OID alone, or extension^^root^ISO"},
    {"TXA", 13, 2, 0, x, 1, "", scope::every, messages::mdm, soft,
     "autorité nommée : OID seul, ou extension^^racine^ISO",
     "named authority: an OID alone, or extension^^root^ISO"},
    {"TXA", 17, 0, 0, r, 1, "AU", scope::every, messages::mdm, soft, "statut du document",
     "completion status"},
    // ORC, OBR
    {"ORC", 1, 0, 0, r, 1, "NW;RO;CA", scope::every, messages::both, hard, "demande", "order control"},
    {"OBR", 4, 1, 0, r, 1, "", scope::every, messages::both, hard, "code du document", "document code"},
    {"OBR", 4, 3, 0, r, 1, "LN;TRE_A05", scope::every, messages::both, soft, "système de codage",
     "coding system"},
    // OBX of a document
    {"OBX", 3, 1, 0, r, 1, "", scope::document, messages::both, hard, "code du document", "document code"},
    {"OBX", 3, 3, 0, r, 1, "LN;TRE_A05", scope::document, messages::both, soft, "système de codage",
     "coding system"},
    {"OBX", 5, 2, 0, r, 1, "TEXT", scope::document, messages::oru, soft, "type de donnée", "type of data"},
    {"OBX", 5, 2, 0, r, 1, "text", scope::document, messages::mdm, soft, "type de donnée", "type of data"},
    {"OBX", 5, 3, 0, r, 1, "XML", scope::document, messages::both, soft, "sous-type de donnée",
     "data subtype"},
    {"OBX", 5, 4, 0, r, 1, "Base64", scope::document, messages::both, soft, "encodage", "encoding"},
    {"OBX", 5, 5, 0, r, 1, "", scope::document, messages::both, hard, "document", "document"},
    {"OBX", 11, 0, 0, r, 1, "F;C;D", scope::document, messages::both, hard, "statut du document",
     "result status"},
    // OBX of control metadata
    {"OBX", 2, 0, 0, r, 1, "CE", scope::flag, messages::oru, soft, "type de valeur", "value type"},
    {"OBX", 2, 0, 0, r, 1, "CWE", scope::flag, messages::mdm, soft, "type de valeur", "value type"},
    {"OBX", 3, 3, 0, r, 1, control_system, scope::flag, messages::both, soft, "système de codage",
     "coding system"},
    {"OBX", 5, 1, 0, r, 1, "Y;N", scope::flag, messages::both, hard, "valeur de la métadonnée",
     "value of the metadata"},
    {"OBX", 5, 3, 0, r, 1, "expandedYes-NoIndicator", scope::flag, messages::both, soft, "table", "table"},
    {"OBX", 11, 0, 0, r, 1, "F", scope::flag, messages::both, soft, "statut", "result status"},
    {"OBX", 2, 0, 0, r, 1, "ED", scope::mail, messages::both, hard, "type de valeur", "value type"},
    {"OBX", 3, 3, 0, r, 1, control_system, scope::mail, messages::both, soft, "système de codage",
     "coding system"},
    {"OBX", 5, 5, 0, r, 1, "", scope::mail, messages::both, soft, "corps du courriel", "body of the mail"},
    {"OBX", 11, 0, 0, r, 1, "F", scope::mail, messages::both, soft, "statut", "result status"},
    // PRT
    {"PRT", 2, 0, 0, r, 1, "UC", scope::every, messages::both, soft, "code d'action", "action code"},
    {"PRT", 4, 1, 0, r, 1, "SB;RCT;REPLY", scope::every, messages::both, hard, "participation",
     "participation"},
    {"PRT", 4, 2, 0, r, 1, "", scope::every, messages::both, soft, "libellé de la participation",
     "text of the participation"},
    {"PRT", 4, 3, 0, r, 1, "participation", scope::every, messages::both, soft, "système de codage",
     "coding system"},
    {"PRT", 5, 9, 1, o, 1, "ASIP-SANTE-PS", scope::sender, messages::both, soft, "nom de l'autorité",
     "name of the authority"},
    {"PRT", 8, 1, 0, r, 1, "", scope::sender, messages::both, soft, "nom de la structure",
     "name of the organisation"},
    {"PRT", 8, 6, 2, r, 1, "1.2.250.1.71.4.2.2", scope::sender, messages::both, hard,
     "autorité de la structure", "authority of the organisation"},
    {"PRT", 8, 6, 3, r, 1, "ISO", scope::sender, messages::both, soft, "type de l'autorité",
     "type of the authority"},
    {"PRT", 8, 7, 0, r, 1, "FINEG;FINEJ;IDNST", scope::sender, messages::both, soft,
     "type d'identifiant de structure", "type of organisation identifier"},
    {"PRT", 8, 10, 0, r, 1, "", scope::sender, messages::both, hard, "identifiant de la structure",
     "identifier of the organisation"},
    {"PRT", 15, 3, 0, r, 1, "X.400", scope::recipient, messages::both, soft, "type d'adresse",
     "type of address"},
    {"PRT", 15, 4, 0, r, 1, "", scope::recipient, messages::both, hard, "adresse MSSanté", "MSSanté address"},
    {"PRT", 15, 3, 0, r, 1, "X.400", scope::reply, messages::both, soft, "type d'adresse", "type of address"},
    {"PRT", 15, 4, 0, r, 1, "", scope::reply, messages::both, hard, "adresse de réponse", "reply address"},
};

/// Of a sender who is a professional: judged when PRT-5.1 is there.
inline constexpr field_row person[] = {
    {"PRT", 5, 2, 0, r, 1, "", scope::sender, messages::both, soft, "nom d'exercice", "family name"},
    {"PRT", 5, 3, 0, r, 1, "", scope::sender, messages::both, soft, "prénom d'exercice", "given name"},
    {"PRT", 5, 9, 2, r, 1, "1.2.250.1.71.4.2.1", scope::sender, messages::both, hard,
     "autorité du professionnel", "authority of the professional"},
    {"PRT", 5, 9, 3, r, 1, "ISO", scope::sender, messages::both, soft, "type de l'autorité",
     "type of the authority"},
    {"PRT", 5, 13, 0, r, 1, "IDNPS;RPPS", scope::sender, messages::both, soft,
     "type d'identifiant du professionnel", "type of professional identifier"},
};

}  // namespace field_rows

}  // namespace pps::hl7::v2
