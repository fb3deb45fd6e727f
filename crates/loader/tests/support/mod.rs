//! A directory with source files, and a compiler whose code says what it was compiled from.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rpy_bytecode::{
    CodeFlags, CodeObject, Constant, Instruction, Local, LocalKind, LocationTable, Opcode,
};
use rpy_loader::{Loaded, Loader, Options, Verbose};

/// Code with the source as its first constant.
pub(crate) fn compile(source: &[u8], filename: &Arc<str>) -> CodeObject {
    CodeObject {
        name: "<module>".into(),
        qualname: "<module>".into(),
        filename: filename.clone(),
        first_line: 1,
        flags: CodeFlags::empty(),
        argument_count: 0,
        positional_only_count: 0,
        keyword_only_count: 0,
        locals: Box::new([Local {
            name: ".locals".into(),
            kind: LocalKind::HIDDEN,
        }]),
        max_stack: 0,
        instructions: Box::new([
            Instruction::new(Opcode::Resume, 0),
            Instruction::new(Opcode::ReturnConst, 0),
        ]),
        constants: Box::new([Constant::Bytes(source.into())]),
        names: Box::new([]),
        exception_table: Box::new([]),
        locations: LocationTable::default(),
    }
}

/// What the code was compiled from.
pub(crate) fn text(code: &CodeObject) -> String {
    match &code.constants[0] {
        Constant::Bytes(source) => String::from_utf8(source.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// What a load did.
pub(crate) struct Outcome {
    pub(crate) loaded: Loaded,
    pub(crate) text: String,
    pub(crate) messages: Vec<String>,
}

impl Outcome {
    pub(crate) fn said(&self, part: &str) -> bool {
        self.messages.iter().any(|message| message.contains(part))
    }
}

/// A temporary directory with one module, `m.py`.
pub(crate) struct Place {
    directory: tempfile::TempDir,
    pub(crate) options: Options,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place {
            directory: tempfile::tempdir().unwrap(),
            options: Options::default(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn source(&self) -> PathBuf {
        self.root().join("m.py")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.root().join("__pycache__/m.rpy-314.pyc")
    }

    /// Writes the module as if `age` had passed since.
    pub(crate) fn write(&self, text: &str, age: Duration) {
        fs::write(self.source(), text).unwrap();
        self.set_modified(SystemTime::now() - age);
    }

    pub(crate) fn set_modified(&self, time: SystemTime) {
        fs::File::options()
            .append(true)
            .open(self.source())
            .unwrap()
            .set_modified(time)
            .unwrap();
    }

    pub(crate) fn load(&self) -> Outcome {
        self.with_loader(|loader| loader.load_source(&self.source()).unwrap())
    }

    pub(crate) fn with_loader(
        &self,
        run: impl FnOnce(&mut Loader<'_, Infallible>) -> Loaded,
    ) -> Outcome {
        let mut messages = Vec::new();
        let mut sink = |message: &str| messages.push(message.to_owned());
        let mut compiler = |source: &[u8], filename: &Arc<str>| Ok(compile(source, filename));
        let loaded = run(&mut Loader {
            options: &self.options,
            verbose: Verbose::to(&mut sink),
            compile: &mut compiler,
            steps: Default::default(),
        });
        let text = text(&loaded.code);
        Outcome {
            loaded,
            text,
            messages,
        }
    }
}

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
