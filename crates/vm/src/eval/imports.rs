//! The import statements.

use rpy_bytecode::CodeFlags;

use crate::builtins::dict::Dict;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::eval::cursor::Cursor;
use crate::eval::names::namespace_get;
use crate::eval::operation::operation;
use crate::function::args::Args;
use crate::import::import_from;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

operation!(
/// `IMPORT_NAME` (`level, fromlist -- module`)
ImportName,
slow_only |cursor, vm| {
    let fromlist = cursor.pop();
    let level = cursor.pop();
    let name = cursor.name(cursor.n());
    let globals = cursor.function().globals.clone();
    let import = vm.names.__import__.clone();
    let builtins = cursor.function().builtins.to_value();
    let Some(hook) = namespace_get(&builtins, &import, vm)? else {
        return Err(vm.import_error("__import__ not found"));
    };
    let module = if vm.is_builtin_import(&hook) {
        let level = level.as_small_int().unwrap_or(0);
        vm.import_module(&name, Some(&globals), &fromlist, level)?
    } else {
        // Code with a namespace of its own has it in its first local.
        let has_namespace = !cursor.code().head().flags.contains(CodeFlags::OPTIMIZED);
        let locals = match has_namespace {
            true => cursor.local(0).clone(),
            false => Value::NONE,
        };
        let args = [name.to_value(), globals.to_value(), locals, fromlist, level];
        hook.call(Args::positional_only(&args), vm)?
    };
    cursor.push(module);
    Ok(())
});

operation!(
/// `IMPORT_FROM` (`module -- module, value`)
ImportFrom,
slow_only |cursor, vm| {
    let module = cursor.peek(1).clone();
    let name = cursor.name(cursor.n());
    let value = import_from(&module, &name, vm)?;
    cursor.push(value);
    Ok(())
});

/// `TypeError` for what is no name in `__all__` or `__dict__` of a module.
#[cold]
fn no_name(module: &Value, source: &str, name: &Value, vm: &mut Vm) -> Raised {
    let attribute = vm.names.__name__.clone();
    let module = match module.get_attribute(&attribute, vm) {
        Ok(module) => module,
        Err(raised) => return raised,
    };
    let module = match module.str(vm) {
        Ok(module) => module.to_string_lossy().into_owned(),
        Err(raised) => return raised,
    };
    let what = if source == "__all__" { "Item" } else { "Key" };
    let found = name.type_name(vm);
    vm.type_error(format!(
        "{what} in {module}.{source} must be str, not {found}"
    ))
}

/// `from module import *`: copies the names of `__all__`, or those without a leading underscore,
/// into the namespace.
pub(crate) fn import_star(module: &Value, cursor: &Cursor, vm: &mut Vm) -> PyResult {
    let namespace = cursor.local(0).clone();
    let all = vm.names.__all__.clone();
    let mut source = "__all__";
    let names: Vec<Value> = match module.get_attribute_optional(&all, vm)? {
        Some(all) => vm.collect(&all)?,
        None => {
            let dict = vm.names.__dict__.clone();
            let dict = match module.downcast::<Module>() {
                Some(module) => module.dict().clone(),
                None => match module.get_attribute(&dict, vm)?.downcast_into::<Dict>() {
                    Ok(dict) => dict,
                    Err(_) => {
                        return Err(
                            vm.import_error("from-import-* object has no __dict__ and no __all__")
                        );
                    }
                },
            };
            source = "__dict__";
            let is_public = |key: &Value| {
                key.downcast::<Str>()
                    .is_none_or(|key| !key.as_bytes().starts_with(b"_"))
            };
            let entries = dict.table(vm).iter().map(|entry| entry.key.clone());
            entries.filter(is_public).collect()
        }
    };
    for name in names {
        let Some(key) = name.downcast::<Str>() else {
            return Err(no_name(module, source, &name, vm));
        };
        let key = vm.intern_ref(key);
        let value = module.get_attribute(&key, vm)?;
        match namespace.downcast::<Dict>() {
            Some(dict) if dict.class().is(&vm.types.dict) => dict.set_str(&key, value, vm),
            _ => namespace.set_subscript(key.as_value(), value, vm)?,
        }
    }
    Ok(Value::NONE)
}
