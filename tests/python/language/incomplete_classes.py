"""While its metaclass's `mro()` runs for the first time, a class has no MRO, no instances and no subclasses.

https://docs.python.org/3.14/reference/datamodel.html#type.mro
"""
seen = []


def text_of(call):
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Meta(type):
    def mro(cls):
        if not seen:
            seen.append("begun")
            seen.append(text_of(lambda: type("S", (cls,), {})))
            seen.append(text_of(lambda: type("S", (int, cls), {})))
            seen.append(text_of(cls))
            seen.append(cls.__mro__)
            seen.append(issubclass(cls, object))
        return super().mro()


class R(metaclass=Meta):
    pass


assert seen == [
    "begun",
    "TypeError: Cannot extend an incomplete type 'R'",
    "TypeError: Cannot extend an incomplete type 'R'",
    "TypeError: cannot create 'R' instances",
    None,
    True,
], seen
assert R.__mro__ == (R, object) and isinstance(R(), R)
