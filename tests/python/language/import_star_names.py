"""`from module import *` copies strings only, and says in which module something else stands.
Source: https://docs.python.org/3.14/reference/simple_stmts.html#the-import-statement
"""

import sys
import types

module = sys.modules["spam_of_stars"] = types.ModuleType("spam_of_stars")


def message():
    try:
        exec("from spam_of_stars import *", {})
    except TypeError as error:
        return str(error)
    raise AssertionError("no error")


module.__all__ = [b"x"]
assert message() == "Item in spam_of_stars.__all__ must be str, not bytes"
del module.__all__
module.__dict__[b"y"] = 1
assert message() == "Key in spam_of_stars.__dict__ must be str, not bytes"


def local():
    class Slotted:
        __slots__ = ("a",)

        @classmethod
        def __class_getitem__(cls, item):
            return item

    class Closed(Slotted):
        __class_getitem__ = None

    return Slotted, Closed


slotted, closed = local()
try:
    slotted().a
except AttributeError as error:
    assert str(error) == "'local.<locals>.Slotted' object has no attribute 'a'", error
assert slotted[1] == 1
try:
    closed[1]
except TypeError as error:
    assert str(error) == "type 'Closed' is not subscriptable", error
