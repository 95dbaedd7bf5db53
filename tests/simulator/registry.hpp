#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/text.hpp"

#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pps::simulator {

enum class document_status { approved, deprecated, deleted };
std::string_view urn_of(document_status status) noexcept;
std::string_view word_of(document_status status) noexcept;

/// A document entry as the registry keeps it: never its bytes.
struct registered_entry {
    std::string entry_uuid;  ///< urn:uuid:…
    std::string unique_id;
    std::string hash;  ///< SHA-1, hexadecimal.
    std::int64_t size = 0;
    document_status status = document_status::approved;
    std::string set_id;      ///< uniqueId of its submission set.
    std::string structure;   ///< Identifiant_Structure that filed it.
    std::string submitter;   ///< NameID and roles of the VIHF that filed it, "899900063480 10/SM26".
    std::string deleted_by;  ///< Likewise of the VIHF that deleted it; "" after a restart.
    std::string patient;     ///< patient_key()
    std::string mime_type;
    std::string confidentiality;  ///< Codes, separated by blanks, in the order received.
    bool signature = false;
    instant registered_at;
    std::uint64_t attempts = 1;               ///< Submissions of this uniqueId that reached the registry.
    std::vector<std::string_view> fragments;  ///< Pieces of the ITI-18 answer, interned; see query.hpp.
};

/// Truncated SHA-256 of a patient's identity domain and number.
std::string patient_key(std::string_view root, std::string_view id);

/// What one accepted submission asks to write.
struct new_entry {
    registered_entry entry;
    std::vector<std::string> fragments;
};
struct replacement {
    std::string target;  ///< entryUUID
};
struct submission {
    std::string set_unique_id;
    std::string patient;
    std::vector<new_entry> entries;
    std::vector<replacement> replacements;
};
struct status_change {
    std::string set_unique_id, target, original_status, structure, patient;
    std::string submitter{};  ///< As registered_entry::deleted_by.
};

struct registry_counts {
    std::uint64_t registered = 0;  ///< Documents, not signatures.
    std::uint64_t submission_sets = 0;
    std::uint64_t duplicates_refused = 0;
};

/// The registry. Thread-safe; each change is whole or not at all, and in the state file before it is visible.
class registry {
  public:
    /// `state_file` "" keeps everything in memory only. An existing file is read again; a torn last line is
    /// dropped. Throws std::runtime_error when it cannot be read or written.
    explicit registry(const std::string& state_file);

    /// Rules: dmp-wire §4.2, IHE ITI TF-2 3.42.4.1.3.3.
    verdict submit(const submission& what, instant now);

    /// ITI-57 Delete, only by the structure that filed (dmp-wire §2.4, §6).
    verdict remove(const status_change& what, instant now);

    std::vector<registered_entry> by_patient(const std::string& patient) const;
    std::vector<registered_entry> by_unique_id(const std::string& unique_id) const;
    std::vector<registered_entry> by_entry_uuid(const std::string& entry_uuid) const;
    std::vector<registered_entry> all() const;
    registry_counts counts() const;

    /// Patients with a closed or no DMP, as 15-character matricules. Not kept over a restart.
    void set_patients(std::set<std::string> closed, std::set<std::string> absent);
    enum class patient_state { active, closed, absent };
    patient_state state_of(const std::string& matricule) const;

    void clear();

  private:
    verdict check(const submission& what);
    void apply(const submission& what, instant now);
    void apply_removal(std::string_view set_unique_id, const std::string& target);
    std::string_view intern(const std::string& text);
    void load();
    void append(const std::string& line);
    std::vector<registered_entry> copies(const std::vector<std::size_t>& where) const;

    mutable std::mutex mutex_;
    std::string state_file_;
    std::ofstream log_;
    std::vector<registered_entry> entries_;
    std::unordered_map<std::string, std::size_t> by_unique_id_, by_entry_uuid_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_patient_;
    std::unordered_set<std::string> sets_;
    std::unordered_set<std::string> strings_;
    std::set<std::string> closed_, absent_;
    registry_counts counts_;
};

}  // namespace pps::simulator
