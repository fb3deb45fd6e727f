//! `string.templatelib.Interpolation`: an expression in a t-string.

use rpy_macros::{Payload, native_class};

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A value with the text of its expression, and how it is to be shown.
#[derive(Payload)]
pub(crate) struct Interpolation {
    pub(super) value: Value,
    expression: Value,
    /// `'s'`, `'r'`, `'a'` or None.
    conversion: Value,
    format_spec: Value,
}

impl Interpolation {
    /// Makes the interpolation of an expression; `conversion` is that of `CONVERT_VALUE`, or 0.
    pub(crate) fn make(
        value: Value,
        expression: Value,
        conversion: usize,
        format_spec: Option<Value>,
        vm: &mut Vm,
    ) -> Value {
        let conversion = match conversion {
            1 => vm.new_str("s"),
            2 => vm.new_str("r"),
            3 => vm.new_str("a"),
            _ => Value::NONE,
        };
        let payload = Interpolation {
            value,
            expression,
            conversion,
            format_spec: format_spec.unwrap_or_else(|| vm.new_str("")),
        };
        Ref::new(payload, vm).into_value()
    }

    fn parts(&self) -> [Value; 4] {
        let parts = [
            &self.value,
            &self.expression,
            &self.conversion,
            &self.format_spec,
        ];
        parts.map(Value::clone)
    }
}

/// Interpolation object
#[native_class(name = "string.templatelib.Interpolation", flags(immutable), generic)]
impl Interpolation {
    #[new(
        signature = "(value, expression='', conversion=None, format_spec='')",
        hidden
    )]
    fn new(
        class: &Ref<Type>,
        value: Value,
        expression: Option<&Ref<Str>>,
        conversion: Option<&Ref<Str>>,
        format_spec: Option<&Ref<Str>>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Interpolation>> {
        let conversion = match conversion {
            Some(given) if !matches!(given.as_bytes(), b"s" | b"r" | b"a") => {
                let message =
                    "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'";
                return Err(vm.value_error(message));
            }
            Some(given) => given.to_value(),
            None => Value::NONE,
        };
        let empty = vm.names.empty.clone();
        let text = |given: Option<&Ref<Str>>| given.unwrap_or(&empty).to_value();
        let payload = Interpolation {
            value,
            expression: text(expression),
            conversion,
            format_spec: text(format_spec),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn repr(this: &Ref<Interpolation>, vm: &mut Vm) -> PyResult {
        let mut parts = Vec::new();
        for part in this.parts() {
            parts.push(part.repr(vm)?.to_string_lossy().into_owned());
        }
        let class = this.class().name(vm);
        Ok(vm.new_str(&format!("{class}({})", parts.join(", "))))
    }

    #[constant]
    fn __match_args__(vm: &mut Vm) -> Value {
        let names = ["value", "expression", "conversion", "format_spec"];
        let names = names.map(|name| vm.intern(name).into_value());
        Tuple::new(names.to_vec(), vm).into_value()
    }

    /// Value
    #[getter(member, name = "value")]
    fn get_value(this: &Ref<Interpolation>) -> Value {
        this.value.clone()
    }

    /// Expression
    #[getter(member)]
    fn expression(this: &Ref<Interpolation>) -> Value {
        this.expression.clone()
    }

    /// Conversion
    #[getter(member)]
    fn conversion(this: &Ref<Interpolation>) -> Value {
        this.conversion.clone()
    }

    /// Format specifier
    #[getter(member)]
    fn format_spec(this: &Ref<Interpolation>) -> Value {
        this.format_spec.clone()
    }

    /// Reduce interpolation
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Interpolation>, vm: &mut Vm) -> Value {
        let parts = Tuple::new(this.parts().to_vec(), vm).into_value();
        Tuple::new(vec![this.class().to_value(), parts], vm).into_value()
    }
}
