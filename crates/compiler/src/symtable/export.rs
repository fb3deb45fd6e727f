//! Symbol tables as module `symtable` shows them.

use super::{BlockIndex, BlockKind, NameScope, SymbolFlags, SymbolTable};
use crate::source::Source;

/// Bits by which a name's scope stands left of its flags.
const SCOPE_OFFSET: u32 = 12;

/// A block and what it does with names.
#[derive(Clone, Debug)]
pub struct SymbolBlock {
    /// What it is: `_symtable.TYPE_…`.
    pub kind: u32,
    /// Its name; that of the whole text is "top".
    pub name: String,
    /// Its line; 0 for the whole text.
    pub line: u32,
    /// Whether a function encloses it.
    pub is_nested: bool,
    /// Its parameters, in the order of their slots.
    pub parameters: Vec<String>,
    /// Names with flags (`_symtable.DEF_…`) and, left of them, their scope.
    pub symbols: Vec<(String, u32)>,
    /// The blocks directly inside.
    pub children: Vec<SymbolBlock>,
}

/// The block of a whole text.
pub(crate) fn export(
    table: &SymbolTable,
    source: &Source,
    future_annotations: bool,
) -> SymbolBlock {
    let exporter = Exporter {
        table,
        source,
        future_annotations,
    };
    exporter.block(SymbolTable::MODULE)
}

struct Exporter<'a> {
    table: &'a SymbolTable,
    source: &'a Source,
    future_annotations: bool,
}

fn scope_number(scope: NameScope) -> u32 {
    match scope {
        NameScope::Unknown => 0,
        NameScope::Local => 1,
        NameScope::GlobalExplicit => 2,
        NameScope::GlobalImplicit => 3,
        NameScope::Free => 4,
        NameScope::Cell => 5,
    }
}

impl Exporter<'_> {
    fn block(&self, index: BlockIndex) -> SymbolBlock {
        let block = &self.table[index];
        let kind = match block.kind {
            BlockKind::Function | BlockKind::Lambda | BlockKind::Comprehension => 0,
            BlockKind::Class => 1,
            BlockKind::Module => 2,
            BlockKind::Annotation => 3,
            BlockKind::TypeAlias => 4,
            BlockKind::TypeParameters => 5,
            BlockKind::TypeVariable => 6,
        };
        let is_annotation = block.kind == BlockKind::Annotation;
        let is_shown = |name: &str| !is_annotation || name != "__conditional_annotations__";
        let symbols = block.symbols.iter().filter(|(name, _)| is_shown(name));
        let symbols = symbols.map(|(name, symbol)| {
            let flags = u32::from(symbol.flags.bits());
            let scope = scope_number(symbol.scope);
            (name.to_string(), flags | scope << SCOPE_OFFSET)
        });
        let line = match block.kind {
            BlockKind::Module => 0,
            _ => self.source.line(block.start),
        };
        let mut children = Vec::new();
        self.add_children(index, &mut children);
        SymbolBlock {
            kind,
            name: block.name.to_string(),
            line,
            is_nested: block.is_nested,
            parameters: block.parameters.iter().map(ToString::to_string).collect(),
            symbols: symbols.collect(),
            children,
        }
    }

    /// Adds the blocks inside a block.
    fn add_children(&self, index: BlockIndex, children: &mut Vec<SymbolBlock>) {
        let block = &self.table[index];
        let mut has_annotations = false;
        for &child in &block.children {
            let inner = &self.table[child];
            // What an inlined comprehension holds has gone to its block.
            if inner.is_inlined {
                continue;
            }
            let wants_annotations =
                inner.kind == BlockKind::Function && !has_annotations && !self.future_annotations;
            if wants_annotations {
                // There is a table for annotations even where there are none.
                let sees_class = block.kind == BlockKind::Class || block.can_see_class_scope;
                children.push(self.no_annotations(child, sees_class));
            }
            has_annotations =
                inner.kind == BlockKind::Annotation && block.annotation_block != Some(child);
            if !(inner.kind == BlockKind::Annotation && self.future_annotations) {
                children.push(self.block(child));
            }
        }
    }

    fn no_annotations(&self, function: BlockIndex, sees_class: bool) -> SymbolBlock {
        let function = &self.table[function];
        let local = scope_number(NameScope::Local) << SCOPE_OFFSET;
        let format = SymbolFlags::PARAM | SymbolFlags::USE;
        let mut symbols = vec![(".format".to_owned(), u32::from(format.bits()) | local)];
        if sees_class {
            let free = scope_number(NameScope::Free) << SCOPE_OFFSET;
            let flags = u32::from(SymbolFlags::USE.bits()) | free;
            symbols.push(("__classdict__".to_owned(), flags));
        }
        SymbolBlock {
            kind: 3,
            name: "__annotate__".to_owned(),
            line: self.source.line(function.start),
            is_nested: function.is_nested,
            parameters: vec![".format".to_owned()],
            symbols,
            children: Vec::new(),
        }
    }
}
