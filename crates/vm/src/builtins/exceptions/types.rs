//! The registry of built-in exception classes: one row a class.

use std::ptr::NonNull;

use crate::builtins::exceptions::value::BaseException;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::heap::Heap;
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::shape::{ShapeId, ShapeTable};
use crate::object::slots::Slots;
use crate::types::{allocate_type, finish_type, set_base};
use crate::vm::Vm;

macro_rules! define_exceptions {
    ($($field:ident $name:literal ($base:ident);)*) => {
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
                    $($field: allocate_type(&spec($name), ShapeId::NONE, metatype, heap, shapes),)*
                }
            }

            pub(crate) fn set_bases(vm: &mut Vm) {
                $(
                    let exceptions = &vm.types.exceptions;
                    let class = exceptions.$field.clone();
                    let base = define_exceptions!(@base vm $base).clone();
                    set_base(&class, &base, vm);
                )*
            }

            pub(crate) fn finish(vm: &mut Vm) {
                $(
                    let class = vm.types.exceptions.$field.clone();
                    finish_type(&class, &spec($name), vm);
                )*
            }
        }
    };
    (@base $vm:ident object) => { $vm.types.object };
    (@base $vm:ident $base:ident) => { $vm.types.exceptions.$base };
}

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        name,
        doc: "",
        payload: BaseException::INFO,
        flags: TypeFlags::BASE.union(TypeFlags::DICT),
        slots: Slots::EMPTY,
        members: &[],
    }
}

// Field of `ExceptionTypes`, name, base. Bases come first.
define_exceptions! {
    base_exception "BaseException" (object);
    exception "Exception" (base_exception);
    type_error "TypeError" (exception);
    value_error "ValueError" (exception);
    attribute_error "AttributeError" (exception);
    lookup_error "LookupError" (exception);
    index_error "IndexError" (lookup_error);
    key_error "KeyError" (lookup_error);
    name_error "NameError" (exception);
    unbound_local_error "UnboundLocalError" (name_error);
    runtime_error "RuntimeError" (exception);
    recursion_error "RecursionError" (runtime_error);
    not_implemented_error "NotImplementedError" (runtime_error);
    stop_iteration "StopIteration" (exception);
    arithmetic_error "ArithmeticError" (exception);
    zero_division_error "ZeroDivisionError" (arithmetic_error);
    overflow_error "OverflowError" (arithmetic_error);
    system_error "SystemError" (exception);
    assertion_error "AssertionError" (exception);
    import_error "ImportError" (exception);
    memory_error "MemoryError" (exception);
}
