#include "tests/simulator/registry.hpp"

#include "tests/simulator/digest.hpp"
#include "tests/simulator/names.hpp"
#include "tests/simulator/registry_log.hpp"

#include <stdexcept>

namespace pps::simulator {

std::string_view urn_of(document_status status) noexcept {
    switch (status) {
        case document_status::approved:
            return names::approved;
        case document_status::deprecated:
            return names::deprecated;
        case document_status::deleted:
            return names::deleted;
    }
    return {};
}

std::string_view word_of(document_status status) noexcept {
    switch (status) {
        case document_status::approved:
            return "Approved";
        case document_status::deprecated:
            return "Deprecated";
        case document_status::deleted:
            return "Deleted";
    }
    return {};
}

std::string patient_key(std::string_view root, std::string_view id) {
    return to_hex(digest(hash::sha256, std::string(root) + '|' + std::string(id)).substr(0, 8));
}

registry::registry(const std::string& state_file) : state_file_(state_file) {
    if (state_file_.empty()) return;
    load();
    log_.open(state_file_, std::ios::app | std::ios::binary);
    if (!log_) throw std::runtime_error("the state file cannot be written");
}

verdict registry::check(const submission& what) {
    bool duplicate = false;
    bool other_document = false;
    bool other_signature = false;
    for (const auto& added : what.entries) {
        const auto known = by_unique_id_.find(added.entry.unique_id);
        if (known == by_unique_id_.end()) continue;
        auto& entry = entries_[known->second];
        ++entry.attempts;
        if (entry.hash == added.entry.hash) {
            duplicate = true;
        } else {
            (added.entry.signature ? other_signature : other_document) = true;
        }
    }
    // A set signed again has another signature: what decides is the document.
    if (other_document || (other_signature && !duplicate))
        return failed("XDSNonIdenticalHash", "a document with this uniqueId is registered with another hash");
    if (duplicate)
        return failed("XDSDuplicateUniqueIdInRegistry",
                      "a document with this uniqueId is already registered");
    if (sets_.contains(what.set_unique_id))
        return failed("XDSDuplicateUniqueIdInRegistry",
                      "a submission set with this uniqueId is already registered");
    for (const auto& added : what.entries)
        if (by_entry_uuid_.contains(added.entry.entry_uuid))
            return failed("XDSRegistryMetadataError", "an entryUUID of the message is already registered");
    for (const auto& one : what.replacements) {
        const auto known = by_entry_uuid_.find(one.target);
        if (known == by_entry_uuid_.end())
            return failed("UnresolvedReferenceException", "the document to replace is not registered");
        const auto& target = entries_[known->second];
        if (target.patient != what.patient)
            return failed("XDSPatientIdDoesNotMatch", "the document to replace is another patient's");
        if (target.status != document_status::approved)
            return failed("XDSRegistryDeprecatedDocumentError",
                          "the document to replace is not the latest approved version");
    }
    return std::nullopt;
}

verdict registry::submit(const submission& what, instant now) {
    const std::lock_guard lock(mutex_);
    if (auto problem = check(what)) {
        if (problem->code == "XDSDuplicateUniqueIdInRegistry" || problem->code == "XDSNonIdenticalHash")
            ++counts_.duplicates_refused;
        return problem;
    }
    append(to_line(what, now));
    apply(what, now);
    return std::nullopt;
}

verdict registry::remove(const status_change& what, instant now) {
    const std::lock_guard lock(mutex_);
    if (sets_.contains(what.set_unique_id))
        return failed("XDSDuplicateUniqueIdInRegistry",
                      "a submission set with this uniqueId is already registered");
    const auto known = by_entry_uuid_.find(what.target);
    if (known == by_entry_uuid_.end())
        return failed("UnresolvedReferenceException", "the document to delete is not registered");
    const auto& target = entries_[known->second];
    if (target.patient != what.patient)
        return failed("XDSPatientIdDoesNotMatch", "the document to delete is another patient's");
    if (target.structure != what.structure)
        return failed("DMPAccessDeniedByRightsService",
                      "only the structure that filed a document may delete it");
    if (target.status == document_status::deleted || urn_of(target.status) != what.original_status)
        return failed("XDSMetadataUpdateError", "OriginalStatus is not the status of the document");
    append(to_line(what, now));
    apply_removal(what.set_unique_id, what.target);
    entries_[known->second].deleted_by = what.submitter;
    return std::nullopt;
}

void registry::apply(const submission& what, instant now) {
    sets_.insert(what.set_unique_id);
    ++counts_.submission_sets;
    for (const auto& added : what.entries) {
        auto entry = added.entry;
        entry.registered_at = now;
        entry.set_id = what.set_unique_id;
        entry.patient = what.patient;
        entry.fragments.clear();
        for (const auto& fragment : added.fragments)
            entry.fragments.push_back(intern(fragment));
        const auto where = entries_.size();
        by_unique_id_[entry.unique_id] = where;
        by_entry_uuid_[entry.entry_uuid] = where;
        by_patient_[entry.patient].push_back(where);
        if (!entry.signature) ++counts_.registered;
        entries_.push_back(std::move(entry));
    }
    for (const auto& one : what.replacements)
        entries_[by_entry_uuid_.at(one.target)].status = document_status::deprecated;
}

void registry::apply_removal(std::string_view set_unique_id, const std::string& target) {
    sets_.emplace(set_unique_id);
    entries_[by_entry_uuid_.at(target)].status = document_status::deleted;
}

/// Display names, code systems and authors repeat from document to document: each is kept once.
std::string_view registry::intern(const std::string& text) {
    return *strings_.insert(text).first;
}

std::vector<registered_entry> registry::copies(const std::vector<std::size_t>& where) const {
    std::vector<registered_entry> out;
    out.reserve(where.size());
    for (auto at : where)
        out.push_back(entries_[at]);
    return out;
}

std::vector<registered_entry> registry::by_patient(const std::string& patient) const {
    const std::lock_guard lock(mutex_);
    const auto at = by_patient_.find(patient);
    return at == by_patient_.end() ? std::vector<registered_entry>{} : copies(at->second);
}

std::vector<registered_entry> registry::by_unique_id(const std::string& unique_id) const {
    const std::lock_guard lock(mutex_);
    const auto at = by_unique_id_.find(unique_id);
    return at == by_unique_id_.end() ? std::vector<registered_entry>{} : copies({at->second});
}

std::vector<registered_entry> registry::by_entry_uuid(const std::string& entry_uuid) const {
    const std::lock_guard lock(mutex_);
    const auto at = by_entry_uuid_.find(entry_uuid);
    return at == by_entry_uuid_.end() ? std::vector<registered_entry>{} : copies({at->second});
}

std::vector<registered_entry> registry::all() const {
    const std::lock_guard lock(mutex_);
    return entries_;
}

registry_counts registry::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

void registry::set_patients(std::set<std::string> closed, std::set<std::string> absent) {
    const std::lock_guard lock(mutex_);
    closed_ = std::move(closed);
    absent_ = std::move(absent);
}

registry::patient_state registry::state_of(const std::string& matricule) const {
    const std::lock_guard lock(mutex_);
    if (absent_.contains(matricule)) return patient_state::absent;
    if (closed_.contains(matricule)) return patient_state::closed;
    return patient_state::active;
}

void registry::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    by_unique_id_.clear();
    by_entry_uuid_.clear();
    by_patient_.clear();
    sets_.clear();
    // strings_ stays: an answer being written may still point into it
    closed_.clear();
    absent_.clear();
    counts_ = {};
    if (state_file_.empty()) return;
    log_.close();
    log_.open(state_file_, std::ios::trunc | std::ios::binary);
    if (!log_) throw std::runtime_error("the state file cannot be written");
}

void registry::append(const std::string& line) {
    if (state_file_.empty()) return;
    log_ << line;
    log_.flush();
    if (!log_) throw std::runtime_error("the state file cannot be written");
}

void registry::load() {
    std::ifstream in(state_file_, std::ios::binary);
    if (!in) return;
    std::streamoff whole = 0;
    std::string line;
    while (std::getline(in, line)) {
        if (in.eof()) break;  // no end of line: the process died while writing it, and never answered
        auto record = from_line(line);
        if (!record) throw std::runtime_error("the state file is damaged");
        try {
            if (record->removal) {
                apply_removal(record->removal->set_unique_id, record->removal->target);
            } else {
                apply(record->added, record->at);
            }
        } catch (const std::out_of_range&) {
            throw std::runtime_error("the state file refers to a document it does not hold");
        }
        whole += static_cast<std::streamoff>(line.size()) + 1;
    }
    in.close();
    truncate_file(state_file_, whole);
}

}  // namespace pps::simulator
