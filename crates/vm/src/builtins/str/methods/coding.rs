//! Encoding, formatting, and what pickling needs.

use rpy_macros::methods;

use crate::builtins::bytes::Bytes;
use crate::builtins::bytes::arguments::text_or;
use crate::builtins::str::{Str, codecs, format};
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

pub(crate) struct Methods;

#[methods]
impl Methods {
    /// Returns the bytes of the string in an encoding.
    ///
    /// errors says what becomes of characters that the encoding does not have: 'strict' raises
    /// UnicodeEncodeError, others are 'ignore', 'replace', 'xmlcharrefreplace',
    /// 'backslashreplace', 'surrogateescape', and what codecs.register_error() knows.
    #[method(signature = "($self, /, encoding='utf-8', errors='strict')")]
    fn encode(
        this: &Ref<Str>,
        encoding: Option<&Ref<Str>>,
        errors: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult {
        if encoding.is_none() && errors.is_none() && this.is_ascii() {
            return Ok(Bytes::new(this.as_bytes(), vm).into_value());
        }
        let encoding = text_or(encoding.map(|text| &**text), "utf-8");
        let errors = text_or(errors.map(|text| &**text), "strict");
        codecs::encode_by_name(this, &encoding, &errors, vm)
    }

    /// Returns a copy with the fields in braces replaced by the arguments they name.
    #[method(signature = "($self, /, *args, **kwargs)")]
    fn format(this: &Ref<Str>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        format::template(this, format::Source::Arguments(args), vm)
    }

    /// Returns a copy with the fields in braces replaced by items of the mapping.
    #[method(signature = "($self, mapping, /)")]
    fn format_map(this: &Ref<Str>, mapping: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        format::template(this, format::Source::Mapping(mapping), vm)
    }

    /// Returns the string formatted as the specification says.
    #[method(signature = "($self, format_spec, /)")]
    fn __format__(this: &Ref<Str>, format_spec: &Ref<Str>, vm: &mut Vm) -> PyResult<Ref<Str>> {
        format::format_str(this, format_spec, vm)
    }

    #[method(signature = "($self, /)")]
    fn __getnewargs__(this: &Ref<Str>, vm: &mut Vm) -> Ref<Tuple> {
        // A copy, so that what pickle remembers of one is not mistaken for the other.
        // SAFETY: the bytes come from a `Str`.
        let text = unsafe { Str::from_wtf8_unchecked(this.as_bytes(), vm) }.into_value();
        Tuple::new(vec![text], vm)
    }

    /// Returns how many bytes the string takes.
    #[method(signature = "($self, /)")]
    fn __sizeof__(this: &Ref<Str>) -> usize {
        this.told_size()
    }
}
