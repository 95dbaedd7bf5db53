#include "gateway/forward/dmp/answer.hpp"

#include <algorithm>
#include <array>

namespace pps::gateway::dmp {
namespace {

struct code_row {
    std::string_view code;
    retry_class what;
    std::string_view label;  ///< French, for the platform.
    std::string_view source;
};

constexpr auto retry = retry_class::retry;
constexpr auto ask_first = retry_class::ask_first;
constexpr auto permanent = retry_class::permanent;

/// THE table of codes. IHE = ITI TF-3 table 4.2.4.1-2 as listed in dmp-wire §4.2; the classes are those of
/// dmp-wire §4.2 too. DMP = codes seen at the national endpoint.
constexpr std::array code_rows{
    // Bounded retry of the same message.
    code_row{"XDSRegistryBusy", retry, "Le registre du DMP est momentanément surchargé.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRepositoryBusy", retry, "L'entrepôt du DMP est momentanément surchargé.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRegistryOutOfResources", retry, "Le registre du DMP manque de ressources.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRepositoryOutOfResources", retry, "L'entrepôt du DMP manque de ressources.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRegistryNotAvailable", retry, "L'entrepôt du DMP ne joint pas le registre.",
             "IHE, dmp-wire §4.2"},

    // The document may be registered: ask by uniqueId before anything is sent again.
    code_row{"XDSRegistryError", ask_first, "Erreur interne du registre du DMP.", "IHE, dmp-wire §4.2"},
    code_row{"XDSRepositoryError", ask_first, "Erreur interne de l'entrepôt du DMP.", "IHE, dmp-wire §4.2"},
    code_row{"XDSDuplicateUniqueIdInRegistry", ask_first,
             "Un document de même identifiant est déjà enregistré au DMP.", "IHE, dmp-wire §4.2"},
    code_row{"XDSNonIdenticalHash", ask_first,
             "Un document de même identifiant mais de contenu différent est déjà enregistré au DMP.",
             "IHE, dmp-wire §4.2"},
    code_row{"Receiver", ask_first, "Le DMP n'a pas pu traiter le message.", "SOAP 1.2 part 1 §5.4.6"},

    // The same message would be refused again.
    code_row{"XDSMissingDocument", permanent, "Le document annoncé manque dans l'envoi.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSMissingDocumentMetadata", permanent, "Les métadonnées d'un document manquent dans l'envoi.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRegistryMetadataError", permanent, "Le registre du DMP refuse les métadonnées.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRepositoryMetadataError", permanent, "L'entrepôt du DMP refuse les métadonnées.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRegistryDuplicateUniqueIdInMessage", permanent,
             "Un identifiant est employé deux fois dans l'envoi.", "IHE, dmp-wire §4.2"},
    code_row{"XDSRepositoryDuplicateUniqueIdInMessage", permanent,
             "Un identifiant est employé deux fois dans l'envoi.", "IHE, dmp-wire §4.2"},
    code_row{"XDSUnknownPatientId", permanent, "Le patient est inconnu du DMP.", "IHE, dmp-wire §4.2"},
    code_row{"XDSPatientIdDoesNotMatch", permanent, "L'envoi désigne plusieurs patients.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSRegistryDeprecatedDocumentError", permanent, "Le document à remplacer est déjà obsolète.",
             "IHE, dmp-wire §4.2"},
    code_row{"XDSReplaceFailed", permanent, "Le remplacement du document a échoué.", "IHE, dmp-wire §4.2"},
    code_row{"XDSExtraMetadataNotSaved", permanent,
             "Des métadonnées supplémentaires n'ont pas été conservées.", "IHE (warning), dmp-wire §4.2"},
    code_row{"XDSNonIdenticalSize", permanent, "La taille annoncée n'est pas celle du document.",
             "IHE, dmp-wire §4.2"},
    code_row{"InvalidDocumentContent", permanent,
             "Le contenu du document ne correspond pas à ses métadonnées.", "IHE, dmp-wire §4.2"},
    code_row{"UnresolvedReferenceException", permanent,
             "L'envoi désigne un objet inconnu du registre du DMP.", "ebRS 3.0, dmp-wire §4.2"},
    code_row{"XDSMetadataVersionError", permanent,
             "La version des métadonnées n'est pas celle du registre du DMP.", "IHE ITI-57, dmp-wire §4.2"},
    code_row{"XDSMetadataUpdateError", permanent, "La mise à jour des métadonnées est refusée.",
             "IHE ITI-57, dmp-wire §4.2"},
    code_row{"XDSMetadataUpdateOperationError", permanent,
             "L'opération sur les métadonnées est inconnue du DMP.", "IHE ITI-57, dmp-wire §4.2"},
    code_row{"XDSUnknownRepositoryId", permanent, "L'entrepôt désigné est inconnu.", "IHE, dmp-wire §4.2"},
    code_row{"XDSDocumentUniqueIdError", permanent, "L'identifiant du document est inconnu ou incorrect.",
             "DMP and IHE, dmp-wire §4.2"},
    code_row{"DMPInvalidCertificate", permanent,
             "Le certificat qui a signé le jeton VIHF n'est pas un certificat de signature valide.",
             "DMP, dmp-wire §1.5, §4.2"},
    code_row{"DMPAccessDeniedByRightsService", permanent,
             "Les droits de la structure ne permettent pas l'opération.", "DMP, dmp-wire §4.2"},
    code_row{"DMPIdentityCertificationFailure", permanent, "L'identité du patient n'a pas pu être certifiée.",
             "DMP, dmp-wire §4.2"},
    code_row{"DMPClosed", permanent, "Le DMP du patient est fermé.", "DMP (TD1.x), dmp-wire §4.2"},
    code_row{"Sender", permanent, "Le DMP refuse le message.", "SOAP 1.2 part 1 §5.4.6"},
    code_row{"MustUnderstand", permanent, "Le DMP ne connaît pas un en-tête obligatoire du message.",
             "SOAP 1.2 part 1 §5.4.6"},
    code_row{"VersionMismatch", permanent, "Le DMP n'accepte pas cette version de SOAP.",
             "SOAP 1.2 part 1 §5.4.6"},
    code_row{"DataEncodingUnknown", permanent, "Le DMP ne connaît pas le codage du message.",
             "SOAP 1.2 part 1 §5.4.6"},
    code_row{"MessageAddressingHeaderRequired", permanent, "Un en-tête d'adressage manque au message.",
             "WS-Addressing 1.0 SOAP §6.4.2, dmp-wire §2.1"},
    code_row{"InvalidAddressingHeader", permanent, "Un en-tête d'adressage du message est incorrect.",
             "WS-Addressing 1.0 SOAP §6.4.1"},
    code_row{"ActionNotSupported", permanent, "Le DMP ne connaît pas l'action demandée.",
             "WS-Addressing 1.0 SOAP §6.4.4"},
};

const code_row* find(std::string_view code) noexcept {
    const auto row = std::find_if(code_rows.begin(), code_rows.end(),
                                  [&](const code_row& candidate) { return candidate.code == code; });
    return row == code_rows.end() ? nullptr : &*row;
}

}  // namespace

retry_class class_of(std::string_view code) noexcept {
    const code_row* const row = find(code);
    return row == nullptr ? permanent : row->what;
}

retry_class class_of(const answer& refusal) noexcept {
    if (refusal.partial) return retry_class::ask_first;
    // A failure without a code says no more than that something went wrong.
    if (refusal.codes.empty()) return retry_class::ask_first;
    const std::string_view code = refusal.codes.front();
    if (refusal.server_fault && find(code) == nullptr) return retry_class::ask_first;
    return class_of(code);
}

std::string_view label_of(std::string_view code) noexcept {
    const code_row* const row = find(code);
    return row == nullptr ? std::string_view{} : row->label;
}

}  // namespace pps::gateway::dmp
