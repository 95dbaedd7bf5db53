#pragma once

#include "gateway/forward/dmp/request.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::dmp::sample {

/// A CDA that is only as complete as signing needs: a comment, a processing instruction and accents.
inline constexpr std::string_view document =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<?xml-model href=\"none\"?>\n<!-- essai -->\n"
    "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
    "<id root=\"1.2.250.1.999.1.2.3\"/><title>Soins &amp; été</title></ClinicalDocument>\n";

inline cda::xds::document_entry entry() {
    cda::xds::document_entry out;
    out.unique_id = "1.2.250.1.999.1.2.3";
    out.mime_type = "text/xml";
    out.title = "Plan de soins";
    out.language = "fr-FR";
    out.creation_time = "20260301080000";
    out.service_start = "20260228230000";
    out.type_code = {"18776-5", "2.16.840.1.113883.6.1", "Plan personnalisé de soins"};
    out.class_code = {"44", "1.2.250.1.213.1.1.4.1", "Plan de soins, protocole de soins"};
    out.format_code = {"urn:asip:ci-sis:pps-cancer:2017", "1.2.250.1.213.1.1.4.2.282", "PPS cancer"};
    out.facility_type = {"SA01", "1.2.250.1.71.4.2.4", "Etablissement public de santé"};
    out.practice_setting = {"ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé"};
    out.confidentiality = {{"N", "2.16.840.1.113883.5.25", "Normal"}};
    out.authors = {{"801234567897^ESSAI^ANNE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS", "",
                    "G15_10/SM26^Médecin^1.2.250.1.213.1.1.4.5",
                    "CENTRE D'ESSAI^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^10B0127189", "10B0127189"}};
    out.legal_authenticator = "801234567897^ESSAI^ANNE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS";
    out.ins = "279035121518989";
    out.ins_root = "1.2.250.1.213.1.4.10";
    out.patient_id = "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH";
    out.source_patient_id = "4711^^^&1.2.250.1.999.2&ISO^PI";
    out.source_patient_info = {"PID-5|ESSAI^FICTIF^^^^^L", "PID-7|19790301", "PID-8|F"};
    return out;
}

inline submission make() {
    submission out;
    out.entry = entry();
    out.document = document;
    out.submission_set_id = "1.2.250.1.999.1.2.4";
    out.signature_id = "1.2.250.1.999.1.2.5";
    out.message_id = "urn:uuid:6a6f2b74-58a4-4c0c-9d56-3b8f9d0d2a11";
    out.submitted_at = from_millis(1'614'591'000'123);
    return out;
}

inline identity who() {
    identity out;
    out.structure_id = "10B0127189";
    out.structure_name = "CENTRE D'ESSAI";
    out.activity_sector = "SA01";
    out.responsible_id = "801234567897";
    out.system_id = "10B0127189/77";
    out.system_name = "Passerelle";
    out.system_model = "PPS";
    out.lps_id = "01.01";
    out.lps_name = "Passerelle PPS";
    out.lps_version = "1.0";
    out.lps_homologation = "NumAutorisation";
    return out;
}

inline profile how() {
    profile out;
    out.source_id = "1.2.250.1.999.1";
    return out;
}

inline instant now() {
    return from_millis(1'614'591'005'456);
}

}  // namespace pps::gateway::dmp::sample
