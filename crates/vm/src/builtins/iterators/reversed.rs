//! `reversed`: the items of a sequence from last to first.
//! Reference: <https://docs.python.org/3.14/library/functions.html#reversed>

use std::cell::Cell;

use rpy_macros::{Payload, native_class};

use crate::builtins::iterators::StoredIndex;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::cell::HeapCell;
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Reads a sequence backwards by its indices.
#[derive(Payload)]
pub struct Reversed {
    /// The sequence; `None` at the end.
    sequence: HeapCell<Option<Value>>,
    /// One more than the index of the next item.
    end: Cell<usize>,
}

/// The items of a sequence from last to first.
#[native_class(name = "reversed", registry = reversed, flags(base))]
impl Reversed {
    #[new(signature = "(sequence, /)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("reversed() takes no keyword arguments"));
        }
        let [sequence] = args.positional() else {
            let count = args.len();
            return Err(vm.type_error(format!("reversed expected 1 argument, got {count}")));
        };
        let name = vm.names.__reversed__.clone();
        match sequence.lookup_special(&name, vm)? {
            Some(method) if !method.is_none() => return method.call_positional(&[], vm),
            None if sequence.is_sequence(vm) => {}
            _ => {
                let name = sequence.type_name(vm);
                return Err(vm.type_error(format!("'{name}' object is not reversible")));
            }
        }
        let payload = Reversed {
            end: Cell::new(sequence.length(vm)?),
            sequence: HeapCell::new(Some(sequence.clone())),
        };
        Ok(Ref::with_class(payload, class, vm).into_value())
    }

    #[slot]
    fn iternext(this: &Ref<Reversed>, vm: &mut Vm) -> PyResult<Step> {
        let Some(sequence) = this.sequence.cloned(vm) else {
            return Ok(Step::END);
        };
        if let Some(index) = this.end.get().checked_sub(1) {
            let index_value = vm.new_int(index as i64);
            match sequence.subscript(&index_value, vm) {
                Ok(item) => {
                    this.end.set(index);
                    return Ok(Step::Item(item));
                }
                Err(raised)
                    if raised.is_instance(&vm.types.exceptions.index_error, vm)
                        || raised.is_instance(&vm.types.exceptions.stop_iteration, vm) => {}
                Err(raised) => return Err(raised),
            }
        }
        this.end.set(0);
        drop(this.sequence.replace(None, vm));
        Ok(Step::END)
    }

    /// Returns how many items are left.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<Reversed>, vm: &mut Vm) -> PyResult<usize> {
        let Some(sequence) = this.sequence.cloned(vm) else {
            return Ok(0);
        };
        let length = sequence.length(vm)?;
        let end = this.end.get();
        Ok(if end > length { 0 } else { end })
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Reversed>, vm: &mut Vm) -> Ref<Tuple> {
        let class = this.class().to_value();
        match this.sequence.cloned(vm) {
            Some(sequence) => {
                let arguments = Tuple::new(vec![sequence], vm).into_value();
                let last = Value::small_int(this.end.get() as i64 - 1);
                let last = last.expect("lengths are small ints");
                Tuple::new(vec![class, arguments, last], vm)
            }
            None => {
                let empty = Tuple::new(Vec::new(), vm).into_value();
                let arguments = Tuple::new(vec![empty], vm).into_value();
                Tuple::new(vec![class, arguments], vm)
            }
        }
    }

    /// Sets the index of the next item, for pickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<Reversed>, state: StoredIndex, vm: &mut Vm) -> PyResult<()> {
        if let Some(sequence) = this.sequence.cloned(vm) {
            let last = sequence.length(vm)? as isize - 1;
            this.end.set((state.0.clamp(-1, last) + 1) as usize);
        }
        Ok(())
    }
}
