"""A comparison of items may change the set that is being searched.

https://docs.python.org/3.14/reference/datamodel.html#object.__eq__
"""


class Item:
    action = staticmethod(lambda: None)

    def __hash__(self):
        return 5

    def __eq__(self, other):
        self.action()
        return False


def clear():
    s.clear()


def grow():
    s.update(range(1000, 1100))


for action in (clear, grow):
    for operation in (
        lambda: Item() in s,
        lambda: s.add(Item()),
        lambda: s.discard(Item()),
        lambda: s | {Item()},
        lambda: s & {Item()},
        lambda: s - {Item()},
        lambda: s ^ {Item()},
        lambda: s == {Item()},
        lambda: s <= {Item(), Item()},
        lambda: s.isdisjoint([Item()]),
        lambda: s.update([Item()]),
        lambda: s.difference_update({Item()}),
        lambda: s.intersection_update({Item()}),
        lambda: s.symmetric_difference_update({Item()}),
    ):
        Item.action = staticmethod(lambda: None)
        s = {Item()}
        Item.action = staticmethod(action)
        operation()
