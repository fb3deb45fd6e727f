"""At the end of a program what it has put into sys and builtins is finalised.

https://docs.python.org/3.14/reference/datamodel.html#object.__del__
"""
import subprocess
import sys

CLASS = "import builtins, sys\nclass Noted(dict):\n    def __del__(self): print('gone', len)\n"


def run(program):
    done = subprocess.run([sys.executable, "-c", CLASS + program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


gone = "gone <built-in function len>\n"
assert run("builtins.noted = Noted()") == gone
assert run("builtins.noted = Noted(); sys.other = builtins.noted; del sys.other") == gone
assert run("sys.modules = Noted(sys.modules)") == gone
assert run("noted = Noted()") == gone

# What has been added to sys ends after the streams.
assert run("class Raising:\n    def __del__(self): 1 / 0\nsys.other = Raising()") == ""
assert run("sys.other = Noted()") == ""
