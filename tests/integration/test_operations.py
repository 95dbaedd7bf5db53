"""What operators see and do: health, metrics, log, reload, stop, a full disk."""

import http.client
import json
import shutil
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness import (BZH, PDL, Gateway, metric, program, read_answer, refused_by_tls, unique_id_of, wait_until)

POST = b"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\n"


def test_live_and_ready_answer_in_plain_text(world):
    live, ready = world.gateway.operator("/health/live"), world.gateway.operator("/health/ready")
    assert live.status == 200 and live.body == b"live\n"
    assert ready.status == 200 and ready.body == b"ready\n"


def test_the_health_page_tells_about_each_part(world):
    assert world.deliver(world.fresh())["state"] == "registered"
    answer = world.gateway.operator("/health")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("application/json")
    health = answer.json()
    assert health["status"] == "ready" and health["message"] and health["version"]
    assert health["store"]["ok"] and health["store"]["writable"] and health["store"]["integrity_ok"]
    assert health["store"]["database_bytes"] > 0 and health["store"]["schema_version"] >= 1
    assert health["disk"]["ok"] and health["disk"]["free_bytes"] > health["disk"]["wanted_bytes"] > 0
    services = {one["name"]: one for one in health["national_endpoint"]["services"]}
    assert health["national_endpoint"]["ok"] and health["national_endpoint"]["registered_today"] >= 1
    assert services["repository"]["circuit_breaker"] == services["registry"]["circuit_breaker"] == "closed"
    assert services["repository"]["last_success"]
    assert health["queue"]["registered"] >= 1 and health["queue"]["oldest_pending_seconds"] == 0
    assert {one["use"] for one in health["certificates"]} == {"receive", "national", "sign", "receive-crl", "national-crl"}
    for one in health["certificates"]:
        assert one["ok"] and 700 < one["days_left"] <= 825
        assert one["use"].endswith("-crl") or "OU=10B0127189" in one["subject"]


def test_the_background_check_of_the_database_ends(world):
    wait_until(lambda: world.gateway.health()["store"]["integrity_check_complete"], "the integrity check")


def test_metrics_are_prometheus_text_and_say_what_happened(world):
    before = world.gateway.metrics()  # Fails on what is not Prometheus text.
    assert world.deliver(world.fresh())["state"] == "registered"
    answer = world.gateway.operator("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    after = world.gateway.metrics()

    def grown(name, **labels):
        return metric(after, name, **labels) - metric(before, name, **labels)

    assert grown("pps_documents_total", region="52", platform="dcc-pdl", event="received") == 1
    assert grown("pps_documents_total", region="52", platform="dcc-pdl", event="registered") == 1
    assert grown("pps_http_requests_total", route="POST /v1/documents", status="202") == 1
    assert grown("pps_submit_seconds_count") == 1
    assert grown("pps_submit_seconds_bucket", le="+Inf") == 1
    assert grown("pps_national_exchanges_total", service="repository", outcome="success") == 1
    assert metric(after, "pps_deliveries", state="registered") >= 1
    assert metric(after, "pps_store_writable") == 1 and metric(after, "pps_store_integrity_ok") == 1
    assert metric(after, "pps_certificate_expiry_timestamp_seconds", use="sign") > time.time()
    assert metric(after, "process_resident_memory_bytes") > 1_000_000
    buckets = sorted((float(dict(labels)["le"]), value) for (name, labels), value in after.items()
                     if name == "pps_submit_seconds_bucket")
    assert [value for _, value in buckets] == sorted(value for _, value in buckets), "buckets must be cumulative"


def test_the_operator_port_knows_its_routes_only(world):
    assert world.gateway.operator("/").status == 200
    missing = world.gateway.operator("/v1/documents")
    assert missing.status == 404 and b"/health" in missing.body
    wrong = world.gateway.operator("/metrics", "POST")
    assert wrong.status == 405 and "GET" in wrong.headers["Allow"]
    head = world.gateway.operator("/metrics", "HEAD")
    assert head.status == 200 and head.body == b"" and int(head.headers["Content-Length"]) > 0


def test_the_log_tells_each_step_of_a_document_in_one_line(world):
    status = world.deliver(world.fresh())
    wait_until(lambda: any(one["document"] == status["id"] for one in world.gateway.events("document.registered")),
               "the last step is logged")
    lines = [one for one in world.gateway.log() if one.get("document") == status["id"]]
    assert [one["event"] for one in lines] == ["document.accepted", "document.sending", "document.registered"], lines
    assert len({one["correlation"] for one in lines}) == 1
    assert lines[0]["platform"] == "dcc-pdl" and lines[0]["region"] == "52" and lines[0]["kind"] == "pps"
    assert all(one["ts"].endswith("Z") and one["level"] == "info" for one in lines)


def test_progress_is_logged_by_region_and_for_all(world):
    world.deliver(world.fresh())
    world.deliver(world.fresh("pps-self-presenting.xml"), BZH)
    counted = world.gateway.metrics()

    def told():
        last = {}
        for one in world.gateway.events("progress"):
            last[one["region"]] = one
        enough = {"52", "53", "*"} <= last.keys() and \
            last["*"]["received"] >= metric(counted, "pps_documents_total", event="received")
        return last if enough else None

    last = wait_until(told, "a progress line")
    assert last["*"]["received"] == last["52"]["received"] + last["53"]["received"]
    assert last["*"]["registered"] == last["52"]["registered"] + last["53"]["registered"]
    assert last["*"]["queued"] == 0 and last["*"]["refused"] == 0 and last["*"]["oldest_s"] == 0


def test_a_reload_takes_a_revocation_into_account_and_drops_nobody_else(make_world, pki, tmp_path):
    own = pki.copy_to(tmp_path / "pki")
    world = make_world(pki=own)
    bzh, pdl = world.gateway.client(BZH), world.gateway.client(PDL)
    of_bzh, of_pdl = bzh.open(), pdl.open()
    for client, connection in ((bzh, of_bzh), (pdl, of_pdl)):
        assert client.get("/v1/documents?unique_id=1.2.3", connection).status == 404
    kept = of_bzh.sock
    own.revoke(PDL)
    world.gateway.signal(signal.SIGHUP)
    world.gateway.wait_for_event("reload.done")

    answer = bzh.push(world.fresh("pps-self-presenting.xml"), connection=of_bzh)
    assert answer.status == 202 and of_bzh.sock is kept, "the connection of another platform was dropped"
    try:  # Its connection is still open, but it is not trusted any more.
        answer = pdl.push(world.fresh(), connection=of_pdl)
        assert answer.status == 403 and answer.json()["type"].endswith("no-longer-trusted"), answer
        assert answer.headers["Connection"] == "close"
    finally:
        of_pdl.close()
    assert refused_by_tls(pdl)
    assert bzh.settled(bzh.push(world.fresh("pps-self-presenting.xml")).json()["id"])["state"] == "registered"
    of_bzh.close()
    assert world.gateway.events("audit.no-longer-trusted")


def test_a_reload_takes_a_new_server_certificate_and_new_platforms(make_world, pki, tmp_path):
    own = pki.copy_to(tmp_path / "pki")
    world = make_world(pki=own)

    def presented():
        with world.gateway.client(BZH).raw() as secure:
            return secure.getpeercert(True)

    before = presented()
    for suffix in ("crt", "chain.pem", "key"):  # Another certificate that verifies for the same name.
        shutil.copy(own.folder / f"simulator-server.{suffix}", own.folder / f"gateway-server.{suffix}")
    world.gateway.settings["platforms"][0]["certificate_subjects"].append(
        "CN=Plateforme inconnue,OU=399900029200014,O=ETABLISSEMENT NON DECLARE DEV,ST=Finistere (29),C=FR")
    assert world.gateway.client("unknown-platform").get("/v1/documents?unique_id=1.2.3").status == 403
    world.gateway.write_settings(world.gateway.settings)
    world.gateway.signal(signal.SIGHUP)
    world.gateway.wait_for_event("reload.done")
    assert presented() != before
    assert world.gateway.client("unknown-platform").get("/v1/documents?unique_id=1.2.3").status == 404


@pytest.mark.parametrize("what", ["the configuration", "a certificate", "the revocation lists"])
def test_a_reload_of_something_broken_keeps_what_was(make_world, pki, tmp_path, what):
    own = pki.copy_to(tmp_path / "pki")
    world = make_world(pki=own)
    if what == "the configuration":
        world.gateway.config_file.write_text('{"environment": "test", ')
    elif what == "a certificate":
        (own.folder / "gateway-server.chain.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
    else:
        (own.folder / "crl/all.pem").unlink()
    world.gateway.signal(signal.SIGHUP)
    event = world.gateway.wait_for_event("reload.refused")[0]
    assert event["level"] == "error" and event["error"]
    assert world.deliver(world.fresh())["state"] == "registered"
    assert not world.gateway.events("reload.done")


def begin_request(world, document, sent=1000):
    """A connection on which a request has begun: its header was read, and a part of its body was sent."""
    secure = world.gateway.client().raw()
    secure.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(document))
    assert secure.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
    secure.sendall(document[:sent])
    return secure


def test_sigterm_lets_a_request_in_flight_end_and_exits_0(make_world):
    world = make_world()
    document = world.fresh()
    client = world.gateway.client()
    idle = client.open()
    assert client.get("/v1/documents?unique_id=1.2.3", idle).status == 404
    with begin_request(world, document) as secure:
        world.gateway.signal(signal.SIGTERM)
        world.gateway.wait_for_event("gateway.stopping")
        try:
            client.get("/v1/documents?unique_id=1.2.3")
            raise AssertionError("a new connection was served while stopping")
        except OSError:
            pass
        assert world.gateway.running(), "did not wait for the request in flight"
        secure.sendall(document[1000:])
        answer = read_answer(secure)
        assert answer.status == 202, answer
    idle.close()
    assert world.gateway.wait() == 0
    assert not world.gateway.events("gateway.drain_cut")
    assert world.gateway.events("gateway.stopped")
    world.gateway.start()
    assert world.gateway.client().settled(answer.json()["id"])["state"] == "registered"
    assert unique_id_of(document) in world.simulator.registered()


def test_sigterm_does_not_wait_for_ever_for_who_sends_nothing_more(make_world):
    world = make_world({"drain_timeout": "500ms"})
    with begin_request(world, world.fresh()):
        world.gateway.signal(signal.SIGTERM)
        assert world.gateway.wait() == 0
    assert world.gateway.events("gateway.drain_cut")


def test_sigterm_cuts_a_delivery_that_the_dmp_leaves_unanswered_and_exits_0(make_world):
    world = make_world({"drain_timeout": "300ms"})
    world.simulator.faults("latency", latency_ms=4000, service="repository")
    one = world.gateway.client().push(world.fresh()).json()["id"]
    wait_until(lambda: world.simulator.counts()["faults_injected"] == 1, "the simulator keeps it waiting")
    world.gateway.signal(signal.SIGTERM)
    assert world.gateway.wait() == 0
    assert world.gateway.events("gateway.drain_cut")
    world.simulator.faults("none")
    world.gateway.start()
    assert world.gateway.client().settled(one)["state"] == "registered"
    assert len(world.simulator.registered()) == 1


def test_a_store_of_another_key_is_not_opened(make_world):
    world = make_world()
    world.gateway.stop()
    other = world.gateway.folder / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    config = json.loads(world.gateway.config_file.read_text())
    config["store"]["key_file"] = str(other)
    changed = world.gateway.folder / "other-key.json"
    changed.write_text(json.dumps(config))
    ended = subprocess.run([program("pps-gateway"), "serve", "--config", changed], capture_output=True, text=True,
                           timeout=30, check=False)
    assert ended.returncode != 0 and "not the key" in ended.stderr, ended
    world.gateway.start()


def test_sigterm_while_documents_wait_keeps_them_for_the_next_start(make_world):
    world = make_world()
    world.simulator.faults("busy", service="repository")
    client = world.gateway.client()
    ids = [client.push(world.fresh()).json()["id"] for _ in range(5)]
    world.gateway.stop()
    world.simulator.faults("none")
    world.gateway.start()
    for one in ids:
        assert world.gateway.client().settled(one)["state"] == "registered"
    assert len(world.simulator.registered()) == 5


def test_sigterm_under_load_loses_nothing_that_was_acknowledged(make_world):
    world = make_world()
    client = world.gateway.client()
    acknowledged, stopped = [], threading.Event()

    def send():
        while not stopped.is_set():
            try:
                answer = client.push(world.fresh())
            except (OSError, http.client.HTTPException):
                return  # Closed or refused: not acknowledged.
            if answer.status == 202:
                acknowledged.append(answer.json()["id"])

    senders = [threading.Thread(target=send) for _ in range(4)]
    for one in senders:
        one.start()
    wait_until(lambda: len(acknowledged) >= 20, "documents are coming in")
    world.gateway.signal(signal.SIGTERM)
    assert world.gateway.wait() == 0
    stopped.set()
    for one in senders:
        one.join()
    assert not world.gateway.events("gateway.drain_cut")
    world.gateway.start()
    for one in acknowledged:
        assert world.gateway.client().settled(one)["state"] == "registered"
    received = metric(world.gateway.metrics(), "pps_documents_total", event="received")
    assert received >= len(acknowledged) and received == len(world.simulator.registered())


def test_more_than_can_be_handled_is_503_and_what_was_accepted_is_kept(make_world):
    world = make_world({"workers": 1, "store": {"max_waiting": 1}})
    client = world.gateway.client()
    documents = [world.fresh("pps-full.xml") for _ in range(40)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(client.push, documents))
    assert {one.status for one in answers} <= {202, 503}, [one for one in answers if one.status not in (202, 503)]
    for one in answers:
        if one.status == 503:
            assert int(one.headers["Retry-After"]) > 0
            assert one.json()["type"] == "urn:pps-gateway:problem:overloaded"
    accepted = [one.json()["id"] for one in answers if one.status == 202]
    assert accepted
    for one in accepted:
        wait_until(lambda one=one: client.get(f"/v1/documents/{one}").status == 200, "it can be asked for")
        wait_until(lambda one=one: client.get(f"/v1/documents/{one}").json().get("state") == "registered", "registered")
    assert len(world.simulator.registered()) == len(accepted)


def test_while_stopping_the_gateway_is_alive_but_not_ready(make_world):
    world = make_world()
    document = world.fresh()
    with begin_request(world, document) as secure:
        world.gateway.signal(signal.SIGTERM)
        wait_until(lambda: world.gateway.operator("/health/ready").status == 503, "not ready")
        assert world.gateway.operator("/health/live").status == 200
        secure.sendall(document[1000:])
        assert read_answer(secure).status == 202
    assert world.gateway.wait() == 0


def test_a_second_gateway_on_the_same_store_refuses_to_start(make_world, tmp_path):
    world = make_world()
    settings = dict(world.gateway.settings, ports_file=str(tmp_path / "second.ports"))
    second = Gateway(tmp_path / "second", world.pki, settings)
    second.launch(["serve", "--config", str(second.config_file)])
    assert second.wait() == 69
    assert second.err_file.read_text().strip(), "it does not say why"
    assert not (tmp_path / "second.ports").exists()
    assert world.deliver(world.fresh())["state"] == "registered"


def test_another_key_does_not_open_the_store(make_world, pki, tmp_path):
    own = pki.copy_to(tmp_path / "pki")
    world = make_world(pki=own)
    world.simulator.faults("busy", service="repository")
    answer = world.gateway.client().push(world.fresh())
    assert answer.status == 202
    world.gateway.stop()
    (own.folder / "storage.key").write_text("00" * 32 + "\n")
    world.simulator.faults("none")
    world.gateway.launch(["serve", "--config", str(world.gateway.config_file)])

    def settled():
        if not world.gateway.running():
            return "refused to start"
        return any(one["event"] == "delivery.unreadable" for one in world.gateway.log()) and "said it"

    wait_until(settled, "the other key is noticed")
    assert not world.simulator.registered(), "something unreadable was sent"
    world.gateway.kill()
    world.gateway.process = None


def limit_file_size(gateway, size):
    """To the store, a limit on the size of files is what a full disk is: writes fail."""
    subprocess.run(["prlimit", "--pid", str(gateway.pid), f"--fsize={size}:unlimited"], check=True)


def test_a_full_disk_is_503_and_the_gateway_recovers_without_restart(make_world):
    world = make_world(through_pipe=True)
    client = world.gateway.client()
    assert world.deliver(world.fresh())["state"] == "registered"

    limit_file_size(world.gateway, 4096)
    refused = world.fresh()
    answer = client.push(refused)
    assert answer.status == 503, answer
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["type"] == "urn:pps-gateway:problem:storage-unavailable"
    assert world.gateway.operator("/health/ready").status == 503
    health = world.gateway.operator("/health").json()
    assert health["status"] == "not-ready" and not health["store"]["writable"] and health["store"]["last_error"]
    assert metric(world.gateway.metrics(), "pps_store_writable") == 0
    assert client.push(world.fresh()).status == 503
    found = client.get("/v1/documents?unique_id=" + unique_id_of(refused))
    assert found.status in (404, 503), found

    limit_file_size(world.gateway, "unlimited")
    answer = wait_until(lambda: (lambda a: a if a.status == 202 else None)(client.push(refused)), "it accepts again")
    assert "Pps-Repeated" not in answer.headers, "it had been kept although refused"
    assert client.settled(answer.json()["id"])["state"] == "registered"
    assert world.gateway.operator("/health/ready").status == 200
    assert metric(world.gateway.metrics(), "pps_documents_total", event="received") == 2
    assert len(world.simulator.registered()) == 2


def test_a_disk_that_fills_at_any_point_leaves_the_store_whole(make_world):
    world = make_world(through_pipe=True)
    client = world.gateway.client()
    store = world.folder / "store"
    refused, accepted = 0, 0
    for step in range(8):
        # A little above what the largest file has now, so that a write is cut at another place each time.
        largest = max(file.stat().st_size for file in store.iterdir())
        limit_file_size(world.gateway, largest + 1 + step * 1733)
        kept = None
        for _ in range(40):
            document = world.fresh()
            answer = client.push(document)
            if answer.status != 202:
                assert answer.status == 503, answer
                kept = document
                break
            accepted += 1
        limit_file_size(world.gateway, "unlimited")
        if kept:
            refused += 1
            wait_until(lambda: client.push(kept).status == 202, "it accepts again")
            accepted += 1
    assert refused > 0, "the disk was never full"
    wait_until(lambda: world.gateway.health()["queue"]["registered"] == accepted, "all are registered")
    assert metric(world.gateway.metrics(), "pps_documents_total", event="received") == accepted
    assert len(world.simulator.registered()) == accepted
    world.gateway.stop()
    world.gateway.start()
    wait_until(lambda: world.gateway.health()["store"]["integrity_check_complete"], "the integrity check")
    assert world.gateway.health()["store"]["integrity_ok"]


def test_a_full_disk_during_deliveries_registers_nothing_twice(make_world):
    world = make_world({"national": {"lease": "8s", "connect_timeout": "1s", "answer_timeout": "3s"}}, through_pipe=True)
    client = world.gateway.client()
    world.simulator.faults("latency", latency_ms=700, service="repository", count=4)
    ids = [client.push(world.fresh()).json()["id"] for _ in range(4)]
    wait_until(lambda: world.gateway.health()["queue"]["sending"] > 0, "they are being sent")
    limit_file_size(world.gateway, 4096)
    wait_until(lambda: len(world.simulator.registered()) == 4, "the simulator has them")
    time.sleep(0.3)  # Their outcomes cannot be written.
    limit_file_size(world.gateway, "unlimited")
    for one in ids:
        assert client.settled(one)["state"] == "registered"
    assert len(world.simulator.registered()) == 4


def test_little_free_space_makes_the_gateway_not_ready(make_world):
    world = make_world({"store": {"min_free_bytes": "900000GiB"}})
    assert world.gateway.operator("/health/ready").status == 503
    health = world.gateway.operator("/health").json()
    assert not health["disk"]["ok"] and health["store"]["ok"]


def test_what_is_received_survives_a_kill_with_its_counts(make_world):
    world = make_world()
    world.simulator.faults("busy", service="repository")
    client = world.gateway.client()
    ids = [client.push(world.fresh()).json()["id"] for _ in range(20)]
    world.gateway.kill()
    world.gateway.start()
    samples = world.gateway.metrics()
    assert metric(samples, "pps_documents_total", event="received") == 20
    world.simulator.faults("none")
    for one in ids:
        assert world.gateway.client().settled(one)["state"] == "registered"
    assert metric(world.gateway.metrics(), "pps_documents_total", event="registered") == 20


def test_the_log_level_hides_what_is_below(make_world):
    world = make_world({"log": {"level": "error"}})
    assert world.deliver(world.fresh())["state"] == "registered"
    assert all(one["level"] == "error" for one in world.gateway.log()), json.dumps(world.gateway.log())
