#include "files.hpp"

#include "cda/pps/section_tables.hpp"
#include "tests/unit/cda/sample.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace pps::cda::test {

std::string sample_file(std::string_view name) {
    std::ifstream in(std::string(PPS_SOURCE_DIR "/tests/samples/") + std::string(name), std::ios::binary);
    if (!in) throw std::logic_error("no sample " + std::string(name));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string prefixed(std::string_view text) {
    static const std::regex tags("<(/?)([A-Za-z])");
    auto changed = std::regex_replace(std::string(text), tags, "<$1c:$2");
    changed = with(std::move(changed), " xmlns=\"urn:hl7-org:v3\"", " xmlns:c=\"urn:hl7-org:v3\"");
    static const std::regex types("xsi:type=\"");
    return std::regex_replace(changed, types, "xsi:type=\"c:");
}

pps_reading read(std::string_view text, const read_limits& limits) {
    return read_pps(*parse(text, limits));
}

std::string with_section(section_kind kind, std::string_view content) {
    std::string section = "<section xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">";
    if (const auto* row = tables::section_of(kind, plan_kind::care_plan)) {
        for (const auto id : row->templates)
            section.append("<templateId root=\"").append(id).append("\"/>");
        const auto code = [](const char* element, const tables::concept_row& one) {
            return "<" + std::string(element) + " code=\"" + std::string(one.code) + "\" codeSystem=\"" +
                   std::string(one.scheme) + "\">";
        };
        section.append(code("code", row->code));
        if (!row->translation.code.empty())
            section.append(code("translation", row->translation) + "</translation>");
        section.append("</code>");
    }
    section.append(content).append("</section>");
    return with(pps_sample(), "<section/>", section);
}

}  // namespace pps::cda::test
