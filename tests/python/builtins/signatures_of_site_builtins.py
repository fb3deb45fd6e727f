"""What `site` puts into `builtins` has signatures.

https://docs.python.org/3.14/library/constants.html#constants-added-by-the-site-module
"""

import builtins
import inspect

for names, signature in [
    (["exit", "quit"], "(code=None)"),
    (["copyright", "credits", "license"], "()"),
    (["help"], "(*args, **kwds)"),
]:
    for name in names:
        assert str(inspect.signature(getattr(builtins, name))) == signature, name

try:
    exit(code=3)
except SystemExit as error:
    assert error.code == 3
