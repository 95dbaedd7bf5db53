#pragma once

#include "cda/json/party_forms.hpp"

/// How clinical statements are written.
namespace pps::json {

template <>
struct form<value> {
    static constexpr std::string_view name = "value";
    static constexpr std::string_view doc =
        "An answer: true or false; a code, a date or a text alone where README.md says so; else an object.";
    static constexpr auto rows =
        std::tuple(field("type", &value::type, "HL7 type: CD, BL, PQ, INT, TS, EIVL_TS, ST, IVL_TS…"),
                   field("code", &value::code, "of a coded type").of([](const value&, const context& c) {
                       return c.words;
                   }),
                   field("text", &value::text, "true, false; a number; an HL7 time; a text"),
                   field("unit", &value::unit, "unit of a quantity (UCUM): kg"),
                   field("period", &value::period, "of an IVL_TS"),
                   field("null", &value::null_flavor, "why there is none"));
};

template <>
struct form<comment> {
    static constexpr std::string_view name = "comment";
    static constexpr std::string_view doc = "A comment; its text alone is enough.";
    static constexpr auto rows = std::tuple(
        field("text", &comment::text, "the comment"), field("time", &comment::time, "when it was made"),
        field("status", &comment::status, "completed when left out").from([](const comment&, const context&) {
            return std::string(defaults::status);
        }),
        field("id", &comment::ids, "identifiers").laid(layout::one_or_many),
        field("authors", &comment::authors, "who made it"));
};

template <>
struct form<external_document> {
    static constexpr std::string_view name = "external_document";
    static constexpr std::string_view doc = "Another document.";
    static constexpr auto rows =
        std::tuple(field("type", &external_document::type_code, "REFR when left out")
                       .from([](const external_document&, const context&) {
                           return std::string(defaults::reference_type);
                       }),
                   field("id", &external_document::ids, "its identifiers").laid(layout::one_or_many),
                   field("code", &external_document::code, "type of document (LOINC)")
                       .of([](const external_document&, const context&) { return words::document; }),
                   field("text", &external_document::text, "what it is, in words"),
                   field("set_id", &external_document::set_id, "what all its versions have in common"),
                   field("version", &external_document::version, "its version").spelled(spelling::number));
};

template <>
struct form<related_statement> {
    static constexpr std::string_view name = "related_statement";
    static constexpr std::string_view doc = "A statement that another one holds.";
    static constexpr auto rows = std::tuple(
        field("type", &related_statement::type_code, "CDA type of the relation: COMP, SUBJ, RSON, REFR…"),
        field("inverted", &related_statement::inverted, "true when the relation is read backwards"),
        field("statement", &related_statement::statement, "the statement"));
};

template <>
struct form<statement> {
    static constexpr std::string_view name = "statement";
    static constexpr std::string_view doc =
        "A clinical statement. Where README.md says so its answer alone is enough, and its code, mood, "
        "status and "
        "unknown time need not be said.";
    static constexpr auto rows = std::tuple(
        field("class", &statement::kind, "act, observation, procedure…"),
        field("class_code", &statement::class_code, "of an organizer"),
        field("mood", &statement::mood, "EVN done, INT planned…"),
        field("negated", &statement::negated, "true when it is not so"),
        field("code", &statement::code, "what is stated"),
        field("value", &statement::values, "the answer")
            .laid(layout::one_or_many)
            .from([](const statement& one, const context&) {
                value out;
                out.type = value_type(one.code);
                return out;
            })
            .of([](const statement& one, const context&) { return value_words(one.code); }),
        field("text", &statement::text, "the same in words"),
        field("time", &statement::time, "when it is so"),
        field("status", &statement::status, "completed, active…"),
        field("comments", &statement::comments, "comments"),
        field("performers", &statement::performers, "who did, or is to do"),
        field("id", &statement::ids, "identifiers; made from the document's when left out")
            .laid(layout::one_or_many),
        field("priority", &statement::priority, "priority"),
        field("interpretations", &statement::interpretations, "interpretations of the answer"),
        field("methods", &statement::methods, "how it was done or measured"),
        field("target_sites", &statement::target_sites, "where on the body"),
        field("authors", &statement::authors, "who stated it"),
        field("participants", &statement::participants, "others concerned"),
        field("documents", &statement::documents, "documents it refers to"),
        field("related", &statement::related, "statements that have no place of their own"),
        field("templates", &statement::templates, "CDA templates, of a statement without a place"));
};

}  // namespace pps::json
