//! Iterating from native code, with fast paths for lists, tuples, ranges and their iterators, for
//! dicts, their views and sets, for strings and bytes that are read whole.

use std::ops::ControlFlow;

use crate::builtins::bytes::Bytes;
use crate::builtins::dict::{Dict, DictIterator, DictView, EntryPart};
use crate::builtins::generator::Generator;
use crate::builtins::list::{List, ListIterator};
use crate::builtins::range::{Range, RangeIterator};
use crate::builtins::set::{SetIterator, set_items};
use crate::builtins::str::Str;
use crate::builtins::tuple::{Tuple, TupleIterator};
use crate::eval::sinks::Takes;
use crate::object::shape::ShapeId;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Room for so many items is made at most before there are any: what a program says of its length may be wrong.
const MAX_HINT: usize = 1 << 16;

/// A built-in iterable whose items are read without its `__iter__` and `__next__`.
enum Fast<'a> {
    List(&'a crate::Ref<List>),
    ListIterator(&'a crate::Ref<ListIterator>),
    Tuple(&'a crate::Ref<Tuple>),
    TupleIterator(&'a crate::Ref<TupleIterator>),
    Range(&'a crate::Ref<Range>),
    RangeIterator(&'a crate::Ref<RangeIterator>),
    Dict(&'a crate::Ref<Dict>),
    View(&'a crate::Ref<DictView>),
    /// A set or a frozenset.
    Set(&'a Value),
    Str(&'a crate::Ref<Str>),
    Bytes(&'a crate::Ref<Bytes>),
}

impl Value {
    /// The built-in iterable that this is an exact instance of, if it has a fast path.
    #[inline]
    fn as_fast_iterable(&self) -> Option<Fast<'_>> {
        Some(match self.as_object()?.shape() {
            ShapeId::LIST => Fast::List(self.downcast()?),
            ShapeId::LIST_ITERATOR => Fast::ListIterator(self.downcast()?),
            ShapeId::TUPLE => Fast::Tuple(self.downcast()?),
            ShapeId::TUPLE_ITERATOR => Fast::TupleIterator(self.downcast()?),
            ShapeId::RANGE => Fast::Range(self.downcast()?),
            ShapeId::RANGE_ITERATOR => Fast::RangeIterator(self.downcast()?),
            ShapeId::DICT => Fast::Dict(self.downcast()?),
            ShapeId::DICT_KEYS | ShapeId::DICT_VALUES | ShapeId::DICT_ITEMS => {
                Fast::View(self.downcast()?)
            }
            ShapeId::SET | ShapeId::FROZENSET => Fast::Set(self),
            ShapeId::STR => Fast::Str(self.downcast()?),
            ShapeId::BYTES => Fast::Bytes(self.downcast()?),
            _ => return None,
        })
    }
}

impl Value {
    /// The generator that this is.
    #[inline]
    pub(crate) fn as_generator(&self) -> Option<&crate::Ref<Generator>> {
        (self.as_object()?.shape() == ShapeId::GENERATOR).then(|| self.downcast())?
    }
}

impl Vm {
    /// Calls `visit` with each item of an iterable, until it breaks.
    ///
    /// A list may change meanwhile: its items are looked at as iteration gets to them.
    #[inline]
    pub fn iterate(
        &mut self,
        iterable: &Value,
        mut visit: impl FnMut(Value, &mut Vm) -> PyResult<ControlFlow<()>>,
    ) -> PyResult<ControlFlow<()>> {
        match iterable.as_fast_iterable() {
            Some(Fast::List(list)) => {
                let mut index = 0;
                while let Some(item) = list.get(index, self) {
                    self.poll()?;
                    index += 1;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::ListIterator(iterator)) => {
                while let Some(item) = iterator.advance(self) {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::Tuple(tuple)) => {
                for item in tuple.as_slice() {
                    self.poll()?;
                    if visit(item.clone(), self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::TupleIterator(iterator)) => {
                while let Some(item) = iterator.advance() {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::Range(range)) if let Some(small) = range.small() => {
                for index in 0..small.length {
                    self.poll()?;
                    if visit(small.get(index), self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::RangeIterator(iterator)) => {
                while let Some(item) = iterator.advance() {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::Dict(dict)) => {
                let iterator = DictIterator::start(dict.clone(), EntryPart::Key, false, self);
                while let Some(item) = iterator.next_value(self)? {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::View(view)) => {
                let iterator = DictIterator::start(view.dict.clone(), view.part, false, self);
                while let Some(item) = iterator.next_value(self)? {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            Some(Fast::Set(set)) => {
                let iterator = SetIterator::start(set.clone(), self);
                while let Some(item) = iterator.advance(self)? {
                    self.poll()?;
                    if visit(item, self)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            _ => {
                let iterator = iterable.iter(self)?;
                return self.iterate_iterator(&iterator, visit);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// As [`Vm::iterate`], for what `iter()` gave.
    pub fn iterate_iterator(
        &mut self,
        iterator: &Value,
        mut visit: impl FnMut(Value, &mut Vm) -> PyResult<ControlFlow<()>>,
    ) -> PyResult<ControlFlow<()>> {
        while let Some(item) = iterator.next(self)? {
            if visit(item, self)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The items of an iterable, if reading it whole runs no Python code.
    pub(crate) fn collect_fast(&mut self, iterable: &Value) -> PyResult<Option<Vec<Value>>> {
        let mut items;
        match iterable.as_fast_iterable() {
            Some(Fast::List(list)) => {
                items = self.new_buffer(list.length(self))?;
                Value::extend_by_clones(&mut items, list.items(self));
            }
            Some(Fast::Tuple(tuple)) => {
                items = self.new_buffer(tuple.length())?;
                Value::extend_by_clones(&mut items, tuple.as_slice());
            }
            Some(Fast::Range(range)) if let Some(small) = range.small() => {
                items = self.new_buffer(small.length as usize)?;
                items.extend((0..small.length).map(|index| small.get(index)));
            }
            Some(Fast::RangeIterator(iterator)) => {
                items = self.new_buffer(iterator.remaining.get() as usize)?;
                items.extend(std::iter::from_fn(|| iterator.advance()));
            }
            Some(Fast::TupleIterator(iterator)) => {
                items = self.new_buffer(iterator.remaining())?;
                while let Some(item) = iterator.advance() {
                    self.push_to(&mut items, item)?;
                }
            }
            Some(Fast::ListIterator(iterator)) => {
                items = self.new_buffer(iterator.remaining(self))?;
                while let Some(item) = iterator.advance(self) {
                    self.push_to(&mut items, item)?;
                }
            }
            Some(Fast::Dict(dict)) => items = dict.keys_vec(self),
            Some(Fast::View(view)) => items = view.to_vec(self),
            Some(Fast::Set(set)) => items = set_items(set, self),
            Some(Fast::Str(text)) => {
                items = self.new_buffer(text.length())?;
                let characters = text.code_points();
                items.extend(characters.map(|it| self.char_str(it).into_value()));
            }
            Some(Fast::Bytes(bytes)) => {
                let bytes = bytes.as_slice();
                items = self.new_buffer(bytes.len())?;
                items.extend(bytes.iter().map(|&byte| Value::from_i32(byte.into())));
            }
            _ => return Ok(None),
        }
        Ok(Some(items))
    }

    /// As [`Vm::iterate`], but a generator may be ahead of the items that are visited, for as long as all it has
    /// yielded is what `takes` says.
    pub(crate) fn iterate_behind(
        &mut self,
        iterable: &Value,
        takes: Takes,
        mut visit: impl FnMut(Value, &mut Vm) -> PyResult<ControlFlow<()>>,
    ) -> PyResult<ControlFlow<()>> {
        let Some(generator) = iterable.as_generator() else {
            return self.iterate(iterable, visit);
        };
        let other = self.run_through_taken(generator, takes, |item, vm| {
            let _ = visit(item, vm)?;
            Ok(())
        })?;
        let Some(other) = other else {
            return Ok(ControlFlow::Continue(()));
        };
        if visit(other, self)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.iterate_iterator(iterable, visit)
    }

    /// The items of an iterable.
    pub fn collect(&mut self, iterable: &Value) -> PyResult<Vec<Value>> {
        if let Some(items) = self.collect_fast(iterable)? {
            return Ok(items);
        }
        if let Some(generator) = iterable.as_generator() {
            return self.run_through(generator);
        }
        let length = self.length_of_native(iterable)?;
        let mut items = self.new_buffer(length)?;
        let _ = self.iterate(iterable, |item, vm| {
            vm.push_to(&mut items, item)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(items)
    }

    /// As [`Vm::collect`], but the iterable is asked how long it is, which may fail.
    pub(crate) fn collect_measured(&mut self, iterable: &Value) -> PyResult<Vec<Value>> {
        if self.has_silent_length(iterable) {
            return self.collect(iterable);
        }
        let iterator = iterable.iter(self)?;
        let hint = iterable.length_hint(0, self)?;
        let mut items = self.new_buffer(hint.min(MAX_HINT))?;
        let _ = self.iterate_iterator(&iterator, |item, vm| {
            vm.push_to(&mut items, item)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(items)
    }

    /// Whether nobody notices if an iterable is asked how long it is.
    pub(crate) fn has_silent_length(&self, iterable: &Value) -> bool {
        iterable.as_fast_iterable().is_some() || iterable.as_generator().is_some()
    }

    /// How many items an object of a native class has; 0 if it does not say.
    fn length_of_native(&mut self, object: &Value) -> PyResult<usize> {
        let class = object.class(self);
        let length = class.slots(self).length.filter(|_| !class.is_heap_type());
        match length.map(|length| length(object, self)) {
            None => Ok(0),
            Some(Err(raised)) if raised.is_instance(&self.types.exceptions.type_error, self) => {
                Ok(0)
            }
            Some(result) => result,
        }
    }

    /// The items of an iterable, whose iterator is asked how many there are; `TypeError(message)` if it is none.
    pub fn collect_or(&mut self, iterable: &Value, message: &str) -> PyResult<Vec<Value>> {
        if iterable.as_fast_iterable().is_some() {
            return self.collect(iterable);
        }
        let iterator = match iterable.iter(self) {
            Ok(iterator) => iterator,
            Err(raised) if raised.is_instance(&self.types.exceptions.type_error, self) => {
                return Err(self.type_error(message));
            }
            Err(raised) => return Err(raised),
        };
        self.collect_measured(&iterator)
    }
}
