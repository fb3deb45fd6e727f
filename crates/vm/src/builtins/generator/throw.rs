//! `throw`: raising an exception where a generator is suspended.
//! Source: PEP 342, PEP 380 (delegation).

use crate::builtins::exceptions::{BaseException, Traceback};
use crate::builtins::generator::Generator;
use crate::eval::generators::in_its_frame;
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What `throw` was given: an exception, or its class with an argument and a traceback. What is
/// delegated to gets the same.
pub(crate) struct Thrown {
    kind: Value,
    value: Option<Value>,
    traceback: Option<Value>,
    /// How many arguments there were, if that is wrong.
    wrong_count: Option<usize>,
}

impl Thrown {
    /// The arguments of `throw`. `method` is what a warning calls it.
    ///
    /// Raises the `DeprecationWarning` about more than one argument if that is an error.
    pub(super) fn new(
        kind: Value,
        value: Option<Value>,
        traceback: Option<Value>,
        method: &str,
        vm: &mut Vm,
    ) -> PyResult<Thrown> {
        if value.is_some() || traceback.is_some() {
            let category = vm.types.exceptions.deprecation_warning.clone();
            let message = format!(
                "the (type, exc, tb) signature of {method}() is deprecated, use the single-arg \
                 signature instead."
            );
            vm.warn(&category, &message)?;
        }
        Ok(Thrown {
            kind,
            value,
            traceback,
            wrong_count: None,
        })
    }

    /// The arguments of `athrow`, of which a wrong number is an error only when they are thrown.
    ///
    /// Raises the `DeprecationWarning` about more than one argument if that is an error.
    pub(super) fn deferred(arguments: &[Value], vm: &mut Vm) -> PyResult<Thrown> {
        let mut further = arguments.iter().skip(1).cloned();
        let (value, traceback) = (further.next(), further.next());
        let kind = arguments.first().cloned().unwrap_or(Value::NONE);
        let mut thrown = Thrown::new(kind, value, traceback, "athrow", vm)?;
        thrown.wrong_count = Some(arguments.len()).filter(|count| !(1..=3).contains(count));
        Ok(thrown)
    }

    /// `throw(exception)`, where the exception may be a class.
    pub(crate) fn exception(kind: Value) -> Thrown {
        Thrown {
            kind,
            value: None,
            traceback: None,
            wrong_count: None,
        }
    }

    /// Shows the references held, for the payload that this is part of.
    pub(super) fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.kind);
        for argument in [&self.value, &self.traceback] {
            argument.iter().for_each(&mut *visit);
        }
    }

    fn is_generator_exit(&self, vm: &mut Vm) -> bool {
        let exit = vm.types.exceptions.generator_exit.clone();
        let class = match self.kind.downcast::<BaseException>() {
            Some(exception) => exception.class().to_value(),
            None => self.kind.clone(),
        };
        class
            .downcast::<crate::builtins::type_::Type>()
            .is_some_and(|class| class.is_subclass_of(&exit, vm))
    }

    fn arguments(&self) -> Vec<Value> {
        let further = [&self.value, &self.traceback];
        let further = further.into_iter().map_while(|argument| argument.clone());
        std::iter::once(self.kind.clone()).chain(further).collect()
    }

    /// The exception to raise. What fails while it is made is raised instead of it.
    ///
    /// Errors: `TypeError` if the arguments are no exception; then the generator is not resumed.
    fn into_raised(self, vm: &mut Vm) -> PyResult<Raised> {
        if let Some(given) = self.wrong_count {
            let (bound, ending) = if given == 0 {
                ("least 1", "")
            } else {
                ("most 3", "s")
            };
            return Err(vm.type_error(format!(
                "athrow expected at {bound} argument{ending}, got {given}"
            )));
        }
        let traceback = self.traceback.filter(|traceback| !traceback.is_none());
        if traceback
            .as_ref()
            .is_some_and(|traceback| !traceback.has_payload::<Traceback>())
        {
            return Err(vm.type_error("throw() third argument must be a traceback object"));
        }
        let value = self.value.filter(|value| !value.is_none());
        let raised = if vm.is_exception_class(&self.kind) {
            make(&self.kind, value, vm)
        } else if self.kind.has_payload::<BaseException>() {
            if value.is_some() {
                return Err(vm.type_error("instance exception may not have a separate value"));
            }
            vm.normalize_raise(&self.kind, None)
        } else {
            let found = self.kind.type_name(vm);
            return Err(vm.type_error(format!(
                "exceptions must be classes or instances deriving from BaseException, not {found}"
            )));
        };
        if let Some(traceback) = traceback {
            drop(raised.exception().traceback.replace(traceback, vm));
        }
        Ok(raised)
    }
}

/// An exception of a class with the value that goes with it: an instance, its arguments as a tuple, or
/// its only argument.
fn make(class: &Value, value: Option<Value>, vm: &mut Vm) -> Raised {
    let exception = match value {
        None => return vm.normalize_raise(class, None),
        Some(value) => match (value.downcast::<BaseException>(), class.downcast()) {
            (Some(exception), Some(class)) if exception.class().is_subclass_of(class, vm) => {
                Ok(value)
            }
            _ => match value.downcast::<crate::builtins::tuple::Tuple>() {
                Some(arguments) => class.call_positional(arguments.as_slice(), vm),
                None => class.call_positional(&[value], vm),
            },
        },
    };
    match exception {
        Ok(exception) => vm.normalize_raise(&exception, None),
        Err(raised) => raised,
    }
}

impl Ref<Generator> {
    /// Raises an exception where the generator is suspended: in what it delegates to, if that can be
    /// thrown into, else in itself.
    ///
    /// A `GeneratorExit` closes what is delegated to, if `closes` says so: `aclose` does not, as that
    /// may have to be awaited.
    pub(crate) fn throw_into(&self, thrown: Thrown, closes: bool, vm: &mut Vm) -> PyResult<Step> {
        vm.check_native_stack("")?;
        let Some(delegate) = self.delegate() else {
            let raised = thrown.into_raised(vm)?;
            return vm.resume_generator(self, Err(raised));
        };
        let raised = if closes && thrown.is_generator_exit(vm) {
            match self.while_delegating(|vm| vm.close_iterator(&delegate), vm) {
                Ok(()) => thrown.into_raised(vm)?,
                Err(raised) => raised,
            }
        } else if let Some(inner) = delegate
            .downcast::<Generator>()
            .filter(|inner| !inner.is_asynchronous())
        {
            match in_its_frame(self, |vm| inner.throw_into(thrown, closes, vm), vm) {
                Ok(Step::Item(item)) => return Ok(Step::Item(item)),
                Ok(Step::End(value)) => vm.stop_iteration(value),
                Err(raised) => raised,
            }
        } else {
            let throw = vm.names.throw.clone();
            match delegate.get_attribute_optional(&throw, vm)? {
                None => thrown.into_raised(vm)?,
                Some(throw) => {
                    let arguments = thrown.arguments();
                    let throw = |vm: &mut Vm| throw.call_positional(&arguments, vm);
                    match in_its_frame(self, throw, vm) {
                        Ok(item) => return Ok(Step::Item(item)),
                        Err(raised) => raised,
                    }
                }
            }
        };
        vm.resume_generator(self, Err(raised))
    }
}
