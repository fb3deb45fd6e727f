"""Every module of the library can be imported, but those that are told here, with the reason.

https://docs.python.org/3.14/library/sys.html#sys.stdlib_module_names
"""
import importlib
import io
import sys
import warnings

# Modules of other systems, and what a build of CPython may lack.
ELSEWHERE = {
    "_gdbm", "_ios_support", "_overlapped", "_scproxy", "_tkinter", "_winapi", "_wmi", "msvcrt", "nt", "tkinter",
    "turtle", "winreg", "winsound", "ensurepip",
}
# What importing has other effects than making a module.
EFFECTS = {"antigravity", "idlelib", "this", "turtledemo"}
# What rpy does not have yet.
MISSING = {
    "_curses": "ncurses is not bound yet",
    "_curses_panel": "as _curses",
    # A module in Python that needs one of the above.
    "curses": "needs _curses",
}

warnings.simplefilter("ignore")
output, sys.stdout = sys.stdout, io.StringIO()
failed = {}
for name in sorted(sys.stdlib_module_names - ELSEWHERE - EFFECTS):
    try:
        importlib.import_module(name)
    except ImportError as e:
        failed[name] = str(e)
sys.stdout = output
if sys.implementation.name == "cpython":
    assert not failed, failed
else:
    assert failed.keys() == MISSING.keys(), failed.keys() ^ MISSING.keys()
for name, why in failed.items():
    # One line, which names what is missing.
    assert "\n" not in why and why.startswith("No module named '"), why
