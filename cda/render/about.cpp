#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/narrative.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/people.hpp"
#include "cda/render/sections.hpp"
#include "cda/render/statements.hpp"
#include "cda/render/words.hpp"

namespace pps::render {
namespace {

// "13 janvier 2021" of a date observation: its value, else its time; "" when neither says one.
std::string dated_words(const statement& one) {
    auto words = values_words(one);
    return words.empty() ? period_words(one.time) : words;
}

void write_status(page& out, const view& seen) {
    const auto& status = seen.document.status;
    const auto state = status && status->state ? values_words(*status->state) : std::string();
    fact(out, "Statut", state.empty() ? words::not_given : std::string_view(state));
    if (status && status->state) write_rest(out, *status->state);
    const auto board = status && status->board_date ? dated_words(*status->board_date) : std::string();
    if (seen.patient || !board.empty())
        fact(out, "Date de la réunion de concertation pluridisciplinaire (RCP)",
             board.empty() ? words::not_given : std::string_view(board));
    if (status && status->board_date) write_rest(out, *status->board_date);
    if (status && status->handed_over) {
        auto words = dated_words(*status->handed_over);
        for (const auto& by : status->handed_over->performers) {
            const auto who = performer_words(by.who);
            if (!who.empty()) words += (words.empty() ? "" : ", par ") + who;
        }
        fact(out, seen.patient ? "Document remis le" : "Document remis au patient le", words);
        write_rest(out, *status->handed_over);
    } else if (seen.patient) {
        fact(out, "Document remis le", words::not_given);
    }
}

void write_versions(page& out, const plan& document) {
    fact(out, "Version", document.version);
    for (const auto& other : document.related) {
        const auto relation = words::find(words::relations, other.type_code);
        auto words = coded_words(other.code);
        if (words.empty()) words = "un document précédent";
        if (!other.version.empty()) words += ", version " + other.version;
        fact(out, relation.empty() ? std::string_view("En lien avec") : relation, words);
    }
    if (document.status && document.status->update_reason) {
        const auto& reason = *document.status->update_reason;
        auto words = values_words(reason);
        const auto text = narrative_words(reason.text);
        if (words.empty()) words = text;
        fact(out, "Motif de la mise à jour", words);
        if (text != words) long_fact(out, "Précision", text);
        write_rest(out, reason);
    }
}

void write_signer(page& out, std::string_view label, const party& who, const instant& when,
                  const coded& function = {}) {
    fact_of(out, label, [&] {
        out.enclose("<div class=\"party\">", "</div>", [&] { write_party(out, who); });
        if (const auto words = coded_words(function); !words.empty()) out.raw("<p>").text(words).raw("</p>");
        if (!when.value.empty()) out.raw("<p class=\"from\">Le ").text(time_words(when.value)).raw("</p>");
    });
}

void write_signers(page& out, const plan& document) {
    for (const auto& by : document.authors)
        write_signer(out, "Rédigé par", by.who, by.time, by.function);
    if (document.legal) write_signer(out, "Signé par", document.legal->who, document.legal->time);
    for (const auto& by : document.authenticators)
        write_signer(out, "Approuvé par", by.who, by.time);
    if (document.custodian) {
        fact_of(out, "Conservé par", [&] { write_organization(out, *document.custodian); });
    }
    for (const auto& to : document.recipients)
        write_signer(out, "Envoyé à", to.who, {});
}

void write_context(page& out, const plan& document) {
    for (const auto& event : document.events) {
        auto words = coded_words(event.code);
        const auto when = period_words(event.time);
        if (!when.empty()) words += (words.empty() ? "" : ", ") + when;
        for (const auto& by : event.performers) {
            const auto who = performer_words(by.who);
            if (!who.empty()) words += (words.empty() ? "" : "\n") + who;
        }
        long_fact(out, "Acte décrit", words);
    }
    if (!document.encounter) return;
    const auto& encounter = *document.encounter;
    fact(out, "Prise en charge", coded_words(encounter.code));
    fact(out, "Dates de la prise en charge", period_words(encounter.time));
    fact(out, "Lieu de la prise en charge", encounter.place);
    if (encounter.place_address) fact(out, "Adresse du lieu", address_words(*encounter.place_address));
    fact(out, "Type d’établissement", coded_words(encounter.facility));
    if (encounter.provider) fact(out, "Établissement", organization_name(*encounter.provider));
    fact(out, "Sortie", coded_words(encounter.discharge));
    if (encounter.responsible)
        write_signer(out, "Responsable de la prise en charge", *encounter.responsible, {});
    for (const auto& by : encounter.participants)
        write_signer(out, "Intervenant", by.who, {}, by.function);
}

void write_codes(page& out, const plan& document) {
    code_table codes;
    codes.add("Type de document", document.code);
    codes.add("Identifiant du document", document.id);
    codes.add("Identifiant commun aux versions", document.set_id);
    codes.add("Confidentialité", document.confidentiality);
    for (const auto& other : document.related) {
        for (const auto& id : other.ids)
            codes.add("Document en lien", id);
        codes.add("Document en lien", other.code);
        codes.add("Document en lien, identifiant commun", other.set_id);
    }
    for (const auto& id : document.orders)
        codes.add("Demande", id);
    for (const auto& by : document.authors) {
        codes.add(by.who);
        codes.add("Fonction", by.function);
    }
    if (document.legal) codes.add(document.legal->who);
    for (const auto& by : document.authenticators)
        codes.add(by.who);
    if (document.custodian) {
        for (const auto& id : document.custodian->ids)
            codes.add(organization_name(*document.custodian), id);
    }
    for (const auto& to : document.recipients)
        codes.add(to.who);
    for (const auto& event : document.events) {
        codes.add("Acte", event.code);
        for (const auto& id : event.ids)
            codes.add("Acte", id);
        for (const auto& by : event.performers)
            codes.add(by.who);
    }
    if (document.encounter) {
        for (const auto& id : document.encounter->ids)
            codes.add("Prise en charge", id);
        codes.add("Prise en charge", document.encounter->code);
        codes.add("Type d’établissement", document.encounter->facility);
        for (const auto& id : document.encounter->facility_ids)
            codes.add("Établissement", id);
    }
    if (document.status) {
        const auto& status = *document.status;
        for (const auto* part :
             {&status.state, &status.update_reason, &status.board_date, &status.handed_over}) {
            if (*part) codes.add("Statut", **part);
        }
    }
    codes.write(out, "document");
}

}  // namespace

void write_about(page& out, const view& seen) {
    const auto& document = seen.document;
    if (document.file)
        out.raw("<p class=\"notice\">Le contenu de ce document est un fichier joint (")
            .text(document.file->media_type)
            .raw("), qui n’est pas affiché ici.</p>");
    facts(out, [&] {
        fact(out, "Titre", document.title);
        const auto when =
            document.time.value.empty() ? date_words(document.time) : time_words(document.time.value);
        fact(out, "Établi le", when.empty() ? words::not_given : std::string_view(when));
        write_status(out, seen);
        write_versions(out, document);
        write_signers(out, document);
        write_context(out, document);
    });
    write_rest_of(out, document.find(section_kind::status));
    write_codes(out, document);
}

bool has_documents(const view& seen) {
    return !seen.document.referenced_documents.empty() ||
           seen.document.find(section_kind::referenced_documents) != nullptr;
}

void write_documents(page& out, const view& seen) {
    code_table codes;
    bool open = false;
    const auto* section = seen.document.find(section_kind::referenced_documents);
    for (const auto& one : seen.document.referenced_documents) {
        for (const auto& which : one.documents) {
            out.raw(open ? markup("<li>") : markup("<ul><li>"));
            out.text(document_words(which, section == nullptr ? "" : std::string_view(section->text)))
                .raw("</li>");
            open = true;
        }
        codes.add("Documents", one);
    }
    if (open) out.raw("</ul>");
    facts(out, [&] {
        for (const auto& one : seen.document.referenced_documents) {
            write_related(out, one.related);
            write_comments(out, one.comments);
        }
    });
    write_rest_of(out, section);
    codes.write(out, "documents");
}

bool has_personal_data(const view& seen) {
    const auto* one = seen.document.find(section_kind::personal_data);
    return one != nullptr && has_narrative(*one);
}

void write_personal_data(page& out, const view& seen) {
    const auto& one = *seen.document.find(section_kind::personal_data);
    write_narrative(out, one);
    write_parts_of(out, one);
}

}  // namespace pps::render
