//! `staticmethod`: a function in a class that does not bind.
//! Reference: <https://docs.python.org/3.14/library/functions.html#staticmethod>

use rpy_macros::methods;

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A static method.
pub struct StaticMethod {
    /// What is wrapped; None before `__init__`.
    callable: HeapCell<Value>,
}

impl Payload for StaticMethod {
    const NAME: &'static str = "staticmethod";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        visit(unsafe { &*self.callable.as_ptr() });
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        garbage.push(std::mem::replace(
            unsafe { &mut *self.callable.as_ptr() },
            Value::NONE,
        ));
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.staticmethod
    }
}

impl StaticMethod {
    /// Wraps a function.
    pub fn new(callable: Value, vm: &mut Vm) -> Ref<StaticMethod> {
        let class = vm.types.staticmethod.clone();
        let payload = StaticMethod {
            callable: HeapCell::new(callable),
        };
        heap::new_instance(vm.heap(), &class, payload)
    }

    /// What is wrapped.
    pub fn callable(&self, vm: &Vm) -> Value {
        self.callable.cloned(vm)
    }
}

/// Copies what describes a function to the method that wraps it, as `functools.wraps` does.
pub(super) fn copy_description(method: &Value, function: &Value, vm: &mut Vm) -> PyResult<()> {
    for name in [
        &vm.names.__module__,
        &vm.names.__name__,
        &vm.names.__qualname__,
        &vm.names.__doc__,
    ]
    .map(Ref::clone)
    {
        if let Some(value) = function.get_attribute_optional(&name, vm)? {
            method.set_attribute(&name, value, vm)?;
        }
    }
    Ok(())
}

/// The only argument of `staticmethod` and `classmethod`.
pub(super) fn only_argument(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.has_keywords() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    match args.positional() {
        [callable] => Ok(callable.clone()),
        other => {
            let count = other.len();
            Err(vm.type_error(format!("{name} expected 1 argument, got {count}")))
        }
    }
}

#[methods]
impl StaticMethod {
    #[getter]
    fn __func__(this: &Ref<StaticMethod>, vm: &mut Vm) -> Value {
        this.callable(vm)
    }

    #[getter]
    fn __wrapped__(this: &Ref<StaticMethod>, vm: &mut Vm) -> Value {
        this.callable(vm)
    }

    #[getter]
    fn __isabstractmethod__(this: &Ref<StaticMethod>, vm: &mut Vm) -> PyResult<bool> {
        is_abstract(&this.callable(vm), vm)
    }

    #[getter]
    fn __annotations__(this: &Ref<StaticMethod>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__annotations__.clone();
        this.callable(vm).get_attribute(&name, vm)
    }

    #[getter]
    fn __annotate__(this: &Ref<StaticMethod>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__annotate__.clone();
        this.callable(vm).get_attribute(&name, vm)
    }
}

/// The truth of `__isabstractmethod__`.
pub(super) fn is_abstract(function: &Value, vm: &mut Vm) -> PyResult<bool> {
    let name = vm.names.__isabstractmethod__.clone();
    match function.get_attribute_optional(&name, vm)? {
        Some(flag) => flag.is_true(vm),
        None => Ok(false),
    }
}

fn payload(value: &Value) -> &Ref<StaticMethod> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    let payload = StaticMethod {
        callable: HeapCell::new(Value::NONE),
    };
    Ok(heap::new_instance(vm.heap(), class, payload).into_value())
}

fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let callable = only_argument("staticmethod", args, vm)?;
    let old = payload(object).callable.replace(callable.clone(), vm);
    drop(old);
    copy_description(object, &callable, vm)
}

fn get(descriptor: &Value, _object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
    Ok(payload(descriptor).callable(vm))
}

fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    payload(callee).callable(vm).call(args, vm)
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let inner = payload(value).callable(vm).repr(vm)?;
    Ok(vm.new_str(&format!("<staticmethod({})>", inner.to_string_lossy())))
}

/// The type `staticmethod`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "staticmethod",
    doc: "Convert a function to be a static method.",
    payload: StaticMethod::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::DICT),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        descriptor_get: Some(get),
        call: Some(call),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[StaticMethod::MEMBERS],
};
