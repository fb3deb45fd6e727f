//! The compiler that a [`Loader`](crate::Loader) is given where no other is asked for.

use std::sync::Arc;

use rpy_bytecode::CodeObject;
use rpy_compiler::{CompileError, Mode};

use crate::options::Optimization;

/// What compiles modules: bytes of a source file and its name to code. Sources in an encoding that
/// the compiler does not know need another one.
pub fn compiler(
    optimization: Optimization,
) -> impl FnMut(&[u8], &Arc<str>) -> Result<CodeObject, CompileError> {
    let options = rpy_compiler::Options {
        optimize: optimization.level(),
        ..rpy_compiler::Options::default()
    };
    // Whoever wants to know of warnings compiles himself.
    move |source, filename| {
        rpy_compiler::compile(source, filename, Mode::Exec, options, &mut Vec::new())
    }
}
