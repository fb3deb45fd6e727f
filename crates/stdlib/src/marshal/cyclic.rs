//! Reading values of which a tuple is a part of itself.
//!
//! A tuple is made of its parts, so it cannot be a part of itself but by a list, a dict or a set. Here all parts
//! are read first, as nodes that know each other by number. Then lists, dicts and sets are made empty wherever they
//! come up, and filled when all around them is complete.
//!
//! Values like that are rare: the plain reader, which makes values as it reads, begins anew with this one when it
//! meets a reference to something incomplete.

use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::set::{FrozenSet, Set};
use rpy_vm::builtins::slice::Slice;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::read::bad;

/// A value that was read, or the numbers of its parts.
pub(super) enum Node {
    /// Something without parts.
    Plain(Value),
    Tuple(Vec<usize>),
    FrozenSet(Vec<usize>),
    Slice([usize; 3]),
    List(Vec<usize>),
    Set(Vec<usize>),
    /// Keys and values in turn.
    Dict(Vec<usize>),
    /// Stands for a value that has been read before.
    Same(usize),
    /// Is being read.
    Open,
    /// Is being read, and cannot be referred to by its parts: a frozenset or a slice, as in CPython.
    Sealed,
}

/// What is to be filled.
enum Container {
    List(Ref<List>),
    Set(Ref<Set>),
    Dict(Ref<Dict>),
}

/// Values that are made of nodes.
struct Builder<'a> {
    nodes: &'a [Node],
    /// The values that there are already.
    made: Vec<Option<Value>>,
    /// The nodes of which values are being made.
    open: Vec<bool>,
    /// What is to be filled with the values of which nodes.
    waiting: Vec<(Container, &'a [usize])>,
}

/// The value of the last node.
///
/// Raises `ValueError` if something that cannot be changed is a part of itself at once, `TypeError` if a key is
/// not hashable, and what `__eq__` raises.
pub(super) fn build(nodes: &[Node], vm: &mut Vm) -> PyResult {
    let mut builder = Builder {
        nodes,
        made: vec![None; nodes.len()],
        open: vec![false; nodes.len()],
        waiting: Vec::new(),
    };
    let value = builder.value(nodes.len() - 1, vm)?;
    while let Some((container, parts)) = builder.waiting.pop() {
        let parts = builder.values(parts, vm)?;
        match container {
            Container::List(list) => {
                for part in parts {
                    list.push(part, vm);
                }
            }
            Container::Set(set) => {
                for part in parts {
                    set.add(part, vm)?;
                }
            }
            Container::Dict(dict) => {
                for pair in parts.chunks_exact(2) {
                    dict.set_item(pair[0].clone(), pair[1].clone(), vm)?;
                }
            }
        }
    }
    Ok(value)
}

impl<'a> Builder<'a> {
    fn value(&mut self, number: usize, vm: &mut Vm) -> PyResult {
        if let Some(value) = &self.made[number] {
            return Ok(value.clone());
        }
        if std::mem::replace(&mut self.open[number], true) {
            return Err(bad("invalid reference", vm));
        }
        vm.check_native_stack(" while unmarshalling an object")?;
        let nodes = self.nodes;
        let value = match &nodes[number] {
            Node::Plain(value) => value.clone(),
            Node::Tuple(parts) => {
                let parts = self.values(parts, vm)?;
                Tuple::new(parts, vm).into_value()
            }
            Node::FrozenSet(parts) => {
                let parts = self.values(parts, vm)?;
                FrozenSet::from_items(parts, vm)?.into_value()
            }
            Node::Slice([start, stop, step]) => {
                let start = self.value(*start, vm)?;
                let stop = self.value(*stop, vm)?;
                let step = self.value(*step, vm)?;
                Slice::new(start, stop, step, vm).into_value()
            }
            Node::List(parts) => {
                let list = List::new(Vec::new(), vm);
                self.waiting.push((Container::List(list.clone()), parts));
                list.into_value()
            }
            Node::Set(parts) => {
                let set = Set::new(vm);
                self.waiting.push((Container::Set(set.clone()), parts));
                set.into_value()
            }
            Node::Dict(parts) => {
                let dict = Dict::new(vm);
                self.waiting.push((Container::Dict(dict.clone()), parts));
                dict.into_value()
            }
            Node::Same(other) => self.value(*other, vm)?,
            Node::Open | Node::Sealed => return Err(bad("invalid reference", vm)),
        };
        self.made[number] = Some(value.clone());
        Ok(value)
    }

    fn values(&mut self, numbers: &[usize], vm: &mut Vm) -> PyResult<Vec<Value>> {
        numbers
            .iter()
            .map(|number| self.value(*number, vm))
            .collect()
    }
}
