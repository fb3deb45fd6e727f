//! The registry of built-in exception classes: one row a class.

use std::ptr::NonNull;

use crate::builtins::exceptions::value::BaseException;
use crate::builtins::exceptions::{base, group, os_error, simple, syntax_error, unicode_error};
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::{NativeMember, TypeSpec};
use crate::object::heap::Heap;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::shape::{ShapeId, ShapeTable};
use crate::object::slots::Slots;
use crate::types::{allocate_type, finish_type, set_base};
use crate::vm::Vm;

/// What a class has that it does not inherit.
pub(super) struct Family {
    pub(super) slots: Slots,
    pub(super) members: &'static [&'static [NativeMember]],
}

/// A class that inherits everything.
const PLAIN: Family = Family {
    slots: Slots::EMPTY,
    members: &[],
};

macro_rules! define_exceptions {
    ($($field:ident $name:literal ($base:ident) = $family:path, $doc:literal;)*) => {
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
                        &spec($name, $doc, &$family),
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
                    finish_type(&class, &spec($name, $doc, &$family), vm);
                )*
            }

            /// Every class with its name.
            pub fn all(&self) -> Vec<(&'static str, Ref<Type>)> {
                vec![$(($name, self.$field.clone()),)*]
            }
        }
    };
    (@base $vm:ident object) => { $vm.types.object };
    (@base $vm:ident $base:ident) => { $vm.types.exceptions.$base };
}

const fn spec(name: &'static str, doc: &'static str, family: &Family) -> TypeSpec {
    TypeSpec {
        signature: "",
        name,
        doc,
        payload: BaseException::INFO,
        flags: TypeFlags::BASE.union(TypeFlags::DICT),
        slots: family.slots,
        members: family.members,
    }
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

// Field of `ExceptionTypes`, name, base, what it adds, documentation. Bases come first.
define_exceptions! {
    base_exception "BaseException" (object) = base::FAMILY, "Common base class for all exceptions.";
    exception "Exception" (base_exception) = PLAIN, "Base class of the exceptions that programs usually handle.";
    base_exception_group "BaseExceptionGroup" (base_exception) = group::FAMILY, "Several exceptions that are raised together.";
    exception_group "ExceptionGroup" (base_exception_group) = PLAIN, "";
    generator_exit "GeneratorExit" (base_exception) = PLAIN, "Asks a generator to end.";
    keyboard_interrupt "KeyboardInterrupt" (base_exception) = PLAIN, "The user interrupted the program.";
    system_exit "SystemExit" (base_exception) = simple::SYSTEM_EXIT, "Asks the interpreter to end.";
    arithmetic_error "ArithmeticError" (exception) = PLAIN, "Base class of errors of arithmetic.";
    floating_point_error "FloatingPointError" (arithmetic_error) = PLAIN, "A floating-point operation failed.";
    overflow_error "OverflowError" (arithmetic_error) = PLAIN, "A result is too large to be represented.";
    zero_division_error "ZeroDivisionError" (arithmetic_error) = PLAIN, "A division or modulo by zero.";
    assertion_error "AssertionError" (exception) = PLAIN, "An assertion failed.";
    attribute_error "AttributeError" (exception) = simple::ATTRIBUTE_ERROR, "An attribute was not found.";
    buffer_error "BufferError" (exception) = PLAIN, "An operation on a buffer is impossible.";
    eof_error "EOFError" (exception) = PLAIN, "Input ended where data was expected.";
    import_error "ImportError" (exception) = simple::IMPORT_ERROR, "A module, or a name in a module, was not found.";
    module_not_found_error "ModuleNotFoundError" (import_error) = PLAIN, "A module was not found.";
    lookup_error "LookupError" (exception) = PLAIN, "Base class of errors of indices and keys.";
    index_error "IndexError" (lookup_error) = PLAIN, "A sequence index is out of range.";
    key_error "KeyError" (lookup_error) = simple::KEY_ERROR, "A mapping does not have a key.";
    memory_error "MemoryError" (exception) = PLAIN, "There is not enough memory.";
    name_error "NameError" (exception) = simple::NAME_ERROR, "A name was not found.";
    unbound_local_error "UnboundLocalError" (name_error) = PLAIN, "A local variable has no value.";
    os_error "OSError" (exception) = os_error::FAMILY, "The operating system reports an error.";
    blocking_io_error "BlockingIOError" (os_error) = PLAIN, "An operation would block.";
    child_process_error "ChildProcessError" (os_error) = PLAIN, "An operation on a child process failed.";
    connection_error "ConnectionError" (os_error) = PLAIN, "Base class of errors of connections.";
    broken_pipe_error "BrokenPipeError" (connection_error) = PLAIN, "The other end of a pipe was closed.";
    connection_aborted_error "ConnectionAbortedError" (connection_error) = PLAIN, "The peer gave a connection up.";
    connection_refused_error "ConnectionRefusedError" (connection_error) = PLAIN, "The peer refused a connection.";
    connection_reset_error "ConnectionResetError" (connection_error) = PLAIN, "The peer reset a connection.";
    file_exists_error "FileExistsError" (os_error) = PLAIN, "A file exists already.";
    file_not_found_error "FileNotFoundError" (os_error) = PLAIN, "A file or directory does not exist.";
    interrupted_error "InterruptedError" (os_error) = PLAIN, "A signal interrupted a system call.";
    is_a_directory_error "IsADirectoryError" (os_error) = PLAIN, "A file operation was asked of a directory.";
    not_a_directory_error "NotADirectoryError" (os_error) = PLAIN, "A directory operation was asked of something else.";
    permission_error "PermissionError" (os_error) = PLAIN, "The rights for an operation are missing.";
    process_lookup_error "ProcessLookupError" (os_error) = PLAIN, "A process does not exist.";
    timeout_error "TimeoutError" (os_error) = PLAIN, "A system call took too long.";
    reference_error "ReferenceError" (exception) = PLAIN, "The object of a weak proxy is gone.";
    runtime_error "RuntimeError" (exception) = PLAIN, "An error that fits no other class.";
    not_implemented_error "NotImplementedError" (runtime_error) = PLAIN, "A method is left to subclasses.";
    python_finalization_error "PythonFinalizationError" (runtime_error) = PLAIN, "An operation is impossible while the interpreter ends.";
    recursion_error "RecursionError" (runtime_error) = PLAIN, "Calls are nested too deeply.";
    stop_async_iteration "StopAsyncIteration" (exception) = PLAIN, "An asynchronous iterator has no more items.";
    stop_iteration "StopIteration" (exception) = simple::STOP_ITERATION, "An iterator has no more items.";
    syntax_error "SyntaxError" (exception) = syntax_error::FAMILY, "A source text is not valid.";
    indentation_error "IndentationError" (syntax_error) = PLAIN, "A line is not indented as it must be.";
    tab_error "TabError" (indentation_error) = PLAIN, "Tabs and spaces are mixed inconsistently.";
    system_error "SystemError" (exception) = PLAIN, "The interpreter found an error of its own.";
    type_error "TypeError" (exception) = PLAIN, "An operation does not support the type of an object.";
    value_error "ValueError" (exception) = PLAIN, "A value is of the right type but not acceptable.";
    unicode_error "UnicodeError" (value_error) = PLAIN, "Text cannot be encoded or decoded.";
    unicode_decode_error "UnicodeDecodeError" (unicode_error) = unicode_error::DECODE, "Bytes cannot be decoded.";
    unicode_encode_error "UnicodeEncodeError" (unicode_error) = unicode_error::ENCODE, "Text cannot be encoded.";
    unicode_translate_error "UnicodeTranslateError" (unicode_error) = unicode_error::TRANSLATE, "Text cannot be translated.";
    warning "Warning" (exception) = PLAIN, "Base class of warnings.";
    bytes_warning "BytesWarning" (warning) = PLAIN, "Bytes are used as text.";
    deprecation_warning "DeprecationWarning" (warning) = PLAIN, "A feature is deprecated; for programmers.";
    encoding_warning "EncodingWarning" (warning) = PLAIN, "An encoding is left to the locale.";
    future_warning "FutureWarning" (warning) = PLAIN, "A feature is deprecated; for users.";
    import_warning "ImportWarning" (warning) = PLAIN, "An import is probably a mistake.";
    pending_deprecation_warning "PendingDeprecationWarning" (warning) = PLAIN, "A feature will be deprecated.";
    resource_warning "ResourceWarning" (warning) = PLAIN, "A resource was not released.";
    runtime_warning "RuntimeWarning" (warning) = PLAIN, "The behaviour at run time is dubious.";
    syntax_warning "SyntaxWarning" (warning) = PLAIN, "A syntax is dubious.";
    unicode_warning "UnicodeWarning" (warning) = PLAIN, "Text is handled in a dubious way.";
    user_warning "UserWarning" (warning) = PLAIN, "A warning that a program gives.";
}
