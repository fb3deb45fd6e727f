//! What an `OrderedDict` has besides its items, and its protocol.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::dict::{Dict, Duplicate, EntryPart};
use crate::builtins::ordered_dict::iter::OrderedIterator;
use crate::builtins::str::StrBuilder;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::native::NativeClass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Stands for the type. Its instances are dicts with one more value, the count of changes.
pub struct OrderedDict;

/// Which of the added values tells of the changes: how many there were, and behind that how many keys there
/// were after the last.
const CHANGES: usize = 0;

/// Bits of the number of changes.
const COUNT_BITS: u32 = 28;
const COUNT_MASK: usize = (1 << COUNT_BITS) - 1;
const LENGTH_MASK: usize = 0xFFFF_FFFF;

/// What is another number after keys were added, removed or moved.
pub(super) fn changes(this: &Ref<Dict>, vm: &Vm) -> usize {
    let count = this.as_value().native_member(CHANGES, vm);
    count.as_small_int().map_or(0, |count| count as usize)
}

/// Counts a change, when it has been made.
pub(super) fn changed(this: &Ref<Dict>, vm: &mut Vm) {
    // It may begin again: nobody lets that many changes pass between two steps.
    let count = (changes(this, vm) + 1) & COUNT_MASK;
    let length = this.length(vm) & LENGTH_MASK;
    let told = Value::from_usize(length << COUNT_BITS | count);
    this.as_value().set_native_member(CHANGES, told, vm);
}

/// Raises `KeyError` if keys are missing that the methods of `dict` have removed, of which an ordered dict is
/// not told.
pub(super) fn check_keys(this: &Ref<Dict>, vm: &mut Vm) -> PyResult<()> {
    if changes(this, vm) >> COUNT_BITS <= this.length(vm) {
        return Ok(());
    }
    let message = vm.new_str("a key was removed by a method of dict");
    Err(vm.key_error(message))
}

/// Whether the class is `OrderedDict` itself.
pub(super) fn is_exact(this: &Ref<Dict>, vm: &mut Vm) -> bool {
    this.class().is(OrderedDict::class(vm))
}

/// The value as an instance of `OrderedDict`.
pub(super) fn as_ordered<'a>(value: &'a Value, vm: &mut Vm) -> Option<&'a Ref<Dict>> {
    let dict = value.downcast::<Dict>()?;
    let class = OrderedDict::class(vm).clone();
    dict.class().is_subclass_of(&class, vm).then_some(dict)
}

/// What is raised when keys were added, removed or moved meanwhile.
pub(super) fn mutated(vm: &mut Vm) -> Raised {
    vm.runtime_error("OrderedDict mutated during iteration")
}

/// Sets an item whose key has this hash.
pub(super) fn set_hashed(
    this: &Ref<Dict>,
    key: &Value,
    hash: u64,
    value: Value,
    vm: &mut Vm,
) -> PyResult<()> {
    let length = this.length(vm);
    this.set_hashed(key.clone(), hash, value, vm)?;
    if this.length(vm) != length {
        changed(this, vm);
    }
    Ok(())
}

/// Whether both have the same keys in the same order.
fn same_order(this: &Ref<Dict>, other: &Ref<Dict>, vm: &mut Vm) -> PyResult<bool> {
    let before = [changes(this, vm), changes(other, vm)];
    let mut at = [0, 0];
    loop {
        let ours = this.next_entry(at[0], vm);
        let theirs = other.next_entry(at[1], vm);
        let (Some((after, key, _)), Some((other_after, other_key, _))) = (&ours, &theirs) else {
            return Ok(ours.is_none() && theirs.is_none());
        };
        at = [*after, *other_after];
        if !key.equals(other_key, vm)? {
            return Ok(false);
        }
        if [changes(this, vm), changes(other, vm)] != before {
            return Err(mutated(vm));
        }
    }
}

/// A dict that knows in which order its keys were added, and can move them.
#[native_class(
    name = "collections.OrderedDict",
    base = Dict,
    payload = Dict,
    values = 1,
    flags(base, mapping, match_self, dict, weakref),
    methods(OrderedDict::MEMBERS)
)]
impl OrderedDict {
    #[init]
    fn init(this: &Ref<Dict>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let count = args.positional().len();
        if count > 1 {
            return Err(vm.type_error(format!("expected at most 1 argument, got {count}")));
        }
        super::fill::fill(this.as_value(), args, vm)
    }

    #[slot]
    fn repr(this: &Ref<Dict>, vm: &mut Vm) -> PyResult {
        let class = this.class().name(vm);
        if this.length(vm) == 0 {
            return Ok(vm.new_str(&format!("{class}()")));
        }
        check_keys(this, vm)?;
        if !vm.repr_enter(this.as_value()) {
            return Ok(vm.new_str("..."));
        }
        let items = if is_exact(this, vm) {
            Ok(this.copy(vm))
        } else {
            let items = Dict::new(vm);
            let merged = items.merge(this.as_value(), Duplicate::Replace, vm);
            merged.map(|()| items)
        };
        let items = items.and_then(|items| items.as_value().repr(vm));
        vm.repr_leave(this.as_value());
        let mut text = StrBuilder::new();
        text.push_str(&class);
        text.push_str("(");
        text.push_text(&*items?);
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    #[slot]
    fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let compare = vm.types.dict.slots(vm).compare;
        let result = compare.expect("dicts can be compared")(this, other, op, vm)?;
        let is_equal = Value::bool(op == CompareOperator::Equal);
        if !result.is(&is_equal) {
            return Ok(result);
        }
        let (Some(this), Some(other)) = (as_ordered(this, vm), as_ordered(other, vm)) else {
            return Ok(result);
        };
        let same = same_order(this, other, vm)?;
        Ok(Value::bool(same == (op == CompareOperator::Equal)))
    }

    #[slot]
    fn iter(this: &Ref<Dict>, vm: &mut Vm) -> Ref<OrderedIterator> {
        OrderedIterator::new(this.clone(), EntryPart::Key, false, vm)
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Dict>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let hash = key.hash(vm)? as u64;
        let Some(value) = value else {
            return match this.remove_hashed(key, hash, vm)? {
                Some(_) => {
                    changed(this, vm);
                    Ok(())
                }
                None => Err(vm.key_error(key.clone())),
            };
        };
        set_hashed(this, key, hash, value, vm)
    }

    #[slot]
    fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (class, other): (Ref<Type>, &Value) = match as_ordered(left, vm) {
            Some(left) => (left.class().clone(), right),
            None => (right.class(vm).clone(), left),
        };
        if !other.has_payload::<Dict>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let result = class
            .as_value()
            .call_positional(std::slice::from_ref(left), vm)?;
        super::fill::fill_from(&result, right, vm)?;
        Ok(result)
    }

    #[slot]
    fn inplace_or(this: &Ref<Dict>, other: &Value, vm: &mut Vm) -> PyResult {
        super::fill::fill_from(this.as_value(), other, vm)?;
        Ok(this.to_value())
    }
}
