//! What can be wrong with a source text.

use std::fmt;

/// Which exception a syntax error becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `_IncompleteInputError`
    Incomplete,
}

/// A violation of the grammar or of the rules of scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// `msg`, to the letter.
    pub message: String,
    /// Which exception this becomes.
    pub kind: SyntaxErrorKind,
    /// `lineno`, from 1; 0 if the error has no position.
    pub line: u32,
    /// `offset`: code points from 1.
    pub column: u32,
    /// `end_lineno`, from 1.
    pub end_line: u32,
    /// `end_offset`: code points from 1; CPython gives 0 or -1 where it does not know the end.
    pub end_column: i32,
    /// `text`: the line of source with its newline; empty if the error has no position.
    pub text: String,
    /// Given if `text` is to be read from the file instead, and is not there if there is none: so
    /// CPython does for what its parser does not find. Where there is no text, columns are these:
    /// start and end in bytes from 1.
    pub text_of_file: Option<(u32, i32)>,
    /// `_metadata` of the parser's errors: line and column, in bytes, of the statement before, and the
    /// source.
    pub context: Option<(u32, u32, String)>,
}

/// Which exception an invalid tree becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeErrorKind {
    /// `ValueError`
    Value,
    /// `TypeError`
    Type,
    /// `SystemError`
    System,
}

/// Why a source text was not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// Becomes `SyntaxError` or one of its subclasses.
    Syntax(Box<SyntaxError>),
    /// Becomes `RecursionError`: the source is nested too deeply.
    Recursion(&'static str),
    /// Becomes `MemoryError`: the parser's limits are exceeded.
    Memory(&'static str),
    /// The source declares this encoding, which has to be decoded before. Where nobody can, it becomes
    /// `SyntaxError`.
    ForeignEncoding(String),
    /// A tree that a program made is not valid.
    Tree(TreeErrorKind, String),
    /// Becomes `OverflowError`: the code is too large for the instruction format.
    Overflow(&'static str),
}

/// Result of the compiler's steps.
pub type Result<T = ()> = std::result::Result<T, CompileError>;

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::Syntax(error) => {
                write!(
                    f,
                    "{} (line {}, column {})",
                    error.message, error.line, error.column
                )
            }
            CompileError::ForeignEncoding(name) => write!(f, "unknown encoding: {name}"),
            CompileError::Tree(_, message) => f.write_str(message),
            CompileError::Recursion(message)
            | CompileError::Memory(message)
            | CompileError::Overflow(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for CompileError {}
