"""Every module of the library can be imported, but those that need what the system does not have.

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
# What needs a library of the system, and says so where it is not.
NEEDS_NCURSES = {"_curses", "_curses_panel", "curses"}

warnings.simplefilter("ignore")
output, sys.stdout = sys.stdout, io.StringIO()
failed = {}
for name in sorted(sys.stdlib_module_names - ELSEWHERE - EFFECTS):
    try:
        importlib.import_module(name)
    except ImportError as e:
        failed[name] = str(e)
sys.stdout = output
assert failed.keys() in (set(), {"_curses_panel"}, NEEDS_NCURSES), failed
for name, why in failed.items():
    # One line, which names what is missing.
    assert "\n" not in why and "ncurses" in why, why
