"""The typecode `u` of arrays is deprecated.

https://docs.python.org/3.14/library/array.html
"""
import array
import warnings

MESSAGE = "The 'u' type code is deprecated and will be removed in Python 3.16"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    text = array.array("u", "ab")
    array.array("w", "ab")
    array.array("i", [1])
assert [(str(w.message), w.category) for w in caught] == [(MESSAGE, DeprecationWarning)]
assert caught[0].filename == __file__

with warnings.catch_warnings():
    warnings.simplefilter("error")
    for make in [lambda: array.array("u"), lambda: array.array("u", 1)]:
        try:
            make()
        except DeprecationWarning as warning:
            assert str(warning) == MESSAGE
        else:
            raise AssertionError("no warning")
