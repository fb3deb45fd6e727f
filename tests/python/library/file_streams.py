"""Files are opened in all modes; text and bytes are read and written in three layers.

https://docs.python.org/3.14/library/io.html
"""
import _io as io
import sys

path = "/tmp/rpy_file_streams.txt"


def fails(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert type(error) is kind, error
        assert message is None or str(error) == message, error
    else:
        raise AssertionError(message)


with open(path, "w", encoding="utf-8") as f:
    assert repr(f) == f"<_io.TextIOWrapper name={path!r} mode='w' encoding='utf-8'>"
    assert f.write("h\xe9llo\nworld\n") == 12
    assert f.writable() and not f.readable() and f.seekable()
    fails(io.UnsupportedOperation, "not readable", f.read)
    fails(TypeError, "write() argument must be str, not bytes", f.write, b"")
assert f.closed
fails(ValueError, "I/O operation on closed file.", f.write, "")

with open(path, encoding="utf-8") as f:
    assert list(f) == ["h\xe9llo\n", "world\n"]
    assert f.seek(0) == 0 and f.readline() == "h\xe9llo\n" and f.tell() == 7
    assert f.read(2) == "wo" and f.read() == "rld\n" and f.read() == ""
    f.seek(7)
    assert f.read() == "world\n"

with open(path, "rb") as f:
    assert repr(f) == f"<_io.BufferedReader name={path!r}>"
    assert f.read(2) == b"h\xc3" and f.peek(1)[:1] == b"\xa9"
    assert f.readline() == b"\xa9llo\n" and f.tell() == 7
    assert f.seek(-3, 2) == 10 and f.read() == b"ld\n"
    target = bytearray(4)
    f.seek(0)
    assert f.readinto(target) == 4 and target == b"h\xc3\xa9l"
fails(ValueError, "read of closed file", f.read)

with open(path, "r+b") as f:
    assert repr(f).startswith("<_io.BufferedRandom")
    assert f.read(1) == b"h"
    f.write(b"XY")
    assert f.read(2) == b"ll"
    f.seek(0)
    assert f.read() == b"hXYllo\nworld\n"
    f.truncate(3)
with open(path, "ab") as f:
    f.write(b"!")
with open(path, "rb", buffering=0) as f:
    assert type(f) is io.FileIO and f.mode == "rb" and f.readall() == b"hXY!"
fails(FileExistsError, f"[Errno 17] File exists: {path!r}", open, path, "x")
fails(FileNotFoundError, "[Errno 2] No such file or directory: '/none/x'", open, "/none/x")
fails(IsADirectoryError, "[Errno 21] Is a directory: '/tmp'", open, "/tmp")
fails(ValueError, "invalid mode: 'q'", open, path, "q")
fails(ValueError, "can't have text and binary mode at once", open, path, "rtb")
fails(ValueError, "must have exactly one of create/read/write/append mode", open, path, "rw")
fails(ValueError, "binary mode doesn't take an encoding argument", open, path, "rb", encoding="x")
fails(ValueError, "can't have unbuffered text I/O", open, path, "r", 0)
fails(ValueError, "illegal newline value: x", open, path, newline="x")

for newline, lines in [
    (None, ["a\n", "b\n", "c\n", "d"]),
    ("", ["a\r", "b\r\n", "c\n", "d"]),
    ("\n", ["a\rb\r\n", "c\n", "d"]),
    ("\r", ["a\r", "b\r", "\nc\nd"]),
    ("\r\n", ["a\rb\r\n", "c\nd"]),
]:
    with open(path, "wb") as f:
        f.write(b"a\rb\r\nc\nd")
    with open(path, newline=newline) as f:
        assert f.readlines() == lines, newline
        assert f.newlines == (("\r", "\n", "\r\n") if not newline else None)
    with open(path, "w", newline=newline) as f:
        f.write("x\ny")
    with open(path, "rb") as f:
        assert f.read() == b"x" + (newline or "\n").encode() + b"y"

with open(path, "w") as f:
    print("one", 2, file=f)
    f.writelines(["three\n", "four\n"])
with open(path) as f:
    assert f.read() == "one 2\nthree\nfour\n"


class Raw(io._RawIOBase):
    """A raw stream in Python."""

    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, target):
        part, self.data = self.data[: len(target)], self.data[len(target) :]
        target[: len(part)] = part
        return len(part)


text = io.TextIOWrapper(io.BufferedReader(Raw(b"x\ny\n" * 5000), 16), "ascii")
assert sum(1 for line in text) == 10000
assert Raw(b"abc").read() == b"abc"

stream = io.StringIO("a\nb\n")
assert list(stream) == ["a\n", "b\n"] and stream.write("\u20acx") == 2
assert stream.getvalue() == "a\nb\n\u20acx" and stream.tell() == 6
stream.seek(4)
assert stream.read(1) == "\u20ac" and stream.read() == "x"
stream.seek(8)
stream.write("z")
assert stream.getvalue() == "a\nb\n\u20acx\0\0z"

memory = io.BytesIO(b"ab\ncd")
assert list(memory) == [b"ab\n", b"cd"]
view = memory.getbuffer()
view[0] = 65
fails(BufferError, "Existing exports of data: object cannot be re-sized", memory.write, b"x")
view.release()
assert memory.write(b"!") == 1 and memory.getvalue() == b"Ab\ncd!"

assert type(sys.stdout) is io.TextIOWrapper and sys.stdout.mode == "w"
