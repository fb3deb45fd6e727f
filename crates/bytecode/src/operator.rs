//! The operators that instructions carry in their operand, and the intrinsic functions.

macro_rules! define_numbered {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $number:literal, $text:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum $type { $($(#[$doc])* $variant = $number,)* }

        impl $type {
            /// Every member, in the order of the table.
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];

            /// The member with this number, or `None` if there is none.
            pub const fn from_number(number: u32) -> Option<$type> {
                match number { $($number => Some($type::$variant),)* _ => None }
            }

            /// How it is written, in Python or in the disassembly.
            pub const fn text(self) -> &'static str {
                match self { $($type::$variant => $text,)* }
            }
        }
    };
}

/// Bits of the operator byte of `BINARY_OP` and its fused forms that hold the operator. The bits
/// above them are zero in a code object; the eval loop counts failed guards there.
pub const BINARY_OPERATOR_MASK: u8 = 0b1_1111;

/// Bits of the operator byte of `COMPARE_OP` and its fused forms that hold the operator.
pub const COMPARE_OPERATOR_MASK: u8 = 0b1111;

define_numbered! {
    /// Operator of `BINARY_OP`. The in-place form of an operator is 16 above it.
    BinaryOperator {
        /// `+`
        Add = 0, "+";
        /// `-`
        Subtract = 1, "-";
        /// `*`
        Multiply = 2, "*";
        /// `/`
        TrueDivide = 3, "/";
        /// `//`
        FloorDivide = 4, "//";
        /// `%`
        Remainder = 5, "%";
        /// `**`
        Power = 6, "**";
        /// `<<`
        LeftShift = 7, "<<";
        /// `>>`
        RightShift = 8, ">>";
        /// `&`
        And = 9, "&";
        /// `|`
        Or = 10, "|";
        /// `^`
        Xor = 11, "^";
        /// `@`
        MatrixMultiply = 12, "@";
        /// `container[key]`
        Subscript = 15, "[]";
        /// `+=`
        InplaceAdd = 16, "+=";
        /// `-=`
        InplaceSubtract = 17, "-=";
        /// `*=`
        InplaceMultiply = 18, "*=";
        /// `/=`
        InplaceTrueDivide = 19, "/=";
        /// `//=`
        InplaceFloorDivide = 20, "//=";
        /// `%=`
        InplaceRemainder = 21, "%=";
        /// `**=`
        InplacePower = 22, "**=";
        /// `<<=`
        InplaceLeftShift = 23, "<<=";
        /// `>>=`
        InplaceRightShift = 24, ">>=";
        /// `&=`
        InplaceAnd = 25, "&=";
        /// `|=`
        InplaceOr = 26, "|=";
        /// `^=`
        InplaceXor = 27, "^=";
        /// `@=`
        InplaceMatrixMultiply = 28, "@=";
    }
}

impl BinaryOperator {
    /// Whether this is the in-place form of an operator.
    pub const fn is_inplace(self) -> bool {
        self as u8 >= 16
    }

    /// The operator without "in place".
    pub const fn plain(self) -> BinaryOperator {
        match BinaryOperator::from_number(self as u32 & 15) {
            Some(operator) => operator,
            None => self,
        }
    }

    /// The in-place form, if there is one.
    pub const fn inplace(self) -> Option<BinaryOperator> {
        BinaryOperator::from_number(self as u32 | 16)
    }
}

define_numbered! {
    /// Operator of `COMPARE_OP`. The number is the set of outcomes for which it is true: bit 0
    /// less, bit 1 equal, bit 2 greater, bit 3 unordered.
    CompareOperator {
        /// `<`
        Less = 1, "<";
        /// `<=`
        LessEqual = 3, "<=";
        /// `==`
        Equal = 2, "==";
        /// `!=`
        NotEqual = 13, "!=";
        /// `>`
        Greater = 4, ">";
        /// `>=`
        GreaterEqual = 6, ">=";
    }
}

impl CompareOperator {
    /// The operator that gives the same with its operands exchanged.
    pub const fn swapped(self) -> CompareOperator {
        match self {
            CompareOperator::Less => CompareOperator::Greater,
            CompareOperator::LessEqual => CompareOperator::GreaterEqual,
            CompareOperator::Greater => CompareOperator::Less,
            CompareOperator::GreaterEqual => CompareOperator::LessEqual,
            CompareOperator::Equal | CompareOperator::NotEqual => self,
        }
    }

    /// Whether the operator is true of two values that compare as `ordering`; `None` means
    /// unordered.
    pub const fn holds(self, ordering: Option<core::cmp::Ordering>) -> bool {
        let outcome = match ordering {
            Some(core::cmp::Ordering::Less) => 1,
            Some(core::cmp::Ordering::Equal) => 2,
            Some(core::cmp::Ordering::Greater) => 4,
            None => 8,
        };
        self as u8 & outcome != 0
    }
}

define_numbered! {
    /// Function of `CALL_INTRINSIC_1`.
    Intrinsic1 {
        /// Prints a value of the interactive prompt through `sys.displayhook`.
        Print = 1, "INTRINSIC_PRINT";
        /// `from module import *` into the namespace.
        ImportStar = 2, "INTRINSIC_IMPORT_STAR";
        /// Turns a `StopIteration` that leaves a generator into `RuntimeError` (PEP 479).
        StopIterationError = 3, "INTRINSIC_STOPITERATION_ERROR";
        /// Wraps a value that an asynchronous generator yields.
        AsyncGenWrap = 4, "INTRINSIC_ASYNC_GEN_WRAP";
        /// Makes a TypeVar without bound of its name.
        TypeVar = 7, "INTRINSIC_TYPEVAR";
        /// Makes a ParamSpec of its name.
        ParamSpec = 8, "INTRINSIC_PARAMSPEC";
        /// Makes a TypeVarTuple of its name.
        TypeVarTuple = 9, "INTRINSIC_TYPEVARTUPLE";
        /// Makes `Generic[...]` of a tuple of type parameters.
        SubscriptGeneric = 10, "INTRINSIC_SUBSCRIPT_GENERIC";
        /// Makes a TypeAliasType of a tuple (name, type parameters, function of the value).
        TypeAlias = 11, "INTRINSIC_TYPEALIAS";
    }
}

define_numbered! {
    /// Function of `CALL_INTRINSIC_2`.
    Intrinsic2 {
        /// Joins what `except*` clauses raised with the rest of the group.
        PrepareReraiseStar = 1, "INTRINSIC_PREP_RERAISE_STAR";
        /// Makes a TypeVar of a name and the function of its bound.
        TypeVarWithBound = 2, "INTRINSIC_TYPEVAR_WITH_BOUND";
        /// Makes a TypeVar of a name and the function of its constraints.
        TypeVarWithConstraints = 3, "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS";
        /// Sets `__type_params__` of a function to a tuple: (function, tuple).
        SetFunctionTypeParams = 4, "INTRINSIC_SET_FUNCTION_TYPE_PARAMS";
        /// Sets the default of a type parameter: (parameter, function).
        SetTypeParamDefault = 5, "INTRINSIC_SET_TYPEPARAM_DEFAULT";
    }
}
