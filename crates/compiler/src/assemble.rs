//! From the graph of a unit to a code object.

use std::sync::Arc;

use rpy_bytecode::{
    CodeFlags, CodeObject, Constant, ExceptionHandler, Instruction, Local, LocalKind, Location,
    LocationTable, Opcode, OperandKind,
};

use crate::compiler::{Compiler, NAMESPACE};
use crate::error::Result;
use crate::flow::{self, Graph, Inst, Operation};
use crate::symtable::{BlockKind, NameScope, SymbolTable};
use crate::unit::{FREE_BASE, Unit};

/// Finishes the code of a unit, and leaves its graph in `spare`.
pub(crate) fn assemble(
    mut unit: Unit<'_>,
    table: &SymbolTable,
    filename: Arc<str>,
    spare: &mut Graph,
) -> Result<CodeObject> {
    insert_prologue(&mut unit);
    order_cells(&mut unit);
    resolve_free(&mut unit);
    let graph = &mut unit.graph;
    flow::optimize(graph);
    flow::propagate_locations(graph);
    flow::remove_redundant_nops(graph);
    flow::find_unassigned_loads(
        graph,
        unit.parameter_count,
        unit.slots.len() + unit.free.len(),
    );
    let constants = renumber_constants(&mut unit);
    let graph = &mut unit.graph;
    flow::fuse(graph);
    let max_stack = flow::measure_stack(graph);
    let code = encode(graph)?;
    let locals = locals(&unit, table);
    let code = CodeObject {
        name: unit.name.into(),
        qualname: unit.qualname.into(),
        filename,
        first_line: unit.first_line,
        flags: unit.flags,
        argument_count: unit.argument_count,
        positional_only_count: unit.positional_only_count,
        keyword_only_count: unit.keyword_only_count,
        locals,
        max_stack,
        instructions: code.instructions.into(),
        constants: constants.into(),
        names: unit.names.iter().map(|name| name.as_str().into()).collect(),
        exception_table: code.exception_table.into(),
        locations: LocationTable::encode_runs(code.locations),
    };
    *spare = unit.graph;
    #[cfg(debug_assertions)]
    check(&code);
    Ok(code)
}

/// Makes sure that the code can be read back from a cache, and is safe to run.
#[cfg(debug_assertions)]
fn check(code: &CodeObject) {
    if let Err(error) = rpy_bytecode::verify(code) {
        assert_eq!(
            error.kind,
            rpy_bytecode::verifier::VerifyErrorKind::TooComplex,
            "{}: {error}",
            code.qualname
        );
    }
}

/// Puts the instructions that every call begins with before the rest.
fn insert_prologue(unit: &mut Unit<'_>) {
    let mut prologue = Vec::new();
    let mut add = |opcode: Opcode, operand: usize| {
        prologue.push(Inst {
            operation: Operation::Code(opcode),
            operand: operand as u32,
            target: None,
            handler: None,
            location: Location::default(),
        });
    };
    if !unit.free.is_empty() {
        add(Opcode::CopyFreeVars, unit.free.len());
    }
    let mut cells: Vec<usize> = unit
        .cells
        .iter()
        .filter_map(|name| unit.slots.get_index_of(name))
        .collect();
    cells.sort_unstable();
    for cell in cells {
        add(Opcode::MakeCell, cell);
    }
    let is_generator = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    if unit.flags.intersects(is_generator) {
        add(Opcode::ReturnGenerator, 0);
        let line = unit.first_line;
        let location = Location {
            line,
            end_line: line,
            column: 0,
            end_column: 0,
        };
        prologue.last_mut().expect("just added").location = location;
    }
    let first = unit.graph.order[0];
    unit.graph.block_mut(first).insts.splice(0..0, prologue);
}

/// Whether the operand of an instruction is a cell or free variable, or may be one.
fn takes_slot(inst: &Inst) -> bool {
    match inst.operation {
        Operation::LoadClosure | Operation::StoreFastMaybeUnbound => true,
        Operation::Code(opcode) => opcode.operand_kind() == OperandKind::Local,
        Operation::SetupHandler => false,
    }
}

/// Puts the slots of cells that are no parameters behind those of the locals, as CPython does: the names of
/// the variables, in the order in which programs see them, then say which slot is whose.
fn order_cells(unit: &mut Unit<'_>) {
    let parameters = unit.parameter_count;
    let is_behind = |index: &usize| {
        *index >= parameters
            && unit.cells.contains(&unit.slots[*index])
            && unit.slots[*index] != NAMESPACE
    };
    if unit.cells.is_empty() {
        return;
    }
    let mut order: Vec<usize> = (0..unit.slots.len()).collect();
    order.sort_by_key(is_behind);
    if order.is_sorted() {
        return;
    }
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place as u32;
    }
    for block in &mut unit.graph.blocks {
        for inst in block.insts.iter_mut().filter(|inst| takes_slot(inst)) {
            if inst.operand < FREE_BASE {
                inst.operand = places[inst.operand as usize];
            }
        }
    }
    unit.slots = order
        .iter()
        .map(|index| unit.slots[*index].clone())
        .collect();
}

/// Free variables come behind all locals, whose number is known now.
fn resolve_free(unit: &mut Unit<'_>) {
    if unit.free.is_empty() {
        return;
    }
    let base = unit.slots.len() as u32;
    for block in &mut unit.graph.blocks {
        for inst in block.insts.iter_mut().filter(|inst| takes_slot(inst)) {
            if inst.operand >= FREE_BASE {
                inst.operand = inst.operand - FREE_BASE + base;
            }
        }
    }
}

/// Drops constants that folding left unused. The documentation string stays the first one.
fn renumber_constants(unit: &mut Unit<'_>) -> Vec<Constant> {
    let count = unit.constants.len();
    let graph = &mut unit.graph;
    debug_assert!(graph.order.iter().all(|label| {
        let insts = &graph.block(*label).insts;
        let mut loads = insts.iter().filter(|inst| inst.is(Opcode::LoadConst));
        loads.all(|inst| graph.uses[inst.operand as usize] != 0)
    }));
    graph.uses.resize(count, 0);
    if unit.flags.contains(CodeFlags::HAS_DOCSTRING) {
        graph.uses[0] += 1;
    }
    if !graph.uses.contains(&0) {
        return std::mem::take(&mut unit.constants).into_constants();
    }
    let mut numbers = vec![0u32; count];
    let mut next = 0;
    for (number, uses) in numbers.iter_mut().zip(&graph.uses) {
        *number = next;
        next += u32::from(*uses != 0);
    }
    for inst in graph.blocks.iter_mut().flat_map(|it| &mut it.insts) {
        if inst.is(Opcode::LoadConst) {
            inst.operand = numbers[inst.operand as usize];
        }
    }
    let constants = std::mem::take(&mut unit.constants).into_constants();
    constants
        .into_iter()
        .zip(&graph.uses)
        .filter(|(_, uses)| **uses != 0)
        .map(|(it, _)| it)
        .collect()
}

fn locals(unit: &Unit<'_>, table: &SymbolTable) -> Box<[Local]> {
    let block = &table[unit.block];
    let is_function = block.kind.is_function_like();
    let mut locals = Vec::with_capacity(unit.slots.len() + unit.free.len());
    for (index, name) in unit.slots.iter().enumerate() {
        let is_parameter = index < unit.parameter_count;
        let is_cell = unit.cells.contains(name);
        let kind = if name == NAMESPACE {
            LocalKind::HIDDEN
        } else {
            let mut kind = match is_function {
                _ if is_cell && !is_parameter => LocalKind::empty(),
                true => LocalKind::LOCAL,
                false => LocalKind::LOCAL | LocalKind::HIDDEN,
            };
            if is_cell {
                kind |= LocalKind::CELL;
            }
            kind
        };
        // The annotate functions of modules, classes and functions show a plain name.
        let name = match name.as_str() {
            ".format" if block.kind == BlockKind::Annotation => "format",
            name => name,
        };
        locals.push(Local {
            name: name.into(),
            kind,
        });
    }
    for name in &unit.free {
        locals.push(Local {
            name: name.as_str().into(),
            kind: LocalKind::FREE,
        });
    }
    debug_assert!(unit.free.iter().all(|name| {
        matches!(
            block.scope(name),
            NameScope::Free | NameScope::Local | NameScope::GlobalExplicit
        ) || !is_function
            || block.can_see_class_scope
    }));
    locals.into()
}

/// Machine words with their tables.
struct Code {
    instructions: Vec<Instruction>,
    /// Of each instruction, with how many words it has.
    locations: Vec<(Location, u32)>,
    exception_table: Vec<ExceptionHandler>,
}

fn encode(graph: &Graph) -> Result<Code> {
    let mut offsets = vec![0u32; graph.blocks.len()];
    let mut offset = 0u32;
    for label in &graph.order {
        offsets[label.index()] = offset;
        for inst in &graph.block(*label).insts {
            if let Some(opcode) = inst.opcode() {
                offset += opcode.words();
            }
        }
    }
    let size = offset as usize;
    let mut code = Code {
        instructions: Vec::with_capacity(size),
        locations: Vec::with_capacity(size),
        exception_table: Vec::new(),
    };
    let insts = graph
        .order
        .iter()
        .flat_map(|label| &graph.block(*label).insts);
    for inst in insts {
        let Some(opcode) = inst.opcode() else {
            continue;
        };
        let start = code.instructions.len() as u32;
        let end = start + opcode.words();
        let word = match inst.target {
            Some(target) => {
                let distance = i64::from(offsets[target.index()]) - i64::from(end);
                let bytes = distance * rpy_bytecode::instruction::WORD_SIZE as i64;
                if !(-(1 << 23)..1 << 23).contains(&bytes) {
                    return Err(Compiler::too_large());
                }
                Instruction::signed(opcode, bytes as i32)
            }
            None => {
                if inst.operand > Instruction::max_operand(opcode) {
                    return Err(Compiler::too_large());
                }
                Instruction::new(opcode, inst.operand)
            }
        };
        code.instructions.push(word);
        code.instructions
            .extend((start + 1..end).map(|_| Instruction::default()));
        code.locations.push((inst.location, end - start));
        // Every instruction is covered: a signal may raise at any.
        let Some(handler) = inst.handler else {
            continue;
        };
        let handler = graph.handler(handler);
        let entry = ExceptionHandler {
            start,
            end,
            target: offsets[handler.target.index()],
            depth: handler.depth,
            push_offset: handler.push_offset,
        };
        match code.exception_table.last_mut() {
            Some(last)
                if last.end == start
                    && last.target == entry.target
                    && last.depth == entry.depth
                    && last.push_offset == entry.push_offset =>
            {
                last.end = end;
            }
            _ => code.exception_table.push(entry),
        }
    }
    Ok(code)
}
