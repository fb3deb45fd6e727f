//! Stack depth of every block, and with it of the exception handlers.

use rpy_bytecode::opcode::StackEffect;

use super::{Graph, Label, Operation};

/// Computes the depths that handlers unwind to; returns the greatest depth of the stack.
///
/// All blocks must be reachable.
pub(crate) fn measure_stack(graph: &mut Graph) -> u32 {
    let mut depths: Vec<Option<u32>> = vec![None; graph.blocks.len()];
    let positions = graph.positions();
    let mut pending: Vec<Label> = Vec::new();
    let mut deepest = 0;
    let reach =
        |label: Label, depth: u32, depths: &mut Vec<Option<u32>>, pending: &mut Vec<Label>| {
            match depths[label.index()] {
                None => {
                    depths[label.index()] = Some(depth);
                    pending.push(label);
                }
                Some(known) => debug_assert_eq!(known, depth, "stack depths differ at {label:?}"),
            }
        };
    reach(graph.order[0], 0, &mut depths, &mut pending);
    while let Some(label) = pending.pop() {
        let mut depth = depths[label.index()].expect("pending blocks have a depth");
        for index in 0..graph.block(label).insts.len() {
            let inst = graph.block(label).insts[index];
            if inst.operation == Operation::SetupHandler {
                let handler = &mut graph.handlers[inst.operand as usize];
                handler.depth = depth - handler.dropped;
                let entry = handler.depth + 1 + u32::from(handler.push_offset);
                let target = handler.target;
                deepest = deepest.max(entry);
                reach(target, entry, &mut depths, &mut pending);
                continue;
            }
            if let Some(target) = inst.target {
                let effect = inst.opcode().and_then(|opcode| opcode.jump_effect());
                let after = apply(depth, effect.expect("only jumps have targets"));
                deepest = deepest.max(after);
                reach(target, after, &mut depths, &mut pending);
            }
            depth = apply(depth, inst.stack_effect());
            deepest = deepest.max(depth);
        }
        if graph.block(label).falls_through()
            && let Some(next) = graph.order.get(positions.of(label) + 1)
        {
            reach(*next, depth, &mut depths, &mut pending);
        }
    }
    graph.keep(positions);
    deepest
}

fn apply(depth: u32, effect: StackEffect) -> u32 {
    let left = depth
        .checked_sub(effect.popped)
        .expect("the compiler balances the stack");
    left + effect.pushed
}
