//! Taking characters off the ends.

use rpy_macros::methods;

use crate::builtins::str::{Str, unicode, utf8};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

#[methods]
impl Methods {
    /// Returns the string without white space, or any of the given characters, at both ends.
    #[method(signature = "($self, chars=None, /)")]
    fn strip(this: &Ref<Str>, chars: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        strip(this, chars, (true, true), "strip", vm)
    }

    /// Returns the string without white space, or any of the given characters, at the start.
    #[method(signature = "($self, chars=None, /)")]
    fn lstrip(this: &Ref<Str>, chars: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        strip(this, chars, (true, false), "lstrip", vm)
    }

    /// Returns the string without white space, or any of the given characters, at the end.
    #[method(signature = "($self, chars=None, /)")]
    fn rstrip(this: &Ref<Str>, chars: Option<&Value>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        strip(this, chars, (false, true), "rstrip", vm)
    }
}

fn strip(
    this: &Ref<Str>,
    chars: Option<&Value>,
    ends: (bool, bool),
    name: &str,
    vm: &mut Vm,
) -> PyResult<Ref<Str>> {
    let (start, end) = match chars.filter(|chars| !chars.is_none()) {
        None => trim(this.as_bytes(), ends, unicode::is_space),
        Some(chars) => {
            let Some(chars) = chars.downcast::<Str>() else {
                return Err(vm.type_error(format!("{name} arg must be None or str")));
            };
            if chars.is_ascii() {
                let mut set = 0u128;
                for &byte in chars.as_bytes() {
                    set |= 1 << byte;
                }
                trim(this.as_bytes(), ends, |code_point| {
                    code_point < 128 && set >> code_point & 1 != 0
                })
            } else {
                let set: Vec<u32> = chars.code_points().collect();
                trim(this.as_bytes(), ends, |code_point| {
                    set.contains(&code_point)
                })
            }
        }
    };
    Ok(Str::byte_slice(this, start, end, vm))
}

/// The byte offsets of what is left.
fn trim(bytes: &[u8], (left, right): (bool, bool), strips: impl Fn(u32) -> bool) -> (usize, usize) {
    let (mut start, mut end) = (0, bytes.len());
    while left && start < end {
        let (code_point, width) = utf8::decode(bytes, start);
        if !strips(code_point) {
            break;
        }
        start += width;
    }
    while right && start < end {
        let (code_point, width) = utf8::decode_before(bytes, end);
        if !strips(code_point) {
            break;
        }
        end -= width;
    }
    (start, end)
}
