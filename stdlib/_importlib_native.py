"""What importlib leaves to the virtual machine: finding and loading by the import statement's own code."""

import _imp
import sys

# The methods of a loader whose work `_imp._source_code` does in one go.
_OF_FILES = (
    "get_data",
    "get_filename",
    "path_mtime",
    "path_stats",
    "set_data",
    "source_to_code",
    "_cache_bytecode",
)


def install(bootstrap, external):
    """Put native code into the two modules that importlib is made of."""
    bootstrap._find_and_load = _imp._find_and_load
    _replace_get_code(external)
    _add_source(bootstrap)


def _replace_get_code(external):
    source_file_loader = external.SourceFileLoader
    general = external.SourceLoader.get_code
    own = [(name, getattr(source_file_loader, name)) for name in _OF_FILES]

    def get_code(self, fullname):
        """Return the code of a module, from its cache file if that is right."""
        kind = type(self)
        if (
            isinstance(self, source_file_loader)
            and "get_code" not in vars(self)
            and all(getattr(kind, name) is method for name, method in own)
            and sys.implementation.cache_tag == "rpy-314"
        ):
            return _imp._source_code(fullname, self.get_filename(fullname))
        return general(self, fullname)

    _name(get_code, "SourceLoader", external.__name__)
    external.SourceLoader.get_code = get_code


def _add_source(bootstrap):
    @bootstrap._requires_frozen
    def get_source(cls, fullname):
        """Return the source of a module of the library, or None."""
        return _imp._frozen_source(fullname)

    @bootstrap._requires_frozen
    def get_filename(cls, fullname):
        """Return the file that a module of the library says it is from."""
        spec = cls.find_spec(fullname)
        if spec is None:
            raise ImportError(f"{fullname!r} is not a frozen module", name=fullname)
        return spec.loader_state.filename

    # Who finds source asks for its file next.
    for function in (get_source, get_filename):
        _name(function, "FrozenImporter", bootstrap.__name__)
        setattr(bootstrap.FrozenImporter, function.__name__, classmethod(function))


def _name(function, owner, module):
    function.__qualname__ = f"{owner}.{function.__name__}"
    function.__module__ = module


def LibraryReader(loader):
    """Return a reader of the files beside a module of the library inside the binary."""
    from importlib.resources.abc import TraversableResources

    class LibraryReader(TraversableResources):
        """The files beside a module of the library inside the binary."""

        def files(self):
            return _path(loader.path.rpartition("/")[0])

    return LibraryReader()


def _path(place):
    import io
    from importlib.resources.abc import Traversable

    class LibraryPath(Traversable):
        """A file or directory of the library inside the binary."""

        def __init__(self, place):
            self._place = place

        @property
        def name(self):
            return self._place.rpartition("/")[2]

        def is_dir(self):
            return _imp._library_entries(self._place) is not None

        def is_file(self):
            return _imp._library_data(self._place) is not None

        def iterdir(self):
            for name in _imp._library_entries(self._place) or ():
                yield LibraryPath(f"{self._place}/{name}")

        def joinpath(self, *descendants):
            parts = [part for it in descendants for part in str(it).split("/") if part]
            return LibraryPath("/".join([self._place, *parts]))

        __truediv__ = joinpath

        def open(self, mode="r", *args, **kwargs):
            data = _imp._library_data(self._place)
            if data is None:
                raise FileNotFoundError(2, "No such file or directory", self._place)
            stream = io.BytesIO(data)
            return stream if "b" in mode else io.TextIOWrapper(stream, *args, **kwargs)

        def read_bytes(self):
            with self.open("rb") as stream:
                return stream.read()

        def __repr__(self):
            return f"LibraryPath({self._place!r})"

        def __str__(self):
            return self._place

    return LibraryPath(place)
