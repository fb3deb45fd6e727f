//! Functions of numbers and characters.

#[rpy_macros::native_module(name = "builtins", part)]
pub(super) mod functions {
    use rpy_bytecode::BinaryOperator;

    use crate::builtins::int::radix_text;
    use crate::builtins::str::Str;
    use crate::object::reference::Ref;
    use crate::object::value::Value;
    use crate::result::PyResult;
    use crate::vm::Vm;

    /// Returns the absolute value of a number.
    #[function(signature = "(x, /)")]
    fn abs(number: &Value, vm: &mut Vm) -> PyResult {
        number.absolute(vm)
    }

    /// Returns quotient and remainder of a division that rounds down.
    #[function(signature = "(x, y, /)")]
    fn divmod(x: &Value, y: &Value, vm: &mut Vm) -> PyResult {
        x.divmod(y, vm)
    }

    /// Returns a power, modulo the third argument if that is given.
    #[function(signature = "(base, exp, mod=None)")]
    fn pow(base: &Value, exp: &Value, modulus: Option<Value>, vm: &mut Vm) -> PyResult {
        match modulus {
            Some(modulus) if !modulus.is_none() => base.power(exp, &modulus, vm),
            _ => base.binary(exp, BinaryOperator::Power, vm),
        }
    }

    /// Rounds a number to a precision in decimal digits, or to an int without one.
    #[function(signature = "(number, ndigits=None)")]
    fn round(number: &Value, ndigits: Option<Value>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__round__.clone();
        let digits = ndigits.filter(|digits| !digits.is_none());
        match number.call_special(&name, digits.as_slice(), vm)? {
            Some(rounded) => Ok(rounded),
            None => {
                let class = number.type_name(vm);
                Err(vm.type_error(format!("type {class} doesn't define __round__ method")))
            }
        }
    }

    /// Writes an int in another base, with its prefix.
    fn in_base(number: &Value, base: u32, vm: &mut Vm) -> PyResult<String> {
        let int = number.index(vm)?;
        let view = int.as_int().expect("an index is an int");
        radix_text(view, base, vm)
    }

    /// Writes an int in base 2.
    ///
    /// ```text
    /// >>> bin(10)
    /// '0b1010'
    /// ```
    #[function(signature = "(number, /)")]
    fn bin(number: &Value, vm: &mut Vm) -> PyResult<String> {
        in_base(number, 2, vm)
    }

    /// Writes an int in base 8.
    ///
    /// ```text
    /// >>> oct(64)
    /// '0o100'
    /// ```
    #[function(signature = "(number, /)")]
    fn oct(number: &Value, vm: &mut Vm) -> PyResult<String> {
        in_base(number, 8, vm)
    }

    /// Writes an int in base 16.
    ///
    /// ```text
    /// >>> hex(255)
    /// '0xff'
    /// ```
    #[function(signature = "(number, /)")]
    fn hex(number: &Value, vm: &mut Vm) -> PyResult<String> {
        in_base(number, 16, vm)
    }

    /// Returns the character of a code point.
    #[function(signature = "(i, /)")]
    fn chr(i: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let int = i.index(vm)?;
        match int.as_small_int().and_then(|int| u32::try_from(int).ok()) {
            Some(code_point) if code_point < 0x11_0000 => Ok(vm.char_str(code_point)),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
        }
    }

    /// Returns the code point of a character, or the value of a single byte.
    #[function(signature = "(character, /)")]
    fn ord(character: &Value, vm: &mut Vm) -> PyResult<u32> {
        let length = if let Some(text) = character.downcast::<Str>() {
            if text.length() == 1 {
                return Ok(text.code_point_at(0));
            }
            text.length()
        } else if let Some(bytes) = character.as_byte_string(vm) {
            if let &[byte] = bytes {
                return Ok(u32::from(byte));
            }
            bytes.len()
        } else {
            let found = character.type_name(vm);
            return Err(vm.type_error(format!(
                "ord() expected string of length 1, but {found} found"
            )));
        };
        Err(vm.type_error(format!(
            "ord() expected a character, but string of length {length} found"
        )))
    }
}
