"""Comprehensions in a class body do not see __class__, but functions inside them do, once it is made.

https://docs.python.org/3.14/reference/datamodel.html#creating-the-class-object
"""


class C:
    functions = [lambda: __class__ for _ in [1]]

    class D:
        names = [name for name in "ab"]


assert C.functions[0]() is C and C.D.names == ["a", "b"]

try:
    class E:
        __class__ = 2
        values = [__class__ for _ in [1]]
except NameError as error:
    assert str(error) == "name '__class__' is not defined", error
else:
    assert False

# A variable of the comprehension that functions keep, named as a free variable around it.
type Alias[T] = [lambda: T for T in T.__name__]
function, = Alias.__value__
assert function() == "T"


class Annotated:
    __classdict__: int


assert Annotated.__annotations__ == {"__classdict__": int}
assert "__classdictcell__" not in vars(Annotated)

text = "A string"
assert f"{text=}" == "text='A string'" and f"{text=!s}" == "text=A string" == f"{text=:}"
