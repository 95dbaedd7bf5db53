#pragma once

#include "cda/pps/model.hpp"
#include "hl7/fhir/elements.hpp"
#include "hl7/fhir/output.hpp"
#include "hl7/fhir/uuid.hpp"
#include "hl7/fhir/vocabulary.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Parts of write_bundle. Not for use outside this folder.
namespace pps::hl7::fhir {

/// Whose address or telecom it is: some FHIR rules depend on it. `birth`: the place of birth of a patient.
enum class owner { person, organization, birth };

// Data types (write_types.cpp). Each writes the members of an element that is already open.
void write_concept(output& out, const coded& code, const coded* laterality = nullptr);
void write_identifier(output& out, const identifier& id);
void write_name(output& out, const name& name, bool of_patient = false);
void write_address(output& out, const address& address, owner whose = owner::person);
void write_telecom(output& out, const telecom& telecom, owner whose = owner::person);
/// Members of a Period.
void write_period(output& out, const interval& time);

// Elements by name (write_types.cpp); nothing when the value is empty.
void put_concept(output& out, std::string_view key, const coded& code);
void put_concepts(output& out, std::string_view key, const std::vector<coded>& codes);
void put_identifier(output& out, std::string_view key, const identifier& id);
void put_identifiers(output& out, std::string_view key, const std::vector<identifier>& ids);
void put_names(output& out, const std::vector<name>& names, bool of_patient = false);
void put_addresses(output& out, const std::vector<address>& addresses, owner whose = owner::person);
void put_telecoms(output& out, const std::vector<telecom>& telecoms, owner whose = owner::person);
/// A primitive that FHIR requires: with the reason of its absence when it is empty.
void put_required(output& out, std::string_view key, std::string_view value,
                  std::string_view null_flavor = {});
/// A dateTime (or a date, when `date_only`).
void put_time(output& out, std::string_view key, const instant& time, bool date_only = false);
/// `<base>DateTime` or `<base>Period`.
void put_time_choice(output& out, std::string_view base, const interval& time);
void put_period(output& out, std::string_view key, const interval& time);
/// `<base>CodeableConcept`, `<base>Quantity`… that comes closest to a value.
void put_value(output& out, std::string_view base, const value& value);
/// Does `put_value` write anything? Does what it writes give the value back?
bool shows(const value& value) noexcept;
bool gives_back(const value& value) noexcept;
/// The text of a resource as its Narrative.
void put_narrative(output& out, std::string_view text);

// Extensions of the data types (write_types.cpp); nothing when the value is empty.
void add_concept(output& out, extensions& to, std::string_view url_text, const coded& code);
void add_identifier(output& out, extensions& to, std::string_view url_text, const identifier& id);
void add_time(output& out, extensions& to, std::string_view url_text, const interval& time);
/// A value in full.
void add_value(output& out, extensions& to, std::string_view url_text, const value& value);
/// reference and null flavor of a text; the text itself is the element's.
void add_narrative_link(extensions& to, const narrative_text& text);
/// A code that `fhir` stands for, unless it gives it back.
void add_exact(extensions& to, std::string_view url_text, pairs table, std::string_view code,
               std::string_view fhir);

/// Writes one Bundle. Resources are written in the order in which they are first referenced, so that each one
/// is referenced and every reference leads to one.
class writer {
  public:
    writer(const plan& plan, std::string_view file);
    std::string write();

  private:
    struct programme_place {
        section_kind kind;
        std::vector<const programme_entry*> entries;
    };
    template <class Key>
    struct known {
        const Key* key;
        std::string urn;
    };

    // References (writer.cpp)
    /// The urn of a resource to come: `members` writes it, once the ones before it are written.
    template <class Members>
    std::string later(std::string_view type, Members members);
    void put_reference(std::string_view key, std::string_view urn);
    void reference_members(std::string_view urn) { out_.text("reference", urn); }

    // Document (write_document.cpp)
    void composition();
    void composition_extensions();
    void attesters();
    void relations();
    void events();
    std::string encounter_resource();
    std::string patient_resource();
    void patient_members();
    void file_section();

    // Sections and the body (write_body.cpp)
    void sections(const std::vector<section>& all);
    void one_section(const section& one);
    void section_narrative(extensions& to, const section& one, const std::string& div);
    void plan_programme();
    /// The resources of what the plan names in a section of that kind; `homeless`: there is no such section.
    std::vector<std::string> named_entries(section_kind where, bool homeless);
    std::string condition(const diagnosis& one);
    std::string tnm(const tnm_stage& one);
    std::string other(const other_stage& one);
    void concern_extensions(extensions& to, const diagnosis& one);
    void condition_members(const diagnosis& one);
    std::string care_plan(const programme_place& place, bool says_kind);
    std::string programme(const programme_entry& one);
    std::string care_team();

    // Statements (write_statements.cpp)
    /// What a statement says besides its own members.
    struct frame {
        fhir::role role = role::statement;
        const coded* choice =
            nullptr;  ///< Programme entries: takes `code`, the statement's own is the category.
        const coded* value = nullptr;       ///< Takes `value[x]`.
        const coded* edition = nullptr;     ///< Takes `method`.
        const interval* planned = nullptr;  ///< Shown as the time when the statement has none.
        std::vector<std::pair<std::string_view, std::vector<std::string>>>
            references;                       ///< Lists of references.
        std::vector<std::string> members;     ///< hasMember.
        std::vector<std::string> supporting;  ///< supportingInfo, or its extension.
        std::string instruction;              ///< patientInstruction, or complication.
        std::string_view kind;                ///< Extension "kind".
        const diagnosis* tumour =
            nullptr;  ///< Form finding: the diagnosis that the statement is the finding of.
    };
    std::string statement(const pps::statement& one, form as, frame around);
    std::string statement(const pps::statement& one);
    std::string observation(const pps::statement& one, role as, std::vector<std::string> members = {});
    static form form_of(const pps::statement& one) noexcept;
    void statement_members(const pps::statement& one, form as, const frame& around);
    void statement_extensions(extensions& to, const pps::statement& one, form as, const frame& around);
    void required_members(const pps::statement& one, form as);
    void put_performers(const std::vector<performer>& all, form as);
    void put_comments(const std::vector<comment>& all);
    void comment_members(const comment& one);
    void related(extensions& to, const pps::statement& one, form as);
    std::string document(const external_document& one);

    // Parties (write_parties.cpp)
    std::string party_resource(const party& who, bool device_allowed);
    std::string related_person(const party& who);
    std::string organization_resource(const organization& one);
    std::string device_resource(const party& who);
    std::string practitioner(const party& who);
    void device_members(const device& one);
    void author_extensions(extensions& to, const author& one);
    void performer_extensions(extensions& to, const performer& one, bool function);
    /// A Reference member with extensions.
    template <class More>
    void reference_with(std::string_view urn, More more) {
        {
            extensions to(out_);
            more(to);
        }
        reference_members(urn);
    }
    template <class More>
    void add_reference(extensions& to, std::string_view url_text, std::string_view urn, More more) {
        to.with(url_text, [&] { out_.object("valueReference", [&] { reference_with(urn, more); }); });
    }
    void add_reference(extensions& to, std::string_view url_text, std::string_view urn) {
        add_reference(to, url_text, urn, [](extensions&) {});
    }
    void add_author(extensions& to, const author& one);

    struct pending {
        std::string urn;
        std::string type;
        std::function<void()> members;
    };

    const plan& plan_;
    std::string_view file_;
    name_space names_;
    output out_;
    std::vector<pending> queue_;
    std::vector<std::pair<std::string, unsigned>> counts_;  ///< Resources so far, by type.
    std::vector<known<party>> parties_, devices_, people_, relatives_;
    std::vector<known<organization>> organizations_;
    std::string patient_;
    std::string care_team_;
    std::vector<programme_place> programme_;
    std::vector<std::pair<const programme_entry*, unsigned>>
        positions_;                     ///< When not in the order of sections.
    std::vector<section_kind> served_;  ///< Sections whose named entries are written.
};

template <class Members>
std::string writer::later(std::string_view type, Members members) {
    unsigned* count = nullptr;
    for (auto& [known_type, number] : counts_) {
        if (known_type == type) count = &number;
    }
    if (count == nullptr) count = &counts_.emplace_back(std::string(type), 0U).second;
    auto urn = names_.urn(std::string(type) + "/" + std::to_string(++*count));
    queue_.push_back({urn, std::string(type), std::move(members)});
    return urn;
}

}  // namespace pps::hl7::fhir
