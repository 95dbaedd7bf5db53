"""As whom the DMP is asked for what came in a message: the professional or device of PRT SB, or the automaton."""
import pytest
from harness import BZH_STRUCTURE, GATEWAY_STRUCTURE, HL7, PDL, SUBJECTS, clinical_document, unique_id_of, wait_until
from messages import mdm, oru, sent_by, verdict
from test_messages import link, settled

CHANGES = {"mllp": {"address": "127.0.0.1", "port": 0}}
AUTOMATON = f"{GATEWAY_STRUCTURE}/responsable AUTOMATE"


def author_of(document):
    """PS_IdNat of the first author, who is an oncologist in the samples."""
    return clinical_document(document).find(f"{HL7}author/{HL7}assignedAuthor/{HL7}id").get("extension")


def filed(world, document, make=mdm, **how):
    """What the registry has of a document that came in a message."""
    with link(world) as connection:
        assert verdict(connection.send(make(document, **how))) == "AA"
    assert settled(world, document)["state"] == "registered"
    return world.simulator.registered()[unique_id_of(document)]


@pytest.mark.parametrize("make", [mdm, oru], ids=["MDM", "ORU"])
def test_the_professional_of_the_message_submits_with_the_profession_of_the_document(world, make):
    # The simulator wants the same person as author of the submission set, and the know-how of a doctor.
    document = world.fresh()
    entry = filed(world, document, make, sender=sent_by(author_of(document)))
    assert entry["submitter"] == f"{author_of(document)} 10/SM36"
    assert entry["structure"] == GATEWAY_STRUCTURE


def test_a_professional_whose_profession_nobody_tells_leaves_it_to_the_automaton(world):
    assert filed(world, world.fresh(), sender=sent_by("810000000017"))["submitter"] == AUTOMATON


def test_a_device_submits_as_an_automaton(world):
    assert filed(world, world.fresh(), sender=sent_by(device="DCC-7"))["submitter"] == AUTOMATON


def test_a_document_that_came_without_a_message_is_the_automatons(world):
    document = world.fresh()
    assert world.deliver(document)["state"] == "registered"
    assert world.simulator.registered()[unique_id_of(document)]["submitter"] == AUTOMATON


def test_a_deletion_is_asked_for_by_who_sends_it(world):
    document = world.fresh()
    assert filed(world, document)["submitter"] == AUTOMATON
    with link(world) as connection:
        assert verdict(connection.send(mdm(document, "delete", sender=sent_by(author_of(document))))) == "AA"
    entry = wait_until(lambda: (there := world.simulator.registered()[unique_id_of(document)])["status"] == "Deleted"
                       and there, "the deletion")
    assert entry["submitter"] == AUTOMATON
    assert entry["deleted_by"] == f"{author_of(document)} 10/SM36"


def platform(**changes):
    """The platform of the tests with other settings, and its whole configuration."""
    return {**CHANGES, "platforms": [{"id": "dcc-pdl", "name": "DCC", "region": "52", "structures": ["1499999993"],
                                      "certificate_subjects": [SUBJECTS[PDL]], **changes}]}


def test_the_structure_of_the_message_files_where_the_platform_lists_it(make_world):
    listed = {"structure_id": BZH_STRUCTURE, "structure_name": "CENTRE DE BRETAGNE", "activity_sector": "SA01",
              "responsible_id": "899900000025"}
    world = make_world(platform(senders=[listed]))
    document = world.fresh()
    entry = filed(world, document, sender=sent_by(author_of(document), structure=BZH_STRUCTURE[1:]))
    assert entry["structure"] == BZH_STRUCTURE
    assert entry["submitter"] == f"{author_of(document)} 10/SM36"
    other = world.fresh()
    entry = filed(world, other, sender=sent_by("810000000017", structure=BZH_STRUCTURE[1:]))
    assert entry["submitter"] == "899900000025 AUTOMATE"
    unlisted = world.fresh()
    assert filed(world, unlisted)["structure"] == GATEWAY_STRUCTURE


def test_the_automaton_always_submits_where_the_platform_is_configured_so(make_world):
    world = make_world(platform(submitter="automaton"))
    document = world.fresh()
    assert filed(world, document, sender=sent_by(author_of(document)))["submitter"] == AUTOMATON
