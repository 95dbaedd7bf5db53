#include "generate.hpp"

#include "cda/identifiers.hpp"
#include "make.hpp"

#include <cstdio>

namespace pps::tests {
namespace make {
namespace {

/// INS with its key (identifiers.md: Corsica counts as 19 and 18).
std::string ins(random& dice, bool woman, std::string_view birth, std::string_view commune) {
    std::string number = woman ? "2" : "1";
    number.append(birth.substr(2, 4)).append(commune);
    char order[8];
    std::snprintf(order, sizeof order, "%03u", dice.between(1, 999));
    number += order;
    std::string all_digits = number;
    if (commune[1] == 'A' || commune[1] == 'B') all_digits.replace(5, 2, commune[1] == 'A' ? "19" : "18");
    char key[4];
    std::snprintf(key, sizeof key, "%02u", static_cast<unsigned>(97 - std::stoull(all_digits) % 97));
    return number + key;
}

patient some_patient(random& dice, const calendar& dates) {
    patient out;
    const bool woman = dice.chance(50);
    const bool child = dice.chance(20);
    char birth[16];
    std::snprintf(birth, sizeof birth, "%04u%02u%02u",
                  child ? dates.year - dice.between(1, 17) : dice.between(1935, 2000), dice.between(1, 12),
                  dice.between(1, 28));
    const auto commune = dice.pick(words::communes);
    out.ids.push_back(id_of(std::string(dice.chance(80) ? cda::ins_nir_test_root : cda::ins_nir_demo_root),
                            ins(dice, woman, birth, commune)));
    for (auto left = dice.below(3); left > 0; --left) {
        auto local =
            id_of("1.2.250.1.999.7.3." + std::to_string(left), "IPP-" + std::to_string(dice.below(9999)));
        if (dice.chance(20)) local.assigning_authority = "Centre hospitalier fictif";
        out.ids.push_back(std::move(local));
    }
    if (dice.chance(80)) out.addresses.push_back(some_address(dice));
    for (auto left = dice.between(1, 3); left > 0; --left)
        out.telecoms.push_back(some_telecom(dice));
    // Official rule RIM-002: a null stands alone.
    if (out.telecoms.size() > 1)
        std::erase_if(out.telecoms, [](const telecom& one) { return !one.null_flavor.empty(); });

    const std::string family(dice.pick(words::families));
    const std::string given(woman ? dice.pick(words::women) : dice.pick(words::men));
    name names;
    names.parts = {{name_part_kind::family, "BR", family, {}},
                   {name_part_kind::given, {}, given + " DOMINIQUE", {}},
                   {name_part_kind::given, "BR", given, {}}};
    if (dice.chance(60)) {
        names.parts.push_back({name_part_kind::family, "CL", std::string(dice.pick(words::families)), {}});
        names.parts.push_back({name_part_kind::given, "CL", given, {}});
    }
    out.names.push_back(std::move(names));
    out.gender = code_of(woman ? concept_row{"F", "2.16.840.1.113883.5.1", "Féminin"}
                               : concept_row{"M", "2.16.840.1.113883.5.1", "Masculin"});
    out.birth_time.value = birth;
    for (auto left = child ? dice.between(1, 2) : dice.below(8) == 0 ? 1U : 0U; left > 0; --left) {
        party guardian;
        if (dice.chance(70)) guardian.addresses.push_back(some_address(dice));
        if (dice.chance(70)) guardian.telecoms.push_back(some_telecom(dice));
        guardian.names.push_back(person_name(dice, false));
        out.guardians.push_back(std::move(guardian));
    }
    out.birthplace.emplace();
    out.birthplace->parts.push_back({address_part_kind::county, std::string(commune), {}});
    if (dice.chance(70))
        out.birthplace->parts.push_back({address_part_kind::city, std::string(dice.pick(words::cities)), {}});
    return out;
}

informant some_informant(random& dice, informant_kind kind) {
    informant out;
    out.kind = kind;
    out.who.class_code = kind == informant_kind::trusted_person ? "NOK" : "ECON";
    out.who.code = code_of(dice.pick(words::relatives));
    if (dice.chance(60)) out.who.addresses.push_back(some_address(dice));
    out.who.telecoms.push_back(some_telecom(dice));
    out.who.names.push_back(person_name(dice, false));
    return out;
}

participant some_participant(random& dice, const calendar& dates, const tables::participant_row& row) {
    participant out;
    out.role = row.role;
    out.type_code = row.type_code;
    if (row.function.code.empty()) {
        out.function.null_flavor = "NA";
    } else {
        out.function = code_of(row.function);
    }
    if (dice.chance(60)) out.function.original_text.text = free_text(dice);
    if (!row.translation.code.empty()) out.function.translations.push_back(code_of(row.translation));
    if (dice.chance(40)) {
        out.time = some_time(dice, dates, 1);
        // Official rule CI-SISParticipant: an end that is there is known.
        out.time.high.null_flavor.clear();
    } else {
        out.time.null_flavor = "UNK";
    }
    out.who.class_code = row.class_code;
    const bool person = row.role == participant_role::treating_physician || dice.chance(50);
    if (person && dice.chance(80)) {
        out.who.ids.push_back(id_of(std::string(cda::person_root), rpps(dice)));
        out.who.code = code_of(dice.pick(words::professions));
    }
    if (dice.chance(70)) out.who.addresses.push_back(some_address(dice));
    out.who.telecoms.push_back({"tel:0200000000", dice.chance(50) ? "WP" : "", {}});
    if (person) out.who.names.push_back(person_name(dice));
    if (!person || dice.chance(70)) out.who.organization = some_organization(dice);
    return out;
}

encounter some_encounter(random& dice, const calendar& dates) {
    encounter out;
    if (dice.chance(20))
        out.ids.push_back(id_of("1.2.250.1.999.7.4", "NDA-" + std::to_string(dice.below(9999))));
    if (dice.chance(30)) out.code = code_of(dice.pick(words::encounters));
    if (dice.chance(50)) {
        out.time.null_flavor = "MSK";
    } else {
        out.time = some_time(dice, dates, -1);
    }
    if (dice.chance(15)) out.responsible = professional(dice, true);
    if (dice.chance(15)) {
        out.participants.push_back(some_performer(dice, dates));
        out.participants.back().type_code = "ATND";
        out.participants.back().function = {};
        // Official rule CI-SISComponentOf, as for the participants.
        out.participants.back().time.high.null_flavor.clear();
    }
    if (dice.chance(15)) out.facility_ids.push_back(id_of("1.2.250.1.999.7.5", "UF-12"));
    out.facility = code_of(dice.pick(words::facilities));
    if (dice.chance(25)) out.place = dice.pick(words::structures);
    if (dice.chance(25)) out.place_address = some_address(dice);
    return out;
}

}  // namespace

void fill_header(random& dice, const calendar& dates, plan& out) {
    const auto number = std::to_string(dice.below(1'000'000'000) + 1);
    out.kind = plan_kind::care_plan;
    out.model_version = cda::terminology::model_version;
    out.code = code_of({cda::terminology::type_pps, tables::loinc, "Plan personnalisé de soins"});
    if (dice.chance(50)) out.code.system_name.clear();
    out.title =
        dice.chance(80) ? "PROGRAMME PERSONNALISÉ DE SOINS EN CANCÉROLOGIE" : "PPS « essai » & suite <3>";
    char month[8];
    std::snprintf(month, sizeof month, "%02u15", 7U);
    out.time.value = std::to_string(dates.year) + month + "121700+0200";
    out.confidentiality = code_of(cda::terminology::confidentiality_normal);
    out.language = "fr-FR";
    out.set_id = id_of("1.2.250.1.999.7.200." + number);
    const unsigned version = dice.chance(60) ? 1 : dice.between(2, 40);
    out.version = std::to_string(version);
    out.id = id_of("1.2.250.1.999.7.100." + number + "." + out.version);
    if (version > 1) {
        related_document previous;
        previous.type_code = "RPLC";
        previous.ids.push_back(id_of("1.2.250.1.999.7.100." + number + "." + std::to_string(version - 1)));
        if (dice.chance(50)) previous.set_id = out.set_id;
        if (dice.chance(50)) previous.version = std::to_string(version - 1);
        out.related.push_back(std::move(previous));
    }
    out.patient = some_patient(dice, dates);
    for (auto left = dice.chance(80) ? 1U : 2U; left > 0; --left) {
        author one;
        if (dice.chance(30)) one.function = code_of(dice.pick(words::functions));
        one.time.value = dates.time(dice, 0);
        one.who = professional(dice, true);
        one.who.class_code.clear();
        out.authors.push_back(std::move(one));
    }
    if (dice.chance(15)) {
        author system;
        system.time.value = dates.time(dice, 0);
        system.who.ids.push_back(id_of("1.2.250.1.999.7.9", "LOGICIEL"));
        system.who.device = device{"Serveur d'essai", "Éditeur PPS fictif 1.0", {}};
        system.who.organization = some_organization(dice);
        out.authors.push_back(std::move(system));
    }
    if (dice.chance(70)) out.informants.push_back(some_informant(dice, informant_kind::trusted_person));
    if (dice.chance(70)) out.informants.push_back(some_informant(dice, informant_kind::emergency_contact));
    if (dice.chance(10)) {
        informant caregiver;
        caregiver.professional = true;
        caregiver.who = professional(dice, false);
        out.informants.push_back(std::move(caregiver));
    }
    out.custodian = some_organization(dice);
    if (out.custodian->ids.empty())
        out.custodian->ids.push_back(id_of(std::string(cda::structure_root), structure_id(dice)));
    if (dice.chance(60)) out.custodian->telecoms.push_back({"tel:0200000000", "WP", {}});
    if (dice.chance(60)) out.custodian->addresses.push_back(some_address(dice));
    if (dice.chance(25)) {
        recipient one;
        one.type_code = "PRCP";
        one.who.ids.push_back(id_of(std::string(cda::person_root), rpps(dice)));
        one.who.names.push_back(person_name(dice));
        if (dice.chance(50)) one.who.organization = some_organization(dice);
        out.recipients.push_back(std::move(one));
    }
    out.legal = authenticator{{dates.time(dice, 0), {}}, "S", professional(dice, dice.chance(50))};
    for (auto left = dice.below(5) / 3; left > 0; --left)
        out.authenticators.push_back({{dates.time(dice, 0), {}}, "S", professional(dice, dice.chance(50))});
    for (const auto& row : tables::participants) {
        const auto count = row.required ? 1U : static_cast<unsigned>(dice.below(5) / 2);
        for (unsigned i = 0; i < count; ++i)
            out.participants.push_back(some_participant(dice, dates, row));
    }
    if (dice.chance(15)) out.orders.push_back(id_of("1.2.250.1.999.7.6", "DEMANDE-" + number));
    service_event main;
    if (dice.chance(50)) main.class_code = "ACT";
    main.time.low.value = dates.time(dice, 0);
    if (dice.chance(20)) main.time.high.value = out.time.value;
    main.performers.push_back(some_performer(dice, dates));
    main.performers.front().who = professional(dice, true);
    out.events.push_back(std::move(main));
    out.encounter = some_encounter(dice, dates);
}

}  // namespace make

plan make_plan(std::uint64_t seed, plan_level level) {
    random dice(seed * 2 + (level == plan_level::wild ? 1 : 0));
    if (level == plan_level::wild) return make_wild(dice);
    const make::calendar dates{dice.between(2021, 2025)};
    plan out;
    make::fill_header(dice, dates, out);
    make::fill_body(dice, dates, out);
    return out;
}

}  // namespace pps::tests
