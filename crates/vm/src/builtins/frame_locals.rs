//! `FrameLocalsProxy`: the local variables of a function's frame, to be read and written (PEP 667).
//! Source: <https://docs.python.org/3.14/reference/datamodel.html#frame.f_locals>

use rpy_bytecode::{BinaryOperator, CompareOperator, LocalKind};
use rpy_macros::{Payload, native_class};

use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::frame::Frame;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What a frame object gives as `f_locals` of a function. Variables of functions cannot be removed;
/// other names can be set and removed, and are kept with the frame object.
#[derive(Payload)]
pub struct FrameLocals {
    frame: Ref<Frame>,
}

impl FrameLocals {
    /// The local variables of a frame.
    pub(crate) fn new(frame: &Ref<Frame>, vm: &mut Vm) -> Ref<FrameLocals> {
        let frame = frame.clone();
        Ref::new(FrameLocals { frame }, vm)
    }

    /// The slot of a variable, if `key` names one; with `bound`, one that has a value.
    fn slot_of(&self, key: &Value, bound: bool, vm: &mut Vm) -> PyResult<Option<usize>> {
        key.hash(vm)?;
        let Some(name) = key.downcast::<Str>() else {
            return Ok(None);
        };
        let code = self.frame.code.clone();
        for (index, (known, kind)) in code.local_kinds().enumerate() {
            if !code.shows(index) || known.as_bytes() != name.as_bytes() {
                continue;
            }
            if !bound || !value_of(&self.frame, index, kind, vm).is_unbound() {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    fn find(&self, key: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        if let Some(index) = self.slot_of(key, true, vm)? {
            let kind = self.frame.code.source().locals[index].kind;
            return Ok(Some(value_of(&self.frame, index, kind, vm)));
        }
        match self.frame.extra.cloned(vm) {
            Some(extra) => extra.get_item(key, vm),
            None => Ok(None),
        }
    }

    fn set(&self, key: &Value, value: Value, vm: &mut Vm) -> PyResult<()> {
        if let Some(index) = self.slot_of(key, false, vm)? {
            let kind = self.frame.code.source().locals[index].kind;
            let old = vm.frame_slot(&self.frame, index);
            let cell = old
                .downcast::<Cell>()
                .filter(|_| kind.intersects(LocalKind::CELL | LocalKind::FREE));
            match cell {
                Some(cell) => drop(cell.content.replace(value, vm)),
                None => drop(vm.set_frame_slot(&self.frame, index, value)),
            }
            return Ok(());
        }
        let extra = match self.frame.extra.cloned(vm) {
            Some(extra) => extra,
            None => {
                let extra = Dict::new(vm);
                self.frame.extra.replace(Some(extra.clone()), vm);
                extra
            }
        };
        extra.set_item(key.clone(), value, vm)
    }

    /// Removes a name that is no variable; gives its value.
    fn remove(&self, key: &Value, vm: &mut Vm) -> PyResult<Option<Value>> {
        if self.slot_of(key, false, vm)?.is_some() {
            return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
        }
        match self.frame.extra.cloned(vm) {
            Some(extra) => extra.remove_item(key, vm),
            None => Ok(None),
        }
    }

    /// Sets all that a dict, or another of these, has.
    fn update_from(&self, other: &Value, vm: &mut Vm) -> PyResult<()> {
        let source = match other.downcast::<FrameLocals>() {
            Some(other) => vm.frame_variables(&other.frame)?,
            None => match other.downcast::<Dict>() {
                Some(dict) => dict.clone(),
                None => {
                    let message = "update() argument must be dict or another FrameLocalsProxy";
                    return Err(vm.type_error(message));
                }
            },
        };
        for key in source.keys_vec(vm) {
            if let Some(value) = source.get_item(&key, vm)? {
                self.set(&key, value, vm)?;
            }
        }
        Ok(())
    }
}

/// A variable's value in a frame; "unbound" if it has none.
fn value_of(frame: &Ref<Frame>, index: usize, kind: LocalKind, vm: &mut Vm) -> Value {
    let value = vm.frame_slot(frame, index);
    if kind.intersects(LocalKind::CELL | LocalKind::FREE)
        && let Some(cell) = value.downcast::<Cell>()
    {
        return cell.content.cloned(vm);
    }
    value
}

fn is_mapping(value: &Value) -> bool {
    value.has_payload::<Dict>() || value.has_payload::<FrameLocals>()
}

impl Vm {
    /// A new dict of the variables of a function's frame that have a value, and of the other names that
    /// were set in its `f_locals`.
    pub(crate) fn frame_variables(&mut self, frame: &Ref<Frame>) -> PyResult<Ref<Dict>> {
        let variables = Dict::new(self);
        let code = frame.code.clone();
        for index in code.shown_slots() {
            let local = &code.source().locals[index];
            let value = value_of(frame, index, local.kind, self);
            if !value.is_unbound() {
                let name = self.intern(&local.name);
                variables.set_str(&name, value, self);
            }
        }
        if let Some(extra) = frame.extra.cloned(self) {
            for key in extra.keys_vec(self) {
                if let Some(value) = extra.get_item(&key, self)? {
                    variables.set_item(key, value, self)?;
                }
            }
        }
        Ok(variables)
    }
}

#[native_class(
    name = "FrameLocalsProxy",
    registry = frame_locals,
    flags(mapping),
    undocumented
)]
impl FrameLocals {
    #[new(signature = "(frame, /)")]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if !args.names().is_empty() {
            return Err(vm.type_error("FrameLocalsProxy takes no keyword arguments"));
        }
        let [frame] = args.positional() else {
            let message = format!("FrameLocalsProxy expected 1 argument, got {}", args.len());
            return Err(vm.type_error(message));
        };
        match frame.downcast::<Frame>() {
            Some(frame) => Ok(FrameLocals::new(&frame.clone(), vm).into_value()),
            None => {
                let class = frame.type_name(vm);
                Err(vm.type_error(format!("expect frame, not {class}")))
            }
        }
    }

    #[slot]
    fn repr(value: &Value, vm: &mut Vm) -> PyResult {
        if !vm.repr_enter(value) {
            return Ok(vm.new_str("{...}"));
        }
        let variables = variables(value, vm);
        let text = variables.and_then(|variables| variables.as_value().repr(vm));
        vm.repr_leave(value);
        text.map(Ref::into_value)
    }

    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        if !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal = match (right.downcast::<FrameLocals>(), right.downcast::<Dict>()) {
            (Some(other), _) => payload(left).frame.is(&other.frame),
            (None, Some(_)) => variables(left, vm)?.as_value().equals(right, vm)?,
            (None, None) => return Ok(Value::NOT_IMPLEMENTED),
        };
        Ok(Value::bool(equal == (op == CompareOperator::Equal)))
    }

    #[slot]
    fn length(value: &Value, vm: &mut Vm) -> PyResult<usize> {
        variables(value, vm)?.as_value().length(vm)
    }

    #[slot]
    fn iter(value: &Value, vm: &mut Vm) -> PyResult {
        names(value, vm)?.iter(vm)
    }

    #[slot]
    fn subscript(value: &Value, key: &Value, vm: &mut Vm) -> PyResult {
        if let Some(found) = payload(value).find(key, vm)? {
            return Ok(found);
        }
        let shown = key.repr(vm)?.to_string_lossy().into_owned();
        let message = vm.new_str(&format!("local variable '{shown}' is not defined"));
        Err(vm.key_error(message))
    }

    #[slot]
    fn set_subscript(value: &Value, key: &Value, item: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        match item {
            Some(item) => payload(value).set(key, item, vm),
            None => match payload(value).remove(key, vm)? {
                Some(_) => Ok(()),
                None => Err(vm.key_error(key.clone())),
            },
        }
    }

    #[slot]
    fn contains(value: &Value, key: &Value, vm: &mut Vm) -> PyResult<bool> {
        Ok(payload(value).find(key, vm)?.is_some())
    }

    #[slot]
    fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        if !is_mapping(left) || !is_mapping(right) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let as_dict = |value: &Value, vm: &mut Vm| match value.has_payload::<FrameLocals>() {
            true => variables(value, vm).map(Ref::into_value),
            false => Ok(value.clone()),
        };
        let (left, right) = (as_dict(left, vm)?, as_dict(right, vm)?);
        left.binary(&right, BinaryOperator::Or, vm)
    }

    #[slot]
    fn inplace_or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        if !is_mapping(right) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        payload(left).update_from(right, vm)?;
        Ok(left.clone())
    }

    #[method(signature = "($self, key, default=None, /)", hidden)]
    fn get(this: &Ref<FrameLocals>, key: &Value, default: Value, vm: &mut Vm) -> PyResult {
        Ok(this.find(key, vm)?.unwrap_or(default))
    }

    #[method(signature = "($self, key, default=None, /)", hidden)]
    fn setdefault(this: &Ref<FrameLocals>, key: &Value, default: Value, vm: &mut Vm) -> PyResult {
        if let Some(found) = this.find(key, vm)? {
            return Ok(found);
        }
        this.set(key, default.clone(), vm)?;
        Ok(default)
    }

    #[method(signature = "($self, *args)", hidden)]
    fn pop(this: &Ref<FrameLocals>, args: &[Value], vm: &mut Vm) -> PyResult {
        let (key, default) = match args {
            [key] => (key, None),
            [key, default] => (key, Some(default.clone())),
            [] => return Err(vm.type_error("pop expected at least 1 argument, got 0")),
            more => {
                let message = format!("pop expected at most 2 arguments, got {}", more.len());
                return Err(vm.type_error(message));
            }
        };
        match this.remove(key, vm)?.or(default) {
            Some(value) => Ok(value),
            None => Err(vm.key_error(key.clone())),
        }
    }

    #[method(signature = "($self, object, /)")]
    fn update(this: &Ref<FrameLocals>, object: &Value, vm: &mut Vm) -> PyResult<()> {
        this.update_from(object, vm)
    }

    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<FrameLocals>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        vm.frame_variables(&this.frame)
    }

    #[method(signature = "($self, /)")]
    fn keys(this: &Ref<FrameLocals>, vm: &mut Vm) -> PyResult {
        names(this.as_value(), vm)
    }

    #[method(signature = "($self, /)")]
    fn values(this: &Ref<FrameLocals>, vm: &mut Vm) -> PyResult {
        let variables = vm.frame_variables(&this.frame)?;
        let values = variables.table(vm).iter().map(|entry| entry.value.clone());
        let values = values.collect();
        Ok(vm.new_list(values))
    }

    #[method(signature = "($self, /)")]
    fn items(this: &Ref<FrameLocals>, vm: &mut Vm) -> PyResult {
        let variables = vm.frame_variables(&this.frame)?;
        let entries = variables.table(vm).iter();
        let pairs: Vec<[Value; 2]> = entries
            .map(|entry| [entry.key.clone(), entry.value.clone()])
            .collect();
        let items = pairs
            .into_iter()
            .map(|pair| Tuple::from_array(pair, vm).into_value());
        let items = items.collect();
        Ok(vm.new_list(items))
    }

    #[method(signature = "($self, /)")]
    fn __reversed__(this: &Ref<FrameLocals>, vm: &mut Vm) -> PyResult {
        let mut names = vm.frame_variables(&this.frame)?.keys_vec(vm);
        names.reverse();
        Ok(vm.new_list(names))
    }
}

fn payload(value: &Value) -> &Ref<FrameLocals> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

fn variables(value: &Value, vm: &mut Vm) -> PyResult<Ref<Dict>> {
    let frame = payload(value).frame.clone();
    vm.frame_variables(&frame)
}

fn names(value: &Value, vm: &mut Vm) -> Result<Value, Raised> {
    let names = variables(value, vm)?.keys_vec(vm);
    Ok(vm.new_list(names))
}
