"""`pps-gateway validate`: our own rules always, the official bundle where PPS_ANS_BUNDLE names it."""
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from harness import program
from messages import mdm

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples"
FORWARDED = ["pps-minimal.xml", "pps-full.xml", "pps-update.xml", "pps-self-presenting.xml", "pps-pdf.xml", "rcp.xml"]
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def validate(*arguments):
    return subprocess.run([program("pps-gateway"), "validate", "--rules", ROOT / "config" / "rules", *arguments],
                          capture_output=True, text=True, timeout=60, check=False)


def as_json(*arguments):
    ended = validate("--format", "json", *arguments)
    return ended.returncode, [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.parametrize("name", FORWARDED)
def test_each_sample_keeps_our_own_rules(name):
    code, (told,) = as_json(SAMPLES / name)
    assert code == 0 and told["valid"] is True, told["findings"]
    assert told["edition"].startswith("own-") and told["elapsed_ms"] > 0


def without_treating_physician(folder):
    broken = folder / "broken.xml"
    text = (SAMPLES / "pps-minimal.xml").read_text(encoding="utf-8")
    assert 'code="PCP"' in text
    broken.write_text(text.replace('code="PCP"', 'code="CORRE"'), encoding="utf-8")
    return broken


def test_a_broken_rule_is_told_with_its_place_and_both_texts(tmp_path):
    code, (told,) = as_json(without_treating_physician(tmp_path))
    assert code == 1 and told["valid"] is False
    (finding,) = [one for one in told["findings"] if one["rule"] == "pps.participant.treating-physician"]
    assert finding["source"] == "own" and finding["kind"] == "assert" and finding["severity"] == "error"
    assert finding["location"].startswith("/ClinicalDocument") and finding["fr"] and finding["en"]


def test_several_files_are_told_in_their_order_and_the_worst_decides(tmp_path):
    files = [SAMPLES / "pps-minimal.xml", without_treating_physician(tmp_path), SAMPLES / "rcp.xml"]
    code, told = as_json(*files)
    assert code == 1
    assert [one["file"] for one in told] == [str(one) for one in files]
    assert [one["valid"] for one in told] == [True, False, True]


def test_a_message_is_judged_with_its_document(tmp_path):
    file = tmp_path / "message.hl7"
    file.write_bytes(mdm((SAMPLES / "pps-minimal.xml").read_bytes()))
    code, (told,) = as_json(file)
    assert code == 0 and told["valid"] is True, told["findings"]
    file.write_bytes(mdm(without_treating_physician(tmp_path).read_bytes()))
    code, (told,) = as_json(file)
    assert code == 1
    assert "pps.participant.treating-physician" in [one["rule"] for one in told["findings"] if one["source"] == "own"]


def test_what_is_wrong_with_a_message_is_told_with_its_place(tmp_path):
    file = tmp_path / "message.hl7"
    message = mdm((SAMPLES / "pps-minimal.xml").read_bytes())
    file.write_bytes(message.replace(b"ORC|NW", b"ORC|CA"))
    code, (told,) = as_json(file)
    assert code == 1 and told["valid"] is False
    assert {one["source"] for one in told["findings"]} == {"hl7v2"}
    assert all(re.fullmatch(r"([A-Z0-9]{3}\[\d+\](-\d+.*)?)?", one["location"]) for one in told["findings"])
    assert all(one["fr"] and one["en"] for one in told["findings"])
    # What the published examples do is a warning, an error to the letter.
    file.write_bytes(message.replace(b"SB^Send by^", b"SB^^"))
    code, (told,) = as_json(file)
    severities = {one["location"]: one["severity"] for one in told["findings"] if one["source"] == "hl7v2"}
    assert code == 0 and severities["PRT[1]-4.2"] == "warning"
    code, (told,) = as_json("--strict", file)
    assert code == 1 and "error" in [one["severity"] for one in told["findings"] if one["location"] == "PRT[1]-4.2"]
    ended = validate("--strict", file)
    assert ended.returncode == 1 and "PRT[1]-4.2" in ended.stdout
    report = ElementTree.fromstring(validate("--strict", "--format", "svrl", file).stdout)
    assert "PRT[1]-4.2" in [one.get("location") for one in report.iter(f"{SVRL}failed-assert")]


def test_a_bundle_and_a_json_are_judged_by_the_cda_that_is_made_of_them(tmp_path):
    for form in ("fhir", "json"):
        made = subprocess.run([program("pps-gateway"), "convert", "--to", form, SAMPLES / "pps-minimal.xml"],
                              capture_output=True, timeout=60, check=True)
        file = tmp_path / f"plan.{form}"
        file.write_bytes(made.stdout)
        code, (told,) = as_json(file)
        assert code == 0 and told["valid"] is True, told["findings"]


def test_a_file_that_cannot_be_read_is_not_judged():
    ended = validate("no-such-file.xml")
    assert ended.returncode == 2 and "cannot be read" in ended.stdout


def test_what_is_no_xml_is_not_valid(tmp_path):
    (tmp_path / "text.xml").write_text("not XML")
    code, (told,) = as_json(tmp_path / "text.xml")
    assert code == 1 and told["findings"][0]["severity"] == "fatal"


def test_svrl_is_well_formed_and_tells_the_same(tmp_path):
    ended = validate("--format", "svrl", without_treating_physician(tmp_path))
    failed = ElementTree.fromstring(ended.stdout).findall(f"{SVRL}failed-assert")
    assert "pps.participant.treating-physician" in [one.get("id") for one in failed]
    assert all(one.find(f"{SVRL}text").text for one in failed)


def test_rules_that_are_not_there_judge_nothing(tmp_path):
    ended = subprocess.run([program("pps-gateway"), "validate", "--rules", tmp_path, SAMPLES / "rcp.xml"],
                           capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2 and "nothing was judged" in ended.stderr


needs_bundle = pytest.mark.skipif("PPS_ANS_BUNDLE" not in os.environ,
                                  reason="PPS_ANS_BUNDLE does not name the official bundle")


def assert_judged_but_for_the_missing_vocabulary(told):
    # The published bundle lacks one vocabulary file, which one assertion of the minimal structure reads.
    assert len(told["not_judged"]) == 1 and "FODC0002" in told["not_judged"][0], told["not_judged"]


@needs_bundle
def test_the_official_care_plans_break_no_official_rule():
    bundle = Path(os.environ["PPS_ANS_BUNDLE"])
    _, told = as_json("--bundle", bundle, *sorted((bundle / "ExemplesCDA").glob("CANCER-PPS*.xml")))
    assert len(told) == 2
    for one in told:
        assert [each for each in one["findings"] if each["severity"] in ("error", "fatal")] == []
        assert_judged_but_for_the_missing_vocabulary(one)


@needs_bundle
def test_each_sample_that_is_forwarded_breaks_no_official_rule():
    _, told = as_json("--bundle", os.environ["PPS_ANS_BUNDLE"], *[SAMPLES / name for name in FORWARDED])
    assert len(told) == len(FORWARDED)
    for one in told:
        assert [each for each in one["findings"] if each["source"] != "own"] == [], one["file"]
        assert_judged_but_for_the_missing_vocabulary(one)


@needs_bundle
def test_a_sample_that_breaks_an_official_rule_is_not_valid(tmp_path):
    broken = tmp_path / "broken.xml"
    text = (SAMPLES / "rcp.xml").read_text(encoding="utf-8")
    assert text.count('root="1.2.250.1.213.1.1.2.25"') == 1
    broken.write_text(text.replace('root="1.2.250.1.213.1.1.2.25"', 'root="1.2.250.1.213.1.1.2.999"'), encoding="utf-8")
    code, (told,) = as_json("--bundle", os.environ["PPS_ANS_BUNDLE"], broken)
    assert code == 1 and told["valid"] is False
    assert any(each["source"].endswith("CI-SIS_CANCER-FRCP_2022.01.sch") for each in told["findings"])
