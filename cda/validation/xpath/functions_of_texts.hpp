#pragma once

#include "cda/validation/xpath/evaluator.hpp"

/// The functions of strings, regular expressions and the clock, as rows of functions.cpp call them.
namespace pps::cda::validation::xpath::texts {

void string(evaluator&, const expression&, const focus&, sequence&);
void length(evaluator&, const expression&, const focus&, sequence&);
void normalize(evaluator&, const expression&, const focus&, sequence&);
void concat(evaluator&, const expression&, const focus&, sequence&);
void join(evaluator&, const expression&, const focus&, sequence&);
void substring(evaluator&, const expression&, const focus&, sequence&);
void before(evaluator&, const expression&, const focus&, sequence&);
void after(evaluator&, const expression&, const focus&, sequence&);
void contains(evaluator&, const expression&, const focus&, sequence&);
void starts(evaluator&, const expression&, const focus&, sequence&);
void ends(evaluator&, const expression&, const focus&, sequence&);
void translate(evaluator&, const expression&, const focus&, sequence&);
void upper(evaluator&, const expression&, const focus&, sequence&);
void lower(evaluator&, const expression&, const focus&, sequence&);
void compare(evaluator&, const expression&, const focus&, sequence&);
void matches(evaluator&, const expression&, const focus&, sequence&);
void replace(evaluator&, const expression&, const focus&, sequence&);
void tokenize(evaluator&, const expression&, const focus&, sequence&);
void iri_to_uri(evaluator&, const expression&, const focus&, sequence&);
void encode_for_uri(evaluator&, const expression&, const focus&, sequence&);
void codepoints(evaluator&, const expression&, const focus&, sequence&);
void from_codepoints(evaluator&, const expression&, const focus&, sequence&);
void current_date(evaluator&, const expression&, const focus&, sequence&);
void current_date_time(evaluator&, const expression&, const focus&, sequence&);
void current_time(evaluator&, const expression&, const focus&, sequence&);

}  // namespace pps::cda::validation::xpath::texts
