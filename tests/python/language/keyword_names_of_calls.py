"""Names of keyword arguments in calls are not mangled, as they are the callee's.

https://docs.python.org/3.14/reference/expressions.html#private-name-mangling
"""


def names(**keywords):
    return sorted(keywords)


class C:
    def plain(self):
        return names(__x=1)

    def unpacked(self):
        return names(**{"a": 1}, __y=2)


assert C().plain() == ["__x"] and C().unpacked() == ["__y", "a"]
