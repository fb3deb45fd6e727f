//! The methods that `bytes` and `bytearray` share, declared for each.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#bytes-and-bytearray-operations>

use crate::builtins::str::Str;
use crate::function::convert::{FromArgument, FromOptionalArgument, Position};
use crate::function::default::FromDefault;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// What fills: one byte.
pub(crate) struct Fill(pub(crate) u8);

impl FromDefault<&'static [u8]> for Fill {
    fn from_default(literal: &'static [u8], _vm: &mut Vm) -> Fill {
        Fill(literal[0])
    }
}

impl<'a> FromArgument<'a> for Fill {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Fill> {
        Fill::of(value, "", vm)
    }

    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<Fill> {
        Fill::of(value, position.signature.name, vm)
    }
}

impl Fill {
    /// The one byte of an argument of the method `name`.
    fn of(value: &Value, name: &str, vm: &mut Vm) -> PyResult<Fill> {
        let Some(bytes) = value.as_byte_string(vm) else {
            let class = match value.is_none() {
                true => "None".to_owned(),
                false => value.type_name(vm),
            };
            return Err(vm.type_error(format!(
                "{name}() argument 2 must be a byte string of length 1, not {class}"
            )));
        };
        if let [byte] = *bytes {
            return Ok(Fill(byte));
        }
        let (length, class) = (bytes.len(), value.type_name(vm));
        Err(vm.type_error(format!(
            "{name}(): argument 2 must be a byte string of length 1, not a {class} object of \
             length {length}"
        )))
    }
}

/// The separator and group size of `hex`.
pub(crate) struct HexSeparator<'a>(pub(crate) Option<&'a Value>);

impl<'a> FromOptionalArgument<'a> for HexSeparator<'a> {
    fn from_optional_argument(
        value: Option<&'a Value>,
        _position: Position,
        _vm: &mut Vm,
    ) -> PyResult<HexSeparator<'a>> {
        Ok(HexSeparator(value))
    }
}

/// Decodes.
pub(crate) fn decode(
    bytes: &[u8],
    encoding: Option<&Str>,
    errors: Option<&Str>,
    vm: &mut Vm,
) -> PyResult {
    use crate::builtins::bytes::arguments::text_or;
    if encoding.is_none()
        && errors.is_none()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Ok(vm.new_str(text));
    }
    if bytes.is_empty() && !vm.dev_mode {
        return Ok(vm.names.empty.to_value());
    }
    let encoding = text_or(encoding, "utf-8");
    let errors = text_or(errors, "strict");
    crate::builtins::str::codecs::decode_by_name(bytes, &encoding, &errors, vm)
}

/// Declares the shared methods for a type, as `Shared::MEMBERS`.
macro_rules! shared_methods {
    ($class:ident) => {
        use rpy_macros::methods;

        use crate::builtins::bytes::algorithms::Refused;
        use crate::builtins::bytes::arguments::{Bound, Limit, TabSize, Width};
        use crate::builtins::bytes::like::{ByteString, BytesLike, needle, pin_against};
        use crate::builtins::bytes::methods::{Fill, HexSeparator};
        use crate::builtins::bytes::{algorithms, hex, operations};
        use crate::builtins::list::List;
        use crate::builtins::str::Str;
        use crate::builtins::tuple::Tuple;
        use crate::object::reference::Ref;
        use crate::object::value::Value;
        use crate::result::PyResult;
        use crate::vm::Vm;

        pub(super) struct Shared;

        fn offset_or_minus_one(offset: Option<usize>) -> i64 {
            offset.map_or(-1, |offset| offset as i64)
        }

        fn found(offset: Option<usize>, vm: &mut Vm) -> PyResult<usize> {
            offset.ok_or_else(|| vm.value_error("subsection not found"))
        }

        #[methods]
        impl Shared {
            /// Returns the lowest index where the part is found between start and end, or -1.
            #[method(
                signature = "($self, sub, start=None, end=None, /)",
                text = "($self, sub[, start[, end]], /)"
            )]
            fn find(
                this: &Ref<$class>,
                sub: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<i64> {
                let sub = needle(this, sub, vm)?;
                let bounds = (start, end);
                Ok(offset_or_minus_one(operations::search(
                    this,
                    &sub,
                    bounds,
                    algorithms::find,
                    vm,
                )))
            }

            /// Returns the highest index where the part is found between start and end, or -1.
            #[method(
                signature = "($self, sub, start=None, end=None, /)",
                text = "($self, sub[, start[, end]], /)"
            )]
            fn rfind(
                this: &Ref<$class>,
                sub: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<i64> {
                let sub = needle(this, sub, vm)?;
                let bounds = (start, end);
                Ok(offset_or_minus_one(operations::search(
                    this,
                    &sub,
                    bounds,
                    algorithms::rfind,
                    vm,
                )))
            }

            /// Returns the lowest index where the part is found between start and end.
            ///
            /// Raises ValueError if there is none.
            #[method(
                signature = "($self, sub, start=None, end=None, /)",
                text = "($self, sub[, start[, end]], /)"
            )]
            fn index(
                this: &Ref<$class>,
                sub: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<usize> {
                let sub = needle(this, sub, vm)?;
                let bounds = (start, end);
                let offset = operations::search(this, &sub, bounds, algorithms::find, vm);
                found(offset, vm)
            }

            /// Returns the highest index where the part is found between start and end.
            ///
            /// Raises ValueError if there is none.
            #[method(
                signature = "($self, sub, start=None, end=None, /)",
                text = "($self, sub[, start[, end]], /)"
            )]
            fn rindex(
                this: &Ref<$class>,
                sub: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<usize> {
                let sub = needle(this, sub, vm)?;
                let bounds = (start, end);
                let offset = operations::search(this, &sub, bounds, algorithms::rfind, vm);
                found(offset, vm)
            }

            /// Returns how often the part occurs between start and end, without overlaps.
            #[method(
                signature = "($self, sub, start=None, end=None, /)",
                text = "($self, sub[, start[, end]], /)"
            )]
            fn count(
                this: &Ref<$class>,
                sub: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<usize> {
                let sub = needle(this, sub, vm)?;
                Ok(operations::count(
                    ByteString::get(&**this, vm),
                    sub.as_bytes(vm),
                    (start, end),
                ))
            }

            /// Whether the bytes between start and end begin with the prefix, or one of a tuple.
            #[method(
                signature = "($self, prefix, start=None, end=None, /)",
                text = "($self, prefix[, start[, end]], /)"
            )]
            fn startswith(
                this: &Ref<$class>,
                prefix: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<bool> {
                let matches = |part: &[u8], prefix: &[u8]| part.starts_with(prefix);
                let bounds = (start, end);
                operations::affix(this.as_value(), prefix, bounds, "startswith", matches, vm)
            }

            /// Whether the bytes between start and end finish with the suffix, or one of a tuple.
            #[method(
                signature = "($self, suffix, start=None, end=None, /)",
                text = "($self, suffix[, start[, end]], /)"
            )]
            fn endswith(
                this: &Ref<$class>,
                suffix: &Value,
                start: Bound,
                end: Bound,
                vm: &mut Vm,
            ) -> PyResult<bool> {
                let matches = |part: &[u8], suffix: &[u8]| part.ends_with(suffix);
                let bounds = (start, end);
                operations::affix(this.as_value(), suffix, bounds, "endswith", matches, vm)
            }

            /// Returns a copy with occurrences of old replaced by new, the first count of them if
            /// count is not negative.
            #[method(signature = "($self, old, new, count=-1, /)")]
            fn replace(
                this: &Ref<$class>,
                old: BytesLike<'_>,
                new: BytesLike<'_>,
                count: Limit,
                vm: &mut Vm,
            ) -> PyResult {
                operations::replace(this, &old, &new, count.0, vm)
            }

            /// Returns a copy without the prefix, if it begins with it.
            #[method(signature = "($self, prefix, /)")]
            fn removeprefix(this: &Ref<$class>, prefix: BytesLike<'_>, vm: &mut Vm) -> Value {
                let rest = ByteString::get(&**this, vm).strip_prefix(prefix.as_bytes(vm));
                match rest.map(<[u8]>::to_vec) {
                    Some(rest) => <$class as ByteString>::make(rest, vm),
                    None => ByteString::unchanged(this, vm),
                }
            }

            /// Returns a copy without the suffix, if it finishes with it.
            #[method(signature = "($self, suffix, /)")]
            fn removesuffix(this: &Ref<$class>, suffix: BytesLike<'_>, vm: &mut Vm) -> Value {
                let rest = ByteString::get(&**this, vm).strip_suffix(suffix.as_bytes(vm));
                match rest.map(<[u8]>::to_vec) {
                    Some(rest) => <$class as ByteString>::make(rest, vm),
                    None => ByteString::unchanged(this, vm),
                }
            }

            /// Returns a list of the parts between occurrences of the separator, from the left.
            ///
            /// Without a separator, runs of white space separate, and none is in the parts. At
            /// most maxsplit cuts are made, if that is not negative.
            #[method(signature = "($self, /, sep=None, maxsplit=-1)")]
            fn split(
                this: &Ref<$class>,
                sep: Option<&Value>,
                maxsplit: Limit,
                vm: &mut Vm,
            ) -> PyResult<Ref<List>> {
                let separator = operations::separator(this, sep, vm)?;
                let cut = |bytes: &[u8], limit| match &separator {
                    Some(separator) => algorithms::split(bytes, separator, limit),
                    None => algorithms::split_whitespace(bytes, limit, algorithms::is_space),
                };
                operations::parts(this, maxsplit.0, operations::Direction::Forwards, cut, vm)
            }

            /// Returns a list of the parts between occurrences of the separator, from the right.
            ///
            /// Without a separator, runs of white space separate, and none is in the parts. At
            /// most maxsplit cuts are made, if that is not negative.
            #[method(signature = "($self, /, sep=None, maxsplit=-1)")]
            fn rsplit(
                this: &Ref<$class>,
                sep: Option<&Value>,
                maxsplit: Limit,
                vm: &mut Vm,
            ) -> PyResult<Ref<List>> {
                let separator = operations::separator(this, sep, vm)?;
                let cut = |bytes: &[u8], limit| match &separator {
                    Some(separator) => algorithms::rsplit(bytes, separator, limit),
                    None => algorithms::rsplit_whitespace(bytes, limit, algorithms::is_space),
                };
                operations::parts(this, maxsplit.0, operations::Direction::Backwards, cut, vm)
            }

            /// Returns a list of the lines, with their ends if keepends is true.
            #[method(signature = "($self, /, keepends=False)")]
            fn splitlines(
                this: &Ref<$class>,
                keepends: Option<bool>,
                vm: &mut Vm,
            ) -> PyResult<Ref<List>> {
                let keep_ends = keepends.unwrap_or(false);
                let cut = |bytes: &[u8], limit| {
                    let line_end = |offset: usize| match bytes[offset] {
                        b'\r' if bytes.get(offset + 1) == Some(&b'\n') => 2,
                        b'\r' | b'\n' => 1,
                        _ => 0,
                    };
                    algorithms::split_lines(bytes, keep_ends, limit, line_end)
                };
                operations::parts(this, usize::MAX, operations::Direction::Forwards, cut, vm)
            }

            /// Cuts at the first occurrence of the separator: what is before, the separator, what
            /// is after. If there is none, returns the whole and two empty parts.
            #[method(signature = "($self, sep, /)")]
            fn partition(this: &Ref<$class>, sep: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
                operations::partition(this, sep, algorithms::find, false, vm)
            }

            /// Cuts at the last occurrence of the separator: what is before, the separator, what
            /// is after. If there is none, returns two empty parts and the whole.
            #[method(signature = "($self, sep, /)")]
            fn rpartition(this: &Ref<$class>, sep: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
                operations::partition(this, sep, algorithms::rfind, true, vm)
            }

            /// Concatenates the bytes of an iterable, with these between them.
            #[method(signature = "($self, iterable_of_bytes, /)")]
            fn join(this: &Ref<$class>, iterable_of_bytes: &Value, vm: &mut Vm) -> PyResult {
                operations::join(this, iterable_of_bytes, vm)
            }

            /// Returns a copy without white space, or any of the given bytes, at both ends.
            #[method(signature = "($self, bytes=None, /)")]
            fn strip(this: &Ref<$class>, bytes: Option<&Value>, vm: &mut Vm) -> PyResult {
                operations::strip(this, bytes, (true, true), vm)
            }

            /// Returns a copy without white space, or any of the given bytes, at the start.
            #[method(signature = "($self, bytes=None, /)")]
            fn lstrip(this: &Ref<$class>, bytes: Option<&Value>, vm: &mut Vm) -> PyResult {
                operations::strip(this, bytes, (true, false), vm)
            }

            /// Returns a copy without white space, or any of the given bytes, at the end.
            #[method(signature = "($self, bytes=None, /)")]
            fn rstrip(this: &Ref<$class>, bytes: Option<&Value>, vm: &mut Vm) -> PyResult {
                operations::strip(this, bytes, (false, true), vm)
            }

            /// Returns a copy in lower case, as far as ASCII has it.
            #[method(signature = "($self, /)")]
            fn lower(this: &Ref<$class>, vm: &mut Vm) -> Value {
                let result = ByteString::get(&**this, vm).to_ascii_lowercase();
                <$class as ByteString>::make(result, vm)
            }

            /// Returns a copy in upper case, as far as ASCII has it.
            #[method(signature = "($self, /)")]
            fn upper(this: &Ref<$class>, vm: &mut Vm) -> Value {
                let result = ByteString::get(&**this, vm).to_ascii_uppercase();
                <$class as ByteString>::make(result, vm)
            }

            /// Returns a copy in which words start in upper case and go on in lower case.
            #[method(signature = "($self, /)")]
            fn title(this: &Ref<$class>, vm: &mut Vm) -> Value {
                let mut result = ByteString::get(&**this, vm).to_vec();
                algorithms::make_title(&mut result);
                <$class as ByteString>::make(result, vm)
            }

            /// Returns a copy that starts in upper case and goes on in lower case.
            #[method(signature = "($self, /)")]
            fn capitalize(this: &Ref<$class>, vm: &mut Vm) -> Value {
                let mut result = ByteString::get(&**this, vm).to_ascii_lowercase();
                if let Some(first) = result.first_mut() {
                    first.make_ascii_uppercase();
                }
                <$class as ByteString>::make(result, vm)
            }

            /// Returns a copy with lower case made upper case and upper case made lower case.
            #[method(signature = "($self, /)")]
            fn swapcase(this: &Ref<$class>, vm: &mut Vm) -> Value {
                let mut result = ByteString::get(&**this, vm).to_vec();
                for byte in &mut result {
                    if byte.is_ascii_alphabetic() {
                        *byte ^= 0x20;
                    }
                }
                <$class as ByteString>::make(result, vm)
            }

            /// Whether all bytes are below 128.
            #[method(signature = "($self, /)")]
            fn isascii(this: &Ref<$class>, vm: &mut Vm) -> bool {
                ByteString::get(&**this, vm).is_ascii()
            }

            /// Whether there are bytes, and all are ASCII letters.
            #[method(signature = "($self, /)")]
            fn isalpha(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_alpha(ByteString::get(&**this, vm))
            }

            /// Whether there are bytes, and all are ASCII letters or digits.
            #[method(signature = "($self, /)")]
            fn isalnum(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_alnum(ByteString::get(&**this, vm))
            }

            /// Whether there are bytes, and all are ASCII digits.
            #[method(signature = "($self, /)")]
            fn isdigit(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_digit(ByteString::get(&**this, vm))
            }

            /// Whether there are bytes, and all are ASCII white space.
            #[method(signature = "($self, /)")]
            fn isspace(this: &Ref<$class>, vm: &mut Vm) -> bool {
                let bytes = ByteString::get(&**this, vm);
                !bytes.is_empty() && bytes.iter().all(|&byte| algorithms::is_space(byte))
            }

            /// Whether there are ASCII letters, and all of them are in lower case.
            #[method(signature = "($self, /)")]
            fn islower(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_lower(ByteString::get(&**this, vm))
            }

            /// Whether there are ASCII letters, and all of them are in upper case.
            #[method(signature = "($self, /)")]
            fn isupper(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_upper(ByteString::get(&**this, vm))
            }

            /// Whether there are ASCII letters, words start in upper case, and go on in lower case.
            #[method(signature = "($self, /)")]
            fn istitle(this: &Ref<$class>, vm: &mut Vm) -> bool {
                algorithms::is_title(ByteString::get(&**this, vm))
            }

            /// Returns the bytes in the middle of a line of the given width.
            #[method(signature = "($self, width, fillchar=b' ', /)")]
            fn center(this: &Ref<$class>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult {
                let missing = width.0.saturating_sub(ByteString::get(&**this, vm).len());
                let left = missing / 2 + (missing & width.0 & 1);
                operations::pad(this, (left, missing - left), fillchar.0, vm)
            }

            /// Returns the bytes at the left of a line of the given width.
            #[method(signature = "($self, width, fillchar=b' ', /)")]
            fn ljust(this: &Ref<$class>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult {
                let missing = width.0.saturating_sub(ByteString::get(&**this, vm).len());
                operations::pad(this, (0, missing), fillchar.0, vm)
            }

            /// Returns the bytes at the right of a line of the given width.
            #[method(signature = "($self, width, fillchar=b' ', /)")]
            fn rjust(this: &Ref<$class>, width: Width, fillchar: Fill, vm: &mut Vm) -> PyResult {
                let missing = width.0.saturating_sub(ByteString::get(&**this, vm).len());
                operations::pad(this, (missing, 0), fillchar.0, vm)
            }

            /// Returns the bytes filled up with zeros between sign and digits.
            #[method(signature = "($self, width, /)")]
            fn zfill(this: &Ref<$class>, width: Width, vm: &mut Vm) -> PyResult {
                operations::zfill(this, width.0, vm)
            }

            /// Returns a copy with tabs replaced by spaces up to the next multiple of tabsize
            /// columns.
            #[method(signature = "($self, /, tabsize=8)")]
            fn expandtabs(this: &Ref<$class>, tabsize: TabSize, vm: &mut Vm) -> PyResult {
                let bytes = ByteString::get(&**this, vm);
                let has_room = |length| vm.has_room(length);
                match algorithms::expand_tabs(bytes, tabsize.0, false, has_room) {
                    Ok(result) => Ok(<$class as ByteString>::make(result, vm)),
                    Err(Refused::TooLong) => Err(vm.overflow_error("result too long")),
                    Err(Refused::NoMemory) => Err(vm.memory_error()),
                }
            }

            /// Returns a copy with each byte mapped by a table of 256 bytes, without those to
            /// delete.
            #[method(signature = "($self, table, /, delete=b'')")]
            fn translate(
                this: &Ref<$class>,
                table: &Value,
                delete: Option<&Value>,
                vm: &mut Vm,
            ) -> PyResult {
                operations::translate(this, table, delete, vm)
            }

            /// Makes a table for translate() that maps each byte of the first to that of the
            /// second.
            #[static_method(signature = "(frm, to, /)")]
            fn maketrans(frm: BytesLike<'_>, to: BytesLike<'_>, vm: &mut Vm) -> PyResult {
                operations::maketrans(&frm, &to, vm)
            }

            /// Returns the text that the bytes stand for in an encoding.
            ///
            /// errors says what becomes of bytes that are none: 'strict' raises
            /// UnicodeDecodeError, others are 'ignore', 'replace', 'backslashreplace',
            /// 'surrogateescape', and what codecs.register_error() knows.
            #[method(signature = "($self, /, encoding='utf-8', errors='strict')")]
            fn decode(
                this: &Ref<$class>,
                encoding: Option<&Ref<Str>>,
                errors: Option<&Ref<Str>>,
                vm: &mut Vm,
            ) -> PyResult {
                let bytes = ByteString::kept(&**this, vm);
                let (encoding, errors) = (encoding.map(|text| &**text), errors.map(|text| &**text));
                crate::builtins::bytes::methods::decode(&bytes, encoding, errors, vm)
            }

            /// Returns two hexadecimal digits for each byte, with a separator between groups of
            /// bytes_per_sep bytes.
            ///
            /// ```text
            /// >>> memoryview(b'\xab\xcd\xef').hex('-')
            /// 'ab-cd-ef'
            /// ```
            #[method(signature = "($self, /, sep=<unrepresentable>, bytes_per_sep=1)")]
            fn hex(
                this: &Ref<$class>,
                sep: HexSeparator<'_>,
                bytes_per_sep: Option<isize>,
                vm: &mut Vm,
            ) -> PyResult<Ref<Str>> {
                let _pin = match sep.0 {
                    Some(separator) => pin_against(this, separator, vm)?,
                    None => None,
                };
                let bytes = ByteString::kept(&**this, vm);
                hex::hex(&bytes, sep.0, bytes_per_sep.unwrap_or(1), vm)
            }

            /// Makes an object of the bytes that pairs of hexadecimal digits stand for.
            #[class_method(signature = "($type, string, /)")]
            fn fromhex(class: &Value, string: &Value, vm: &mut Vm) -> PyResult {
                let bytes = hex::from_hex(string, vm)?;
                let result = <$class as ByteString>::make(bytes, vm);
                let exact = <$class as crate::object::payload::Payload>::class(vm);
                if exact.is_value(class) {
                    return Ok(result);
                }
                class.call_positional(&[result], vm)
            }
        }
    };
}

pub(crate) use shared_methods;
