#include "cda/pps/model.hpp"

#include "cda/identifiers.hpp"

#include <algorithm>

namespace pps {
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
