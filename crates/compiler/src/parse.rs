//! From text to a syntax tree, on a stack that is large enough.

use rustpython_ast::Mod;
use rustpython_parser::ParseOptions;

use crate::Mode;
use crate::error::Result;
use crate::source::Source;

/// Parses a source text.
pub(crate) fn parse(source: &Source, mode: Mode) -> Result<Mod> {
    let parser_mode = match mode {
        Mode::Eval => rustpython_parser::Mode::Expression,
        Mode::Exec | Mode::Single => rustpython_parser::Mode::Module,
    };
    let options =
        ParseOptions::from(parser_mode).with_target_version(rustpython_ast::PythonVersion::PY314);
    let parsed = rustpython_parser::parse_unchecked(&source.text, options);
    if !parsed.errors().is_empty() {
        return Err(crate::parse_error::translate(source, &parsed));
    }
    Ok(parsed.into_syntax())
}
