//! Templates: what matches are replaced with, literals and references in turn.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::str::Str;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use crate::_sre::match_::Match;
use crate::_sre::output::Output;
use crate::_sre::pattern::Pattern;
use crate::_sre::state::State;

/// A parsed template.
#[derive(Payload)]
pub(super) struct Template {
    /// What it begins with.
    pub(super) literal: Value,
    /// A group, and the literal behind it.
    pub(super) items: Vec<(usize, Value)>,
}

impl Template {
    /// Makes a template of a list of literals and numbers of groups.
    ///
    /// Raises `TypeError` if they do not take turns.
    pub(super) fn of_list(list: &Ref<List>, vm: &mut Vm) -> PyResult<Ref<Template>> {
        let parts = list.items(vm).clone();
        let Some((literal, rest)) = parts.split_first() else {
            return Err(invalid(vm));
        };
        let pairs = rest.chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return Err(invalid(vm));
        }
        let mut items = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let Some(group) = pair[0].as_int() else {
                return Err(vm.type_error("an integer is required"));
            };
            let group = group.as_i64().and_then(|group| usize::try_from(group).ok());
            let Some(group) = group else {
                return Err(invalid(vm));
            };
            items.push((group, pair[1].clone()));
        }
        let literal = literal.clone();
        Ok(Ref::new(Template { literal, items }, vm))
    }

    /// The template with its references replaced by what the groups of a match have matched.
    ///
    /// Raises `IndexError` if there is no such group.
    pub(super) fn expand(&self, found: &Match, vm: &mut Vm) -> PyResult {
        if self.items.is_empty() {
            return Ok(self.literal.clone());
        }
        let mut output = Output::new(!self.literal.has_payload::<Str>());
        output.push(&self.literal, vm)?;
        for (group, literal) in &self.items {
            if *group >= found.group_count() {
                return Err(vm.index_error("no such group"));
            }
            let text = found.text(*group, &Value::NONE, vm)?;
            if !text.is_none() {
                output.push(&text, vm)?;
            }
            if !is_empty(literal) {
                output.push(literal, vm)?;
            }
        }
        output.finish(vm)
    }
}

fn is_empty(literal: &Value) -> bool {
    let text = literal.downcast::<Str>().map(|text| text.is_empty());
    let bytes = literal.downcast::<Bytes>().map(|bytes| bytes.length() == 0);
    text.or(bytes).unwrap_or(false)
}

#[cold]
fn invalid(vm: &mut Vm) -> Raised {
    vm.type_error("invalid template")
}

#[native_class(name = "_sre.SRE_Template")]
impl Template {}

/// Has the package `re` compile a template, which caches it.
pub(super) fn compile(
    pattern: &Ref<Pattern>,
    template: &Value,
    vm: &mut Vm,
) -> PyResult<Ref<Template>> {
    let function = match vm.module_state::<State>().compile_template.clone() {
        Some(function) => function,
        None => {
            let (module, name) = (vm.intern("re"), vm.intern("_compile_template"));
            let module = vm.import_name(&module)?;
            let function = module.get_attribute(&name, vm)?;
            vm.module_state::<State>().compile_template = Some(function.clone());
            function
        }
    };
    let pattern = pattern.to_value();
    let result = match function.call_positional(&[pattern.clone(), template.clone()], vm) {
        Err(raised) if raised.is_instance(&vm.types.exceptions.type_error, vm) => {
            // What cannot be hashed is tried again as its plain content.
            let Some(plain) = plain(template, vm) else {
                return Err(raised);
            };
            function.call_positional(&[pattern, plain], vm)?
        }
        result => result?,
    };
    match result.downcast_into::<Template>() {
        Ok(template) => Ok(template),
        Err(other) => {
            let class = other.type_name(vm);
            Err(vm.runtime_error(format!(
                "the result of compiling a replacement string is {class}"
            )))
        }
    }
}

/// The content of an instance of a subclass of `str`, or of an exporter other than `bytes`.
fn plain(template: &Value, vm: &mut Vm) -> Option<Value> {
    if let Some(text) = template.downcast::<Str>() {
        let exact = text.class().is(&vm.types.str);
        return (!exact).then(|| text.to_exact(vm).into_value());
    }
    if template.class(vm).is(&vm.types.bytes) {
        return None;
    }
    let bytes = template.exported_bytes(vm).ok()??;
    Some(Bytes::from_vec(bytes, vm).into_value())
}
