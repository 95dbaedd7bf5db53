#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Statements that the page has no place of its own for, and what all statements share.
namespace pps::render {

/// Texts already on a card: a text that several elements refer to is shown once.
class shown_texts {
  public:
    /// Adds the text; false when it is already there (in whatever case), or says nothing.
    bool add(std::string_view text);

  private:
    std::vector<std::string> texts_;
};

/// Comments of the care team, each with its author and date when they are given, as rows of a description
/// list.
void write_comments(page& out, const std::vector<comment>& comments);

/// A statement as a row of a description list (its code in words, then what it says), and the same for those
/// in it. Depth is bounded: what is nested deeper than any document that is read is left out.
void write_statement(page& out, const statement& one, unsigned depth = 0);
void write_statements(page& out, const std::vector<statement>& all);
void write_related(page& out, const std::vector<related_statement>& all, unsigned depth = 0);

/// Parts of a named statement that its row does not show: related statements, documents, comments.
void write_rest(page& out, const statement& one);

/// What a document referred to is called: its code, or what stands beside its text in the plain text of its
/// section; and its text, unless that is an OID.
std::string document_words(const external_document& which, std::string_view narrative = {});

/// Names of performers with their profession and organization: "Dr Charles MULLER, Oncologie, Clinique…".
std::string performer_words(const party& who);

}  // namespace pps::render
