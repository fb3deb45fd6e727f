"""Methods of built-in types are equal, hashed and pickled by their objects and names.

https://docs.python.org/3.14/library/stdtypes.html#methods
"""
import pickle

items = []
assert items.append == items.append and items.append != [].append
assert hash(items.append) == hash(items.append)
assert items.append.__reduce__() == (getattr, (items, "append"))
assert str.lower.__reduce__() == (getattr, (str, "lower"))
assert object.__repr__.__reduce__() == (getattr, (object, "__repr__"))
assert (1).__add__.__reduce__() == (getattr, (1, "__add__"))
assert len.__reduce__() == "len" and len.__self__.__name__ == "builtins"
assert (...).__reduce__() == "Ellipsis" and NotImplemented.__reduce__() == "NotImplemented"
for function in len, str.upper, dict.fromkeys:
    assert pickle.loads(pickle.dumps(function)) == function, function


class Sequence:
    def __getitem__(self, index):
        return range(5)[index]

    def __len__(self):
        return 5


iterator = iter(Sequence())
next(iterator)
assert iterator.__length_hint__() == 4
function, arguments, state = iterator.__reduce__()
assert function is iter and state == 1
iterator.__setstate__(3)
assert list(iterator) == [3, 4]
assert iterator.__reduce__() == (iter, ((),))
