//! What `-h`, `-V` and a wrong command line print.

/// Behind the message about a wrong command line.
pub(super) const SHORT: &str = "usage: rpy [option] ... [-c cmd | -m mod | file | -] [arg] ...
Try `rpy -h' for more information.";

/// `-h`
pub(super) const HELP: &str = "\
usage: rpy [option] ... [-c cmd | -m mod | file | -] [arg] ...

What to run:
  file             a script, a .pyc file, or a directory with a __main__.py
  -c cmd           the text of a program
  -m mod           a module of sys.path, or the __main__ of a package
  -                the standard input; what is typed, if that is a terminal (the default)
  arg ...          the program's arguments, sys.argv[1:]

Compiling and caching:
  -O               leave out assert statements, and set __debug__ to False
                   (PYTHONOPTIMIZE=1); -OO leaves out documentation strings too
  -B               write no cache files (PYTHONDONTWRITEBYTECODE=1)
  --check-hash-based-pycs default|always|never
                   which cache files that name their source by hash are compared with it
  -v               tell what is loaded from where, and why a cache is not used
                   (PYTHONVERBOSE=1)
  --load-report    at exit, tell how long loading and executing took, by module

Environment:
  -E               ignore the PYTHON* environment variables
  -I               isolated: as -E -P -s
  -P               keep the script's directory out of sys.path (PYTHONSAFEPATH=1)
  -s, -S           no user site directory, no site module (there is none yet)

Other:
  -i               go on at the prompt when the program has ended (PYTHONINSPECT=1)
  -q               no greeting at the prompt
  -u               do not buffer what is written (PYTHONUNBUFFERED=1)
  -x               skip the first line of the script
  -W arg           a warning filter, for sys.warnoptions (PYTHONWARNINGS=arg)
  -X opt           an option of the implementation: pycache_prefix=PATH
  -b, -d, -R       accepted, without effect
  -h, --help       this text
  -V, --version    the version; -VV says more
";

/// `-V`
pub(super) fn version(long: bool) -> String {
    let own = env!("CARGO_PKG_VERSION");
    if long {
        let profile = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        format!("Python 3.14.0 (rpy {own}, {profile}) [Rust]\n")
    } else {
        format!("Python 3.14.0 (rpy {own})\n")
    }
}
