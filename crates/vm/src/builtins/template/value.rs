//! `string.templatelib.Template`: what a t-string gives.

use rpy_bytecode::BinaryOperator;
use rpy_macros::methods;

use super::{Interpolation, iter::TemplateIter};
use crate::builtins::generic_alias::class_getitem;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::function::native::TypeSpec;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Strings with interpolations between them: there is one string more.
pub(crate) struct Template {
    pub(super) strings: Ref<Tuple>,
    pub(super) interpolations: Ref<Tuple>,
}

impl Payload for Template {
    const NAME: &'static str = "string.templatelib.Template";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.strings.as_value());
        visit(self.interpolations.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<Template>()
    }
}

impl Template {
    /// Makes the template of a t-string from its tuples.
    pub(crate) fn make(strings: Value, interpolations: Value, vm: &mut Vm) -> PyResult {
        let tuples = (strings.downcast_into(), interpolations.downcast_into());
        let (Ok(strings), Ok(interpolations)) = tuples else {
            return Err(vm.system_error("a template is made of tuples"));
        };
        let class = vm.register_native_type::<Template>(&SPEC, None);
        let payload = Template {
            strings,
            interpolations,
        };
        Ok(Ref::with_class(payload, &class, vm).into_value())
    }
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if args.has_keywords() {
        return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
    }
    // Strings side by side are joined; an empty one stands between two interpolations.
    let mut strings: Vec<Vec<Value>> = vec![Vec::new()];
    let mut interpolations = Vec::new();
    for part in args.positional() {
        if part.has_payload::<Str>() {
            let last = strings.last_mut().expect("there is one from the start");
            last.push(part.clone());
        } else if part.has_payload::<Interpolation>() {
            interpolations.push(part.clone());
            strings.push(Vec::new());
        } else {
            let class = part.type_name(vm);
            return Err(vm.type_error(format!(
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {class}"
            )));
        }
    }
    let strings = strings
        .into_iter()
        .map(|pieces| Str::join_pieces(&pieces, vm).into_value())
        .collect();
    let payload = Template {
        strings: Tuple::new(strings, vm),
        interpolations: Tuple::new(interpolations, vm),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn payload(value: &Value) -> &Ref<Template> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn repr(value: &Value, vm: &mut Vm) -> PyResult {
    let this = payload(value);
    let class = value.class(vm).name(vm);
    let strings = this.strings.as_value().repr(vm)?;
    let interpolations = this.interpolations.as_value().repr(vm)?;
    Ok(vm.new_str(&format!(
        "{class}(strings={}, interpolations={})",
        strings.to_string_lossy(),
        interpolations.to_string_lossy()
    )))
}

fn iter(value: &Value, vm: &mut Vm) -> PyResult {
    Ok(TemplateIter::make(payload(value), vm))
}

/// `left + right`: the last string of the left and the first of the right become one.
fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    let (Some(first), Some(second)) = (left.downcast::<Template>(), right.downcast::<Template>())
    else {
        if !left.has_payload::<Template>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let class = right.type_name(vm);
        return Err(vm.type_error(format!(
            "can only concatenate string.templatelib.Template (not \"{class}\") to \
             string.templatelib.Template"
        )));
    };
    let (Some((end, before)), Some((start, behind))) = (
        first.strings.as_slice().split_last(),
        second.strings.as_slice().split_first(),
    ) else {
        return Err(vm.system_error("a template has at least one string"));
    };
    let joined = end.binary(start, BinaryOperator::Add, vm)?;
    let strings = [before, &[joined], behind].concat();
    let interpolations = [
        first.interpolations.as_slice(),
        second.interpolations.as_slice(),
    ]
    .concat();
    let (strings, interpolations) = (Tuple::new(strings, vm), Tuple::new(interpolations, vm));
    Template::make(strings.into_value(), interpolations.into_value(), vm)
}

#[methods]
impl Template {
    /// Strings
    #[getter]
    fn strings(this: &Ref<Template>) -> Ref<Tuple> {
        this.strings.clone()
    }

    /// Interpolations
    #[getter]
    fn interpolations(this: &Ref<Template>) -> Ref<Tuple> {
        this.interpolations.clone()
    }

    /// Values of interpolations
    #[getter]
    fn values(this: &Ref<Template>, vm: &mut Vm) -> Ref<Tuple> {
        let interpolations = this.interpolations.as_slice().iter();
        let values = interpolations
            .filter_map(|it| Some(it.downcast::<Interpolation>()?.value.clone()))
            .collect();
        Tuple::new(values, vm)
    }

    /// Reduce template
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Template>, vm: &mut Vm) -> PyResult {
        let module = vm.intern("string.templatelib");
        let module = vm.import_name(&module)?;
        let name = vm.intern("_template_unpickle");
        let function = module.get_attribute(&name, vm)?;
        let parts = vec![this.strings.to_value(), this.interpolations.to_value()];
        let parts = Tuple::new(parts, vm).into_value();
        Ok(Tuple::new(vec![function, parts], vm).into_value())
    }

    /// See PEP 585
    #[class_method(signature = "($type, object, /)")]
    fn __class_getitem__(class: &Ref<Type>, object: Value, vm: &mut Vm) -> PyResult {
        class_getitem(class, object, vm)
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "string.templatelib.Template",
    doc: "Template object",
    payload: Template::INFO,
    flags: TypeFlags::IMMUTABLE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        iter: Some(iter),
        ..Slots::EMPTY
    }
    .with_binary(BinaryOperator::Add, add),
    members: &[Template::MEMBERS],
};
