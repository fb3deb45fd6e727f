"""Streams in memory share the bytes they are made of, and those they give, until one of the two changes.

https://docs.python.org/3.14/library/io.html#io.BytesIO
"""

import io
import pickle

LARGE = bytes(range(256)) * 64

# The bytes are the object itself as long as nothing is written.
stream = io.BytesIO(LARGE)
assert stream.getvalue() is LARGE
assert stream.read() is LARGE and stream.read() == b""
assert stream.seek(0, 2) == len(LARGE)

# Every way of changing the content leaves the bytes alone.
copy = bytes(bytearray(LARGE))


def overwritten(stream):
    stream.write(b"xyz")
    return b"xyz" + LARGE[3:]


def appended(stream):
    stream.seek(0, 2)
    stream.writelines([b"one", b"two"])
    return LARGE + b"onetwo"


def padded(stream):
    stream.seek(len(LARGE) + 5)
    stream.write(b"!")
    return LARGE + bytes(5) + b"!"


def cut(stream):
    assert stream.truncate(100) == 100
    return LARGE[:100]


def viewed(stream):
    with stream.getbuffer() as view:
        view[1] = 0xFF
        assert stream.getvalue()[:3] == b"\0\xff\2"
        try:
            stream.write(b"no")
        except BufferError:
            pass
        else:
            raise AssertionError
    return b"\0\xff" + LARGE[2:]


def set_anew(stream):
    stream.__setstate__((b"state", 2, None))
    assert stream.read() == b"ate"
    return b"state"


def made_anew(stream):
    stream.__init__(b"other")
    return b"other"


for change in overwritten, appended, padded, cut, viewed, set_anew, made_anew:
    stream = io.BytesIO(LARGE)
    expected = change(stream)
    assert stream.getvalue() == expected, change
    assert LARGE == copy

# What was given stays as it was.
stream = io.BytesIO()
given = []
for number in range(6):
    stream.write(LARGE)
    given.append(stream.getvalue())
    assert stream.getvalue() == given[-1]
    stream.seek(number)
    stream.write(b"#")
    stream.seek(0, 2)
for number, value in enumerate(given):
    assert value == b"#" * number + (LARGE * (number + 1))[number:]

# Reading in parts, lines and into buffers.
lines = b"".join(b"line %d\n" % number for number in range(1000))
stream = io.BytesIO(lines)
assert list(stream) == lines.splitlines(keepends=True)
stream.seek(3)
assert stream.readline() == b"e 0\n" and stream.readline(4) == b"line"
assert stream.read1(5) == b" 1\nli" and stream.tell() == 16
buffer = bytearray(10)
assert stream.readinto(buffer) == 10 and buffer == lines[16:26]
stream.seek(len(lines) + 10)
assert stream.read() == b"" and stream.readline() == b"" and stream.readinto(buffer) == 0
stream.seek(2)
assert stream.readlines(20) == [b"ne 0\n", b"line 1\n", b"line 2\n", b"line 3\n"]

# Other kinds of bytes are copied, as they may change.
array = bytearray(LARGE)
stream = io.BytesIO(array)
array[0] = 9
assert stream.getvalue() == LARGE


class Mine(bytes):
    pass


assert type(io.BytesIO(Mine(LARGE)).getvalue()) is bytes
assert type(io.BytesIO(Mine(LARGE)).read()) is bytes

stream = io.BytesIO(LARGE)
stream.seek(7)
again = pickle.loads(pickle.dumps(stream))
assert again.getvalue() == LARGE and again.tell() == 7
stream.close()
for method in stream.getvalue, stream.read, stream.getbuffer:
    try:
        method()
    except ValueError:
        pass
    else:
        raise AssertionError
