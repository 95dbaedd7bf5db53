#!/usr/bin/env python3
"""Measures the gateway between the loader and the simulator. See tests/bench/README.md.

The folder of the programs comes from the environment variable PPS_BIN. JSON goes to standard output, a table to
standard error. Ends with 1 when a document was not accepted: then the figures mean nothing.
"""

import argparse
import http.client
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests/integration"))
import harness  # noqa: E402

OFFICIAL = "data/cda-examples/CANCER-PPS_2022.01_feuille-de-style-externe.xml"
GENERATED_BYTES = 208_000
PATIENTS = 200
DISK_APPENDS, DISK_BYTES = 200, 25_000
PARTS = ("disk", "ready", "accept", "deliver")
# What the harness sets for quick tests and the bench wants as shipped: None takes the key out.
AS_SHIPPED = {
    "workers": None,
    "store": {"min_free_bytes": None},
    "national": {key: None for key in ("rate_per_second", "rate_limit_lifted", "connections", "connect_timeout",
                                       "answer_timeout", "lease", "retry", "breaker")},
    "operator": {"progress_every": None},
}
TICKS = os.sysconf("SC_CLK_TCK")


def note(text):
    print(text, file=sys.stderr, flush=True)


def percentile(values, percent):
    """By nearest rank, as the loader does."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def rounded(value):
    return float(f"{value:.4g}")


def disk(folder):
    """Appends of about what one stored document takes, each made durable by itself."""
    taken = []
    block = os.urandom(DISK_BYTES)
    file = folder / "appends"
    with open(file, "ab", buffering=0) as opened:
        for _ in range(DISK_APPENDS):
            begin = time.perf_counter()
            opened.write(block)
            os.fsync(opened.fileno())
            taken.append((time.perf_counter() - begin) * 1000)
    file.unlink()
    return {"p50_ms": statistics.median(taken), "p99_ms": percentile(taken, 99),
            "per_second": 1000 * len(taken) / sum(taken)}


class Usage:
    """Processor time of a process by thread, and what it wrote to disk, since it was made."""

    def __init__(self, pid):
        self.pid = pid
        self.before, self.written_before, self.begin = self._threads(), self._written(), time.monotonic()

    def _threads(self):
        found = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                name, _, rest = (task / "stat").read_text().partition(" (")[2].rpartition(") ")
            except FileNotFoundError:
                continue  # The thread has just ended.
            fields = rest.split()
            found[int(task.name)] = (name, (int(fields[11]) + int(fields[12])) / TICKS)
        return found

    def _written(self):
        for line in Path(f"/proc/{self.pid}/io").read_text().splitlines():
            if line.startswith("write_bytes:"):
                return int(line.split()[1])
        return 0

    def per_document(self, documents):
        """Milliseconds of processor and bytes written for each of the documents."""
        used = {}
        for number, (tid, (name, seconds)) in enumerate(sorted(self._threads().items())):
            # In the order they were made: threads often have no name of their own.
            used[f"{name}#{number}"] = seconds - self.before.get(tid, (name, 0.0))[1]
        total = sum(used.values())
        elapsed = time.monotonic() - self.begin
        return {
            "processor_ms": rounded(1000 * total / documents),
            "threads_ms": {name: rounded(1000 * seconds / documents) for name, seconds in used.items() if seconds > 0},
            "cores": rounded(total / elapsed),
            "written_bytes": round((self._written() - self.written_before) / documents),
        }


def memory(pid):
    """Resident now and at most, in millions of bytes."""
    found = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(value.split()[0]) * 1024 / 1e6
    return found


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
                raise RuntimeError(f"pps-gateway ended: {gateway.tail(gateway.err_file)}{gateway.tail(gateway.out_file)}")
            if time.perf_counter() - begin > harness.PATIENCE:
                raise RuntimeError("pps-gateway does not become ready")
            time.sleep(0.002)
        taken = (time.perf_counter() - begin) * 1000
        told = gateway.wait_for_file(ports)
        gateway.port, gateway.operator_port = told["receive"], told["operator"]
        return taken

    def load(self, gateway, connections, *how):
        self.seed += 1
        done = subprocess.run(
            [harness.program("pps-load"), "--url", f"https://localhost:{gateway.port}", "--json",
             "--certificate", self.pki.chain(harness.PDL), "--key", self.pki.key(harness.PDL),
             "--trusted", self.pki.trusted, "--template", str(self.document), "--patients", str(PATIENTS),
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
                    usage, simulator_usage = Usage(gateway.pid), Usage(simulator.pid)
                    report = self.load(gateway, connections, "--duration", str(self.options.duration),
                                       "--warmup", str(self.options.warmup))
                    documents = max(1, report["documents"] + report["warmup_documents"])
                    report["gateway"] = usage.per_document(documents)
                    report["simulator_processor_ms"] = simulator_usage.per_document(documents)["processor_ms"]
                    report["loader_processor_ms"] = rounded(1000 * report["processor_seconds"] / documents)
                    runs[connections].append(report)
            loaded = memory(gateway.pid)
            stored = sum(file.stat().st_size for file in Path(gateway.settings["store"]["folder"]).iterdir())
            note("ready with the store that this left")
            restarts = []
            for _ in range(self.options.repeat):
                gateway.kill()
                restarts.append(self.start(gateway))
            gateway.stop()
        finally:
            gateway.kill()
            simulator.kill()
        return {
            "runs": runs,
            "memory": {"idle_mb": idle, "loaded_mb": loaded["VmRSS"], "peak_mb": loaded["VmHWM"]},
            "store": {"documents": sum(run["documents"] + run["warmup_documents"]
                                       for all_runs in runs.values() for run in all_runs),
                      "bytes": stored},
            "ready_ms": restarts,
        }

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
                usage, simulator_usage = Usage(gateway.pid), Usage(simulator.pid)
                begin = time.perf_counter()
                report = self.load(gateway, self.options.push_connections, "--count", str(self.options.batch))
                registered += report["documents"]
                seconds = self._registered(simulator, registered, begin)
                documents = max(1, report["documents"])
                runs.append({"documents": report["documents"], "seconds": seconds,
                             "per_second": report["documents"] / seconds, "pushed_per_second": report["per_second"],
                             "gateway": usage.per_document(documents),
                             "simulator_processor_ms": simulator_usage.per_document(documents)["processor_ms"],
                             "loader_processor_ms": rounded(1000 * report["processor_seconds"] / documents)})
            peak = memory(gateway.pid)
            gateway.stop()
        finally:
            gateway.kill()
            simulator.kill()
        return {"runs": runs, "memory": {"loaded_mb": peak["VmRSS"], "peak_mb": peak["VmHWM"]}}

    @staticmethod
    def _registered(simulator, wanted, begin):
        """Seconds since `begin` when the simulator has registered so many; fails when it stands still."""
        last, since = -1, time.perf_counter()
        while True:
            now = simulator.counts()["registered"]
            if now >= wanted:
                return time.perf_counter() - begin
            if now != last:
                last, since = now, time.perf_counter()
            if time.perf_counter() - since > harness.PATIENCE:
                raise RuntimeError(f"{now} of {wanted} documents registered, and no more come")
            time.sleep(0.05)


def median_of(runs, *path):
    def value(run):
        for key in path:
            run = run[key]
        return run

    return rounded(statistics.median(value(run) for run in runs))


def medians(measured):
    """One figure per thing measured."""
    found = {}
    if "disk" in measured:
        found["disk"] = {key: median_of(measured["disk"], key) for key in ("p50_ms", "p99_ms", "per_second")}
    if "ready" in measured:
        found["ready_empty_ms"] = rounded(statistics.median(measured["ready"]))
    if "accept" in measured:
        found["accepted"] = {
            str(connections): {"per_second": median_of(runs, "per_second"),
                               **{f"{name}_ms": median_of(runs, "latency_ms", name) for name in ("p50", "p99", "max")},
                               "gateway_processor_ms": median_of(runs, "gateway", "processor_ms"),
                               "simulator_processor_ms": median_of(runs, "simulator_processor_ms"),
                               "loader_processor_ms": median_of(runs, "loader_processor_ms"),
                               "written_bytes": median_of(runs, "gateway", "written_bytes")}
            for connections, runs in measured["accept"]["runs"].items()}
        found["memory_mb"] = {name: rounded(measured["accept"]["memory"][f"{name}_mb"])
                              for name in ("idle", "loaded", "peak")}
        found["ready_after_load_ms"] = rounded(statistics.median(measured["accept"]["ready_ms"]))
    if "deliver" in measured:
        runs = measured["deliver"]["runs"]
        found["delivered"] = {"per_second": median_of(runs, "per_second"),
                              "pushed_per_second": median_of(runs, "pushed_per_second"),
                              "gateway_processor_ms": median_of(runs, "gateway", "processor_ms"),
                              "simulator_processor_ms": median_of(runs, "simulator_processor_ms"),
                              "peak_mb": rounded(measured["deliver"]["memory"]["peak_mb"])}
    return found


def table(found, measured):
    """The medians for people, with the targets beside."""
    rows = []
    if "disk" in found:
        one = found["disk"]
        rows.append(("disk: 25 kB append + fsync",
                     f"p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, {one['per_second']:.0f}/s", ""))
    for connections, one in found.get("accepted", {}).items():
        rows.append((f"accepted durably, {connections} connection{'s' if connections != '1' else ''}",
                     f"{one['per_second']:.0f}/s, p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, max {one['max_ms']} ms",
                     "≥ 300/s, p99 < 60 ms" if connections == "8" else ""))
        rows.append(("  processor per document",
                     f"gateway {one['gateway_processor_ms']} ms, loader {one['loader_processor_ms']} ms, "
                     f"simulator {one['simulator_processor_ms']} ms; written {one['written_bytes'] / 1000:.0f} kB", ""))
        threads = measured["accept"]["runs"][int(connections)][-1]["gateway"]["threads_ms"]
        rows.append(("  gateway by thread (last run)", ", ".join(f"{name} {used}" for name, used in threads.items()), ""))
    if "delivered" in found:
        one = found["delivered"]
        rows.append(("delivered end to end", f"{one['per_second']:.0f}/s (pushed at {one['pushed_per_second']:.0f}/s)",
                     "≥ 80/s"))
        rows.append(("  processor per document", f"gateway {one['gateway_processor_ms']} ms, "
                                                 f"simulator {one['simulator_processor_ms']} ms", ""))
        threads = measured["deliver"]["runs"][-1]["gateway"]["threads_ms"]
        rows.append(("  gateway by thread (last run)", ", ".join(f"{name} {used}" for name, used in threads.items()), ""))
        rows.append(("  memory at most", f"{one['peak_mb']} MB", "≤ 250 MB"))
    if "memory_mb" in found:
        one = found["memory_mb"]
        rows.append(("memory idle", f"{one['idle']} MB", "≤ 60 MB"))
        rows.append(("memory loaded (at most)", f"{one['loaded']} MB ({one['peak']} MB)", "≤ 250 MB"))
    if "ready_empty_ms" in found:
        rows.append(("ready, empty store", f"{found['ready_empty_ms']} ms", "< 500 ms"))
    if "ready_after_load_ms" in found:
        left = measured["accept"]["store"]
        rows.append((f"ready, {left['documents']} documents, {left['bytes'] / 1e6:.0f} MB",
                     f"{found['ready_after_load_ms']} ms", "< 500 ms"))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{what:<{widths[0]}}  {figure:<{widths[1]}}  {target}".rstrip() for what, figure, target in rows)


def machine():
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
              if line.startswith("model name")]
    return {"processor": models[0] if models else platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "kernel": platform.release(), "load_average": os.getloadavg()[0]}


def measure(options, folder):
    bench = Bench(options, folder)
    measured = {}
    if "disk" in options.only:
        note("disk")
        measured["disk"] = [disk(folder) for _ in range(options.repeat)]
    for part in ("ready", "accept", "deliver"):
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
