//! `classmethod`: a function that binds to the class.
//! Reference: <https://docs.python.org/3.14/library/functions.html#classmethod>

use rpy_macros::methods;

use crate::builtins::descriptors::BoundMethod;
use crate::builtins::staticmethod::{copy_description, is_abstract, only_argument};
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

/// A class method.
#[repr(C)]
pub struct ClassMethod {
    /// What is wrapped; None before `__init__`.
    pub(crate) callable: HeapCell<Value>,
}

impl Payload for ClassMethod {
    const NAME: &'static str = "classmethod";

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
        &vm.types.classmethod
    }
}

impl ClassMethod {
    /// Wraps a function.
    pub fn new(callable: Value, vm: &mut Vm) -> Ref<ClassMethod> {
        let class = vm.types.classmethod.clone();
        let payload = ClassMethod {
            callable: HeapCell::new(callable),
        };
        heap::new_instance(vm.heap(), &class, payload)
    }

    /// What is wrapped.
    pub fn callable(&self, vm: &Vm) -> Value {
        self.callable.cloned(vm)
    }
}

#[methods]
impl ClassMethod {
    #[getter]
    fn __func__(this: &Ref<ClassMethod>, vm: &mut Vm) -> Value {
        this.callable(vm)
    }

    #[getter]
    fn __wrapped__(this: &Ref<ClassMethod>, vm: &mut Vm) -> Value {
        this.callable(vm)
    }

    #[getter]
    fn __isabstractmethod__(this: &Ref<ClassMethod>, vm: &mut Vm) -> PyResult<bool> {
        is_abstract(&this.callable(vm), vm)
    }

    #[getter]
    fn __annotations__(this: &Ref<ClassMethod>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__annotations__.clone();
        this.callable(vm).get_attribute(&name, vm)
    }

    #[getter]
    fn __annotate__(this: &Ref<ClassMethod>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__annotate__.clone();
        this.callable(vm).get_attribute(&name, vm)
    }
}

fn payload(value: &Value) -> &Ref<ClassMethod> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    let payload = ClassMethod {
        callable: HeapCell::new(Value::NONE),
    };
    Ok(heap::new_instance(vm.heap(), class, payload).into_value())
}

fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let callable = only_argument("classmethod", args, vm)?;
    let old = payload(object).callable.replace(callable.clone(), vm);
    drop(old);
    copy_description(object, &callable, vm)
}

fn get(descriptor: &Value, object: Option<&Value>, class: &Value, vm: &mut Vm) -> PyResult {
    let callable = payload(descriptor).callable(vm);
    let class = match object {
        Some(object) if class.is_none() => object.class(vm).to_value(),
        _ => class.clone(),
    };
    Ok(BoundMethod::new(callable, class, vm).into_value())
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let inner = payload(value).callable(vm).repr(vm)?;
    Ok(vm.new_str(&format!("<classmethod({})>", inner.to_string_lossy())))
}

/// The type `classmethod`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    name: "classmethod",
    doc: "Convert a function to be a class method.",
    payload: ClassMethod::INFO,
    flags: TypeFlags::BASE.union(TypeFlags::DICT),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        descriptor_get: Some(get),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[ClassMethod::MEMBERS],
};
