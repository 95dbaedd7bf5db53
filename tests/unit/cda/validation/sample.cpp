#include "tests/unit/cda/validation/sample.hpp"

#include "cda/validation/vocabulary.hpp"

#include <cstdlib>
#include <fstream>

namespace pps::cda::validation::test {

folder::folder() {
    auto name = (std::filesystem::temp_directory_path() / "validation-XXXXXX").string();
    path_ = mkdtemp(name.data());
}

folder::~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path folder::write(std::string_view name, std::string_view content) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
    return file;
}

std::unique_ptr<tree> parse(std::string_view xml) {
    std::string why;
    return tree::parse(xml, why);
}

xpath::static_context context_of(symbols& names, std::uint32_t& slots, std::uint32_t& ids) {
    xpath::static_context context;
    context.symbols = &names;
    context.next_slot = &slots;
    context.next_id = &ids;
    context.namespace_of = [](std::string_view prefix) -> std::optional<std::string> {
        if (prefix == "a") return "urn:a";
        if (prefix == "hl7") return "urn:hl7-org:v3";
        if (prefix == "xs") return "http://www.w3.org/2001/XMLSchema";
        if (prefix == "fn") return "http://www.w3.org/2005/xpath-functions";
        return std::nullopt;
    };
    context.slot_of = [](std::string_view) { return std::optional<std::uint32_t>{}; };
    return context;
}

std::string evaluate_over(std::string_view xml, std::string_view expression) {
    symbols names;
    std::uint32_t slots = 0;
    std::uint32_t ids = 0;
    const auto context = context_of(names, slots, ids);
    const auto compiled = xpath::compile(expression, context);
    if (!compiled.compiled) return "compile: " + compiled.error.message;
    const auto document = parse(xml);
    const vocabulary none{{}, names, 0};
    constexpr std::int64_t now = 1'700'000'000'000'000;  // 2023-11-14T22:13:20Z
    xpath::evaluator ev{*document, names, none, {}, now};
    ev.reserve_slots(slots);
    const auto root = xpath::item::of_node(0, document->first_child(0));
    ev.set_current(root);
    xpath::sequence out;
    ev.eval(*compiled.compiled, xpath::focus{root, 1, 1}, out);
    if (ev.failed()) return "error " + ev.error().code;
    std::string text;
    for (const auto& i : out) {
        if (!text.empty()) text += '|';
        text += ev.text_of(i);
    }
    return text;
}

std::string value(std::string_view expression) {
    return evaluate_over("<r/>", expression);
}

std::string schema_of(std::string_view content, std::string_view attributes) {
    std::string text{"<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2' "};
    text.append(attributes)
        .append(">\n<ns prefix='a' uri='urn:a'/><ns prefix='hl7' uri='urn:hl7-org:v3'/>\n");
    return text.append(content).append("</schema>");
}

std::vector<std::string> texts(const outcome& o) {
    std::vector<std::string> all;
    for (const auto& r : o.results)
        all.push_back(r.text);
    return all;
}

outcome judge(std::string_view schema_content, std::string_view xml, const eval_options& options) {
    const folder here;
    schema_options of_schema;
    of_schema.file = here.write("s.sch", schema_of(schema_content));
    const auto loaded = load_schema(of_schema);
    if (!loaded.schema) return {};
    return evaluate(*loaded.schema, *parse(xml), options);
}

}  // namespace pps::cda::validation::test
