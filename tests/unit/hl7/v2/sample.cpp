#include "sample.hpp"

#include "hl7/v2/location.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pps::hl7::v2::test {
namespace {

constexpr std::string_view patient =
    "PID|||277076322082910^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS~"
    "L0004471^^^CHU-FICTIF&1.2.250.1.999.7.9&ISO^PI||FICTIVE-MAUGES^ROSELINE^^^^^D~"
    "FICTIVE-GARANCE^ROSELINE^ROSELINE AGATHE^^^^L||19770712|F|||6 Chemin des Tuffeaux^^GENNES^^49350^FRA^H||"
    "|||||405660^^^CHU-FICTIF&1.2.250.1.999.7.8&ISO^AN||||||||||||||VALI\r"
    "PV1|1|I|ONCO||||||||||||||||000897406^^^CHU-FICTIF&1.2.250.1.999.7.8&ISO^VN|||||||||||||||||||||||||"
    "202510010800|202510031700\r";

constexpr std::string_view participants =
    "PRT||UC||SB^Send "
    "by^participation|810999900011^FICTIF^ARMELLE^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^"
    "^^IDNPS|||CHU FICTIF^^^^^ASIP-SANTE-ST&1.2.250.1.71.4.2.2&ISO^FINEG^^^1499999993\r"
    "PRT||UC||RCT^Result Copies To^participation|810999900029^FICTIF^BLAISE^^^^^^ASIP-SANTE-PS&"
    "1.2.250.1.71.4.2.1&ISO^D^^^IDNPS||||||||||^^X.400^blaise.fictif@exemple.mssante.fr\r"
    "PRT||UC||REPLY^Reply to^participation|||||||||||^^X.400^oncologie@exemple.mssante.fr\r";

struct flag {
    const char* code;
    const char* label;
    const char* value;
};
constexpr flag flags[] = {
    {"MASQUE_PS", "Masqué aux professionnels de Santé", "N"},
    {"INVISIBLE_PATIENT", "Document Non Visible par le patient", "Y"},
    {"INVISIBLE_REP_LEGAUX", "Non visible par les représentants Légaux du patient", "N"},
    {"CONNEXION_SECRETE", "Connexion Secrete", "N"},
    {"MODIF_CONF_CODE", "Modification Confidentiality Code", "N"},
    {"DESTDMP", "Destinataire DMP", "Y"},
    {"DESTMSSANTEPS", "Destinataire (Professionnel de Santé, organisation ou BAL applicative)", "Y"},
    {"DESTMSSANTEPAT", "Destinataire Patient", "N"},
    {"ACK_RECEPTION", "Accusé de réception", "Y"},
    {"ACK_LECTURE_MSS", "Accusé de lecture", "N"},
};

std::string controls(const char* type, int first) {
    std::string out;
    for (const auto& f : flags) {
        out += "OBX|" + std::to_string(first++) + '|' + type + '|' + f.code + '^' + f.label +
               "^MetaDMPMSS||" + f.value + "^^expandedYes-NoIndicator||||||F\r";
        if (std::string_view(f.code) == "DESTMSSANTEPAT") out += "NTE|1|||FIN\r";
    }
    return out + "OBX|" + std::to_string(first) +
           "|ED|CORPSMAIL_PS^Corps du mail pour un PS^MetaDMPMSS||^TEXT^^Base64^" + base64("Cher confrère,") +
           "||||||F\r";
}

std::string document_segment(int rank, const char* type, std::string_view bytes, const char* status) {
    return "OBX|" + std::to_string(rank) + "|ED|18776-5^Plan personnalisé de soins^LN||^" + type +
           "^XML^Base64^" + base64(bytes) + "||||||" + status + '\r';
}

std::string header(const char* type, const char* version) {
    return std::string("MSH|^~\\&|DCC-PDL|GRADeS-PDL|PFI-PPS|Gateway|20251016093100||") + type +
           "|PDL-000015|P|" + version + "|||||FRA|UNICODE UTF-8|||2.1^CISIS_CDA_HL7_V2\r";
}

std::string mdm(const char* event, const char* order, const char* status, const char* ids,
                std::string_view document) {
    return header((std::string("MDM^") + event + "^MDM_T02").c_str(), "2.6") + "EVN||20251016093100\r" +
           std::string(patient) + "ORC|" + order + "\rOBR|1|||18776-5^Plan personnalisé de soins^LN\r" +
           "TXA|1|18776-5|TEXT|20251016093000||||||||" + ids + "||||AU\r" +
           document_segment(1, "text", document, status) + std::string(participants) + controls("CWE", 2);
}

}  // namespace

std::string file(std::string_view name) {
    std::ifstream in(std::string(PPS_SOURCE_DIR "/tests/samples/") + std::string(name), std::ios::binary);
    if (!in) throw std::logic_error("no such sample: " + std::string(name));
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string mdm_sample() {
    return mdm("T02", "NW", "F", "1.2.250.1.999.7.1.1.1|", file("pps-minimal.xml"));
}

std::string mdm_replacement_sample() {
    return mdm("T10", "RO", "C", "1.2.250.1.999.7.1.1.2|1.2.250.1.999.7.1.1.1", file("pps-update.xml"));
}

std::string mdm_deletion_sample() {
    return mdm("T04", "CA", "D", "1.2.250.1.999.7.1.1.2|", file("pps-update.xml"));
}

std::string small_sample() {
    return mdm("T02", "NW", "F", "1.2.250.1.999.7.1.1.1|", "<a>é</a>");
}

std::string oru_sample() {
    return header("ORU^R01^ORU_R01", "2.5") + std::string(patient) +
           "ORC|NW\rOBR|1|||18776-5^Plan personnalisé de soins^LN\r" +
           document_segment(1, "TEXT", file("pps-minimal.xml"), "F") + std::string(participants) +
           document_segment(2, "TEXT", file("pps-pdf.xml"), "F") + controls("CE", 3);
}

parsed::parsed(std::string bytes) : text(std::move(bytes)), outcome(parse(text)) {
    if (!outcome.message) throw std::logic_error("refused: " + outcome.findings.at(0).rule);
}

std::string refused(std::string_view text, const parse_limits& limits) {
    const auto outcome = parse(text, limits);
    if (outcome.message.has_value() == cda::refuses(outcome.findings))
        throw std::logic_error("a message exactly when nothing refuses");
    return outcome.findings.empty() ? std::string() : outcome.findings.at(0).rule;
}

std::string with_value(const std::string& text, std::string_view path, std::string_view value) {
    const auto where = parse_location(path);
    if (!where) throw std::logic_error("no path: " + std::string(path));
    const parsed m(text);
    auto s = m->find(where->segment);
    for (std::size_t n = 1; s && n < where->sequence; ++n)
        s = m->find(where->segment, s.index() + 1);
    auto e = s.field(where->field);
    if (where->component > 0) e = e.repetition(where->repetition).component(where->component);
    if (where->subcomponent > 0) e = e.subcomponent(where->subcomponent);
    if (e.raw().data() == nullptr) throw std::logic_error("the sample has no " + std::string(path));
    auto changed = text;
    const auto at = static_cast<std::size_t>(e.raw().data() - m.text.data());
    return changed.replace(at, e.raw().size(), value);
}

bool discreet(const cda::findings& all) {
    constexpr std::string_view secrets[] = {"277076322082910", "L0004471",  "FICTI",     "ROSELINE",
                                            "19770712",        "Tuffeaux",  "405660",    "000897406",
                                            "810999900",       "149999999", "999.7.1.1", "PDL-0000",
                                            "mssante.fr",      "PHhtbCA",   "18776"};
    return std::all_of(all.begin(), all.end(), [&](const cda::finding& f) {
        return !f.fr.empty() && !f.en.empty() &&
               std::none_of(std::begin(secrets), std::end(secrets), [&](std::string_view secret) {
                   return (f.rule + f.path + f.fr + f.en).find(secret) != std::string::npos;
               });
    });
}

}  // namespace pps::hl7::v2::test
