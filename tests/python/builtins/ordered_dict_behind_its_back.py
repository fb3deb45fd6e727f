"""An OrderedDict whose keys were removed by the methods of `dict` raises KeyError where it shows its items.

https://docs.python.org/3.14/library/collections.html#collections.OrderedDict
"""

from collections import OrderedDict


class Own(OrderedDict):
    pass


def fails(function, *args):
    try:
        function(*args)
    except KeyError:
        return True
    return False


for class_ in (OrderedDict, Own):
    for change in [
        lambda od: dict.__delitem__(od, "spam"),
        lambda od: dict.pop(od, "spam"),
        lambda od: dict.popitem(od),
    ]:
        od = class_()
        od["spam"] = 1
        od["ham"] = 2
        assert not fails(repr, od)
        change(od)
        assert fails(repr, od), change
    # What is added, replaced, or taken altogether is no error.
    for change, length in [
        (lambda od: dict.clear(od), 0),
        (lambda od: dict.__setitem__(od, "egg", 3), 3),
        (lambda od: dict.__setitem__(od, "ham", 3), 2),
        (lambda od: dict.setdefault(od, "egg", 3), 3),
        (lambda od: dict.update(od, [("egg", 3)]), 3),
    ]:
        od = class_(spam=1)
        od["ham"] = 2
        change(od)
        assert not fails(repr, od) and len(od) == length

# Its own methods go together.
od = OrderedDict.fromkeys("abcde")
del od["a"]
od.pop("b")
od.popitem()
od.popitem(last=False)
od.move_to_end("d")
assert repr(od) == "OrderedDict({'d': None})" and list(od.items()) == [("d", None)]
copy = od.copy()
od.clear()
assert repr(od) == "OrderedDict()" and repr(copy) == "OrderedDict({'d': None})"
del copy["d"]
assert list(copy.values()) == []
od["x"] = 1
assert list(od.items()) == [("x", 1)]
