"""The development PKI (certs/make-pki.sh): what it makes, and that each wrong certificate is wrong for its reason."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "certs" / "make-pki.sh"

CLIENTS = ["gateway-auth", "platform-pdl", "platform-bzh", "unknown-platform"]
SERVERS = ["gateway-server", "simulator-server"]
WRONG = ["wrong-expired", "wrong-eku", "wrong-no-eku", "wrong-revoked", "wrong-name-server", "wrong-ca", "wrong-ca-server"]
LEAVES = CLIENTS + SERVERS + ["gateway-sign"] + WRONG

# X509_V_ERR_* as `openssl verify` prints them.
HAS_EXPIRED, SELF_SIGNED_IN_CHAIN, REVOKED, INVALID_PURPOSE, HOSTNAME_MISMATCH = 10, 19, 23, 26, 62


def make_pki(*arguments, env=None):
    return subprocess.run([str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, timeout=60, env=env)


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


def verify_errors(pki, name, purpose, *options):
    """Numbers of the errors that a peer would meet when it verifies the certificate; empty when it is accepted."""
    done = subprocess.run(
        ["openssl", "verify", "-crl_check_all", "-purpose", purpose, *options,
         "-CAfile", pki / "ca" / "root.crt", "-untrusted", pki / f"{name}.chain.pem",
         "-CRLfile", pki / "crl" / "all.pem", pki / f"{name}.crt"],
        capture_output=True, text=True, timeout=20)
    errors = {int(number) for number in re.findall(r"^error (\d+) at", done.stderr, re.MULTILINE)}
    assert (done.returncode == 0) == (not errors), done.stderr
    return errors


def extensions(pki, name):
    names = "basicConstraints,keyUsage,extendedKeyUsage,subjectAltName,subjectKeyIdentifier,authorityKeyIdentifier"
    text = openssl("x509", "-in", pki / f"{name}.crt", "-noout", "-ext", names)
    found = re.findall(r"^X509v3 (.+?): ?(critical)?\s*\n {4}(.+)$", text, re.MULTILINE)
    return {title: (critical == "critical", value.strip()) for title, critical, value in found}


def subject(pki, name):
    return openssl("x509", "-in", pki / f"{name}.crt", "-noout", "-subject", "-nameopt", "RFC2253").strip()[8:]


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki") / "made"
    done = make_pki(folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="session")
def pki(made):
    return made[0]


@pytest.fixture
def own_pki(pki, tmp_path):
    return Path(shutil.copytree(pki, tmp_path / "pki"))


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_certificate_is_accepted_with_the_revocation_lists_of_its_whole_chain(pki, name):
    assert verify_errors(pki, name, "sslclient") == set()


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_certificate_is_accepted_under_the_name_and_the_addresses_of_the_machine(pki, name):
    assert verify_errors(pki, name, "sslserver", "-verify_hostname", "localhost") == set()
    assert verify_errors(pki, name, "sslserver", "-verify_ip", "127.0.0.1") == set()
    assert verify_errors(pki, name, "sslserver", "-verify_ip", "::1") == set()


@pytest.mark.parametrize("name, purpose, options, reason", [
    ("wrong-expired", "sslclient", [], HAS_EXPIRED),
    ("wrong-eku", "sslclient", [], INVALID_PURPOSE),
    ("wrong-revoked", "sslclient", [], REVOKED),
    ("wrong-name-server", "sslserver", ["-verify_hostname", "localhost"], HOSTNAME_MISMATCH),
    ("gateway-server", "sslclient", [], INVALID_PURPOSE),
    ("gateway-sign", "sslclient", [], INVALID_PURPOSE),
])
def test_a_wrong_certificate_is_refused_for_its_reason_alone(pki, name, purpose, options, reason):
    assert verify_errors(pki, name, purpose, *options) == {reason}


@pytest.mark.parametrize("name, purpose", [("wrong-ca", "sslclient"), ("wrong-ca-server", "sslserver")])
def test_a_certificate_of_another_ca_is_refused_for_its_issuer(pki, name, purpose):
    assert verify_errors(pki, name, purpose) == {SELF_SIGNED_IN_CHAIN}  # the other root


@pytest.mark.parametrize("name, purpose", [("wrong-ca", "sslclient"), ("wrong-ca-server", "sslserver")])
def test_a_certificate_of_another_ca_is_valid_otherwise(pki, name, purpose):
    out = openssl("verify", "-purpose", purpose, "-CAfile", pki / "ca" / "other.crt", pki / f"{name}.crt")
    assert out.strip().endswith("OK")


def test_the_certificate_without_a_purpose_is_valid_otherwise(pki):
    assert verify_errors(pki, "wrong-no-eku", "sslclient") == set()
    assert "Extended Key Usage" not in extensions(pki, "wrong-no-eku")


@pytest.mark.parametrize("name", ["wrong-expired", "wrong-eku", "wrong-no-eku", "wrong-revoked", "wrong-ca"])
def test_a_wrong_client_bears_the_subject_of_a_known_platform(pki, name):
    assert subject(pki, name) == subject(pki, "platform-pdl")


def test_the_authentication_certificate_has_the_shape_of_org_auth_cli(pki):
    found = extensions(pki, "gateway-auth")
    assert found["Key Usage"] == (True, "Digital Signature")
    assert found["Extended Key Usage"] == (False, "TLS Web Client Authentication")
    assert found["Basic Constraints"] == (False, "CA:FALSE")
    assert re.fullmatch(r"CN=[^,]+,OU=10B0127189,O=[^,]+,ST=Maine-et-Loire \(49\),C=FR", subject(pki, "gateway-auth"))


def test_the_signature_certificate_has_the_shape_of_org_sign(pki):
    found = extensions(pki, "gateway-sign")
    assert found["Key Usage"] == (True, "Digital Signature, Non Repudiation")
    assert found["Extended Key Usage"] == (False, "E-mail Protection")
    assert found["Basic Constraints"] == (False, "CA:FALSE")
    assert re.fullmatch(r"CN=[^,]+,OU=10B0127189,O=[^,]+,ST=Maine-et-Loire \(49\),C=FR", subject(pki, "gateway-sign"))


@pytest.mark.parametrize("name", LEAVES)
def test_every_certificate_names_its_key_and_the_key_of_its_issuer(pki, name):
    issuer = "ca/other" if name.startswith("wrong-ca") else "ca/organisations"
    found = extensions(pki, name)
    assert re.fullmatch(r"([0-9A-F]{2}:){19}[0-9A-F]{2}", found["Subject Key Identifier"][1])
    assert found["Authority Key Identifier"][1] == extensions(pki, issuer)["Subject Key Identifier"][1]


@pytest.mark.parametrize("name", LEAVES)
def test_every_key_belongs_to_its_certificate(pki, name):
    assert openssl("pkey", "-in", pki / f"{name}.key", "-pubout") == \
        openssl("x509", "-in", pki / f"{name}.crt", "-noout", "-pubkey")


@pytest.mark.parametrize("name", LEAVES)
def test_a_chain_is_the_certificate_followed_by_its_issuer(pki, name):
    issuer = "other" if name.startswith("wrong-ca") else "organisations"
    assert (pki / f"{name}.chain.pem").read_bytes() == \
        (pki / f"{name}.crt").read_bytes() + (pki / "ca" / f"{issuer}.crt").read_bytes()


def test_what_is_trusted_is_the_root_and_the_organisations_ca(pki):
    assert (pki / "trusted.pem").read_bytes() == \
        (pki / "ca" / "root.crt").read_bytes() + (pki / "ca" / "organisations.crt").read_bytes()


def test_the_platforms_belong_to_two_regions(pki):
    assert subject(pki, "platform-pdl") == \
        "CN=DCC Pays de la Loire,OU=399900049000014,O=GRADES PAYS DE LA LOIRE DEV,ST=Maine-et-Loire (49),C=FR"
    assert subject(pki, "platform-bzh") == \
        "CN=DCC Bretagne,OU=399900035900011,O=GRADES BRETAGNE DEV,ST=Ille-et-Vilaine (35),C=FR"


def test_files_are_readable_by_their_owner_only(pki):
    keys = 0
    for path in [pki, *pki.rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path.name
        keys += path.suffix == ".key"
    assert keys == len(LEAVES) + 4  # three CAs and storage.key


def test_the_storage_key_is_64_hexadecimal_digits(pki):
    assert re.fullmatch(r"[0-9a-f]{64}\n", (pki / "storage.key").read_text())


def test_it_says_two_lines_and_no_secret(pki, made):
    said = made[1]
    assert said.count("\n") == 2
    assert "PRIVATE KEY" not in said
    assert (pki / "storage.key").read_text().strip() not in said


def test_a_second_run_changes_nothing(own_pki):
    before = content(own_pki)
    done = make_pki(own_pki)
    assert done.returncode == 0, done.stderr
    assert content(own_pki) == before


def test_a_run_that_was_killed_is_done_again(tmp_path):
    # This openssl kills the script at its tenth certificate.
    shims, folder = tmp_path / "bin", tmp_path / "pki"
    shims.mkdir()
    shim = shims / "openssl"
    shim.write_text(f"""#!/bin/bash
if [[ $1 == ca ]]; then
    echo x >>"{tmp_path}/calls"
    if [[ $(wc -l <"{tmp_path}/calls") -eq 10 ]]; then
        kill -KILL "$MAKE_PKI"
        exit 1
    fi
fi
exec "{shutil.which("openssl")}" "$@"
""")
    shim.chmod(0o755)
    killed = subprocess.run(
        ["bash", "-c", 'export MAKE_PKI=$$; exec "$0" "$1"', str(SCRIPT), str(folder)],
        env={**os.environ, "PATH": f"{shims}:{os.environ['PATH']}"}, capture_output=True, text=True, timeout=60)
    assert killed.returncode == -9
    assert not (folder / "gateway-auth.crt").exists()

    done = make_pki(folder)
    assert done.returncode == 0, done.stderr
    assert verify_errors(folder, "platform-pdl", "sslclient") == set()
    assert verify_errors(folder, "wrong-revoked", "sslclient") == {REVOKED}
    assert not (folder / ".new").exists()


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "production.key").write_text("precious")
    done = make_pki(tmp_path)
    assert done.returncode != 0
    assert "not empty" in done.stderr
    assert content(tmp_path) == {"production.key": b"precious"}


def test_revoking_a_platform_publishes_it_and_spares_the_others(own_pki):
    assert verify_errors(own_pki, "platform-bzh", "sslclient") == set()
    done = make_pki(own_pki, "revoke", "platform-bzh")
    assert done.returncode == 0, done.stderr
    assert verify_errors(own_pki, "platform-bzh", "sslclient") == {REVOKED}
    assert verify_errors(own_pki, "wrong-revoked", "sslclient") == {REVOKED}
    assert verify_errors(own_pki, "platform-pdl", "sslclient") == set()


def test_revoking_twice_is_revoking_once(own_pki):
    for _ in range(2):
        done = make_pki(own_pki, "revoke", "platform-bzh")
        assert done.returncode == 0, done.stderr
    text = openssl("crl", "-in", own_pki / "crl" / "organisations.crl.pem", "-noout", "-text")
    assert text.count("Serial Number:") == 2  # platform-bzh and wrong-revoked


@pytest.mark.parametrize("name", ["wrong-ca", "nobody", "../pki/platform-pdl"])
def test_only_a_certificate_of_the_organisations_ca_can_be_revoked(own_pki, name):
    before = content(own_pki)
    assert make_pki(own_pki, "revoke", name).returncode != 0
    assert content(own_pki) == before


def test_renewing_the_lists_numbers_them_anew_and_keeps_what_is_revoked(own_pki):
    def number():
        shown = openssl("crl", "-in", own_pki / "crl" / "organisations.crl.pem", "-noout", "-crlnumber")
        return int(shown.split("=")[1], 16)

    before = number()
    done = make_pki(own_pki, "--renew-crl")
    assert done.returncode == 0, done.stderr
    assert number() == before + 1
    assert verify_errors(own_pki, "wrong-revoked", "sslclient") == {REVOKED}
    assert verify_errors(own_pki, "platform-pdl", "sslclient") == set()


def test_the_file_of_all_lists_is_both_lists(pki):
    assert (pki / "crl" / "all.pem").read_bytes() == \
        (pki / "crl" / "root.crl.pem").read_bytes() + (pki / "crl" / "organisations.crl.pem").read_bytes()
