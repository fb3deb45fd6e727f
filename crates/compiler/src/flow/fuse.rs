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
    let mut fused = Vec::new();
    for position in 0..graph.order.len() {
        let insts = &mut graph.block_mut(graph.order[position]).insts;
        for inst in insts.drain(..) {
            fuse_operands(&mut fused, inst);
        }
        join_pairs(&fused, insts);
        fused.clear();
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
fn fuse_operands(out: &mut Vec<Inst>, mut inst: Inst) {
    let Some(opcode) = inst.opcode() else {
        out.push(inst);
        return;
    };
    if let Some(class) = opcode.operator_class() {
        fuse_operator(out, &mut inst, class);
        out.push(inst);
        return;
    }
    let last = out.last().copied();
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
        out.pop();
        inst.operation = Operation::Code(opcode);
        inst.operand = local | inst.operand << 8;
        out.push(inst);
        return;
    }
    match opcode {
        Opcode::StoreSubscr => {
            if let [.., container, key] = out[..]
                && let (Some(container), Some(key)) = (local(&container, &inst), local(&key, &inst))
            {
                out.truncate(out.len() - 2);
                inst.operation = Operation::Code(Opcode::StoreSubscrFast);
                inst.operand = container | key << 8;
            } else if let [.., container, key] = out[..]
                && let Some(container) = local(&container, &inst)
                && key.opcode() == Some(Opcode::LoadSmallInt)
                && key.operand <= 0xFFFF
                && key.location.line == inst.location.line
            {
                out.truncate(out.len() - 2);
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
                    out.pop();
                    inst.operation = Operation::Code(fused);
                    inst.operand = last.operand;
                }
            }
        }
        _ => {}
    }
    out.push(inst);
}

fn fuse_operator(out: &mut Vec<Inst>, inst: &mut Inst, class: OperatorClass) {
    let user = *inst;
    let mut become_form = |shape: Shape, a: u32, b: u32| {
        let form = Opcode::operator_form(class, shape);
        if let Some(opcode) = form {
            inst.operation = Operation::Code(opcode);
            inst.operand |= a | b << 8;
        }
        form.is_some()
    };
    let right = out.last().and_then(|last| operand(last, &user));
    let left = match out[..] {
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
            if let Some((position, left)) = find_left(out, &user)
                && become_form(Shape::LS, left, 0)
            {
                out.remove(position);
            }
            0
        }
    };
    out.truncate(out.len() - dropped);
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

/// Appends instructions to `out`, with neighbouring loads and stores of locals joined.
fn join_pairs(insts: &[Inst], out: &mut Vec<Inst>) {
    let mut index = 0;
    while index < insts.len() {
        let mut inst = insts[index];
        if let Some(next) = insts.get(index + 1)
            && let Some(opcode) = pair(out.last(), &inst, next)
        {
            inst.operation = Operation::Code(opcode);
            inst.operand |= next.operand << 8;
            index += 1;
        }
        out.push(inst);
        index += 1;
    }
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
