//! Short constructors for exceptions that native code raises.

use crate::builtins::exceptions::BaseException;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::Raised;
use crate::vm::Vm;

impl Vm {
    /// Makes an exception of a built-in class with these arguments, without calling the class.
    pub fn new_exception(&mut self, class: &Ref<Type>, args: Vec<Value>) -> Ref<BaseException> {
        let args = Tuple::new(args, self);
        let payload = BaseException::with_args(args);
        heap::new_instance(self.heap(), class, payload)
    }

    /// Raises an exception of a built-in class with a message.
    #[cold]
    pub fn raise(&mut self, class: &Ref<Type>, message: &str) -> Raised {
        let message = self.new_str(message);
        Raised::new(self.new_exception(class, vec![message]))
    }
}

macro_rules! define_constructors {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        impl Vm {
            $(
                $(#[$doc])*
                #[cold]
                pub fn $name(&mut self, message: impl AsRef<str>) -> Raised {
                    let class = self.types.exceptions.$name.clone();
                    self.raise(&class, message.as_ref())
                }
            )*
        }
    };
}

define_constructors! {
    /// Raises `TypeError(message)`.
    type_error;
    /// Raises `ValueError(message)`.
    value_error;
    /// Raises `IndexError(message)`.
    index_error;
    /// Raises `RuntimeError(message)`.
    runtime_error;
    /// Raises `RecursionError(message)`.
    recursion_error;
    /// Raises `NotImplementedError(message)`.
    not_implemented_error;
    /// Raises `ZeroDivisionError(message)`.
    zero_division_error;
    /// Raises `OverflowError(message)`.
    overflow_error;
    /// Raises `SystemError(message)`.
    system_error;
    /// Raises `AttributeError(message)`; see also the protocol functions, which add name and
    /// object for the suggestions.
    attribute_error;
    /// Raises `NameError(message)`.
    name_error;
    /// Raises `UnboundLocalError(message)`.
    unbound_local_error;
    /// Raises `ImportError(message)`.
    import_error;
    /// Raises `ModuleNotFoundError(message)`.
    module_not_found_error;
    /// Raises `AssertionError(message)`.
    assertion_error;
    /// Raises `BufferError(message)`.
    buffer_error;
    /// Raises `EOFError(message)`.
    eof_error;
    /// Raises `LookupError(message)`.
    lookup_error;
    /// Raises `OSError(message)`, without an error number.
    os_error;
    /// Raises `ReferenceError(message)`.
    reference_error;
    /// Raises `StopAsyncIteration(message)`.
    stop_async_iteration;
    /// Raises `SyntaxError(message)`, without a place.
    syntax_error;
}

impl Vm {
    /// Raises `MemoryError()`.
    #[cold]
    pub fn memory_error(&mut self) -> Raised {
        let class = self.types.exceptions.memory_error.clone();
        Raised::new(self.new_exception(&class, Vec::new()))
    }

    /// Raises `KeyError(key)`.
    #[cold]
    pub fn key_error(&mut self, key: Value) -> Raised {
        let class = self.types.exceptions.key_error.clone();
        Raised::new(self.new_exception(&class, vec![key]))
    }
}

impl Vm {
    /// Raises `NameError`, or `UnboundLocalError` for a local variable, which knows the name.
    #[cold]
    pub fn unbound_name_error(&mut self, local: bool, name: &str, message: String) -> Raised {
        let raised = if local {
            self.unbound_local_error(message)
        } else {
            self.name_error(message)
        };
        let name = self.intern(name).into_value();
        raised.exception().fields.replace(vec![name], self);
        raised
    }
}
