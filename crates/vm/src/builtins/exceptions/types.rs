//! The registry of built-in exception classes: one row a class.

use std::ptr::NonNull;

use rpy_macros::native_class;

use crate::builtins::exceptions::group::BaseExceptionGroup;
use crate::builtins::exceptions::os_error::OSError;
use crate::builtins::exceptions::simple::{
    AttributeError, ImportError, KeyError, NameError, StopIteration, SystemExit,
};
use crate::builtins::exceptions::syntax_error::SyntaxError;
use crate::builtins::exceptions::unicode_error::{
    UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError,
};
use crate::builtins::exceptions::value::BaseException;
use crate::builtins::type_::Type;
use crate::function::native::NativeClass;
use crate::object::heap::Heap;
use crate::object::reference::Ref;
use crate::object::shape::{ShapeId, ShapeTable};
use crate::types::{allocate_type, finish_type, set_base};
use crate::vm::Vm;

macro_rules! define_exceptions {
    ($($field:ident $class:ident ($base:ident) $(= $doc:tt)?;)*) => {
        $(define_exceptions!(@class $field $class $(= $doc)?);)*

        /// The built-in exception classes of an interpreter.
        #[allow(missing_docs, reason = "a field is documented by its class")]
        pub struct ExceptionTypes { $(pub $field: Ref<Type>,)* }

        impl ExceptionTypes {
            pub(crate) fn allocate(
                metatype: &Ref<Type>,
                heap: NonNull<Heap>,
                shapes: &mut ShapeTable,
            ) -> ExceptionTypes {
                ExceptionTypes {
                    $($field: allocate_type(
                        <$class as NativeClass>::SPEC,
                        ShapeId::NONE,
                        metatype,
                        heap,
                        shapes,
                    ),)*
                }
            }

            pub(crate) fn set_bases(vm: &mut Vm) {
                $(
                    let exceptions = &vm.types.exceptions;
                    let class = exceptions.$field.clone();
                    let base = define_exceptions!(@base vm $base).clone();
                    set_base(&class, &base, vm);
                )*
                set_bases_of_exception_group(vm);
            }

            pub(crate) fn finish(vm: &mut Vm) {
                $(
                    let class = vm.types.exceptions.$field.clone();
                    finish_type(&class, <$class as NativeClass>::SPEC, vm);
                )*
            }

            /// Every class with its name.
            pub fn all(&self) -> Vec<(&'static str, Ref<Type>)> {
                vec![$((<$class as NativeClass>::SPEC.name, self.$field.clone()),)*]
            }
        }
    };
    (@class $field:ident $class:ident) => {};
    (@class $field:ident $class:ident = undocumented) => {
        pub(crate) struct $class;

        #[native_class(
            payload = BaseException,
            registry = exceptions.$field,
            flags(base, dict)
        )]
        impl $class {}
    };
    (@class $field:ident $class:ident = $doc:tt) => {
        pub(crate) struct $class;

        #[doc = $doc]
        #[native_class(
            payload = BaseException,
            registry = exceptions.$field,
            flags(base, dict)
        )]
        impl $class {}
    };
    (@base $vm:ident object) => { $vm.types.object };
    (@base $vm:ident $base:ident) => { $vm.types.exceptions.$base };
}

/// `ExceptionGroup` is the only built-in class with two bases.
fn set_bases_of_exception_group(vm: &mut Vm) {
    let exceptions = &vm.types.exceptions;
    let (class, exception) = (
        exceptions.exception_group.clone(),
        exceptions.exception.clone(),
    );
    let group = exceptions.base_exception_group.clone();
    let mut mro = vec![class.clone(), group, exception.clone()];
    mro.extend(exception.mro.get(vm).iter().skip(1).cloned());
    class.bases.get_mut(vm).push(exception.clone());
    class.mro.replace(mro, vm);
    exception.add_subclass(&class, vm);
}

// Field of `ExceptionTypes`, class, base; the documentation of those that inherit everything. Bases
// come first.
define_exceptions! {
    base_exception BaseException (object);
    exception Exception (base_exception) = "Base class of the exceptions that programs usually handle.";
    base_exception_group BaseExceptionGroup (base_exception);
    exception_group ExceptionGroup (base_exception_group) = undocumented;
    generator_exit GeneratorExit (base_exception) = "Asks a generator to end.";
    keyboard_interrupt KeyboardInterrupt (base_exception) = "The user interrupted the program.";
    system_exit SystemExit (base_exception);
    arithmetic_error ArithmeticError (exception) = "Base class of errors of arithmetic.";
    floating_point_error FloatingPointError (arithmetic_error) = "Floats could not be computed with. Nothing raises it any more.";
    overflow_error OverflowError (arithmetic_error) = "A number is out of the range of what is to hold it.";
    zero_division_error ZeroDivisionError (arithmetic_error) = "A division or modulo by zero.";
    assertion_error AssertionError (exception) = "What an assert statement claims does not hold.";
    attribute_error AttributeError (exception);
    buffer_error BufferError (exception) = "An operation on a buffer is impossible.";
    eof_error EOFError (exception) = "Input ended where data was expected.";
    import_error ImportError (exception);
    module_not_found_error ModuleNotFoundError (import_error) = "A module was not found.";
    lookup_error LookupError (exception) = "Base class of errors of indices and keys.";
    index_error IndexError (lookup_error) = "A sequence has no item at that position.";
    key_error KeyError (lookup_error);
    memory_error MemoryError (exception) = "There is not enough memory.";
    name_error NameError (exception);
    unbound_local_error UnboundLocalError (name_error) = "A local variable has no value.";
    os_error OSError (exception);
    blocking_io_error BlockingIOError (os_error) = "Something would have to wait, where waiting is not allowed.";
    child_process_error ChildProcessError (os_error) = "An operation on a child process failed.";
    connection_error ConnectionError (os_error) = "Base class of errors of connections.";
    broken_pipe_error BrokenPipeError (connection_error) = "The other end of a pipe was closed.";
    connection_aborted_error ConnectionAbortedError (connection_error) = "The peer gave a connection up.";
    connection_refused_error ConnectionRefusedError (connection_error) = "The peer refused a connection.";
    connection_reset_error ConnectionResetError (connection_error) = "The peer reset a connection.";
    file_exists_error FileExistsError (os_error) = "A file exists already.";
    file_not_found_error FileNotFoundError (os_error) = "A file or directory does not exist.";
    interrupted_error InterruptedError (os_error) = "A signal interrupted a system call.";
    is_a_directory_error IsADirectoryError (os_error) = "A file operation was asked of a directory.";
    not_a_directory_error NotADirectoryError (os_error) = "A directory operation was asked of something else.";
    permission_error PermissionError (os_error) = "The rights for an operation are missing.";
    process_lookup_error ProcessLookupError (os_error) = "A process does not exist.";
    timeout_error TimeoutError (os_error) = "A system call took too long.";
    reference_error ReferenceError (exception) = "The object of a weak proxy is gone.";
    runtime_error RuntimeError (exception) = "An error that fits no other class.";
    not_implemented_error NotImplementedError (runtime_error) = "A method is left to subclasses.";
    python_finalization_error PythonFinalizationError (runtime_error) = "An operation is impossible while the interpreter ends.";
    recursion_error RecursionError (runtime_error) = "Calls are nested too deeply.";
    stop_async_iteration StopAsyncIteration (exception) = "An asynchronous iterator has no more items.";
    stop_iteration StopIteration (exception);
    syntax_error SyntaxError (exception);
    indentation_error IndentationError (syntax_error) = "A line is not indented as it must be.";
    incomplete_input_error _IncompleteInputError (syntax_error) = "A text ends before what it has begun.";
    tab_error TabError (indentation_error) = "Tabs and spaces are mixed inconsistently.";
    system_error SystemError (exception) = "The interpreter found an error of its own.";
    type_error TypeError (exception) = "An operation does not support the type of an object.";
    value_error ValueError (exception) = "A value is of the right type but not acceptable.";
    unicode_error UnicodeError (value_error) = "Text cannot be encoded or decoded.";
    unicode_decode_error UnicodeDecodeError (unicode_error);
    unicode_encode_error UnicodeEncodeError (unicode_error);
    unicode_translate_error UnicodeTranslateError (unicode_error);
    warning Warning (exception) = "What all warnings derive from.";
    bytes_warning BytesWarning (warning) = "Bytes are used as text.";
    deprecation_warning DeprecationWarning (warning) = "A feature is deprecated; for programmers.";
    encoding_warning EncodingWarning (warning) = "An encoding is left to the locale.";
    future_warning FutureWarning (warning) = "A feature is deprecated; for users.";
    import_warning ImportWarning (warning) = "An import is probably a mistake.";
    pending_deprecation_warning PendingDeprecationWarning (warning) = "A feature will be deprecated.";
    resource_warning ResourceWarning (warning) = "A resource was not released.";
    runtime_warning RuntimeWarning (warning) = "The behaviour at run time is dubious.";
    syntax_warning SyntaxWarning (warning) = "A syntax is dubious.";
    unicode_warning UnicodeWarning (warning) = "Text is handled in a dubious way.";
    user_warning UserWarning (warning) = "A warning that a program gives.";
}
