//! The `raise` statement.
//! Source: <https://docs.python.org/3.14/reference/simple_stmts.html#the-raise-statement>

use crate::builtins::exceptions::value::BaseException;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

impl Vm {
    /// `raise value from cause`: makes an instance of a class and sets `__cause__`. The caller
    /// adds context and traceback.
    ///
    /// Whatever goes wrong is raised instead, so the result is an exception in any case.
    pub fn normalize_raise(&mut self, value: &Value, cause: Option<&Value>) -> Raised {
        match self.try_normalize(value, cause) {
            Ok(exception) => Raised::new(exception),
            Err(raised) => raised,
        }
    }

    fn try_normalize(
        &mut self,
        value: &Value,
        cause: Option<&Value>,
    ) -> PyResult<Ref<BaseException>> {
        let Some(exception) = self.instantiate_exception(value)? else {
            return Err(self.type_error("exceptions must derive from BaseException"));
        };
        if let Some(cause) = cause {
            let cause = if cause.is_none() {
                Value::NONE
            } else {
                match self.instantiate_exception(cause)? {
                    Some(cause) => cause.into_value(),
                    None => {
                        let message = "exception causes must derive from BaseException";
                        return Err(self.type_error(message));
                    }
                }
            };
            exception.set_cause(cause, self);
        }
        Ok(exception)
    }

    /// The exception itself, or a new one if `value` is an exception class; `None` if it is
    /// neither.
    pub fn instantiate_exception(&mut self, value: &Value) -> PyResult<Option<Ref<BaseException>>> {
        if let Some(exception) = value.downcast::<BaseException>() {
            return Ok(Some(exception.clone()));
        }
        if !self.is_exception_class(value) {
            return Ok(None);
        }
        let made = value.call_positional(&[], self)?;
        match made.downcast_into::<BaseException>() {
            Ok(exception) => Ok(Some(exception)),
            Err(other) => {
                let class = value.repr(self)?;
                let found = other.class(self).to_value().repr(self)?;
                Err(self.type_error(format!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    class.to_string_lossy(),
                    found.to_string_lossy()
                )))
            }
        }
    }

    /// Whether a value is a class that inherits from `BaseException`.
    pub fn is_exception_class(&self, value: &Value) -> bool {
        let base = &self.types.exceptions.base_exception;
        value
            .downcast::<Type>()
            .is_some_and(|class| class.is_subclass_of(base, self))
    }

    /// Whether the exception matches `except class`, where `class` may be a tuple of classes.
    ///
    /// Errors: `TypeError` if something else is given.
    pub fn exception_matches(&mut self, exception: &Value, class: &Value) -> PyResult<bool> {
        if let Some(classes) = class.downcast::<crate::builtins::tuple::Tuple>() {
            if !classes
                .as_slice()
                .iter()
                .all(|class| self.is_exception_class(class))
            {
                return Err(self.not_an_exception_class());
            }
            let actual = exception.class(self).clone();
            let mut classes = classes
                .as_slice()
                .iter()
                .filter_map(Value::downcast::<Type>);
            return Ok(classes.any(|class| actual.is_subclass_of(class, self)));
        }
        match class.downcast::<Type>() {
            Some(class) if self.is_exception_class(class.as_value()) => {
                Ok(exception.class(self).is_subclass_of(class, self))
            }
            _ => Err(self.not_an_exception_class()),
        }
    }

    fn not_an_exception_class(&mut self) -> Raised {
        self.type_error("catching classes that do not inherit from BaseException is not allowed")
    }

    /// `StopIteration(value)`, or `StopIteration()` if the value is None.
    pub fn stop_iteration(&mut self, value: Value) -> Raised {
        let class = self.types.exceptions.stop_iteration.clone();
        let args = if value.is_none() {
            Vec::new()
        } else {
            vec![value.clone()]
        };
        let exception = self.new_exception(&class, args);
        exception.set_field(0, value, self);
        Raised::new(exception)
    }

    /// `StopAsyncIteration()`
    pub(crate) fn async_iteration_end(&mut self) -> Raised {
        let class = self.types.exceptions.stop_async_iteration.clone();
        Raised::new(self.new_exception(&class, Vec::new()))
    }
}
