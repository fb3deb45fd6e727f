//! Case mappings of whole strings.

use rpy_macros::methods;

use crate::builtins::bytes::algorithms;
use crate::builtins::str::{Str, StrBuilder, unicode};
use crate::object::reference::Ref;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

const CAPITAL_SIGMA: u32 = 0x03a3;
const FINAL_SIGMA: u32 = 0x03c2;
const SMALL_SIGMA: u32 = 0x03c3;

/// Appends the lower case of the code point at `position`: for a capital sigma at the end of a
/// word, the final form.
fn push_lower(code_points: &[u32], position: usize, result: &mut StrBuilder) {
    let code_point = code_points[position];
    if code_point != CAPITAL_SIGMA {
        unicode::lower(code_point).for_each(|mapped| result.push(mapped));
        return;
    }
    // Final: a cased letter before it and none behind it, whatever is ignorable in between.
    let is_cased = |&&code_point: &&u32| !unicode::is_case_ignorable(code_point);
    let before = code_points[..position].iter().rev().find(is_cased);
    let after = code_points[position + 1..].iter().find(is_cased);
    let cased = |found: Option<&u32>| found.is_some_and(|&found| unicode::is_cased(found));
    result.push(if cased(before) && !cased(after) {
        FINAL_SIGMA
    } else {
        SMALL_SIGMA
    });
}

/// A copy in which each character stands for what it is mapped to: most of them by `usual`.
fn mapped<I: Iterator<Item = u32>>(
    this: &Ref<Str>,
    usual: impl Fn(u32) -> Option<u32>,
    map: impl Fn(u32) -> I,
    vm: &mut Vm,
) -> Ref<Str> {
    let mut result = StrBuilder::with_capacity(this.byte_length());
    for code_point in this.code_points() {
        match usual(code_point) {
            Some(other) => result.push(other),
            None => map(code_point).for_each(|mapped| result.push(mapped)),
        }
    }
    result.finish(vm)
}

#[methods]
impl Methods {
    /// Returns a copy in lower case.
    #[method(signature = "($self, /)")]
    fn lower(this: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if this.is_ascii() {
            return Ok(Str::change_ascii(this, vm, <[u8]>::make_ascii_lowercase));
        }
        if !this
            .code_points()
            .any(|code_point| code_point == CAPITAL_SIGMA)
        {
            return Ok(mapped(this, unicode::usual_lower, unicode::lower, vm));
        }
        vm.check_allocation(this.byte_length().saturating_mul(size_of::<u32>()))?;
        let code_points: Vec<u32> = this.code_points().collect();
        let mut result = StrBuilder::with_capacity(this.byte_length());
        for position in 0..code_points.len() {
            push_lower(&code_points, position, &mut result);
        }
        Ok(result.finish(vm))
    }

    /// Returns a copy in upper case.
    #[method(signature = "($self, /)")]
    fn upper(this: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        if this.is_ascii() {
            return Str::change_ascii(this, vm, <[u8]>::make_ascii_uppercase);
        }
        mapped(this, unicode::usual_upper, unicode::upper, vm)
    }

    /// Returns a copy for comparison without regard to case.
    #[method(signature = "($self, /)")]
    fn casefold(this: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        if this.is_ascii() {
            return Str::change_ascii(this, vm, <[u8]>::make_ascii_lowercase);
        }
        mapped(this, unicode::usual_lower, unicode::casefold, vm)
    }

    /// Returns a copy in which words start in title case and go on in lower case.
    #[method(signature = "($self, /)")]
    fn title(this: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if this.is_ascii() {
            return Ok(Str::change_ascii(this, vm, algorithms::make_title));
        }
        vm.check_allocation(this.byte_length().saturating_mul(size_of::<u32>()))?;
        let code_points: Vec<u32> = this.code_points().collect();
        let mut result = StrBuilder::with_capacity(this.byte_length());
        let mut in_word = false;
        for (position, &code_point) in code_points.iter().enumerate() {
            if in_word {
                push_lower(&code_points, position, &mut result);
            } else {
                unicode::title(code_point).for_each(|mapped| result.push(mapped));
            }
            in_word = unicode::is_cased(code_point);
        }
        Ok(result.finish(vm))
    }

    /// Returns a copy whose first character is in title case and whose others are in lower case.
    #[method(signature = "($self, /)")]
    fn capitalize(this: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        if this.is_ascii() {
            return Str::change_ascii(this, vm, |bytes| {
                bytes.make_ascii_lowercase();
                if let Some(first) = bytes.first_mut() {
                    first.make_ascii_uppercase();
                }
            });
        }
        let code_points: Vec<u32> = this.code_points().collect();
        let mut result = StrBuilder::with_capacity(this.byte_length());
        for (position, &code_point) in code_points.iter().enumerate() {
            if position == 0 {
                unicode::title(code_point).for_each(|mapped| result.push(mapped));
            } else {
                push_lower(&code_points, position, &mut result);
            }
        }
        result.finish(vm)
    }

    /// Returns a copy with lower case made upper case and upper case made lower case.
    #[method(signature = "($self, /)")]
    fn swapcase(this: &Ref<Str>, vm: &mut Vm) -> Ref<Str> {
        if this.is_ascii() {
            return Str::change_ascii(this, vm, |bytes| {
                for byte in bytes.iter_mut().filter(|byte| byte.is_ascii_alphabetic()) {
                    *byte ^= 0x20;
                }
            });
        }
        let code_points: Vec<u32> = this.code_points().collect();
        let mut result = StrBuilder::with_capacity(this.byte_length());
        for (position, &code_point) in code_points.iter().enumerate() {
            if unicode::is_upper(code_point) {
                push_lower(&code_points, position, &mut result);
            } else if unicode::is_lower(code_point) {
                unicode::upper(code_point).for_each(|mapped| result.push(mapped));
            } else {
                result.push(code_point);
            }
        }
        result.finish(vm)
    }
}
