//! The protocol of `tuple`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::list::List;
use crate::builtins::sequence;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::{Tuple, TupleIterator};
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// An immutable sequence; of the items of an iterable, if one is given.
#[native_class(
    name = "tuple",
    registry = tuple,
    flags(base, sequence, match_self),
    generic,
    methods(Tuple::MEMBERS)
)]
impl Tuple {
    #[slot]
    fn repr(this: &Ref<Tuple>, vm: &mut Vm) -> PyResult {
        let get = |index: usize, _: &Vm| this.as_slice().get(index).cloned();
        sequence::repr(this.as_value(), ["(", ")"], get, vm)
    }

    /// Combines the hashes of the items as xxHash combines the words of a buffer.
    #[slot]
    fn hash(this: &Ref<Tuple>, vm: &mut Vm) -> PyResult<i64> {
        if this.hash.get() != -1 {
            return Ok(this.hash.get());
        }
        let mut hash = HASH_PRIME_5;
        for item in this.as_slice() {
            let lane = item.hash(vm)? as u64;
            hash = hash.wrapping_add(lane.wrapping_mul(HASH_PRIME_2));
            hash = hash.rotate_left(31).wrapping_mul(HASH_PRIME_1);
        }
        let length = this.length() as u64;
        hash = hash.wrapping_add(length ^ (HASH_PRIME_5 ^ 3_527_539));
        // -1 stands for "not computed".
        let hash = match hash as i64 {
            -1 => 1_546_275_796,
            hash => hash,
        };
        this.hash.set(hash);
        Ok(hash)
    }

    #[slot]
    fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<Tuple>(), other.downcast::<Tuple>())
        else {
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

    #[slot]
    fn iter(this: &Ref<Tuple>, vm: &mut Vm) -> PyResult {
        let tuple = this.clone();
        Ok(TupleIterator::new(tuple, vm).into_value())
    }

    #[new(signature = "(iterable=(), /)")]
    fn new_slot(class: &Ref<Type>, iterable: Option<&Value>, vm: &mut Vm) -> PyResult {
        let is_exact = class.is(&vm.types.tuple);
        let items = match iterable {
            Some(tuple) if is_exact && vm.types.tuple.is(tuple.class(vm)) => {
                return Ok(tuple.clone());
            }
            Some(list) if is_exact && vm.types.list.is(list.class(vm)) => {
                let list = list.downcast::<List>().expect("its class says so");
                return Ok(Tuple::from_list(list, vm).into_value());
            }
            Some(iterable) => vm.collect(iterable)?,
            None => Vec::new(),
        };
        if is_exact {
            Ok(Tuple::new(items, vm).into_value())
        } else {
            Ok(Tuple::with_class(items, class, vm).into_value())
        }
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Tuple>, _vm: &mut Vm) -> PyResult<usize> {
        Ok(this.length())
    }

    #[slot]
    fn subscript(this: &Ref<Tuple>, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(slice) = key.downcast::<Slice>() {
            let indices = slice.parts(vm)?.indices(this.length());
            if indices.count == this.length()
                && indices.step == 1
                && let Some(whole) = exact(this, vm)
            {
                return Ok(whole);
            }
            let items = indices.select(this.as_slice());
            return Ok(Tuple::new(items, vm).into_value());
        }
        let index = sequence::subscript_index(key, "tuple", vm)?;
        match sequence::position(index, this.length()) {
            Some(index) => Ok(this.as_slice()[index].clone()),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    /// Whether an item equals `value`.
    #[slot]
    fn contains(this: &Ref<Tuple>, value: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(this.find(value, 0, this.length(), vm)?.is_some())
    }

    #[slot]
    fn concat(this: &Ref<Tuple>, other: &Value, vm: &mut Vm) -> PyResult {
        if this.length() == 0
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
            && let Some(left) = exact(this, vm)
        {
            return Ok(left);
        }
        let items = [this.as_slice(), other.as_slice()].concat();
        Ok(Tuple::new(items, vm).into_value())
    }

    #[slot]
    fn repeat(this: &Ref<Tuple>, count: &Value, vm: &mut Vm) -> PyResult {
        let count = sequence::repeat_count(count, vm)?;
        if (count == 1 || this.length() == 0)
            && let Some(same) = exact(this, vm)
        {
            return Ok(same);
        }
        // The this is made of the vector: both need the room.
        let mut items = vm.new_buffer(this.length().saturating_mul(count))?;
        sequence::push_repeated(&mut items, this.as_slice(), count);
        Ok(Tuple::new(items, vm).into_value())
    }
}

const HASH_PRIME_1: u64 = 0x9e37_79b1_85eb_ca87;
const HASH_PRIME_2: u64 = 0xc2b2_ae3d_27d4_eb4f;
const HASH_PRIME_5: u64 = 0x27d4_eb2f_1656_67c5;

/// The tuple itself if it is one of no subclass.
fn exact(tuple: &Ref<Tuple>, vm: &Vm) -> Option<Value> {
    tuple.class().is(&vm.types.tuple).then(|| tuple.to_value())
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
