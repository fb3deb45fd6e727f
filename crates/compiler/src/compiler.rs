//! Code generation: the state shared by all statements and expressions, and emission.

use std::borrow::Cow;
use std::sync::Arc;

use rpy_bytecode::{
    BinaryOperator, CodeFlags, CodeObject, CompareOperator, Constant, Location, Opcode,
};
use rustpython_ast::name::Name;
use rustpython_text_size::{Ranged, TextRange};

use crate::constant::{self, ConstantPool};
use crate::error::{CompileError, Result, SyntaxErrorKind};
use crate::flow::{Graph, HandlerIndex, Label, Operation};
use crate::source::Source;
use crate::symtable::{
    Block, BlockIndex, BlockKind, NameScope, Symbol, SymbolFlags, SymbolTable, mangle,
};
use crate::unit::{FREE_BASE, FrameBlock, FrameKind, Unit};
use crate::warning::{self, SyntaxWarning};
use crate::{Mode, Options};

/// Name of the hidden local that holds the namespace of module and class code.
pub(crate) const NAMESPACE: &str = ".locals";

/// Loops, `try` and `with` statements inside each other (`CO_MAXBLOCKS`).
const MAX_BLOCKS: usize = 21;

/// Basic blocks of a code object.
const MAX_BASIC_BLOCKS: usize = 1 << 20;

/// Generates the code of one source text.
pub(crate) struct Compiler<'a> {
    pub(crate) source: &'a Source,
    pub(crate) table: SymbolTable,
    pub(crate) filename: Arc<str>,
    pub(crate) options: Options,
    pub(crate) mode: Mode,
    pub(crate) future_annotations: bool,
    /// Offset from which statements of the prompt show their values.
    pub(crate) display_from: rustpython_text_size::TextSize,
    pub(crate) barry_as_bdfl: bool,
    pub(crate) warnings: &'a mut Vec<SyntaxWarning>,
    pub(crate) units: Vec<Unit<'a>>,
    /// Time that optimising and assembling have taken.
    pub(crate) assembling: std::time::Duration,
    /// The graph of the unit that was finished last, for its memory.
    pub(crate) spare: Graph,
}

impl<'a> Compiler<'a> {
    pub(crate) fn unit(&mut self) -> &mut Unit<'a> {
        self.units
            .last_mut()
            .expect("code is generated inside a unit")
    }

    pub(crate) fn unit_ref(&self) -> &Unit<'a> {
        self.units.last().expect("code is generated inside a unit")
    }

    /// The symbol table block of the current unit.
    pub(crate) fn block(&self) -> &Block {
        &self.table[self.unit_ref().block]
    }

    pub(crate) fn location(&self, node: &impl Ranged) -> Location {
        self.source.location(node.range())
    }

    pub(crate) fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Result<T> {
        Err(self
            .source
            .error(SyntaxErrorKind::Syntax, message.into(), range))
    }

    /// Warns of a place in the source.
    pub(crate) fn warn(&mut self, message: String, range: TextRange) {
        warning::warn(self.warnings, self.source, message, range);
    }

    /// The block that a syntax node makes.
    pub(crate) fn find_block(&self, range: TextRange, kind: BlockKind) -> BlockIndex {
        self.table
            .find(range, kind)
            .expect("the symbol table has seen the node")
    }

    // ---- units

    /// Starts a code object.
    pub(crate) fn enter(&mut self, block: BlockIndex, name: &str, first_line: u32) {
        let kind = self.table[block].kind;
        let parent = self.units.last();
        let class = match parent {
            Some(parent) => parent.class.clone(),
            None => None,
        };
        let mut unit = Unit {
            block,
            name: name.to_owned(),
            qualname: self.qualname(name, kind),
            class,
            first_line,
            flags: CodeFlags::empty(),
            argument_count: 0,
            positional_only_count: 0,
            keyword_only_count: 0,
            slots: Default::default(),
            parameter_count: 0,
            cells: Default::default(),
            free: Default::default(),
            hidden: Default::default(),
            overrides: Default::default(),
            in_inlined_comprehension: false,
            names: Default::default(),
            constants: ConstantPool::default(),
            graph: std::mem::take(&mut self.spare).begin(),
            frame_blocks: Vec::new(),
            deferred_annotations: Vec::new(),
            conditional_annotation_count: 0,
            conditional_depth: 0,
            static_attributes: Default::default(),
        };
        let block = &self.table[block];
        if kind.is_function_like() {
            unit.flags |= CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS;
            unit.slots.extend(block.parameters.iter().cloned());
        } else {
            unit.slots.insert(Name::new_static(NAMESPACE));
        }
        unit.parameter_count = unit.slots.len();
        if block.is_nested && kind.is_function_like() {
            unit.flags |= CodeFlags::NESTED;
        }
        if block.is_method {
            unit.flags |= CodeFlags::METHOD;
        }
        if block.kind.is_function() || kind == BlockKind::Module {
            unit.flags |= match (block.is_generator, block.is_coroutine) {
                (true, true) => CodeFlags::ASYNC_GENERATOR,
                (true, false) => CodeFlags::GENERATOR,
                (false, true) => CodeFlags::COROUTINE,
                (false, false) => CodeFlags::empty(),
            };
        }
        if self.future_annotations {
            unit.flags |= CodeFlags::FUTURE_ANNOTATIONS;
        }
        if self.barry_as_bdfl {
            unit.flags |= CodeFlags::FUTURE_BARRY_AS_BDFL;
        }
        let class_cells = [
            (block.needs_class_closure, "__class__"),
            (block.needs_classdict, "__classdict__"),
            (
                kind == BlockKind::Class && block.has_conditional_annotations,
                "__conditional_annotations__",
            ),
        ];
        for (needed, name) in class_cells {
            if needed && kind == BlockKind::Class {
                unit.cells.insert(Name::new_static(name));
            }
        }
        let mut cells: Vec<&Name> = block
            .symbols
            .iter()
            .filter(|(_, it)| {
                it.scope == NameScope::Cell || it.flags.contains(SymbolFlags::COMP_CELL)
            })
            .map(|(name, _)| name)
            .collect();
        cells.sort();
        unit.cells.extend(cells.into_iter().cloned());
        let mut free: Vec<&Name> = block
            .symbols
            .iter()
            .filter(|(_, it)| {
                it.scope == NameScope::Free || it.flags.contains(SymbolFlags::FREE_CLASS)
            })
            .map(|(name, _)| name)
            .collect();
        free.sort();
        unit.free.extend(free.into_iter().cloned());
        // Cells that are also parameters keep their slot.
        unit.slots.extend(unit.cells.iter().cloned());
        self.units.push(unit);
    }

    pub(crate) fn qualname(&self, name: &str, kind: BlockKind) -> String {
        let mut parents = self.units.iter().rev();
        let Some(mut parent) = parents.next() else {
            return name.to_owned();
        };
        // The scopes of type parameters and annotations are left out of qualified names.
        if matches!(
            self.table[parent.block].kind,
            BlockKind::TypeParameters | BlockKind::Annotation
        ) {
            match parents.next() {
                Some(outer) => parent = outer,
                None => return name.to_owned(),
            }
        }
        let parent_block = &self.table[parent.block];
        if parent_block.kind == BlockKind::Module {
            return name.to_owned();
        }
        if matches!(kind, BlockKind::Function | BlockKind::Class) {
            let as_written = Name::new(name);
            let mangled = mangle(parent.class.as_ref(), &as_written);
            if parent_block.scope(&mangled) == NameScope::GlobalExplicit {
                return name.to_owned();
            }
        }
        if matches!(parent_block.kind, BlockKind::Function | BlockKind::Lambda) {
            return format!("{}.<locals>.{name}", parent.qualname);
        }
        format!("{}.{name}", parent.qualname)
    }

    /// Finishes the current code object.
    pub(crate) fn leave(&mut self) -> Result<CodeObject> {
        let unit = self.units.pop().expect("enter and leave are balanced");
        let mut clock = std::time::Instant::now();
        let filename = self.filename.clone();
        let code = crate::assemble::assemble(unit, &self.table, filename, &mut self.spare);
        self.assembling += crate::phases::lap(&mut clock);
        code
    }

    // ---- emission

    pub(crate) fn graph(&mut self) -> &mut Graph {
        &mut self.unit().graph
    }

    pub(crate) fn new_label(&mut self) -> Label {
        self.graph().new_label()
    }

    pub(crate) fn place(&mut self, label: Label) {
        self.graph().place(label);
    }

    pub(crate) fn op(&mut self, location: Location, opcode: Opcode) {
        self.op_n(location, opcode, 0);
    }

    pub(crate) fn op_n(&mut self, location: Location, opcode: Opcode, operand: usize) {
        // An operand that does not fit is reported by the assembler.
        let operand = u32::try_from(operand).unwrap_or(u32::MAX);
        self.graph()
            .push(Operation::Code(opcode), operand, None, location);
    }

    pub(crate) fn jump(&mut self, location: Location, opcode: Opcode, target: Label) {
        self.graph()
            .push(Operation::Code(opcode), 0, Some(target), location);
    }

    /// Makes `target` the handler of the code that follows; returns the one before.
    ///
    /// `dropped` values on the stack do not belong to the handler's stack.
    pub(crate) fn setup(
        &mut self,
        target: Label,
        push_offset: bool,
        dropped: u32,
    ) -> Option<HandlerIndex> {
        let graph = self.graph();
        let outer = graph.handler;
        let handler = graph.new_handler(target, push_offset);
        graph.handlers[handler.index()].dropped = dropped;
        let operand = handler.index() as u32;
        graph.push(Operation::SetupHandler, operand, None, Location::default());
        graph.handler = Some(handler);
        outer
    }

    pub(crate) fn set_handler(&mut self, handler: Option<HandlerIndex>) {
        self.graph().handler = handler;
    }

    pub(crate) fn load_const(&mut self, location: Location, constant: Constant) {
        if let Constant::Int(value) = constant
            && (-(1 << 23)..1 << 23).contains(&value)
        {
            let operand = value as u32 & 0xFF_FFFF;
            self.op_n(location, Opcode::LoadSmallInt, operand as usize);
            return;
        }
        let index = self.unit().constants.add(constant);
        self.op_n(location, Opcode::LoadConst, index as usize);
    }

    pub(crate) fn load_none(&mut self, location: Location) {
        self.load_const(location, Constant::None);
    }

    pub(crate) fn load_str(&mut self, location: Location, text: &str) {
        self.load_const(location, constant::string(text));
    }

    /// The constants that the last `count` instructions load, if all of them do.
    pub(crate) fn last_constants(&mut self, count: usize) -> Option<Vec<Constant>> {
        let unit = self.unit();
        let insts = &unit.graph.current().insts;
        let start = insts.len().checked_sub(count)?;
        let loads: Vec<(Opcode, u32)> = insts[start..]
            .iter()
            .map(|inst| Some((inst.opcode()?, inst.operand)))
            .collect::<Option<_>>()?;
        loads
            .into_iter()
            .map(|(opcode, operand)| match opcode {
                Opcode::LoadConst => match unit.constants.get(operand) {
                    Constant::Code(_) => None,
                    constant => Some(constant.clone()),
                },
                Opcode::LoadSmallInt => Some(Constant::Int(i64::from((operand << 8) as i32 >> 8))),
                _ => None,
            })
            .collect()
    }

    /// Takes back the last `count` instructions.
    pub(crate) fn drop_last(&mut self, count: usize) {
        self.graph().drop_last(count);
    }

    /// Emits a binary operator, or its result if the operands are constants.
    pub(crate) fn binary(&mut self, location: Location, operator: BinaryOperator) {
        if let Some(operands) = self.last_constants(2)
            && let Some(result) = constant::fold_binary(operator, &operands[0], &operands[1])
        {
            self.drop_last(2);
            self.load_const(location, result);
            return;
        }
        self.op_n(location, Opcode::BinaryOpSS, (operator as usize) << 16);
    }

    pub(crate) fn compare(&mut self, location: Location, operator: CompareOperator) {
        self.op_n(location, Opcode::CompareOpSS, (operator as usize) << 16);
    }

    /// Emits a unary operator, or its result if the operand is a constant.
    pub(crate) fn unary(&mut self, location: Location, opcode: Opcode) {
        if let Some(operands) = self.last_constants(1)
            && let Some(result) = constant::fold_unary(opcode, &operands[0])
        {
            self.drop_last(1);
            self.load_const(location, result);
            return;
        }
        self.op(location, opcode);
    }

    /// Collects values into a tuple, or into a constant if all of them are.
    pub(crate) fn build_tuple(&mut self, location: Location, count: usize) {
        if let Some(items) = self.last_constants(count) {
            self.drop_last(count);
            self.load_const(location, Constant::Tuple(items.into()));
            return;
        }
        self.op_n(location, Opcode::BuildTuple, count);
    }

    // ---- names

    pub(crate) fn mangle<'n>(&self, name: &'n Name) -> Cow<'n, Name> {
        mangle(self.unit_ref().class.as_ref(), name)
    }

    /// The index of a name (not mangled here) in the code object.
    pub(crate) fn name_index(&mut self, name: &Name) -> usize {
        self.unit().names.insert_full(name.clone()).0
    }

    /// The slot of a local.
    pub(crate) fn slot(&mut self, name: &Name) -> usize {
        self.unit().slots.insert_full(name.clone()).0
    }

    /// The operand of cell instructions for a cell or free variable.
    pub(crate) fn cell(&mut self, name: &Name) -> usize {
        let is_cell = self.symbol(name).scope == NameScope::Cell;
        let unit = self.unit();
        if is_cell || !unit.free.contains(name) {
            debug_assert!(unit.cells.contains(name), "{name} is a cell");
            return self.slot(name);
        }
        let index = unit.free.get_index_of(name).expect("checked above");
        FREE_BASE as usize + index
    }

    /// What the current code knows of a mangled name.
    pub(crate) fn symbol(&self, name: &Name) -> Symbol {
        let unit = self.unit_ref();
        match unit.overrides.get(name) {
            Some(symbol) => *symbol,
            None => self.block().symbols.get(name).copied().unwrap_or_default(),
        }
    }

    // ---- frame blocks

    /// Enters a construct; `range` is its statement's.
    pub(crate) fn push_block(
        &mut self,
        kind: FrameKind<'a>,
        outer: Option<HandlerIndex>,
        range: TextRange,
    ) -> Result {
        if self.unit_ref().frame_blocks.len() >= MAX_BLOCKS {
            return self.error("too many statically nested blocks", range);
        }
        // `finally` is emitted twice, and so on inside each other.
        if self.unit_ref().graph.blocks.len() > MAX_BASIC_BLOCKS {
            return Err(Self::too_large());
        }
        self.unit().frame_blocks.push(FrameBlock { kind, outer });
        Ok(())
    }

    pub(crate) fn pop_block(&mut self) {
        self.unit().frame_blocks.pop();
    }

    /// Checks that code is not too large for the format.
    pub(crate) fn too_large() -> CompileError {
        CompileError::Overflow("the code is too large for the instruction format")
    }
}
