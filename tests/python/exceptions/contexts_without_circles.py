"""An exception that is raised while it is handled is not its own context, nor is it in the contexts behind it.

https://docs.python.org/3.14/library/exceptions.html#exception-context
"""
first, second, third = ValueError(1), ValueError(2), ValueError(3)

# Without its traceback it is raised as if it were new.
try:
    try:
        raise first
    except ValueError:
        raise first.with_traceback(None)
except ValueError:
    pass
assert first.__context__ is None

try:
    try:
        try:
            raise first
        except ValueError:
            raise second
    except ValueError:
        assert second.__context__ is first
        try:
            raise third
        except ValueError:
            assert third.__context__ is second
            raise first.with_traceback(None)
except ValueError:
    pass
assert first.__context__ is third
assert third.__context__ is second
assert second.__context__ is None

# A circle that was made by hand ends, too.
second.__context__, third.__context__ = third, second
fourth = ValueError(4)
try:
    try:
        raise third.with_traceback(None)
    except ValueError:
        raise fourth
except ValueError:
    pass
assert fourth.__context__ is third
