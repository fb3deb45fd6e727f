"""Keys of property lists that are no strings are refused, or skipped, whatever the others are.

https://docs.python.org/3.14/library/plistlib.html#plistlib.dumps
"""
import plistlib

for kind in (plistlib.FMT_XML, plistlib.FMT_BINARY):
    for order in (False, True):
        mixed = {"b": 1, 1: 2, "a": {None: 1, "c": 3}, (): 4}
        try:
            plistlib.dumps(mixed, fmt=kind, sort_keys=order)
        except TypeError as error:
            assert str(error) == "keys must be strings"
        else:
            raise AssertionError
        data = plistlib.dumps(mixed, fmt=kind, sort_keys=order, skipkeys=True)
        again = plistlib.loads(data)
        assert again == {"b": 1, "a": {"c": 3}}
        assert list(again) == (["a", "b"] if order else ["b", "a"])
