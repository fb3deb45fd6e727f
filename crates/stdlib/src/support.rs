//! What native modules have in common: arguments of constructors, and payloads of iterators.

use rpy_vm::function::bind::bind;
use rpy_vm::function::native::{NativeSignature, Parameter, ParameterKind};
use rpy_vm::{Args, PyResult, Value, Vm};

/// A parameter that can be given by position or by keyword.
pub(crate) const fn parameter(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::PositionalOrKeyword,
        required,
    }
}

/// An optional parameter that can be given by keyword only.
pub(crate) const fn keyword(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::KeywordOnly,
        required: false,
    }
}

/// The signature of a constructor.
pub(crate) const fn signature(
    name: &'static str,
    parameters: &'static [Parameter],
) -> NativeSignature {
    NativeSignature {
        name,
        doc: "",
        text: "",
        parameters,
    }
}

/// Binds the arguments of a constructor to its `N` parameters.
pub(crate) fn arguments<'a, const N: usize>(
    args: Args<'a>,
    signature: &'static NativeSignature,
    vm: &mut Vm,
) -> PyResult<[Option<&'a Value>; N]> {
    let mut slots = [None; N];
    bind(args, signature, &mut slots, vm)?;
    Ok(slots)
}

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

/// The argument that is not missing and not None.
pub(crate) fn given(argument: Option<&Value>) -> Option<&Value> {
    argument.filter(|argument| !argument.is_none())
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

/// Describes an iterator type: its Rust type, `new` (or none), `next`, further slots and members.
macro_rules! iterator_spec {
    ($type:ident, $name:literal, $doc:literal, new $new:expr, next $next:path
     $(, repr $repr:path)?, members $members:expr) => {
        rpy_vm::function::native::TypeSpec {
            signature: "",
            name: $name,
            doc: $doc,
            payload: <$type as rpy_vm::Payload>::INFO,
            flags: rpy_vm::builtins::type_::TypeFlags::BASE,
            slots: rpy_vm::object::Slots {
                new: $new,
                iter: Some(rpy_vm::builtins::iterators::self_iter),
                iternext: Some($next),
                $(repr: Some($repr),)?
                ..rpy_vm::object::Slots::EMPTY
            },
            members: $members,
        }
    };
}
pub(crate) use iterator_spec;
