//! Syntax trees as objects of the classes of `ast`: those that `compile` makes, and those it takes.
//! Reference: <https://docs.python.org/3.14/library/ast.html>

mod read;
mod show;

pub(super) use read::{from_object, is_tree};
pub(super) use show::to_object;
