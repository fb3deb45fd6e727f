//! The forms of binary operators and comparisons: one operation for each row that
//! [`rpy_bytecode::for_each_operator_form`] makes of an operator and a shape of operands.

use crate::eval::comparisons::{compare_float, compare_int, compare_slow, compare_str};
use rpy_bytecode::Opcode;

use crate::eval::cursor::Cursor;
use crate::eval::generic;
use crate::eval::operation::{Outcome, Regs, operation};
use crate::eval::operators::{
    LC, LI, LL, LS, Operands, SC, SI, SL, SS, binary_slow, float_op, int_op, other_int_op,
};
use crate::eval::special_methods::{enter_binary, enter_compare, may_have_methods};
use crate::eval::subscripts::subscript_sequence;
use crate::object::value::Value;
use crate::vm::Vm;

/// What the specialized forms of a family do, by the family's name.
mod families {
    use super::*;

    macro_rules! families {
        ($($name:ident = |$regs:ident, $vm:ident| $fast:expr;)*) => {$(
            pub(super) struct $name;
            impl $name {
                /// # Safety
                ///
                /// As for `Operation::fast`.
                #[inline(always)]
                pub(super) unsafe fn fast<O: Operands>($regs: Regs, $vm: *mut Vm) -> Outcome {
                    // SAFETY: as promised by the caller.
                    unsafe { $fast }
                }
            }
        )*};
    }
    families! {
        AddInt = |regs, _vm| int_op::<O, 0>(regs);
        SubInt = |regs, _vm| int_op::<O, 1>(regs);
        MulInt = |regs, _vm| int_op::<O, 2>(regs);
        OtherInt = |regs, _vm| other_int_op::<O>(regs);
        AddFloat = |regs, _vm| float_op::<O, 0>(regs);
        SubFloat = |regs, _vm| float_op::<O, 1>(regs);
        MulFloat = |regs, _vm| float_op::<O, 2>(regs);
        DivFloat = |regs, _vm| float_op::<O, 3>(regs);
        SubscrSequence = |regs, vm| subscript_sequence::<O>(regs, vm);
        CompareInt = |regs, _vm| compare_int::<O>(regs);
        CompareFloat = |regs, _vm| compare_float::<O>(regs);
        CompareStr = |regs, _vm| compare_str::<O>(regs);
    }
}

macro_rules! define_forms {
    (forms { $($(#[$doc:meta])* $name:ident = $variant:ident $shape:ident { $($form:tt)* })* }
        families { $($family:ident)* }) => {
        $(define_forms!(@one $(#[$doc])* $variant $shape $($form)*);)*

        /// The operands of the form that the cursor is at; those on the stack are taken off it.
        pub(super) fn take_operands(opcode: Opcode, cursor: &mut Cursor) -> (Value, Value) {
            match opcode {
                $(Opcode::$variant => $shape::take(cursor),)*
                _ => unreachable!("the caller has looked"),
            }
        }
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident generic BinaryOp) => {
        operation!(
            $(#[$doc])* $variant,
            fast |regs, vm| generic::binary::<$shape>(regs, vm),
            second if |regs| may_have_methods($shape::read(&regs).0),
            |regs, vm| enter_binary::<$shape>(regs, vm),
            slow |cursor, vm| binary_slow::<$shape, $variant>(cursor, vm));
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident generic CompareOp) => {
        operation!(
            $(#[$doc])* $variant,
            fast |regs, _vm| generic::compare::<$shape>(regs),
            second if |regs| may_have_methods($shape::read(&regs).0),
            |regs, vm| enter_compare::<$shape>(regs, vm),
            slow |cursor, vm| compare_slow::<$shape, $variant>(cursor, vm));
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident
        specializes $base:ident, family $family:ident) => {
        operation!(
            $(#[$doc])* $variant,
            fast |regs, vm| families::$family::fast::<$shape>(regs, vm),
            slow |cursor, vm| $base::slow(cursor, vm));
    };
}

rpy_bytecode::for_each_operator_form!(define_forms);
