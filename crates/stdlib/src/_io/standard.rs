//! The standard streams of the process, as `sys` shows them.

use rpy_vm::function::native::ModuleState;
use rpy_vm::{PyResult, Value, Vm};

use super::buffered::Buffered;
use super::errors::set_attribute;
use super::file::FileIo;
use super::inherited::was_closed;
use super::newlines::Newline;
use super::system;
use super::text::{Settings, TextIoWrapper};

/// Which stream of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// File descriptor 0.
    Input,
    /// File descriptor 1.
    Output,
    /// File descriptor 2.
    Error,
}

impl Standard {
    /// The file descriptor.
    fn number(self) -> i32 {
        self as i32
    }

    fn name(self) -> &'static str {
        match self {
            Standard::Input => "<stdin>",
            Standard::Output => "<stdout>",
            Standard::Error => "<stderr>",
        }
    }
}

/// What the command line and the environment say of the standard streams. To be set before `sys` is
/// made.
#[derive(Clone, Debug, Default)]
pub struct StreamSettings {
    /// `-u`
    pub unbuffered: bool,
    /// The encoding; None for UTF-8.
    pub encoding: Option<String>,
    /// The error handler of input and output; None for `strict`.
    pub errors: Option<String>,
}

impl ModuleState for StreamSettings {
    fn new(_vm: &mut Vm) -> StreamSettings {
        StreamSettings::default()
    }
}

/// Makes a text stream over a standard stream, or None if that is closed.
///
/// Raises `LookupError` for an encoding that does not exist.
pub fn standard_stream(standard: Standard, vm: &mut Vm) -> PyResult {
    let number = standard.number();
    if was_closed(number) {
        return Ok(Value::NONE);
    }
    let Ok(status) = system::status(number) else {
        return Ok(Value::NONE);
    };
    let writable = standard != Standard::Input;
    let raw = FileIo::standard(number, writable, vm);
    let name = vm.new_str(standard.name());
    set_attribute(raw.as_value(), "name", name, vm)?;
    let is_terminal = status.is_character_device && system::is_terminal(number);
    let wanted = vm.module_state::<StreamSettings>().clone();
    // Without a buffer, bytes go to the file as they are written.
    let unbuffered = wanted.unbuffered && writable;
    let below = if unbuffered {
        raw.to_value()
    } else {
        let size = super::DEFAULT_BUFFER_SIZE;
        Buffered::of_file(&raw, (!writable, writable), size, vm).into_value()
    };
    let errors = match (standard, &wanted.errors) {
        (Standard::Error, _) => "backslashreplace",
        (_, Some(errors)) => errors,
        (_, None) => "strict",
    };
    let encoding = wanted.encoding.as_deref().unwrap_or("utf-8");
    let settings = Settings {
        encoding: Some(vm.intern(encoding)),
        errors: Some(vm.intern(errors)),
        newline: match standard {
            Standard::Input => Newline::Universal,
            _ => Newline::LineFeed,
        },
        line_buffering: !unbuffered && (is_terminal || standard == Standard::Error),
        write_through: unbuffered,
    };
    let modes = (!writable, writable);
    let seekable = raw.is_seekable(vm)?;
    let stream = TextIoWrapper::of_binary(&below, modes, seekable, settings, vm)?;
    let mode = vm.new_str(if writable { "w" } else { "r" });
    set_attribute(stream.as_value(), "mode", mode, vm)?;
    Ok(stream.into_value())
}

/// How many streams have been made that may have something to write.
#[derive(Default)]
struct Writers(usize);

impl ModuleState for Writers {
    fn new(_vm: &mut Vm) -> Writers {
        Writers::default()
    }
}

/// Notes that a stream was made, which is to be written to.
pub(super) fn note_writer(writable: bool, vm: &mut Vm) {
    if writable {
        vm.module_state::<Writers>().0 += 1;
    }
}

/// The streams that stand for those of the process: text and binary, for output and errors.
const STANDARD_WRITERS: usize = 4;

/// Writes out what the program has left open, but for the standard streams; what goes wrong is
/// reported.
pub fn flush_open_files(vm: &mut Vm) {
    if vm.module_state::<Writers>().0 <= STANDARD_WRITERS {
        return;
    }
    let mut standard = Vec::new();
    for name in ["__stdout__", "__stderr__"] {
        let name = vm.intern(name);
        let Some(stream) = vm.sys_attribute(&name) else {
            continue;
        };
        if let Some(text) = stream.downcast::<TextIoWrapper>() {
            standard.push(text.below(vm));
        }
        standard.push(stream);
    }
    let mut open = vm.tracked_objects(None);
    open.retain(|object| {
        let pending = match (
            object.downcast::<TextIoWrapper>(),
            object.downcast::<Buffered>(),
        ) {
            (Some(text), _) => text.has_pending(vm),
            (_, Some(buffered)) => buffered.has_pending(vm),
            _ => false,
        };
        pending && !standard.iter().any(|stream| stream.is(object))
    });
    // Text first: it goes to the binary streams.
    open.sort_by_key(|object| !object.has_payload::<TextIoWrapper>());
    for object in open {
        super::base::finalize(&object, vm);
    }
}
