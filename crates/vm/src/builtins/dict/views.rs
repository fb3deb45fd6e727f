//! Views of a dict: `dict_keys`, `dict_values` and `dict_items`.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#dictionary-view-objects>

use std::ops::ControlFlow;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, methods, native_class};

use crate::builtins::descriptors::MappingProxy;
use crate::builtins::dict::Dict;
use crate::builtins::dict::iter::{DictIterator, EntryPart, new_pair};
use crate::builtins::set::{Set, as_set_table};
use crate::builtins::str::StrBuilder;
use crate::builtins::tuple::Tuple;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A view of a dict.
#[derive(Payload)]
#[repr(C)]
pub struct DictView {
    pub(crate) dict: Ref<Dict>,
    #[payload(skip)]
    pub(crate) part: EntryPart,
}

impl DictView {
    /// Makes a view.
    pub(crate) fn new(dict: Ref<Dict>, part: EntryPart, vm: &mut Vm) -> Ref<DictView> {
        let class = match part {
            EntryPart::Key => &vm.types.dict_keys,
            EntryPart::Value => &vm.types.dict_values,
            EntryPart::Item => &vm.types.dict_items,
        };
        let payload = DictView { dict, part };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// Whether an item is among those shown.
    fn holds(&self, item: &Value, vm: &mut Vm) -> PyResult<bool> {
        match self.part {
            EntryPart::Key => self.dict.contains_key(item, vm),
            EntryPart::Item => {
                let Some(pair) = item.downcast::<Tuple>() else {
                    return Ok(false);
                };
                let [key, value] = pair.as_slice() else {
                    return Ok(false);
                };
                match self.dict.get_item(key, vm)? {
                    Some(known) => known.equals(value, vm),
                    None => Ok(false),
                }
            }
            EntryPart::Value => {
                let mut position = 0;
                while let Some((next, _, value)) = self.dict.next_entry(position, vm) {
                    position = next;
                    if value.equals(item, vm)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// Clones of all items shown.
    pub(crate) fn to_vec(&self, vm: &mut Vm) -> Vec<Value> {
        match self.part {
            EntryPart::Key => self.dict.keys_vec(vm),
            EntryPart::Value => self.dict.values_vec(vm),
            EntryPart::Item => {
                let items = self.dict.items_vec(vm).into_iter();
                items.map(|(key, value)| new_pair(key, value, vm)).collect()
            }
        }
    }
}

/// The value as a view of keys or items, which are sets.
fn as_set_view(value: &Value) -> Option<&Ref<DictView>> {
    let view = value.downcast::<DictView>()?;
    (view.part != EntryPart::Value).then_some(view)
}

#[methods]
impl DictView {
    /// The dict that this is a view of, read-only.
    #[getter]
    fn mapping(this: &Ref<DictView>, vm: &mut Vm) -> Ref<MappingProxy> {
        MappingProxy::new(this.dict.to_value(), vm)
    }

    /// Returns a backward iterator over the view.
    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Ref<DictView>, vm: &mut Vm) -> Ref<DictIterator> {
        DictIterator::new(this.dict.clone(), this.part, true, vm)
    }
}

/// The methods of the views that are sets.
struct SetView;

#[methods]
impl SetView {
    /// Returns whether the view and an iterable have nothing in common.
    #[method(signature = "($self, object, /)")]
    fn isdisjoint(this: &Ref<DictView>, other: &Value, vm: &mut Vm) -> PyResult<bool> {
        if this.is_value(other) {
            return Ok(this.dict.length(vm) == 0);
        }
        let is_set = as_set_view(other).is_some() || as_set_table(other).is_some();
        if is_set && other.length(vm)? > this.dict.length(vm) {
            let mut is_disjoint = true;
            let _ = vm.iterate(this.as_value(), |item, vm| {
                is_disjoint = !other.contains(&item, vm)?;
                Ok(continue_if(is_disjoint))
            })?;
            return Ok(is_disjoint);
        }
        let mut is_disjoint = true;
        let _ = vm.iterate(other, |item, vm| {
            is_disjoint = !this.holds(&item, vm)?;
            Ok(continue_if(is_disjoint))
        })?;
        Ok(is_disjoint)
    }
}

fn continue_if(condition: bool) -> ControlFlow<()> {
    if condition {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

fn view_of(value: &Value) -> &Ref<DictView> {
    value
        .downcast()
        .expect("the slots of a dict view are called with one")
}

fn length(this: &Value, vm: &mut Vm) -> PyResult<usize> {
    Ok(view_of(this).dict.length(vm))
}

fn iter(this: &Value, vm: &mut Vm) -> PyResult {
    let view = view_of(this);
    Ok(DictIterator::new(view.dict.clone(), view.part, false, vm).into_value())
}

fn contains(this: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    view_of(this).holds(item, vm)
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    if !vm.repr_enter(this) {
        return Ok(vm.new_str("..."));
    }
    let view = view_of(this);
    let mut text = StrBuilder::new();
    text.push_str(&this.type_name(vm));
    text.push_str("([");
    let items = view.to_vec(vm);
    let result = items.iter().enumerate().try_for_each(|(index, item)| {
        if index != 0 {
            text.push_str(", ");
        }
        text.push_text(&*item.repr(vm)?);
        Ok(())
    });
    vm.repr_leave(this);
    result?;
    text.push_str("])");
    Ok(text.finish(vm).into_value())
}

fn compare(this: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    if as_set_view(this).is_none()
        || (as_set_view(other).is_none() && as_set_table(other).is_none())
    {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (own, theirs) = (this.length(vm)?, other.length(vm)?);
    let result = match op {
        CompareOperator::Equal => own == theirs && contains_all(other, this, vm)?,
        CompareOperator::NotEqual => own != theirs || !contains_all(other, this, vm)?,
        CompareOperator::Less => own < theirs && contains_all(other, this, vm)?,
        CompareOperator::LessEqual => own <= theirs && contains_all(other, this, vm)?,
        CompareOperator::Greater => own > theirs && contains_all(this, other, vm)?,
        CompareOperator::GreaterEqual => own >= theirs && contains_all(this, other, vm)?,
    };
    Ok(Value::bool(result))
}

/// Whether every item of `part` is in `whole`.
fn contains_all(whole: &Value, part: &Value, vm: &mut Vm) -> PyResult<bool> {
    let mut all = true;
    let _ = vm.iterate(part, |item, vm| {
        all = whole.contains(&item, vm)?;
        Ok(continue_if(all))
    })?;
    Ok(all)
}

/// The items of an operand, as a new set.
fn to_set(operand: &Value, vm: &mut Vm) -> PyResult<Ref<Set>> {
    let set = Set::new(vm);
    match operand.downcast::<DictView>() {
        Some(view) if view.part == EntryPart::Key => {
            set.update_from(view.dict.as_value(), vm)?;
        }
        _ => set.update_from(operand, vm)?,
    }
    Ok(set)
}

fn subtract(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let result = to_set(left, vm)?;
    result.subtract_from(right, vm)?;
    Ok(result.into_value())
}

fn and(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let (view, other) = match as_set_view(left) {
        Some(view) => (view, right),
        None => (
            as_set_view(right).expect("one operand is the view whose slot this is"),
            left,
        ),
    };
    let (view, other) = match as_set_view(other) {
        Some(other) if other.dict.length(vm) > view.dict.length(vm) => (other, view.as_value()),
        _ => (view, other),
    };
    let result = Set::new(vm);
    let _ = vm.iterate(other, |item, vm| {
        if view.holds(&item, vm)? {
            result.add(item, vm)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(result.into_value())
}

fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let result = to_set(left, vm)?;
    result.update_from(right, vm)?;
    Ok(result.into_value())
}

fn xor(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let result = to_set(left, vm)?;
    let right = to_set(right, vm)?;
    result.toggle_all(right.as_value(), vm)?;
    Ok(result.into_value())
}

/// The class `dict_items`.
pub(crate) struct DictItems;

/// The class `dict_values`.
pub(crate) struct DictValues;

/// Declares a class of views that are sets.
// rustfmt moves the lines of an attribute further to the right each time.
#[rustfmt::skip]
macro_rules! set_view_class {
    ($class:ident, $name:literal, $field:ident) => {
        #[native_class(
            name = $name,
            payload = DictView,
            registry = $field,
            flags(disallow_instantiation),
            methods(DictView::MEMBERS, SetView::MEMBERS),
            slots(
                repr = repr,
                iter = iter,
                length = length,
                compare = compare,
                contains = contains,
                subtract = subtract,
                and = and,
                or = or,
                xor = xor
            )
        )]
        impl $class {}
    };
}

set_view_class!(DictView, "dict_keys", dict_keys);
set_view_class!(DictItems, "dict_items", dict_items);

#[native_class(
    name = "dict_values",
    payload = DictView,
    registry = dict_values,
    flags(disallow_instantiation),
    methods(DictView::MEMBERS),
    slots(repr = repr, iter = iter, length = length)
)]
impl DictValues {}
