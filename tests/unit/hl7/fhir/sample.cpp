#include "sample.hpp"

#include <stdexcept>

namespace pps::hl7::fhir::test {

std::string foreign_bundle() {
    return R"json({
  "resourceType": "Bundle",
  "type": "document",
  "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.7.1.1"},
  "timestamp": "2024-03-05T10:00:00+01:00",
  "entry": [
    {"fullUrl": "https://exemple.test/fhir/Composition/1", "resource": {
      "resourceType": "Composition", "id": "1", "language": "fr-FR", "status": "final",
      "type": {"coding": [{"system": "http://loinc.org", "code": "18776-5", "display": "Plan de soins"}]},
      "subject": {"reference": "Patient/p"},
      "date": "2024-03-05T10:00:00+01:00",
      "author": [{"reference": "#doc", "display": "Docteur"}],
      "contained": [{"resourceType": "Practitioner", "id": "doc",
        "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "810000000001"}],
        "name": [{"family": "DOCTEUR-ESSAI", "given": ["Alix"]}]}],
      "title": "PPS d'essai", "confidentiality": "N",
      "attester": [{"mode": "legal", "time": "2024-03-05", "party": {"reference": "Practitioner/d2"}}],
      "custodian": {"reference": "Organization/o"},
      "relatesTo": [{"code": "replaces", "targetIdentifier":
        {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.7.1.0"}}],
      "section": [
        {"title": "Diagnostic", "code": {"coding": [{"system": "http://loinc.org", "code": "72135-7"}]},
         "text": {"status": "generated",
           "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><h2>Tumeur</h2><p onclick=\"x()\">du <b>sein</b></p><script>alert(1)</script></div>"},
         "entry": [{"reference": "https://exemple.test/fhir/Condition/c"}]},
        {"title": "Programme", "code": {"coding": [
           {"system": "http://loinc.org", "code": "18776-5"},
           {"system": "https://mos.esante.gouv.fr/NOS/TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP", "code": "MED-566"}]},
         "entry": [{"reference": "urn:uuid:0f0e0d0c-0000-4000-8000-000000000001"}, {"reference": "Medication/m"}]}
      ]}},
    {"fullUrl": "https://exemple.test/fhir/Observation/tnm", "resource": {
      "resourceType": "Observation", "id": "tnm", "status": "final",
      "code": {"coding": [{"system": "http://loinc.org", "code": "75620-5"}]},
      "valueCodeableConcept": {"text": "IB"}, "hasMember": [{"reference": "Observation/t"}]}},
    {"fullUrl": "https://exemple.test/fhir/Observation/t", "resource": {
      "resourceType": "Observation", "id": "t", "status": "final",
      "code": {"coding": [{"system": "http://loinc.org", "code": "21905-5"}]},
      "valueCodeableConcept": {"coding": [{"system": "urn:oid:2.16.840.1.113883.15.6", "code": "T1b"}]}}},
    {"fullUrl": "https://exemple.test/fhir/Condition/c", "resource": {
      "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"},
      "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
      "severity": {"text": "grave"},
      "code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/icd-o-3", "code": "8500/3"}]},
      "bodySite": [{"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50.4"}]}],
      "onsetDateTime": "2024-02",
      "stage": [{"assessment": [{"reference": "Observation/tnm"}]}],
      "note": [{"authorString": "Dr Essai", "time": "2024-03-01", "text": "À revoir"}]}},
    {"fullUrl": "urn:uuid:0f0e0d0c-0000-4000-8000-000000000001", "resource": {
      "resourceType": "ServiceRequest", "status": "active", "intent": "plan", "subject": {"reference": "Patient/p"},
      "category": [{"coding": [{"system": "https://mos.esante.gouv.fr/NOS/TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP", "code": "MED-568"}]}],
      "code": {"text": "Chimiothérapie"},
      "occurrencePeriod": {"start": "2024-04-01", "end": "2024-06"},
      "performer": [{"reference": "Organization/o"}]}},
    {"fullUrl": "https://exemple.test/fhir/Patient/p", "resource": {
      "resourceType": "Patient", "id": "p",
      "identifier": [{"use": "official", "system": "urn:oid:1.2.250.1.213.1.4.10", "value": "279035121518989"}],
      "name": [
        {"use": "usual", "family": "USAGE-ESSAI", "given": ["Claude"]},
        {"use": "official", "family": "NAISSANCE-ESSAI", "given": ["Claude"], "extension": [
          {"url": "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name",
           "valueString": "Claude Dominique"}]}],
      "gender": "female", "birthDate": "1979-03-12",
      "telecom": [{"system": "phone", "value": "0200000000", "use": "mobile"}]}},
    {"fullUrl": "https://exemple.test/fhir/Organization/o", "resource": {
      "resourceType": "Organization", "id": "o", "name": "Hôpital d'essai"}},
    {"fullUrl": "https://exemple.test/fhir/Practitioner/d2", "resource": {
      "resourceType": "Practitioner", "id": "d2", "name": [{"text": "Docteur Deux"}]}}
  ]
})json";
}

std::string provide_bundle() {
    return R"json({
  "resourceType": "Bundle", "type": "transaction",
  "entry": [
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "resource": {
      "resourceType": "List", "status": "current", "mode": "working",
      "extension": [
        {"url": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType",
         "valueCodeableConcept": {"coding": [{"code": "44"}]}},
        {"url": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId",
         "valueIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3.4"}}]},
     "request": {"method": "POST", "url": "List"}},
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002", "resource": {
      "resourceType": "DocumentReference", "status": "current",
      "contained": [{"resourceType": "Practitioner", "id": "a",
        "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "810000000001"}]}],
      "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.7.1.2"},
      "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/ancien"}}],
      "type": {"coding": [{"system": "http://loinc.org", "code": "18776-5"}]},
      "category": [{"coding": [{"system": "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument", "code": "44"}]}],
      "subject": {"reference": "Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989"},
      "date": "2024-03-05T10:00:00+01:00",
      "author": [{"reference": "#a"}],
      "securityLabel": [
        {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "N"}]},
        {"coding": [{"system": "urn:oid:1.2.250.1.213.1.1.4.13", "code": "INVISIBLE_PATIENT"}]}],
      "content": [{"attachment": {"contentType": "text/xml", "language": "fr-FR",
          "url": "urn:uuid:00000000-0000-4000-8000-000000000003", "size": 5,
          "hash": "qvTGHdzF6KLavt4PO0gs2a6pQ00=", "title": "PPS"},
        "format": {"code": "urn:asip:ci-sis:pps-cancer:2017"}}],
      "context": {"period": {"start": "2024-03-05"}}},
     "request": {"method": "POST", "url": "DocumentReference"}},
    {"resource": {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "DocumentReference.status"},
        {"name": "value", "valueCode": "superseded"}]}]},
     "request": {"method": "PATCH", "url": "DocumentReference/ancien"}},
    {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000003", "resource": {
      "resourceType": "Binary", "contentType": "text/xml", "data": "aGVsbG8="},
     "request": {"method": "POST", "url": "Binary"}}
  ]
})json";
}

std::string simplified_publication() {
    return R"json({
  "resourceType": "DocumentReference", "status": "current",
  "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.250.1.999.7.1.3"},
  "type": {"coding": [{"system": "http://loinc.org", "code": "18776-5", "display": "PPS"}]},
  "subject": {"identifier": {"system": "urn:oid:1.2.250.1.213.1.4.10", "value": "279035121518989"}},
  "date": "2024-03-05T10:00:00+01:00",
  "content": [{"attachment": {"contentType": "application/fhir+json", "data": "e30=", "title": "PPS"}}]
})json";
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
        throw std::logic_error("not there once: " + std::string(from));
    return text.replace(at, from.size(), to);
}

rapidjson::Document parsed(const std::string& text) {
    rapidjson::Document out;
    out.Parse(text.c_str(), text.size());
    if (out.HasParseError()) throw std::logic_error("not JSON");
    return out;
}

std::vector<std::string> references(const rapidjson::Value& value) {
    std::vector<std::string> out;
    const auto add = [&](const rapidjson::Value& inner) {
        for (auto& one : references(inner))
            out.push_back(std::move(one));
    };
    if (value.IsArray()) {
        for (const auto& one : value.GetArray())
            add(one);
    } else if (value.IsObject()) {
        for (const auto& one : value.GetObject()) {
            if (one.name == "reference" && one.value.IsString()) out.emplace_back(one.value.GetString());
            add(one.value);
        }
    }
    return out;
}

std::vector<const rapidjson::Value*> resources(const rapidjson::Value& bundle, std::string_view type) {
    std::vector<const rapidjson::Value*> out;
    for (const auto& entry : bundle["entry"].GetArray()) {
        if (entry["resource"]["resourceType"].GetString() == type) out.push_back(&entry["resource"]);
    }
    return out;
}

std::vector<std::string> rules_of(const cda::findings& all) {
    std::vector<std::string> out;
    for (const auto& one : all)
        out.push_back(one.rule);
    return out;
}

}  // namespace pps::hl7::fhir::test
