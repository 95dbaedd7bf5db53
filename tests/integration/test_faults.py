"""A national endpoint that fails in every way it can: nothing lost, nothing registered twice."""

import pytest
from harness import PDL_STRUCTURE, ins_of, next_version, unique_id_of, wait_until

CHANGES = {"national": {"answer_timeout": "1s", "connect_timeout": "1s", "lease": "5s"}}

FAULTS = {
    "latency": {"latency_ms": 1500},  # Longer than the gateway waits: the outcome is unknown to it.
    "busy": {},
    "http503": {},
    "cut_before": {},
    "cut_middle": {},
    "cut_after": {},
    "garbage": {},
}


@pytest.fixture(autouse=True)
def no_fault_is_left(world):
    yield
    world.simulator.faults("none")
    world.simulator.patients()


def registered_once(world, document):
    """Registered, once, and the simulator's own counts agree."""
    entry = world.simulator.registered()[unique_id_of(document)]  # Fails when an id is there twice.
    assert entry["status"] in ("Approved", "Deprecated")
    counts = world.simulator.counts()
    assert counts["registered"] == counts["submission_sets"] == len(world.simulator.registered())
    return entry


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_of_a_submission_ends_in_one_registration(world, mode):
    world.simulator.faults(mode, service="repository", count=2, **FAULTS[mode])
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "registered", status
    assert world.simulator.counts()["faults"][mode] >= 1, "the fault did not happen"
    assert len(status["history"]) > 2, "the history does not tell that it took more than one attempt"
    registered_once(world, document)


def test_an_answer_that_was_lost_is_asked_for_and_not_sent_again(world):
    world.simulator.faults("cut_after", service="repository", count=1)
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "registered", status
    events = [one["event"] for one in status["history"]]
    assert "unknown" in events and events[-1].startswith("registered"), events
    assert status["receipt"]["entry_uuid"] == registered_once(world, document)["entry_uuid"]
    assert registered_once(world, document)["attempts"] == 1


def test_ids_stay_the_same_over_retries(world):
    world.simulator.faults("busy", service="repository", count=3)
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "registered" and status["attempts"] == 4, status
    assert registered_once(world, document)["submission_set_id"] == status["receipt"]["submission_set_id"]


def test_many_documents_under_a_mix_of_all_faults_are_each_registered_once(world):
    world.simulator.fault_mix(*({"mode": mode, "probability": 0.1, **how} for mode, how in FAULTS.items()
                                if mode != "latency"), {"mode": "latency", "probability": 0.02, "latency_ms": 1500},
                              seed=7)
    client = world.gateway.client()
    documents = [world.fresh() for _ in range(40)]
    ids = []
    for one in documents:
        answer = client.push(one)
        assert answer.status == 202, answer
        ids.append(answer.json()["id"])
    for one in ids:
        assert client.settled(one, 60)["state"] == "registered"
    for one in documents:
        registered_once(world, one)
    assert world.simulator.counts()["faults_injected"] > 5


def test_versions_of_one_document_arrive_in_their_order_whatever_fails(world):
    chains = []
    for _ in range(3):
        first = world.fresh()
        chains.append([first, next_version(first, 2)])
    world.simulator.fault_mix({"mode": "busy", "probability": 0.2}, {"mode": "cut_middle", "probability": 0.1},
                              {"mode": "cut_after", "probability": 0.1}, seed=11)
    client = world.gateway.client()
    ids = []
    for chain in chains:
        for one in chain:
            answer = client.push(world.remember(one))
            assert answer.status == 202, answer
            ids.append(answer.json()["id"])
    for one in ids:
        assert client.settled(one, 60)["state"] == "registered"
    registered = world.simulator.registered()
    for first, second in chains:
        assert registered[unique_id_of(first)]["status"] == "Deprecated"
        assert registered[unique_id_of(second)]["status"] == "Approved"
        assert registered[unique_id_of(first)]["registered_at"] <= registered[unique_id_of(second)]["registered_at"]


@pytest.mark.parametrize("how", ["closed", "absent"])
def test_a_patient_without_an_open_dmp_is_refused_for_good_and_the_platform_learns_it(world, how):
    document = world.fresh()
    world.simulator.patients(**{how: [ins_of(document)]})
    status = world.deliver(document)
    assert status["state"] == "refused" and status["code"] == "XDSUnknownPatientId", status
    assert status["text"] and status["attempts"] == 1 and "receipt" not in status
    assert status["history"][-1]["event"] == "refused"
    assert unique_id_of(document) not in world.simulator.registered()
    found = world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(document)).json()
    assert found["state"] == "refused"


def test_a_refusal_does_not_hold_up_other_documents(world):
    refused, other = world.fresh(), world.fresh()
    world.simulator.patients(closed=[ins_of(refused)])
    assert world.deliver(refused)["state"] == "refused"
    assert world.deliver(other)["state"] == "registered"


def test_a_structure_that_the_dmp_does_not_know_is_refused(make_world):
    world = make_world({"national": {"identity": {"structure_id": PDL_STRUCTURE}}}, simulator={"allow": ()})
    status = world.deliver(world.fresh())
    assert status["state"] == "refused" and status["code"], status
    assert not world.simulator.registered()


def test_documents_are_accepted_while_the_dmp_is_down_and_delivered_when_it_is_back(make_world):
    world = make_world()
    client = world.gateway.client()
    world.simulator.stop()
    documents = [world.fresh() for _ in range(10)]
    ids = []
    for one in documents:
        answer = client.push(one)
        assert answer.status == 202, answer
        ids.append(answer.json()["id"])
    health = wait_until(lambda: (lambda h: None if h["national_endpoint"]["ok"] else h)(
        world.gateway.health()), "the circuit breaker opens")
    assert world.gateway.operator("/health/ready").status == 200, "accepting does not need the DMP"
    assert health["queue"]["queued"] + health["queue"]["sending"] == 10
    world.simulator.start()
    for one in ids:
        assert client.settled(one)["state"] == "registered"
    assert len(world.simulator.registered()) == 10
    wait_until(lambda: world.gateway.health()["national_endpoint"]["ok"], "it closes again")


def test_a_kill_at_any_of_many_instants_loses_nothing_and_registers_nothing_twice(make_world):
    world = make_world()
    documents, ids = [world.fresh() for _ in range(12)], {}
    for number, one in enumerate(documents):
        client = world.gateway.client()
        answer = client.push(one)
        assert answer.status == 202, answer
        ids[answer.json()["id"]] = one
        if number % 3 == 2:
            world.gateway.kill()
            world.gateway.start()
    client = world.gateway.client()
    for one, document in ids.items():
        assert client.settled(one)["state"] == "registered"
        again = client.push(document)
        assert again.status == 202 and again.json()["id"] == one and again.headers["Pps-Repeated"] == "true"
    assert len(world.simulator.registered()) == 12


def listed(world, state):
    answer = world.gateway.operator("/deliveries?state=" + state)
    assert answer.status == 200, answer
    return {one["id"]: one for one in answer.json()}


def replay(world, document_id):
    return world.gateway.operator(f"/deliveries/{document_id}/replay", "POST")


def test_what_was_given_up_is_listed_and_delivered_when_an_operator_replays_it(make_world):
    world = make_world({"national": {"retry": {"give_up_after": "500ms"}}})
    world.simulator.faults("busy", service="repository")
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "failed", status
    assert listed(world, "failed")[status["id"]]["code"] == "XDSRepositoryBusy"
    assert not listed(world, "refused")
    world.simulator.faults("none")
    assert replay(world, status["id"]).status == 202
    wait_until(lambda: world.gateway.client().status(status["id"])["state"] == "registered", "registered at last")
    events = [one["event"] for one in world.gateway.client().status(status["id"])["history"]]
    assert "replayed" in events and not listed(world, "failed")
    assert world.simulator.registered()[unique_id_of(document)]["attempts"] == 1


def test_what_the_dmp_refused_can_be_replayed_once_its_reason_is_gone(world):
    document = world.fresh()
    world.simulator.patients(absent=[ins_of(document)])
    status = world.deliver(document)
    assert status["id"] in listed(world, "refused")
    world.simulator.patients()
    assert replay(world, status["id"]).status == 202
    wait_until(lambda: world.gateway.client().status(status["id"])["state"] == "registered", "registered at last")
    registered_once(world, document)


def test_a_replay_of_what_may_be_registered_asks_before_it_sends(make_world):
    world = make_world({"national": {"retry": {"give_up_after": "500ms"}}})
    world.simulator.fault_mix({"mode": "cut_after", "service": "repository", "probability": 1})
    document = world.fresh()
    client = world.gateway.client()
    answer = client.push(document)
    wait_until(lambda: unique_id_of(document) in world.simulator.registered(), "registered, unknown to the gateway")
    world.simulator.faults("busy", service="registry")
    status = client.settled(answer.json()["id"])
    if status["state"] == "failed":  # Unless the question came before the fault was prepared.
        world.simulator.faults("none")
        assert replay(world, status["id"]).status == 202
        wait_until(lambda: client.status(status["id"])["state"] == "registered", "registered at last")
    assert world.simulator.registered()[unique_id_of(document)]["attempts"] == 1, "sent again although it was there"


def test_only_what_ended_badly_can_be_replayed(world):
    status = world.deliver(world.fresh())
    assert replay(world, status["id"]).status == 404
    assert replay(world, "01HZZZZZZZZZZZZZZZZZZZZZZZ").status == 404
    assert world.gateway.operator("/deliveries").status == 400
    assert world.gateway.operator("/deliveries?state=registered").status == 400
    assert world.gateway.operator(f"/deliveries/{status['id']}/replay").status == 405


def test_an_endpoint_that_never_recovers_ends_in_failed_and_stays_visible(make_world):
    world = make_world({"national": {"retry": {"give_up_after": "500ms"}}})
    world.simulator.faults("busy", service="repository")
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "failed", status
    assert status["code"] == "XDSRepositoryBusy" and status["history"][-1]["event"] == "failed"
    assert world.gateway.health()["queue"]["failed"] == 1
    assert not world.simulator.registered()
