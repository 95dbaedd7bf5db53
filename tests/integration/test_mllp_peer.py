"""The tests' own MLLP peer, client against server: what later tests rely on."""

import ssl

import mllp
import pytest


def echo(message):
    return None if message == b"close" else b"ack " + message


@pytest.fixture
def secure(pki):
    with mllp.Server(echo, mllp.context(pki, "gateway-server", server_side=True)) as server:
        yield server


def test_a_plain_message_is_answered():
    with mllp.Server(echo) as server, mllp.connect(server.port) as peer:
        assert peer.send(b"MSH|one") == b"ack MSH|one"
        assert server.received == [b"MSH|one"]


def test_several_messages_share_a_connection(secure, pki):
    with mllp.connect(secure.port, mllp.context(pki, "platform-pdl")) as peer:
        assert [peer.send(b"%d" % i) for i in range(5)] == [b"ack %d" % i for i in range(5)]
    assert secure.connections == 1


def test_messages_are_found_however_the_stream_is_cut():
    stream = mllp.framed(b"MSH|one\rPID|1") + mllp.framed(b"") + mllp.framed(b"MSH|two")
    with mllp.Server(echo) as server, mllp.connect(server.port) as peer:
        for i in range(len(stream)):
            assert peer.write(stream[i:i + 1])
        assert [peer.receive() for _ in range(3)] == [b"ack MSH|one\rPID|1", b"ack ", b"ack MSH|two"]


def test_a_long_message_is_carried(secure, pki):
    text = b"x" * 3_000_000
    with mllp.connect(secure.port, mllp.context(pki, "platform-pdl")) as peer:
        assert peer.send(text) == b"ack " + text


def test_a_server_may_close_without_an_answer():
    with mllp.Server(echo) as server, mllp.connect(server.port) as peer:
        assert peer.write(mllp.framed(b"close"))
        assert peer.closed()
    with mllp.Server(echo) as server, mllp.connect(server.port) as peer, pytest.raises(mllp.Closed):
        peer.send(b"close")


@pytest.mark.parametrize("certificate", [None, "wrong-ca"])
def test_a_client_without_a_trusted_certificate_is_not_answered(secure, pki, certificate):
    with pytest.raises((mllp.Closed, ssl.SSLError)):
        with mllp.connect(secure.port, mllp.context(pki, certificate)) as peer:
            peer.send(b"MSH|one")
    assert secure.received == []


@pytest.mark.parametrize("certificate", ["wrong-ca-server", "wrong-name-server"])
def test_a_server_that_is_not_the_one_meant_is_not_sent_anything(pki, certificate):
    with mllp.Server(echo, mllp.context(pki, certificate, server_side=True)) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            mllp.connect(server.port, mllp.context(pki, "platform-pdl"))
        assert server.received == []


def test_a_server_that_ends_closes_its_connections():
    server = mllp.Server(echo)
    with mllp.connect(server.port) as peer:
        assert peer.send(b"MSH|one") == b"ack MSH|one"
        server.close()
        assert peer.closed()
