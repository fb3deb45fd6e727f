"""A global is looked up anew after its namespace was emptied, or has lost and got names.

https://docs.python.org/3.14/reference/executionmodel.html#resolution-of-names
"""


def made(change):
    """What a function reads that has read its globals often, before these were changed."""
    namespace = {}
    source = "first = 1\nsecond = 2\nlen = 'own'\ndef read(): return first, second, len"
    exec(source, namespace)
    read = namespace["read"]
    for _ in range(200):
        assert read() == (1, 2, "own")
    change(namespace)
    try:
        return read()
    except NameError as error:
        return error.name


def emptied(namespace):
    namespace.clear()


def filled_anew(namespace):
    builtins = namespace["__builtins__"]
    namespace.clear()
    namespace["__builtins__"] = builtins
    namespace.update(other=7, second=8, first=9)


def popped(namespace):
    del namespace["first"]


def popped_by_name(namespace):
    exec("global first, len\ndel first, len\nfirst = 'again'", namespace)


def popped_item(namespace):
    while "first" in namespace:
        namespace.popitem()


def shadowed(namespace):
    del namespace["len"]


def updated(namespace):
    namespace |= {"first": 3, "new": 4, "second": 5}


assert made(emptied) == "first"
assert made(filled_anew) == (9, 8, len)
assert made(popped) == "first"
assert made(popped_by_name) == ("again", 2, len)
assert made(popped_item) == "first"
assert made(shadowed) == (1, 2, len)
assert made(updated) == (3, 5, "own")

# A name that hides a built-in one comes later.
namespace = {}
exec("def read(): return max", namespace)
read = namespace["read"]
for _ in range(200):
    assert read() is max
for name in range(100):
    namespace[f"name{name}"] = name
namespace["max"] = "mine"
assert read() == "mine"
namespace.clear()
assert read() is max
