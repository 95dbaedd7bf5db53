#include "cda/read/statements.hpp"

#include "cda/read/datatypes.hpp"
#include "cda/read/parties.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pps::cda::reading {
namespace {

using tables::place;

std::optional<bool> read_flag(pugi::xml_node node, const char* name) noexcept {
    const auto value = attribute(node, name);
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    return std::nullopt;
}

/// Counts of one level of the section being read, and of the document.
void count(context& c, level where, std::size_t tally::*outcome) {
    const auto add = [&](tally& counts) {
        ++counts.read;
        ++(counts.*outcome);
    };
    add(where == level::entry ? c.counts().entries : c.counts().nested);
    if (c.section != nullptr) add(where == level::entry ? c.section->entries : c.section->nested);
}

constexpr member_row<external_document> document_members[] = {
    {"id", into<&external_document::ids>},
    {"code", into<&external_document::code>},
    {"text", into<&external_document::text>},
    {"setId", into<&external_document::set_id>},
    {"versionNumber", value_into<&external_document::version>},
};

bool is_comment(const statement_node& node) noexcept {
    return node.said.kind == statement_class::act && stands_at(node, place::comment) && node.parts.empty() &&
           node.said.comments.empty();
}

comment as_comment(pps::statement&& said) {
    return {std::move(said.ids), std::move(said.text), std::move(said.status), std::move(said.time),
            std::move(said.authors)};
}

// What an entryRelationship of a statement, or a component of an organizer, holds.
void read_parts_in(context& c, pugi::xml_node relationship, statement_node& owner) {
    for (const auto element : elements(relationship)) {
        const auto kind = class_of(element);
        if (!kind) {
            if (local_name(element) != "templateId") c.unread(element);
            continue;
        }
        if (!c.admits(sizeof(statement_node), element)) return;
        auto part = read_statement(c, element, *kind);
        part.relation = attribute(relationship, "typeCode");
        part.inverted = read_flag(relationship, "inversionInd");
        if (is_comment(part)) {
            count(c, level::nested, &tally::mapped);
            owner.said.comments.push_back(as_comment(std::move(part.said)));
        } else {
            owner.parts.push_back(std::move(part));
        }
    }
}

void reference(context& c, pugi::xml_node node, statement_node& read) {
    const auto document = child_of(node, "externalDocument");
    if (!document) {
        c.unread(node);
        return;
    }
    if (!c.admits(sizeof(external_document), node)) return;
    auto& added = read.said.documents.emplace_back();
    added.type_code = attribute(node, "typeCode");
    read_members(c, document, added, document_members);
}

template <auto Member>
void said(context& c, pugi::xml_node node, statement_node& read) {
    read_into(c, node, read.said.*Member);
}

/// Source: CDA R2 schema, POCD_MT000040.ClinicalStatement.
constexpr member_row<statement_node> statement_members[] = {
    {"templateId", said<&pps::statement::templates>},
    {"id", said<&pps::statement::ids>},
    {"code", said<&pps::statement::code>},
    {"text", said<&pps::statement::text>},
    {"statusCode",
     [](context&, pugi::xml_node node, statement_node& read) { read.said.status = attribute(node, "code"); }},
    {"effectiveTime",
     [](context& c, pugi::xml_node node, statement_node& read) {
         read.said.time.empty() ? read_into(c, node, read.said.time) : c.unread(node);
     }},
    {"value", said<&pps::statement::values>},
    {"performer", said<&pps::statement::performers>},
    {"entryRelationship", read_parts_in},
    {"priorityCode", said<&pps::statement::priority>},
    {"interpretationCode", said<&pps::statement::interpretations>},
    {"methodCode", said<&pps::statement::methods>},
    {"targetSiteCode", said<&pps::statement::target_sites>},
    {"author", said<&pps::statement::authors>},
    {"participant", said<&pps::statement::participants>},
    {"reference", reference},
    // Of an organizer
    {"component", read_parts_in},
};

pps::statement settle(context& c, statement_node&& node) {
    for (auto& part : node.parts) {
        auto& related = node.said.related.emplace_back();
        related.type_code = std::move(part.relation);
        related.inverted = part.inverted;
        related.statement = unplaced(c, std::move(part), level::nested);
    }
    return std::move(node.said);
}

}  // namespace

std::optional<statement_class> class_of(pugi::xml_node element) noexcept {
    const auto name = local_name(element);
    for (const auto& row : tables::classes) {
        if (row.element == name) return row.kind;
    }
    return std::nullopt;
}

statement_node read_statement(context& c, pugi::xml_node element, statement_class kind) {
    statement_node node;
    node.element = element;
    node.said.kind = kind;
    node.said.mood = attribute(element, "moodCode");
    node.said.negated = read_flag(element, "negationInd");
    if (kind == statement_class::organizer) node.said.class_code = attribute(element, "classCode");
    read_members(c, element, node, statement_members);
    return node;
}

bool stands_at(const statement_node& node, place where) noexcept {
    return tables::is_at(where, node.said.code.code, node.said.code.system);
}

pps::statement placed(context& c, statement_node&& node, level where) {
    count(c, where, &tally::mapped);
    // Known places have their templates in the tables.
    node.said.templates.clear();
    return settle(c, std::move(node));
}

pps::statement unplaced(context& c, statement_node&& node, level where) {
    const bool coded =
        !node.said.code.code.empty() || !node.said.code.translations.empty() || !node.said.values.empty();
    count(c, where, coded ? &tally::kept : &tally::narrative);
    c.unplaced(node.element);
    return settle(c, std::move(node));
}

std::optional<pps::statement> take(context& c, statement_node& node, place where) {
    const auto found = std::find_if(node.parts.begin(), node.parts.end(),
                                    [&](const statement_node& part) { return stands_at(part, where); });
    if (found == node.parts.end()) return std::nullopt;
    auto taken = std::move(*found);
    node.parts.erase(found);
    return placed(c, std::move(taken), level::nested);
}

std::vector<statement_node> take_all(statement_node& node, place where) {
    auto& parts = node.parts;
    const auto first = std::stable_partition(
        parts.begin(), parts.end(), [&](const statement_node& part) { return !stands_at(part, where); });
    std::vector<statement_node> taken(std::make_move_iterator(first), std::make_move_iterator(parts.end()));
    parts.erase(first, parts.end());
    return taken;
}

}  // namespace pps::cda::reading
