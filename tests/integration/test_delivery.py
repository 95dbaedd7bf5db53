"""A document travels: platform → gateway → DMP, and the platform learns the outcome."""

import hashlib
import json
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from harness import (BZH, BZH_STRUCTURE, GATEWAY_STRUCTURE, HL7, PDL, PDL_STRUCTURE, clinical_document, ins_of,
                     next_version, unique_id_of)

SAMPLES = {
    "pps-minimal.xml": ("pps", PDL),
    "pps-full.xml": ("pps", PDL),
    "pps-self-presenting.xml": ("pps", BZH),
    "pps-pdf.xml": ("pps", BZH),
    "rcp.xml": ("rcp", PDL),
}


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_accepted_and_becomes_registered(world, name):
    kind, platform = SAMPLES[name]
    document = world.sample(name)
    client = world.gateway.client(platform)
    answer = client.push(document)
    assert answer.status == 202, answer
    assert answer.headers["Content-Type"].startswith("application/json")
    accepted = answer.json()
    assert answer.headers["Location"] == "/v1/documents/" + accepted["id"]
    assert accepted["kind"] == kind and accepted["unique_id"] == unique_id_of(document)

    status = client.settled(accepted["id"])
    assert status["state"] == "registered", status
    entry = world.simulator.registered()[status["unique_id"]]
    assert entry["status"] == "Approved"
    assert entry["hash"] == hashlib.sha1(document).hexdigest(), "other bytes arrived than were sent"
    assert entry["size"] == len(document)


def test_an_update_replaces_the_first_version_which_is_then_deprecated(world):
    first = world.sample("pps-minimal.xml")
    update = world.sample("pps-update.xml")
    assert world.deliver(first)["state"] == "registered"
    status = world.deliver(update)
    assert status["state"] == "registered" and status["version"] == 2, status
    registered = world.simulator.registered()
    assert registered[unique_id_of(first)]["status"] == "Deprecated"
    assert registered[unique_id_of(update)]["status"] == "Approved"


def test_an_update_of_what_the_dmp_never_had_is_registered_as_a_first_version(world):
    update = world.remember(next_version(world.fresh()))
    status = world.deliver(update)
    assert status["state"] == "registered", status
    assert "transmis comme première version" in status["text"], "the platform is told"
    assert world.simulator.registered()[unique_id_of(update)]["status"] == "Approved"


def test_a_request_may_name_what_it_replaces_and_is_refused_when_the_document_does_not(world):
    first = world.fresh()
    update = world.remember(next_version(first))
    client = world.gateway.client()
    answer = client.push(update, "?replaces=1.2.250.1.999.4.4")
    assert answer.status == 422, answer
    assert [one["rule"] for one in answer.json()["findings"] if one["severity"] == "error"] == ["request.replaces"]
    assert client.push(first, f"?replaces={unique_id_of(update)}").status == 422, "a first version replaces nothing"
    assert client.push(update, "?replaces=").status == 400
    assert world.deliver(first)["state"] == "registered"
    # What is to be changed may be the visibility alone: that too is a replacement.
    status = world.deliver(update, query=f"?replaces={unique_id_of(first)}&hidden_from_representatives=true")
    assert status["state"] == "registered", status
    registered = world.simulator.registered()
    assert registered[unique_id_of(first)]["status"] == "Deprecated"
    assert registered[unique_id_of(update)]["confidentiality"] == "N INVISIBLE_REPRESENTANTS_LEGAUX"


def test_the_status_tells_the_history_and_gives_a_receipt(world):
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "registered" and status["attempts"] == 1, status
    events = [one["event"] for one in status["history"]]
    assert events[0] == "accepted" and events[-1] == "registered", events
    times = [at(one["at"]) for one in status["history"]]
    assert times == sorted(times)
    assert at(status["received_at"]) <= at(status["settled_at"])
    receipt = status["receipt"]
    assert receipt["submission_set_id"].startswith("1.2.250.1.999.1.1.")
    assert receipt["message_id"].startswith("urn:uuid:")
    assert receipt["registered_at"] == status["settled_at"]
    assert world.simulator.registered()[status["unique_id"]]["submission_set_id"] == receipt["submission_set_id"]


def test_a_document_is_found_by_its_unique_id(world):
    document = world.fresh()
    status = world.deliver(document)
    found = world.gateway.client().get("/v1/documents?unique_id=" + urllib.parse.quote(status["unique_id"]))
    assert found.status == 200 and found.json() == status
    missing = world.gateway.client().get("/v1/documents?unique_id=1.2.250.1.999.7.100.0")
    assert missing.status == 404 and missing.headers["Content-Type"].startswith("application/problem+json")


def test_a_document_can_be_sent_as_text_xml_with_a_charset(world):
    answer = world.gateway.client().request("POST", "/v1/documents", world.fresh(),
                                            {"Content-Type": "text/xml; charset=utf-8"})
    assert answer.status == 202, answer


def test_the_same_document_pushed_again_gets_the_same_answer_and_is_registered_once(world):
    document = world.fresh()
    client = world.gateway.client()
    first = client.push(document)
    assert first.status == 202 and "Pps-Repeated" not in first.headers
    assert client.settled(first.json()["id"])["state"] == "registered"
    before = world.simulator.counts()["registered"]
    again = client.push(document)
    assert again.status == 202 and again.headers["Pps-Repeated"] == "true"
    assert again.json()["id"] == first.json()["id"] and again.json()["state"] == "registered"
    assert world.simulator.counts()["registered"] == before


def test_the_same_document_pushed_by_many_at_once_is_accepted_once(world):
    document = world.fresh()
    client = world.gateway.client()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.push(document), range(8)))
    assert {one.status for one in answers} == {202}
    assert len({one.json()["id"] for one in answers}) == 1
    assert sum("Pps-Repeated" not in one.headers for one in answers) == 1
    assert client.settled(answers[0].json()["id"])["state"] == "registered"
    assert world.simulator.registered()[unique_id_of(document)]["attempts"] == 1


def test_deliveries_keep_to_the_configured_rate(make_world):
    world = make_world({"national": {"rate_per_second": 20}})
    client = world.gateway.client()
    ids = [client.push(world.fresh()).json()["id"] for _ in range(8)]
    events = [event for one in ids for event in client.settled(one)["history"]]
    first = min(at(event["at"]) for event in events if event["event"] == "sending")
    last = max(at(event["at"]) for event in events if event["event"] == "registered")
    # The eighth may not start before seven intervals of 50 ms have passed; a slow machine only takes longer.
    assert (last - first).total_seconds() >= 0.35, "deliveries follow each other sooner than the rate allows"


def test_other_bytes_under_a_known_id_are_a_conflict(world):
    document = world.fresh()
    client = world.gateway.client()
    assert client.push(document).status == 202
    other = document.replace(b"<title>", b"<title> ", 1)
    assert other != document
    answer = client.push(other)
    assert answer.status == 409, answer
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert client.push(document).headers["Pps-Repeated"] == "true"


def test_other_visibility_flags_under_a_known_id_are_a_conflict(world):
    document = world.fresh()
    client = world.gateway.client()
    assert client.push(document).status == 202
    assert client.push(document, "?hidden_from_patient=true").status == 409
    assert client.push(document, "?hidden_from_patient=false").status == 202


def test_another_platform_neither_sees_nor_takes_over_a_document(world):
    document = world.fresh()
    status = world.deliver(document, PDL)
    other = world.gateway.client(BZH)
    assert other.get("/v1/documents/" + status["id"]).status == 404
    assert other.get("/v1/documents?unique_id=" + status["unique_id"]).status == 404
    answer = other.push(document)
    assert answer.status == 409, answer
    assert status["id"].encode() not in answer.body


def test_a_document_is_filed_by_the_structure_that_its_platform_acts_as(world):
    ours, theirs = world.fresh(), world.fresh("pps-self-presenting.xml")
    assert world.deliver(ours, PDL)["state"] == "registered"
    assert world.deliver(theirs, BZH)["state"] == "registered"
    registered = world.simulator.registered()
    assert registered[unique_id_of(ours)]["structure"] == GATEWAY_STRUCTURE
    assert registered[unique_id_of(theirs)]["structure"] == BZH_STRUCTURE


@pytest.mark.parametrize("query, codes", [
    ("", "N"),
    ("?masked_from_professionals=true", "N MASQUE_PS"),
    ("?hidden_from_patient=true", "N INVISIBLE_PATIENT"),
    ("?hidden_from_representatives=true", "N INVISIBLE_REPRESENTANTS_LEGAUX"),
    ("?hidden_from_representatives=true&secret_connection=true", "N INVISIBLE_REPRESENTANTS_LEGAUX"),
    ("?masked_from_professionals=true&hidden_from_representatives=true&hidden_from_patient=false",
     "N MASQUE_PS INVISIBLE_REPRESENTANTS_LEGAUX"),
])
def test_visibility_flags_reach_the_dmp(world, query, codes):
    # The simulator refuses what the DMP refuses: unknown codes, forbidden combinations, a secret connection with a
    # document that legal representatives may see.
    document = world.fresh()
    status = world.deliver(document, query=query)
    assert status["state"] == "registered", status
    entry = world.simulator.registered()[unique_id_of(document)]
    assert entry["status"] == "Approved"
    assert entry["confidentiality"] == codes


@pytest.mark.parametrize("query, rule", [
    ("?masked_from_professionals=true&hidden_from_patient=true", "visibility.masked-and-hidden"),
    ("?secret_connection=true", "visibility.secret-connection"),
])
def test_visibility_flags_that_the_dmp_forbids_are_refused(world, query, rule):
    document = world.fresh()
    answer = world.gateway.client().push(document, query)
    assert answer.status == 422, answer
    assert [one["rule"] for one in answer.json()["findings"]] == [rule]
    assert world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(document)).status == 404


def test_several_documents_go_over_one_connection(world):
    client = world.gateway.client()
    connection = client.open()
    ids = []
    for _ in range(5):
        answer = client.push(world.fresh(), connection=connection)
        assert answer.status == 202, answer
        socket = connection.sock
        ids.append(answer.json()["id"])
        assert connection.sock is socket, "the connection was not kept"
    connection.close()
    assert len(set(ids)) == 5
    for one in ids:
        assert client.settled(one)["state"] == "registered"


def test_what_is_stored_cannot_be_read_without_the_key(world):
    document = world.fresh()
    assert world.deliver(document)["state"] == "registered"
    stored = b"".join(file.read_bytes() for file in (world.folder / "store").iterdir() if file.is_file())
    assert len(stored) > 10_000
    assert ins_of(document).encode() not in stored
    title = clinical_document(document).find(HL7 + "title").text
    assert title.encode() not in stored and PDL_STRUCTURE.encode() in document


def test_the_tallies_count_each_document_of_each_platform_once(make_world):
    world = make_world()
    documents = [world.fresh() for _ in range(3)]
    for one in documents:
        assert world.deliver(one, PDL)["state"] == "registered"
        world.gateway.client().push(one)
    assert world.deliver(world.fresh("pps-self-presenting.xml"), BZH)["state"] == "registered"
    samples = world.gateway.metrics()
    counted = {(dict(labels)["platform"], dict(labels)["region"], dict(labels)["event"]): value
               for (name, labels), value in samples.items() if name == "pps_documents_total"}
    assert counted == {("dcc-pdl", "52", "received"): 3, ("dcc-pdl", "52", "registered"): 3,
                       ("dcc-bzh", "53", "received"): 1, ("dcc-bzh", "53", "registered"): 1}, json.dumps(str(counted))
