//! Source positions of instructions that have none of their own, and `NOP`s that only carry one.

use rpy_bytecode::{Location, Opcode};

use super::{Graph, Operation};

/// Gives instructions without position that of the instruction before them. A block goes on with
/// the position of its predecessors if they are all in the same line.
pub(crate) fn propagate_locations(graph: &mut Graph) {
    let mut inherited: Vec<Option<Location>> = vec![None; graph.blocks.len()];
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        let mut location = inherited[label.index()].unwrap_or_default();
        for inst in &mut graph.block_mut(label).insts {
            if inst.location.line == 0 {
                inst.location = location;
            } else {
                location = inst.location;
            }
        }
        for successor in graph.successors(position) {
            match &mut inherited[successor.index()] {
                Some(known) if known.line != location.line => *known = Location::default(),
                Some(_) => {}
                slot @ None => *slot = Some(location),
            }
        }
    }
}

/// Removes `NOP`s, except those without which a line would have no instruction at all.
pub(crate) fn remove_redundant_nops(graph: &mut Graph) {
    let mut next_lines = vec![0; graph.blocks.len()];
    let mut next_line = 0;
    for label in graph.order.iter().rev() {
        next_lines[label.index()] = next_line;
        let first = graph
            .block(*label)
            .insts
            .iter()
            .find(|inst| inst.location.line != 0);
        next_line = first.map_or(next_line, |inst| inst.location.line);
    }
    let mut previous_line = 0;
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        let following = next_lines[label.index()];
        let block = graph.block_mut(label);
        if !block.insts.iter().any(|inst| inst.is(Opcode::Nop)) {
            let mut rest = block.insts.iter().rev();
            let last = rest.find(|inst| inst.operation != Operation::SetupHandler);
            previous_line = match block.falls_through() {
                true => last.map_or(previous_line, |inst| inst.location.line),
                false => 0,
            };
            continue;
        }
        let mut kept = 0;
        for index in 0..block.insts.len() {
            let inst = block.insts[index];
            if inst.is(Opcode::Nop) {
                let line = inst.location.line;
                let mut rest = block.insts[index + 1..].iter();
                let next = rest.find(|it| it.operation != Operation::SetupHandler);
                let next = next.map_or(following, |it| it.location.line);
                if line == 0 || line == next || line == previous_line {
                    continue;
                }
            }
            if inst.operation != Operation::SetupHandler {
                previous_line = inst.location.line;
            }
            block.insts[kept] = inst;
            kept += 1;
        }
        block.insts.truncate(kept);
        if !block.falls_through() {
            previous_line = 0;
        }
    }
}
