"""Initial, replacement, deletion by message: the registry ends in exactly the right state whatever happens at a step."""
import signal
from pathlib import Path

import mllp
import pytest
from harness import PDL, ins_of, next_version, unique_id_of, wait_until
from messages import mdm, oru, verdict
from test_receipts import Createur, fields, first_of, receiving_world  # noqa: F401 (a fixture)

WANTED = ("DESTDMP", "ACK_RECEPTION")
QUICK = {"national": {"answer_timeout": "1s", "connect_timeout": "1s", "lease": "4s",
                      "retry": {"first": "50ms", "longest": "200ms"}, "breaker": {"failures": 50}}}
STEPS = ("initial", "replace", "delete")
# The DMP's answer is lost after it did what was asked, or before; the request is cut; it answers something else.
FAULTS = ("cut_after", "cut_before", "cut_middle", "garbage", "http503")
SERVICE = {"initial": "repository", "replace": "repository", "delete": "registry"}


class Case:
    """A document and its second version, and the messages about them."""

    def __init__(self, world, createur, make=mdm):
        self.world, self.createur, self.make = world, createur, make
        self.first = world.fresh()
        self.second = world.remember(next_version(self.first))
        self.controls = {}

    def send(self, step):
        document = self.first if step == "initial" else self.second
        more = {"replaces": unique_id_of(self.first)} if step == "replace" and self.make is mdm else {}
        message = self.make(document, step, on=WANTED, **more)
        self.controls[step] = fields(message, "MSH")[9]
        port = self.world.gateway.wait_for_file(Path(self.world.gateway.settings["ports_file"]))["mllp"]
        with mllp.connect(port, mllp.context(self.world.pki, PDL)) as connection:
            assert verdict(connection.send(message)) == "AA"

    def statuses(self):
        there = self.world.simulator.registered()  # Fails on what is there twice.
        return [there.get(unique_id_of(one), {}).get("status") for one in (self.first, self.second)]

    def told(self, step):
        """The receipt of a step: Y or N. There is one, however often it was sent."""
        receipt = first_of(self.createur, self.controls[step])
        told = {(fields(one, "MSH")[9], fields(one, "OBX")[5][0]) for one in self.createur.of(self.controls[step])}
        assert len(told) == 1, told
        return fields(receipt, "OBX")[5][0]

    def ended(self, step):
        """Waits until the step is done and told."""
        wanted = {"initial": ["Approved", None], "replace": ["Deprecated", "Approved"],
                  "delete": ["Deprecated", "Deleted"]}[step]
        wait_until(lambda: self.statuses() == wanted, f"{step}: {wanted}")
        assert self.told(step) == "Y"


@pytest.fixture
def createur():
    made = Createur().come()
    yield made
    made.go()


def restart(world):
    world.gateway.signal(signal.SIGKILL)
    world.gateway.wait()
    world.gateway.start()


@pytest.mark.parametrize("make", [mdm, oru], ids=["MDM", "ORU"])
@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_at_each_step_changes_nothing_of_the_end(receiving_world, createur, mode, make):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur, make)
    for step in STEPS:
        before = world.simulator.counts()["faults"].get(mode, 0)
        # A deletion asks the registry first; a replacement does, too, which is another test's.
        more = {"action": "UpdateDocumentSet"} if step == "delete" else {}
        world.simulator.faults(mode, service=SERVICE[step], count=1, **more)
        case.send(step)
        case.ended(step)
        assert world.simulator.counts()["faults"][mode] == before + 1, "the fault did not happen"
        world.simulator.faults("none")


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_after_the_acknowledgement_of_a_step_loses_none(receiving_world, createur, step):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    for one in STEPS:
        if one == step:
            # Nothing gets through: the kill finds the step acknowledged and not done.
            world.simulator.faults("http503")
        case.send(one)
        if one == step:
            restart(world)
            world.simulator.faults("none")
        case.ended(one)


def test_a_kill_between_each_two_steps_changes_nothing(receiving_world, createur):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    for step in STEPS:
        case.send(step)
        case.ended(step)
        restart(world)
    assert case.statuses() == ["Deprecated", "Deleted"]


def test_all_three_at_once_wait_for_each_other(receiving_world, createur):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    world.simulator.faults("http503")
    for step in STEPS:
        case.send(step)
    world.simulator.faults("none")
    # The deletion came before its document was sent: that one is withdrawn, and replaces nothing.
    assert case.told("delete") == "Y" and case.told("replace") == "N" and case.told("initial") == "Y"
    assert case.statuses() == ["Approved", None]


def test_a_replacement_that_comes_before_what_it_replaces_is_told_and_stands_alone(receiving_world, createur):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    case.send("replace")
    assert case.told("replace") == "Y"
    assert case.statuses() == [None, "Approved"]
    status = world.gateway.client().get(f"/v1/documents?unique_id={unique_id_of(case.second)}").json()
    assert "première version" in status["text"], "the trace of what the DMP never had"
    # The older one is a document of its own, as the volet knows no way to file a version behind another.
    case.send("initial")
    assert case.told("initial") == "Y"
    assert case.statuses() == ["Approved", "Approved"]


def test_a_replacement_that_overtakes_an_undelivered_one_waits_its_turn(receiving_world, createur):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    world.simulator.faults("http503")
    case.send("replace")
    case.send("initial")
    # Until the first one is tried, the replacement may be on the wire, and then it goes first.
    tried = f"/v1/documents?unique_id={unique_id_of(case.first)}"
    wait_until(lambda: world.gateway.client().get(tried).json()["attempts"] > 0, "the first version is tried")
    world.simulator.faults("none")
    case.ended("replace")
    assert case.told("initial") == "Y"


def test_a_replacement_of_what_the_dmp_refused_is_a_first_version(receiving_world, createur):  # noqa: F811
    world = receiving_world(createur, changes=QUICK)
    case = Case(world, createur)
    world.simulator.patients(closed=[ins_of(case.first)])
    case.send("initial")
    assert case.told("initial") == "N"
    world.simulator.patients()
    case.send("replace")
    assert case.told("replace") == "Y"
    assert case.statuses() == [None, "Approved"]
