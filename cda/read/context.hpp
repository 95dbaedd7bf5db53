#pragma once

#include "cda/read/narrative.hpp"
#include "cda/read/reading.hpp"
#include "cda/rule.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Parts of read_pps. Not for use outside this folder.
namespace pps::cda::reading {

/// Tells which children of an element are CDA elements, whatever their prefix, without a walk to the root for
/// each.
class cda_scope {
  public:
    /// `cda`: the parent is a CDA element itself.
    explicit cda_scope(pugi::xml_node parent, bool cda = true) noexcept;
    bool holds(pugi::xml_node element);

  private:
    std::string_view prefix_;
    bool cda_;
    std::vector<std::pair<std::string_view, bool>> others_;  ///< What is known of other prefixes.
};

/// The child elements of a CDA element that are CDA elements themselves. One pass: the range is its own
/// iterator.
class elements {
  public:
    explicit elements(pugi::xml_node parent) noexcept : scope_(parent), at_(parent.first_child()) {}

    class iterator {
      public:
        explicit iterator(elements* all) noexcept : all_(all) {}
        pugi::xml_node operator*() const noexcept { return all_->at_; }
        iterator& operator++() {
            all_->at_ = all_->at_.next_sibling();
            all_->skip();
            return *this;
        }
        bool operator!=(const iterator&) const noexcept { return static_cast<bool>(all_->at_); }

      private:
        elements* all_;
    };
    iterator begin() {
        skip();
        return iterator(this);
    }
    iterator end() noexcept { return iterator(this); }

  private:
    void skip() {
        while (at_ && !(at_.type() == pugi::node_element && scope_.holds(at_)))
            at_ = at_.next_sibling();
    }
    cda_scope scope_;
    pugi::xml_node at_;
};

/// The first CDA child of that name, null when there is none. Like cda::child, without its walk to the root.
pugi::xml_node child_of(pugi::xml_node parent, std::string_view name);

/// What the readers of parts share: where to report, and the narrative of the section that they are in.
class context {
  public:
    context(coverage& c, cda::findings& f) noexcept : coverage_(c), findings_(f) {}

    /// An element that no member of the model holds.
    void unread(pugi::xml_node element);
    /// A statement without a named place.
    void unplaced(pugi::xml_node element);
    /// May the model grow by that many bytes? When not, the element is told as unread: a model is about as
    /// large as its document, but a hostile one could make it a hundred times larger.
    bool admits(std::size_t bytes, pugi::xml_node element);
    /// The text of a section that a reference leads to ("#id"), "" with a finding when there is none.
    std::string resolve(std::string_view reference, pugi::xml_node element);

    /// The narrative that references lead into; null outside the sections.
    const narrative* text = nullptr;
    /// Counts of the section that is being read, and everything else that is counted.
    cda::coverage& counts() noexcept { return coverage_; }
    section_coverage* section = nullptr;

  private:
    void report(const rule& r, std::size_t& reported, pugi::xml_node element);

    coverage& coverage_;
    cda::findings& findings_;
    std::size_t unread_reported_ = 0;
    std::size_t unplaced_reported_ = 0;
    std::size_t references_reported_ = 0;
    std::size_t text_limit_reported_ = 0;
    std::size_t size_limit_reported_ = 0;
    std::size_t model_budget_ = 128'000'000;
    /// Nodes and bytes that references may still lead to in one document: a long text that many statements
    /// point to would otherwise multiply.
    std::size_t resolve_budget_ = 16'000'000;
};

}  // namespace pps::cda::reading
