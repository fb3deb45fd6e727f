//! What can be said of every code word without following control.

use super::MAX_STACK_DEPTH;
use super::bits::{BitSet, RankedSet};
use super::error::{VerifyError, VerifyErrorKind as Kind};
use super::rules::{Limits, Rule, Sort, Trait};
use crate::code::{CodeFlags, CodeObject, LocalKind};
use crate::instruction::{Instruction, MAX_OPERAND, WORD_SIZE};
use crate::opcode::{Opcode, OperandKind};
use crate::operator::{Intrinsic1, Intrinsic2};

/// What the first pass found out.
pub(super) struct Layout {
    /// Words at which several paths may meet: the entry, targets of jumps and handlers.
    pub(super) targets: RankedSet,
}

/// The word that a jump at `index` goes to, if it can be one.
pub(super) fn jump_target(index: usize, word: Instruction) -> Option<usize> {
    let bytes = word.signed_n();
    let size = WORD_SIZE as i32;
    if bytes % size != 0 {
        return None;
    }
    let next = index + usize::from(Rule::of(word).words);
    next.checked_add_signed((bytes / size) as isize)
}

/// Checks counts, words and tables.
pub(super) fn check(code: &CodeObject) -> Result<Layout, VerifyError> {
    let length = code.instructions.len();
    check_counts(code).or_else(|kind| fail(0, kind))?;
    if length == 0 || length > MAX_OPERAND as usize {
        return fail(0, Kind::EndOfCode);
    }
    let limits = Limits::of(code);
    let mut starts = BitSet::new(length);
    let mut jumps = Vec::new();
    let mut prologue = Prologue::default();
    let mut index = 0;
    while index < length {
        let word = code.instructions[index];
        let rule = Rule::of(word);
        if rule.traits.intersects(Trait::SPECIAL_LAYOUT) || prologue.body.is_none() {
            check_special(code, index, word, &mut prologue).or_else(|kind| fail(index, kind))?;
            if rule.traits.contains(Trait::JUMP) {
                jumps.push(index);
            }
        }
        if !rule.has_known_operator(word) {
            return fail(index, Kind::Operand);
        }
        match rule.unfit_field(word, &limits) {
            None => {}
            Some(Sort::Zero) => return fail(index, Kind::Operand),
            Some(_) => return fail(index, Kind::Index),
        }
        starts.set(index, true);
        let next = index + usize::from(rule.words);
        match code.instructions.get(index + 1..next) {
            None => return fail(index, Kind::EndOfCode),
            Some(cache) if cache.iter().fold(0, |all, word| all | word.0) != 0 => {
                return fail(index, Kind::CacheNotZero);
            }
            Some(_) => index = next,
        }
    }
    let body = prologue.end(code).or_else(|kind| fail(0, kind))?;
    let is_body = |word: usize| word >= body && word < length && starts.contains(word);
    let mut targets = BitSet::new(length);
    targets.set(0, true);
    for index in jumps {
        match jump_target(index, code.instructions[index]) {
            Some(target) if is_body(target) => _ = targets.set(target, true),
            _ => return fail(index, Kind::Target),
        }
    }
    let mut last_end = 0;
    for handler in &code.exception_table {
        let (start, end) = (handler.start as usize, handler.end as usize);
        let entered_with = u64::from(handler.depth) + 1 + u64::from(handler.push_offset);
        if start < last_end || start >= end || !starts_at(&starts, start, length) {
            return fail(start, Kind::ExceptionTable);
        }
        if end != length && !starts_at(&starts, end, length) {
            return fail(start, Kind::ExceptionTable);
        }
        if !is_body(handler.target as usize) {
            return fail(start, Kind::Target);
        }
        if entered_with > u64::from(code.max_stack) {
            return fail(start, Kind::StackOverflow);
        }
        targets.set(handler.target as usize, true);
        last_end = end;
    }
    let targets = RankedSet::new(targets);
    Ok(Layout { targets })
}

fn fail<T>(offset: usize, kind: Kind) -> Result<T, VerifyError> {
    Err(VerifyError {
        offset: offset as u32,
        kind,
    })
}

fn starts_at(starts: &BitSet, word: usize, length: usize) -> bool {
    word < length && starts.contains(word)
}

fn check_counts(code: &CodeObject) -> Result<(), Kind> {
    let optimized = code.flags.contains(CodeFlags::OPTIMIZED);
    let starred = [CodeFlags::VARARGS, CodeFlags::VARKEYWORDS]
        .into_iter()
        .filter(|&flag| code.flags.contains(flag))
        .count() as u64;
    let parameters = u64::from(code.argument_count) + u64::from(code.keyword_only_count) + starred;
    if parameters > code.locals.len() as u64
        || code.positional_only_count > code.argument_count
        || (!optimized && parameters != 0)
    {
        return Err(Kind::ParameterCounts);
    }
    let first_free = code.locals.len() - free_count(code);
    let is_free = |local: &crate::code::Local| local.kind.contains(LocalKind::FREE);
    if code.locals[..first_free].iter().any(is_free) || parameters > first_free as u64 {
        return Err(Kind::LocalKinds);
    }
    let is_namespace = |local: &crate::code::Local| {
        let cells = LocalKind::CELL | LocalKind::FREE;
        local.kind.contains(LocalKind::HIDDEN) && !local.kind.intersects(cells)
    };
    if !optimized && !code.locals.first().is_some_and(is_namespace) {
        return Err(Kind::LocalKinds);
    }
    if code.locals.len() > MAX_OPERAND as usize {
        return Err(Kind::LocalKinds);
    }
    if code.max_stack > MAX_STACK_DEPTH {
        return Err(Kind::MaxStack);
    }
    Ok(())
}

fn free_count(code: &CodeObject) -> usize {
    code.locals
        .iter()
        .filter(|local| local.kind.contains(LocalKind::FREE))
        .count()
}

/// The straight line before the first `RESUME`, and what may stand there only.
#[derive(Default)]
struct Prologue {
    /// Where that `RESUME` is.
    body: Option<usize>,
    generators: u32,
}

impl Prologue {
    /// Takes notice of the next instruction.
    fn see(&mut self, index: usize, opcode: Opcode, word: Instruction) -> Result<(), Kind> {
        match opcode {
            Opcode::CopyFreeVars if self.body.is_none() => {}
            Opcode::ReturnGenerator if self.body.is_none() => self.generators += 1,
            Opcode::CopyFreeVars | Opcode::ReturnGenerator => return Err(Kind::Prologue),
            Opcode::Resume if self.body.is_none() && word.n() == 0 => self.body = Some(index),
            // Inlined comprehensions make cells in the body as well.
            Opcode::MakeCell => {}
            _ if self.body.is_none() => return Err(Kind::Prologue),
            _ => {}
        }
        Ok(())
    }

    /// The index of the `RESUME`.
    fn end(&self, code: &CodeObject) -> Result<usize, Kind> {
        match self.body {
            Some(body) if self.generators == u32::from(code.is_generator_like()) => Ok(body),
            _ => Err(Kind::Prologue),
        }
    }
}

/// Checks what not every instruction has to be asked for.
fn check_special(
    code: &CodeObject,
    index: usize,
    word: Instruction,
    prologue: &mut Prologue,
) -> Result<(), Kind> {
    let Some(opcode) = word.opcode() else {
        return Err(Kind::UnknownOpcode);
    };
    if opcode.base().is_some() {
        return Err(Kind::SpecializedOpcode);
    }
    if opcode.operand_kind() == OperandKind::Count && !count_allowed(code, opcode, word.n()) {
        return Err(Kind::Operand);
    }
    prologue.see(index, opcode, word)
}

fn count_allowed(code: &CodeObject, opcode: Opcode, n: u32) -> bool {
    match opcode {
        Opcode::Copy
        | Opcode::Swap
        | Opcode::ListAppend
        | Opcode::SetAdd
        | Opcode::MapAdd
        | Opcode::ListExtend
        | Opcode::SetUpdate
        | Opcode::DictUpdate
        | Opcode::DictMerge => n >= 1,
        Opcode::Resume => n <= 3,
        Opcode::CopyFreeVars => n != 0 && n as usize == free_count(code),
        Opcode::LoadCommonConstant => n <= 6,
        Opcode::LoadSpecial => n <= 3,
        Opcode::ContainsOp | Opcode::IsOp | Opcode::YieldValue => n <= 1,
        Opcode::BuildSlice => n == 2 || n == 3,
        Opcode::ConvertValue => (1..=3).contains(&n),
        Opcode::BuildInterpolation => n & 2 == 0 && n >> 2 <= 3,
        Opcode::SetFunctionAttribute => matches!(n, 1 | 2 | 8 | 16),
        Opcode::CallIntrinsic1 => Intrinsic1::from_number(n).is_some(),
        Opcode::CallIntrinsic2 => Intrinsic2::from_number(n).is_some(),
        // `with` has the formerly handled exception between the offset and the new one.
        Opcode::Reraise | Opcode::RaiseVarargs | Opcode::GetAwaitable => n <= 2,
        _ => true,
    }
}
