"""What text signatures there are: run by CPython 3.14, prints the module `_text_signatures`.

    python3.14 tests/python/builtins/_signatures_of.py > tests/python/builtins/_text_signatures.py
"""
import sys

MODULES = (
    "builtins", "_collections", "_functools", "_operator", "_weakref", "gc", "itertools",
    "math", "sys", "time",
)
MISSING = object()


def of(value):
    """The text signature of a value, or MISSING if it has no such attribute."""
    try:
        return value.__text_signature__
    except AttributeError:
        return MISSING


def is_native(function):
    """Whether this is a native function, method or special method, or such a class method."""
    return type(function).__name__ in (
        "builtin_function_or_method", "method_descriptor", "classmethod_descriptor",
        "wrapper_descriptor", "staticmethod",
    )


def signatures_of_class(name, cls, found):
    """Puts the text signatures of a class and of what it defines into `found`."""
    found[name] = of(cls)
    for key, value in vars(cls).items():
        if is_native(value):
            signature = of(value.__func__ if isinstance(value, staticmethod) else value)
            if signature is not MISSING:
                found[f"{name}.{key}"] = signature


def signatures_of(module):
    """The text signatures of the functions and classes of a module, by their names."""
    found = {}
    for key, value in vars(module).items():
        name = f"{module.__name__}.{key}"
        if isinstance(value, type):
            # A class that has another name or module too is told of there.
            if value.__name__ == key and is_home(value, module):
                signatures_of_class(name, value, found)
        elif is_native(value):
            found[name] = of(value)
    return found


def is_home(cls, module):
    """Whether this is the module where a class is told of."""
    home = cls.__module__
    return home == module.__name__ or "_" + home == module.__name__


def hidden_classes():
    """The classes that have no name in a module, by the names that they have."""
    def function(): yield
    async def coroutine(): pass
    running = coroutine()
    classes = [
        type(x) for x in (
            None, ..., NotImplemented, function, function(), running, function.__code__, sys,
            len, [].append, list.append, dict.__dict__["fromkeys"], type.__dict__["__doc__"],
            list.__add__, [].__add__, type.__dict__, function.__get__(1), sys.implementation,
            iter([]), iter(()), iter({}), iter({}.values()), iter({}.items()), iter(""),
            iter(b""), iter(bytearray()), iter(set()), iter(range(1)), iter(range(1 << 70)),
            reversed([]), reversed({}), iter(int, 1), {}.keys(), {}.values(), {}.items(),
            list[int], int | str,
        )
    ]
    running.close()
    return classes


def all_signatures():
    """The text signatures of all modules."""
    found = {}
    for name in MODULES:
        found.update(signatures_of(__import__(name)))
    for cls in hidden_classes():
        signatures_of_class(f"types.{cls.__name__}", cls, found)
    return found


def main():
    by_text = {}
    for name, text in all_signatures().items():
        by_text.setdefault(text, []).append(name)
    print('"""Text signatures of CPython 3.14, each with what has it. Made by `_signatures_of.py`."""')
    print("SIGNATURES = {")
    for text in sorted(by_text, key=str):
        print(f"    {text!r}: '''")
        line = "       "
        for name in sorted(by_text[text]):
            if len(line) + len(name) > 98:
                print(line)
                line = "       "
            line += " " + name
        print(line + "''',")
    print("}")


if __name__ == "__main__":
    main()
