"""The sample documents are what they say, and the generator makes distinct, valid and reproducible ones."""

import base64
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import generate  # noqa: E402

SAMPLES = ["pps-minimal.xml", "pps-update.xml", "pps-full.xml", "pps-self-presenting.xml", "pps-pdf.xml", "rcp.xml",
           "other-kind.xml"]
FIRST_VERSIONS = [name for name in SAMPLES if name != "pps-update.xml"]
WITH_PROGRAMME = ["pps-minimal.xml", "pps-full.xml", "pps-self-presenting.xml"]

HL7 = "{urn:hl7-org:v3}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
INS_TEST_ROOT = "1.2.250.1.213.1.4.10"
PERSON_ROOT, STRUCTURE_ROOT = "1.2.250.1.71.4.2.1", "1.2.250.1.71.4.2.2"

# CDA.xsd, POCD_MT000040.ClinicalDocument: the sequence of the header.
HEADER = ["realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime", "confidentialityCode",
          "languageCode", "setId", "versionNumber", "copyTime", "recordTarget", "author", "dataEnterer", "informant",
          "custodian", "informationRecipient", "legalAuthenticator", "authenticator", "participant", "inFulfillmentOf",
          "documentationOf", "relatedDocument", "authorization", "componentOf", "component"]


def read(name):
    return (HERE / name).read_bytes()


def clinical_document(content):
    root = ElementTree.fromstring(content)
    return root if root.tag == HL7 + "ClinicalDocument" else root.find(f".//{HL7}ClinicalDocument")


def at(element, path):
    return element.find("/".join(HL7 + step for step in path.split("/")))


def ins_of(document):
    return [each.get("extension") for each in document.iter(HL7 + "id") if each.get("root") == INS_TEST_ROOT]


def ins_key_ok(ins):
    number = int(ins[:13].replace("2A", "19").replace("2B", "18"))
    return len(ins) == 15 and int(ins[13:]) == 97 - number % 97


def luhn_ok(digits):
    total = 0
    for position, digit in enumerate(reversed([int(character) for character in digits])):
        total += digit if position % 2 == 0 else sum(divmod(2 * digit, 10))
    return total % 10 == 0


def assert_references_resolve(document):
    anchors = [each.get("ID") for each in document.iter() if each.get("ID")]
    assert len(anchors) == len(set(anchors))
    for reference in document.iter(HL7 + "reference"):
        if reference.get("value"):
            assert reference.get("value").lstrip("#") in anchors


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_well_formed_utf8_without_dtd_and_says_so(name):
    content = read(name)
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert b"<!DOCTYPE" not in content
    content.decode("utf-8")
    assert clinical_document(content) is not None


@pytest.mark.parametrize("name", SAMPLES)
def test_the_header_is_in_the_order_of_the_schema(name):
    order = [HEADER.index(child.tag[len(HL7):]) for child in clinical_document(read(name))]
    assert order == sorted(order)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_patient_has_one_ins_of_the_test_domain_with_its_key_and_a_local_id(name):
    document = clinical_document(read(name))
    assert len(ins_of(document)) == 1
    assert ins_key_ok(ins_of(document)[0])
    ids = at(document, "recordTarget/patientRole").findall(HL7 + "id")
    assert [each.get("root") for each in ids] == [INS_TEST_ROOT, "1.2.250.1.999.7.9"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_ins_agrees_with_the_sex_birth_and_place_of_the_patient(name):
    document = clinical_document(read(name))
    patient = at(document, "recordTarget/patientRole/patient")
    sex = {"M": "1", "F": "2"}[at(patient, "administrativeGenderCode").get("code")]
    birth, county = at(patient, "birthTime").get("value"), at(patient, "birthplace/place/addr/county").text
    assert ins_of(document)[0].startswith(sex + birth[2:6] + county)


@pytest.mark.parametrize("name", SAMPLES)
def test_professionals_and_structures_have_valid_keys(name):
    people = structures = 0
    for each in clinical_document(read(name)).iter(HL7 + "id"):
        if each.get("root") == PERSON_ROOT:
            people += 1
            assert re.fullmatch(r"8\d{11}", each.get("extension")) and luhn_ok(each.get("extension")[1:])
        if each.get("root") == STRUCTURE_ROOT:
            structures += 1
            assert re.fullmatch(r"1\d{9}", each.get("extension")) and luhn_ok(each.get("extension")[1:])
    assert people and structures


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_metadata_are_made_of_is_present(name):
    document = clinical_document(read(name))
    region = "1359999992" if name in ("pps-self-presenting.xml", "pps-pdf.xml") else "1499999993"
    organisation = at(document, "author/assignedAuthor/representedOrganization")
    assert at(organisation, "id").get("extension") == region
    assert at(organisation, "standardIndustryClassCode").get("code") == "ETABLISSEMENT"
    event = at(document, "documentationOf/serviceEvent")
    assert at(event, "effectiveTime/low").get("value")
    assert at(event, "performer/assignedEntity/representedOrganization/standardIndustryClassCode") is not None
    facility = at(document, "componentOf/encompassingEncounter/location/healthCareFacility/code")
    assert facility.get("codeSystem") == "1.2.250.1.71.4.2.4"


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith("pps-")])
def test_a_pps_names_its_model_its_coordination_centre_and_its_treating_physician_once(name):
    document = clinical_document(read(name))
    templates = {(each.get("root"), each.get("extension")) for each in document.findall(HL7 + "templateId")}
    structured = document.find(HL7 + "component/" + HL7 + "structuredBody") is not None
    assert (("1.2.250.1.213.1.1.1.26", "2022.01") in templates) == structured
    assert (("1.3.6.1.4.1.19376.1.2.20", None) in templates) != structured
    assert at(document, "code").get("code") == "18776-5"
    functions = [each for each in document.iter(HL7 + "functionCode")]
    assert sum(each.get("code") == "PCP" for each in functions) == 1
    assert sum(code.get("code") == "ORG-190" for each in functions for code in each.findall(HL7 + "translation")) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_every_reference_finds_its_narrative(name):
    assert_references_resolve(clinical_document(read(name)))


@pytest.mark.parametrize("name", WITH_PROGRAMME + ["pps-update.xml"])
def test_a_structured_pps_has_coded_entries_in_its_required_sections(name):
    with_entries = {at(section, "code").get("code") for section in clinical_document(read(name)).iter(HL7 + "section")
                    if section.findall(HL7 + "entry")}
    assert {"72135-7", "42545-4", "18776-5", "33557-0", "55107-7"} <= with_entries


def test_the_full_pps_has_every_section_and_every_kind_of_act():
    document = clinical_document(read("pps-full.xml"))
    codes = {each.get("code") for each in document.iter(HL7 + "code")}
    assert {"42349-1", "72135-7", "42545-4", "18733-6", "18776-5", "33557-0", "55107-7", "55112-7"} <= codes
    assert {"MED-568", "MED-569", "MED-570", "MED-571", "MED-572", "MED-573", "MED-052"} <= codes
    roles = {code.get("code") for function in document.iter(HL7 + "functionCode")
             for code in function.findall(HL7 + "translation")}
    assert roles == {f"ORG-{number}" for number in (177, 178, 179, 180, 181, 188, 190, 191)}


def test_the_full_pps_has_both_its_tumours_in_one_list_of_problems():
    (section,) = [each for each in clinical_document(read("pps-full.xml")).iter(HL7 + "section")
                  if at(each, "code").get("code") == "72135-7"]
    (listed,) = section.findall(HL7 + "entry/" + HL7 + "act")
    tumours = listed.findall(HL7 + "entryRelationship/" + HL7 + "observation")
    assert [at(each, "targetSiteCode").get("code") for each in tumours] == ["C34.1", "C18.2"]
    dates = [at(each, "effectiveTime/low").get("value") for each in tumours]
    assert at(listed, "effectiveTime/low").get("value") == min(dates)


def test_the_rcp_sheet_has_every_section_of_its_model_and_says_which_meeting_it_is_of():
    document = clinical_document(read("rcp.xml"))
    # CI-SIS CANCER-FRCP_2022.01: the sections that must be there.
    wanted = {"128", "163", "27", "25", "130", "158", "175", "33", "35"}
    sections = list(document.iter(HL7 + "section"))
    roots = {each.get("root") for section in sections for each in section.findall(HL7 + "templateId")}
    assert {f"1.2.250.1.213.1.1.2.{number}" for number in wanted} <= roots
    assert len(sections) == len(wanted)
    encounter = at(document, "componentOf/encompassingEncounter")
    # The regional network, the manager of meetings, the meeting.
    assert [each.get("root") for each in encounter.findall(HL7 + "id")] == [
        f"1.2.250.1.161.1.20.{number}.1" for number in (1, 2, 3)]
    assert at(encounter, "location/healthCareFacility/location/name").text
    assert at(encounter, "location/healthCareFacility/location/addr/city").text


@pytest.mark.parametrize("name", ["pps-full.xml", "rcp.xml"])
def test_a_reason_for_referral_has_a_coded_problem(name):
    (section,) = [each for each in clinical_document(read(name)).iter(HL7 + "section")
                  if at(each, "code").get("code") == "42349-1"]
    assert "1.3.6.1.4.1.19376.1.5.3.1.4.5" in {each.get("root") for each in section.iter(HL7 + "templateId")}


@pytest.mark.parametrize("name", SAMPLES)
def test_sections_and_entries_have_distinct_ids(name):
    ids = [each.get("root") for parent in clinical_document(read(name)).iter() for each in parent.findall(HL7 + "id")
           if parent.tag[len(HL7):] in ("section", "observation", "procedure", "encounter") and each.get("root")]
    assert len(ids) == len(set(ids))


def test_documents_have_distinct_ids_without_extension_and_a_set_of_their_own():
    documents = {name: clinical_document(read(name)) for name in SAMPLES}
    ids = [at(document, "id") for document in documents.values()]
    assert all(set(each.attrib) == {"root"} for each in ids)
    assert all(each.get("root").startswith("1.2.250.1.999.7.") for each in ids)
    assert len({each.get("root") for each in ids}) == len(SAMPLES)
    assert len({at(documents[name], "setId").get("root") for name in FIRST_VERSIONS}) == len(FIRST_VERSIONS)


def test_the_update_replaces_the_minimal_pps():
    old, new = clinical_document(read("pps-minimal.xml")), clinical_document(read("pps-update.xml"))
    assert at(new, "setId").get("root") == at(old, "setId").get("root")
    assert (at(old, "versionNumber").get("value"), at(new, "versionNumber").get("value")) == ("1", "2")
    assert at(new, "relatedDocument").get("typeCode") == "RPLC"
    assert at(new, "relatedDocument/parentDocument/id").get("root") == at(old, "id").get("root")
    assert ins_of(new) == ins_of(old)
    assert at(old, "relatedDocument") is None


def test_the_self_presenting_pps_is_a_stylesheet_around_prefixed_elements():
    content = read("pps-self-presenting.xml")
    root = ElementTree.fromstring(content)
    assert root.tag == "{http://www.w3.org/1999/XSL/Transform}stylesheet"
    assert [child.tag for child in root[0]] == [HL7 + "ClinicalDocument"]
    assert root[0].tag == "{urn:asip-sante:ci-sis}Contenu"
    assert root[-1].tag == "{http://www.w3.org/1999/XSL/Transform}template"
    assert b"<c:ClinicalDocument>" in content
    types = {each.get(XSI_TYPE) for each in root.iter() if each.get(XSI_TYPE)}
    assert types and all(each.startswith("c:") for each in types)


def test_the_level_1_pps_holds_a_pdf_whose_cross_references_are_right():
    text = at(clinical_document(read("pps-pdf.xml")), "component/nonXMLBody/text")
    assert (text.get("mediaType"), text.get("representation")) == ("application/pdf", "B64")
    pdf = base64.b64decode(text.text, validate=False)
    assert pdf.startswith(b"%PDF-1.4") and pdf.endswith(b"%%EOF\n")
    table = int(re.search(rb"startxref\n(\d+)\n", pdf).group(1))
    assert pdf[table:table + 5] == b"xref\n"
    offsets = re.findall(rb"^(\d{10}) 00000 n ", pdf[table:], re.MULTILINE)
    assert len(offsets) == 5
    for number, offset in enumerate(offsets, start=1):
        assert pdf[int(offset):].startswith(b"%d 0 obj\n" % number)


def test_the_rcp_sheet_and_the_other_model_are_not_pps():
    for name, template, code in [("rcp.xml", ("1.2.250.1.213.1.1.1.8", "2022.01"), "34794-8"),
                                 ("other-kind.xml", ("1.2.250.1.213.1.1.1.13", None), "60591-5")]:
        document = clinical_document(read(name))
        templates = {(each.get("root"), each.get("extension")) for each in document.findall(HL7 + "templateId")}
        assert template in templates
        assert "1.2.250.1.213.1.1.1.26" not in {root for root, _ in templates}
        assert at(document, "code").get("code") == code


@pytest.mark.parametrize("ins", ["279035121518989", "188102B17295165", "153078987658513", "133061764035249",
                                 "277076322082910", "207058575627097", "124018852493334"])
def test_the_key_of_a_published_test_ins_is_found_again(ins):
    assert generate.ins_with_key(ins[:13]) == ins


@pytest.mark.parametrize("thirteen", ["", "27903512151898", "279035121518A", "188102C172951"])
def test_no_key_is_given_to_what_is_not_an_ins(thirteen):
    with pytest.raises(ValueError):
        generate.ins_with_key(thirteen)


@pytest.mark.parametrize("name", FIRST_VERSIONS)
def test_a_generated_document_is_reproducible_and_depends_on_index_and_seed(name):
    template = read(name)
    assert generate.make(template, 4, seed=9) == generate.make(template, 4, seed=9)
    assert generate.make(template, 4, seed=9) != generate.make(template, 5, seed=9)
    assert generate.make(template, 4, seed=9) != generate.make(template, 4, seed=10)


def test_generated_documents_have_distinct_ids_sets_and_valid_coherent_patients():
    template = read("other-kind.xml")
    seen = set()
    for index in range(500):
        document = clinical_document(generate.make(template, index, seed=2))
        ins = ins_of(document)[0]
        assert ins_key_ok(ins)
        patient = at(document, "recordTarget/patientRole/patient")
        sex = {"M": "1", "F": "2"}[at(patient, "administrativeGenderCode").get("code")]
        birth, county = at(patient, "birthTime").get("value"), at(patient, "birthplace/place/addr/county").text
        assert ins.startswith(sex + birth[2:6] + county)
        seen |= {ins, at(document, "id").get("root"), at(document, "setId").get("root")}
    assert len(seen) == 3 * 500
    assert all(len(each) <= 64 for each in seen)


@pytest.mark.parametrize("name", WITH_PROGRAMME)
@pytest.mark.parametrize("extra", [1, 30, 700, 50_000])
def test_a_generated_document_has_the_wanted_size_and_stays_a_coherent_pps(name, extra):
    template = read(name)
    size = len(generate.make(template, 0)) + extra
    content = generate.make(template, 0, size=size)
    assert len(content) == size
    document = clinical_document(content)
    assert_references_resolve(document)
    assert len(list(document.iter(HL7 + "section"))) == len(list(clinical_document(template).iter(HL7 + "section")))
    if extra == 50_000:
        before = sum(1 for _ in clinical_document(template).iter(HL7 + "procedure"))
        assert sum(1 for _ in document.iter(HL7 + "procedure")) >= before + 10


def test_a_document_is_never_shortened():
    template = read("pps-full.xml")
    assert generate.make(template, 0, size=1000) == generate.make(template, 0)


@pytest.mark.parametrize("name, size", [("pps-update.xml", None), ("pps-pdf.xml", 100_000), ("rcp.xml", 100_000)])
def test_a_template_that_cannot_serve_is_refused(name, size):
    with pytest.raises(ValueError):
        generate.make(read(name), 0, size=size)


def test_the_command_writes_the_documents_under_names_that_tell_nothing_of_the_patient(tmp_path):
    done = subprocess.run(
        [sys.executable, "-B", str(HERE / "generate.py"), "--template", str(HERE / "pps-full.xml"), "--count", "3",
         "--size", "208000", "--seed", "7", "--out", str(tmp_path / "out")], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    written = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in written] == ["7-000001.xml", "7-000002.xml", "7-000003.xml"]
    for index, path in enumerate(written):
        assert path.read_bytes() == generate.make(read("pps-full.xml"), index, size=208000, seed=7)
