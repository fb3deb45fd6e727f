//! `cell`: a variable that inner functions share.
//! Reference: <https://docs.python.org/3.14/library/types.html#types.CellType>

use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::TypeSpec;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

/// A cell; its content is "unbound" while the variable is.
#[repr(C)]
pub struct Cell {
    pub(crate) content: HeapCell<Value>,
}

impl Payload for Cell {
    const NAME: &'static str = "cell";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs alone; nobody holds a reference into the cell.
        visit(unsafe { &*self.content.as_ptr() });
    }

    fn clear(&self, garbage: &mut Vec<Value>) {
        // SAFETY: as in `traverse`.
        garbage.push(std::mem::replace(
            unsafe { &mut *self.content.as_ptr() },
            Value::UNBOUND,
        ));
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.cell
    }
}

impl Cell {
    /// Makes a cell with this content.
    pub fn new(content: Value, vm: &mut Vm) -> Ref<Cell> {
        let class = &vm.types.cell;
        let payload = Cell {
            content: HeapCell::new(content),
        };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }
}

/// The type `cell`.
pub(crate) const SPEC: TypeSpec = TypeSpec {
    signature: "",
    name: "cell",
    doc: "A variable shared with inner functions.",
    payload: Cell::INFO,
    flags: TypeFlags::empty(),
    slots: Slots::EMPTY,
    members: &[],
};
