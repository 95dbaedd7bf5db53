"""The commands: check-config, push, serve's refusals, --help and --version."""

import json
import subprocess
from pathlib import Path

import pytest
from harness import (BZH, PATIENCE, PDL, SAMPLES, configuration, fresh, ins_of, merged, next_version, program,
                     unique_id_of)
from messages import fields, mdm

CHANGES = {"mllp": {"address": "127.0.0.1", "port": 0}}

OK, FAILED, USAGE, UNAVAILABLE, CONFIG = 0, 1, 64, 69, 78


def run(*arguments):
    return subprocess.run([program("pps-gateway"), *map(str, arguments)], capture_output=True, text=True,
                          timeout=4 * PATIENCE, stdin=subprocess.DEVNULL)


def push(world, *arguments, certificate=PDL, port=None):
    pki = world.pki
    return run("push", "--url", f"https://localhost:{port or world.gateway.port}", "--certificate",
               pki.chain(certificate), "--key", pki.key(certificate), "--trusted", pki.trusted, "--crl", pki.crl,
               *arguments)


def written(folder, document, name="document.xml"):
    file = folder / name
    file.write_bytes(document)
    return file


def test_help_and_version_are_told(world):
    assert run("--help").returncode == OK
    for command in ("serve", "check-config", "push"):
        assert command in run("--help").stdout
        told = run(command, "--help")
        assert told.returncode == OK and "--" in told.stdout
    told = run("--version")
    assert told.returncode == OK and told.stdout.startswith("pps-gateway ")


@pytest.mark.parametrize("arguments", [[], ["serve"], ["destroy"], ["serve", "--config"], ["push", "x.xml"]])
def test_a_wrong_command_line_is_a_usage_error(arguments):
    told = run(*arguments)
    assert told.returncode == USAGE and told.stderr


def checked(folder, pki, changes, text=None):
    file = folder / "gateway.json"
    file.write_text(text or json.dumps(merged(configuration(pki, folder, 8443), changes)))
    return run("check-config", "--config", file)


def test_a_good_configuration_is_valid_and_its_certificates_are_told(tmp_path, pki):
    told = checked(tmp_path, pki, {})
    assert told.returncode == OK, told
    assert "is valid" in told.stdout and "days left" in told.stdout and "2 platform(s)" in told.stdout
    assert not (tmp_path / "store").exists(), "checking must not create the store"


def test_comments_are_allowed_in_a_configuration(tmp_path, pki):
    text = json.dumps(configuration(pki, tmp_path, 8443), indent=1).replace("{", "{ // a comment\n /* another */", 1)
    assert checked(tmp_path, pki, {}, text).returncode == OK


def test_every_error_of_a_configuration_is_told_at_once_with_its_pointer(tmp_path, pki):
    settings = merged(configuration(pki, tmp_path, 8443), {
        "environment": "staging",
        "receive": {"port": 70000, "header_timeout": "soon", "colour": "blue"},
        "store": {"key_file": None},
        "national": {"rate_per_second": 0, "endpoints": {"repository": "http://localhost/repository"}},
    })
    settings["platforms"][1]["structures"] = ["not a structure"]
    told = checked(tmp_path, pki, {}, json.dumps(settings))
    assert told.returncode == CONFIG
    for pointer in ("/environment", "/receive/port", "/receive/header_timeout", "/receive/colour", "/store/key_file",
                    "/national/rate_per_second", "/national/endpoints/repository", "/platforms/1/structures/0"):
        assert any(line.startswith(pointer + ":") for line in told.stdout.splitlines()), (pointer, told.stdout)
    assert "8 error(s)" in told.stdout


@pytest.mark.parametrize("changes, pointer", [
    ({"national": {"rate_limit_lifted": False}}, "/national/rate_per_second"),
    ({"environment": "production", "national": {"rate_limit_lifted": True}}, "/national/rate_limit_lifted"),
    ({"national": {"lease": "3s"}}, "/national/lease"),
    ({"national": {"retry": {"first": "2s", "longest": "1s"}}}, "/national/retry/first"),
    ({"receive": {"address": "localhost"}}, "/receive/address"),
])
def test_rules_that_a_schema_cannot_say_are_checked(tmp_path, pki, changes, pointer):
    told = checked(tmp_path, pki, changes)
    assert told.returncode == CONFIG
    assert any(line.startswith(pointer) for line in told.stdout.splitlines()), told.stdout


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"environment": "test", "environment": "test"}', "{}"])
def test_what_is_no_configuration_is_refused(tmp_path, pki, text):
    told = checked(tmp_path, pki, {}, text or " ")
    assert told.returncode == CONFIG and told.stdout.strip()


def test_missing_files_and_wrong_ones_are_told_by_name(tmp_path, pki):
    readable = tmp_path / "readable.key"
    readable.write_bytes(open(pki.key("gateway-auth"), "rb").read())
    readable.chmod(0o644)
    told = checked(tmp_path, pki, {
        "receive": {"tls": {"certificate": str(tmp_path / "missing.pem")}},
        "national": {"tls": {"key": str(readable)}, "sign": {"key": pki.key("gateway-auth")}},
        "store": {"key_file": str(tmp_path / "missing.key")},
    })
    assert told.returncode == CONFIG
    for name in ("missing.pem", "readable.key", "gateway-sign.chain.pem", "missing.key"):
        assert name in told.stdout, (name, told.stdout)
    assert "PRIVATE KEY" not in told.stdout


def test_a_missing_configuration_is_refused_by_both_commands(tmp_path):
    for command in ("serve", "check-config"):
        told = run(command, "--config", tmp_path / "missing.json")
        assert told.returncode == CONFIG and "missing.json" in told.stdout + told.stderr


def test_serve_tells_every_error_of_its_configuration(tmp_path, pki):
    file = tmp_path / "gateway.json"
    file.write_text(json.dumps(merged(configuration(pki, tmp_path, 8443), {"environment": "x", "workers": -1})))
    told = run("serve", "--config", file)
    assert told.returncode == CONFIG
    assert "/environment" in told.stderr and "/workers" in told.stderr


def test_serve_on_a_port_that_is_taken_says_so(world, tmp_path, pki):
    settings = merged(world.gateway.settings, {"receive": {"port": world.gateway.port},
                                               "store": {"folder": str(tmp_path / "store")},
                                               "ports_file": str(tmp_path / "ports")})
    file = tmp_path / "gateway.json"
    file.write_text(json.dumps(settings))
    told = run("serve", "--config", file)
    assert told.returncode == UNAVAILABLE and str(world.gateway.port) in told.stderr


def test_push_accepts_a_document_and_tells_its_id(world, tmp_path):
    document = world.fresh()
    told = push(world, written(tmp_path, document))
    assert told.returncode == OK, told
    status = world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(document)).json()
    assert status["id"] in told.stdout and "document.xml" in told.stdout


def test_push_waits_for_the_dmp_and_prints_the_receipt(world, tmp_path):
    document = world.fresh()
    told = push(world, "--wait", written(tmp_path, document))
    assert told.returncode == OK, told
    receipt = world.gateway.client().get("/v1/documents?unique_id=" + unique_id_of(document)).json()["receipt"]
    for name, value in receipt.items():
        assert f"{name}: {value}" in told.stdout
    assert "registered" in told.stdout


def test_push_prints_findings_in_both_languages_and_fails(world, tmp_path):
    told = push(world, SAMPLES / "other-kind.xml")
    assert told.returncode == FAILED
    assert "document.template-id" in told.stdout
    assert "modèle inconnu" in told.stdout and "unknown model" in told.stdout


def test_push_of_several_files_tells_about_each_and_fails_when_one_fails(world, tmp_path):
    good = [written(tmp_path, world.fresh(), f"good-{i}.xml") for i in range(6)]
    told = push(world, "--json", "--connections", 3, *good, SAMPLES / "other-kind.xml")
    assert told.returncode == FAILED
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(lines) == 7
    by_file = {line["file"]: line for line in lines}
    for file in good:
        line = by_file[str(file)]
        assert line["status"] == 202 and line["accepted"] and line["answer"]["id"]
    refused = by_file[str(SAMPLES / "other-kind.xml")]
    assert refused["status"] == 422 and not refused["accepted"] and refused["answer"]["findings"]


def test_push_passes_the_visibility_flags_on(world, tmp_path):
    file = written(tmp_path, world.fresh())
    told = push(world, "--masked-from-professionals", "--hidden-from-patient", file)
    assert told.returncode == FAILED and "visibility.masked-and-hidden" in told.stdout
    assert push(world, "--hidden-from-representatives", "--secret-connection", "--wait", file).returncode == OK
    assert push(world, file).returncode == FAILED, "the same document with other flags is a conflict"


def test_push_with_a_refusal_of_the_dmp_fails_and_tells_the_code(world, tmp_path):
    document = world.fresh()
    world.simulator.patients(closed=[ins_of(document)])
    told = push(world, "--wait", written(tmp_path, document))
    world.simulator.patients()
    assert told.returncode == FAILED and "XDSUnknownPatientId" in told.stdout, told


def test_push_gives_up_waiting_after_the_limit(world, tmp_path):
    world.simulator.faults("busy", service="repository")
    told = push(world, "--wait", "--wait-limit", 1, written(tmp_path, world.fresh()))
    world.simulator.faults("none")
    assert told.returncode == FAILED, told


def test_push_without_a_gateway_is_unavailable(world, tmp_path, unused_port):
    told = push(world, written(tmp_path, fresh()), port=unused_port)
    assert told.returncode == UNAVAILABLE and "no answer" in told.stdout


@pytest.fixture
def unused_port():
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize("certificate, code", [("unknown-platform", FAILED), ("wrong-revoked", UNAVAILABLE)])
def test_push_with_a_wrong_certificate_fails(world, tmp_path, certificate, code):
    assert push(world, written(tmp_path, fresh()), certificate=certificate).returncode == code


def test_push_does_not_talk_to_a_gateway_that_does_not_verify(make_world, pki, tmp_path):
    world = make_world({"receive": {"tls": {"certificate": pki.chain("wrong-ca-server"),
                                            "key": pki.key("wrong-ca-server")}}})
    told = push(world, written(tmp_path, fresh()))
    assert told.returncode == UNAVAILABLE, told


def push_messages(world, *arguments, certificate=PDL, port=None):
    pki = world.pki
    port = port or world.gateway.wait_for_file(Path(world.gateway.settings["ports_file"]))["mllp"]
    return run("push", "--mllp", f"localhost:{port}", "--certificate", pki.chain(certificate), "--key",
               pki.key(certificate), "--trusted", pki.trusted, "--crl", pki.crl, *arguments)


def test_push_sends_messages_in_their_order_and_tells_each_acknowledgement(world, tmp_path):
    first = world.fresh()
    second = world.remember(next_version(first))
    files = [written(tmp_path, mdm(first), "1.hl7"),
             # As it may have been captured, and with other ends of segments.
             written(tmp_path, b"\x0b" + mdm(second, "replace", replaces=unique_id_of(first)).replace(b"\r", b"\n")
                     + b"\x1c\r", "2.hl7"),
             written(tmp_path, mdm(second, "delete"), "3.hl7")]
    told = push_messages(world, "--json", *files)
    assert told.returncode == OK, told
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [one["file"] for one in answers] == [str(one) for one in files]
    assert all(one["accepted"] and one["code"] == "AA" and not one["errors"] for one in answers)
    assert [one["control_id"] for one in answers] == [fields(file.read_bytes().replace(b"\n", b"\r").lstrip(b"\x0b"),
                                                             "MSH")[9] for file in files]
    assert f"{files[0]}: accepted (AA), message" in push_messages(world, files[0]).stdout


def test_push_tells_why_a_message_is_refused(world, tmp_path):
    broken = written(tmp_path, mdm(world.fresh()).replace(b"ORC|NW", b"ORC|CA"), "broken.hl7")
    told = push_messages(world, "--json", broken)
    assert told.returncode == FAILED
    answer = json.loads(told.stdout)
    assert answer["code"] == "AE" and not answer["accepted"]
    assert answer["errors"] and all(one["code"] and one["rule"] and one["text"] for one in answer["errors"])
    assert {one["location"] for one in answer["errors"]} == {"OBX[1]-11", "MSH[1]-9.2"}
    assert "refused (AE)" in push_messages(world, broken).stdout


def test_push_does_not_send_what_is_no_message(world, tmp_path):
    told = push_messages(world, written(tmp_path, fresh()))
    assert told.returncode == FAILED and "not sent (no HL7 v2 message" in told.stdout
    unnamed = mdm(fresh(), control="X" * 9).replace(b"|" + b"X" * 9 + b"|", b"||")
    assert "MSH-10" in push_messages(world, written(tmp_path, unnamed)).stdout


def test_push_of_messages_needs_somebody_who_answers(world, tmp_path, unused_port):
    told = push_messages(world, written(tmp_path, mdm(fresh())), port=unused_port)
    assert told.returncode == UNAVAILABLE and "no answer" in told.stdout


@pytest.mark.parametrize("wrong", [["--wait"], ["--hidden-from-patient"]])
def test_push_of_messages_refuses_what_is_for_documents(world, tmp_path, wrong):
    told = push_messages(world, *wrong, written(tmp_path, mdm(fresh())))
    assert told.returncode == USAGE and told.stderr


def test_push_goes_to_one_listener(world, tmp_path):
    file = written(tmp_path, fresh())
    tls = ("--certificate", world.pki.chain(PDL), "--key", world.pki.key(PDL), "--trusted", world.pki.trusted)
    assert run("push", *tls, file).returncode == USAGE
    assert run("push", "--url", "https://localhost:1", "--mllp", "localhost:1", *tls, file).returncode == USAGE
    assert run("push", "--mllp", "localhost", *tls, file).returncode == USAGE


def test_push_refuses_unusable_options(world, tmp_path):
    file = written(tmp_path, fresh())
    assert run("push", "--url", "http://localhost", "--certificate", world.pki.chain(PDL), "--key",
               world.pki.key(PDL), "--trusted", world.pki.trusted, file).returncode == USAGE
    assert push(world, tmp_path / "missing.xml").returncode == USAGE
    assert run("push", "--url", "https://localhost:1", "--certificate", world.pki.chain(PDL), "--key",
               world.pki.key(BZH), "--trusted", world.pki.trusted, file).returncode == CONFIG
