#!/usr/bin/env python3
"""Judges the Bundles that the gateway makes by the FHIR R4 definitions.

Converts tests/samples, the official examples (PPS_SHARED, when it is set) and plans made for tests, then asks
validate.mjs. Exit 0: no error; 1: errors; 77: not possible here (Node or its packages are not there).
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default=ROOT / "build" / "release" / "bin" / "pps-bundles")
    parser.add_argument("--generated", default="100", help="number of plans made for tests")
    parser.add_argument("--out", help="keep the Bundles in this folder")
    arguments = parser.parse_args()
    if shutil.which("node") is None or not (HERE / "node_modules" / "@medplum").is_dir():
        print("skipped: Node 20 and `npm install` in", HERE.relative_to(ROOT), "are needed")
        return 77
    files = sorted((ROOT / "tests" / "samples").glob("*.xml"))
    if shared := os.environ.get("PPS_SHARED"):
        files += sorted(pathlib.Path(shared, "data", "cda-examples").glob("*.xml"))
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(arguments.out or scratch)
        subprocess.run([arguments.tool, "--out", out, "--generated", arguments.generated, *files], check=True)
        bundles = sorted(out.glob("*.json"))
        return subprocess.run(["node", HERE / "validate.mjs", *bundles]).returncode


if __name__ == "__main__":
    sys.exit(main())
