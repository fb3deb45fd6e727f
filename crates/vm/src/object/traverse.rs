//! `Traverse`: how the collector sees what a payload's fields hold.

use crate::object::cell::HeapCell;
use crate::object::heap::{Buffer, BufferCell};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;

/// Content that may hold references. Payloads implement their `traverse` and `clear` with it.
pub trait Traverse {
    /// Shows every reference held to `visit`.
    fn traverse(&self, visit: &mut Visitor<'_>);

    /// Moves what is held to `garbage`, as far as there is something else to leave in its place.
    fn drain(&mut self, garbage: &mut Vec<Value>) {
        let _ = garbage;
    }
}

impl Traverse for Value {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self);
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
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
    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(content) = self {
            content.traverse(visit);
        }
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        if let Some(content) = self {
            content.traverse(&mut |value| garbage.push(value.clone()));
        }
        *self = None;
    }
}

impl<T: Traverse> Traverse for [T] {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|content| content.traverse(visit));
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        self.iter_mut().for_each(|content| content.drain(garbage));
    }
}

impl<T: Traverse> Traverse for Box<[T]> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        (**self).traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        (**self).drain(garbage);
    }
}

impl<T: Traverse> Traverse for Vec<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        (**self).traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        (**self).drain(garbage);
        self.clear();
    }
}

impl<T: Traverse> Traverse for std::collections::VecDeque<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|content| content.traverse(visit));
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        self.iter_mut().for_each(|content| content.drain(garbage));
        self.clear();
    }
}

impl<A: Traverse, B: Traverse> Traverse for (A, B) {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse(visit);
        self.1.traverse(visit);
    }

    fn drain(&mut self, garbage: &mut Vec<Value>) {
        self.0.drain(garbage);
        self.1.drain(garbage);
    }
}

macro_rules! nothing_to_traverse {
    ($($type:ty),*) => { $(
        impl Traverse for $type {
            fn traverse(&self, _visit: &mut Visitor<'_>) {}
        }
    )* };
}

nothing_to_traverse!(bool, i64, u64, isize, usize, f64);

impl<T: Traverse> HeapCell<T> {
    /// Shows every reference held to `visit`; for [`Payload::traverse`] only.
    pub fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector, which calls `Payload::traverse`, runs alone; nobody holds a
        // reference into the cell.
        unsafe { &*self.as_ptr() }.traverse(visit);
    }

    /// Moves what is held to `garbage`; for [`Payload::clear`] only.
    pub fn drain(&self, garbage: &mut Vec<Value>) {
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
    pub fn drain(&self, garbage: &mut Vec<Value>) {
        self.as_cell().drain(garbage);
    }
}
