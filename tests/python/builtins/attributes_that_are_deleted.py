"""Instances keep the order of their attributes, whichever of them are deleted and set again."""

import itertools


class Plain:
    pass


def fill(*names):
    instance = Plain()
    for number, name in enumerate(names):
        setattr(instance, name, number)
    return instance


for names in itertools.permutations("abcd"):
    for gone in "abcd":
        instance = fill(*names)
        expected = {name: number for number, name in enumerate(names)}
        delattr(instance, gone)
        del expected[gone]
        for name in "abcd":
            assert getattr(instance, name, None) == expected.get(name)
        try:
            delattr(instance, gone)
        except AttributeError as error:
            assert str(error) == f"'Plain' object has no attribute '{gone}'", error
        else:
            raise AssertionError("deleted twice")
        instance.e = 9
        setattr(instance, gone, 7)
        expected |= {"e": 9, gone: 7}
        assert list(vars(instance).items()) == list(expected.items())


def read(instance):
    return instance.b


# The site that reads notices that the attribute has moved, or is gone.
for _ in range(50):
    instance = fill("a", "b", "c")
    assert read(instance) == 1
    del instance.a
    assert read(instance) == 1
    del instance.b
    try:
        read(instance)
    except AttributeError:
        pass
    else:
        raise AssertionError("read what is gone")
    instance.b = 5
    assert read(instance) == 5 and instance.__dict__ == {"c": 2, "b": 5}

# Values die when they are deleted, not before.
log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


instance = Plain()
instance.a, instance.b, instance.c = Noisy("a"), Noisy("b"), Noisy("c")
del instance.b
assert log == ["b"]
del instance.a
assert log == ["b", "a"] and instance.c.name == "c"
del instance
assert log == ["b", "a", "c"]

# Attributes used as keys.
instance = Plain()
for round in range(3):
    for number in range(3000):
        setattr(instance, f"key{number}", number)
        if number % 3:
            delattr(instance, f"key{number}")
    assert len(vars(instance)) == 1000
for number in range(2000):
    instance = Plain()
    names = [f"key{(number * 7 + step) % 11}" for step in range(6)]
    for name in names:
        setattr(instance, name, name)
    delattr(instance, names[number % 6])
    names.remove(names[number % 6])
    assert list(vars(instance)) == names
print("ok")
