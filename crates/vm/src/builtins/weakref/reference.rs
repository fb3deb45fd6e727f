//! `weakref.ReferenceType`, known as `weakref.ref`.

use std::cell::Cell;
use std::ptr::NonNull;

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::header::Header;
use crate::object::heap::{Heap, Listed};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A weak reference, or a proxy.
pub struct WeakReference {
    /// The object, as long as it lives. The reference is not counted.
    target: Cell<Option<NonNull<Header>>>,
    /// Called with this reference once the object is gone.
    callback: HeapCell<Option<Value>>,
    /// The object's hash, once it was asked for.
    hash: Cell<Option<i64>>,
    heap: NonNull<Heap>,
    /// Its neighbours among the weak references to the object: the heap links them, as an object may have many, and
    /// any of them may go first.
    pub(crate) before: Cell<Option<Listed>>,
    pub(crate) after: Cell<Option<Listed>>,
}

impl Payload for WeakReference {
    const NAME: &'static str = "weakref.ReferenceType";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(callback) = unsafe { &*self.callback.as_ptr() } {
            visit(callback);
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        // SAFETY: as in `traverse`.
        garbage.extend(unsafe { (*self.callback.as_ptr()).take() });
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.weak_reference
    }
}

impl WeakReference {
    pub(super) fn new(
        target: NonNull<Header>,
        callback: Option<Value>,
        heap: NonNull<Heap>,
    ) -> WeakReference {
        WeakReference {
            target: Cell::new(Some(target)),
            callback: HeapCell::new(callback),
            hash: Cell::new(None),
            heap,
            before: Cell::new(None),
            after: Cell::new(None),
        }
    }

    /// The object, or `None` if it is gone.
    pub fn target(&self, _vm: &Vm) -> Option<Value> {
        let target = self.target.get()?;
        // SAFETY: a target is cleared before it is freed, so it is alive; the count is taken for
        // the new value.
        unsafe {
            target.as_ref().increment();
            Some(Value::from_object(target))
        }
    }

    /// Notes that the object is gone.
    pub(crate) fn clear_target(&self) {
        self.target.set(None);
    }

    /// Whether there is a callback.
    pub(crate) fn has_callback(&self) -> bool {
        // SAFETY: the borrow ends here, and nothing else runs meanwhile.
        unsafe { (*self.callback.as_ptr()).is_some() }
    }

    /// The callback, which is called once.
    pub(super) fn take_callback(&self, vm: &mut Vm) -> Option<Value> {
        self.callback.get_mut(vm).take()
    }
}

impl Drop for WeakReference {
    fn drop(&mut self) {
        if let Some(target) = self.target.get() {
            // SAFETY: the heap outlives its objects.
            unsafe {
                self.heap
                    .as_mut()
                    .remove_weak_reference(target.as_ptr() as usize, self);
            }
        }
    }
}

#[native_class(name = "weakref.ReferenceType", registry = weak_reference, flags(base))]
impl WeakReference {
    #[new]
    fn new_slot(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (object, callback) = object_and_callback("__new__", args, vm)?;
        super::new_reference(class, object, callback, vm).map(Ref::into_value)
    }

    #[init]
    fn init(_object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        if args.has_keywords() {
            return Err(vm.type_error("ref() takes no keyword arguments"));
        }
        object_and_callback("__init__", args, vm).map(drop)
    }

    #[slot]
    fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if !args.is_empty() {
            let count = args.len();
            return Err(vm.type_error(if args.has_keywords() {
                "weakref() takes no keyword arguments".to_owned()
            } else {
                format!("weakref expected 0 arguments, got {count}")
            }));
        }
        Ok(payload(callee).target(vm).unwrap_or(Value::NONE))
    }

    #[slot]
    fn hash(this: &Ref<WeakReference>, vm: &mut Vm) -> PyResult<i64> {
        if let Some(hash) = this.hash.get() {
            return Ok(hash);
        }
        let Some(target) = this.target(vm) else {
            return Err(vm.type_error("weak object has gone away"));
        };
        let hash = target.hash(vm)?;
        this.hash.set(Some(hash));
        Ok(hash)
    }

    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
            (right.downcast::<WeakReference>(), op)
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        match (payload(left).target(vm), other.target(vm)) {
            (Some(a), Some(b)) => a.compare(&b, op, vm),
            _ => Ok(Value::bool(
                left.is(right) == (op == CompareOperator::Equal),
            )),
        }
    }

    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        describe("weakref", true, value, vm)
    }

    #[getter(member)]
    fn __callback__(this: &Ref<WeakReference>, vm: &mut Vm) -> Option<Value> {
        this.callback
            .cloned(vm)
            .filter(|_| this.target.get().is_some())
    }

    /// See PEP 585
    #[class_method(signature = "($type, object, /)")]
    fn __class_getitem__(class: &Ref<Type>, object: Value, vm: &mut Vm) -> PyResult {
        crate::builtins::generic_alias::class_getitem(class, object, vm)
    }
}

pub(super) fn payload(value: &Value) -> &Ref<WeakReference> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// Object and callback of a call of `ref` or `proxy`.
fn object_and_callback<'a>(
    name: &str,
    args: Args<'a>,
    vm: &mut Vm,
) -> PyResult<(&'a Value, Value)> {
    match args.positional() {
        [object] => Ok((object, Value::NONE)),
        [object, callback] => Ok((object, callback.clone())),
        [] => Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        more => {
            let count = more.len();
            Err(vm.type_error(format!("{name} expected at most 2 arguments, got {count}")))
        }
    }
}

/// `; to 'C' at 0x…`, or `; dead`.
pub(super) fn describe(kind: &str, shows_name: bool, value: &Value, vm: &mut Vm) -> PyResult {
    let address = value.bits();
    let text = match payload(value).target(vm) {
        None => format!("<{kind} at {address:#x}; dead>"),
        Some(target) => {
            let name = vm.names.__name__.clone();
            // The class is asked alone: `__getattr__` may do anything.
            let named = if shows_name {
                target.lookup_special(&name, vm)?
            } else {
                None
            };
            let named = named.as_ref().and_then(Value::downcast::<Str>);
            let named =
                named.map_or_else(String::new, |name| format!(" ({})", name.to_string_lossy()));
            let (class, to) = (target.type_name(vm), target.bits());
            format!("<{kind} at {address:#x}; to '{class}' at {to:#x}{named}>")
        }
    };
    Ok(vm.new_str(&text))
}
