"""The mutator and the comparison, without the official bundle and without Java."""
import hashlib
import json
import random
import sys
from xml.dom import minidom
from xml.parsers import expat

import pytest

import mutate
import parity
import reference
from cda_text import CDA, Document

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="x.xsl"?>
<!-- un exemple -->
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <realmCode code="FR"/>
  <templateId root="1.2.250.1.213.1.1.1.26" extension="2022.01"/>
  <id root="1.2.250.1.213.1.4.9.1"/>
  <code code="18776-5" codeSystem="2.16.840.1.113883.6.1" displayName="Plan &amp; &lt;programme&gt;"/>
  <title>Programme personnalis\u00e9 de soins</title>
  <effectiveTime value='20220301120000+0100'/>
  <languageCode code="fr-FR"/>
  <author><time value="20220301"/><assignedAuthor><id root="1.2.250.1.71.4.2.1" extension="8"/></assignedAuthor></author>
  <component>
    <structuredBody>
      <component>
        <section>
          <templateId root="1.2.250.1.213.1.1.2.27"/>
          <code code="72135-7"/>
          <text><content ID="a1">Une \u0153uvre <![CDATA[<b>]]></content></text>
          <entry><observation classCode="OBS" moodCode="EVN">
            <templateId root="1.2.250.1.213.1.1.3.113"/><value xsi:type="CD" code="8140/3"/>
            <effectiveTime><low value="2022"/><high nullFlavor="UNK"/></effectiveTime></observation></entry>
        </section>
      </component>
    </structuredBody>
  </component>
</ClinicalDocument>
""".encode()
WRAPPED = (b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0" xmlns:c="urn:hl7-org:v3">'
           b'<c:ClinicalDocument><c:id root="1.2.3.4"/><c:code code="a"/><c:title>T</c:title></c:ClinicalDocument>'
           b'<xsl:template match="/"><p/></xsl:template></xsl:stylesheet>')


def mutator(seed=1):
    return mutate.Mutator([("plain.xml", SAMPLE, 3), ("wrapped.xml", WRAPPED, 1)], seed)


def shape(data):
    """Names, attributes and texts in document order."""
    found = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: found.append((name, tuple(sorted(attributes.items()))))
    parser.EndElementHandler = found.append
    parser.CharacterDataHandler = lambda text: found.append(("text", text))
    parser.buffer_text = True
    parser.Parse(data, True)
    return found


def result(kind="assert", text="Il manque un code.", location="/ClinicalDocument/code"):
    return {"kind": kind, "text": text, "location": location}


def verdict(*results, **more):
    return {"results": list(results), **more}


def test_the_same_seed_and_index_give_the_same_mutant_in_any_order():
    first, second = mutator(), mutator()
    forward = [first.mutant(index) for index in range(60)]
    backward = [second.mutant(index) for index in reversed(range(60))]
    assert forward == list(reversed(backward))


def test_another_seed_gives_other_mutants():
    ones, twos = mutator(1), mutator(2)
    assert [ones.mutant(index)[1] for index in range(20)] != [twos.mutant(index)[1] for index in range(20)]


def test_a_known_mutant_stays_what_it_was():
    """A stored verdict is found again by the bytes of its mutant: they must not depend on the machine."""
    digest = hashlib.sha256(b"".join(mutator().mutant(index)[1] for index in range(200))).hexdigest()
    assert digest == "f71b52b30a566f346ef92899b99d7bf9262bfa61b9ecb8fe6dcbbd366a498721"


def test_every_mutant_is_well_formed_and_differs_from_its_example():
    source = mutator()
    for index in range(400):
        base, data, done = source.mutant(index)
        minidom.parseString(data)
        assert done
        assert data != {"plain.xml": SAMPLE, "wrapped.xml": WRAPPED}[base]


def test_every_operation_and_every_region_is_used():
    source = mutator()
    told = " ; ".join(source.mutant(index)[2] for index in range(800))
    for word in ("removed", "emptied", "duplicated", "moved", "swapped", "copied", "added", "put", "renamed",
                 "changed", "replaced", "@xsi:type", "nullFlavor", "xmlns", "templateId", "/entry", "/text", "/author",
                 "c:ClinicalDocument", "the text of"):
        assert word in told, word


def test_the_stylesheet_around_a_document_is_left_alone():
    source = mutate.Mutator([("wrapped.xml", WRAPPED, 1)])
    tail = WRAPPED[WRAPPED.index(b"<xsl:template"):]
    assert all(source.mutant(index)[1].endswith(tail) for index in range(100))


def test_offsets_give_back_each_element():
    document = Document(SAMPLE)
    for element in document.elements:
        assert SAMPLE[element.start:].startswith(b"<" + element.name.encode())
        assert SAMPLE[element.open_end - 1:element.open_end] == b">"
        assert SAMPLE[element.end - 1:element.end] == b">"
        assert element.uri == CDA
    title = next(e for e in document.elements if e.local == "title")
    assert SAMPLE[title.open_end:title.close].decode() == "Programme personnalis\u00e9 de soins"


def test_regions_tell_header_sections_and_entries_apart():
    regions = {e.path(): e.region for e in Document(SAMPLE).inside}
    section = "/ClinicalDocument/component/structuredBody/component/section"
    assert regions["/ClinicalDocument"] == "root"
    assert regions["/ClinicalDocument/author/time"] == "header"
    assert regions["/ClinicalDocument/templateId"] == "templates"
    assert regions[section + "/code"] == "section"
    assert regions[section + "/text/content"] == "narrative"
    assert regions[section + "/entry/observation/value"] == "entry"


def test_an_attribute_edit_changes_nothing_else():
    document = Document(SAMPLE)
    code = next(e for e in document.inside if e.path() == "/ClinicalDocument/code")
    edits = mutate.Edits(document)
    attribute = next(a for a in document.attributes(code) if a[0] == "displayName")
    mutate._write_attribute(document, random.Random(1), edits, code, attribute, 'a "b" <c>')
    before, after = shape(SAMPLE), shape(edits.result())
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert dict(changed[0][1][1]) == {**dict(changed[0][0][1]), "displayName": 'a "b" <c>'}


def test_an_edit_over_another_one_is_refused():
    edits = mutate.Edits(Document(SAMPLE))
    edits.replace(100, 120, b"")
    for start, end in ((100, 100), (110, 110), (90, 101), (119, 130), (105, 110)):
        with pytest.raises(mutate.Overlap):
            edits.replace(start, end, b"x")
    edits.replace(120, 125, b"")


@pytest.mark.parametrize("left, right, same", [
    ("a b", "\n   a\n\tb  ", True),
    ("a b", "ab", False),
    ("a\u00a0b", "a b", False),
    ("\u00e9", "e\u0301", False),
    ("", None, True),
])
def test_only_xml_white_space_is_normalised(left, right, same):
    assert (parity.normalise(left) == parity.normalise(right)) is same


def test_equal_results_in_another_order_are_equal():
    outcome = parity.compare(verdict(result(), result(text="b")), verdict(result(text=" b\n"), result()))
    assert outcome[0] == parity.Outcome.EQUAL


@pytest.mark.parametrize("ours", [
    verdict(),
    verdict(result(), result()),
    verdict(result(kind="report")),
    verdict(result(text="Il manque un Code.")),
    verdict(result(location="/ClinicalDocument/code[2]")),
    verdict(result(), not_judged=["x"]),
    {"error": "unreadable"},
    None,
])
def test_any_other_answer_is_a_difference(ours):
    assert parity.compare(verdict(result()), ours)[0] == parity.Outcome.DIFFERENT


def test_a_difference_says_which_side_has_what():
    _, why, theirs, ours = parity.compare(verdict(result(), result(text="b")), verdict(result(), result(text="c")))
    assert why == "results"
    assert theirs == [("assert", "b", "/ClinicalDocument/code")]
    assert ours == [("assert", "c", "/ClinicalDocument/code")]


def test_the_same_result_twice_is_not_once():
    _, _, theirs, _ = parity.compare(verdict(result(), result()), verdict(result()))
    assert len(theirs) == 1


def test_where_the_official_run_stops_ours_may_leave_assertions_out():
    stopped = verdict(result(), stopped="no such file", not_judged=[{"test": "doc('x')"}])
    assert parity.compare(stopped, verdict(result(), not_judged=["doc('x')"]))[0] == parity.Outcome.EQUAL
    assert parity.compare(stopped, verdict())[0] == parity.Outcome.DIFFERENT


def test_a_pair_without_a_verdict_of_the_reference_is_not_counted_as_equal():
    tally = parity.Tally()
    document = parity.Document("d", "/d", "d", "")
    assert tally.add(document, "s", {"error": "broken schema"}, verdict()) == parity.Outcome.UNJUDGED
    assert not tally.complete()
    tally.add(document, "s", verdict(result()), verdict(result()))
    assert tally.complete()
    assert tally.percentage() == 100.0


def test_one_difference_among_many_is_not_complete(tmp_path):
    tally = parity.Tally()
    document = parity.Document("mutant-1-00007.xml", "/m", "base.xml", "removed /ClinicalDocument/code")
    for _ in range(99):
        tally.add(document, "s", verdict(), verdict())
    tally.add(document, "s", verdict({**result(), "test": "cda:code"}), verdict())
    assert not tally.complete()
    assert tally.percentage() == 99.0
    parity.write_report(tally, tmp_path / "report.md")
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    for part in ("mutant-1-00007.xml", "removed /ClinicalDocument/code", "test: cda:code", "Il manque un code."):
        assert part in report


def test_the_engine_is_asked_by_schema_and_its_lines_are_read(tmp_path):
    engine = tmp_path / "engine"
    engine.write_text(f"#!{sys.executable}\nimport json, sys\n"
                      "assert sys.argv[1:5] == ['--schema', 's.sch', '--supplement', 'more'], sys.argv\n"
                      "for name in sys.argv[5:]:\n"
                      "    answer = {'file': name, 'results': [], 'not_judged': ['\u2028']}\n"
                      "    print(json.dumps(answer, ensure_ascii=False))\n",
                      encoding="utf-8")
    engine.chmod(0o700)
    answers = parity.ask_engine(engine, "s.sch", [f"{n}.xml" for n in range(250)], "more")
    assert len(answers) == 250
    assert answers["7.xml"] == {"file": "7.xml", "results": [], "not_judged": ["\u2028"]}


@pytest.mark.parametrize("document, schema", [
    ("CANCER-PPS_2022.01_feuille-de-style-externe.xml", "CI-SIS_CANCER-PPS_2022.01.sch"),
    ("IMG_CR_IMG_2024.01.xml", "CI-SIS_IMG-CR-IMG_2024.01.sch"),
    ("eP-MED-DM_2023.01_PosoStruct.xml", "CI-SIS_EP-MED-DM_2023.01.sch"),
    ("CANCER-PPS_2023.01.xml", None),
    ("DOC_NON_STRUCTURE_CDA-R2-N1.xml", None),
])
def test_a_document_has_the_schema_of_its_model(document, schema):
    schemas = ["CI-SIS_CANCER-PPS_2022.01.sch", "CI-SIS_IMG-CR-IMG_2024.01.sch", "CI-SIS_EP-MED-DM_2022.01.sch",
               "CI-SIS_EP-MED-DM_2023.01.sch"]
    assert reference.own_schema(document, schemas) == schema


@pytest.fixture(name="bundle")
def small_bundle(tmp_path):
    structure = tmp_path / "schematrons" / "profils" / "structurationMinimale" / "include"
    structure.mkdir(parents=True)
    (tmp_path / "schematrons" / "moteur").mkdir()
    (tmp_path / "schematrons" / "moteur" / "iso_svrl_for_xslt2.xsl").write_text("<x/>", encoding="utf-8")
    (structure / "rules.sch").write_text(
        "<x a=\"doc('include/voc-1.2.3-DYNAMIC.xml') doc('include/voc-1.2.4-DYNAMIC.xml')\"/>", encoding="utf-8")
    (structure / "voc-1.2.4-DYNAMIC.xml").write_text("<x/>", encoding="utf-8")
    values = tmp_path / "jeuxDeValeurs"
    values.mkdir()
    (values / "empty.xml").write_text("", encoding="utf-8")
    (values / "JDV.xml").write_text(
        '<R xmlns="urn:ihe:iti:svs:2008"><ValueSet id="1.2.3" displayName="n"><ConceptList>'
        '<Concept code="A" codeSystem="9" displayName="d"/></ConceptList></ValueSet></R>', encoding="utf-8")
    return reference.Bundle(tmp_path)


def test_a_missing_vocabulary_is_made_from_its_value_set(bundle, tmp_path):
    assert bundle.missing_vocabularies() == {"voc-1.2.3-DYNAMIC.xml": "1.2.3"}
    assert bundle.write_supplement(tmp_path / "more") == ["voc-1.2.3-DYNAMIC.xml"]
    made = minidom.parse(str(tmp_path / "more" / "voc-1.2.3-DYNAMIC.xml")).documentElement
    assert made.namespaceURI == CDA
    value_set = made.getElementsByTagName("valueSet")[0]
    assert not value_set.namespaceURI
    assert value_set.getElementsByTagName("concept")[0].getAttribute("code") == "A"


def test_a_changed_schema_changes_the_fingerprint(bundle):
    before = bundle.fingerprint()
    path = bundle.schematrons / "profils" / "structurationMinimale" / "include" / "rules.sch"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert bundle.fingerprint() != before


def test_stored_verdicts_are_found_again_by_their_document(tmp_path):
    stored = reference.Verdicts(tmp_path / "v.sqlite")
    stored.put("d1", "s", verdict(result(text="\u0153")))
    again = reference.Verdicts(tmp_path / "v.sqlite")
    assert again.get("d1", "s") == verdict(result(text="\u0153"))
    assert again.get("d2", "s") is None
    assert again.get("d1", "other") is None


def test_known_verdicts_need_no_java(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "available", lambda: "no Java here")
    (tmp_path / "d.xml").write_text("<d/>", encoding="utf-8")
    judge = reference.Reference(bundle, tmp_path / "cache")
    job = reference.Job("d", tmp_path / "d.xml", ["s.sch"])
    with pytest.raises(reference.NoReference):
        list(judge.judge([job]))
    judge.verdicts.put(hashlib.sha256(b"<d/>").hexdigest(), "s.sch", verdict())
    assert list(judge.judge([job])) == [("d", "s.sch", json.loads(json.dumps(verdict())))]


def test_a_folder_that_is_not_the_bundle_is_refused(tmp_path):
    with pytest.raises(reference.NoReference):
        reference.Bundle(tmp_path)


def test_a_machine_without_the_bundle_skips_the_comparison_and_says_so(monkeypatch, capsys):
    monkeypatch.delenv("PPS_ANS_BUNDLE", raising=False)
    monkeypatch.setattr(sys, "argv", ["parity.py", "--if-possible"])
    assert parity.main() == parity.SKIPPED
    assert "PPS_ANS_BUNDLE" in capsys.readouterr().err
