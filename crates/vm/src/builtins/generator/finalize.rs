//! What happens to generators, coroutines and asynchronous generators that are dropped before they have
//! finished.

use crate::builtins::code::GeneratorKind;
use crate::builtins::generator::asend::AsyncGeneratorSend;
use crate::builtins::generator::athrow::AsyncGeneratorThrow;
use crate::builtins::generator::{Generator, State};
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Generator {
    /// Closes a generator that is dropped while suspended. An asynchronous generator is handed to its
    /// finaliser hook, if there is one; a coroutine that was never awaited is warned of. What that
    /// raises is reported and ignored.
    pub(crate) fn finalize(this: &Ref<Generator>, vm: &mut Vm) {
        if this.code.kind == GeneratorKind::AsyncGenerator
            && let Some(details) = this.existing_details()
            && !details.is_closed.get()
            && let finalizer = details.origin.cloned(vm)
            && !finalizer.is_none()
        {
            if let Err(raised) = finalizer.call_positional(&[this.to_value()], vm) {
                vm.unraisable("finalizing generator", raised, this.as_value());
            }
            return;
        }
        if this.code.kind == GeneratorKind::Coroutine && this.state.get() == State::Created {
            warn_never_awaited(this, vm);
            return;
        }
        if let Err(raised) = Generator::close(this, vm) {
            vm.unraisable("closing generator", raised, this.as_value());
        }
    }
}

/// Warns of a coroutine that was dropped before it was awaited.
fn warn_never_awaited(coroutine: &Ref<Generator>, vm: &mut Vm) {
    match warn_by_module(coroutine, vm) {
        Ok(true) => return,
        Ok(false) => {}
        Err(raised) => {
            let class = vm.types.exceptions.runtime_warning.clone();
            let is_warning = raised.exception().class().is_subclass_of(&class, vm);
            vm.unraisable("finalizing coroutine", raised, coroutine.as_value());
            if is_warning {
                return;
            }
        }
    }
    if let Err(raised) = warn_plainly(coroutine, vm) {
        vm.unraisable("finalizing coroutine", raised, coroutine.as_value());
    }
}

/// Lets the module `warnings` warn, which knows how to show where the coroutine was made; whether there
/// is one that does.
fn warn_by_module(coroutine: &Ref<Generator>, vm: &mut Vm) -> PyResult<bool> {
    let Some(warnings) = vm.warnings_module() else {
        return Ok(false);
    };
    let name = vm.intern("_warn_unawaited_coroutine");
    let Some(warn) = warnings.get_attribute_optional(&name, vm)? else {
        return Ok(false);
    };
    warn.call_positional(&[coroutine.to_value()], vm)?;
    Ok(true)
}

fn warn_plainly(coroutine: &Ref<Generator>, vm: &mut Vm) -> PyResult<()> {
    let name = coroutine.shown_qualname(vm).str(vm)?;
    let message = format!("coroutine '{}' was never awaited", name.to_string_lossy());
    let category = vm.types.exceptions.runtime_warning.clone();
    vm.warn(&category, &message)
}

impl Vm {
    /// Warns of an awaitable of an asynchronous generator that was dropped before it was awaited, if
    /// the object is one.
    pub(crate) fn finalize_awaitable(&mut self, awaitable: &Value) -> bool {
        let (method, generator) = if let Some(step) = awaitable.downcast::<AsyncGeneratorSend>() {
            ("asend", step.generator.clone())
        } else if let Some(throw) = awaitable.downcast::<AsyncGeneratorThrow>() {
            let method = if throw.closes { "aclose" } else { "athrow" };
            (method, throw.generator.clone())
        } else {
            return false;
        };
        if let Err(raised) = self.warn_method_never_awaited(method, &generator) {
            self.unraisable("finalizing async generator", raised, awaitable);
        }
        true
    }

    fn warn_method_never_awaited(
        &mut self,
        method: &str,
        generator: &Ref<Generator>,
    ) -> PyResult<()> {
        let name: Ref<Str> = generator.shown_qualname(self).repr(self)?;
        let message = format!(
            "coroutine method '{method}' of {} was never awaited",
            name.to_string_lossy()
        );
        let category = self.types.exceptions.runtime_warning.clone();
        self.warn(&category, &message)
    }
}
