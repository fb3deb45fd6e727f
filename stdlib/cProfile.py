"""Profiling with a native profiler: the interface of `profile` on `_lsprof`.

https://docs.python.org/3.14/library/profile.html
"""

import _lsprof
import importlib.machinery
import importlib.util
import io
import os
import profile as _profile
import sys

__all__ = ["run", "runctx", "Profile"]


def run(statement, filename=None, sort=-1):
    return _profile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    return _profile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


run.__doc__ = _profile.run.__doc__
runctx.__doc__ = _profile.runctx.__doc__


def label(code):
    """Return file, line and name of a code object, or of the text that stands for a native function."""
    if isinstance(code, str):
        return ("~", 0, code)
    return (code.co_filename, code.co_firstlineno, code.co_name)


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    Counts and times the calls between `enable()` and `disable()`.
    """

    def print_stats(self, sort=-1):
        """Print what was found, sorted by one of pstats' keys or several."""
        import pstats
        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        """Write what was found to a file that pstats reads."""
        import marshal
        self.create_stats()
        with open(file, "wb") as out:
            marshal.dump(self.stats, out)

    def create_stats(self):
        """Stop, and make the dict `stats` that pstats takes."""
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        """Make the dict `stats` of what was found so far."""
        callers, own = {}, {}
        for entry in self.getstats():
            function = label(entry.code)
            for call in entry.calls or ():
                times = (call.callcount, call.callcount - call.reccallcount, call.inlinetime, call.totaltime)
                into = callers.setdefault(label(call.code), {})
                before = into.get(function, (0, 0, 0, 0))
                into[function] = tuple(a + b for a, b in zip(before, times))
            times = (entry.callcount - entry.reccallcount, entry.callcount, entry.inlinetime, entry.totaltime)
            before = own.get(function, (0, 0, 0, 0))
            own[function] = tuple(a + b for a, b in zip(before, times))
        self.stats = {function: (*times, callers.get(function, {})) for function, times in own.items()}

    def run(self, cmd):
        """Run a statement in the module `__main__`."""
        import __main__
        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        """Run a statement with these variables."""
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        """Call a function; give its result."""
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def main():
    """Profile a script or module of the command line."""
    import pstats
    from optparse import OptionParser

    parser = OptionParser(usage="cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ...")
    parser.allow_interspersed_args = False
    parser.add_option("-o", "--outfile", dest="outfile", help="Save stats to <outfile>", default=None)
    parser.add_option("-s", "--sort", dest="sort", default=2, choices=sorted(pstats.Stats.sort_arg_dict_default),
                      help="Sort order when printing to stdout, based on pstats.Stats class")
    parser.add_option("-m", dest="module", action="store_true", help="Profile a library module", default=False)
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    if options.outfile is not None:
        # The program may change the working directory.
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser
    if options.module:
        code = "run_module(modname, run_name='__main__')"
        import runpy
        names = {"run_module": runpy.run_module, "modname": args[0]}
    else:
        name = args[0]
        sys.path.insert(0, os.path.dirname(name))
        with io.open_code(name) as file:
            code = compile(file.read(), name, "exec")
        spec = importlib.machinery.ModuleSpec(name="__main__", loader=None, origin=name)
        module = importlib.util.module_from_spec(spec)
        # `pickle` and others look the script's names up in `__main__`.
        sys.modules["__main__"] = module
        names = module.__dict__
        names.update({"__spec__": spec, "__file__": spec.origin, "__name__": spec.name, "__package__": None,
                      "__cached__": None})
    try:
        runctx(code, names, None, options.outfile, options.sort)
    except BrokenPipeError as error:
        # Nobody reads on: nothing is to be flushed when the interpreter ends.
        sys.stdout = None
        sys.exit(error.errno)
    return parser


if __name__ == "__main__":
    main()
