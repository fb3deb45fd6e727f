"""An `__index__` that changes the array while it is to be put into it is called twice, and the place is looked at after it.

https://docs.python.org/3.14/library/array.html
"""
from array import array


class Changing:
    def __init__(self, change):
        self.change = change
        self.calls = 0

    def __index__(self):
        self.calls += 1
        self.change()
        return 7


def out_of_range(call):
    try:
        call()
    except IndexError as error:
        assert str(error) == "array assignment index out of range"
    else:
        raise AssertionError("nothing was raised")


numbers = array("i", [1, 2, 3])
out_of_range(lambda: numbers.append(Changing(numbers.clear)))
numbers = array("i", [1, 2, 3])
out_of_range(lambda: numbers.insert(1, Changing(numbers.clear)))
numbers = array("i", [1, 2, 3])
out_of_range(lambda: numbers.__setitem__(1, Changing(numbers.clear)))

numbers = array("i", [1, 2, 3])
numbers.append(Changing(lambda: numbers.extend([9, 9, 9])))
assert numbers == array("i", [1, 2, 3, 7, 9, 9, 9])

numbers = array("i", [1, 2, 3])
plain = Changing(lambda: None)
numbers.append(plain)
numbers.insert(0, plain)
assert numbers == array("i", [7, 1, 2, 3, 7]) and plain.calls == 4
