//! `Traverse`: how the collector sees what a payload's fields hold.

use std::cell::{Cell, OnceCell};
use std::marker::PhantomData;

use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::heap::{Buffer, BufferCell};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;

/// Content that may hold references. Payloads implement their `traverse` and `clear` with it.
pub trait Traverse {
    /// Whether there can be references at all.
    const HOLDS_REFERENCES: bool = true;

    /// Shows every reference held to `visit`.
    fn traverse(&self, visit: &mut Visitor<'_>);

    /// Moves what is held to `garbage`, as far as there is something else to leave in its place.
    fn drain(&mut self, garbage: &mut Garbage) {
        let _ = garbage;
    }
}

impl Traverse for Value {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self);
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        let value = std::mem::replace(self, Value::NONE);
        if value.is_object() {
            garbage.push(value);
        }
    }
}

impl<T: Payload> Traverse for Ref<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.as_value());
    }
}

impl<T: Traverse> Traverse for Option<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(content) = self {
            content.traverse(visit);
        }
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        if let Some(content) = self {
            content.traverse(&mut |value| garbage.push(value.clone()));
        }
        *self = None;
    }
}

impl<T: Traverse> Traverse for [T] {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|content| content.traverse(visit));
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        self.iter_mut().for_each(|content| content.drain(garbage));
    }
}

impl<T: Traverse, const N: usize> Traverse for [T; N] {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.as_slice().traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        self.as_mut_slice().drain(garbage);
    }
}

impl<T: Traverse + ?Sized> Traverse for Box<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        (**self).traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        (**self).drain(garbage);
    }
}

impl<T: Traverse> Traverse for Vec<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        (**self).traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        (**self).drain(garbage);
        self.clear();
    }
}

impl<T: Traverse> Traverse for std::collections::VecDeque<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|content| content.traverse(visit));
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        self.iter_mut().for_each(|content| content.drain(garbage));
        self.clear();
    }
}

impl<K: Traverse, V: Traverse, S> Traverse for std::collections::HashMap<K, V, S> {
    const HOLDS_REFERENCES: bool = K::HOLDS_REFERENCES || V::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for (key, value) in self {
            key.traverse(visit);
            value.traverse(visit);
        }
    }

    fn drain(&mut self, garbage: &mut Garbage) {
        for (mut key, mut value) in self.drain() {
            key.drain(garbage);
            value.drain(garbage);
        }
    }
}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Traverse),*> Traverse for ($($name,)*) {
            const HOLDS_REFERENCES: bool = false $(|| $name::HOLDS_REFERENCES)*;

            fn traverse(&self, visit: &mut Visitor<'_>) {
                $(self.$index.traverse(visit);)*
            }

            fn drain(&mut self, garbage: &mut Garbage) {
                $(self.$index.drain(garbage);)*
            }
        }
    };
}

tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);

/// What can be copied owns no counted references.
impl<T: Copy> Traverse for Cell<T> {
    const HOLDS_REFERENCES: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

impl<T: Traverse> Traverse for OnceCell<T> {
    const HOLDS_REFERENCES: bool = T::HOLDS_REFERENCES;

    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(content) = self.get() {
            content.traverse(visit);
        }
    }
}

impl<T: 'static> Traverse for PhantomData<T> {
    const HOLDS_REFERENCES: bool = false;

    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

macro_rules! nothing_to_traverse {
    ($($type:ty),*) => { $(
        impl Traverse for $type {
            const HOLDS_REFERENCES: bool = false;

            fn traverse(&self, _visit: &mut Visitor<'_>) {}
        }
    )* };
}

nothing_to_traverse! {
    (), bool, char, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64,
    String, str, &'static str, num_bigint::BigInt, std::time::Duration, std::time::Instant
}

impl<T: Traverse> HeapCell<T> {
    /// Shows every reference held to `visit`; for [`Payload::traverse`] only.
    pub fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector, which calls `Payload::traverse`, runs alone; nobody holds a
        // reference into the cell.
        unsafe { &*self.as_ptr() }.traverse(visit);
    }

    /// Moves what is held to `garbage`; for [`Payload::clear`] only.
    pub fn drain(&self, garbage: &mut Garbage) {
        // SAFETY: as in `traverse`, for `Payload::clear`.
        unsafe { &mut *self.as_ptr() }.drain(garbage);
    }
}

impl<T: Traverse + Buffer> BufferCell<T> {
    /// As [`HeapCell::traverse`].
    pub fn traverse(&self, visit: &mut Visitor<'_>) {
        self.as_cell().traverse(visit);
    }

    /// As [`HeapCell::drain`].
    pub fn drain(&self, garbage: &mut Garbage) {
        self.as_cell().drain(garbage);
    }
}
