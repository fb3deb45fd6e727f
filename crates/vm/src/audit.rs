//! Audit events (PEP 578): native code says what it is about to do, and hooks of the program may refuse.
//!
//! Where no hook is set an event costs one comparison: its arguments are made by a function that is called
//! only if there is somebody to tell.
//! Reference: <https://docs.python.org/3.14/library/audit_events.html>

use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The hooks of an interpreter, in the order in which they were added (`sys.addaudithook`). They stay as long as
/// it does.
#[derive(Default)]
pub(crate) struct AuditHooks(Vec<Value>);

impl Vm {
    /// Whether there are audit hooks.
    #[inline(always)]
    pub fn is_audited(&self) -> bool {
        !self.audit_hooks.0.is_empty()
    }

    /// Tells the audit hooks, if there are any, of an event. What a hook raises is the result: then nothing is done
    /// of what the event tells.
    #[inline(always)]
    pub fn audit<const COUNT: usize>(
        &mut self,
        event: &str,
        arguments: impl FnOnce(&mut Vm) -> [Value; COUNT],
    ) -> PyResult<()> {
        if !self.is_audited() {
            return Ok(());
        }
        self.audit_slow(event, arguments)
    }

    #[cold]
    #[inline(never)]
    fn audit_slow<const COUNT: usize>(
        &mut self,
        event: &str,
        arguments: impl FnOnce(&mut Vm) -> [Value; COUNT],
    ) -> PyResult<()> {
        let arguments = arguments(self).to_vec();
        let arguments = Tuple::new(arguments, self);
        let event = self.new_str(event);
        self.call_audit_hooks(&event, arguments)
    }

    /// As [`Vm::audit`], of the reading of an attribute that gives access to much.
    #[inline(always)]
    pub fn audit_attribute(&mut self, object: &Value, name: &str) -> PyResult<()> {
        self.audit("object.__getattr__", |vm| {
            [object.clone(), vm.intern(name).into_value()]
        })
    }

    /// As [`Vm::audit`], of an attribute that is about to be set, or deleted if there is no value.
    #[inline(always)]
    pub fn audit_attribute_store(
        &mut self,
        object: &Value,
        name: &str,
        value: Option<&Value>,
    ) -> PyResult<()> {
        match value {
            Some(value) => self.audit("object.__setattr__", |vm| {
                [object.clone(), vm.intern(name).into_value(), value.clone()]
            }),
            None => self.audit("object.__delattr__", |vm| {
                [object.clone(), vm.intern(name).into_value()]
            }),
        }
    }

    /// Calls the hooks with an event and its arguments (`sys.audit`). Tracing and profiling functions do not see
    /// the calls, but of a hook with a true attribute `__cantrace__`.
    pub fn call_audit_hooks(&mut self, event: &Value, arguments: Ref<Tuple>) -> PyResult<()> {
        let arguments = arguments.into_value();
        let mut index = 0;
        // A hook may add hooks, which are called too.
        while let Some(hook) = self.audit_hooks.0.get(index).cloned() {
            index += 1;
            self.call_audit_hook(&hook, &[event.clone(), arguments.clone()])?;
        }
        Ok(())
    }

    fn call_audit_hook(&mut self, hook: &Value, arguments: &[Value]) -> PyResult<()> {
        let name = self.intern("__cantrace__");
        let can_trace = match hook.get_attribute_optional(&name, self)? {
            Some(value) => value.is_true(self)?,
            None => false,
        };
        let hidden = u32::from(!can_trace);
        self.thread.trace.depth += hidden;
        let result = hook.call_positional(arguments, self).map(drop);
        self.thread.trace.depth -= hidden;
        result
    }

    /// Adds an audit hook. The hooks before it are told, and an exception of theirs keeps it from being added.
    pub fn add_audit_hook(&mut self, hook: Value) -> PyResult<()> {
        match self.audit("sys.addaudithook", |_| []) {
            Ok(()) => self.audit_hooks.0.push(hook),
            Err(raised) => {
                let class = &self.types.exceptions.exception;
                if !self
                    .class_of(raised.exception().as_value())
                    .is_subclass_of(class, self)
                {
                    return Err(raised);
                }
            }
        }
        Ok(())
    }
}
