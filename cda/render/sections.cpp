#include "cda/render/sections.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/narrative.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/statements.hpp"

#include <algorithm>
#include <array>

namespace pps::render {
namespace {

constexpr unsigned deepest = 64;

// Shown in other parts of the page; a second section of one of these kinds is not.
constexpr std::array placed{
    section_kind::patient_comment, section_kind::paediatrics, section_kind::diagnosis,
    section_kind::discovery,       section_kind::phase,       section_kind::programme,
    section_kind::supportive_care, section_kind::status,      section_kind::referenced_documents,
    section_kind::personal_data,
};

bool elsewhere(const plan& document, const section& one) {
    return std::find(placed.begin(), placed.end(), one.kind) != placed.end() &&
           document.find(one.kind) == &one;
}

std::string title_of(const section& one) {
    if (!one.title.empty()) return one.title;
    auto words = coded_words(one.code);
    return words.empty() ? std::string("Autre information") : words;
}

void add_codes(code_table& codes, const section& one, unsigned depth = 0) {
    if (depth > deepest) return;
    codes.add(title_of(one), one.code);
    for (const auto& each : one.statements)
        codes.add(title_of(one), each);
    for (const auto& each : one.subsections)
        add_codes(codes, each, depth + 1);
}

void write_section(page& out, const section& one, unsigned level) {
    if (level > deepest) return;
    heading(out, level, title_of(one));
    out.enclose("<div class=\"narrative\">", "</div>", [&] { write_narrative(out, one); });
    write_parts_of(out, one, level + 1);
}

}  // namespace

void write_parts_of(page& out, const section& one, unsigned level) {
    if (!one.statements.empty()) {
        facts(out, [&] { write_statements(out, one.statements); });
    }
    if (!one.authors.empty()) {
        facts(out, [&] {
            for (const auto& by : one.authors)
                fact(out, "Rédigé par", performer_words(by.who));
        });
    }
    for (const auto& each : one.subsections)
        write_section(out, each, level);
}

void write_rest_of(page& out, const section* one) {
    if (one == nullptr) return;
    write_parts_of(out, *one);
    if (!has_narrative(*one)) return;
    out.raw(
           "<details class=\"original\"><summary>Texte d’origine rédigé par l’équipe<span class=\"what\"> : ")
        .text(title_of(*one))
        .raw("</span></summary><div class=\"narrative\">");
    write_narrative(out, *one);
    out.raw("</div></details>");
}

bool has_other_sections(const view& seen) {
    const auto& all = seen.document.sections;
    return std::any_of(all.begin(), all.end(),
                       [&](const section& one) { return !elsewhere(seen.document, one); });
}

void write_other_sections(page& out, const view& seen) {
    code_table codes;
    for (const auto& one : seen.document.sections) {
        if (elsewhere(seen.document, one)) continue;
        write_section(out, one, 3);
        add_codes(codes, one);
    }
    codes.write(out, "autres informations");
}

}  // namespace pps::render
