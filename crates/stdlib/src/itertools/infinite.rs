//! `count`, `cycle` and `repeat`.

use std::cell::Cell;

use rpy_bytecode::BinaryOperator;
use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::{NativeSignature, TypeSpec};
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

use crate::support::{arguments, iterator_spec, parameter, payload, positional, signature};

/// Counts on without end.
pub(super) struct Count {
    next: HeapCell<Value>,
    step: Value,
}

payload!(Count, "itertools.count", holds [next, step], clears [next]);

pub(super) const COUNT: TypeSpec = iterator_spec!(
    Count,
    "itertools.count",
    "Numbers from start (0), in steps of step (1), without end.",
    new Some(new_count),
    next next_count,
    repr repr_count,
    members &[]
);

static COUNT_SIGNATURE: NativeSignature = signature(
    "count",
    &[parameter("start", false), parameter("step", false)],
);

/// Whether arithmetic may be tried on a value.
fn is_number(value: &Value, vm: &Vm) -> bool {
    let slots = value.class(vm).slots(vm);
    slots.index.is_some() || slots.int.is_some() || slots.float.is_some()
}

fn new_count(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [start, step] = arguments(args, &COUNT_SIGNATURE, vm)?;
    if [start, step]
        .into_iter()
        .flatten()
        .any(|number| !is_number(number, vm))
    {
        return Err(vm.type_error("a number is required"));
    }
    let payload = Count {
        next: HeapCell::new(start.cloned().unwrap_or(Value::from_i32(0))),
        step: step.cloned().unwrap_or(Value::from_i32(1)),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_count(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Count> = expect(this);
    let number = this.next.cloned(vm);
    let next = number.binary(&this.step, BinaryOperator::Add, vm)?;
    drop(this.next.replace(next, vm));
    Ok(Some(number))
}

fn repr_count(this: &Value, vm: &mut Vm) -> PyResult {
    let count: &Ref<Count> = expect(this);
    let name = this.class(vm).name(vm);
    let next = count.next.cloned(vm).repr(vm)?;
    let next = next.to_string_lossy();
    if count.step.as_small_int() == Some(1) {
        return Ok(vm.new_str(&format!("{name}({next})")));
    }
    let step = count.step.repr(vm)?;
    let step = step.to_string_lossy();
    Ok(vm.new_str(&format!("{name}({next}, {step})")))
}

/// Gives the items of an iterator again and again.
pub(super) struct Cycle {
    /// `None` after the first round.
    iterator: HeapCell<Option<Value>>,
    saved: HeapCell<Vec<Value>>,
    index: Cell<usize>,
}

payload!(Cycle, "itertools.cycle", holds [iterator, saved], clears [iterator, saved]);

pub(super) const CYCLE: TypeSpec = iterator_spec!(
    Cycle,
    "itertools.cycle",
    "The items of the iterable, again and again.",
    new Some(new_cycle),
    next next_cycle,
    members &[]
);

fn new_cycle(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let items = positional("cycle", args, 1, 1, vm)?;
    let payload = Cycle {
        iterator: HeapCell::new(Some(items[0].iter(vm)?)),
        saved: HeapCell::new(Vec::new()),
        index: Cell::new(0),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

fn next_cycle(this: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Cycle> = expect(this);
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

/// Gives the same object again and again.
pub(super) struct Repeat {
    object: Value,
    /// How often it is still to be given; `None` for ever.
    left: Cell<Option<usize>>,
}

payload!(Repeat, "itertools.repeat", holds [object], clears []);

pub(super) const REPEAT: TypeSpec = iterator_spec!(
    Repeat,
    "itertools.repeat",
    "The object, as often as times says, or without end.",
    new Some(new_repeat),
    next next_repeat,
    repr repr_repeat,
    members &[Repeat::MEMBERS]
);

static REPEAT_SIGNATURE: NativeSignature = signature(
    "repeat",
    &[parameter("object", true), parameter("times", false)],
);

fn new_repeat(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [object, times] = arguments(args, &REPEAT_SIGNATURE, vm)?;
    let times = times
        .map(|times| isize::from_argument(times, vm))
        .transpose()?;
    let payload = Repeat {
        object: object.cloned().unwrap_or(Value::NONE),
        left: Cell::new(times.map(|times| times.max(0) as usize)),
    };
    Ok(Ref::with_class(payload, class, vm).into_value())
}

#[methods]
impl Repeat {
    /// Returns how often the object is still to be given.
    #[method(name = "__length_hint__", signature = "($self, /)")]
    fn length_hint(this: &Ref<Repeat>, vm: &mut Vm) -> PyResult<usize> {
        match this.left.get() {
            Some(left) => Ok(left),
            None => Err(vm.type_error("len() of unsized object")),
        }
    }
}

fn next_repeat(this: &Value, _vm: &mut Vm) -> PyResult<Option<Value>> {
    let this: &Ref<Repeat> = expect(this);
    match this.left.get() {
        Some(0) => return Ok(None),
        Some(left) => this.left.set(Some(left - 1)),
        None => {}
    }
    Ok(Some(this.object.clone()))
}

fn repr_repeat(this: &Value, vm: &mut Vm) -> PyResult {
    let repeat: &Ref<Repeat> = expect(this);
    let name = this.class(vm).name(vm);
    let object: Ref<Str> = repeat.object.repr(vm)?;
    let object = object.to_string_lossy();
    let text = match repeat.left.get() {
        Some(left) => format!("{name}({object}, {left})"),
        None => format!("{name}({object})"),
    };
    Ok(vm.new_str(&text))
}
