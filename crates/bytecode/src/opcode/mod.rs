//! The instruction set, declared once: the rows are in `table.rs`.
//!
//! An instruction is one 32-bit word, little-endian: the opcode in the lowest byte, 24 bits of
//! operand above it. [`OperandKind`] says how an opcode reads them. Words that follow an
//! instruction as its inline cache are counted in its row and are zero in a code object.
//!
//! The lowest byte [`EXTENDED`] stands for the opcodes of a second page: their number is in the byte
//! above it and 16 bits of operand above that. See docs/adr/0010-two-pages-of-opcodes.md.
//!
//! Stack effects are written `popped => pushed`. Where taking a jump has another effect, the row
//! has `jump popped => pushed`. A call's callee is followed by [`CALL_WORDS`] words in which the
//! frame is built, so that arguments become locals without being copied.

mod table;

/// Words between a callee and its first argument: return address, caller's frame, code, flags.
pub const CALL_WORDS: u32 = 4;

/// Stack slots of a callee together with the words behind it.
pub const CALL_HEADER: u32 = CALL_WORDS + 1;

/// How an opcode reads its 24 operand bits.
///
/// `a` is the byte above the opcode, `b` the byte above `a`, `c` the topmost byte and `bc` the
/// upper half-word. `n` is all 24 bits, unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandKind {
    /// Not used; zero.
    None,
    /// `n`: a number (a count, depth or flag) that the opcode's row explains.
    Count,
    /// `n`, signed: a small int.
    Int,
    /// `n`: a fast local, cell or free variable.
    Local,
    /// `n`: an index into the constants.
    Const,
    /// `n`: an index into the names.
    Name,
    /// `n`, signed: bytes from the end of this instruction (its cache included) to the target.
    Jump,
    /// `a`, `bc`: two locals.
    LocalLocal,
    /// `a`: a local; `bc`: a name.
    LocalName,
    /// `a`: a local; `bc`: a small int, 0..=65535.
    LocalInt,
    /// `c`: an operator; `a`, `b` unused (both operands on the stack).
    Operator,
    /// `c`: an operator; `a`, `b`: locals.
    OperatorLocalLocal,
    /// `c`: an operator; `a`: a local; `b`: a constant.
    OperatorLocalConst,
    /// `c`: an operator; `a`: a local; `b`: a small int, 0..=255.
    OperatorLocalInt,
    /// `c`: an operator; `b`: a local, the right operand.
    OperatorStackLocal,
    /// `c`: an operator; `b`: a constant, the right operand.
    OperatorStackConst,
    /// `c`: an operator; `b`: a small int, 0..=255, the right operand.
    OperatorStackInt,
    /// `c`: an operator; `a`: a local, the left operand.
    OperatorLocalStack,
}

impl OperandKind {
    /// Whether `c` is an operator.
    pub const fn has_operator(self) -> bool {
        matches!(
            self,
            OperandKind::Operator
                | OperandKind::OperatorLocalLocal
                | OperandKind::OperatorLocalConst
                | OperandKind::OperatorLocalInt
                | OperandKind::OperatorStackLocal
                | OperandKind::OperatorStackConst
                | OperandKind::OperatorStackInt
                | OperandKind::OperatorLocalStack
        )
    }
}

/// Where a form of an operator finds its operands. What `L`, `C` and `I` name is in the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Both on the stack.
    SS,
    /// Two locals.
    LL,
    /// A local and a constant.
    LC,
    /// A local and a small int.
    LI,
    /// The stack and a local.
    SL,
    /// The stack and a constant.
    SC,
    /// The stack and a small int.
    SI,
    /// A local and the stack.
    LS,
}

impl Shape {
    /// How the operand bits are read.
    pub const fn operand_kind(self) -> OperandKind {
        match self {
            Shape::SS => OperandKind::Operator,
            Shape::LL => OperandKind::OperatorLocalLocal,
            Shape::LC => OperandKind::OperatorLocalConst,
            Shape::LI => OperandKind::OperatorLocalInt,
            Shape::SL => OperandKind::OperatorStackLocal,
            Shape::SC => OperandKind::OperatorStackConst,
            Shape::SI => OperandKind::OperatorStackInt,
            Shape::LS => OperandKind::OperatorLocalStack,
        }
    }

    /// Operands on the stack, which the result replaces.
    const fn popped(self) -> u32 {
        match self {
            Shape::SS => 2,
            Shape::SL | Shape::SC | Shape::SI | Shape::LS => 1,
            Shape::LL | Shape::LC | Shape::LI => 0,
        }
    }
}

/// The operator that a generic form applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorClass {
    /// A [`BinaryOperator`](crate::BinaryOperator).
    BinaryOp,
    /// A [`CompareOperator`](crate::CompareOperator).
    CompareOp,
}

bitflags::bitflags! {
    /// What else a row says of its opcode.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OpcodeFlags: u8 {
        /// Control never goes on to the next instruction.
        const ENDS = 1;
        /// It cannot raise once it has begun to run.
        const SILENT = 2;
        /// The eval loop looks whether a `STORE_FAST` follows, to put the result there: the compiler
        /// leaves such a store on its own.
        const DELIVERS = 4;
    }
}

/// Lowest byte of the instructions of the second page.
pub const EXTENDED: u8 = Number::Extended as u8;

/// Added to the number of an opcode of the second page.
const PAGE: u16 = 0x100;

macro_rules! define_opcode {
    ([$n:ident]
        primary { $($(#[$doc:meta])* $name:ident = $variant:ident($kind:ident) { $($row:tt)* })* }
        extended { $($(#[$xdoc:meta])* $xname:ident = $xvariant:ident($xkind:ident) { $($xrow:tt)* })* }
        forms { $($(#[$fdoc:meta])* $fname:ident = $fvariant:ident $shape:ident { $($form:tt)* })* }
        families { $($family:ident)* }) => {
        /// The numbers of the first page, in the order of the rows. Zero is not an opcode: it ends a
        /// run of the eval loop.
        #[allow(dead_code, reason = "the number that ends a run is not in the table")]
        #[repr(u8)]
        enum Number { Halt, Extended, $($variant,)* $($fvariant,)* }

        /// The numbers of the second page.
        #[repr(u8)]
        enum ExtendedNumber { $($xvariant,)* }

        /// What an instruction does. The numbers are private to this version of the format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        #[allow(missing_docs, reason = "the rows carry the documentation")]
        pub enum Opcode {
            $($(#[$doc])* $variant = Number::$variant as u16,)*
            $($(#[$fdoc])* $fvariant = Number::$fvariant as u16,)*
            $($(#[$xdoc])* $xvariant = PAGE + ExtendedNumber::$xvariant as u16,)*
        }

        /// What specialized forms of operators do, whatever their shape.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the rows carry the documentation")]
        pub enum OperatorFamily { $($family,)* }

        impl Opcode {
            /// Every opcode, in the order of the table.
            pub const ALL: &'static [Opcode] =
                &[$(Opcode::$variant,)* $(Opcode::$fvariant,)* $(Opcode::$xvariant,)*];

            /// The name in the table.
            const fn full_name(self) -> &'static str {
                match self {
                    $(Opcode::$variant => stringify!($name),)*
                    $(Opcode::$fvariant => stringify!($fname),)*
                    $(Opcode::$xvariant => stringify!($xname),)*
                }
            }

            /// How the row says that the operand bits are read.
            const fn kind_in_row(self) -> OperandKind {
                match self {
                    $(Opcode::$variant => OperandKind::$kind,)*
                    $(Opcode::$fvariant => Shape::$shape.operand_kind(),)*
                    $(Opcode::$xvariant => OperandKind::$xkind,)*
                }
            }

            /// What the row says, for this operand.
            const fn row(self, $n: u32) -> Row {
                match self {
                    $(Opcode::$variant => row!($($row)*),)*
                    $(Opcode::$fvariant => form_row!($shape $($form)*),)*
                    $(Opcode::$xvariant => row!($($xrow)*),)*
                }
            }

            /// The operator that this is a generic form of.
            pub const fn operator_class(self) -> Option<OperatorClass> {
                match self { $(Opcode::$fvariant => form_class!($($form)*),)* _ => None }
            }

            /// The generic form of an operator for operands of a shape.
            pub const fn operator_form(class: OperatorClass, shape: Shape) -> Option<Opcode> {
                $(form_generic!(class shape $shape $fvariant $($form)*);)*
                None
            }

            /// The specialized form of a generic form of an operator.
            pub const fn specialized_form(self, family: OperatorFamily) -> Option<Opcode> {
                $(form_specializes!(self family $fvariant $($form)*);)*
                None
            }
        }
    };
}

macro_rules! row {
    ($popped:expr => $pushed:expr
        $(, jump $jump_popped:literal => $jump_pushed:literal)?
        $(, caches $caches:literal)?
        $(, consumes $consumes:literal)?
        $(, is [$($flag:ident)*])?
        $(, specializes $base:ident)?) => {
        Row {
            effect: StackEffect { popped: $popped, pushed: $pushed },
            jump: optional!($(StackEffect { popped: $jump_popped, pushed: $jump_pushed })?),
            caches: 0 $(+ $caches)?,
            consumes: optional!($($consumes)?),
            flags: OpcodeFlags::empty()$($(.union(OpcodeFlags::$flag))*)?,
            base: optional!($(Opcode::$base)?),
        }
    };
}

macro_rules! form_row {
    ($shape:ident generic $class:ident) => {
        Row::operator(Shape::$shape, None)
    };
    ($shape:ident specializes $base:ident, family $family:ident) => {
        Row::operator(Shape::$shape, Some(Opcode::$base))
    };
}

macro_rules! form_class {
    (generic $class:ident) => {
        Some(OperatorClass::$class)
    };
    (specializes $base:ident, family $family:ident) => {
        None
    };
}

macro_rules! form_generic {
    ($wanted:ident $wanted_shape:ident $shape:ident $variant:ident generic $class:ident) => {
        if let (OperatorClass::$class, Shape::$shape) = ($wanted, $wanted_shape) {
            return Some(Opcode::$variant);
        }
    };
    ($wanted:ident $wanted_shape:ident $shape:ident $variant:ident
        specializes $base:ident, family $family:ident) => {};
}

macro_rules! form_specializes {
    ($this:ident $wanted:ident $variant:ident generic $class:ident) => {};
    ($this:ident $wanted:ident $variant:ident specializes $base:ident, family $family:ident) => {
        if let (Opcode::$base, OperatorFamily::$family) = ($this, $wanted) {
            return Some(Opcode::$variant);
        }
    };
}

macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

crate::for_each_opcode!(define_opcode);

/// The opcodes by number: the first page, then the second.
static BY_NUMBER: [[Option<Opcode>; 256]; 2] = {
    let mut table = [[None; 256]; 2];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        table[(opcode as u16 / PAGE) as usize][(opcode as u16 % PAGE) as usize] = Some(opcode);
        index += 1;
    }
    table
};

/// What the rows say that does not depend on the operand, by number.
const PROPERTIES: &[Properties; 2 * PAGE as usize] = &{
    let mut table = [Properties::NONE; 2 * PAGE as usize];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        let row = opcode.row(0);
        table[opcode as usize] = Properties {
            words: 1 + row.caches as u8,
            flags: row.flags,
            base: row.base,
            jump: row.jump,
            consumes: row.consumes,
            effect: LinearEffect::of(opcode),
            kind: opcode.kind_in_row(),
        };
        index += 1;
    }
    table
};

impl Opcode {
    const fn properties(self) -> &'static Properties {
        &PROPERTIES[self as usize]
    }

    /// The opcode that a word begins with, or `None` if the numbers in it are not in the table.
    #[inline]
    pub fn of_word(word: u32) -> Option<Opcode> {
        if word as u8 == EXTENDED {
            BY_NUMBER[1][usize::from((word >> 8) as u8)]
        } else {
            BY_NUMBER[0][usize::from(word as u8)]
        }
    }

    /// The lowest byte of an instruction of the first page.
    ///
    /// # Panics
    ///
    /// If this is an opcode of the second page, which a specialized form never is.
    pub const fn byte(self) -> u8 {
        assert!(!self.is_extended(), "the opcode has no byte of its own");
        self as u8
    }

    /// Whether this is an opcode of the second page.
    pub const fn is_extended(self) -> bool {
        self as u16 >= PAGE
    }

    /// The name that the disassembler prints, such as `LOAD_FAST`. The form of an operator whose
    /// operands are all on the stack bears the operator's name.
    pub const fn name(self) -> &'static str {
        let name = self.full_name();
        match name.as_bytes() {
            [start @ .., b'_', b'S', b'S'] => name.split_at(start.len()).0,
            _ => name,
        }
    }

    /// Words of inline cache that follow the instruction.
    pub const fn cache_words(self) -> u32 {
        self.words() - 1
    }

    /// Words of the instruction with its inline cache.
    pub const fn words(self) -> u32 {
        self.properties().words as u32
    }

    /// The opcode that this one is a specialized form of.
    pub const fn base(self) -> Option<Opcode> {
        self.properties().base
    }

    /// How the operand bits are read.
    pub const fn operand_kind(self) -> OperandKind {
        self.properties().kind
    }

    /// Values popped and pushed when control goes on to the next instruction. `n` is the operand.
    #[inline]
    pub const fn stack_effect(self, n: u32) -> StackEffect {
        match &self.properties().effect {
            Some(effect) => effect.at(n),
            None => self.row(n).effect,
        }
    }

    /// The effect on the stack, if it is linear in the operand or does not depend on it.
    pub(crate) const fn linear_effect(self) -> Option<LinearEffect> {
        self.properties().effect
    }

    /// Values popped and pushed when a jump is taken, or `None` if this is no jump.
    pub const fn jump_effect(self) -> Option<StackEffect> {
        self.properties().jump
    }

    /// How many of the topmost values may be gone when the instruction raises.
    ///
    /// That is what it takes, less the values that it leaves where they are and those that only lie
    /// above the one it works on. An exception thrown into a generator finds `None` in place of the
    /// value that `YIELD_VALUE` has taken. The eval loop keeps to this.
    pub const fn consumed(self, n: u32) -> u32 {
        match self.properties().consumes {
            Some(consumed) => consumed,
            None => self.stack_effect(n).popped,
        }
    }

    /// Whether control never goes on to the next instruction.
    pub const fn ends_path(self) -> bool {
        self.properties().flags.contains(OpcodeFlags::ENDS)
    }

    /// Whether it can raise once it has begun to run.
    pub const fn may_raise(self) -> bool {
        !self.properties().flags.contains(OpcodeFlags::SILENT)
    }

    /// Whether the eval loop looks for a `STORE_FAST` behind it.
    pub const fn delivers(self) -> bool {
        self.properties().flags.contains(OpcodeFlags::DELIVERS)
    }
}

/// What a row says, whatever the operand.
#[derive(Clone, Copy)]
struct Properties {
    /// Of the instruction with its cache.
    words: u8,
    flags: OpcodeFlags,
    base: Option<Opcode>,
    jump: Option<StackEffect>,
    consumes: Option<u32>,
    /// The effect on the stack, if it is as simple as that.
    effect: Option<LinearEffect>,
    kind: OperandKind,
}

/// An effect on the stack that grows with the operand or does not depend on it.
#[derive(Clone, Copy)]
pub(crate) struct LinearEffect {
    pub(crate) popped: u8,
    pub(crate) pushed: u8,
    /// More for each one in the operand.
    pub(crate) popped_each: u8,
    pub(crate) pushed_each: u8,
}

impl LinearEffect {
    const fn of(opcode: Opcode) -> Option<LinearEffect> {
        let (none, one) = (opcode.row(0).effect, opcode.row(1).effect);
        if one.popped < none.popped || one.pushed < none.pushed {
            return None;
        }
        let linear = LinearEffect {
            popped: none.popped as u8,
            pushed: none.pushed as u8,
            popped_each: (one.popped - none.popped) as u8,
            pushed_each: (one.pushed - none.pushed) as u8,
        };
        let mut n = 0;
        // The rows know sums, bits and bytes of the operand.
        while n < 1 << 24 {
            let (found, expected) = (opcode.row(n).effect, linear.at(n));
            if found.popped != expected.popped || found.pushed != expected.pushed {
                return None;
            }
            n = 3 * n + 1;
        }
        Some(linear)
    }

    #[inline]
    const fn at(&self, n: u32) -> StackEffect {
        StackEffect {
            popped: self.popped as u32 + self.popped_each as u32 * n,
            pushed: self.pushed as u32 + self.pushed_each as u32 * n,
        }
    }
}

impl Properties {
    const NONE: Properties = Properties {
        words: 1,
        flags: OpcodeFlags::empty(),
        base: None,
        jump: None,
        consumes: None,
        effect: None,
        kind: OperandKind::None,
    };
}

/// What a row of the table says.
struct Row {
    effect: StackEffect,
    jump: Option<StackEffect>,
    caches: u32,
    consumes: Option<u32>,
    flags: OpcodeFlags,
    base: Option<Opcode>,
}

impl Row {
    /// The row of a form of an operator.
    const fn operator(shape: Shape, base: Option<Opcode>) -> Row {
        Row {
            effect: StackEffect {
                popped: shape.popped(),
                pushed: 1,
            },
            jump: None,
            caches: 0,
            consumes: None,
            flags: OpcodeFlags::DELIVERS,
            base,
        }
    }
}

/// Values that an instruction takes from the stack and puts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackEffect {
    /// How many values must lie on the stack; they are taken off it.
    pub popped: u32,
    /// How many values lie there afterwards in their place.
    pub pushed: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_room() {
        let extended = Opcode::ALL.iter().filter(|it| it.is_extended()).count();
        let primary = Opcode::ALL.len() - extended;
        assert!(primary < 256 - 2 && extended < 256);
        assert!(
            512 - 2 - Opcode::ALL.len() >= 100,
            "room for what is to come"
        );
    }

    #[test]
    fn effects_are_those_of_the_rows() {
        for &opcode in Opcode::ALL {
            for n in (0..1000).chain([0xffff, 0x10000, 0x00ff_ffff]) {
                assert_eq!(
                    opcode.stack_effect(n),
                    opcode.row(n).effect,
                    "{opcode:?} {n}"
                );
            }
        }
    }

    #[test]
    fn numbers_name_one_opcode_each() {
        for &opcode in Opcode::ALL {
            let word = crate::Instruction::new(opcode, 0);
            assert_eq!(word.opcode(), Some(opcode));
        }
        assert_eq!(Opcode::of_word(0), None);
        assert_eq!(Opcode::of_word(u32::from(EXTENDED) | 0xff << 8), None);
    }

    #[test]
    fn specialized_forms_keep_the_layout_of_their_base() {
        for &opcode in Opcode::ALL {
            let Some(base) = opcode.base() else { continue };
            assert_eq!(opcode.cache_words(), base.cache_words(), "{opcode:?}");
            assert_eq!(opcode.operand_kind(), base.operand_kind(), "{opcode:?}");
            for n in [0, 1, 7] {
                assert_eq!(opcode.stack_effect(n), base.stack_effect(n), "{opcode:?}");
            }
            assert_eq!(opcode.jump_effect(), base.jump_effect(), "{opcode:?}");
            assert!(!opcode.is_extended() && !base.is_extended(), "{opcode:?}");
        }
    }

    #[test]
    fn names_are_those_of_the_operator() {
        assert_eq!(Opcode::BinaryOpSS.name(), "BINARY_OP");
        assert_eq!(Opcode::BinaryOpLL.name(), "BINARY_OP_LL");
        assert_eq!(Opcode::LoadFast.name(), "LOAD_FAST");
    }
}
