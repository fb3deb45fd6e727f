//! What is known of the terminal.

/// The functions for terminals.
#[rpy_macros::native_module(name = "_curses", part)]
pub(crate) mod terminal {
    use std::ffi::CString;

    use rpy_vm::builtins::bytes::BytesLike;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};

    use crate::_curses::Error;
    use crate::_curses::characters::c_string;
    use crate::_curses::entry::{State, check, enter, initialised, slowly, with_terminal};
    use crate::descriptor::Descriptor;

    /// Makes the terminal known: of that name, or that of TERM; what it is sent goes to the descriptor, or to
    /// sys.stdout.
    #[function(
        signature = "(term=None, fd=-1)",
        text = "($module, /, term=None, fd=-1)"
    )]
    fn setupterm(term: &Value, fd: i32, vm: &mut Vm) -> PyResult<()> {
        let name = if term.is_none() {
            None
        } else if term.has_payload::<Str>() {
            let text = <&str>::from_argument(term, vm)?;
            Some(c_string(text, vm)?)
        } else {
            let given = term.type_name(vm);
            let message = format!("setupterm() argument 'term' must be str or None, not {given}");
            return Err(vm.type_error(message));
        };
        let descriptor = match fd {
            -1 => standard_output(vm)?,
            fd => fd,
        };
        let curses = enter(vm)?;
        if vm.module_state::<State>().knows_terminal {
            return Ok(());
        }
        match curses.setup_terminal(name.as_deref(), descriptor) {
            Ok(()) => {
                vm.module_state::<State>().knows_terminal = true;
                Ok(())
            }
            Err(code) => Err(vm.native_error::<Error>(match code {
                0 => "setupterm: could not find terminal",
                -1 => "setupterm: could not find terminfo database",
                _ => "setupterm: unknown error",
            })),
        }
    }

    fn standard_output(vm: &mut Vm) -> PyResult<i32> {
        let (sys, stdout) = (vm.intern("sys"), vm.intern("stdout"));
        let sys = vm.import_name(&sys)?;
        match sys.get_attribute_optional(&stdout, vm)? {
            Some(stream) if !stream.is_none() => {
                Descriptor::from_argument(&stream, vm).map(|descriptor| descriptor.0)
            }
            _ => Err(vm.native_error::<Error>("lost sys.stdout")),
        }
    }

    /// Returns a flag of the terminal: 1 or 0, -1 if there is no such flag.
    #[function(signature = "(capname, /)")]
    fn tigetflag(capname: &str, vm: &mut Vm) -> PyResult<i32> {
        let name = c_string(capname, vm)?;
        Ok(with_terminal(vm)?.terminal_flag(&name))
    }

    /// Returns a number of the terminal: -1 if it has none, -2 if there is no such number.
    #[function(signature = "(capname, /)")]
    fn tigetnum(capname: &str, vm: &mut Vm) -> PyResult<i32> {
        let name = c_string(capname, vm)?;
        Ok(with_terminal(vm)?.terminal_number(&name))
    }

    /// Returns what the terminal is to be sent for something, as bytes, or None.
    #[function(signature = "(capname, /)")]
    fn tigetstr(capname: &str, vm: &mut Vm) -> PyResult {
        let name = c_string(capname, vm)?;
        Ok(match with_terminal(vm)?.terminal_string(&name) {
            Some(text) => vm.new_bytes(&text),
            None => Value::NONE,
        })
    }

    /// The bytes of an argument as a C string.
    fn c_bytes(bytes: &BytesLike<'_>, vm: &mut Vm) -> PyResult<CString> {
        let bytes = bytes.as_bytes(vm).to_vec();
        CString::new(bytes).map_err(|_| vm.value_error("embedded null byte"))
    }

    /// Whether a text may ask for strings, which the numbers would be taken for. What stands behind each per
    /// cent sign is looked at, also where it is only text.
    fn asks_for_strings(text: &[u8]) -> bool {
        let is_detail =
            |byte: &u8| matches!(byte, b':' | b'-' | b'+' | b'#' | b' ' | b'.' | b'0'..=b'9');
        text.iter().enumerate().any(|(index, &byte)| {
            let mut behind = text[index + 1..].iter().skip_while(|byte| is_detail(byte));
            byte == b'%' && matches!(behind.next(), Some(b's' | b'l'))
        })
    }

    /// Puts numbers into what a terminal is sent.
    #[function(
        signature = "(str, i1=0, i2=0, i3=0, i4=0, i5=0, i6=0, i7=0, i8=0, i9=0, /)",
        text = "($module, str, i1=0, i2=0, i3=0, i4=0, i5=0, i6=0, i7=0, i8=0,\n      i9=0, /)"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "the function of the library has them"
    )]
    fn tparm(
        str: BytesLike<'_>,
        i1: i32,
        i2: i32,
        i3: i32,
        i4: i32,
        i5: i32,
        i6: i32,
        i7: i32,
        i8: i32,
        i9: i32,
        vm: &mut Vm,
    ) -> PyResult {
        let text = c_bytes(&str, vm)?;
        let curses = with_terminal(vm)?;
        let numbers = [i1, i2, i3, i4, i5, i6, i7, i8, i9];
        let done = match asks_for_strings(text.as_bytes()) {
            true => None,
            false => curses.with_parameters(&text, numbers),
        };
        match done {
            Some(done) => Ok(vm.new_bytes(&done)),
            None => Err(vm.native_error::<Error>("tparm() returned NULL")),
        }
    }

    /// Sends the terminal something.
    #[function(signature = "(string, /)")]
    fn putp(string: BytesLike<'_>, vm: &mut Vm) -> PyResult<()> {
        let text = c_bytes(&string, vm)?;
        let result = slowly(|curses| curses.put(&text), vm)?;
        check(result, "putp", vm)
    }

    /// Returns the long name of the terminal, as bytes.
    #[function(signature = "()")]
    fn longname(vm: &mut Vm) -> PyResult {
        let name = initialised(vm)?.long_name().unwrap_or_default();
        Ok(vm.new_bytes(&name))
    }

    /// Returns the name of the terminal, as bytes.
    #[function(signature = "()")]
    fn termname(vm: &mut Vm) -> PyResult {
        let name = initialised(vm)?.short_name().unwrap_or_default();
        Ok(vm.new_bytes(&name))
    }
}
