"""Conformity in the gateway: what is refused, observed, judged only, and how new rules are taken."""
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from harness import PDL, PROJECT, metric, program, unique_id_of

RULE = "pps.participant.treating-physician"
OFFICIAL = pytest.mark.skipif("PPS_ANS_BUNDLE" not in os.environ,
                              reason="PPS_ANS_BUNDLE does not name the official bundle")

# Refuses every document whose title is not the one of no document.
STRICT = """<sch:schema xmlns:sch="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
 <sch:ns prefix="cda" uri="urn:hl7-org:v3"/>
 <sch:pattern id="strict"><sch:rule context="cda:ClinicalDocument">
  <sch:assert id="test.strict" role="error" diagnostics="en" test="cda:title = 'No such title'">titre</sch:assert>
 </sch:rule></sch:pattern>
 <sch:diagnostics><sch:diagnostic id="en">title</sch:diagnostic></sch:diagnostics>
</sch:schema>
"""


def without_treating_physician(document):
    assert b'code="PCP"' in document
    return document.replace(b'code="PCP"', b'code="CORRE"')


def with_quoted_value(document):
    """What the XML schema refuses by quoting it."""
    assert b"<recordTarget>" in document
    return document.replace(b"<recordTarget>", b'<recordTarget typeCode="SECRET-VALUE">')


def rules_of(answer):
    return [one["rule"] for one in answer.json()["findings"]]


def own_rules(folder):
    shutil.copytree(PROJECT / "config" / "rules", folder)
    return folder


def test_a_document_that_breaks_a_rule_is_refused_with_the_place(world):
    document = without_treating_physician(world.fresh())
    answer = world.gateway.client().push(document)
    assert answer.status == 422
    (finding,) = [one for one in answer.json()["findings"] if one["rule"] == RULE]
    assert finding["severity"] == "error" and finding["path"].startswith("/ClinicalDocument")
    assert finding["fr"] and finding["en"]
    assert world.gateway.client().get(f"/v1/documents?unique_id={unique_id_of(document)}").status == 404
    refused = world.gateway.wait_for_event("submission.refused")[-1]
    assert refused["reason"] == "validate" and RULE in refused["code"]
    assert metric(world.gateway.metrics(), "pps_findings_total", severity="error", rule=RULE) >= 1


def test_an_observed_platform_is_told_and_its_document_passes(make_world):
    world = make_world(changes={"conformity": {"mode": "observe"}})
    document = without_treating_physician(world.fresh())
    answer = world.gateway.client().push(document)
    assert answer.status == 202 and RULE in rules_of(answer)
    status = world.gateway.client().settled(answer.json()["id"])
    assert status["state"] == "registered"
    assert status["edition"].startswith("own-") and RULE in [one["rule"] for one in status["findings"]]
    (observed,) = world.gateway.events("conformity.observed")
    assert RULE in observed["code"] and observed["document"] == answer.json()["id"]


def test_a_platform_can_have_its_own_policy(make_world, pki):
    world = make_world()
    platforms = world.gateway.settings["platforms"]
    platforms[0]["conformity"] = {"mode": "observe"}
    world.gateway.write_settings(world.gateway.settings)
    world.gateway.signal(signal.SIGHUP)
    world.gateway.wait_for_event("reload.done")
    document = without_treating_physician(world.fresh())
    assert world.gateway.client("platform-bzh").push(document).status == 422
    assert world.gateway.client(PDL).push(document).status == 202


def test_validate_tells_what_would_happen_and_keeps_nothing(world):
    good, bad = world.fresh(), without_treating_physician(world.fresh())
    received = metric(world.gateway.metrics(), "pps_deliveries", state="registered")
    client = world.gateway.client()
    headers = {"Content-Type": "application/xml"}
    told = client.request("POST", "/v1/validate", good, headers)
    assert told.status == 200 and told.json()["acceptable"] is True and told.json()["findings"] == []
    told = client.request("POST", "/v1/validate", bad, headers)
    assert told.status == 200 and told.json()["acceptable"] is False
    assert told.json()["refused_by"] == "validate" and RULE in rules_of(told)
    for document in (good, bad):
        assert client.get(f"/v1/documents?unique_id={unique_id_of(document)}").status == 404
    assert metric(world.gateway.metrics(), "pps_deliveries", state="registered") == received
    assert client.request("POST", "/v1/validate?secret_connection=true", good, headers).status == 400
    assert client.request("POST", "/v1/validate", b"not XML", headers).json()["refused_by"] == "decode"


def test_new_rules_are_taken_and_what_was_accepted_stays_accepted(make_world, tmp_path):
    rules = own_rules(tmp_path / "rules")
    world = make_world(changes={"conformity": {"rules": str(rules)}})
    client = world.gateway.client()
    before = world.fresh()
    accepted = client.push(before)
    assert accepted.status == 202
    (rules / "strict.sch").write_text(STRICT)
    world.gateway.signal(signal.SIGHUP)
    (reloaded,) = world.gateway.wait_for_event("reload.done")
    assert reloaded["edition"] != accepted.json()["edition"]
    refused = client.push(world.fresh())
    assert refused.status == 422 and "test.strict" in rules_of(refused)
    again = client.push(before)
    assert again.status == 202 and again.headers["Pps-Repeated"] == "true"
    assert again.json()["id"] == accepted.json()["id"]
    assert again.json()["edition"] == accepted.json()["edition"]


def test_rules_that_do_not_load_keep_those_that_were(make_world, tmp_path):
    rules = own_rules(tmp_path / "rules")
    world = make_world(changes={"conformity": {"rules": str(rules)}})
    (rules / "broken.sch").write_text("<sch:schema")
    world.gateway.signal(signal.SIGHUP)
    (refused,) = world.gateway.wait_for_event("reload.refused")
    assert "broken.sch" in refused["error"]
    assert world.gateway.client().push(world.fresh()).status == 202


def check_config(world):
    return subprocess.run([program("pps-gateway"), "check-config", "--config", world.gateway.config_file],
                          capture_output=True, text=True, timeout=60, check=False)


def test_check_config_tells_by_which_rules_documents_are_judged(world):
    told = check_config(world)
    assert told.returncode == 0, told.stdout
    assert "rules    edition own-" in told.stdout and "our own: " in told.stdout
    assert "no official bundle" in told.stdout


@OFFICIAL
def test_the_official_bundle_refuses_in_its_own_words(make_world):
    world = make_world(changes={"conformity": {"bundle": os.environ["PPS_ANS_BUNDLE"]}})
    told = check_config(world)
    assert told.returncode == 0 and "profils/IHE.sch: " in told.stdout and "loaded in " in told.stdout
    assert world.deliver(world.fresh())["state"] == "registered"
    answer = world.gateway.client().push(with_quoted_value(world.fresh()))
    assert answer.status == 422
    official = [one for one in answer.json()["findings"] if one.get("source") == "xsd"]
    assert any("SECRET-VALUE" in one["official"] for one in official)
    assert all("SECRET" not in one["fr"] + one["en"] + one["path"] for one in official)
    assert b"SECRET-VALUE" not in world.gateway.out_file.read_bytes()


@OFFICIAL
def test_official_wording_is_told_once_and_never_kept(make_world):
    world = make_world(changes={"conformity": {"bundle": os.environ["PPS_ANS_BUNDLE"], "mode": "observe"}})
    answer = world.gateway.client().push(with_quoted_value(world.fresh()))
    assert answer.status == 202 and answer.json()["edition"].startswith("ans-")
    assert any("official" in one for one in answer.json()["findings"])
    status = world.gateway.client().status(answer.json()["id"])
    assert status["findings"] and not any("official" in one for one in status["findings"])
    store = Path(world.gateway.settings["store"]["folder"])
    assert all(b"SECRET-VALUE" not in file.read_bytes() for file in store.iterdir())
