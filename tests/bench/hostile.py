#!/usr/bin/env python3
"""What hostile documents cost to judge, each in a process of its own.

    python3 tests/bench/hostile.py [--gateway build/release/bin/pps-gateway] [--bundle $PPS_ANS_BUNDLE] [--only WORD]

Prints for each: bytes, the time of the judgement, processor time and peak of memory above those of a process that
judges a tiny document (rules loaded), and the verdict. Exit 1 when one took more than --most-ms or --most-mb.
Nothing else should run meanwhile.
"""
import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NODES = 74_000  # Just below read_limits::max_nodes, with the sample around.
TINY = b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>'


def sample(name):
    return (ROOT / "tests/samples" / name).read_bytes()


def in_body(inserted, document=None):
    """A PPS with something before its first section."""
    document = document or sample("pps-full.xml")
    assert b"<structuredBody" in document
    return re.sub(rb"(<structuredBody[^>]*>)", lambda found: found.group(1) + inserted, document, count=1)


def component(content):
    return b"<component><section>" + content + b"</section></component>"


def laughing():
    entities = b'<!ENTITY l0 "lol">' + b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10)
                                                for i in range(1, 10))
    document = sample("pps-minimal.xml")
    return document.replace(b"?>\n", b"?>\n<!DOCTYPE x [" + entities + b"]>\n", 1)


def sections_of(document):
    body = document[document.index(b"<structuredBody"):]
    return b"".join(re.findall(rb"<component>\s*<section>.*?</section>\s*</component>", body, flags=re.DOTALL))


def with_pdf(size, between=b""):
    """A PPS whose file is a PDF of so many bytes, `between` after every 76 characters of Base64."""
    head, tail = b"%PDF-1.7\n% pdfaid:part\n", b"\ntrailer\nstartxref\n0\n%%EOF\n"
    text = base64.b64encode(head + os.urandom(size - len(head) - len(tail)) + tail)
    if between:
        text = between.join(text[at:at + 76] for at in range(0, len(text), 76))
    document = sample("pps-pdf.xml")
    return re.sub(rb"(<text [^>]*application/pdf[^>]*>)[^<]*", lambda found: found.group(1) + text, document, count=1)


def with_bomb():
    """A PDF of many streams that inflate to much more."""
    stream = zlib.compress(b"0 " * 4_000_000, 9)
    one = (b"1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) +
           stream + b"\nendstream\nendobj\n")
    file = b"%PDF-1.7\n" + one * 200 + b"trailer\nstartxref\n0\n%%EOF\n"
    document = sample("pps-pdf.xml")
    return re.sub(rb"(<text [^>]*application/pdf[^>]*>)[^<]*",
                  lambda found: found.group(1) + base64.b64encode(file), document, count=1)


def repeated(content, until):
    return content * (until // len(content))


def cases():
    full = sample("pps-full.xml")
    sections = sections_of(full)
    entry = re.search(rb"<entry[ >].*?</entry>", full, flags=re.DOTALL)
    observation = entry.group(0)
    nodes = NODES
    return {
        "a sample as it is": lambda: full,
        "deep: 199 levels, as often as fits": lambda: in_body(
            component((b"<a>" * 190 + b"</a>" * 190) * (nodes // 190))),
        "deep: 100,000 levels": lambda: in_body(b"<a>" * 100_000 + b"</a>" * 100_000),
        "a billion laughs": laughing,
        "128 attributes, as often as fits": lambda: in_body(
            (b"<a" + b"".join(b' a%d="x"' % i for i in range(126)) + b"/>") * (nodes // 127)),
        "100,000 attributes of an element": lambda: in_body(
            b"<a" + b"".join(b' a%d="x"' % i for i in range(100_000)) + b"/>"),
        "an attribute of 7.7 MB": lambda: in_body(b'<a b="' + b"x" * 7_700_000 + b'"/>'),
        "a text of 7.7 MB": lambda: in_body(component(b"<text>" + b"x " * 3_850_000 + b"</text>")),
        "a text of 7 MB in pieces of CDATA": lambda: in_body(
            component(b"<text>" + repeated(b"<![CDATA[" + b"x" * 128 + b"]]>", 7_000_000) + b"</text>")),
        "100 declared prefixes, as often as fits": lambda: in_body(
            (b"<a" + b"".join(b' xmlns:p%d="urn:%d"' % (i, i) for i in range(100)) + b"><p7:b/></a>") * (nodes // 102)),
        "names that are all different": lambda: in_body(b"".join(b"<n%d/>" % i for i in range(nodes))),
        "as many different names as are allowed": lambda: in_body(
            b"".join(b"<n%d/>" % (i % 3_500) for i in range(nodes))),
        "empty siblings until the limit of nodes": lambda: in_body(b"<a/>" * nodes),
        "sections without anything until the limit": lambda: in_body(
            b"<component><section/></component>" * (nodes // 2)),
        "sections of a sample until the limit of nodes": lambda: in_body(
            sections * (nodes // count_nodes(sections))),
        "entries of a sample until the limit of nodes": lambda: in_body(
            component(observation * (nodes // count_nodes(observation)))),
        "templateId until the limit of nodes": lambda: in_body(
            component(b'<templateId root="1.3.6.1.4.1.19376.1.5.3.1.3.1"/>' * (nodes // 2))),
        "codes that no value set has": lambda: in_body(component(b"".join(
            b'<code code="x%d" codeSystem="2.16.840.1.113883.6.%d"/>' % (i, i) for i in range(nodes // 3)))),
        "identifiers that refer to each other": lambda: in_body(component(b"".join(
            b'<entry><observation classCode="OBS"><text><reference value="#r%d"/></text></observation></entry>' % i
            for i in range(nodes // 6)))),
        "recordTarget 10,000 times": lambda: full.replace(
            b"<recordTarget>", b"<recordTarget/>" * 10_000 + b"<recordTarget>", 1),
        "author until the limit of nodes": lambda: multiplied(full, b"author"),
        "200,000 comments": lambda: in_body(b"<!---->" * 200_000),
        "20 MB of sections": lambda: in_body(sections * (20_000_000 // len(sections))),
        "20 MB of spaces": lambda: in_body(b" " * 20_000_000),
        "invalid UTF-8 after 7.7 MB": lambda: in_body(component(b"<text>" + b"x" * 7_700_000 + b"\xc3\x28</text>")),
        "truncated after 7.7 MB": lambda: in_body(component(b"<text>" + b"x" * 7_700_000 + b"</text>"))[:-100],
        "a NUL after 7.7 MB": lambda: in_body(component(b"<text>" + b"x" * 7_700_000 + b"\0</text>")),
        "a PDF of 1 MB": lambda: with_pdf(1_000_000),
        "a PDF of 5.5 MB": lambda: with_pdf(5_500_000),
        "a PDF of 5.5 MB in lines": lambda: with_pdf(5_500_000, b"\r\n"),
        "a PDF that inflates to 1.6 GB": with_bomb,
        "nothing": lambda: b"",
        "noise of 7.7 MB": lambda: os.urandom(7_700_000),
    }


def count_nodes(text):
    return len(re.findall(rb"<[A-Za-z]|[\w:]+=\"", text))


def multiplied(document, name):
    found = re.search(rb"<%s>.*?</%s>" % (name, name), document, flags=re.DOTALL).group(0)
    return document.replace(found, found * (NODES // count_nodes(found)), 1)


def best(gateway, bundle, path, times):
    """The quickest verdict of several runs, their least processor time and their least peak."""
    runs = [judged(gateway, bundle, path) for _ in range(times)]
    verdict = min((run[0] for run in runs), key=lambda one: one.get("elapsed_ms", 0))
    return verdict, min(run[1] for run in runs), min(run[2] for run in runs)


def judged(gateway, bundle, path):
    """(verdict, processor milliseconds, peak of the process in kB)."""
    command = [str(gateway), "validate", "--format", "json", "--rules", str(ROOT / "config/rules"), str(path)]
    if bundle:
        command[2:2] = ["--bundle", str(bundle)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode not in (0, 1, 2) or not text.startswith(b"{"):
        return {"crashed": process.returncode}, 0, 0
    return json.loads(text.splitlines()[0]), 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gateway", type=Path, default=ROOT / "build/release/bin/pps-gateway")
    parser.add_argument("--bundle", type=Path, default=os.environ.get("PPS_ANS_BUNDLE"))
    parser.add_argument("--only", default="", help="documents whose name has this word")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--most-ms", type=float, default=100)
    parser.add_argument("--most-mb", type=float, default=50)
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.xml"
        path.write_bytes(TINY)
        _, base_cpu, base = best(options.gateway, options.bundle, path, 2 * options.repeat)
        print(f"{'document':48} {'bytes':>10} {'ms':>7} {'cpu':>7} {'MB':>6}  verdict")
        for name, make in cases().items():
            if options.only not in name:
                continue
            document = make()
            path.write_bytes(document)
            verdict, cpu, peak = best(options.gateway, options.bundle, path, options.repeat)
            if "crashed" in verdict:
                print(f"{name:48} {len(document):10} CRASHED ({verdict['crashed']})")
                failed = True
                continue
            grave = [one for one in verdict["findings"] if one["severity"] in ("fatal", "error")]
            costly = any("costs too much" in one for one in verdict["not_judged"])
            fatal = next((one["rule"] for one in grave if one["severity"] == "fatal"), "")
            why = "costs too much" if costly else fatal or "not valid"
            above = (peak - base) / 1024
            # What other programs took of the time is not the document's.
            over = min(verdict["elapsed_ms"], cpu - base_cpu) > options.most_ms or above > options.most_mb
            failed = failed or over
            print(f"{name:48} {len(document):10} {verdict['elapsed_ms']:7.1f} {cpu - base_cpu:7.1f} {above:6.1f}  "
                  f"{'valid' if verdict['valid'] else why}, {len(verdict['findings'])} findings, "
                  f"{len(verdict['not_judged'])} not judged{'  OVER' if over else ''}", flush=True)
    print(f"a process that judges a tiny document: {base / 1024:.1f} MB")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
