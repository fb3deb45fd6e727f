//! The tables of `copyreg` and `_compat_pickle`, and what pickles of old protocols refer to.

use std::rc::Rc;

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::_pickle::State;

/// They are looked up once an interpreter.
pub(super) struct Tables {
    /// `copyreg.dispatch_table`
    pub(super) dispatch: Ref<Dict>,
    /// `copyreg._extension_registry`: codes by module and name.
    pub(super) extensions: Ref<Dict>,
    /// `copyreg._inverted_registry`
    pub(super) inverted_extensions: Ref<Dict>,
    /// `copyreg._extension_cache`
    pub(super) extension_cache: Ref<Dict>,
    /// Names of Python 2 to those of Python 3, by module and name, and by module alone.
    pub(super) names: Ref<Dict>,
    pub(super) modules: Ref<Dict>,
    /// The other way.
    pub(super) old_names: Ref<Dict>,
    pub(super) old_modules: Ref<Dict>,
    /// `codecs.encode`, by which bytes are made in protocols that have none.
    pub(super) encode: Value,
    /// `functools.partial`
    pub(super) partial: Value,
}

fn attribute(module: &str, name: &str, vm: &mut Vm) -> PyResult {
    let module = vm.intern(module);
    let module = vm.import_name(&module)?;
    let name = vm.intern(name);
    module.get_attribute(&name, vm)
}

fn dict(module: &str, name: &str, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let found = attribute(module, name, vm)?;
    match found.downcast_into::<Dict>() {
        Ok(dict) => Ok(dict),
        Err(found) => {
            let given = found.type_name(vm);
            let message = format!("{module}.{name} should be a dict, not {given}");
            Err(vm.runtime_error(message))
        }
    }
}

/// The tables.
pub(super) fn tables(vm: &mut Vm) -> PyResult<Rc<Tables>> {
    if let Some(tables) = &vm.module_state::<State>().tables {
        return Ok(tables.clone());
    }
    let tables = Tables {
        dispatch: dict("copyreg", "dispatch_table", vm)?,
        extensions: dict("copyreg", "_extension_registry", vm)?,
        inverted_extensions: dict("copyreg", "_inverted_registry", vm)?,
        extension_cache: dict("copyreg", "_extension_cache", vm)?,
        names: dict("_compat_pickle", "NAME_MAPPING", vm)?,
        modules: dict("_compat_pickle", "IMPORT_MAPPING", vm)?,
        old_names: dict("_compat_pickle", "REVERSE_NAME_MAPPING", vm)?,
        old_modules: dict("_compat_pickle", "REVERSE_IMPORT_MAPPING", vm)?,
        encode: attribute("codecs", "encode", vm)?,
        partial: attribute("functools", "partial", vm)?,
    };
    let tables = Rc::new(tables);
    vm.module_state::<State>().tables = Some(tables.clone());
    Ok(tables)
}

/// A module and a name in it as another Python calls them.
pub(super) fn translated(
    module: Ref<Str>,
    name: Ref<Str>,
    (names, modules): (&Ref<Dict>, &Ref<Dict>),
    vm: &mut Vm,
) -> PyResult<(Ref<Str>, Ref<Str>)> {
    let key = Tuple::from_slice(&[module.to_value(), name.to_value()], vm).into_value();
    if let Some(pair) = names.get_item(&key, vm)? {
        let parts = pair
            .downcast::<Tuple>()
            .map(|pair| pair.as_slice().to_vec());
        if let Some([module, name]) = parts.as_deref()
            && let (Some(module), Some(name)) = (module.downcast::<Str>(), name.downcast::<Str>())
        {
            return Ok((module.clone(), name.clone()));
        }
        let message = "_compat_pickle.NAME_MAPPING values should be pairs of str";
        return Err(vm.runtime_error(message));
    }
    match modules.get_item(module.as_value(), vm)? {
        None => Ok((module, name)),
        Some(other) => match other.downcast_into::<Str>() {
            Ok(other) => Ok((other, name)),
            Err(other) => {
                let given = other.type_name(vm);
                Err(vm.runtime_error(format!(
                    "_compat_pickle.IMPORT_MAPPING values should be strings, not {given}"
                )))
            }
        },
    }
}
