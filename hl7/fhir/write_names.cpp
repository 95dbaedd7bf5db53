#include "cda/pps/names.hpp"
#include "hl7/fhir/writer.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

/// Order in which the parts of a HumanName come back: that of most names in the official examples.
constexpr int rank(name_part_kind kind) noexcept {
    switch (kind) {
        case name_part_kind::prefix:
            return 0;
        case name_part_kind::given:
            return 1;
        case name_part_kind::family:
            return 2;
        case name_part_kind::suffix:
            return 3;
        default:
            return 4;
    }
}

/// Does HumanName give back these parts in this order?
bool plain(const name& one) noexcept {
    int last = -1;
    for (const auto& part : one.parts) {
        const int now = rank(part.kind);
        if (now < last || now == 4 || (now == rank(name_part_kind::family) && last == now)) return false;
        if (part.text.empty() || !part.null_flavor.empty()) return false;
        last = now;
    }
    return true;
}

void name_list(output& out, std::string_view key, name_part_kind kind,
               const std::vector<const name_part*>& parts) {
    const auto held = [&](const name_part* part) { return part->kind == kind && !part->text.empty(); };
    if (std::none_of(parts.begin(), parts.end(), held)) return;
    bool qualified = false;
    out.array(key, [&] {
        for (const auto* part : parts) {
            if (!held(part)) continue;
            out.item(part->text);
            qualified = qualified || !part->qualifier.empty();
        }
    });
    if (!qualified) return;
    out.array(joined("_", key), [&] {
        for (const auto* part : parts) {
            if (!held(part)) continue;
            if (part->qualifier.empty()) {
                out.null_item();
                continue;
            }
            out.object([&] { extensions(out).code(url::name_qualifier, part->qualifier); });
        }
    });
}

void name_members(output& out, const std::vector<const name_part*>& parts) {
    const name_part* family = nullptr;
    for (const auto* part : parts) {
        if (part->kind == name_part_kind::family && !part->text.empty() && family == nullptr) family = part;
    }
    if (family != nullptr) {
        out.text("family", family->text);
        extensions(out, "family").code(url::name_qualifier, family->qualifier);
    }
    name_list(out, "given", name_part_kind::given, parts);
    name_list(out, "prefix", name_part_kind::prefix, parts);
    name_list(out, "suffix", name_part_kind::suffix, parts);
}

bool says(const name_part& part, std::string_view qualifier) noexcept {
    return part.qualifier == qualifier;
}

/// FR Core: the name in use (qualifier CL) is a HumanName of its own.
std::vector<const name_part*> used_parts(const name& one) {
    std::vector<const name_part*> out;
    for (const auto& part : one.parts) {
        if (says(part, "CL")) out.push_back(&part);
    }
    return out;
}

/// Parts that stand together on one line: "12 rue X"; those that are a line by themselves.
bool own_line(address_part_kind kind) noexcept {
    return kind == address_part_kind::street_address_line;
}
const address_row* row_of(address_part_kind kind) noexcept {
    for (const auto& row : address_rows) {
        if (row.kind == kind) return &row;
    }
    return nullptr;
}

/// Does Address give back these parts in this order?
bool plain(const address& one) noexcept {
    std::ptrdiff_t last = -1;
    for (const auto& part : one.parts) {
        if (part.text.empty() || !part.null_flavor.empty() || part.kind == address_part_kind::text)
            return false;
        const auto* row = row_of(part.kind);
        const auto now = row == nullptr ? -1 : row - address_rows.data();
        if (now < last || (now >= 0 && now == last)) return false;
        last = now;
    }
    return true;
}

struct line {
    std::string text;
    std::vector<const address_part*> parts;
};
std::vector<line> lines_of(const address& one) {
    std::vector<line> out;
    bool together = false;
    for (const auto& part : one.parts) {
        if (row_of(part.kind) != nullptr || part.kind == address_part_kind::text || part.text.empty())
            continue;
        if (own_line(part.kind)) {
            out.push_back({part.text, {}});
            together = false;
            continue;
        }
        if (!together) out.emplace_back();
        together = true;
        auto& held = out.back();
        if (!held.text.empty()) held.text += ' ';
        held.text += part.text;
        held.parts.push_back(&part);
    }
    return out;
}

std::string_view element_of(address_part_kind kind) noexcept {
    for (const auto& row : tables::address_parts) {
        if (row.kind == kind) return row.element;
    }
    return {};
}

void put_lines(output& out, const address& one) {
    const auto lines = lines_of(one);
    if (lines.empty()) return;
    out.list("line", lines, [&](const line& held) { out.item(held.text); });
    if (std::all_of(lines.begin(), lines.end(), [](const line& held) { return held.parts.empty(); })) return;
    out.list("_line", lines, [&](const line& held) {
        if (held.parts.empty()) return out.null_item();
        out.object([&] {
            extensions to(out);
            for (const auto* part : held.parts)
                to.text(std::string(url::address_part).append(element_of(part->kind)), part->text);
        });
    });
}

/// org-2 and org-3: nothing of an organization is of use "home".
std::string_view allowed(std::string_view use, owner whose) noexcept {
    return whose == owner::organization && use == "home" ? std::string_view{} : use;
}

}  // namespace

void write_name(output& out, const name& one, bool of_patient) {
    const auto used = of_patient ? used_parts(one) : std::vector<const name_part*>{};
    const bool french = of_patient && (!used.empty() || !one.part(name_part_kind::family, "BR").empty());
    const bool exact = french || !plain(one);
    const auto use = french ? "official" : to_fhir(name_uses, one.use);
    {
        extensions to(out);
        if (to_v3(name_uses, use) != one.use) to.exact_code(url::name_use, one.use);
        to.null(one.null_flavor);
        if (french) to.text(url::birth_given_names, one.part(name_part_kind::given));
        if (exact) {
            to.nested(own("name-parts"), [&](extensions& parts) {
                for (const auto& part : one.parts) {
                    parts.nested("part", [&](extensions& held) {
                        held.code("kind", to_string(part.kind));
                        held.text("qualifier", part.qualifier);
                        held.text("text", part.text);
                        held.code("null-flavor", part.null_flavor);
                    });
                }
            });
        }
        if (one.empty()) to.absent();
    }
    out.text("use", use);
    std::vector<const name_part*> shown;
    for (const auto& part : one.parts) {
        const bool birth = says(part, "BR") || (part.kind != name_part_kind::given && !says(part, "CL"));
        if (!french || birth) shown.push_back(&part);
    }
    // Without a "premier prénom", the list of the birth given names is what there is.
    if (french && one.part(name_part_kind::given, "BR").empty()) {
        for (const auto& part : one.parts) {
            if (part.kind == name_part_kind::given && part.qualifier.empty()) shown.push_back(&part);
        }
    }
    name_members(out, shown);
}

void put_names(output& out, const std::vector<name>& names, bool of_patient) {
    if (names.empty()) return;
    out.array("name", [&] {
        for (const auto& one : names) {
            out.object([&] { write_name(out, one, of_patient); });
            const auto used = of_patient ? used_parts(one) : std::vector<const name_part*>{};
            if (used.empty()) continue;
            out.object([&] {
                {
                    extensions to(out);
                    to.flag(own("derived"), true);
                }
                out.text("use", "usual");
                name_members(out, used);
            });
        }
    });
}

void write_address(output& out, const address& one, owner whose) {
    const auto use = allowed(to_fhir(address_uses, one.use), whose);
    {
        extensions to(out);
        if (const auto code = one.part(address_part_kind::county); whose == owner::birth && !code.empty()) {
            // FR Core: INSEE code of the commune, or of the country (99…) for a birth abroad.
            to.with(url::insee_code, [&] {
                out.object("valueCoding", [&] {
                    if (!code.starts_with("99")) out.text("system", commune_system);
                    out.text("code", code);
                });
            });
        }
        if (to_v3(address_uses, use) != one.use) to.exact_code(url::address_use, one.use);
        to.null(one.null_flavor);
        if (!plain(one)) {
            to.nested(own("address-parts"), [&](extensions& parts) {
                for (const auto& part : one.parts) {
                    parts.nested("part", [&](extensions& held) {
                        held.code("kind", to_string(part.kind));
                        held.text("text", part.text);
                        held.code("null-flavor", part.null_flavor);
                    });
                }
            });
        }
        if (one.empty()) to.absent();
    }
    out.text("use", use);
    out.text("text", one.part(address_part_kind::text));
    put_lines(out, one);
    for (const auto& row : address_rows)
        out.text(row.element, one.part(row.kind));
}

void write_telecom(output& out, const telecom& one, owner whose) {
    const auto use = allowed(to_fhir(telecom_uses, one.use), whose);
    {
        extensions to(out);
        if (to_v3(telecom_uses, use) != one.use) to.exact_code(own("telecom-use"), one.use);
        to.null(one.null_flavor);
        if (one == telecom{}) to.absent();
    }
    if (!one.value.empty()) {
        const auto colon = one.value.find(':');
        const auto scheme = std::string_view(one.value).substr(0, colon == std::string::npos ? 0 : colon + 1);
        auto system = to_fhir(telecom_schemes, scheme);
        const bool cut = !system.empty() && system != "url";
        std::string_view rest = one.value;
        if (cut && one.value.size() > scheme.size()) {
            rest.remove_prefix(scheme.size());
        } else if (cut) {
            system = {};
        }
        out.text("system", system.empty() ? "other" : system);
        out.text("value", rest);
    }
    out.text("use", use);
}

void put_addresses(output& out, const std::vector<address>& all, owner whose) {
    out.list("address", all,
             [&](const address& one) { out.object([&] { write_address(out, one, whose); }); });
}

void put_telecoms(output& out, const std::vector<telecom>& all, owner whose) {
    out.list("telecom", all,
             [&](const telecom& one) { out.object([&] { write_telecom(out, one, whose); }); });
}

}  // namespace pps::hl7::fhir
