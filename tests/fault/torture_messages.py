#!/usr/bin/python3
"""kill -9 of the gateway at random instants while it speaks HL7 v2: messages in, business receipts (ZAM) out.

A platform sends messages over MLLP in mutual TLS (initial, replacement, deletion), each again until it is
acknowledged, and takes the receipts that most of them ask for, at a listener that closes without an answer, answers AE
or another message, and is away at times. The DMP fails in every way and refuses some patients. At the end the faults
stop, the queues run empty, and everything is counted: what was acknowledged is in the registry as its messages say, no
receipt is missing, none is wrong, none was not asked for.

One line of JSON with the figures goes to standard output; the exit code is 0 when every check held.
"""

import json
import queue
import random
import ssl
import sys
import threading
import time
from pathlib import Path

from torture import CHANGES, FAULTS, arguments, make_documents, play, queue_empty

import harness
import messages
import mllp

# Of ten plans: those that end with a deletion (the second sort kills later, when the DMP may have the document), are of
# a patient whose DMP is closed, want no receipt.
DELETED, DELETED_LATER, CLOSED, SILENT = {3}, {7, 9}, {5}, {1, 6}
LATER = 8


class Request:
    """A message, and what is known of it."""

    def __init__(self, kind, document, wants_receipt, make=messages.mdm, replaces=None):
        self.kind, self.wants_receipt = kind, wants_receipt
        self.unique_id, self.control = harness.unique_id_of(document), messages.control_id()
        on = ("DESTDMP", "ACK_RECEPTION") if wants_receipt else ("DESTDMP",)
        more = {"replaces": replaces} if replaces and make is messages.mdm else {}
        self.bytes = make(document, kind, on=on, control=self.control, **more)
        self.acknowledged = False
        self.after = None  # A request that must be acknowledged before this one is sent.


def make_chains(count, seed):
    """Lists of requests of one plan each, in their order; and the patients whose DMP is closed."""
    chains, closed = [], []
    for number, versions in enumerate(make_documents(0, count, seed)):
        wants, make = number % 10 not in SILENT, (messages.mdm, messages.oru)[number % 2]
        chain = [Request("initial", versions[0], wants, make)]
        for older, newer in zip(versions, versions[1:]):
            chain.append(Request("replace", newer, wants, make, harness.unique_id_of(older)))
        if number % 10 in CLOSED:
            closed.append(harness.ins_of(versions[0]))
        elif number % 10 in DELETED | DELETED_LATER:
            chain.append(Request("delete", versions[-1], wants, make))
            chain[-1].after = chain[-2]
        chains.append(chain)
    return chains, closed


class Createur:
    """Takes receipts as a platform of the real world does."""

    def __init__(self, tls, seed):
        self.tls, self.source, self.lock = tls, random.Random(seed), threading.Lock()
        self.received, self.calm, self.answered = [], False, {}
        self.server = mllp.Server(self.answer, tls)
        self.port = self.server.port

    def answer(self, message):
        with self.lock:
            self.received.append(message)
            chance = 1.0 if self.calm else self.source.random()
            how = ("closed" if chance < 0.08 else "AE" if chance < 0.13 else "another" if chance < 0.16 else "AA")
            self.answered[how] = self.answered.get(how, 0) + 1
        if how == "closed":
            return None
        msh = messages.fields(message, "MSH")
        of, code = ("UNKNOWN", "AA") if how == "another" else (msh[9], how)
        return (f"MSH|^~\\&|{msh[4]}|{msh[5]}|{msh[2]}|{msh[3]}|20260301093001||ACK^Z01^ACK|A{len(self.received)}|T|2.6\r"
                f"MSA|{code}|{of}\r").encode()

    def be_away(self, seconds):
        self.server.close()
        time.sleep(seconds)
        self.server = mllp.Server(self.answer, self.tls, self.port)


class Sender(threading.Thread):
    """A connection of the platform: each message until it is acknowledged."""

    def __init__(self, gateway, work, stop):
        super().__init__(daemon=True)
        self.gateway, self.work, self.stop_asked = gateway, work, stop
        self.tls, self.connection = mllp.context(gateway.pki, harness.PDL), None
        self.sent_again, self.unexpected, self.error = 0, [], None

    def run(self):
        try:
            while (chain := self.work.get()) is not None:
                for request in chain:
                    self.send(request)
        except Exception as error:  # Told by the main thread.
            self.error = error

    def send(self, request):
        while not self.stop_asked.is_set():
            if request.after and not request.after.acknowledged:
                time.sleep(0.01)
                continue
            answer = self.exchange(request.bytes)
            code = messages.verdict(answer) if answer else None
            if code == "AA" and messages.fields(answer, "MSA")[2] == request.control:
                request.acknowledged = True
                return
            if code in (None, "AR"):
                self.sent_again += 1
                time.sleep(0.02)
                continue
            self.unexpected.append((request.kind, request.control, answer[-200:]))
            return

    def exchange(self, message):
        """The answer; None when the connection broke, whatever became of the message."""
        try:
            if self.connection is None:
                ports = json.loads(Path(self.gateway.settings["ports_file"]).read_text())
                self.connection = mllp.connect(ports["mllp"], self.tls)
            return self.connection.send(message)
        except (OSError, ssl.SSLError, mllp.Closed, json.JSONDecodeError):
            if self.connection:
                self.connection.close()
            self.connection = None
            return None


def settings(pki, port):
    platforms = [dict(one, receipts={"host": "localhost", "port": port}) if one["id"] == "dcc-pdl" else one
                 for one in harness.configuration(pki, "/", 0)["platforms"]]
    receipts_tls = {"certificate": pki.chain("gateway-auth"), "key": pki.key("gateway-auth"), "trusted": pki.trusted,
                    "crl": pki.crl}
    return harness.merged(CHANGES, {"mllp": {"address": "127.0.0.1", "port": 0, "receipts_tls": receipts_tls},
                                    "platforms": platforms})


def torture(world, createur, options, figures, checks):
    gateway, simulator = world.gateway, world.simulator
    source = random.Random(options.seed)
    chains, closed = make_chains(options.documents, options.seed)
    requests = [request for chain in chains for request in chain]
    simulator.patients(closed=closed)
    simulator.fault_mix(*FAULTS, seed=options.seed)
    work, stop = queue.Queue(), threading.Event()
    senders = [Sender(gateway, work, stop) for _ in range(options.threads)]
    for one in senders:
        one.start()
    began, given, later = time.monotonic(), 0, [[] for _ in range(options.kills + LATER)]
    for number in range(options.kills):
        upto = round(len(chains) * (number + 1) / options.kills)
        for place in range(given, upto):
            waits = place % 10 in DELETED_LATER
            work.put(chains[place][:-1] if waits else chains[place])
            later[number + LATER] += [chains[place][-1:]] if waits else []
        given = upto
        for chain in later[number]:
            work.put(chain)
        if number % 10 == 4:
            createur.be_away(source.uniform(0, options.pause))
        # Half of the kills come at once, while messages come in; the others find deliveries and receipts under way.
        time.sleep(source.uniform(0, options.pause) * source.choice((0.1, 1.0)))
        gateway.kill()
        gateway.start()
    for chain in sum(later[options.kills:], []):
        work.put(chain)
    finish(senders, work, stop, options.drain, checks)
    figures["under_fire_seconds"] = round(time.monotonic() - began, 2)
    figures["faults"] = simulator.counts()["faults"]
    figures["receipts_answered"] = dict(createur.answered)
    simulator.faults("none")
    createur.calm = True
    harness.wait_until(lambda: queue_empty(gateway), "the queue runs empty", options.drain)
    harness.wait_until(lambda: not open_receipts(gateway), "every receipt is acknowledged", options.drain)
    figures.update(kills=options.kills, messages=len(requests), acknowledged=sum(one.acknowledged for one in requests),
                   sent_again=sum(one.sent_again for one in senders),
                   **{kind: sum(one.kind == kind for one in requests) for kind in ("initial", "replace", "delete")})
    checks.hold(all(one.acknowledged for one in requests), "some messages were never acknowledged")
    registry = {}
    for entry in simulator.admin("GET", "/registered"):
        registry.setdefault(entry["unique_id"], []).append(entry["status"])
    count_documents(world, chains, closed, registry, figures, checks)
    count_receipts(createur, requests, registry, figures, checks)


def finish(senders, work, stop, deadline, checks):
    for _ in senders:
        work.put(None)
    until = time.monotonic() + deadline
    for one in senders:
        one.join(max(0.0, until - time.monotonic()))
    checks.hold(not any(one.is_alive() for one in senders), "a sender did not end")
    stop.set()
    for one in senders:
        checks.hold(one.error is None, f"a sender failed: {one.error!r}")
        checks.hold(not one.unexpected, f"unexpected answers: {one.unexpected[:3]}")


def open_receipts(gateway):
    metrics = gateway.metrics()
    return sum(harness.metric(metrics, "pps_receipts", state=state) for state in ("waiting", "due"))


def may_end_as(chain, closed):
    """The statuses in the registry, by version, that the messages of a plan allow; None: not there."""
    versions = [one for one in chain if one.kind != "delete"]
    if closed:
        return [[None] * len(versions)]
    if chain[-1].kind != "delete":
        return [["Deprecated"] * (len(versions) - 1) + ["Approved"]]
    # Deleted there, or withdrawn before it was sent: then the version before stands.
    sent = ["Deprecated"] * (len(versions) - 1) + ["Deleted"]
    withdrawn = (["Deprecated"] * (len(versions) - 2) + ["Approved"] if len(versions) > 1 else []) + [None]
    return [sent, withdrawn]


def count_documents(world, chains, closed, registry, figures, checks):
    """Nothing lost, nothing twice, nothing invented, each version in the state that its messages say."""
    twice = [one for one, entries in registry.items() if len(entries) > 1]
    asked = {request.unique_id for chain in chains for request in chain}
    wrong = []
    for number, chain in enumerate(chains):
        is_closed = number % 10 in CLOSED
        found = [registry.get(one.unique_id, [None])[0] for one in chain if one.kind != "delete"]
        if found not in may_end_as(chain, is_closed):
            wrong.append((number, [one.kind for one in chain], found))
    figures.update(registered=len(registry), registered_twice=len(twice), refused_patients=len(closed),
                   deleted=sum(entries[0] == "Deleted" for entries in registry.values()), wrong_states=len(wrong))
    checks.hold(not twice, f"{len(twice)} documents are registered twice")
    checks.hold(set(registry) <= asked, "the registry has documents that were never sent")
    checks.hold(not wrong, f"plans in another state than their messages say: {wrong[:5]}")
    withdrawn = [one for chain in chains for one in chain if chain[-1].kind == "delete" and one.kind != "delete"
                 and one.unique_id not in registry]
    client = world.gateway.client()
    for request in withdrawn:
        state = client.get(f"/v1/documents?unique_id={request.unique_id}").json()["state"]
        checks.hold(state == "withdrawn", f"a document that the DMP never had is {state}")
    figures["withdrawn"] = len(withdrawn)


def count_receipts(createur, requests, registry, figures, checks):
    """One receipt for each request that wants one, positive exactly when the DMP did what it asks for."""
    by_control = {}
    for message in createur.received:
        by_control.setdefault(messages.fields(message, "OBX")[4], []).append(message)
    wanted = {one.control: one for one in requests if one.wants_receipt}
    missing = [control for control in wanted if control not in by_control]
    uninvited = [control for control in by_control if control not in wanted]
    wrong, renumbered, told = [], [], {"Y": 0, "N": 0}
    for control, request in wanted.items():
        all_of_it = by_control.get(control, [])
        said = {(messages.fields(one, "OBX")[5].split("^")[0], tuple(messages.fields(one, "ERR")[3:6])) for one in all_of_it}
        done = request.kind == "delete" or request.unique_id in registry
        for answer, error in said:
            told[answer] += 1
            right = answer == ("Y" if done else "N") and bool(error) != done
            if not right or (error and not error[2].endswith("^DMP_ERROR_CODE")):
                wrong.append((request.kind, answer, error))
        if len({messages.fields(one, "MSH")[9] for one in all_of_it}) > 1 or len(said) > 1:
            renumbered.append(control)
    figures.update(receipts_wanted=len(wanted), receipts_received=len(createur.received), receipts_missing=len(missing),
                   receipts_wrong=len(wrong), receipts_positive=told["Y"], receipts_negative=told["N"])
    checks.hold(not missing, f"{len(missing)} receipts are missing")
    checks.hold(not uninvited, f"{len(uninvited)} receipts were not asked for")
    checks.hold(not wrong, f"wrong receipts: {wrong[:5]}")
    checks.hold(not renumbered, f"{len(renumbered)} requests have receipts that differ")


def main():
    createurs = []

    def changes(pki, options):
        createurs.append(Createur(mllp.context(pki, "gateway-server", server_side=True), options.seed))
        return settings(pki, createurs[0].port)

    def body(world, *more):
        torture(world, createurs[0], *more)

    return play(arguments(__doc__.splitlines()[0], documents=2000), changes, body)


if __name__ == "__main__":
    sys.exit(main())
