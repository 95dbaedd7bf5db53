#include "cda/read/context.hpp"

#include "cda/read/read_rules.hpp"

#include <algorithm>

namespace pps::cda::reading {
namespace {

std::string_view prefix_of(pugi::xml_node element) noexcept {
    const std::string_view name = element.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

// Does the element declare the namespace of its own prefix?
bool declares_own(pugi::xml_node element, std::string_view prefix) noexcept {
    const auto attributes = element.attributes();
    return std::any_of(attributes.begin(), attributes.end(), [&](const pugi::xml_attribute& one) {
        const std::string_view name = one.name();
        if (!name.starts_with("xmlns")) return false;
        return prefix.empty() ? name.size() == 5 : name.size() > 6 && name.substr(6) == prefix;
    });
}

}  // namespace

cda_scope::cda_scope(pugi::xml_node parent, bool cda) noexcept : prefix_(prefix_of(parent)), cda_(cda) {}

bool cda_scope::holds(pugi::xml_node element) {
    const auto prefix = prefix_of(element);
    if (declares_own(element, prefix)) return namespace_of(element) == cda_namespace;
    if (prefix == prefix_) return cda_;
    for (const auto& [known, is_cda] : others_) {
        if (known == prefix) return is_cda;
    }
    return others_.emplace_back(prefix, namespace_of(element) == cda_namespace).second;
}

pugi::xml_node child_of(pugi::xml_node parent, std::string_view name) {
    for (const auto element : elements(parent)) {
        if (local_name(element) == name) return element;
    }
    return {};
}

void context::report(const rule& r, std::size_t& reported, pugi::xml_node element) {
    // Paths count siblings: without a bound a hostile document would cost the square of its size.
    if (reported == coverage::max_paths) return;
    ++reported;
    findings_.push_back(broken(r, xpath_of(element)));
}

void context::unread(pugi::xml_node element) {
    ++coverage_.unread_count;
    if (coverage_.unread.size() < coverage::max_paths) coverage_.unread.push_back(xpath_of(element));
    report(read_rules::row("read.unread"), unread_reported_, element);
}

void context::unplaced(pugi::xml_node element) {
    if (coverage_.unplaced.size() < coverage::max_paths) coverage_.unplaced.push_back(xpath_of(element));
    report(read_rules::row("read.unplaced"), unplaced_reported_, element);
}

bool context::admits(std::size_t bytes, pugi::xml_node element) {
    if (bytes <= model_budget_) {
        model_budget_ -= bytes;
        return true;
    }
    if (size_limit_reported_ == 0) report(read_rules::row("read.size-limit"), size_limit_reported_, element);
    unread(element);
    return false;
}

std::string context::resolve(std::string_view reference, pugi::xml_node element) {
    // "#" alone is how the volet's own examples say that there is nothing to point to.
    if (reference.empty() || reference == "#") return {};
    const auto target =
        text != nullptr && reference.front() == '#' ? text->find(reference.substr(1)) : pugi::xml_node{};
    if (!target) {
        report(read_rules::row("read.reference"), references_reported_, element);
        return {};
    }
    auto found = plain_text(target, resolve_budget_);
    if (resolve_budget_ == 0 && text_limit_reported_ == 0) {
        report(read_rules::row("read.text-limit"), text_limit_reported_, element);
    }
    return found;
}

}  // namespace pps::cda::reading
