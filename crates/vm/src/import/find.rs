//! Finding a module by its full name.

use std::path::PathBuf;

use rpy_loader::{Found, FrozenModule, absolute};

use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::function::native::NativeModule;
use crate::import::paths::to_path;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The library modules that are found before the directories of `sys.path`, because CPython freezes
/// them too: a file of their name never takes their place.
const FROZEN_FIRST: &[&str] = &[
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "os.path",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// Where a module was found.
pub(super) enum Source {
    /// A finder of the program returned this spec.
    Spec(Value),
    /// In the binary, in Rust.
    Native(&'static NativeModule),
    /// In the binary, in Python.
    Frozen(FrozenModule),
    /// In a directory.
    File(Found),
}

/// Looks for a module. `path` is the `__path__` of its package, if it is in one.
pub(super) fn find(name: &Ref<Str>, path: Option<&Value>, vm: &mut Vm) -> PyResult<Option<Source>> {
    if let Some(spec) = ask_meta_path(name, path, vm)? {
        return Ok(Some(Source::Spec(spec)));
    }
    let Some(full) = name.as_str() else {
        return Ok(None);
    };
    if let Some(native) = vm.imports.native(full) {
        return Ok(Some(Source::Native(native)));
    }
    let frozen = vm.imports.frozen.get(full);
    if let Some(frozen) = frozen.filter(|_| FROZEN_FIRST.contains(&full) && !vm.imports.files_first)
    {
        return Ok(Some(Source::Frozen(frozen)));
    }
    let directories = search_path(path, vm)?;
    let last_part = full.rsplit('.').next().unwrap_or(full);
    let found = vm.imports.finder.find(last_part, directories);
    // A directory without code does not hide a module of the library.
    let found = match found {
        Some(Found::Namespace { .. }) if frozen.is_some() => None,
        found => found,
    };
    Ok(found
        .map(Source::File)
        .or_else(|| frozen.map(Source::Frozen)))
}

/// The directories that are searched.
fn search_path(path: Option<&Value>, vm: &mut Vm) -> PyResult<Vec<PathBuf>> {
    let entries = match path {
        Some(path) => vm.collect(path)?,
        None => {
            let name = vm.names.path.clone();
            match vm.sys_attribute(&name) {
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
    let strings = entries.iter().filter_map(|entry| entry.downcast::<Str>());
    let imports = &vm.imports;
    let strings = strings.filter(|entry| {
        let inside = entry
            .as_str()
            .is_some_and(|it| imports.is_frozen_directory(it));
        !inside || imports.files_first
    });
    Ok(strings.map(|entry| absolute(to_path(entry))).collect())
}

/// Asks the finders in `sys.meta_path`, which are the program's.
fn ask_meta_path(name: &Ref<Str>, path: Option<&Value>, vm: &mut Vm) -> PyResult<Option<Value>> {
    let attribute = vm.intern("meta_path");
    let Some(finders) = vm.sys_attribute(&attribute) else {
        return Ok(None);
    };
    let finders = match finders.downcast::<List>() {
        Some(list) if list.length(vm) == 0 => return Ok(None),
        Some(list) => list.items(vm).clone(),
        None => vm.collect(&finders)?,
    };
    let find_spec = vm.intern("find_spec");
    let path = path.cloned().unwrap_or(Value::NONE);
    for finder in finders {
        let Some(method) = finder.get_attribute_optional(&find_spec, vm)? else {
            continue;
        };
        let spec = method.call_positional(&[name.to_value(), path.clone(), Value::NONE], vm)?;
        if !spec.is_none() {
            return Ok(Some(spec));
        }
    }
    Ok(None)
}
