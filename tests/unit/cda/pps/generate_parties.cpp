#include "cda/identifiers.hpp"
#include "make.hpp"

#include <cstdio>

namespace pps::tests::make {
namespace {

std::string digits(random& dice, unsigned count) {
    std::string out;
    while (out.size() < count)
        out += static_cast<char>('0' + dice.below(10));
    return out;
}

/// The digit that makes the whole a Luhn number.
char luhn_key(std::string_view number) {
    unsigned sum = 0;
    bool twice = true;
    for (auto at = number.rbegin(); at != number.rend(); ++at, twice = !twice) {
        const auto digit = static_cast<unsigned>(*at - '0') * (twice ? 2U : 1U);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string with_key(std::string number) {
    number += luhn_key(number);
    return number;
}

}  // namespace

std::string calendar::day(random& dice, int when) const {
    const unsigned month = when < 0    ? dice.between(1, 12)
                           : when == 0 ? dice.between(1, 6)
                                       : dice.between(8, 12);
    char text[16];
    std::snprintf(text, sizeof text, "%04u%02u%02u", when < 0 ? year - 1 : year, month, dice.between(1, 28));
    return text;
}

std::string calendar::time(random& dice, int when) const {
    char text[16];
    std::snprintf(text, sizeof text, "%02u%02u%02u", dice.between(0, 23), dice.between(0, 59),
                  dice.between(0, 59));
    return day(dice, when) + text + (dice.chance(50) ? "+0100" : "+0200");
}

std::string uuid(random& dice) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : std::string_view("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"))
        out += c == 'x' ? dice.pick(hex) : c;
    return out;
}

std::string rpps(random& dice) {
    return "8" + with_key("10" + digits(dice, 8));
}

std::string structure_id(random& dice) {
    switch (dice.below(3)) {
        case 0:
            return "1" + with_key("49" + digits(dice, 6));
        case 1:
            return "2" + with_key("2" + digits(dice, 7));
        default:
            return "3" + with_key(with_key("2" + digits(dice, 7)) + digits(dice, 4));
    }
}

identifier id_of(std::string root, std::string extension) {
    identifier out;
    out.root = std::move(root);
    out.extension = std::move(extension);
    return out;
}

identifier entry_id(random& dice) {
    return id_of(uuid(dice));
}

std::string free_text(random& dice) {
    std::string out(dice.pick(words::comments));
    if (dice.chance(2)) {
        for (unsigned i = 0; i < 60; ++i)
            out.append(" ").append(words::sentence.substr(0, words::sentence.size() - 1));
    }
    return out;
}

std::string narrative_words(random& dice) {
    return dice.chance(10) ? "Matin : 1 comprimé.\nSoir : 2 comprimés & un verre d'eau." : free_text(dice);
}

interval some_time(random& dice, const calendar& dates, int when) {
    interval out;
    switch (dice.below(5)) {
        case 0:
            out.value = dates.day(dice, when);
            break;
        case 1:
            out.low.value = dates.day(dice, when);
            break;
        case 2:
            out.low.value = dates.day(dice, when);
            out.high.value = std::max(out.low.value, dates.day(dice, when));
            // Official rule dtr1-2-IVL_TS: a period has two different bounds.
            if (out.high.value == out.low.value) out.high = {};
            break;
        case 3:
            out.low.value = dates.day(dice, when);
            out.high.null_flavor = "UNK";
            break;
        default:
            out.null_flavor = dice.chance(50) ? "UNK" : "NAV";
    }
    return out;
}

address some_address(random& dice) {
    address out;
    if (dice.chance(30)) out.use = dice.chance(50) ? "H" : "WP";
    const auto part = [&](address_part_kind kind, std::string_view text) {
        out.parts.push_back({kind, std::string(text), {}});
    };
    if (dice.chance(25)) {
        part(address_part_kind::street_address_line, "12 " + std::string(dice.pick(words::streets)));
        part(address_part_kind::street_address_line, "49000 " + std::string(dice.pick(words::cities)));
        return out;
    }
    if (dice.chance(15)) part(address_part_kind::additional_locator, "Bâtiment C : 3ème étage");
    part(address_part_kind::house_number, std::to_string(dice.between(1, 300)));
    part(address_part_kind::street_name, dice.pick(words::streets));
    if (dice.chance(15)) part(address_part_kind::unit_id, "Escalier A");
    part(address_part_kind::postal_code, "49" + digits(dice, 3));
    part(address_part_kind::city, dice.pick(words::cities));
    if (dice.chance(40)) part(address_part_kind::country, "FRANCE");
    return out;
}

telecom some_telecom(random& dice) {
    telecom out;
    if (dice.chance(5)) {
        out.null_flavor = "UNK";
        return out;
    }
    static constexpr std::string_view uses[] = {"H", "WP", "MC", "DIR"};
    out.value =
        dice.chance(70) ? "tel:02" + digits(dice, 8) : "mailto:essai" + digits(dice, 4) + "@exemple.test";
    if (dice.chance(60)) out.use = dice.pick(uses);
    return out;
}

name person_name(random& dice, bool suffix) {
    name out;
    const bool woman = dice.chance(50);
    const auto part = [&](name_part_kind kind, std::string_view text) {
        out.parts.push_back({kind, {}, std::string(text), {}});
    };
    if (dice.chance(40)) part(name_part_kind::prefix, woman ? "MME" : "M");
    if (suffix && dice.chance(20)) part(name_part_kind::suffix, "DR");
    if (dice.chance(50)) part(name_part_kind::given, woman ? dice.pick(words::women) : dice.pick(words::men));
    part(name_part_kind::family, dice.pick(words::families));
    if (suffix && out.parts.front().kind != name_part_kind::suffix && dice.chance(30)) {
        const bool there = out.parts.size() > 1 && out.parts[1].kind == name_part_kind::suffix;
        if (!there) part(name_part_kind::suffix, "PR");
    }
    return out;
}

organization some_organization(random& dice) {
    organization out;
    if (dice.chance(85)) out.ids.push_back(id_of(std::string(cda::structure_root), structure_id(dice)));
    out.names.emplace_back(dice.pick(words::structures));
    return out;
}

party professional(random& dice, bool organization) {
    party out;
    if (dice.chance(30)) out.class_code = "ASSIGNED";
    out.ids.push_back(id_of(std::string(cda::person_root), rpps(dice)));
    out.code = code_of(dice.pick(words::professions));
    if (dice.chance(70)) out.addresses.push_back(some_address(dice));
    if (dice.chance(80)) out.telecoms.push_back(some_telecom(dice));
    out.names.push_back(person_name(dice));
    if (organization) {
        out.organization = some_organization(dice);
        if (dice.chance(50)) out.organization->addresses.push_back(some_address(dice));
        if (dice.chance(30)) out.organization->telecoms.push_back(some_telecom(dice));
        out.organization->industry = code_of(dice.pick(words::settings));
    }
    return out;
}

performer some_performer(random& dice, const calendar& dates) {
    performer out;
    out.type_code = "PRF";
    if (dice.chance(20)) out.function = code_of(dice.pick(words::functions));
    if (dice.chance(20)) out.time = some_time(dice, dates, -1);
    out.who = professional(dice, dice.chance(70));
    return out;
}

}  // namespace pps::tests::make
