//! Operators of one operand, and `__index__`.

use crate::builtins::int::Int;
use crate::object::slots::Slots;
use crate::object::slots::UnarySlot;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl Value {
    /// `-self`
    pub fn negative(&self, vm: &mut Vm) -> PyResult {
        self.unary(|slots| slots.negative, "unary -", vm)
    }

    /// `+self`
    pub fn positive(&self, vm: &mut Vm) -> PyResult {
        self.unary(|slots| slots.positive, "unary +", vm)
    }

    /// `~self`
    pub fn invert(&self, vm: &mut Vm) -> PyResult {
        self.unary(|slots| slots.invert, "unary ~", vm)
    }

    /// `abs(self)`
    pub fn absolute(&self, vm: &mut Vm) -> PyResult {
        self.unary(|slots| slots.absolute, "abs()", vm)
    }

    fn unary(&self, slot: fn(&Slots) -> Option<UnarySlot>, what: &str, vm: &mut Vm) -> PyResult {
        match slot(self.class(vm).slots(vm)) {
            Some(slot) => slot(self, vm),
            None => {
                let name = self.type_name(vm);
                Err(vm.type_error(format!("bad operand type for {what}: '{name}'")))
            }
        }
    }

    /// `operator.index(self)`: an exact `int`.
    ///
    /// Raises `TypeError` if the class has no `__index__`, or if that returns no int.
    pub fn index(&self, vm: &mut Vm) -> PyResult {
        if let Some(int) = self.to_exact_int(vm) {
            return Ok(int);
        }
        let Some(slot) = self.class(vm).slots(vm).index else {
            let name = self.type_name(vm);
            return Err(vm.type_error(format!(
                "'{name}' object cannot be interpreted as an integer"
            )));
        };
        let result = slot(self, vm)?;
        match result.to_exact_int(vm) {
            Some(int) => {
                warn_of_subclass(&result, "__index__", "int", vm)?;
                Ok(int)
            }
            None => {
                let name = result.type_name(vm);
                Err(vm.type_error(format!("__index__ returned non-int (type {name})")))
            }
        }
    }

    /// Whether the value has an `__index__`.
    pub fn is_index(&self, vm: &Vm) -> bool {
        self.is_small_int() || self.class(vm).slots(vm).index.is_some()
    }

    /// An int of any class, `bool` too, as an exact `int`.
    fn to_exact_int(&self, vm: &mut Vm) -> Option<Value> {
        if self.is_small_int() {
            return Some(self.clone());
        }
        if let Some(truth) = self.as_bool() {
            return Some(Value::from_i32(i32::from(truth)));
        }
        let int = self.downcast::<Int>()?;
        if int.class().is(&vm.types.int) {
            return Some(self.clone());
        }
        Some(vm.new_int_of(int.view()))
    }
}

/// Warns that a special method returned an instance of a strict subclass of the built-in class that
/// it is to return. `method` names it as the warning does.
///
/// Errors: the warning itself, if a filter makes an error of it.
#[inline]
pub(crate) fn warn_of_subclass(
    result: &Value,
    method: &str,
    class: &str,
    vm: &mut Vm,
) -> PyResult<()> {
    if result.is_small_int() || result.is_small_float() {
        return Ok(());
    }
    let own = result.class(vm);
    if [&vm.types.int, &vm.types.float, &vm.types.complex]
        .iter()
        .any(|exact| own.is(exact))
    {
        return Ok(());
    }
    let name = own.name(vm);
    let category = vm.types.exceptions.deprecation_warning.clone();
    vm.warn(
        &category,
        &format!(
            "{method} returned non-{class} (type {name}).  The ability to return an instance of a \
             strict subclass of {class} is deprecated, and may be removed in a future version of \
             Python."
        ),
    )
}
