#include "gateway/acknowledge/problem.hpp"

#include "gateway/acknowledge/findings_json.hpp"

#include <array>

namespace pps::gateway::acknowledge {
namespace {

constexpr std::array rows{
    problem_row{"internal", 500, "The gateway failed; nothing was accepted.",
                "La passerelle a rencontré une erreur ; rien n'a été accepté."},
    problem_row{"bad-http", 400, "The request is not valid HTTP/1.1.",
                "La requête n'est pas du HTTP/1.1 valide."},
    problem_row{"bad-framing", 400, "The message is damaged: its block does not end as MLLP says.",
                "Le message est altéré : son bloc ne se termine pas comme MLLP le prévoit."},
    problem_row{"bad-query", 400, "A query parameter is unknown, repeated or not true or false.",
                "Un paramètre de requête est inconnu, répété ou ne vaut ni true ni false."},
    problem_row{"bad-reason", 400,
                "Say why, and nothing else: ?reason=error, wrong-patient or patient-request.",
                "Indiquez le motif, et lui seul : ?reason=error, wrong-patient ou patient-request."},
    problem_row{"unknown-platform", 403, "This certificate belongs to no configured platform.",
                "Ce certificat ne correspond à aucune plateforme configurée."},
    problem_row{"no-longer-trusted", 403, "This certificate is no longer trusted.",
                "Ce certificat n'est plus accepté (révoqué, expiré ou autorité retirée)."},
    problem_row{"not-found", 404, "There is no such resource.", "Cette ressource n'existe pas."},
    problem_row{"method-not-allowed", 405, "This resource does not have that method.",
                "Cette méthode n'existe pas sur cette ressource."},
    problem_row{"conflict", 409, "This document id is already taken by another content.",
                "Cet identifiant de document est déjà utilisé pour un autre contenu."},
    problem_row{"erased", 410, "The content of this document has been erased after its delivery.",
                "Le contenu de ce document a été effacé après sa remise."},
    problem_row{"no-view", 422, "This document has no structured content to show or to count.",
                "Ce document n'a pas de contenu structuré à présenter ou à décompter."},
    problem_row{"length-required", 411, "Send a Content-Length; chunked requests are not accepted.",
                "Indiquez Content-Length ; les requêtes « chunked » ne sont pas acceptées."},
    problem_row{"too-large", 413, "The document is larger than this gateway accepts.",
                "Le document dépasse la taille acceptée par la passerelle."},
    problem_row{"unsupported-type", 415,
                "Send application/xml or text/xml (CDA), application/fhir+json or application/vnd.pps+json; at "
                "/fhir only application/fhir+json. HL7 v2 goes over MLLP.",
                "Transmettez du application/xml ou text/xml (CDA), application/fhir+json ou "
                "application/vnd.pps+json ; sous /fhir seulement application/fhir+json. HL7 v2 passe par "
                "MLLP."},
    problem_row{"not-acceptable-document", 422, "The document was refused; the findings say why.",
                "Le document est refusé ; les constats disent pourquoi."},
    problem_row{"header-too-large", 431, "The request header is too large.",
                "L'en-tête de la requête est trop grand."},
    problem_row{"overloaded", 503, "Too much is being received; try again later.",
                "Trop de documents arrivent en même temps ; réessayez plus tard."},
    problem_row{"storage-unavailable", 503,
                "The store cannot write now; nothing was accepted. Try again later.",
                "Le stockage ne peut pas écrire pour le moment ; rien n'a été accepté. Réessayez plus tard."},
    problem_row{"stopping", 503, "The gateway is stopping; try again later.",
                "La passerelle s'arrête ; réessayez plus tard."},
    problem_row{"too-slow", 503, "The answer took too long; send the same document again to learn its state.",
                "La réponse a trop tardé ; transmettez le même document à nouveau pour connaître son état."},
};

}  // namespace

const problem_row& problem_of(std::string_view reason) noexcept {
    for (const auto& row : rows)
        if (row.reason == reason) return row;
    return rows.front();
}

std::string problem_json(const problem_row& row, const cda::findings& findings,
                         std::string_view correlation) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    put(json, "type", "urn:pps-gateway:problem:" + std::string{row.reason});
    put(json, "title", row.en);
    json.Key("status");
    json.Int(row.status);
    put(json, "fr", row.fr);
    put(json, "code", row.reason);
    if (!correlation.empty()) put(json, "instance", correlation);
    if (!findings.empty()) {
        json.Key("findings");
        put_findings(json, findings, audience::submitter);
    }
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

}  // namespace pps::gateway::acknowledge
