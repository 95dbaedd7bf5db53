#include "cda/write/body.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/pps/names.hpp"
#include "cda/write/datatypes.hpp"
#include "cda/write/entries.hpp"
#include "cda/write/markup.hpp"
#include "cda/write/narrative.hpp"
#include "cda/write/parties.hpp"
#include "cda/write/write_rules.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace pps::cda::writing {
namespace {

using ids = std::unordered_set<std::string>;

class body {
  public:
    body(page& p, std::string& out) : p_(p), out_(out) {}

    void put() {
        for (const auto& one : p_.source.sections)
            judge(one, true);
        const auto component = p_.xml.open("component");
        const auto structured = p_.xml.open("structuredBody");
        for (const auto& one : defaults::layout(p_.source))
            put(one);
    }

  private:
    // Which sections keep their own narrative, and the IDs in it.
    void judge(const section& one, bool top) {
        const deeper level(p_);
        if (!level) return;
        const bool facts = top && told_by_facts(one.kind) && defaults::has_facts(p_.source, one.kind);
        const bool wanted = p_.options.narrative == narrative_source::kept ||
                            (!facts && !told_by_facts(one.kind)) || (!facts && one.statements.empty());
        if (wanted && !one.markup.empty()) {
            ids found;
            if (!sound_markup(one.markup, found)) {
                p_.report(write_rules::row("write.markup"));
            } else if (std::none_of(found.begin(), found.end(),
                                    [&](const std::string& id) { return p_.taken.contains(id); })) {
                p_.taken.insert(found.begin(), found.end());
                own_.emplace(&one, std::move(found));
            }
        }
        for (const auto& each : one.subsections)
            judge(each, false);
    }

    void put(const defaults::placed_section& one) {
        const deeper level(p_);
        if (!level) return;
        const auto own = one.own == nullptr ? own_.end() : own_.find(one.own);
        if (own != own_.end()) {
            p_.xml.content();
            const auto mark = out_.size();
            const auto findings = p_.findings.size();
            const auto numbered = p_.numbered;
            const auto parts = p_.parts.size();
            p_.kept = &own->second;
            p_.unresolved = false;
            put_section(one);
            p_.kept = nullptr;
            if (!p_.unresolved) return;
            out_.resize(mark);
            p_.findings.resize(findings);
            p_.numbered = numbered;
            p_.parts.resize(parts);
        }
        put_section(one);
    }

    void put_section(const defaults::placed_section& one) {
        const auto component = p_.xml.open("component");
        const auto section = p_.xml.open("section");
        put_identity(one);
        {
            const auto text = p_.xml.open("text");
            if (p_.kept != nullptr) {
                p_.xml.raw(one.own->markup);
            } else {
                put_generated(p_, one, prefix_of(one));
            }
        }
        if (one.own != nullptr) {
            for (const auto& author : one.own->authors)
                writing::put(p_, author);
        }
        if (one.first) put_entries(p_, one.own != nullptr ? one.own->kind : one.row->kind);
        if (one.own == nullptr) return;
        put_entries(p_, *one.own);
        const auto* kept = p_.kept;
        p_.kept = nullptr;
        for (const auto& each : one.own->subsections)
            put({&each, tables::section_of(each.kind, defaults::kind_of(p_.source)), false});
        p_.kept = kept;
    }

    void put_identity(const defaults::placed_section& one) {
        if (one.row != nullptr) put_templates(p_, one.row->templates);
        if (one.own != nullptr) {
            for (const auto& each : one.own->templates)
                writing::put(p_, "templateId", each);
        }
        if (one.own != nullptr && !one.own->ids.empty()) {
            put_all(p_, "id", one.own->ids);
        } else if (one.row != nullptr) {
            writing::put(p_, "id", defaults::entry_id(p_.source, ++p_.numbered));
        }
        if (one.own != nullptr && !one.own->code.empty()) {
            writing::put(p_, "code", one.own->code);
        } else if (one.row != nullptr) {
            writing::put(p_, "code", defaults::code_of(*one.row));
        }
        if (one.own != nullptr && one.own->title.empty() && !one.own->title_null_flavor.empty()) {
            p_.xml.leaf("title", "nullFlavor", one.own->title_null_flavor);
            return;
        }
        const std::string_view own =
            one.own != nullptr ? std::string_view(one.own->title) : std::string_view();
        const auto text = own.empty() && one.row != nullptr ? one.row->title : own;
        if (text.empty()) return;
        const auto title = p_.xml.open("title");
        p_.xml.text(text);
    }

    // The word of the kind, numbered from the second on.
    std::string prefix_of(const defaults::placed_section& one) {
        const auto kind = one.own != nullptr ? one.own->kind : one.row->kind;
        std::string prefix(to_string(kind));
        if (const auto nth = ++used_[static_cast<std::size_t>(kind)]; nth > 1) prefix += std::to_string(nth);
        return prefix;
    }

    page& p_;
    std::string& out_;
    std::unordered_map<const section*, ids> own_;
    std::array<unsigned, names<section_kind>::table.size()> used_{};
};

}  // namespace

void put_body(page& p, std::string& out) {
    body(p, out).put();
}

}  // namespace pps::cda::writing
