#include "cda/pps/defaults.hpp"

#include "cda/pps/names.hpp"

#include <algorithm>
#include <array>

namespace pps::defaults {
namespace {

namespace terminology = cda::terminology;

constexpr std::string_view entry_prefix = "entry-";

bool is(const std::optional<statement>& one) noexcept {
    return one.has_value();
}

// A section that the volet demands and that may hold text alone: of the others it demands entries, which
// nobody can make up.
bool stands_empty(const tables::section_row& row) noexcept {
    return row.required && (row.kind == section_kind::programme || row.kind == section_kind::personal_data);
}

}  // namespace

coded of(const tables::concept_row& row) {
    coded out;
    out.code = row.code;
    out.system = row.scheme;
    out.display = row.display;
    for (const auto& system : tables::code_systems) {
        if (system.oid == row.scheme) out.system_name = system.name;
    }
    return out;
}

const coded& code_or(const coded& given, const coded& otherwise) noexcept {
    return given.empty() ? otherwise : given;
}

coded code_of(tables::place where, unsigned nth) {
    for (const auto& row : tables::statements) {
        if (row.place == where && nth-- == 0) return of(row.code);
    }
    return of(tables::statement_of(where).code);
}

coded code_of(const tables::section_row& row) {
    auto out = of(row.code);
    if (!row.translation.code.empty()) out.translations.push_back(of(row.translation));
    return out;
}

bool continues_act(const std::vector<diagnosis>& all, std::size_t index) {
    const auto unsaid = [](statement one) {
        one.kind = statement_class::act;
        statement nothing;
        nothing.kind = statement_class::act;
        return one == nothing;
    };
    if (index == 0) return false;
    const auto& concern = all[index].concern;
    if (unsaid(concern)) return true;
    auto before = index - 1;
    while (before > 0 && unsaid(all[before].concern))
        --before;
    return all[before].concern == concern;
}

bool has_start(tables::place where) noexcept {
    using tables::place;
    return where == place::cancer || where == place::tnm_clinical || where == place::tnm_pathological ||
           where == place::paediatric_reason;
}

const statement& untold() noexcept {
    static const statement nothing;
    return nothing;
}

const statement* reason_of(const paediatrics& one) noexcept {
    if (one.reason) return &*one.reason;
    return one.answer ? &untold() : nullptr;
}

const statement* progression_of(const clinical_phase& one) noexcept {
    if (one.progression) return &*one.progression;
    return one.local || one.regional || one.distant ? &untold() : nullptr;
}

plan_kind kind_of(const plan& document) noexcept {
    return document.kind == plan_kind::unknown ? plan_kind::care_plan : document.kind;
}

std::string_view title_of(plan_kind kind) noexcept {
    return terminology::type_classes[kind == plan_kind::tumour_board ? 1 : 0].type.display;
}

coded type_of(plan_kind kind) {
    auto out = of(terminology::type_classes[kind == plan_kind::tumour_board ? 1 : 0].type);
    out.system_name.clear();  // As the official examples write it.
    return out;
}

coded confidentiality() {
    return of(terminology::confidentiality_normal);
}

identifier set_of(const plan& document) {
    return document.set_id.empty() ? document.id : document.set_id;
}

identifier entry_id(const plan& document, unsigned nth) {
    identifier out;
    if (document.id.root.empty()) {
        out.null_flavor = no_information;
        return out;
    }
    out.root = document.id.root;
    if (!document.id.extension.empty()) out.extension = document.id.extension + ".";
    out.extension.append(entry_prefix).append(std::to_string(nth));
    return out;
}

bool is_entry_id(const plan& document, const identifier& one) noexcept {
    if (document.id.root.empty() || one.root != document.id.root) return false;
    std::string_view extension = one.extension;
    if (!document.id.extension.empty()) {
        if (!extension.starts_with(document.id.extension)) return false;
        extension.remove_prefix(document.id.extension.size());
        if (!extension.starts_with('.')) return false;
        extension.remove_prefix(1);
    }
    return extension.starts_with(entry_prefix);
}

const tables::participant_row* row_of(participant_role role) noexcept {
    const auto* found = std::find_if(tables::participants.begin(), tables::participants.end(),
                                     [&](const auto& row) { return row.role == role; });
    return found == tables::participants.end() ? nullptr : found;
}

coded function_of(const tables::participant_row& row) {
    coded out;
    if (row.function.code.empty()) {
        out.null_flavor = "NA";
    } else {
        out = of(row.function);
    }
    if (!row.translation.code.empty()) out.translations.push_back(of(row.translation));
    return out;
}

bool has_facts(const plan& document, section_kind kind) noexcept {
    switch (kind) {
        case section_kind::diagnosis:
            return !document.diagnoses.empty();
        case section_kind::paediatrics:
            return document.paediatrics &&
                   (is(document.paediatrics->answer) || is(document.paediatrics->reason));
        case section_kind::discovery:
            return is(document.screening);
        case section_kind::phase:
            return document.phase.has_value();
        case section_kind::status:
            return document.status.has_value();
        case section_kind::referenced_documents:
            return !document.referenced_documents.empty();
        default:
            break;
    }
    if (kind == section_kind::programme && is(document.treatments_stopped)) return true;
    return std::any_of(document.programme.begin(), document.programme.end(),
                       [&](const programme_entry& one) { return one.section == kind; });
}

std::vector<placed_section> layout(const plan& document) {
    const auto kind = kind_of(document);
    std::vector<placed_section> out;
    std::array<bool, names<section_kind>::table.size()> seen{};
    for (const auto& one : document.sections) {
        const auto index = static_cast<std::size_t>(one.kind);
        out.push_back({&one, tables::section_of(one.kind, kind), !seen[index]});
        seen[index] = true;
    }
    for (const auto& row : tables::sections) {
        if (row.document != kind || seen[static_cast<std::size_t>(row.kind)]) continue;
        if (!stands_empty(row) && !has_facts(document, row.kind)) continue;
        // Before the first that the table has after it.
        const auto later = std::find_if(out.begin(), out.end(), [&](const placed_section& one) {
            return one.row != nullptr && one.row > &row;
        });
        out.insert(later, {nullptr, &row, true});
    }
    return out;
}

}  // namespace pps::defaults
