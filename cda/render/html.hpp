#pragma once

#include "cda/pps/plan.hpp"

#include <string>

namespace pps {

struct html_options {
    /// The day the page is read, YYYYMMDD, which decides what is a next date. Empty: the day of the document.
    std::string today;
};

/// The plan as a page for the person it is about and for those who care for them: one HTML5 file in French,
/// well formed as XML, without script, external resource or link other than tel:, mailto: and into itself.
/// Order of the parts: INCa, "Le nouveau programme personnalisé de soins – référentiel organisationnel"
/// (2019), see cda-pps.md "What a person must find in a PPS". Everything that the plan says in words is
/// there; codes and identifiers stand apart, for professionals. The same plan and options give the same
/// bytes. Any string of the plan may be hostile. Thread-safe; throws only std::bad_alloc.
std::string render_html(const plan& document, const html_options& options = {});

}  // namespace pps
