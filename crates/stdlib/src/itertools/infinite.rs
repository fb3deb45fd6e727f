//! `count`, `cycle` and `repeat`.

use std::cell::Cell;

use rpy_bytecode::BinaryOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::complex::Complex;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// Counts on without end.
#[derive(Payload)]
pub(super) struct Count {
    next: HeapCell<Value>,
    step: Value,
}

/// Numbers from start (0), in steps of step (1), without end.
#[native_class(name = "itertools.count", flags(base))]
impl Count {
    #[new(signature = "(start=0, step=1)")]
    fn new(class: &Ref<Type>, start: Value, step: Value, vm: &mut Vm) -> PyResult<Ref<Count>> {
        if !is_number(&start, vm) || !is_number(&step, vm) {
            return Err(vm.type_error("a number is required"));
        }
        // A machine integer is counted as such, of whatever class, if the step is one.
        let number = start.as_int().and_then(|start| start.as_i64());
        let by_one = step.as_int().and_then(|step| step.as_i64()) == Some(1);
        let (start, step) = match number {
            Some(number) if by_one => (vm.new_int(number), Value::from_i32(1)),
            _ => (start, step),
        };
        let next = HeapCell::new(start);
        Ok(Ref::with_class(Count { next, step }, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Count>, vm: &mut Vm) -> PyResult<Option<Value>> {
        let number = this.next.cloned(vm);
        let next = number.binary(&this.step, BinaryOperator::Add, vm)?;
        drop(this.next.replace(next, vm));
        Ok(Some(number))
    }

    #[slot]
    fn repr(this: &Ref<Count>, vm: &mut Vm) -> PyResult {
        let name = this.as_value().class(vm).name(vm);
        let next = this.next.cloned(vm).repr(vm)?;
        let next = next.to_string_lossy();
        if this.step.as_small_int() == Some(1) {
            return Ok(vm.new_str(&format!("{name}({next})")));
        }
        let step = this.step.repr(vm)?;
        let step = step.to_string_lossy();
        Ok(vm.new_str(&format!("{name}({next}, {step})")))
    }
}

/// Whether arithmetic may be tried on a value.
fn is_number(value: &Value, vm: &Vm) -> bool {
    let slots = value.class(vm).slots(vm);
    value.has_payload::<Complex>()
        || slots.index.is_some()
        || slots.int.is_some()
        || slots.float.is_some()
}

/// Gives the items of an iterator again and again.
#[derive(Payload)]
pub(super) struct Cycle {
    /// `None` after the first round.
    iterator: HeapCell<Option<Value>>,
    saved: HeapCell<Vec<Value>>,
    index: Cell<usize>,
}

/// The items of the iterable, again and again.
#[native_class(name = "itertools.cycle", flags(base))]
impl Cycle {
    #[new(signature = "(iterable, /)")]
    fn new(class: &Ref<Type>, iterable: &Value, vm: &mut Vm) -> PyResult<Ref<Cycle>> {
        let payload = Cycle {
            iterator: HeapCell::new(Some(iterable.iter(vm)?)),
            saved: HeapCell::new(Vec::new()),
            index: Cell::new(0),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot]
    fn iternext(this: &Ref<Cycle>, vm: &mut Vm) -> PyResult<Option<Value>> {
        if let Some(iterator) = this.iterator.cloned(vm) {
            if let Some(item) = iterator.next(vm)? {
                this.saved.get_mut(vm).push(item.clone());
                return Ok(Some(item));
            }
            drop(this.iterator.replace(None, vm));
        }
        let saved = this.saved.get(vm);
        let index = this.index.get();
        let item = saved.get(index).cloned();
        let following = index + 1;
        this.index.set(if following < saved.len() {
            following
        } else {
            0
        });
        Ok(item)
    }
}

/// Gives the same object again and again.
#[derive(Payload)]
pub(super) struct Repeat {
    object: Value,
    /// How often it is still to be given; `None` for ever.
    left: Cell<Option<usize>>,
}

/// The object, as often as times says, or without end.
#[native_class(name = "itertools.repeat", flags(base))]
impl Repeat {
    #[new(signature = "(object, times=<unrepresentable>)", hidden)]
    fn new(class: &Ref<Type>, object: Value, times: Option<isize>, vm: &mut Vm) -> Ref<Repeat> {
        let left = Cell::new(times.map(|times| times.max(0) as usize));
        Ref::with_class(Repeat { object, left }, class, vm)
    }

    #[slot]
    fn iternext(this: &Ref<Repeat>, _vm: &mut Vm) -> PyResult<Option<Value>> {
        match this.left.get() {
            Some(0) => return Ok(None),
            Some(left) => this.left.set(Some(left - 1)),
            None => {}
        }
        Ok(Some(this.object.clone()))
    }

    #[slot]
    fn repr(this: &Ref<Repeat>, vm: &mut Vm) -> PyResult {
        let name = this.as_value().class(vm).name(vm);
        let object: Ref<Str> = this.object.repr(vm)?;
        let object = object.to_string_lossy();
        let text = match this.left.get() {
            Some(left) => format!("{name}({object}, {left})"),
            None => format!("{name}({object})"),
        };
        Ok(vm.new_str(&text))
    }

    /// Returns how often the object is still to be given.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<Repeat>, vm: &mut Vm) -> PyResult<usize> {
        match this.left.get() {
            Some(left) => Ok(left),
            None => Err(vm.type_error("len() of unsized object")),
        }
    }
}
