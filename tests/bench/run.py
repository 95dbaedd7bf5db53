#!/usr/bin/env python3
"""Measures the gateway between the loader and the simulator. See tests/bench/README.md.

The folder of the programs comes from the environment variable PPS_BIN. JSON goes to standard output, a table to
standard error. Ends with 1 when a document was not accepted: then the figures mean nothing.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests/integration"))
import harness  # noqa: E402
import messages  # noqa: E402
from costs import Costs, disk, machine, memory  # noqa: E402
from figures import medians, table  # noqa: E402

OFFICIAL = "data/cda-examples/CANCER-PPS_2022.01_feuille-de-style-externe.xml"
GENERATED_BYTES = 208_000
PATIENTS = 200
SMALL = PROJECT / "tests/bench/small.xml"
PARTS = ("disk", "ready", "accept", "mllp", "deliver")
# What the harness sets for quick tests and the bench wants as shipped: None takes the key out.
AS_SHIPPED = {
    "workers": None,
    "store": {"min_free_bytes": None},
    "national": {key: None for key in ("rate_per_second", "rate_limit_lifted", "connections", "connect_timeout",
                                       "answer_timeout", "lease", "retry", "breaker")},
    "operator": {"progress_every": None},
}


def note(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        note("making the PKI")
        self.pki = harness.make_pki(folder / "pki")
        self.document = self._document()
        # A message as a CREATEUR sends it, around the smallest PPS that is accepted and around the document.
        self.messages = {"small": self._message(SMALL), "large": self._message(self.document)}
        self.seed = int.from_bytes(os.urandom(3), "big")
        self.refused = 0

    def _document(self):
        if self.options.document:
            return self.options.document
        if os.environ.get("PPS_SHARED"):
            return Path(os.environ["PPS_SHARED"]) / OFFICIAL
        made = self.folder / "document.xml"
        made.write_bytes(harness.generate.make(harness.sample("pps-full.xml"), 0, GENERATED_BYTES))
        return made

    def _message(self, document):
        made = self.folder / f"{document.stem}.hl7"
        made.write_bytes(messages.mdm(document.read_bytes()))
        return made

    def simulator(self, name):
        return harness.Simulator(self.folder / name, self.pki, quiet=True).start()

    def gateway(self, name, simulator, changes=None):
        settings = harness.merged(harness.configuration(self.pki, self.folder / name, simulator.port), AS_SHIPPED)
        settings = harness.merged(settings, changes or {})
        # Known before it starts, so that its readiness is seen at once.
        settings["operator"]["port"] = free_port()
        return harness.Gateway(self.folder / name, self.pki, settings)

    @staticmethod
    def start(gateway):
        """Starts it; milliseconds from there to ready."""
        ports = Path(gateway.settings["ports_file"])
        ports.unlink(missing_ok=True)
        begin = time.perf_counter()
        gateway.launch(["serve", "--config", str(gateway.config_file)])
        operator_port = gateway.settings["operator"]["port"]
        while not is_ready(operator_port):
            if not gateway.running():
                said = gateway.tail(gateway.err_file) + gateway.tail(gateway.out_file)
                raise RuntimeError(f"pps-gateway ended: {said}")
            if time.perf_counter() - begin > harness.PATIENCE:
                raise RuntimeError("pps-gateway does not become ready")
            time.sleep(0.002)
        taken = (time.perf_counter() - begin) * 1000
        told = gateway.wait_for_file(ports)
        gateway.port, gateway.operator_port = told["receive"], told["operator"]
        gateway.mllp_port = told.get("mllp")
        return taken

    def load(self, gateway, connections, *how, message=None):
        """Documents over HTTPS, or messages over MLLP when there is one."""
        self.seed += 1
        where = ["--mllp", f"localhost:{gateway.mllp_port}"] if message else ["--url", f"https://localhost:{gateway.port}"]
        done = subprocess.run(
            [harness.program("pps-load"), *where, "--json",
             "--certificate", self.pki.chain(harness.PDL), "--key", self.pki.key(harness.PDL),
             "--trusted", self.pki.trusted, "--template", str(message or self.document), "--patients", str(PATIENTS),
             "--seed", str(self.seed), "--connections", str(connections), *how],
            stdout=subprocess.PIPE, text=True)
        if not done.stdout:
            raise RuntimeError("pps-load sent nothing")
        report = json.loads(done.stdout)
        if done.returncode != 0:
            self.refused += 1
            note(f"not all accepted: {report['statuses']} {report['errors']}")
        return report

    def ready(self):
        note("ready with an empty store")
        simulator = self.simulator("ready")
        try:
            taken = []
            for number in range(self.options.repeat):
                gateway = self.gateway(f"ready/{number}", simulator)
                try:
                    taken.append(self.start(gateway))
                    gateway.stop()
                finally:
                    gateway.kill()
            return taken
        finally:
            simulator.kill()

    def accept(self):
        """Documents accepted per second by number of connections, memory, and the time to start on what is left."""
        simulator = self.simulator("accept")
        gateway = self.gateway("accept", simulator)
        runs = {connections: [] for connections in self.options.connections}
        try:
            self.start(gateway)
            time.sleep(1)
            idle = memory(gateway.pid)["VmRSS"]
            for _ in range(self.options.repeat):
                for connections in self.options.connections:
                    note(f"accepted with {connections} connections")
                    costs = Costs(gateway, simulator)
                    report = self.load(gateway, connections, "--duration", str(self.options.duration),
                                       "--warmup", str(self.options.warmup))
                    documents = max(1, report["documents"] + report["warmup_documents"])
                    report["costs"] = costs.per_document(documents, report["processor_seconds"])
                    runs[connections].append(report)
            loaded = memory(gateway.pid)
            self._nothing_refused(simulator.counts())
            stored = sum(file.stat().st_size for file in Path(gateway.settings["store"]["folder"]).iterdir())
            note("ready with the store that this left")
            restarts = []
            for _ in range(self.options.repeat):
                gateway.kill()
                restarts.append(self.start(gateway))
            accepted = sum(run["documents"] + run["warmup_documents"] for of in runs.values() for run in of)
            if not self.refused:
                harness.wait_until(lambda: harness.metric(gateway.metrics(), "pps_deliveries") == accepted,
                                   f"the gateway still has the {accepted} documents that it accepted")
            gateway.stop()
        finally:
            gateway.kill()
            simulator.kill()
        return {
            "runs": runs,
            "memory": {"idle_mb": idle, "loaded_mb": loaded["VmRSS"], "peak_mb": loaded["VmHWM"]},
            "store": {"documents": accepted, "bytes": stored},
            "ready_ms": restarts,
        }

    def mllp(self):
        """Messages acknowledged per second, of each size with its number of connections."""
        simulator = self.simulator("mllp")
        gateway = self.gateway("mllp", simulator, {"mllp": {"address": "127.0.0.1", "port": 0}})
        connections = {"small": self.options.small_connections, "large": self.options.large_connections}
        found = {name: {"connections": connections[name], "bytes": message.stat().st_size, "runs": []}
                 for name, message in self.messages.items()}
        try:
            self.start(gateway)
            for _ in range(self.options.repeat):
                for name, message in self.messages.items():
                    note(f"{name} messages with {connections[name]} connections")
                    costs = Costs(gateway, simulator)
                    report = self.load(gateway, connections[name], "--duration", str(self.options.duration),
                                       "--warmup", str(self.options.warmup), message=message)
                    documents = max(1, report["documents"] + report["warmup_documents"])
                    report["costs"] = costs.per_document(documents, report["processor_seconds"])
                    found[name]["runs"].append(report)
            self._nothing_refused(simulator.counts())
            gateway.kill()
            self.start(gateway)
            kept = sum(run["documents"] + run["warmup_documents"] for of in found.values() for run in of["runs"])
            if not self.refused:
                harness.wait_until(lambda: harness.metric(gateway.metrics(), "pps_deliveries") == kept,
                                   f"the gateway still has the {kept} documents that it acknowledged")
            gateway.stop()
        finally:
            gateway.kill()
            simulator.kill()
        return found

    def deliver(self):
        """Batches from the first push to the last registration, without the national rate."""
        simulator = self.simulator("deliver")
        lifted = {"national": {"rate_limit_lifted": True, "rate_per_second": 5000,
                               "connections": self.options.national_connections}}
        gateway = self.gateway("deliver", simulator, lifted)
        runs = []
        try:
            self.start(gateway)
            registered = 0
            for _ in range(self.options.repeat):
                note(f"delivering {self.options.batch} documents")
                costs = Costs(gateway, simulator)
                begin = time.perf_counter()
                report = self.load(gateway, self.options.push_connections, "--count", str(self.options.batch))
                registered += report["documents"]
                seconds = self._registered(simulator, registered, begin)
                documents = max(1, report["documents"])
                runs.append({"documents": report["documents"], "seconds": seconds,
                             "per_second": report["documents"] / seconds, "pushed_per_second": report["per_second"],
                             "costs": costs.per_document(documents, report["processor_seconds"])})
            peak = memory(gateway.pid)
            gateway.stop()
        finally:
            gateway.kill()
            simulator.kill()
        return {"runs": runs, "memory": {"loaded_mb": peak["VmRSS"], "peak_mb": peak["VmHWM"]}}

    @staticmethod
    def _nothing_refused(counts):
        if counts["refused"]:
            raise RuntimeError(f"the simulator refuses: {counts['refused']}")

    def _registered(self, simulator, wanted, begin):
        """Seconds since `begin` when the simulator has registered so many; fails when it refuses or stands still."""
        last, since = -1, time.perf_counter()
        while True:
            counts = simulator.counts()
            self._nothing_refused(counts)
            now = counts["registered"]
            if now >= wanted:
                return time.perf_counter() - begin
            if now != last:
                last, since = now, time.perf_counter()
            if time.perf_counter() - since > harness.PATIENCE:
                raise RuntimeError(f"{now} of {wanted} documents registered, and no more come")
            time.sleep(0.05)


def measure(options, folder):
    bench = Bench(options, folder)
    measured = {}
    if "disk" in options.only:
        note("disk")
        measured["disk"] = [disk(folder) for _ in range(options.repeat)]
    for part in ("ready", "accept", "mllp", "deliver"):
        if part in options.only:
            measured[part] = getattr(bench, part)()
    about = {"machine": machine(), "document": {"name": bench.document.name, "bytes": bench.document.stat().st_size},
             "repeat": options.repeat, "duration": options.duration}
    return {**about, "medians": medians(measured), "measured": measured}, bench.refused


def list_of(kind, allowed=None):
    def read(text):
        values = [kind(one) for one in text.split(",")]
        if allowed and not set(values) <= set(allowed):
            raise ValueError
        return values

    return read


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--duration", type=float, default=5, help="seconds of each acceptance measure")
    parser.add_argument("--warmup", type=float, default=1, help="seconds before it")
    parser.add_argument("--connections", type=list_of(int), default=[1, 8, 32], help="of the loader, e.g. 1,8,32")
    parser.add_argument("--small-connections", type=int, default=32, help="that send small messages over MLLP")
    parser.add_argument("--large-connections", type=int, default=8, help="that send messages with the document")
    parser.add_argument("--batch", type=int, default=600, help="documents of each delivery measure")
    parser.add_argument("--push-connections", type=int, default=8, help="that push a batch")
    parser.add_argument("--national-connections", type=int, default=4, help="of the gateway, for the deliveries")
    parser.add_argument("--document", type=Path, help="a CDA; the official example or a generated one when left out")
    parser.add_argument("--only", type=list_of(str, PARTS), default=list(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--folder", type=Path, default=PROJECT / "build/bench", help="on the disk to measure")
    parser.add_argument("--keep", action="store_true", help="keep stores and logs")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=options.folder))
    try:
        result, refused = measure(options, folder)
    finally:
        for one in harness.processes:
            one.kill()
        if options.keep:
            note(f"kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    note("\n" + table(result["medians"], result["measured"]))
    print(json.dumps(result, indent=1))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
