#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

/// Sections whose content the page shows under titles of its own, and those it shows as they are.
namespace pps::render {

/// What a section has beside its narrative and its named statements: other statements, authors, subsections.
void write_parts_of(page& out, const section& one, unsigned level = 3);

/// The same, then the narrative, folded away under "Texte d'origine". Nothing for null.
void write_rest_of(page& out, const section* one);

}  // namespace pps::render
