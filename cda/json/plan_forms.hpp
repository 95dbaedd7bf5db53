#pragma once

#include "cda/json/statement_forms.hpp"

/// How the plan and its parts are written.
namespace pps::json {

/// What a statement of a named place starts from.
template <typename Owner, tables::place Where>
statement starts_at(const Owner&, const context&) {
    return at(Where);
}
template <typename Owner, tables::place Where>
constexpr row<Owner, std::optional<statement>> placed(std::string_view name,
                                                      std::optional<statement> Owner::*member,
                                                      std::string_view doc) noexcept {
    return field(name, member, doc).from(&starts_at<Owner, Where>);
}

template <>
struct form<section> {
    static constexpr std::string_view name = "section";
    static constexpr std::string_view doc =
        "What a person reads in a part of the document; made from the rest when a part has none.";
    static constexpr auto rows = std::tuple(
        field("kind", &section::kind, "which part"),
        field("title", &section::title, "its title; the usual one when left out")
            .from([](const section& one, const context& c) {
                return std::string(section_title(one.kind, c.whole->kind));
            }),
        field("text", &section::text, "plain text, one line per paragraph").spelled(spelling::lines),
        field("markup", &section::markup, "the same as CDA narrative markup").spelled(spelling::markup),
        field("code", &section::code, "its code; the usual one when left out")
            .from([](const section& one, const context& c) { return section_code(one.kind, c.whole->kind); }),
        field("id", &section::ids, "identifiers").laid(layout::one_or_many),
        field("title_null", &section::title_null_flavor, "why it has no title"),
        field("authors", &section::authors, "who wrote it, when others than the document's"),
        field("statements", &section::statements, "statements that have no place of their own"),
        field("subsections", &section::subsections, "its parts"),
        field("templates", &section::templates, "CDA templates, of a section of another kind"));
};

template <>
struct form<tumour_site> {
    static constexpr std::string_view name = "tumour_site";
    static constexpr std::string_view doc = "Where the tumour is; its ICD-10 code alone is enough.";
    static constexpr auto rows = std::tuple(
        field("site", &tumour_site::site, "topography (ICD-10): C50.2")
            .of([](const tumour_site&, const context&) { return words::topography; }),
        field("laterality", &tumour_site::laterality, "24028007 right, 7771000 left, 51440002 both")
            .of([](const tumour_site&, const context&) { return words::side; }));
};

template <>
struct form<tnm_stage> {
    static constexpr std::string_view name = "tnm_stage";
    static constexpr std::string_view doc = "A TNM stage, clinical unless its code says otherwise.";
    static constexpr auto rows = std::tuple(
        merged(&tnm_stage::stage).from(&starts_at<tnm_stage, tables::place::tnm_clinical>),
        placed<tnm_stage, tables::place::tnm_t>("t", &tnm_stage::t, "T: \"T1b\""),
        placed<tnm_stage, tables::place::tnm_n>("n", &tnm_stage::n, "N: \"N0\""),
        placed<tnm_stage, tables::place::tnm_m>("m", &tnm_stage::m, "M: \"M0\""),
        field("group", &tnm_stage::group, "stage: \"IB\"").of([](const tnm_stage&, const context&) {
            return words::tnm;
        }),
        field("edition", &tnm_stage::edition, "edition of the TNM: \"8\"")
            .of([](const tnm_stage&, const context&) { return words::tnm; }));
};

template <>
struct form<other_stage> {
    static constexpr std::string_view name = "other_stage";
    static constexpr std::string_view doc = "Another classification; a text alone is enough.";
    static constexpr auto rows = std::tuple(
        merged(&other_stage::stage).from(&starts_at<other_stage, tables::place::other_stage>),
        placed<other_stage, tables::place::stage_classification>("classification",
                                                                 &other_stage::classification, "its name"),
        placed<other_stage, tables::place::stage_version>("version", &other_stage::version, "its version"));
};

template <>
struct form<diagnosis> {
    static constexpr std::string_view name = "diagnosis";
    static constexpr std::string_view doc = "A tumour. Its time is that of the diagnosis.";
    static constexpr auto rows = std::tuple(
        field("morphology", &diagnosis::morphology, "morphology (ICD-O-3): 8500/3")
            .of([](const diagnosis&, const context&) { return words::morphology; }),
        field("site", &diagnosis::sites, "topography and laterality").laid(layout::one_or_many),
        merged(&diagnosis::finding).from(&starts_at<diagnosis, tables::place::cancer>),
        field("tnm", &diagnosis::tnm, "TNM stages").laid(layout::one_or_many),
        field("other_stages", &diagnosis::other_stages, "stages in other classifications"),
        field("concern", &diagnosis::concern,
              "the concern that the diagnosis belongs to: active since the start of its time when left "
              "out; null: that of the diagnosis before")
            .from([](const diagnosis& one, const context&) { return concern(one.finding.time); }));
};

template <>
struct form<clinical_phase> {
    static constexpr std::string_view name = "clinical_phase";
    static constexpr std::string_view doc = "Where the disease stands.";
    static constexpr auto rows = std::tuple(
        placed<clinical_phase, tables::place::phase>("phase", &clinical_phase::phase,
                                                     "MED-268 initial, MED-244 relapse"),
        placed<clinical_phase, tables::place::progression>("progression", &clinical_phase::progression,
                                                           "true when the disease progresses"),
        placed<clinical_phase, tables::place::progression_local>("local", &clinical_phase::local, "locally"),
        placed<clinical_phase, tables::place::progression_regional>("regional", &clinical_phase::regional,
                                                                    "in the region"),
        placed<clinical_phase, tables::place::progression_distant>("distant", &clinical_phase::distant,
                                                                   "at a distance"));
};

template <>
struct form<pps::paediatrics> {
    static constexpr std::string_view name = "paediatrics";
    static constexpr std::string_view doc = "Is it paediatric care?";
    static constexpr auto rows = std::tuple(placed<pps::paediatrics, tables::place::paediatric_answer>(
                                                "answer", &pps::paediatrics::answer, "true or false"),
                                            placed<pps::paediatrics, tables::place::paediatric_reason>(
                                                "reason", &pps::paediatrics::reason, "why, in words"));
};

template <>
struct form<programme_entry> {
    static constexpr std::string_view name = "programme_entry";
    static constexpr std::string_view doc =
        "An act of the programme: planned (mood INT) when left out, EVN when done; its time is the confirmed "
        "dates.";
    static constexpr auto rows = std::tuple(
        field("kind", &programme_entry::kind, "kind of act"),
        field("choice", &programme_entry::choice, "which, from the value set of its kind: \"C15632\"")
            .of([](const programme_entry& one, const context&) { return choice_words(one.kind); }),
        merged(&programme_entry::act).from([](const programme_entry& one, const context&) {
            return programme_act(one.kind);
        }),
        placed<programme_entry, tables::place::planned_dates>("planned", &programme_entry::planned,
                                                              "planned dates: \"2021-03\", or a time"),
        placed<programme_entry, tables::place::rhythm>("rhythm", &programme_entry::rhythm,
                                                       "true with the rhythm in its text"),
        placed<programme_entry, tables::place::route>("route", &programme_entry::route,
                                                      "route (JDV_ModeAdministration): 20053000 oral"),
        placed<programme_entry, tables::place::side_effects>("side_effects", &programme_entry::side_effects,
                                                             "side effects and what to do, in words"),
        field("reasons", &programme_entry::reasons, "observations that are the reason: weight, tobacco"),
        field("section", &programme_entry::section, "where it stands, by its kind when left out")
            .from([](const programme_entry& one, const context&) {
                const auto* row = tables::programme_of(one.kind);
                return row == nullptr ? section_kind::programme : row->section;
            }));
};

template <>
struct form<document_status> {
    static constexpr std::string_view name = "document_status";
    static constexpr std::string_view doc = "The state of the document.";
    static constexpr auto rows = std::tuple(
        placed<document_status, tables::place::document_state>(
            "state", &document_status::state,
            "385651009 in progress, 398166005 done, 9571008 approved, 29179001 closed"),
        placed<document_status, tables::place::update_reason>(
            "update_reason", &document_status::update_reason, "why it was updated (JDV_MotifMiseAJour)"),
        placed<document_status, tables::place::board_date>("board_date", &document_status::board_date,
                                                           "date of the tumour board"),
        placed<document_status, tables::place::handed_over>("handed_over", &document_status::handed_over,
                                                            "date it was handed to the patient"));
};

template <>
struct form<related_document> {
    static constexpr std::string_view name = "related_document";
    static constexpr std::string_view doc = "A document that this one replaces; its id alone is enough.";
    static constexpr auto rows =
        std::tuple(field("type", &related_document::type_code, "RPLC when left out; APND, XFRM")
                       .from([](const related_document&, const context&) { return std::string("RPLC"); }),
                   field("id", &related_document::ids, "its identifiers").laid(layout::one_or_many),
                   field("set_id", &related_document::set_id, "what all its versions have in common"),
                   field("version", &related_document::version, "its version").spelled(spelling::number),
                   field("code", &related_document::code, "type of document (LOINC)")
                       .of([](const related_document&, const context&) { return words::document; }));
};

template <>
struct form<service_event> {
    static constexpr std::string_view name = "service_event";
    static constexpr std::string_view doc = "An act that the document is about.";
    static constexpr auto rows = std::tuple(
        field("class", &service_event::class_code, "ACT"),
        field("code", &service_event::code, "what was done"), field("time", &service_event::time, "when"),
        field("performers", &service_event::performers, "who did it"),
        field("id", &service_event::ids, "identifiers").laid(layout::one_or_many));
};

template <>
struct form<pps::encounter> {
    static constexpr std::string_view name = "encounter";
    static constexpr std::string_view doc = "The stay or visit.";
    static constexpr auto rows =
        std::tuple(field("facility", &pps::encounter::facility, "kind of place of care (JDV_J02): SA01…")
                       .of([](const pps::encounter&, const context&) { return words::facility; }),
                   field("time", &pps::encounter::time, "when"),
                   field("code", &pps::encounter::code, "kind of encounter: IMP, AMB… (JDV_J142)")
                       .of([](const pps::encounter&, const context&) { return words::encounter; }),
                   field("id", &pps::encounter::ids, "identifiers").laid(layout::one_or_many),
                   field("discharge", &pps::encounter::discharge, "how it ended"),
                   field("responsible", &pps::encounter::responsible, "who was responsible"),
                   field("participants", &pps::encounter::participants, "who took part"),
                   field("place", &pps::encounter::place, "name of the place"),
                   field("place_address", &pps::encounter::place_address, "where it is"),
                   field("facility_id", &pps::encounter::facility_ids, "identifiers of the place")
                       .laid(layout::one_or_many),
                   field("provider", &pps::encounter::provider, "the organization"));
};

template <>
struct form<embedded_file> {
    static constexpr std::string_view name = "embedded_file";
    static constexpr std::string_view doc =
        "The file that is the whole body of a level 1 document, without its bytes.";
    static constexpr auto rows =
        std::tuple(field("media_type", &embedded_file::media_type, "application/pdf"),
                   field("representation", &embedded_file::representation, "B64"));
};

template <>
struct form<plan> {
    static constexpr std::string_view name = "plan";
    static constexpr std::string_view doc =
        "A PPS (programme personnalisé de soins), or a tumour board sheet.";
    static constexpr auto rows = std::tuple(
        field("kind", &plan::kind, "care_plan when left out").from([](const plan&, const context&) {
            return plan_kind::care_plan;
        }),
        field("id", &plan::id, "identifier of this version: an OID of the sender").wanted(),
        field("set_id", &plan::set_id, "identifier that all versions have in common: an OID").wanted(),
        field("version", &plan::version, "1 when left out")
            .spelled(spelling::number)
            .from([](const plan&, const context&) { return std::string(defaults::first_version); }),
        field("replaces", &plan::related, "the version before").laid(layout::one_or_many),
        field("time", &plan::time, "when the document was made, to the second and with its offset").wanted(),
        field("title", &plan::title, "title; the usual one when left out")
            .from([](const plan& one, const context&) { return std::string(document_title(one.kind)); }),
        field("patient", &plan::patient, "the patient").wanted(),
        field("authors", &plan::authors, "who wrote the document")
            .from([](const plan& one, const context&) {
                author out;
                out.time = one.time;
                return out;
            })
            .wanted(),
        field("signed_by", &plan::legal, "who answers for the document")
            .from([](const plan& one, const context&) {
                return authenticator{one.time, std::string(defaults::signature), {}};
            })
            .wanted(),
        field("also_signed_by", &plan::authenticators, "others who signed")
            .from([](const plan& one, const context&) {
                return authenticator{one.time, std::string(defaults::signature), {}};
            }),
        field("custodian", &plan::custodian, "the organization that keeps the document").wanted(),
        field("recipients", &plan::recipients, "who the document is for"),
        field("relatives", &plan::informants, "trusted person, person to warn"),
        field("team", &plan::participants, "who cares for the patient: treating physician, 3C, hospital…"),
        field("encounter", &plan::encounter, "where the patient is cared for").wanted(),
        field("diagnoses", &plan::diagnoses, "the tumours"),
        placed<plan, tables::place::screening>("screening", &plan::screening,
                                               "found by screening: true or false"),
        field("phase", &plan::phase, "clinical phase"),
        field(
            "programme", &plan::programme,
            "what was done and is planned: treatments, measures, follow-up, supportive care, social support"),
        placed<plan, tables::place::treatments_stopped>("treatments_stopped", &plan::treatments_stopped,
                                                        "true when all active treatments are stopped"),
        field("paediatrics", &plan::paediatrics, "paediatric care"),
        field("status", &plan::status, "state of the document, dates of the board and of the handing over"),
        field("referenced_documents", &plan::referenced_documents, "documents that this one refers to")
            .from([](const plan&, const context&) { return documents(); }),
        field("sections", &plan::sections, "what a person reads"),
        field("acts", &plan::events,
              "what the document is about, the main act first; done by the first author when left out")
            .unless([](const plan& one, const context&) { return main_act(one); }),
        field("orders", &plan::orders, "identifiers of the orders it answers"),
        field("code", &plan::code, "type of document, by its kind when left out")
            .from([](const plan& one, const context&) { return document_code(one.kind); }),
        field("confidentiality", &plan::confidentiality, "N when left out")
            .from([](const plan&, const context&) { return defaults::confidentiality(); })
            .of([](const plan&, const context&) { return words::confidentiality; }),
        field("language", &plan::language, "fr-FR when left out").from([](const plan&, const context&) {
            return std::string(defaults::language);
        }),
        field("model_version", &plan::model_version,
              "version of the CI-SIS model, the current one when left out")
            .from([](const plan&, const context&) { return std::string(cda::terminology::model_version); }),
        field("file", &plan::file, "of a document that is a file"));
};

}  // namespace pps::json
