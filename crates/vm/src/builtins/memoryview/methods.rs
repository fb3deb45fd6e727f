//! The methods of `memoryview`.

use rpy_bytecode::CompareOperator;
use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::memoryview::element::NativeFormat;
use crate::builtins::memoryview::{MemoryView, cast, subscript};
use crate::builtins::sequence;
use crate::builtins::slice::SliceIndex;
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::convert::{FromArgument, Position};
use crate::function::default::FromDefault;
use crate::object::buffer::Order;
use crate::object::reference::Ref;
use crate::object::slot_table;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl FromDefault<&'static str> for Order {
    fn from_default(_literal: &'static str, _vm: &mut Vm) -> Order {
        Order::C
    }
}

impl<'a> FromArgument<'a> for Order {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Order> {
        let name = value.downcast::<Str>().map(|text| text.as_bytes());
        match name {
            Some(b"C") => Ok(Order::C),
            Some(b"F") => Ok(Order::Fortran),
            Some(b"A") => Ok(Order::Any),
            _ => Err(vm.value_error("order must be 'C', 'F' or 'A'")),
        }
    }

    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<Order> {
        if value.is_none() {
            return Ok(Order::C);
        }
        if !value.has_payload::<Str>() {
            return Err(position.bad_argument("str or None", value, vm));
        }
        Order::from_argument(value, vm)
    }
}

#[methods]
impl MemoryView {
    /// Returns the bytes as a bytes object.
    ///
    /// order says which index changes fastest: the last ('C'), the first ('F'), or the one that
    /// does so in memory ('A').
    #[method(signature = "($self, /, order='C')")]
    fn tobytes(this: &Ref<MemoryView>, order: Order, vm: &mut Vm) -> PyResult<Ref<Bytes>> {
        let bytes = this.with(vm, |view, vm| view.to_vec_ordered(order, vm))?;
        Ok(Bytes::from_vec(bytes, vm))
    }

    /// Returns the elements as a list: of lists, for each dimension but the last.
    #[method(signature = "($self, /)")]
    fn tolist(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult {
        let format = this.native_format(vm)?;
        let (bytes, lengths, item_size) = this.with(vm, |view, vm| {
            let lengths: Vec<usize> = view.shape().collect();
            (view.to_vec(vm), lengths, view.item_size())
        })?;
        vm.check_allocation((bytes.len() / item_size.max(1)).saturating_mul(size_of::<Value>()))?;
        let mut items = bytes.chunks_exact(item_size);
        Ok(nested(format, &mut items, &lengths, vm))
    }

    /// Returns the bytes as hexadecimal digits, with a separator between groups if one is given.
    ///
    /// ```text
    /// >>> memoryview(b'\xab\xcd').hex(':')
    /// 'ab:cd'
    /// ```
    #[method(signature = "($self, /, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hex(this: &Ref<MemoryView>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let bytes = this.with(vm, |view, vm| view.to_vec(vm))?;
        let bytes = Bytes::from_vec(bytes, vm).into_value();
        let name = vm.intern("hex");
        bytes.get_attribute(&name, vm)?.call(args, vm)
    }

    /// Lets the memory go.
    #[method(name = "release", signature = "($self, /)")]
    fn release_method(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
        this.release(vm)
    }

    /// Returns a view of the same memory that cannot change it.
    #[method(signature = "($self, /)")]
    fn toreadonly(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        let view = this.view_again(vm)?;
        Ok(MemoryView::of_view(view.into_read_only(), vm))
    }

    /// Returns a view of the same memory as elements of another format, or in another shape.
    #[method(
        name = "cast",
        signature = "($self, /, format, shape=<unrepresentable>)"
    )]
    fn cast_method(
        this: &Ref<MemoryView>,
        format: String,
        shape: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult<Ref<MemoryView>> {
        cast::cast(this, format, shape, vm)
    }

    /// Returns how many elements equal the value.
    #[method(signature = "($self, value, /)")]
    fn count(this: &Ref<MemoryView>, value: &Value, vm: &mut Vm) -> PyResult<usize> {
        let mut count = 0;
        let iterator = this.as_value().iter(vm)?;
        while let Some(item) = iterator.next(vm)? {
            count += usize::from(item.compare_bool(value, CompareOperator::Equal, vm)?);
        }
        Ok(count)
    }

    /// Returns the index of the first element that equals the value.
    ///
    /// Raises ValueError if there is none.
    #[method(signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        this: &Ref<MemoryView>,
        value: &Value,
        start: Option<SliceIndex>,
        stop: Option<SliceIndex>,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let lengths: Vec<usize> = this.with(vm, |view, _| view.shape().collect())?;
        let length = match lengths[..] {
            [length] => length,
            [] => return Err(vm.type_error("invalid lookup on 0-dim memory")),
            _ => {
                let message = "multi-dimensional lookup is not implemented";
                return Err(vm.not_implemented_error(message));
            }
        };
        let format = this.native_format(vm)?;
        let bound = |index: Option<SliceIndex>, default: usize| {
            let position = index.map(|index| sequence::clamp_position(index.0, length));
            position.unwrap_or(default).min(length)
        };
        for index in bound(start, 0)..bound(stop, length) {
            let item = subscript::read(this, format, &[index], vm)?;
            if item.compare_bool(value, CompareOperator::Equal, vm)? {
                return Ok(index);
            }
        }
        Err(vm.value_error("memoryview.index(x): x not found"))
    }

    // Returns the view itself.
    #[method(name = "__enter__", signature = "($self, /)")]
    fn enter(this: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<Ref<MemoryView>> {
        this.check(vm)?;
        Ok(this.clone())
    }

    /// Lets the memory go.
    #[method(name = "__exit__", signature = "($self, /, *exc_info)")]
    fn exit(this: &Ref<MemoryView>, _args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        this.release(vm)
    }

    /// Makes a view of an object, of which the flags say what to ask.
    #[class_method(signature = "($type, /, object, flags)")]
    fn _from_flags(
        _class: &Value,
        object: &Value,
        flags: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<MemoryView>> {
        let flags = slot_table::buffer_flags(flags, vm)?;
        MemoryView::with_flags(object, flags, vm)
    }
}

/// The elements as lists in lists. There are at most 64 dimensions, so the depth is bounded.
fn nested<'a>(
    format: NativeFormat,
    items: &mut impl Iterator<Item = &'a [u8]>,
    lengths: &[usize],
    vm: &mut Vm,
) -> Value {
    let Some((&length, inner)) = lengths.split_first() else {
        let bytes = items
            .next()
            .expect("there are as many elements as the shape says");
        return format.read(&bytes[..format.size()], vm);
    };
    let parts = (0..length)
        .map(|_| nested(format, items, inner, vm))
        .collect();
    vm.new_list(parts)
}
