# Slices at warm sites, parts of strings, and what is spread over names: each compared with a slower way.
import random
import sys

random.seed(5)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def selected(sequence, start, stop, step=None):
    """The positions that a slice stands for, one by one."""
    return [sequence[i] for i in range(*slice(start, stop, step).indices(len(sequence)))]


def between(sequence, start, stop):
    return sequence[start:stop]


def stepping(sequence, start, stop, step):
    return sequence[start:stop:step]


parts = [None, 0, 1, 2, 5, 100, -1, -2, -6, -100, 1 << 70, -(1 << 70), True, Index(2), Index(-3)]
sequences = [
    [], [1], [[1], "a", 2.5, None, 4], list(range(7)),
    (), (1,), ([1], "a", 2.5, None, 4),
    "", "a", "abcdef", "aöb\u6771\U0001f600\udc80z", "öö",
    b"", b"a", b"abcdef", bytearray(b"abcdef"), range(6),
]
for sequence in sequences:
    for start in parts:
        for stop in parts:
            got = between(sequence, start, stop)
            assert type(got) is type(sequence)
            assert list(got) == selected(sequence, start, stop), (sequence, start, stop)
            for step in (None, 1, 2, -1, -2, 3, -(1 << 70)):
                got = stepping(sequence, start, stop, step)
                assert list(got) == selected(sequence, start, stop, step), (sequence, start, stop, step)


def constant(sequence):
    return sequence[1:4], sequence[:], sequence[-3:], sequence[::2], sequence[3:1], (sequence * 1)[1:]


for _ in range(3):
    for sequence in sequences:
        if isinstance(sequence, range):
            continue
        expected = [(1, 4), (None, None), (-3, None), (None, None, 2), (3, 1), (1, None)]
        for got, part in zip(constant(sequence), expected):
            assert list(got) == selected(sequence, *part) and type(got) is type(sequence)

for whole in ((1, 2), "text", b"text"):
    assert whole[:] is whole and whole[0:9] is whole
for wrong in ("a", 1.5, []):
    for sequence in ([1], (1,), "a", b"a"):
        try:
            between(sequence, wrong, None)
        except TypeError as error:
            assert str(error) == "slice indices must be integers or None or have an __index__ method"
        else:
            assert False


# A class has its own say, and references are neither lost nor kept.
class Own(list):
    def __getitem__(self, key):
        return key


assert between(Own([1]), 1, 2) == slice(1, 2) and Own()[2:3] == slice(2, 3)
item = object()
count = sys.getrefcount(item)
for sequence in ([item] * 5, (item,) * 5):
    for _ in range(100):
        got = between(sequence, 1, 3)
        got = sequence[2:4]
        first, *rest, last = sequence
        first, *rest = sequence
        copy = sequence * 3 + sequence
del sequence, got, first, rest, last, copy
assert sys.getrefcount(item) == count


# Parts between separators.
def cut(text, separator, most):
    found = []
    while most != 0 and separator in text:
        at = text.index(separator)
        found.append(text[:at])
        text = text[at + len(separator):]
        most -= 1
    return found + [text]


def cut_backwards(text, separator, most):
    reverse = cut(text[::-1], separator[::-1], most)
    return [part[::-1] for part in reversed(reverse)]


def cut_at_spaces(text, most):
    found = []
    text = text.lstrip()
    while text:
        if most == 0:
            return found + [text.rstrip() if most < 0 else text]
        end = next((i for i, c in enumerate(text) if c.isspace()), len(text))
        found.append(text[:end])
        text = text[end:].lstrip()
        most -= 1
    return found


for length in [*range(40), 100, 254, 255, 256, 257, 300]:
    for _ in range(12):
        text = "".join(random.choices("ab,, \t\n\x1c", k=length))
        wide = text.replace("b", random.choice("böß\u6771"))
        for most in (-1, 0, 1, 2, 7, 8, 9):
            for some in (text, wide):
                for separator in (",", "a", ",,", "ab"):
                    assert some.split(separator, most) == cut(some, separator, most)
                    assert some.rsplit(separator, most) == cut_backwards(some, separator, most)
                    data = some.encode()
                    parts = [part.encode() for part in cut(some, separator, most)]
                    assert data.split(separator.encode(), most) == parts
                    assert bytearray(data).split(separator.encode(), most) == parts
                assert some.split(None, most) == cut_at_spaces(some, most), (some, most)
        for needle in ("ab", ",,a", "a,b", "b"):
            starts = [i for i in range(length) if text.startswith(needle, i)]
            assert text.find(needle) == (starts or [-1])[0]
            assert text.rfind(needle) == (starts or [-1])[-1]

# Joining does not see what changes meanwhile, and says which item is wrong.
for pieces in (["a", "b"] * 40, ("a", "ö") * 40, {"x": 1, "y": 2}, iter("abc"), ["one"], [], ()):
    copy = list(pieces)
    expected = ""
    for index, piece in enumerate(copy):
        expected += ("" if index == 0 else "-") + piece
    assert "-".join(copy) == "-".join(tuple(copy)) == expected
for pieces in (["a", 1], ("a", 1), {"a": 1, 1: 2}, iter(["a", 1])):
    try:
        "".join(pieces)
    except TypeError as error:
        assert str(error) == "sequence item 1: expected str instance, int found"
    else:
        assert False

# Names that share what is spread.
for iterable in ([1, 2, 3, 4], (1, 2, 3, 4), "abcd", range(4), iter([1, 2, 3, 4]), {1: 0, 2: 0, 3: 0, 4: 0}):
    items = list(iterable)
    iterable = items if not isinstance(iterable, (str, tuple)) else iterable
    a, *b = iterable
    assert [a, *b] == items and type(b) is list
    *a, b = iterable
    assert [*a, b] == items
    a, b, *c, d, e = iterable
    assert [a, b, d, e] == items and c == []
    try:
        a, b, c, *d, e, f = iterable
    except ValueError as error:
        assert str(error) == "not enough values to unpack (expected at least 5, got 4)"
    else:
        assert False

# Case of letters of several alphabets.
pairs = [("ÀÞ", "àþ"), ("ĀĮŁŹŽ", "āįłźž"), ("ΑΡΣΩ", "αρσω"), ("АЯЀЏѠҀҊӐԮ", "аяѐџѡҁҋӑԯ"), ("ḀẔẠỾ", "ḁẕạỿ")]
for upper, lower in pairs:
    assert lower.upper() == upper == upper.upper(), (upper, lower)
    assert upper.swapcase().upper() == upper
    for one, other in zip(upper, lower):
        assert (one + "a").lower() == (other + "a") == (one + "A").casefold()
assert "straße—ŉ İıſµÿ".upper() == "STRASSE—ʼN İISΜŸ"
assert "STRASSE—İ Ÿ ΑΣ".lower() == "strasse—i̇ ÿ ας" and "ßſµς".casefold() == "sssμσ"
