#include "gateway/observe/progress.hpp"

#include "gateway/core/log.hpp"

namespace pps::gateway::observe {
namespace {

/// I2 as a share of I1, to the thousandth.
double share(const region_progress& of) {
    if (of.received == 0) return 0;
    return static_cast<double>(1000 * of.registered / of.received) / 1000;
}

}  // namespace

std::map<std::string, region_progress> progress_by_region(const snapshot& now) {
    std::map<std::string, region_progress> regions;
    for (const auto& t : now.tallies) {
        region_progress& of = regions[t.region];
        if (t.name == "received") of.received += t.value;
        if (t.name == "registered") of.registered += t.value;
        if (t.name == "replaced") of.replaced += t.value;
        if (t.name == "deleted") of.deleted += t.value;
        if (t.name == "withdrawn") of.withdrawn += t.value;
        if (t.name == "rejected") of.rejected += t.value;
        if (t.name == "refused") of.refused += t.value;
        if (t.name == "failed") of.failed += t.value;
    }
    return regions;
}

void log_progress(const snapshot& now) {
    region_progress all;
    for (const auto& [region, of] : progress_by_region(now)) {
        log::write(log::level::info, "progress",
                   {{log::key::region, region},
                    {log::key::received, of.received},
                    {log::key::registered, of.registered},
                    {log::key::registered_share, share(of)},
                    {log::key::replaced, of.replaced},
                    {log::key::deleted, of.deleted},
                    {log::key::withdrawn, of.withdrawn},
                    {log::key::rejected, of.rejected},
                    {log::key::refused, of.refused},
                    {log::key::failed, of.failed}});
        all.received += of.received;
        all.registered += of.registered;
        all.replaced += of.replaced;
        all.deleted += of.deleted;
        all.withdrawn += of.withdrawn;
        all.rejected += of.rejected;
        all.refused += of.refused;
        all.failed += of.failed;
    }
    const std::int64_t oldest =
        now.queue.oldest_pending ? (to_millis(now.at) - to_millis(*now.queue.oldest_pending)) / 1000 : 0;
    log::write(log::level::info, "progress",
               {{log::key::region, std::string_view{"*"}},
                {log::key::received, all.received},
                {log::key::registered, all.registered},
                {log::key::registered_share, share(all)},
                {log::key::replaced, all.replaced},
                {log::key::deleted, all.deleted},
                {log::key::withdrawn, all.withdrawn},
                {log::key::rejected, all.rejected},
                {log::key::refused, all.refused},
                {log::key::failed, all.failed},
                {log::key::queued, now.queue.queued + now.queue.sending + now.queue.unknown},
                {log::key::oldest_s, oldest}});
}

}  // namespace pps::gateway::observe
