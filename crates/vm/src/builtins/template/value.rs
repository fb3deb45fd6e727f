//! `string.templatelib.Template`: what a t-string gives.

use rpy_bytecode::BinaryOperator;
use rpy_macros::{Payload, native_class};

use super::{Interpolation, iter::TemplateIter};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Strings with interpolations between them: there is one string more.
#[derive(Payload)]
pub(crate) struct Template {
    pub(super) strings: Ref<Tuple>,
    pub(super) interpolations: Ref<Tuple>,
}

impl Template {
    /// Makes the template of a t-string from its tuples.
    pub(crate) fn make(strings: Value, interpolations: Value, vm: &mut Vm) -> PyResult {
        let tuples = (strings.downcast_into(), interpolations.downcast_into());
        let (Ok(strings), Ok(interpolations)) = tuples else {
            return Err(vm.system_error("a template is made of tuples"));
        };
        let payload = Template {
            strings,
            interpolations,
        };
        Ok(Ref::new(payload, vm).into_value())
    }
}

/// What a t-string makes: its literal parts, and the values between them.
#[native_class(name = "string.templatelib.Template", flags(immutable), generic)]
impl Template {
    #[new]
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

    #[slot]
    fn repr(this: &Ref<Template>, vm: &mut Vm) -> PyResult {
        let class = this.class().name(vm);
        let strings = this.strings.as_value().repr(vm)?;
        let interpolations = this.interpolations.as_value().repr(vm)?;
        Ok(vm.new_str(&format!(
            "{class}(strings={}, interpolations={})",
            strings.to_string_lossy(),
            interpolations.to_string_lossy()
        )))
    }

    #[slot]
    fn iter(this: &Ref<Template>, vm: &mut Vm) -> Ref<TemplateIter> {
        TemplateIter::of(this, vm)
    }

    /// `left + right`: the last string of the left and the first of the right become one.
    #[slot]
    fn add(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        let (Some(first), Some(second)) =
            (left.downcast::<Template>(), right.downcast::<Template>())
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

    /// The literal parts, one more than there are interpolations
    #[getter(member)]
    fn strings(this: &Ref<Template>) -> Ref<Tuple> {
        this.strings.clone()
    }

    /// What stood in braces, one Interpolation each
    #[getter(member)]
    fn interpolations(this: &Ref<Template>) -> Ref<Tuple> {
        this.interpolations.clone()
    }

    /// What they evaluated to, in order
    #[getter]
    fn values(this: &Ref<Template>, vm: &mut Vm) -> Ref<Tuple> {
        let interpolations = this.interpolations.as_slice().iter();
        let values = interpolations
            .filter_map(|it| Some(it.downcast::<Interpolation>()?.value.clone()))
            .collect();
        Tuple::new(values, vm)
    }

    // Reduce template
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
}
