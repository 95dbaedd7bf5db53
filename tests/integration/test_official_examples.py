"""The examples that the Agence du Numérique en Santé publishes; PPS_SHARED names the folder that holds them."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from harness import unique_id_of

EXAMPLES = ["CANCER-PPS_2022.01_Autopresentable.xml", "CANCER-PPS_2022.01_feuille-de-style-externe.xml",
            "CANCER-FRCP_2022.01_Appareil.xml", "CANCER-FRCP_2022.01_Transversale.xml"]

pytestmark = pytest.mark.skipif(not os.environ.get("PPS_SHARED"),
                                reason="PPS_SHARED does not name the folder of the published examples")


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_official_example_is_accepted_and_becomes_registered(world, name):
    document = world.remember((Path(os.environ["PPS_SHARED"]) / "data/cda-examples" / name).read_bytes())
    status = world.deliver(document)
    assert status["state"] == "registered", status
    assert status["kind"] == ("pps" if "PPS" in name else "rcp")
    entry = world.simulator.registered()[unique_id_of(document)]
    # A separate stylesheet is not wanted by the DMP: the line that names it is left out, and nothing else.
    sent = re.sub(rb'<\?xml-stylesheet(?![^?]*href="#)[^?]*\?>\r?\n', b"", document, count=1)
    assert (sent == document) == ("Autopresentable" in name)
    assert entry["hash"] == hashlib.sha1(sent).hexdigest() and entry["size"] == len(sent)
