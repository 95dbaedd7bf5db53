#include "cda/identifiers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace pps::cda {
namespace {

struct ins_domain {
    std::string_view root;
    environment where;
};

// identifiers.md, first two rows.
constexpr std::array<ins_domain, 4> ins_domains{{
    {ins_nir_root, environment::production},
    {ins_nia_root, environment::production},
    {ins_nir_test_root, environment::test},
    {ins_nir_demo_root, environment::test},
}};

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// ISO/IEC 7812 check over values already turned to digits: the rightmost is the key.
template <class DigitAt>
unsigned luhn_sum(std::size_t size, DigitAt digit_at) noexcept {
    unsigned sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        unsigned digit = digit_at(size - 1 - i);
        if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum;
}

unsigned luhn_sum(std::string_view digits) noexcept {
    return luhn_sum(digits.size(), [&](std::size_t i) { return static_cast<unsigned>(digits[i] - '0'); });
}

bool luhn_ok(std::string_view digits) noexcept {
    return all_digits(digits) && luhn_sum(digits) % 10 == 0;
}

bool finess_form_ok(std::string_view finess) noexcept {
    return finess.size() == 9 && is_digit(finess[0]) &&
           (is_digit(finess[1]) || finess[1] == 'A' || finess[1] == 'B') && all_digits(finess.substr(2));
}

}  // namespace

bool is_ins_root(std::string_view oid) noexcept {
    return std::any_of(ins_domains.begin(), ins_domains.end(),
                       [&](const ins_domain& d) { return d.root == oid; });
}

bool ins_root_allowed(std::string_view oid, environment where) noexcept {
    return std::any_of(ins_domains.begin(), ins_domains.end(),
                       [&](const ins_domain& d) { return d.root == oid && d.where == where; });
}

bool ins_form_ok(std::string_view ins) noexcept {
    if (ins.size() != 15 || ins[0] < '1' || ins[0] > '8') return false;
    const bool corsican = ins[5] == '2' && (ins[6] == 'A' || ins[6] == 'B');
    for (std::size_t i = 0; i < ins.size(); ++i) {
        if (!is_digit(ins[i]) && !(i == 6 && corsican)) return false;
    }
    return true;
}

bool ins_key_ok(std::string_view ins) noexcept {
    if (!ins_form_ok(ins)) return false;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 13; ++i) {
        char digit = ins[i];
        if (i == 5 && ins[6] > '9') digit = '1';  // 2A is counted as 19, 2B as 18 (identifiers.md)
        if (i == 6 && ins[6] > '9') digit = ins[6] == 'A' ? '9' : '8';
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    const auto key = static_cast<std::uint64_t>((ins[13] - '0') * 10 + (ins[14] - '0'));
    return key == 97 - number % 97;
}

bool rpps_key_ok(std::string_view ps_idnat) noexcept {
    return ps_idnat.size() == 12 && ps_idnat[0] == '8' && luhn_ok(ps_idnat.substr(1));
}

bool finess_key_ok(std::string_view finess) noexcept {
    if (!finess_form_ok(finess)) return false;
    // The department letter counts for its rank, A = 1 and B = 2: 2A0000014, and the test number 0B0127189
    // of dmp-wire §2.6.
    return luhn_sum(
               finess.size(),
               [&](std::size_t i) {
                   return static_cast<unsigned>(is_digit(finess[i]) ? finess[i] - '0' : finess[i] - 'A' + 1);
               }) %
               10 ==
           0;
}

bool structure_id_form_ok(std::string_view struct_idnat) noexcept {
    if (struct_idnat.size() < 2) return false;
    const auto number = struct_idnat.substr(1);
    switch (struct_idnat[0]) {
        case '0':
            return number.size() >= 9 && number.size() <= 14 &&
                   std::all_of(number.begin(), number.end(),
                               [](char c) { return is_digit(c) || c == 'A' || c == 'B'; });
        case '1':
            return finess_form_ok(number);
        case '2':
            return number.size() == 9 && all_digits(number);
        case '3':
            return number.size() == 14 && all_digits(number);
        case '4':
            return number.size() == 14 && all_digits(number);  // RPPS (11) and rank (3)
        default:
            return false;
    }
}

bool structure_id_key_ok(std::string_view struct_idnat) noexcept {
    if (!structure_id_form_ok(struct_idnat)) return false;
    const auto number = struct_idnat.substr(1);
    switch (struct_idnat[0]) {
        case '1':
            return finess_key_ok(number);
        case '2':
            return luhn_ok(number);
        // The post offices (SIREN 356000000) outnumber their NIC: INSEE gives them a plain sum modulo 5.
        case '3': {
            if (luhn_ok(number)) return true;
            unsigned sum = 0;
            for (const char c : number)
                sum += static_cast<unsigned>(c - '0');
            return number.substr(0, 9) == "356000000" && sum % 5 == 0;
        }
        default:
            return true;
    }
}

bool oid_ok(std::string_view oid) noexcept {
    if (oid.empty() || oid.size() > 64) return false;
    std::size_t arcs = 0;
    unsigned first = 0;
    for (std::string_view rest = oid;; ++arcs) {
        const auto dot = rest.find('.');
        const auto arc = rest.substr(0, dot);
        if (!all_digits(arc) || (arc.size() > 1 && arc[0] == '0')) return false;
        if (arcs == 0) {
            if (arc.size() != 1 || arc[0] > '2') return false;
            first = static_cast<unsigned>(arc[0] - '0');
        }
        // ITU-T X.660: under the arcs 0 and 1 there are 40 second arcs.
        if (arcs == 1 && first < 2 && (arc.size() > 2 || (arc.size() == 2 && arc[0] > '3'))) return false;
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    return arcs >= 1;
}

}  // namespace pps::cda
