#include "hl7/fhir/reader.hpp"

#include "hl7/fhir/fhir_rules.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

constexpr unsigned most_findings = 100;  ///< Of one rule.

}  // namespace

read_outcome read_bundle(std::string_view json, const read_limits& limits) {
    read_outcome out;
    const auto tree = json_tree::parse(json, limits, out.findings);
    if (tree != nullptr) reader(*tree, limits, out).read();
    return out;
}

void reader::read() {
    if (!index()) return;
    const auto bundle = tree_.root();
    const auto first = bundle.peek("entry").first_child().peek("resource");
    if (first.peek("resourceType").text() != "Composition") {
        report(fhir_rules::row("fhir.composition"), first);
        return;
    }
    composition(first);
    if (const auto id = bundle.peek("identifier")) plan_.id = read_identifier(id);
    // Repeats Composition.date as an instant.
    if (plan_.time.empty()) plan_.time = read_time(bundle, "timestamp");
    bundle.peek("timestamp").skip();
    bundle.peek("_timestamp").skip();
    order_programme();
    out_.plan = std::move(plan_);
    const auto unread = tree_.unread();
    out_.unread_count = unread.size();
    for (const auto one : unread) {
        if (out_.unread.size() == read_outcome::max_unread) break;
        out_.unread.push_back(one.pointer());
    }
}

/// What references may name: fullUrl, its end "Type/id", and the id itself.
bool reader::index() {
    const auto bundle = tree_.root();
    const bool document = bundle.peek("resourceType").text() == "Bundle" &&
                          bundle.peek("type").text() == "document" &&
                          bundle.peek("entry").is(json_type::array);
    if (!document) {
        report(fhir_rules::row("fhir.bundle"), bundle);
        return false;
    }
    bundle.skip_members({"id", "meta", "language"});
    for (const auto entry : bundle.peek("entry")) {
        const auto resource = entry.peek("resource");
        const auto type = resource.peek("resourceType").raw();
        const auto url_text = text(entry, "fullUrl");
        if (!resource) continue;
        if (!url_text.empty() && !by_url_.try_emplace(url_text, resource).second)
            report(fhir_rules::row("fhir.full-url"), entry.peek("fullUrl"));
        if (const auto id = resource.peek("id").raw(); !id.empty())
            by_url_.try_emplace(std::string(type).append("/").append(id), resource);
        for (const auto one : resource.peek("contained")) {
            if (const auto id = one.peek("id").raw(); !id.empty())
                by_url_.try_emplace(std::to_string(resource.index()).append("#").append(id), one);
        }
        const auto slash = url_text.rfind('/');
        const auto before = slash == std::string::npos || slash == 0 ? slash : url_text.rfind('/', slash - 1);
        if (slash != std::string::npos && before != std::string::npos)
            by_url_.try_emplace(url_text.substr(before + 1), resource);
    }
    return true;
}

void reader::report(const cda::rule& rule, json_value at) {
    auto found =
        std::find_if(reported_.begin(), reported_.end(), [&](const auto& one) { return one.first == &rule; });
    if (found == reported_.end()) found = reported_.insert(reported_.end(), {&rule, 0U});
    if (++found->second <= most_findings) out_.findings.push_back(cda::broken(rule, at.pointer()));
}

json_value reader::resolve(json_value reference) {
    const auto held = reference.peek("reference");
    const auto target = held.text();
    reference.skip_members({"type", "display"});
    if (target.empty()) return {};
    json_value found;
    if (target.starts_with('#')) {
        // Contained in the resource of the entry that it is in.
        auto holder = reference;
        while (holder && holder.key() != "resource")
            holder = holder.parent();
        const auto known = by_url_.find(std::to_string(holder.index()).append(target));
        if (known != by_url_.end()) found = known->second;
    } else if (const auto known = by_url_.find(target.substr(0, target.find("/_history/")));
               known != by_url_.end()) {
        found = known->second;
    }
    if (!found) {
        report(fhir_rules::row("fhir.reference"), held);
        return {};
    }
    return afford(found, found.weight()) ? found : json_value{};
}

json_value reader::resolve(json_value reference, std::string_view type) {
    const auto found = resolve(reference);
    if (!found || found.peek("resourceType").raw() == type) return found;
    report(fhir_rules::row("fhir.reference-type"), reference);
    return {};
}

bool reader::afford(json_value at, std::size_t bytes) {
    if (spent_ > limits_.max_expansion) return false;
    spent_ += bytes;
    if (spent_ <= limits_.max_expansion) return true;
    report(fhir_rules::row("fhir.expansion"), at);
    return false;
}

bool reader::take(json_value resource) {
    if (taken_.insert(resource.index()).second) return true;
    report(fhir_rules::row("fhir.twice"), resource);
    return false;
}

}  // namespace pps::hl7::fhir
