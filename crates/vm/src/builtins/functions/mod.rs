//! The module `builtins`: its functions, by family.
//! Reference: <https://docs.python.org/3.14/library/functions.html>

mod attributes;
mod code;
mod iteration;
mod numbers;
mod objects;
mod output;
mod syntax_tree;

use rpy_macros::native_module;

use crate::builtins::bool_::Bool;
use crate::builtins::bytearray::ByteArray;
use crate::builtins::bytes::Bytes;
use crate::builtins::classmethod::ClassMethod;
use crate::builtins::complex::Complex;
use crate::builtins::dict::Dict;
use crate::builtins::exceptions::OSError;
use crate::builtins::float::Float;
use crate::builtins::int::Int;
use crate::builtins::iterators::{Enumerate, Filter, Map, Reversed, Zip};
use crate::builtins::list::List;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::module::Module;
use crate::builtins::native_function::NativeFunction;
use crate::builtins::object::Instance;
use crate::builtins::property::Property;
use crate::builtins::range::Range;
use crate::builtins::set::{FrozenSet, Set};
use crate::builtins::slice::Slice;
use crate::builtins::staticmethod::StaticMethod;
use crate::builtins::str::Str;
use crate::builtins::super_::Super;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{BUILD_CLASS, Type};
use crate::object::heap;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The names that every module knows without an import.
#[native_module(
    name = "builtins",
    parts(
        attributes::functions,
        code::functions,
        iteration::functions,
        numbers::functions,
        objects::functions,
        output::functions
    ),
    classes(
        Bool,
        ByteArray,
        Bytes,
        ClassMethod,
        Complex,
        Dict,
        Enumerate,
        Filter,
        Float,
        FrozenSet,
        Instance,
        Int,
        List,
        Map,
        MemoryView,
        OSError as "EnvironmentError",
        OSError as "IOError",
        Property,
        Range,
        Reversed,
        Set,
        Slice,
        StaticMethod,
        Str,
        Super,
        Tuple,
        Type,
        Zip
    )
)]
mod builtins {
    use super::*;

    #[constant(name = "None")]
    const NONE: Value = Value::NONE;

    #[constant(name = "Ellipsis")]
    const ELLIPSIS: Value = Value::ELLIPSIS;

    #[constant(name = "NotImplemented")]
    const NOT_IMPLEMENTED: Value = Value::NOT_IMPLEMENTED;

    #[constant(name = "False")]
    const FALSE: bool = false;

    #[constant(name = "True")]
    const TRUE: bool = true;

    #[constant]
    const __debug__: bool = true;
}

/// Fills the dict of the module `builtins` and puts the module into `sys.modules`.
pub(crate) fn install(vm: &mut Vm) -> PyResult<()> {
    let dict = vm.builtins.clone();
    let set = |name: &str, value: Value, vm: &mut Vm| {
        let name = vm.intern(name);
        dict.set_str(&name, value, vm);
    };
    let name = vm.new_str("builtins");
    set("__name__", name, vm);
    let doc = vm.new_str(builtins::MODULE.doc);
    set("__doc__", doc, vm);
    let package = vm.new_str("");
    set("__package__", package, vm);
    set("__loader__", Value::NONE, vm);
    set("__spec__", Value::NONE, vm);
    vm.add_native_members(&dict, &builtins::MODULE)?;
    for (name, class) in vm.types.exceptions.all() {
        set(name, class.into_value(), vm);
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
