//! `typing.Union`, also `types.UnionType`: what `int | str` gives.

use std::collections::HashMap;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use super::{GenericAlias, parameters, write_argument};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::builtins::typing::{ParamSpec, TypeAlias, TypeVar, type_check};
use crate::object::attributes::interned;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A union of types.
#[derive(Payload)]
pub struct Union {
    args: Ref<Tuple>,
    /// How many of them had no hash when it was made.
    unhashable: usize,
}

impl Union {
    /// As [`Union::of`], of anything that stands for a type: a str is a forward reference.
    ///
    /// Raises `TypeError` for what `typing` does not take for a type.
    pub fn of_any(args: &[Value], vm: &mut Vm) -> PyResult {
        let mut types = Vec::with_capacity(args.len());
        for arg in args {
            types.push(if is_unionable(arg) {
                arg.clone()
            } else {
                type_check(arg, "Union[arg, ...]: each arg must be a type.", vm)?
            });
        }
        Union::of(&types, vm)
    }

    /// Makes the union of these: nested unions are flattened and duplicates dropped. The union of
    /// one is that one.
    pub fn of(args: &[Value], vm: &mut Vm) -> PyResult {
        let mut flat: Vec<Value> = Vec::new();
        for arg in args {
            match arg.downcast::<Union>() {
                Some(union) => flat.extend_from_slice(union.args.as_slice()),
                None if arg.is_none() => flat.push(vm.types.none.to_value()),
                None => flat.push(arg.clone()),
            }
        }
        let mut unique: Vec<Value> = Vec::new();
        // Where in `unique` arguments of a hash are; those without one are compared with each other.
        let mut places: HashMap<Option<i64>, Vec<usize>> = HashMap::new();
        let mut unhashable = 0;
        'next: for arg in flat {
            let hash = match arg.hash(vm) {
                Ok(hash) => Some(hash),
                Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => None,
                Err(raised) => return Err(raised),
            };
            let places = places.entry(hash).or_default();
            for &place in places.iter() {
                if unique[place].equals(&arg, vm)? {
                    continue 'next;
                }
            }
            places.push(unique.len());
            unhashable += usize::from(hash.is_none());
            unique.push(arg);
        }
        if let [only] = unique.as_slice() {
            return Ok(only.clone());
        }
        let args = Tuple::new(unique, vm);
        let class = &vm.types.union;
        let payload = Union { args, unhashable };
        Ok(heap::new_object(vm.heap(), class, class.root_shape(), payload, 0).into_value())
    }
}

/// Whether a value may be part of a union by `|`.
fn is_unionable(value: &Value) -> bool {
    value.is_none()
        || value.has_payload::<Type>()
        || value.has_payload::<GenericAlias>()
        || value.has_payload::<Union>()
        || value.has_payload::<TypeVar>()
        || value.has_payload::<ParamSpec>()
        || value.has_payload::<TypeAlias>()
}

/// `left | right` of types.
pub(crate) fn class_or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    if !is_unionable(left) || !is_unionable(right) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    Union::of(&[left.clone(), right.clone()], vm)
}

/// `left | right`, one of which is a union: the other may be whatever `typing` takes for a type.
fn union_or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    Union::of_any(&[left.clone(), right.clone()], vm)
}

fn payload(value: &Value) -> &Ref<Union> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// Several types of which one is meant, such as int | str.
#[native_class(
    name = "typing.Union",
    registry = union,
    flags(disallow_instantiation, weakref),
    slots(or = union_or),
)]
impl Union {
    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        let mut text = String::new();
        for (index, arg) in payload(value).args.as_slice().iter().enumerate() {
            if index > 0 {
                text.push_str(" | ");
            }
            let is_none = arg.is(vm.types.none.as_value());
            let shown = if is_none { &Value::NONE } else { arg };
            write_argument(&mut text, shown, vm)?;
        }
        Ok(vm.new_str(&text))
    }

    /// The same for any order of the arguments.
    #[slot]
    fn hash(value: &Value, vm: &mut Vm) -> PyResult<i64> {
        let mut hash = 0i64;
        for arg in payload(value).args.as_slice() {
            hash ^= arg.hash(vm)?.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64);
        }
        match payload(value).unhashable {
            0 => Ok(hash),
            count => Err(vm.type_error(format!("union contains {count} unhashable elements"))),
        }
    }

    #[slot]
    fn compare(this: &Ref<Union>, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
            (right.downcast::<Union>(), op)
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let mut equal = this.args.length() == other.args.length();
        for arg in this.args.as_slice() {
            equal = equal && other.args.as_value().contains(arg, vm)?;
        }
        Ok(Value::bool(equal == (op == CompareOperator::Equal)))
    }

    /// `__module__` is that of the class.
    #[slot]
    fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let name = interned(name, vm);
        if name.is(&vm.names.__module__) {
            return Ok(vm.new_str("typing"));
        }
        crate::object::attributes::generic_get_attribute(object, &name, vm)
    }

    #[slot]
    fn subscript(this: &Ref<Union>, item: &Value, vm: &mut Vm) -> PyResult {
        let parameters = parameters::collect(&this.args, vm)?;
        let args =
            parameters::substitute(this.as_value(), &this.args, &parameters, item.clone(), vm)?;
        Union::of_any(args.as_slice(), vm)
    }

    #[getter(member)]
    fn __args__(this: &Ref<Union>) -> Ref<Tuple> {
        this.args.clone()
    }

    /// The type parameters that occur in the arguments.
    #[getter]
    fn __parameters__(this: &Ref<Union>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        parameters::collect(&this.args, vm)
    }

    /// What is subscripted: the class of unions.
    #[getter]
    fn __origin__(_this: &Ref<Union>, vm: &mut Vm) -> Ref<Type> {
        vm.types.union.clone()
    }

    /// The name of the class.
    #[getter]
    fn __name__(_this: &Ref<Union>) -> &'static str {
        "Union"
    }

    /// The qualified name of the class.
    #[getter]
    fn __qualname__(_this: &Ref<Union>) -> &'static str {
        "Union"
    }

    #[method(signature = "($self, instance, /)")]
    fn __instancecheck__(this: &Ref<Union>, instance: Value, vm: &mut Vm) -> PyResult<bool> {
        for class in this.args.as_slice() {
            if instance.is_instance(class, vm)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[method(signature = "($self, subclass, /)")]
    fn __subclasscheck__(this: &Ref<Union>, subclass: Value, vm: &mut Vm) -> PyResult<bool> {
        if !subclass.has_payload::<Type>() {
            return Err(vm.type_error("issubclass() arg 1 must be a class"));
        }
        for class in this.args.as_slice() {
            if subclass.is_subclass(class, vm)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[method(signature = "($self, object, /)")]
    fn __mro_entries__(this: &Ref<Union>, _bases: Value, vm: &mut Vm) -> PyResult {
        let shown = this.as_value().repr(vm)?;
        Err(vm.type_error(format!("Cannot subclass {}", shown.to_string_lossy())))
    }

    /// The union of the items
    #[class_method(signature = "($type, object, /)")]
    fn __class_getitem__(_class: &Ref<Type>, object: Value, vm: &mut Vm) -> PyResult {
        let args = super::as_tuple(object, vm);
        if args.length() == 0 {
            return Err(vm.type_error("Cannot take a Union of no types."));
        }
        Union::of_any(args.as_slice(), vm)
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Union>, vm: &mut Vm) -> PyResult {
        let operator = vm.intern("operator");
        let Some(module) = vm.modules.get_str(&operator, vm).cloned() else {
            return Err(vm.not_implemented_error("the module operator has not been imported"));
        };
        let name = vm.intern("getitem");
        let function = module.get_attribute(&name, vm)?;
        let args = vec![vm.types.union.to_value(), this.args.to_value()];
        let args = Tuple::new(args, vm).into_value();
        Ok(Tuple::new(vec![function, args], vm).into_value())
    }
}
