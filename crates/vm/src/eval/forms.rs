//! The forms of binary operators and comparisons: one operation for each row that
//! [`rpy_bytecode::for_each_operator_form`] makes of an operator and a shape of operands.

use crate::eval::comparisons::{compare_float, compare_int, compare_slow, compare_str};
use crate::eval::operation::{Outcome, Regs, operation};
use crate::eval::operators::{
    LC, LI, LL, LS, Operands, SC, SI, SL, SS, binary_slow, float_op, int_op, other_int_op,
};
use crate::eval::subscripts::subscript_sequence;

/// What the specialized forms of a family do, by the family's name.
mod families {
    use super::*;

    macro_rules! families {
        ($($name:ident = $fast:path;)*) => {$(
            pub(super) struct $name;
            impl $name {
                /// # Safety
                ///
                /// As for `Operation::fast`.
                #[inline(always)]
                pub(super) unsafe fn fast<O: Operands>(regs: Regs) -> Outcome {
                    // SAFETY: as promised by the caller.
                    unsafe { $fast(regs) }
                }
            }
        )*};
    }
    families! {
        AddInt = int_op::<O, 0>;
        SubInt = int_op::<O, 1>;
        MulInt = int_op::<O, 2>;
        OtherInt = other_int_op::<O>;
        AddFloat = float_op::<O, 0>;
        SubFloat = float_op::<O, 1>;
        MulFloat = float_op::<O, 2>;
        DivFloat = float_op::<O, 3>;
        SubscrSequence = subscript_sequence::<O>;
        CompareInt = compare_int::<O>;
        CompareFloat = compare_float::<O>;
        CompareStr = compare_str::<O>;
    }
}

macro_rules! define_forms {
    (forms { $($(#[$doc:meta])* $name:ident = $variant:ident $shape:ident { $($form:tt)* })* }
        families { $($family:ident)* }) => {
        $(define_forms!(@one $(#[$doc])* $variant $shape $($form)*);)*
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident generic BinaryOp) => {
        operation!($(#[$doc])* $variant, slow_only |cursor, vm| {
            binary_slow::<$shape, $variant>(cursor, vm)
        });
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident generic CompareOp) => {
        operation!($(#[$doc])* $variant, slow_only |cursor, vm| {
            compare_slow::<$shape, $variant>(cursor, vm)
        });
    };
    (@one $(#[$doc:meta])* $variant:ident $shape:ident
        specializes $base:ident, family $family:ident) => {
        operation!(
            $(#[$doc])* $variant,
            fast |regs, _vm| families::$family::fast::<$shape>(regs),
            slow |cursor, vm| $base::slow(cursor, vm));
    };
}

rpy_bytecode::for_each_operator_form!(define_forms);
