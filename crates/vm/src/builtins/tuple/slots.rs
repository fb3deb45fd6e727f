//! The protocol of `tuple`.

use rpy_bytecode::CompareOperator;

use crate::builtins::sequence;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::{Tuple, TupleIterator};
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    hash: Some(hash),
    compare: Some(compare),
    iter: Some(iter),
    new: Some(new),
    length: Some(length),
    subscript: Some(subscript),
    contains: Some(contains),
    concat: Some(concat),
    repeat: Some(repeat),
    ..Slots::EMPTY
};

fn tuple_of(this: &Value) -> &Ref<Tuple> {
    this.downcast()
        .expect("slots are called with their own type")
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let is_exact = class.is(&vm.types.tuple);
    if args.has_keywords() && is_exact {
        return Err(vm.type_error("tuple() takes no keyword arguments"));
    }
    let items = match args.positional() {
        [] => Vec::new(),
        [iterable] => {
            if is_exact && vm.types.tuple.is(iterable.class(vm)) {
                return Ok(iterable.clone());
            }
            vm.collect(iterable)?
        }
        more => {
            let count = more.len();
            return Err(vm.type_error(format!("tuple expected at most 1 argument, got {count}")));
        }
    };
    if is_exact {
        Ok(Tuple::new(items, vm).into_value())
    } else {
        Ok(Tuple::with_class(items, class, vm).into_value())
    }
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let tuple = tuple_of(this);
    let get = |index: usize, _: &Vm| tuple.as_slice().get(index).cloned();
    sequence::repr(this, ["(", ")"], get, vm)
}

const HASH_PRIME_1: u64 = 0x9e37_79b1_85eb_ca87;
const HASH_PRIME_2: u64 = 0xc2b2_ae3d_27d4_eb4f;
const HASH_PRIME_5: u64 = 0x27d4_eb2f_1656_67c5;

/// Combines the hashes of the items as xxHash combines the words of a buffer.
fn hash(this: &Value, vm: &mut Vm) -> PyResult<i64> {
    let tuple = tuple_of(this);
    if tuple.hash.get() != -1 {
        return Ok(tuple.hash.get());
    }
    let mut hash = HASH_PRIME_5;
    for item in tuple.as_slice() {
        let lane = item.hash(vm)? as u64;
        hash = hash.wrapping_add(lane.wrapping_mul(HASH_PRIME_2));
        hash = hash.rotate_left(31).wrapping_mul(HASH_PRIME_1);
    }
    let length = tuple.length() as u64;
    hash = hash.wrapping_add(length ^ (HASH_PRIME_5 ^ 3_527_539));
    // -1 stands for "not computed".
    let hash = match hash as i64 {
        -1 => 1_546_275_796,
        hash => hash,
    };
    tuple.hash.set(hash);
    Ok(hash)
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let (Some(left), Some(right)) = (this.downcast::<Tuple>(), other.downcast::<Tuple>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (left, right) = (left.as_slice(), right.as_slice());
    for (a, b) in left.iter().zip(right) {
        if a.is(b) {
            continue;
        }
        if sequence::surely_differ(a, b) || !a.equals(b, vm)? {
            return match op {
                CompareOperator::Equal => Ok(Value::FALSE),
                CompareOperator::NotEqual => Ok(Value::TRUE),
                _ => a.compare(b, op, vm),
            };
        }
    }
    let ordering = left.len().cmp(&right.len());
    Ok(Value::bool(op.holds(Some(ordering))))
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    let tuple = tuple_of(this).clone();
    Ok(TupleIterator::new(tuple, vm).into_value())
}

fn length(this: &Value, _vm: &mut Vm) -> PyResult<usize> {
    Ok(tuple_of(this).length())
}

/// The tuple itself if it is one of no subclass.
fn exact(tuple: &Ref<Tuple>, vm: &Vm) -> Option<Value> {
    tuple.class().is(&vm.types.tuple).then(|| tuple.to_value())
}

fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    let tuple = tuple_of(this);
    if let Some(slice) = key.downcast::<Slice>() {
        let indices = slice.parts(vm)?.indices(tuple.length());
        if indices.count == tuple.length()
            && indices.step == 1
            && let Some(whole) = exact(tuple, vm)
        {
            return Ok(whole);
        }
        let items = indices.select(tuple.as_slice());
        return Ok(Tuple::new(items, vm).into_value());
    }
    let index = sequence::subscript_index(key, "tuple", vm)?;
    match sequence::position(index, tuple.length()) {
        Some(index) => Ok(tuple.as_slice()[index].clone()),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

/// Whether an item equals `value`.
fn contains(this: &Value, value: &Value, vm: &mut Vm) -> PyResult<bool> {
    let tuple = tuple_of(this);
    Ok(tuple.find(value, 0, tuple.length(), vm)?.is_some())
}

impl Ref<Tuple> {
    /// Index of the first item from `start` on that equals `value`, below `end`.
    pub(super) fn find(
        &self,
        value: &Value,
        start: usize,
        end: usize,
        vm: &mut Vm,
    ) -> PyResult<Option<usize>> {
        for (index, item) in self.as_slice().iter().enumerate().take(end).skip(start) {
            if item.is(value) {
                return Ok(Some(index));
            }
            if !sequence::surely_differ(item, value) && item.equals(value, vm)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }
}

fn concat(this: &Value, other: &Value, vm: &mut Vm) -> PyResult {
    let tuple = tuple_of(this);
    if tuple.length() == 0
        && let Some(right) = other.downcast::<Tuple>()
        && let Some(right) = exact(right, vm)
    {
        return Ok(right);
    }
    let Some(other) = other.downcast::<Tuple>() else {
        let name = other.type_name(vm);
        return Err(vm.type_error(format!(
            "can only concatenate tuple (not \"{name}\") to tuple"
        )));
    };
    if other.length() == 0
        && let Some(left) = exact(tuple, vm)
    {
        return Ok(left);
    }
    let items = [tuple.as_slice(), other.as_slice()].concat();
    Ok(Tuple::new(items, vm).into_value())
}

fn repeat(this: &Value, count: &Value, vm: &mut Vm) -> PyResult {
    let count = sequence::repeat_count(count, vm)?;
    let tuple = tuple_of(this);
    if (count == 1 || tuple.length() == 0)
        && let Some(same) = exact(tuple, vm)
    {
        return Ok(same);
    }
    // The tuple is made of the vector: both need the room.
    let mut items = vm.new_buffer(tuple.length().saturating_mul(count))?;
    sequence::push_repeated(&mut items, tuple.as_slice(), count);
    Ok(Tuple::new(items, vm).into_value())
}
