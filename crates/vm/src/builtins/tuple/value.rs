//! What a `tuple` holds: its items, behind the object.

use std::cell::Cell;
use std::mem::ManuallyDrop;

use crate::builtins::list::List;
use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::vm::Vm;

/// A tuple. The items lie behind it.
#[repr(C)]
pub struct Tuple {
    length: usize,
    /// Cached hash; -1 until computed.
    pub(crate) hash: Cell<i64>,
}

impl Payload for Tuple {
    const NAME: &'static str = "tuple";

    const HAS_TAIL: bool = true;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: a `Tuple` exists only inside an object with its items behind it.
        let items = unsafe {
            std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<Value>(), self.length)
        };
        items.iter().for_each(visit);
    }

    fn tail_size(&self) -> usize {
        self.length * size_of::<Value>()
    }

    unsafe fn drop_tail(object: *mut Object<Tuple>) {
        // SAFETY: the items lie behind the object, which is about to be freed.
        unsafe {
            let length = (*object).payload.length;
            let items = object.add(1).cast::<Value>();
            // From the last one on, as in CPython: finalisers run in that order.
            for index in (0..length).rev() {
                std::ptr::drop_in_place(items.add(index));
            }
        }
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.tuple
    }
}

impl Tuple {
    /// Makes a tuple of the items.
    pub fn new(items: Vec<Value>, vm: &mut Vm) -> Ref<Tuple> {
        if items.is_empty()
            && let Some(empty) = &vm.empty_tuple
        {
            return empty.clone();
        }
        let class = vm.types.tuple.clone();
        Tuple::with_class(items, &class, vm)
    }

    /// Makes a tuple of clones of the items.
    pub fn from_slice(items: &[Value], vm: &mut Vm) -> Ref<Tuple> {
        for item in items {
            std::mem::forget(item.clone());
        }
        // SAFETY: the tuple gets the references of the clones.
        unsafe { Tuple::from_words(items.as_ptr(), items.len(), vm) }
    }

    /// Makes a tuple of clones of a list's items.
    pub(crate) fn from_list(list: &List, vm: &mut Vm) -> Ref<Tuple> {
        let items = list.items(vm);
        for item in items {
            std::mem::forget(item.clone());
        }
        let (items, length) = (items.as_ptr(), items.len());
        // SAFETY: the tuple gets the references of the clones. No Python code runs, which alone
        // could change the list.
        unsafe { Tuple::from_words(items, length, vm) }
    }

    /// Makes a tuple of the items at an address, which are moved.
    ///
    /// # Safety
    ///
    /// There are as many live values, and the caller gives them up.
    pub(crate) unsafe fn from_words(items: *const Value, length: usize, vm: &mut Vm) -> Ref<Tuple> {
        if length == 0
            && let Some(empty) = &vm.empty_tuple
        {
            return empty.clone();
        }
        let tail = length * size_of::<Value>();
        if !vm.has_room(tail) {
            // SAFETY: the caller gives the items up, and they are dropped once.
            (0..length).for_each(|index| unsafe { drop(std::ptr::read(items.add(index))) });
            vm.note_memory_failure();
            return Tuple::new(Vec::new(), vm);
        }
        let class = &vm.types.tuple;
        let payload = Tuple::of_length(length);
        let tuple = heap::new_object(vm.heap(), class, class.root_shape(), payload, tail);
        // SAFETY: the tail has room for the items; the caller gives them up.
        unsafe { std::ptr::copy_nonoverlapping(items, tuple.tail().cast(), length) };
        tuple
    }

    /// The payload of a tuple with this many items behind it.
    #[inline(always)]
    pub(crate) const fn of_length(length: usize) -> Tuple {
        Tuple {
            length,
            hash: Cell::new(-1),
        }
    }

    /// Makes a tuple of a few items, without a vector between.
    #[inline]
    pub fn from_array<const N: usize>(items: [Value; N], vm: &mut Vm) -> Ref<Tuple> {
        const { assert!(N > 0, "there is one empty tuple") };
        let payload = Tuple {
            length: N,
            hash: Cell::new(-1),
        };
        let class = &vm.types.tuple;
        let tail = N * size_of::<Value>();
        let tuple = heap::new_object(vm.heap(), class, class.root_shape(), payload, tail);
        // SAFETY: the tail has room for the items, which are moved there.
        unsafe { tuple.tail().cast::<[Value; N]>().write(items) };
        tuple
    }

    /// Makes an instance of `tuple` or of a subclass. Slots of instances lie behind the items.
    pub(crate) fn with_class(mut items: Vec<Value>, class: &Ref<Type>, vm: &mut Vm) -> Ref<Tuple> {
        if !vm.has_room(items.len() * size_of::<Value>()) {
            items.clear();
            vm.note_memory_failure();
        }
        let payload = Tuple {
            length: items.len(),
            hash: Cell::new(-1),
        };
        let tail = items.len() * size_of::<Value>();
        let tuple = heap::new_instance_with_tail(vm.heap(), class, payload, tail);
        let mut items = ManuallyDrop::new(items);
        // SAFETY: the tail has room for the items, which are moved out of the vector; its buffer
        // alone is freed.
        unsafe {
            std::ptr::copy_nonoverlapping(items.as_ptr(), tuple.tail().cast(), items.len());
            items.set_len(0);
            ManuallyDrop::drop(&mut items);
        }
        tuple
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self) -> usize {
        self.length
    }
}

impl Ref<Tuple> {
    /// The items.
    #[inline(always)]
    pub fn as_slice(&self) -> &[Value] {
        // SAFETY: the tail holds `length` values and is never changed.
        unsafe { std::slice::from_raw_parts(self.tail().cast(), self.length) }
    }
}
