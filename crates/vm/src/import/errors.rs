//! The exceptions of imports, with the attributes that tell what was imported.

use std::path::Path;

use rpy_compiler::CompileError;
use rpy_loader::{BytecodeError, LoadError};

use crate::builtins::exceptions::{
    BaseException, IMPORT_MSG, IMPORT_NAME, IMPORT_NAME_FROM, IMPORT_PATH,
};
use crate::builtins::str::Str;
use crate::import::paths::path_str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::Raised;
use crate::vm::Vm;

/// What an `ImportError` says.
#[derive(Default)]
pub(crate) struct ImportErrorParts<'a> {
    pub(crate) message: &'a str,
    pub(crate) name: Option<Value>,
    pub(crate) path: Option<Value>,
    pub(crate) name_from: Option<Value>,
    /// Whether it is a `ModuleNotFoundError`.
    pub(crate) not_found: bool,
}

impl ImportErrorParts<'_> {
    pub(crate) fn raise(self, vm: &mut Vm) -> Raised {
        let class = if self.not_found {
            vm.types.exceptions.module_not_found_error.clone()
        } else {
            vm.types.exceptions.import_error.clone()
        };
        let message = vm.new_str(self.message);
        let exception: Ref<BaseException> = vm.new_exception(&class, vec![message.clone()]);
        for (index, value) in [
            (IMPORT_MSG, Some(message)),
            (IMPORT_NAME, self.name),
            (IMPORT_PATH, self.path),
            (IMPORT_NAME_FROM, self.name_from),
        ] {
            exception.set_field(index, value.unwrap_or(Value::NONE), vm);
        }
        Raised::new(exception)
    }
}

/// `ModuleNotFoundError` about a module.
pub(super) fn not_found(message: &str, name: &Ref<Str>, vm: &mut Vm) -> Raised {
    ImportErrorParts {
        message,
        name: Some(name.to_value()),
        not_found: true,
        ..ImportErrorParts::default()
    }
    .raise(vm)
}

/// The exception for a module that was found and could not be loaded.
pub(super) fn load_error(
    error: LoadError<CompileError>,
    name: &Ref<Str>,
    source: &Path,
    vm: &mut Vm,
) -> Raised {
    match error {
        LoadError::Io { path, error } => {
            let filename = path_str(&path, vm).into_value();
            vm.io_error(&error, Some(filename))
        }
        LoadError::Compile(error) => vm.compile_error(&error, &source.to_string_lossy()),
        LoadError::Bytecode { path, error } => {
            let path = path_str(&path, vm);
            let mut quoted = |text: &Value| {
                let text = text.repr(vm);
                text.map_or_else(
                    |_| String::new(),
                    |text| text.to_string_lossy().into_owned(),
                )
            };
            // What the header tells is told of the module, the rest of the file.
            let (module, file) = (quoted(name.as_value()), quoted(path.as_value()));
            let message = match &error {
                BytecodeError::TooShort => return vm.eof_error(format!("{error} of {module}")),
                BytecodeError::Magic(_) | BytecodeError::Flags(_) => {
                    let error = error.to_string();
                    match error.split_once(" b'") {
                        Some((what, magic)) => format!("{what} in {module}: b'{magic}"),
                        None => format!("{error} in {module}"),
                    }
                }
                _ => format!("{error} in {file}"),
            };
            ImportErrorParts {
                message: &message,
                name: Some(name.to_value()),
                path: Some(path.into_value()),
                ..ImportErrorParts::default()
            }
            .raise(vm)
        }
        LoadError::NoCode => {
            let message = format!("namespace package {} has no code", name.to_string_lossy());
            vm.import_error(message)
        }
    }
}

/// What is known about the module in `from module import name` when the name is not there.
pub(crate) struct CannotImport<'a> {
    /// The name that is missing.
    pub(crate) name: &'a Ref<Str>,
    /// `__name__` of the module, if it has one.
    pub(crate) module: Option<&'a Value>,
    /// Where the module comes from, if that is known.
    pub(crate) origin: Option<&'a Ref<Str>>,
    /// Whether the module's body is still running.
    pub(crate) initializing: bool,
}

/// `ImportError` of `from module import name`.
pub(crate) fn cannot_import(parts: &CannotImport<'_>, vm: &mut Vm) -> Raised {
    let quoted = |value: &Value, vm: &mut Vm| {
        let text = value
            .repr(vm)
            .map(|text| text.to_string_lossy().into_owned());
        text.unwrap_or_default()
    };
    let name = quoted(parts.name.as_value(), vm);
    let module = match parts.module {
        Some(module) => quoted(module, vm),
        None => "'<unknown module name>'".to_owned(),
    };
    let message = match parts.origin {
        None => format!("cannot import name {name} from {module} (unknown location)"),
        Some(origin) => {
            let path = origin.to_string_lossy().into_owned();
            let shadowing = vm.possibly_shadows(&path);
            let plain = parts.module.and_then(|module| module.downcast::<Str>());
            let is_library =
                plain.is_some_and(|name| vm.is_library_module(&name.to_string_lossy()));
            if shadowing && is_library {
                let origin = quoted(origin.as_value(), vm);
                format!(
                    "cannot import name {name} from {module} (consider renaming {origin} since it \
                     has the same name as the standard library module named {module} and prevents \
                     importing that standard library module)"
                )
            } else if parts.initializing && shadowing {
                let origin = quoted(origin.as_value(), vm);
                format!(
                    "cannot import name {name} from {module} (consider renaming {origin} if it \
                     has the same name as a library you intended to import)"
                )
            } else if parts.initializing {
                format!(
                    "cannot import name {name} from partially initialized module {module} (most \
                     likely due to a circular import) ({path})"
                )
            } else {
                format!("cannot import name {name} from {module} ({path})")
            }
        }
    };
    ImportErrorParts {
        message: &message,
        name: parts.module.cloned(),
        path: parts.origin.map(Ref::to_value),
        name_from: Some(parts.name.to_value()),
        not_found: false,
    }
    .raise(vm)
}

impl Vm {
    /// The exception for a source file that could not be loaded.
    pub fn load_error(
        &mut self,
        error: LoadError<CompileError>,
        name: &Ref<Str>,
        source: &Path,
    ) -> Raised {
        load_error(error, name, source, self)
    }

    /// Whether a module's file lies in the directory that the command line put in front of
    /// `sys.path`, so that it may stand in the way of another module of its name.
    pub fn possibly_shadows(&self, origin: &str) -> bool {
        let Some(directory) = &self.imports.main_directory else {
            return false;
        };
        let path = Path::new(origin);
        let root = if path.file_name().is_some_and(|name| name == "__init__.py") {
            path.parent().and_then(Path::parent)
        } else {
            path.parent()
        };
        root.is_some_and(|root| root == Path::new(directory))
    }

    /// Whether the standard library has a module of this name (`sys.stdlib_module_names`).
    pub fn is_library_module(&self, name: &str) -> bool {
        self.imports.native(name).is_some() || self.imports.frozen.get(name).is_some()
    }
}
