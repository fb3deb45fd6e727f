//! Code as a graph of basic blocks, between code generation and assembly.

mod assigned;
mod fuse;
mod lines;
mod optimize;
mod stack;

use std::num::NonZeroU32;

use rpy_bytecode::{Location, Opcode, opcode::StackEffect};

pub(crate) use assigned::find_unassigned_loads;
pub(crate) use fuse::fuse;
pub(crate) use lines::{propagate_locations, remove_redundant_nops};
pub(crate) use optimize::optimize;
pub(crate) use stack::measure_stack;

/// A basic block: the target of jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label(NonZeroU32);

impl Label {
    fn new(index: usize) -> Label {
        Label(one_more(index))
    }

    /// Where the block stands among the blocks of its graph.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An exception handler of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HandlerIndex(NonZeroU32);

impl HandlerIndex {
    fn new(index: usize) -> HandlerIndex {
        HandlerIndex(one_more(index))
    }

    /// Where the handler stands among those of its graph.
    pub(crate) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An index in a form that leaves room for `None` beside it: instructions are many.
fn one_more(index: usize) -> NonZeroU32 {
    let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
    number.expect("a text of less than 4 GiB has fewer blocks")
}

/// An opcode or an instruction that only exists inside the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// An instruction of the virtual machine.
    Code(Opcode),
    /// Notes the stack depth for handler `n`; no code.
    SetupHandler,
    /// `STORE_FAST` of a value that may be "unbound".
    StoreFastMaybeUnbound,
    /// `LOAD_FAST` of a cell itself.
    LoadClosure,
}

/// An instruction of a basic block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inst {
    pub(crate) operation: Operation,
    /// The 24 operand bits, unless this is a jump.
    pub(crate) operand: u32,
    /// Where a jump goes.
    pub(crate) target: Option<Label>,
    /// What catches exceptions of this instruction.
    pub(crate) handler: Option<HandlerIndex>,
    pub(crate) location: Location,
}

impl Inst {
    /// The opcode, unless this is a pseudo-instruction.
    pub(crate) fn opcode(&self) -> Option<Opcode> {
        match self.operation {
            Operation::Code(opcode) => Some(opcode),
            _ => None,
        }
    }

    pub(crate) fn is(&self, opcode: Opcode) -> bool {
        self.operation == Operation::Code(opcode)
    }

    /// Whether control never goes on to the next instruction.
    pub(crate) fn ends_block(&self) -> bool {
        self.opcode().is_some_and(Opcode::ends_path)
    }

    /// Whether this leaves the function.
    pub(crate) fn is_exit(&self) -> bool {
        self.ends_block() && !self.is(Opcode::Jump)
    }

    /// Whether this may leave a local unbound.
    fn unbinds(&self) -> bool {
        matches!(
            self.operation,
            Operation::Code(Opcode::DeleteFast | Opcode::LoadFastAndClear)
                | Operation::StoreFastMaybeUnbound
        )
    }

    /// What the instruction does to the stack when control goes on to the next one.
    pub(crate) fn stack_effect(&self) -> StackEffect {
        match self.operation {
            Operation::Code(opcode) => opcode.stack_effect(self.operand),
            Operation::SetupHandler => StackEffect {
                popped: 0,
                pushed: 0,
            },
            Operation::StoreFastMaybeUnbound => StackEffect {
                popped: 1,
                pushed: 0,
            },
            Operation::LoadClosure => StackEffect {
                popped: 0,
                pushed: 1,
            },
        }
    }

    pub(crate) fn set_nop(&mut self) {
        self.operation = Operation::Code(Opcode::Nop);
        self.operand = 0;
        self.target = None;
    }
}

/// Instructions that run one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct BasicBlock {
    pub(crate) insts: Vec<Inst>,
}

impl BasicBlock {
    /// The instructions at the end, among which are all jumps: one behind which control goes on may
    /// stand before the one that ends the block.
    pub(crate) fn jumps(&self) -> &[Inst] {
        let (rest, jumps) = self.insts.split_at(self.insts.len().saturating_sub(2));
        debug_assert!(rest.iter().all(|inst| inst.target.is_none()));
        jumps
    }

    /// Whether control may go on to the block that is laid out behind this one.
    pub(crate) fn falls_through(&self) -> bool {
        self.insts.last().is_none_or(|inst| !inst.ends_block())
    }
}

/// Where an exception goes.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    pub(crate) target: Label,
    /// Whether the offset of the raising instruction is pushed below the exception.
    pub(crate) push_offset: bool,
    /// Values on the stack at `SetupHandler` that are dropped.
    pub(crate) dropped: u32,
    /// Stack depth to which the stack is unwound; set by [`measure_stack`].
    pub(crate) depth: u32,
}

/// The blocks of a code object.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) blocks: Vec<BasicBlock>,
    /// Blocks in the order of the code.
    pub(crate) order: Vec<Label>,
    pub(crate) handlers: Vec<Handler>,
    /// The handler that new instructions get.
    pub(crate) handler: Option<HandlerIndex>,
    /// By constant, how many instructions load it.
    pub(crate) uses: Vec<u32>,
    /// Whether an instruction may leave a local unbound.
    pub(crate) unbinds: bool,
    /// By block, where it stands in the order, if it does: see [`Graph::positions`].
    positions: Vec<u32>,
    /// Buffers for going through the blocks.
    marks: Vec<bool>,
    pending: Vec<Label>,
    /// Buffers of graphs that are done with.
    spare: Vec<Vec<Inst>>,
}

/// Where blocks stand in the order of their graph.
struct Positions(Vec<u32>);

impl Positions {
    /// The position of a block that is placed.
    fn of(&self, label: Label) -> usize {
        self.0[label.index()] as usize
    }
}

/// The most buffers that a graph hands on to the next one, and the most instructions that each has room for.
const MAX_SPARE: usize = 64;
const MAX_SPARE_ROOM: usize = 256;

impl Graph {
    /// A graph with an empty first block, in the memory of one that is done with.
    pub(crate) fn begin(mut self) -> Graph {
        self.order.clear();
        self.handlers.clear();
        self.handler = None;
        self.uses.clear();
        self.unbinds = false;
        for mut block in self.blocks.drain(..) {
            let room = block.insts.capacity();
            if room != 0 && room <= MAX_SPARE_ROOM && self.spare.len() < MAX_SPARE {
                block.insts.clear();
                self.spare.push(block.insts);
            }
        }
        let first = self.new_label();
        self.place(first);
        self
    }

    /// A new block that is not placed yet.
    pub(crate) fn new_label(&mut self) -> Label {
        let insts = self.spare.pop().unwrap_or_default();
        self.blocks.push(BasicBlock { insts });
        Label::new(self.blocks.len() - 1)
    }

    /// Where the blocks stand now. To be given back with [`Graph::keep`], which spares an allocation.
    fn positions(&mut self) -> Positions {
        let mut positions = std::mem::take(&mut self.positions);
        positions.clear();
        positions.resize(self.blocks.len(), u32::MAX);
        for (position, label) in self.order.iter().enumerate() {
            positions[label.index()] = position as u32;
        }
        Positions(positions)
    }

    fn keep(&mut self, positions: Positions) {
        self.positions = positions.0;
    }

    /// Places a block behind the code so far; code goes there from now on.
    pub(crate) fn place(&mut self, label: Label) {
        self.order.push(label);
    }

    pub(crate) fn block(&self, label: Label) -> &BasicBlock {
        &self.blocks[label.index()]
    }

    pub(crate) fn block_mut(&mut self, label: Label) -> &mut BasicBlock {
        &mut self.blocks[label.index()]
    }

    /// The block that code goes to.
    pub(crate) fn current(&mut self) -> &mut BasicBlock {
        self.block_mut(self.current_label())
    }

    fn current_label(&self) -> Label {
        *self.order.last().expect("the first block is placed")
    }

    /// A new handler, not active yet.
    pub(crate) fn new_handler(&mut self, target: Label, push_offset: bool) -> HandlerIndex {
        self.handlers.push(Handler {
            target,
            push_offset,
            dropped: 0,
            depth: 0,
        });
        HandlerIndex::new(self.handlers.len() - 1)
    }

    pub(crate) fn handler(&self, index: HandlerIndex) -> &Handler {
        &self.handlers[index.index()]
    }

    /// Appends an instruction.
    pub(crate) fn push(
        &mut self,
        operation: Operation,
        operand: u32,
        target: Option<Label>,
        location: Location,
    ) {
        let mut current = self.current_label();
        if !self.block(current).falls_through() {
            current = self.new_label();
            self.place(current);
        }
        let handler = self.handler;
        let inst = Inst {
            operation,
            operand,
            target,
            handler,
            location,
        };
        self.unbinds |= inst.unbinds();
        self.count(&inst);
        self.block_mut(current).insts.push(inst);
        // Jumps end a basic block; handlers and fall-through need no marks of their own.
        if target.is_some() {
            let label = self.new_label();
            self.place(label);
        }
    }

    /// Counts an instruction that is added.
    fn count(&mut self, inst: &Inst) {
        if inst.is(Opcode::LoadConst) {
            let index = inst.operand as usize;
            if self.uses.len() <= index {
                self.uses.resize(index + 1, 0);
            }
            self.uses[index] += 1;
        }
    }

    /// Takes back the last `count` instructions.
    pub(crate) fn drop_last(&mut self, count: usize) {
        let label = self.current_label();
        let insts = &mut self.blocks[label.index()].insts;
        for inst in insts.drain(insts.len() - count..) {
            discount(&mut self.uses, &inst);
        }
    }

    /// Removes blocks from the order, of which those are kept that `is_kept` names.
    fn retain_blocks(&mut self, is_kept: impl Fn(Label) -> bool) {
        let (blocks, uses) = (&self.blocks, &mut self.uses);
        self.order.retain(|label| {
            let is_kept = is_kept(*label);
            if !is_kept {
                let insts = &blocks[label.index()].insts;
                insts.iter().for_each(|inst| discount(uses, inst));
            }
            is_kept
        });
    }

    /// The blocks that control reaches from `position` in the order, exceptions aside: targets of
    /// its jumps and the next block.
    pub(crate) fn successors(&self, position: usize) -> impl Iterator<Item = Label> + '_ {
        let block = self.block(self.order[position]);
        let jumps = block.jumps().iter().filter_map(|inst| inst.target);
        let next = self
            .order
            .get(position + 1)
            .copied()
            .filter(|_| block.falls_through());
        jumps.chain(next)
    }
}

/// Counts an instruction that is removed.
fn discount(uses: &mut [u32], inst: &Inst) {
    if inst.is(Opcode::LoadConst) {
        uses[inst.operand as usize] -= 1;
    }
}
