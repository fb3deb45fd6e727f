//! The protocol of `array.array`.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::sequence::{position, repeat_count};
use rpy_vm::builtins::slice::{Slice, SliceIndices};
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::{BufferFlags, BufferView, ExportCell, release_buffer};
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::construct;
use super::iter::ArrayIterator;
use super::value::Array;

#[native_class(
    name = "array.array",
    flags(base, weakref, sequence),
    generic,
    methods(Array::METHODS)
)]
impl Array {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn construct(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        construct::new(class, args, vm)
    }

    #[slot]
    fn iter(this: &Ref<Array>, vm: &mut Vm) -> Ref<ArrayIterator> {
        ArrayIterator::of(this, vm)
    }

    #[slot]
    fn release_buffer(this: &Ref<Array>, view: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
        release_buffer(this.as_value(), view, vm)
    }

    #[slot]
    fn buffer(this: &Ref<Array>, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
        let element = (this.code.format(), this.code.size());
        ExportCell::export(this, |array| &array.bytes, element, flags, vm)
    }

    #[slot]
    fn repr(this: &Ref<Array>, vm: &mut Vm) -> PyResult {
        let (class, code) = (this.class().name(vm), this.code.character());
        if this.length(vm) == 0 {
            return Ok(vm.new_str(&format!("{class}('{code}')")));
        }
        let items = if this.code.is_text() {
            this.text(vm)?
        } else {
            let items = this.values(vm)?;
            vm.new_list(items)
        };
        let items = items.repr(vm)?;
        vm.check_allocation(items.byte_length().saturating_mul(2))?;
        let items = items.to_string_lossy().into_owned();
        Ok(vm.new_str(&format!("{class}('{code}', {items})")))
    }

    #[slot(length)]
    fn length_slot(this: &Ref<Array>, vm: &mut Vm) -> usize {
        this.length(vm)
    }

    #[slot]
    fn contains(this: &Ref<Array>, value: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(find(this, value, 0..usize::MAX, vm)?.is_some())
    }

    #[slot]
    fn subscript(this: &Ref<Array>, key: &Value, vm: &mut Vm) -> PyResult {
        match selected(this, key, vm)? {
            Selected::Item(index) => {
                let item = match position(index, this.length(vm)) {
                    Some(position) => this.get(position, vm)?,
                    None => None,
                };
                item.ok_or_else(|| vm.index_error("array index out of range"))
            }
            Selected::Items(indices) => {
                let bytes = selection(this, indices, vm);
                Ok(Array::new(this.code, bytes, vm).into_value())
            }
        }
    }

    #[slot]
    fn set_subscript(
        this: &Ref<Array>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        match (selected(this, key, vm)?, value) {
            (Selected::Item(index), value) => set_item(this, index, value.as_ref(), vm),
            (Selected::Items(indices), None) => replace(this, indices, &[], vm),
            (Selected::Items(indices), Some(value)) => {
                let Some(other) = value.downcast::<Array>() else {
                    let class = value.type_name(vm);
                    return Err(vm.type_error(format!(
                        "can only assign array (not \"{class}\") to array slice"
                    )));
                };
                if other.code != this.code {
                    return Err(vm.type_error("bad argument type for built-in operation"));
                }
                // It may be the array itself.
                let bytes = other.bytes.get(vm).to_vec();
                replace(this, indices, &bytes, vm)
            }
        }
    }

    #[slot]
    fn concat(this: &Ref<Array>, other: &Value, vm: &mut Vm) -> PyResult {
        let Some(other) = other.downcast::<Array>() else {
            let class = other.type_name(vm);
            return Err(vm.type_error(format!("can only append array (not \"{class}\") to array")));
        };
        if other.code != this.code {
            return Err(vm.type_error("bad argument type for built-in operation"));
        }
        let bytes = [this.bytes.get(vm), other.bytes.get(vm)].concat();
        Ok(Array::new(this.code, bytes, vm).into_value())
    }

    #[slot]
    fn inplace_concat(this: &Ref<Array>, other: &Value, vm: &mut Vm) -> PyResult<Ref<Array>> {
        if !other.has_payload::<Array>() {
            let class = other.type_name(vm);
            return Err(vm.type_error(format!(
                "can only extend array with array (not \"{class}\")"
            )));
        }
        this.extend(other, vm)?;
        Ok(this.clone())
    }

    #[slot]
    fn repeat(this: &Ref<Array>, count: &Value, vm: &mut Vm) -> PyResult {
        let bytes = repeated(this, count, vm)?;
        Ok(Array::new(this.code, bytes, vm).into_value())
    }

    #[slot]
    fn inplace_repeat(this: &Ref<Array>, count: &Value, vm: &mut Vm) -> PyResult<Ref<Array>> {
        let bytes = repeated(this, count, vm)?;
        if bytes.len() != this.bytes.get(vm).len() {
            *this.resize(vm)? = bytes;
        }
        Ok(this.clone())
    }

    #[slot]
    fn compare(this: &Ref<Array>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let (left, Some(right)) = (this, other.downcast::<Array>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let is_equality = matches!(op, CompareOperator::Equal | CompareOperator::NotEqual);
        if is_equality && left.length(vm) != right.length(vm) {
            return Ok(Value::bool(op == CompareOperator::NotEqual));
        }
        let (mut index, size) = (0, left.code.size());
        if left.code == right.code && !left.code.is_float() {
            // Items of one format are equal if their bytes are.
            let (left, right) = (left.bytes.get(vm), right.bytes.get(vm));
            let same = match left == right {
                true => left.len(),
                false => left.iter().zip(right).take_while(|(a, b)| a == b).count(),
            };
            index = same / size;
        }
        loop {
            let (Some(a), Some(b)) = (left.get(index, vm)?, right.get(index, vm)?) else {
                break;
            };
            if !a.compare_bool(&b, CompareOperator::Equal, vm)? {
                return match op {
                    CompareOperator::Equal => Ok(Value::FALSE),
                    CompareOperator::NotEqual => Ok(Value::TRUE),
                    _ => a.compare(&b, op, vm),
                };
            }
            index += 1;
        }
        let lengths = left.length(vm).cmp(&right.length(vm));
        Ok(Value::bool(match op {
            CompareOperator::Less => lengths.is_lt(),
            CompareOperator::LessEqual => lengths.is_le(),
            CompareOperator::Equal => lengths.is_eq(),
            CompareOperator::NotEqual => lengths.is_ne(),
            CompareOperator::Greater => lengths.is_gt(),
            CompareOperator::GreaterEqual => lengths.is_ge(),
        }))
    }
}

/// The index of the first item in a range that equals the value. The array may change meanwhile.
pub(super) fn find(
    array: &Ref<Array>,
    value: &Value,
    range: std::ops::Range<usize>,
    vm: &mut Vm,
) -> PyResult<Option<usize>> {
    for index in range {
        let Some(item) = array.get(index, vm)? else {
            break;
        };
        // An item is not equal because it is the same object: it might be not a number.
        if item.compare_bool(value, CompareOperator::Equal, vm)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// What a key selects.
enum Selected {
    Item(isize),
    Items(SliceIndices),
}

fn selected(array: &Ref<Array>, key: &Value, vm: &mut Vm) -> PyResult<Selected> {
    if let Some(index) = key.as_small_int() {
        return Ok(Selected::Item(index as isize));
    }
    if key.is_index(vm) {
        let Some(index) = key.index(vm)?.as_int().and_then(|it| it.as_i64()) else {
            let class = key.type_name(vm);
            let message = format!("cannot fit '{class}' into an index-sized integer");
            return Err(vm.index_error(message));
        };
        return Ok(Selected::Item(index as isize));
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(vm.type_error("array indices must be integers"));
    };
    let parts = slice.parts(vm)?;
    Ok(Selected::Items(parts.indices(array.length(vm))))
}

/// The bytes of the items that indices select.
fn selection(array: &Array, indices: SliceIndices, vm: &Vm) -> Vec<u8> {
    let bytes = array.bytes.get(vm);
    if indices.step == 1 {
        let start = indices.start as usize;
        return bytes[array.span(start..start + indices.count)].to_vec();
    }
    let spans = indices.iter().map(|index| array.span(index..index + 1));
    spans.flat_map(|span| bytes[span].iter().copied()).collect()
}

fn set_item(array: &Ref<Array>, index: isize, value: Option<&Value>, vm: &mut Vm) -> PyResult<()> {
    let out_of_range = |vm: &mut Vm| vm.index_error("array assignment index out of range");
    let Some(place) = position(index, array.length(vm)) else {
        return Err(out_of_range(vm));
    };
    let Some(value) = value else {
        let span = array.span(place..place + 1);
        array.resize(vm)?.drain(span);
        return Ok(());
    };
    let item = array.code.write(value, vm)?;
    // Converting the value may have run Python code.
    if place >= array.length(vm) {
        return Err(out_of_range(vm));
    }
    let span = array.span(place..place + 1);
    let length = span.len();
    array.bytes.get_mut(vm)[span].copy_from_slice(&item[..length]);
    Ok(())
}

/// Puts items in place of those that indices select. No items at all are taken as a deletion, by
/// slices with steps, too.
fn replace(array: &Ref<Array>, indices: SliceIndices, bytes: &[u8], vm: &mut Vm) -> PyResult<()> {
    let size = array.code.size();
    let count = bytes.len() / size;
    if count == 0 || count != indices.count {
        array.check_resizable(vm)?;
    }
    if indices.step == 1 {
        let start = indices.start as usize;
        let span = array.span(start..start + indices.count);
        if count == indices.count {
            array.bytes.get_mut(vm)[span].copy_from_slice(bytes);
        } else {
            array.resize(vm)?.splice(span, bytes.iter().copied());
        }
        return Ok(());
    }
    if count == 0 {
        let mut is_selected = vec![false; array.length(vm)];
        indices.iter().for_each(|index| is_selected[index] = true);
        let mut old = array.resize(vm)?;
        let items = old.chunks_exact(size).zip(is_selected);
        let kept = items.filter(|(_, selected)| !selected);
        *old = kept.flat_map(|(item, _)| item.to_vec()).collect();
        return Ok(());
    }
    if count != indices.count {
        let selected = indices.count;
        return Err(vm.value_error(format!(
            "attempt to assign array of size {count} to extended slice of size {selected}"
        )));
    }
    let target = array.bytes.get_mut(vm);
    for (index, item) in indices.iter().zip(bytes.chunks_exact(size)) {
        target[index * size..][..size].copy_from_slice(item);
    }
    Ok(())
}

/// The bytes so many times.
fn repeated(array: &Array, count: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    let count = repeat_count(count, vm)?;
    let length = array.bytes.get(vm).len().checked_mul(count);
    match length.filter(|&length| isize::try_from(length).is_ok()) {
        Some(length) => vm.check_allocation(length)?,
        None => return Err(vm.memory_error()),
    }
    Ok(array.bytes.get(vm).repeat(count))
}
