//! Definite assignment: which loads of locals need a check.

use std::collections::VecDeque;

use rpy_bytecode::Opcode;

use super::{Graph, Inst, Label, Operation};

/// A set of locals.
type Bits = Vec<u64>;

/// Turns `LOAD_FAST` of locals that may be unbound into `LOAD_FAST_CHECK`.
///
/// The first `bound` locals (the parameters) are bound at entry. Every other of `count` is not.
pub(crate) fn find_unassigned_loads(graph: &mut Graph, bound: usize, count: usize) {
    if count == bound && !has_unbinding(graph) {
        return;
    }
    let words = count.div_ceil(64);
    // Per block: the locals that may be unbound where it is entered.
    let mut entry: Vec<Option<Bits>> = vec![None; graph.blocks.len()];
    let mut start = vec![0u64; words];
    (bound..count).for_each(|local| set(&mut start, local));
    let mut positions = vec![usize::MAX; graph.blocks.len()];
    for (position, label) in graph.order.iter().enumerate() {
        positions[label.0 as usize] = position;
    }
    let mut pending = VecDeque::new();
    merge(&mut entry, &mut pending, graph.order[0], &start);
    while let Some(label) = pending.pop_front() {
        let mut unbound = entry[label.0 as usize]
            .clone()
            .expect("pending blocks have a state");
        let block = graph.block(label);
        let mut last_handler = None;
        for inst in &block.insts {
            if inst.handler != last_handler || changes(inst) {
                last_handler = inst.handler;
                if let Some(handler) = inst.handler {
                    merge(
                        &mut entry,
                        &mut pending,
                        graph.handler(handler).target,
                        &unbound,
                    );
                }
            }
            step(inst, &mut unbound);
            if changes(inst) {
                last_handler = None;
            }
            if let Some(target) = inst.target {
                merge(&mut entry, &mut pending, target, &unbound);
            }
        }
        if block.falls_through()
            && let Some(next) = graph.order.get(positions[label.0 as usize] + 1)
        {
            merge(&mut entry, &mut pending, *next, &unbound);
        }
    }
    for label in graph.order.clone() {
        let Some(mut unbound) = entry[label.0 as usize].take() else {
            continue;
        };
        for inst in &mut graph.block_mut(label).insts {
            if inst.is(Opcode::LoadFast) && get(&unbound, inst.operand as usize) {
                inst.operation = Operation::Code(Opcode::LoadFastCheck);
            }
            step(inst, &mut unbound);
        }
    }
}

fn has_unbinding(graph: &Graph) -> bool {
    let insts = graph
        .order
        .iter()
        .flat_map(|label| &graph.block(*label).insts);
    insts.clone().any(|inst| {
        inst.is(Opcode::DeleteFast)
            || inst.is(Opcode::LoadFastAndClear)
            || inst.operation == Operation::StoreFastMaybeUnbound
    })
}

fn changes(inst: &Inst) -> bool {
    inst.operation == Operation::StoreFastMaybeUnbound
        || matches!(
            inst.opcode(),
            Some(Opcode::StoreFast | Opcode::DeleteFast | Opcode::LoadFastAndClear)
        )
}

/// Applies an instruction. A load succeeds only if the local is bound.
fn step(inst: &Inst, unbound: &mut Bits) {
    let local = inst.operand as usize;
    match inst.operation {
        Operation::Code(Opcode::StoreFast | Opcode::LoadFast | Opcode::LoadFastCheck) => {
            clear(unbound, local);
        }
        Operation::Code(Opcode::DeleteFast | Opcode::LoadFastAndClear)
        | Operation::StoreFastMaybeUnbound => set(unbound, local),
        _ => {}
    }
}

fn merge(entry: &mut [Option<Bits>], pending: &mut VecDeque<Label>, label: Label, unbound: &Bits) {
    match &mut entry[label.0 as usize] {
        Some(known) => {
            let mut grown = false;
            for (known, new) in known.iter_mut().zip(unbound) {
                grown |= *new & !*known != 0;
                *known |= new;
            }
            if grown && !pending.contains(&label) {
                pending.push_back(label);
            }
        }
        slot @ None => {
            *slot = Some(unbound.clone());
            pending.push_back(label);
        }
    }
}

fn set(bits: &mut Bits, index: usize) {
    bits[index / 64] |= 1 << (index % 64);
}

fn clear(bits: &mut Bits, index: usize) {
    bits[index / 64] &= !(1 << (index % 64));
}

fn get(bits: &Bits, index: usize) -> bool {
    bits[index / 64] & 1 << (index % 64) != 0
}
