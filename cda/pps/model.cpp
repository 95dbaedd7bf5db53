#include "cda/pps/model.hpp"

#include "cda/identifiers.hpp"

#include <algorithm>
#include <tuple>

namespace pps {

// Written out: clang up to 16 crashes on the defaulted comparison of types that contain themselves, and
// fuzzing needs clang. Every member belongs here.

bool coded::operator==(const coded& o) const {
    return std::tie(code, system, system_name, system_version, display, null_flavor, original_text,
                    translations, qualifiers) == std::tie(o.code, o.system, o.system_name, o.system_version,
                                                          o.display, o.null_flavor, o.original_text,
                                                          o.translations, o.qualifiers);
}

bool statement::operator==(const statement& o) const {
    return std::tie(kind, class_code, mood, negated, ids, code, text, status, time, priority, values,
                    interpretations, methods, target_sites, performers, authors, participants, comments,
                    documents, related, templates) ==
           std::tie(o.kind, o.class_code, o.mood, o.negated, o.ids, o.code, o.text, o.status, o.time,
                    o.priority, o.values, o.interpretations, o.methods, o.target_sites, o.performers,
                    o.authors, o.participants, o.comments, o.documents, o.related, o.templates);
}

bool section::operator==(const section& o) const {
    return std::tie(kind, ids, templates, code, title, title_null_flavor, text, markup, authors, statements,
                    subsections) == std::tie(o.kind, o.ids, o.templates, o.code, o.title, o.title_null_flavor,
                                             o.text, o.markup, o.authors, o.statements, o.subsections);
}

namespace {

template <typename Range, typename Predicate>
auto first(const Range& range, Predicate wanted) noexcept -> decltype(range.data()) {
    const auto found = std::find_if(range.begin(), range.end(), wanted);
    return found == range.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name::part(name_part_kind kind, std::string_view qualifier) const noexcept {
    const auto* found =
        first(parts, [&](const name_part& one) { return one.kind == kind && one.qualifier == qualifier; });
    return found == nullptr ? std::string_view{} : found->text;
}

std::string_view address::part(address_part_kind kind) const noexcept {
    const auto* found = first(parts, [&](const address_part& one) { return one.kind == kind; });
    return found == nullptr ? std::string_view{} : found->text;
}

const identifier* patient::ins() const noexcept {
    return first(ids, [](const identifier& one) { return cda::is_ins_root(one.root); });
}

std::optional<bool> value::boolean() const noexcept {
    if (type != "BL" || !null_flavor.empty()) return std::nullopt;
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return std::nullopt;
}

std::string_view statement::free_text() const noexcept {
    if (!values.empty() && !values.front().code.original_text.text.empty()) {
        return values.front().code.original_text.text;
    }
    return text.text;
}

const section* plan::find(section_kind wanted) const noexcept {
    return first(sections, [&](const section& one) { return one.kind == wanted; });
}

const service_event* plan::main_event() const noexcept {
    const auto* found = first(events, [](const service_event& one) { return !one.performers.empty(); });
    return found != nullptr || events.empty() ? found : &events.front();
}

const identifier* plan::replaces() const noexcept {
    const auto* found = first(
        related, [](const related_document& one) { return one.type_code == "RPLC" && !one.ids.empty(); });
    return found == nullptr ? nullptr : &found->ids.front();
}

}  // namespace pps
