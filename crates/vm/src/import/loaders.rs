//! The loaders that modules and specs show.
//! Reference: <https://docs.python.org/3.14/library/importlib.html#module-importlib.machinery>

use rpy_macros::methods;

use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `SourceFileLoader`: loads a module from a file.
pub struct FileLoader {
    name: Ref<Str>,
    path: Ref<Str>,
}

impl Payload for FileLoader {
    const NAME: &'static str = "SourceFileLoader";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.name.as_value());
        visit(self.path.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<FileLoader>()
    }
}

impl FileLoader {
    /// The loader of a module in a file.
    pub fn new(name: Ref<Str>, path: Ref<Str>, vm: &mut Vm) -> Ref<FileLoader> {
        vm.register_native_type::<FileLoader>(&FILE_SPEC, None);
        Ref::new(FileLoader { name, path }, vm)
    }
}

#[methods]
impl FileLoader {
    /// The module's full name.
    #[getter]
    fn name(this: &Ref<FileLoader>) -> Ref<Str> {
        this.name.clone()
    }

    /// The file.
    #[getter]
    fn path(this: &Ref<FileLoader>) -> Ref<Str> {
        this.path.clone()
    }

    /// Returns the path of the file that the module is loaded from.
    #[method(signature = "($self, name=None, /)")]
    fn get_filename(this: &Ref<FileLoader>, name: Option<&Value>) -> Ref<Str> {
        let _ = name;
        this.path.clone()
    }

    /// Returns whether the module is a package.
    #[method(signature = "($self, name=None, /)")]
    fn is_package(this: &Ref<FileLoader>, name: Option<&Value>) -> bool {
        let _ = name;
        let path = crate::import::paths::to_path(&this.path);
        path.file_stem().is_some_and(|stem| stem == "__init__")
    }

    /// Returns the content of a file.
    #[method(signature = "($self, path, /)")]
    fn get_data(_this: &Ref<FileLoader>, path: &Ref<Str>, vm: &mut Vm) -> PyResult {
        match rpy_loader::source::read(&crate::import::paths::to_path(path)) {
            Ok(bytes) => Ok(vm.new_bytes(&bytes)),
            Err(error) => Err(vm.io_error(&error, Some(path.to_value()))),
        }
    }
}

const FILE_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "_frozen_importlib_external.SourceFileLoader",
    doc: "Loads a module from a file.",
    payload: FileLoader::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[FileLoader::MEMBERS],
};

/// `NamespaceLoader`: the loader of a package without code.
pub struct NamespaceLoader;

impl Payload for NamespaceLoader {
    const NAME: &'static str = "NamespaceLoader";
    const IS_CONTAINER: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<NamespaceLoader>()
    }
}

impl NamespaceLoader {
    /// Makes one.
    pub fn new(vm: &mut Vm) -> Ref<NamespaceLoader> {
        vm.register_native_type::<NamespaceLoader>(&NAMESPACE_SPEC, None);
        Ref::new(NamespaceLoader, vm)
    }
}

#[methods]
impl NamespaceLoader {
    /// Returns True.
    #[method(signature = "($self, name=None, /)")]
    fn is_package(_this: &Ref<NamespaceLoader>, name: Option<&Value>) -> bool {
        let _ = name;
        true
    }

    /// Returns the source, which is empty.
    #[method(signature = "($self, name=None, /)")]
    fn get_source(_this: &Ref<NamespaceLoader>, name: Option<&Value>) -> &'static str {
        let _ = name;
        ""
    }
}

const NAMESPACE_SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "_frozen_importlib_external.NamespaceLoader",
    doc: "The loader of a package without code.",
    payload: NamespaceLoader::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[NamespaceLoader::MEMBERS],
};
