"""Importing modules by their names, over the import system of the virtual machine."""

import sys

from . import _bootstrap, _bootstrap_external

__all__ = ["__import__", "import_module", "invalidate_caches", "reload"]

for _name in "_imp", "_thread", "_warnings", "_weakref", "sys":
    setattr(_bootstrap, _name, __import__(_name))
del _name
_bootstrap_external._set_bootstrap_module(_bootstrap)
_bootstrap._bootstrap_external = _bootstrap_external
_pack_uint32 = _bootstrap_external._pack_uint32
_unpack_uint32 = _bootstrap_external._unpack_uint32
__import__ = __import__


def _find_spec(name, path, target=None):
    """The spec of a module that need not have been imported, or None."""
    return _bootstrap._imp._find_spec(name)


def _no_cache(path, debug_override=None, *, optimization=None):
    # Loaders from here compile; caches are the virtual machine's business.
    raise NotImplementedError("caches are kept by the virtual machine")


_bootstrap._find_spec = _find_spec
_bootstrap_external.cache_from_source = _no_cache


def invalidate_caches():
    """Forget what finders remember, so that modules just written are found."""
    for finder in sys.meta_path:
        if hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()
    _bootstrap._imp._invalidate_caches()


def import_module(name, package=None):
    """Import a module and return it. A name with dots in front is relative to a package."""
    level = len(name) - len(name.lstrip("."))
    if level:
        if not package:
            raise TypeError(
                f"the 'package' argument is required to perform a relative import for {name!r}"
            )
        name = _bootstrap._resolve_name(name[level:], package, level)
    __import__(name)
    return sys.modules[name]


_reloading = {}


def reload(module):
    """Run a module again and return it."""
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError("reload() argument must be a module") from None
    if sys.modules.get(name) is not module:
        raise ImportError(f"module {name} not in sys.modules", name=name)
    if name in _reloading:
        return _reloading[name]
    _reloading[name] = module
    try:
        parent = name.rpartition(".")[0]
        if parent and parent not in sys.modules:
            raise ImportError(f"parent {parent!r} not in sys.modules", name=parent)
        spec = module.__spec__ = _find_spec(name, None, module)
        if spec is None:
            raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
        code = spec.loader.get_code(name) if hasattr(spec.loader, "get_code") else None
        if code is not None:
            exec(code, module.__dict__)
        elif spec.loader is not None and hasattr(spec.loader, "exec_module"):
            spec.loader.exec_module(module)
        elif spec.origin != "built-in":
            with open(spec.origin, "rb") as file:
                exec(compile(file.read(), spec.origin, "exec"), module.__dict__)
        return sys.modules[name]
    finally:
        _reloading.pop(name, None)
