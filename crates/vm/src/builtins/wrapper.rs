//! What `staticmethod` and `classmethod` have in common: both wrap a function.

use std::marker::PhantomData;

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::bind::property_receiver;
use crate::function::native::{NativeMember, TypeSpec};
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Which of the two a wrapper is.
pub trait WrapperKind: 'static {
    /// Name of the type.
    const NAME: &'static str;

    /// The type itself.
    fn class(vm: &mut Vm) -> &Ref<Type>;
}

/// A function in a class that binds in its own way.
#[repr(C)]
pub struct Wrapper<K> {
    /// What is wrapped; None before `__init__`.
    pub(crate) callable: HeapCell<Value>,
    kind: PhantomData<K>,
}

impl<K: WrapperKind> Payload for Wrapper<K> {
    const NAME: &'static str = K::NAME;

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

    fn class(vm: &mut Vm) -> &Ref<Type> {
        K::class(vm)
    }
}

impl<K: WrapperKind> Wrapper<K> {
    /// Wraps a function.
    pub fn new(callable: Value, vm: &mut Vm) -> Ref<Self> {
        let class = K::class(vm).clone();
        heap::new_instance(vm.heap(), &class, Self::payload(callable))
    }

    /// What is wrapped.
    pub fn callable(&self, vm: &Vm) -> Value {
        self.callable.cloned(vm)
    }

    fn payload(callable: Value) -> Self {
        Wrapper {
            callable: HeapCell::new(callable),
            kind: PhantomData,
        }
    }

    /// The wrapper that one of its slots is called with.
    pub(super) fn of(value: &Value) -> &Ref<Self> {
        value
            .downcast()
            .expect("a slot is called with its own type")
    }

    /// The description of the type, but for `doc` and the slots that bind and call.
    pub(super) const SPEC: TypeSpec = TypeSpec {
        signature: "(function, /)",
        name: K::NAME,
        doc: "",
        payload: Self::INFO,
        flags: TypeFlags::BASE.union(TypeFlags::DICT),
        slots: Self::SLOTS,
        members: &[Self::MEMBERS],
    };

    /// The slots that both types have.
    pub(super) const SLOTS: Slots = Slots {
        new: Some(new::<K>),
        init: Some(init::<K>),
        repr: Some(repr::<K>),
        ..Slots::EMPTY
    };

    const MEMBERS: &'static [NativeMember] = &[
        getter("__func__", |this, vm| {
            Ok(Self::receiver(this, "__func__", vm)?.callable(vm))
        }),
        getter("__wrapped__", |this, vm| {
            Ok(Self::receiver(this, "__wrapped__", vm)?.callable(vm))
        }),
        getter("__isabstractmethod__", |this, vm| {
            let callable = Self::receiver(this, "__isabstractmethod__", vm)?.callable(vm);
            Ok(Value::bool(is_abstract(&callable, vm)?))
        }),
        getter("__annotations__", |this, vm| {
            let name = vm.names.__annotations__.clone();
            let callable = Self::receiver(this, "__annotations__", vm)?.callable(vm);
            callable.get_attribute(&name, vm)
        }),
        getter("__annotate__", |this, vm| {
            let name = vm.names.__annotate__.clone();
            let callable = Self::receiver(this, "__annotate__", vm)?.callable(vm);
            callable.get_attribute(&name, vm)
        }),
    ];

    fn receiver<'a>(this: &'a Value, name: &'static str, vm: &mut Vm) -> PyResult<&'a Ref<Self>> {
        property_receiver(this, name, vm)
    }
}

/// An attribute that can only be read.
const fn getter(name: &'static str, get: fn(&Value, &mut Vm) -> PyResult) -> NativeMember {
    NativeMember::Property {
        name,
        doc: "",
        get,
        set: None,
    }
}

fn new<K: WrapperKind>(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
    let payload = Wrapper::<K>::payload(Value::NONE);
    Ok(heap::new_instance(vm.heap(), class, payload).into_value())
}

fn init<K: WrapperKind>(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let callable = only_argument(K::NAME, args, vm)?;
    let old = Wrapper::<K>::of(object)
        .callable
        .replace(callable.clone(), vm);
    drop(old);
    copy_description(object, &callable, vm)
}

fn repr<K: WrapperKind>(value: &Value, vm: &mut Vm) -> PyResult {
    let inner = Wrapper::<K>::of(value).callable(vm).repr(vm)?;
    Ok(vm.new_str(&format!("<{}({})>", K::NAME, inner.to_string_lossy())))
}

/// The only argument of `staticmethod` and `classmethod`.
fn only_argument(name: &str, args: Args<'_>, vm: &mut Vm) -> PyResult {
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

/// Copies what describes a function to the method that wraps it, as `functools.wraps` does.
fn copy_description(method: &Value, function: &Value, vm: &mut Vm) -> PyResult<()> {
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

/// The truth of `__isabstractmethod__`.
pub(super) fn is_abstract(function: &Value, vm: &mut Vm) -> PyResult<bool> {
    let name = vm.names.__isabstractmethod__.clone();
    match function.get_attribute_optional(&name, vm)? {
        Some(flag) => flag.is_true(vm),
        None => Ok(false),
    }
}
