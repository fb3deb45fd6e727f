//! The iterator over a template: strings that are not empty, and interpolations, in order.

use crate::builtins::iterators::self_iter;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

use super::Template;

/// The iterator's state.
pub(super) struct TemplateIter {
    strings: Ref<Tuple>,
    interpolations: Ref<Tuple>,
    /// Strings and interpolations that are done: an even number is a string's.
    position: HeapCell<usize>,
}

impl Payload for TemplateIter {
    const NAME: &'static str = "string.templatelib.TemplateIter";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.strings.as_value());
        visit(self.interpolations.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        vm.native_type::<TemplateIter>()
    }
}

impl TemplateIter {
    /// An iterator over a template.
    pub(super) fn make(template: &Ref<Template>, vm: &mut Vm) -> Value {
        let class = vm.register_native_type::<TemplateIter>(&SPEC, None);
        let payload = TemplateIter {
            strings: template.strings.clone(),
            interpolations: template.interpolations.clone(),
            position: HeapCell::new(0),
        };
        Ref::with_class(payload, &class, vm).into_value()
    }
}

fn next(value: &Value, vm: &mut Vm) -> PyResult<Step> {
    let this: &Ref<TemplateIter> = value
        .downcast()
        .expect("a slot is called with its own type");
    loop {
        let position = *this.position.get(vm);
        let items = match position % 2 {
            0 => &this.strings,
            _ => &this.interpolations,
        };
        let Some(item) = items.as_slice().get(position / 2) else {
            return Ok(Step::END);
        };
        this.position.replace(position + 1, vm);
        if position % 2 == 1 || item.is_true(vm)? {
            return Ok(Step::Item(item.clone()));
        }
    }
}

const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "string.templatelib.TemplateIter",
    doc: "Template iterator object",
    payload: TemplateIter::INFO,
    flags: TypeFlags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(self_iter),
        iternext: Some(next),
        ..Slots::EMPTY
    },
    members: &[],
};
