//! The iterator over a template: strings that are not empty, and interpolations, in order.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

use super::Template;

/// Template iterator object
#[derive(Payload)]
pub(super) struct TemplateIter {
    strings: Ref<Tuple>,
    interpolations: Ref<Tuple>,
    /// Strings and interpolations that are done: an even number is a string's.
    position: Cell<usize>,
}

impl TemplateIter {
    /// An iterator over a template.
    pub(super) fn of(template: &Ref<Template>, vm: &mut Vm) -> Ref<TemplateIter> {
        let payload = TemplateIter {
            strings: template.strings.clone(),
            interpolations: template.interpolations.clone(),
            position: Cell::new(0),
        };
        Ref::new(payload, vm)
    }
}

#[native_class(
    name = "string.templatelib.TemplateIter",
    flags(disallow_instantiation)
)]
impl TemplateIter {
    #[slot]
    fn iternext(this: &Ref<TemplateIter>, vm: &mut Vm) -> PyResult<Option<Value>> {
        loop {
            let position = this.position.get();
            let items = match position % 2 {
                0 => &this.strings,
                _ => &this.interpolations,
            };
            let Some(item) = items.as_slice().get(position / 2) else {
                return Ok(None);
            };
            this.position.set(position + 1);
            if position % 2 == 1 || item.is_true(vm)? {
                return Ok(Some(item.clone()));
            }
        }
    }
}
