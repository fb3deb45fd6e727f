"""What a class has as `__get__` is called with the descriptor first, whatever it is: it is not bound itself.

https://docs.python.org/3.14/reference/datamodel.html#invoking-descriptors
"""


class Static:
    __get__ = staticmethod(lambda *arguments: arguments)


class Holder:
    attribute = Static()


descriptor = Holder.__dict__["attribute"]
holder = Holder()
for _ in range(20):
    assert holder.attribute == (descriptor, holder, Holder)
    assert Holder.attribute == (descriptor, None, Holder)


class Callable:
    def __call__(self, *arguments):
        return arguments


class Other:
    __get__ = Callable()


Holder.attribute = other = Other()
assert holder.attribute == (other, holder, Holder)


class Class:
    __get__ = classmethod(lambda *arguments: arguments)


class NotCallable:
    pass


NotCallable.__get__ = NotCallable()
for wrong in Class(), NotCallable():
    Holder.attribute = wrong
    try:
        holder.attribute
    except TypeError as error:
        assert "object is not callable" in str(error)
    else:
        raise AssertionError(wrong)
