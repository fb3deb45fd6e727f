//! Padding, and columns.

use rpy_macros::methods;

use crate::builtins::bytes::algorithms::{self, Refused};
use crate::builtins::bytes::arguments::{TabSize, Width};
use crate::builtins::str::{Str, StrBuilder};
use crate::function::convert::FromArgument;
use crate::function::default::FromDefault;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

/// What fills: one character.
struct Fill(u32);

impl FromDefault<&'static str> for Fill {
    fn from_default(literal: &'static str, _vm: &mut Vm) -> Fill {
        Fill(literal.chars().next().map_or(0, u32::from))
    }
}

impl<'a> FromArgument<'a> for Fill {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Fill> {
        let Some(text) = value.downcast::<Str>() else {
            let class = value.type_name(vm);
            return Err(vm.type_error(format!(
                "The fill character must be a unicode character, not {class}"
            )));
        };
        if text.length() != 1 {
            return Err(vm.type_error("The fill character must be exactly one character long"));
        }
        Ok(Fill(text.code_point_at(0)))
    }
}

/// Puts fill characters on both sides.
pub(crate) fn pad(
    this: &Ref<Str>,
    left: usize,
    right: usize,
    fill: u32,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    if left + right == 0 {
        return Ok(this.to_exact(vm));
    }
    // A code point takes up to four bytes.
    let size = (left + right).checked_mul(4);
    let size = size.and_then(|size| size.checked_add(this.byte_length()));
    let Some(size) = size.filter(|&size| isize::try_from(size).is_ok()) else {
        return Err(vm.overflow_error("padded string is too long"));
    };
    vm.check_allocation(size)?;
    let mut result = StrBuilder::with_capacity(this.byte_length() + left + right);
    result.push_repeated(fill, left);
    result.push_text(this);
    result.push_repeated(fill, right);
    Ok(result.finish(vm))
}

#[methods]
impl Methods {
    /// Returns the string in the middle of a line of the given width.
    #[method(signature = "($self, width, fillchar=' ', /)")]
    fn center(this: &Ref<Str>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let missing = width.0.saturating_sub(this.length());
        // When the sides cannot be equal, it depends on the width which gets more.
        let left = missing / 2 + (missing & width.0 & 1);
        pad(this, left, missing - left, fillchar.0, vm)
    }

    /// Returns the string at the left of a line of the given width.
    #[method(signature = "($self, width, fillchar=' ', /)")]
    fn ljust(this: &Ref<Str>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let missing = width.0.saturating_sub(this.length());
        pad(this, 0, missing, fillchar.0, vm)
    }

    /// Returns the string at the right of a line of the given width.
    #[method(signature = "($self, width, fillchar=' ', /)")]
    fn rjust(this: &Ref<Str>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let missing = width.0.saturating_sub(this.length());
        pad(this, missing, 0, fillchar.0, vm)
    }

    /// Returns the string filled up with zeros between sign and digits.
    #[method(signature = "($self, width, /)")]
    fn zfill(this: &Ref<Str>, width: Width, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let missing = width.0.saturating_sub(this.length());
        let signed = matches!(this.as_bytes().first(), Some(b'+' | b'-'));
        if missing == 0 || !signed {
            return pad(this, missing, 0, u32::from('0'), vm);
        }
        vm.check_allocation(width.0)?;
        let mut result = StrBuilder::with_capacity(this.byte_length() + missing);
        result.push_range(this, 0, 1);
        result.push_repeated(u32::from('0'), missing);
        result.push_range(this, 1, this.byte_length());
        Ok(result.finish(vm))
    }

    /// Returns a copy with tabs replaced by spaces up to the next multiple of tabsize columns.
    #[method(signature = "($self, /, tabsize=8)")]
    fn expandtabs(this: &Ref<Str>, tabsize: TabSize, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let has_room = |length| vm.has_room(length);
        match algorithms::expand_tabs(this.as_bytes(), tabsize.0, true, has_room) {
            // SAFETY: tabs are whole code points, and spaces are put in their place.
            Ok(text) => Ok(unsafe { Str::from_wtf8_unchecked(&text, vm) }),
            Err(Refused::TooLong) => Err(vm.overflow_error("new string is too long")),
            Err(Refused::NoMemory) => Err(vm.memory_error()),
        }
    }
}
