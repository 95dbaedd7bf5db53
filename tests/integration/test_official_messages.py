"""The published messages of the volet, and the published PPS in messages of our own; PPS_SHARED names their folder."""

import os
from pathlib import Path

import pytest
from harness import next_version, unique_id_of, wait_until
from messages import fields, mdm, oru, verdict
from test_messages import errors_of, link, settled

SHARED = Path(os.environ.get("PPS_SHARED", "."))
PUBLISHED = sorted((SHARED / "data/hl7v2-examples").rglob("message_*")) if os.environ.get("PPS_SHARED") else []
OTHERS = sorted(file for suffix in ("er7", "hl7") for file in (SHARED / "data/hl7v2-examples").rglob(f"*.{suffix}")
                if not file.name.startswith("message_")) if os.environ.get("PPS_SHARED") else []
PLANS = ["CANCER-PPS_2022.01_Autopresentable.xml", "CANCER-PPS_2022.01_feuille-de-style-externe.xml"]

CHANGES = {"mllp": {"address": "127.0.0.1", "port": 0}}

pytestmark = pytest.mark.skipif(not os.environ.get("PPS_SHARED"),
                                reason="PPS_SHARED does not name the folder of the published examples")


def name_of(file):
    return file.name


def published(file):
    """For the environment of the tests: the published ones say production."""
    return file.read_bytes().replace(b"|P|2.", b"|T|2.", 1)


def test_all_published_messages_are_here():
    assert len(PUBLISHED) == 12 and OTHERS


@pytest.mark.parametrize("file", PUBLISHED, ids=name_of)
def test_a_published_message_of_another_kind_is_answered_with_207_and_a_clear_text(world, file):
    # They carry imaging and biology reports, which this gateway does not forward.
    with link(world) as connection:
        answer = connection.send(published(file))
    assert verdict(answer) == "AE" and fields(answer, "MSA")[2] == "015"
    kinds = [one for one in errors_of(answer) if one[7] in ("coherence.dmp-type", "identity.kind", "authorization.kind")]
    assert kinds, answer
    assert all(one[3].startswith("207^") and one[8] for one in kinds), answer
    unfit = world.gateway.metrics()
    assert unfit, "it still answers operators"


@pytest.mark.parametrize("file", OTHERS, ids=name_of)
def test_a_published_message_that_is_no_request_is_refused_by_its_type(world, file):
    # Acknowledgements and receipts: a CREATEUR does not send them.
    with link(world) as connection:
        answer = connection.send(published(file))
    assert verdict(answer) == "AE"
    assert "200" in [one[3].split("^")[0] for one in errors_of(answer)], answer


@pytest.mark.parametrize("make", [mdm, oru], ids=["MDM", "ORU"])
@pytest.mark.parametrize("plan", PLANS)
def test_the_published_pps_goes_through_each_flow(make_world, plan, make):
    world = make_world(CHANGES)
    first = world.remember((SHARED / "data/cda-examples" / plan).read_bytes())
    second = world.remember(next_version(first))
    replaces = {"replaces": unique_id_of(first)} if make is mdm else {}
    with link(world) as connection:
        assert verdict(connection.send(make(first))) == "AA"
        assert settled(world, first)["state"] == "registered"
        assert verdict(connection.send(make(second, "replace", **replaces))) == "AA"
        assert settled(world, second)["state"] == "registered"
        assert verdict(connection.send(make(second, "delete"))) == "AA"
    there = wait_until(lambda: (now := world.simulator.registered())[unique_id_of(second)]["status"] == "Deleted" and now,
                       "the deletion")
    assert there[unique_id_of(first)]["status"] == "Deprecated"
    assert len(there) == 2
