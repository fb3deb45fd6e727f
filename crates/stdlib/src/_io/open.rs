//! `open`.

use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::buffered::Buffered;
use super::errors::{set_attribute, warn};
use super::file::FileIo;
use super::newlines::Newline;
use super::text::{Settings, TextIoWrapper};

/// Most bytes that a buffer is given because the system reads so many at once.
const LARGEST_BUFFER: usize = 8 << 20;

/// The arguments of `open`.
pub(super) struct Arguments<'a> {
    pub(super) file: &'a Value,
    pub(super) mode: &'a Ref<Str>,
    pub(super) buffering: i32,
    pub(super) encoding: Option<Ref<Str>>,
    pub(super) errors: Option<Ref<Str>>,
    pub(super) newline: Option<Newline>,
    pub(super) closefd: bool,
    pub(super) opener: Option<&'a Value>,
}

/// What a mode says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    /// Reads a mode; the error is the message of the `ValueError`.
    fn parse(mode: &str) -> Result<Mode, String> {
        let mut result = Mode::default();
        for letter in mode.chars() {
            let field = match letter {
                'x' => &mut result.creating,
                'r' => &mut result.reading,
                'w' => &mut result.writing,
                'a' => &mut result.appending,
                '+' => &mut result.updating,
                't' => &mut result.text,
                'b' => &mut result.binary,
                _ => return Err(format!("invalid mode: '{mode}'")),
            };
            if std::mem::replace(field, true) {
                return Err(format!("invalid mode: '{mode}'"));
            }
        }
        if result.text && result.binary {
            return Err("can't have text and binary mode at once".to_owned());
        }
        let kinds = [
            result.creating,
            result.reading,
            result.writing,
            result.appending,
        ];
        if kinds.into_iter().filter(|&kind| kind).count() > 1 {
            return Err("must have exactly one of create/read/write/append mode".to_owned());
        }
        Ok(result)
    }

    /// The mode of the raw file.
    fn raw(self) -> String {
        let letters = [
            (self.creating, 'x'),
            (self.reading, 'r'),
            (self.writing, 'w'),
            (self.appending, 'a'),
            (self.updating, '+'),
        ];
        letters
            .into_iter()
            .filter_map(|(given, letter)| given.then_some(letter))
            .collect()
    }
}

/// Opens a file.
pub(super) fn open(arguments: Arguments<'_>, vm: &mut Vm) -> PyResult {
    let given = arguments.mode.to_string_lossy();
    let mode = match Mode::parse(&given) {
        Ok(mode) => mode,
        Err(message) => return Err(vm.value_error(message)),
    };
    if mode.binary {
        let refused = [
            (arguments.encoding.is_some(), "an encoding"),
            (arguments.errors.is_some(), "an errors"),
            (arguments.newline.is_some(), "a newline"),
        ];
        for (is_given, which) in refused {
            if is_given {
                return Err(vm.value_error(format!("binary mode doesn't take {which} argument")));
            }
        }
        if arguments.buffering == 1 {
            let category = vm.types.exceptions.runtime_warning.to_value();
            let message = "line buffering (buffering=1) isn't supported in binary mode, the \
                           default buffer size will be used";
            warn(message, category, None, vm)?;
        }
    }
    let path = if arguments.file.is_index(vm) || arguments.file.as_bool().is_some() {
        arguments.file.clone()
    } else {
        super::errors::file_system_path(arguments.file, vm)?
    };
    let raw = FileIo::open(&path, &mode.raw(), arguments.closefd, arguments.opener, vm)?;
    let opened = dress(&raw, mode, arguments, vm);
    if opened.is_err() {
        let _ = raw.close_file(raw.as_value(), vm);
    }
    opened
}

/// Puts a buffer and text over a file that was just opened, as far as the mode asks for that.
fn dress(raw: &Ref<FileIo>, mode: Mode, arguments: Arguments<'_>, vm: &mut Vm) -> PyResult {
    let mut buffering = arguments.buffering;
    let line_buffering = buffering == 1 || buffering < 0 && raw.is_open_terminal();
    if line_buffering {
        buffering = -1;
    }
    let size = match usize::try_from(buffering) {
        Ok(size) => size,
        Err(_) => raw
            .block_size()
            .unwrap_or(0)
            .clamp(super::DEFAULT_BUFFER_SIZE, LARGEST_BUFFER),
    };
    if size == 0 {
        if !mode.binary {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw.to_value());
    }
    let readable = mode.reading || mode.updating;
    let writable = mode.updating || mode.creating || mode.writing || mode.appending;
    if !readable && !writable {
        let mode = arguments.mode.to_string_lossy();
        return Err(vm.value_error(format!("unknown mode: '{mode}'")));
    }
    if readable && writable {
        super::base::check_seekable(raw.as_value(), vm)?;
    }
    let buffered = Buffered::of_file(raw, (readable, writable), size, vm);
    if mode.binary {
        return Ok(buffered.into_value());
    }
    let settings = Settings {
        encoding: arguments.encoding,
        errors: arguments.errors,
        newline: arguments.newline.unwrap_or(Newline::Universal),
        line_buffering,
        write_through: false,
    };
    let seekable = raw.is_seekable(vm)?;
    let text = TextIoWrapper::of_binary(
        buffered.as_value(),
        (readable, writable),
        seekable,
        settings,
        vm,
    )?;
    set_attribute(text.as_value(), "mode", arguments.mode.to_value(), vm)?;
    Ok(text.into_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_checked() {
        assert_eq!(Mode::parse("r+b").map(Mode::raw), Ok("r+".to_owned()));
        assert_eq!(Mode::parse("").map(Mode::raw), Ok(String::new()));
        for (mode, message) in [
            ("q", "invalid mode: 'q'"),
            ("rr", "invalid mode: 'rr'"),
            ("tb", "can't have text and binary mode at once"),
            (
                "rw",
                "must have exactly one of create/read/write/append mode",
            ),
        ] {
            assert_eq!(Mode::parse(mode).unwrap_err(), message);
        }
    }
}
