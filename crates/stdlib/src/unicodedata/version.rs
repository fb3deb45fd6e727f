//! Versions of the database, and the class `UCD` of those that are not the newest.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::normal::Form;
use super::{names, normal, properties};

/// A version of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// 16.0.0
    New,
    /// 3.2.0, which some protocols are written for.
    Old,
}

/// The code point of an argument that is a string of one. `which` tells its number.
pub(super) fn character(value: &Value, function: &str, which: &str, vm: &mut Vm) -> PyResult<u32> {
    let message = match value.downcast::<Str>() {
        Some(text) if text.length() == 1 => return Ok(text.code_point_at(0)),
        Some(text) => {
            let length = text.length();
            format!(
                "{function}(): argument{which} must be a unicode character, not a string of length \
                 {length}"
            )
        }
        None => {
            let class = value.type_name(vm);
            format!("{function}() argument{which} must be a unicode character, not {class}")
        }
    };
    Err(vm.type_error(message))
}

/// What was found, or else the default. Without one, raises `ValueError`.
pub(super) fn or_default(
    found: Option<Value>,
    default: Option<Value>,
    message: &str,
    vm: &mut Vm,
) -> PyResult {
    found.or(default).ok_or_else(|| vm.value_error(message))
}

/// The arguments of `normalize` and `is_normalized`.
pub(super) fn form_and_text<'a>(
    form: &Value,
    text: &'a Value,
    function: &str,
    vm: &mut Vm,
) -> PyResult<(Form, &'a Ref<Str>)> {
    let mut string = |value: &Value, index: usize| {
        if value.has_payload::<Str>() {
            return Ok(());
        }
        let class = value.type_name(vm);
        Err(vm.type_error(format!(
            "{function}() argument {index} must be str, not {class}"
        )))
    };
    string(form, 1)?;
    string(text, 2)?;
    let name = form
        .downcast::<Str>()
        .map_or(&b""[..], |name| name.as_bytes());
    let Some(form) = Form::of_name(name) else {
        return Err(vm.value_error("invalid normalization form"));
    };
    let text = text.downcast().expect("it was looked at above");
    Ok((form, text))
}

/// An older version of the database.
#[derive(Payload)]
pub(crate) struct Ucd {
    #[payload(skip)]
    version: Version,
}

impl Ucd {
    /// The version 3.2.0.
    pub(super) fn old(vm: &mut Vm) -> Ref<Ucd> {
        let payload = Ucd {
            version: Version::Old,
        };
        Ref::new(payload, vm)
    }
}

#[native_class(name = "unicodedata.UCD", flags(disallow_instantiation))]
impl Ucd {
    /// The version of the database.
    #[getter(member)]
    fn unidata_version(_this: &Ref<Ucd>) -> &'static str {
        "3.2.0"
    }

    /// Returns the bidirectional class of a character, such as "L"; "" if it has none.
    #[method(signature = "($self, chr, /)")]
    fn bidirectional(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "bidirectional", "", vm)?;
        properties::bidirectional(this.version, code_point, vm)
    }

    /// Returns the general category of a character, such as "Lu".
    #[method(signature = "($self, chr, /)")]
    fn category(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "category", "", vm)?;
        properties::category(this.version, code_point, vm)
    }

    /// Returns the canonical combining class of a character, 0 if it does not combine.
    #[method(signature = "($self, chr, /)")]
    fn combining(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "combining", "", vm)?;
        properties::combining(this.version, code_point, vm)
    }

    /// Returns what a character decomposes into, as code points behind a tag; "" if nothing.
    #[method(signature = "($self, chr, /)")]
    fn decomposition(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "decomposition", "", vm)?;
        properties::decomposition(this.version, code_point, vm)
    }

    /// Returns the East Asian width of a character, such as "W".
    #[method(signature = "($self, chr, /)")]
    fn east_asian_width(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "east_asian_width", "", vm)?;
        properties::east_asian_width(this.version, code_point, vm)
    }

    /// Returns 1 if a character is mirrored in text from right to left, else 0.
    #[method(signature = "($self, chr, /)")]
    fn mirrored(this: &Ref<Ucd>, chr: &Value, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "mirrored", "", vm)?;
        properties::mirrored(this.version, code_point, vm)
    }

    /// Returns the decimal digit that a character is.
    ///
    /// Without a default, raises ValueError if it is none.
    #[method(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn decimal(this: &Ref<Ucd>, chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "decimal", " 1", vm)?;
        let found = properties::decimal(this.version, code_point, vm);
        or_default(found, default, "not a decimal", vm)
    }

    /// Returns the digit that a character is.
    ///
    /// Without a default, raises ValueError if it is none.
    #[method(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn digit(this: &Ref<Ucd>, chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "digit", " 1", vm)?;
        let found = properties::digit(this.version, code_point, vm);
        or_default(found, default, "not a digit", vm)
    }

    /// Returns the name of a character.
    ///
    /// Without a default, raises ValueError if it has none.
    #[method(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn name(this: &Ref<Ucd>, chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "name", " 1", vm)?;
        let found = properties::name(this.version, code_point, vm);
        or_default(found, default, "no such name", vm)
    }

    /// Returns the number that a character stands for, as a float.
    ///
    /// Without a default, raises ValueError if it stands for none.
    #[method(signature = "($self, chr, default=<unrepresentable>, /)")]
    fn numeric(this: &Ref<Ucd>, chr: &Value, default: Option<Value>, vm: &mut Vm) -> PyResult {
        let code_point = character(chr, "numeric", " 1", vm)?;
        let found = properties::numeric(this.version, code_point, vm);
        or_default(found, default, "not a numeric character", vm)
    }

    /// Returns whether a string is in a normal form: NFC, NFD, NFKC or NFKD.
    #[method(signature = "($self, form, unistr, /)")]
    fn is_normalized(this: &Ref<Ucd>, form: &Value, unistr: &Value, vm: &mut Vm) -> PyResult<bool> {
        let (form, text) = form_and_text(form, unistr, "is_normalized", vm)?;
        let normal = normal::normalize(this.version, form, text, vm)?;
        Ok(normal.equals(text))
    }

    /// Returns a string in a normal form: NFC, NFD, NFKC or NFKD.
    #[method(signature = "($self, form, unistr, /)")]
    fn normalize(this: &Ref<Ucd>, form: &Value, unistr: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        let (form, text) = form_and_text(form, unistr, "normalize", vm)?;
        normal::normalize(this.version, form, text, vm)
    }

    /// Returns the character of a name, an alias or a named sequence.
    ///
    /// Raises KeyError if there is none.
    #[method(signature = "($self, name, /)")]
    fn lookup(this: &Ref<Ucd>, name: &Value, vm: &mut Vm) -> PyResult<Ref<Str>> {
        names::lookup(this.version, name, vm)
    }
}
