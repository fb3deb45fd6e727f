//! The context of the running thread or task, the templates of contexts, and `localcontext`.

use std::cell::Cell;
use std::rc::Rc;

use rpy_macros::{Payload, native_class};
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::State;
use super::context::Context;
use super::settings::{Rounding, Settings, status};
use crate::_contextvars;

/// The context that was found last, and what it depends on.
pub(super) struct Found {
    thread: u64,
    generation: u64,
    context: Ref<Context>,
}

/// What decides which context is the current one.
pub(super) struct Contexts {
    found: Option<Found>,
    /// Changes whenever a variable or a context of the module contextvars does.
    generation: Rc<Cell<u64>>,
    variable: Ref<_contextvars::ContextVar>,
    pub(super) default: Ref<Context>,
    pub(super) basic: Ref<Context>,
    pub(super) extended: Ref<Context>,
}

const DEFAULT: Settings = Settings {
    precision: 28,
    rounding: Rounding::HalfEven,
    emin: -999_999,
    emax: 999_999,
    capitals: true,
    clamp: false,
};

const DEFAULT_TRAPS: u32 = status::INVALID | status::DIVISION_BY_ZERO | status::OVERFLOW;

/// Makes what decides, unless it is there.
fn contexts(vm: &mut Vm) -> PyResult<&mut Contexts> {
    if vm.module_state::<State>().contexts.is_none() {
        let short = Settings {
            precision: 9,
            ..DEFAULT
        };
        let basic_traps = DEFAULT_TRAPS | status::UNDERFLOW | status::CLAMPED;
        let made = Contexts {
            found: None,
            generation: _contextvars::generation(vm),
            variable: _contextvars::new_variable("decimal_context", vm),
            default: Context::of(DEFAULT, 0, DEFAULT_TRAPS, vm)?,
            basic: Context::of(short.rounding(Rounding::HalfUp), 0, basic_traps, vm)?,
            extended: Context::of(short, 0, 0, vm)?,
        };
        vm.module_state::<State>().contexts = Some(made);
    }
    let contexts = &mut vm.module_state::<State>().contexts;
    Ok(contexts.as_mut().expect("they were made above"))
}

/// The template of new contexts.
pub(super) fn default_context(vm: &mut Vm) -> PyResult<Ref<Context>> {
    Ok(contexts(vm)?.default.clone())
}

/// The three templates: default, basic, extended.
pub(super) fn templates(vm: &mut Vm) -> PyResult<[Ref<Context>; 3]> {
    let all = contexts(vm)?;
    Ok([all.default.clone(), all.basic.clone(), all.extended.clone()])
}

/// The current context.
#[inline]
pub(super) fn context(vm: &mut Vm) -> PyResult<Ref<Context>> {
    let thread = vm.thread_number();
    if let Some(contexts) = &vm.module_state::<State>().contexts
        && let Some(found) = &contexts.found
        && found.thread == thread
        && found.generation == contexts.generation.get()
    {
        return Ok(found.context.clone());
    }
    find(vm)
}

#[cold]
fn find(vm: &mut Vm) -> PyResult<Ref<Context>> {
    let all = contexts(vm)?;
    let (variable, template) = (all.variable.clone(), all.default.clone());
    let context = match _contextvars::value_of(&variable, vm)? {
        Some(value) => value.downcast::<Context>().cloned(),
        None => None,
    };
    match context {
        Some(context) => {
            remember(&context, vm)?;
            Ok(context)
        }
        None => {
            let context = template.copied(vm)?;
            context.flags.bits.set(0);
            set(&context, vm)?;
            Ok(context)
        }
    }
}

fn remember(context: &Ref<Context>, vm: &mut Vm) -> PyResult<()> {
    let thread = vm.thread_number();
    let all = contexts(vm)?;
    let found = Found {
        thread,
        generation: all.generation.get(),
        context: context.clone(),
    };
    drop(all.found.replace(found));
    Ok(())
}

/// Makes a context the current one.
fn set(context: &Ref<Context>, vm: &mut Vm) -> PyResult<()> {
    let variable = contexts(vm)?.variable.clone();
    _contextvars::set_value(&variable, context.to_value(), vm)?;
    remember(context, vm)
}

/// Makes a context the current one; of a template a copy.
pub(super) fn set_current(context: &Ref<Context>, vm: &mut Vm) -> PyResult<()> {
    if templates(vm)?.iter().any(|template| template.is(context)) {
        let context = context.copied(vm)?;
        context.flags.bits.set(0);
        return set(&context, vm);
    }
    set(context, vm)
}

/// What makes a context the current one for a while.
#[derive(Payload)]
pub(super) struct ContextManager {
    pub(super) local: Ref<Context>,
    pub(super) global: Ref<Context>,
}

#[native_class(
    name = "decimal.ContextManager",
    flags(disallow_instantiation),
    undocumented
)]
impl ContextManager {
    #[method(signature = "($self, /)")]
    fn __enter__(this: &Ref<ContextManager>, vm: &mut Vm) -> PyResult<Ref<Context>> {
        set_current(&this.local, vm)?;
        Ok(this.local.clone())
    }

    #[method(signature = "($self, /, *args)", hidden)]
    fn __exit__(this: &Ref<ContextManager>, args: &[Value], vm: &mut Vm) -> PyResult<bool> {
        let _ = args;
        set_current(&this.global, vm)?;
        Ok(false)
    }
}

/// A manager for a copy of a context, changed as keywords say.
pub(super) fn manager(
    context: Option<Ref<Context>>,
    given: &[(&str, Option<&Value>)],
    vm: &mut Vm,
) -> PyResult<Ref<ContextManager>> {
    let global = self::context(vm)?;
    let local = match context {
        Some(context) => context.copied(vm)?,
        None => global.copied(vm)?,
    };
    local.set_all(given, vm)?;
    Ok(Ref::new(ContextManager { local, global }, vm))
}
