#include "cda/write/write.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/write/body.hpp"
#include "cda/write/header.hpp"
#include "cda/write/page.hpp"
#include "cda/write/write_rules.hpp"
#include "cda/xml_scan.hpp"

namespace pps::cda {
namespace {

// Bytes that no XML document may hold, one by one: the rest of a broken sequence is broken itself.
void replace_bad_characters(writing::page& p, std::string& xml) {
    const rule* broken = nullptr;
    auto bad = find_bad_character(xml, broken);
    if (bad == std::string::npos) return;
    p.report(write_rules::row("write.characters"));
    // The bytes move.
    p.parts.clear();
    std::string sound;
    sound.reserve(xml.size() + 64);
    std::string_view left = xml;
    while (bad != std::string::npos) {
        sound.append(left, 0, bad).append("\xEF\xBF\xBD");
        // U+FFFE and U+FFFF are whole sequences.
        left.remove_prefix(bad +
                           (left[bad] == '\xEF' && left.size() - bad > 2 && left[bad + 1] == '\xBF' ? 3 : 1));
        bad = find_bad_character(left, broken);
    }
    sound.append(left);
    xml = std::move(sound);
}

}  // namespace

write_outcome write_pps(const plan& document, const write_options& options) {
    write_outcome outcome;
    outcome.xml.reserve(1U << 17U);
    outcome.xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    writing::xml_writer xml(outcome.xml);
    writing::page p{xml, document, options, outcome.findings, outcome.parts};
    {
        const auto root = xml.open("ClinicalDocument");
        xml.attribute("xmlns", "urn:hl7-org:v3");
        xml.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        xml.attribute("xmlns:sdtc", "urn:hl7-org:sdtc");
        writing::put_header(p);
        writing::put_body(p, outcome.xml);
    }
    replace_bad_characters(p, outcome.xml);
    return outcome;
}

}  // namespace pps::cda
