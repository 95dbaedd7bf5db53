#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The data types of the model: HL7 v3 data types as the French volets use them (CI-SIS, Structuration
/// minimale), each as plain values.
///
/// Unknown is unknown. A member that the document does not give is empty; one that it gives as null holds
/// only the `null_flavor` it was given with (NI, UNK, NA, NAV, MSK…). `empty()` is true for what is not there
/// at all. Nothing is trimmed to a shorter precision, completed or translated: strings are UTF-8 as sent,
/// with runs of white space as one space in text.
namespace pps {

/// Text of the section's narrative that an element points to, or text given in place (ED).
struct narrative_text {
    std::string reference;  ///< reference/@value as sent: "#id". "#" points nowhere. 0..1
    /// The text that the reference leads to in the same section, else the element's own text; "" when the
    /// reference leads nowhere. 0..1
    std::string text;
    std::string null_flavor;  ///< @nullFlavor. 0..1

    bool empty() const noexcept { return reference.empty() && text.empty() && null_flavor.empty(); }
    bool operator==(const narrative_text&) const = default;
};

struct qualifier;

/// A coded value (CD, CE, CV): a concept and what its sender says about it.
struct coded {
    std::string code;            ///< @code. 0..1
    std::string system;          ///< @codeSystem, an OID. 0..1
    std::string system_name;     ///< @codeSystemName. 0..1
    std::string system_version;  ///< @codeSystemVersion. 0..1
    std::string display;         ///< @displayName. 0..1
    std::string null_flavor;     ///< @nullFlavor; it may stand beside an original text or translations. 0..1
    narrative_text original_text;       ///< originalText. 0..1
    std::vector<coded> translations;    ///< translation. 0..*
    std::vector<qualifier> qualifiers;  ///< qualifier. 0..*

    bool empty() const noexcept;
    bool operator==(const coded&) const;
};

/// qualifier: the sender's own refinement of a code. `name` is empty for the choice of a programme entry.
struct qualifier {
    coded name;   ///< name. 0..1
    coded value;  ///< value. 1..1

    bool operator==(const qualifier&) const = default;
};

inline bool coded::empty() const noexcept {
    return code.empty() && system.empty() && system_name.empty() && system_version.empty() &&
           display.empty() && null_flavor.empty() && original_text.empty() && translations.empty() &&
           qualifiers.empty();
}

/// An instance identifier (II).
struct identifier {
    std::string root;                 ///< @root: OID or UUID. 0..1
    std::string extension;            ///< @extension. 0..1
    std::string assigning_authority;  ///< @assigningAuthorityName. 0..1
    std::string null_flavor;          ///< @nullFlavor. 0..1

    bool empty() const noexcept {
        return root.empty() && extension.empty() && assigning_authority.empty() && null_flavor.empty();
    }
    bool operator==(const identifier&) const = default;
};

/// A point in time (TS): the HL7 text exactly as sent, whose length is its precision
/// (YYYY[MM[DD[hh[mm[ss[.f]]]]]][+-zzzz]).
struct instant {
    std::string value;        ///< @value. 0..1
    std::string null_flavor;  ///< @nullFlavor. 0..1

    bool empty() const noexcept { return value.empty() && null_flavor.empty(); }
    bool operator==(const instant&) const = default;
};

/// A time that may be a period (IVL_TS): a point (`value`), or bounds, or null.
struct interval {
    std::string value;        ///< @value: a point in time. 0..1
    instant low;              ///< low. 0..1
    instant high;             ///< high. 0..1
    std::string null_flavor;  ///< @nullFlavor of the period as a whole. 0..1

    bool empty() const noexcept {
        return value.empty() && low.empty() && high.empty() && null_flavor.empty();
    }
    bool operator==(const interval&) const = default;
};

/// Parts of a person's name, by the CDA element that holds them; `text` is character data outside any part.
enum class name_part_kind { family, given, prefix, suffix, delimiter, text };

/// One part of a name. Qualifiers (cda-pps.md "Header"): BR of birth (family: nom de naissance; given:
/// premier prénom de l'acte de naissance), CL used (nom, prénom utilisé), SP of the spouse; without one,
/// `given` of a patient is the list of the birth given names.
struct name_part {
    name_part_kind kind = name_part_kind::text;
    std::string qualifier;    ///< @qualifier. 0..1
    std::string text;         ///< Character data. 0..1
    std::string null_flavor;  ///< @nullFlavor. 0..1

    bool operator==(const name_part&) const = default;
};

/// A person's name (PN), its parts in the order sent.
struct name {
    std::string use;               ///< @use. 0..1
    std::vector<name_part> parts;  ///< family, given, prefix, suffix, delimiter, text. 0..*
    std::string null_flavor;       ///< @nullFlavor. 0..1

    /// The first part of that kind and qualifier ("" asks for a part without one), "" when there is none.
    std::string_view part(name_part_kind kind, std::string_view qualifier = {}) const noexcept;
    bool empty() const noexcept { return use.empty() && parts.empty() && null_flavor.empty(); }
    bool operator==(const name&) const = default;
};

/// Parts of an address, by the CDA element that holds them; `text` is character data outside any part.
enum class address_part_kind {
    street_address_line,
    house_number,
    house_number_numeric,
    street_name,
    street_name_base,
    street_name_type,
    additional_locator,
    unit_id,
    unit_type,
    post_box,
    precinct,
    delivery_address_line,
    postal_code,
    city,
    county,  ///< Of a place of birth: the INSEE code of the commune or country.
    state,
    country,
    text,
};

struct address_part {
    address_part_kind kind = address_part_kind::text;
    std::string text;         ///< Character data. 0..1
    std::string null_flavor;  ///< @nullFlavor. 0..1

    bool operator==(const address_part&) const = default;
};

/// A postal address (AD), its parts in the order sent.
struct address {
    std::string use;                  ///< @use: H, HP, WP… 0..1
    std::vector<address_part> parts;  ///< 0..*
    std::string null_flavor;          ///< @nullFlavor. 0..1

    /// The first part of that kind, "" when there is none.
    std::string_view part(address_part_kind kind) const noexcept;
    bool empty() const noexcept { return use.empty() && parts.empty() && null_flavor.empty(); }
    bool operator==(const address&) const = default;
};

/// A way to reach someone (TEL): a URI such as tel:, mailto:, http:.
struct telecom {
    std::string value;        ///< @value. 0..1
    std::string use;          ///< @use: H, HP, WP, MC, DIR… 0..1
    std::string null_flavor;  ///< @nullFlavor. 0..1

    bool operator==(const telecom&) const = default;
};

}  // namespace pps
