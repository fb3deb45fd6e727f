"""Both ends of TLS agree, exchange data, and end; certificates that are not trusted end the handshake.

https://docs.python.org/3.14/library/ssl.html
"""
import os
import socket
import ssl
import tempfile
import threading
import warnings

import _certificates as certificates

folder = tempfile.mkdtemp()


def stored(name, *texts):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write("".join(texts))
    return path


server_file = stored("server.pem", certificates.SERVER, certificates.KEY)
expired_file = stored("expired.pem", certificates.EXPIRED, certificates.KEY)
alone_file = stored("alone.pem", certificates.ALONE, certificates.ALONE_KEY)


def client_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificates.AUTHORITY)
    return context


def server_context(file=server_file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class Pair:
    """A client and a server that are joined by memory."""

    def __init__(self, client, server, name="localhost", session=None):
        to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.client = client.wrap_bio(to_client, to_server, server_hostname=name, session=session)
        self.server = server.wrap_bio(to_server, to_client, server_side=True)
        self.errors = {}

    def shake(self):
        waiting = {"client": self.client, "server": self.server}
        for _ in range(10):
            for name, end in list(waiting.items()):
                try:
                    end.do_handshake()
                except ssl.SSLWantReadError:
                    continue
                except ssl.SSLError as error:
                    self.errors[name] = error
                del waiting[name]
        assert not waiting, waiting
        return self


def failing(client, server, name="localhost"):
    """The error of a client that does not trust a server."""
    pair = Pair(client, server, name).shake()
    error = pair.errors["client"]
    assert type(error) is ssl.SSLCertVerificationError and isinstance(error, ValueError)
    assert error.errno == ssl.SSL_ERROR_SSL == 1
    assert error.library == "SSL" and error.reason == "CERTIFICATE_VERIFY_FAILED"
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " + error.verify_message
    assert str(error).startswith(text + " (_ssl.c:"), error
    assert "server" in pair.errors
    return error.verify_code, error.verify_message


# Data go both ways, in either version of TLS.
for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    client, server = client_context(), server_context()
    client.minimum_version = client.maximum_version = version
    pair = Pair(client, server)
    assert pair.client.version() is None and pair.client.cipher() is None
    try:
        pair.client.getpeercert()
    except ValueError as error:
        assert str(error) == "handshake not done yet"
    else:
        assert False
    pair.shake()
    assert not pair.errors
    name = {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}[version]
    assert pair.client.version() == pair.server.version() == name
    assert pair.client.cipher() == pair.server.cipher()
    assert pair.client.cipher()[1] == name and pair.client.cipher() in pair.server.shared_ciphers()
    assert pair.client.shared_ciphers() is None and pair.client.compression() is None
    assert pair.client.write(b"question") == 8
    assert pair.server.read(5) == b"quest" and pair.server.pending() == 3
    buffer = bytearray(10)
    assert pair.server.read(10, buffer) == 3 and buffer == b"ion" + bytes(7)
    try:
        pair.server.read(1)
    except ssl.SSLWantReadError as error:
        assert error.errno == ssl.SSL_ERROR_WANT_READ and error.reason is None
    else:
        assert False
    data = os.urandom(300_000)
    sent = 0
    while sent < len(data):
        sent += pair.server.write(data[sent:])
    received = b""
    while len(received) < len(data):
        received += pair.client.read(100_000)
    assert received == data

    # The end is told, and answered.
    try:
        pair.client.unwrap()
    except ssl.SSLWantReadError:
        pass
    else:
        assert False
    assert pair.server.read(1) == b""
    pair.server.unwrap()
    pair.client.unwrap()
    for more in b"more", b"":
        try:
            pair.client.write(more)
        except ssl.SSLError as error:
            assert error.reason == "PROTOCOL_IS_SHUTDOWN"
        else:
            assert False

# What the certificate says.
pair = Pair(client_context(), server_context()).shake()
shown = pair.client.getpeercert()
assert shown["subject"] == (
    (("countryName", "XX"),), (("organizationName", "Tests"),), (("commonName", "localhost"),),
)
assert shown["issuer"][-1] == (("commonName", "Test Authority"),)
assert shown["version"] == 3 and shown["serialNumber"] == "1001"
assert ssl.cert_time_to_seconds(shown["notAfter"]) - ssl.cert_time_to_seconds(shown["notBefore"]) == 36500 * 86400
assert shown["subjectAltName"] == (
    ("DNS", "localhost"), ("DNS", "*.example.org"), ("IP Address", "127.0.0.1"),
    ("IP Address", "0:0:0:0:0:0:0:1"), ("URI", "https://example.org/x"),
)
assert shown["OCSP"] == ("http://ocsp.example.org",)
assert shown["caIssuers"] == ("http://example.org/ca.cer",)
assert shown["crlDistributionPoints"] == ("http://example.org/list.crl",)
binary = pair.client.getpeercert(True)
assert binary == ssl.PEM_cert_to_DER_cert(certificates.SERVER)
assert pair.client.get_unverified_chain() == [binary]
assert pair.client.get_verified_chain() == [binary, ssl.PEM_cert_to_DER_cert(certificates.AUTHORITY)]
assert pair.server.getpeercert() is None and pair.server.getpeercert(True) is None

# Which names it is for.
for name in ("localhost", "LocalHost", "www.example.org", "127.0.0.1", "::1"):
    assert not Pair(client_context(), server_context(), name).shake().errors, name
for name, code, kind in (
    ("other", 62, "Hostname"), ("example.org", 62, "Hostname"), ("a.b.example.org", 62, "Hostname"),
    ("127.0.0.2", 64, "IP address"), ("::2", 64, "IP address"),
):
    message = f"{kind} mismatch, certificate is not valid for '{name}'."
    assert failing(client_context(), server_context(), name) == (code, message)
unnamed = client_context()
unnamed.check_hostname = False
assert not Pair(unnamed, server_context(), "other").shake().errors

# Who is trusted.
trusting_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
assert failing(trusting_nobody, server_context()) == (20, "unable to get local issuer certificate")
assert failing(client_context(), server_context(alone_file), "alone.example.org") == (18, "self-signed certificate")
assert failing(client_context(), server_context(expired_file), "localhost") == (10, "certificate has expired")
trusting_one = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
trusting_one.load_verify_locations(cadata=certificates.ALONE)
trusting_all = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
trusting_all.check_hostname = False
trusting_all.verify_mode = ssl.CERT_NONE
pair = Pair(trusting_all, server_context(expired_file)).shake()
assert not pair.errors and pair.client.getpeercert() == {}

# Clients can be asked for certificates, too.
asking = server_context()
asking.verify_mode = ssl.CERT_REQUIRED
asking.load_verify_locations(cadata=certificates.AUTHORITY)
showing = client_context()
showing.load_cert_chain(server_file)
pair = Pair(showing, asking).shake()
assert not pair.errors and pair.server.getpeercert() == pair.client.getpeercert()
pair = Pair(client_context(), asking).shake()
assert pair.errors["server"].reason == "PEER_DID_NOT_RETURN_A_CERTIFICATE"
try:
    pair.client.read(1)
except ssl.SSLError as error:
    assert error.reason == "TLSV13_ALERT_CERTIFICATE_REQUIRED"
else:
    assert False
asking.verify_mode = ssl.CERT_OPTIONAL
assert not Pair(client_context(), asking).shake().errors

# Protocols are the server's choice; without a common one there is none.
for offered, known, expected in (
    (["a", "b"], ["b", "a"], "b"), (["a"], ["b"], None), ([], ["b"], None), (["a"], [], None),
):
    client, server = client_context(), server_context()
    client.set_alpn_protocols(offered)
    server.set_alpn_protocols(known)
    pair = Pair(client, server).shake()
    assert not pair.errors
    assert pair.client.selected_alpn_protocol() == pair.server.selected_alpn_protocol() == expected

# Versions and cipher suites must be common.
client, server = client_context(), server_context()
client.maximum_version = ssl.TLSVersion.TLSv1_2
server.minimum_version = ssl.TLSVersion.TLSv1_3
pair = Pair(client, server).shake()
assert pair.errors["server"].reason == "UNSUPPORTED_PROTOCOL"
assert pair.errors["client"].reason == "TLSV1_ALERT_PROTOCOL_VERSION"
client, server = client_context(), server_context()
client.maximum_version = ssl.TLSVersion.TLSv1_2
client.set_ciphers("AES128+AESGCM")
server.set_ciphers("AES256+AESGCM")
pair = Pair(client, server).shake()
assert pair.errors["server"].reason == "NO_SHARED_CIPHER"
assert pair.errors["client"].reason == "SSLV3_ALERT_HANDSHAKE_FAILURE"

# The server hears which name is wanted, and may refuse it or show another certificate.
heard = []


def listen(end, name, context):
    heard.append((type(end), name, context is server))
    if name == "alone.example.org":
        end.context = server_context(alone_file)
    elif name == "refused":
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME


server = server_context()
server.sni_callback = listen
assert server.sni_callback is listen
assert not Pair(client_context(), server).shake().errors
assert not Pair(trusting_one, server, "alone.example.org").shake().errors
pair = Pair(client_context(), server, "refused").shake()
assert pair.errors["server"].reason == "CALLBACK_FAILED"
assert pair.errors["client"].reason == "TLSV1_UNRECOGNIZED_NAME"
assert heard == [(ssl.SSLObject, name, True) for name in ("localhost", "alone.example.org", "refused")]

# What is no TLS is an error, not a crash.
for side in (False, True):
    for junk, reason in (
        (b"this is no TLS at all", "WRONG_VERSION_NUMBER"),
        (b"GET / HTTP/1.0\r\n\r\n", "HTTP_REQUEST"),
    ):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = server_context() if side else client_context()
        name = None if side else "localhost"
        end = context.wrap_bio(incoming, outgoing, server_side=side, server_hostname=name)
        incoming.write(junk)
        try:
            end.do_handshake()
        except ssl.SSLError as error:
            assert error.reason == reason, (error, side)
        else:
            assert False

# An end that nobody has told of.
pair = Pair(client_context(), server_context()).shake()
bio = ssl.MemoryBIO()
end = client_context().wrap_bio(bio, ssl.MemoryBIO(), server_hostname="localhost")
bio.write_eof()
try:
    end.do_handshake()
except ssl.SSLEOFError as error:
    assert error.errno == ssl.SSL_ERROR_EOF and error.reason == "UNEXPECTED_EOF_WHILE_READING"
else:
    assert False

# Over sockets, with a thread for the server.


def serve(listener, context, replies):
    with listener:
        for reply in replies:
            connection, _ = listener.accept()
            with context.wrap_socket(connection, server_side=True) as tls:
                reply(tls)


def echo(tls):
    while data := tls.recv(1000):
        tls.sendall(data.upper())


def plain_again(tls):
    assert tls.recv(3) == b"bye"
    rest = tls.unwrap()
    assert rest is tls and rest.version() is None
    rest.sendall(b"in the clear")
    rest.close()


def silent(tls):
    tls.recv(1)


listener = socket.create_server(("127.0.0.1", 0))
address = listener.getsockname()
thread = threading.Thread(target=serve, args=(listener, server_context(), [echo, plain_again, silent]))
thread.start()
context = client_context()
with context.wrap_socket(socket.create_connection(address), server_hostname="localhost") as tls:
    assert tls.server_hostname == "localhost" and not tls.server_side and tls.context is context
    data = b"much " * 50_000
    threading.Thread(target=tls.sendall, args=(data,)).start()
    received = bytearray()
    while len(received) < len(data):
        received += tls.recv(65536)
    assert received == data.upper()
    assert tls.pending() == 0
with context.wrap_socket(socket.create_connection(address), server_hostname="localhost") as tls:
    tls.sendall(b"bye")
    rest = tls.unwrap()
    received = b""
    while chunk := rest.recv(100):
        received += chunk
    assert received == b"in the clear"
    rest.close()
with context.wrap_socket(socket.create_connection(address), server_hostname="localhost") as tls:
    tls.settimeout(0.05)
    try:
        tls.recv(1)
    except TimeoutError as error:
        assert str(error) == "The read operation timed out"
    else:
        assert False
    tls.setblocking(False)
    try:
        tls.recv(1)
    except ssl.SSLWantReadError:
        pass
    else:
        assert False
    tls.setblocking(True)
    tls.sendall(b".")
thread.join()

# An earlier session can be gone on with.
client, server = client_context(), server_context()
client.maximum_version = ssl.TLSVersion.TLSv1_2
first = Pair(client, server).shake()
session = first.client.session
assert session.id and session.has_ticket and session.ticket_lifetime_hint > 0
assert session.timeout > 0 and session.time > 0 and not first.client.session_reused
second = Pair(client, server, session=session).shake()
assert second.client.session_reused and second.server.session_reused
assert second.client.session == session and second.client.session is not session
assert server.session_stats()["accept"] == 2 and server.session_stats()["hits"] == 1
third = Pair(client, server).shake()
assert not third.client.session_reused and third.client.session != session
try:
    Pair(client_context(), server, session=session)
except ValueError as error:
    assert str(error) == "Session refers to a different SSLContext."
else:
    assert False

for name in os.listdir(folder):
    os.remove(os.path.join(folder, name))
os.rmdir(folder)
