#!/usr/bin/python3
"""kill -9 of the gateway at random instants, under load, with a national endpoint that fails in every way.

Platforms push documents over several connections and send again what was not acknowledged; they remember what was
acknowledged (202). Meanwhile the gateway is killed and started again. At the end the faults stop, the queue runs
empty, and everything is counted: no acknowledged document may be missing, none may be registered twice, and the
gateway's own counters must be exact. Then the time to be ready again with a long queue is measured.

One line of JSON with the figures goes to standard output; the exit code is 0 when every check held.
"""

import argparse
import http.client
import json
import queue
import random
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))
import harness  # noqa: E402

FAULTS = [
    {"mode": "latency", "probability": 0.03, "latency_ms": 300},
    {"mode": "busy", "probability": 0.05},
    {"mode": "http503", "probability": 0.04},
    {"mode": "cut_before", "probability": 0.04},
    {"mode": "cut_middle", "probability": 0.04},
    {"mode": "cut_after", "probability": 0.05},
    {"mode": "garbage", "probability": 0.03},
]
CHANGES = {
    "log": {"level": "warning"},
    "receive": {"answer_timeout": "10s"},
    "conformity": {"mode": "observe"},  # The narrowed documents lack what a whole PPS has.
    "store": {"max_waiting": 20_000},
    "national": {
        "connections": 8,
        "connect_timeout": "1s",
        "answer_timeout": "1s",
        "lease": "6s",
        "retry": {"first": "20ms", "longest": "300ms", "give_up_after": "2h"},
        "breaker": {"failures": 5, "pause": "100ms"},
    },
}


def narrow(document):
    """A small document: the header as it is, a body of one section."""
    return re.sub(rb"(<structuredBody>\s*<component>\s*<section>.*?<title>[^<]*</title>).*(</structuredBody>)",
                  rb"\1<text>Programme.</text></section></component>\2", document, flags=re.DOTALL)


def make_documents(first, count, seed):
    """`count` documents as lists of versions; one in ten has a second version."""
    template = narrow(harness.sample("pps-minimal.xml"))
    made, index = [], first
    while count > 0:
        versions = [harness.generate.make(template, index, seed=seed)]
        if index % 10 == 9 and count > 1:
            versions.append(harness.next_version(versions[0]))
        made.append(versions)
        count -= len(versions)
        index += 1
    return made


class Sender(threading.Thread):
    """A platform's connection: takes documents, pushes each until it is acknowledged or refused."""

    def __init__(self, gateway, work, acknowledged, stop):
        super().__init__(daemon=True)
        self.gateway, self.work, self.acknowledged, self.stop_asked = gateway, work, acknowledged, stop
        self.client, self.connection, self.port = harness.Client(0, gateway.pki), None, None
        self.repeated, self.retried, self.unexpected = 0, 0, []
        self.error = None

    def run(self):
        try:
            self.send_all()
        except Exception as error:  # Told by the main thread.
            self.error = error

    def send_all(self):
        while (versions := self.work.get()) is not None:
            for document in versions:
                self.send(document)
        if self.connection:
            self.connection.close()

    def send(self, document):
        unique_id = harness.unique_id_of(document)
        while not self.stop_asked.is_set():
            answer = self.push(document)
            if answer is None or answer.status == 503:
                self.retried += 1
                time.sleep(0.02)
                continue
            if answer.status == 202:
                self.repeated += "Pps-Repeated" in answer.headers
                self.acknowledged[unique_id] = answer.json()["id"]
            else:
                self.unexpected.append((unique_id, answer.status))
            return

    def push(self, document):
        """The answer; None when the connection broke, whatever became of the document."""
        try:
            if self.connection is None or self.port != self.gateway.port:
                self.client.port = self.port = self.gateway.port
                self.connection = self.client.open()
            return self.client.push(document, connection=self.connection)
        except (OSError, http.client.HTTPException):
            if self.connection:
                self.connection.close()
            self.connection = None
            return None


class Load:
    """Senders that take documents as they are given: lists of versions, each list by one sender and in its order."""

    def __init__(self, gateway, threads):
        self.work, self.acknowledged, self.stop = queue.Queue(), {}, threading.Event()
        self.senders = [Sender(gateway, self.work, self.acknowledged, self.stop) for _ in range(threads)]
        for one in self.senders:
            one.start()

    def give(self, documents):
        for one in documents:
            self.work.put(one)

    def finish(self, deadline, checks):
        for _ in self.senders:
            self.work.put(None)
        until = time.monotonic() + deadline
        for one in self.senders:
            one.join(max(0.0, until - time.monotonic()))
        checks.hold(not any(one.is_alive() for one in self.senders), "a sender did not end")
        self.stop.set()
        for one in self.senders:
            checks.hold(one.error is None, f"a sender failed: {one.error!r}")
            checks.hold(not one.unexpected, f"unexpected answers: {one.unexpected[:5]}")


def queue_empty(gateway):
    figures = gateway.health()["queue"]
    return figures if figures["queued"] == figures["sending"] == figures["unknown"] == 0 else None


class Checks:
    def __init__(self):
        self.failed = []

    def hold(self, condition, what):
        if not condition:
            self.failed.append(what)
            print(f"FAILED: {what}", file=sys.stderr)


def torture(world, options, figures, checks):
    gateway, simulator = world.gateway, world.simulator
    source = random.Random(options.seed)
    documents = make_documents(0, options.documents, options.seed)
    chains = [[harness.unique_id_of(one) for one in versions] for versions in documents]
    pushed = {unique_id for chain in chains for unique_id in chain}
    figures["document_bytes"] = len(documents[0][0])
    simulator.fault_mix(*FAULTS, seed=options.seed)
    sending = Load(gateway, options.threads)
    began = time.monotonic()
    starts, given = [], 0
    # Documents are given kill by kill, so that each kill strikes while some come in and others go out.
    for number in range(options.kills):
        upto = round(len(documents) * (number + 1) / options.kills)
        sending.give(documents[given:upto])
        given = upto
        # Half of the kills come at once, while documents come in; the others find deliveries under way.
        time.sleep(source.uniform(0, options.pause) * source.choice((0.1, 1.0)))
        gateway.kill()
        at = time.monotonic()
        gateway.start()
        starts.append(time.monotonic() - at)
    sending.finish(options.drain, checks)
    figures["under_fire_seconds"] = round(time.monotonic() - began, 2)
    figures["faults"] = simulator.counts()["faults"]
    simulator.faults("none")
    at = time.monotonic()
    settled = harness.wait_until(lambda: queue_empty(gateway), "the queue runs empty", options.drain)
    figures["drain_seconds"] = round(time.monotonic() - at, 2)
    figures.update(kills=options.kills, documents=len(pushed), acknowledged=len(sending.acknowledged),
                   repeated=sum(one.repeated for one in sending.senders),
                   retried=sum(one.retried for one in sending.senders),
                   restart_seconds_median=round(sorted(starts)[len(starts) // 2], 3),
                   restart_seconds_worst=round(max(starts), 3))
    count(world, figures, checks, pushed, sending.acknowledged, settled)
    order(world, figures, checks, chains)


def order(world, figures, checks, chains):
    """A second version replaced the first: it was delivered after it, and as its successor."""
    status = {one["unique_id"]: one["status"] for one in world.simulator.admin("GET", "/registered")}
    replaced = [chain for chain in chains if len(chain) > 1]
    wrong = [chain for chain in chains if [status.get(one) for one in chain] != ["Approved"] and
             [status.get(one) for one in chain] != ["Deprecated", "Approved"]]
    figures["replaced"] = len(replaced)
    checks.hold(not wrong, f"{len(wrong)} documents do not have the status that their versions call for")


def count(world, figures, checks, pushed, acknowledged, settled):
    """No loss, no duplicate, nothing invented, exact counters."""
    entries = world.simulator.admin("GET", "/registered")
    registered = {}
    for one in entries:
        registered.setdefault(one["unique_id"], []).append(one)
    counts = world.simulator.counts()
    metrics = world.gateway.metrics()
    lost = [one for one in acknowledged if one not in registered]
    twice = [one for one, all_of_it in registered.items() if len(all_of_it) > 1]
    invented = [one for one in registered if one not in pushed]
    received = harness.metric(metrics, "pps_documents_total", event="received")
    done = sum(harness.metric(metrics, "pps_documents_total", event=event) for event in ("registered", "replaced"))
    figures.update(lost=len(lost), registered_twice=len(twice), invented=len(invented), registered=len(registered),
                   tally_received=received, tally_registered=done,
                   duplicates_refused=counts["duplicates_refused"],
                   attempts_at_registry=sum(one["attempts"] for one in entries))
    checks.hold(len(acknowledged) == len(pushed), f"{len(pushed) - len(acknowledged)} were never acknowledged")
    checks.hold(not lost, f"{len(lost)} acknowledged documents are lost")
    checks.hold(not twice, f"{len(twice)} documents are registered twice")
    checks.hold(not invented, f"{len(invented)} registered documents were never pushed")
    checks.hold(counts["registered"] == len(pushed) == counts["submission_sets"],
                "the simulator accepted another number of submissions than documents")
    checks.hold(received == len(pushed), f"the gateway counts {received} received")
    checks.hold(done == len(pushed), f"the gateway counts {done} registered")
    checks.hold(settled["registered"] == len(pushed) and settled["refused"] == settled["failed"] == 0,
                f"states are {settled}")
    client = world.gateway.client()
    connection = client.open()
    for unique_id, document_id in acknowledged.items():
        status = client.get(f"/v1/documents/{document_id}", connection).json()
        mine = status["unique_id"] == unique_id and status["state"] == "registered"
        mine = mine and status["receipt"]["submission_set_id"] == registered[unique_id][0]["submission_set_id"]
        if not mine:
            checks.hold(False, f"the status of {unique_id} does not agree with the simulator: {status['state']}")
            break
    connection.close()


def long_queue(world, options, figures, checks):
    """Ready again with many documents waiting: the time is told, not judged."""
    gateway = world.gateway
    world.simulator.stop()
    before = harness.metric(gateway.metrics(), "pps_documents_total", event="received")
    documents = make_documents(options.documents, options.queued, options.seed)
    began = time.monotonic()
    sending = Load(gateway, options.threads)
    sending.give(documents)
    sending.finish(options.drain, checks)
    acknowledged = sending.acknowledged
    figures["queued"] = len(acknowledged)
    figures["queued_per_second"] = round(len(acknowledged) / (time.monotonic() - began), 1)
    gateway.kill()
    began = time.monotonic()
    gateway.start()
    figures["listening_seconds_with_queue"] = round(time.monotonic() - began, 3)
    harness.wait_until(lambda: gateway.operator("/health/ready").status == 200, "ready with a long queue")
    figures["ready_seconds_with_queue"] = round(time.monotonic() - began, 3)
    health = gateway.health()["queue"]
    waiting = health["queued"] + health["sending"] + health["unknown"]
    checks.hold(waiting == options.queued == len(acknowledged), f"{waiting} wait after the restart")
    received = harness.metric(gateway.metrics(), "pps_documents_total", event="received")
    checks.hold(received == before + options.queued, f"the gateway counts {received} received")
    figures["resident_bytes_with_queue"] = int(harness.metric(gateway.metrics(), "process_resident_memory_bytes"))


def arguments(description, documents):
    """The options that every torture has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=documents)
    parser.add_argument("--threads", type=int, default=4, help="connections of the platform")
    parser.add_argument("--pause", type=float, default=0.25, help="seconds between a start and the kill, at most")
    parser.add_argument("--drain", type=float, default=600, help="seconds for the queues to run empty, at most")
    parser.add_argument("--seed", type=int, default=None, help="of the instants, faults and documents")
    return parser


def play(parser, changes, body):
    """Runs body(world, options, figures, checks) in a world with changes(pki, options); prints, gives the exit code."""
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1, 2**20)
    figures, checks = {"seed": options.seed}, Checks()
    print(f"seed {options.seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="pps-torture-") as folder:
        pki = harness.make_pki(Path(folder) / "pki")
        world = harness.World(Path(folder) / "world", pki, changes(pki, options))
        try:
            body(world, options, figures, checks)
            world.gateway.stop()
            lines = world.gateway.log()
            figures["loop_exceptions"] = sum(one["event"] == "loop.exception" for one in lines)
        except AssertionError as failure:
            checks.hold(False, str(failure))
        finally:
            if checks.failed:
                for one in (world.gateway, world.simulator):
                    print(f"--- end of {one.name}\n{one.tail(one.out_file)}\n{one.tail(one.err_file)}", file=sys.stderr)
            world.gateway.kill()
            world.simulator.kill()
    figures["passed"] = not checks.failed
    figures["failed_checks"] = checks.failed
    print(json.dumps(figures))
    return 0 if not checks.failed else 1


def torture_and_queue(world, options, figures, checks):
    torture(world, options, figures, checks)
    if options.queued:
        long_queue(world, options, figures, checks)


def main():
    parser = arguments(__doc__.splitlines()[0], documents=3000)
    parser.add_argument("--queued", type=int, default=10_000, help="documents waiting at the last restart; 0: skip")
    return play(parser, lambda pki, options: CHANGES, torture_and_queue)


if __name__ == "__main__":
    sys.exit(main())
