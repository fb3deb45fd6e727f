"""A function keeps its name, qualified name and documentation when it gets other code.

https://docs.python.org/3.14/reference/datamodel.html#function.__code__
"""


def first(a):
    "the first"


def second(b):
    "the second"


first.__code__ = second.__code__
assert (first.__name__, first.__qualname__, first.__doc__) == ("first", "first", "the first")
try:
    first()
except TypeError as error:
    assert str(error) == "first() missing 1 required positional argument: 'b'"
else:
    raise AssertionError
