//! Arguments that the methods of `str`, `bytes` and `bytearray` share.

use std::ops::Range;

use crate::builtins::str::Str;
use crate::function::convert::FromArgument;
use crate::function::default::{FromDefault, NoneLiteral};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A position as in a slice: missing, None, or an integer that is clamped to a machine word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound(Option<isize>);

impl<'a> FromArgument<'a> for Bound {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Bound> {
        if value.is_none() {
            return Ok(Bound(None));
        }
        if !value.is_index(vm) {
            return Err(
                vm.type_error("slice indices must be integers or None or have an __index__ method")
            );
        }
        clamped_index(value, vm).map(|index| Bound(Some(index)))
    }
}

impl FromDefault<NoneLiteral> for Bound {
    fn from_default(_none: NoneLiteral, _vm: &mut Vm) -> Bound {
        Bound(None)
    }
}

/// An integer, clamped to a machine word.
pub(crate) fn clamped_index(value: &Value, vm: &mut Vm) -> PyResult<isize> {
    let index = value.index(vm)?;
    if let Some(small) = index.as_small_int() {
        return Ok(small as isize);
    }
    let negative = index
        .downcast::<crate::builtins::int::Int>()
        .is_some_and(|int| int.view().is_negative());
    Ok(if negative { isize::MIN } else { isize::MAX })
}

/// The positions that a search of `length` items goes through; `None` if the start is behind the
/// end, where not even an empty needle is found.
pub(crate) fn search_range(start: Bound, end: Bound, length: usize) -> Option<Range<usize>> {
    let clamp = |index: isize| {
        let index = if index < 0 {
            index.saturating_add(length as isize).max(0)
        } else {
            index
        };
        index as usize
    };
    let start = start.0.map_or(0, clamp);
    let end = end.0.map_or(length, clamp).min(length);
    (start <= end).then_some(start..end)
}

/// `maxsplit` and `count`: negative and missing mean no limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit(pub(crate) usize);

impl<'a> FromArgument<'a> for Limit {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Limit> {
        let limit = isize::from_argument(value, vm)?;
        Ok(Limit(usize::try_from(limit).unwrap_or(usize::MAX)))
    }
}

impl FromDefault<i64> for Limit {
    fn from_default(limit: i64, _vm: &mut Vm) -> Limit {
        Limit(usize::try_from(limit).unwrap_or(usize::MAX))
    }
}

/// A width in columns: negative ones are zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Width(pub(crate) usize);

impl<'a> FromArgument<'a> for Width {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Width> {
        let width = isize::from_argument(value, vm)?;
        Ok(Width(usize::try_from(width).unwrap_or(0)))
    }
}

/// `tabsize`: eight if missing, at least zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TabSize(pub(crate) usize);

impl<'a> FromArgument<'a> for TabSize {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<TabSize> {
        let size = i32::from_argument(value, vm)?;
        Ok(TabSize(usize::try_from(size).unwrap_or(0)))
    }
}

impl FromDefault<i64> for TabSize {
    fn from_default(size: i64, _vm: &mut Vm) -> TabSize {
        TabSize(usize::try_from(size).unwrap_or(0))
    }
}

/// The name of an encoding or error handler, which may be missing.
pub(crate) fn text_or<'a>(text: Option<&'a Str>, default: &'a str) -> std::borrow::Cow<'a, str> {
    text.map_or(default.into(), Str::to_string_lossy)
}
