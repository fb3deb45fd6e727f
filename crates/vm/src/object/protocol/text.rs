//! `repr`, `str`, `ascii` and `format`.

use std::fmt::Write as _;

use crate::builtins::str::Str;
use crate::format_builtin::format_builtin;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `repr(self)`
    pub fn repr(&self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let Some(slot) = self.class(vm).slots(vm).repr else {
            let text = format!("<{} object at {:#x}>", self.type_name(vm), self.bits());
            return Ok(Str::new(&text, vm));
        };
        let result =
            vm.with_recursion(" while getting the repr of an object", |vm| slot(self, vm))?;
        expect_str(result, "__repr__", vm)
    }

    /// `str(self)`
    pub fn str(&self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if let Some(text) = self.downcast::<Str>()
            && text.class().is(&vm.types.str)
        {
            return Ok(text.clone());
        }
        match self.class(vm).slots(vm).str {
            Some(slot) => {
                let what = " while getting the str of an object";
                let result = vm.with_recursion(what, |vm| slot(self, vm))?;
                expect_str(result, "__str__", vm)
            }
            None => self.repr(vm),
        }
    }

    /// `ascii(self)`: the `repr` with everything but ASCII escaped.
    pub fn ascii(&self, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let text = self.repr(vm)?;
        if text.is_ascii() {
            return Ok(text);
        }
        let mut escaped = String::with_capacity(text.byte_length());
        let mut bytes = text.as_bytes();
        while let Some((code, length)) = first_code_point(bytes) {
            bytes = &bytes[length..];
            match code {
                0..0x80 => escaped.push(code as u8 as char),
                0x80..0x100 => write!(escaped, "\\x{code:02x}").expect("strings grow"),
                0x100..0x1_0000 => write!(escaped, "\\u{code:04x}").expect("strings grow"),
                _ => write!(escaped, "\\U{code:08x}").expect("strings grow"),
            }
        }
        Ok(Str::new(&escaped, vm))
    }

    /// `format(self, spec)`
    pub fn format(&self, spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        if spec.byte_length() == 0
            && let Some(text) = self.downcast::<Str>()
            && text.class().is(&vm.types.str)
        {
            return Ok(text.clone());
        }
        if let Some(text) = format_builtin(self, spec, vm)? {
            return Ok(text);
        }
        let name = vm.names.__format__.clone();
        let Some(result) = self.call_special(&name, &[spec.to_value()], vm)? else {
            let name = self.type_name(vm);
            return Err(vm.type_error(format!("Type {name} doesn't define __format__")));
        };
        result.downcast_into::<Str>().map_err(|result| {
            let name = result.type_name(vm);
            vm.type_error(format!("__format__ must return a str, not {name}"))
        })
    }
}

fn expect_str(result: Value, method: &str, vm: &mut Vm) -> PyResult<Ref<Str>> {
    result.downcast_into::<Str>().map_err(|result| {
        let name = result.type_name(vm);
        vm.type_error(format!("{method} returned non-string (type {name})"))
    })
}

/// The first code point of WTF-8 text, which may be a lone surrogate, and its length in bytes.
fn first_code_point(bytes: &[u8]) -> Option<(u32, usize)> {
    let first = u32::from(*bytes.first()?);
    let length = match first {
        0..0x80 => return Some((first, 1)),
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let lead = first & (0x7f >> length);
    let rest = bytes.get(1..length)?;
    let code = rest
        .iter()
        .fold(lead, |code, &byte| code << 6 | u32::from(byte & 0x3f));
    Some((code, length))
}
