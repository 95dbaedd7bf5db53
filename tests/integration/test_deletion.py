"""DELETE /v1/documents/{id}: what the DMP has is deleted there, what it does not have is never sent."""

import pytest
from harness import BZH, PDL, ins_of, next_version, unique_id_of, wait_until

# Long enough between attempts for a test to look, short enough for it to go on.
CHANGES = {"national": {"answer_timeout": "1s", "connect_timeout": "1s", "lease": "5s",
                        "retry": {"first": "200ms", "longest": "500ms"}}}
# Of a deletion, not of the question before it.
UPDATE = {"service": "registry", "action": "UpdateDocumentSet"}
ENDED = ("deleted", "refused", "failed")


def delete(world, document_id, reason="error", certificate=PDL):
    return world.gateway.client(certificate).request("DELETE", f"/v1/documents/{document_id}?reason={reason}")


def deletion_ended(world, document_id, certificate=PDL):
    """The document's status once its deletion has ended."""

    def ended():
        status = world.gateway.client(certificate).status(document_id)
        return status if status["deletion"]["state"] in ENDED else None

    return wait_until(ended, "the deletion ends")


def deletion_ended_as(world, document_id, state):
    return wait_until(lambda: world.gateway.client().status(document_id)["deletion"]["state"] == state, state)


def events(status):
    return [one["event"] for one in status["history"]]


def test_a_registered_document_is_deleted_in_the_dmp(world):
    document = world.fresh()
    status = world.deliver(document)
    answer = delete(world, status["id"], "wrong-patient")
    assert answer.status == 202, answer
    assert answer.headers["Location"] == "/v1/documents/" + status["id"]
    assert "Pps-Repeated" not in answer.headers
    assert answer.json()["deletion"]["reason"] == "wrong-patient"
    after = deletion_ended(world, status["id"])
    assert after["deletion"]["state"] == "deleted" and "code" not in after["deletion"], after
    assert after["state"] == "registered" and events(after)[-2:] == ["deletion-requested", "deleted"], after
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_initial_replace_delete_leaves_exactly_what_they_say(world):
    first = world.fresh()
    second = world.remember(next_version(first))
    client = world.gateway.client()
    ids = [client.push(one).json()["id"] for one in (first, second)]
    # The deletion is asked for at once: it waits for both versions, whatever has become of them by then.
    assert delete(world, ids[1]).status == 202
    after = [client.settled(one) for one in ids]
    assert after[0]["state"] == "registered", after[0]
    end = deletion_ended(world, ids[1])
    registered = world.simulator.registered()
    assert end["deletion"]["state"] == "deleted", end
    if end["state"] == "withdrawn":
        assert registered[unique_id_of(first)]["status"] == "Approved"
        assert unique_id_of(second) not in registered
    else:
        assert end["state"] == "registered", end
        assert registered[unique_id_of(first)]["status"] == "Deprecated"
        assert registered[unique_id_of(second)]["status"] == "Deleted"


def test_a_replaced_version_and_its_successor_are_deleted_by_their_real_status(world):
    first = world.fresh()
    second = world.remember(next_version(first))
    ids = [world.deliver(one)["id"] for one in (first, second)]
    for one in ids:
        assert delete(world, one).status == 202
    for one in ids:
        end = deletion_ended(world, one)
        assert end["deletion"]["state"] == "deleted" and "code" not in end["deletion"], end
    registered = world.simulator.registered()
    assert {registered[unique_id_of(one)]["status"] for one in (first, second)} == {"Deleted"}


def test_a_version_that_comes_after_the_deletion_of_the_one_before_is_a_first_version(world):
    first = world.fresh()
    second = world.remember(next_version(first))
    status = world.deliver(first)
    assert delete(world, status["id"]).status == 202
    later = world.deliver(second)
    assert later["state"] == "registered", later
    registered = world.simulator.registered()
    assert registered[unique_id_of(first)]["status"] == "Deleted"
    assert registered[unique_id_of(second)]["status"] == "Approved"


@pytest.mark.parametrize("mode, how", [("cut_after", {}), ("cut_before", {}), ("cut_middle", {}), ("garbage", {}),
                                       ("busy", {}), ("http503", {}), ("latency", {"latency_ms": 1500})])
def test_a_fault_during_the_deletion_changes_nothing_of_its_end(world, mode, how):
    document = world.fresh()
    status = world.deliver(document)
    before = world.simulator.counts()["faults"].get(mode, 0)
    world.simulator.faults(mode, count=1, **UPDATE, **how)
    assert delete(world, status["id"]).status == 202
    end = deletion_ended(world, status["id"])
    assert world.simulator.counts()["faults"][mode] == before + 1, "the fault did not happen"
    world.simulator.faults("none")
    assert end["deletion"]["state"] == "deleted" and "code" not in end["deletion"], end
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_a_fault_while_asking_for_the_document_only_delays_its_deletion(world):
    document = world.fresh()
    status = world.deliver(document)
    world.simulator.faults("cut_after", count=2, service="registry", action="RegistryStoredQuery")
    assert delete(world, status["id"]).status == 202
    end = deletion_ended(world, status["id"])
    world.simulator.faults("none")
    assert end["deletion"]["state"] == "deleted" and end["deletion"]["attempts"] == 3, end
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_a_deletion_that_is_refused_is_told_listed_and_can_be_replayed(world):
    document = world.fresh()
    status = world.deliver(document)
    world.simulator.faults("denied", count=1, **UPDATE)
    assert delete(world, status["id"]).status == 202
    end = deletion_ended(world, status["id"])
    assert end["deletion"]["state"] == "refused", end
    assert end["deletion"]["code"] == "DMPAccessDeniedByRightsService" and end["deletion"]["text"]
    assert events(end)[-1] == "deletion-refused"
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Approved"
    listed = {one["id"]: one for one in world.gateway.operator("/deliveries?state=refused").json()}
    assert listed[end["deletion"]["id"]]["deletion_of"] == status["id"]
    assert world.gateway.operator(f"/deliveries/{end['deletion']['id']}/replay", "POST").status == 202
    assert deletion_ended_as(world, status["id"], "deleted")
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_a_repeated_deletion_gets_the_same_answer_and_the_first_reason_stays(world):
    document = world.fresh()
    status = world.deliver(document)
    first = delete(world, status["id"], "patient-request").json()["deletion"]
    deletion_ended(world, status["id"])
    before = world.simulator.counts()["requests"]
    again = delete(world, status["id"], "error")
    assert again.status == 202 and again.headers["Pps-Repeated"] == "true", again
    assert again.json() == world.gateway.client().status(status["id"])
    told = again.json()["deletion"]
    assert (told["id"], told["reason"], told["requested_at"]) == (first["id"], "patient-request", first["requested_at"])
    assert told["state"] == "deleted"
    assert world.simulator.counts()["requests"] == before, "the DMP was asked again"


def test_a_deleted_document_pushed_again_is_not_registered_again(world):
    document = world.fresh()
    status = world.deliver(document)
    delete(world, status["id"])
    deletion_ended(world, status["id"])
    again = world.gateway.client().push(document)
    assert again.status == 202 and again.headers["Pps-Repeated"] == "true"
    assert again.json()["deletion"]["state"] == "deleted"
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_only_the_platform_that_submitted_may_delete(world):
    document = world.fresh()
    status = world.deliver(document)
    answer = delete(world, status["id"], certificate=BZH)
    assert answer.status == 404, answer
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert delete(world, "01J8ZC2V7Q4M9R5T6W8X0Y1Z2A").status == 404
    assert "deletion" not in world.gateway.client().status(status["id"])
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Approved"


def test_a_deletion_request_is_not_a_document(world):
    status = world.deliver(world.fresh())
    request = delete(world, status["id"]).json()["deletion"]["id"]
    client = world.gateway.client()
    assert client.get("/v1/documents/" + request).status == 404
    assert delete(world, request).status == 404


@pytest.mark.parametrize("query", ["", "?reason=", "?reason=because", "?reason=error&x=1", "?why=error"])
def test_a_deletion_needs_a_reason_of_the_table(world, query):
    status = world.deliver(world.fresh())
    answer = world.gateway.client().request("DELETE", f"/v1/documents/{status['id']}{query}")
    assert answer.status == 400 and answer.json()["code"] == "bad-reason", answer
    assert "deletion" not in world.gateway.client().status(status["id"])


def test_a_document_of_a_platform_with_its_own_structure_is_deleted_by_that_structure(world):
    # The simulator lets only the structure that filed a document delete it.
    document = world.fresh("pps-self-presenting.xml")
    status = world.deliver(document, BZH)
    assert delete(world, status["id"], certificate=BZH).status == 202
    end = deletion_ended(world, status["id"], BZH)
    assert end["deletion"]["state"] == "deleted", end
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"


def test_a_document_that_the_dmp_refused_has_nothing_to_delete_and_cannot_be_replayed(world):
    document = world.fresh()
    world.simulator.patients(closed=[ins_of(document)])
    status = world.deliver(document)
    world.simulator.patients()
    assert status["state"] == "refused", status
    told = delete(world, status["id"]).json()
    assert told["state"] == "refused" and told["deletion"]["state"] == "deleted"
    assert told["deletion"]["code"] == "not-registered", told
    assert world.gateway.operator(f"/deliveries/{status['id']}/replay", "POST").status == 404
    assert unique_id_of(document) not in world.simulator.registered()


def test_what_is_queued_while_the_dmp_is_away_is_withdrawn_and_never_sent(make_world):
    world = make_world(CHANGES)
    world.simulator.kill()
    document = world.fresh()
    client = world.gateway.client()
    one = client.push(document).json()["id"]
    wait_until(lambda: client.status(one)["attempts"] > 0 and client.status(one)["state"] == "queued", "a retry waits")
    assert delete(world, one, "patient-request").status == 202
    # Were it being sent at that instant, it would be withdrawn when it comes back.
    end = deletion_ended(world, one)
    assert end["state"] == "withdrawn" and end["deletion"]["code"] == "withdrawn", end
    assert "code" not in end and "next_attempt" not in end
    world.simulator.start()
    other = world.deliver(world.fresh())
    assert other["state"] == "registered"
    assert unique_id_of(document) not in world.simulator.registered()
    assert world.gateway.health()["queue"]["withdrawn"] == 1


def test_what_may_have_been_registered_is_asked_for_before_it_is_withdrawn(make_world):
    world = make_world(CHANGES)
    world.simulator.faults("cut_middle", service="repository")
    document = world.fresh()
    client = world.gateway.client()
    one = client.push(document).json()["id"]
    wait_until(lambda: client.status(one)["attempts"] > 0, "an attempt was cut")
    assert delete(world, one).status == 202
    end = deletion_ended(world, one)
    assert end["state"] == "withdrawn", end
    assert end["deletion"]["code"] in ("withdrawn", "not-registered"), end
    world.simulator.faults("none")
    assert unique_id_of(document) not in world.simulator.registered()


def test_what_was_registered_without_our_knowing_is_found_and_deleted(make_world):
    world = make_world(CHANGES)
    world.simulator.faults("cut_after", service="repository", count=1)
    document = world.fresh()
    one = world.gateway.client().push(document).json()["id"]
    wait_until(lambda: unique_id_of(document) in world.simulator.registered(), "registered, unknown to the gateway")
    assert delete(world, one).status == 202
    end = deletion_ended(world, one)
    assert end["state"] == "registered" and end["deletion"]["state"] == "deleted", end
    entry = world.simulator.registered()[unique_id_of(document)]
    assert entry["status"] == "Deleted" and entry["attempts"] == 1


def test_a_kill_between_any_two_steps_loses_no_deletion(make_world):
    world = make_world(CHANGES)
    document = world.fresh()
    status = world.deliver(document)
    # Killed while the deletion waits: the DMP is away.
    world.simulator.kill()
    assert delete(world, status["id"], "wrong-patient").status == 202
    world.gateway.kill()
    world.gateway.start()
    assert world.gateway.client().status(status["id"])["deletion"]["state"] in ("queued", "sending", "unknown")
    # Killed while its answer is awaited, after the DMP has done it.
    world.simulator.start()
    world.simulator.faults("latency", latency_ms=800, **UPDATE)
    wait_until(lambda: world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"
               or world.simulator.counts()["faults"].get("latency", 0) > 0, "the deletion is on its way")
    world.gateway.kill()
    world.simulator.faults("none")
    world.gateway.start()
    end = deletion_ended(world, status["id"])
    assert end["deletion"]["state"] == "deleted" and end["deletion"]["reason"] == "wrong-patient", end
    assert world.simulator.registered()[unique_id_of(document)]["status"] == "Deleted"
    assert events(end).count("deleted") == 1


def test_deletions_and_withdrawals_are_counted_apart_from_documents(make_world):
    world = make_world(CHANGES)
    status = world.deliver(world.fresh())
    delete(world, status["id"])
    deletion_ended(world, status["id"])
    world.simulator.kill()
    queued = world.gateway.client().push(world.fresh()).json()["id"]
    delete(world, queued)
    deletion_ended(world, queued)
    samples = world.gateway.metrics()
    counted = {dict(labels)["event"]: value for (name, labels), value in samples.items()
               if name == "pps_documents_total"}
    assert counted == {"received": 2, "registered": 1, "deleted": 1, "withdrawn": 1}
    world.simulator.start()
