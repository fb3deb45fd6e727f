"""mmap: files as memory.

https://docs.python.org/3.14/library/mmap.html
"""
import mmap
import os
import tempfile
import weakref


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


m = mmap.mmap(-1, 100)
assert repr(m) == "<mmap.mmap closed=False, access=ACCESS_DEFAULT, length=100, pos=0, offset=0>"
m[:] = bytes(range(100))
assert m[0] == 0 and m[-1] == 99 and m[1:5] == b"\1\2\3\4" and m[1:9:3] == b"\1\4\7" and m[::-1][:2] == b"cb"
raises(IndexError, "mmap index out of range", lambda: m[100])
raises(TypeError, "mmap indices must be integers", lambda: m["a"])
m[0] = True
assert m[0] == 1
m[0] = 65
m[2:6:2] = b"xy"
raises(TypeError, "mmap item value must be an int", m.__setitem__, 0, b"a")
raises(ValueError, "mmap item value must be in range(0, 256)", m.__setitem__, 0, 300)
raises(IndexError, "mmap slice assignment is wrong size", m.__setitem__, slice(0, 2), b"abc")
raises(TypeError, "mmap object doesn't support slice deletion", m.__delitem__, slice(0, 2))
raises(TypeError, "mmap doesn't support item deletion", m.__delitem__, 0)
assert list(m)[:3] == [b"A", b"\1", b"x"] and b"A" in m

# A position, as files have.
assert m.seek(5) == 5 and m.seek(1, 1) == 6 == m.tell() and m.seek(-1, 2) == 99 and m.seekable()
raises(ValueError, "seek out of range", m.seek, -1)
raises(ValueError, "unknown seek type", m.seek, 0, 9)
assert m.read() == b"c" and m.read() == b""
raises(ValueError, "read byte out of range", m.read_byte)
m.seek(0)
assert m.read(3) == b"A\1x" and m.read_byte() == 3 and m.readline() == b"y\5\6\7\b\t\n"
assert m.write(b"ab") == 2 and m.tell() == 13
m.write_byte(99)
assert m[11:14] == b"abc"
raises(OverflowError, "unsigned byte integer is greater than maximum", m.write_byte, 300)
m.seek(99)
raises(ValueError, "data out of range", m.write, b"too long")
m.seek(0)
assert m.find(b"abc") == 11 and m.find(b"abc", 12) == 97 and m.find(b"abd") == -1 and m.rfind(b"c", 12) == 99 and m.find(b"c", -5, -2) == -1
m.move(0, 11, 3)
assert m[:3] == b"abc"
raises(ValueError, "source, destination, or count out of range", m.move, 0, 99, 5)
m.flush()
raises(ValueError, "flush values out of range", m.flush, 0, 4096)
m.madvise(mmap.MADV_NORMAL)
raises(ValueError, "madvise start out of bounds", m.madvise, mmap.MADV_NORMAL, 4096)
raises(ValueError, "mmap: can't expand a shared anonymous mapping", m.resize, 10000)

# While memory is looked at, it stays.
view = memoryview(m)
view[0] = 90
assert m[0] == 90 and not view.readonly
raises(BufferError, "cannot close exported pointers exist", m.close)
raises(BufferError, "mmap can't resize with extant buffers exported.", m.resize, 10)
view.release()
m.close()
m.close()
assert m.closed and repr(m) == "<mmap.mmap closed=True>"
raises(ValueError, "mmap closed or invalid", m.read)
raises(ValueError, "mmap closed or invalid", len, m)

# Files.
with tempfile.TemporaryFile() as file:
    file.write(b"0123456789" * 1000)
    file.flush()
    fd = file.fileno()
    with mmap.mmap(fd, 0) as shared, mmap.mmap(fd, 0, access=mmap.ACCESS_COPY) as private:
        assert len(shared) == 10000 == shared.size()
        shared[0] = 120
        private[1] = 121
        shared.flush()
        file.seek(0)
        assert file.read(3) == b"x12" and private[:3] == b"xy2"
        raises(TypeError, "mmap can't resize a readonly or copy-on-write memory map.", private.resize, 10)
        shared.resize(20000)
        assert len(shared) == 20000 == os.fstat(fd).st_size and shared[19999] == 0
        shared.resize(10000)
    assert shared.closed
    reader = mmap.mmap(fd, 0, access=mmap.ACCESS_READ)
    raises(TypeError, "mmap can't modify a readonly memory map.", reader.__setitem__, 0, 1)
    raises(TypeError, "mmap can't modify a readonly memory map.", reader.write, b"a")
    assert memoryview(reader).readonly
    tail = mmap.mmap(fd, 0, offset=mmap.ALLOCATIONGRANULARITY, prot=mmap.PROT_READ)
    assert len(tail) == 10000 - mmap.ALLOCATIONGRANULARITY
    alone = mmap.mmap(fd, 10, trackfd=False)
    raises(ValueError, "mmap can't resize with trackfd=False.", alone.resize, 5)
    raises(ValueError, "mmap length is greater than file size", mmap.mmap, fd, 10**6)
    raises(ValueError, "mmap offset is greater than file size", mmap.mmap, fd, 0, offset=4096 * 10)
    raises(ValueError, "mmap can't specify both access and flags, prot.", mmap.mmap, fd, 10, prot=2, access=1)
raises(OSError, "[Errno 9] Bad file descriptor", mmap.mmap, 99, 10)
raises(OSError, "[Errno 22] Invalid argument", mmap.mmap, -1, 0)
raises(OverflowError, "memory mapped length must be positive", mmap.mmap, -1, -1)
with tempfile.TemporaryFile() as empty:
    raises(ValueError, "cannot mmap an empty file", mmap.mmap, empty.fileno(), 0)


class Named(mmap.mmap):
    def close(self):
        raise AssertionError("leaving the block does not call this")


with Named(-1, 4) as named:
    assert repr(named).startswith("<Named closed=False") and weakref.ref(named)() is named
assert named.closed
