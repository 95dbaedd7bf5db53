#include "cda/render/people.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/render/words.hpp"

#include <algorithm>
#include <array>

namespace pps::render {
namespace {

// The title of a prefix or suffix: "DR" is "Dr" before the name. "" when it is none.
std::string_view title_of(const name_part& part) {
    if (part.kind != name_part_kind::prefix && part.kind != name_part_kind::suffix) return {};
    std::string upper;
    for (const char c : part.text) {
        if (c == '.') continue;
        upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return words::find(words::titles, upper);
}

std::string parts_of(const patient& who, name_part_kind kind, std::string_view qualifier) {
    std::string out;
    for (const auto& one : who.names) {
        for (const auto& part : one.parts) {
            if (part.kind == kind && part.qualifier == qualifier)
                append(out, part.text.empty() ? words::null_flavor(part.null_flavor) : part.text, " ");
        }
    }
    return out;
}

// Given and family names; with the first when there is nothing under the qualifier of the second.
std::string whole(std::string given, const std::string& family) {
    append(given, family, " ");
    return given;
}

// Order of an address on an envelope (NF Z10-011), and which parts begin a line of it.
struct envelope_row {
    address_part_kind kind;
    bool begins;
};
constexpr std::array envelope{
    envelope_row{address_part_kind::text, true},
    envelope_row{address_part_kind::additional_locator, true},
    envelope_row{address_part_kind::delivery_address_line, true},
    envelope_row{address_part_kind::unit_type, true},
    envelope_row{address_part_kind::unit_id, false},
    envelope_row{address_part_kind::street_address_line, true},
    envelope_row{address_part_kind::house_number, true},
    envelope_row{address_part_kind::house_number_numeric, false},
    envelope_row{address_part_kind::street_name_type, false},
    envelope_row{address_part_kind::street_name_base, false},
    envelope_row{address_part_kind::street_name, false},
    envelope_row{address_part_kind::post_box, true},
    envelope_row{address_part_kind::precinct, true},
    envelope_row{address_part_kind::postal_code, true},
    envelope_row{address_part_kind::city, false},
    envelope_row{address_part_kind::state, true},
    envelope_row{address_part_kind::country, true},
};

bool digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// The number of a tel: URI without its visual separators, "" when anything else is in it (RFC 3966 §3).
std::string dialled(std::string_view number) {
    std::string out;
    for (const char c : number) {
        if (digit(c) || (c == '+' && out.empty())) {
            out += c;
        } else if (c != ' ' && c != '.' && c != '-' && c != '(' && c != ')') {
            return {};
        }
    }
    const auto digits = out.size() - (out.starts_with('+') ? 1 : 0);
    return digits >= 2 && digits <= 15 ? out : std::string();
}

// An address of letters, digits and . _ + - with one @ between two of them.
bool mailable(std::string_view address) noexcept {
    const auto at = address.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 254)
        return false;
    const auto legal = [](char c) {
        return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
               c == '+' || c == '-';
    };
    return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(at), legal) &&
           std::all_of(address.begin() + static_cast<std::ptrdiff_t>(at) + 1, address.end(), legal);
}

bool scheme(std::string_view& uri, std::string_view name) noexcept {
    if (uri.size() <= name.size() || uri[name.size()] != ':') return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if ((uri[i] | 0x20) != name[i]) return false;
    }
    uri.remove_prefix(name.size() + 1);
    return true;
}

void write_addresses(page& out, const std::vector<address>& all) {
    for (const auto& one : all) {
        const auto text = one.parts.empty() ? std::string() : address_words(one);
        if (!text.empty()) out.raw("<p class=\"address\">").text(text).raw("</p>");
    }
}

}  // namespace

std::string name_words(const name& who) {
    std::string title;
    std::string given;
    std::string family;
    std::string rest;
    for (const auto& part : who.parts) {
        const auto known = title_of(part);
        const std::string_view text = part.text.empty() ? words::null_flavor(part.null_flavor) : part.text;
        if (!known.empty()) {
            append(title, known, " ");
        } else if (part.kind == name_part_kind::given) {
            append(given, text, " ");
        } else if (part.kind == name_part_kind::family) {
            append(family, text, " ");
        } else if (part.kind == name_part_kind::prefix) {
            append(title, text, " ");
        } else if (part.kind != name_part_kind::delimiter) {
            append(rest, text, " ");
        }
    }
    for (const auto* more : {&given, &family, &rest})
        append(title, *more, " ");
    return title.empty() ? std::string(words::null_flavor(who.null_flavor)) : title;
}

std::string birth_name(const patient& who) {
    auto given = parts_of(who, name_part_kind::given, "");
    if (given.empty()) given = parts_of(who, name_part_kind::given, "BR");
    return whole(std::move(given), parts_of(who, name_part_kind::family, "BR"));
}

std::string used_name(const patient& who) {
    auto given = parts_of(who, name_part_kind::given, "CL");
    auto family = parts_of(who, name_part_kind::family, "CL");
    if (given.empty() && family.empty()) return {};
    if (given.empty()) given = parts_of(who, name_part_kind::given, "BR");
    if (family.empty()) family = parts_of(who, name_part_kind::family, "BR");
    return whole(std::move(given), family);
}

std::string display_name(const patient& who) {
    auto out = used_name(who);
    if (out.empty())
        out = whole(parts_of(who, name_part_kind::given, "BR"), parts_of(who, name_part_kind::family, "BR"));
    if (out.empty()) out = birth_name(who);
    for (const auto& one : who.names) {
        if (out.empty()) out = name_words(one);
    }
    return out.empty() ? std::string(words::not_given) : out;
}

std::string person_words(const party& who) {
    std::string out;
    for (const auto& one : who.names)
        append(out, name_words(one), ", ");
    if (!out.empty() || !who.device) return out;
    append(out, who.device->software, " ");
    append(out, who.device->model, ", ");
    append(out, coded_words(who.device->code), ", ");
    return out;
}

std::string_view organization_name(const organization& which) {
    return which.names.empty() ? std::string_view{} : std::string_view(which.names.front());
}

std::string address_words(const address& where) {
    std::string out;
    std::string line;
    for (const auto& row : envelope) {
        if (row.begins) {
            append(out, line, ", ");
            line.clear();
        }
        for (const auto& part : where.parts) {
            if (part.kind == row.kind)
                append(line, part.text.empty() ? words::null_flavor(part.null_flavor) : part.text, " ");
        }
    }
    append(out, line, ", ");
    return out.empty() ? std::string(words::null_flavor(where.null_flavor)) : out;
}

std::string phone_words(std::string_view number) {
    const bool french = number.size() == 10 && number[0] == '0';
    const bool abroad = number.size() == 12 && number.starts_with("+33");
    if (!french && !abroad) return std::string(number);
    std::string out(abroad ? "+33 " : "");
    out += number.substr(abroad ? 3 : 0, abroad ? 1 : 2);
    for (std::size_t i = abroad ? 4 : 2; i < number.size(); i += 2)
        (out += ' ') += number.substr(i, 2);
    return out;
}

void write_telecom(page& out, const telecom& one) {
    std::string_view uri = one.value;
    const bool phone = scheme(uri, "tel");
    const bool fax = !phone && scheme(uri, "fax");
    const bool mail = !phone && !fax && scheme(uri, "mailto");
    const auto number = phone || fax ? dialled(uri) : std::string();
    if (phone && !number.empty()) {
        out.raw("<a class=\"reach\" href=\"tel:")
            .text(number)
            .raw("\">")
            .text(phone_words(number))
            .raw("</a>");
    } else if (mail && mailable(uri)) {
        // A long address may break after its @.
        const auto host = uri.find('@') + 1;
        out.raw("<a class=\"reach\" href=\"mailto:")
            .text(uri)
            .raw("\">")
            .text(uri.substr(0, host))
            .raw("<wbr/>");
        out.text(uri.substr(host)).raw("</a>");
    } else if (one.value.empty()) {
        out.text(words::null_flavor(one.null_flavor));
    } else {
        out.raw("<span class=\"reach\">")
            .text(number.empty() ? std::string(uri) : phone_words(number))
            .raw("</span>");
    }
    if (fax) out.raw(" <span class=\"use\">(télécopie)</span>");
    const auto use = words::find(words::uses, one.use);
    if (!use.empty()) out.raw(" <span class=\"use\">(").text(use).raw(")</span>");
}

void write_telecoms(page& out, const std::vector<const telecom*>& all) {
    bool open = false;
    for (const auto* one : all) {
        if (one->value.empty()) continue;
        out.raw(open ? markup("<li>") : markup("<ul class=\"telecoms\"><li>"));
        open = true;
        write_telecom(out, *one);
        out.raw("</li>");
    }
    if (open) out.raw("</ul>");
}

std::vector<const telecom*> telecoms_of(const std::vector<telecom>& all) {
    std::vector<const telecom*> out;
    for (const auto& one : all)
        out.push_back(&one);
    return out;
}

std::vector<const telecom*> telecoms_of(const party& who) {
    auto out = telecoms_of(who.telecoms);
    if (!who.organization) return out;
    for (const auto& one : who.organization->telecoms) {
        if (std::find(who.telecoms.begin(), who.telecoms.end(), one) == who.telecoms.end())
            out.push_back(&one);
    }
    return out;
}

void write_party(page& out, const party& who) {
    const auto person = person_words(who);
    if (!person.empty()) out.raw("<p class=\"name\">").text(person).raw("</p>");
    const auto profession = coded_words(who.code);
    if (!profession.empty()) out.raw("<p class=\"role\">").text(profession).raw("</p>");
    if (who.organization) {
        for (const auto& name : who.organization->names)
            out.raw(person.empty() ? markup("<p class=\"name\">") : markup("<p>")).text(name).raw("</p>");
    }
    write_addresses(out, who.addresses);
    if (who.organization) {
        std::vector<address> others;
        for (const auto& one : who.organization->addresses) {
            if (std::find(who.addresses.begin(), who.addresses.end(), one) == who.addresses.end())
                others.push_back(one);
        }
        write_addresses(out, others);
    }
    write_telecoms(out, telecoms_of(who));
}

void write_known_party(page& out, const party& who) {
    const auto before = out.size();
    write_party(out, who);
    if (out.size() == before) out.raw("<p class=\"none\">Non renseigné</p>");
}

void write_organization(page& out, const organization& which) {
    for (const auto& name : which.names)
        out.raw("<p class=\"name\">").text(name).raw("</p>");
    write_addresses(out, which.addresses);
    write_telecoms(out, telecoms_of(which.telecoms));
}

}  // namespace pps::render
