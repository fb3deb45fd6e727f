//! `deque`: a sequence that is fast at both ends.
//! Reference: <https://docs.python.org/3.14/library/collections.html#collections.deque>

use std::cell::Cell;
use std::collections::VecDeque;
use std::ops::ControlFlow;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::sequence;
use rpy_vm::builtins::slice::SliceIndex;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, BufferCell, PyResult, Ref, Value, Vm};

use super::deque_iterator::{DequeIterator, DequeReverseIterator};

/// A deque.
#[derive(Payload)]
pub(super) struct Deque {
    pub(super) items: BufferCell<VecDeque<Value>>,
    maxlen: Cell<Option<usize>>,
    /// Counts the changes that iterators must not overlook.
    pub(super) changes: Cell<u64>,
}

fn make(
    items: VecDeque<Value>,
    maxlen: Option<usize>,
    class: &Ref<Type>,
    vm: &mut Vm,
) -> Ref<Deque> {
    let payload = Deque {
        items: BufferCell::new(items),
        maxlen: Cell::new(maxlen),
        changes: Cell::new(0),
    };
    Ref::with_class(payload, class, vm)
}

/// One end of a deque.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

impl Deque {
    #[inline(always)]
    fn changed(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
    }

    pub(super) fn length(&self, vm: &Vm) -> usize {
        self.items.get(vm).len()
    }

    pub(super) fn get(&self, index: usize, vm: &Vm) -> Option<Value> {
        self.items.get(vm).get(index).cloned()
    }

    /// Adds an item at an end; a full deque loses one at the other.
    #[inline]
    fn push(&self, item: Value, end: End, vm: &mut Vm) {
        self.changed();
        let maxlen = self.maxlen.get().unwrap_or(usize::MAX);
        if !self.has_room_for_one(vm) {
            vm.note_memory_failure();
            return;
        }
        let mut items = self.items.get_mut(vm);
        match end {
            End::Front => items.push_front(item),
            End::Back => items.push_back(item),
        }
        if items.len() > maxlen {
            match end {
                End::Front => drop(items.pop_back()),
                End::Back => drop(items.pop_front()),
            }
        }
    }

    /// Makes room for one more item, if there is memory for it.
    #[inline]
    fn has_room_for_one(&self, vm: &mut Vm) -> bool {
        let items = self.items.get(vm);
        if items.len() < items.capacity() {
            return true;
        }
        let more = items.capacity() * size_of::<Value>();
        vm.has_room(more) && self.items.get_mut(vm).try_reserve(1).is_ok()
    }

    fn mutated(&self, vm: &mut Vm) -> rpy_vm::Raised {
        vm.runtime_error("deque mutated during iteration")
    }
}

trait DequeReference {
    fn extend_back(&self, iterable: &Value, vm: &mut Vm) -> PyResult<()>;
    fn extend_end(&self, iterable: &Value, end: End, vm: &mut Vm) -> PyResult<()>;
    fn find(&self, value: &Value, range: [usize; 2], vm: &mut Vm) -> PyResult<Option<usize>>;
}

impl DequeReference for Ref<Deque> {
    fn extend_back(&self, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        self.extend_end(iterable, End::Back, vm)
    }

    fn extend_end(&self, iterable: &Value, end: End, vm: &mut Vm) -> PyResult<()> {
        if self.is_value(iterable) {
            for item in self.items.get(vm).clone() {
                self.push(item, end, vm);
            }
            return Ok(());
        }
        let _ = vm.iterate(iterable, |item, vm| {
            self.push(item, end, vm);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }

    /// Index of the first item that equals `value`. Raises RuntimeError if comparing changes the
    /// deque.
    fn find(
        &self,
        value: &Value,
        [start, stop]: [usize; 2],
        vm: &mut Vm,
    ) -> PyResult<Option<usize>> {
        let changes = self.changes.get();
        let mut index = start;
        while index < stop
            && let Some(item) = self.get(index, vm)
        {
            if item.equals(value, vm)? {
                return Ok(Some(index));
            }
            if self.changes.get() != changes {
                return Err(self.mutated(vm));
            }
            index += 1;
        }
        Ok(None)
    }
}

/// A queue with two ends, at both of which adding and removing is quick.
#[native_class(name = "collections.deque", flags(base, sequence, weakref), generic)]
impl Deque {
    #[new]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(make(VecDeque::new(), None, class, vm).into_value())
    }

    #[init(
        signature = "(iterable=<unrepresentable>, maxlen=None)",
        text = "([iterable[, maxlen]])"
    )]
    fn init(
        this: &Ref<Deque>,
        iterable: Option<&Value>,
        maxlen: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let maxlen = match maxlen {
            None => None,
            Some(maxlen) if !maxlen.class(vm).is_subclass_of(&vm.types.int, vm) => {
                return Err(vm.type_error("an integer is required"));
            }
            Some(maxlen) => {
                let maxlen = isize::from_argument(maxlen, vm)?;
                if maxlen < 0 {
                    return Err(vm.value_error("maxlen must be non-negative"));
                }
                Some(maxlen as usize)
            }
        };
        this.maxlen.set(maxlen);
        this.changed();
        drop(this.items.replace(VecDeque::new(), vm));
        match iterable {
            Some(iterable) => this.extend_back(iterable, vm),
            None => Ok(()),
        }
    }

    #[slot]
    fn repr(this: &Ref<Deque>, vm: &mut Vm) -> PyResult {
        let name = this.as_value().class(vm).name(vm);
        if !vm.repr_enter(this.as_value()) {
            return Ok(vm.new_str("[...]"));
        }
        let items: Vec<Value> = this.items.get(vm).iter().cloned().collect();
        let list = vm.new_list(items);
        let items: PyResult<Ref<Str>> = list.repr(vm);
        vm.repr_leave(this.as_value());
        let mut text = StrBuilder::new();
        text.push_str(&name);
        text.push_str("(");
        text.push_text(&*items?);
        if let Some(maxlen) = this.maxlen.get() {
            text.push_str(&format!(", maxlen={maxlen}"));
        }
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn compare(left: &Ref<Deque>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(right) = other.downcast::<Deque>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if left.length(vm) != right.length(vm) {
            match op {
                CompareOperator::Equal => return Ok(Value::FALSE),
                CompareOperator::NotEqual => return Ok(Value::TRUE),
                _ => {}
            }
        }
        let changes = [left.changes.get(), right.changes.get()];
        let mut index = 0;
        while let (Some(a), Some(b)) = (left.get(index, vm), right.get(index, vm)) {
            if !a.equals(&b, vm)? {
                return match op {
                    CompareOperator::Equal => Ok(Value::FALSE),
                    CompareOperator::NotEqual => Ok(Value::TRUE),
                    _ => a.compare(&b, op, vm),
                };
            }
            if [left.changes.get(), right.changes.get()] != changes {
                return Err(left.mutated(vm));
            }
            index += 1;
        }
        let ordering = left.length(vm).cmp(&right.length(vm));
        Ok(Value::bool(op.holds(Some(ordering))))
    }

    #[slot]
    fn iter(this: &Ref<Deque>, vm: &mut Vm) -> Ref<DequeIterator> {
        DequeIterator::new(this.clone(), vm)
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Deque>, vm: &mut Vm) -> usize {
        this.length(vm)
    }

    #[slot]
    fn subscript(this: &Ref<Deque>, key: &Value, vm: &mut Vm) -> PyResult {
        let position = position(this, key, vm)?;
        Ok(this.items.get(vm)[position].clone())
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Deque>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let position = position(this, key, vm)?;
        let items = this.items.get_mut_in_place(vm);
        match value {
            Some(value) => items[position] = value,
            None => {
                drop(items.remove(position));
                this.changed();
            }
        }
        Ok(())
    }

    #[slot]
    fn contains(this: &Ref<Deque>, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(this.find(item, [0, usize::MAX], vm)?.is_some())
    }

    #[slot]
    fn concat(this: &Ref<Deque>, other: &Value, vm: &mut Vm) -> PyResult {
        if other.downcast::<Deque>().is_none() {
            let name = other.type_name(vm);
            return Err(vm.type_error(format!(
                "can only concatenate deque (not \"{name}\") to deque"
            )));
        }
        let sum = copy(this, vm)?;
        if let Some(sum) = sum.downcast::<Deque>() {
            sum.extend_end(other, End::Back, vm)?;
        }
        Ok(sum)
    }

    #[slot]
    fn repeat(this: &Ref<Deque>, count: &Value, vm: &mut Vm) -> PyResult {
        let product = copy(this, vm)?;
        match product.downcast::<Deque>() {
            Some(deque) => Deque::inplace_repeat(deque, count, vm),
            None => Ok(product),
        }
    }

    #[slot]
    fn inplace_concat(this: &Ref<Deque>, other: &Value, vm: &mut Vm) -> PyResult {
        this.extend_end(other, End::Back, vm)?;
        Ok(this.to_value())
    }

    #[slot]
    fn inplace_repeat(this: &Ref<Deque>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = sequence::repeat_count(count, vm)?;
        let length = this.length(vm);
        this.changed();
        if count == 0 || length == 0 {
            drop(this.items.replace(VecDeque::new(), vm));
            return Ok(this.to_value());
        }
        // Of a bounded deque only the last items remain.
        let wanted = length.saturating_mul(count);
        let kept = wanted.min(this.maxlen.get().unwrap_or(usize::MAX));
        vm.check_allocation(kept.saturating_mul(size_of::<Value>()))?;
        let mut items: VecDeque<Value> = VecDeque::new();
        if items.try_reserve_exact(kept).is_err() {
            return Err(vm.memory_error());
        }
        let old = this.items.get(vm);
        let first = (length - kept % length) % length;
        items.extend(old.iter().cycle().skip(first).take(kept).cloned());
        drop(this.items.replace(items, vm));
        Ok(this.to_value())
    }

    /// Adds an item on the right.
    #[method(signature = "($self, item, /)")]
    fn append(this: &Ref<Deque>, item: Value, vm: &mut Vm) {
        this.push(item, End::Back, vm);
    }

    /// Adds an item on the left.
    #[method(signature = "($self, item, /)")]
    fn appendleft(this: &Ref<Deque>, item: Value, vm: &mut Vm) {
        this.push(item, End::Front, vm);
    }

    /// Removes all items.
    #[method(signature = "($self, /)")]
    fn clear(this: &Ref<Deque>, vm: &mut Vm) {
        this.changed();
        drop(this.items.replace(VecDeque::new(), vm));
    }

    /// Returns a deque of the same items.
    #[method(name = "copy", signature = "($self, /)")]
    fn copy_method(this: &Ref<Deque>, vm: &mut Vm) -> PyResult {
        copy(this, vm)
    }

    /// Returns a deque of the same items.
    #[method(name = "__copy__", signature = "($self, /)")]
    fn copy_protocol(this: &Ref<Deque>, vm: &mut Vm) -> PyResult {
        copy(this, vm)
    }

    /// Returns how many items equal the value.
    #[method(signature = "($self, value, /)")]
    fn count(this: &Ref<Deque>, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        let mut count = 0;
        let mut start = 0;
        let changes = this.changes.get();
        while let Some(index) = this.find(value, [start, usize::MAX], vm)? {
            count += 1;
            start = index + 1;
            if this.changes.get() != changes {
                return Err(vm.runtime_error("deque mutated during iteration"));
            }
        }
        Ok(count)
    }

    /// Adds the items of an iterable on the right.
    #[method(signature = "($self, iterable, /)")]
    fn extend(this: &Ref<Deque>, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        this.extend_end(iterable, End::Back, vm)
    }

    /// Adds the items of an iterable on the left, one after the other.
    #[method(signature = "($self, iterable, /)")]
    fn extendleft(this: &Ref<Deque>, iterable: &Value, vm: &mut Vm) -> PyResult<()> {
        this.extend_end(iterable, End::Front, vm)
    }

    /// Returns the index of the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(
        signature = "($self, value, start=0, stop=sys.maxsize, /)",
        text = "($self, value, [start, [stop]])"
    )]
    fn index(
        this: &Ref<Deque>,
        value: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let length = this.length(vm);
        let bound = |index: Option<SliceIndex>, default: usize| {
            let position = index.map_or(default, |index| sequence::clamp_position(index.0, length));
            position.min(length)
        };
        let range = [bound(start, 0), bound(stop, length)];
        match this.find(value, range, vm)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("deque.index(x): x not in deque")),
        }
    }

    /// Inserts an item in front of the one at the index.
    ///
    /// Raises IndexError if the deque is full.
    #[method(signature = "($self, index, value, /)")]
    fn insert(this: &Ref<Deque>, index: isize, value: Value, vm: &mut Vm) -> PyResult<()> {
        let length = this.length(vm);
        if this.maxlen.get() == Some(length) {
            return Err(vm.index_error("deque already at its maximum size"));
        }
        if !this.has_room_for_one(vm) {
            return Err(vm.memory_error());
        }
        this.changed();
        let position = sequence::clamp_position(index, length).min(length);
        this.items.get_mut(vm).insert(position, value);
        Ok(())
    }

    /// Removes the rightmost item and returns it.
    #[method(signature = "($self, /)")]
    fn pop(this: &Ref<Deque>, vm: &mut Vm) -> PyResult {
        match this.items.get_mut_in_place(vm).pop_back() {
            Some(item) => {
                this.changed();
                Ok(item)
            }
            None => Err(vm.index_error("pop from an empty deque")),
        }
    }

    /// Removes the leftmost item and returns it.
    #[method(signature = "($self, /)")]
    fn popleft(this: &Ref<Deque>, vm: &mut Vm) -> PyResult {
        match this.items.get_mut_in_place(vm).pop_front() {
            Some(item) => {
                this.changed();
                Ok(item)
            }
            None => Err(vm.index_error("pop from an empty deque")),
        }
    }

    /// Removes the first item that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, /)")]
    fn remove(this: &Ref<Deque>, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let changes = this.changes.get();
        let mut index = 0;
        while let Some(item) = this.get(index, vm) {
            let found = item.equals(value, vm)?;
            if this.changes.get() != changes {
                return Err(vm.index_error("deque mutated during iteration"));
            }
            if found {
                this.changed();
                drop(this.items.get_mut_in_place(vm).remove(index));
                return Ok(());
            }
            index += 1;
        }
        Err(vm.value_error("deque.remove(x): x not in deque"))
    }

    /// Reverses the order of the items.
    #[method(signature = "($self, /)")]
    fn reverse(this: &Ref<Deque>, vm: &mut Vm) {
        // Iterators go on, as the number of items stays.
        this.items.get_mut_in_place(vm).make_contiguous().reverse();
    }

    /// Moves the last n items to the front, or, if n is negative, the first to the back.
    #[method(signature = "($self, n=1, /)")]
    fn rotate(this: &Ref<Deque>, n: isize, vm: &mut Vm) {
        let items = this.items.get_mut_in_place(vm);
        if items.len() > 1 {
            let places = n.rem_euclid(items.len() as isize);
            items.rotate_right(places as usize);
            this.changed();
        }
    }

    /// The largest number of items, or None.
    #[getter]
    fn maxlen(this: &Ref<Deque>) -> Option<usize> {
        this.maxlen.get()
    }

    /// Returns an iterator from the last item to the first.
    #[method(name = "__reversed__", signature = "($self, /)")]
    fn reversed(this: &Ref<Deque>, vm: &mut Vm) -> Ref<DequeReverseIterator> {
        DequeReverseIterator::new(this.clone(), vm)
    }

    /// Returns how many bytes the deque takes.
    #[method(name = "__sizeof__", signature = "($self, /)")]
    fn size_of(this: &Ref<Deque>, vm: &mut Vm) -> usize {
        size_of::<rpy_vm::object::Object<Deque>>()
            + this.items.get(vm).capacity() * size_of::<Value>()
    }

    /// Returns how to make such a deque, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Deque>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let name = vm.names.__getstate__.clone();
        let state = this.as_value().call_method(&name, &[], vm)?;
        let iterator = this.as_value().iter(vm)?;
        let arguments = match this.maxlen.get() {
            Some(maxlen) => {
                let empty = Tuple::new(Vec::new(), vm).into_value();
                let maxlen = vm.new_int(maxlen as i64);
                Tuple::from_array([empty, maxlen], vm)
            }
            None => Tuple::new(Vec::new(), vm),
        };
        let parts = [
            this.class().to_value(),
            arguments.into_value(),
            state,
            iterator,
        ];
        Ok(Tuple::from_array(parts, vm))
    }
}

/// A deque of the same items, class and bound.
fn copy(deque: &Ref<Deque>, vm: &mut Vm) -> PyResult {
    if deque.class().is(Deque::class(vm)) {
        vm.check_allocation(deque.length(vm) * size_of::<Value>())?;
        let items = deque.items.get(vm).clone();
        let class = deque.class();
        return Ok(make(items, deque.maxlen.get(), class, vm).into_value());
    }
    let class = deque.class().to_value();
    match deque.maxlen.get() {
        Some(maxlen) => {
            let maxlen = vm.new_int(maxlen as i64);
            class.call_positional(&[deque.to_value(), maxlen], vm)
        }
        None => class.call_positional(&[deque.to_value()], vm),
    }
}

/// The position that an index stands for.
fn position(deque: &Deque, key: &Value, vm: &mut Vm) -> PyResult<usize> {
    if !key.is_index(vm) {
        let name = key.type_name(vm);
        return Err(vm.type_error(format!("sequence index must be integer, not '{name}'")));
    }
    let index = key.index(vm)?;
    let Some(index) = index.as_int().and_then(|it| it.as_i64()) else {
        let name = key.type_name(vm);
        return Err(vm.index_error(format!("cannot fit '{name}' into an index-sized integer")));
    };
    match sequence::position(index as isize, deque.length(vm)) {
        Some(position) => Ok(position),
        None => Err(vm.index_error("deque index out of range")),
    }
}
