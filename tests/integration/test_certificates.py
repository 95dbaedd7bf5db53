"""Who may connect to the gateway, how, and to whom the gateway connects."""

import socket
import ssl
import warnings

import pytest
from harness import BZH, PDL, metric, refused_by_tls, unique_id_of, wait_until

CHANGES = {"receive": {"handshake_timeout": "1s"}}


def incidents(world, what):
    return metric(world.gateway.metrics(), "pps_http_incidents_total", what=what)


@pytest.mark.parametrize("certificate", [None, "wrong-expired", "wrong-revoked", "wrong-ca", "wrong-eku", "wrong-no-eku"])
def test_a_certificate_that_does_not_verify_is_refused_by_tls(world, certificate):
    before = incidents(world, "tls-refused")
    assert refused_by_tls(world.gateway.client(certificate))
    wait_until(lambda: incidents(world, "tls-refused") == before + 1, "the incident is counted")
    assert world.gateway.client(PDL).get("/v1/documents?unique_id=1.2.3").status == 404


def test_the_audit_of_a_refused_certificate_names_it_each_time(make_world):
    world = make_world()
    for _ in range(2):
        refused_by_tls(world.gateway.client("wrong-revoked"))
    wait_until(lambda: len(world.gateway.events("audit.tls-refused")) == 2, "both are told")
    for event in world.gateway.events("audit.tls-refused"):
        assert event["subject"].startswith("CN=DCC Pays de la Loire") and len(event["fingerprint"]) == 64


def test_each_refused_certificate_leaves_its_own_audit_event(make_world):
    # An operator must be able to tell them apart: the second must not hide behind the first.
    world = make_world()
    expected = {
        None: "did not return", "wrong-expired": "expired", "wrong-revoked": "revoked", "wrong-eku": "purpose",
        "wrong-ca": "self-signed",  # The chain that it presents ends in a CA of its own.
    }
    for certificate in expected:
        refused_by_tls(world.gateway.client(certificate))
    wait_until(lambda: incidents(world, "tls-refused") == len(expected), "all are counted")
    events = world.gateway.events("audit.tls-refused")
    assert all(one["remote"] == "127.0.0.1" for one in events)
    told = [" ".join(map(str, one.values())) for one in events]
    for certificate, word in expected.items():
        assert any(word in one for one in told), f"no audit event for {certificate}: {told}"


def test_an_unknown_platform_is_refused_with_403_and_an_audit_event(world):
    before = incidents(world, "unknown-platform")
    document = world.fresh()
    client = world.gateway.client("unknown-platform")
    for answer in (client.push(document), client.get("/v1/documents?unique_id=1.2.3")):
        assert answer.status == 403, answer
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["type"] == "urn:pps-gateway:problem:unknown-platform"
    assert incidents(world, "unknown-platform") == before + 2
    event = world.gateway.events("audit.unknown-platform")[0]
    assert event["remote"] == "127.0.0.1"
    assert any("Plateforme inconnue" in str(value) for value in event.values()), event
    assert world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(document)).status == 404


@pytest.mark.parametrize("certificate", ["gateway-sign", "gateway-auth"])
def test_the_gateways_own_certificates_do_not_make_a_platform(world, certificate):
    client = world.gateway.client(certificate)
    if certificate == "gateway-sign":  # No clientAuth: not even a connection.
        assert refused_by_tls(client)
    else:
        assert client.get("/v1/documents?unique_id=1.2.3").status == 403


def at_most(version):
    def adjust(context):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = version

    return adjust


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_tls_before_1_2_is_refused_by_the_gateway(world, version):
    refused = refused_by_tls(world.gateway.client(PDL, at_most(version)))
    assert "ALERT_PROTOCOL_VERSION" in str(refused), refused


@pytest.mark.parametrize("cipher", ["AES256-GCM-SHA384", "AES128-SHA", "DHE-RSA-AES128-GCM-SHA256",
                                    "ECDHE-RSA-AES256-SHA384"])
def test_a_cipher_without_forward_secrecy_or_authenticated_encryption_is_refused(world, cipher):
    def adjust(context):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(cipher + ":@SECLEVEL=0")

    refused = refused_by_tls(world.gateway.client(PDL, adjust))
    assert "HANDSHAKE_FAILURE" in str(refused), refused


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_accepted_with_forward_secrecy(world, version):
    def adjust(context):
        context.minimum_version = context.maximum_version = version

    with world.gateway.client(PDL, adjust).raw() as secure:
        assert secure.version() == ("TLSv1.2" if version == ssl.TLSVersion.TLSv1_2 else "TLSv1.3")
        assert "GCM" in secure.cipher()[0] or "CHACHA20" in secure.cipher()[0]
        if version == ssl.TLSVersion.TLSv1_2:
            assert secure.cipher()[0].startswith("ECDHE")


def test_plain_http_on_the_tls_port_is_closed_without_an_answer(world):
    with socket.create_connection(("127.0.0.1", world.gateway.port), timeout=10) as plain:
        plain.sendall(b"GET /v1/documents?unique_id=1.2.3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        try:
            while got := plain.recv(4096):
                received += got
        except ConnectionError:
            pass
    assert b"HTTP/1.1" not in received
    assert world.gateway.client(BZH).get("/v1/documents?unique_id=1.2.3").status == 404


def test_a_peer_that_never_shakes_hands_is_cut(world):
    with socket.create_connection(("127.0.0.1", world.gateway.port), timeout=30) as plain:
        assert world.gateway.client(BZH).get("/v1/documents?unique_id=1.2.3").status == 404
        try:
            assert plain.recv(4096) == b""
        except ConnectionError:
            pass


@pytest.mark.parametrize("certificate", ["wrong-ca-server", "wrong-name-server"])
def test_nothing_is_sent_to_a_national_endpoint_that_does_not_verify(make_world, certificate):
    world = make_world(simulator={"certificate": certificate})
    client = world.gateway.client()
    answer = client.push(world.fresh())
    assert answer.status == 202, answer

    def tried():
        status = client.status(answer.json()["id"])
        return status if status["attempts"] >= 2 else None

    status = wait_until(tried, "several attempts")
    assert status["state"] in ("queued", "sending") and status["code"] == "not-connected", status
    assert world.simulator.counts()["requests"] == 0 and not world.simulator.registered()


def test_signing_with_a_certificate_that_is_not_org_sign_is_refused_at_start(make_world):
    world = make_world()
    world.gateway.stop()
    pki = world.pki
    world.gateway.settings["national"]["sign"] = {
        "certificate": pki.chain("gateway-auth"), "key": pki.key("gateway-auth"), "issuers": pki.trusted}
    world.gateway.write_settings(world.gateway.settings)
    world.gateway.launch(["serve", "--config", str(world.gateway.config_file)])
    assert world.gateway.wait() == 78
    assert "gateway-auth.chain.pem" in world.gateway.err_file.read_text()
    world.gateway.process = None
