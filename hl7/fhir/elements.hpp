#pragma once

#include "cda/pps/statement_tables.hpp"
#include "hl7/fhir/vocabulary.hpp"

#include <array>
#include <string_view>

/// How a statement of the model stands in a resource: its role in the document, and the element of each
/// member.
namespace pps::hl7::fhir {

/// What a statement becomes.
enum class form {
    observation,  ///< Observation.
    procedure,    ///< Procedure: done.
    request,      ///< ServiceRequest: planned.
    list,         ///< List of referenced documents.
    basic,        ///< Basic: any other statement.
    finding,      ///< Condition, the observation of a diagnosis.
    concern,      ///< Extension "concern" of a Condition, its act.
};
inline constexpr std::size_t forms = 7;

struct form_row {
    fhir::form form;
    std::string_view resource;  ///< Resource type, "" for an extension.
    statement_class kind;       ///< What the statement is when nothing else is said.
    std::string_view mood;
};
inline constexpr std::array form_rows{
    form_row{form::observation, "Observation", statement_class::observation, "EVN"},
    form_row{form::procedure, "Procedure", statement_class::procedure, "EVN"},
    form_row{form::request, "ServiceRequest", statement_class::procedure, "INT"},
    form_row{form::list, "List", statement_class::act, "EVN"},
    form_row{form::basic, "Basic", statement_class::act, "EVN"},
    form_row{form::finding, "Condition", statement_class::observation, "EVN"},
    form_row{form::concern, "", statement_class::act, "EVN"},
};
constexpr const form_row& row_of(form one) noexcept {
    return form_rows[static_cast<std::size_t>(one)];
}

/// Members of a statement that some resources have an element for. The others (class, mood, negation,
/// priority, authors, participants, templates) are extensions on all of them.
enum class member {
    ids,
    code,
    status,
    time,
    values,
    interpretations,
    methods,
    sites,
    performers,
    comments,
    documents
};

/// The element of a member in each form, "" where it is an extension. `one`: the element holds the first
/// only.
struct member_row {
    fhir::member member;
    std::string_view extension;
    std::array<std::string_view, forms> element;
    bool one;
    std::string_view source;
};
// clang-format off
inline constexpr std::array member_rows{
    //                                   Observation       Procedure     ServiceRequest  List          Basic         Condition     concern
    member_row{member::ids, "identifier",
        {"identifier",     "identifier", "identifier",   "identifier", "identifier", "",           "identifier"}, false,
        "fhir.md §1; Condition.identifier is the concern's"},
    member_row{member::code, "concept",
        {"code",           "code",       "code",         "code",       "code",       "category",   "concept"}, true,
        "fhir.md §1; programme entries: the kind is category, the choice code"},
    member_row{member::status, "status-code",
        {"status",         "status",     "status",       "status",     "",           "",           ""}, true,
        "FHIR R4 resource definitions"},
    member_row{member::time, "time",
        {"effective",      "performed",  "occurrence",   "",           "",           "onset",      ""}, true,
        "fhir.md §1"},
    member_row{member::values, "value",
        {"value",          "",           "",             "",           "",           "",           ""}, true,
        "fhir.md §1"},
    member_row{member::interpretations, "interpretation",
        {"interpretation", "",           "",             "",           "",           "",           ""}, false,
        "FHIR R4 Observation, mapping to v2 and v3"},
    member_row{member::methods, "method",
        {"method",         "",           "",             "",           "",           "",           ""}, true,
        "FHIR R4 Observation, mapping to v3"},
    member_row{member::sites, "target-site",
        {"bodySite",       "bodySite",   "bodySite",     "",           "",           "",           ""}, true,
        "FHIR R4 Observation, Procedure, ServiceRequest"},
    member_row{member::performers, "performer",
        {"performer",      "performer",  "performer",    "",           "",           "",           ""}, false,
        "fhir.md §1"},
    member_row{member::comments, "comment",
        {"note",           "note",       "note",         "note",       "",           "note",       ""}, false,
        "cda/pps/README.md, Statements"},
    member_row{member::documents, "document",
        {"",               "",           "",             "entry",      "",           "",           ""}, false,
        "fhir.md §1 (DocumentReference)"},
};
// clang-format on
constexpr const member_row& row_of(member one) noexcept {
    return member_rows[static_cast<std::size_t>(one)];
}
/// The element of a member in a form, "" when it is an extension.
constexpr std::string_view element_of(member one, form of) noexcept {
    return row_of(one).element[static_cast<std::size_t>(of)];
}

/// statusCode and .status of a form.
constexpr pairs states_of(form as) noexcept {
    switch (as) {
        case form::observation:
            return observation_states;
        case form::procedure:
            return procedure_states;
        case form::request:
            return request_states;
        default:
            return list_states;
    }
}

/// statusCode of what has no .status, when nothing else is said. Source: templates 1.2.250.1.213.1.1.3.37
/// (problem) and .32 (comment): "completed".
constexpr std::string_view unsaid_status(form as) noexcept {
    return as == form::finding ? std::string_view("completed") : std::string_view();
}
inline constexpr std::string_view comment_status = "completed";
/// performer/@typeCode when nothing else is said. Source: CDA R2 schema, default of performer.
inline constexpr std::string_view performer_type = "PRF";

/// The place of a resource in the plan, said by a tag (meta.tag, system `role_system`); resources without tag
/// are placed by their code (tables::statements).
enum class role {
    none,
    statement,  ///< Of a section, or related to another statement: no place of its own.
    paediatric_answer,
    paediatric_reason,
    screening,
    phase,
    progression,
    progression_local,
    progression_regional,
    progression_distant,
    diagnosis,
    tnm,
    tnm_t,
    tnm_n,
    tnm_m,
    other_stage,
    stage_classification,
    stage_version,
    programme,
    planned_dates,
    rhythm,
    route,
    side_effects,
    reason,
    treatments_stopped,
    document_state,
    update_reason,
    board_date,
    handed_over,
    referenced_documents,
    file,
};

struct role_row {
    fhir::role role;
    std::string_view code;
    /// Places of the tables whose code tells the role of a resource without tag; the same twice when there is
    /// one.
    std::array<tables::place, 2> places;
    bool by_code;
    section_kind section;  ///< Section that its entries stand in; `other` for what is nested.
};
// clang-format off
inline constexpr std::array role_rows{
    role_row{role::statement, "statement", {}, false, section_kind::other},
    role_row{role::paediatric_answer, "paediatric_answer", {tables::place::paediatric_answer, tables::place::paediatric_answer}, true, section_kind::paediatrics},
    role_row{role::paediatric_reason, "paediatric_reason", {tables::place::paediatric_reason, tables::place::paediatric_reason}, true, section_kind::paediatrics},
    role_row{role::screening, "screening", {tables::place::screening, tables::place::screening}, true, section_kind::discovery},
    role_row{role::phase, "phase", {tables::place::phase, tables::place::phase}, true, section_kind::phase},
    role_row{role::progression, "progression", {tables::place::progression, tables::place::progression}, true, section_kind::phase},
    role_row{role::progression_local, "progression_local", {tables::place::progression_local, tables::place::progression_local}, true, section_kind::other},
    role_row{role::progression_regional, "progression_regional", {tables::place::progression_regional, tables::place::progression_regional}, true, section_kind::other},
    role_row{role::progression_distant, "progression_distant", {tables::place::progression_distant, tables::place::progression_distant}, true, section_kind::other},
    role_row{role::diagnosis, "diagnosis", {}, false, section_kind::diagnosis},
    role_row{role::tnm, "tnm", {tables::place::tnm_clinical, tables::place::tnm_pathological}, true, section_kind::other},
    role_row{role::tnm_t, "tnm_t", {tables::place::tnm_t, tables::place::tnm_t}, true, section_kind::other},
    role_row{role::tnm_n, "tnm_n", {tables::place::tnm_n, tables::place::tnm_n}, true, section_kind::other},
    role_row{role::tnm_m, "tnm_m", {tables::place::tnm_m, tables::place::tnm_m}, true, section_kind::other},
    role_row{role::other_stage, "other_stage", {tables::place::other_stage, tables::place::other_stage}, true, section_kind::other},
    role_row{role::stage_classification, "stage_classification", {tables::place::stage_classification, tables::place::stage_classification}, true, section_kind::other},
    role_row{role::stage_version, "stage_version", {tables::place::stage_version, tables::place::stage_version}, true, section_kind::other},
    role_row{role::programme, "programme", {}, false, section_kind::programme},
    role_row{role::planned_dates, "planned_dates", {tables::place::planned_dates, tables::place::planned_dates}, true, section_kind::other},
    role_row{role::rhythm, "rhythm", {tables::place::rhythm, tables::place::rhythm}, true, section_kind::other},
    role_row{role::route, "route", {tables::place::route, tables::place::route}, true, section_kind::other},
    role_row{role::side_effects, "side_effects", {tables::place::side_effects, tables::place::side_effects}, true, section_kind::other},
    role_row{role::reason, "reason", {tables::place::weight, tables::place::tobacco}, true, section_kind::other},
    role_row{role::treatments_stopped, "treatments_stopped", {tables::place::treatments_stopped, tables::place::treatments_stopped}, true, section_kind::programme},
    role_row{role::document_state, "document_state", {tables::place::document_state, tables::place::document_state}, true, section_kind::status},
    role_row{role::update_reason, "update_reason", {tables::place::update_reason, tables::place::update_reason}, true, section_kind::status},
    role_row{role::board_date, "board_date", {tables::place::board_date, tables::place::board_date}, true, section_kind::status},
    role_row{role::handed_over, "handed_over", {tables::place::handed_over, tables::place::handed_over}, true, section_kind::status},
    role_row{role::referenced_documents, "referenced_documents", {}, false, section_kind::referenced_documents},
    role_row{role::file, "file", {}, false, section_kind::other},
};
// clang-format on
constexpr const role_row& row_of(role one) noexcept {
    return role_rows[static_cast<std::size_t>(one) - 1];
}

/// FHIR element of a named part of an address, in the order in which they come back; the parts that are not
/// here are lines.
struct address_row {
    address_part_kind kind;
    std::string_view element;
};
inline constexpr std::array address_rows{
    address_row{address_part_kind::postal_code, "postalCode"}, address_row{address_part_kind::city, "city"},
    address_row{address_part_kind::county, "district"},        address_row{address_part_kind::state, "state"},
    address_row{address_part_kind::country, "country"},
};

}  // namespace pps::hl7::fhir
