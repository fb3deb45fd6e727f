//! The loader of the modules inside the binary.

use std::sync::Arc;

use rpy_loader::FrozenModule;
use rpy_macros::{Payload, native_class};

use crate::builtins::code::Code;
use crate::builtins::str::Str;
use crate::import::errors::ImportErrorParts;
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

/// Loads modules that are part of the program.
#[derive(Payload)]
pub struct FrozenLoader {
    name: Ref<Str>,
}

impl FrozenLoader {
    /// The loader of a module.
    pub fn new(name: Ref<Str>, vm: &mut Vm) -> Ref<FrozenLoader> {
        Ref::new(FrozenLoader { name }, vm)
    }

    /// The module that a method is asked for: its own, unless a name is given.
    fn module(&self, name: Option<&Ref<Str>>, vm: &mut Vm) -> PyResult<FrozenModule> {
        let name = name.unwrap_or(&self.name);
        let found = name.as_str().and_then(|name| vm.imports.frozen.get(name));
        match found {
            Some(module) => Ok(module),
            None => {
                let message = format!("{} is not a frozen module", vm.quoted(name)?);
                Err(ImportErrorParts {
                    message: &message,
                    name: Some(name.to_value()),
                    ..ImportErrorParts::default()
                }
                .raise(vm))
            }
        }
    }
}

#[native_class(name = "_frozen_importlib.FrozenImporter")]
impl FrozenLoader {
    /// The module's full name.
    #[getter]
    fn name(this: &Ref<FrozenLoader>) -> Ref<Str> {
        this.name.clone()
    }

    /// Returns whether the module is a package.
    #[method(signature = "($self, fullname=None, /)")]
    fn is_package(
        this: &Ref<FrozenLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        Ok(this.module(fullname, vm)?.is_package)
    }

    /// Returns the text of the module's source.
    #[method(signature = "($self, fullname=None, /)")]
    fn get_source(
        this: &Ref<FrozenLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<Option<String>> {
        let source = this.module(fullname, vm)?.source();
        Ok(source.map(|source| String::from_utf8_lossy(&source).into_owned()))
    }

    /// Returns the code object of the module's body.
    #[method(signature = "($self, fullname=None, /)")]
    fn get_code(
        this: &Ref<FrozenLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Code>> {
        let module = this.module(fullname, vm)?;
        match module.decode() {
            Ok(code) => Ok(Code::new(Arc::new(code), vm)),
            Err(error) => {
                let message = format!("frozen module '{}' is malformed: {error}", module.name);
                Err(vm.import_error(message))
            }
        }
    }

    /// Returns the path under which the module shows itself.
    #[method(signature = "($self, fullname=None, /)")]
    fn get_filename(
        this: &Ref<FrozenLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<String> {
        let module = this.module(fullname, vm)?;
        Ok(vm.imports.frozen_path(&module).1)
    }

    /// Returns the content of a file of the library, of which there are those with source.
    ///
    /// Raises OSError for all others.
    #[method(signature = "($self, path, /)")]
    fn get_data(_this: &Ref<FrozenLoader>, path: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let inside = path
            .as_str()
            .and_then(|text| text.strip_prefix(vm.imports.library.as_str()))
            .and_then(|rest| rest.strip_prefix('/')?.strip_suffix(".py"));
        let source = inside.and_then(|stem| {
            let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
            vm.imports.frozen.get(&stem.replace('/', "."))?.source()
        });
        match source {
            Some(source) => Ok(vm.new_bytes(&source)),
            None => {
                let error = std::io::Error::from_raw_os_error(NO_SUCH_FILE);
                Err(vm.io_error(&error, Some(path.to_value())))
            }
        }
    }
}

/// `ENOENT`, which has this number everywhere.
const NO_SUCH_FILE: i32 = 2;

impl crate::import::Imports {
    /// The directory of a package (`__path__`), if the module is one, and the file (`__file__`)
    /// under which a module inside the binary shows itself.
    pub(super) fn frozen_path(&self, module: &FrozenModule) -> (Option<String>, String) {
        let stem = format!("{}/{}", self.library, module.name.replace('.', "/"));
        if module.is_package {
            let file = format!("{stem}/__init__.py");
            (Some(stem), file)
        } else {
            (None, format!("{stem}.py"))
        }
    }

    /// Whether a directory is that of a package inside the binary, where no files are.
    pub(super) fn is_frozen_directory(&self, directory: &str) -> bool {
        let rest = directory.strip_prefix(self.library.as_str());
        !self.library.is_empty()
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
