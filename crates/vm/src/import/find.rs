//! Finding a module by its full name, as `sys.meta_path` and `sys.path` say.

use std::path::Path;

use rpy_loader::{Found, FoundIn, FrozenModule, absolute};

use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::native::NativeModule;
use crate::import::library::LibraryFinder;
use crate::import::paths::{path_str, to_path};
use crate::import::standard::{Part, Progress};
use crate::object::attributes::instance_attribute;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The modules that CPython freezes, too: they are found before the directories of `sys.path`, so
/// that a file of their name never takes their place.
const FROZEN: &[&str] = &[
    "__hello__",
    "__phello__",
    "__phello__.ham",
    "__phello__.ham.eggs",
    "__phello__.spam",
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// The modules that CPython writes in C and that stand in `stdlib/` here, in Python: they are found
/// where native modules are.
const NATIVE_IN_PYTHON: &[&str] = &[
    "_ast",
    "_codecs",
    "_importlib_native",
    "_opcode",
    "_string",
    "_warnings",
];

/// The modules that importlib itself is.
const IMPORTLIB: &[&str] = &["_frozen_importlib", "_frozen_importlib_external"];

/// Where a module was found.
pub(super) enum Source {
    /// A finder in Python returned this spec.
    Spec(Value),
    /// In the binary, in Rust.
    Native(&'static NativeModule),
    /// In the binary, in Python, in the place of one in C.
    NativeInPython(FrozenModule),
    /// It is importlib itself.
    Importlib,
    /// In the binary, frozen in CPython too.
    Frozen(FrozenModule),
    /// In the binary, in the directory of the library.
    Library(FrozenModule),
    /// In a directory.
    File(Found),
    /// A package without code, made of these directories.
    Namespace(Vec<Value>),
}

impl crate::import::Imports {
    /// Whether a module of this name is native, or would be in CPython.
    pub fn is_built_in(&self, name: &str) -> bool {
        self.native(name).is_some() || self.native_in_python(name).is_some()
    }

    fn native_in_python(&self, name: &str) -> Option<FrozenModule> {
        let is = NATIVE_IN_PYTHON.contains(&name);
        self.frozen.get(name).filter(|_| is)
    }

    /// The names of the native modules that are written in Python here.
    pub fn native_in_python_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        let names = NATIVE_IN_PYTHON.iter().copied();
        names.filter(|name| !name.starts_with("_importlib") && self.native(name).is_none())
    }

    /// The module of this name that is frozen in CPython, too.
    pub fn frozen_module(&self, name: &str) -> Option<FrozenModule> {
        let is = FROZEN.contains(&name) && !self.files_first;
        self.frozen.get(name).filter(|_| is)
    }

    /// The names of the modules that are frozen in CPython, too.
    pub fn frozen_names(&self) -> &'static [&'static str] {
        FROZEN
    }
}

/// A finder of `sys.meta_path` that Rust code knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    BuiltIn,
    Frozen,
    Path,
}

/// Looks for a module. `path` is the `__path__` of its package, if it is in one.
pub(super) fn find(name: &Ref<Str>, path: Option<&Value>, vm: &mut Vm) -> PyResult<Option<Source>> {
    let attribute = vm.intern("meta_path");
    let Some(finders) = vm.sys_attribute(&attribute) else {
        // There is no `sys`: it is about to be made, or nobody wants it.
        return find_without_sys(name, vm);
    };
    if finders.is_none() {
        return Err(vm.import_error("sys.meta_path is None, Python is likely shutting down"));
    }
    let finders = match finders.downcast::<List>() {
        Some(list) => list.items(vm).clone(),
        None => vm.collect(&finders)?,
    };
    if finders.is_empty() {
        let category = vm.types.exceptions.import_warning.clone();
        vm.warn(&category, "sys.meta_path is empty")?;
    }
    let standard = vm.finders_are_standard();
    for finder in finders {
        let found = match known_finder(&finder, vm).filter(|_| standard) {
            Some(Known::BuiltIn) => built_in(name, vm),
            Some(Known::Frozen) => frozen(name, vm),
            Some(Known::Path) => find_on_path(name, path, vm)?,
            None => ask(&finder, name, path, vm)?,
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn known_finder(finder: &Value, vm: &Vm) -> Option<Known> {
    let standard = vm.imports.standard.as_ref()?;
    let class = finder.downcast()?;
    [
        ("BuiltinImporter", Known::BuiltIn),
        ("FrozenImporter", Known::Frozen),
        ("PathFinder", Known::Path),
    ]
    .into_iter()
    .find(|(name, _)| standard.class(name).is(class))
    .map(|(_, known)| known)
}

fn find_without_sys(name: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Source>> {
    let found = built_in(name, vm).or_else(|| frozen(name, vm));
    Ok(found.or_else(|| {
        let module = vm.imports.frozen.get(name.as_str()?)?;
        Some(Source::Library(module))
    }))
}

fn built_in(name: &Ref<Str>, vm: &Vm) -> Option<Source> {
    let name = name.as_str()?;
    if IMPORTLIB.contains(&name) && vm.imports.frozen.get("importlib._bootstrap").is_some() {
        return Some(Source::Importlib);
    }
    let native = vm.imports.native(name).map(Source::Native);
    native.or_else(|| {
        vm.imports
            .native_in_python(name)
            .map(Source::NativeInPython)
    })
}

fn frozen(name: &Ref<Str>, vm: &Vm) -> Option<Source> {
    let module = vm.imports.frozen_module(name.as_str()?)?;
    Some(Source::Frozen(module))
}

/// Asks a finder that is written in Python.
fn ask(
    finder: &Value,
    name: &Ref<Str>,
    path: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Option<Source>> {
    let find_spec = vm.intern("find_spec");
    let Some(method) = finder.get_attribute_optional(&find_spec, vm)? else {
        return Ok(None);
    };
    let path = path.cloned().unwrap_or(Value::NONE);
    let spec = method.call_positional(&[name.to_value(), path, Value::NONE], vm)?;
    Ok((!spec.is_none()).then_some(Source::Spec(spec)))
}

impl Vm {
    /// Whether a module can be found in the entries of a path.
    ///
    /// Errors: what the finders of the entries raise.
    pub fn is_on_path(&mut self, name: &Ref<Str>, path: &Value) -> PyResult<bool> {
        let found = find_on_path(name, Some(path), self)?;
        Ok(found.is_some_and(|found| !matches!(found, Source::Namespace(_))))
    }
}

/// What one entry of a path has of a module.
enum InEntry {
    Nothing,
    Module(Source),
    Portions(Vec<Value>),
}

/// Looks for a module in the entries of a path: `__path__` of the package, or `sys.path`.
pub(super) fn find_on_path(
    name: &Ref<Str>,
    path: Option<&Value>,
    vm: &mut Vm,
) -> PyResult<Option<Source>> {
    let Some(full) = name.as_str() else {
        return Ok(None);
    };
    let entries = match path {
        Some(path) => vm.collect(path)?,
        None => {
            let attribute = vm.names.path.clone();
            match vm.sys_attribute(&attribute) {
                Some(path) => match path.downcast::<List>() {
                    Some(list) => list.items(vm).clone(),
                    None if path.is_none() => {
                        return Err(vm.runtime_error("sys.path must be a list of directory names"));
                    }
                    None => vm.collect(&path)?,
                },
                None => Vec::new(),
            }
        }
    };
    let tail = full.rsplit('.').next().unwrap_or(full);
    let mut portions = Vec::new();
    for entry in entries {
        let Some(entry) = entry.downcast::<Str>() else {
            continue;
        };
        match find_in_entry(name, tail, entry, vm)? {
            InEntry::Nothing => {}
            InEntry::Module(found) => return Ok(Some(found)),
            InEntry::Portions(more) => portions.extend(more),
        }
    }
    if vm.imports.files_first
        && let Some(module) = vm.imports.frozen.get(full)
    {
        return Ok(Some(Source::Library(module)));
    }
    Ok((!portions.is_empty()).then_some(Source::Namespace(portions)))
}

fn find_in_entry(name: &Ref<Str>, tail: &str, entry: &Ref<Str>, vm: &mut Vm) -> PyResult<InEntry> {
    // What importlib itself imports is in directories or the library.
    let standard = vm.imports.standard.as_ref();
    let is_starting = standard.is_some_and(|it| it.importlib == Progress::Running);
    let finder = match known_importer(entry, vm) {
        _ if is_starting => None,
        Importer::Standard => None,
        Importer::None => return Ok(InEntry::Nothing),
        Importer::Object(finder) => Some(finder),
        Importer::Unknown if hooks_are_standard(vm) => None,
        Importer::Unknown => match ask_hooks(entry, vm)? {
            Some(finder) if is_file_finder(&finder, vm) => None,
            Some(finder) => Some(finder),
            None => return Ok(InEntry::Nothing),
        },
    };
    if let Some(finder) = finder {
        return ask_path_finder(&finder, name, vm);
    }
    if let Some(text) = entry.as_str()
        && vm.imports.in_library(text).is_some()
    {
        let found = vm.imports.library_module(text, tail);
        return Ok(match found {
            Some(module) => InEntry::Module(Source::Library(module)),
            None => InEntry::Nothing,
        });
    }
    let directory = absolute(to_path(entry));
    match vm.imports.finder.find_in(tail, &directory) {
        Some(FoundIn::Module(found)) => Ok(InEntry::Module(Source::File(found))),
        Some(FoundIn::Portion(portion)) => {
            let portion = path_str(&portion, vm).into_value();
            Ok(InEntry::Portions(vec![portion]))
        }
        None if !is_starting && is_archive(&directory) => {
            vm.complete_standard(Part::Importlib)?;
            let finder = ask_hooks(entry, vm)?;
            match finder {
                Some(finder) => ask_path_finder(&finder, name, vm),
                None => Ok(InEntry::Nothing),
            }
        }
        None => Ok(InEntry::Nothing),
    }
}

/// Whether a path is a file, or in one, which may be a zip archive.
fn is_archive(path: &Path) -> bool {
    match path.metadata() {
        Ok(metadata) => metadata.is_file(),
        Err(error) => error.kind() == std::io::ErrorKind::NotADirectory,
    }
}

/// What `sys.path_importer_cache` says of an entry.
enum Importer {
    /// Nothing.
    Unknown,
    /// There is no importer.
    None,
    /// A finder for directories, as there would be without the cache.
    Standard,
    /// Another one.
    Object(Value),
}

fn importer_cache(vm: &mut Vm) -> Option<Ref<Dict>> {
    let name = vm.intern("path_importer_cache");
    let cache = vm.sys_attribute(&name)?;
    cache.downcast::<Dict>().cloned()
}

/// The key of an entry in `sys.path_importer_cache`.
fn cache_key(entry: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
    if !entry.is_empty() {
        return entry.clone();
    }
    let here = std::env::current_dir().unwrap_or_default();
    path_str(&here, vm)
}

fn known_importer(entry: &Ref<Str>, vm: &mut Vm) -> Importer {
    let Some(cache) = importer_cache(vm).filter(|cache| cache.length(vm) > 0) else {
        return Importer::Unknown;
    };
    let key = cache_key(entry, vm);
    match cache.get_item(key.as_value(), vm) {
        Ok(Some(finder)) if finder.is_none() => Importer::None,
        Ok(Some(finder)) if is_file_finder(&finder, vm) => Importer::Standard,
        Ok(Some(finder)) if finder.has_payload::<LibraryFinder>() => Importer::Standard,
        Ok(Some(finder)) => Importer::Object(finder),
        _ => Importer::Unknown,
    }
}

/// Whether a finder is a `FileFinder` for sources and bytecode, which Rust code can stand for.
fn is_file_finder(finder: &Value, vm: &mut Vm) -> bool {
    let Some(standard) = &vm.imports.standard else {
        return false;
    };
    if standard.importlib != Progress::Complete || finder.type_name(vm) != "FileFinder" {
        return false;
    }
    let (source, sourceless) = (
        standard.class("SourceFileLoader").clone(),
        standard.class("SourcelessFileLoader").clone(),
    );
    let name = vm.intern("_loaders");
    let loaders = instance_attribute(finder, &name, vm).cloned();
    let Some(loaders) = loaders.as_ref().and_then(Value::downcast::<List>) else {
        return false;
    };
    let is_pair = |pair: &Value, suffix: &[u8], class: &Value| {
        pair.downcast::<Tuple>().is_some_and(|pair| {
            matches!(pair.as_slice(), [name, loader]
                if name.downcast::<Str>().is_some_and(|name| name.as_bytes() == suffix)
                    && loader.is(class))
        })
    };
    match loaders.items(vm).as_slice() {
        [first, second] => {
            is_pair(first, b".py", source.as_value())
                && is_pair(second, b".pyc", sourceless.as_value())
        }
        _ => false,
    }
}

/// Whether `sys.path_hooks` is as it was at first.
fn hooks_are_standard(vm: &mut Vm) -> bool {
    let name = vm.intern("path_hooks");
    let (Some(hooks), Some(standard)) = (vm.sys_attribute(&name), &vm.imports.standard) else {
        return true;
    };
    let Some(hooks) = hooks.downcast::<List>() else {
        return false;
    };
    let hooks = hooks.items(vm);
    hooks.len() == standard.hooks.len() && hooks.iter().zip(&standard.hooks).all(|(a, b)| a.is(b))
}

/// Asks the hooks for a finder for an entry, and notes it in `sys.path_importer_cache`.
fn ask_hooks(entry: &Ref<Str>, vm: &mut Vm) -> PyResult<Option<Value>> {
    vm.complete_standard(Part::Importlib)?;
    let path_finder = vm.standard_class("PathFinder").into_value();
    let method = vm.intern("_path_importer_cache");
    let finder = path_finder.call_method(&method, &[entry.to_value()], vm)?;
    Ok((!finder.is_none()).then_some(finder))
}

/// Asks the finder of an entry that Rust code does not know.
fn ask_path_finder(finder: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult<InEntry> {
    let find_spec = vm.intern("find_spec");
    let spec = finder.call_method(&find_spec, &[name.to_value(), Value::NONE], vm)?;
    if spec.is_none() {
        return Ok(InEntry::Nothing);
    }
    let (loader, locations) = (vm.intern("loader"), vm.intern("submodule_search_locations"));
    if !spec.get_attribute(&loader, vm)?.is_none() {
        return Ok(InEntry::Module(Source::Spec(spec)));
    }
    let portions = spec.get_attribute(&locations, vm)?;
    if portions.is_none() {
        return Err(vm.import_error("spec missing loader"));
    }
    Ok(InEntry::Portions(vm.collect(&portions)?))
}
