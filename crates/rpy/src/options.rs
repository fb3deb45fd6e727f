//! What the command line says.

use std::ffi::OsString;
use std::path::PathBuf;

use rpy_loader::CheckHashBased;

use crate::bench::Bench;

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// `-c`: this text.
    Command(OsString),
    /// `-m`: the module of this name.
    Module(String),
    /// A file, or a directory with a `__main__.py`.
    Path(PathBuf),
    /// The standard input: what is typed, if that is a terminal. Whether `-` was given.
    Input {
        /// Whether `-` stands on the command line.
        named: bool,
    },
}

/// The options in front of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// `-O` (1), `-OO` (2)
    pub(crate) optimize: u8,
    /// `-B`
    pub(crate) dont_write_bytecode: bool,
    /// `-v`: how often.
    pub(crate) verbose: u8,
    /// `-b`: how often.
    pub(crate) bytes_warning: u8,
    /// `-i`, or `PYTHONINSPECT`
    pub(crate) inspect: bool,
    /// `-i`
    pub(crate) interactive: bool,
    /// `-d`: how often.
    pub(crate) debug: u8,
    /// `-R`
    pub(crate) random_hash: bool,
    /// `-q`
    pub(crate) quiet: bool,
    /// `-u`
    pub(crate) unbuffered: bool,
    /// `-s`
    pub(crate) no_user_site: bool,
    /// `-S`
    pub(crate) no_site: bool,
    /// `-E`
    pub(crate) ignore_environment: bool,
    /// `-I`
    pub(crate) isolated: bool,
    /// `-P`
    pub(crate) safe_path: bool,
    /// `-x`
    pub(crate) skip_first_line: bool,
    /// `-W`
    pub(crate) warnings: Vec<String>,
    /// `-X`
    pub(crate) implementation: Vec<String>,
    /// `--check-hash-based-pycs`
    pub(crate) check_hash_based: CheckHashBased,
    /// `--load-report`
    pub(crate) load_report: bool,
    /// `--bench-record`: where a measured process writes about itself, and when it was started.
    pub(crate) bench_record: Option<String>,
    /// What `-X` and the environment variables of the same meaning say.
    pub(crate) tuning: Tuning,
}

/// What `-X` and the environment variables of the same meaning say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tuning {
    /// `dev`
    pub(crate) dev_mode: bool,
    /// `faulthandler`, which development mode switches on too.
    pub(crate) fault_handler: bool,
    /// `tracemalloc`: most frames of a traceback, 0 for no tracing.
    pub(crate) traced_frames: i32,
    /// `utf8`: None for what the locale asks for.
    pub(crate) utf8_mode: Option<bool>,
    /// `importtime`: 1, or 2 with modules that were there.
    pub(crate) import_time: u8,
    /// `int_max_str_digits`: None for the default, 0 for no limit.
    pub(crate) int_max_str_digits: Option<usize>,
    /// `no_debug_ranges`
    pub(crate) no_debug_ranges: bool,
    /// `warn_default_encoding`
    pub(crate) warn_default_encoding: bool,
    /// `cpu_count`: None for what the system says.
    pub(crate) cpu_count: Option<i32>,
    /// `thread_inherit_context`
    pub(crate) thread_inherit_context: bool,
    /// `context_aware_warnings`
    pub(crate) context_aware_warnings: bool,
}

impl Invocation {
    /// The name under which the binary was started, for messages.
    pub(crate) fn name(&self) -> std::borrow::Cow<'_, str> {
        let first = self.original.first();
        first.map_or("rpy".into(), |name| name.to_string_lossy())
    }
}

/// A command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// The options.
    pub(crate) options: Options,
    /// What is run.
    pub(crate) program: Program,
    /// `sys.argv[1:]`
    pub(crate) arguments: Vec<OsString>,
    /// `sys.orig_argv`
    pub(crate) original: Vec<OsString>,
    /// The words behind the name of the binary, without those of `--bench` and its fellows.
    pub(crate) plain: Vec<OsString>,
    /// `--bench`
    pub(crate) bench: Option<Bench>,
    /// `--bench-compare`
    pub(crate) compare: Option<[PathBuf; 2]>,
}
