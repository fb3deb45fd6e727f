//! `unicodedata`: the Unicode character database.
//! Reference: <https://docs.python.org/3.14/library/unicodedata.html>

mod names;
mod normal;
mod properties;
mod tables;
mod version;

pub use unicodedata::MODULE;

/// The Unicode character database, of version 16.0.0.
#[rpy_macros::native_module(name = "unicodedata", classes(super::version::Ucd as "UCD"))]
mod unicodedata {
    use rpy_vm::builtins::str::Str;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::version::{Ucd, Version, character, form_and_text, or_default};
    use super::{names, normal, properties};

    /// The version of the database.
    #[constant]
    const unidata_version: &str = "16.0.0";

    /// The database of version 3.2.0.
    #[constant]
    fn ucd_3_2_0(vm: &mut Vm) -> Ref<Ucd> {
        Ucd::old(vm)
    }

    /// Returns the bidirectional class of a character, such as "L"; "" if it has none.
    #[function(signature = "($self, chr, /)")]
    fn bidirectional(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "bidirectional", "", vm)?;
        properties::bidirectional(Version::New, code_point, vm)
    }

    /// Returns the general category of a character, such as "Lu".
    #[function(signature = "($self, chr, /)")]
    fn category(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "category", "", vm)?;
        properties::category(Version::New, code_point, vm)
    }

    /// Returns the canonical combining class of a character, 0 if it does not combine.
    #[function(signature = "($self, chr, /)")]
    fn combining(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "combining", "", vm)?;
        properties::combining(Version::New, code_point, vm)
    }

    /// Returns what a character decomposes into, as code points behind a tag; "" if nothing.
    #[function(signature = "($self, chr, /)")]
    fn decomposition(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "decomposition", "", vm)?;
        properties::decomposition(Version::New, code_point, vm)
    }

    /// Returns the East Asian width of a character, such as "W".
    #[function(signature = "($self, chr, /)")]
    fn east_asian_width(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "east_asian_width", "", vm)?;
        properties::east_asian_width(Version::New, code_point, vm)
    }

    /// Returns 1 if a character is mirrored in text from right to left, else 0.
    #[function(signature = "($self, chr, /)")]
    fn mirrored(chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "mirrored", "", vm)?;
        properties::mirrored(Version::New, code_point, vm)
    }

    /// Returns the decimal digit that a character is.
    ///
    /// Without a default, raises ValueError if it is none.
    #[function(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn decimal(chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "decimal", " 1", vm)?;
        let found = properties::decimal(Version::New, code_point, vm);
        or_default(found, default, "not a decimal", vm)
    }

    /// Returns the digit that a character is.
    ///
    /// Without a default, raises ValueError if it is none.
    #[function(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn digit(chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "digit", " 1", vm)?;
        let found = properties::digit(Version::New, code_point, vm);
        or_default(found, default, "not a digit", vm)
    }

    /// Returns the name of a character.
    ///
    /// Without a default, raises ValueError if it has none.
    #[function(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn name(chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "name", " 1", vm)?;
        let found = properties::name(Version::New, code_point, vm);
        or_default(found, default, "no such name", vm)
    }

    /// Returns the number that a character stands for, as a float.
    ///
    /// Without a default, raises ValueError if it stands for none.
    #[function(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn numeric(chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "numeric", " 1", vm)?;
        let found = properties::numeric(Version::New, code_point, vm);
        or_default(found, default, "not a numeric character", vm)
    }

    /// Returns whether a string is in a normal form: NFC, NFD, NFKC or NFKD.
    #[function(signature = "($self, form, unistr, /)")]
    fn is_normalized(form: &Value, unistr: &Value, vm: &mut Vm) -> PyResult<bool> {
        let (form, text) = form_and_text(form, unistr, "is_normalized", vm)?;
        // Code points, decomposed and in order.
        vm.check_allocation(text.byte_length().saturating_mul(8))?;
        let normal = normal::normalize(Version::New, form, text, vm)?;
        Ok(normal.equals(text))
    }

    /// Returns a string in a normal form: NFC, NFD, NFKC or NFKD.
    #[function(signature = "($self, form, unistr, /)")]
    fn normalize(form: &Value, unistr: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let (form, text) = form_and_text(form, unistr, "normalize", vm)?;
        normal::normalize(Version::New, form, text, vm)
    }

    /// Returns the character of a name, an alias or a named sequence.
    ///
    /// Raises KeyError if there is none.
    #[function(signature = "($self, name, /)")]
    fn lookup(name: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        names::lookup(Version::New, name, vm)
    }
}
