//! What the verifier has to know of an opcode, in one row.

use crate::code::CodeObject;
use crate::instruction::Instruction;
use crate::opcode::{Opcode, OperandKind, OperatorClass};
use crate::operator::{BinaryOperator, CompareOperator};

bitflags::bitflags! {
    /// What is to be looked at besides the fields of the operand.
    #[derive(Clone, Copy)]
    pub(super) struct Trait: u8 {
        /// The eval loop alone writes it, or it is none at all.
        const FOREIGN = 1;
        /// Not every number can be in the operand.
        const COUNT = 2;
        /// The operand names an operator.
        const OPERATOR = 4;
        const JUMP = 8;
        /// It may stand before the first `RESUME`, or is that.
        const PROLOGUE = 16;
        /// It takes values, puts values, and has no other effect that the verifier knows of.
        const PLAIN = 32;
    }
}

impl Trait {
    /// Those for which the layout of the code has more to check.
    pub(super) const SPECIAL_LAYOUT: Trait = Trait::FOREIGN
        .union(Trait::COUNT)
        .union(Trait::JUMP)
        .union(Trait::PROLOGUE);
}

/// What a field of the operand bits may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Any number.
    Any,
    Zero,
    /// An index.
    Local,
    Constant,
    Name,
}

/// A field of the operand bits.
#[derive(Clone, Copy)]
struct Field {
    mask: u32,
    shift: u8,
    sort: Sort,
}

impl Field {
    const NONE: Field = Field::new(0, 0, Sort::Any);

    const fn new(shift: u8, mask: u32, sort: Sort) -> Field {
        Field { mask, shift, sort }
    }

    const fn a(sort: Sort) -> Field {
        Field::new(8, 0xff, sort)
    }

    const fn b(sort: Sort) -> Field {
        Field::new(16, 0xff, sort)
    }

    const fn bc(sort: Sort) -> Field {
        Field::new(16, 0xffff, sort)
    }

    /// The whole operand: an instruction of the second page has two bytes for it.
    const fn n(opcode: Opcode, sort: Sort) -> Field {
        match opcode.is_extended() {
            true => Field::new(16, 0xffff, sort),
            false => Field::new(8, 0xff_ffff, sort),
        }
    }

    #[inline]
    const fn fits(self, word: Instruction, limits: &Limits) -> bool {
        word.0 >> self.shift & self.mask < limits.0[self.sort as usize]
    }
}

/// The least number that a field of each [`Sort`] may not be.
pub(super) struct Limits([u32; 5]);

impl Limits {
    pub(super) fn of(code: &CodeObject) -> Limits {
        let limit = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        // No field has more than 24 bits.
        let mut limits = [u32::MAX; 5];
        limits[Sort::Zero as usize] = 1;
        limits[Sort::Local as usize] = limit(code.locals.len());
        limits[Sort::Constant as usize] = limit(code.constants.len());
        limits[Sort::Name as usize] = limit(code.names.len());
        Limits(limits)
    }
}

/// What is to be known of an opcode.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Of the instruction with its cache.
    pub(super) words: u8,
    pub(super) traits: Trait,
    /// The opcode, or another if there is none with this number.
    pub(super) opcode: Opcode,
    /// What has to be checked of the operand.
    fields: [Field; 2],
    /// Values that a plain instruction takes and puts, and how many of each for each one in `n`.
    popped: u8,
    pushed: u8,
    popped_each: u8,
    pushed_each: u8,
    /// Which numbers are operators, a bit each.
    operators: u32,
}

/// The rows by the number of the opcode.
static RULES: [Rule; 512] = {
    let mut rules = [Rule {
        words: 1,
        traits: Trait::FOREIGN,
        opcode: Opcode::Nop,
        fields: [Field::NONE; 2],
        popped: 0,
        pushed: 0,
        popped_each: 0,
        pushed_each: 0,
        operators: 0,
    }; 512];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        rules[opcode as usize] = Rule::new(opcode);
        index += 1;
    }
    rules
};

impl Rule {
    /// The row of the opcode that a word begins with, whatever the word.
    #[inline]
    pub(super) fn of(word: Instruction) -> &'static Rule {
        &RULES[word.number()]
    }

    const fn new(opcode: Opcode) -> Rule {
        let kind = opcode.operand_kind();
        let mut traits = match opcode.base() {
            Some(_) => Trait::FOREIGN,
            None => Trait::empty(),
        };
        match kind {
            OperandKind::Count if !takes_any_count(opcode) => traits = traits.union(Trait::COUNT),
            OperandKind::Jump => traits = traits.union(Trait::JUMP),
            _ if kind.has_operator() => traits = traits.union(Trait::OPERATOR),
            _ => {}
        }
        if let Opcode::CopyFreeVars | Opcode::ReturnGenerator | Opcode::Resume | Opcode::MakeCell =
            opcode
        {
            traits = traits.union(Trait::PROLOGUE);
        }
        let mut rule = Rule {
            words: opcode.words() as u8,
            traits,
            opcode,
            fields: fields(opcode),
            popped: 0,
            pushed: 0,
            popped_each: 0,
            pushed_each: 0,
            operators: operators(opcode),
        };
        if let (true, Some(effect)) = (is_plain(opcode), opcode.linear_effect()) {
            rule.traits = traits.union(Trait::PLAIN);
            rule.popped = effect.popped;
            rule.pushed = effect.pushed;
            rule.popped_each = effect.popped_each;
            rule.pushed_each = effect.pushed_each;
        }
        rule
    }

    /// The sort of the first field that is not what it may be.
    #[inline]
    pub(super) fn unfit_field(&self, word: Instruction, limits: &Limits) -> Option<Sort> {
        let [first, second] = self.fields;
        // Both are looked at: that is faster than to stop at the first.
        if first.fits(word, limits) & second.fits(word, limits) {
            return None;
        }
        let unfit = if first.fits(word, limits) {
            second
        } else {
            first
        };
        Some(unfit.sort)
    }

    /// Whether the operand names an operator, where it should: the upper bits of that byte are the
    /// eval loop's, and zero.
    #[inline]
    pub(super) fn has_known_operator(&self, word: Instruction) -> bool {
        !self.traits.contains(Trait::OPERATOR)
            || word.c() < 32 && self.operators >> word.c() & 1 != 0
    }

    /// How many values a plain instruction takes and puts.
    #[inline]
    pub(super) fn plain_effect(&self, word: Instruction) -> (usize, usize) {
        let n = word.n() as usize;
        (
            usize::from(self.popped) + usize::from(self.popped_each) * n,
            usize::from(self.pushed) + usize::from(self.pushed_each) * n,
        )
    }
}

const fn fields(opcode: Opcode) -> [Field; 2] {
    use Sort::{Constant, Local, Name, Zero};
    let none = Field::NONE;
    match opcode.operand_kind() {
        OperandKind::None => [Field::n(opcode, Zero), none],
        // Jumps are checked when all starts are known.
        OperandKind::Count | OperandKind::Int | OperandKind::Jump => [none, none],
        OperandKind::Local => [Field::n(opcode, Local), none],
        OperandKind::Const => [Field::n(opcode, Constant), none],
        OperandKind::Name => [Field::n(opcode, Name), none],
        OperandKind::LocalLocal => [Field::a(Local), Field::bc(Local)],
        OperandKind::LocalName => [Field::a(Local), Field::bc(Name)],
        OperandKind::LocalInt | OperandKind::OperatorLocalInt => [Field::a(Local), none],
        OperandKind::Operator => [Field::a(Zero), Field::b(Zero)],
        OperandKind::OperatorLocalLocal => [Field::a(Local), Field::b(Local)],
        OperandKind::OperatorLocalConst => [Field::a(Local), Field::b(Constant)],
        OperandKind::OperatorStackLocal => [Field::a(Zero), Field::b(Local)],
        OperandKind::OperatorStackConst => [Field::a(Zero), Field::b(Constant)],
        OperandKind::OperatorStackInt => [Field::a(Zero), none],
        OperandKind::OperatorLocalStack => [Field::a(Local), Field::b(Zero)],
    }
}

/// Which numbers below 32, those of all operators, name operators of this class, a bit each.
const fn operators(opcode: Opcode) -> u32 {
    let mut known = 0;
    let mut number = 0;
    while number < 32 {
        let is_known = match opcode.operator_class() {
            Some(OperatorClass::CompareOp) => CompareOperator::from_number(number).is_some(),
            Some(OperatorClass::BinaryOp) => BinaryOperator::from_number(number).is_some(),
            None => false,
        };
        known |= (is_known as u32) << number;
        number += 1;
    }
    known
}

/// Whether the operand is a number of values, as large as it likes.
const fn takes_any_count(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Call
            | Opcode::CallMethod
            | Opcode::CallKw
            | Opcode::CallMethodKw
            | Opcode::BuildTuple
            | Opcode::BuildList
            | Opcode::BuildSet
            | Opcode::BuildMap
            | Opcode::BuildString
            | Opcode::UnpackSequence
    )
}

/// Whether following control needs to know no more than how many values are taken and put. What is
/// true of these only makes them faster: a test compares them with the long way.
const fn is_plain(opcode: Opcode) -> bool {
    match opcode {
        Opcode::LoadConst
        | Opcode::LoadSmallInt
        | Opcode::LoadGlobal
        | Opcode::StoreGlobal
        | Opcode::LoadCommonConstant
        | Opcode::LoadAttr
        | Opcode::StoreAttr
        | Opcode::DeleteAttr
        | Opcode::StoreSubscr
        | Opcode::BinarySlice
        | Opcode::ContainsOp
        | Opcode::IsOp
        | Opcode::UnaryNegative
        | Opcode::UnaryNot
        | Opcode::ToBool
        | Opcode::BuildTuple
        | Opcode::BuildList
        | Opcode::BuildMap
        | Opcode::BuildSet
        | Opcode::BuildString
        | Opcode::FormatSimple
        | Opcode::MakeFunction
        | Opcode::SetFunctionAttribute
        | Opcode::ImportName
        | Opcode::ImportFrom
        | Opcode::GetIter
        | Opcode::Resume
        | Opcode::Nop => true,
        _ => matches!(
            opcode.operand_kind(),
            OperandKind::Operator | OperandKind::OperatorStackConst | OperandKind::OperatorStackInt
        ),
    }
}
