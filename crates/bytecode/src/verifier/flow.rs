//! Follows control over all paths.

use super::bits::BitSet;
use super::error::{VerifyError, VerifyErrorKind as Kind};
use super::layout::{Layout, jump_target};
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
    let mut flow = Flow {
        code,
        targets: &layout.targets,
        states: std::iter::repeat_with(|| None)
            .take(code.instructions.len())
            .collect(),
        queued: BitSet::new(code.instructions.len()),
        queue: Vec::new(),
        work: 0,
        memory: 0,
    };
    let mut at = 0;
    flow.run_all(&mut at).map_err(|kind| VerifyError {
        offset: at as u32,
        kind,
    })
}

struct Flow<'code> {
    code: &'code CodeObject,
    targets: &'code BitSet,
    /// What holds at the targets, on all paths seen so far.
    states: Box<[Option<Box<State>>]>,
    /// Targets whose state has changed since they were followed.
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

impl Flow<'_> {
    /// Follows control from the entry until nothing new is found. `at` tells where it is.
    fn run_all(&mut self, at: &mut usize) -> Result<(), Kind> {
        self.reach(0, &State::at_entry(self.code))?;
        while let Some(index) = self.queue.pop() {
            self.queued.set(index, false);
            let known = self.states[index]
                .as_deref()
                .expect("queued words have a state");
            let state = known.clone();
            self.run(index, state, at)?;
        }
        Ok(())
    }

    /// Follows control from `start` until it leaves or meets a target. `at` tells where it is.
    fn run(&mut self, start: usize, mut state: State, at: &mut usize) -> Result<(), Kind> {
        let code = self.code;
        let mut handlers = code
            .exception_table
            .partition_point(|h| h.end as usize <= start);
        let mut index = start;
        loop {
            *at = index;
            if index != start && self.targets.contains(index) {
                return self.reach(index, &state);
            }
            self.spend(1)?;
            let Some(&word) = code.instructions.get(index) else {
                return Err(Kind::EndOfCode);
            };
            let opcode = word.opcode().expect("the layout was checked");
            while code
                .exception_table
                .get(handlers)
                .is_some_and(|h| h.end as usize <= index)
            {
                handlers += 1;
            }
            if let Some(handler) = code.exception_table.get(handlers)
                && handler.start as usize <= index
            {
                self.enter_handler(handler, opcode, word, &state)?;
            }
            let target = jump_target(index, opcode, word);
            match self.step(opcode, word, target, &mut state)? {
                Next::Leave => return Ok(()),
                Next::Jump => {
                    return self.reach(target.expect("the layout was checked"), &state);
                }
                Next::FallThrough => {}
            }
            index += opcode.words() as usize;
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
        self.reach_unwound(target, state, state.stack.len(), &[])
    }

    fn reach_unwound(
        &mut self,
        target: usize,
        state: &State,
        depth: usize,
        pushed: &[Slot],
    ) -> Result<(), Kind> {
        self.spend(state.weight())?;
        let changed = match &mut self.states[target] {
            Some(known) => known.join_unwound(state, depth, pushed)?,
            unknown => {
                self.memory += state.weight();
                if self.memory > MEMORY_LIMIT {
                    return Err(Kind::TooComplex);
                }
                *unknown = Some(Box::new(state.unwound(depth, pushed)));
                true
            }
        };
        if changed && !self.queued.contains(target) {
            self.queued.set(target, true);
            self.queue.push(target);
        }
        Ok(())
    }

    /// Notes that an instruction about to run may raise.
    fn enter_handler(
        &mut self,
        handler: &ExceptionHandler,
        opcode: Opcode,
        word: Instruction,
        state: &State,
    ) -> Result<(), Kind> {
        let depth = handler.depth as usize;
        let untouched = (state.stack.len() as u64).saturating_sub(opcode.consumed(word.n()).into());
        if state.stack.len() < depth || (untouched < depth as u64 && opcode.may_raise()) {
            return Err(Kind::HandlerDepth);
        }
        let pushed: &[Slot] = if handler.push_offset {
            &[Slot::Value; 2]
        } else {
            &[Slot::Value; 1]
        };
        self.reach_unwound(handler.target as usize, state, depth, pushed)
    }

    /// Applies an instruction to `state`. A jump with another effect than falling through has
    /// been noted when this returns.
    fn step(
        &mut self,
        opcode: Opcode,
        word: Instruction,
        target: Option<usize>,
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
                self.replace(1, 1, state)?;
            }

            // Names.
            Opcode::LoadName
            | Opcode::StoreName
            | Opcode::DeleteName
            | Opcode::LoadLocals
            | Opcode::SetupAnnotations => {
                self.expect_namespace()?;
                self.replace_by_effect(opcode, word, state)?;
            }
            Opcode::CallIntrinsic1 => {
                if word.n() == Intrinsic1::ImportStar as u32 {
                    self.expect_namespace()?;
                }
                self.replace(1, 1, state)?;
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
                self.replace(effect(opcode, word).popped as usize, 1, state)?;
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
                    let target = target.expect("the layout was checked");
                    if jump == effect(opcode, word) {
                        self.replace_by_effect(opcode, word, state)?;
                        return self.reach(target, state).map(|()| Next::FallThrough);
                    }
                    let mut taken = state.clone();
                    self.replace(jump.popped as usize, jump.pushed as usize, &mut taken)?;
                    self.reach(target, &taken)?;
                }
                self.replace_by_effect(opcode, word, state)?;
            }
        }
        Ok(Next::FallThrough)
    }

    /// Pops and pushes values.
    fn replace(&self, popped: usize, pushed: usize, state: &mut State) -> Result<(), Kind> {
        state.pop_values(popped)?;
        state.push_many(Slot::Value, pushed)
    }

    fn replace_by_effect(
        &self,
        opcode: Opcode,
        word: Instruction,
        state: &mut State,
    ) -> Result<(), Kind> {
        let effect = effect(opcode, word);
        self.replace(effect.popped as usize, effect.pushed as usize, state)
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

fn effect(opcode: Opcode, word: Instruction) -> StackEffect {
    opcode.stack_effect(word.n())
}
