#pragma once

#include <string_view>

namespace pps::cda {

/// INS domains (identifiers.md): a gateway of one environment refuses the roots of the other.
enum class environment { production, test };

inline constexpr std::string_view ins_nir_root = "1.2.250.1.213.1.4.8";
inline constexpr std::string_view ins_nia_root = "1.2.250.1.213.1.4.9";
inline constexpr std::string_view ins_nir_test_root = "1.2.250.1.213.1.4.10";
inline constexpr std::string_view ins_nir_demo_root = "1.2.250.1.213.1.4.11";
inline constexpr std::string_view person_root = "1.2.250.1.71.4.2.1";     ///< PS_IdNat
inline constexpr std::string_view structure_root = "1.2.250.1.71.4.2.2";  ///< Struct_IdNat

/// True for the four INS roots above.
bool is_ins_root(std::string_view oid) noexcept;
/// True when `oid` is an INS root of that environment.
bool ins_root_allowed(std::string_view oid, environment where) noexcept;

/// 15 characters: 13 (Corsica 2A/2B allowed in positions 6-7) and the 2-digit key 97 - (n mod 97).
bool ins_form_ok(std::string_view ins) noexcept;
bool ins_key_ok(std::string_view ins) noexcept;

/// PS_IdNat of an RPPS: '8' + 11 digits of which the last is the Luhn key.
bool rpps_key_ok(std::string_view ps_idnat) noexcept;
/// FINESS (9 characters, 2A/2B departments allowed) with its Luhn key.
bool finess_key_ok(std::string_view finess) noexcept;
/// Struct_IdNat: prefix 0-4 and a number of the right shape for it (identifiers.md).
bool structure_id_form_ok(std::string_view struct_idnat) noexcept;
/// The form, and the key of those that have one: FINESS, SIREN and SIRET (Luhn).
bool structure_id_key_ok(std::string_view struct_idnat) noexcept;

/// Dotted decimal OID, arcs without leading zeros, at most 64 characters.
bool oid_ok(std::string_view oid) noexcept;

}  // namespace pps::cda
