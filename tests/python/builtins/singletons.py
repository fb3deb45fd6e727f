"""None, Ellipsis and NotImplemented are the only instances of their classes.

https://docs.python.org/3.14/library/constants.html
"""

for value, text in [(None, "None"), (..., "Ellipsis"), (NotImplemented, "NotImplemented")]:
    assert repr(value) == str(value) == text
    assert type(value)() is value
    try:
        type(value)(1)
    except TypeError as error:
        assert str(error).endswith(" takes no arguments")
    else:
        raise AssertionError("an argument is refused")

assert not None and bool(...) is True

try:
    bool(NotImplemented)
except TypeError as error:
    assert str(error) == "NotImplemented should not be used in a boolean context"
else:
    raise AssertionError("NotImplemented has no truth value")
