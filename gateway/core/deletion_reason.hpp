#pragma once

#include <array>
#include <string_view>

namespace pps::gateway {

/// Why a platform has a document deleted. A code, kept as it is: free text could name a patient.
struct deletion_reason_row {
    std::string_view code;
    std::string_view fr;
};

inline constexpr std::array deletion_reason_rows{
    deletion_reason_row{"error", "Document transmis ou rédigé par erreur."},
    deletion_reason_row{"wrong-patient", "Document d'un autre patient (identitovigilance)."},
    deletion_reason_row{"patient-request", "Demande du patient ou de son représentant."},
};

/// What is kept of a deletion by HL7 v2, which states no reason.
inline constexpr std::string_view unstated_reason = "unstated";

/// Null: no such reason.
constexpr const deletion_reason_row* deletion_reason_of(std::string_view code) noexcept {
    for (const auto& row : deletion_reason_rows)
        if (row.code == code) return &row;
    return nullptr;
}

}  // namespace pps::gateway
