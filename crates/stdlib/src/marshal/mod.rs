//! `marshal`: values as bytes, in CPython's format; code objects in ours.
//! Reference: <https://docs.python.org/3.14/library/marshal.html>

mod cyclic;
mod read;
mod write;

pub use marshal::MODULE;

/// The newest version of the format.
const VERSION: i32 = 5;

/// How deep values may nest.
const MAX_DEPTH: usize = 2000;

/// What begins each value. With [`FLAG_REF`], the value is one that later ones may refer to.
mod tag {
    pub(super) const NULL: u8 = b'0';
    pub(super) const NONE: u8 = b'N';
    pub(super) const FALSE: u8 = b'F';
    pub(super) const TRUE: u8 = b'T';
    pub(super) const STOP_ITERATION: u8 = b'S';
    pub(super) const ELLIPSIS: u8 = b'.';
    pub(super) const INT: u8 = b'i';
    pub(super) const INT64: u8 = b'I';
    pub(super) const LONG: u8 = b'l';
    pub(super) const FLOAT_TEXT: u8 = b'f';
    pub(super) const FLOAT: u8 = b'g';
    pub(super) const COMPLEX_TEXT: u8 = b'x';
    pub(super) const COMPLEX: u8 = b'y';
    pub(super) const BYTES: u8 = b's';
    pub(super) const INTERNED: u8 = b't';
    pub(super) const UNICODE: u8 = b'u';
    pub(super) const ASCII: u8 = b'a';
    pub(super) const ASCII_INTERNED: u8 = b'A';
    pub(super) const SHORT_ASCII: u8 = b'z';
    pub(super) const SHORT_ASCII_INTERNED: u8 = b'Z';
    pub(super) const REF: u8 = b'r';
    pub(super) const TUPLE: u8 = b'(';
    pub(super) const SMALL_TUPLE: u8 = b')';
    pub(super) const LIST: u8 = b'[';
    pub(super) const DICT: u8 = b'{';
    pub(super) const SET: u8 = b'<';
    pub(super) const FROZENSET: u8 = b'>';
    pub(super) const SLICE: u8 = b':';
    /// Our own: length and bytes of a marshalled unit.
    pub(super) const CODE: u8 = b'C';
    /// CPython's, which we cannot run.
    pub(super) const FOREIGN_CODE: u8 = b'c';
}

/// Bit of a tag.
const FLAG_REF: u8 = 0x80;

/// Reads and writes values as the files of compiled modules have them.
///
/// The format is CPython's. Only that of code objects is our own: they are not exchanged.
#[rpy_macros::native_module(name = "marshal")]
mod marshal {
    use rpy_vm::builtins::bytes::BytesLike;
    use rpy_vm::{PyResult, Value, Vm};

    use super::read::{Reader, Source};
    use super::write::Writer;

    /// The newest version of the format.
    #[constant(name = "version")]
    const NEWEST: i32 = super::VERSION;

    /// Tells audit hooks that a value is about to be written.
    fn audit_dump(value: &Value, version: i32, vm: &mut Vm) -> PyResult<()> {
        vm.audit("marshal.dumps", |_| {
            [value.clone(), Value::from_i32(version)]
        })
    }

    /// Writes a value to a file, with one call of write().
    ///
    /// Raises ValueError for values that have no form.
    #[function(
        signature = "(value, file, version=5, /, *, allow_code=True)",
        text = "(value, file, version=version, /, *, allow_code=True)"
    )]
    fn dump(value: &Value, file: &Value, version: i32, allow_code: bool, vm: &mut Vm) -> PyResult {
        audit_dump(value, version, vm)?;
        let bytes = Writer::new(version, allow_code).finish(value, vm)?;
        let bytes = vm.new_bytes(&bytes);
        let write = vm.intern("write");
        file.call_method(&write, &[bytes], vm)
    }

    /// Returns a value as bytes.
    ///
    /// Raises ValueError for values that have no form.
    #[function(
        signature = "(value, version=5, /, *, allow_code=True)",
        text = "(value, version=version, /, *, allow_code=True)"
    )]
    fn dumps(value: &Value, version: i32, allow_code: bool, vm: &mut Vm) -> PyResult {
        audit_dump(value, version, vm)?;
        let bytes = Writer::new(version, allow_code).finish(value, vm)?;
        Ok(vm.new_bytes(&bytes))
    }

    /// Reads a value from a file.
    ///
    /// Raises EOFError, ValueError or TypeError if there is none.
    #[function(signature = "(file, /, *, allow_code=True)")]
    fn load(file: &Value, allow_code: bool, vm: &mut Vm) -> PyResult {
        let source = Source::of_file(file, vm)?;
        vm.audit("marshal.load", |_| [])?;
        Reader::new(source, allow_code).finish(vm)
    }

    /// Returns the value of bytes. What stands behind it is passed over.
    ///
    /// Raises EOFError, ValueError or TypeError if there is none.
    #[function(signature = "(bytes, /, *, allow_code=True)")]
    fn loads(bytes: BytesLike<'_>, allow_code: bool, vm: &mut Vm) -> PyResult {
        let bytes = bytes.as_bytes(vm).to_vec();
        vm.audit("marshal.loads", |vm| [vm.new_bytes(&bytes)])?;
        Reader::new(Source::of_bytes(bytes), allow_code).finish(vm)
    }
}
