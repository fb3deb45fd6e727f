"""itertools: every function, and its errors.

https://docs.python.org/3.14/library/itertools.html
"""
from itertools import (
    accumulate, batched, chain, combinations, combinations_with_replacement, compress, count,
    cycle, dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat,
    starmap, takewhile, tee, zip_longest)


def raises(function, error, message=None):
    try:
        function()
    except error as exception:
        if message is not None:
            assert str(exception) == message, str(exception)
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def take(n, iterable):
    return list(islice(iterable, n))


# count, cycle, repeat
assert take(3, count()) == [0, 1, 2] and take(3, count(5, -2)) == [5, 3, 1]
assert take(2, count(1.5, step=0.5)) == [1.5, 2.0]
assert take(3, count((1 << 61) - 1)) == [(1 << 61) - 1, 1 << 61, (1 << 61) + 1]
assert repr(count(3)) == "count(3)" and repr(count(1.5, 2)) == "count(1.5, 2)"
raises(lambda: count("a"), TypeError, "a number is required")
assert take(5, cycle("ab")) == ["a", "b", "a", "b", "a"] and list(cycle([])) == []
assert list(repeat(1, 3)) == [1, 1, 1] and take(2, repeat("x")) == ["x", "x"]
assert list(repeat(1, -5)) == [] and repr(repeat(1, times=2)) == "repeat(1, 2)"
assert repeat(1, 4).__length_hint__() == 4
raises(lambda: repeat(1).__length_hint__(), TypeError, "len() of unsized object")

# accumulate
assert list(accumulate([1, 2, 3])) == [1, 3, 6] and list(accumulate([])) == []
assert list(accumulate([1, 2, 3], lambda a, b: a * b)) == [1, 2, 6]
assert list(accumulate([1, 2], initial=10)) == [10, 11, 13]
assert list(accumulate("ab", None, initial=None)) == ["a", "ab"]

# batched
assert list(batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
raises(lambda: list(batched("abc", 2, strict=True)), ValueError, "batched(): incomplete batch")
raises(lambda: batched("abc", 0), ValueError, "n must be at least one")

# chain
assert list(chain("ab", [1], ())) == ["a", "b", 1] and list(chain()) == []
assert list(chain.from_iterable(["ab", "c"])) == ["a", "b", "c"]
raises(lambda: list(chain([1], 2)), TypeError, "'int' object is not iterable")

# combinations and permutations
assert list(combinations("abc", 2)) == [("a", "b"), ("a", "c"), ("b", "c")]
assert list(combinations("ab", 3)) == [] and list(combinations("ab", 0)) == [()]
assert len(list(combinations(range(10), 4))) == 210
assert list(combinations_with_replacement("ab", 2)) == [("a", "a"), ("a", "b"), ("b", "b")]
assert list(combinations_with_replacement("", 2)) == []
assert list(combinations_with_replacement("", 0)) == [()]
assert ["".join(p) for p in permutations("abc")] == ["abc", "acb", "bac", "bca", "cab", "cba"]
assert ["".join(p) for p in permutations("abc", 2)] == ["ab", "ac", "ba", "bc", "ca", "cb"]
assert list(permutations("ab", 3)) == [] and list(permutations("ab", 0)) == [()]
assert len(set(permutations(range(6), 3))) == 120
raises(lambda: combinations("a", -1), ValueError, "r must be non-negative")
raises(lambda: permutations("a", "x"), TypeError, "Expected int as r")

# compress, dropwhile, filterfalse, takewhile
assert list(compress("abcd", [1, 0, 1])) == ["a", "c"]
assert list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])) == [3, 1]
assert list(takewhile(lambda x: x < 3, [1, 2, 3, 1])) == [1, 2]
assert list(filterfalse(None, [0, 1, ""])) == [0, ""]
assert list(filterfalse(lambda x: x % 2, range(5))) == [0, 2, 4]

# groupby
assert [(k, list(g)) for k, g in groupby("aabccc")] == [
    ("a", ["a", "a"]), ("b", ["b"]), ("c", ["c", "c", "c"])]
assert [k for k, _ in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)] == [1, 0, 1]
groups = groupby("aab")
_, first = next(groups)
assert next(first) == "a"
_, second = next(groups)
assert list(first) == [] and list(second) == ["b"]

# islice
assert list(islice("abcdefg", 3)) == ["a", "b", "c"]
assert list(islice("abcdefg", 1, None, 2)) == ["b", "d", "f"]
assert list(islice("abcdefg", 2, 4)) == ["c", "d"] and list(islice("ab", 5, 9)) == []
source = iter(range(10))
assert list(islice(source, 2, 5, 2)) == [2, 4] and next(source) == 5
raises(lambda: islice([], -1), ValueError,
       "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
raises(lambda: islice([], 0, 1, 0), ValueError,
       "Step for islice() must be a positive integer or None.")
raises(lambda: islice([], "a", 1), ValueError,
       "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")

# pairwise, product, starmap
assert list(pairwise("abc")) == [("a", "b"), ("b", "c")] and list(pairwise("a")) == []
assert list(product("ab", [1, 2])) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
assert list(product()) == [()] and list(product("ab", [])) == []
assert len(list(product(range(3), repeat=3))) == 27 and list(product("ab", repeat=0)) == [()]
raises(lambda: product("a", repeat=-1), ValueError, "repeat argument cannot be negative")
assert list(starmap(pow, [(2, 3), [3, 2]])) == [8, 9]

# tee
a, b = tee([1, 2, 3])
assert next(a) == 1 and list(b) == [1, 2, 3] and list(a) == [2, 3]
a, b, c = tee(iter(range(5)), 3)
assert list(zip(a, b)) == [(i, i) for i in range(5)] and list(c) == list(range(5))
assert tee([], 0) == ()
a, = tee(iter("abc"), 1)
next(a)
assert list(a.__copy__()) == ["b", "c"] == list(a)
raises(lambda: tee([], -1), ValueError, "n must be >= 0")

# The iterators of a tee read in blocks: each is anywhere in them.
for length in (56, 57, 58, 114, 115, 300):
    many = tee(iter(range(length)), 3)
    read = [[next(it) for it in (many[0],) * count] for count in (min(length, 57), 0, 0)]
    copies = [it.__copy__() for it in many]
    assert next(many[1]) == 0 == next(copies[1])
    assert list(copies[0]) == list(range(min(length, 57), length)) == list(many[0])
    assert list(copies[1]) == list(range(1, length)) == list(many[1])
    assert list(many[2]) == list(range(length)) == list(copies[2])
    assert next(many[0], "end") == "end" == next(copies[1], "end")

class Inside:
    def __iter__(self):
        return self

    def __next__(self):
        return next(inner)

inner, _ = tee(Inside())
raises(lambda: next(inner), RuntimeError, "cannot re-enter the tee iterator")

# Tuples of all lengths.
for length in range(9):
    numbers = tuple(range(length))
    assert list(product(*([n] for n in numbers))) == [numbers] == list(combinations(numbers, length))
    assert next(permutations(numbers)) == numbers
    assert next(combinations_with_replacement(numbers or "a", length)) == (0,) * length
    if length:
        assert list(batched(range(2 * length + 1), length)) == [
            numbers, tuple(n + length for n in numbers), (2 * length,)][:2 if length == 1 else 3] + [(2,)] * (length == 1)
        raises(lambda: list(batched(range(length + 1), length + 2, strict=True)), ValueError,
               "batched(): incomplete batch")

# zip_longest
assert list(zip_longest("ab", "c", fillvalue=0)) == [("a", "c"), ("b", 0)]
assert list(zip_longest("ab", [], "c")) == [("a", None, "c"), ("b", None, None)]
assert list(zip_longest()) == [] and list(zip_longest([], [])) == []
raises(lambda: zip_longest([], foo=1), TypeError, "zip_longest() got an unexpected keyword argument")

# All are their own iterators, and stay at their end.
for iterator in (accumulate([]), batched([], 1), chain(), combinations([], 1), compress([], []),
                 cycle([]), dropwhile(None, []), groupby([]), islice([], 1), pairwise([]),
                 permutations([1], 2), product([]), repeat(1, 0), starmap(None, []),
                 takewhile(None, []), zip_longest()):
    assert iter(iterator) is iterator and next(iterator, "end") == "end" == next(iterator, "end")
