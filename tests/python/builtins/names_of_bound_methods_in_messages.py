"""A method that was read from an object is named for the class of that object when its arguments are wrong.

A call that reads and calls it at once names the class that defines it.
"""


def message(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except TypeError as error:
        return str(error)
    raise AssertionError("no error")


class Items(list):
    pass


class Number(int):
    pass


for _ in range(60):  # also where calls are warm
    append = Items().append
    assert message(append) == "Items.append() takes exactly one argument (0 given)"
    assert message(append, 1, 2) == "Items.append() takes exactly one argument (2 given)"
    assert message(append, x=1) == "Items.append() takes no keyword arguments"
    try:
        append()
    except TypeError as error:
        assert str(error) == "Items.append() takes exactly one argument (0 given)"
    try:
        Items().append()
    except TypeError as error:
        assert str(error) == "list.append() takes exactly one argument (0 given)"

assert message(Number().bit_length, 1) == "Number.bit_length() takes no arguments (1 given)"
assert message(True.conjugate, 1) == "bool.conjugate() takes no arguments (1 given)"
assert message(ValueError().with_traceback) == (
    "ValueError.with_traceback() takes exactly one argument (0 given)"
)
assert message(().__format__) == "tuple.__format__() takes exactly one argument (0 given)"
assert message(int.mro, 1) == "int.mro() takes no arguments (1 given)"
assert message(Items().insert, 1) == "insert expected 2 arguments, got 1"
assert message(list.append, Items()) == "list.append() takes exactly one argument (0 given)"

# Static methods are named with their class.
for class_ in (str, bytes, bytearray):
    assert message(class_.maketrans, x=1) == f"{class_.__name__}.maketrans() takes no keyword arguments"
