//! Finding, counting and replacing parts.

use std::ops::Range;

use rpy_macros::methods;

use crate::builtins::bytes::algorithms::{self, Refused};
use crate::builtins::bytes::arguments::{Bound, search_range};
use crate::builtins::str::{Str, StrBuilder};
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

/// The byte offsets that a search goes through.
fn byte_range(this: &Ref<Str>, start: Bound, end: Bound) -> Option<Range<usize>> {
    let range = search_range(start, end, this.length())?;
    Some(this.byte_offset(range.start)..this.byte_offset(range.end))
}

type Finder = fn(&[u8], &[u8]) -> Option<usize>;

/// The position of a part.
fn locate(
    this: &Ref<Str>,
    part: &Ref<Str>,
    start: Bound,
    end: Bound,
    find: Finder,
) -> Option<usize> {
    let range = byte_range(this, start, end)?;
    let offset = find(&this.as_bytes()[range.clone()], part.as_bytes())?;
    Some(this.position_of(range.start + offset))
}

fn position_or_minus_one(position: Option<usize>) -> i64 {
    position.map_or(-1, |position| position as i64)
}

/// Whether the part between the bounds starts or ends with a string or one of a tuple.
fn affix(
    this: &Ref<Str>,
    affix: &Value,
    bounds: (Bound, Bound),
    name: &str,
    matches: fn(&[u8], &[u8]) -> bool,
    vm: &mut Vm,
) -> PyResult<bool> {
    let range = byte_range(this, bounds.0, bounds.1);
    let part = range.map(|range| &this.as_bytes()[range]);
    let found = |text: &Ref<Str>| part.is_some_and(|part| matches(part, text.as_bytes()));
    if let Some(text) = affix.downcast::<Str>() {
        return Ok(found(text));
    }
    let Some(choices) = affix.downcast::<Tuple>() else {
        let class = affix.type_name(vm);
        return Err(vm.type_error(format!(
            "{name} first arg must be str or a tuple of str, not {class}"
        )));
    };
    for choice in choices.as_slice() {
        vm.poll()?;
        let Some(text) = choice.downcast::<Str>() else {
            let class = choice.type_name(vm);
            return Err(vm.type_error(format!(
                "tuple for {name} must only contain str, not {class}"
            )));
        };
        if found(text) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[methods]
impl Methods {
    /// Returns the lowest position where the part is found between start and end, or -1.
    #[method(
        signature = "($self, sub, start=None, end=None, /)",
        text = "($self, sub[, start[, end]], /)"
    )]
    fn find(this: &Ref<Str>, sub: &Ref<Str>, start: Bound, end: Bound) -> i64 {
        position_or_minus_one(locate(this, sub, start, end, algorithms::find))
    }

    /// Returns the highest position where the part is found between start and end, or -1.
    #[method(
        signature = "($self, sub, start=None, end=None, /)",
        text = "($self, sub[, start[, end]], /)"
    )]
    fn rfind(this: &Ref<Str>, sub: &Ref<Str>, start: Bound, end: Bound) -> i64 {
        position_or_minus_one(locate(this, sub, start, end, algorithms::rfind))
    }

    /// Returns the lowest position where the part is found between start and end.
    ///
    /// Raises ValueError if there is none.
    #[method(
        signature = "($self, sub, start=None, end=None, /)",
        text = "($self, sub[, start[, end]], /)"
    )]
    fn index(
        this: &Ref<Str>,
        sub: &Ref<Str>,
        start: Bound,
        end: Bound,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        locate(this, sub, start, end, algorithms::find)
            .ok_or_else(|| vm.value_error("substring not found"))
    }

    /// Returns the highest position where the part is found between start and end.
    ///
    /// Raises ValueError if there is none.
    #[method(
        signature = "($self, sub, start=None, end=None, /)",
        text = "($self, sub[, start[, end]], /)"
    )]
    fn rindex(
        this: &Ref<Str>,
        sub: &Ref<Str>,
        start: Bound,
        end: Bound,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        locate(this, sub, start, end, algorithms::rfind)
            .ok_or_else(|| vm.value_error("substring not found"))
    }

    /// Returns how often the part occurs between start and end, without overlaps.
    #[method(
        signature = "($self, sub, start=None, end=None, /)",
        text = "($self, sub[, start[, end]], /)"
    )]
    fn count(this: &Ref<Str>, sub: &Ref<Str>, start: Bound, end: Bound) -> usize {
        let Some(range) = search_range(start, end, this.length()) else {
            return 0;
        };
        if sub.is_empty() {
            return range.len() + 1;
        }
        let (start, end) = (this.byte_offset(range.start), this.byte_offset(range.end));
        algorithms::count(&this.as_bytes()[start..end], sub.as_bytes())
    }

    /// Whether the string between start and end begins with the prefix, or one of a tuple.
    #[method(
        signature = "($self, prefix, start=None, end=None, /)",
        text = "($self, prefix[, start[, end]], /)"
    )]
    fn startswith(
        this: &Ref<Str>,
        prefix: &Value,
        start: Bound,
        end: Bound,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let matches = |part: &[u8], prefix: &[u8]| part.starts_with(prefix);
        affix(this, prefix, (start, end), "startswith", matches, vm)
    }

    /// Whether the string between start and end finishes with the suffix, or one of a tuple.
    #[method(
        signature = "($self, suffix, start=None, end=None, /)",
        text = "($self, suffix[, start[, end]], /)"
    )]
    fn endswith(
        this: &Ref<Str>,
        suffix: &Value,
        start: Bound,
        end: Bound,
        vm: &mut Vm,
    ) -> PyResult<bool> {
        let matches = |part: &[u8], suffix: &[u8]| part.ends_with(suffix);
        affix(this, suffix, (start, end), "endswith", matches, vm)
    }

    /// Returns a copy with occurrences of old replaced by new, the first count of them if count is
    /// not negative.
    #[method(signature = "($self, old, new, /, count=-1)")]
    fn replace(
        this: &Ref<Str>,
        old: &Ref<Str>,
        new: &Ref<Str>,
        count: Option<isize>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Str>> {
        let limit = usize::try_from(count.unwrap_or(-1)).unwrap_or(usize::MAX);
        if limit == 0 {
            return Ok(this.to_exact(vm));
        }
        if old.is_empty() {
            return interleave(this, new, limit, vm);
        }
        let (text, old, new) = (this.as_bytes(), old.as_bytes(), new.as_bytes());
        match algorithms::replace(text, old, new, limit, |length| vm.has_room(length)) {
            Ok(None) => Ok(this.to_exact(vm)),
            // SAFETY: parts of a text are replaced, at whole code points, by text.
            Ok(Some(text)) => Ok(unsafe { Str::from_wtf8_unchecked(&text, vm) }),
            Err(Refused::TooLong) => Err(vm.overflow_error("replace string is too long")),
            Err(Refused::NoMemory) => Err(vm.memory_error()),
        }
    }

    /// Returns the string without the prefix, if it begins with it.
    #[method(signature = "($self, prefix, /)")]
    fn removeprefix(this: &Ref<Str>, prefix: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        let bytes = this.as_bytes();
        if bytes.starts_with(prefix.as_bytes()) {
            Str::byte_slice(this, prefix.byte_length(), bytes.len(), vm)
        } else {
            this.to_exact(vm)
        }
    }

    /// Returns the string without the suffix, if it finishes with it.
    #[method(signature = "($self, suffix, /)")]
    fn removesuffix(this: &Ref<Str>, suffix: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        let bytes = this.as_bytes();
        if bytes.ends_with(suffix.as_bytes()) {
            Str::byte_slice(this, 0, bytes.len() - suffix.byte_length(), vm)
        } else {
            this.to_exact(vm)
        }
    }
}

/// Puts `new` in front of each of the first `limit` code points, and at the end if they do not
/// reach the limit.
fn interleave(this: &Ref<Str>, new: &Ref<Str>, limit: usize, vm: &mut Vm) -> PyResult<Ref<Str>> {
    let places = limit.min(this.length() + 1);
    let length = new
        .byte_length()
        .checked_mul(places)
        .and_then(|added| added.checked_add(this.byte_length()));
    let Some(length) = length.filter(|&length| isize::try_from(length).is_ok()) else {
        return Err(vm.overflow_error("replace string is too long"));
    };
    vm.check_allocation(length)?;
    let mut result = StrBuilder::with_capacity(length);
    for (position, code_point) in this.code_points().enumerate() {
        if position < places {
            result.push_text(new);
        }
        result.push(code_point);
    }
    if places > this.length() {
        result.push_text(new);
    }
    Ok(result.finish(vm))
}
