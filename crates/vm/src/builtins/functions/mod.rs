//! The module `builtins`: its functions, by family.
//! Reference: <https://docs.python.org/3.14/library/functions.html>

mod attributes;
mod code;
mod iteration;
mod numbers;
mod objects;
mod output;

use crate::builtins::module::Module;
use crate::builtins::native_function::NativeFunction;
use crate::builtins::type_::BUILD_CLASS;
use crate::function::native::NativeModule;
use crate::object::heap;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The families, each a description of a part of the module.
const PARTS: &[&NativeModule] = &[
    &attributes::functions::MODULE,
    &code::functions::MODULE,
    &iteration::functions::MODULE,
    &numbers::functions::MODULE,
    &objects::functions::MODULE,
    &output::functions::MODULE,
];

/// The types that are in the module.
const TYPES: &[&str] = &[
    "bool",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "list",
    "map",
    "memoryview",
    "object",
    "property",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
];

/// Fills the dict of the module `builtins` and puts the module into `sys.modules`.
pub(crate) fn install(vm: &mut Vm) -> PyResult<()> {
    let dict = vm.builtins.clone();
    let set = |name: &str, value: Value, vm: &mut Vm| {
        let name = vm.intern(name);
        dict.set_str(&name, value, vm);
    };
    let name = vm.new_str("builtins");
    set("__name__", name, vm);
    let doc = vm.new_str("Built-in functions, types, exceptions, and other objects.");
    set("__doc__", doc, vm);
    let package = vm.new_str("");
    set("__package__", package, vm);
    set("__loader__", Value::NONE, vm);
    set("__spec__", Value::NONE, vm);
    for (name, value) in [
        ("None", Value::NONE),
        ("Ellipsis", Value::ELLIPSIS),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("False", Value::FALSE),
        ("True", Value::TRUE),
        ("__debug__", Value::TRUE),
    ] {
        set(name, value, vm);
    }
    for class in vm.types.all() {
        let name = class.name(vm);
        if TYPES.contains(&name.as_str()) {
            set(&name, class.into_value(), vm);
        }
    }
    for (name, class) in vm.types.exceptions.all() {
        set(name, class.into_value(), vm);
    }
    for name in ["EnvironmentError", "IOError"] {
        let class = vm.types.exceptions.os_error.to_value();
        set(name, class, vm);
    }
    for part in PARTS {
        vm.add_native_members(&dict, part)?;
    }
    let module = vm.names.builtins.clone();
    let builder = NativeFunction::new(&BUILD_CLASS, Some(module), vm);
    let name = vm.names.__build_class__.clone();
    dict.set_str(&name, builder.into_value(), vm);
    let payload = Module { dict };
    let class = &vm.types.module;
    let module = heap::new_object(vm.heap(), class, class.root_shape(), payload, 0);
    let name = vm.names.builtins.clone();
    vm.modules.clone().set_str(&name, module.into_value(), vm);
    Ok(())
}
