"""What the black-box tests share: the PKI, the two programs, clients over mutual TLS, documents.

Nothing here knows how the gateway is made: it starts the programs, talks to them as platforms, operators and
attackers do, and reads what they write. The folder of the programs comes from the environment variable PPS_BIN.
"""

import copy
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PROJECT = TESTS.parent
SAMPLES = TESTS / "samples"

sys.path.insert(0, str(SAMPLES))
import generate  # noqa: E402  (the samples' own generator)

HL7 = "{urn:hl7-org:v3}"
PDL, BZH = "platform-pdl", "platform-bzh"
SUBJECTS = {
    PDL: "CN=DCC Pays de la Loire,OU=399900049000014,O=GRADES PAYS DE LA LOIRE DEV,ST=Maine-et-Loire (49),C=FR",
    BZH: "CN=DCC Bretagne,OU=399900035900011,O=GRADES BRETAGNE DEV,ST=Ille-et-Vilaine (35),C=FR",
}
GATEWAY_STRUCTURE = "10B0127189"  # OU of the gateway's certificates: the structure that files.
PDL_STRUCTURE, BZH_STRUCTURE = "1499999993", "1359999992"
# Author structures of the published examples, which are pushed when PPS_SHARED says where they are.
OFFICIAL_STRUCTURES = ["2801234567", "1750100125", "1490000049"]
TERMINAL = ("registered", "refused", "failed", "withdrawn")

# Sanitizers make everything slower; deadlines are only there to end a test that would never end.
PATIENCE = float(os.environ.get("PPS_TEST_PATIENCE", "30"))

processes = []  # Every program started, for the report of a failed test.


def program(name):
    folder = os.environ.get("PPS_BIN")
    if not folder:
        raise RuntimeError("PPS_BIN must name the folder of pps-gateway and dmp-simulator")
    path = Path(folder).resolve() / name
    if not path.exists():
        raise RuntimeError(f"{path.name} is not in the folder that PPS_BIN names")
    return str(path)


def wait_until(predicate, what, deadline=None):
    """The first true value of `predicate()`; fails after `deadline` seconds."""
    until = time.monotonic() + (PATIENCE if deadline is None else deadline)
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"still waiting: {what}")
        time.sleep(0.02)


def make_pki(folder):
    subprocess.run(["bash", str(PROJECT / "certs/make-pki.sh"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return Pki(folder)


class Pki:
    """A folder made by certs/make-pki.sh."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.trusted = str(self.folder / "trusted.pem")
        self.crl = str(self.folder / "crl/all.pem")
        self.storage_key = str(self.folder / "storage.key")

    def chain(self, name):
        return str(self.folder / f"{name}.chain.pem")

    def key(self, name):
        return str(self.folder / f"{name}.key")

    def copy_to(self, folder):
        shutil.copytree(self.folder, folder)
        return Pki(folder)

    def revoke(self, name):
        subprocess.run(["bash", str(PROJECT / "certs/make-pki.sh"), str(self.folder), "revoke", name], check=True,
                       stdout=subprocess.DEVNULL)


class Program:
    """A program under test; what it writes goes to files in its folder."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.out_file = self.folder / f"{name}.out"
        self.err_file = self.folder / f"{name}.err"
        self.process = None
        processes.append(self)

    def launch(self, arguments, through_pipe=False, environment=None):
        """`through_pipe`: its output goes through a pipe, so that a limit on the size of files spares the log."""
        assert not self.running()
        with open(self.out_file, "ab") as out, open(self.err_file, "ab") as err:
            target = out
            if through_pipe:
                copier = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=out)
                target = copier.stdin
            env = dict(os.environ, **environment) if environment else None
            self.process = subprocess.Popen([program(self.name), *arguments], stdin=subprocess.DEVNULL, stdout=target,
                                            stderr=err, env=env)
            if through_pipe:
                copier.stdin.close()

    def running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self):
        return self.process.pid

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, deadline=None):
        return self.process.wait(PATIENCE if deadline is None else deadline)

    def kill(self):
        """As a power cut: no time to do anything."""
        if self.running():
            self.process.kill()
            self.process.wait()

    def stop(self):
        """SIGTERM, and it must end by itself, without an error."""
        if self.process is None:
            return
        if self.running():
            self.signal(signal.SIGTERM)
        code = self.wait()
        assert code == 0, f"{self.name} ended with {code}: {self.tail(self.err_file)}"

    def said(self):
        """All that it wrote, bytes."""
        return b"".join(file.read_bytes() for file in (self.out_file, self.err_file) if file.exists())

    @staticmethod
    def tail(file, size=3000):
        if not file.exists():
            return ""
        with open(file, "rb") as opened:
            opened.seek(max(0, file.stat().st_size - size))
            return opened.read().decode("utf-8", "replace")

    def wait_for_file(self, file):
        def written():
            assert self.running(), f"{self.name} ended with {self.process.returncode}: {self.tail(self.err_file)}"
            return file.exists()

        wait_until(written, f"{self.name} listens")
        return json.loads(file.read_text())


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:2000]!r}"


def plain_request(port, method, path, body=None):
    """HTTP without TLS, for the programs' operator ports on loopback."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        data = None if body is None else json.dumps(body).encode()
        connection.request(method, path, data, {} if data is None else {"Content-Type": "application/json"})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


class Simulator(Program):
    """The DMP. Started again, it has the same port and remembers what it registered."""

    def __init__(self, folder, pki, certificate="simulator-server", allow=(BZH_STRUCTURE,), threads=None, quiet=False):
        super().__init__("dmp-simulator", folder)
        self.pki, self.certificate, self.allow, self.threads, self.quiet = pki, certificate, allow, threads, quiet
        self.port, self.admin_port = 0, 0

    def start(self):
        ports = self.folder / "simulator.ports"
        ports.unlink(missing_ok=True)
        arguments = ["--address", "127.0.0.1", "--port", str(self.port), "--admin-port", str(self.admin_port),
                     "--certificate", self.pki.chain(self.certificate), "--key", self.pki.key(self.certificate),
                     "--trusted", self.pki.trusted, "--crl", self.pki.crl, "--environment", "test",
                     "--state", str(self.folder / "simulator.state"), "--ports-file", str(ports)]
        for structure in self.allow:
            arguments += ["--allow-structure", structure]
        if self.threads:
            arguments += ["--threads", str(self.threads)]
        if self.quiet:
            arguments += ["--quiet"]
        self.launch(arguments)
        told = self.wait_for_file(ports)
        self.port, self.admin_port = told["port"], told["admin_port"]
        return self

    def admin(self, method, path, body=None):
        answer = plain_request(self.admin_port, method, path, body)
        assert answer.status in (200, 204), f"{method} {path}: {answer}"
        return answer.json() if answer.body.strip() else None

    def registered(self):
        """Entries by unique id; fails when one id is there twice."""
        by_id = {}
        for entry in self.admin("GET", "/registered"):
            assert entry["unique_id"] not in by_id, "registered twice"
            by_id[entry["unique_id"]] = entry
        return by_id

    def counts(self):
        return self.admin("GET", "/counts")

    def faults(self, mode="none", **how):
        self.admin("POST", "/faults", dict(how, mode=mode))

    def fault_mix(self, *mix, **how):
        self.admin("POST", "/faults", dict(how, mix=list(mix)))

    def patients(self, closed=(), absent=()):
        self.admin("POST", "/patients", {"closed": list(closed), "absent": list(absent)})


def merged(base, changes):
    """`changes` over `base`, object by object; a value None removes the key."""
    made = copy.deepcopy(base)
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key] = merged(made[key], value)
        elif value is None:
            made.pop(key, None)
        else:
            made[key] = copy.deepcopy(value)
    return made


def configuration(pki, folder, national_port):
    """A whole configuration for tests: loopback, free ports, short retries."""
    folder = Path(folder)
    services = f"https://localhost:{national_port}/si-dmp-server/v2/services"
    official = OFFICIAL_STRUCTURES if os.environ.get("PPS_SHARED") else []
    return {
        "environment": "test",
        "workers": 2,
        "drain_timeout": "10s",
        "ports_file": str(folder / "gateway.ports"),
        "receive": {
            "address": "127.0.0.1",
            "port": 0,
            "tls": {"certificate": pki.chain("gateway-server"), "key": pki.key("gateway-server"),
                    "trusted": pki.trusted, "crl": pki.crl},
        },
        "platforms": [
            {"id": "dcc-pdl", "name": "DCC Pays de la Loire", "region": "52", "certificate_subjects": [SUBJECTS[PDL]],
             "structures": [PDL_STRUCTURE, *official]},
            {"id": "dcc-bzh", "name": "DCC Bretagne", "region": "53", "certificate_subjects": [SUBJECTS[BZH]],
             "structures": [BZH_STRUCTURE, PDL_STRUCTURE], "acts_as": {"structure_id": BZH_STRUCTURE, "structure_name": "CENTRE DE BRETAGNE",
                         "activity_sector": "SA01"}},
        ],
        "store": {"folder": str(folder / "store"), "key_file": pki.storage_key, "min_free_bytes": "1MiB"},
        "national": {
            "endpoints": {"repository": f"{services}/repository", "registry": f"{services}/registry",
                          "patients": f"{services}/patients"},
            "tls": {"certificate": pki.chain("gateway-auth"), "key": pki.key("gateway-auth"), "trusted": pki.trusted,
                    "crl": pki.crl},
            "sign": {"certificate": pki.chain("gateway-sign"), "key": pki.key("gateway-sign"),
                     "issuers": pki.trusted},
            "source_id": "1.2.250.1.999.1.1",
            "identity": {
                "structure_id": GATEWAY_STRUCTURE, "structure_name": "PASSERELLE PPS DEV", "activity_sector": "SA05",
                "responsible_id": f"{GATEWAY_STRUCTURE}/responsable", "system_id": f"{GATEWAY_STRUCTURE}/passerelle",
                "system_name": "PPS Gateway", "system_model": "PPS Gateway 0.1",
                "lps": {"name": "PPS Gateway", "version": "0.1", "homologation": "DEV-000000"},
            },
            "rate_per_second": 5000,
            "rate_limit_lifted": True,
            "connect_timeout": "2s",
            "answer_timeout": "5s",
            "lease": "20s",
            "retry": {"first": "50ms", "longest": "500ms", "give_up_after": "10min"},
            "breaker": {"failures": 5, "pause": "200ms"},
        },
        "operator": {"address": "127.0.0.1", "port": 0, "progress_every": "1s"},
    }


class Client:
    """A platform: HTTPS with a client certificate, the server verified. One connection per request unless kept."""

    def __init__(self, port, pki, certificate=PDL, adjust=None):
        self.port = port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.load_verify_locations(pki.trusted)
        if certificate:
            self.context.load_cert_chain(pki.chain(certificate), pki.key(certificate))
        if adjust:
            adjust(self.context)

    def open(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=PATIENCE)

    def request(self, method, target, body=None, headers=None, connection=None):
        used = connection or self.open()
        try:
            used.request(method, target, body, headers or {})
            response = used.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            if connection is None:
                used.close()

    def get(self, target, connection=None):
        return self.request("GET", target, connection=connection)

    def push(self, document, query="", connection=None):
        return self.request("POST", "/v1/documents" + query, document, {"Content-Type": "application/xml"}, connection)

    def status(self, document_id):
        answer = self.get(f"/v1/documents/{document_id}")
        assert answer.status == 200, answer
        return answer.json()

    def settled(self, document_id, deadline=None):
        """The status resource once the document's delivery has ended."""

        def ended():
            status = self.status(document_id)
            return status if status["state"] in TERMINAL else None

        return wait_until(ended, "the delivery ends", deadline)

    def raw(self):
        """A TLS connection on which anything can be written."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        try:
            return self.context.wrap_socket(plain, server_hostname="127.0.0.1")
        except BaseException:
            plain.close()
            raise


def read_answer(secure):
    """The next HTTP answer on a raw connection."""
    response = http.client.HTTPResponse(secure)
    response.begin()
    return Answer(response.status, response.headers, response.read())


def read_to_end(secure):
    """What comes until the peer closes, orderly or not; fails when it does not close."""
    received = b""
    try:
        while True:
            got = secure.recv(65536)
            if not got:
                return received
            received += got
    except socket.timeout:
        raise AssertionError("the connection was not closed") from None
    except (ssl.SSLError, ConnectionError):
        return received


class Gateway(Program):
    def __init__(self, folder, pki, settings, through_pipe=False):
        super().__init__("pps-gateway", folder)
        self.pki, self.settings, self.through_pipe = pki, settings, through_pipe
        self.config_file = self.folder / "gateway.json"
        self.port = self.operator_port = 0
        self.write_settings(settings)

    def write_settings(self, settings):
        self.config_file.write_text(json.dumps(settings, indent=1))

    def start(self):
        ports = Path(self.settings["ports_file"])
        ports.unlink(missing_ok=True)
        self.launch(["serve", "--config", str(self.config_file)], self.through_pipe)
        told = self.wait_for_file(ports)
        self.port, self.operator_port = told["receive"], told["operator"]
        return self

    def client(self, certificate=PDL, adjust=None):
        return Client(self.port, self.pki, certificate, adjust)

    def operator(self, path, method="GET"):
        return plain_request(self.operator_port, method, path)

    def health(self):
        return self.operator("/health").json()

    def metrics(self):
        return parse_metrics(self.operator("/metrics").body.decode())

    def log(self):
        """Log lines as objects. A line that is being written is left for later."""
        if not self.out_file.exists():
            return []
        lines = self.out_file.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]

    def events(self, name):
        return [line for line in self.log() if line.get("event") == name]

    def wait_for_event(self, name, after=0):
        """The events of that name once there are more than `after`."""

        def happened():
            found = self.events(name)
            return found if len(found) > after else None

        return wait_until(happened, f"event {name}")


SAMPLE_LINE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|NaN|[+-]Inf)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')


def parse_metrics(text):
    """Prometheus text (version 0.0.4) as {(name, frozenset of labels): value}. Raises AssertionError on what is not."""
    assert text.endswith("\n")
    types, helps, samples, finished, current = {}, set(), {}, set(), None
    for line in text.splitlines():
        if line.startswith("# HELP ") or line.startswith("# TYPE "):
            _, word, name, rest = line.split(" ", 3)
            if name != current:
                assert name not in finished, f"{name} comes in two places"
                if current:
                    finished.add(current)
                current = name
            if word == "TYPE":
                assert rest in ("counter", "gauge", "histogram"), line
                assert name not in types, line
                types[name] = rest
            else:
                assert name not in helps, line
                helps.add(name)
            continue
        match = SAMPLE_LINE.match(line)
        assert match, f"not a sample: {line}"
        name, labels, value = match.groups()
        base = name
        if types.get(current) == "histogram":
            base = re.sub(r"_(bucket|sum|count)$", "", name)
        assert base == current and base in types and base in helps, f"a sample outside its family: {line}"
        if types[base] == "counter":
            assert name.endswith("_total") and float(value) >= 0, line
        found = {}
        rest = labels[1:-1] if labels else ""
        while rest:
            one = LABEL.match(rest)
            assert one and one.group(1) not in found, f"bad labels: {line}"
            found[one.group(1)] = one.group(2)
            rest = rest[one.end():]
        key = (name, frozenset(found.items()))
        assert key not in samples, f"twice: {line}"
        samples[key] = float(value)
    return samples


def metric(samples, name, **labels):
    """The sum of the samples of that name that have these labels."""
    wanted = set(labels.items())
    return sum(value for (one, has), value in samples.items() if one == name and wanted <= has)


def sample(name):
    return (SAMPLES / name).read_bytes()


_numbers = itertools.count()
_seed = 1  # The same documents in each run: every gateway starts with an empty store.


def fresh(template="pps-minimal.xml"):
    """A document that was never pushed, of a patient of its own."""
    return generate.make(sample(template), next(_numbers), seed=_seed)


def clinical_document(document):
    root = ElementTree.fromstring(document)
    return root if root.tag == HL7 + "ClinicalDocument" else next(root.iter(HL7 + "ClinicalDocument"))


def unique_id_of(document):
    return clinical_document(document).find(HL7 + "id").get("root")


def ins_of(document):
    for one in clinical_document(document).findall(f"{HL7}recordTarget/{HL7}patientRole/{HL7}id"):
        if one.get("root").startswith("1.2.250.1.213.1.4."):
            return one.get("extension")
    raise ValueError("no INS")


def patient_values(document):
    """Values of the patient that must appear nowhere: INS, local id, names, birth date, street, telephone."""
    role = clinical_document(document).find(f"{HL7}recordTarget/{HL7}patientRole")
    values = {one.get("extension") for one in role.iter(HL7 + "id")}
    values |= {one.get("value") for one in role.iter(HL7 + "birthTime")}
    values |= {one.get("value", "").replace("tel:", "").replace("mailto:", "") for one in role.iter(HL7 + "telecom")}
    for name in ("family", "given", "streetName"):
        values |= {one.text for one in role.iter(HL7 + name)}
    return {value.encode() for value in values if value and len(value) > 3}


def next_version(document, number=2):
    """A document that replaces `document` (a first version): new id, same setId, RPLC."""
    text = document.decode()
    old = unique_id_of(document)
    (prefix,) = re.findall(r"<(\w+:)?componentOf>", text)
    text = text.replace(f'<{prefix}id root="{old}"', f'<{prefix}id root="{old}.{number}"', 1)
    text = re.sub(rf'<{prefix}versionNumber value="\d+"', f'<{prefix}versionNumber value="{number}"', text, count=1)
    related = (f'<{prefix}relatedDocument typeCode="RPLC"><{prefix}parentDocument><{prefix}id root="{old}"/>'
               f"</{prefix}parentDocument></{prefix}relatedDocument>\n <{prefix}componentOf>")
    return text.replace(f"<{prefix}componentOf>", related).encode()


def refused_by_tls(client):
    """The error of a request that the gateway must refuse before HTTP; fails when it is answered."""
    try:
        answer = client.get("/v1/documents?unique_id=1.2.3")
    except (ssl.SSLError, ConnectionError, http.client.BadStatusLine) as refused:
        return refused
    raise AssertionError(f"was answered: {answer}")


class World:
    """A simulator and a gateway in front of it, in one temporary folder."""

    def __init__(self, folder, pki, changes=None, simulator=None, through_pipe=False):
        self.folder, self.pki = Path(folder), pki
        self.simulator = Simulator(self.folder, pki, **(simulator or {})).start()
        try:
            settings = merged(configuration(pki, self.folder, self.simulator.port), changes or {})
            self.gateway = Gateway(self.folder, pki, settings, through_pipe).start()
        except BaseException:
            self.simulator.kill()
            raise
        self.secrets = set()

    def remember(self, document):
        """Nothing of this document's patient may be in the logs at the end."""
        self.secrets |= patient_values(document)
        return document

    def fresh(self, template="pps-minimal.xml"):
        return self.remember(fresh(template))

    def sample(self, name):
        return self.remember(sample(name))

    def deliver(self, document, certificate=PDL, query=""):
        """Pushes and waits: the status resource of the settled document."""
        client = self.gateway.client(certificate)
        answer = client.push(document, query)
        assert answer.status == 202, answer
        return client.settled(answer.json()["id"])

    def leaks(self):
        """What of a patient is in the logs (nothing, one hopes); every log line is JSON."""
        said = self.gateway.said()
        self.gateway.log()
        return [value for value in self.secrets if value in said]

    def close(self):
        try:
            self.gateway.stop()
            self.simulator.stop()
            assert not self.leaks(), "a patient's data is in the log"
        finally:
            for one in (self.gateway, self.simulator):
                one.kill()
                processes.remove(one)
