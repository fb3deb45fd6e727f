"""Sockets: connections, datagrams, Unix sockets, time limits, options, names, ancillary data.

https://docs.python.org/3.14/library/socket.html
"""
import array
import os
import socket
import threading
import time


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as caught:
        assert message is None or str(caught) == message, str(caught)
    else:
        raise AssertionError(f"{function.__name__} did not raise")


server = socket.create_server(("127.0.0.1", 0))
host, port = server.getsockname()
assert host == "127.0.0.1" and port > 0 and server.family == socket.AF_INET


def echo():
    connection, address = server.accept()
    with connection:
        assert address[0] == "127.0.0.1"
        while data := connection.recv(1000):
            connection.sendall(data.upper())


thread = threading.Thread(target=echo)
thread.start()
with socket.create_connection((host, port)) as client:
    assert client.getpeername() == (host, port)
    client.sendall(b"text")
    buffer = bytearray(10)
    assert client.recv_into(buffer) == 4 and buffer[:4] == b"TEXT"
    with client.makefile("rw") as file:
        file.write("a line\n")
        file.flush()
        assert file.readline() == "A LINE\n"
    client.shutdown(socket.SHUT_WR)
    assert client.recv(10) == b""
thread.join()
server.close()
raises(ConnectionRefusedError, "[Errno 111] Connection refused", socket.create_connection, (host, port))
raises(OSError, "[Errno 9] Bad file descriptor", server.recv, 1)
assert server.fileno() == -1 and server.detach() == -1

# Time limits
one, other = socket.socketpair()
one.settimeout(0.05)
begin = time.monotonic()
raises(TimeoutError, "timed out", one.recv, 1)
assert time.monotonic() - begin >= 0.05
one.setblocking(False)
assert one.gettimeout() == 0.0 and not one.getblocking()
raises(BlockingIOError, None, one.recv, 1)
raises(ValueError, "Timeout value out of range", one.settimeout, -1)
raises(TypeError, "'str' object cannot be interpreted as an integer or float", one.settimeout, "a")
one.settimeout(0.1)
raises(TimeoutError, "timed out", one.sendall, bytes(10_000_000))

# Ancillary data: a descriptor goes to the other end.
one.settimeout(None)
while True:
    other.setblocking(False)
    try:
        other.recv(1 << 20)
    except BlockingIOError:
        break
other.setblocking(True)
read, write = os.pipe()
socket.send_fds(one, [b"fd"], [write])
data, descriptors, flags, address = socket.recv_fds(other, 10, 2)
assert data == b"fd" and len(descriptors) == 1
os.write(descriptors[0], b"through")
assert os.read(read, 10) == b"through"
assert one.sendmsg([b"a", b"bc"]) == 3
parts = [bytearray(2), bytearray(2)]
assert other.recvmsg_into(parts)[0] == 3 and parts == [b"ab", b"c\0"]
raises(TypeError, "sendmsg() argument 1 must be an iterable", one.sendmsg, 1)
one.close()
other.close()

# Datagrams
with socket.socket(type=socket.SOCK_DGRAM) as first, socket.socket(type=socket.SOCK_DGRAM) as second:
    first.bind(("127.0.0.1", 0))
    assert second.sendto(b"gram", first.getsockname()) == 4
    data, sender = first.recvfrom(100)
    assert data == b"gram" and sender[1] == second.getsockname()[1]
    assert second.sendto(b"more", 0, first.getsockname()) == 4
    assert first.recvfrom_into(buffer)[0] == 4
    raises(TypeError, "sendto() takes 2 or 3 arguments (1 given)", second.sendto, b"")

# Unix sockets
path = f"/tmp/rpy-test-{os.getpid()}.socket"
with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as client:
    assert client.getsockname() == ""
    listening.bind(path)
    listening.listen()
    client.connect(path)
    accepted, _ = listening.accept()
    assert accepted.getsockname() == path == client.getpeername()
    accepted.close()
    os.unlink(path)
    raises(OSError, "AF_UNIX path too long", client.connect, "a" * 200)
with socket.socket(socket.AF_UNIX) as abstract:
    name = b"\0rpy-test-%d" % os.getpid()
    abstract.bind(name)
    assert abstract.getsockname() == name

# Addresses as arguments
with socket.socket() as s:
    raises(TypeError, "connect(): AF_INET address must be tuple, not str", s.connect, "a")
    raises(TypeError, "AF_INET address must be a pair (host, port)", s.connect, ("a",))
    raises(OverflowError, "bind(): port must be 0-65535.", s.bind, ("127.0.0.1", 65536))
    raises(TypeError, "str, bytes or bytearray expected, not int", s.bind, (1, 2))
    raises(socket.gaierror, None, s.connect, ("nonexistent.invalid", 1))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    assert s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 1
    assert s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 4) == array.array("i", [1]).tobytes()
    raises(OSError, "getsockopt buflen out of range", s.getsockopt, 1, 2, 2000)
    raises(TypeError, "setsockopt() takes exactly 3 arguments (2 given)", s.setsockopt, 1, 2)
    raises(ValueError, "negative buffersize in recv", s.recv, -1)
    raises(TypeError, "recv_into() argument 1 must be read-write bytes-like object, not bytes", s.recv_into, b"")
    copy = socket.socket(fileno=os.dup(s.fileno()))
    assert (copy.family, copy.type, copy.proto) == (s.family, s.type, 6)
    copy.close()
raises(ValueError, "negative file descriptor", socket.socket, fileno=-1)

# Names and numbers
assert socket.gethostbyname("127.0.0.1") == "127.0.0.1"
assert socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM) == [
    (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
]
assert socket.getnameinfo(("127.0.0.1", 80), 3) == ("127.0.0.1", "80")
raises(TypeError, "getaddrinfo() argument 1 must be string or None", socket.getaddrinfo, 1, 1)
assert socket.inet_aton("1.2.3") == b"\1\2\0\3" and socket.inet_ntoa(b"\1\2\3\4") == "1.2.3.4"
assert socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "1::2")) == "1::2"
raises(OSError, "illegal IP address string passed to inet_pton", socket.inet_pton, socket.AF_INET, "a")
raises(ValueError, "unknown address family 99", socket.inet_ntop, 99, b"")
assert socket.htons(1) == 256 and socket.ntohl(socket.htonl(5)) == 5
raises(OverflowError, "Python int too large for C uint16_t", socket.htons, 65536)
raises(ValueError, "Cannot convert negative int", socket.htonl, -1)
assert (1, "lo") in socket.if_nameindex() and socket.if_nametoindex("lo") == 1
assert socket.CMSG_LEN(4) == 20 and socket.CMSG_SPACE(4) == 24
assert issubclass(socket.gaierror, OSError) and socket.timeout is TimeoutError
