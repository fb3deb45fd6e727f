"""What a class found before follows its dict, however the program got at that: through comparisons and unions of
the view, annotations, or the collector.

https://docs.python.org/3.14/library/types.html#types.MappingProxyType
"""
import annotationlib
import gc
import types
import weakref


class Taker:
    """Keeps the other operand."""

    def take(self, other):
        self.taken = other
        return True

    __eq__ = __ror__ = __or__ = take


class Meta(type):
    pass


def ways():
    """Pairs of a class and what a program gets of its dict."""

    class Plain(metaclass=Meta):
        value = 1

        def method(self):
            return "method"

    for ask in (
        lambda taker: Plain.__dict__ == taker,
        lambda taker: taker == Plain.__dict__,
        lambda taker: Plain.__dict__ == types.MappingProxyType(Mapping(taker)),
        lambda taker: Plain.__dict__ == weakref.proxy(taker),
        lambda taker: Plain.__dict__ | taker,
        lambda taker: taker | Plain.__dict__,
        lambda taker: Plain.__dict__.keys().mapping == taker,
    ):
        taker = Taker()
        ask(taker)
        yield Plain, taker.taken
    yield Plain, gc.get_referents(Plain.__dict__)[0]
    yield Plain, [it for it in gc.get_referents(Plain) if isinstance(it, dict | types.MappingProxyType)][0]
    yield Plain, gc.get_referents(iter(Plain.__dict__))[0]
    marker = Plain.marker = ["marker"]
    for found in gc.get_referrers(marker):
        if isinstance(found, dict | types.MappingProxyType) and "method" in found:
            yield Plain, found

    class Annotated:
        value = 1

        def method(self):
            return "method"

        name: value

    function = Annotated.__annotate__
    if function.__closure__:
        yield Annotated, function.__closure__[0].cell_contents
    assert Annotated.__annotations__ == {"name": 1}
    assert annotationlib.get_annotations(Annotated, format=annotationlib.Format.STRING) == {"name": "value"}


class Mapping(Taker):
    def __init__(self, taker):
        self.taker = taker

    def __getitem__(self, key):
        raise KeyError(key)

    def __eq__(self, other):
        return self.taker == other


def call(instance):
    return instance.method()


def load(instance):
    return instance.value


seen = 0
for cls, namespace in ways():
    instance = cls()
    for _ in range(50):
        assert call(instance) == "method" and load(instance) == 1
    assert namespace["value"] == 1
    seen += 1
    if type(namespace) is types.MappingProxyType:
        continue
    # A copy, or the dict itself: then nothing else was put there, as that has no effect in CPython.
    copied = dict(namespace)
    assert copied["value"] == 1
assert seen >= 11, seen
