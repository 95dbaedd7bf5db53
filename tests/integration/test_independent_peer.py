"""The gateway's HL7 v2 against software that shares nothing with it: Debian's python3-hl7, as client and as server."""
import asyncio
import shutil
import subprocess
import threading
from pathlib import Path

import hl7
import hl7.client
import hl7.mllp
from harness import PATIENCE, configuration, unique_id_of, wait_until
from messages import mdm, oru


class Receiver:
    """A CREATEUR made of hl7.mllp: keeps the receipts it takes and acknowledges each by the library's own ACK."""

    def __init__(self):
        self.received, self.loop, self.port = [], asyncio.new_event_loop(), None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        wait_until(lambda: self.port, "the receiver")

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._listen())
        self.loop.run_forever()

    async def _listen(self):
        self.server = await hl7.mllp.start_hl7_server(self._serve, host="127.0.0.1", port=0, limit=1 << 20,
                                                      encoding="utf-8")
        self.port = self.server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        try:
            while True:
                message = await reader.readmessage()
                self.received.append(message)
                writer.writemessage(message.create_ack())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)


def plain_listener(pki, receipts=None):
    platforms = configuration(pki, "/", 0)["platforms"]
    if receipts:
        platforms[0]["receipts"] = {"host": "127.0.0.1", "port": receipts, "plain": True}
    return {"mllp": {"address": "127.0.0.1", "port": 0, "plain": True, "plain_platform": "dcc-pdl"},
            "platforms": platforms}


def port_of(world):
    return world.gateway.wait_for_file(Path(world.gateway.settings["ports_file"]))["mllp"]


def test_the_client_of_python_hl7_is_acknowledged(make_world, pki):
    world = make_world(plain_listener(pki))
    with hl7.client.MLLPClient("127.0.0.1", port_of(world)) as client:
        for make in (mdm, oru):
            request = make(world.fresh()).decode()
            answer = hl7.parse(client.send_message(request).decode().strip("\x0b\x1c\r") + "\r")
            assert str(answer.segment("MSA")[1]) == "AA"
            assert str(answer.segment("MSA")[2]) == str(hl7.parse(request).segment("MSH")[10])
            assert str(answer.segment("MSH")[9][0][0]) == "ACK"
        refused = hl7.parse(client.send_message(mdm(world.fresh()).decode().replace("ORC|NW", "ORC|CA"))
                            .decode().strip("\x0b\x1c\r") + "\r")
        assert str(refused.segment("MSA")[1]) == "AE" and refused.segments("ERR")


def test_mllp_send_delivers_a_file(make_world, pki, tmp_path):
    world = make_world(plain_listener(pki))
    document = world.fresh()
    (tmp_path / "message.hl7").write_bytes(mdm(document))
    sent = subprocess.run([shutil.which("mllp_send"), "--loose", "--port", str(port_of(world)), "--file",
                           tmp_path / "message.hl7", "127.0.0.1"], capture_output=True, timeout=PATIENCE, check=False)
    assert sent.returncode == 0 and b"MSA|AA|" in sent.stdout, sent
    assert wait_until(lambda: world.simulator.registered().get(unique_id_of(document)), "the registration")


def test_the_server_of_python_hl7_takes_our_receipt(make_world, pki):
    receiver = Receiver()
    try:
        world = make_world(plain_listener(pki, receiver.port))
        document = world.fresh()
        with hl7.client.MLLPClient("127.0.0.1", port_of(world)) as client:
            client.send_message(mdm(document, on=("DESTDMP", "ACK_RECEPTION"), control="PDL-7").decode())
        (receipt,) = wait_until(lambda: receiver.received, "the receipt")
        assert str(receipt.segment("MSH")[9]) == "ZAM^Z01^ZAM_Z01"
        assert str(receipt.segment("OBX")[4]) == "PDL-7"
        assert str(receipt.segment("OBX")[5][0][0]) == "Y"

        def acknowledged():
            told = world.gateway.client().get(f"/v1/documents?unique_id={unique_id_of(document)}").json()
            return any(one["event"] == "receipt-acknowledged" for one in told["history"])

        wait_until(acknowledged, "the acknowledgement")
    finally:
        receiver.close()
