//! The library inside the binary, as an entry of `sys.path`: a directory that need not exist.

use std::sync::Arc;

use rpy_bytecode::{CodeObject, CompareOperator};
use rpy_loader::FrozenModule;
use rpy_macros::{Payload, native_class};

use crate::builtins::code::Code;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::function::native::NativeClass;
use crate::import::errors::ImportErrorParts;
use crate::import::spec::{ModuleSpec, SpecParts};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What the names of files that are no modules begin with, in the archive.
const DATA: &str = "data:";

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

    /// What a path names below the directory of the library; `None` if it is elsewhere.
    pub(super) fn in_library<'a>(&self, path: &'a str) -> Option<&'a str> {
        if self.library.is_empty() || self.files_first {
            return None;
        }
        let rest = path.strip_prefix(self.library.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/'))
    }

    /// The module of this name, the last part of it, in a directory of the library.
    pub(super) fn library_module(&self, directory: &str, tail: &str) -> Option<FrozenModule> {
        let package = self.in_library(directory)?;
        if package.is_empty() {
            return self.frozen.get(tail);
        }
        self.frozen
            .get(&format!("{}.{tail}", package.replace('/', ".")))
    }

    /// The module whose source is this file.
    fn library_file(&self, path: &str) -> Option<FrozenModule> {
        let stem = self.in_library(path)?.strip_suffix(".py")?;
        let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
        let module = self.frozen.get(&stem.replace('/', "."))?;
        (self.frozen_path(&module).1 == path).then_some(module)
    }
}

/// A path without `.` and `..`, which are resolved as text: there are no links in the library.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

impl Vm {
    /// A file of the library inside the binary: the source of a module, or data.
    pub fn library_data(&self, path: &str) -> Option<Vec<u8>> {
        let path = &without_dots(path);
        let file = match self.imports.library_file(path) {
            Some(module) => module,
            None => {
                let inside = self.imports.in_library(path)?;
                self.imports.frozen.get(&format!("{DATA}{inside}"))?
            }
        };
        Some(file.source().unwrap_or_default())
    }

    /// The names of files and directories in a directory of the library inside the binary; `None` if
    /// it has no such directory.
    pub fn library_entries(&self, directory: &str) -> Option<Vec<String>> {
        let inside = self.imports.in_library(directory)?;
        let mut entries = std::collections::BTreeSet::new();
        for module in self.imports.frozen.iter() {
            let path = match module.name.strip_prefix(DATA) {
                Some(path) => path.to_owned(),
                None => {
                    let file = self.imports.frozen_path(&module).1;
                    file[self.imports.library.len() + 1..].to_owned()
                }
            };
            let below = match inside {
                "" => Some(path.as_str()),
                inside => path
                    .strip_prefix(inside)
                    .and_then(|it| it.strip_prefix('/')),
            };
            if let Some(entry) = below.and_then(|it| it.split('/').next()) {
                entries.insert(entry.to_owned());
            }
        }
        (!entries.is_empty()).then(|| entries.into_iter().collect())
    }

    pub(super) fn library_finder_class(&mut self) -> Value {
        LibraryFinder::class(self).to_value()
    }

    /// Decodes a module of the binary; its code says that it comes from this file.
    pub(super) fn decode_frozen(
        &mut self,
        module: &FrozenModule,
        file: Option<&str>,
    ) -> PyResult<CodeObject> {
        let decoded = match file {
            Some(file) => module.decode_as(file.into()),
            None => module.decode(),
        };
        decoded.map_err(|error| {
            let name = module.name;
            self.import_error(format!("frozen module '{name}' is malformed: {error}"))
        })
    }

    /// The spec of a module of the library.
    pub(super) fn library_spec(&mut self, name: &Ref<Str>, module: &FrozenModule) -> ModuleSpec {
        let (directory, file) = self.imports.frozen_path(module);
        let locations = match directory {
            Some(directory) => {
                let directory = self.new_str(&directory);
                self.new_list(vec![directory])
            }
            None => Value::NONE,
        };
        let path = self.new_str(&file);
        let loader = LibraryLoader {
            name: name.clone(),
            path: path.clone(),
        };
        let parts = SpecParts {
            name: name.to_value(),
            loader: Ref::new(loader, self).into_value(),
            origin: path,
            locations,
            cached: Value::NONE,
            loader_state: Value::NONE,
            has_location: true,
        };
        ModuleSpec::new(parts, self)
    }
}

/// Loads modules of the library inside the binary.
#[derive(Payload)]
pub(super) struct LibraryLoader {
    name: Ref<Str>,
    path: Value,
}

impl LibraryLoader {
    /// The module that a method is asked for: its own, unless a name is given.
    fn module(&self, name: Option<&Ref<Str>>, vm: &mut Vm) -> PyResult<FrozenModule> {
        let name = name.unwrap_or(&self.name);
        let found = match name.as_bytes() == self.name.as_bytes() {
            true => self.path.downcast::<Str>().and_then(|path| path.as_str()),
            false => None,
        };
        match found.and_then(|path| vm.imports.library_file(path)) {
            Some(module) => Ok(module),
            None => {
                let message = format!(
                    "loader for {} cannot handle {}",
                    self.name.to_string_lossy(),
                    name.to_string_lossy()
                );
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

#[native_class(name = "_frozen_importlib_external.LibraryLoader")]
impl LibraryLoader {
    /// The module's full name.
    #[getter]
    fn name(this: &Ref<LibraryLoader>) -> Ref<Str> {
        this.name.clone()
    }

    /// The file that the module shows as its own.
    #[getter]
    fn path(this: &Ref<LibraryLoader>) -> Value {
        this.path.clone()
    }

    /// Returns whether the module is a package.
    #[method(signature = "($self, fullname=None)")]
    fn is_package(
        this: &Ref<LibraryLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        Ok(this.module(fullname, vm)?.is_package)
    }

    /// Returns the text of the module's source.
    #[method(signature = "($self, fullname=None)")]
    fn get_source(
        this: &Ref<LibraryLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<Option<String>> {
        let source = this.module(fullname, vm)?.source().unwrap_or_default();
        Ok(Some(String::from_utf8_lossy(&source).into_owned()))
    }

    /// Returns the code object of the module's body.
    #[method(signature = "($self, fullname=None)")]
    fn get_code(
        this: &Ref<LibraryLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Code>> {
        let module = this.module(fullname, vm)?;
        let file = vm.imports.frozen_path(&module).1;
        let code = vm.decode_frozen(&module, Some(&file))?;
        Ok(Code::new(Arc::new(code), vm))
    }

    /// Returns the file that the module shows as its own.
    #[method(signature = "($self, fullname=None)")]
    fn get_filename(
        this: &Ref<LibraryLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<String> {
        let module = this.module(fullname, vm)?;
        Ok(vm.imports.frozen_path(&module).1)
    }

    /// Returns the content of a file of the library.
    ///
    /// Raises OSError if it holds no such file.
    #[method(signature = "($self, path)")]
    fn get_data(_this: &Ref<LibraryLoader>, path: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let data = path.as_str().and_then(|path| vm.library_data(path));
        match data {
            Some(data) => Ok(vm.new_bytes(&data)),
            None => {
                let error = std::io::Error::from_raw_os_error(NO_SUCH_FILE);
                Err(vm.io_error(&error, Some(path.to_value())))
            }
        }
    }

    /// Returns None: modules are made as usual.
    #[method(signature = "($self, spec)")]
    fn create_module(_this: &Ref<LibraryLoader>, spec: &Value) {
        let _ = spec;
    }

    /// Runs the module's body.
    #[method(signature = "($self, module)")]
    fn exec_module(this: &Ref<LibraryLoader>, module: &Value, vm: &mut Vm) -> PyResult<()> {
        let name = vm.names.__name__.clone();
        let name = module.get_attribute(&name, vm)?;
        let found = this.module(name.downcast::<Str>(), vm)?;
        let file = vm.imports.frozen_path(&found).1;
        let code = vm.decode_frozen(&found, Some(&file))?;
        let Some(module) = module.downcast::<Module>() else {
            let class = module.type_name(vm);
            return Err(vm.type_error(format!("exec_module() needs a module, not {class}")));
        };
        let globals = module.dict().clone();
        vm.exec_code(Arc::new(code), &globals, globals.to_value())
            .map(drop)
    }

    /// Loads the module and returns it. Deprecated.
    #[method(signature = "($self, fullname=None)")]
    fn load_module(
        this: &Ref<LibraryLoader>,
        fullname: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult {
        this.module(fullname, vm)?;
        let name = fullname.unwrap_or(&this.name).clone();
        vm.import_name(&name)
    }

    /// Returns an object that reads the files beside the module.
    #[method(signature = "($self, module)")]
    fn get_resource_reader(this: &Ref<LibraryLoader>, module: &Value, vm: &mut Vm) -> PyResult {
        let _ = module;
        let (readers, class) = (vm.intern("_importlib_native"), vm.intern("LibraryReader"));
        let readers = vm.import_name(&readers)?;
        readers.call_method(&class, &[this.to_value()], vm)
    }

    #[slot]
    fn repr(this: &Ref<LibraryLoader>, vm: &mut Vm) -> PyResult {
        let path = this.path.repr(vm)?.to_string_lossy().into_owned();
        Ok(vm.new_str(&format!("<library loader {path}>")))
    }

    #[slot]
    fn hash(this: &Ref<LibraryLoader>, vm: &mut Vm) -> PyResult<i64> {
        Ok(this.name.to_value().hash(vm)? ^ this.path.hash(vm)?)
    }

    /// Loaders of the same module are equal, as those for files are.
    #[slot]
    fn compare(
        this: &Ref<LibraryLoader>,
        other: &Value,
        operator: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let negate = match operator {
            CompareOperator::Equal => false,
            CompareOperator::NotEqual => true,
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let Some(other) = other.downcast::<LibraryLoader>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = this.name.to_value().equals(&other.name.to_value(), vm)?
            && this.path.equals(&other.path, vm)?;
        Ok(Value::bool(equal != negate))
    }
}

/// Finds modules in a directory of the library inside the binary. `sys.path_hooks` holds the class.
#[derive(Payload)]
pub(super) struct LibraryFinder {
    path: Ref<Str>,
}

#[native_class(name = "_frozen_importlib_external.LibraryFinder")]
impl LibraryFinder {
    #[new(signature = "(path)")]
    fn new(
        class: &Ref<crate::builtins::type_::Type>,
        path: &Ref<Str>,
        vm: &mut Vm,
    ) -> PyResult<Ref<LibraryFinder>> {
        let inside = path.as_str().and_then(|path| vm.imports.in_library(path));
        if inside.is_none() {
            let message = "only directories of the library inside the binary are supported";
            return Err(ImportErrorParts {
                message,
                path: Some(path.to_value()),
                ..ImportErrorParts::default()
            }
            .raise(vm));
        }
        Ok(Ref::with_class(
            LibraryFinder { path: path.clone() },
            class,
            vm,
        ))
    }

    /// The directory.
    #[getter]
    fn path(this: &Ref<LibraryFinder>) -> Ref<Str> {
        this.path.clone()
    }

    /// Returns the spec of a module, or None.
    #[method(signature = "($self, fullname, target=None)")]
    fn find_spec(
        this: &Ref<LibraryFinder>,
        fullname: &Ref<Str>,
        target: &Value,
        vm: &mut Vm,
    ) -> Value {
        let _ = target;
        let found = match (this.path.as_str(), fullname.as_str()) {
            (Some(path), Some(name)) => {
                let tail = name.rsplit('.').next().unwrap_or(name);
                vm.imports.library_module(path, tail)
            }
            _ => None,
        };
        match found {
            Some(module) => vm.library_spec(fullname, &module).to_value(),
            None => Value::NONE,
        }
    }

    /// Does nothing: the library does not change.
    #[method(signature = "($self)")]
    fn invalidate_caches(_this: &Ref<LibraryFinder>) {}

    /// Returns pairs of the names of the modules in the directory and whether they are packages.
    #[method(signature = "($self, prefix='')")]
    fn iter_modules(this: &Ref<LibraryFinder>, prefix: &str, vm: &mut Vm) -> Value {
        let inside = this
            .path
            .as_str()
            .and_then(|path| vm.imports.in_library(path));
        let package = inside.unwrap_or_default().replace('/', ".");
        let mut found = Vec::new();
        for module in vm.imports.frozen.iter() {
            if module.name.starts_with(DATA) {
                continue;
            }
            let rest = match package.as_str() {
                "" => Some(module.name),
                package => module
                    .name
                    .strip_prefix(package)
                    .and_then(|rest| rest.strip_prefix('.')),
            };
            if let Some(rest) = rest.filter(|rest| !rest.contains('.')) {
                found.push((format!("{prefix}{rest}"), module.is_package));
            }
        }
        let pairs = found.into_iter().map(|(name, is_package)| {
            let pair = [vm.new_str(&name), Value::bool(is_package)];
            crate::builtins::tuple::Tuple::from_array(pair, vm).into_value()
        });
        let pairs = pairs.collect();
        vm.new_list(pairs)
    }

    #[slot]
    fn repr(this: &Ref<LibraryFinder>, vm: &mut Vm) -> PyResult {
        let path = this
            .path
            .as_value()
            .repr(vm)?
            .to_string_lossy()
            .into_owned();
        Ok(vm.new_str(&format!("LibraryFinder({path})")))
    }
}
