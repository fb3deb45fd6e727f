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
    match rustpython_parser::parse(&source.text, options) {
        Ok(parsed) => Ok(parsed.into_syntax()),
        Err(error) => Err(crate::parse_error::translate(source, &error)),
    }
}
