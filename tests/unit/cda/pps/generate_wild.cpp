#include "cda/pps/names.hpp"
#include "make.hpp"

#include <optional>
#include <vector>

namespace pps::tests {
namespace {

constexpr std::string_view flavors[] = {"NI", "UNK", "NA", "NAV", "MSK", "ASKU", "NASK", "OTH"};
constexpr std::string_view moments[] = {"2021",
                                        "202103",
                                        "20210315",
                                        "202103151217",
                                        "20210315121700",
                                        "20210315121700+0100",
                                        "20210315121700.250-0400"};
constexpr std::string_view value_types[] = {"CD",  "CE", "CO",      "BL", "PQ",
                                            "INT", "TS", "EIVL_TS", "ST", "IVL_TS"};

/// Fills each type of the model: every member there or not. The values themselves are of the right sort.
class wild {
  public:
    explicit wild(random& dice) noexcept : dice_(dice) {}

    void fill(plan& to) {
        to.kind = enumerator<plan_kind>();
        some(to.model_version, "2022.01");
        fill(to.id);
        fill(to.code);
        text(to.title);
        fill(to.time);
        fill(to.confidentiality);
        some(to.language, "fr-FR");
        maybe(to.set_id);
        some(to.version, "3");
        fill(to.patient);
        many(to.authors);
        many(to.informants);
        maybe(to.custodian);
        many(to.recipients);
        maybe(to.legal);
        many(to.authenticators);
        many(to.participants);
        many(to.orders);
        many(to.events);
        many(to.related);
        maybe(to.encounter);
        if (dice_.chance(10)) {
            maybe(to.file, 100);
            return;
        }
        many(to.sections, 4);
        many(to.diagnoses);
        maybe(to.paediatrics);
        maybe(to.screening);
        maybe(to.phase);
        many(to.programme, 4);
        maybe(to.treatments_stopped);
        maybe(to.status);
        many(to.referenced_documents);
    }

  private:
    bool some() noexcept { return dice_.chance(40); }

    void some(std::string& to, std::string_view what) {
        if (some()) to = what;
    }
    void text(std::string& to) {
        if (some()) to = make::free_text(dice_);
    }
    bool null(std::string& flavor, unsigned percent = 15) {
        if (!dice_.chance(percent)) return false;
        flavor = dice_.pick(flavors);
        return true;
    }
    template <typename Enumeration>
    Enumeration enumerator() noexcept {
        return dice_.pick(names<Enumeration>::table).first;
    }
    template <typename Type>
    void maybe(Type& to) {
        if (some()) fill(to);
    }
    template <typename Type>
    void maybe(std::optional<Type>& to, unsigned percent = 40) {
        if (dice_.chance(percent)) fill(to.emplace());
    }
    /// Deep nesting ends by itself: the deeper, the fewer.
    template <typename Type>
    void many(std::vector<Type>& to, std::size_t most = 2) {
        ++depth_;
        if (dice_.below(2 + depth_) == 0) {
            for (auto left = dice_.below(most) + 1; left > 0; --left)
                fill(to.emplace_back());
        }
        --depth_;
    }

    void fill(std::string& to) { to = make::free_text(dice_); }
    void fill(narrative_text& to) {
        if (null(to.null_flavor)) return;
        some(to.reference, dice_.chance(20) ? "#" : "#texte-1");
        if (to.reference != "#" && some()) to.text = make::narrative_words(dice_);
    }
    void fill(coded& to) {
        if (!null(to.null_flavor)) {
            const auto& row = dice_.pick(words::choices).choice;
            some(to.code, row.code);
            some(to.system, row.scheme);
            some(to.system_name, "TA_ASIP");
            some(to.system_version, "2023-08");
            some(to.display, row.display);
        }
        maybe(to.original_text);
        many(to.translations, 1);
        many(to.qualifiers, 1);
    }
    void fill(qualifier& to) {
        maybe(to.name);
        fill(to.value);
    }
    void fill(identifier& to) {
        if (null(to.null_flavor)) return;
        to.root = dice_.chance(50) ? make::uuid(dice_) : "1.2.250.1.999.7.10";
        some(to.extension, "N° 12/34 & <5>");
        some(to.assigning_authority, "Établissement fictif");
    }
    void fill(instant& to) {
        if (!null(to.null_flavor)) to.value = dice_.pick(moments);
    }
    void fill(interval& to) {
        switch (dice_.below(4)) {
            case 0:
                to.value = dice_.pick(moments);
                break;
            case 1:
                fill(to.low);
                break;
            case 2:
                fill(to.low);
                [[fallthrough]];
            case 3:
                fill(to.high);
                break;
        }
        if (to.empty()) null(to.null_flavor, 100);
        if (dice_.chance(15)) {
            to = {};
            null(to.null_flavor, 100);
        }
    }
    void fill(name_part& to) {
        to.kind = enumerator<name_part_kind>();
        static constexpr std::string_view qualifiers[] = {"BR", "CL", "SP", "CL BR"};
        if (some()) to.qualifier = dice_.pick(qualifiers);
        if (!null(to.null_flavor)) to.text = dice_.pick(words::families);
    }
    void fill(name& to) {
        some(to.use, "L");
        if (!null(to.null_flavor)) many(to.parts, 4);
    }
    void fill(address_part& to) {
        to.kind = enumerator<address_part_kind>();
        if (!null(to.null_flavor)) to.text = dice_.pick(words::streets);
    }
    void fill(address& to) {
        some(to.use, "HP");
        if (!null(to.null_flavor)) many(to.parts, 6);
    }
    void fill(telecom& to) {
        if (!null(to.null_flavor)) to = make::some_telecom(dice_);
        some(to.use, "WP DIR");
    }
    void fill(organization& to) {
        many(to.ids);
        many(to.names);
        many(to.telecoms);
        many(to.addresses);
        maybe(to.industry);
    }
    void fill(device& to) {
        some(to.model, "Serveur d'essai");
        some(to.software, "Éditeur PPS fictif 1.0");
        maybe(to.code);
    }
    void fill(party& to) {
        some(to.class_code, "PROV");
        many(to.ids);
        maybe(to.code);
        many(to.addresses);
        many(to.telecoms);
        many(to.names);
        maybe(to.device, 15);
        maybe(to.organization);
    }
    void fill(author& to) {
        maybe(to.function);
        maybe(to.time);
        fill(to.who);
    }
    void fill(authenticator& to) {
        maybe(to.time);
        some(to.signature, "S");
        fill(to.who);
    }
    void fill(informant& to) {
        to.kind = enumerator<informant_kind>();
        to.professional = dice_.chance(30);
        fill(to.who);
        maybe(to.time);
    }
    void fill(recipient& to) {
        some(to.type_code, "TRC");
        fill(to.who);
    }
    void fill(participant& to) {
        to.role = enumerator<participant_role>();
        some(to.type_code, "CON");
        maybe(to.function);
        maybe(to.time);
        fill(to.who);
    }
    void fill(performer& to) {
        some(to.type_code, "SPRF");
        maybe(to.function);
        maybe(to.time);
        fill(to.who);
    }
    void fill(patient& to) {
        many(to.ids, 3);
        many(to.addresses);
        many(to.telecoms);
        many(to.names);
        fill(to.gender);
        maybe(to.birth_time);
        maybe(to.marital_status);
        many(to.guardians);
        maybe(to.birthplace);
        some(to.birthplace_name, "Maternité d'essai");
        maybe(to.provider);
    }
    void fill(value& to) {
        to.type = dice_.pick(value_types);
        if (null(to.null_flavor)) return;
        if (to.type == "CD" || to.type == "CE" || to.type == "CO") {
            fill(to.code);
            to.code.null_flavor.clear();  // A null value holds it itself.
        } else if (to.type == "IVL_TS") {
            fill(to.period);
        } else if (to.type == "BL") {
            to.text = dice_.chance(50) ? "true" : "false";
        } else if (to.type == "PQ") {
            to.text = "0070.50";
            some(to.unit, "kg/m2");
        } else if (to.type == "INT") {
            to.text = "-12345678901234567890";
        } else if (to.type == "ST") {
            fill(to.text);
        } else {
            to.text = dice_.pick(moments);
        }
        if (dice_.chance(5)) to.type.clear();
    }
    void fill(comment& to) {
        many(to.ids, 1);
        fill(to.text);
        some(to.status, "completed");
        maybe(to.time);
        many(to.authors, 1);
    }
    void fill(external_document& to) {
        some(to.type_code, "RPLC");
        many(to.ids);
        maybe(to.code);
        maybe(to.text);
        maybe(to.set_id);
        some(to.version, "12");
    }
    void fill(statement& to) {
        ++depth_;
        to.kind = enumerator<statement_class>();
        if (to.kind == statement_class::organizer) some(to.class_code, "CLUSTER");
        static constexpr std::string_view moods[] = {"EVN", "INT", "PRP", "ARQ"};
        if (some()) to.mood = dice_.pick(moods);
        if (some()) to.negated = dice_.chance(50);
        many(to.ids);
        maybe(to.code);
        maybe(to.text);
        some(to.status, "active");
        maybe(to.time);
        maybe(to.priority);
        many(to.values);
        many(to.interpretations, 1);
        many(to.methods, 1);
        many(to.target_sites, 1);
        many(to.performers, 1);
        many(to.authors, 1);
        many(to.participants, 1);
        many(to.comments, 1);
        many(to.documents, 1);
        many(to.related);
        many(to.templates);
        --depth_;
    }
    void fill(related_statement& to) {
        some(to.type_code, "COMP");
        if (some()) to.inverted = dice_.chance(50);
        fill(to.statement);
    }
    void fill(section& to) {
        to.kind = enumerator<section_kind>();
        many(to.ids, 1);
        many(to.templates);
        maybe(to.code);
        if (!null(to.title_null_flavor)) text(to.title);
        text(to.text);
        some(to.markup,
             "<paragraph>a &lt; b</paragraph><table border=\"0\"><tbody><tr><td/></tr></tbody></table>");
        many(to.authors, 1);
        many(to.statements);
        many(to.subsections);
    }
    void fill(tumour_site& to) {
        maybe(to.site);
        maybe(to.laterality);
    }
    void fill(tnm_stage& to) {
        fill(to.stage);
        maybe(to.group);
        maybe(to.edition);
        maybe(to.t);
        maybe(to.n);
        maybe(to.m);
    }
    void fill(other_stage& to) {
        fill(to.stage);
        maybe(to.classification);
        maybe(to.version);
    }
    void fill(diagnosis& to) {
        fill(to.concern);
        fill(to.finding);
        maybe(to.morphology);
        many(to.sites);
        many(to.tnm);
        many(to.other_stages);
    }
    void fill(clinical_phase& to) {
        maybe(to.phase);
        maybe(to.progression);
        maybe(to.local);
        maybe(to.regional);
        maybe(to.distant);
    }
    void fill(paediatrics& to) {
        maybe(to.answer);
        maybe(to.reason);
    }
    void fill(programme_entry& to) {
        to.kind = enumerator<programme_kind>();
        to.section = enumerator<section_kind>();
        fill(to.act);
        maybe(to.choice);
        maybe(to.planned);
        maybe(to.rhythm);
        maybe(to.route);
        maybe(to.side_effects);
        many(to.reasons);
    }
    void fill(document_status& to) {
        maybe(to.state);
        maybe(to.update_reason);
        maybe(to.board_date);
        maybe(to.handed_over);
    }
    void fill(related_document& to) {
        some(to.type_code, "APND");
        many(to.ids);
        maybe(to.code);
        maybe(to.set_id);
        some(to.version, "7");
    }
    void fill(service_event& to) {
        some(to.class_code, "ACT");
        many(to.ids);
        maybe(to.code);
        maybe(to.time);
        many(to.performers);
    }
    void fill(encounter& to) {
        many(to.ids);
        maybe(to.code);
        maybe(to.time);
        maybe(to.discharge);
        maybe(to.responsible);
        many(to.participants);
        many(to.facility_ids);
        maybe(to.facility);
        some(to.place, "Hôpital de jour");
        maybe(to.place_address);
        maybe(to.provider);
    }
    void fill(embedded_file& to) {
        some(to.media_type, "application/pdf");
        some(to.representation, "B64");
    }

    random& dice_;
    std::size_t depth_ = 0;
};

}  // namespace

plan make_wild(random& dice) {
    plan out;
    wild(dice).fill(out);
    return out;
}

}  // namespace pps::tests
