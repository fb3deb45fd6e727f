//! Jump threading, removal of unreachable code, block layout.

use rpy_bytecode::Opcode;

use super::{Graph, Inst, Label, Operation};

/// Exit blocks up to this length are copied in place of a jump to them.
const MAX_COPIED_EXIT: usize = 4;

/// Improves the graph. Afterwards all blocks in its order are reachable.
pub(crate) fn optimize(graph: &mut Graph) {
    truncate_blocks(graph);
    remove_unreachable(graph);
    copy_exits(graph);
    thread_jumps(graph);
    remove_unreachable(graph);
    move_cold_blocks(graph);
    remove_jumps_to_next(graph);
    remove_unreachable(graph);
}

/// Drops instructions behind the one that ends a block.
fn truncate_blocks(graph: &mut Graph) {
    for block in &mut graph.blocks {
        if let Some(end) = block.insts.iter().position(Inst::ends_block) {
            block.insts.truncate(end + 1);
        }
    }
}

/// The first block from `position` on that is not empty, as control reaches it.
fn skip_empty(graph: &Graph, positions: &[usize], label: Label) -> Label {
    let mut position = positions[label.0 as usize];
    while graph.block(graph.order[position]).insts.is_empty() && position + 1 < graph.order.len() {
        position += 1;
    }
    graph.order[position]
}

fn positions(graph: &Graph) -> Vec<usize> {
    let mut positions = vec![usize::MAX; graph.blocks.len()];
    for (position, label) in graph.order.iter().enumerate() {
        positions[label.0 as usize] = position;
    }
    positions
}

/// Lets jumps to jumps go to where those end.
fn thread_jumps(graph: &mut Graph) {
    let positions = positions(graph);
    for label in graph.order.clone() {
        for index in 0..graph.block(label).insts.len() {
            let inst = graph.block(label).insts[index];
            let Some(mut target) = inst.target else {
                continue;
            };
            // A chain of jumps is followed a bounded number of times: it may be a loop.
            for _ in 0..8 {
                let first = skip_empty(graph, &positions, target);
                let block = graph.block(first);
                let Some(next) = block.insts.first() else {
                    break;
                };
                let same_line = next.location.line == 0 || next.location.line == inst.location.line;
                let goes_on = next.is(Opcode::Jump) && same_line;
                match next.target {
                    Some(next_target) if goes_on && next_target != target => target = next_target,
                    _ => break,
                }
            }
            graph.block_mut(label).insts[index].target = Some(target);
        }
    }
}

/// Replaces jumps to short blocks that leave the function by a copy of them. Implicit returns thus
/// get the position of the statement before them.
fn copy_exits(graph: &mut Graph) {
    let positions = positions(graph);
    for label in graph.order.clone() {
        let Some(last) = graph.block(label).insts.last().copied() else {
            continue;
        };
        let Some(target) = last.target.filter(|_| last.is(Opcode::Jump)) else {
            continue;
        };
        let exit = skip_empty(graph, &positions, target);
        if exit == label {
            continue;
        }
        let insts = &graph.block(exit).insts;
        let is_exit = insts.last().is_some_and(Inst::is_exit);
        let has_no_line = insts.iter().all(|inst| inst.location.line == 0);
        if !is_exit || insts.len() > MAX_COPIED_EXIT {
            continue;
        }
        let mut copy = insts.clone();
        if has_no_line {
            copy.iter_mut()
                .for_each(|inst| inst.location = last.location);
        }
        let block = graph.block_mut(label);
        block.insts.last_mut().expect("checked above").set_nop();
        block.insts.extend(copy);
    }
}

/// Removes blocks that control cannot reach, also not by an exception.
fn remove_unreachable(graph: &mut Graph) {
    let reached = reachable(graph, true);
    graph.order.retain(|label| reached[label.0 as usize]);
}

fn reachable(graph: &Graph, by_exceptions: bool) -> Vec<bool> {
    let positions = positions(graph);
    let mut reached = vec![false; graph.blocks.len()];
    let mut pending = vec![graph.order[0]];
    reached[graph.order[0].0 as usize] = true;
    while let Some(label) = pending.pop() {
        let mut reach = |label: Label| {
            if !std::mem::replace(&mut reached[label.0 as usize], true) {
                pending.push(label);
            }
        };
        graph
            .successors(positions[label.0 as usize])
            .for_each(&mut reach);
        if by_exceptions {
            for inst in &graph.block(label).insts {
                let setup = (inst.operation == Operation::SetupHandler)
                    .then(|| graph.handlers[inst.operand as usize].target);
                setup.into_iter().for_each(&mut reach);
            }
        }
    }
    reached
}

/// Moves code that only exceptions reach behind the rest.
fn move_cold_blocks(graph: &mut Graph) {
    let warm = reachable(graph, false);
    let is_warm = |label: &Label| warm[label.0 as usize];
    if graph.order.iter().all(is_warm) {
        return;
    }
    // Where warm and cold code fall through into each other, a jump takes their place.
    for position in 0..graph.order.len() - 1 {
        let (label, next) = (graph.order[position], graph.order[position + 1]);
        if is_warm(&label) != is_warm(&next) && graph.block(label).falls_through() {
            let block = graph.block(label);
            let (handler, location) = match block.insts.last() {
                Some(last) => (last.handler, last.location),
                None => (None, Default::default()),
            };
            graph.block_mut(label).insts.push(Inst {
                operation: Operation::Code(Opcode::Jump),
                operand: 0,
                target: Some(next),
                handler,
                location,
            });
        }
    }
    let (mut order, cold): (Vec<_>, Vec<_>) = graph.order.iter().partition(|label| is_warm(label));
    order.extend(cold);
    graph.order = order;
}

/// Removes jumps to the code that follows anyway.
fn remove_jumps_to_next(graph: &mut Graph) {
    let positions = positions(graph);
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        let Some(last) = graph.block(label).insts.last() else {
            continue;
        };
        let Some(target) = last.target.filter(|_| last.is(Opcode::Jump)) else {
            continue;
        };
        let Some(next) = graph.order.get(position + 1) else {
            continue;
        };
        let target_position = positions[target.0 as usize];
        let is_next = target_position > position
            && skip_empty(graph, &positions, *next) == skip_empty(graph, &positions, target);
        if is_next {
            graph
                .block_mut(label)
                .insts
                .last_mut()
                .expect("checked above")
                .set_nop();
        }
    }
}
