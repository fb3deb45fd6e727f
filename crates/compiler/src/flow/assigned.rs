//! Definite assignment: which loads of locals need a check.

use std::collections::VecDeque;

use rpy_bytecode::Opcode;

use super::{Graph, Inst, Label, Operation};

/// A set of locals.
type Bits = [u64];

/// Per block: the locals that may be unbound where it is entered.
struct Entries {
    bits: Vec<u64>,
    is_known: Vec<bool>,
    /// Words of a set.
    words: usize,
    /// Blocks whose set has grown since they were followed.
    pending: VecDeque<Label>,
}

impl Entries {
    fn of(&self, label: Label) -> &Bits {
        &self.bits[label.index() * self.words..][..self.words]
    }

    fn merge(&mut self, label: Label, unbound: &Bits) {
        let index = label.index();
        let known = &mut self.bits[index * self.words..][..self.words];
        if !std::mem::replace(&mut self.is_known[index], true) {
            known.copy_from_slice(unbound);
            self.pending.push_back(label);
            return;
        }
        let mut grown = false;
        for (known, new) in known.iter_mut().zip(unbound) {
            grown |= *new & !*known != 0;
            *known |= new;
        }
        if grown && !self.pending.contains(&label) {
            self.pending.push_back(label);
        }
    }
}

/// Turns `LOAD_FAST` of locals that may be unbound into `LOAD_FAST_CHECK`.
///
/// The first `bound` locals (the parameters) are bound at entry. Every other of `count` is not.
pub(crate) fn find_unassigned_loads(graph: &mut Graph, bound: usize, count: usize) {
    if count == bound && !has_unbinding(graph) {
        return;
    }
    let words = count.div_ceil(64);
    let mut entries = Entries {
        bits: vec![0; words * graph.blocks.len()],
        is_known: vec![false; graph.blocks.len()],
        words,
        pending: VecDeque::new(),
    };
    let mut unbound = vec![0; words];
    (bound..count).for_each(|local| set(&mut unbound, local));
    let positions = graph.positions();
    entries.merge(graph.order[0], &unbound);
    while let Some(label) = entries.pending.pop_front() {
        unbound.copy_from_slice(entries.of(label));
        let block = graph.block(label);
        let mut last_handler = None;
        for inst in &block.insts {
            if inst.handler != last_handler || changes(inst) {
                last_handler = inst.handler;
                if let Some(handler) = inst.handler {
                    entries.merge(graph.handler(handler).target, &unbound);
                }
            }
            step(inst, &mut unbound);
            if changes(inst) {
                last_handler = None;
            }
            if let Some(target) = inst.target {
                entries.merge(target, &unbound);
            }
        }
        if block.falls_through()
            && let Some(next) = graph.order.get(positions.of(label) + 1)
        {
            entries.merge(*next, &unbound);
        }
    }
    graph.keep(positions);
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        if !entries.is_known[label.index()] {
            continue;
        }
        unbound.copy_from_slice(entries.of(label));
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

fn set(bits: &mut Bits, index: usize) {
    bits[index / 64] |= 1 << (index % 64);
}

fn clear(bits: &mut Bits, index: usize) {
    bits[index / 64] &= !(1 << (index % 64));
}

fn get(bits: &Bits, index: usize) -> bool {
    bits[index / 64] & 1 << (index % 64) != 0
}
