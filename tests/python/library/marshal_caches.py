"""The code of a cache file is what `marshal.loads` reads behind the header; loaders in Python and zip archives use that.
Source: https://docs.python.org/3.14/library/py_compile.html, PEP 552
"""

import importlib.util
import marshal
import os
import py_compile
import sys
import tempfile
import types
import zipfile

with tempfile.TemporaryDirectory() as directory:
    source = os.path.join(directory, "spam_of_cache.py")
    with open(source, "w") as file:
        file.write("value = 'eggs'\ndef function(): return value\n")
    for mode in py_compile.PycInvalidationMode:
        cached = py_compile.compile(source, invalidation_mode=mode)
        with open(cached, "rb") as file:
            header, payload = file.read(16), file.read()
        assert header[:4] == importlib.util.MAGIC_NUMBER
        code = marshal.loads(payload)
        assert type(code) is types.CodeType and code.co_filename == source
        namespace = {}
        exec(code, namespace)
        assert namespace["function"]() == "eggs"
    with open(cached, "rb") as file:
        file.read(16)
        assert marshal.load(file) == code

    # A cache without a source, written by Python code.
    with open(os.path.join(directory, "sourceless_of_cache.pyc"), "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    sys.path.insert(0, directory)
    import sourceless_of_cache
    assert sourceless_of_cache.function() == "eggs"

    archive = os.path.join(directory, "archive.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.write(cached, "zipped_of_cache.pyc")
    sys.path.insert(0, archive)
    import zipped_of_cache
    assert zipped_of_cache.function() == "eggs"

    for content, error in (b"", "bad magic number"), (b"abcd", "bad magic number"):
        with open(os.path.join(directory, "broken_of_cache.pyc"), "wb") as file:
            file.write(content)
        try:
            import broken_of_cache
        except ImportError as caught:
            assert f"{error} in 'broken_of_cache': {content!r}" == str(caught), caught
        else:
            raise AssertionError(content)
        importlib.invalidate_caches()

    with open(os.path.join(directory, "no_code_of_cache.pyc"), "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps([1]))
    try:
        import no_code_of_cache
    except ImportError as caught:
        assert "Non-code object in" in str(caught), caught
    else:
        raise AssertionError("a list is no code")


class Changing:
    def __init__(self, items):
        self.items = items

    def __hash__(self):
        return 0

    def __buffer__(self, flags):
        self.items.update(range(1000, 1400))
        return memoryview(b"abc")


items = set()
items.add(Changing(items))
try:
    marshal.dumps(items)
except RuntimeError as caught:
    assert "set changed size" in str(caught)
else:
    raise AssertionError("the set has changed")

part = slice([], None)
part.start.append(part)
try:
    marshal.dumps(part)
except ValueError:
    pass
else:
    raise AssertionError("a slice in itself")

# A module of the library may be inside the interpreter: then there is nothing to compile.
import ast

with tempfile.TemporaryDirectory() as directory:
    cached = py_compile.compile(ast.__file__, cfile=os.path.join(directory, "ast.pyc"), doraise=True)
    assert cached is None or os.path.exists(cached)
