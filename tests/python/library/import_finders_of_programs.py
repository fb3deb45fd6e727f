"""Finders, path hooks, loaders and importers of a program are asked in the order of their lists.

https://docs.python.org/3.14/reference/import.html#finders-and-loaders
"""
import sys
import types
from importlib import abc, machinery, util

asked = []


class Loader:
    def __init__(self, text):
        self.text = text

    def create_module(self, spec):
        return types.ModuleType(spec.name, "made by hand")

    def exec_module(self, module):
        assert module.__spec__._initializing and sys.modules[module.__name__] is module
        exec(self.text, module.__dict__)


class Finder(abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        asked.append((name, path, target))
        if name == "made":
            return machinery.ModuleSpec(name, Loader("x = 1"), is_package=True)
        if name == "made.inside":
            return util.spec_from_loader(name, Loader("y = __name__"))


finder = Finder()
sys.meta_path.insert(0, finder)
import made.inside

assert (made.x, made.inside.y, made.__doc__) == (1, "made.inside", "made by hand")
assert made.__path__ == [] and made.__package__ == "made" == made.inside.__package__
assert asked == [("made", None, None), ("made.inside", [], None)]
asked.clear()
try:
    import nowhere_at_all
except ModuleNotFoundError as error:
    assert error.name == "nowhere_at_all"
assert asked == [("nowhere_at_all", None, None)]
sys.meta_path.remove(finder)

# A path hook makes the finder of an entry, which is remembered.
hooked = []


class EntryFinder:
    def find_spec(self, name, target=None):
        if name == "hooked":
            return util.spec_from_loader(name, Loader("z = 3"), origin="by hook")


def hook(path):
    hooked.append(path)
    if path == "<entry>":
        return EntryFinder()
    raise ImportError


sys.path_hooks.append(hook)
sys.path.insert(0, "<entry>")
import hooked as module

assert module.z == 3 and module.__spec__.origin == "by hook"
assert hooked == ["<entry>"] and type(sys.path_importer_cache["<entry>"]) is EntryFinder
sys.path_importer_cache["<entry>"] = None
del sys.modules["hooked"]
try:
    import hooked as module
except ModuleNotFoundError:
    pass
else:
    assert False, "there is no finder any more"
sys.path.remove("<entry>")
sys.path_hooks.remove(hook)

# What a loader raises is raised on, and the module does not stay.
class Broken(Loader):
    def exec_module(self, module):
        raise ValueError("broken")


class BrokenFinder(Finder):
    def find_spec(self, name, path=None, target=None):
        if name == "broken":
            return machinery.ModuleSpec(name, Broken(""))


sys.meta_path.append(BrokenFinder())
try:
    import broken
except ValueError as error:
    assert str(error) == "broken"
assert "broken" not in sys.modules
sys.meta_path.pop()

saved, sys.meta_path = sys.meta_path, None
try:
    import nowhere_at_all
except ImportError as error:
    assert str(error) == "sys.meta_path is None, Python is likely shutting down"
sys.meta_path = saved
