"""Care plans in other forms than CDA: converted on the command line, and accepted, delivered and shown by the gateway."""
import base64
import json
import subprocess

import pytest
from harness import PDL, PDL_STRUCTURE, PROJECT, SAMPLES, program, unique_id_of
from messages import mdm, oru

EXAMPLES = PROJECT / "config" / "examples"
FHIR, NATIVE = "application/fhir+json", "application/vnd.pps+json"


def convert(data, to, *arguments, code=0):
    ended = subprocess.run([program("pps-gateway"), "convert", "--to", to, *arguments, "-"], input=data,
                           capture_output=True, timeout=60, check=False)
    assert ended.returncode == code, ended.stderr.decode()
    return ended.stdout


def push(world, data, media, target="/v1/documents", certificate=PDL):
    return world.gateway.client(certificate).request("POST", target, data, {"Content-Type": media})


@pytest.mark.parametrize("name", ["pps-minimal.xml", "pps-full.xml", "pps-update.xml"])
@pytest.mark.parametrize("through", ["fhir", "json"])
def test_a_plan_comes_back_the_same_through_another_form(name, through):
    written = convert((SAMPLES / name).read_bytes(), "cda")
    assert convert(convert(written, through), "cda") == written


@pytest.mark.parametrize("processing", ["T", "P"], ids=["test", "production"])
@pytest.mark.parametrize("make", [mdm, oru], ids=["MDM", "ORU"])
def test_a_message_converts_as_the_document_in_it(make, processing):
    document = (SAMPLES / "pps-full.xml").read_bytes()
    message = make(document, processing=processing)
    for to in ("cda", "fhir", "json", "html", "xds"):
        assert convert(message, to, "--from", "hl7v2") == convert(message, to) == convert(document, to)


def test_a_message_that_is_wrong_is_told_with_its_places():
    ended = subprocess.run([program("pps-gateway"), "convert", "--from", "hl7v2", "--to", "cda", "-"],
                           input=mdm((SAMPLES / "pps-minimal.xml").read_bytes()).replace(b"ORC|NW", b"ORC|CA"),
                           capture_output=True, timeout=60)
    assert ended.returncode == 1 and ended.stdout == b""
    assert b"coherence.request MSH[1]-9.2" in ended.stderr


def test_convert_tells_what_it_cannot_read():
    ended = subprocess.run([program("pps-gateway"), "convert", "--to", "cda", "-"], input=b"Bonjour",
                           capture_output=True, timeout=60, check=False)
    assert ended.returncode == 2 and b"neither CDA, FHIR, JSON nor HL7 v2" in ended.stderr
    assert convert(b'{"format": "pps/1", "format": "pps/1"}', "cda", code=1) == b""


def test_convert_reports_coverage():
    ended = subprocess.run([program("pps-gateway"), "convert", "--to", "fhir", "--coverage",
                            SAMPLES / "pps-full.xml"], capture_output=True, timeout=60, check=True)
    told = json.loads(ended.stderr.splitlines()[-1])
    assert told["entries"]["read"] == told["entries"]["mapped"] > 20 and told["unread_count"] == 0


def delivered(world, answer):
    assert answer.status == 202, answer
    status = world.gateway.client().settled(answer.json()["id"])
    assert status["state"] == "registered", status
    return status


def test_a_fhir_document_is_delivered_as_cda_and_kept_as_received(world):
    document = world.fresh()
    bundle = convert(document, "fhir")
    status = delivered(world, push(world, bundle, FHIR))
    assert status["unique_id"] == unique_id_of(document)
    client = world.gateway.client()
    source = client.get(f"/v1/documents/{status['id']}/source")
    assert source.body == bundle and source.headers["Content-Type"] == FHIR
    sent = client.get(f"/v1/documents/{status['id']}/sent")
    assert sent.body == convert(document, "cda") and unique_id_of(sent.body) == unique_id_of(document)
    assert world.simulator.registered()[unique_id_of(document)]["size"] == len(sent.body)
    assert client.get(f"/v1/documents/{status['id']}/coverage").json() == {"unread": [], "unread_count": 0}
    again = push(world, bundle, FHIR)
    assert again.status == 202 and again.headers["Pps-Repeated"] == "true"


def native_example(name, number):
    """An example with ids and a structure of its own."""
    plan = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    plan["id"] += f".{number}"
    plan["set_id"] += f".{number}"
    for author in plan["authors"]:
        author["organization"]["id"]["value"] = PDL_STRUCTURE
    return json.dumps(plan, ensure_ascii=False).encode()


def test_a_native_plan_is_delivered(world):
    status = delivered(world, push(world, native_example("pps-first.json", 1), NATIVE))
    sent = world.gateway.client().get(f"/v1/documents/{status['id']}/sent")
    assert sent.body.startswith(b"<?xml") and unique_id_of(sent.body) == status["unique_id"]


def test_the_page_and_the_coverage_of_a_document_are_for_its_platform(world):
    document = world.fresh("pps-full.xml")
    status = delivered(world, push(world, document, "application/xml"))
    client = world.gateway.client()
    page = client.get(f"/v1/documents/{status['id']}/view")
    assert page.status == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.body.startswith(b"<!DOCTYPE html>") and b"<script" not in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    told = client.get(f"/v1/documents/{status['id']}/coverage").json()
    assert told["entries"]["read"] == told["entries"]["mapped"] > 20
    for part in ("source", "sent", "view", "coverage"):
        assert world.gateway.client("platform-bzh").get(f"/v1/documents/{status['id']}/{part}").status == 404
    assert client.get(f"/v1/documents/{status['id']}/other").status == 404
    reads = [one for one in world.gateway.log() if one["event"] == "audit.document-read"]
    assert [one["reason"] for one in reads][-2:] == ["view", "coverage"]


def test_a_pdf_has_no_page(world):
    document = world.fresh("pps-pdf.xml")
    answer = push(world, document, "application/xml", certificate="platform-bzh")
    assert answer.status == 202
    client = world.gateway.client("platform-bzh")
    assert client.get(f"/v1/documents/{answer.json()['id']}/view").status == 422
    assert client.get(f"/v1/documents/{answer.json()['id']}/source").body == document


def findings_of(answer):
    return {one["rule"]: one["path"] for one in answer.json()["findings"]}


def test_problems_of_a_native_plan_point_into_it(world):
    plan = native_example("pps-first.json", 2)
    twice = plan.replace(b'"format": "pps/1",', b'"format": "pps/1", "title": "A", "title": "B",')
    answer = push(world, twice, NATIVE)
    assert answer.status == 422 and findings_of(answer)["json.duplicate"] == "/title"
    changed = json.loads(plan)
    changed["programme"][0]["kind"] = "magic"
    answer = push(world, json.dumps(changed).encode(), NATIVE)
    assert findings_of(answer)["json.word"] == "/programme/0/kind"
    # What the model of a PPS demands, and a rule of the CDA that was made of it.
    changed = json.loads(plan)
    changed["team"] = [one for one in changed["team"] if one["role"] != "treating_physician"]
    answer = push(world, json.dumps(changed).encode(), NATIVE)
    assert answer.status == 422 and findings_of(answer)["write.treating-physician"] == "/team"
    changed = json.loads(plan)
    changed["programme"][1]["planned"] = {"time": {"from": "2024-07-16", "to": "2024-04-02"}}
    answer = push(world, json.dumps(changed).encode(), NATIVE)
    assert answer.status == 422
    assert set(findings_of(answer).values()) == {"/programme/1"}, answer.body


def test_problems_of_a_bundle_are_an_operation_outcome(world):
    answer = push(world, b'{"resourceType": "Bundle", "type": "document"}', FHIR)
    assert answer.status == 422 and answer.headers["Content-Type"] == FHIR
    assert answer.json()["resourceType"] == "OperationOutcome" and answer.json()["issue"]


def test_problems_of_a_bundle_point_into_it(world):
    document = world.fresh()
    bundle = json.loads(convert(document, "fhir"))
    (team,) = [place for place, entry in enumerate(bundle["entry"])
               if entry["resource"]["resourceType"] == "CareTeam"]
    for member in bundle["entry"][team]["resource"]["participant"]:
        for role in member.get("role", []):
            for coding in role.get("coding", []):
                coding["code"] = "CORRE" if coding["code"] == "PCP" else coding["code"]
    answer = push(world, json.dumps(bundle).encode(), FHIR)
    assert answer.status == 422
    places = [place for one in answer.json()["issue"] for place in one.get("expression", [])]
    assert not any("ClinicalDocument" in place for place in places), places


@pytest.mark.parametrize("data", [b"{" * 100_000, b'{"a":' * 100_000, b"[" + b"1," * 200_000 + b"1]", b'{"a": 1e999999}',
                                  b'"\\ud800"', b"\xff\xfe", b""],
                         ids=["braces", "deep", "long", "a number", "a surrogate", "bytes", "nothing"])
@pytest.mark.parametrize("media", [FHIR, NATIVE])
def test_hostile_json_is_answered_with_findings(world, data, media):
    answer = push(world, data, media)
    assert answer.status == 422, answer


def publication(document, **changes):
    made = {
        "resourceType": "DocumentReference", "status": "current",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{unique_id_of(document)}"},
        "type": {"coding": [{"system": "http://loinc.org", "code": "18776-5"}]},
        "subject": {"identifier": {"system": "urn:oid:1.2.250.1.213.1.4.10", "value": "277076322082910"}},
        "securityLabel": [{"coding": [{"code": "N"}]}],
        "content": [{"attachment": {"contentType": "text/xml", "data": base64.b64encode(document).decode()}}],
    }
    made.update(changes)
    return json.dumps(made).encode()


def test_a_simplified_publication_is_filed(world):
    document = world.fresh()
    answer = push(world, publication(document), FHIR, "/fhir/DocumentReference")
    assert answer.status == 201, answer
    made = answer.json()
    assert made["resourceType"] == "DocumentReference" and "data" not in json.dumps(made["content"])
    assert world.gateway.client().settled(made["id"])["state"] == "registered"
    assert world.gateway.client().get(f"/v1/documents/{made['id']}/sent").body == document


def test_a_publication_of_another_document_than_it_says_is_refused(world):
    document = world.fresh()
    other = publication(document, masterIdentifier={"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"})
    answer = push(world, other, FHIR, "/fhir/DocumentReference")
    assert answer.status == 422 and answer.json()["resourceType"] == "OperationOutcome"
    assert "publication.id" in answer.body.decode()
    attachment = {"contentType": "application/pdf", "data": base64.b64encode(b"%PDF-1.4").decode()}
    pdf = publication(document, content=[{"attachment": attachment}])
    assert "publication.content-type" in push(world, pdf, FHIR, "/fhir/DocumentReference").body.decode()
    replacing = publication(document, relatesTo=[{"code": "replaces", "target": {"reference": "DocumentReference/x"}}])
    assert "publication.replaces" in push(world, replacing, FHIR, "/fhir/DocumentReference").body.decode()
    assert push(world, publication(document), FHIR, "/fhir").status == 422
    assert push(world, b"<x/>", "application/xml", "/fhir").status == 415
