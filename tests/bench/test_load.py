"""The loader against a small HTTPS server: what it sends, what it counts, and whom it refuses to talk to."""

import collections
import http.server
import json
import os
import re
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = PROJECT / "tests/samples/pps-minimal.xml"
ID = re.compile(rb'<id root="(1\.2\.250\.1\.999\.7\.300\.5\.1\.\d{9})"/>')
SET_ID = re.compile(rb'<setId root="(1\.2\.250\.1\.999\.7\.300\.5\.2\.\d{9})"/>')


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki") / "pki"
    subprocess.run(["bash", str(PROJECT / "certs/make-pki.sh"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


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

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki / f"{certificate}.chain.pem", pki / f"{certificate}.key")
        context.load_verify_locations(pki / "trusted.pem")
        context.verify_mode = ssl.CERT_REQUIRED
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
