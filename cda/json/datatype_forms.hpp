#pragma once

#include "cda/json/left_out.hpp"
#include "cda/json/row.hpp"
#include "cda/pps/names.hpp"

#include <array>

/// How the data types are written.
namespace pps::json {

/// A root of identifiers by name. Source: identifiers.md.
struct id_system_row {
    std::string_view name;
    std::string_view root;
};
inline constexpr std::array id_systems{
    id_system_row{"INS-NIR", "1.2.250.1.213.1.4.8"},
    id_system_row{"INS-NIA", "1.2.250.1.213.1.4.9"},
    id_system_row{"INS-NIR-TEST", "1.2.250.1.213.1.4.10"},
    id_system_row{"INS-NIR-DEMO", "1.2.250.1.213.1.4.11"},
    id_system_row{"PS", "1.2.250.1.71.4.2.1"},
    id_system_row{"STRUCTURE", "1.2.250.1.71.4.2.2"},
};

template <>
struct form<instant> {
    static constexpr std::string_view name = "instant";
    static constexpr std::string_view doc =
        "A point in time, as precise as it is known; its value alone is enough.";
    static constexpr auto rows = std::tuple(
        field("value", &instant::value, "ISO 8601: 2021, 2021-01, 2021-01-13, 2021-01-13T12:17:00+01:00")
            .spelled(spelling::date),
        field("null", &instant::null_flavor, "why it is not known: NI, UNK, NA, NAV, MSK, ASKU, NASK, OTH"));
};

template <>
struct form<interval> {
    static constexpr std::string_view name = "interval";
    static constexpr std::string_view doc = "A period, or a point in time; a point alone is enough.";
    static constexpr auto rows = std::tuple(
        field("at", &interval::value, "a point in time, instead of a period").spelled(spelling::date),
        field("from", &interval::low, "start of the period"),
        field("to", &interval::high, "end of the period"),
        field("null", &interval::null_flavor, "why it is not known"));
};

template <>
struct form<narrative_text> {
    static constexpr std::string_view name = "narrative_text";
    static constexpr std::string_view doc = "A text for the reader; the text alone is enough.";
    static constexpr auto rows =
        std::tuple(field("text", &narrative_text::text, "the text itself; may have several lines")
                       .spelled(spelling::lines),
                   field("reference", &narrative_text::reference,
                         "where it stands in the markup of its section: \"#\" and an ID"),
                   field("null", &narrative_text::null_flavor, "why there is none"));
};

template <>
struct form<qualifier> {
    static constexpr std::string_view name = "qualifier";
    static constexpr std::string_view doc = "A refinement of a code.";
    static constexpr auto rows = std::tuple(field("name", &qualifier::name, "what is refined"),
                                            field("value", &qualifier::value, "how"));
};

template <>
struct form<coded> {
    static constexpr std::string_view name = "coded";
    static constexpr std::string_view doc =
        "A coded concept; its code alone is enough where README.md names a vocabulary.";
    static constexpr auto rows =
        std::tuple(field("code", &coded::code, "the code"),
                   field("system", &coded::system,
                         "name of the code system (LOINC, SNOMED CT, NCIT, CIM-10, CIM-O…) or its OID")
                       .spelled(spelling::code_system)
                       .from([](const coded&, const context& c) { return std::string(c.words.system); }),
                   field("display", &coded::display, "the concept in words"),
                   field("null", &coded::null_flavor, "why there is no code"),
                   field("system_name", &coded::system_name, "how the sender calls the code system"),
                   field("system_version", &coded::system_version, "version of the code system"),
                   field("original_text", &coded::original_text, "the sender's own words"),
                   field("translations", &coded::translations, "the same in other code systems"),
                   field("qualifiers", &coded::qualifiers, "refinements"));
};

template <>
struct form<identifier> {
    static constexpr std::string_view name = "identifier";
    static constexpr std::string_view doc =
        "An identifier; a root (OID, UUID) alone is enough when it identifies.";
    static constexpr auto rows = std::tuple(
        field("system", &identifier::root,
              "INS-NIR, INS-NIA, INS-NIR-TEST, INS-NIR-DEMO, PS (PS_IdNat: 8 and the RPPS), STRUCTURE "
              "(Struct_IdNat: 1 and the FINESS, 2 and the SIREN, 3 and the SIRET), or an OID or UUID")
            .spelled(spelling::id_system),
        field("value", &identifier::extension, "the identifier in that system"),
        field("authority", &identifier::assigning_authority, "name of who assigned it"),
        field("null", &identifier::null_flavor, "why there is none"));
};

/// A part of a name by its member, in the order of the parts.
struct name_member {
    std::string_view name;
    name_part_kind kind;
    std::string_view qualifier;
    std::string_view doc;
};
inline constexpr std::array name_members{
    name_member{"prefix", name_part_kind::prefix, "", "M, MME"},
    name_member{"birth_family", name_part_kind::family, "BR", "family name of birth (a patient's INS)"},
    name_member{"given", name_part_kind::given, "", "given name; all those of birth, of a patient"},
    name_member{"first_given", name_part_kind::given, "BR", "first given name of birth (a patient's INS)"},
    name_member{"used_family", name_part_kind::family, "CL", "family name in use"},
    name_member{"used_given", name_part_kind::given, "CL", "given name in use"},
    name_member{"family", name_part_kind::family, "", "family name, of anyone but the patient"},
    name_member{"suffix", name_part_kind::suffix, "", "DR, PR…"},
};

/// A part of an address by its member, in the order of the parts. The member is the word of the kind
/// (names.hpp).
struct address_member {
    address_part_kind kind;
    std::string_view doc;
};
inline constexpr std::array address_members{
    address_member{address_part_kind::additional_locator, "building, floor"},
    address_member{address_part_kind::street_address_line, "a whole line, instead of its parts"},
    address_member{address_part_kind::house_number, "number in the street"},
    address_member{address_part_kind::house_number_numeric, "number in the street without its suffix"},
    address_member{address_part_kind::street_name, "name of the street"},
    address_member{address_part_kind::street_name_type, "rue, avenue…"},
    address_member{address_part_kind::street_name_base, "name of the street without its type"},
    address_member{address_part_kind::unit_type, "kind of unit"},
    address_member{address_part_kind::unit_id, "staircase, flat"},
    address_member{address_part_kind::delivery_address_line, "delivery service"},
    address_member{address_part_kind::post_box, "post box"},
    address_member{address_part_kind::precinct, "district"},
    address_member{address_part_kind::postal_code, "postal code"},
    address_member{address_part_kind::county,
                   "of a place of birth: the INSEE code of the commune or country"},
    address_member{address_part_kind::city, "town"},
    address_member{address_part_kind::state, "region"},
    address_member{address_part_kind::country, "country"},
    address_member{address_part_kind::text, "text outside of any part"},
};

constexpr std::string_view member_name(const name_member& row) noexcept {
    return row.name;
}
constexpr std::string_view member_name(const address_member& row) noexcept {
    return to_string(row.kind);
}

template <>
struct form<name_part> {
    static constexpr std::string_view name = "name_part";
    static constexpr std::string_view doc = "A part of a name.";
    static constexpr auto rows =
        std::tuple(field("kind", &name_part::kind, "which part"),
                   field("qualifier", &name_part::qualifier, "BR of birth, CL used, SP of the spouse"),
                   field("text", &name_part::text, "the part"),
                   field("null", &name_part::null_flavor, "why there is none"));
};

template <>
struct form<pps::name> {
    static constexpr std::string_view name = "name";
    static constexpr std::string_view doc =
        "A person's name: its usual parts by name, or all of them in `parts` when their order or number is "
        "unusual.";
    static constexpr auto rows =
        std::tuple(field("use", &pps::name::use, "use of the name: L, A, C…"),
                   field("null", &pps::name::null_flavor, "why there is none"),
                   field("parts", &pps::name::parts, "its parts in order, instead of those by name"));
    static constexpr const auto& named_parts = name_members;
};

template <>
struct form<address_part> {
    static constexpr std::string_view name = "address_part";
    static constexpr std::string_view doc = "A part of an address.";
    static constexpr auto rows = std::tuple(field("kind", &address_part::kind, "which part"),
                                            field("text", &address_part::text, "the part"),
                                            field("null", &address_part::null_flavor, "why there is none"));
};

template <>
struct form<address> {
    static constexpr std::string_view name = "address";
    static constexpr std::string_view doc =
        "A postal address: its parts by name, or all of them in `parts` when their order is unusual.";
    static constexpr auto rows =
        std::tuple(field("use", &address::use, "H home, WP work…"),
                   field("null", &address::null_flavor, "why there is none"),
                   field("parts", &address::parts, "its parts in order, instead of those by name"));
    static constexpr const auto& named_parts = address_members;
};

template <>
struct form<telecom> {
    static constexpr std::string_view name = "telecom";
    static constexpr std::string_view doc = "A way to reach someone; its URI alone is enough.";
    static constexpr auto rows =
        std::tuple(field("value", &telecom::value, "URI: tel:0102030405, mailto:nom@exemple.fr"),
                   field("use", &telecom::use, "H home, WP work, MC mobile, DIR direct…"),
                   field("null", &telecom::null_flavor, "why there is none"));
};

/// Does a value that is given start from what it would be if it were not? Not a datum, which is given in
/// whole.
template <typename Type>
inline constexpr bool keeps_start = true;
template <>
inline constexpr bool keeps_start<instant> = false;
template <>
inline constexpr bool keeps_start<interval> = false;
template <>
inline constexpr bool keeps_start<narrative_text> = false;
template <>
inline constexpr bool keeps_start<coded> = false;
template <>
inline constexpr bool keeps_start<identifier> = false;
template <>
inline constexpr bool keeps_start<pps::name> = false;
template <>
inline constexpr bool keeps_start<address> = false;
template <>
inline constexpr bool keeps_start<telecom> = false;

}  // namespace pps::json
