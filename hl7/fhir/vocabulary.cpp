#include "hl7/fhir/vocabulary.hpp"

#include "cda/identifiers.hpp"
#include "hl7/fhir/output.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

constexpr std::string_view oid_prefix = "urn:oid:";
constexpr std::string_view uuid_prefix = "urn:uuid:";

bool uuid_ok(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

bool is(const coded& code, const tables::concept_row& row) noexcept {
    return code.code == row.code && code.system == row.scheme;
}

}  // namespace

section_kind kind_of(const coded& code, plan_kind document) noexcept {
    for (const auto& row : tables::sections) {
        if (row.document != document || !is(code, row.code)) continue;
        const bool translated = std::any_of(code.translations.begin(), code.translations.end(),
                                            [&](const coded& one) { return is(one, row.translation); });
        if (row.translation.code.empty() || translated) return row.kind;
    }
    return section_kind::other;
}

programme_kind kind_of(const coded& code, section_kind section) noexcept {
    for (const auto& row : tables::programme) {
        if (is(code, row.code)) return row.kind;
    }
    if (section == section_kind::past_treatments) return programme_kind::past_treatment;
    return section == section_kind::care_plan ? programme_kind::proposed_treatment : programme_kind::other;
}

participant_role role_of(const coded& function) noexcept {
    const auto translated = [&](const tables::concept_row& row) {
        return std::any_of(function.translations.begin(), function.translations.end(),
                           [&](const coded& one) { return is(one, row); });
    };
    const tables::participant_row* second = nullptr;
    for (const auto& row : tables::participants) {
        const bool first = row.function.code.empty() ? function.code.empty() : is(function, row.function);
        const bool other =
            row.translation.code.empty() ? function.translations.empty() : translated(row.translation);
        if (first && other) return row.role;
        if (second == nullptr && !row.translation.code.empty() && other) second = &row;
    }
    return second == nullptr ? participant_role::other : second->role;
}

std::string_view name_of_system(std::string_view oid) noexcept {
    for (const auto& row : tables::code_systems) {
        if (row.oid == oid) return row.name;
    }
    return {};
}

std::string uri_of(std::string_view root) {
    for (const auto& row : systems) {
        if (row.oid == root) return std::string(row.uri);
    }
    if (cda::oid_ok(root)) return std::string(oid_prefix).append(root);
    if (uuid_ok(root)) {
        std::string out(uuid_prefix);
        for (const char c : root)
            out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        return out;
    }
    const bool uri = root.find(':') != std::string_view::npos && root.find(' ') == std::string_view::npos &&
                     root_of(root) == root;
    return uri ? std::string(root) : std::string();
}

std::string_view root_of(std::string_view uri) noexcept {
    for (const auto& row : systems) {
        if (row.uri == uri) return row.oid;
    }
    if (uri.starts_with(oid_prefix)) return uri.substr(oid_prefix.size());
    if (uri.starts_with(uuid_prefix)) return uri.substr(uuid_prefix.size());
    return uri;
}

void extensions::null(std::string_view flavor) {
    if (flavor.empty()) return;
    code(url::null_flavor, flavor);
    code(url::data_absent, to_fhir(absent_reasons, flavor, "unknown"));
}

}  // namespace pps::hl7::fhir
