"""`join` takes the items of exact lists and tuples, and asks others for an iterator.

https://docs.python.org/3.14/library/stdtypes.html#bytes.join
"""


class Items(list):
    def __iter__(self):
        return iter([b"x", b"y"])


class Pair(tuple):
    def __iter__(self):
        return iter(["p", "q"])


assert b",".join(Items([b"a"])) == b"x,y"
assert bytearray(b",").join(Items([b"a"])) == b"x,y"
assert ",".join(Pair(["a"])) == "p,q"
assert b",".join([b"a", b"b"]) == b",".join((b"a", b"b")) == b"a,b"

# There is one empty bytes.
empty = b""
assert bytes() is empty is b"abc"[3:] is b"".join([])
