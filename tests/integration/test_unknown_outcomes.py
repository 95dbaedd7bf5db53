"""The answer of the DMP is lost, and then asking it fails too."""

import pytest
from harness import unique_id_of, wait_until

# Long enough between attempts for the next fault to be prepared.
CHANGES = {"national": {"answer_timeout": "1s", "connect_timeout": "1s", "lease": "5s",
                        "retry": {"first": "400ms", "longest": "500ms"}}}


@pytest.mark.parametrize("mode, how", [("latency", {"latency_ms": 1500}), ("busy", {}), ("http503", {}),
                                       ("cut_before", {}), ("cut_middle", {}), ("cut_after", {}), ("garbage", {})])
def test_a_fault_while_asking_for_an_unknown_outcome_does_not_send_the_document_again(world, mode, how):
    world.simulator.faults("cut_after", service="repository", count=1)
    document = world.fresh()
    client = world.gateway.client()
    answer = client.push(document)
    assert answer.status == 202
    wait_until(lambda: unique_id_of(document) in world.simulator.registered(), "registered, unknown to the gateway")
    before = world.simulator.counts()["faults"].get(mode, 0)
    world.simulator.faults(mode, service="registry", count=2, **how)
    status = client.settled(answer.json()["id"])
    assert world.simulator.counts()["faults"][mode] == before + 2, "the faults did not happen"
    world.simulator.faults("none")
    assert status["state"] == "registered", status
    entry = world.simulator.registered()[unique_id_of(document)]
    assert entry["attempts"] == 1, "sent again although it was there"
    assert status["receipt"]["entry_uuid"] == entry["entry_uuid"]


def test_a_document_whose_request_was_lost_before_it_arrived_is_sent_again(world):
    # The gateway cannot tell a request that was cut at its end from one that was received: it asks, then sends.
    world.simulator.faults("cut_middle", service="repository", count=1)
    document = world.fresh()
    status = world.deliver(document)
    assert status["state"] == "registered", status
    assert world.simulator.registered()[unique_id_of(document)]["attempts"] == 1
