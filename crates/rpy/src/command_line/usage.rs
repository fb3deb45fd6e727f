//! What `-h`, `-V` and a wrong command line print.

use super::Help;

/// The first line of the help, which also follows the message about a wrong command line.
pub(super) fn line(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...")
}

/// The text that is asked for.
pub(super) fn help(which: Help, program: &str) -> String {
    match which {
        Help::Options => format!("{}\n{OPTIONS}", line(program)),
        Help::Variables => VARIABLES.to_owned(),
        Help::Implementation => IMPLEMENTATION.to_owned(),
        Help::All => format!(
            "{}\n{OPTIONS}\n{VARIABLES}\n{IMPLEMENTATION}",
            line(program)
        ),
    }
}

const OPTIONS: &str = "\
What to run:
  file             a script, a .pyc file, or a zip file or directory with a __main__.py
  -c cmd           the text of a program
  -m mod           a module of sys.path, or the __main__ of a package
  -                the standard input; what is typed, if that is a terminal (the default)
  arg ...          the program's arguments, sys.argv[1:]

Compiling and caching:
  -O               leave out assert statements, and set __debug__ to False
  -OO              leave out documentation strings too
  -B               write no cache files
  --check-hash-based-pycs default|always|never
                   which cache files that name their source by hash are compared with it
  -v               tell what is loaded from where, and why a cache is not used
  --load-report    at exit, tell how long loading and executing took, by module

Measuring (see docs/bench.md):
  --bench[=RUNS]   run the program RUNS times (10) in each of three ways of caching, and tell where
                   its time goes
  --bench-json FILE, --bench-html FILE
                   write the result as JSON, as a page
  --bench-against PYTHON
                   run it under another interpreter, too
  --bench-output null|inherit|FILE
                   where the output of the program goes; default null
  --bench-compare A.json B.json
                   tell what differs between two results

Surroundings:
  -E               ignore the environment variables (see --help-env)
  -I               isolated: as -E -P -s
  -P               keep the script's directory out of sys.path
  -s               keep the user's site-packages out of sys.path
  -S               no site-packages at all, and no site module at start

Other:
  -b               warn where bytes are used as text; -bb makes errors of the warnings
  -d               accepted: the parser has nothing to tell
  -i               go on at the prompt when the program has ended
  -q               no greeting at the prompt
  -R               accepted: hashes are random unless a seed is given
  -u               do not buffer what is written
  -x               skip the first line of the script
  -W arg           a warning filter, action:message:category:module:lineno
  -X opt           an option of the implementation (see --help-xoptions)
  -h, -?, --help   this text; --help-env, --help-xoptions and --help-all tell more
  -V, --version    the version; -VV says more
";

const VARIABLES: &str = "\
Environment variables:
PYTHONASYNCIODEBUG      let asyncio check more
PYTHONBREAKPOINT        what breakpoint() calls; 0 for nothing
PYTHONHASHSEED          seed of the hashes of str and bytes: random, or a number below 2**32
PYTHON_HISTORY          where the prompt keeps its history
PYTHONHOME              the directory above lib/python3.14, from which the library is taken
PYTHONIOENCODING        encoding[:errors] of the standard streams
PYTHONPATH              directories for sys.path, in front of the library
PYTHONPLATLIBDIR        the value of sys.platlibdir
PYTHONSTARTUP           a file that is run before the prompt comes
PYTHONUSERBASE          the directory that holds the user's site-packages

These variables have equivalent options:
PYTHON_CONTEXT_AWARE_WARNINGS  -X context_aware_warnings
PYTHON_CPU_COUNT        -X cpu_count
PYTHONDEBUG             -d
PYTHONDEVMODE           -X dev
PYTHONDONTWRITEBYTECODE -B
PYTHONINSPECT           -i
PYTHONINTMAXSTRDIGITS   -X int_max_str_digits
PYTHONNOUSERSITE        -s
PYTHONOPTIMIZE          -O; a number says how often
PYTHONPROFILEIMPORTTIME -X importtime
PYTHONPYCACHEPREFIX     -X pycache_prefix
PYTHONSAFEPATH          -P
PYTHON_THREAD_INHERIT_CONTEXT  -X thread_inherit_context
PYTHONTRACEMALLOC       -X tracemalloc
PYTHONUNBUFFERED        -u
PYTHONUTF8              -X utf8
PYTHONVERBOSE           -v; a number says how often
PYTHONWARNDEFAULTENCODING  -X warn_default_encoding
PYTHONWARNINGS          -W; several filters are separated by commas
";

const IMPLEMENTATION: &str = "\
Options of the implementation:
-X context_aware_warnings=[0|1]  let filters of warnings belong to contexts
-X cpu_count=N          what os.cpu_count() answers; default asks the system
-X dev                  development mode: show all warnings
-X importtime[=2]       tell how long each import takes; 2 tells of repeated ones, too
-X int_max_str_digits=N how many digits an int converted to or from text may have; 0 for any
-X max-memory=SIZE     how much memory objects may take, as 512M
-X max-time=SECONDS    how long the program may run
-X pycache_prefix=PATH  keep cache files in a tree of their own
-X thread_inherit_context=[0|1]  let threads start with the context of their maker
-X tracemalloc[=N]      note who asks for memory, with N frames
-X utf8[=0|1]           UTF-8 mode
-X warn_default_encoding  warn where files are opened without an encoding

Others are kept in sys._xoptions and have no effect.
";

/// `-V`
pub(super) fn version(long: bool) -> String {
    if long {
        format!("Python {}\n", rpy_stdlib::sys::version_text())
    } else {
        format!("Python {}\n", rpy_stdlib::sys::SHORT_VERSION)
    }
}
