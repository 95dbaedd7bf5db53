"""Business receipts (ZAM^Z01): what became of a document is told to the platform that asked for it, until it says so."""
import itertools
import signal
import socket
import threading
from pathlib import Path

import mllp
import pytest
from harness import PDL, configuration, ins_of, metric, unique_id_of, wait_until
from messages import control_id, fields, mdm, verdict

WANTED = ("DESTDMP", "ACK_RECEPTION")
_numbers = itertools.count(1)


def acknowledgement(message, code="AA", of=None):
    """The ACK of a CREATEUR."""
    msh = fields(message, "MSH")
    return (f"MSH|^~\\&|{msh[4]}|{msh[5]}|{msh[2]}|{msh[3]}|20260301093001||ACK^Z01^ACK|ACK-{next(_numbers)}|T|2.6\r"
            f"MSA|{code}|{of or msh[9]}\r").encode()


class Createur:
    """A platform that takes receipts; `answer(message)` may be replaced, and it may be away for a while."""

    def __init__(self, tls=None):
        self.tls, self.answer, self.received, self.server = tls, acknowledgement, [], None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.lock = threading.Lock()

    def say(self, message):
        with self.lock:
            self.received.append(message)
        return self.answer(message)

    def come(self):
        self.server = mllp.Server(self.say, self.tls, self.port)
        return self

    def go(self):
        if self.server:
            self.server.close()
            self.server = None

    def of(self, control):
        """The receipts of the request with that MSH-10."""
        with self.lock:
            return [one for one in self.received if fields(one, "OBX")[4] == control]


@pytest.fixture
def createur():
    made = Createur()
    yield made
    made.go()


LISTENER = {"address": "127.0.0.1", "port": 0}


def platforms_with(receipts, pki):
    return [dict(one, receipts=receipts) if one["id"] == "dcc-pdl" else one
            for one in configuration(pki, "/", 0)["platforms"]]


@pytest.fixture
def receiving_world(make_world, pki):
    """Makes worlds whose platform takes receipts at a CREATEUR."""

    def make(createur, plain=True, changes=None, **mllp_settings):
        there = {"host": "127.0.0.1" if plain else "localhost", "port": createur.port, "plain": plain}
        return make_world({"mllp": {**LISTENER, **mllp_settings}, "platforms": platforms_with(there, pki),
                           **(changes or {})})

    return make


def send(world, document, what="initial", on=WANTED):
    """Pushes it by message; its MSH-10."""
    control = control_id()
    port = world.gateway.wait_for_file(Path(world.gateway.settings["ports_file"]))["mllp"]
    with mllp.connect(port, mllp.context(world.pki, PDL)) as connection:
        assert verdict(connection.send(mdm(document, what, on=on, control=control))) == "AA"
    return control


def status_of(world, document):
    return world.gateway.client().get(f"/v1/documents?unique_id={unique_id_of(document)}").json()


def receipt_is(world, document, state):
    return wait_until(lambda: status_of(world, document).get("receipt_message") == state, f"the receipt is {state}")


def first_of(createur, control):
    return wait_until(lambda: createur.of(control), "a receipt")[0]


def test_a_registered_document_is_told_with_y(receiving_world, createur):
    world = receiving_world(createur.come())
    document = world.fresh()
    control = send(world, document)
    receipt = first_of(createur, control)
    msh = fields(receipt, "MSH")
    assert msh[8] == "ZAM^Z01^ZAM_Z01" and msh[11] == "2.6" and msh[16] == "FRA"
    assert msh[2:6] == ["PFI", "GATEWAY", "DCC-PDL", "GRADeS"]
    assert 0 < len(msh[9]) <= 20
    obx = fields(receipt, "OBX")
    assert obx[3].split("^")[0] == "ACK_RECEPTION_DMP" and obx[5].split("^")[0] == "Y"
    assert not fields(receipt, "ERR")
    receipt_is(world, document, "acknowledged")
    assert unique_id_of(document) in world.simulator.registered()
    assert len(createur.of(control)) == 1
    assert [one["event"] for one in status_of(world, document)["history"]][-2:] == ["registered", "receipt-acknowledged"]
    assert metric(world.gateway.metrics(), "pps_receipts", state="acknowledged") == 1
    sent = world.gateway.wait_for_event("receipt.sent")[0]
    assert sent["platform"] == "dcc-pdl" and sent["state"] == "registered"
    for value in world.secrets:
        assert value not in receipt


def test_a_refusal_is_told_with_n_and_the_code_of_the_dmp(receiving_world, createur):
    world = receiving_world(createur.come())
    document = world.fresh()
    world.simulator.patients(closed=[ins_of(document)])
    receipt = first_of(createur, send(world, document))
    assert fields(receipt, "OBX")[5].split("^")[0] == "N"
    error = fields(receipt, "ERR")
    assert error[3].split("^")[0] == "207" and error[4] == "E"
    code, label, table = error[5].split("^")
    assert code == "XDSUnknownPatientId" and label and table == "DMP_ERROR_CODE"
    receipt_is(world, document, "acknowledged")
    assert status_of(world, document)["state"] == "refused"


def test_nobody_is_told_what_was_not_asked_for(receiving_world, createur):
    world = receiving_world(createur.come())
    silent, asked = world.fresh(), world.fresh()
    unwanted = send(world, silent, on=("DESTDMP",))
    wait_until(lambda: unique_id_of(silent) in world.simulator.registered(), "the registration")
    first_of(createur, send(world, asked))
    receipt_is(world, asked, "acknowledged")
    assert createur.of(unwanted) == [] and "receipt_message" not in status_of(world, silent)


def test_a_platform_without_an_address_asks_for_the_status(make_world):
    world = make_world({"mllp": LISTENER})
    document = world.fresh()
    send(world, document)
    wait_until(lambda: status_of(world, document)["state"] == "registered", "the registration")
    assert "receipt_message" not in status_of(world, document)
    assert metric(world.gateway.metrics(), "pps_receipts") == 0


def test_a_repeated_message_is_told_once(receiving_world, createur):
    world = receiving_world(createur.come())
    document, other = world.fresh(), world.fresh()
    controls = [send(world, document) for _ in range(3)]
    last = send(world, other)
    first_of(createur, last)
    receipt_is(world, document, "acknowledged")
    assert [len(createur.of(one)) for one in controls] == [1, 0, 0]


def test_a_repeat_may_ask_for_the_receipt_that_the_first_message_did_not_want(receiving_world, createur):
    world = receiving_world(createur.come())
    document = world.fresh()
    silent = send(world, document, on=("DESTDMP",))
    wait_until(lambda: status_of(world, document)["state"] == "registered", "the registration")
    asked = send(world, document)
    assert fields(first_of(createur, asked), "OBX")[5].split("^")[0] == "Y"
    receipt_is(world, document, "acknowledged")
    assert createur.of(silent) == []


@pytest.mark.parametrize("bad, code", [
    (lambda message: acknowledgement(message, "AE"), "AE"),
    (lambda message: acknowledgement(message, "AR"), "AR"),
    (lambda message: acknowledgement(message, of="ANOTHER"), "other-message"),
    (lambda message: b"Bonjour", "not-an-ack"),
    (lambda message: None, "unanswered"),
], ids=["AE", "AR", "of another message", "no ACK", "closed"])
def test_it_is_sent_again_under_the_same_number_until_it_is_acknowledged(receiving_world, createur, bad, code):
    world = receiving_world(createur)
    answers = itertools.chain([bad] * 3, itertools.repeat(acknowledgement))
    createur.answer = lambda message: next(answers)(message)
    createur.come()
    document = world.fresh()
    control = send(world, document)
    receipt_is(world, document, "acknowledged")
    sent = createur.of(control)
    assert len(sent) == 4
    assert len({fields(one, "MSH")[9] for one in sent}) == 1
    retries = world.gateway.events("receipt.retry")
    assert [one["code"] for one in retries] == [code] * 3 and [one["attempt"] for one in retries] == [1, 2, 3]


def test_a_platform_that_is_away_gets_all_of_them_when_it_comes_back(receiving_world, createur):
    world = receiving_world(createur)
    documents = [world.fresh() for _ in range(5)]
    controls = [send(world, one) for one in documents]
    world.gateway.wait_for_event("receipt.retry", after=1)
    assert metric(world.gateway.metrics(), "pps_receipts", state="due") >= 1
    assert all(one["code"] == "not-connected" for one in world.gateway.events("receipt.retry"))
    createur.come()
    for document, control in zip(documents, controls):
        receipt_is(world, document, "acknowledged")
        assert len(createur.of(control)) == 1


def test_a_receipt_survives_kill_9_between_registration_and_acknowledgement(receiving_world, createur):
    world = receiving_world(createur)
    asked = threading.Event()

    def silence(message):
        asked.set()
        raise mllp.Closed("no answer")

    createur.answer = silence
    createur.come()
    document = world.fresh()
    control = send(world, document)
    assert asked.wait(30)
    world.gateway.signal(signal.SIGKILL)
    world.gateway.wait()
    createur.answer = acknowledgement
    world.gateway.start()
    receipt_is(world, document, "acknowledged")
    assert len(world.simulator.registered()) == 1
    assert len({fields(one, "MSH")[9] for one in createur.of(control)}) == 1


def test_a_stop_does_not_wait_for_a_platform_that_says_nothing(receiving_world, createur):
    world = receiving_world(createur)
    asked, answer_now = threading.Event(), threading.Event()

    def slow(message):
        asked.set()
        answer_now.wait(60)

    createur.answer = slow
    createur.come()
    document = world.fresh()
    control = send(world, document)
    assert asked.wait(30)
    world.gateway.stop()
    assert not world.gateway.events("gateway.drain_cut")
    answer_now.set()
    createur.answer = acknowledgement
    world.gateway.start()
    receipt_is(world, document, "acknowledged")
    assert len({fields(one, "MSH")[9] for one in createur.of(control)}) == 1


def test_another_outcome_after_a_replay_is_told_as_another_receipt(receiving_world, createur):
    world = receiving_world(createur.come())
    document = world.fresh()
    world.simulator.patients(absent=[ins_of(document)])
    control = send(world, document)
    first_of(createur, control)
    receipt_is(world, document, "acknowledged")
    world.simulator.patients()
    assert world.gateway.operator(f"/deliveries/{status_of(world, document)['id']}/replay", "POST").status == 202
    wait_until(lambda: len(createur.of(control)) == 2, "the second receipt")
    refused, registered = createur.of(control)
    assert [fields(one, "OBX")[5].split("^")[0] for one in (refused, registered)] == ["N", "Y"]
    assert fields(refused, "MSH")[9] != fields(registered, "MSH")[9]


def test_a_deletion_is_told_too(receiving_world, createur):
    world = receiving_world(createur.come())
    document = world.fresh()
    send(world, document, on=("DESTDMP",))
    wait_until(lambda: unique_id_of(document) in world.simulator.registered(), "the registration")
    control = send(world, document, "delete")
    assert fields(first_of(createur, control), "OBX")[5].split("^")[0] == "Y"
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_what_is_never_acknowledged_is_given_up_and_said_so(receiving_world, createur):
    createur.answer = lambda message: acknowledgement(message, "AE")
    world = receiving_world(createur.come(), changes={"national": {"retry": {
        "first": "50ms", "longest": "100ms", "give_up_after": "1s"}}})
    document = world.fresh()
    control = send(world, document)
    receipt_is(world, document, "given-up")
    assert len(createur.of(control)) > 1
    given_up = world.gateway.events("receipt.given_up")
    assert len(given_up) == 1 and given_up[0]["level"] == "error" and given_up[0]["code"] == "AE"
    assert status_of(world, document)["state"] == "registered"


def test_a_platform_that_gets_an_address_is_told_from_then_on(make_world, createur):
    world = make_world({"mllp": LISTENER})
    createur.come()
    settings = world.gateway.settings
    settings["platforms"] = platforms_with({"host": "127.0.0.1", "port": createur.port, "plain": True}, world.pki)
    world.gateway.write_settings(settings)
    world.gateway.signal(signal.SIGHUP)
    world.gateway.wait_for_event("reload.done")
    document = world.fresh()
    first_of(createur, send(world, document))
    receipt_is(world, document, "acknowledged")


def test_a_header_too_long_to_be_answered_later_is_refused_when_a_receipt_is_wanted(receiving_world, createur):
    world = receiving_world(createur.come())
    port = world.gateway.wait_for_file(Path(world.gateway.settings["ports_file"]))["mllp"]
    with mllp.connect(port, mllp.context(world.pki, PDL)) as connection:
        for on, expected in ((("DESTDMP",), "AA"), (WANTED, "AE")):
            answer = connection.send(mdm(world.fresh(), on=on).replace(b"|GRADeS|", b"|" + b"G" * 5000 + b"|"))
            assert verdict(answer) == expected, answer
            assert (b"message.header" in answer) == (expected == "AE")


def receipts_tls(pki):
    return {"certificate": pki.chain("gateway-auth"), "key": pki.key("gateway-auth"), "trusted": pki.trusted,
            "crl": pki.crl}


def test_receipts_go_over_mutual_tls(receiving_world, pki):
    createur = Createur(mllp.context(pki, "gateway-server", server_side=True)).come()
    try:
        world = receiving_world(createur, plain=False, receipts_tls=receipts_tls(pki))
        document = world.fresh()
        assert fields(first_of(createur, send(world, document)), "OBX")[5].split("^")[0] == "Y"
        receipt_is(world, document, "acknowledged")
        uses = {dict(labels)["use"] for name, labels in world.gateway.metrics()
                if name == "pps_certificate_expiry_timestamp_seconds"}
        assert {"receipts", "receipts-crl"} <= uses
    finally:
        createur.go()


@pytest.mark.parametrize("certificate", ["wrong-ca-server", "wrong-name-server"])
def test_a_server_that_is_not_the_platform_is_told_nothing(receiving_world, pki, certificate):
    createur = Createur(mllp.context(pki, certificate, server_side=True)).come()
    try:
        world = receiving_world(createur, plain=False, receipts_tls=receipts_tls(pki))
        send(world, world.fresh())
        world.gateway.wait_for_event("receipt.retry")
        assert createur.received == []
    finally:
        createur.go()
