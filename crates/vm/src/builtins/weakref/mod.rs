//! `weakref.ref` and `weakref.proxy`: references that do not keep their object alive.
//! Reference: <https://docs.python.org/3.14/library/weakref.html>

mod proxy;
mod reference;

pub use reference::WeakReference;

pub(crate) use proxy::{CallableProxy, Proxy};

use std::ptr::NonNull;

use crate::builtins::type_::{Type, TypeFlags};
use crate::object::header::Header;
use crate::object::heap::{self, Heap, Listed};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Whether instances of a class can be weakly referenced.
fn is_referenceable(class: &Ref<Type>) -> bool {
    class.flags().contains(TypeFlags::WEAKREF)
}

/// Makes a plain weak reference to an object, as `weakref.ref(object)` does.
///
/// Raises `TypeError` if the object's class does not allow it.
pub fn new_weak_reference(object: &Value, vm: &mut Vm) -> PyResult<Ref<WeakReference>> {
    let class = vm.types.weak_reference.clone();
    new_reference(&class, object, Value::NONE, vm)
}

/// Makes a weak reference or proxy of this class to an object.
///
/// Raises `TypeError` if the object's class does not allow it.
pub(crate) fn new_reference(
    class: &Ref<Type>,
    object: &Value,
    callback: Value,
    vm: &mut Vm,
) -> PyResult<Ref<WeakReference>> {
    let own = object.class(vm).clone();
    let Some(target) = object.as_object().filter(|_| is_referenceable(&own)) else {
        let name = own.shown_name(vm);
        return Err(vm.type_error(format!("cannot create weak reference to '{name}' object")));
    };
    let callback = if callback.is_none() {
        None
    } else {
        Some(callback)
    };
    // References without a callback are shared, but not those of subclasses.
    let is_plain = callback.is_none() && !class.is_heap_type();
    if is_plain {
        let address = std::ptr::from_ref(target) as usize;
        let known = heap_of(vm).weak_references(address).map(counted);
        // Both that can be shared, the reference and the proxy, are in front.
        let mut shared = known
            .take(2)
            .filter(|known| known.class().is(class) && !known.has_callback());
        if let Some(shared) = shared.next() {
            return Ok(shared);
        }
    }
    let address = std::ptr::from_ref(target) as usize;
    if !heap_of(vm).reserve_weak_reference() {
        return Err(vm.memory_error());
    }
    own.set_flags(TypeFlags::WEAKLY_REFERENCED, true);
    let heap = vm.heap();
    let payload = WeakReference::new(NonNull::from(target), callback, heap);
    let reference = heap::new_instance(heap, class, payload);
    // First the plain reference, then the plain proxy, then the others, the latest first: in this
    // order callbacks are called.
    let place = match (is_plain, class.is(&vm.types.weak_reference)) {
        (true, true) => 0,
        (true, false) => plain_references(object, 1, vm),
        (false, _) => plain_references(object, 2, vm),
    };
    heap_of(vm).add_weak_reference(address, reference.as_ptr(), place);
    Ok(reference)
}

/// How many of the first references to an object, at most so many, have no callback and are no
/// instances of subclasses.
fn plain_references(object: &Value, most: usize, vm: &mut Vm) -> usize {
    let is_plain =
        |known: &Ref<WeakReference>| !known.has_callback() && !known.class().is_heap_type();
    let address = object.object_pointer() as usize;
    let known = heap_of(vm).weak_references(address).map(counted);
    known.take(most).take_while(is_plain).count()
}

/// Makes a proxy of an object; one that can be called if the object can.
///
/// Raises `TypeError` if the object's class does not allow it.
pub fn new_proxy(object: &Value, callback: Value, vm: &mut Vm) -> PyResult<Ref<WeakReference>> {
    let class = if object.is_callable(vm) {
        vm.types.weak_callable_proxy.clone()
    } else {
        vm.types.weak_proxy.clone()
    };
    new_reference(&class, object, callback, vm)
}

fn heap_of(vm: &mut Vm) -> &mut Heap {
    // SAFETY: the heap lives as long as the interpreter; the token is borrowed for as long as the
    // result, and nothing is allocated or freed meanwhile.
    unsafe { vm.heap().as_mut() }
}

/// The weak references and proxies to an object, in the order in which their callbacks are called.
pub fn references(object: &Value, vm: &mut Vm) -> Vec<Ref<WeakReference>> {
    if !object.is_object() {
        return Vec::new();
    }
    let address = object.object_pointer() as usize;
    let references = heap_of(vm).weak_references(address);
    references.map(counted).collect()
}

/// A weak reference that is on the heap's list.
fn counted(pointer: Listed) -> Ref<WeakReference> {
    // SAFETY: what is on the list is alive; the clone takes a reference of its own.
    let reference = std::mem::ManuallyDrop::new(unsafe { Ref::from_raw(pointer) });
    Ref::clone(&reference)
}

impl Vm {
    /// Calls the callback of a weak reference whose object is gone; what that raises is reported.
    pub(crate) fn call_weak_callback(&mut self, reference: &Ref<WeakReference>) {
        let Some(callback) = reference.take_callback(self) else {
            return;
        };
        if let Err(raised) = callback.call_positional(&[reference.to_value()], self) {
            self.unraisable("calling weakref callback", raised, &callback);
        }
    }

    /// Clears the weak references to garbage. Callbacks of those that are garbage too are not
    /// called.
    pub(crate) fn clear_weak_references_to(&mut self, garbage: &[NonNull<Header>]) {
        let garbage_references: std::collections::HashSet<usize> = garbage
            .iter()
            // SAFETY: the garbage is held by the collector.
            .filter(|object| unsafe { object.as_ref() }.has_payload::<WeakReference>())
            .map(|object| object.as_ptr() as usize)
            .collect();
        for object in garbage {
            // SAFETY: as above.
            let flags = unsafe { object.as_ref() }.class().flags();
            if flags.contains(TypeFlags::WEAKLY_REFERENCED) {
                heap_of(self).clear_weak_references(object.as_ptr() as usize, |reference| {
                    !garbage_references.contains(&(reference.as_ptr() as usize))
                });
            }
        }
    }
}
