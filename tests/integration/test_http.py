"""Bad HTTP: each gets the right answer, soon, and the others are not disturbed."""

import re
import threading
import time

import pytest
from harness import metric, read_answer, read_to_end, wait_until

LIMIT = 256 * 1024
CHANGES = {"receive": {"max_document_bytes": "256kiB", "header_timeout": "2s", "body_timeout": "2s",
                       "idle_timeout": "1s"}}
POST = b"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\n"


def is_problem(answer, status, reason):
    assert answer.status == status, answer
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.headers.items()
    problem = answer.json()
    assert problem["type"] == f"urn:pps-gateway:problem:{reason}" and problem["status"] == status, problem
    assert problem["title"] and problem["fr"]
    return problem


def incidents(world, what):
    return metric(world.gateway.metrics(), "pps_http_incidents_total", what=what)


def still_serves(world):
    answer = world.gateway.client().push(world.fresh())
    assert answer.status == 202, answer


@pytest.mark.parametrize("target", ["/", "/v1", "/v1/document", "/v1/documents/", "/v1/documents/a/b", "/v2/documents",
                                    "/v1/documents/../documents/x", "/metrics", "/health",
                                    "/v1/documents/" + "x" * 65])
def test_a_wrong_path_is_404(world, target):
    is_problem(world.gateway.client().get(target), 404, "not-found")


def test_an_unknown_document_is_404(world):
    is_problem(world.gateway.client().get("/v1/documents/01HZZZZZZZZZZZZZZZZZZZZZZZ"), 404, "not-found")


@pytest.mark.parametrize("method, target, allowed", [
    ("PUT", "/v1/documents", {"POST", "GET"}),
    ("DELETE", "/v1/documents", {"POST", "GET"}),
    ("PATCH", "/v1/documents", {"POST", "GET"}),
    ("PUT", "/v1/documents/abc", {"GET", "DELETE"}),
    ("POST", "/v1/documents/abc", {"GET", "DELETE"}),
])
def test_a_wrong_method_is_405_and_says_which_are_allowed(world, method, target, allowed):
    answer = world.gateway.client().request(method, target, b"", {"Content-Type": "application/xml"})
    is_problem(answer, 405, "method-not-allowed")
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == allowed


@pytest.mark.parametrize("content_type", [None, "application/json", "application/octet-stream", "text/plain",
                                          "application/xmlx", "multipart/form-data; boundary=x"])
def test_a_wrong_type_is_415(world, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    answer = world.gateway.client().request("POST", "/v1/documents", world.fresh(), headers)
    is_problem(answer, 415, "unsupported-type")


@pytest.mark.parametrize("query", ["?masked=true", "?hidden_from_patient=yes", "?hidden_from_patient=",
                                   "?hidden_from_patient=true&hidden_from_patient=false", "?unique_id=1.2.3",
                                   "?hidden_from_patient=TRUE", "?" + "&".join(f"p{i}=true" for i in range(100)),
                                   "?hidden_from_patient=%"])
def test_a_wrong_query_of_a_push_is_400(world, query):
    is_problem(world.gateway.client().push(world.fresh(), query), 400, "bad-query")


@pytest.mark.parametrize("query", ["", "?", "?id=1", "?unique_id=1.2.3&unique_id=1.2.4", "?unique_id=1.2.3&x=1"])
def test_a_wrong_query_of_a_search_is_400(world, query):
    is_problem(world.gateway.client().get("/v1/documents" + query), 400, "bad-query")


@pytest.mark.parametrize("expect", [b"Expect: 100-continue\r\n", b""], ids=["expecting", "not expecting"])
def test_a_body_over_the_limit_is_413_before_it_is_read(world, expect):
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + expect + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1))
        # Not a byte of the body has been sent: the answer comes from the header alone.
        is_problem(read_answer(secure), 413, "too-large")


def test_a_body_of_an_absurd_length_is_413(world):
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + b"Content-Length: 9223372036854775807\r\n\r\n")
        is_problem(read_answer(secure), 413, "too-large")


def test_a_client_that_sends_its_whole_body_at_once_can_still_read_the_413(world):
    answer = world.gateway.client().push(b"<x>" + b" " * (4 * LIMIT) + b"</x>")
    is_problem(answer, 413, "too-large")


def test_expect_100_continue_is_answered_then_the_document_is_accepted(world):
    document = world.fresh()
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(document))
        line = secure.recv(4096)
        assert line == b"HTTP/1.1 100 Continue\r\n\r\n"
        secure.sendall(document)
        assert read_answer(secure).status == 202


def test_a_chunked_request_is_411(world):
    document = world.fresh()
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(document), document))
        is_problem(read_answer(secure), 411, "length-required")


def test_a_request_without_a_length_is_411(world):
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + b"\r\n")
        is_problem(read_answer(secure), 411, "length-required")


@pytest.mark.parametrize("header", [b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: gzip\r\n",
                                    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                    b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                                    b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: -1\r\n",
                                    b"Content-Length: 5, 6\r\n"])
def test_an_ambiguous_length_is_refused_and_the_connection_closed(world, header):
    with world.gateway.client().raw() as secure:
        secure.sendall(POST + header + b"\r\n0\r\n\r\nGET /v1/documents?unique_id=1.2.3 HTTP/1.1\r\nHost: x\r\n\r\n")
        received = read_to_end(secure)
    assert received.startswith((b"HTTP/1.1 400", b"HTTP/1.1 411")), received
    assert len(re.findall(rb"HTTP/1\.1 \d\d\d ", received)) == 1, "what follows was taken for another request"


def test_a_huge_chunked_trailer_does_not_hurt(world):
    # Beast 1.81 throws out of the loop when it reads such a trailer.
    for _ in range(3):
        with world.gateway.client().raw() as secure:
            secure.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<x/>\n\r\n0\r\nX-Trailer: " + b"t" * 70_000 +
                           b"\r\n\r\n")
            is_problem(read_answer(secure), 411, "length-required")
    assert not world.gateway.events("loop.exception")
    still_serves(world)


def test_a_header_that_is_too_large_is_431(world):
    answer = world.gateway.client().request("GET", "/v1/documents?unique_id=1.2.3", headers={"X-Large": "x" * 20_000})
    is_problem(answer, 431, "header-too-large")


@pytest.mark.parametrize("request_line", [b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                                          b"GET /\x00 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nNo colon\r\n\r\n"])
def test_what_is_not_http_is_400_and_closed(world, request_line):
    with world.gateway.client().raw() as secure:
        secure.sendall(request_line)
        received = read_to_end(secure)
    assert received.startswith(b"HTTP/1.1 400"), received
    still_serves(world)


def test_two_requests_in_one_packet_get_two_answers(world):
    one = b"GET /v1/documents?unique_id=1.2.3 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with world.gateway.client().raw() as secure:
        secure.sendall(one + one)
        received = b""
        while received.count(b"HTTP/1.1 404") < 2:
            got = secure.recv(65536)
            assert got, received
            received += got


def slowly(secure, data, stop):
    """One byte now and then until the peer has had enough; the time when it closed."""
    for i in range(len(data)):
        if stop.is_set():
            return
        try:
            secure.sendall(data[i:i + 1])
        except OSError:
            return
        time.sleep(0.05)


@pytest.mark.parametrize("what, already, slow", [
    ("header-timeout", POST, b"X-Slow: " + b"x" * 10_000),
    ("body-timeout", POST + b"Content-Length: 10000\r\n\r\n", b"<" + b"x" * 9_999),
], ids=["header", "body"])
def test_a_slow_sender_is_cut_at_the_deadline_while_others_are_served(world, what, already, slow):
    before = incidents(world, what)
    stop = threading.Event()
    with world.gateway.client().raw() as secure:
        secure.sendall(already)
        sender = threading.Thread(target=slowly, args=(secure, slow, stop))
        sender.start()
        try:
            served = 0
            while incidents(world, what) == before:
                still_serves(world)
                served += 1
                assert served < 1000, "never cut"
                time.sleep(0.05)
            assert served > 0
            assert b"202" not in read_to_end(secure)
        finally:
            stop.set()
            sender.join()


def test_an_idle_connection_is_closed_in_the_end(world):
    client = world.gateway.client()
    with client.raw() as secure:
        secure.sendall(b"GET /v1/documents?unique_id=1.2.3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert read_answer(secure).status == 404
        assert read_to_end(secure) == b""


def test_a_client_that_leaves_in_the_middle_of_its_body_leaves_nothing(world):
    document = world.fresh()
    before = incidents(world, "body-interrupted")
    received = metric(world.gateway.metrics(), "pps_documents_total", event="received")
    secure = world.gateway.client().raw()
    secure.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(document) + document[:-100])
    secure.close()
    wait_until(lambda: incidents(world, "body-interrupted") == before + 1, "the incident is counted")
    assert metric(world.gateway.metrics(), "pps_documents_total", event="received") == received


def test_more_connections_than_configured_are_refused_and_the_others_served(make_world):
    world = make_world({"receive": {"max_connections": 3}})
    client = world.gateway.client()
    kept = [client.open() for _ in range(3)]
    for one in kept:
        assert client.get("/v1/documents?unique_id=1.2.3", connection=one).status == 404
    try:
        client.get("/v1/documents?unique_id=1.2.3")
        raise AssertionError("a fourth connection was served")
    except OSError:
        pass
    assert incidents(world, "too-many-connections") >= 1
    assert client.get("/v1/documents?unique_id=1.2.3", connection=kept[0]).status == 404
    for one in kept:
        one.close()
    wait_until(lambda: metric(world.gateway.metrics(), "pps_connections") == 0, "the connections end")
    assert client.get("/v1/documents?unique_id=1.2.3").status == 404
