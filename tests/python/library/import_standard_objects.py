"""Modules show the standard objects of importlib, whether that has been imported or not.

https://docs.python.org/3.14/reference/import.html#import-related-module-attributes
"""
import sys
import tempfile
import os

names = [finder.__name__ for finder in sys.meta_path]
assert names[-3:] == ["BuiltinImporter", "FrozenImporter", "PathFinder"], names
spec = sys.__spec__
assert (spec.name, spec.origin, spec.parent, spec.has_location) == ("sys", "built-in", "", False)
assert spec.loader is sys.meta_path[0] is sys.__loader__
assert os.__spec__.loader.__name__ == "FrozenImporter" and os.__spec__.origin == "frozen"

with tempfile.TemporaryDirectory() as place:
    os.mkdir(f"{place}/pack")
    for path, text in [
        ("pack/__init__.py", "before = dict(globals())\n"),
        ("pack/inner.py", "from . import before\n"),
    ]:
        with open(f"{place}/{path}", "w") as file:
            file.write(text)
    sys.path.insert(0, place)
    import pack.inner

    inner = pack.inner
    spec = inner.__spec__
    assert inner.__loader__ is spec.loader
    assert (spec.name, spec.parent, spec.origin) == ("pack.inner", "pack", f"{place}/pack/inner.py")
    assert spec.cached == inner.__cached__ and spec.has_location
    assert spec.submodule_search_locations is None
    assert pack.__spec__.submodule_search_locations == pack.__path__ == [f"{place}/pack"]
    loader = type(spec.loader)
    assert [it.__name__ for it in loader.__mro__] == [
        "SourceFileLoader",
        "FileLoader",
        "SourceLoader",
        "_LoaderBasics",
        "object",
    ]
    assert vars(spec.loader) == {"name": "pack.inner", "path": spec.origin}
    assert spec.loader.get_source("pack.inner") == "from . import before\n"
    assert spec.loader.is_package("pack.inner") is False
    assert spec.loader.get_filename() == spec.origin
    assert "before" in spec.loader.get_code("pack.inner").co_names
    assert spec.loader == loader("pack.inner", spec.origin) != loader("pack.inner", "other")
    assert repr(spec) == (
        f"ModuleSpec(name='pack.inner', loader={spec.loader!r}, origin={spec.origin!r})"
    )
    assert pack.before["__spec__"] is pack.__spec__ and pack.before["__file__"] == pack.__file__

    import importlib
    import importlib.machinery
    import importlib.util

    assert type(spec) is importlib.machinery.ModuleSpec
    assert loader is importlib.machinery.SourceFileLoader
    assert sys.meta_path[2] is importlib.machinery.PathFinder
    assert importlib.import_module(".inner", "pack") is inner
    found = importlib.util.find_spec("pack.inner")
    assert found is spec
    assert importlib.machinery.PathFinder.find_spec("pack.inner", pack.__path__) == spec
    again = importlib.util.module_from_spec(spec)
    assert again is not inner and again.__spec__ is spec and again.__file__ == inner.__file__
    spec.loader.exec_module(again)
    assert again.before is pack.before
    sys.path.remove(place)

# Loaders of the library are equal, too, wherever they come from.
import json

found = importlib.machinery.PathFinder.find_spec("json")
assert found == json.__spec__ and found is not json.__spec__
assert found.loader == json.__loader__ and not found.loader != json.__loader__
assert hash(found.loader) == hash(json.__loader__)
assert found.loader != importlib.machinery.PathFinder.find_spec("email").loader
assert found.loader != "json"
