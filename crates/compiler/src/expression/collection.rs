//! Displays of lists, tuples, sets and dicts.

use rpy_bytecode::{Constant, Location, Opcode};
use rustpython_ast::{DictItem, Expr};

use crate::compiler::Compiler;
use crate::error::Result;

/// Elements up to which a display is collected on the stack.
const MAX_ON_STACK: usize = 30;

/// A kind of display: its opcodes.
#[derive(Clone, Copy)]
struct Display {
    build: Opcode,
    add: Opcode,
    extend: Opcode,
    is_tuple: bool,
}

impl<'a> Compiler<'a> {
    pub(super) fn list(&mut self, elements: &'a [Expr], location: Location) -> Result {
        let display = Display {
            build: Opcode::BuildList,
            add: Opcode::ListAppend,
            extend: Opcode::ListExtend,
            is_tuple: false,
        };
        self.display(elements, location, display)
    }

    pub(super) fn set(&mut self, elements: &'a [Expr], location: Location) -> Result {
        let display = Display {
            build: Opcode::BuildSet,
            add: Opcode::SetAdd,
            extend: Opcode::SetUpdate,
            is_tuple: false,
        };
        self.display(elements, location, display)
    }

    pub(super) fn tuple(&mut self, elements: &'a [Expr], location: Location) -> Result {
        let display = Display {
            build: Opcode::BuildList,
            add: Opcode::ListAppend,
            extend: Opcode::ListExtend,
            is_tuple: true,
        };
        self.display(elements, location, display)
    }

    fn display(&mut self, elements: &'a [Expr], location: Location, display: Display) -> Result {
        let has_star = elements.iter().any(Expr::is_starred_expr);
        let is_large = elements.len() > MAX_ON_STACK;
        let is_constant = !has_star && elements.iter().all(may_be_constant);
        if !has_star && (!is_large || is_constant) {
            elements
                .iter()
                .try_for_each(|element| self.expression(element))?;
            let count = elements.len();
            if display.is_tuple {
                self.build_tuple(location, count);
            } else if let Some(items) = self.last_constants(count).filter(|_| count > 2) {
                self.drop_last(count);
                self.op_n(location, display.build, 0);
                let items = match display.build {
                    Opcode::BuildSet => Constant::FrozenSet(items.into()),
                    _ => Constant::Tuple(items.into()),
                };
                self.load_const(location, items);
                self.op_n(location, display.extend, 1);
            } else {
                self.op_n(location, display.build, count);
            }
            return Ok(());
        }
        let leading = match is_large {
            true => 0,
            false => elements
                .iter()
                .take_while(|element| !element.is_starred_expr())
                .count(),
        };
        elements[..leading]
            .iter()
            .try_for_each(|element| self.expression(element))?;
        self.op_n(location, display.build, leading);
        for element in &elements[leading..] {
            match element {
                Expr::Starred(starred) => {
                    self.expression(&starred.value)?;
                    self.op_n(location, display.extend, 1);
                }
                _ => {
                    self.expression(element)?;
                    self.op_n(location, display.add, 1);
                }
            }
        }
        if display.is_tuple {
            self.op(location, Opcode::ListToTuple);
        }
        Ok(())
    }

    pub(super) fn dict(&mut self, items: &'a [DictItem], location: Location) -> Result {
        let mut has_dict = false;
        let mut run = 0;
        for item in items {
            match &item.key {
                Some(key) => {
                    self.expression(key)?;
                    self.expression(&item.value)?;
                    run += 1;
                    if run == MAX_ON_STACK {
                        self.update_run(location, &mut has_dict, &mut run);
                    }
                }
                None => {
                    if run > 0 || !has_dict {
                        self.update_run(location, &mut has_dict, &mut run);
                    }
                    self.expression(&item.value)?;
                    self.op_n(location, Opcode::DictUpdate, 1);
                }
            }
        }
        if run > 0 || !has_dict {
            self.update_run(location, &mut has_dict, &mut run);
        }
        Ok(())
    }

    fn update_run(&mut self, location: Location, has_dict: &mut bool, run: &mut usize) {
        self.op_n(location, Opcode::BuildMap, *run);
        if *has_dict {
            self.op_n(location, Opcode::DictUpdate, 1);
        }
        *has_dict = true;
        *run = 0;
    }

    /// An expression that is only iterated over: a list of constants may be a tuple.
    pub(crate) fn iterable(&mut self, expression: &'a Expr) -> Result {
        match expression {
            Expr::List(node)
                if node.elts.len() <= MAX_ON_STACK
                    && !node.elts.iter().any(Expr::is_starred_expr) =>
            {
                let location = self.location(expression);
                self.tuple(&node.elts, location)
            }
            _ => self.expression(expression),
        }
    }
}

/// Whether an expression may be a constant once it is compiled; if not all elements are, a large
/// display goes through the stack one by one.
fn may_be_constant(expression: &Expr) -> bool {
    match expression {
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Tuple(node) => {
            node.elts.len() <= MAX_ON_STACK && node.elts.iter().all(may_be_constant)
        }
        Expr::UnaryOp(node) => node.operand.is_number_literal_expr(),
        _ => false,
    }
}
