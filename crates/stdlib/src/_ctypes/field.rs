//! `CField`: the fields of structures and unions.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::data::{Spot, data_of};
use super::info::info_of;
use super::parts::{self, Access, Part, access_of};

/// A field of a structure or union.
#[derive(Payload)]
pub(super) struct CField {
    #[payload(keep)]
    pub(super) name: Ref<Str>,
    #[payload(keep)]
    pub(super) class: Ref<Type>,
    byte_size: usize,
    pub(super) byte_offset: isize,
    pub(super) index: isize,
    pub(super) anonymous: Cell<bool>,
    #[payload(skip)]
    access: Access,
}

impl CField {
    /// The same field, elsewhere.
    pub(super) fn moved(&self, index: isize, byte_offset: isize) -> CField {
        CField {
            name: self.name.clone(),
            class: self.class.clone(),
            byte_size: self.byte_size,
            byte_offset,
            index,
            anonymous: Cell::new(false),
            access: self.access,
        }
    }

    fn part(&self) -> Part<'_> {
        Part {
            class: &self.class,
            access: self.access,
            index: self.index,
            // Nothing is there.
            spot: Spot::In(usize::try_from(self.byte_offset).unwrap_or(usize::MAX)),
            size: self.byte_size,
        }
    }
}

fn integer(value: &Value, vm: &mut Vm) -> PyResult<i64> {
    let Some(number) = value.as_int() else {
        return Err(vm.type_error("an integer is required"));
    };
    match number.as_i64() {
        Some(number) => Ok(number),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// The bits of a field: the lowest, and how many.
fn bits(
    name: &str,
    class: &Ref<Type>,
    byte_size: usize,
    (size, offset): (&Value, &Value),
    vm: &mut Vm,
) -> PyResult<Option<(u32, u32)>> {
    if size.is_none() {
        if !offset.is_none() {
            return Err(vm.value_error(format!(
                "field {name}: bit_offset must be specified if bit_size is"
            )));
        }
        return Ok(None);
    }
    let size = integer(size, vm)?;
    if size <= 0 {
        return Err(vm.value_error(format!("bit size of field {name} out of range, got {size}")));
    }
    let offset = integer(offset, vm)?;
    if offset < 0 {
        return Err(vm.value_error(format!(
            "bit offset of field {name} out of range, got {offset}"
        )));
    }
    let most = byte_size as i64 * 8;
    if size > most - offset.min(most) || offset > most {
        return Err(vm.value_error(format!(
            "bit field {name} overflows its type ({offset} + {size} > {most})"
        )));
    }
    let code = info_of(class.as_value(), vm).and_then(|info| info.get(vm).code);
    if !code.is_some_and(|code| code.can_be_bits()) {
        let class = class.shown_name(vm);
        return Err(vm.type_error(format!("bit fields not allowed for type {class}")));
    }
    Ok(Some((offset as u32, size as u32)))
}

/// A field of a structure or union.
#[native_class(name = "ctypes.CField")]
impl CField {
    #[new(
        signature = "(name, type, byte_size, byte_offset, index, _internal_use, bit_size=None, bit_offset=None)",
        hidden
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parameters of the class"
    )]
    fn new(
        class: &Ref<Type>,
        name: &Ref<Str>,
        r#type: &Value,
        byte_size: isize,
        byte_offset: isize,
        index: isize,
        _internal_use: bool,
        bit_size: &Value,
        bit_offset: &Value,
        vm: &mut Vm,
    ) -> PyResult<Ref<CField>> {
        if !_internal_use {
            return Err(vm.type_error("cannot create type object"));
        }
        let shown = name.as_value().repr(vm)?.to_string_lossy().into_owned();
        let (Some(of), Some(info)) = (r#type.downcast::<Type>(), info_of(r#type, vm)) else {
            return Err(vm.type_error(format!("type of field {shown} must be a C type")));
        };
        let size = info.get(vm).size;
        if usize::try_from(byte_size) != Ok(size) {
            return Err(vm.value_error(format!(
                "byte size of field {shown} ({byte_size}) does not match type size ({size})"
            )));
        }
        let access = match bits(&shown, of, size, (bit_size, bit_offset), vm)? {
            Some((offset, count)) => Access::Bits(offset, count),
            None => access_of(of, vm),
        };
        let field = CField {
            name: vm.intern_ref(name),
            class: of.clone(),
            byte_size: size,
            byte_offset,
            index,
            anonymous: Cell::new(false),
            access,
        };
        Ok(Ref::with_class(field, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<CField>, vm: &mut Vm) -> PyResult<String> {
        let name = this.name.as_value().repr(vm)?;
        let name = name.to_string_lossy().into_owned();
        let class = this.class.shown_name(vm);
        let offset = this.byte_offset;
        let rest = match this.access {
            Access::Bits(at, count) => format!("bit_size={count}, bit_offset={at}"),
            _ => format!("size={}", this.byte_size),
        };
        Ok(format!(
            "<ctypes.CField {name} type={class}, ofs={offset}, {rest}>"
        ))
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<CField>,
        object: Option<&Value>,
        owner: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let _ = owner;
        let Some(object) = object else {
            return Ok(this.to_value());
        };
        match data_of(object) {
            Some(data) => parts::get(data, this.part(), vm),
            None => Err(not_data(vm)),
        }
    }

    #[slot]
    fn descriptor_set(
        this: &Ref<CField>,
        object: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(data) = data_of(object) else {
            return Err(not_data(vm));
        };
        match value {
            Some(value) => parts::set(data, this.part(), &value, vm),
            None => Err(vm.type_error("can't delete attribute")),
        }
    }

    /// The name of the field.
    #[getter(member)]
    fn name(this: &Ref<CField>) -> Ref<Str> {
        this.name.clone()
    }

    /// The type of the field.
    #[getter(member)]
    fn r#type(this: &Ref<CField>) -> Ref<Type> {
        this.class.clone()
    }

    /// Bytes between the start of the structure and the field.
    #[getter(member)]
    fn offset(this: &Ref<CField>) -> isize {
        this.byte_offset
    }

    /// Bytes between the start of the structure and the integer that the field is in.
    #[getter(member)]
    fn byte_offset(this: &Ref<CField>) -> isize {
        this.byte_offset
    }

    /// Bytes of the field; of fields of bits those of the integer.
    #[getter(member)]
    fn byte_size(this: &Ref<CField>) -> usize {
        this.byte_size
    }

    /// The lowest bit of a field of bits; 0 for others.
    #[getter(member)]
    fn bit_offset(this: &Ref<CField>) -> u32 {
        match this.access {
            Access::Bits(offset, _) => offset,
            _ => 0,
        }
    }

    /// Bytes of the field; of fields of bits, their lowest bit and number as one int.
    #[getter]
    fn size(this: &Ref<CField>) -> usize {
        match this.access {
            Access::Bits(offset, count) => (count as usize) << 16 | offset as usize,
            _ => this.byte_size,
        }
    }

    /// How many bits the field has.
    #[getter]
    fn bit_size(this: &Ref<CField>, vm: &mut Vm) -> Value {
        match this.access {
            Access::Bits(_, count) => vm.new_int(count.into()),
            _ => vm.new_int_i128(this.byte_size as i128 * 8),
        }
    }

    /// Whether the field is a part of an integer.
    #[getter]
    fn is_bitfield(this: &Ref<CField>) -> bool {
        matches!(this.access, Access::Bits(..))
    }

    /// Whether the fields of the field are fields of the structure.
    #[getter]
    fn is_anonymous(this: &Ref<CField>) -> bool {
        this.anonymous.get()
    }
}

fn not_data(vm: &mut Vm) -> rpy_vm::Raised {
    vm.type_error("not a ctype instance")
}
