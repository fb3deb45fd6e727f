"""What is alive at the end of a program is finalised: functions of `atexit` first, then the modules.

https://docs.python.org/3.14/library/atexit.html
https://docs.python.org/3.14/reference/datamodel.html#object.__del__
"""
import subprocess
import sys

CLASS = """
class Named:
    def __init__(self, name, *held):
        self.name, self.held = name, held
    def __del__(self):
        print(self.name, end=" ")
"""


def output(source):
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    return done.stdout.strip(), done.stderr, done.returncode


# Objects near to the module come first; lists and tuples are gone through from their end.
assert output(CLASS + """
first, second = Named("first"), Named("second")
items = [Named("item1"), Named("item2")]
by_key = {"x": Named("value")}
outer = Named("outer", Named("inner1"), Named("inner2"))
""")[0] == "first second outer item2 item1 value inner2 inner1"

# `atexit` comes first, the last function at the front; what they raise is reported.
text, errors, status = output(CLASS + """
import atexit, sys
kept = Named("kept")
kept.itself = kept
atexit.register(print, "one", end=" ")
@atexit.register
def fails():
    print(sys.is_finalizing(), end=" ")
    raise ValueError("bad")
atexit.register(print, "two", end=" ", sep="")
sys.exit(3)
""")
assert (text, status) == ("two False one kept", 3), text
assert errors.startswith("Exception ignored in atexit callback <function fails at 0x"), errors
assert errors.endswith("ValueError: bad\n")

# Globals and imported modules are still there, imports fail.
text, errors, _ = output("""
import sys
def helper(): return "helper"
class Last:
    def __del__(self):
        print(sys.is_finalizing(), helper(), len("abc"))
        try:
            import colorsys
        except ImportError as error:
            print(error)
last = Last()
""")
assert text.splitlines() == [
    "True helper 3", "sys.meta_path is None, Python is likely shutting down"], text

# A module that `sys` keeps is emptied: names with one underscore first.
assert output(CLASS + """
import sys
sys.keep = sys.modules[__name__]
a, _b, c = Named("a"), Named("_b"), Named("c")
""")[0] == "_b a c"

# Generators are closed, unhandled exceptions keep nothing alive, __del__ may resurrect.
assert output(CLASS + """
def steps():
    try:
        yield
    finally:
        print("closed", end=" ")
running = steps()
next(running)
local = Named("local")
def fail(kept): raise ZeroDivisionError
fail(Named("argument"))
""")[0] == "argument closed local"

# What is dropped at once goes from the end of a list, too.
assert output(CLASS + """
items = [Named("1"), Named("2")]
del items
items = [Named("3"), Named("4")]
items.clear()
pair = (Named("5"), Named("6"))
pair = None
""")[0] == "2 1 4 3 6 5"
