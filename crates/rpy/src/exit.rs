//! How a program ends: exit status, what is printed, and the last flush.

use rpy_stdlib::ending;
use rpy_vm::builtins::exceptions::BaseException;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

/// Status after an exception that nobody handled.
const FAILED: u8 = 1;
/// Status if what was written could not be flushed.
const FLUSH_FAILED: u8 = 120;
/// Status after Ctrl-C, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// The end of a program.
pub(crate) enum Exit {
    /// With a status.
    Status(u8),
    /// With a message for the standard error stream, and status 1 (`sys.exit("message")`).
    Message(Value),
    /// With an exception that nobody handled.
    Uncaught(Ref<BaseException>, u8),
}

/// The end that a result brings.
pub(crate) fn of_result(result: PyResult<()>, vm: &mut Vm) -> Exit {
    match result {
        Ok(()) => Exit::Status(0),
        Err(raised) => of_exception(&raised, vm),
    }
}

/// The end that an exception brings.
pub(crate) fn of_exception(raised: &Raised, vm: &mut Vm) -> Exit {
    let exit = vm.types.exceptions.system_exit.clone();
    if raised.is_instance(&exit, vm) {
        return of_system_exit(raised.exception(), vm);
    }
    uncaught(raised, vm)
}

/// The end that an exception brings which nobody handles, `SystemExit` among them.
pub(crate) fn uncaught(raised: &Raised, vm: &mut Vm) -> Exit {
    let exception = raised.exception();
    let interrupt = vm.types.exceptions.keyboard_interrupt.clone();
    let status = if exception.class().is_subclass_of(&interrupt, vm) {
        INTERRUPTED
    } else {
        FAILED
    };
    Exit::Uncaught(exception.clone(), status)
}

fn of_system_exit(exception: &Ref<BaseException>, vm: &mut Vm) -> Exit {
    let name = vm.intern("code");
    let code = exception.to_value().get_attribute(&name, vm);
    let code = code.unwrap_or(Value::NONE);
    if code.is_none() {
        return Exit::Status(0);
    }
    if let Some(number) = code.as_int() {
        // The system keeps the low byte. An int that does not fit a C long is -1.
        return Exit::Status(number.as_i64().map_or(u8::MAX, |number| number as u8));
    }
    Exit::Message(code)
}

impl Exit {
    /// Whether it is that of Ctrl-C.
    pub(crate) fn is_interrupt(&self) -> bool {
        matches!(self, Exit::Uncaught(_, INTERRUPTED))
    }

    /// Prints what is to be printed and gives the status.
    pub(crate) fn show(&self, vm: &mut Vm) -> u8 {
        match self {
            Exit::Status(status) => *status,
            Exit::Message(message) => {
                let text = message.str(vm);
                let text = text.map(|text| text.to_string_escaped().into_owned());
                vm.write_error(&format!("{}\n", text.unwrap_or_default()));
                FAILED
            }
            Exit::Uncaught(exception, status) => print_exception(exception, vm).unwrap_or(*status),
        }
    }

    /// Prints what is to be printed, closes what the program left open, flushes the streams and
    /// gives the status.
    pub(crate) fn finish(self, vm: &mut Vm) -> u8 {
        let status = self.show(vm);
        ending::join_threads(vm);
        drop(self);
        if ending::end_program(vm) {
            status
        } else {
            FLUSH_FAILED
        }
    }
}

/// Hands an exception to `sys.excepthook`, which prints it unless the program has set another. Gives
/// the status if that raises `SystemExit`.
fn print_exception(exception: &Ref<BaseException>, vm: &mut Vm) -> Option<u8> {
    // What the program has written comes first.
    let _ = ending::flush_stream("stdout", vm);
    let arguments = [
        exception.class().to_value(),
        exception.to_value(),
        exception.traceback(vm),
    ];
    for (name, value) in ["last_type", "last_value", "last_traceback"]
        .iter()
        .zip(&arguments)
        .chain([(&"last_exc", &arguments[1])])
    {
        let name = vm.intern(name);
        vm.set_sys_attribute(&name, value.clone());
    }
    let name = vm.intern("excepthook");
    match vm.sys_attribute(&name) {
        Some(hook) => {
            let [class, value, traceback] = arguments.clone();
            let result = vm
                .audit("sys.excepthook", |_| {
                    [hook.clone(), class, value, traceback]
                })
                .and_then(|()| hook.call_positional(&arguments, vm));
            let Err(raised) = result else {
                return None;
            };
            let exit = vm.types.exceptions.system_exit.clone();
            if raised.exception().class().is_subclass_of(&exit, vm) {
                return Some(of_system_exit(raised.exception(), vm).show(vm));
            }
            let text = vm.format_exception(raised.exception());
            vm.write_error(&format!(
                "Error in sys.excepthook:\n{text}\nOriginal exception was:\n"
            ));
        }
        None => vm.write_error("sys.excepthook is missing\n"),
    }
    let text = vm.format_exception(exception);
    vm.write_error(&text);
    None
}

/// Prints an exception.
///
/// Errors: `SystemExit`, which is not printed, or which `sys.excepthook` has raised.
pub(crate) fn report(raised: Raised, vm: &mut Vm) -> PyResult<()> {
    let class = vm.types.exceptions.system_exit.clone();
    if raised.is_instance(&class, vm) {
        return Err(raised);
    }
    match print_exception(raised.exception(), vm) {
        Some(status) => Err(system_exit(status, vm)),
        None => Ok(()),
    }
}

/// A `SystemExit` with this status.
pub(crate) fn system_exit(status: u8, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.system_exit.to_value();
    match class.call_positional(&[Value::from_i32(i32::from(status))], vm) {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

/// Flushes the output stream; what goes wrong shows at the end.
pub(crate) fn flush_output(vm: &mut Vm) {
    let _ = ending::flush_stream("stdout", vm);
}
