"""An unknown keyword argument that is like a known one gets a suggestion.

https://docs.python.org/3.14/whatsnew/3.13.html#improved-error-messages
"""


def message_of(call):
    try:
        call()
    except TypeError as error:
        return str(error)
    raise AssertionError("nothing was raised")


def f(foo, *, bar=1):
    pass


def g(first, /, baz):
    pass


class C:
    def __init__(self, beta=1):
        pass

    def m(self, alpha):
        pass


UNKNOWN = "{}() got an unexpected keyword argument '{}'"
for call, name, wrong, hint in [
    (lambda: f(fooo=1), "f", "fooo", "foo"),
    (lambda: f(1, barr=2), "f", "barr", "bar"),
    (lambda: g(1, bazz=1), "g", "bazz", "baz"),
    (lambda: g(firs=1), "g", "firs", None),
    (lambda: C().m(alpa=1), "C.m", "alpa", "alpha"),
    (lambda: C().m(slf=1), "C.m", "slf", "self"),
    (lambda: C(beto=1), "C.__init__", "beto", "beta"),
    (lambda: f(1, nothing=1), "f", "nothing", None),
    (lambda: int("1", bse=3), "int", "bse", "base"),
    (lambda: complex(rel=1), "complex", "rel", "real"),
    (lambda: property(fgett=1), "property", "fgett", "fget"),
    (lambda: zip(stric=1), "zip", "stric", "strict"),
    (lambda: str(objec=1), "str", "objec", "object"),
    (lambda: bytes(sorce=1), "bytes", "sorce", "source"),
    (lambda: pow(1, 2, md=1), "pow", "md", "mod"),
]:
    expected = UNKNOWN.format(name, wrong)
    if hint is not None:
        expected += f". Did you mean '{hint}'?"
    assert message_of(call) == expected, (message_of(call), expected)
