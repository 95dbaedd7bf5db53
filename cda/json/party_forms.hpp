#pragma once

#include "cda/json/datatype_forms.hpp"

/// How people and organizations are written.
namespace pps::json {

template <>
struct form<organization> {
    static constexpr std::string_view name = "organization";
    static constexpr std::string_view doc = "An organization; its name alone is enough.";
    static constexpr auto rows = std::tuple(
        field("id", &organization::ids, "its identifiers, STRUCTURE first").laid(layout::one_or_many),
        field("name", &organization::names, "its names").laid(layout::one_or_many),
        field("telecom", &organization::telecoms, "how to reach it").laid(layout::one_or_many),
        field("address", &organization::addresses, "where it is").laid(layout::one_or_many),
        field("setting", &organization::industry, "practice setting: ETABLISSEMENT, AMBULATOIRE… (JDV_J04)")
            .of([](const organization&, const context&) { return words::settings; }));
};

template <>
struct form<device> {
    static constexpr std::string_view name = "device";
    static constexpr std::string_view doc = "A system that made the document.";
    static constexpr auto rows =
        std::tuple(field("model", &device::model, "model of the device"),
                   field("software", &device::software, "name and version of the software"),
                   field("code", &device::code, "kind of device"));
};

template <>
struct form<party> {
    static constexpr std::string_view name = "party";
    static constexpr std::string_view doc = "Someone in a role.";
    static constexpr auto rows = std::tuple(
        field("class", &party::class_code, "CDA class of the role"),
        field("id", &party::ids, "identifiers: PS of a professional").laid(layout::one_or_many),
        field("code", &party::code,
              "profession and know-how (1.2.250.1.213.1.1.4.5: G15_10/SM36…); of a relative, the kinship")
            .of([](const party&, const context& c) { return c.words.empty() ? words::profession : c.words; }),
        field("name", &party::names, "the person's names").laid(layout::one_or_many),
        field("telecom", &party::telecoms, "how to reach them").laid(layout::one_or_many),
        field("address", &party::addresses, "where they are").laid(layout::one_or_many),
        field("device", &party::device, "the system, of an author that is not a person"),
        field("organization", &party::organization, "the organization they act for, or that they are"));
};

template <>
struct form<author> {
    static constexpr std::string_view name = "author";
    static constexpr std::string_view doc = "Who wrote.";
    static constexpr auto rows =
        std::tuple(field("time", &author::time,
                         "when; of the document's authors, the time of the document when left out"),
                   field("function", &author::function, "in which function (JDV_J47)")
                       .of([](const author&, const context&) { return words::function; }),
                   merged(&author::who));
};

template <>
struct form<authenticator> {
    static constexpr std::string_view name = "authenticator";
    static constexpr std::string_view doc = "Who signs.";
    static constexpr auto rows = std::tuple(
        field("time", &authenticator::time, "when; the time of the document when left out"),
        field("signature", &authenticator::signature, "S when left out"), merged(&authenticator::who));
};

template <>
struct form<informant> {
    static constexpr std::string_view name = "informant";
    static constexpr std::string_view doc = "A person close to the patient.";
    static constexpr auto rows = std::tuple(
        field("kind", &informant::kind, "what they are to the patient"),
        field("professional", &informant::professional, "true for a professional instead of a relative"),
        field("time", &informant::time, "since when"),
        merged(&informant::who)
            .from([](const informant& one, const context&) {
                party out;
                for (const auto& row : tables::informants) {
                    if (row.kind == one.kind && !one.professional) out.class_code = row.class_code;
                }
                return out;
            })
            .of([](const informant& one, const context&) {
                return one.professional ? words::profession : words::relative;
            }));
};

template <>
struct form<recipient> {
    static constexpr std::string_view name = "recipient";
    static constexpr std::string_view doc = "Who the document is for.";
    static constexpr auto rows = std::tuple(
        field("type", &recipient::type_code, "PRCP when left out").from([](const recipient&, const context&) {
            return std::string("PRCP");
        }),
        merged(&recipient::who));
};

template <>
struct form<participant> {
    static constexpr std::string_view name = "participant";
    static constexpr std::string_view doc =
        "Someone of the team around the patient. The role says the codes; a comment goes in "
        "function.original_text.";
    static constexpr auto rows = std::tuple(
        field("role", &participant::role, "what they do for the patient"),
        field("type", &participant::type_code, "CDA type of the participation, by the role when left out")
            .from([](const participant& one, const context&) {
                const auto* row = defaults::row_of(one.role);
                return std::string(row == nullptr ? std::string_view{} : row->type_code);
            }),
        field("function", &participant::function, "code of the function, by the role when left out")
            .from([](const participant& one, const context&) {
                const auto* row = defaults::row_of(one.role);
                return row == nullptr ? coded{} : defaults::function_of(*row);
            }),
        field("time", &participant::time, "period of the participation"),
        merged(&participant::who).from([](const participant& one, const context&) {
            party out;
            const auto* row = defaults::row_of(one.role);
            if (row != nullptr) out.class_code = row->class_code;
            return out;
        }));
};

template <>
struct form<performer> {
    static constexpr std::string_view name = "performer";
    static constexpr std::string_view doc = "Who did, or is to do.";
    static constexpr auto rows = std::tuple(
        field("type", &performer::type_code, "PRF when left out").from([](const performer&, const context&) {
            return std::string(defaults::performer_type);
        }),
        field("function", &performer::function, "in which function (JDV_J47)")
            .of([](const performer&, const context&) { return words::function; }),
        field("time", &performer::time, "when"), merged(&performer::who));
};

template <>
struct form<patient> {
    static constexpr std::string_view name = "patient";
    static constexpr std::string_view doc = "The patient, with a qualified INS.";
    static constexpr auto rows = std::tuple(
        field("id", &patient::ids, "the INS first (INS-NIR…), then local identifiers")
            .laid(layout::one_or_many)
            .wanted(),
        field("name", &patient::names, "birth_family, given and first_given; used_family and used_given")
            .laid(layout::one_or_many)
            .wanted(),
        field("gender", &patient::gender, "F, M or UN")
            .of([](const patient&, const context&) { return words::gender; })
            .wanted(),
        field("birth_date", &patient::birth_time, "date of birth").wanted(),
        field("birthplace", &patient::birthplace, "county: the INSEE code; city").wanted(),
        field("birthplace_name", &patient::birthplace_name, "name of the place of birth"),
        field("address", &patient::addresses, "where the patient lives").laid(layout::one_or_many),
        field("telecom", &patient::telecoms, "how to reach the patient").laid(layout::one_or_many),
        field("marital_status", &patient::marital_status, "marital status"),
        field("guardians", &patient::guardians, "the patient's representatives"),
        field("provider", &patient::provider, "the organization that knows the patient"));
};

}  // namespace pps::json
