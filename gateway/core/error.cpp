#include "gateway/core/error.hpp"

#include <array>
#include <string>

namespace pps::gateway {
namespace {

constexpr std::array rows{
    error_row{errc::storage_unavailable, "storage-unavailable", 503,
              "The store cannot write now; nothing was accepted.",
              "Le stockage ne peut pas écrire pour le moment ; rien n'a été accepté."},
    error_row{errc::storage_busy, "storage-busy", 503, "Too many requests wait for the store.",
              "Trop de requêtes attendent le stockage."},
    error_row{errc::storage_damaged, "storage-damaged", 0, "The database is damaged.",
              "La base de données est endommagée."},
    error_row{errc::storage_newer_schema, "storage-newer-schema", 0,
              "The database was written by a newer version of the gateway.",
              "La base de données a été écrite par une version plus récente de la passerelle."},
    error_row{errc::storage_locked, "storage-locked", 0, "Another process uses the database.",
              "Un autre processus utilise la base de données."},
    error_row{errc::sealed_data_damaged, "sealed-data-damaged", 500,
              "Encrypted data does not verify (damaged, or another key).",
              "Les données chiffrées ne se vérifient pas (altérées, ou autre clé)."},
    error_row{errc::bad_key_file, "bad-key-file", 0,
              "The key file must hold 64 hexadecimal digits and be readable by its owner only.",
              "Le fichier de clé doit contenir 64 chiffres hexadécimaux et n'être lisible que par son "
              "propriétaire."},
    error_row{errc::bad_certificate, "bad-certificate", 0, "A certificate or its key cannot be used.",
              "Un certificat ou sa clé n'est pas utilisable."},
    error_row{errc::bad_crl, "bad-crl", 0, "A revocation list cannot be used.",
              "Une liste de révocation n'est pas utilisable."},
    error_row{errc::bad_settings, "bad-settings", 0, "The configuration has errors.",
              "La configuration comporte des erreurs."},
    error_row{errc::timed_out, "timed-out", 504, "The deadline has passed.", "Le délai est dépassé."},
    error_row{errc::not_connected, "not-connected", 503, "The peer cannot be reached.",
              "Le correspondant ne peut pas être joint."},
    error_row{errc::answer_unreadable, "answer-unreadable", 502, "The answer cannot be read.",
              "La réponse n'est pas lisible."},
    error_row{errc::stopping, "stopping", 503, "The gateway is stopping.", "La passerelle s'arrête."},
};

class category final : public boost::system::error_category {
  public:
    const char* name() const noexcept override { return "pps.gateway"; }
    std::string message(int value) const override { return std::string{row_of(static_cast<errc>(value)).en}; }
};

}  // namespace

const error_row& row_of(errc code) noexcept {
    for (const auto& row : rows)
        if (row.code == code) return row;
    return rows.front();
}

const boost::system::error_category& gateway_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), gateway_category()};
}

}  // namespace pps::gateway
