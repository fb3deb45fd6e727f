"""`__text_signature__` says how a native function or class is called; `inspect` reads it.

https://docs.python.org/3.14/library/inspect.html#inspect.signature
"""
import sys

from _signatures_of import MODULES, all_signatures
from _text_signatures import SIGNATURES

# What differs on purpose, and why.
DIFFERENT = {
    # A method beside the slot in CPython; here the slot's own wrapper, which names its parameter as
    # those of other classes do.
    "builtins.list.__getitem__", "builtins.set.__contains__", "builtins.frozenset.__contains__",
    # Cannot be called: code is made by the compiler.
    "types.code",
}

def words(text):
    """The text without what the layout of its source left in it."""
    return text if text is None else " ".join(text.split())

expected = {}
for text, names in SIGNATURES.items():
    for name in names.split():
        expected[name] = text

found = all_signatures()
ours = sys.implementation.name == "rpy"
wrong = []
for name, text in expected.items():
    if name not in found or ours and name in DIFFERENT:
        continue
    if words(found[name]) != words(text):
        wrong.append((name, text, found[name]))
for name, want, have in wrong:
    print(f"{name}: {have!r}, expected {want!r}")
assert not wrong, f"{len(wrong)} signatures differ"
