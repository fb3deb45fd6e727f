//! Why a module was not loaded, or a cache file not used.

use std::fmt;
use std::io;
use std::path::PathBuf;

use rpy_bytecode::MarshalError;

/// Why a module was not loaded. `E` is the error of the compiler that was given.
#[derive(Debug)]
pub enum LoadError<E> {
    /// The source or a sourceless module could not be read. Becomes `OSError`.
    Io {
        /// What was read.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// The source was not compiled.
    Compile(E),
    /// A sourceless module does not hold code for this version. Becomes `ImportError`, or
    /// `EOFError` if the header is cut off.
    Bytecode {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: BytecodeError,
    },
    /// The module is a namespace package, which has no code.
    NoCode,
}

impl<E: fmt::Display> fmt::Display for LoadError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Io { path, error } => write!(formatter, "{}: {error}", path.display()),
            LoadError::Compile(error) => error.fmt(formatter),
            LoadError::Bytecode { path, error } => {
                write!(formatter, "{error} in '{}'", path.display())
            }
            LoadError::NoCode => formatter.write_str("a namespace package has no code"),
        }
    }
}

impl<E: std::error::Error> std::error::Error for LoadError<E> {}

/// What is wrong with a cache file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BytecodeError {
    /// Shorter than a header.
    TooShort,
    /// Another format or version: these are the first bytes, four if there are as many.
    Magic(Vec<u8>),
    /// Unknown flags.
    Flags(u32),
    /// Written for another source: modification time, size or hash differ.
    Stale,
    /// Cut off or changed since it was written.
    Checksum,
    /// What is in it is no code object.
    NoCode,
    /// The code in it is not well-formed.
    Marshal(MarshalError),
}

impl fmt::Display for BytecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BytecodeError::TooShort => formatter.write_str("reached EOF while reading pyc header"),
            BytecodeError::Magic(magic) => {
                write!(formatter, "bad magic number b'{}'", magic.escape_ascii())
            }
            BytecodeError::Flags(flags) => write!(formatter, "invalid flags {flags}"),
            BytecodeError::Stale => formatter.write_str("bytecode is stale"),
            BytecodeError::Checksum => formatter.write_str("wrong checksum or length"),
            BytecodeError::NoCode => formatter.write_str("Non-code object"),
            BytecodeError::Marshal(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for BytecodeError {}

impl From<MarshalError> for BytecodeError {
    fn from(error: MarshalError) -> BytecodeError {
        BytecodeError::Marshal(error)
    }
}
