//! Definite assignment: which loads of locals need a check.

use rpy_bytecode::{Opcode, OperandKind};

use super::{Graph, Inst, Label, Operation};

/// A set of locals.
type Bits = [u64];

/// Per block: the locals that may be unbound where it is entered.
struct Entries {
    bits: Vec<u64>,
    states: Vec<State>,
    /// Words of a set.
    words: usize,
    /// Whether a block is [`State::Grown`].
    has_grown: bool,
}

/// What is known of a block's set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    /// It has grown since it was followed.
    Grown,
    Followed,
}

impl Entries {
    fn of(&self, label: Label) -> &Bits {
        &self.bits[label.index() * self.words..][..self.words]
    }

    fn merge(&mut self, label: Label, unbound: &Bits) {
        let index = label.index();
        let known = &mut self.bits[index * self.words..][..self.words];
        let mut has_grown = self.states[index] == State::Unknown;
        for (known, new) in known.iter_mut().zip(unbound) {
            has_grown |= *new & !*known != 0;
            *known |= new;
        }
        if has_grown {
            self.states[index] = State::Grown;
            self.has_grown = true;
        }
    }
}

/// Turns `LOAD_FAST` of locals that may be unbound into `LOAD_FAST_CHECK`.
///
/// The first `bound` locals (the parameters) are bound at entry. Every other of `count` is not.
///
/// Blocks are followed in their order, and again as long as sets grow. Sets that grow only add checks, so
/// that the loads are marked on the way.
pub(crate) fn find_unassigned_loads(graph: &mut Graph, bound: usize, count: usize) {
    if count == bound && !graph.unbinds {
        return;
    }
    let words = count.div_ceil(64);
    let mut entries = Entries {
        bits: vec![0; words * graph.blocks.len()],
        states: vec![State::Unknown; graph.blocks.len()],
        words,
        has_grown: false,
    };
    let mut unbound = vec![0; words];
    (bound..count).for_each(|local| set(&mut unbound, local));
    entries.merge(graph.order[0], &unbound);
    while std::mem::take(&mut entries.has_grown) {
        for position in 0..graph.order.len() {
            let label = graph.order[position];
            if entries.states[label.index()] != State::Grown {
                continue;
            }
            entries.states[label.index()] = State::Followed;
            unbound.copy_from_slice(entries.of(label));
            follow(graph, position, &mut unbound, &mut entries);
        }
    }
}

/// Goes through a block, and on to those behind it.
fn follow(graph: &mut Graph, position: usize, unbound: &mut Bits, entries: &mut Entries) {
    let (block, handlers) = (graph.order[position], &graph.handlers);
    let block = &mut graph.blocks[block.index()];
    let mut last_handler = None;
    for inst in &mut block.insts {
        let takes = takes_local(inst);
        let changes = takes && !inst.is(Opcode::LoadFast);
        if inst.handler != last_handler || changes {
            last_handler = inst.handler;
            if let Some(handler) = inst.handler {
                entries.merge(handlers[handler.index()].target, unbound);
            }
        }
        if takes {
            step(inst, unbound);
        }
        if changes {
            last_handler = None;
        }
        if let Some(target) = inst.target {
            entries.merge(target, unbound);
        }
    }
    if block.falls_through()
        && let Some(next) = graph.order.get(position + 1)
    {
        entries.merge(*next, unbound);
    }
}

/// Whether [`step`] has something to do.
fn takes_local(inst: &Inst) -> bool {
    match inst.operation {
        Operation::Code(opcode) => opcode.operand_kind() == OperandKind::Local,
        Operation::StoreFastMaybeUnbound => true,
        Operation::SetupHandler | Operation::LoadClosure => false,
    }
}

/// Marks a load, and applies the instruction. A load succeeds only if the local is bound.
fn step(inst: &mut Inst, unbound: &mut Bits) {
    let local = inst.operand as usize;
    match inst.operation {
        Operation::Code(Opcode::LoadFast) if get(unbound, local) => {
            inst.operation = Operation::Code(Opcode::LoadFastCheck);
            clear(unbound, local);
        }
        Operation::Code(Opcode::StoreFast | Opcode::LoadFastCheck) => clear(unbound, local),
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
