"""What is made in annotations is named as if it stood around them: their scope is no part of the name.

https://docs.python.org/3.14/reference/executionmodel.html#annotation-scopes
"""


class Outer:
    one: lambda: 1
    two: [lambda: 2 for _ in range(1)]
    three: (item for item in ())

    def method(self, x: lambda: 3) -> (item for item in ()):
        pass


names = Outer.__annotations__
assert names["one"].__qualname__ == "Outer.<lambda>"
assert names["two"][0].__qualname__ == "Outer.<listcomp>.<lambda>"
assert names["three"].__qualname__ == "Outer.<genexpr>"
assert Outer.__annotate__.__qualname__ == "Outer.__annotate__"
assert Outer.method.__annotations__["x"].__qualname__ == "Outer.<lambda>"
assert Outer.method.__annotations__["return"].__qualname__ == "Outer.<genexpr>"
assert Outer.method.__annotate__.__qualname__ == "Outer.method.__annotate__"


def function(x: lambda: 1):
    def inner(x: lambda: 2):
        pass

    return inner


assert function.__annotations__["x"].__qualname__ == "<lambda>"
inner = function(None)
assert inner.__annotations__["x"].__qualname__ == "function.<locals>.<lambda>"
