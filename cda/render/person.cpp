#include "cda/pps/section_tables.hpp"
#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/narrative.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/people.hpp"
#include "cda/render/sections.hpp"
#include "cda/render/statements.hpp"
#include "cda/render/words.hpp"

#include <array>

namespace pps::render {
namespace {

using words::word_row;

constexpr std::array genders{
    word_row{"M", "masculin"},
    word_row{"F", "féminin"},
    word_row{"UN", "indéterminé"},
};

constexpr std::string_view section_code =
    tables::section_of(section_kind::paediatrics, plan_kind::care_plan)->code.code;

std::string or_not_given(std::string text) {
    return text.empty() ? std::string(words::not_given) : text;
}

std::string gender_words(const coded& gender) {
    const auto known = words::find(genders, gender.code);
    return known.empty() ? coded_words(gender) : std::string(known);
}

std::string birthplace_words(const patient& who) {
    std::string out = who.birthplace_name;
    if (!who.birthplace) return out;
    const auto where = address_words(*who.birthplace);
    if (!where.empty()) out += (out.empty() ? "" : ", ") + where;
    const auto county = who.birthplace->part(address_part_kind::county);
    if (!county.empty())
        (((out += out.empty() ? "code" : " (code") += " INSEE ") += county) += out.empty() ? "" : ")";
    return out;
}

void write_identity(page& out, const patient& who) {
    facts(out, [&] {
        fact(out, "Nom et prénoms de naissance", or_not_given(birth_name(who)));
        fact(out, "Nom et prénom utilisés", used_name(who));
        fact(out, "Date de naissance", or_not_given(date_words(who.birth_time)));
        fact(out, "Sexe", or_not_given(gender_words(who.gender)));
        fact(out, "Lieu de naissance", birthplace_words(who));
        fact(out, "Situation de famille", coded_words(who.marital_status));
        const auto* ins = who.ins();
        if (ins != nullptr) fact(out, "Matricule INS", ins->extension);
        for (const auto& one : who.addresses)
            fact(out, "Adresse", address_words(one));
        const auto ways = telecoms_of(who.telecoms);
        if (!ways.empty()) {
            fact_of(out, "Contact", [&] { write_telecoms(out, ways); });
        }
        if (who.provider) fact(out, "Suivi par", organization_name(*who.provider));
    });
}

void write_relative(page& out, markup title, const party& who, std::string_view period) {
    out.raw("<li class=\"card\">");
    heading(out, 3, title.text());
    write_known_party(out, who);
    if (!period.empty()) out.raw("<p>").text(period).raw("</p>");
    out.raw("</li>");
}

markup relative_title(const informant& one) {
    switch (one.kind) {
        case informant_kind::trusted_person:
            return "Personne de confiance";
        case informant_kind::emergency_contact:
            return "Personne à prévenir en cas d’urgence";
        default:
            return one.professional ? markup("Professionnel consulté") : markup("Proche");
    }
}

void write_relatives(page& out, const plan& document) {
    if (document.patient.guardians.empty() && document.informants.empty()) return;
    out.raw("<ul class=\"cards\">");
    for (const auto& one : document.patient.guardians)
        write_relative(out, "Représentant", one, {});
    for (const auto& one : document.informants)
        write_relative(out, relative_title(one), one.who, period_words(one.time));
    out.raw("</ul>");
}

void write_paediatrics(page& out, const view& seen) {
    const auto& given = seen.document.paediatrics;
    if (!given) return;
    facts(out, [&] {
        if (given->answer) {
            auto said = values_words(*given->answer);
            if (said.empty()) said = narrative_words(given->answer->text);
            fact(out, "Prise en charge pédiatrique", or_not_given(std::move(said)));
            write_rest(out, *given->answer);
        }
        if (given->reason) {
            shown_texts shown;
            const auto text = narrative_words(given->reason->text);
            const auto value = values_words(*given->reason);
            if (shown.add(text)) long_fact(out, "Raison", text);
            // What the official example has for a value is the code of its section, which says nothing.
            const bool own =
                !given->reason->values.empty() && given->reason->values.front().code.code == section_code;
            if (!own && shown.add(value)) fact(out, "Motif", value);
            write_rest(out, *given->reason);
        }
    });
}

}  // namespace

void write_person(page& out, const view& seen) {
    const auto& document = seen.document;
    write_identity(out, document.patient);
    write_relatives(out, document);
    if (const auto* comment = document.find(section_kind::patient_comment);
        comment != nullptr && has_narrative(*comment)) {
        heading(out, 3,
                seen.patient ? "Commentaire de l’équipe sur votre situation" : "Commentaire sur le patient");
        write_narrative(out, *comment);
        write_parts_of(out, *comment);
    }
    write_paediatrics(out, seen);
    write_rest_of(out, document.find(section_kind::paediatrics));

    code_table codes;
    for (const auto& id : document.patient.ids)
        codes.add("Identifiant du patient", id);
    codes.add("Sexe", document.patient.gender);
    codes.add("Situation de famille", document.patient.marital_status);
    for (const auto& one : document.patient.guardians)
        codes.add(one);
    for (const auto& one : document.informants)
        codes.add(one.who);
    if (document.paediatrics) {
        if (document.paediatrics->answer) codes.add("Pédiatrie", *document.paediatrics->answer);
        if (document.paediatrics->reason) codes.add("Pédiatrie", *document.paediatrics->reason);
    }
    codes.write(out, "identité");
}

}  // namespace pps::render
