#!/usr/bin/env python3
"""Mutants of CDA documents, the same ones for the same (seed, index) on every machine.

A mutant is the text of an example with one to twelve edits, made at the offsets that the parser gives: what is not
edited stays byte for byte as it was, prefixes, comments and white space included. Every mutant is well-formed and
keeps its namespaces bound. What was done is told in words.

    python3 tests/conformance/mutate.py --bundle DIR --index 17 [--seed 1] > mutant.xml
"""
import argparse
import os
import random
import re
import sys
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from cda_text import CDA, Document, Edits, Overlap

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# (example, weight): the PPS and RCP examples of the bundle.
BASES = (
    ("CANCER-PPS_2022.01_feuille-de-style-externe.xml", 5),
    ("CANCER-FRCP_2022.01_Appareil.xml", 3),
    ("CANCER-FRCP_2022.01_Transversale.xml", 2),
    ("CANCER-PPS_2022.01_Autopresentable.xml", 1),
)
OID = re.compile(r"^[0-2](\.(0|[1-9]\d*)){3,}$")
TIME = re.compile(r"^\d{4,17}(\.\d+)?([+-]\d{4})?$")
NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")

NULL_FLAVORS = ("UNK", "NA", "NASK", "ASKU", "NI", "NAV", "MSK", "OTH", "NINF", "PINF", "TRC", "INV", "unk", "", " NA")
TIMES = ("", "2022", "202213", "20220231", "20221301", "2022-03-01", "20220301", "202203011200", "20220301120000",
         "20220301120000+0100", "20220301120000.123+0100", "20220301120000+2500", "202203011261", "00000000",
         "99991231235959+0000", "20220301 ", " 20220301", "2022030112000", "+20220301", "abcd", "20220301120000Z",
         "19000229", "20000229", "202")
NUMBERS = ("", "0", "-1", "1", "01", "+5", "1.0", "1.50", "1e3", ".5", "5.", "INF", "NaN", "abc", "1,5", " 7 ",
           "99999999999999999999", "0.1000000000000000055", "1 2", "--1")
OIDS = ("", "1", "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.1.4.322", "2.16.840.1.113883.6.1",
        "2.16.840.1.113883.6.96", "1.2.250.1.71.4.2.1", "1.2.250.1.71.4.2.2", "9.9.9", "1.02.3",
        "550E8400-E29B-41D4-A716-446655440000", "550e8400-e29b-41d4-a716-446655440000", "1.2.250.1.213.1.1.1.1")
CODES = ("", "X", "18776-5", "34794-8", "N", "L", "PCP", "MED-569", "GEN-065", "active", "completed", "true", "fr-FR",
         "xx", "M", "mm", "mg", "{score}", "{b.abc.}", "48767-8", "a b", "é", "ORG-190")
XSI_TYPES = ("CD", "CE", "CV", "CS", "ST", "ED", "TS", "IVL_TS", "PQ", "IVL_PQ", "INT", "REAL", "BL", "II", "ANY",
             "PIVL_TS", "EIVL_TS", "SXCM_TS", "AD", "PN", "TEL", "", "Nothing", "x:CD")
TEXTS = ("", " ", "\n\t ", "\u00a0", "x", "0", "texte modifié", "deux  espaces", " marge ", "a\nb", "œ\u2028€", "<&>",
         "\U0001f600", "2022-03-01")
NAMES = ("code", "id", "templateId", "value", "text", "entry", "section", "observation", "telecom", "addr", "name",
         "effectiveTime", "statusCode", "author", "participant", "inconnu")
ADDED_ATTRIBUTES = (("nullFlavor", NULL_FLAVORS), ("code", CODES), ("codeSystem", OIDS), ("displayName", TEXTS),
                    ("root", OIDS), ("extension", CODES), ("value", NUMBERS + TIMES), ("unit", CODES),
                    ("classCode", ("OBS", "ACT", "XX")), ("moodCode", ("EVN", "INT", "XX")),
                    ("typeCode", ("COMP", "SUBJ", "XX")), ("use", ("HP", "WP", "H WP", "zz")),
                    ("qualifier", ("BR", "CL", "zz")), ("inversionInd", ("true", "1", "TRUE")),
                    ("codeSystemName", TEXTS), ("negationInd", ("false", "true", "0")), ("mediaType", ("text/plain",)))


def outer(document, element):
    return document.data[element.start:element.end]


def quoted(text):
    """An attribute value with its quotes; line ends and tabs are kept by writing them as references."""
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;"})


def pick_sibling(document, rng, element):
    if element is document.root or len(element.parent.children) < 2:
        raise Overlap
    return rng.choice([child for child in element.parent.children if child is not element])


def remove_node(document, _rng, edits, element):
    if element is document.root:
        raise Overlap
    edits.replace(element.start, element.end, b"")
    edits.say(f"removed {element.path()}")


def empty_node(document, _rng, edits, element):
    if not element.children or element is document.root:
        raise Overlap
    edits.replace(element.open_end, element.close, b"")
    edits.say(f"emptied {element.path()}")


def duplicate_node(document, rng, edits, element):
    if element is document.root:
        raise Overlap
    times = rng.choice((1, 1, 1, 2))
    edits.replace(element.end, element.end, outer(document, element) * times)
    edits.say(f"duplicated {element.path()} ({times} more)")


def move_node(document, rng, edits, element):
    other = pick_sibling(document, rng, element)
    edits.replace(element.start, element.end, b"")
    edits.replace(other.end, other.end, outer(document, element))
    edits.say(f"moved {element.path()} after {other.path()}")


def swap_siblings(document, rng, edits, element):
    other = pick_sibling(document, rng, element)
    edits.replace(element.start, element.end, outer(document, other))
    edits.replace(other.start, other.end, outer(document, element))
    edits.say(f"swapped {element.path()} and {other.path()}")


def transplant_node(document, rng, edits, element):
    if element is document.root:
        raise Overlap
    target = rng.choice([e for e in document.inside if e.close > e.open_end])
    edits.replace(target.open_end, target.open_end, outer(document, element))
    edits.say(f"copied {element.path()} into {target.path()}")


def add_node(_document, rng, edits, element):
    prefix = element.name.rpartition(":")[0]
    name = (prefix + ":" if prefix else "") + rng.choice(NAMES)
    attribute, values = rng.choice(ADDED_ATTRIBUTES)
    value = rng.choice(values)
    if element.close == element.open_end:
        raise Overlap
    edits.replace(element.open_end, element.open_end, f"<{name} {attribute}={quoted(value)}/>")
    edits.say(f"added <{name} {attribute}={value!r}> into {element.path()}")


def add_comment(_document, rng, edits, element):
    what = rng.choice(("<!-- x -->", "<?x y?>", "<![CDATA[ ]]>", "\n   ", "<![CDATA[&]]>"))
    if element.close == element.open_end:
        raise Overlap
    edits.replace(element.open_end, element.open_end, what)
    edits.say(f"put {what!r} into {element.path()}")


def rename_node(document, rng, edits, element):
    if element is document.root and rng.random() < 0.7:
        raise Overlap
    prefix = element.name.rpartition(":")[0]
    _rename(edits, element, (prefix + ":" if prefix else "") + rng.choice(NAMES))


def _rename(edits, element, name, declaration=""):
    size = len(element.name.encode())
    edits.replace(element.start + 1, element.start + 1 + size, name + declaration)
    if element.close != element.open_end:
        edits.replace(element.close + 2, element.close + 2 + size, name)
    edits.say(f"renamed {element.path()} to {name}{declaration}")


def change_namespace(_document, rng, edits, element):
    uri = rng.choice(("urn:example:other", "", "urn:hl7-org:sdtc", CDA, "urn:hl7-org:v3 "))
    local = element.local
    if rng.random() < 0.5:
        tag = edits.document.data[element.start:element.open_end]
        if b"xmlns=" in tag:
            raise Overlap
        _rename(edits, element, local, f" xmlns={quoted(uri)}")
    elif uri:
        _rename(edits, element, f"zz:{local}", f" xmlns:zz={quoted(uri)}")
    else:
        raise Overlap


def set_text(document, rng, edits, element):
    if element.children or element.close == element.open_end:
        raise Overlap
    old = document.data[element.open_end:element.close]
    if rng.random() < 0.3:
        new = rng.choice((b" " + old, old + b" ", b"\n  " + old + b"\n  ", old + old, b"<!-- -->" + old))
    else:
        new = escape(rng.choice(TEXTS)).encode()
    edits.replace(element.open_end, element.close, new)
    edits.say(f"changed the text of {element.path()} to {len(new)} bytes")


def add_text(_document, rng, edits, element):
    if element.close == element.open_end:
        raise Overlap
    text = rng.choice(TEXTS)
    edits.replace(element.close, element.close, escape(text))
    edits.say(f"added the text {text!r} at the end of {element.path()}")


def remove_attribute(document, rng, edits, element):
    name, _, start, end = _some_attribute(document, rng, element)
    edits.replace(start, end, b"")
    edits.say(f"removed {element.path()}/@{name}")


def _some_attribute(document, rng, element):
    attributes = document.attributes(element)
    if not attributes:
        raise Overlap
    return rng.choice(attributes)


def _other_value(document, rng, name, old):
    """A value near enough to the old one for a rule to be the only thing that sees the difference."""
    choice = rng.random()
    if choice < 0.35 and len(document.pools.get(name, ())) > 1:
        return rng.choice([value for value in document.pools[name] if value != old])
    if choice < 0.55:
        return rng.choice(("", " ", old + " ", " " + old, old + "0", old[:-1], old[::-1], old.lower(), old.upper(),
                           old.replace(".", "_"), old + " " + old, old.swapcase(), "0" + old, old + ".1"))
    if name == "nullFlavor":
        return rng.choice(NULL_FLAVORS)
    if name.endswith(":type"):
        return rng.choice(XSI_TYPES)
    if TIME.match(old):
        return rng.choice(TIMES)
    if OID.match(old):
        return rng.choice(OIDS)
    if NUMBER.match(old):
        return rng.choice(NUMBERS)
    return rng.choice(CODES + TEXTS)


def change_attribute(document, rng, edits, element):
    name, old, start, end = _some_attribute(document, rng, element)
    _write_attribute(document, rng, edits, element, (name, old, start, end))


def _write_attribute(document, rng, edits, element, attribute, new=None):
    name, old, start, end = attribute
    new = _other_value(document, rng, name, old) if new is None else new
    # Values from the document are already escaped; the others are escaped once here.
    written = f'"{new}"' if new in document.pools.get(name, ()) and '"' not in new else quoted(new)
    edits.replace(start, end, f"{name}={written}")
    edits.say(f"changed {element.path()}/@{name} to {new if new in _SAYABLE else _shape(new)!r}")


_SAYABLE = set(NULL_FLAVORS + TIMES + NUMBERS + OIDS + CODES + XSI_TYPES)


def _shape(value):
    """What a value looks like, its letters and digits replaced."""
    return re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "a", value))[:40]


def change_code(document, rng, edits, element):
    wanted = [a for a in document.attributes(element)
              if a[0] in ("code", "codeSystem", "root", "extension", "displayName", "unit")]
    if not wanted:
        raise Overlap
    _write_attribute(document, rng, edits, element, rng.choice(wanted))


def change_time(document, rng, edits, element):
    wanted = [a for a in document.attributes(element) if a[0] == "value" and TIME.match(a[1])]
    if not wanted:
        raise Overlap
    _write_attribute(document, rng, edits, element, wanted[0], rng.choice(TIMES))


def change_type(document, rng, edits, element):
    prefix = next((p for p, uri in element.bound.items() if uri == XSI and p), None)
    if prefix is None:
        raise Overlap
    for attribute in document.attributes(element):
        if attribute[0] == prefix + ":type":
            _write_attribute(document, rng, edits, element, attribute, rng.choice(XSI_TYPES))
            return
    if element.local not in ("value", "effectiveTime", "code", "id", "text", "low", "high") or rng.random() < 0.7:
        raise Overlap
    _insert_attribute(edits, element, prefix + ":type", rng.choice(XSI_TYPES))


def _insert_attribute(edits, element, name, value):
    at = element.start + 1 + len(element.name.encode())
    edits.replace(at, at, f" {name}={quoted(value)}")
    edits.say(f"added {element.path()}/@{name}={value!r}")


def add_attribute(document, rng, edits, element):
    name, values = rng.choice(ADDED_ATTRIBUTES)
    if any(attribute[0] == name for attribute in document.attributes(element)):
        raise Overlap
    _insert_attribute(edits, element, name, rng.choice(values))


def add_null_flavor(document, rng, edits, element):
    attributes = document.attributes(element)
    value = rng.choice(NULL_FLAVORS)
    if any(attribute[0] == "nullFlavor" for attribute in attributes) or element is document.root:
        raise Overlap
    if rng.random() < 0.6:
        # The usual way: the value gives its place to the reason why it is not there.
        edits.replace(element.start, element.end, f"<{element.name} nullFlavor={quoted(value)}/>")
        edits.say(f"replaced {element.path()} by nullFlavor {value!r}")
    else:
        _insert_attribute(edits, element, "nullFlavor", value)


OPERATIONS = (
    (remove_node, 14), (empty_node, 3), (duplicate_node, 8), (move_node, 5), (swap_siblings, 5), (transplant_node, 4),
    (add_node, 4), (add_comment, 2), (rename_node, 4), (change_namespace, 4), (set_text, 5), (add_text, 2),
    (remove_attribute, 10), (change_attribute, 12), (change_code, 12), (change_time, 4), (change_type, 6),
    (add_attribute, 4), (add_null_flavor, 8),
)
# How often each region is chosen, whatever the number of its elements. The narrative is long and has few rules.
REGIONS = (("root", 1), ("header", 32), ("body", 3), ("section", 16), ("narrative", 4), ("entry", 34),
           ("templates", 10))


# How many edits: one alone shows its effect, many together cost the reference no more time.
COUNTS = ((1, 30), (2, 20), (3, 18), (5, 14), (8, 10), (12, 8))


def weighted(rng, rows):
    return rng.choices([row[0] for row in rows], [row[1] for row in rows])[0]


class Mutator:
    """mutant(index) -> (name of the example, bytes, what was done). Pure: depends on seed, index and examples."""

    def __init__(self, bases, seed=1):
        """bases: (name, bytes, weight) of each example."""
        self.seed = seed
        self.weights = [(name, weight) for name, _, weight in bases]
        self.documents = {name: Document(data) for name, data, _ in bases}

    def mutant(self, index):
        rng = random.Random(f"{self.seed}/{index}")
        base = weighted(rng, self.weights)
        document = self.documents[base]
        count = weighted(rng, COUNTS)
        for _ in range(200):
            edits = Edits(document)
            for _ in range(count):
                self._edit(document, rng, edits)
            data = edits.result()
            if data != document.data and well_formed(data):
                return base, data, "; ".join(edits.said)
        raise RuntimeError(f"no mutant for {self.seed}/{index}")

    @staticmethod
    def _edit(document, rng, edits):
        """One edit. None, in a document so small that the earlier ones left no place for it."""
        for _ in range(500):
            region = weighted(rng, REGIONS)
            candidates = document.regions.get(region, [])
            if rng.random() < 0.5:
                candidates = [element for element in candidates if element.governed()]
            if not candidates:
                continue
            operation = weighted(rng, OPERATIONS)
            kept = (len(edits.ranges), len(edits.said))
            try:
                operation(document, rng, edits, rng.choice(candidates))
                return
            except Overlap:
                del edits.ranges[kept[0]:]
                del edits.said[kept[1]:]


def well_formed(data):
    """Whether a parser that knows namespaces reads it."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
        return True
    except expat.ExpatError:
        return False


def of_bundle(folder, seed=1, every=False):
    """The mutator of the PPS and RCP examples of the official bundle, or of each of its examples."""
    examples = Path(folder) / "ExemplesCDA"
    bases = [(path.name, 1) for path in sorted(examples.glob("*.xml"))] if every else BASES
    return Mutator([(name, (examples / name).read_bytes(), weight) for name, weight in bases], seed)


def main():
    parser = argparse.ArgumentParser(description="Writes one mutant of the official PPS and RCP examples.")
    parser.add_argument("--bundle", default=os.environ.get("PPS_ANS_BUNDLE"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", type=int, required=True)
    parser.add_argument("--every-model", action="store_true", help="of every example, not only PPS and RCP")
    arguments = parser.parse_args()
    if not arguments.bundle:
        parser.error("--bundle or PPS_ANS_BUNDLE names the folder of the official bundle")
    base, data, done = of_bundle(arguments.bundle, arguments.seed, arguments.every_model).mutant(arguments.index)
    sys.stdout.buffer.write(data)
    print(f"{base}: {done}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
