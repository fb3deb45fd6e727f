"""_pickle: all protocols, hooks of picklers and unpicklers, buffers, hostile pickles.

https://docs.python.org/3.14/library/pickle.html
"""
import _pickle
import collections
import copyreg
import io
import itertools
import pickle
import random
from _pickle import Pickler, PickleBuffer, PicklingError, Unpickler, UnpicklingError, dumps, loads


def raises(kind, message, function, *args, notes=None, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
        if notes is not None:
            assert e.__notes__ == notes, e.__notes__
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


assert pickle.Pickler is Pickler and pickle.loads is loads

# The bytes are CPython's.
for value, protocol, expected in [
    (None, 0, b"N."), (True, 0, b"I01\n."), (True, 2, b"\x80\x02\x88."), (7, 0, b"I7\n."), (7, 1, b"K\x07."),
    (70000, 1, b"Jp\x11\x01\x00."), (2**40, 0, b"L1099511627776L\n."), (-(2**40), 2, b"\x80\x02\x8a\x06\0\0\0\0\0\xff."),
    (1.5, 0, b"F1.5\n."), (1.5, 1, b"G?\xf8\0\0\0\0\0\0."), ("aä€\n", 0, b"Va\xe4\\u20ac\\u000a\np0\n."),
    ((), 0, b"(t."), ((1, 2), 2, b"\x80\x02K\x01K\x02\x86q\x00."), ([], 1, b"]q\x00."), ([1, 2], 1, b"]q\x00(K\x01K\x02e."),
    ({1: 2}, 1, b"}q\x00K\x01K\x02s."), ({1, }, 4, b"\x80\x04\x95\x07\0\0\0\0\0\0\0\x8f\x94(K\x01\x90."),
    (b"ab", 3, b"\x80\x03C\x02abq\x00."), (b"ab", 0, b"c_codecs\nencode\np0\n(Vab\np1\nVlatin1\np2\ntp3\nRp4\n."),
    (bytearray(b"ab"), 5, b"\x80\x05\x95\x0d\0\0\0\0\0\0\0\x96\x02\0\0\0\0\0\0\0ab\x94."),
    (type(...), 2, b"\x80\x02c__builtin__\ntype\nq\x00c__builtin__\nEllipsis\nq\x01\x85q\x02Rq\x03."),
    (io.BytesIO, 5, b"\x80\x05\x95\x13\0\0\0\0\0\0\0\x8c\x03_io\x94\x8c\x07BytesIO\x94\x93\x94."),
    (dict.fromkeys, 4, None), (len, 0, b"c__builtin__\nlen\np0\n."),
]:
    found = dumps(value, protocol)
    assert expected is None or found == expected, (value, protocol, found)
assert dumps(dict.fromkeys(range(1000)))[-3:] == b"(u."


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)


class Slots:
    __slots__ = "a", "b"


class New(tuple):
    def __new__(cls, a, *, b):
        return super().__new__(cls, (a, b))

    def __getnewargs_ex__(self):
        return (self[0],), {"b": self[1]}


class State:
    def __getstate__(self):
        return "state"

    def __setstate__(self, state):
        self.got = state


class Sub(list):
    pass


class Outer:
    class Inner:
        pass


slots = Slots()
slots.a = 1
sub = Sub([1, 2])
sub.name = "sub"
shared = [1]
values = [
    None, True, -1, 255, 256, 65535, 65536, -(2**31), 2**31, 2**63, -(2**2000), 0.1, float("inf"), 1 + 2j, "", "a" * 300,
    "\ud800 lone", b"", b"x" * 300, bytearray(b"abc"), (), (1,), (1, 2, 3), (1, 2, 3, 4), [], [shared, shared],
    {}, {"a": [1], "b": {2: 3}}, set(), {1, 2}, frozenset({1}), range(3), slice(1, 2), Point(1, [2]), sub,
    New(1, b=2), collections.OrderedDict(a=1), collections.deque([1, 2], 5), collections.Counter("aab"),
    print, int, Outer.Inner, list.append, NotImplemented, ..., itertools.count,
]
for protocol in range(6):
    for value in values:
        again = loads(dumps(value, protocol))
        assert again == value and type(again) is type(value), (protocol, value, again)
    assert loads(dumps(sub, protocol)).name == "sub"
    if protocol >= 2:
        assert loads(dumps(slots, protocol)).a == 1
    assert loads(dumps(State(), protocol)).got == "state"
    ring = [1]
    ring.append((ring, {"ring": ring}))
    again = loads(dumps(ring, protocol))
    assert again[1][0] is again and again[1][1]["ring"] is again
    a, b = loads(dumps([shared, shared], protocol))
    assert a is b
    assert pickle._loads(dumps(values[:30], protocol)) == values[:30] == loads(pickle._dumps(values[:30], protocol))

# Files: several pickles, one after another, and frames.
file = io.BytesIO()
pickler = Pickler(file)
big = [b"x" * 70000, "y" * 70000, list(range(50000))]
for value in 1, big, "end":
    pickler.dump(value)
file.seek(0)
unpickler = Unpickler(file)
assert [unpickler.load() for _ in range(3)] == [1, big, "end"]
raises(EOFError, "Ran out of input", unpickler.load)


class Writer:
    def __init__(self):
        self.pieces = []

    def write(self, data):
        self.pieces.append(bytes(data))


writer = Writer()
_pickle.dump([b"x" * 70000, "y" * 70000], writer)
assert [len(piece) for piece in writer.pieces] == [10, 70000, 6, 70000, 3]
file = io.BufferedReader(io.BytesIO(dumps(big) + b"behind"))
assert _pickle.load(file) == big and file.read() == b"behind"


# Hooks.
class Persistent(Pickler):
    def persistent_id(self, obj):
        return obj.x if isinstance(obj, Point) else None


class Unpersistent(Unpickler):
    def persistent_load(self, pid):
        return Point("found", pid)


for protocol in 0, 1, 5:
    file = io.BytesIO()
    Persistent(file, protocol).dump([Point("key", 0)])
    file.seek(0)
    expected = [Point("found", "key")]
    assert Unpersistent(file).load() == expected
    raises(UnpicklingError, "A load persistent id instruction was encountered, but no persistent_load function was specified.",
           loads, file.getvalue())


class Reducer(Pickler):
    def reducer_override(self, obj):
        if obj is Outer:
            return int, ("5",)
        return NotImplemented


file = io.BytesIO()
Reducer(file).dump([Outer, 7])
assert loads(file.getvalue()) == [5, 7]
file = io.BytesIO()
pickler = Pickler(file)
pickler.dispatch_table = copyreg.dispatch_table.copy()
pickler.dispatch_table[Point] = lambda point: (Point, (point.x, "table"))
pickler.dump(Point(1, 2))
assert loads(file.getvalue()) == Point(1, "table")
assert pickler.memo.copy() and pickler.memo.clear() is None and pickler.memo.copy() == {}
raises(AttributeError, "'_pickle.Pickler' object has no attribute 'dispatch_table'", lambda: Pickler(io.BytesIO()).dispatch_table)


class Careful(Unpickler):
    def find_class(self, module, name):
        if module != "builtins":
            raise UnpicklingError(f"{module}.{name} is forbidden")
        return super().find_class(module, name)


assert Careful(io.BytesIO(dumps([int, range(2)]))).load() == [int, range(2)]
raises(UnpicklingError, "_io.BytesIO is forbidden", Careful(io.BytesIO(dumps(io.BytesIO))).load)
copyreg.add_extension("collections", "deque", 77)
try:
    assert b"\x82M" in dumps(collections.deque()) and loads(dumps(collections.deque([1]))) == collections.deque([1])
finally:
    copyreg.remove_extension("collections", "deque", 77)

# Buffers outside of the pickle (PEP 574).
memory = bytearray(b"abcdef")
buffers = []
data = dumps(PickleBuffer(memory), 5, buffer_callback=buffers.append)
assert b"abcdef" not in data and bytes(buffers[0]) == b"abcdef" and loads(data, buffers=buffers).raw()[:1] == b"a"
assert loads(dumps(PickleBuffer(memory))) == memory and loads(dumps(PickleBuffer(b"ab"))) == b"ab"
raises(PicklingError, "PickleBuffer can only be pickled with protocol >= 5", dumps, PickleBuffer(b"a"), 4)
raises(PicklingError, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer",
       dumps, PickleBuffer(memoryview(b"abcd")[::2]))
raises(BufferError, "cannot extract raw buffer from non-contiguous buffer", PickleBuffer(memoryview(b"abcd")[::2]).raw)
raises(UnpicklingError, "pickle stream refers to out-of-band data but no *buffers* argument was given", loads, data)
raises(UnpicklingError, "not enough out-of-band buffers", loads, data, buffers=[])
buffer = PickleBuffer(b"ab")
buffer.release()
raises(ValueError, "operation forbidden on released PickleBuffer object", buffer.raw)

# What cannot be pickled, and where it was.
generator = (i for i in ())
raises(TypeError, "cannot pickle 'generator' object", dumps, [1, (2, generator)],
       notes=["when serializing tuple item 1", "when serializing list item 1"])
raises(TypeError, "cannot pickle 'generator' object", dumps, {"key": generator}, notes=["when serializing dict item 'key'"])
raises(TypeError, "cannot pickle 'generator' object", dumps, {generator}, notes=["when serializing set element"])
raises(TypeError, "cannot pickle 'generator' object", dumps, Point(generator, 0),
       notes=["when serializing dict item 'x'", "when serializing Point state", "when serializing Point object"])
raises(PicklingError, f"Can't pickle {(f := lambda: 1)!r}: it's not found as __main__.<lambda>", dumps, f)


def local():
    class Local:
        pass
    return Local


raises(PicklingError, f"Can't pickle local object {(c := local())!r}", dumps, c)
nowhere = Point(1, 2)
nowhere.__module__, nowhere.__reduce_ex__ = "", lambda protocol: "name"
try:
    dumps(nowhere)
except PicklingError as e:
    assert str(e) == f"Can't pickle {nowhere!r}: Empty module name" and str(e.__context__) == "Empty module name"
else:
    raise AssertionError("a module without a name")
raises(ValueError, "pickle protocol must be <= 5", dumps, 1, 9)
raises(ValueError, "buffer_callback needs protocol >= 5", dumps, 1, 4, buffer_callback=print)
raises(TypeError, "file must have a 'write' attribute", Pickler, 1)
raises(TypeError, "file must have 'read' and 'readline' attributes", Unpickler, 1)
raises(PicklingError, "Pickler.__init__() was not called by _pickle.Pickler.__init__()", Pickler.__new__(Pickler).dump, 1)

# Pickles that nobody has written end in exceptions.
for data, kind, message in [
    (b"", EOFError, "Ran out of input"), (b"\x80", UnpicklingError, "pickle data was truncated"),
    (b"\x80\x09", ValueError, "unsupported pickle protocol: 9"), (b"\xff", UnpicklingError, "invalid load key, '\\xff'."),
    (b".", UnpicklingError, "unpickling stack underflow"), (b"(.", UnpicklingError, "unexpected MARK found"),
    (b"1", UnpicklingError, "could not find MARK"), (b"Iabc\n.", ValueError, "could not convert string to int"),
    (b"Sabc\n.", UnpicklingError, "the STRING opcode argument must be quoted"),
    (b"T\xff\xff\xff\xff.", UnpicklingError, "BINSTRING pickle has negative byte count"),
    (b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", OverflowError, "BINUNICODE exceeds system's maximum size of 9223372036854775807 bytes"),
    (b"h\x05.", UnpicklingError, "Memo value not found at index 5"), (b"Np-1\n.", ValueError, "negative PUT argument"),
    (b"}(Nu.", UnpicklingError, "odd number of items for SETITEMS"), (b"NNa.", AttributeError, "'NoneType' object has no attribute 'append'"),
    (b"N)R.", TypeError, "'NoneType' object is not callable"), (b"NNR.", TypeError, "argument list must be a tuple"),
    (b"N)\x81.", UnpicklingError, "NEWOBJ class argument must be a type, not NoneType"),
    (b"NN\x93.", UnpicklingError, "STACK_GLOBAL requires str"), (b"\x82\x01.", ValueError, "unregistered extension code 1"),
    (b"cnope\nnope\n.", ModuleNotFoundError, "No module named 'nope'"),
    (b"\x80\x04\x8c\x08builtins\x8c\x09int.nope2\x93.", AttributeError, "Can't resolve path 'int.nope2' on module 'builtins'"),
]:
    raises(kind, message, loads, data)
nested = b"(" * 100_000 + b"t" * 100_000 + b"."
assert loads(nested) is not None
deep = []
for _ in range(100_000):
    deep = [deep]
try:
    dumps(deep)
except RecursionError:
    pass
while deep:
    deep = deep[0]
seed = random.Random(5)
base = dumps([Point(1, {2: "three"}), (4.5, b"six"), {7, 8}], 4)
for _ in range(2000):
    broken = bytearray(base)
    for _ in range(seed.randrange(1, 4)):
        broken[seed.randrange(len(broken))] = seed.choice(b"().0123FIJKLNRSTUVX]abcdeghijlopqstu}\x80\x81\x85\x86\x87\x8c\x8f\x90\x91\x92\x93\x94\x95")
    try:
        loads(bytes(broken))
    except Exception:
        pass
