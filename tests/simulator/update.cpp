#include "tests/simulator/update.hpp"

#include "tests/simulator/metadata_rules.hpp"
#include "tests/simulator/names.hpp"

namespace pps::simulator {

checked<status_change> read_update(const xmlNode* request, const vihf& who, environment where) {
    if (!xml::is(request, names::lcm, "SubmitObjectsRequest"))
        return faulted("soap:InvalidBody", "the body is not a SubmitObjectsRequest");
    const auto objects = read_objects(request);
    if (!objects || objects->packages.size() != 1 || !objects->entries.empty() || !objects->unknown.empty())
        return failed("XDSMetadataUpdateError", "the update is not one SubmissionSet with associations only");
    const auto& set = objects->packages[0];
    const auto problems = check_metadata(set, object_kind::submission_set, true);
    if (!problems.empty()) return problems.front();
    for (const auto& problem :
         {check_patient({set.identifier(names::set_patient_id)}, who, where), check_author(set, who)})
        if (problem) return *problem;
    if (objects->associations.size() != 1)
        return failed("XDSMetadataUpdateError", "the update has not exactly one association");
    const auto& change = objects->associations[0];
    if (change.type != names::update_status)
        return failed("XDSMetadataUpdateOperationError", "the association is not UpdateAvailabilityStatus");
    if (change.source != set.id)
        return failed("XDSMetadataUpdateError", "the association does not come from the submission set");
    // TD3.3d (archive) is not open to a structure certificate (dmp-wire §6, INF-526).
    if (change.slot_value("NewStatus") != names::deleted)
        return failed("XDSMetadataUpdateOperationError", "NewStatus is not Deleted");
    if (change.slot_value("OriginalStatus").empty())
        return failed("XDSMetadataUpdateError", "OriginalStatus is missing");
    return status_change{set.identifier(names::set_unique_id),          change.target,
                         change.slot_value("OriginalStatus"),           who.structure,
                         patient_key(who.patient.root, who.patient.id), who.subject + ' ' + who.roles};
}

}  // namespace pps::simulator
