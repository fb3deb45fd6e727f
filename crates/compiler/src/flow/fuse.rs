//! Superinstructions: instructions whose operands are locals, constants and small ints.
//!
//! The first pass folds operands into the instruction that uses them, the second joins what is
//! left of loads and stores into pairs. Only instructions of one line are fused, so that tracing
//! sees every line.

use rpy_bytecode::Opcode;
use rpy_bytecode::opcode::{OperatorClass, Shape};

use super::{Graph, Inst, Operation};

/// How far back the left operand of `_LS` is looked for.
const MAX_LOOKBACK: usize = 24;

/// Fuses instructions in every block.
pub(crate) fn fuse(graph: &mut Graph) {
    for position in 0..graph.order.len() {
        let insts = &mut graph.block_mut(graph.order[position]).insts;
        let mut out = Out { insts, len: 0 };
        for index in 0..out.insts.len() {
            let inst = lowered(out.insts[index]);
            fuse_operands(&mut out, inst);
        }
        let count = out.len;
        insts.truncate(count);
        join_pairs(insts);
    }
}

/// The instruction of the virtual machine that a pseudo-instruction stands for.
fn lowered(mut inst: Inst) -> Inst {
    match inst.operation {
        Operation::LoadClosure => inst.operation = Operation::Code(Opcode::LoadFast),
        Operation::StoreFastMaybeUnbound => inst.operation = Operation::Code(Opcode::StoreFast),
        _ => {}
    }
    inst
}

/// The instructions of a block that have been fused, at its beginning: they are never more than those that
/// have been read.
struct Out<'a> {
    insts: &'a mut [Inst],
    len: usize,
}

impl Out<'_> {
    fn done(&self) -> &[Inst] {
        &self.insts[..self.len]
    }

    fn push(&mut self, inst: Inst) {
        self.insts[self.len] = inst;
        self.len += 1;
    }

    /// Drops the last `count` instructions.
    fn drop_last(&mut self, count: usize) {
        self.len -= count;
    }

    fn remove(&mut self, position: usize) {
        self.insts.copy_within(position + 1..self.len, position);
        self.len -= 1;
    }
}

/// An operand that fits a superinstruction.
#[derive(Clone, Copy)]
enum Operand {
    Local(u32),
    Const(u32),
    SmallInt(u32),
}

fn operand(inst: &Inst, user: &Inst) -> Option<Operand> {
    if inst.operand > 255 || inst.location.line != user.location.line {
        return None;
    }
    match inst.opcode()? {
        Opcode::LoadFast => Some(Operand::Local(inst.operand)),
        Opcode::LoadConst => Some(Operand::Const(inst.operand)),
        Opcode::LoadSmallInt => Some(Operand::SmallInt(inst.operand)),
        _ => None,
    }
}

/// The local that `inst` loads, if it fits a byte and stands in the line of `user`.
fn local(inst: &Inst, user: &Inst) -> Option<u32> {
    match operand(inst, user)? {
        Operand::Local(local) => Some(local),
        _ => None,
    }
}

/// Appends `inst` to `out`, fused with the loads of its operands where there is a form for it.
fn fuse_operands(out: &mut Out<'_>, mut inst: Inst) {
    let Some(opcode) = inst.opcode() else {
        out.push(inst);
        return;
    };
    if let Some(class) = opcode.operator_class() {
        fuse_operator(out, &mut inst, class);
        out.push(inst);
        return;
    }
    let last = out.done().last().copied();
    let last_local = last.and_then(|last| local(&last, &inst));
    let with_name = |opcode| {
        last_local
            .filter(|_| inst.operand <= 0xFFFF)
            .map(|it| (it, opcode))
    };
    let fused = match opcode {
        Opcode::LoadAttr => with_name(Opcode::LoadAttrFast),
        Opcode::LoadMethod => with_name(Opcode::LoadMethodFast),
        Opcode::StoreAttr => with_name(Opcode::StoreAttrFast),
        _ => None,
    };
    if let Some((local, opcode)) = fused {
        out.drop_last(1);
        inst.operation = Operation::Code(opcode);
        inst.operand = local | inst.operand << 8;
        out.push(inst);
        return;
    }
    match opcode {
        Opcode::StoreSubscr => {
            if let [.., container, key] = *out.done()
                && let (Some(container), Some(key)) = (local(&container, &inst), local(&key, &inst))
            {
                out.drop_last(2);
                inst.operation = Operation::Code(Opcode::StoreSubscrFast);
                inst.operand = container | key << 8;
            } else if let [.., container, key] = *out.done()
                && let Some(container) = local(&container, &inst)
                && key.opcode() == Some(Opcode::LoadSmallInt)
                && key.operand <= 0xFFFF
                && key.location.line == inst.location.line
            {
                out.drop_last(2);
                inst.operation = Operation::Code(Opcode::StoreSubscrFastInt);
                inst.operand = container | key.operand << 8;
            }
        }
        Opcode::ReturnValue => {
            if let Some(last) = last.filter(|last| last.location.line == inst.location.line) {
                let fused = match last.opcode() {
                    Some(Opcode::LoadFast) => Some(Opcode::ReturnFast),
                    Some(Opcode::LoadConst) => Some(Opcode::ReturnConst),
                    _ => None,
                };
                if let Some(fused) = fused {
                    out.drop_last(1);
                    inst.operation = Operation::Code(fused);
                    inst.operand = last.operand;
                }
            }
        }
        _ => {}
    }
    out.push(inst);
}

fn fuse_operator(out: &mut Out<'_>, inst: &mut Inst, class: OperatorClass) {
    let user = *inst;
    let mut become_form = |shape: Shape, a: u32, b: u32| {
        let form = Opcode::operator_form(class, shape);
        if let Some(opcode) = form {
            inst.operation = Operation::Code(opcode);
            inst.operand |= a | b << 8;
        }
        form.is_some()
    };
    let right = out.done().last().and_then(|last| operand(last, &user));
    let left = match *out.done() {
        [.., left, _] if right.is_some() => local(&left, &user),
        _ => None,
    };
    let dropped = match (left, right) {
        (Some(left), Some(Operand::Local(right))) => {
            usize::from(become_form(Shape::LL, left, right)) * 2
        }
        (Some(left), Some(Operand::Const(right))) => {
            usize::from(become_form(Shape::LC, left, right)) * 2
        }
        (Some(left), Some(Operand::SmallInt(right))) => {
            usize::from(become_form(Shape::LI, left, right)) * 2
        }
        (None, Some(Operand::Local(right))) => usize::from(become_form(Shape::SL, 0, right)),
        (None, Some(Operand::Const(right))) => usize::from(become_form(Shape::SC, 0, right)),
        (None, Some(Operand::SmallInt(right))) => usize::from(become_form(Shape::SI, 0, right)),
        (_, None) => {
            if let Some((position, left)) = find_left(out.done(), &user)
                && become_form(Shape::LS, left, 0)
            {
                out.remove(position);
            }
            0
        }
    };
    out.drop_last(dropped);
}

/// Finds the load of a local that is the left operand of `user`, whose right operand is computed
/// by the instructions behind it. None of them may rebind the local.
fn find_left(out: &[Inst], user: &Inst) -> Option<(usize, u32)> {
    let mut needed = 1;
    for position in (0..out.len()).rev().take(MAX_LOOKBACK) {
        if needed == 0 {
            let left = local(&out[position], user)?;
            let rebinds = |inst: &Inst| match inst.operation {
                Operation::Code(Opcode::LoadFast) => false,
                Operation::Code(
                    Opcode::StoreFast | Opcode::DeleteFast | Opcode::LoadFastAndClear,
                )
                | Operation::StoreFastMaybeUnbound => inst.operand == left,
                _ => false,
            };
            return (!out[position..].iter().any(rebinds)).then_some((position, left));
        }
        let effect = out[position].stack_effect();
        needed = u32::checked_sub(needed, effect.pushed)? + effect.popped;
    }
    None
}

/// Joins neighbouring loads and stores of locals.
fn join_pairs(insts: &mut Vec<Inst>) {
    let (mut index, mut kept) = (0, 0);
    while index < insts.len() {
        let mut inst = insts[index];
        if let Some(next) = insts.get(index + 1)
            && let Some(opcode) = pair(insts[..kept].last(), &inst, next)
        {
            inst.operation = Operation::Code(opcode);
            inst.operand |= next.operand << 8;
            index += 1;
        }
        insts[kept] = inst;
        kept += 1;
        index += 1;
    }
    insts.truncate(kept);
}

fn pair(previous: Option<&Inst>, first: &Inst, second: &Inst) -> Option<Opcode> {
    let fits = first.operand <= 0xFF && second.operand <= 0xFFFF;
    if !fits || first.location.line != second.location.line || first.handler != second.handler {
        return None;
    }
    let opcode = match (first.opcode()?, second.opcode()?) {
        (Opcode::LoadFast, Opcode::LoadFast) => return Some(Opcode::LoadFastLoadFast),
        (Opcode::StoreFast, Opcode::LoadFast) => Opcode::StoreFastLoadFast,
        (Opcode::StoreFast, Opcode::StoreFast) => Opcode::StoreFastStoreFast,
        _ => return None,
    };
    // The eval loop looks for a store behind operators, calls and loop heads; the first
    // instruction of a block may follow a loop head.
    (!previous?.opcode()?.delivers()).then_some(opcode)
}
