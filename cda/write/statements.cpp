#include "cda/write/statements.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/write/parties.hpp"
#include "cda/write/write_rules.hpp"

#include <algorithm>
#include <array>

namespace pps::cda::writing {
namespace {

/// Members that the schema type of a class has (CDA R2 schema, POCD_MT000040).
struct members_row {
    statement_class kind;
    bool code_required = false;
    bool negation = false;
    bool values = false;
    bool interpretations = false;
    bool methods_and_sites = false;
    bool priority = true;
};
constexpr std::array members{
    members_row{statement_class::act, true, true},
    members_row{statement_class::encounter},
    members_row{statement_class::observation, true, true, true, true, true},
    members_row{statement_class::observation_media, false, false, true, false, false, false},
    members_row{statement_class::organizer, false, false, false, false, false, false},
    members_row{statement_class::procedure, false, true, false, false, true},
    members_row{statement_class::region_of_interest, true, false, true, false, false, false},
    members_row{statement_class::substance_administration, false, true},
    members_row{statement_class::supply},
};

const members_row& members_of(statement_class kind) noexcept {
    return *std::find_if(members.begin(), members.end(), [&](const auto& row) { return row.kind == kind; });
}

const tables::class_row& class_of(statement_class kind) noexcept {
    return *std::find_if(tables::classes.begin(), tables::classes.end(),
                         [&](const auto& row) { return row.kind == kind; });
}

bool is_bare(statement_class kind) noexcept {
    return kind == statement_class::observation_media || kind == statement_class::region_of_interest;
}

std::string_view flag(bool value) noexcept {
    return value ? "true" : "false";
}

void put_ids(page& p, const statement& one, bool demanded) {
    put_all(p, "id", one.ids);
    if (one.ids.empty() && demanded) put(p, "id", defaults::entry_id(p.source, ++p.numbered));
}

void put_code(page& p, const statement& one, const placing& how, const members_row& has) {
    if (one.kind == statement_class::observation_media) return;
    const auto& code = defaults::code_or(one.code, how.code);
    put(p, "code", code, {}, how.code_qualifiers);
    if (code.empty() && has.code_required) p.xml.leaf("code", "nullFlavor", defaults::no_information);
}

void put_time(page& p, const statement& one, const placing& how) {
    const bool timed =
        how.kind == statement_class::substance_administration || how.kind == statement_class::supply;
    if (!one.time.empty()) {
        // SXCM_TS there: bounds need the type that has them.
        put(p, "effectiveTime", one.time, timed && one.time.value.empty() ? "IVL_TS" : "");
    } else if (how.period) {
        const auto time = p.xml.open("effectiveTime");
        p.xml.leaf("low", "nullFlavor", defaults::unknown_start);
    } else if (how.time) {
        p.xml.leaf("effectiveTime", "nullFlavor", defaults::no_information);
    }
}

void put_values(page& p, const statement& one, const placing& how) {
    if (how.kind == statement_class::observation_media || how.kind == statement_class::region_of_interest) {
        const auto value = p.xml.open("value");
        if (one.values.empty() || one.values.front().text.empty()) {
            p.xml.attribute("nullFlavor", defaults::no_information);
        } else if (how.kind == statement_class::region_of_interest) {
            p.xml.attribute("value", one.values.front().text);
        } else {
            p.xml.text(one.values.front().text);
        }
        return;
    }
    if (how.morphology != nullptr) {
        if (how.morphology->empty()) {
            const auto value = p.xml.open("value");
            p.xml.attribute("xsi:type", how.value_type);
            p.xml.attribute("nullFlavor", defaults::no_information);
        } else {
            put(p, "value", *how.morphology, how.value_type);
        }
    }
    auto qualifiers = how.value_qualifiers;
    for (const auto& each : one.values) {
        put(p, "value", each, qualifiers);
        qualifiers = {};
    }
    if (!one.values.empty() || how.morphology != nullptr || how.value_type.empty()) return;
    const auto says = [](const named_qualifier& each) {
        return each.value != nullptr && !each.value->empty();
    };
    const auto value = p.xml.open("value");
    p.xml.attribute("xsi:type", how.value_type);
    if (std::any_of(qualifiers.begin(), qualifiers.end(), says)) {
        put_content(p, {}, qualifiers);
    } else {
        p.xml.attribute("nullFlavor", defaults::no_information);
    }
}

void put_sites(page& p, const statement& one, const placing& how) {
    if (how.sites != nullptr) {
        static const auto name = defaults::code_of(tables::place::laterality_name);
        for (const auto& each : *how.sites) {
            const named_qualifier laterality[] = {
                {&name, &each.laterality, tables::statement_of(tables::place::laterality_name).value_type}};
            put(p, "targetSiteCode", each.site, {}, laterality);
        }
    }
    for (const auto& each : one.target_sites)
        put(p, "targetSiteCode", each);
}

void put_comment(page& p, const comment& one, bool organizer) {
    static const auto how = placing_of(tables::place::comment);
    const auto& row = tables::statement_of(tables::place::comment);
    const auto relationship = p.xml.open(organizer ? "component" : "entryRelationship");
    p.xml.attribute("typeCode", organizer ? defaults::relation_type : row.type_code);
    if (!organizer) p.xml.attribute("inversionInd", row.inversion);
    const auto act = p.xml.open("act");
    p.xml.attribute("classCode", "ACT");
    p.xml.attribute("moodCode", defaults::mood);
    put_templates(p, how.templates);
    put_all(p, "id", one.ids);
    put(p, "code", how.code);
    put(p, "text", one.text);
    p.xml.leaf("statusCode", "code", one.status.empty() ? defaults::status : one.status);
    put(p, "effectiveTime", one.time);
    for (const auto& author : one.authors)
        put(p, author);
}

void put_document(page& p, const external_document& one) {
    const auto reference = p.xml.open("reference");
    p.xml.attribute("typeCode", one.type_code.empty() ? defaults::reference_type : one.type_code);
    const auto document = p.xml.open("externalDocument");
    p.xml.attribute("classCode", "DOC");
    p.xml.attribute("moodCode", defaults::mood);
    put_required(p, one.ids);
    put(p, "code", one.code);
    put(p, "text", one.text);
    put(p, "setId", one.set_id);
    if (!one.version.empty()) p.xml.leaf("versionNumber", "value", one.version);
}

void put_generic(page& p, const related_statement& one, bool organizer) {
    const auto relationship = p.xml.open(organizer ? "component" : "entryRelationship");
    p.xml.attribute("typeCode", one.type_code.empty() ? defaults::relation_type : one.type_code);
    if (one.inverted && !organizer) p.xml.attribute("inversionInd", flag(*one.inverted));
    put_statement(p, one.statement, placing_of(one.statement));
}

// Members that the class has no element for.
bool has_no_place(const statement& one, const members_row& has) noexcept {
    return (!has.values && !one.values.empty()) || (!has.interpretations && !one.interpretations.empty()) ||
           (!has.methods_and_sites && (!one.methods.empty() || !one.target_sites.empty())) ||
           (!has.priority && !one.priority.empty()) || (!has.negation && one.negated);
}

}  // namespace

placing placing_of(tables::place where, unsigned nth) {
    const auto& row = tables::statement_of(where);
    placing out;
    out.templates = row.templates;
    out.code = defaults::code_of(where, nth);
    out.value_type = row.value_type;
    out.period = defaults::has_start(where);
    return out;
}

placing placing_of(const statement& one) {
    placing out;
    out.kind = one.kind;
    out.status = one.kind == statement_class::organizer ? defaults::status : std::string_view{};
    out.id = one.kind == statement_class::region_of_interest;
    out.time = false;
    return out;
}

void put_statement(page& p, const statement& one, const placing& how, const parts& inner) {
    const deeper level(p);
    const auto& row = class_of(how.kind);
    const auto& has = members_of(how.kind);
    const bool organizer = how.kind == statement_class::organizer;
    if (has_no_place(one, has)) p.report(write_rules::row("write.no-place"));

    const auto element = p.xml.open(row.element);
    if (organizer) {
        p.xml.attribute("classCode", one.class_code.empty() ? defaults::organizer_class : one.class_code);
    } else {
        p.xml.attribute("classCode", row.class_code);
    }
    p.xml.attribute("moodCode", one.mood.empty() ? how.mood : one.mood);
    if (one.negated && has.negation) p.xml.attribute("negationInd", flag(*one.negated));
    put_templates(p, how.templates);
    for (const auto& each : one.templates)
        put(p, "templateId", each);
    put_ids(p, one, how.id);
    // A named statement leads into the narrative.
    if (p.kept != nullptr && how.id && one.text.reference.empty() && one.text.null_flavor.empty())
        p.unresolved = true;
    put_code(p, one, how, has);
    if (!is_bare(how.kind)) {
        put(p, organizer ? "sdtc:text" : "text", one.text);
        if (!one.status.empty() || !how.status.empty())
            p.xml.leaf("statusCode", "code", one.status.empty() ? how.status : one.status);
        put_time(p, one, how);
    }
    if (has.priority) put(p, "priorityCode", one.priority);
    if (has.values) put_values(p, one, how);
    if (has.interpretations) {
        for (const auto& each : one.interpretations)
            put(p, "interpretationCode", each);
    }
    if (has.methods_and_sites) {
        for (const auto& each : one.methods)
            put(p, "methodCode", each);
        put_sites(p, one, how);
    }
    if (how.kind == statement_class::substance_administration) {
        p.xml.raw(
            "<consumable><manufacturedProduct><manufacturedMaterial/></manufacturedProduct></consumable>");
    }
    for (const auto& each : one.performers)
        put_statement_performer(p, each);
    for (const auto& each : one.authors)
        put(p, each);
    for (const auto& each : one.participants)
        put_statement_participant(p, each);
    const auto documents = [&] {
        for (const auto& each : one.documents)
            put_document(p, each);
    };
    if (organizer) documents();
    if (level) {
        if (inner) inner();
        for (const auto& each : one.comments)
            put_comment(p, each, organizer);
        for (const auto& each : one.related)
            put_generic(p, each, organizer);
    }
    if (!organizer) documents();
}

void put_related(page& p, const statement& one, const placing& how, std::string_view type_code,
                 std::string_view inversion, const parts& inner) {
    const auto relationship = p.xml.open("entryRelationship");
    p.xml.attribute("typeCode", type_code);
    p.xml.optional("inversionInd", inversion);
    put_statement(p, one, how, inner);
}

void put_part(page& p, tables::place where, const statement& one, unsigned nth) {
    const auto& row = tables::statement_of(where);
    put_related(p, one, placing_of(where, nth), row.type_code, row.inversion);
}

void put_entry(page& p, const statement& one, const placing& how, const parts& inner) {
    const auto entry = p.xml.open("entry");
    put_statement(p, one, how, inner);
}

}  // namespace pps::cda::writing
