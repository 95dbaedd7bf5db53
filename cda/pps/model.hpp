#pragma once

/// The model of a PPS in full: include this, or the header of the part that is needed.
#include "cda/pps/datatypes.hpp"
#include "cda/pps/parties.hpp"
#include "cda/pps/plan.hpp"
#include "cda/pps/statements.hpp"
