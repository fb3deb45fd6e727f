//! Functions of this module that `ctypes` calls by their addresses, as if they were functions of C.
//!
//! There is no code at their addresses: a call that goes there is made here. The addresses are those of
//! bytes that nothing else has.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::memoryview::MemoryView;
use rpy_vm::builtins::type_::Type;
use rpy_vm::object::buffer::{BufferFlags, ExportCount};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::argument::Prepared;
use super::code::{WIDE, address_value, text_of};
use super::data::{CData, Spot, data_of};
use super::info::{Kind, info_of};
use super::keep;
use super::memory;

/// The functions, in the order of their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intrinsic {
    StringAt,
    WideStringAt,
    Cast,
    MemoryviewAt,
}

static PLACES: [u64; 4] = [0; 4];

const ALL: [Intrinsic; 4] = [
    Intrinsic::StringAt,
    Intrinsic::WideStringAt,
    Intrinsic::Cast,
    Intrinsic::MemoryviewAt,
];

impl Intrinsic {
    /// The address of the function.
    pub(super) fn address(self) -> usize {
        std::ptr::from_ref(&PLACES[self as usize]).addr()
    }

    /// The function at an address.
    pub(super) fn at(address: usize) -> Option<Intrinsic> {
        ALL.into_iter().find(|it| it.address() == address)
    }

    /// Calls the function.
    ///
    /// Raises `TypeError` for other arguments than it has.
    pub(super) fn call(self, arguments: &[Prepared], vm: &mut Vm) -> PyResult {
        let (Some(first), Some(second)) = (arguments.first(), arguments.get(1)) else {
            return Err(vm.type_error("this function takes more arguments"));
        };
        let address = first.address();
        match self {
            Intrinsic::StringAt => string_at(address, number(second), vm),
            Intrinsic::WideStringAt => wide_string_at(address, number(second), vm),
            Intrinsic::Cast => {
                let (Some(source), Some(class)) =
                    (object(second), arguments.get(2).and_then(object))
                else {
                    return Err(vm.type_error("this function takes more arguments"));
                };
                cast(address, &source, &class, vm)
            }
            Intrinsic::MemoryviewAt => {
                let readonly = arguments.get(2).map_or(0, number) != 0;
                memoryview_at(address, number(second), readonly, vm)
            }
        }
    }
}

/// A signed integer that is passed.
fn number(argument: &Prepared) -> i64 {
    let size = argument.passed.size().min(8);
    let mut word = [0; 8];
    word[..size].copy_from_slice(&argument.bytes[..size]);
    let shift = 64 - size as u32 * 8;
    i64::from_le_bytes(word).checked_shl(shift).unwrap_or(0) >> shift.min(63)
}

/// An object that is passed.
fn object(argument: &Prepared) -> Option<Value> {
    match argument.address() as u64 {
        0 => None,
        word => Some(memory::object_of(word)),
    }
}

fn checked(address: usize, size: i64, length: fn(usize) -> usize, vm: &mut Vm) -> PyResult<usize> {
    if address == 0 && size != 0 {
        return Err(vm.value_error("NULL pointer access"));
    }
    match size {
        -1 => Ok(length(address)),
        0.. => Ok(size as usize),
        _ => Err(vm.system_error("Negative size passed to PyBytes_FromStringAndSize")),
    }
}

/// Tells audit hooks that memory at an address is about to be read.
fn audit_memory(event: &str, address: usize, size: i64, vm: &mut Vm) -> PyResult<()> {
    vm.audit(event, |vm| [address_value(address, vm), vm.new_int(size)])
}

fn string_at(address: usize, size: i64, vm: &mut Vm) -> PyResult {
    audit_memory("ctypes.string_at", address, size, vm)?;
    let size = checked(address, size, memory::string_length, vm)?;
    vm.check_allocation(size)?;
    let bytes = memory::foreign(address, size, vm).to_vec();
    Ok(vm.new_bytes(&bytes))
}

fn wide_string_at(address: usize, size: i64, vm: &mut Vm) -> PyResult {
    audit_memory("ctypes.wstring_at", address, size, vm)?;
    let size = checked(address, size, memory::wide_length, vm)?;
    let size = size.saturating_mul(WIDE);
    vm.check_allocation(size)?;
    let bytes = memory::foreign(address, size, vm).to_vec();
    text_of(&bytes, vm)
}

fn cast(address: usize, source: &Value, class: &Value, vm: &mut Vm) -> PyResult {
    let info = info_of(class, vm);
    let is_pointer = info.as_ref().is_some_and(|info| {
        let code = info.get(vm).code.map(|code| code.letter);
        matches!(info.kind, Kind::Pointer | Kind::Function)
            || matches!(code, Some(b'P' | b'z' | b'Z' | b'O'))
    });
    if !is_pointer {
        if class.downcast::<Type>().is_none() {
            return Err(vm.type_error("cast() argument 2 must be a pointer type"));
        }
        let given = class.downcast::<Type>().map(|class| class.shown_name(vm));
        let given = given.unwrap_or_default();
        return Err(vm.type_error(format!(
            "cast() argument 2 must be a pointer type, not {given}"
        )));
    }
    let result = class.call_positional(&[], vm)?;
    let Some(data) = data_of(&result) else {
        return Err(vm.type_error("cast() argument 2 must be a pointer type"));
    };
    if let Some(from) = data_of(source) {
        share_objects(from, data, vm)?;
    }
    data.write(Spot::In(0), &address.to_ne_bytes(), vm)?;
    Ok(result)
}

/// Both refer to the same objects, and to the source.
fn share_objects(from: &Ref<CData>, to: &Ref<CData>, vm: &mut Vm) -> PyResult<()> {
    let _ = keep::kept(from, vm);
    if from.objects.cloned(vm).is_some_and(|kept| kept.is_none()) {
        let dict = Dict::new(vm).into_value();
        from.objects.replace(Some(dict), vm);
    }
    let objects = from.objects.cloned(vm);
    to.objects.replace(objects.clone(), vm);
    let dict = objects
        .as_ref()
        .and_then(|objects| objects.downcast::<Dict>());
    if let Some(dict) = dict {
        let key = address_value(super::object_address(from), vm);
        dict.set_item(key, from.to_value(), vm)?;
    }
    Ok(())
}

/// Memory at an address that a memoryview shows.
#[derive(Payload)]
pub(super) struct Region {
    address: Cell<usize>,
    #[payload(skip)]
    exports: ExportCount,
}

#[native_class(name = "_ctypes.Region", undocumented)]
impl Region {}

fn memoryview_at(address: usize, size: i64, readonly: bool, vm: &mut Vm) -> PyResult {
    vm.audit("ctypes.memoryview_at", |vm| {
        let (address, size) = (address_value(address, vm), vm.new_int(size));
        [address, size, Value::from_i32(i32::from(readonly))]
    })?;
    let Ok(size) = usize::try_from(size) else {
        return Err(vm.value_error(format!(
            "memoryview_at: size is negative (or overflowed): {size}"
        )));
    };
    let region = Region {
        address: Cell::new(address),
        exports: ExportCount::new(),
    };
    let region = Ref::new(region, vm);
    let address = region.address.get();
    let bytes = memory::foreign_mut(address, size, vm);
    let memory = (std::ptr::NonNull::from(&mut *bytes).cast(), bytes.len());
    let owner = (region.as_value(), &region.exports);
    let view = memory::show(owner, memory, BufferFlags::FULL, vm)?;
    let view = match readonly {
        true => view.into_read_only(),
        false => view,
    };
    Ok(MemoryView::of_view(view, vm).into_value())
}
