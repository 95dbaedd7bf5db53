"""The files of our own rules keep their conventions, and each rule has an edit of a sample that breaks it.

cases/cases.tsv: rule id, sample, text to find (once in the sample), text that replaces it; \\n, \\t and \\\\ are
escaped. The engine runs the edited samples elsewhere; here the table itself is checked.
"""
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
RULES = ROOT / "config" / "rules"
SAMPLES = ROOT / "tests" / "samples"
SCH = "{http://purl.oclc.org/dsdl/schematron}"
SVS = "{urn:ihe:iti:svs:2008}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FILES = sorted(RULES.glob("*.sch"))


def unescaped(text):
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "\\": "\\"}[found.group(1)], text)


def cases():
    lines = (HERE / "cases" / "cases.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "rule\tsample\tfind\treplace"
    return [tuple(map(unescaped, line.split("\t"))) for line in lines[1:]]


def asserts():
    return [(path.name, each) for path in FILES for each in ElementTree.parse(path).iter(SCH + "assert")]


def sample(name):
    return (SAMPLES / name).read_text("utf-8")


def test_there_are_rules_for_each_part():
    assert [path.name for path in FILES] == ["common.sch", "diagnosis.sch", "pps-body.sch", "pps-header.sch",
                                             "pps-programme.sch", "rcp.sch"]


def test_rule_ids_are_distinct_and_not_those_of_the_tables_in_code():
    ids = [each.get("id") for _, each in asserts()]
    assert len(ids) == len(set(ids)) > 100
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(\.[a-z0-9]+(-[a-z0-9]+)*)+", each) for each in ids)
    in_code = {found for path in (ROOT / "cda").rglob("*_rules.hpp")
               for found in re.findall(r'\{"([a-z]+\.[a-z0-9-]+)"', path.read_text("utf-8"))}
    assert in_code and not in_code & set(ids)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_rule_file_is_xslt2_schematron_with_assertions_only(path):
    schema = ElementTree.parse(path).getroot()
    assert schema.tag == SCH + "schema" and schema.get("queryBinding") == "xslt2"
    assert {each.tag for each in schema.iter()} <= {SCH + name for name in (
        "schema", "title", "ns", "let", "pattern", "rule", "assert", "diagnostics", "diagnostic")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_rule_tells_its_weight_its_source_and_itself_in_two_languages(path):
    schema = ElementTree.parse(path).getroot()
    english = {each.get("id"): each for each in schema.iter(SCH + "diagnostic")}
    used = set()
    for each in schema.iter(SCH + "assert"):
        assert each.get("role") in ("error", "warning", "info"), each.get("id")
        assert each.get("see") and each.get("test"), each.get("id")
        assert each.get("diagnostics") == each.get("id") + "-en"
        told = english[each.get("diagnostics")]
        used.add(told.get("id"))
        assert told.get(LANGUAGE) == "en"
        # Text only: an element in it would be a value of the document.
        for text in (each, told):
            assert len(text) == 0 and text.text == text.text.strip() != ""
    assert used == set(english)


def test_the_value_sets_that_rules_name_are_there_and_not_empty():
    named = {found for path in FILES for found in re.findall(r"document\('([^']+)'\)", path.read_text("utf-8"))}
    assert named == {"terminology/" + path.name for path in (RULES / "terminology").glob("*.xml")}
    for name in named:
        concepts = list(ElementTree.parse(RULES / name).iter(SVS + "Concept"))
        keys = [(each.get("codeSystem"), each.get("code")) for each in concepts]
        assert keys and len(keys) == len(set(keys)) and all(all(key) for key in keys)


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert {each.get("id") for _, each in asserts()} == {rule for rule, *_ in cases()}


@pytest.mark.parametrize("rule, name, find, replace", cases(), ids=lambda value: value[:40] if "\n" not in value else "")
def test_a_case_changes_one_place_and_leaves_the_sample_well_formed(rule, name, find, replace):
    text = sample(name)
    assert text.count(find) == 1
    assert replace != find
    ElementTree.fromstring(text.replace(find, replace).encode("utf-8"))
