//! What native modules have in common: arguments of constructors, and payloads of iterators.

use rpy_vm::{Args, PyResult, Value, Vm};

/// The arguments of a function that takes from `minimum` to `maximum` of them by position.
pub(crate) fn positional<'a>(
    name: &str,
    args: Args<'a>,
    minimum: usize,
    maximum: usize,
    vm: &mut Vm,
) -> PyResult<&'a [Value]> {
    if args.has_keywords() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let count = args.len();
    let bound = if count < minimum { minimum } else { maximum };
    if !(minimum..=maximum).contains(&count) {
        let how = match () {
            () if minimum == maximum => "",
            () if count < minimum => "at least ",
            () => "at most ",
        };
        let plural = if bound == 1 { "" } else { "s" };
        return Err(vm.type_error(format!(
            "{name} expected {how}{bound} argument{plural}, got {count}"
        )));
    }
    Ok(args.positional())
}

/// Implements `Payload`: its name, the fields that hold references, those of them (cells) that can
/// give them up, and those that own buffers.
macro_rules! payload {
    ($type:ident, $name:literal, holds [$($field:ident),*], clears [$($cell:ident),*]
     $(, buffers [$($buffer:ident),*])?) => {
        impl rpy_vm::Payload for $type {
            const NAME: &'static str = $name;

            fn traverse(&self, visit: &mut rpy_vm::object::Visitor<'_>) {
                #[allow(unused_imports, reason = "cells have the method themselves")]
                use rpy_vm::object::Traverse as _;
                let _ = &visit;
                $(self.$field.traverse(visit);)*
            }

            fn clear(&self, garbage: &mut Vec<rpy_vm::Value>) {
                let _ = &garbage;
                $(self.$cell.drain(garbage);)*
            }

            $(
                const OWNS_BUFFERS: bool = true;

                fn buffer_bytes(&self) -> usize {
                    0 $(+ self.$buffer.buffer_bytes())*
                }
            )?

            fn class(vm: &mut rpy_vm::Vm) -> &rpy_vm::Ref<rpy_vm::builtins::type_::Type> {
                vm.native_type::<$type>()
            }
        }
    };
}
pub(crate) use payload;
