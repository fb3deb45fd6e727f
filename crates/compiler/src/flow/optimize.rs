//! Jump threading, removal of unreachable code, block layout.

use rpy_bytecode::Opcode;

use super::{BasicBlock, Graph, Inst, Label, Operation, Positions};

/// Exit blocks up to this length are copied in place of a jump to them.
const MAX_COPIED_EXIT: usize = 4;
/// Jumps to jumps that are followed.
const MAX_THREADED: usize = 64;

/// Improves the graph. Afterwards all blocks in its order are reachable.
pub(crate) fn optimize(graph: &mut Graph) {
    debug_assert!(graph.blocks.iter().all(is_whole));
    if graph.order.len() == 1 {
        return;
    }
    remove_unreachable(graph);
    let copied = copy_exits(graph);
    if thread_jumps(graph) | copied {
        remove_unreachable(graph);
    }
    move_cold_blocks(graph);
    remove_jumps_to_next(graph);
    if part_exits(graph) {
        remove_unreachable(graph);
    }
}

/// Whether nothing stands behind the instruction that ends a block.
fn is_whole(block: &BasicBlock) -> bool {
    let end = block.insts.iter().position(Inst::ends_block);
    end.is_none_or(|end| end + 1 == block.insts.len())
}

/// The first block from `position` on that is not empty, as control reaches it.
fn skip_empty(graph: &Graph, positions: &Positions, label: Label) -> Label {
    let mut position = positions.of(label);
    while graph.block(graph.order[position]).insts.is_empty() && position + 1 < graph.order.len() {
        position += 1;
    }
    graph.order[position]
}

/// Lets jumps to jumps go to where those end.
///
/// A jump that keeps the value it has tested never lets it be tested again: `__bool__` may be a
/// method, and CPython calls it once in `a and b or c`.
///
/// Tells whether there was one.
fn thread_jumps(graph: &mut Graph) -> bool {
    let positions = graph.positions();
    let mut changed = false;
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        let block = graph.block(label);
        let end = block.insts.len();
        for index in end - block.jumps().len()..end {
            let mut inst = graph.block(label).insts[index];
            if inst.target.is_none() {
                continue;
            }
            // A chain of jumps is followed a bounded number of times: it may be a loop.
            for _ in 0..MAX_THREADED {
                match thread(graph, &positions, inst) {
                    Some(threaded) => inst = threaded,
                    None => break,
                }
                changed = true;
            }
            graph.block_mut(label).insts[index] = inst;
        }
    }
    graph.keep(positions);
    changed
}

/// A jump in place of `inst`, a jump to a jump.
fn thread(graph: &Graph, positions: &Positions, inst: Inst) -> Option<Inst> {
    let target = inst.target?;
    let first = skip_empty(graph, positions, target);
    let next = graph.block(first).insts.first()?;
    let next_target = next.target.filter(|it| *it != target)?;
    let jump = |opcode, target| {
        Some(Inst {
            operation: Operation::Code(opcode),
            target: Some(target),
            ..inst
        })
    };
    let tested = match inst.opcode()? {
        Opcode::JumpIfFalseOrPop => false,
        Opcode::JumpIfTrueOrPop => true,
        opcode => {
            let same_line = next.location.line == 0 || next.location.line == inst.location.line;
            return (next.is(Opcode::Jump) && same_line)
                .then(|| jump(opcode, next_target))
                .flatten();
        }
    };
    let popping = match tested {
        true => Opcode::PopJumpIfTrue,
        false => Opcode::PopJumpIfFalse,
    };
    // The test that follows comes out as `tested`: it jumps, or control goes on behind it.
    let behind = graph.order.get(positions.of(first) + 1).copied();
    match next.opcode()? {
        Opcode::Jump => jump(inst.opcode()?, next_target),
        Opcode::JumpIfFalseOrPop if !tested => jump(Opcode::JumpIfFalseOrPop, next_target),
        Opcode::JumpIfTrueOrPop if tested => jump(Opcode::JumpIfTrueOrPop, next_target),
        Opcode::PopJumpIfFalse if !tested => jump(popping, next_target),
        Opcode::PopJumpIfTrue if tested => jump(popping, next_target),
        Opcode::JumpIfFalseOrPop
        | Opcode::JumpIfTrueOrPop
        | Opcode::PopJumpIfFalse
        | Opcode::PopJumpIfTrue => jump(popping, behind?),
        _ => None,
    }
}

/// Replaces jumps to short blocks that leave the function by a copy of them. Implicit returns thus
/// get the position of the statement before them. The last blocks come first, as jumps to them then
/// are such blocks themselves. Tells whether there were any.
fn copy_exits(graph: &mut Graph) -> bool {
    let positions = graph.positions();
    let mut changed = false;
    for position in (0..graph.order.len()).rev() {
        let label = graph.order[position];
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
        let is_copied = |inst: &&Inst| !inst.is(Opcode::Nop) || inst.location.line != 0;
        let is_exit = insts.last().is_some_and(Inst::is_exit);
        if !is_exit || insts.iter().filter(is_copied).count() > MAX_COPIED_EXIT {
            continue;
        }
        let mut copy: Vec<Inst> = insts.iter().filter(is_copied).copied().collect();
        let has_no_line = copy.iter().all(|inst| inst.location.line == 0);
        if has_no_line {
            copy.iter_mut()
                .for_each(|inst| inst.location = last.location);
        }
        copy.iter().for_each(|inst| graph.count(inst));
        let block = graph.block_mut(label);
        block.insts.last_mut().expect("checked above").set_nop();
        block.insts.extend(copy);
        changed = true;
    }
    graph.keep(positions);
    changed
}

/// Gives each jump to an implicit return one of its own: it gets the position of the jump, which is
/// what a tracer is shown of the return. Tells whether there were any.
fn part_exits(graph: &mut Graph) -> bool {
    let is_implicit = |label: &Label| {
        let insts = &graph.block(*label).insts;
        insts.last().is_some_and(Inst::is_exit) && insts.iter().all(|it| it.location.line == 0)
    };
    if !graph.order.iter().any(is_implicit) {
        return false;
    }
    let positions = graph.positions();
    let mut references = vec![0; graph.blocks.len()];
    for position in 0..graph.order.len() {
        for label in graph.successors(position) {
            references[skip_empty(graph, &positions, label).index()] += 1;
        }
    }
    let mut copies = Vec::new();
    for position in 0..graph.order.len() {
        let label = graph.order[position];
        let Some(last) = graph.block(label).insts.last().copied() else {
            continue;
        };
        let Some(target) = last.target.filter(|_| last.location.line != 0) else {
            continue;
        };
        let exit = skip_empty(graph, &positions, target);
        let insts = &graph.block(exit).insts;
        let is_exit = insts.last().is_some_and(Inst::is_exit);
        let has_no_line = insts.iter().all(|inst| inst.location.line == 0);
        if !is_exit || !has_no_line || references[exit.index()] < 2 {
            continue;
        }
        let mut copy = insts.clone();
        copy.iter_mut()
            .for_each(|inst| inst.location = last.location);
        copy.iter().for_each(|inst| graph.count(inst));
        let place = graph.new_label();
        graph.block_mut(place).insts = copy;
        let insts = &mut graph.block_mut(label).insts;
        insts.last_mut().expect("checked above").target = Some(place);
        references[exit.index()] -= 1;
        copies.push((positions.of(exit) + 1, place));
    }
    graph.keep(positions);
    copies.sort_by_key(|(position, _)| std::cmp::Reverse(*position));
    let changed = !copies.is_empty();
    for (position, label) in copies {
        graph.order.insert(position, label);
    }
    changed
}

/// Removes blocks that control cannot reach, also not by an exception.
fn remove_unreachable(graph: &mut Graph) {
    let reached = reachable(graph, true);
    graph.retain_blocks(|label| reached[label.index()]);
    graph.marks = reached;
}

fn reachable(graph: &mut Graph, by_exceptions: bool) -> Vec<bool> {
    let positions = graph.positions();
    let mut reached = std::mem::take(&mut graph.marks);
    reached.clear();
    reached.resize(graph.blocks.len(), false);
    let mut pending = std::mem::take(&mut graph.pending);
    pending.push(graph.order[0]);
    reached[graph.order[0].index()] = true;
    while let Some(label) = pending.pop() {
        let mut reach = |label: Label| {
            if !std::mem::replace(&mut reached[label.index()], true) {
                pending.push(label);
            }
        };
        graph.successors(positions.of(label)).for_each(&mut reach);
        if by_exceptions && !graph.handlers.is_empty() {
            for inst in &graph.block(label).insts {
                let setup = (inst.operation == Operation::SetupHandler)
                    .then(|| graph.handlers[inst.operand as usize].target);
                setup.into_iter().for_each(&mut reach);
            }
        }
    }
    graph.keep(positions);
    graph.pending = pending;
    reached
}

/// Moves code that only exceptions reach behind the rest.
fn move_cold_blocks(graph: &mut Graph) {
    if graph.handlers.is_empty() {
        return;
    }
    let warm = reachable(graph, false);
    let is_warm = |label: &Label| warm[label.index()];
    if graph.order.iter().all(is_warm) {
        graph.marks = warm;
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

/// Removes jumps to the code that follows anyway. What has been reachable stays so.
fn remove_jumps_to_next(graph: &mut Graph) {
    let positions = graph.positions();
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
        let target_position = positions.of(target);
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
    graph.keep(positions);
}
