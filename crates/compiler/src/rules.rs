//! What a caller of the parser may ask for beside the text.

use rustpython_ast::Mod;
use rustpython_parser::Parsed;

use crate::Mode;
use crate::error::Result;
use crate::source::Source;
use crate::version;

/// The newest minor version of the language.
pub const NEWEST_MINOR: u8 = 14;

/// How a text is read, beyond its [`Mode`]. The default is what `compile` does without flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseRules {
    /// `PyCF_ALLOW_INCOMPLETE_INPUT`: an error at the end of the text, which more text could put
    /// right, is of the kind [`crate::SyntaxErrorKind::Incomplete`].
    pub allow_incomplete: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`: with [`Mode::Single`], blocks end at a line end only, and not at
    /// the end of the text.
    pub keep_blocks_open: bool,
    /// `ast.PyCF_TYPE_COMMENTS`: comments of the form `# type: …` are a part of the syntax. Of use
    /// for trees only.
    pub type_comments: bool,
    /// `feature_version`: the minor version of Python 3 whose syntax is allowed.
    pub feature_version: Option<u8>,
}

impl ParseRules {
    /// Checks what has been parsed against `feature_version`.
    pub(crate) fn check(self, source: &Source, parsed: &Parsed<Mod>) -> Result {
        match self.feature_version {
            Some(minor) if minor < NEWEST_MINOR => version::check(minor, source, parsed),
            _ => Ok(()),
        }
    }

    /// Whether a line end is understood at the end of the text.
    pub(crate) fn adds_line_end(mode: Mode) -> bool {
        mode == Mode::Exec
    }
}
