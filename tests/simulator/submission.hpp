#pragma once

#include "tests/simulator/metadata.hpp"
#include "tests/simulator/mtom.hpp"
#include "tests/simulator/outcome.hpp"
#include "tests/simulator/registry.hpp"
#include "tests/simulator/vihf.hpp"

#include <string_view>
#include <vector>

namespace pps::simulator {

enum class environment { test, production };

/// What a submission is judged against.
struct judged_by {
    environment where = environment::test;
    const vihf& who;
    trust& issuers;
    instant now;
};

/// A whole ITI-41 body: metadata tables, rules between objects, documents and their signature. The value is
/// ready for the registry; what depends on the registry's content is not judged here. `errors` not empty:
/// refused.
struct judgement {
    std::vector<refusal> errors;
    submission accepted;
};
judgement judge_submission(const xmlNode* request, const package& parts, const judged_by& against);

/// The patient of a set is written the same everywhere, is that of the VIHF, and is of the right environment.
/// `ids` are the CX of the set and of its entries.
verdict check_patient(const std::vector<std::string>& ids, const vihf& who, environment where);

/// The submission-set author's structure is that of the VIHF (dmp-wire §1.6), and so is a professional: both
/// are PRT-5.1 of a message (IG "Mapping VIHF" and "Mapping XDS").
verdict check_author(const registry_object& set, const vihf& who);

/// HasMember, signs and RPLC, and nothing else (dmp-wire §2.4).
std::vector<refusal> check_associations(const object_list& objects);

}  // namespace pps::simulator
