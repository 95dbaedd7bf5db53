"""The loader against a small server of HTTPS or MLLP: what it sends, what it counts, and whom it refuses to talk to."""

import base64
import collections
import http.server
import itertools
import json
import os
import re
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests/integration"))
import mllp  # noqa: E402

TEMPLATE = PROJECT / "tests/samples/pps-minimal.xml"
ID = re.compile(rb'<id root="(1\.2\.250\.1\.999\.7\.300\.5\.1\.\d{9})"/>')
SET_ID = re.compile(rb'<setId root="(1\.2\.250\.1\.999\.7\.300\.5\.2\.\d{9})"/>')


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki") / "pki"
    subprocess.run(["bash", str(PROJECT / "certs/make-pki.sh"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def server_context(pki, certificate="gateway-server"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki / f"{certificate}.chain.pem", pki / f"{certificate}.key")
    context.load_verify_locations(pki / "trusted.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


class Server:
    """Answers with the statuses in turn, then 202; keeps what it got. Asks for a client certificate."""

    def __init__(self, pki, certificate="gateway-server", statuses=(), close_after=None):
        self.received, self.per_connection = [], collections.Counter()
        left, lock, server = list(statuses), threading.Lock(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    server.received.append((self.path, self.headers["Content-Type"], body))
                    server.per_connection[self.client_address] += 1
                    status = left.pop(0) if left else 202
                    last = server.per_connection[self.client_address] == close_after
                self.send_response(status)
                self.send_header("Content-Length", "2")
                if last:
                    self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        class Http(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # A loader that goes away is not an error.
                pass

            def finish_request(self, request, address):
                # In the connection's own thread: the loader connects everything before it sends anything.
                super().finish_request(context.wrap_socket(request, server_side=True), address)

        context = server_context(pki, certificate)
        self.http = Http(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def load(pki, server, *options):
    done = subprocess.run(
        [str(Path(os.environ["PPS_BIN"]) / "pps-load"), "--url", f"https://localhost:{server.http.server_port}",
         "--certificate", str(pki / "platform-pdl.chain.pem"), "--key", str(pki / "platform-pdl.key"),
         "--trusted", str(pki / "trusted.pem"), "--template", str(TEMPLATE), "--seed", "5", "--json", *options],
        capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_every_document_is_distinct_and_otherwise_the_template(pki):
    with Server(pki) as server:
        code, report, _ = load(pki, server, "--connections", "4", "--count", "50")
    assert code == 0
    assert report["documents"] == 50 and report["statuses"] == {"202": 50} and report["errors"] == {}
    assert {(path, kind) for path, kind, _ in server.received} == {("/v1/documents", "application/xml")}
    bodies = [body for _, _, body in server.received]
    assert report["bytes"] == sum(map(len, bodies))
    assert len({ID.search(body).group(1) for body in bodies}) == 50
    assert len({SET_ID.search(body).group(1) for body in bodies}) == 50
    original = TEMPLATE.read_bytes()
    own = re.search(rb'<id root="[^"]*"/>', original).group(0), re.search(rb'<setId root="[^"]*"/>', original).group(0)
    assert all(SET_ID.sub(own[1], ID.sub(own[0], body)) == original for body in bodies)
    latency = report["latency_ms"]
    assert 0 < latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"]


def test_connections_are_kept(pki):
    with Server(pki) as server:
        load(pki, server, "--connections", "2", "--count", "20")
    assert len(server.per_connection) == 2


def test_a_connection_that_the_server_ends_is_opened_again(pki):
    with Server(pki, close_after=3) as server:
        code, report, _ = load(pki, server, "--connections", "1", "--count", "9")
    assert code == 0 and report["documents"] == 9
    assert sorted(server.per_connection.values())[-1] == 3


def test_refusals_are_counted_apart_and_make_it_fail(pki):
    with Server(pki, statuses=[503, 422]) as server:
        code, report, said = load(pki, server, "--count", "10")
    assert code == 1
    assert report["documents"] == 8 and report["statuses"] == {"202": 8, "422": 1, "503": 1}
    assert "503" in said


def test_an_open_loop_also_measures_from_when_each_request_was_due(pki):
    with Server(pki) as server:
        code, report, _ = load(pki, server, "--connections", "2", "--count", "20", "--rate", "200")
    assert code == 0 and report["documents"] == 20
    assert report["latency_since_due_ms"]["max"] >= report["latency_ms"]["p50"]


@pytest.mark.parametrize("certificate", ["wrong-ca-server", "wrong-name-server"])
def test_a_server_that_is_not_the_gateway_gets_no_document(pki, certificate):
    with Server(pki, certificate=certificate) as server:
        code, report, said = load(pki, server, "--count", "1")
    assert code == 2 and report is None
    assert "certificate verify failed" in said
    assert not server.received


def message_of(document):
    data = base64.b64encode(document).decode()
    return ("MSH|^~\\&|A|B|C|D|20260301||MDM^T02^MDM_T02|CONTROL|T|2.6\rTXA|1|18776-5|TEXT|2026||||||||1.2.3\r"
            f"OBX|1|ED|18776-5||^text^XML^Base64^{data}||||||F\r").encode()


@pytest.fixture
def message(tmp_path):
    file = tmp_path / "template.hl7"
    file.write_bytes(message_of(TEMPLATE.read_bytes()))
    return file


def load_messages(pki, answer, message, *options):
    with mllp.Server(answer, server_context(pki)) as server:
        done = subprocess.run(
            [str(Path(os.environ["PPS_BIN"]) / "pps-load"), "--mllp", f"localhost:{server.port}",
             "--certificate", str(pki / "platform-pdl.chain.pem"), "--key", str(pki / "platform-pdl.key"),
             "--trusted", str(pki / "trusted.pem"), "--template", str(message), "--seed", "5", "--json", *options],
            capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout) if done.stdout else None, server.received


def control_of(request):
    return request.split(b"\r")[0].split(b"|")[9].decode()


def acknowledged(code, request):
    return f"MSH|^~\\&|C|D|A|B|2026||ACK|1|T|2.6\rMSA|{code}|{control_of(request)}\r".encode()


def test_every_message_is_distinct_and_carries_its_own_document(pki, message):
    code, report, received = load_messages(pki, lambda request: acknowledged("AA", request), message,
                                           "--connections", "4", "--count", "50")
    assert code == 0
    assert report["documents"] == 50 and report["statuses"] == {"AA": 50} and report["errors"] == {}
    assert len(set(map(control_of, received))) == 50
    original = TEMPLATE.read_bytes()
    own = re.search(rb'<id root="[^"]*"/>', original).group(0), re.search(rb'<setId root="[^"]*"/>', original).group(0)
    for request in received:
        document = base64.b64decode(re.search(rb"\^Base64\^([^|]*)\|", request).group(1), validate=True)
        assert request.split(b"\r")[1].split(b"|")[12] == ID.search(document).group(1)
        assert SET_ID.sub(own[1], ID.sub(own[0], document)) == original


def test_negative_answers_and_those_of_other_messages_are_counted_apart(pki, message):
    turns = itertools.count()

    def answer(request):
        return [acknowledged("AE", request), acknowledged("AA", message_of(b"")),
                acknowledged("AA", request)][min(next(turns), 2)]

    code, report, _ = load_messages(pki, answer, message, "--count", "5")
    assert code == 1
    assert report["statuses"] == {"AA": 3, "AE": 1, "another message's answer": 1}
