#include "cda/validation/vocabulary.hpp"
#include "cda/validation/xpath/evaluator.hpp"
#include "tests/fuzz/small_document.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/cda/validation/sample.hpp"

#include <optional>
#include <string>

// An expression: compiled, and evaluated over a small document from two contexts.
namespace pps::fuzz {
namespace {

namespace validation = cda::validation;
namespace xpath = cda::validation::xpath;

}  // namespace

void digest(std::string_view bytes) {
    validation::symbols names;
    // $v is 1 to 3, $w needs itself.
    std::uint32_t slots = 2;
    std::uint32_t ids = 0;
    auto context = validation::test::context_of(names, slots, ids);
    context.slot_of = [](std::string_view name) -> std::optional<std::uint32_t> {
        if (name == "v") return 0;
        if (name == "w") return 1;
        return std::nullopt;
    };
    const auto values = xpath::compile("1 to 3", context);
    const auto itself = xpath::compile("$w", context);
    const auto compiled = xpath::compile(bytes, context);
    if (!compiled.compiled) {
        require(!compiled.error.message.empty(), "an error says why");
        require(compiled.error.position <= bytes.size(), "an error is in the expression");
        return;
    }
    xpath::limits bounds;
    bounds.max_steps = 200'000;
    bounds.max_sequence = 20'000;
    bounds.max_text = 1U << 20U;
    constexpr std::int64_t now = 1'700'000'000'000'000;  // 2023-11-14T22:13:20Z
    const validation::vocabulary none{{}, names, 0};
    static const auto tree = validation::test::parse(small_document);
    for (const auto start : {validation::node_id{0}, tree->first_child(0) + 3}) {
        xpath::evaluator ev{*tree, names, none, bounds, now};
        ev.reserve_slots(slots);
        ev.define(0, *values.compiled, true);
        ev.define(1, *itself.compiled, false);
        const auto here = xpath::item::of_node(0, start);
        ev.set_current(here);
        xpath::sequence out;
        ev.eval(*compiled.compiled, {here, 1, 1}, out);
        for (const auto& i : out) {
            if (ev.failed()) break;
            ev.text_of(i);
        }
        require(!ev.failed() || !ev.error().code.empty(), "a failure has a code");
        ev.clear_error();
        ev.boolean(*compiled.compiled, {here, 1, 1});
    }
}

}  // namespace pps::fuzz
