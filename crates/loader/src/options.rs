//! What the command line and the environment say about loading.

use std::fmt;
use std::path::PathBuf;

/// What `assert` statements and documentation strings become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Optimization {
    /// Everything stays.
    #[default]
    None = 0,
    /// `-O`: without `assert` statements, and `__debug__` is False.
    Asserts = 1,
    /// `-OO`: without documentation strings too.
    Docstrings = 2,
}

impl Optimization {
    /// The level for `-O` given `count` times.
    pub fn from_level(count: u8) -> Optimization {
        match count {
            0 => Optimization::None,
            1 => Optimization::Asserts,
            _ => Optimization::Docstrings,
        }
    }

    /// `sys.flags.optimize`
    pub fn level(self) -> u8 {
        self as u8
    }
}

/// `--check-hash-based-pycs`: which cache files that name their source by hash are compared with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckHashBased {
    /// Those that ask for it.
    #[default]
    Default,
    /// All.
    Always,
    /// None.
    Never,
}

/// How modules are loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `-O`, `-OO`
    pub optimization: Optimization,
    /// Whether cache files are written (not with `-B` or `PYTHONDONTWRITEBYTECODE`).
    pub write_bytecode: bool,
    /// `PYTHONPYCACHEPREFIX`: a directory that mirrors the tree, in place of `__pycache__`.
    pub pycache_prefix: Option<PathBuf>,
    /// `--check-hash-based-pycs`
    pub check_hash_based: CheckHashBased,
    /// Whether cache files are written beside their source as `NAME.pyc` (`.pyo` under `-O`), as
    /// before Python 3.2.
    pub legacy_layout: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            optimization: Optimization::None,
            write_bytecode: true,
            pycache_prefix: None,
            check_hash_based: CheckHashBased::Default,
            legacy_layout: false,
        }
    }
}

/// Where `-v` messages go: one line each, without `# ` before it and newline behind it.
pub struct Verbose<'sink> {
    sink: Option<&'sink mut dyn FnMut(&str)>,
}

impl<'sink> Verbose<'sink> {
    /// No messages.
    pub fn silent() -> Verbose<'sink> {
        Verbose { sink: None }
    }

    /// Messages to `sink`.
    pub fn to(sink: &'sink mut dyn FnMut(&str)) -> Verbose<'sink> {
        Verbose { sink: Some(sink) }
    }

    pub(crate) fn say(&mut self, message: fmt::Arguments<'_>) {
        if let Some(sink) = &mut self.sink {
            sink(&message.to_string());
        }
    }
}

impl fmt::Debug for Verbose<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verbose")
            .field("silent", &self.sink.is_none())
            .finish()
    }
}
