#pragma once

#include "cda/pps/model.hpp"
#include "cda/rule.hpp"
#include "hl7/fhir/bundle.hpp"
#include "hl7/fhir/elements.hpp"
#include "hl7/fhir/json_tree.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Parts of read_bundle. Not for use outside this folder.
namespace pps::hl7::fhir {

// Data types (read_types.cpp). What they find they mark as read in the tree.

/// The extension of that URL (our own by its name), none when there is none.
json_value extension(json_value element, std::string_view url_text) noexcept;
/// The extensions of that URL, in order.
std::vector<json_value> all_extensions(json_value element, std::string_view url_text);
/// The extension of a primitive member.
json_value extension_of(json_value object, std::string_view key, std::string_view url_text) noexcept;
/// valueString or valueCode of an extension, "" when there is none.
std::string string_of(json_value element, std::string_view url_text);
bool flag_of(json_value element, std::string_view url_text) noexcept;
/// Null flavor of an element, by its extensions.
std::string null_of(json_value element);
std::string null_of(json_value object, std::string_view primitive);
std::string text(json_value object, std::string_view key);

coded read_concept(json_value element);
/// The first one of a list.
coded read_first_concept(json_value list);
std::vector<coded> read_concepts(json_value list);
coded concept_of(json_value element, std::string_view url_text);
identifier read_identifier(json_value element);
void read_identifiers(json_value list, std::vector<identifier>& to);
std::vector<identifier> identifiers_of(json_value element, std::string_view url_text);
instant read_time(json_value object, std::string_view key);
interval read_period(json_value element);
/// `<base>DateTime`, `<base>Period`; empty when it only repeats what is said elsewhere.
interval read_time_choice(json_value object, std::string_view base);
interval time_of(json_value element, std::string_view url_text);
name read_name(json_value element);
std::vector<name> read_names(json_value list);
/// Names of a patient: those of FR Core (official, usual) become the parts BR and CL of one name.
std::vector<name> read_patient_names(json_value list);
address read_address(json_value element);
void read_addresses(json_value list, std::vector<address>& to);
telecom read_telecom(json_value element);
void read_telecoms(json_value list, std::vector<telecom>& to);
/// Extension "value".
value read_exact_value(json_value held);
/// value[x] and dataAbsentReason.
std::optional<value> read_value(json_value object);
/// reference and null flavor of a text; `said` is the text itself.
narrative_text read_narrative(json_value element, std::string said);
/// What every resource has and the model does not hold: type, id, generated narrative, metadata.
void skip_common(json_value resource);

/// Reads one Bundle into an outcome.
class reader {
  public:
    reader(const json_tree& tree, const read_limits& limits, read_outcome& out) noexcept
        : tree_(tree), limits_(limits), out_(out) {}
    void read();

  private:
    // References (reader.cpp)
    bool index();
    void report(const cda::rule& rule, json_value at);
    /// The resource that a Reference leads to, none with a finding when there is none.
    json_value resolve(json_value reference);
    json_value resolve(json_value reference, std::string_view type);
    /// Charges what becomes of a value; false once the limit is reached.
    bool afford(json_value at, std::size_t bytes);
    /// Room for one more of these in the model.
    template <class Item>
    bool room(json_value at) {
        return afford(at, sizeof(Item));
    }
    /// True the first time; a statement is taken into the plan once.
    bool take(json_value resource);

    // Document (read_document.cpp)
    void composition(json_value one);
    void composition_extensions(json_value one);
    void header_lists(json_value one);
    void encounter(json_value one);
    void patient(json_value one);
    void file(json_value one);

    // Sections and the body (read_body.cpp)
    void sections(json_value list, std::vector<section>& to, std::size_t depth);
    void one_section(json_value one, section& to, std::size_t depth);
    void narrative(json_value one, section& to);
    void place(json_value resource, section_kind where, section* into);
    std::optional<statement>* place_of(role as);
    void diagnosis_of(json_value one);
    void stages(json_value one, diagnosis& to);
    void care_plan(json_value one, section_kind where);
    void programme(json_value one, section_kind where, std::optional<unsigned> position);
    void care_team(json_value one);
    void order_programme();

    // Statements (read_statements.cpp)
    /// Takes a part of a statement that has a place of its own.
    using taker = std::function<bool(role, json_value)>;
    struct frame {
        taker take;
        coded* choice = nullptr;
        coded* value = nullptr;
        coded* edition = nullptr;
    };
    static role role_of(json_value resource);
    static std::optional<form> form_of(json_value resource);
    statement read_statement(json_value resource, form as, const frame& around);
    statement read_statement(json_value resource, form as) { return read_statement(resource, as, frame{}); }
    /// Members from the extensions of an element.
    void read_extensions(json_value element, statement& to, const frame& around);
    void read_elements(json_value resource, form as, statement& to, const frame& around);
    void read_code(json_value resource, form as, statement& to, const frame& around);
    void add_related(json_value reference, std::string type, const frame& around, statement& to);
    /// Fills the first of `places` that is that role's; for `taker`.
    bool fill(role as, json_value resource,
              std::initializer_list<std::pair<role, std::optional<statement>*>> places);
    comment read_comment(json_value element);
    external_document read_document(json_value reference);
    performer read_performer(json_value element, std::string_view who);
    participant read_participant(json_value reference);

    // Parties (read_parties.cpp)
    party read_party(json_value reference);
    party party_of(json_value resource);
    organization read_organization(json_value reference);
    device read_device(json_value resource);
    author read_author(json_value reference);

    const json_tree& tree_;
    const read_limits& limits_;
    read_outcome& out_;
    plan plan_;
    // Ordered: nobody can choose keys that make them slow.
    std::map<std::string, json_value, std::less<>> by_url_;
    std::set<std::uint32_t> taken_;
    std::vector<std::pair<const cda::rule*, unsigned>> reported_;
    std::vector<std::optional<unsigned>> positions_;
    std::vector<std::string> programme_at_;  ///< Pointers of the programme entries as read.
    std::size_t spent_ = 0;
    std::size_t nesting_ = 0;
};

}  // namespace pps::hl7::fhir
