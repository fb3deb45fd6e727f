"""Exporters: views keep memory where it is, and classes may export memory themselves (PEP 688).

https://docs.python.org/3.14/reference/datamodel.html#emulating-buffer-types
"""
from _outcomes import check

# A bytearray that is viewed keeps its size.
import gc
from _weakref import ref


def put(target, key, value):
    target[key] = value


def delete(target, key):
    del target[key]


memory = bytearray(b"abc")
view = memoryview(memory)
check([
    (lambda: memory.append(1), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.pop(), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.clear(), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.extend(b"1"), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.extend(b""), 'None'),
    (lambda: memory.insert(0, 1), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.remove(97), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.resize(3), 'None'),
    (lambda: memory.resize(4), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.__init__(b"abc"), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.__iadd__(b"1"), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.__imul__(1), "bytearray(b'abc')"),
    (lambda: memory.__imul__(2), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: delete(memory, 0), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: delete(memory, slice(0, 0)), 'None'),
    (lambda: delete(memory, slice(0, 1)),
     'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: put(memory, slice(0, 1), b"x"), 'None'),
    (lambda: put(memory, slice(0, 1), b"xy"),
     'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: put(memory, slice(0, 3, 2), b"xy"), 'None'),
    (lambda: delete(memory, slice(0, 3, 2)),
     'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.pop(9), 'IndexError: pop index out of range'),
    (lambda: memory.remove(9), 'ValueError: value not found in bytearray'),
    (lambda: memory.reverse(), 'None'),
    (lambda: put(memory, 0, 1), 'None'),
    (lambda: view.tolist(), '[1, 98, 120]'),
    (lambda: view.release(), 'None'),
    (lambda: memory.append(1), 'None'),
])

# Released views.
check([
    (lambda: repr(view)[:16], "'<released memory'"),
    (lambda: view.obj, 'ValueError: operation forbidden on released memoryview object'),
    (lambda: view.tolist(), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: len(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: view[0], 'ValueError: operation forbidden on released memoryview object'),
    (lambda: iter(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: view.release(), 'None'),
    (lambda: view == view, 'True'),
    (lambda: view == memory, 'False'),
    (lambda: hash(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: bytes(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: memoryview(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: b"".join([view]), 'TypeError: sequence item 0: expected a bytes-like object, memoryview found'),
    (lambda: b"abc".find(view), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: str(view, "ascii"), 'TypeError: decoding to str: need a bytes-like object, memoryview found'),
    (lambda: int(view),
     "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'memoryview'"),
    (lambda: b"" + view, "TypeError: can't concat memoryview to bytes"),
    (lambda: view.__enter__(), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: view.__exit__(1, 2, 3, 4), 'None'),
])

# A view that is viewed cannot be released, unless by another view.
class Exporter:
    def __init__(self, view):
        self.view = view

    def __buffer__(self, flags):
        self.flags = flags
        return self.view


inner = memoryview(bytearray(b"abcd"))
first = memoryview(Exporter(inner))
second = memoryview(Exporter(inner))
third = first[1:]
check([
    (lambda: inner.release(), 'BufferError: memoryview has 2 exported buffers'),
    (lambda: first.release(), 'None'),
    (lambda: inner.release(), 'BufferError: memoryview has 2 exported buffers'),
    (lambda: third.tobytes(), "b'bcd'"),
    (lambda: third.release(), 'None'),
    (lambda: inner.release(), 'BufferError: memoryview has 1 exported buffer'),
    (lambda: second.release(), 'None'),
    (lambda: inner.release(), 'None'),
    (lambda: memoryview(Exporter(inner)), 'ValueError: operation forbidden on released memoryview object'),
])

# Classes that export.
class Released(Exporter):
    released = 0

    def __release_buffer__(self, view):
        assert view is self.view
        self.released += 1
        view.release()


exporter = Released(memoryview(b"hello"))
view = memoryview(exporter)
check([
    (lambda: view.tobytes(), "b'hello'"),
    (lambda: type(view.obj).__name__, "'_buffer_wrapper'"),
    (lambda: exporter.released, '0'),
    (lambda: view[1:].tobytes(), "b'ello'"),
    (lambda: view.release(), 'None'),
    (lambda: exporter.released, '1'),
])

# Who is told of a release, and when.
exporter = Released(memoryview(b"hello"))
with memoryview(exporter) as view:
    part = view[1:]
assert exporter.released == 0
del part
assert exporter.released == 1


class Slotted(bytearray):
    calls = []

    def __buffer__(self, flags):
        self.calls.append("buffer")
        return super().__buffer__(flags)

    def __release_buffer__(self, view):
        self.calls.append("release")
        super().__release_buffer__(view)


slotted = Slotted(b"hello")
with memoryview(slotted) as view:
    assert view == b"hello"
    assert Slotted.calls == ["buffer"]
    try:
        slotted.append(1)
    except BufferError:
        pass
    else:
        raise AssertionError("it is viewed")
assert Slotted.calls == ["buffer", "release"]
slotted.append(1)


class OnlyRelease(bytearray):
    calls = 0

    def __release_buffer__(self, view):
        OnlyRelease.calls += 1


only = OnlyRelease(b"hello")
view = memoryview(only)
assert view.obj is only and OnlyRelease.calls == 0
view.release()
assert OnlyRelease.calls == 1


class Bad:
    def __buffer__(self, flags):
        return 1


class Raising:
    def __buffer__(self, flags):
        raise ZeroDivisionError("no memory")


class OnlyReleases:
    def __release_buffer__(self, view):
        pass


class Blocked(bytearray):
    __buffer__ = None
check([
    (lambda: memoryview(Bad()), 'TypeError: __buffer__ returned non-memoryview object'),
    (lambda: bytes(Bad()), 'TypeError: __buffer__ returned non-memoryview object'),
    (lambda: memoryview(Raising()), 'ZeroDivisionError: no memory'),
    (lambda: bytes(Raising()), 'ZeroDivisionError: no memory'),
    (lambda: b"".join([Raising()]),
     'TypeError: sequence item 0: expected a bytes-like object, Raising found'),
    (lambda: b"" == Raising(), 'False'),
    (lambda: bytearray() == Raising(), 'False'),
    (lambda: b"".join([OnlyReleases()]),
     'TypeError: sequence item 0: expected a bytes-like object, OnlyReleases found'),
    (lambda: memoryview(Blocked()), "TypeError: 'NoneType' object is not callable"),
])

# What is asked of an exporter.
def asked(use):
    exporter = Exporter(memoryview(bytearray(b"abc")))
    try:
        use(exporter)
    except ValueError:
        pass
    return exporter.flags
check([
    (lambda: asked(memoryview), '284'),
    (lambda: asked(bytes), '284'),
    (lambda: asked(bytearray), '284'),
    (lambda: asked(lambda it: b"".join([it])), '0'),
    (lambda: asked(lambda it: bytearray().extend(it)), '0'),
    (lambda: asked(int.from_bytes), '284'),
    (lambda: asked(lambda it: b"".find(it)), '0'),
    (lambda: asked(lambda it: str(it, "ascii")), '0'),
    (lambda: asked(lambda it: it == memoryview(b"")), '284'),
    (lambda: asked(int), '0'),
    (lambda: asked(float), '0'),
    (lambda: asked(lambda it: b"" + it), '0'),
    (lambda: asked(lambda it: b"%b" % it), '284'),
    (lambda: asked(lambda it: memoryview._from_flags(it, 5)),
     'BufferError: memoryview: cannot cast to unsigned bytes if the format flag is present'),
    (lambda: asked(lambda it: memoryview(bytearray(3)).__setitem__(slice(None), it)), '284'),
])

# __buffer__ and __release_buffer__ of native exporters.
memory = bytearray(b"a")
view = memory.__buffer__(0)
line = memoryview(bytearray(12)).cast("i")
check([
    (lambda: view.tobytes(), "b'a'"),
    (lambda: memory.append(1), 'BufferError: Existing exports of data: object cannot be re-sized'),
    (lambda: memory.__release_buffer__(view), 'None'),
    (lambda: memory.append(1), 'None'),
    (lambda: memory.__release_buffer__(view), "ValueError: memoryview's buffer has already been released"),
    (lambda: memory.__release_buffer__(1), 'TypeError: expected a memoryview object'),
    (lambda: memory.__release_buffer__(memoryview(b"")),
     "ValueError: memoryview's buffer is not this object"),
    (lambda: memory.__release_buffer__(), 'TypeError: __release_buffer__ expected 1 argument, got 0'),
    (lambda: b"a".__buffer__(0).obj, "b'a'"),
    (lambda: b"a".__buffer__(1), 'BufferError: Object is not writable.'),
    (lambda: b"a".__buffer__("a"), "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: b"a".__buffer__(1 << 70), "OverflowError: cannot fit 'int' into an index-sized integer"),
    (lambda: b"a".__buffer__(1 << 40), 'OverflowError: buffer flags out of range'),
    (lambda: b"a".__buffer__(), 'TypeError: __buffer__ expected 1 argument, got 0'),
    (lambda: b"a".__buffer__(1, 2), 'TypeError: __buffer__ expected 1 argument, got 2'),
    (lambda: hasattr(bytes, "__release_buffer__"), 'False'),
    (lambda: bytearray.__release_buffer__.__text_signature__, "'($self, buffer, /)'"),
    (lambda: bytes.__buffer__.__text_signature__, "'($self, flags, /)'"),
    (lambda: line.__buffer__(0).format, "'B'"),
    (lambda: line.__buffer__(0).shape, '(3,)'),
    (lambda: line.__buffer__(4),
     'BufferError: memoryview: cannot cast to unsigned bytes if the format flag is present'),
    (lambda: line[::2].__buffer__(0), 'BufferError: memoryview: underlying buffer is not C-contiguous'),
    (lambda: line[::2].__buffer__(0x18).shape, '(2,)'),
    (lambda: line[::2].__buffer__(0x38), 'BufferError: memoryview: underlying buffer is not C-contiguous'),
    (lambda: line[::2].__buffer__(0x58),
     'BufferError: memoryview: underlying buffer is not Fortran contiguous'),
    (lambda: line[::2].__buffer__(0x98), 'BufferError: memoryview: underlying buffer is not contiguous'),
    (lambda: line.toreadonly().__buffer__(1), 'BufferError: memoryview: underlying buffer is not writable'),
    (lambda: line.__buffer__(0x1c).obj is line, 'True'),
    (lambda: memoryview._from_flags(line[::2], 0).shape, '(2,)'),
    (lambda: memoryview._from_flags(b"", 1), 'BufferError: Object is not writable.'),
    (lambda: memoryview._from_flags(1, 0),
     "TypeError: memoryview: a bytes-like object is required, not 'int'"),
    (lambda: memoryview._from_flags(b"", "a"),
     "TypeError: 'str' object cannot be interpreted as an integer"),
    (lambda: memoryview(), "TypeError: memoryview() missing required argument 'object' (pos 1)"),
    (lambda: memoryview(1, 2), 'TypeError: memoryview() takes at most 1 argument (2 given)'),
    (lambda: memoryview("a"), "TypeError: memoryview: a bytes-like object is required, not 'str'"),
    (lambda: memoryview(object=b"1").tobytes(), "b'1'"),
    (lambda: memoryview(foo=b"1"), "TypeError: memoryview() missing required argument 'object' (pos 1)"),
])

# Cycles through views are collected, and the exporter is told.
class Owner:
    told = 0

    def __init__(self):
        self.memory = bytearray(b"abc")
        self.view = memoryview(self)

    def __buffer__(self, flags):
        return memoryview(self.memory)

    def __release_buffer__(self, view):
        Owner.told += 1


owner = Owner()
watched = ref(owner)
del owner
gc.collect()
assert watched() is None and Owner.told == 1


class Holder(bytearray):
    pass


holder = Holder(b"abc")
holder.view = memoryview(holder)
watched = ref(holder)
del holder
gc.collect()
assert watched() is None
watched = ref(memoryview(b"abc"))
assert watched() is None

# Code that runs meanwhile may release the view, not pull the memory away.
class Releasing:
    def __index__(self):
        view.release()
        memory.clear()
        return 0


def fresh():
    global memory, view
    memory = bytearray(b"abcd")
    view = memoryview(memory)
check([
    (lambda: fresh(), 'None'),
    (lambda: view[Releasing()], 'ValueError: operation forbidden on released memoryview object'),
    (lambda: fresh(), 'None'),
    (lambda: put(view, 0, Releasing()), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: fresh(), 'None'),
    (lambda: put(view, Releasing(), 0), 'ValueError: operation forbidden on released memoryview object'),
    (lambda: memory, "bytearray(b'')"),
])

# What `__release_buffer__` of a class with memory of its own gets can be read until it returns, and no
# longer; nor can it be viewed.
kept = []
class Keeping(bytearray):
    def __release_buffer__(self, buffer):
        for view in (memoryview, lambda it: it.cast("b"), lambda it: it.toreadonly(),
                     lambda it: it[:1], lambda it: it.__buffer__(0)):
            try:
                view(buffer)
            except ValueError as error:
                assert str(error) == "cannot create new view on restricted memoryview"
            else:
                raise AssertionError(view)
        kept.append((buffer, buffer.tobytes(), buffer[0]))
        super().__release_buffer__(buffer)

exporter = Keeping(b"hello")
with memoryview(exporter) as view:
    assert view.tobytes() == b"hello"
[(buffer, content, first)] = kept
assert (content, first) == (b"hello", 104)
exporter.clear()
try:
    buffer.tobytes()
except ValueError:
    pass
else:
    raise AssertionError

class Releaser:
    def __release_buffer__(self, buffer):
        self.buffer = buffer
class Both(Releaser, bytearray):
    def __buffer__(self, flags):
        return super().__buffer__(flags)
exporter = Both(b"hello")
with memoryview(exporter) as view:
    assert view.tobytes() == b"hello"
exporter.clear()
try:
    exporter.buffer.tobytes()
except ValueError:
    pass
else:
    raise AssertionError
