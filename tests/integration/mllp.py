"""HL7 v2 over MLLP as a peer speaks it, over TLS or plain: an independent client and server for the black-box tests.

Nothing here shares code with the gateway. A message is bytes without the signs of its block.
"""

import contextlib
import socket
import ssl
import threading

START, END = b"\x0b", b"\x1c\r"

PATIENCE = 30  # Seconds; only there to end a test that would never end.


class Closed(Exception):
    """The peer closed, in order or not, before a whole block was read."""


def framed(message):
    return START + message + END


def context(pki, certificate=None, server_side=False):
    """A TLS context of a Pki of the harness; on the server's side a client certificate is required."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server_side else ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(pki.trusted)
    if server_side:
        made.verify_mode = ssl.CERT_REQUIRED
    if certificate:
        made.load_cert_chain(pki.chain(certificate), pki.key(certificate))
    return made


class Connection:
    """One end of a connection on which blocks go both ways."""

    def __init__(self, connected):
        self.socket = connected
        self.read = b""

    def write(self, data):
        """Any bytes; False when the peer has closed."""
        try:
            self.socket.sendall(data)
            return True
        except (ConnectionError, ssl.SSLError):
            return False

    def receive(self):
        """The message of the next block."""
        while END not in self.read:
            try:
                got = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError) as broken:
                raise Closed(str(broken)) from broken
            if not got:
                raise Closed("end of stream")
            self.read += got
        block, self.read = self.read.split(END, 1)
        assert block.startswith(START), "bytes before the block"
        return block[len(START):]

    def send(self, message):
        """Sends one message and gives the answer to it."""
        if not self.write(framed(message)):
            raise Closed("while writing")
        return self.receive()

    def closed(self):
        """True when the peer closes without another byte."""
        try:
            return self.socket.recv(1) == b"" and not self.read
        except (ConnectionError, ssl.SSLError):
            return not self.read

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def connect(port, tls=None, name="localhost"):
    """A Connection to a listener on this host; `tls` None is plain."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    try:
        return Connection(tls.wrap_socket(plain, server_hostname=name) if tls else plain)
    except BaseException:
        plain.close()
        raise


class Server:
    """A peer that answers every message with `answer(message)`; None closes the connection without an answer.

    `port` 0 is any free one. `received` has the messages in the order in which they came, `connections` how many connections were made.
    """

    def __init__(self, answer, tls=None, port=0):
        self.answer, self.tls = answer, tls
        self.received, self.connections = [], 0
        self.lock = threading.Lock()
        self.open = set()
        self.listening = socket.create_server(("127.0.0.1", port))
        self.port = self.listening.getsockname()[1]
        self.stopping = False
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while not self.stopping:
            try:
                plain = self.listening.accept()[0]
            except OSError:
                return
            plain.settimeout(PATIENCE)
            serving = threading.Thread(target=self._serve, args=(plain,), daemon=True)
            with self.lock:
                self.connections += 1
                self.threads.append(serving)
            serving.start()

    def _serve(self, plain):
        with self.lock:
            self.open.add(plain)
        connected = plain
        try:
            if self.tls:
                connected = self.tls.wrap_socket(plain, server_side=True)
                with self.lock:
                    self.open.add(connected)
            self._converse(Connection(connected))
        except (Closed, OSError):
            pass
        finally:
            with self.lock:
                self.open -= {plain, connected}
            connected.close()

    def _converse(self, peer):
        while not self.stopping:
            message = peer.receive()
            with self.lock:
                self.received.append(message)
            answer = self.answer(message)
            if answer is None or not peer.write(framed(answer)):
                return

    def close(self):
        self.stopping = True
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        with self.lock:
            for each in self.open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        for thread in list(self.threads):
            thread.join(PATIENCE)
            assert not thread.is_alive()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
