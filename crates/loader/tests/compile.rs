//! With the real compiler: what comes out of a cache is what went in.

use std::fs;

use rpy_bytecode::{Constant, disassemble};
use rpy_compiler::CompileError;
use rpy_loader::{Finder, LoadError, Loader, Optimization, Options, compiler};

const SOURCE: &str = r#"
"""A module."""
import os as system

class Point:
    "A point."
    origin = (0, 0.5, -1j, None, ..., "text", b"bytes", 1 << 100)

    def move(self, dx, /, dy=1, *rest, scale: float = 1.0, **names):
        try:
            with open(self.name) as file:
                return [line for line in file if dx < dy <= 3]
        except (OSError, ValueError) as error:
            raise RuntimeError(f"{error!r}: {dx:>{dy}}") from error
        finally:
            self.done = lambda: (yield self)

async def walk(points):
    assert points
    async for point in points:
        match point:
            case Point(x=0) | [1, *_]:
                await point
"#;

#[test]
fn cached_code_is_the_compiled_code() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("package")).unwrap();
    fs::write(directory.path().join("package/__init__.py"), SOURCE).unwrap();
    let found = Finder::new().find("package", [directory.path()]).unwrap();
    for level in 0..3 {
        let optimization = Optimization::from_level(level);
        let options = Options {
            optimization,
            ..Options::default()
        };
        let mut compile = compiler(optimization);
        let mut loader = Loader::new(&options, &mut compile);
        let compiled = loader.load(&found).unwrap();
        let cached = loader.load(&found).unwrap();
        assert!(!compiled.from_cache && cached.from_cache);
        let text = disassemble(&compiled.code);
        assert_eq!(disassemble(&cached.code), text);
        let has_docstring = cached
            .code
            .constants
            .iter()
            .any(|constant| matches!(constant, Constant::Str(text) if **text == *b"A module."));
        assert_eq!(has_docstring, level < 2);
        assert_eq!(text.contains("AssertionError"), level < 1);
    }
}

#[test]
fn syntax_errors_are_passed_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("m.py");
    fs::write(&path, "x = (1,\ny = 2").unwrap();
    let options = Options::default();
    let mut compile = compiler(options.optimization);
    match Loader::new(&options, &mut compile).load_source(&path) {
        Err(LoadError::Compile(CompileError::Syntax(error))) => {
            assert_eq!(error.message, "'(' was never closed");
            assert_eq!(error.line, 1);
        }
        other => panic!("{other:?}"),
    }
    assert!(!directory.path().join("__pycache__").exists());
}
