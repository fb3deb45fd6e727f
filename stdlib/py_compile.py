"""Compile source files to cache files.

The work is done by the loader of the virtual machine, so that what is written here is what an import
would have written: whole, and with all that proves it fresh.
"""

import enum
import importlib.machinery
import importlib.util
import os
import os.path
import sys
import traceback

import _imp

__all__ = ["compile", "main", "PyCompileError", "PycInvalidationMode"]


class PyCompileError(Exception):
    """Raised when a file cannot be compiled.

    exc_type_name, exc_value and file tell what happened; msg is the text for people.
    """

    def __init__(self, exc_type, exc_value, file, msg=""):
        exc_type_name = exc_type.__name__
        if exc_type is SyntaxError:
            lines = traceback.format_exception_only(exc_type, exc_value)
            errmsg = "".join(lines).replace('File "<string>"', f'File "{file}"')
        else:
            errmsg = f"Sorry: {exc_type_name}: {exc_value}"
        super().__init__(msg or errmsg, exc_type_name, exc_value, file)
        self.exc_type_name = exc_type_name
        self.exc_value = exc_value
        self.file = file
        self.msg = msg or errmsg

    def __str__(self):
        return self.msg


class PycInvalidationMode(enum.Enum):
    """How a cache file is tied to its source."""

    TIMESTAMP = 1
    CHECKED_HASH = 2
    UNCHECKED_HASH = 3


def _get_default_invalidation_mode():
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return PycInvalidationMode.CHECKED_HASH
    return PycInvalidationMode.TIMESTAMP


def _is_inside(file):
    """Whether a file is one of the library that is in the binary and not on the disk."""
    directory = os.path.join(sys._stdlib_dir or "", "")
    path = os.fspath(file)
    if not isinstance(path, str) or not path.startswith(directory):
        return False
    return os.path.isfile(path) and not os.access(path, os.F_OK)


def compile(file, cfile=None, dfile=None, doraise=False, optimize=-1,
            invalidation_mode=None, quiet=0):
    """Compile a source file, and return the path of the cache file.

    cfile is where that goes, by default where an import looks for it; dfile the name of the source in
    messages. An error is raised as PyCompileError with doraise, else printed (unless quiet is 2), and
    None is returned, as for files of the library inside the binary, which are compiled.

    Raises FileExistsError if the cache file is no regular file, or a symbolic link.
    """
    if invalidation_mode is None:
        invalidation_mode = _get_default_invalidation_mode()
    if _is_inside(file):
        return None
    if cfile is None:
        if optimize >= 0:
            optimization = optimize if optimize >= 1 else ""
            cfile = importlib.util.cache_from_source(file, optimization=optimization)
        else:
            cfile = importlib.util.cache_from_source(file)
    if os.path.islink(cfile):
        raise FileExistsError(
            f"{cfile} is a symlink and will be changed into a regular file if "
            "import writes a byte-compiled file to it"
        )
    if os.path.exists(cfile) and not os.path.isfile(cfile):
        raise FileExistsError(
            f"{cfile} is a non-regular file and will be changed into a regular "
            "one if import writes a byte-compiled file to it"
        )
    file, cfile = os.fspath(file), os.fspath(cfile)
    with open(file, "rb"):
        # What cannot be read is no matter of compiling.
        pass
    try:
        _imp._precompile(
            os.fsdecode(file),
            os.fsdecode(cfile),
            os.fsdecode(dfile or file),
            optimize,
            invalidation_mode.name,
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError) as err:
        error = PyCompileError(err.__class__, err, dfile or file)
        if quiet < 2:
            if doraise:
                raise error
            sys.stderr.write(error.msg + "\n")
        return None
    return cfile


def main():
    """Compile the files that the command line names, or those that the standard input names."""
    import argparse

    description = "A simple command-line interface for py_compile module."
    parser = argparse.ArgumentParser(description=description, color=True)
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="Suppress error output"
    )
    parser.add_argument("filenames", nargs="+", help="Files to compile")
    args = parser.parse_args()
    if args.filenames == ["-"]:
        filenames = [line.rstrip("\n") for line in sys.stdin]
    else:
        filenames = args.filenames
    for filename in filenames:
        try:
            compile(filename, doraise=True)
        except PyCompileError as error:
            if not args.quiet:
                sys.stderr.write(error.msg)
            sys.exit(1)
        except OSError as error:
            if not args.quiet:
                sys.stderr.write(str(error))
            sys.exit(1)


if __name__ == "__main__":
    main()
