#include "cda/pps/section_tables.hpp"
#include "cda/read/datatypes.hpp"
#include "cda/read/header.hpp"
#include "cda/read/narrative.hpp"
#include "cda/read/parties.hpp"
#include "cda/read/places.hpp"
#include "cda/read/reading.hpp"
#include "cda/values.hpp"

#include <algorithm>

namespace pps::cda {
namespace {

using namespace reading;

bool has_template(const section& read, std::string_view root) noexcept {
    return std::any_of(read.templates.begin(), read.templates.end(),
                       [&](const identifier& one) { return one.root == root; });
}

bool has_translation(const section& read, const tables::concept_row& row) noexcept {
    return std::any_of(read.code.translations.begin(), read.code.translations.end(),
                       [&](const coded& one) { return one.code == row.code && one.system == row.scheme; });
}

section_kind kind_of(const section& read, plan_kind document) noexcept {
    for (const auto& row : tables::sections) {
        if (row.document != document || !has_template(read, row.templates.back())) continue;
        if (row.translation.code.empty() || has_translation(read, row.translation)) return row.kind;
    }
    return section_kind::other;
}

void read_title(context&, pugi::xml_node node, section& read) {
    read.title = text_of(node);
    read.title_null_flavor = attribute(node, "nullFlavor");
}

void read_narrative(context&, pugi::xml_node node, section& read) {
    // The plain text is not longer than the narrative, of which there is one: no bound is needed.
    auto budget = static_cast<std::size_t>(-1);
    read.text = plain_text(node, budget);
    read.markup = markup(node);
}

/// Source: CDA R2 schema, POCD_MT000040.Section. Entries and subsections come once the kind of the section is
/// known.
constexpr member_row<section> section_members[] = {
    {"templateId", into<&section::templates>},
    {"id", into<&section::ids>},
    {"code", into<&section::code>},
    {"title", read_title},
    {"text", read_narrative},
    {"author", into<&section::authors>},
    {"entry", ignore<section>},
    {"component", ignore<section>},
};

class body_reader {
  public:
    body_reader(context& c, pps_reading& out) noexcept : c_(c), out_(out) {}

    void read(pugi::xml_node component) {
        for (const auto body : elements(component)) {
            if (local_name(body) == "nonXMLBody") {
                const auto text = child_of(body, "text");
                out_.plan.file = {std::string(attribute(text, "mediaType")),
                                  std::string(attribute(text, "representation"))};
            } else if (local_name(body) == "structuredBody") {
                read_components(body, out_.plan.sections);
            } else {
                c_.unread(body);
            }
        }
    }

  private:
    // Of a structuredBody, or of a section.
    void read_components(pugi::xml_node parent, std::vector<section>& sections) {
        for (const auto component : elements(parent)) {
            if (local_name(component) != "component") continue;
            for (const auto element : elements(component)) {
                if (local_name(element) != "section") {
                    c_.unread(element);
                } else if (c_.admits(sizeof(section), element)) {
                    sections.push_back(read_section(element));
                }
            }
        }
    }

    section read_section(pugi::xml_node node) {
        section read;
        const narrative text(child_of(node, "text"));
        c_.text = &text;
        read_members(c_, node, read, section_members);
        read.kind = kind_of(read, out_.plan.kind);
        if (read.kind != section_kind::other) read.templates.clear();

        // Like every path, that of a section counts its siblings: only so many are told.
        auto& told = out_.coverage.sections;
        const bool counted = told.size() < coverage::max_sections;
        if (counted) {
            told.push_back({read.kind, xpath_of(node), {}, {}, !read.markup.empty()});
            c_.section = &told.back();
        }
        for (const auto entry : elements(node)) {
            if (local_name(entry) == "entry") read_entry(entry, read);
        }
        c_.section = nullptr;
        c_.text = nullptr;
        read_components(node, read.subsections);
        return read;
    }

    void read_entry(pugi::xml_node entry, section& in) {
        for (const auto element : elements(entry)) {
            const auto kind = class_of(element);
            if (!kind) {
                if (local_name(element) != "templateId") c_.unread(element);
                continue;
            }
            if (!c_.admits(sizeof(statement_node), element)) return;
            auto node = read_statement(c_, element, *kind);
            if (!place_entry(c_, in.kind, node, out_.plan)) {
                in.statements.push_back(unplaced(c_, std::move(node), level::entry));
            }
        }
    }

    context& c_;
    pps_reading& out_;
};

}  // namespace

pps_reading read_pps(const document& doc) {
    pps_reading out;
    context c(out.coverage, out.findings);
    read_header(c, doc.root(), out.plan);
    body_reader body(c, out);
    for (const auto component : elements(doc.root())) {
        if (local_name(component) == "component") body.read(component);
    }
    return out;
}

}  // namespace pps::cda
