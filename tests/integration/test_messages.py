"""HL7 v2 over MLLP, in mutual TLS: the same pipeline, store and limits as over HTTPS."""
import signal
import ssl
from pathlib import Path

import pytest
from harness import PDL, World, metric, next_version, sample, unique_id_of, wait_until
from messages import fields, mdm, oru, verdict
from mllp import Closed, connect, context

CHANGES = {"mllp": {"address": "127.0.0.1", "port": 0}}


def port_of(world):
    return world.gateway.wait_for_file(Path(world.gateway.settings["ports_file"]))["mllp"]


def link(world, certificate=PDL):
    return connect(port_of(world), context(world.pki, certificate))


def settled(world, document):
    client = world.gateway.client()

    def ended():
        told = client.get(f"/v1/documents?unique_id={unique_id_of(document)}")
        status = told.json() if told.status == 200 else {}
        return status if status.get("state") in ("registered", "refused", "failed") else None

    return wait_until(ended, "the delivery")


@pytest.mark.parametrize("make", [mdm, oru], ids=["MDM", "ORU"])
@pytest.mark.parametrize("template", ["pps-minimal.xml", "pps-pdf.xml", "pps-self-presenting.xml"])
def test_a_message_is_acknowledged_and_its_document_registered(world, make, template):
    document = world.fresh(template)
    with link(world, "platform-bzh" if template != "pps-minimal.xml" else PDL) as connection:
        request = make(document)
        answer = connection.send(request)
    assert verdict(answer) == "AA"
    assert fields(answer, "MSA")[2] == fields(request, "MSH")[9]
    assert fields(answer, "MSH")[8].split("^")[0] == "ACK"
    assert wait_until(lambda: world.simulator.registered().get(unique_id_of(document)), "the registration")


def test_what_was_received_and_what_was_sent_can_be_read_again(world):
    document = world.fresh()
    request = mdm(document)
    with link(world) as connection:
        assert verdict(connection.send(request)) == "AA"
    status = settled(world, document)
    assert status["state"] == "registered"
    client = world.gateway.client()
    source = client.get(f"/v1/documents/{status['id']}/source")
    assert source.body == request and source.headers["Content-Type"] == "x-application/hl7-v2+er7"
    assert client.get(f"/v1/documents/{status['id']}/sent").body == document


def test_the_same_message_again_is_not_a_second_document(world):
    document = world.fresh()
    request = mdm(document)
    with link(world) as connection:
        assert [verdict(connection.send(request)) for _ in range(3)] == ["AA"] * 3
        # Another message with the same document, too.
        assert verdict(connection.send(oru(document))) == "AA"
    settled(world, document)
    assert unique_id_of(document) in world.simulator.registered()  # Which fails on what is there twice.


def test_a_replacement_is_filed_as_one(world):
    document = world.fresh()
    newer = world.remember(next_version(document))
    with link(world) as connection:
        assert verdict(connection.send(mdm(document))) == "AA"
        assert verdict(connection.send(mdm(newer, "replace", replaces=unique_id_of(document)))) == "AA"
    assert settled(world, newer)["state"] == "registered"
    there = world.simulator.registered()
    assert there[unique_id_of(newer)]["status"] == "Approved"
    assert there[unique_id_of(document)]["status"] == "Deprecated"


def test_visibility_comes_from_the_control_metadata(world):
    document = world.fresh()
    with link(world) as connection:
        assert verdict(connection.send(mdm(document, on=("DESTDMP", "INVISIBLE_REP_LEGAUX")))) == "AA"
    settled(world, document)
    entry = world.simulator.registered()[unique_id_of(document)]
    assert "INVISIBLE_REPRESENTANTS_LEGAUX" in entry["confidentiality"]


def test_mssante_destinations_are_told_not_to_be_served(world):
    document = world.fresh()
    with link(world) as connection:
        assert verdict(connection.send(mdm(document, on=("DESTDMP", "DESTMSSANTEPS"), recipient=True))) == "AA"
    assert "message.mssante" in [one["rule"] for one in settled(world, document)["findings"]]


def errors_of(answer):
    return [line.split("|") for line in answer.decode().split("\r") if line.startswith("ERR|")]


@pytest.mark.parametrize("change, code", [
    (lambda m: m.replace(b"|MDM^T02^MDM_T02|", b"|ADT^A01^ADT_A01|"), "200"),
    (lambda m: m.replace(b"ORC|NW", b"ORC|CA"), None),
    (lambda m: m.replace(b"|T|2.6|", b"|P|2.6|"), "202"),
    (lambda m: m.replace(b"DESTDMP^Destinataire DMP^MetaDMPMSS||Y", b"DESTDMP^Destinataire DMP^MetaDMPMSS||N"), "207"),
    (lambda m: m.replace(b"^text^XML^Base64^", b"^text^XML^Base64^!!"), None),
], ids=["another type", "an order that does not fit", "production", "not for the DMP", "no base64"])
def test_a_wrong_message_gets_ae_with_its_codes_and_places(world, change, code):
    document = world.fresh()
    with link(world) as connection:
        answer = connection.send(change(mdm(document)))
        assert verdict(answer) == "AE"
        assert errors_of(answer) and all(one[4] in "EFWI" for one in errors_of(answer))
        if code:
            assert code in [one[3].split("^")[0] for one in errors_of(answer)]
        # The connection goes on.
        assert verdict(connection.send(mdm(world.fresh()))) == "AA"


def test_a_document_that_breaks_a_rule_of_conformity_gets_207(world):
    document = world.fresh().replace(b'code="PCP"', b'code="CORRE"')
    with link(world) as connection:
        answer = connection.send(mdm(document))
    assert verdict(answer) == "AE"
    assert "207" in [one[3].split("^")[0] for one in errors_of(answer)]
    assert b"pps.participant.treating-physician" in answer


def test_what_is_no_hl7_gets_no_answer_and_is_counted(world):
    with link(world) as connection, pytest.raises(Closed):
        connection.send(b"Bonjour")
    assert metric(world.gateway.metrics(), "pps_message_answers_total", code="none") >= 1


def test_a_certificate_of_no_platform_gets_ar(world):
    with link(world, "unknown-platform") as connection:
        assert verdict(connection.send(mdm(world.fresh()))) == "AR"


def test_without_a_certificate_nothing_is_answered(world):
    with pytest.raises((Closed, ssl.SSLError, ConnectionError)):
        with connect(port_of(world), context(world.pki)) as connection:
            connection.send(mdm(world.fresh()))


def test_an_oversized_message_gets_ae_and_the_connection_goes_on(make_world):
    world = make_world({"mllp": {"address": "127.0.0.1", "port": 0, "max_message_bytes": "200kiB"}})
    with link(world) as connection:
        assert verdict(connection.send(mdm(world.fresh()) + b"NTE|1||" + b"x" * 300_000 + b"\r")) == "AE"
        assert verdict(connection.send(mdm(world.fresh()))) == "AA"


def test_nothing_acknowledged_is_lost_by_kill_9(make_world):
    world = make_world(CHANGES)
    documents = [world.fresh() for _ in range(5)]
    with link(world) as connection:
        for document in documents:
            assert verdict(connection.send(mdm(document))) == "AA"
    world.gateway.signal(signal.SIGKILL)
    world.gateway.wait()
    world.gateway.start()
    for document in documents:
        assert settled(world, document)["state"] == "registered"
    assert sorted(world.simulator.registered()) == sorted(unique_id_of(one) for one in documents)


def test_initial_replace_delete_leave_exactly_the_right_state(world):
    first = world.fresh()
    second = world.remember(next_version(first))
    with link(world) as connection:
        assert verdict(connection.send(mdm(first))) == "AA"
        assert verdict(connection.send(mdm(second, "replace", replaces=unique_id_of(first)))) == "AA"
        assert settled(world, second)["state"] == "registered"
        request = mdm(second, "delete")
        assert verdict(connection.send(request)) == "AA"
        assert verdict(connection.send(request)) == "AA"
    there = wait_until(lambda: world.simulator.registered() if world.simulator.registered()[unique_id_of(second)]["status"]
                       == "Deleted" else None, "the deletion")
    assert there[unique_id_of(first)]["status"] == "Deprecated"
    status = world.gateway.client().get(f"/v1/documents?unique_id={unique_id_of(second)}").json()
    assert status["deletion"]["state"] == "deleted"


def test_a_deletion_of_what_was_never_sent_gets_ae(world):
    with link(world) as connection:
        answer = connection.send(mdm(world.fresh(), "delete"))
        assert verdict(answer) == "AE" and b"not-found" in answer
