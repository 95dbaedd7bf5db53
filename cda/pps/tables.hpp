#pragma once

/// What a PPS is made of on the wire: code systems, templates, codes, value sets, titles. One row per thing,
/// for whoever reads, writes or shows it.
#include "cda/pps/header_tables.hpp"
#include "cda/pps/section_tables.hpp"
#include "cda/pps/statement_tables.hpp"
#include "cda/pps/templates.hpp"
