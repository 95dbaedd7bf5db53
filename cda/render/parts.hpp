#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

#include <string>
#include <string_view>

/// The parts of the page. Each writes the content below its own title; `has_…` tells whether there is any.
namespace pps::render {

struct view {
    const plan& document;
    std::string today;  ///< YYYYMMDD, "" when not known: decides what is a next date.
    bool patient;       ///< A PPS is written to the person; a tumour board sheet to professionals.
};

void write_summary(page& out, const view& seen);
void write_person(page& out, const view& seen);
void write_team(page& out, const view& seen);
bool has_diagnosis(const view& seen);
void write_diagnosis(page& out, const view& seen);
void write_programme(page& out, const view& seen);
/// Entries of one kind of care: in a part of their own, or told to be none.
bool has_entries(const view& seen, programme_kind kind);
void write_entries(page& out, const view& seen, programme_kind kind, markup none = {});
bool has_contacts(const view& seen);
void write_contacts(page& out, const view& seen);
bool has_other_sections(const view& seen);
void write_other_sections(page& out, const view& seen);
void write_about(page& out, const view& seen);
bool has_documents(const view& seen);
void write_documents(page& out, const view& seen);
bool has_personal_data(const view& seen);
void write_personal_data(page& out, const view& seen);

}  // namespace pps::render
