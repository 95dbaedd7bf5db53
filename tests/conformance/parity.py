#!/usr/bin/env python3
"""Our Schematron engine against the reference: the same failed assertions and reports, the same text, the same node.

    python3 tests/conformance/parity.py --bundle $PPS_ANS_BUNDLE [--mutants 2000] [--schemas six|all]
                                        [--engine build/release/bin/pps-schematron]

The documents are the bundle's examples, each with the schemas that apply to it, and mutants of the PPS and RCP ones.
Exit: 0 every pair (document, schema) is equal, 1 some differ, 2 the comparison could not be made.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mutate
from reference import Bundle, Job, NoReference, Reference, available

ROOT = Path(__file__).resolve().parent.parent.parent
BATCH = 200
SKIPPED = 77

Document = collections.namedtuple("Document", "id path base done")
Difference = collections.namedtuple("Difference", "document schema done why only_reference only_ours")


def normalise(text):
    """Runs of XML white space are one space. Others, such as the no-break space, are text."""
    return re.sub("[ \t\r\n]+", " ", text or "").strip(" ")


def findings(verdict):
    """The multiset that is compared: kind, normalised text and location of each result."""
    return collections.Counter((result["kind"], normalise(result.get("text")), result.get("location") or "")
                               for result in verdict.get("results", ()))


class Outcome:
    """What the comparison of one pair gave: equal, different or unjudged (the reference has no verdict)."""
    EQUAL, DIFFERENT, UNJUDGED = "equal", "different", "not judged"


def compare(reference, ours):
    """(outcome, why, results of the reference only, results of ours only) of two verdicts of one pair.

    Where the official run stopped, its tolerant form is the reference: then we may also leave assertions without a
    verdict. Anywhere else an assertion that we could not judge is a difference.
    """
    if "error" in reference:
        return Outcome.UNJUDGED, reference["error"], [], []
    if ours is None:
        return Outcome.DIFFERENT, "no answer", [], []
    if "error" in ours:
        return Outcome.DIFFERENT, f"refused: {ours['error']}", [], []
    theirs, mine = findings(reference), findings(ours)
    only_reference = sorted((theirs - mine).elements())
    only_ours = sorted((mine - theirs).elements())
    if only_reference or only_ours:
        return Outcome.DIFFERENT, "results", only_reference, only_ours
    if ours.get("not_judged") and "stopped" not in reference:
        return Outcome.DIFFERENT, f"not judged by ours: {json.dumps(ours['not_judged'], ensure_ascii=False)}", [], []
    return Outcome.EQUAL, "", [], []


class Tally:
    """Counts by schema, and the differences. "assertions" counts the distinct tests that gave a result."""

    def __init__(self):
        self.rows = collections.defaultdict(collections.Counter)
        self.tests = collections.defaultdict(set)
        self.documents = set()
        self.differences = []
        self.unjudged = []

    def add(self, document, schema, reference, ours):
        outcome, why, only_reference, only_ours = compare(reference, ours)
        row = self.rows[schema]
        row["pairs"] += 1
        row[outcome] += 1
        row["results"] += len(reference.get("results", ()))
        row["stopped"] += "stopped" in reference
        self.tests[schema].update(r.get("test") for r in reference.get("results", ()))
        row["assertions"] = len(self.tests[schema])
        self.documents.add(document.id)
        if outcome == Outcome.DIFFERENT:
            tests = {(r["kind"], normalise(r.get("text")), r.get("location") or ""): r.get("test", "")
                     for r in reference["results"]}
            self.differences.append(Difference(document, schema, document.done, why,
                                               [(*r, tests[r]) for r in only_reference], only_ours))
        elif outcome == Outcome.UNJUDGED:
            self.unjudged.append((document, schema, why))
        return outcome

    def total(self, column):
        return sum(row[column] for row in self.rows.values())

    def percentage(self):
        compared = self.total("pairs") - self.total(Outcome.UNJUDGED)
        return 100.0 * self.total(Outcome.EQUAL) / compared if compared else 0.0

    def complete(self):
        """Whether something was compared and nothing differs."""
        return self.total(Outcome.EQUAL) > 0 and self.total(Outcome.DIFFERENT) == 0

    def table(self):
        columns = ("pairs", Outcome.EQUAL, Outcome.DIFFERENT, Outcome.UNJUDGED, "stopped", "results", "assertions")
        lines = [f"{'schema':60}" + "".join(f"{c:>12}" for c in columns)]
        for schema, row in sorted(self.rows.items()):
            lines.append(f"{schema[-59:]:60}" + "".join(f"{row[c]:>12}" for c in columns))
        lines.append(f"{f'{len(self.documents)} documents':60}" + "".join(f"{self.total(c):>12}" for c in columns))
        lines.append(f"parity {self.percentage():.3f} %")
        return "\n".join(lines)


def write_report(tally, path):
    """Differences grouped by what they have in common, then each of them with both sides."""
    groups = collections.Counter()
    for difference in tally.differences:
        groups.update({(difference.schema, "reference only", f"{r[1][:160]}  [{r[3][:300]}]")
                       for r in difference.only_reference})
        groups.update({(difference.schema, "ours only", r[1][:160]) for r in difference.only_ours})
        if difference.why != "results":
            groups[(difference.schema, "ours", difference.why[:300])] += 1
    lines = ["# Differences", "", "```", tally.table(), "```", "", "## By assertion", ""]
    lines += [f"- {count} × {schema} · {side} · {text}" for (schema, side, text), count in groups.most_common()]
    lines += ["", "## Each of them", ""]
    for difference in tally.differences:
        lines.append(f"### {difference.document.id} · {difference.schema}")
        lines.append(f"{difference.document.base}: {difference.done or 'as published'} ({difference.why})")
        lines += [f"- reference only: {kind} {location}\n    text: {text}\n    test: {test}"
                  for kind, text, location, test in difference.only_reference]
        lines += [f"- ours only: {kind} {location}\n    text: {text}" for kind, text, location in difference.only_ours]
        lines.append("")
    lines += ["## Without a verdict of the reference", ""]
    lines += [f"- {document.id} · {schema}: {why}" for document, schema, why in tally.unjudged]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def documents_of(bundle, arguments, folder):
    """The examples, then the mutants, written into the folder. Yields Document."""
    if not arguments.no_examples:
        for path in bundle.examples():
            yield Document(path.name, path, path.name, "")
    if arguments.mutants:
        mutator = mutate.of_bundle(bundle.folder, arguments.seed, arguments.every_model)
        for index in range(arguments.first, arguments.first + arguments.mutants):
            base, data, done = mutator.mutant(index)
            path = folder / f"mutant-{arguments.seed}-{index:05}{'-every' if arguments.every_model else ''}.xml"
            path.write_bytes(data)
            yield Document(path.name, path, base, done)


def ask_engine(engine, schema, paths, supplement):
    """Our verdicts of documents for one schema: {path: verdict}."""
    command = [str(engine), "--schema", str(schema)]
    if supplement:
        command += ["--supplement", str(supplement)]
    verdicts = {}
    for start in range(0, len(paths), BATCH):
        run = subprocess.run(command + [str(p) for p in paths[start:start + BATCH]], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
        for line in filter(None, run.stdout.split("\n")):
            try:
                answer = json.loads(line)
                verdicts[answer["file"]] = answer
            except (ValueError, KeyError):
                say(f"{schema}: not an answer: {line[:200]}")
        if run.returncode < 0 or not run.stdout.strip():
            say(f"{schema}: the engine ended with {run.returncode}: {run.stderr.strip()[:400]}")
    return verdicts


def say(text):
    print(text, file=sys.stderr, flush=True)


class Progress:
    """A line every few seconds."""

    def __init__(self, what, total):
        self.what, self.total, self.count, self.last = what, total, 0, time.monotonic()

    def step(self):
        self.count += 1
        if time.monotonic() - self.last > 5 or self.count == self.total:
            self.last = time.monotonic()
            say(f"{self.what}: {self.count} of {self.total}")


def run(arguments):
    bundle = Bundle(arguments.bundle)
    reference = Reference(bundle, arguments.cache, not arguments.no_supplement, arguments.threads,
                          nice=arguments.nice)
    with tempfile.TemporaryDirectory(prefix="pps-parity-") as folder:
        documents = list(documents_of(bundle, arguments, Path(folder)))
        jobs = [Job(d.id, d.path, bundle.applicable(d.base, arguments.schemas)) for d in documents]
        progress = Progress("reference", sum(len(job.schemas) for job in jobs))
        expected = {}
        for name, key, verdict in reference.judge(jobs, say):
            expected[name, key] = verdict
            progress.step()
        say(f"reference: {reference.asked} verdicts made, {len(expected) - reference.asked} from {reference.folder}")
        if arguments.reference_only:
            return 0
        tally = Tally()
        by_schema = collections.defaultdict(list)
        for document, job in zip(documents, jobs):
            for key in job.schemas:
                by_schema[key].append(document)
        for key, wanted in by_schema.items():
            answers = ask_engine(arguments.engine, bundle.schematrons / key, [d.path for d in wanted],
                                 reference.supplement)
            for document in wanted:
                tally.add(document, key, expected[document.id, key], answers.get(str(document.path)))
            say(f"{key}: {tally.rows[key][Outcome.EQUAL]} of {tally.rows[key]['pairs']} equal")
    report = Path(arguments.report or reference.folder.parent / "differences.md")
    write_report(tally, report)
    print(tally.table())
    print(f"report: {report}")
    return 0 if tally.complete() else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bundle", default=os.environ.get("PPS_ANS_BUNDLE"))
    parser.add_argument("--mutants", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="index of the first mutant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemas", choices=("six", "all"), default="six",
                        help="six: the schema of the document's own model and the five general ones; "
                             "all: every CI-SIS_*.sch on every document")
    parser.add_argument("--engine", type=Path, default=ROOT / "build" / "release" / "bin" / "pps-schematron")
    parser.add_argument("--every-model", action="store_true", help="mutants of every example, not only PPS and RCP")
    parser.add_argument("--no-examples", action="store_true")
    parser.add_argument("--no-supplement", action="store_true", help="the bundle as published, vocabulary missing")
    parser.add_argument("--reference-only", action="store_true", help="fills the cache, asks our engine nothing")
    parser.add_argument("--if-possible", action="store_true",
                        help="exit 77 when the bundle, Saxon or our engine is not there")
    parser.add_argument("--threads", type=int, default=2, help="of the reference")
    parser.add_argument("--nice", type=int, default=0, help="priority of the reference")
    parser.add_argument("--cache", help="default: $XDG_CACHE_HOME/pps-conformance or build/conformance")
    parser.add_argument("--report", help="default: differences.md in the cache")
    arguments = parser.parse_args()
    lacking = None
    if not arguments.bundle:
        lacking = "--bundle or PPS_ANS_BUNDLE names the folder of the official bundle"
    elif not arguments.reference_only and not arguments.engine.is_file():
        lacking = f"{arguments.engine} is not built"
    elif arguments.if_possible:
        lacking = available()
    if lacking:
        say(f"parity: {'skipped: ' if arguments.if_possible else ''}{lacking}")
        return SKIPPED if arguments.if_possible else 2
    return run(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoReference as problem:
        say(f"parity: {problem}")
        sys.exit(2)
