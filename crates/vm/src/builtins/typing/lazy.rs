//! Bounds, defaults and values that are evaluated when they are first asked for.

use rpy_macros::{Payload, native_class};

use crate::builtins::generic_alias::write_argument;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::convert::FromArgument;
use crate::object::Garbage;
use crate::object::PayloadField;
use crate::object::cell::HeapCell;
use crate::object::payload::Visitor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `annotationlib.Format.VALUE`
const VALUE: i64 = 1;
/// `annotationlib.Format.STRING`
const STRING: i64 = 4;

/// A value, the function that computes it, or neither.
pub(super) struct Lazy {
    value: HeapCell<Value>,
    evaluate: HeapCell<Value>,
}

impl PayloadField for Lazy {
    const HOLDS_REFERENCES: bool = true;

    fn show(&self, visit: &mut Visitor<'_>) {
        self.value.show(visit);
        self.evaluate.show(visit);
    }

    fn give_up(&self, garbage: &mut Garbage) {
        self.value.give_up(garbage);
        self.evaluate.give_up(garbage);
    }
}

impl Lazy {
    /// Nothing.
    pub(super) fn absent() -> Lazy {
        Lazy::of(None)
    }

    /// A value that is known.
    pub(super) fn of(value: Option<Value>) -> Lazy {
        Lazy {
            value: HeapCell::new(value.unwrap_or(Value::UNBOUND)),
            evaluate: HeapCell::new(Value::NONE),
        }
    }

    /// What a function computes.
    pub(super) fn deferred(evaluate: Value) -> Lazy {
        Lazy {
            value: HeapCell::new(Value::UNBOUND),
            evaluate: HeapCell::new(evaluate),
        }
    }

    /// Sets the function that computes the value.
    pub(super) fn defer(&self, evaluate: Value, vm: &mut Vm) {
        drop(self.evaluate.replace(evaluate, vm));
    }

    /// Whether there is a value or a function.
    pub(super) fn is_set(&self, vm: &Vm) -> bool {
        !self.value.get(vm).is_unbound() || !self.evaluate.get(vm).is_none()
    }

    /// The value, computed if need be, or `missing`.
    pub(super) fn get(&self, missing: Value, vm: &mut Vm) -> PyResult {
        let known = self.value.cloned(vm);
        if !known.is_unbound() {
            return Ok(known);
        }
        let evaluate = self.evaluate.cloned(vm);
        if evaluate.is_none() {
            return Ok(missing);
        }
        let format = vm.new_int(VALUE);
        let value = evaluate.call_positional(&[format], vm)?;
        drop(self.value.replace(value.clone(), vm));
        Ok(value)
    }

    /// The function that gives the value in a format, or None.
    pub(super) fn evaluator(&self, vm: &mut Vm) -> Value {
        let value = self.value.cloned(vm);
        let evaluate = self.evaluate.cloned(vm);
        if value.is_unbound() || !evaluate.is_none() {
            return evaluate;
        }
        Ref::new(ConstEvaluator { value }, vm).into_value()
    }
}

/// Gives a value that is known in any format.
#[derive(Payload)]
struct ConstEvaluator {
    value: Value,
}

#[native_class(name = "_typing._ConstEvaluator", flags(disallow_instantiation))]
impl ConstEvaluator {
    #[slot]
    fn call(this: &Ref<ConstEvaluator>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("constevaluator.__call__() takes no keyword arguments"));
        }
        let [format] = args.positional() else {
            let count = args.len();
            return Err(vm.type_error(format!(
                "constevaluator.__call__() takes exactly 1 argument ({count} given)"
            )));
        };
        if i64::from_argument(format, vm)? != STRING {
            return Ok(this.value.clone());
        }
        let mut text = String::new();
        match this.value.downcast::<Tuple>() {
            Some(items) => {
                text.push('(');
                for (index, item) in items.as_slice().iter().enumerate() {
                    if index > 0 {
                        text.push_str(", ");
                    }
                    write_argument(&mut text, item, vm)?;
                }
                text.push(')');
            }
            None => write_argument(&mut text, &this.value, vm)?,
        }
        Ok(vm.new_str(&text))
    }

    #[slot]
    fn repr(this: &Ref<ConstEvaluator>, vm: &mut Vm) -> PyResult {
        let shown = this.value.repr(vm)?;
        Ok(vm.new_str(&format!("<constevaluator {}>", shown.to_string_lossy())))
    }
}
