//! `SignalDictMixin`: a mapping of signals to truth, over the bits of a context. The class that
//! Python sees, `SignalDict`, inherits from it and from `MutableMapping`.

use std::cell::Cell;

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::list::List;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{PyResult, Raised, Ref, Value, Vm};

use super::signals::{self, SIGNALS};

/// Signals and whether they are set.
#[derive(Payload)]
pub(super) struct SignalDict {
    pub(super) bits: Cell<u32>,
    /// Whether it belongs to a context.
    is_valid: Cell<bool>,
}

impl SignalDict {
    /// A mapping with these bits.
    pub(super) fn of(bits: u32, vm: &mut Vm) -> PyResult<Ref<SignalDict>> {
        let class = super::signal_dict_class(vm)?;
        let dict = SignalDict {
            bits: Cell::new(bits),
            is_valid: Cell::new(true),
        };
        Ok(Ref::with_class(dict, &class, vm))
    }

    /// Its context is gone: whatever is asked of it now raises `ValueError`.
    pub(super) fn invalidate(&self) {
        self.is_valid.set(false);
    }

    fn check(&self, vm: &mut Vm) -> PyResult<()> {
        match self.is_valid.get() {
            true => Ok(()),
            false => Err(invalid(vm)),
        }
    }
}

fn invalid(vm: &mut Vm) -> Raised {
    vm.value_error("invalid signal dict")
}

/// The bits of a dict that has every signal as a key.
fn bits_of_dict(dict: &Ref<Dict>, vm: &mut Vm) -> PyResult<Option<u32>> {
    if dict.length(vm) != SIGNALS.len() {
        return Ok(None);
    }
    let mut bits = 0;
    for signal in &SIGNALS {
        let class = signal.class(vm).into_value();
        let Some(value) = dict.get_item(&class, vm)? else {
            return Ok(None);
        };
        if value.is_true(vm)? {
            bits |= signal.bits;
        }
    }
    Ok(Some(bits))
}

/// The bits that a mapping of signals stands for.
///
/// Raises `TypeError` for another value, and `KeyError` for a dict with other keys.
pub(super) fn bits_of_mapping(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    if let Some(signals) = value.downcast::<SignalDict>() {
        signals.check(vm)?;
        return Ok(signals.bits.get());
    }
    let Some(dict) = value.downcast::<Dict>() else {
        return Err(vm.type_error("argument must be a signal dict"));
    };
    let dict = dict.clone();
    match bits_of_dict(&dict, vm)? {
        Some(bits) => Ok(bits),
        None => {
            let message = vm.new_str("invalid signal dict");
            Err(vm.key_error(message))
        }
    }
}

/// The bits that a list or a mapping of signals stands for.
pub(super) fn bits_of_argument(value: &Value, vm: &mut Vm) -> PyResult<u32> {
    let Some(list) = value.downcast::<List>() else {
        return bits_of_mapping(value, vm);
    };
    let mut bits = 0;
    for class in list.items(vm).clone() {
        bits |= signals::bits_of(&class, vm)?;
    }
    Ok(bits)
}

#[native_class(name = "decimal.SignalDictMixin", flags(base), undocumented)]
impl SignalDict {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: rpy_vm::Args<'_>, vm: &mut Vm) -> Ref<SignalDict> {
        let _ = args;
        let dict = SignalDict {
            bits: Cell::new(0),
            is_valid: Cell::new(false),
        };
        Ref::with_class(dict, class, vm)
    }

    #[slot]
    fn repr(this: &Ref<SignalDict>, vm: &mut Vm) -> PyResult<String> {
        this.check(vm)?;
        let bits = this.bits.get();
        let items: Vec<String> = SIGNALS
            .iter()
            .map(|signal| {
                let value = if signal.bits & bits != 0 {
                    "True"
                } else {
                    "False"
                };
                format!("<class 'decimal.{}'>:{value}", signal.name)
            })
            .collect();
        Ok(format!("{{{}}}", items.join(", ")))
    }

    #[slot]
    fn length(this: &Ref<SignalDict>, vm: &mut Vm) -> PyResult<usize> {
        this.check(vm)?;
        Ok(SIGNALS.len())
    }

    #[slot]
    fn iter(this: &Ref<SignalDict>, vm: &mut Vm) -> PyResult {
        this.check(vm)?;
        let classes = SIGNALS.iter().map(|signal| signal.class(vm).into_value());
        let classes = classes.collect();
        let classes = Tuple::new(classes, vm).into_value();
        classes.iter(vm)
    }

    #[slot]
    fn subscript(this: &Ref<SignalDict>, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        this.check(vm)?;
        let bits = signals::bits_of(key, vm)?;
        Ok(this.bits.get() & bits != 0)
    }

    #[slot]
    fn set_subscript(
        this: &Ref<SignalDict>,
        key: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        this.check(vm)?;
        let Some(value) = value else {
            return Err(vm.value_error("signal keys cannot be deleted"));
        };
        let bits = signals::bits_of(key, vm)?;
        let is_set = value.is_true(vm)?;
        let others = this.bits.get() & !bits;
        this.bits.set(if is_set { others | bits } else { others });
        Ok(())
    }

    #[slot]
    fn compare(
        this: &Ref<SignalDict>,
        other: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        this.check(vm)?;
        if !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let bits = if let Some(other) = other.downcast::<SignalDict>() {
            other.check(vm)?;
            Some(other.bits.get())
        } else if let Some(other) = other.downcast::<Dict>() {
            match bits_of_dict(&other.clone(), vm)? {
                Some(bits) => Some(bits),
                None if other.length(vm) == 0 => return Err(invalid(vm)),
                None => return Ok(Value::NOT_IMPLEMENTED),
            }
        } else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let is_equal = bits == Some(this.bits.get());
        Ok(Value::bool(is_equal == (op == CompareOperator::Equal)))
    }

    /// Gives a dict of the signals.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<SignalDict>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        this.check(vm)?;
        let dict = Dict::new(vm);
        for signal in &SIGNALS {
            let class = signal.class(vm).into_value();
            let is_set = Value::bool(this.bits.get() & signal.bits != 0);
            dict.set_item(class, is_set, vm)?;
        }
        Ok(dict)
    }
}
