"""What os.path says of a path without looking for it, whatever characters are in it.

https://docs.python.org/3.14/library/os.path.html#os.path.normpath
"""
import os
import os.path
import posix
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ODD = "\ud800"

for path, normal in [
    ("", "."),
    (ODD, ODD),
    (f"/{ODD}/../x/./", "/x"),
    (f"//{ODD}//\udcff", f"//{ODD}/\udcff"),
    (f"///{ODD}\0", f"/{ODD}\0"),
    ("../a/../..", "../.."),
    ("/..", "/"),
    (b"", b"."),
    (b"a/../\xff\0", b"\xff\0"),
]:
    assert os.path.normpath(path) == normal, path

for path, parts in [
    ("", ("", "", "")),
    (ODD, ("", "", ODD)),
    (f"/{ODD}/a", ("", "/", f"{ODD}/a")),
    (f"//{ODD}", ("", "//", ODD)),
    (f"///{ODD}", ("", "/", f"//{ODD}")),
    (b"/\xff", (b"", b"/", b"\xff")),
]:
    assert os.path.splitroot(path) == parts, path
    assert posix._path_splitroot_ex(path) == parts, path

assert os.path.abspath(f"/{ODD}/../a") == "/a"
assert os.path.abspath(ODD) == f"{os.getcwd().rstrip('/')}/{ODD}"

# Looking for it is another thing.
try:
    os.stat(ODD)
except UnicodeEncodeError:
    pass
else:
    raise AssertionError
try:
    ZoneInfo("\ud800")
except ZoneInfoNotFoundError:
    pass
else:
    raise AssertionError
