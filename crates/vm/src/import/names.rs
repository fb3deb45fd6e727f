//! Relative names of modules: which package they are relative to.
//! Source: PEP 328, PEP 366, PEP 451.

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The full name of a module that is imported with `level` dots from code with these globals.
pub fn absolute_name(
    name: &Ref<Str>,
    globals: Option<&Ref<Dict>>,
    level: i64,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    if level < 0 {
        return Err(vm.value_error("level must be >= 0"));
    }
    if level == 0 {
        if name.is_empty() {
            return Err(vm.value_error("Empty module name"));
        }
        return Ok(vm.intern_ref(name));
    }
    let Some(globals) = globals else {
        let class = vm.types.exceptions.key_error.clone();
        return Err(vm.raise(&class, "'__name__' not in globals"));
    };
    let package = package_of(globals, vm)?;
    let mut base = package.as_str();
    if base.is_empty() {
        return Err(no_parent(vm));
    }
    for _ in 1..level {
        let Some((parent, _)) = base.rsplit_once('.') else {
            return Err(vm.import_error("attempted relative import beyond top-level package"));
        };
        base = parent;
    }
    let name = name.to_string_lossy();
    if name.is_empty() {
        return Ok(vm.intern(base));
    }
    let full = format!("{base}.{name}");
    Ok(vm.intern(&full))
}

fn no_parent(vm: &mut Vm) -> Raised {
    vm.import_error("attempted relative import with no known parent package")
}

/// The package that code with these globals belongs to.
fn package_of(globals: &Ref<Dict>, vm: &mut Vm) -> PyResult<String> {
    let global = |name: &Ref<Str>, vm: &Vm| {
        let value = globals.get_str(name, vm).cloned();
        value.filter(|value| !value.is_none())
    };
    if let Some(package) = global(&vm.names.__package__, vm) {
        return text(&package, "package must be a string", vm);
    }
    if let Some(spec) = global(&vm.names.__spec__, vm) {
        let parent = vm.intern("parent");
        let parent = spec.get_attribute(&parent, vm)?;
        return text(&parent, "__spec__.parent must be a string", vm);
    }
    let warning = vm.types.exceptions.import_warning.clone();
    vm.warn(
        &warning,
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
    )?;
    let Some(name) = globals.get_str(&vm.names.__name__, vm).cloned() else {
        let class = vm.types.exceptions.key_error.clone();
        return Err(vm.raise(&class, "'__name__' not in globals"));
    };
    let name = text(&name, "__name__ must be a string", vm)?;
    if globals.get_str(&vm.names.__path__, vm).is_some() {
        return Ok(name);
    }
    match name.rsplit_once('.') {
        Some((package, _)) => Ok(package.to_owned()),
        None => Err(no_parent(vm)),
    }
}

fn text(value: &Value, message: &str, vm: &mut Vm) -> PyResult<String> {
    match value.downcast::<Str>() {
        Some(text) => Ok(text.to_string_lossy().into_owned()),
        None => Err(vm.type_error(message)),
    }
}
