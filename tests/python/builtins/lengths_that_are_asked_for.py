"""Whoever makes a list or bytes of an iterable asks how long it is; what that raises is raised."""


class Numbers:
    asked = []

    def __init__(self):
        self.left = 3

    def __iter__(self):
        self.asked.append("iter")
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left

    def __length_hint__(self):
        self.asked.append("hint")
        return 3


class Failing(Numbers):
    def __length_hint__(self):
        raise LookupError("no hint")


class Negative(Numbers):
    def __length_hint__(self):
        return -1


class Wrong(Numbers):
    def __len__(self):
        raise LookupError("no length")


USES = {
    "list": list,
    "star": lambda numbers: [*numbers],
    "tuple display": lambda numbers: (*numbers,),
    "sorted": sorted,
    "bytes": bytes,
    "extend": lambda numbers: [].extend(numbers),
    "bytearray.extend": lambda numbers: bytearray().extend(numbers),
}

for name, use in USES.items():
    Numbers.asked.clear()
    use(Numbers())
    assert Numbers.asked == ["iter", "hint"], name
    for wrong, error in ((Failing, LookupError), (Negative, ValueError), (Wrong, LookupError)):
        try:
            use(wrong())
        except error:
            pass
        else:
            raise AssertionError((name, wrong))

assert sorted(Numbers()) == [0, 1, 2] and bytes(Numbers()) == b"\2\1\0"
assert bytearray(Numbers()) == b"\2\1\0"
Numbers.asked.clear()
{*Numbers()}
assert Numbers.asked == ["iter"]


class Bare:
    """An iterator that is no iterable itself."""

    def __next__(self):
        raise StopIteration


class OfBare:
    def __iter__(self):
        return Bare()


assert [*OfBare()] == sorted(OfBare()) == list(OfBare()) == [] and bytes(OfBare()) == b""
