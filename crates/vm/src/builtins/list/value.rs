//! What a `list` holds.

use rpy_macros::Payload;

use crate::builtins::type_::Type;
use crate::object::heap::{BufferCell, BufferMut};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A list.
#[derive(Payload)]
#[repr(C)]
pub struct List {
    items: BufferCell<Vec<Value>>,
}

impl Drop for List {
    /// Gives the items up from the last one on, as in CPython: finalisers run in that order.
    fn drop(&mut self) {
        drop_items(self.items.as_mut());
    }
}

/// Gives items up from the last one on.
#[inline(always)]
pub(super) fn drop_items(items: &mut Vec<Value>) {
    items.drain(..).rev().for_each(drop);
}

impl List {
    /// The payload of an empty list.
    #[expect(
        clippy::declare_interior_mutable_const,
        reason = "every use is a new list, as it is meant to be"
    )]
    pub(crate) const EMPTY: List = List::from_items(Vec::new());

    /// Makes a list of the items.
    #[inline]
    pub fn new(items: Vec<Value>, vm: &mut Vm) -> Ref<List> {
        Ref::new(List::from_items(items), vm)
    }

    /// Makes an instance of `class`, which is `list` or a subclass.
    pub(crate) fn with_class(items: Vec<Value>, class: &Ref<Type>, vm: &mut Vm) -> Ref<List> {
        Ref::with_class(List::from_items(items), class, vm)
    }

    const fn from_items(items: Vec<Value>) -> List {
        List {
            items: BufferCell::new(items),
        }
    }

    /// The items.
    #[inline(always)]
    pub fn items<'a>(&'a self, vm: &'a Vm) -> &'a Vec<Value> {
        self.items.get(vm)
    }

    /// The items, to be changed.
    #[inline(always)]
    pub fn items_mut<'a>(&'a self, vm: &'a mut Vm) -> BufferMut<'a, Vec<Value>> {
        self.items.get_mut(vm)
    }

    /// The items, for changes that leave the capacity as it is.
    #[inline(always)]
    pub(crate) fn items_mut_in_place<'a>(&'a self, vm: &'a mut Vm) -> &'a mut Vec<Value> {
        self.items.get_mut_in_place(vm)
    }

    /// The items as a pointer, for the eval loop.
    #[inline(always)]
    pub(crate) const fn items_ptr(&self) -> *mut Vec<Value> {
        self.items.as_ptr()
    }

    /// Number of items.
    #[inline(always)]
    pub fn length(&self, vm: &Vm) -> usize {
        self.items.get(vm).len()
    }

    /// A clone of the item at `index`, if there is one.
    #[inline(always)]
    pub fn get(&self, index: usize, vm: &Vm) -> Option<Value> {
        self.items.get(vm).get(index).cloned()
    }

    /// Appends an item.
    #[inline(always)]
    pub fn push(&self, item: Value, vm: &mut Vm) {
        let items = self.items.get_mut_in_place(vm);
        if items.len() < items.capacity() {
            items.push(item);
        } else {
            self.push_slow(item, vm);
        }
    }

    #[cold]
    #[inline(never)]
    fn push_slow(&self, item: Value, vm: &mut Vm) {
        let more = self.items.get(vm).capacity().max(4);
        if vm.has_room(more * size_of::<Value>()) && self.items.get_mut(vm).try_reserve(1).is_ok() {
            self.items.get_mut_in_place(vm).push(item);
        } else {
            vm.note_memory_failure();
        }
    }

    /// Puts other items in place of all, and returns the old ones.
    #[inline]
    pub fn replace(&self, items: Vec<Value>, vm: &mut Vm) -> Vec<Value> {
        self.items.replace(items, vm)
    }
}

impl Vm {
    /// Makes a `list` value.
    pub fn new_list(&mut self, items: Vec<Value>) -> Value {
        List::new(items, self).into_value()
    }
}
