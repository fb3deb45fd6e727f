"""The modules of the library that programs import first are there, with their sources.

https://docs.python.org/3.14/library/index.html
"""

import os
import sys

for name in """
    abc ast bisect codecs collections collections.abc contextvars copy copyreg enum errno
    functools heapq itertools keyword operator os.path re reprlib stat string types typing weakref
""".split():
    __import__(name)
    assert sys.modules[name].__name__ in (name, "posixpath"), name
    assert name.partition(".")[0] in sys.stdlib_module_names, name

assert os.path.basename(os.__file__) == "os.py" and os.__spec__.name == "os"
package = sys.modules["collections"]
assert package.__package__ == "collections" and len(package.__path__) == 1
assert package.__file__ == os.path.join(package.__path__[0], "__init__.py")
source = sys.modules["heapq"].__loader__.get_source("heapq")
assert "def heappush(" in source
assert "\ndef nothing" not in source
