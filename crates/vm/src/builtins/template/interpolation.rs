//! `string.templatelib.Interpolation`: an expression in a t-string.

use rpy_macros::methods;

use crate::builtins::generic_alias::class_getitem;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::bind::bind;
use crate::function::native::{NativeSignature, Parameter, ParameterKind, TypeSpec};
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A value with the text of its expression, and how it is to be shown.
pub(crate) struct Interpolation {
    pub(super) value: Value,
    expression: Value,
    /// `'s'`, `'r'`, `'a'` or None.
    conversion: Value,
    format_spec: Value,
}

impl Payload for Interpolation {
    const NAME: &'static str = "string.templatelib.Interpolation";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        let parts = [
            &self.value,
            &self.expression,
            &self.conversion,
            &self.format_spec,
        ];
        parts.into_iter().for_each(visit);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<Interpolation>()
    }
}

impl Interpolation {
    /// The class.
    fn type_object(vm: &mut Vm) -> Ref<Type> {
        vm.register_native_type::<Interpolation>(&SPEC, None)
    }

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
        let class = Interpolation::type_object(vm);
        Ref::with_class(payload, &class, vm).into_value()
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

const fn parameter(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::PositionalOrKeyword,
        required,
    }
}

static SIGNATURE: NativeSignature = NativeSignature {
    name: "Interpolation",
    doc: "",
    text: "",
    parameters: &[
        parameter("value", true),
        parameter("expression", false),
        parameter("conversion", false),
        parameter("format_spec", false),
    ],
};

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let mut slots = [None; 4];
    bind(args, &SIGNATURE, &mut slots, vm)?;
    let [value, expression, conversion, format_spec] = slots;
    let text = |name: &str, argument: Option<&Value>, vm: &mut Vm| -> PyResult {
        match argument {
            None => Ok(vm.new_str("")),
            Some(text) if text.has_payload::<Str>() => Ok(text.clone()),
            Some(other) => {
                let class = other.type_name(vm);
                let message = format!("Interpolation() argument '{name}' must be str, not {class}");
                Err(vm.type_error(message))
            }
        }
    };
    let expression = text("expression", expression, vm)?;
    let conversion = match conversion.filter(|it| !it.is_none()) {
        None => Value::NONE,
        given => {
            let given = text("conversion", given, vm)?;
            let name = given.downcast::<Str>().map(|it| it.as_bytes());
            if !matches!(name, Some(b"s" | b"r" | b"a")) {
                let message =
                    "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'";
                return Err(vm.value_error(message));
            }
            given
        }
    };
    let payload = Interpolation {
        value: value.expect("it is required").clone(),
        expression,
        conversion,
        format_spec: text("format_spec", format_spec, vm)?,
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let this: &Ref<Interpolation> = value
        .downcast()
        .expect("a slot is called with its own type");
    let mut parts = Vec::new();
    for part in this.parts() {
        parts.push(part.repr(vm)?.to_string_lossy().into_owned());
    }
    let class = value.class(vm).name(vm);
    Ok(vm.new_str(&format!("{class}({})", parts.join(", "))))
}

#[methods]
impl Interpolation {
    #[constant]
    fn __match_args__(vm: &mut Vm) -> Value {
        let names = ["value", "expression", "conversion", "format_spec"];
        let names = names.map(|name| vm.intern(name).into_value());
        Tuple::new(names.to_vec(), vm).into_value()
    }

    /// Value
    #[getter(name = "value")]
    fn get_value(this: &Ref<Interpolation>) -> Value {
        this.value.clone()
    }

    /// Expression
    #[getter]
    fn expression(this: &Ref<Interpolation>) -> Value {
        this.expression.clone()
    }

    /// Conversion
    #[getter]
    fn conversion(this: &Ref<Interpolation>) -> Value {
        this.conversion.clone()
    }

    /// Format specifier
    #[getter]
    fn format_spec(this: &Ref<Interpolation>) -> Value {
        this.format_spec.clone()
    }

    /// Reduce interpolation
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Interpolation>, vm: &mut Vm) -> Value {
        let parts = Tuple::new(this.parts().to_vec(), vm).into_value();
        Tuple::new(vec![this.class().to_value(), parts], vm).into_value()
    }

    /// See PEP 585
    #[class_method(signature = "($type, object, /)")]
    fn __class_getitem__(class: &Ref<Type>, object: Value, vm: &mut Vm) -> PyResult {
        class_getitem(class, object, vm)
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "string.templatelib.Interpolation",
    doc: "Interpolation object",
    payload: Interpolation::INFO,
    flags: TypeFlags::IMMUTABLE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        ..Slots::EMPTY
    },
    members: &[Interpolation::MEMBERS],
};
