#pragma once

#include "cda/pps/origins.hpp"
#include "cda/pps/plan.hpp"
#include "cda/rule.hpp"
#include "cda/write/write.hpp"
#include "cda/write/xml.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace pps::cda::writing {

/// Nested statements, sections and codes deeper than this are left out with a finding: readers stop before.
inline constexpr unsigned max_depth = 60;

/// A document being written.
struct page {
    xml_writer& xml;
    const plan& source;
    const write_options& options;
    cda::findings& findings;
    std::vector<part_bytes>& parts;  ///< What was written of which part of the plan.

    /// IDs of the narrative, by the text of the model that stands there. Texts of a section are added as its
    /// narrative is written, before its entries.
    std::unordered_map<const narrative_text*, std::string> anchors{};
    /// IDs of the narratives that sections bring themselves; generated ones differ from them.
    std::unordered_set<std::string> taken{};
    /// The IDs of the section being written, when it keeps its own narrative and its references stay as they
    /// are.
    const std::unordered_set<std::string>* kept = nullptr;
    /// A text of that section is not in its narrative.
    bool unresolved = false;
    unsigned depth = 0;
    /// Entries without an identifier so far: each gets one below the document's (see put_ids).
    unsigned numbered = 0;

    void report(const rule& r, std::string where = {}) { findings.push_back(broken(r, std::move(where))); }
};

/// Everything written while it lives is of that part of the plan.
class part_mark {
  public:
    part_mark(page& p, std::string name) : page_(p), at_(p.parts.size()) {
        p.parts.push_back({std::move(name), p.xml.size(), 0});
    }
    part_mark(const part_mark&) = delete;
    part_mark& operator=(const part_mark&) = delete;
    ~part_mark() { page_.parts[at_].end = page_.xml.size(); }

  private:
    page& page_;
    std::size_t at_;
};

/// One level deeper, false when that is too deep.
class deeper {
  public:
    explicit deeper(page& p);
    deeper(const deeper&) = delete;
    deeper& operator=(const deeper&) = delete;
    ~deeper() { --page_.depth; }
    explicit operator bool() const noexcept { return page_.depth <= max_depth; }

  private:
    page& page_;
};

}  // namespace pps::cda::writing
