//! The second pass: decides where every name lives.

use std::rc::Rc;

use crate::tables::{HashSet, IndexSet};
use rustpython_ast::name::Name;
use rustpython_text_size::TextRange;

use super::{
    Block, BlockIndex, BlockKind, ComprehensionKind, NameScope, Symbol, SymbolFlags, SymbolTable,
};

/// A rule of scopes is violated: message and position.
pub(super) type ScopeError = (String, TextRange);

type Names = HashSet<Name>;
/// Free names decide the order of closures' symbols, so they keep an order.
type FreeNames = IndexSet<Name>;
/// The scopes of the symbols of a block, in their order.
type Scopes = Vec<NameScope>;

/// What a block inherits from the ones around it. Most blocks change nothing of it.
#[derive(Clone, Default)]
struct Context {
    /// Names bound in enclosing functions; `None` at module level.
    bound: Option<Rc<Names>>,
    /// Names declared global in enclosing blocks.
    global: Rc<Names>,
    type_params: Rc<Names>,
}

/// Names that a class block supplies to its inner blocks.
const CLASS_CELLS: [&str; 3] = ["__class__", "__classdict__", "__conditional_annotations__"];

pub(super) fn analyze(table: &mut SymbolTable) -> Result<(), ScopeError> {
    let mut free = FreeNames::default();
    analyze_block(
        table,
        SymbolTable::MODULE,
        Context::default(),
        &mut free,
        None,
    )
}

fn analyze_block(
    table: &mut SymbolTable,
    index: BlockIndex,
    mut context: Context,
    free: &mut FreeNames,
    class_entry: Option<BlockIndex>,
) -> Result<(), ScopeError> {
    let kind = table[index].kind;
    let is_class = kind == BlockKind::Class;
    let children = table[index].children.clone();
    // What a class inherits, its blocks inherit: not what the class says of the same names.
    let of_class = (is_class && !children.is_empty()).then(|| context.clone());

    let mut scopes = Scopes::with_capacity(table[index].symbols.len());
    for (name, symbol) in &table[index].symbols {
        scopes.push(analyze_name(
            table,
            index,
            name,
            symbol.flags,
            &mut context,
            free,
            class_entry,
        )?);
    }
    let inherited = match children.is_empty() {
        true => Context::default(),
        false => inherited(&table[index], &scopes, &context, of_class),
    };

    let mut new_free = FreeNames::default();
    let mut inlined_cells = Names::default();
    for child in children {
        let child_class = match table[child].can_see_class_scope {
            true if is_class => Some(index),
            true => class_entry,
            false => None,
        };
        let inlined = table[child]
            .comprehension
            .is_some_and(|it| it != ComprehensionKind::Generator)
            && !table[index].can_see_class_scope
            && !(kind.is_function_like() && shares_cells(table, index, child));
        let mut child_free = FreeNames::default();
        analyze_block(
            table,
            child,
            inherited.clone(),
            &mut child_free,
            child_class,
        )?;
        if inlined {
            inline_comprehension(
                table,
                index,
                child,
                &mut scopes,
                &mut child_free,
                &mut inlined_cells,
            );
            table[child].is_inlined = true;
            let grandchildren = table[child].children.clone();
            table[index].children.extend(grandchildren);
        }
        new_free.extend(child_free);
    }

    if kind.is_function_like() {
        let are_none = new_free.is_empty() && inlined_cells.is_empty();
        for (name, scope) in table[index].symbols.keys().zip(&mut scopes) {
            if !are_none
                && *scope == NameScope::Local
                && (new_free.contains(name) || inlined_cells.contains(name))
            {
                *scope = NameScope::Cell;
                new_free.shift_remove(name);
            }
        }
    } else if is_class {
        let block = &mut table[index];
        block.needs_class_closure |= new_free.shift_remove("__class__");
        block.needs_classdict |= new_free.shift_remove("__classdict__");
        block.has_conditional_annotations |= new_free.shift_remove("__conditional_annotations__");
    }
    let sees_class = is_class || table[index].can_see_class_scope;
    update_symbols(
        table,
        index,
        &scopes,
        &context,
        &new_free,
        &inlined_cells,
        sees_class,
    );
    free.extend(new_free);
    Ok(())
}

/// What the blocks in a block inherit from it.
fn inherited(
    block: &Block,
    scopes: &[NameScope],
    context: &Context,
    of_class: Option<Context>,
) -> Context {
    let type_params = context.type_params.clone();
    if let Some(around) = of_class {
        let mut bound = around.bound.unwrap_or_default();
        Rc::make_mut(&mut bound).extend(CLASS_CELLS.iter().map(|name| Name::new_static(name)));
        return Context {
            bound: Some(bound),
            global: around.global,
            type_params,
        };
    }
    let mut bound = context.bound.clone().unwrap_or_default();
    if block.kind.is_function_like() {
        let names = block.symbols.keys().zip(scopes);
        let local = names.filter(|(_, scope)| **scope == NameScope::Local);
        Rc::make_mut(&mut bound).extend(local.map(|(name, _)| name.clone()));
    }
    Context {
        bound: Some(bound),
        global: context.global.clone(),
        type_params,
    }
}

fn analyze_name(
    table: &SymbolTable,
    index: BlockIndex,
    name: &Name,
    flags: SymbolFlags,
    context: &mut Context,
    free: &mut FreeNames,
    class_entry: Option<BlockIndex>,
) -> Result<NameScope, ScopeError> {
    let error = |message: String| {
        let block = &table[index];
        let range = block
            .directives
            .iter()
            .find(|it| it.0 == *name)
            .map(|it| it.1);
        Err((message, range.unwrap_or_default()))
    };
    if flags.contains(SymbolFlags::GLOBAL) {
        if flags.contains(SymbolFlags::NONLOCAL) {
            return error(format!("name '{name}' is nonlocal and global"));
        }
        Rc::make_mut(&mut context.global).insert(name.clone());
        if let Some(bound) = &mut context.bound {
            forget(bound, name);
        }
        return Ok(NameScope::GlobalExplicit);
    }
    if flags.contains(SymbolFlags::NONLOCAL) {
        let Some(bound) = &context.bound else {
            return error("nonlocal declaration not allowed at module level".to_owned());
        };
        if !bound.contains(name) {
            return error(format!("no binding for nonlocal '{name}' found"));
        }
        if context.type_params.contains(name) {
            return error(format!(
                "nonlocal binding not allowed for type parameter '{name}'"
            ));
        }
        free.insert(name.clone());
        return Ok(NameScope::Free);
    }
    if flags.intersects(SymbolFlags::BOUND) {
        forget(&mut context.global, name);
        if flags.contains(SymbolFlags::TYPE_PARAM) {
            Rc::make_mut(&mut context.type_params).insert(name.clone());
        } else {
            forget(&mut context.type_params, name);
        }
        return Ok(NameScope::Local);
    }
    // Annotation scopes in a class read its namespace first; a name bound there must not be
    // taken from an enclosing function.
    if let Some(class) = class_entry
        && name != "__classdict__"
    {
        let class_flags = table[class].flags(name);
        if class_flags.contains(SymbolFlags::GLOBAL) {
            return Ok(NameScope::GlobalExplicit);
        }
        if class_flags.intersects(SymbolFlags::BOUND)
            && !class_flags.contains(SymbolFlags::NONLOCAL)
        {
            return Ok(NameScope::GlobalImplicit);
        }
    }
    if context
        .bound
        .as_ref()
        .is_some_and(|bound| bound.contains(name))
    {
        free.insert(name.clone());
        return Ok(NameScope::Free);
    }
    Ok(NameScope::GlobalImplicit)
}

/// Takes a name out of those that a block inherits.
fn forget(names: &mut Rc<Names>, name: &Name) {
    if names.contains(name) {
        Rc::make_mut(names).remove(name);
    }
}

/// Whether a variable of a comprehension, or one of the same name, may be a cell of the function around
/// it: some block sees it from outside. Such a comprehension is a function of its own, as an exception
/// between two instructions could leave the one variable in the place of the other.
fn shares_cells(table: &SymbolTable, index: BlockIndex, comprehension: BlockIndex) -> bool {
    let is_bound = |symbol: &Symbol| symbol.flags.contains(SymbolFlags::LOCAL);
    let bound = table[comprehension].symbols.iter();
    let bound: Vec<&Name> = bound
        .filter(|(_, symbol)| is_bound(symbol))
        .map(|(name, _)| name)
        .collect();
    let mut pending = table[index].children.clone();
    while let Some(block) = pending.pop() {
        pending.extend(table[block].children.iter().copied());
        let sees = |name: &&Name| {
            let symbol = table[block].symbols.get(*name);
            symbol.is_some_and(|symbol| !is_bound(symbol))
        };
        if block != comprehension && bound.iter().any(sees) {
            return true;
        }
    }
    false
}

/// Merges the names of a comprehension into the block in which it is inlined (PEP 709).
fn inline_comprehension(
    table: &mut SymbolTable,
    outer: BlockIndex,
    comprehension: BlockIndex,
    scopes: &mut Scopes,
    comp_free: &mut FreeNames,
    inlined_cells: &mut Names,
) {
    let in_class = table[outer].kind == BlockKind::Class;
    let symbols: Vec<(Name, Symbol)> = table[comprehension]
        .symbols
        .iter()
        .map(|(name, symbol)| (name.clone(), *symbol))
        .collect();
    for (name, symbol) in symbols {
        if symbol.flags.contains(SymbolFlags::PARAM) {
            continue;
        }
        let mut scope = symbol.scope;
        if scope == NameScope::Cell || symbol.flags.contains(SymbolFlags::COMP_CELL) {
            inlined_cells.insert(name.clone());
        }
        if scope == NameScope::Free && in_class && CLASS_CELLS.contains(&name.as_str()) {
            // The comprehension itself does not see the cells of the class, functions in it do.
            scope = NameScope::GlobalImplicit;
            comp_free.shift_remove(&name);
            if is_free_in_any_child(table, comprehension, &name) {
                table[outer].needs_class_closure |= name == "__class__";
                table[outer].needs_classdict |= name == "__classdict__";
                table[outer].has_conditional_annotations |= name == "__conditional_annotations__";
            }
            if let Some(symbol) = table[comprehension].symbols.get_mut(&name) {
                symbol.scope = scope;
            }
        }
        match table[outer].symbols.get(&name) {
            None => {
                let copy = Symbol {
                    flags: symbol.flags,
                    scope: NameScope::Unknown,
                };
                table[outer].symbols.insert(name.clone(), copy);
                scopes.push(scope);
            }
            Some(existing) => {
                if existing.flags.intersects(SymbolFlags::BOUND)
                    && !in_class
                    && !is_free_in_any_child(table, comprehension, &name)
                {
                    comp_free.shift_remove(&name);
                }
                if scope == NameScope::Free
                    && symbol.flags.contains(SymbolFlags::USE)
                    && let Some(existing) = table[outer].symbols.get_mut(&name)
                {
                    existing.flags |= SymbolFlags::USE;
                }
            }
        }
    }
}

/// Whether a block in this one takes the name from outside. Inlined comprehensions are no such blocks,
/// but what is in them is.
fn is_free_in_any_child(table: &SymbolTable, index: BlockIndex, name: &str) -> bool {
    table[index].children.iter().any(|&child| {
        if table[child].is_inlined {
            is_free_in_any_child(table, child, name)
        } else {
            table[child].scope(name) == NameScope::Free
        }
    })
}

fn update_symbols(
    table: &mut SymbolTable,
    index: BlockIndex,
    scopes: &Scopes,
    context: &Context,
    free: &FreeNames,
    inlined_cells: &Names,
    sees_class: bool,
) {
    let symbols = &mut table[index].symbols;
    for ((name, symbol), scope) in symbols.iter_mut().zip(scopes) {
        if !inlined_cells.is_empty() && inlined_cells.contains(name) {
            symbol.flags |= SymbolFlags::COMP_CELL;
        }
        symbol.scope = *scope;
    }
    for name in free {
        match symbols.get_mut(name) {
            Some(symbol) => {
                if sees_class {
                    symbol.flags |= SymbolFlags::FREE_CLASS;
                }
            }
            None => {
                if context
                    .bound
                    .as_ref()
                    .is_none_or(|bound| bound.contains(name))
                {
                    let symbol = Symbol {
                        flags: SymbolFlags::empty(),
                        scope: NameScope::Free,
                    };
                    symbols.insert(name.clone(), symbol);
                }
            }
        }
    }
}
