#!/usr/bin/env python3
"""The reference verdicts: the official bundle's own ISO skeleton, executed by Saxon-HE in one JVM.

A schema is compiled once (include, abstract expand, SVRL for XSLT 2) and every verdict is kept on disk under the hash
of its document and the fingerprint of the bundle, so that a second run asks Java nothing.

    python3 tests/conformance/reference.py --bundle DIR [--schemas six|all] DOCUMENT...
"""
import argparse
import collections
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unicodedata
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAXON = os.environ.get("PPS_SAXON_JAR", "/usr/share/java/Saxon-HE.jar")
DRIVER = HERE / "Reference.java"
INSTRUMENT = HERE / "instrument.xsl"
GENERAL = (
    "profils/IHE.sch",
    "profils/CI-SIS_ModelesDeContenusCDA.sch",
    "profils/CI-SIS_Modeles_ANS.sch",
    "profils/terminologies/schematron/terminologie.sch",
    "profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch",
)
VOCABULARY = re.compile(r"doc\('include/(voc-([0-9.]+)-DYNAMIC\.xml)'\)")
SVS = "{urn:ihe:iti:svs:2008}"


class NoReference(Exception):
    """Java or Saxon is missing, or the bundle is not one."""


def default_cache():
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "pps-conformance" if home else HERE.parent.parent / "build" / "conformance"


def available():
    """None when the reference can run on this machine, otherwise what is missing."""
    if not Path(SAXON).is_file():
        return f"{SAXON} is not there (apt-get install libsaxonhe-java, or PPS_SAXON_JAR)"
    for tool in ("java", "javac"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    return None


class Bundle:
    """The unpacked repository ansforge/TestContenuCDA-3-0."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.schematrons = self.folder / "schematrons"
        self.skeleton = self.schematrons / "moteur"
        if not (self.skeleton / "iso_svrl_for_xslt2.xsl").is_file():
            raise NoReference(f"{folder} is not the official bundle: schematrons/moteur is missing")

    def examples(self):
        return sorted(self.folder.glob("ExemplesCDA/*.xml"))

    def own_schemas(self):
        return [path.name for path in sorted(self.schematrons.glob("CI-SIS_*.sch"))]

    def applicable(self, name, schemas="six"):
        """Keys (paths below schematrons/) of the schemas for a document of that file name."""
        own = self.own_schemas() if schemas == "all" else [s for s in [own_schema(name, self.own_schemas())] if s]
        return own + list(GENERAL)

    def fingerprint(self):
        digest = hashlib.sha256()
        files = [DRIVER, INSTRUMENT]
        for folder in (self.schematrons, self.folder / "jeuxDeValeurs"):
            files += [path for path in sorted(folder.rglob("*")) if path.suffix in (".sch", ".xml", ".xsl", ".rdf")]
        for path in files:
            digest.update(path.name.encode() + b"\0")
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def missing_vocabularies(self):
        """File name -> OID of each vocabulary that StrucMin reads and the bundle does not hold."""
        folder = self.schematrons / "profils" / "structurationMinimale"
        missing = {}
        for path in folder.rglob("*.sch"):
            for name, oid in VOCABULARY.findall(path.read_text(encoding="utf-8")):
                if not (folder / "include" / name).is_file():
                    missing[name] = oid
        return missing

    def write_supplement(self, folder):
        """The missing vocabularies, made from the value sets of the same OID. Returns the names that were written."""
        written = []
        for name, oid in sorted(self.missing_vocabularies().items()):
            for path in sorted((self.folder / "jeuxDeValeurs").glob("*.xml")):
                content = path.read_bytes()
                if oid.encode() not in content:
                    continue
                value_set = ET.fromstring(content).find(SVS + "ValueSet")
                if value_set is not None and value_set.get("id") == oid:
                    folder.mkdir(parents=True, exist_ok=True)
                    (folder / name).write_bytes(vocabulary(value_set, oid))
                    written.append(name)
                    break
        return written


def vocabulary(value_set, oid):
    """An ART-DECOR vocabulary file with the concepts of an IHE SVS value set."""
    root = ET.Element("{urn:hl7-org:v3}valueSets")
    target = ET.SubElement(root, "valueSet", id=oid, name=value_set.get("displayName", ""), statusCode="final")
    concepts = ET.SubElement(target, "conceptList")
    for concept in value_set.iter(SVS + "Concept"):
        attributes = {key: concept.get(key, "") for key in ("code", "codeSystem", "displayName")}
        ET.SubElement(concepts, "concept", attributes, level="0", type="L")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def own_schema(document, schemas):
    """The CI-SIS_*.sch of a document: the longest model name that its file name starts with."""
    def plain(text):
        return re.sub("[-_]", "-", unicodedata.normalize("NFC", text)).lower()
    name = plain(document)
    found = [s for s in schemas if name.startswith(plain(s[len("CI-SIS_"):-len(".sch")]))]
    return max(found, key=len, default=None)


Job = collections.namedtuple("Job", "id path schemas")


class Verdicts:
    """Verdicts by (document, schema), on disk."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.Lock()
        self.database = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS verdict(document TEXT, schema TEXT, body BLOB, PRIMARY KEY(document, schema))")

    def get(self, document, schema):
        with self.lock:
            row = self.database.execute(
                "SELECT body FROM verdict WHERE document = ? AND schema = ?", (document, schema)).fetchone()
        return json.loads(zlib.decompress(row[0])) if row else None

    def put(self, document, schema, verdict):
        body = zlib.compress(json.dumps(verdict, ensure_ascii=False).encode())
        with self.lock, self.database:
            self.database.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?)", (document, schema, body))


class Reference:
    """judge() gives verdicts; each is {"results": [...], "not_judged": [...], "fired": n, "stopped"?, "error"?}.

    "stopped" is the dynamic error that ended the official run; results then come from the tolerant run, where only
    the assertions of "not_judged" have no verdict. "error": the document or the schema could not be used at all.
    """

    def __init__(self, bundle, cache=None, supplement=True, threads=2, memory="4g", nice=0):
        self.bundle = bundle
        self.threads, self.memory, self.nice = threads, memory, nice
        self.folder = Path(cache or default_cache()) / bundle.fingerprint()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.supplement = None
        if supplement:
            self.supplement = self.folder / "supplement"
            bundle.write_supplement(self.supplement)
        self.verdicts = Verdicts(self.folder / ("verdicts.sqlite" if supplement else "verdicts-as-published.sqlite"))
        self.asked = 0

    def strict_xsl(self, key):
        return self.folder / "xsl" / (key.replace("/", "__")[:-len(".sch")] + ".xsl")

    def tolerant_xsl(self, key):
        return self.strict_xsl(key).with_suffix(".tolerant.xsl")

    def _java(self, *arguments):
        classes = self.folder / "classes"
        with self._locked():
            if not (classes / "Reference.class").is_file():
                classes.mkdir(exist_ok=True)
                subprocess.run(["javac", "-nowarn", "-cp", SAXON, "-d", str(classes), str(DRIVER)], check=True)
        priority = ["nice", "-n", str(self.nice)] if self.nice else []
        return priority + ["java", f"-Xmx{self.memory}", "-Xss64m", "-Dfile.encoding=UTF-8",
                           "-Dsun.jnu.encoding=UTF-8", "-cp", f"{classes}:{SAXON}", "Reference", *map(str, arguments)]

    @contextlib.contextmanager
    def _locked(self):
        with open(self.folder / "lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def compile(self, keys, say=lambda text: None):
        """Compiles the schemas that are not in the cache. Returns {key: error} of those that do not compile."""
        missing = needed = [key for key in keys if not self.tolerant_xsl(key).is_file()]
        if not needed:
            return {}
        command = self._java("compile", self.bundle.skeleton, INSTRUMENT)
        errors = {}
        with self._locked():
            missing = [key for key in needed if not self.tolerant_xsl(key).is_file()]
            (self.folder / "xsl").mkdir(exist_ok=True)
            lines = "".join(f"{self.bundle.schematrons / key}\t{self.strict_xsl(key)}\t{self.tolerant_xsl(key)}\n"
                            for key in missing)
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
                                  env=_environment()) as java:
                java.stdin.write(lines)
                java.stdin.close()
                for key, line in zip(missing, java.stdout):
                    answer = json.loads(line)
                    say(f"compiled {key}")
                    if "error" in answer:
                        errors[key] = answer["error"]
            if java.returncode:
                raise NoReference(f"the compilation of the schemas ended with {java.returncode}")
        return errors

    def judge(self, jobs, say=lambda text: None):
        """Yields (id, schema key, verdict) for each job (id, path, schema keys), known verdicts first."""
        wanted, digests = [], {}
        for job in jobs:
            digests[job.id] = hashlib.sha256(Path(job.path).read_bytes()).hexdigest()
            unknown = []
            for key in job.schemas:
                verdict = self.verdicts.get(digests[job.id], key)
                if verdict is None:
                    unknown.append(key)
                else:
                    yield job.id, key, verdict
            if unknown:
                wanted.append(Job(job.id, job.path, unknown))
        if wanted:
            missing = available()
            if missing:
                raise NoReference(missing)
            yield from self.ask(wanted, digests, say)

    def ask(self, jobs, digests, say=lambda text: None):
        """As judge(), without looking at what is known; `digests`: SHA-256 of the document by job id."""
        keys = sorted({key for job in jobs for key in job.schemas})
        broken = self.compile(keys, say)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".tsv") as schemas:
            for key in keys:
                schemas.write(f"{key}\t{self.bundle.schematrons / key}\t{self.strict_xsl(key)}"
                              f"\t{self.tolerant_xsl(key)}\n")
            schemas.flush()
            command = self._java("run", schemas.name, self.supplement or "-", self.threads)
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
                                  env=_environment()) as java:
                writer = threading.Thread(target=_write_jobs, args=(java.stdin, jobs, broken), daemon=True)
                writer.start()
                for line in java.stdout:
                    answer = json.loads(line)
                    name, key = answer.pop("id"), answer.pop("schema")
                    if "OutOfMemoryError" not in answer.get("error", ""):
                        self.verdicts.put(digests[name], key, answer)
                    self.asked += 1
                    yield name, key, answer
                writer.join()
            if java.returncode:
                raise NoReference(f"the reference ended with {java.returncode}")
        for job in jobs:
            for key in job.schemas:
                if key in broken:
                    yield job.id, key, {"error": "the schema does not compile: " + broken[key]}


def _environment():
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _write_jobs(stream, jobs, broken):
    with stream:
        for job in jobs:
            keys = [key for key in job.schemas if key not in broken]
            if keys:
                stream.write(f"{job.id}\t{job.path}\t{','.join(keys)}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bundle", default=os.environ.get("PPS_ANS_BUNDLE"))
    parser.add_argument("--schemas", choices=("six", "all"), default="six")
    parser.add_argument("--schema", action="append", help="a path below schematrons/ instead of the applicable ones")
    parser.add_argument("--no-supplement", action="store_true", help="the bundle as published, vocabulary missing")
    parser.add_argument("--cache")
    parser.add_argument("documents", nargs="+", metavar="DOCUMENT")
    arguments = parser.parse_args()
    if not arguments.bundle:
        parser.error("--bundle or PPS_ANS_BUNDLE names the folder of the official bundle")
    bundle = Bundle(arguments.bundle)
    reference = Reference(bundle, arguments.cache, not arguments.no_supplement)
    jobs = [Job(path, path, arguments.schema or bundle.applicable(Path(path).name, arguments.schemas))
            for path in arguments.documents]
    for name, key, verdict in reference.judge(jobs, lambda text: print(text, file=sys.stderr)):
        print(json.dumps({"file": name, "schema": key, **verdict}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoReference as problem:
        sys.exit(f"reference: {problem}")
