#pragma once

#include "cda/pps/parties.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Coded statements of the body: what an entry or an entryRelationship holds.
namespace pps {

/// value of an observation (ANY). Only the members that belong to its `type` are filled.
struct value {
    std::string type;  ///< Local name of @xsi:type as sent: CD, CE, CO, BL, PQ, INT, TS, EIVL_TS, ST… 0..1
    /// Of CD, CE, CV, CO, its null flavor apart; of an ED that is a reference: in its original text. 0..1
    coded code;
    std::string text;  ///< @value of BL ("true", "false"), PQ, INT, REAL, TS, EIVL_TS; text of ST, ED. 0..1
    std::string unit;  ///< @unit of PQ. 0..1
    interval period;   ///< Of IVL_TS. 0..1
    std::string null_flavor;  ///< @nullFlavor of any type. 0..1

    /// True or false for a BL that says so.
    std::optional<bool> boolean() const noexcept;
    bool operator==(const value&) const = default;
};

/// act 48767-8 (comment, template 1.2.250.1.213.1.1.3.32).
struct comment {
    std::vector<identifier> ids;  ///< id. 0..*
    narrative_text text;          ///< text. 1..1
    std::string status;           ///< statusCode/@code. 0..1
    interval time;                ///< effectiveTime. 0..1
    std::vector<author> authors;  ///< author. 0..*

    bool operator==(const comment&) const = default;
};

/// reference/externalDocument of a statement.
struct external_document {
    std::string type_code;        ///< reference/@typeCode: REFR, RPLC, SPRT… 0..1
    std::vector<identifier> ids;  ///< id. 1..*
    coded code;                   ///< code. 0..1
    narrative_text text;          ///< text. 0..1
    identifier set_id;            ///< setId. 0..1
    std::string version;          ///< versionNumber/@value. 0..1

    bool operator==(const external_document&) const = default;
};

enum class statement_class {
    act,
    encounter,
    observation,
    observation_media,
    organizer,
    procedure,
    region_of_interest,
    substance_administration,
    supply,
};

struct related_statement;

/// A clinical statement. `related` holds only what has no named place around it (see plan.hpp): the parts
/// that a type such as `programme_entry` names are taken out of it, and so are comments.
struct statement {
    statement_class kind = statement_class::observation;
    std::string
        class_code;    ///< @classCode of an organizer (CLUSTER, BATTERY); the other kinds have one each. 0..1
    std::string mood;  ///< @moodCode: EVN done, INT planned, PRP, ARQ… 1..1
    std::optional<bool> negated;            ///< @negationInd. 0..1
    std::vector<identifier> ids;            ///< id; an id that says nothing is left out. 0..*
    coded code;                             ///< code. 0..1
    narrative_text text;                    ///< text. 0..1
    std::string status;                     ///< statusCode/@code. 0..1
    interval time;                          ///< effectiveTime. 0..1
    coded priority;                         ///< priorityCode. 0..1
    std::vector<value> values;              ///< value. 0..* (1..1 for an observation 1.2.250.1.213.1.1.3.48)
    std::vector<coded> interpretations;     ///< interpretationCode. 0..*
    std::vector<coded> methods;             ///< methodCode. 0..*
    std::vector<coded> target_sites;        ///< targetSiteCode. 0..*
    std::vector<performer> performers;      ///< performer. 0..*
    std::vector<author> authors;            ///< author. 0..*
    std::vector<participant> participants;  ///< participant. 0..*
    std::vector<comment> comments;          ///< entryRelationship/act[code 48767-8]. 0..*
    std::vector<external_document> documents;  ///< reference/externalDocument. 0..*
    std::vector<related_statement> related;  ///< Other entryRelationship, and component of an organizer. 0..*
    /// templateId, only of a statement that has no named place in the model: the others take theirs from the
    /// tables. 0..*
    std::vector<identifier> templates;

    /// Free text of an answer: the original text of its first value when that leads to a text (the official
    /// example has side effects whose `text` leads elsewhere), else `text`.
    std::string_view free_text() const noexcept;
    bool operator==(const statement&) const;
};

/// entryRelationship.
struct related_statement {
    std::string type_code;         ///< @typeCode: COMP, SUBJ, RSON, REFR… 0..1
    std::optional<bool> inverted;  ///< @inversionInd. 0..1
    pps::statement statement;      ///< Its act, observation, procedure… 1..1

    bool operator==(const related_statement&) const = default;
};

}  // namespace pps
