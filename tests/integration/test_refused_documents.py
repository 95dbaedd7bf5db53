"""Documents that cannot go to the DMP: 422 with findings that help and that hold nothing of the patient."""

import random
import re
from collections import Counter

import pytest
from harness import BZH, PDL, metric, patient_values, sample, unique_id_of

TEST_INS, PRODUCTION_INS = b"1.2.250.1.213.1.4.10", b"1.2.250.1.213.1.4.8"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def without(pattern, count=1):
    """Removes the first element (or attribute) that matches."""

    def change(document):
        changed, done = re.subn(pattern, b"", document, count=count, flags=re.DOTALL)
        assert done, f"{pattern} is not in the sample"
        return changed

    return change


def replacing(old, new):
    def change(document):
        assert old in document, f"{old} is not in the sample"
        return document.replace(old, new, 1)

    return change


def with_bad_key(document):
    ins = re.search(rb'root="' + TEST_INS + rb'" extension="([0-9AB]{13})(\d\d)"', document)
    key = b"%02d" % (int(ins.group(2)) % 97 + 1)
    assert key != ins.group(2)
    return document.replace(ins.group(1) + ins.group(2), ins.group(1) + key, 1)


def after_declaration(inserted):
    return replacing(b"?>\n", b"?>\n" + inserted)


def laughing(document):
    """A billion laughs: ten entities, each of ten of the one before."""
    entities = b'<!ENTITY l0 "lol">'
    for i in range(1, 10):
        entities += b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10)
    document = after_declaration(b"<!DOCTYPE ClinicalDocument [" + entities + b"]>\n")(document)
    return re.sub(rb"<title>[^<]*</title>", b"<title>&l9;</title>", document, count=1)


def reading_a_file(document):
    document = after_declaration(b'<!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n')(document)
    return re.sub(rb"<title>[^<]*</title>", b"<title>&x;</title>", document, count=1)


def deep(document):
    nested = b"<section>" * 10_000 + b"</section>" * 10_000
    return document.replace(b"<structuredBody>", b"<structuredBody>" + nested, 1)


UNREADABLE = [
    ("nothing at all", lambda d: b"", "xml.well-formed"),
    ("not XML", lambda d: b"Bonjour, voici le PPS.", "xml.well-formed"),
    ("cut in the middle", lambda d: d[:len(d) // 2], "xml.well-formed"),
    ("two roots", lambda d: d + b"<again/>", "xml.well-formed"),
    ("a DTD", after_declaration(b"<!DOCTYPE ClinicalDocument>\n"), "xml.dtd"),
    ("a DTD elsewhere", after_declaration(b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">\n'), "xml.dtd"),
    ("a billion laughs", laughing, "xml.dtd"),
    ("an external entity", reading_a_file, "xml.dtd"),
    ("an undeclared entity", lambda d: re.sub(rb"<title>", b"<title>&x;", d, count=1), None),
    ("10,000 deep", deep, "xml.depth"),
    ("invalid UTF-8", replacing(b"<title>", b"<title>\xc3\x28"), "xml.utf8"),
    ("Latin-1", lambda d: d.decode().replace("’", "'").replace("œ", "oe").encode("latin-1", "replace"), "xml.utf8"),
    ("a surrogate in UTF-8", replacing(b"<title>", b"<title>\xed\xa0\x80"), "xml.utf8"),
    ("an overlong form", replacing(b"<title>", b"<title>\xc0\xbc"), "xml.utf8"),
    ("a NUL", replacing(b"<title>", b"<title>\x00"), "xml.characters"),
    ("a NUL by reference", replacing(b"<title>", b"<title>&#0;"), "xml.characters"),
    ("a control character", replacing(b"<title>", b"<title>\x01"), "xml.characters"),
    ("UTF-16", lambda d: d.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"), "xml.encoding"),
    ("another declared encoding", replacing(b'encoding="UTF-8"', b'encoding="ISO-8859-1"'), "xml.encoding"),
    ("a prefix that nobody declared", replacing(b"<title>", b"<nobody:x/><title>"), "xml.namespace"),
    ("not a CDA", lambda d: HEAD + b"<html><body>PPS</body></html>", "cda.root"),
    ("a CDA of no namespace", replacing(b' xmlns="urn:hl7-org:v3"', b""), "cda.root"),
    ("a CDA hidden in something else", lambda d: b"<x>" + d[d.index(b"<ClinicalDocument"):] + b"</x>", "cda.root"),
]

UNACCEPTABLE = [
    ("another kind", lambda d: sample("other-kind.xml"), "document.template-id"),
    ("an unknown templateId", replacing(b'root="1.2.250.1.213.1.1.1.26"', b'root="1.2.250.1.213.1.1.1.99"'),
     "document.template-id"),
    ("the code of another document", replacing(b'<code code="18776-5"', b'<code code="34133-9"'), "document.type-code"),
    ("no INS", without(rb'<id root="' + TEST_INS + rb'"[^>]*/>'), "identity.ins-missing"),
    ("a wrong key", with_bad_key, "identity.ins-key"),
    ("an INS that is none", lambda d: re.sub(rb'(root="' + TEST_INS + rb'" extension=)"[^"]*"', rb'\1"12AB"', d),
     "identity.ins-form"),
    ("a production INS", replacing(TEST_INS, PRODUCTION_INS), "identity.ins-root"),
    ("two INS", lambda d: re.sub(rb'(<id root="' + TEST_INS + rb'"[^>]*/>)', rb"\1\1", d, count=1),
     "identity.ins-many"),
    ("two patients", lambda d: re.sub(rb"(<recordTarget>.*</recordTarget>)", rb"\1\1", d, flags=re.DOTALL),
     "identity.patient-many"),
    ("an id with an extension",
     lambda d: re.sub(rb'(<id root="1\.2\.250\.1\.999\.7\.100[0-9.]*")', rb'\1 extension="7"', d, count=1),
     "document.id-extension"),
    ("an id that is no OID", lambda d: re.sub(rb'(<id root=)"1\.2\.250\.1\.999\.7\.100[0-9.]*"', rb'\1"PPS-1"', d,
                                              count=1), "document.id"),
    ("no id", without(rb'<id root="1\.2\.250\.1\.999\.7\.100[^>]*/>'), "document.id"),
    ("no setId", without(rb"<setId [^>]*/>"), "version.set-id"),
    ("no versionNumber", without(rb"<versionNumber [^>]*/>"), "version.number"),
    ("a version that is none", replacing(b'<versionNumber value="1"', b'<versionNumber value="0"'), "version.number"),
    ("no title", without(rb"<title>[^<]*</title>"), "metadata.title"),
    ("no language", without(rb"<languageCode [^>]*/>"), "metadata.languageCode"),
    ("no date", without(rb"<effectiveTime value=[^>]*/>"), "metadata.creationTime"),
    ("a date that is none", lambda d: re.sub(rb'<effectiveTime value="[^"]*"', b'<effectiveTime value="20251399"', d,
                                             count=1), "metadata.creationTime"),
    ("no start of the act", without(rb'(?<=<serviceEvent classCode="ACT">)\s*<effectiveTime>.*?</effectiveTime>'),
     "metadata.serviceStartTime"),
    ("no confidentiality", without(rb"<confidentialityCode [^>]*/>"), "metadata.confidentialityCode"),
    ("a restricted document", replacing(b'<confidentialityCode code="N"', b'<confidentialityCode code="R"'),
     "metadata.confidentialityCode"),
    ("no facility type", without(rb"<healthCareFacility>.*</healthCareFacility>"),
     "metadata.healthcareFacilityTypeCode"),
    ("no practice setting", without(rb"<standardIndustryClassCode [^>]*/>", count=0), "metadata.practiceSettingCode"),
    ("no author", without(rb"<author>.*?</author>"), "metadata.author"),
    ("no legal authenticator", without(rb"<legalAuthenticator>.*?</legalAuthenticator>"),
     "metadata.legalAuthenticator"),
    ("no patient name", without(rb"<name>\s*<family qualifier=\"BR\">.*?</name>"), "identity.birth-family"),
    ("no sex", without(rb"<administrativeGenderCode [^>]*/>"), "identity.gender"),
    ("no birth date", without(rb"<birthTime [^>]*/>"), "identity.birth-date"),
    ("no body", without(rb"<component>\s*<structuredBody>.*</structuredBody>\s*</component>"), "document.body"),
]


@pytest.mark.parametrize("change, rule", [row[1:] for row in UNREADABLE + UNACCEPTABLE],
                         ids=[row[0] for row in UNREADABLE + UNACCEPTABLE])
def test_a_document_with_this_is_refused_with_findings(world, change, rule):
    original = world.fresh()
    document = change(original)
    answer = world.gateway.client().push(document)
    check_refusal(answer, rule)
    said = [value for value in patient_values(original) if value in answer.body]
    assert not said, "a patient's data is in the answer"
    assert b"root:" not in answer.body and b"lollol" not in answer.body
    assert world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(original)).status == 404


def check_refusal(answer, rule):
    assert answer.status == 422, answer
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["type"] == "urn:pps-gateway:problem:not-acceptable-document"
    assert problem["status"] == 422 and problem["title"] and problem["fr"]
    assert problem["instance"].startswith("urn:uuid:")
    assert problem["findings"]
    for one in problem["findings"]:
        assert set(one) == {"rule", "severity", "path", "fr", "en"}, one
        assert one["severity"] in ("fatal", "error", "warning", "info")
        assert one["rule"] and one["fr"] and one["en"] and one["fr"] != one["en"]
    refusing = [one["rule"] for one in problem["findings"] if one["severity"] in ("fatal", "error")]
    assert refusing, problem
    if rule:
        assert rule in refusing, problem


def test_every_finding_is_told_at_once(world):
    document = world.fresh()
    document = without(rb"<title>[^<]*</title>")(document)
    document = with_bad_key(document)
    document = without(rb"<languageCode [^>]*/>")(document)
    answer = world.gateway.client().push(document)
    assert answer.status == 422
    rules = {one["rule"] for one in answer.json()["findings"]}
    # The identity is judged before the metadata are derived: an identity that is wrong ends there.
    assert "identity.ins-key" in rules
    document = without(rb"<languageCode [^>]*/>")(without(rb"<title>[^<]*</title>")(world.fresh()))
    answer = world.gateway.client().push(document)
    rules = {one["rule"] for one in answer.json()["findings"]}
    assert {"metadata.title", "metadata.languageCode"} <= rules


def test_an_author_whose_structure_is_not_allowed_is_refused(world):
    document = world.fresh("pps-self-presenting.xml")  # Written in Bretagne.
    answer = world.gateway.client(PDL).push(document)
    check_refusal(answer, "authorization.structure")
    assert world.gateway.client(BZH).push(document).status == 202


def test_a_kind_that_the_platform_may_not_send_is_refused(make_world):
    world = make_world()
    world.gateway.settings["platforms"][0]["kinds"] = ["pps"]
    world.gateway.write_settings(world.gateway.settings)
    world.gateway.stop()
    world.gateway.start()
    check_refusal(world.gateway.client().push(world.sample("rcp.xml")), "authorization.kind")
    assert world.gateway.client().push(world.fresh()).status == 202


def test_a_warning_does_not_refuse_and_is_told(world):
    document = replacing(b'extension="2022.01"', b'extension="2021.01"')(world.fresh())
    answer = world.gateway.client().push(document)
    assert answer.status == 202, answer
    assert b"document.template-version" in answer.body, answer


def test_refusals_are_counted_by_rule_and_logged_without_the_patient(make_world):
    world = make_world()
    document = with_bad_key(world.fresh())
    world.secrets |= patient_values(document)
    answer = world.gateway.client().push(document)
    check_refusal(answer, "identity.ins-key")
    assert metric(world.gateway.metrics(), "pps_pipeline_refusals_total", rule="identity.ins-key") == 1
    event = world.gateway.wait_for_event("submission.refused")[0]
    assert event["platform"] == "dcc-pdl" and "identity.ins-key" in event["code"]
    assert event["correlation"] == answer.json()["instance"]
    assert not world.leaks()
    samples = world.gateway.metrics()
    assert metric(samples, "pps_documents_total", event="rejected", platform="dcc-pdl", code="identity.ins-key") == 1
    assert metric(samples, "pps_documents_total") == 1, "it was counted as something else too"
    assert world.simulator.counts()["requests"] == 0


def damaged(document, source):
    """Some bytes of the document flipped, removed, repeated, moved, or replaced by what breaks parsers."""
    bad = [b"<", b">", b"&", b"\x00", b"\xff", b"]]>", b"<!--", b"<![CDATA[", b"<?x", b'"', b"\xef\xbb\xbf", b"\r",
           b"xmlns=''", b"</ClinicalDocument>", b"9" * 5000, b"<!DOCTYPE a>", b"&#xD800;", b"\xf4\x90\x80\x80"]
    for _ in range(source.choice([1, 1, 1, 2, 5])):
        start = source.randrange(len(document))
        end = min(len(document), start + source.choice([0, 1, 2, 10, 200, 5000]))
        piece = document[start:end]
        replaced = source.choice([b"", source.choice(bad), piece * 2, piece[::-1],
                                  bytes(byte ^ (1 << source.randrange(8)) for byte in piece)])
        document = document[:start] + replaced + document[end:]
    return document


def test_any_damage_to_a_document_gets_an_orderly_answer(world):
    source = random.Random(20250904)
    client = world.gateway.client()
    statuses = Counter()
    for number in range(300):
        original = world.fresh(source.choice(["pps-minimal.xml", "rcp.xml"]))
        answer = client.push(damaged(original, source))
        statuses[answer.status] += 1
        assert answer.status in (202, 409, 422), f"document {number}: {answer}"
        if answer.status == 422:
            check_refusal(answer, None)
            assert not [value for value in patient_values(original) if value in answer.body]
    assert statuses[202] > 10 and statuses[422] > 100, statuses
    assert not world.gateway.events("loop.exception") and not world.gateway.events("request.broken")


def test_after_all_this_the_gateway_still_delivers(world):
    assert world.deliver(world.fresh())["state"] == "registered"
    assert not world.leaks()
