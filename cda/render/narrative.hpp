#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

/// The text of a section as its author laid it out.
namespace pps::render {

/// The narrative of a section. Its markup is read again and written anew from a table of elements
/// (paragraphs, lists, tables, line breaks, emphasis): no attribute, no link, no image and no identifier of
/// it reaches the page. A table without heading cells lays out and becomes paragraphs. Markup that cannot be
/// read, is deeper than 64 elements or gives no text is replaced by the section's plain text.
void write_narrative(page& out, const section& one);

/// Does it say anything?
bool has_narrative(const section& one);

}  // namespace pps::render
