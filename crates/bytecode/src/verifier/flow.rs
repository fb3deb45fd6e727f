//! Follows control over all paths.

use super::bits::{BitSet, RankedSet};
use super::error::{VerifyError, VerifyErrorKind as Kind};
use super::layout::{Layout, jump_target};
use super::rules::{Rule, Trait};
use super::state::{Slot, State};
use crate::code::{CodeFlags, CodeObject, ExceptionHandler, LocalKind};
use crate::instruction::Instruction;
use crate::opcode::{CALL_WORDS, Opcode, OperandKind, StackEffect};
use crate::operator::Intrinsic1;

/// Bound of the work on one code object, in units of [`State::weight`]. A million instructions of
/// ordinary code take some ten millions.
const WORK_LIMIT: u64 = 200_000_000;

/// Bound of the memory for states, in the same units.
const MEMORY_LIMIT: u64 = 20_000_000;

/// Proves that every path through the code is sound.
pub(super) fn check(code: &CodeObject, layout: &Layout) -> Result<(), VerifyError> {
    let mut at = 0;
    Flow::new(code, layout)
        .run_all(&mut at)
        .map_err(|kind| VerifyError {
            offset: at as u32,
            kind,
        })
}

struct Flow<'code> {
    code: &'code CodeObject,
    targets: &'code RankedSet,
    /// What holds at the targets, by their rank, on all paths seen so far.
    states: Box<[Option<State>]>,
    /// Ranks of the targets whose state has changed since they were followed.
    queued: BitSet,
    queue: Vec<usize>,
    work: u64,
    memory: u64,
}

/// Where control goes after an instruction.
enum Next {
    FallThrough,
    /// To the jump target only.
    Jump,
    Leave,
}

/// Goes through the exception table along with the instructions.
struct Handlers<'code> {
    /// Those not passed yet.
    rest: &'code [ExceptionHandler],
    current: Option<Current<'code>>,
    /// Where another handler, or none, takes over.
    change_at: usize,
}

/// The handler of an instruction.
struct Current<'code> {
    handler: &'code ExceptionHandler,
    /// Of its target.
    rank: usize,
    /// How often the state had changed when the handler was told of it.
    told: Option<u64>,
}

impl<'code> Handlers<'code> {
    fn from(code: &'code CodeObject, start: usize) -> Handlers<'code> {
        let table = &code.exception_table;
        let passed = table.partition_point(|handler| handler.end as usize <= start);
        Handlers {
            rest: &table[passed..],
            current: None,
            change_at: if table.is_empty() { usize::MAX } else { 0 },
        }
    }

    /// Comes to `index`, where something changes.
    fn pass(&mut self, index: usize, targets: &RankedSet) {
        while let [first, rest @ ..] = self.rest
            && first.end as usize <= index
        {
            self.rest = rest;
        }
        (self.current, self.change_at) = match self.rest.first() {
            None => (None, usize::MAX),
            Some(next) if next.start as usize > index => (None, next.start as usize),
            Some(handler) => {
                let rank = targets.rank(handler.target as usize);
                let told = None;
                let current = Current {
                    handler,
                    rank,
                    told,
                };
                (Some(current), handler.end as usize)
            }
        };
    }
}

impl<'code> Flow<'code> {
    fn new(code: &'code CodeObject, layout: &'code Layout) -> Flow<'code> {
        let targets = &layout.targets;
        Flow {
            code,
            targets,
            states: std::iter::repeat_with(|| None)
                .take(targets.len())
                .collect(),
            queued: BitSet::new(targets.len()),
            queue: Vec::new(),
            work: 0,
            memory: 0,
        }
    }

    /// Follows control from the entry until nothing new is found. `at` tells where it is.
    fn run_all(&mut self, at: &mut usize) -> Result<(), Kind> {
        let mut state = State::at_entry(self.code);
        self.reach(0, &state)?;
        while let Some(index) = self.queue.pop() {
            let rank = self.targets.rank(index);
            self.queued.set(rank, false);
            let known = self.states[rank].as_ref();
            state.copy_from(known.expect("queued words have a state"));
            self.run(index, &mut state, at)?;
        }
        Ok(())
    }

    /// Follows control from `start` until it leaves or meets a target. `at` tells where it is.
    fn run(&mut self, start: usize, state: &mut State, at: &mut usize) -> Result<(), Kind> {
        let code = self.code;
        let next_target = self.targets.next(start + 1);
        let stop = next_target.unwrap_or(code.instructions.len());
        self.spend((stop - start) as u64)?;
        let mut handlers = Handlers::from(code, start);
        let mut index = start;
        while index < stop {
            *at = index;
            let word = code.instructions[index];
            let rule = Rule::of(word);
            if index >= handlers.change_at {
                handlers.pass(index, self.targets);
            }
            if let Some(current) = &mut handlers.current {
                self.enter_handler(current, rule.opcode, word, state)?;
            }
            if rule.traits.contains(Trait::PLAIN) {
                let (popped, pushed) = rule.plain_effect(word);
                state.replace(popped, pushed)?;
            } else {
                match self.step(index, rule.opcode, word, state)? {
                    Next::FallThrough => {}
                    Next::Jump => return self.reach(target_of(index, word), state),
                    Next::Leave => return Ok(()),
                }
            }
            index += usize::from(rule.words);
        }
        *at = stop;
        match next_target {
            Some(target) => self.reach(target, state),
            None => Err(Kind::EndOfCode),
        }
    }

    fn spend(&mut self, work: u64) -> Result<(), Kind> {
        self.work += work;
        if self.work > WORK_LIMIT {
            Err(Kind::TooComplex)
        } else {
            Ok(())
        }
    }

    /// Notes that control comes to `target` with `state`.
    fn reach(&mut self, target: usize, state: &State) -> Result<(), Kind> {
        self.reach_unwound(target, state, state.stack.len(), 0)
    }

    fn reach_unwound(
        &mut self,
        target: usize,
        state: &State,
        depth: usize,
        pushed: usize,
    ) -> Result<(), Kind> {
        self.spend(state.weight())?;
        let rank = self.targets.rank(target);
        let changed = match &mut self.states[rank] {
            Some(known) => known.join_unwound(state, depth, pushed)?,
            unknown => {
                self.memory += state.weight();
                if self.memory > MEMORY_LIMIT {
                    return Err(Kind::TooComplex);
                }
                *unknown = Some(state.unwound(depth, pushed));
                true
            }
        };
        if changed && !self.queued.contains(rank) {
            self.queued.set(rank, true);
            self.queue.push(target);
        }
        Ok(())
    }

    /// Notes that an instruction about to run may raise.
    fn enter_handler(
        &mut self,
        current: &mut Current<'_>,
        opcode: Opcode,
        word: Instruction,
        state: &State,
    ) -> Result<(), Kind> {
        let depth = current.handler.depth as usize;
        let untouched = (state.stack.len() as u64).saturating_sub(opcode.consumed(word.n()).into());
        if state.stack.len() < depth || (untouched < depth as u64 && opcode.may_raise()) {
            return Err(Kind::HandlerDepth);
        }
        // Most instructions change nothing that the handler sees.
        if current.told == Some(state.changes)
            && let Some(known) = &self.states[current.rank]
            && known.stack[..depth] == state.stack[..depth]
        {
            return Ok(());
        }
        current.told = Some(state.changes);
        let pushed = 1 + usize::from(current.handler.push_offset);
        self.reach_unwound(current.handler.target as usize, state, depth, pushed)
    }

    /// Applies the instruction at `index` to `state`. A jump with another effect than falling
    /// through has been noted when this returns.
    fn step(
        &mut self,
        index: usize,
        opcode: Opcode,
        word: Instruction,
        state: &mut State,
    ) -> Result<Next, Kind> {
        let n = word.n() as usize;
        let (a, bc) = (usize::from(word.a()), usize::from(word.bc()));
        match opcode {
            // Stack.
            Opcode::PopTop => {
                state.pop_any()?;
            }
            Opcode::Copy => match state.peek(n)? {
                Slot::CallWord => return Err(Kind::SlotKind),
                slot => state.push(slot)?,
            },
            Opcode::Swap => {
                // Call words may change places too: until the call they are alike.
                state.peek(n)?;
                let length = state.stack.len();
                state.stack.swap(length - 1, length - n);
            }
            Opcode::PushUnbound => state.push(Slot::MaybeUnbound)?,

            // Locals.
            Opcode::LoadFast | Opcode::LoadFastCheck => {
                if opcode == Opcode::LoadFast {
                    state.expect_bound(n)?;
                } else if state.local(n) == Slot::MaybeUnbound {
                    // Past it, the local is bound.
                    state.set_local(n, Slot::Value);
                }
                state.push(state.local(n))?;
            }
            Opcode::LoadFastAndClear => {
                state.push(state.local(n))?;
                self.unbind(n, state)?;
            }
            Opcode::DeleteFast => self.unbind(n, state)?,
            Opcode::StoreFast => self.store(n, state)?,
            Opcode::LoadFastLoadFast => {
                for local in [a, bc] {
                    state.expect_bound(local)?;
                    state.push(state.local(local))?;
                }
            }
            Opcode::StoreFastLoadFast => {
                self.store(a, state)?;
                state.expect_bound(bc)?;
                state.push(state.local(bc))?;
            }
            Opcode::StoreFastStoreFast => {
                self.store(a, state)?;
                self.store(bc, state)?;
            }

            // Cells.
            Opcode::MakeCell => {
                self.keep_namespace(n)?;
                if !self.code.locals[n].kind.contains(LocalKind::CELL) {
                    return Err(Kind::NotACell);
                }
                state.set_local(n, Slot::Cell);
            }
            Opcode::CopyFreeVars => {
                let locals = self.code.locals.len();
                (locals - n..locals).for_each(|local| state.set_local(local, Slot::Cell));
            }
            Opcode::LoadDeref => {
                state.expect_cell(n)?;
                state.push(Slot::Value)?;
            }
            Opcode::StoreDeref => {
                state.expect_cell(n)?;
                state.pop_values(1)?;
            }
            Opcode::DeleteDeref => state.expect_cell(n)?,
            Opcode::LoadFromDictOrDeref => {
                state.expect_cell(n)?;
                state.expect_value(1)?;
                state.replace(1, 1)?;
            }

            // Names.
            Opcode::LoadName
            | Opcode::StoreName
            | Opcode::DeleteName
            | Opcode::LoadLocals
            | Opcode::SetupAnnotations => {
                self.expect_namespace()?;
                replace_by_effect(opcode, word, state)?;
            }
            Opcode::CallIntrinsic1 => {
                if word.n() == Intrinsic1::ImportStar as u32 {
                    self.expect_namespace()?;
                }
                state.replace(1, 1)?;
            }

            // Collections: the container lies deeper and stays.
            Opcode::ListAppend
            | Opcode::SetAdd
            | Opcode::ListExtend
            | Opcode::SetUpdate
            | Opcode::DictUpdate => {
                state.pop_values(1)?;
                state.expect_value(n)?;
            }
            Opcode::MapAdd => {
                state.pop_values(2)?;
                state.expect_value(n)?;
            }
            Opcode::DictMerge => {
                state.pop_values(1)?;
                state.expect_value(n)?;
                state.expect_value(n + 6)?;
            }

            // Calls.
            Opcode::PrepareCall => {
                state.expect_value(1)?;
                state.push_call_words()?;
            }
            Opcode::LoadGlobalCall => {
                state.push(Slot::Value)?;
                state.push_call_words()?;
            }
            Opcode::LoadMethod
            | Opcode::LoadMethodFast
            | Opcode::LoadSuperMethod
            | Opcode::LoadSpecial => {
                if opcode == Opcode::LoadMethodFast {
                    state.expect_bound(a)?;
                }
                state.replace(effect(opcode, word).popped as usize, 1)?;
                state.push_call_words()?;
                state.push(Slot::MaybeUnbound)?;
            }
            Opcode::Call | Opcode::CallMethod | Opcode::CallKw | Opcode::CallMethodKw => {
                let keywords = matches!(opcode, Opcode::CallKw | Opcode::CallMethodKw);
                state.pop_values(n + usize::from(keywords))?;
                if matches!(opcode, Opcode::CallMethod | Opcode::CallMethodKw) {
                    state.pop_maybe_unbound()?;
                }
                state.pop_call_header()?;
                state.push(Slot::Value)?;
            }
            Opcode::CallFunctionEx => {
                state.pop_maybe_unbound()?;
                state.pop_values(1)?;
                state.pop_call_header()?;
                state.push(Slot::Value)?;
            }
            Opcode::WithExceptStart => {
                for depth in [1, 2, 3, 5 + CALL_WORDS as usize] {
                    state.expect_value(depth)?;
                }
                if state.peek(4)? == Slot::CallWord {
                    return Err(Kind::SlotKind);
                }
                for depth in 5..5 + CALL_WORDS as usize {
                    if state.peek(depth)? != Slot::CallWord {
                        return Err(Kind::SlotKind);
                    }
                }
                state.push(Slot::Value)?;
            }

            // Generators.
            Opcode::YieldValue if !self.code.is_generator_like() => {
                return Err(Kind::NotAGenerator);
            }

            // The end of a path.
            Opcode::ReturnValue | Opcode::ReturnFast | Opcode::ReturnConst => {
                if opcode == Opcode::ReturnFast {
                    state.expect_bound(n)?;
                }
                state.pop_values(effect(opcode, word).popped as usize)?;
                if !state.stack.is_empty() {
                    return Err(Kind::ValuesLeft);
                }
                return Ok(Next::Leave);
            }
            Opcode::Reraise => {
                state.expect_value(1)?;
                state.expect_value(1 + n)?;
                return Ok(Next::Leave);
            }
            Opcode::RaiseVarargs => {
                state.pop_values(n)?;
                return Ok(Next::Leave);
            }
            Opcode::Jump => return Ok(Next::Jump),

            _ => {
                self.expect_operand_locals(opcode, word, state)?;
                if let Some(jump) = opcode.jump_effect() {
                    let target = target_of(index, word);
                    if jump == effect(opcode, word) {
                        replace_by_effect(opcode, word, state)?;
                        return self.reach(target, state).map(|()| Next::FallThrough);
                    }
                    let mut taken = state.clone();
                    taken.replace(jump.popped as usize, jump.pushed as usize)?;
                    self.reach(target, &taken)?;
                }
                replace_by_effect(opcode, word, state)?;
            }
        }
        Ok(Next::FallThrough)
    }

    fn store(&self, local: usize, state: &mut State) -> Result<(), Kind> {
        self.keep_namespace(local)?;
        let slot = state.pop_maybe_unbound()?;
        state.set_local(local, slot);
        Ok(())
    }

    fn unbind(&self, local: usize, state: &mut State) -> Result<(), Kind> {
        self.keep_namespace(local)?;
        state.set_local(local, Slot::MaybeUnbound);
        Ok(())
    }

    /// Locals that fused instructions read without a check.
    fn expect_operand_locals(
        &self,
        opcode: Opcode,
        word: Instruction,
        state: &State,
    ) -> Result<(), Kind> {
        let (a, b) = (usize::from(word.a()), usize::from(word.b()));
        match opcode.operand_kind() {
            OperandKind::LocalLocal => {
                state.expect_bound(a)?;
                state.expect_bound(word.bc().into())
            }
            OperandKind::OperatorLocalLocal => {
                state.expect_bound(a)?;
                state.expect_bound(b)
            }
            OperandKind::LocalName
            | OperandKind::LocalInt
            | OperandKind::OperatorLocalConst
            | OperandKind::OperatorLocalInt
            | OperandKind::OperatorLocalStack => state.expect_bound(a),
            OperandKind::OperatorStackLocal => state.expect_bound(b),
            OperandKind::Local => state.expect_bound(word.n() as usize),
            _ => Ok(()),
        }
    }

    fn has_namespace(&self) -> bool {
        !self.code.flags.contains(CodeFlags::OPTIMIZED)
    }

    fn expect_namespace(&self) -> Result<(), Kind> {
        if self.has_namespace() {
            Ok(())
        } else {
            Err(Kind::Namespace)
        }
    }

    /// Refuses to write to local 0 where that is the namespace.
    fn keep_namespace(&self, local: usize) -> Result<(), Kind> {
        if local == 0 && self.has_namespace() {
            Err(Kind::Namespace)
        } else {
            Ok(())
        }
    }
}

/// Where a jump goes.
fn target_of(index: usize, word: Instruction) -> usize {
    jump_target(index, word).expect("the layout was checked")
}

fn effect(opcode: Opcode, word: Instruction) -> StackEffect {
    opcode.stack_effect(word.n())
}

/// Pops and pushes values as the table of opcodes says.
#[inline]
fn replace_by_effect(opcode: Opcode, word: Instruction, state: &mut State) -> Result<(), Kind> {
    let effect = effect(opcode, word);
    state.replace(effect.popped as usize, effect.pushed as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{function, op};
    use crate::verifier::layout;

    #[test]
    fn plain_instructions_do_what_the_long_way_does() {
        let code = function(&[op(Opcode::Resume, 0), op(Opcode::ReturnConst, 0)]);
        let layout = layout::check(&code).unwrap();
        let slots = [Slot::Value, Slot::Cell, Slot::MaybeUnbound, Slot::CallWord];
        let plain = |&opcode: &Opcode| Rule::of(op(opcode, 0)).traits.contains(Trait::PLAIN);
        let opcodes: Vec<Opcode> = Opcode::ALL.iter().copied().filter(plain).collect();
        assert!(opcodes.len() > 20);
        for opcode in opcodes {
            for (depth, n) in (0..=3).flat_map(|depth| (0..=4).map(move |n| (depth, n))) {
                let word = op(opcode, n);
                // All stacks of that depth.
                for number in 0..4_usize.pow(depth) {
                    let mut short = State::at_entry(&code);
                    short.stack = (0..depth)
                        .map(|index| slots[number >> (2 * index) & 3])
                        .collect();
                    let mut long = short.clone();
                    let (popped, pushed) = Rule::of(word).plain_effect(word);
                    let by_rule = short.replace(popped, pushed);
                    let by_step = Flow::new(&code, &layout)
                        .step(0, opcode, word, &mut long)
                        .map(|next| assert!(matches!(next, Next::FallThrough)));
                    assert_eq!(by_rule, by_step, "{opcode:?} {n}");
                    if by_rule.is_ok() {
                        assert_eq!(format!("{short:?}"), format!("{long:?}"), "{opcode:?} {n}");
                    }
                }
            }
        }
    }
}
