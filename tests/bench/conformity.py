#!/usr/bin/env python3
"""Times the judgement of the official PPS examples, and in the same run that of warm Saxon where Java is present.

    PPS_ANS_BUNDLE=DIR python3 tests/bench/conformity.py [--bin build/release/bin] [--repeat 51] [--saxon 40]

Needs the official bundle (tests/conformance/README.md). Figures are medians in milliseconds on one core; nothing is
asserted. `--saxon 0` leaves Saxon out.
"""
import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "conformance"))
import reference  # noqa: E402


def ours(arguments, bundle, supplement, documents):
    command = [Path(arguments.bin) / "pps-conformity-bench", "--rules", PROJECT / "config" / "rules", "--bundle",
               bundle.folder, "--supplement", supplement, "--repeat", str(arguments.repeat), *documents]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def warm_saxon(asked, document, keys, times):
    """Milliseconds for all schemas, of each run in one JVM on one thread; the first half warms up."""
    digest = hashlib.sha256(document.read_bytes()).hexdigest()
    jobs = [reference.Job(f"run-{i}", str(document), keys) for i in range(times)]
    sums = dict.fromkeys((job.id for job in jobs), 0.0)
    for name, _, verdict in asked.ask(jobs, dict.fromkeys(sums, digest)):
        if "error" in verdict:
            raise reference.NoReference(verdict["error"])
        sums[name] += verdict["elapsed_ms"]
    return list(sums.values())[times // 2:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bundle", default=os.environ.get("PPS_ANS_BUNDLE"))
    parser.add_argument("--bin", default=PROJECT / "build" / "release" / "bin")
    parser.add_argument("--repeat", type=int, default=51)
    parser.add_argument("--saxon", type=int, default=40, help="runs of Saxon per document")
    arguments = parser.parse_args()
    if not arguments.bundle:
        parser.error("--bundle or PPS_ANS_BUNDLE names the folder of the official bundle")
    bundle = reference.Bundle(arguments.bundle)
    asked = reference.Reference(bundle, threads=1)
    documents = sorted(bundle.folder.glob("ExemplesCDA/CANCER-PPS*.xml"))
    figures = ours(arguments, bundle, asked.supplement, documents)
    print(f"bundle {figures['edition']}: loaded in {figures['load_ms']:.0f} ms, {figures['rules_mb']:.0f} MB")
    missing = reference.available() if arguments.saxon else "left out"
    for document, figure in zip(documents, figures["documents"]):
        print(f"{document.name}: own rules {figure['own_rules_ms']:.2f}, XSD {figure['xsd_ms']:.2f}, "
              f"schematrons {figure['schematrons_ms']:.2f}, all {figure['all_ms']:.2f} ms")
        if missing:
            print(f"    Saxon: {missing}")
            continue
        times = warm_saxon(asked, document, bundle.applicable(document.name), arguments.saxon)
        figure["saxon_ms"] = statistics.median(times)
        official = figure["parse_ms"] + figure["schematrons_ms"]
        print(f"    warm Saxon, schematrons: {figure['saxon_ms']:.0f} ms, {figure['saxon_ms'] / official:.0f} times "
              f"ours with parsing ({official:.2f} ms)")
    print(json.dumps(figures), file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except reference.NoReference as problem:
        sys.exit(f"conformity: {problem}")
