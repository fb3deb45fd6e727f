//! `cell`: a variable that inner functions share.
//! Reference: <https://docs.python.org/3.14/library/types.html#types.CellType>

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use crate::builtins::type_::Type;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A cell; its content is "unbound" while the variable is.
#[derive(Payload)]
#[repr(C)]
pub struct Cell {
    pub(crate) content: HeapCell<Value>,
}

/// A variable shared with inner functions.
#[native_class(name = "cell", registry = cell)]
impl Cell {
    #[new(signature = "(contents=<unrepresentable>, /)")]
    fn new_slot(_class: &Ref<Type>, contents: Option<Value>, vm: &mut Vm) -> Ref<Cell> {
        Cell::new(contents.unwrap_or(Value::UNBOUND), vm)
    }

    #[slot]
    fn repr(this: &Ref<Cell>, vm: &mut Vm) -> PyResult {
        let content = this.content.get(vm).clone();
        let address = this.as_value().bits();
        let text = if content.is_unbound() {
            format!("<cell at {address:#x}: empty>")
        } else {
            let (name, inner) = (content.type_name(vm), content.bits());
            format!("<cell at {address:#x}: {name} object at {inner:#x}>")
        };
        Ok(vm.new_str(&text))
    }

    /// Compares the contents; an empty cell comes before all others.
    #[slot]
    fn compare(left: &Ref<Cell>, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        let Some(right) = right.downcast::<Cell>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (a, b) = (left.content.get(vm).clone(), right.content.get(vm).clone());
        if a.is_unbound() || b.is_unbound() {
            let order = b.is_unbound().cmp(&a.is_unbound());
            return Ok(Value::bool(op.holds(Some(order))));
        }
        a.compare(&b, op, vm)
    }

    #[getter]
    fn cell_contents(this: &Ref<Cell>, vm: &mut Vm) -> PyResult {
        let content = this.content.get(vm).clone();
        if content.is_unbound() {
            return Err(vm.value_error("Cell is empty"));
        }
        Ok(content)
    }

    #[setter(cell_contents)]
    fn set_cell_contents(this: &Ref<Cell>, content: Option<Value>, vm: &mut Vm) {
        *this.content.get_mut(vm) = content.unwrap_or(Value::UNBOUND);
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
