"""A key that was removed from a dict or set is compared with no other, however few keys there are.

https://docs.python.org/3.14/library/stdtypes.html#mapping-types-dict
"""


class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        asked.append((type(self), type(other)))
        return self.number == other.number


asked = []
for count in (3, 40):
    for make in (dict.fromkeys, set):
        keys = [Key(number) for number in range(count)]
        container = make(keys)
        if make is set:
            container.remove(keys[1])
        else:
            del container[keys[1]]
        assert asked == []
        assert Key(1) not in container
        assert asked == [], (count, make, asked)
        assert Key(2) in container
        assert asked == [(Key, Key)]
        asked.clear()
        assert len(container) == count - 1
