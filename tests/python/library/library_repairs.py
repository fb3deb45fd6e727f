"""What CPython's maintenance releases of 3.14 have repaired in modules that are written in Python.

https://docs.python.org/3.14/whatsnew/changelog.html
"""

import abc
import annotationlib
import code
import contextlib
import doctest
import email
import email.message
import email.policy
import gettext
import gzip
import hmac
import http.client
import http.cookiejar
import io
import ipaddress
import logging
import logging.handlers
import mailbox
import os
import pathlib
import queue
import sqlite3
import subprocess
import tarfile
import tempfile
import threading
import unittest
import unittest.mock
import urllib.request
import warnings
import zipapp
import zipfile


def raised(kind, words, function, *args, **keywords):
    try:
        function(*args, **keywords)
    except kind as error:
        assert words in str(error), (words, str(error))
    else:
        raise AssertionError(f"{kind} was expected: {words}")


directory = tempfile.mkdtemp()
os.chdir(directory)

# ipaddress: zones
address = ipaddress.ip_address("fe80::1%eth0")
long = "fe80:0000:0000:0000:0000:0000:0000:0001"
assert address.exploded == long + "%eth0"
assert ipaddress.ip_interface("fe80::1%eth0/64").exploded == long + "%eth0/64"
assert ipaddress.ip_network("fe80::/64").exploded == long[:-1] + "0/64"
assert ipaddress.ip_address("fe80::1").exploded == long
assert ipaddress.ip_address("fe80::1").reverse_pointer.endswith("8.e.f.ip6.arpa")

# gzip, tarfile: times
for when in (-1, 1 << 32, 1e20):
    data = gzip.compress(b"x", mtime=when)
    assert data[4:8] == bytes(4) and gzip.decompress(data) == b"x"
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=when) as file:
        file.write(b"y")
    assert buffer.getvalue()[4:8] == bytes(4)
assert gzip.compress(b"x", mtime=5)[4:8] == b"\5\0\0\0"
with unittest.mock.patch("time.time", lambda: -5.0):
    buffer = io.BytesIO()
    tarfile.open(fileobj=buffer, mode="w|gz").close()
assert buffer.getvalue()[4:8] == bytes(4)

# tarfile: names with slashes, filters
buffer = io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w") as archive:
    archive.addfile(tarfile.TarInfo("a"))
    archive.addfile(tarfile.TarInfo("b/"))
    around = tarfile.TarInfo("out/../in")
    archive.addfile(around)
    link = tarfile.TarInfo("./")
    link.type, link.linkname = tarfile.SYMTYPE, "x"
with tarfile.open(fileobj=io.BytesIO(buffer.getvalue())) as archive:
    assert archive.getmember("a/").name == "a"
    raised(KeyError, "c", archive.getmember, "c/")
assert tarfile.data_filter(around, directory).name == "in"
raised(tarfile.OutsideDestinationError, "", tarfile.data_filter, link, directory)
inner = tarfile.TarInfo("here")
inner.type, inner.linkname = tarfile.SYMTYPE, "."
assert tarfile.data_filter(inner, directory).linkname == "."

# queue, threading: time limits
raised(queue.Empty, "", queue._PySimpleQueue().get, False, -1)
raised(ValueError, "non-negative", queue._PySimpleQueue().get, True, -1)
condition = threading.Condition()
with condition:
    raised(ValueError, "NaN", condition.wait, float("nan"))
    assert not condition.wait(-1) and not condition.wait(0.001)

# email
message = email.message.EmailMessage()
message.set_content("日本", charset="euc-jp")
assert message.get_content_charset() == "iso-2022-jp" and message.get_content() == "日本\n"
message = email.message.EmailMessage()
message.set_content("é", charset="latin-1")
assert message.get_content_charset() == "iso-8859-1"
message = email.message_from_string(
    "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/related\n\nno part\n--x--\n",
    policy=email.policy.default,
)
assert message.get_body() is None

# mailbox: the headers that are shown
box = mailbox.Babyl("box")
entry = mailbox.BabylMessage("From: a\nSubject: b\n\nbody\n")
entry.set_visible(email.message_from_string("Subject: seen\n\n"))
key = box.add(entry)
box.flush()
assert b"Subject: seen" in open("box", "rb").read()
assert box[key].get_visible()["subject"] == "seen"
box.close()

# zipapp
os.mkdir("program")
pathlib.Path("program/__main__.py").write_text("print()")
zipapp.create_archive("program", pathlib.Path("one.pyz"), "/usr/bin/python")
zipapp.create_archive("one.pyz", pathlib.Path("two.pyz"), "/usr/bin/env")
assert os.stat("two.pyz").st_mode & 0o100

# gettext
for source, number, wanted in [
    ("!n == 1", 0, 1), ("!n == 1", 5, 0), ("!!n", 7, 1), ("!(n == 1)", 1, 0), ("n == 1 ? 0 : !n + 1", 0, 2),
]:
    assert gettext.c2py(source)(number) == wanted, source

# zipfile
archive = zipfile.ZipFile(io.BytesIO(), "w")
with archive.open("x", "w") as file:
    raised(ValueError, "while an open writing handle exists", archive.mkdir, "d")
archive.writestr("p/q", "text")
assert str(zipfile.Path(archive)) == ":zipfile:" and str(zipfile.Path(archive, "p/")) == ":zipfile:/p/"
archive.close()
raised(ValueError, "already closed", archive.mkdir, "d")
for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_ZSTANDARD):
    buffer = io.BytesIO()
    content = os.urandom(50_000) + bytes(3_000_000)
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("x", content)
    with zipfile.ZipFile(buffer) as archive:
        assert archive.read("x") == content
        with archive.open("x") as file:
            parts = [len(file.read1(1000)) for _ in range(200)]
            assert max(parts) <= 1000
            file.seek(0)
            assert file.read(60_000) + file.read() == content
        with archive.open("x") as file:
            assert file.read(10) == content[:10]
            assert len(file._readbuffer) < 1_000_000

# sqlite3
database = sqlite3.connect(":memory:")
database.executescript("""create table "it's" ("a'b", "c""d"); insert into "it's" values ('x''y', 2);""")
script = "\n".join(database.iterdump())
copy = sqlite3.connect(":memory:")
copy.executescript(script)
assert copy.execute("""select * from "it's" """).fetchall() == [("x'y", 2)]
assert """INSERT INTO "it's" VALUES('x''y',2);""" in script

# http.client


class Socket:
    def __init__(self, data):
        self.data = data

    def makefile(self, mode):
        return io.BytesIO(self.data)


go_on, end = b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
response = http.client.HTTPResponse(Socket(go_on * 99 + end))
response.begin()
assert response.status == 200
raised(http.client.HTTPException, "got more than 100 interim responses",
       http.client.HTTPResponse(Socket(go_on * 101 + end)).begin)
chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
for trailers, good in [(100, True), (101, False)]:
    response = http.client.HTTPResponse(Socket(chunked + b"a: b\r\n" * trailers + b"\r\n"))
    response.begin()
    if good:
        assert response.read() == b"x"
    else:
        raised(http.client.HTTPException, "got more than 100 trailers", response.read)

# http.cookiejar
jar = http.cookiejar.MozillaCookieJar()
pathlib.Path("cookies").write_text("# http cookie file\n.a.example\tTRUE\t/\tFALSE\t0\tn\tv\n")
jar.load("cookies", ignore_discard=True)
[cookie] = jar
assert cookie.discard and cookie.expires is None
cookie.version = -1
request = urllib.request.Request("http://a.example/")
assert not http.cookiejar.DefaultCookiePolicy().set_ok(cookie, request)
assert not http.cookiejar.DefaultCookiePolicy().return_ok(cookie, request)

# unittest


class Abstract(unittest.TestCase, abc.ABC):
    @abc.abstractmethod
    def tool(self): ...

    def test(self): ...


assert unittest.defaultTestLoader.loadTestsFromTestCase(Abstract).countTestCases() == 0
module = type(unittest)("module")
module.Abstract = Abstract
assert unittest.defaultTestLoader.loadTestsFromModule(module).countTestCases() == 0
raised(TypeError, "Cannot instantiate abstract test case Abstract",
       unittest.defaultTestLoader.loadTestsFromName, "Abstract.test", module)
assert unittest.mock.NonCallableMock.return_value.__doc__.startswith("The value to be returned")
opened = unittest.mock.mock_open()
opened().__exit__()

# doctest, code, subprocess, hmac, annotationlib
out = doctest._SpoofOut()
out.write("abc")
out.truncate()
assert out.getvalue() == "abc\n"
console = code.InteractiveInterpreter()


def refuse(*args):
    raise MemoryError("too much")


console.compile = refuse
with contextlib.redirect_stderr(io.StringIO()) as stream:
    assert console.runsource("x") is False
assert "MemoryError" in stream.getvalue()
assert str(subprocess.CalledProcessError(None, "c")).endswith("exit status None.")
assert str(subprocess.CalledProcessError("-1", "c")).endswith("exit status -1.")
raised(TypeError, "key: expected bytes or bytearray, but got 'str'", hmac._compute_digest_fallback, "k", b"", "md5")
assert annotationlib.type_repr([].append) == "list.append"
assert annotationlib.type_repr(len) == "len"
assert annotationlib.type_repr(dict.fromkeys) == "dict.fromkeys"

# logging
told = []
for kind in (logging.FileHandler, logging.handlers.WatchedFileHandler):
    handler = kind(os.path.join(directory, "gone", "log"), delay=True)
    handler.handleError = told.append
    record = logging.makeLogRecord({"msg": "x"})
    handler.emit(record)
    assert told == [record]
    told.clear()
logger = logging.Logger("x")
handlers = [logging.NullHandler(), logging.NullHandler()]
for handler in handlers:
    logger.addHandler(handler)
before = logger.handlers
logger.removeHandler(handlers[0])
assert before == handlers and logger.handlers == handlers[1:]
