"""The operating system: environment, process and names of the platform.

Files, directories and paths are still missing; see docs/status.md.
"""

import posix as _posix

name = "posix"
sep = "/"
altsep = None
extsep = "."
pathsep = ":"
linesep = "\n"
curdir = "."
pardir = ".."
devnull = "/dev/null"

getcwd = _posix.getcwd
getpid = _posix.getpid
cpu_count = _posix.cpu_count


def fsencode(filename):
    """The bytes of a file name; undecodable ones are told by lone surrogates."""
    if isinstance(filename, bytes):
        return filename
    return filename.encode("utf-8", "surrogateescape")


def fsdecode(filename):
    """The text of a file name given as bytes."""
    if isinstance(filename, str):
        return filename
    return filename.decode("utf-8", "surrogateescape")


# Changes are seen by this program alone: child processes cannot be started yet.
environ = {fsdecode(_key): fsdecode(_value) for _key, _value in _posix.environ.items()}


def getenv(key, default=None):
    """The value of a variable of the environment, or the default."""
    return environ.get(key, default)
