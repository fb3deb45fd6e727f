//! `tuple_iterator`: the iterator of a tuple.

use std::cell::Cell;

use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::vm::Vm;

/// The iterator of a tuple.
#[repr(C)]
pub struct TupleIterator {
    pub(crate) tuple: Ref<Tuple>,
    /// Index of the next item.
    pub(crate) index: Cell<usize>,
}

impl Payload for TupleIterator {
    const NAME: &'static str = "tuple_iterator";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.tuple.as_value());
    }

    fn class(vm: &Vm) -> &Ref<Type> {
        &vm.types.tuple_iterator
    }
}

impl TupleIterator {
    /// Makes an iterator that starts with the first item.
    #[inline]
    pub fn new(tuple: Ref<Tuple>, vm: &mut Vm) -> Ref<TupleIterator> {
        let payload = TupleIterator {
            tuple,
            index: Cell::new(0),
        };
        Ref::new(payload, vm)
    }
}

/// The type `tuple_iterator`.
pub(crate) const ITERATOR_SPEC: TypeSpec = TypeSpec {
    name: "tuple_iterator",
    doc: "",
    payload: TupleIterator::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots::EMPTY,
    members: &[],
};
