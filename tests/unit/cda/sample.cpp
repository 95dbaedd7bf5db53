#include "sample.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace pps::cda::test {
namespace {

// '@' stands for the prefix.
constexpr std::string_view body = R"xml(  <@realmCode code="FR"/>
  <@typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <@templateId root="2.16.840.1.113883.2.8.2.1"/>
  <@templateId root="1.2.250.1.213.1.1.1.1"/>
  <@templateId root="1.2.250.1.213.1.1.1.26" extension="2022.01"/>
  <@id root="1.2.250.1.999.1.77.1"/>
  <@code code="18776-5" displayName="Plan personnalisé de soins" codeSystem="2.16.840.1.113883.6.1"/>
  <@title>
    Programme personnalisé
    de soins </@title>
  <@effectiveTime value="20240113121700+0100"/>
  <@confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"/>
  <@languageCode code="fr-FR"/>
  <@setId root="1.2.250.1.999.1.77"/>
  <@versionNumber value="1"/>
  <@recordTarget>
    <@patientRole>
      <@id extension="188102B17295165" root="1.2.250.1.213.1.4.10"/>
      <@id extension="IPP-7712345" root="1.2.250.1.999.1.2"/>
      <@patient>
        <@name>
          <@family qualifier="BR">DURANDAL</@family>
          <@given>PHILOMENE AGLAE</@given>
          <@given qualifier="BR">PHILOMENE</@given>
          <@family qualifier="CL">ROLANDIN</@family>
        </@name>
        <@administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
        <@birthTime value="19881017"/>
        <@birthplace><@place><@addr><@county>2B172</@county></@addr></@place></@birthplace>
      </@patient>
    </@patientRole>
  </@recordTarget>
  <@author>
    <@functionCode code="353" displayName="Membre de l'équipe de soins" codeSystem="1.2.250.1.213.1.6.1.107"/>
    <@time value="20240113121700+0100"/>
    <@assignedAuthor>
      <@id root="1.2.250.1.71.4.2.1" extension="899900063480"/>
      <@code code="G15_10/SM36" codeSystem="1.2.250.1.213.1.1.4.5" displayName="Médecin - Oncologie"/>
      <@assignedPerson><@name><@given>Archibald </@given><@family>MULLERET</@family></@name></@assignedPerson>
      <@representedOrganization>
        <@id root="1.2.250.1.71.4.2.2" extension="1750100125"/>
        <@name>Clinique du Lac</@name>
      </@representedOrganization>
    </@assignedAuthor>
  </@author>
  <@legalAuthenticator>
    <@time value="20240113121700+0100"/>
    <@signatureCode code="S"/>
    <@assignedEntity>
      <@id root="1.2.250.1.71.4.2.1" extension="899900062490"/>
      <@assignedPerson><@name><@family>VERMANDOIS</@family><@given>Berthe</@given></@name></@assignedPerson>
    </@assignedEntity>
  </@legalAuthenticator>
  <@documentationOf>
    <@serviceEvent>
      <@code code="C50.2" displayName="Sein" codeSystem="2.16.840.1.113883.6.3"/>
    </@serviceEvent>
  </@documentationOf>
  <@documentationOf>
    <@serviceEvent>
      <@effectiveTime><@low value="20240712090000+0200"/></@effectiveTime>
      <@performer typeCode="PRF">
        <@assignedEntity>
          <@representedOrganization>
            <@standardIndustryClassCode code="ETABLISSEMENT" codeSystem="1.2.250.1.213.1.1.4.9"/>
          </@representedOrganization>
        </@assignedEntity>
      </@performer>
    </@serviceEvent>
  </@documentationOf>
  <@componentOf>
    <@encompassingEncounter>
      <@location><@healthCareFacility>
        <@code code="SA01" codeSystem="1.2.250.1.71.4.2.4" displayName="Etablissement public de santé"/>
      </@healthCareFacility></@location>
    </@encompassingEncounter>
  </@componentOf>
  <@component><@structuredBody><@component><@section/></@component></@structuredBody></@component>
)xml";

// What a finding must never repeat: beginnings, so that a value that a case has damaged is caught too.
constexpr std::array<std::string_view, 17> secrets{"188102",
                                                   "27903512",
                                                   "IPP-",
                                                   "DURANDAL",
                                                   "PHILO",
                                                   "ROLANDIN",
                                                   "1988",
                                                   "2B172",
                                                   "BASTIA",
                                                   "8999000",
                                                   "MULL",
                                                   "Archibald",
                                                   "VERMANDOIS",
                                                   "1.2.250.1.999.1.77",
                                                   "Clinique",
                                                   "JVBERi0",
                                                   "Programme personnalisé"};

std::string expanded(std::string_view prefix) {
    std::string text;
    for (const char c : body) {
        if (c == '@') {
            text += prefix;
        } else {
            text += c;
        }
    }
    return text;
}

std::size_t only(const std::string& text, std::string_view what) {
    const auto at = text.find(what);
    if (at == std::string::npos) throw std::logic_error("the sample does not hold: " + std::string(what));
    if (text.find(what, at + 1) != std::string::npos) {
        throw std::logic_error("the sample holds more than once: " + std::string(what));
    }
    return at;
}

}  // namespace

std::string pps_sample(std::string_view prefix) {
    const std::string p(prefix);
    const std::string declared = p.empty() ? "xmlns" : "xmlns:" + p.substr(0, p.size() - 1);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + p + "ClinicalDocument " + declared +
           "=\"urn:hl7-org:v3\">\n" + expanded(prefix) + "</" + p + "ClinicalDocument>\n";
}

std::string self_presenting_sample() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/xsl\" href=\"#\"?>\n"
           "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\""
           " xmlns:data=\"urn:asip-sante:ci-sis\" xmlns:c=\"urn:hl7-org:v3\">\n"
           "<data:Contenu><c:ClinicalDocument>\n" +
           expanded("c:") +
           "</c:ClinicalDocument></data:Contenu>\n<xsl:template match=\"/\"/>\n</xsl:stylesheet>\n";
}

std::string rcp_sample() {
    auto text = with(pps_sample(), "1.2.250.1.213.1.1.1.26", "1.2.250.1.213.1.1.1.8");
    return with(std::move(text), "code=\"18776-5\"", "code=\"34794-8\"");
}

std::string pdf_sample() {
    auto text = with(pps_sample(), R"(<templateId root="1.2.250.1.213.1.1.1.26" extension="2022.01"/>)",
                     R"(<templateId root="1.3.6.1.4.1.19376.1.2.20"/>)");
    return with(
        std::move(text), "<structuredBody><component><section/></component></structuredBody>",
        R"(<nonXMLBody><text mediaType="application/pdf" representation="B64">JVBERi0=</text></nonXMLBody>)");
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    return text.replace(only(text, from), from.size(), to);
}

std::string without(std::string text, std::string_view from, std::string_view to) {
    const auto at = only(text, from);
    const auto end = text.find(to, at);
    if (end == std::string::npos) throw std::logic_error("the sample does not hold: " + std::string(to));
    return text.erase(at, end + to.size() - at);
}

std::unique_ptr<document> parse(std::string_view text, const read_limits& limits) {
    auto outcome = read_document(text, limits);
    if (!outcome.document) throw std::logic_error("the sample is refused: " + outcome.findings.at(0).rule);
    return std::move(outcome.document);
}

std::vector<std::string> rules_of(const findings& all) {
    std::vector<std::string> rules;
    for (const auto& f : all)
        rules.push_back(f.rule);
    return rules;
}

const finding* find_rule(const findings& all, std::string_view rule) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const finding& f) { return f.rule == rule; });
    return found == all.end() ? nullptr : &*found;
}

bool discreet(const findings& all) {
    return std::all_of(all.begin(), all.end(), [](const finding& f) {
        const auto told = f.path + f.fr + f.en + f.rule;
        return !f.rule.empty() && !f.fr.empty() && !f.en.empty() &&
               std::none_of(secrets.begin(), secrets.end(),
                            [&](std::string_view secret) { return told.find(secret) != std::string::npos; });
    });
}

}  // namespace pps::cda::test
