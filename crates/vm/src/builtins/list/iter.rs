//! Iterators over a list: `list_iterator` and `list_reverseiterator`.

use std::cell::Cell;

use crate::builtins::list::List;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

/// The iterator of a list, which it lets go of at the end.
#[repr(C)]
pub struct ListIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// Index of the next item.
    pub(crate) index: Cell<usize>,
}

impl Payload for ListIterator {
    const NAME: &'static str = "list_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(list) = unsafe { &*self.list.as_ptr() } {
            visit(list.as_value());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        let list = unsafe { (*self.list.as_ptr()).take() };
        garbage.extend(list.map(Ref::into_value));
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.list_iterator
    }
}

impl ListIterator {
    /// Makes an iterator that starts with the first item.
    #[inline]
    pub fn new(list: Ref<List>, vm: &mut Vm) -> Ref<ListIterator> {
        let payload = ListIterator {
            list: HeapCell::new(Some(list)),
            index: Cell::new(0),
        };
        Ref::new(payload, vm)
    }
}

/// The backward iterator of a list, which it lets go of at the end.
#[repr(C)]
pub struct ListReverseIterator {
    pub(crate) list: HeapCell<Option<Ref<List>>>,
    /// One more than the index of the next item.
    pub(crate) end: Cell<usize>,
}

impl Payload for ListReverseIterator {
    const NAME: &'static str = "list_reverseiterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        if let Some(list) = unsafe { &*self.list.as_ptr() } {
            visit(list.as_value());
        }
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        let list = unsafe { (*self.list.as_ptr()).take() };
        garbage.extend(list.map(Ref::into_value));
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.list_reverse_iterator
    }
}

impl ListReverseIterator {
    /// Makes an iterator that starts with the last item.
    pub fn new(list: Ref<List>, vm: &mut Vm) -> Ref<ListReverseIterator> {
        let end = Cell::new(list.length(vm));
        let payload = ListReverseIterator {
            list: HeapCell::new(Some(list)),
            end,
        };
        Ref::new(payload, vm)
    }
}

/// The type `list_iterator`.
pub(crate) const ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "list_iterator",
    doc: "",
    payload: ListIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};

/// The type `list_reverseiterator`.
pub(crate) const REVERSE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "list_reverseiterator",
    doc: "",
    payload: ListReverseIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};
