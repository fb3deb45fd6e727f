//! `cell`: a variable that inner functions share.
//! Reference: <https://docs.python.org/3.14/library/types.html#types.CellType>

use rpy_macros::{Payload, native_class};

use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// A cell; its content is "unbound" while the variable is.
#[derive(Payload)]
#[repr(C)]
pub struct Cell {
    pub(crate) content: HeapCell<Value>,
}

/// A variable shared with inner functions.
#[native_class(name = "cell", registry = cell)]
impl Cell {}

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
