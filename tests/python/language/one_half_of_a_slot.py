"""A class that can only set items cannot delete them, and the error says the name of what is missing.

https://docs.python.org/3.14/reference/datamodel.html#object.__delitem__
"""


class Sets:
    def __setitem__(self, key, value): pass

    def __set__(self, instance, value): pass


class Deletes:
    def __delitem__(self, key): pass

    def __delete__(self, instance): pass


class Owner:
    sets = Sets()
    deletes = Deletes()


def delete_item():
    del Sets()[0]


def set_item():
    Deletes()[0] = 1


def delete_attribute():
    del Owner().sets


def set_attribute():
    Owner().deletes = 1


for operation, name in (
    (delete_item, "__delitem__"),
    (set_item, "__setitem__"),
    (delete_attribute, "__delete__"),
    (set_attribute, "__set__"),
):
    try:
        operation()
    except AttributeError as error:
        assert error.args == (name,), error.args
        assert error.name is None and error.obj is None
    else:
        raise AssertionError(name)
