//! `syslog`: messages to the system's log.
//! Reference: <https://docs.python.org/3.14/library/syslog.html>

mod system;

pub use syslog::MODULE;

/// Messages to the system's log.
#[rpy_macros::native_module(name = "syslog")]
mod syslog {
    use std::ffi::CString;

    use rpy_vm::builtins::str::Str;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{Args, PyResult, Value, Vm};

    use super::system;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("LOG_ALERT", 1),
        ("LOG_AUTH", 32),
        ("LOG_AUTHPRIV", 80),
        ("LOG_CONS", 2),
        ("LOG_CRIT", 2),
        ("LOG_CRON", 72),
        ("LOG_DAEMON", 24),
        ("LOG_DEBUG", 7),
        ("LOG_EMERG", 0),
        ("LOG_ERR", 3),
        ("LOG_FTP", 88),
        ("LOG_INFO", 6),
        ("LOG_KERN", 0),
        ("LOG_LOCAL0", 128),
        ("LOG_LOCAL1", 136),
        ("LOG_LOCAL2", 144),
        ("LOG_LOCAL3", 152),
        ("LOG_LOCAL4", 160),
        ("LOG_LOCAL5", 168),
        ("LOG_LOCAL6", 176),
        ("LOG_LOCAL7", 184),
        ("LOG_LPR", 48),
        ("LOG_MAIL", 16),
        ("LOG_NDELAY", 8),
        ("LOG_NEWS", 56),
        ("LOG_NOTICE", 5),
        ("LOG_NOWAIT", 16),
        ("LOG_ODELAY", 4),
        ("LOG_PERROR", 32),
        ("LOG_PID", 1),
        ("LOG_SYSLOG", 40),
        ("LOG_USER", 8),
        ("LOG_UUCP", 64),
        ("LOG_WARNING", 4),
    ];

    /// Whether the log was opened.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        is_open: bool,
    }

    fn c_string(text: &str, vm: &mut Vm) -> PyResult<CString> {
        CString::new(text).map_err(|_| vm.value_error("embedded null character"))
    }

    /// The name of the program for messages: that of the script.
    fn program(vm: &mut Vm) -> Option<CString> {
        let name = vm.intern("argv");
        let arguments = vm.sys_attribute(&name)?;
        let arguments = arguments.downcast::<rpy_vm::builtins::list::List>()?;
        let first = arguments.get(0, vm)?;
        let path = first.downcast::<Str>()?.to_string_lossy().into_owned();
        let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
        CString::new(name).ok()
    }

    fn open(ident: Option<CString>, options: i64, facility: i64, vm: &mut Vm) -> PyResult<()> {
        let ident = match ident {
            Some(ident) => Some(ident),
            None => program(vm),
        };
        vm.audit("syslog.openlog", |vm| {
            let name = match &ident {
                Some(ident) => vm.new_str(&ident.to_string_lossy()),
                None => Value::NONE,
            };
            [name, vm.new_int(options), vm.new_int(facility)]
        })?;
        system::open(ident, options as i32, facility as i32);
        vm.module_state::<State>().is_open = true;
        Ok(())
    }

    /// Sets what later messages begin with (without one, the name of the script), the options and
    /// the facility.
    #[function(
        signature = "(ident=<unrepresentable>, logoption=0, facility=8)",
        text = "(ident=<unrepresentable>, logoption=0,\n        facility=LOG_USER)"
    )]
    fn openlog(ident: Option<&str>, logoption: i64, facility: i64, vm: &mut Vm) -> PyResult<()> {
        let ident = match ident {
            Some(ident) => Some(c_string(ident, vm)?),
            None => None,
        };
        open(ident, logoption, facility, vm)
    }

    /// syslog([priority=LOG_INFO,] string): sends a message to the log.
    #[function(signature = "(*args)", hidden)]
    fn syslog(args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (priority, index, message): (i32, usize, &Value) = match args.positional() {
            [message] => (libc::LOG_INFO, 1, message),
            [priority, message] => (i32::from_argument(priority, vm)?, 2, message),
            _ => return Err(vm.type_error("syslog.syslog requires 1 to 2 arguments")),
        };
        if !message.has_payload::<Str>() {
            let given = match message.is_none() {
                true => "None".to_owned(),
                false => message.type_name(vm),
            };
            let message = format!("syslog() argument {index} must be str, not {given}");
            return Err(vm.type_error(message));
        }
        let text = <&str>::from_argument(message, vm)?;
        let text = c_string(text, vm)?;
        vm.audit("syslog.syslog", |_| {
            [Value::from_i32(priority), message.clone()]
        })?;
        if !vm.module_state::<State>().is_open {
            open(None, 0, i64::from(libc::LOG_USER), vm)?;
        }
        vm.allow_threads(|| system::log(priority, &text));
        Ok(())
    }

    /// Closes the log.
    #[function(signature = "()")]
    fn closelog(vm: &mut Vm) -> PyResult<()> {
        vm.audit("syslog.closelog", |_| [])?;
        if std::mem::take(&mut vm.module_state::<State>().is_open) {
            system::close();
        }
        Ok(())
    }

    /// Sets the mask of priorities that are sent; returns the last one.
    #[function(signature = "(maskpri, /)")]
    fn setlogmask(maskpri: i64, vm: &mut Vm) -> PyResult<i32> {
        vm.audit("syslog.setlogmask", |vm| [vm.new_int(maskpri)])?;
        Ok(system::set_mask(maskpri as i32))
    }

    /// Returns the mask of a priority.
    #[function(name = "LOG_MASK", signature = "(pri, /)")]
    fn mask_of(pri: i64) -> i32 {
        1_i32.wrapping_shl(pri as u32)
    }

    /// Returns the mask of all priorities up to one.
    #[function(name = "LOG_UPTO", signature = "(pri, /)")]
    fn mask_up_to(pri: i64) -> i32 {
        1_i32.wrapping_shl(pri as u32 + 1).wrapping_sub(1)
    }
}
