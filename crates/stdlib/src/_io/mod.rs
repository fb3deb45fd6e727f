//! `_io`: streams of bytes and text.
//! Reference: <https://docs.python.org/3.14/library/io.html>
//!
//! Three layers: `FileIO` calls the operating system, `BufferedReader` and its like keep bytes,
//! `TextIOWrapper` decodes and encodes. A layer whose neighbour below is exactly of this module
//! works with it directly; any other object is called by the names of its methods. See docs/io.md.

mod base;
mod buffered;
mod bytes;
mod errors;
mod file;
mod inherited;
mod newline_decoder;
mod newlines;
mod open;
mod standard;
mod string;
mod system;
mod text;

pub(crate) use errors::warn_unclosed;
pub use standard::{Standard, StreamSettings, flush_open_files, standard_stream};

/// Bytes that a buffer holds unless it is told otherwise.
const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// Streams of bytes and of text, in files and in memory. `io` and `open` come from here.
#[rpy_macros::native_module(
    name = "_io",
    classes(
        super::base::IoBase,
        super::base::RawIoBase,
        super::base::BufferedIoBase,
        super::base::TextIoBase,
        super::file::FileIo,
        super::bytes::BytesIo,
        super::bytes::BytesIoBuffer,
        super::string::StringIo,
        super::buffered::Buffered,
        super::buffered::BufferedWriter,
        super::buffered::BufferedRandom,
        super::buffered::BufferedRwPair,
        super::newline_decoder::NewlineDecoder,
        super::text::TextIoWrapper,
        super::errors::UnsupportedOperation
    )
)]
pub mod _io {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::warn_of_default;
    use crate::sys::text_settings;

    use super::open::{Arguments, open as open_file};
    use super::text::{newline_argument, text_or_none};

    #[constant]
    const DEFAULT_BUFFER_SIZE: usize = super::DEFAULT_BUFFER_SIZE;

    /// Opens a file and returns a stream.
    ///
    /// file is a path or the number of an open file. mode says what for: 'r' to read, 'w' to write
    /// a new file, 'x' one that does not exist yet, 'a' to append, with '+' to read and write; 'b'
    /// for bytes, 't' for text, which is the default. buffering is the number of bytes of the
    /// buffer, 0 for none, 1 to write out each line. encoding, errors and newline are those of
    /// TextIOWrapper. closefd says whether close() closes a file that is given by its number, and
    /// opener opens the file in place of the system.
    #[function(
        signature = "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
        text = "($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are those of the function in Python"
    )]
    fn open(
        file: &Value,
        mode: Option<&Ref<Str>>,
        buffering: i32,
        encoding: Option<&Value>,
        errors: Option<&Value>,
        newline: Option<&Value>,
        closefd: bool,
        opener: Option<&Value>,
        vm: &mut Vm,
    ) -> PyResult {
        let mode = match mode {
            Some(mode) => mode.clone(),
            None => vm.char_str(u32::from('r')),
        };
        let arguments = Arguments {
            file,
            mode: &mode,
            buffering,
            encoding: text_or_none(encoding, ("open", "encoding"), vm)?,
            errors: text_or_none(errors, ("open", "errors"), vm)?,
            newline: match newline {
                Some(newline) => Some(newline_argument(Some(newline), "open", vm)?),
                None => None,
            },
            closefd,
            opener,
        };
        open_file(arguments, vm)
    }

    /// Opens a file whose bytes are code, for reading.
    #[function(signature = "(path)")]
    fn open_code(path: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let mode = vm.intern("rb");
        let arguments = Arguments {
            file: path.as_value(),
            mode: &mode,
            buffering: -1,
            encoding: None,
            errors: None,
            newline: None,
            closefd: true,
            opener: None,
        };
        open_file(arguments, vm)
    }

    /// Returns the encoding, or the name of the default in place of None.
    #[function(signature = "(encoding, stacklevel=2, /)")]
    fn text_encoding(encoding: Value, stacklevel: i32, vm: &mut Vm) -> PyResult {
        if !encoding.is_none() {
            return Ok(encoding);
        }
        warn_of_default(stacklevel, vm)?;
        let is_utf8_mode = text_settings(vm).is_utf8_mode;
        Ok(vm.new_str(if is_utf8_mode { "utf-8" } else { "locale" }))
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("BlockingIOError");
        let class = vm.types.exceptions.blocking_io_error.to_value();
        module.dict().clone().set_str(&name, class, vm);
        Ok(())
    }
}

/// Warns that an encoding was left out, if `-X warn_default_encoding` asks for that.
///
/// Raises EncodingWarning if a filter makes an error of it.
fn warn_of_default(stack_level: i32, vm: &mut rpy_vm::Vm) -> rpy_vm::PyResult<()> {
    if !crate::sys::text_settings(vm).warns_of_default {
        return Ok(());
    }
    let category = vm.types.exceptions.encoding_warning.clone();
    vm.warn_at(&category, "'encoding' argument not specified", stack_level)
}
