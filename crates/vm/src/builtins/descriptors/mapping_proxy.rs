//! `mappingproxy`: a read-only view of a mapping, as the `__dict__` of a class.
//! Reference: <https://docs.python.org/3.14/library/types.html#types.MappingProxyType>

use rpy_bytecode::{BinaryOperator, CompareOperator};
use rpy_macros::{Payload, native_class};

use super::payload;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A view of a mapping.
#[derive(Payload)]
pub struct MappingProxy {
    mapping: Value,
}

impl MappingProxy {
    /// Makes a view of a mapping.
    pub fn new(mapping: Value, vm: &mut Vm) -> Ref<MappingProxy> {
        let class = &vm.types.mapping_proxy;
        let payload = MappingProxy { mapping };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// What is viewed.
    pub fn mapping(&self) -> &Value {
        &self.mapping
    }

    fn call(&self, name: &str, args: &[Value], vm: &mut Vm) -> PyResult {
        let name = vm.intern(name);
        self.mapping.call_method(&name, args, vm)
    }
}

/// A view of a mapping through which nothing can be changed.
#[native_class(
    name = "mappingproxy",
    registry = mapping_proxy,
    flags(mapping),
    generic
)]
impl MappingProxy {
    #[new(signature = "(mapping)")]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let mapping = match (args.positional(), args.names()) {
            ([mapping], []) => mapping.clone(),
            ([], [name])
                if name
                    .downcast()
                    .is_some_and(|name: &Ref<Str>| name.equals(&vm.intern("mapping"))) =>
            {
                args.values()[0].clone()
            }
            ([], []) => {
                return Err(
                    vm.type_error("mappingproxy() missing required argument 'mapping' (pos 1)")
                );
            }
            _ => {
                let count = args.len();
                return Err(vm.type_error(format!(
                    "mappingproxy() takes at most 1 argument ({count} given)"
                )));
            }
        };
        let is_sequence = mapping.has_payload::<List>() || mapping.has_payload::<Tuple>();
        if is_sequence || mapping.class(vm).slots(vm).subscript.is_none() {
            let name = mapping.type_name(vm);
            return Err(vm.type_error(format!(
                "mappingproxy() argument must be a mapping, not {name}"
            )));
        }
        Ok(MappingProxy::new(mapping, vm).into_value())
    }

    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        let inner = mapping(value).repr(vm)?;
        Ok(vm.new_str(&format!("mappingproxy({})", inner.to_string_lossy())))
    }

    #[slot]
    fn str(value: &Value, vm: &mut Vm) -> PyResult {
        mapping(value).str(vm).map(Ref::into_value)
    }

    #[slot]
    fn hash(value: &Value, vm: &mut Vm) -> PyResult<i64> {
        mapping(value).hash(vm)
    }

    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        lent(mapping(left), right, vm).compare(right, op, vm)
    }

    #[slot]
    fn iter(value: &Value, vm: &mut Vm) -> PyResult {
        mapping(value).iter(vm)
    }

    #[slot]
    fn length(value: &Value, vm: &mut Vm) -> PyResult<usize> {
        mapping(value).length(vm)
    }

    #[slot]
    fn subscript(value: &Value, key: &Value, vm: &mut Vm) -> PyResult {
        mapping(value).subscript(key, vm)
    }

    #[slot]
    fn contains(value: &Value, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        mapping(value).contains(key, vm)
    }

    #[slot]
    fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (left, right) = (unwrapped(left), unwrapped(right));
        lent(left, right, vm).binary(&lent(right, left, vm), BinaryOperator::Or, vm)
    }

    #[slot]
    fn inplace_or(left: &Value, _right: &Value, vm: &mut Vm) -> PyResult {
        let name = left.type_name(vm);
        Err(vm.type_error(format!("'|=' is not supported by {name}; use '|' instead")))
    }

    /// Returns the mapping's value for key; where it has none, the default.
    #[method(signature = "($self, key, default=None, /)")]
    fn get(this: &Ref<MappingProxy>, key: Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        this.call("get", &[key, default.unwrap_or(Value::NONE)], vm)
    }

    /// a set-like object providing a view on D's keys
    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<MappingProxy>, vm: &mut Vm) -> PyResult {
        this.call("keys", &[], vm)
    }

    /// an object providing a view on D's values
    #[method(signature = "($self, /)")]
    fn values(this: &Ref<MappingProxy>, vm: &mut Vm) -> PyResult {
        this.call("values", &[], vm)
    }

    /// a set-like object providing a view on D's items
    #[method(signature = "($self, /)")]
    fn items(this: &Ref<MappingProxy>, vm: &mut Vm) -> PyResult {
        this.call("items", &[], vm)
    }

    /// a shallow copy of D
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<MappingProxy>, vm: &mut Vm) -> PyResult {
        this.call("copy", &[], vm)
    }

    /// Returns a reverse iterator over the keys.
    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Ref<MappingProxy>, vm: &mut Vm) -> PyResult {
        this.call("__reversed__", &[], vm)
    }
}

fn mapping(value: &Value) -> &Value {
    &payload::<MappingProxy>(value).mapping
}

/// What the other operand, unless it is a dict, gets to see of a mapping: of a class's dict a copy, as
/// nobody may change that but the class.
fn lent(mapping: &Value, other: &Value, vm: &mut Vm) -> Value {
    match mapping.downcast::<Dict>() {
        Some(dict) if dict.is_of_class() && !other.class(vm).is(&vm.types.dict) => {
            dict.copy(vm).into_value()
        }
        _ => mapping.clone(),
    }
}

/// The operand itself, or what it is a view of.
fn unwrapped(value: &Value) -> &Value {
    match value.downcast::<MappingProxy>() {
        Some(proxy) => &proxy.mapping,
        None => value,
    }
}
