//! `BaseException`: construction, text, and the attributes that all exceptions have.

use rpy_macros::native_class;

use crate::builtins::dict::Dict;
use crate::builtins::exceptions::traceback::Traceback;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `__new__`: keeps the positional arguments.
pub(super) fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let args = Tuple::from_slice(args.positional(), vm);
    let payload = BaseException::with_args(args);
    Ok(heap::new_instance(vm.heap(), class, payload).into_value())
}

/// `__init__`: keeps the arguments; there must be no keywords.
pub(super) fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    if args.has_keywords() {
        let name = this.type_name(vm);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    set_args(this, args.positional(), vm)
}

/// Sets `args`.
pub(super) fn set_args(this: &Value, args: &[Value], vm: &mut Vm) -> PyResult<()> {
    let exception = exception_payload(this, vm)?;
    let unchanged = {
        let current = exception.args.get(vm).as_slice();
        current.len() == args.len() && current.iter().zip(args).all(|(a, b)| a.is(b))
    };
    if !unchanged {
        let args = Tuple::from_slice(args, vm);
        exception.args.replace(args, vm);
    }
    Ok(())
}

/// `__str__`: nothing, the only argument, or all of them as a tuple.
pub(super) fn str(this: &Value, vm: &mut Vm) -> PyResult {
    let args = exception_payload(this, vm)?.args(vm);
    let text = match args.as_slice() {
        [] => return Ok(vm.names.empty.to_value()),
        [only] => only.str(vm)?,
        _ => args.as_value().str(vm)?,
    };
    Ok(text.into_value())
}

/// An exception or None, for `__context__` and `__cause__`.
fn link(name: &str, what: &str, value: Option<Value>, vm: &mut Vm) -> PyResult {
    match value {
        None => Err(vm.type_error(format!("{name} may not be deleted"))),
        Some(value) if value.is_none() || value.has_payload::<BaseException>() => Ok(value),
        Some(_) => Err(vm.type_error(format!(
            "exception {what} must be None or derive from BaseException"
        ))),
    }
}

fn check_traceback(value: &Value, vm: &mut Vm) -> PyResult<()> {
    if value.is_none() || value.has_payload::<Traceback>() {
        return Ok(());
    }
    Err(vm.type_error("__traceback__ must be a traceback or None"))
}

/// What all exceptions derive from.
#[native_class(
    registry = exceptions.base_exception,
    flags(base, dict),
    slots(new = new, init = init, str = str)
)]
impl BaseException {
    #[slot]
    fn repr(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult {
        let args = this.args(vm);
        let name = this.class().name(vm);
        let text = match args.as_slice() {
            [only] => format!("{name}({})", only.repr(vm)?.to_string_lossy()),
            _ => format!("{name}{}", args.as_value().repr(vm)?.to_string_lossy()),
        };
        Ok(vm.new_str(&text))
    }

    // Arguments of the constructor.
    #[getter(args)]
    fn get_args(this: &Ref<BaseException>, vm: &mut Vm) -> Ref<Tuple> {
        this.args(vm)
    }

    #[setter(args)]
    fn assign_args(this: &Ref<BaseException>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("args may not be deleted"));
        };
        let items = vm.collect(&value)?;
        let args = Tuple::new(items, vm);
        this.args.replace(args, vm);
        Ok(())
    }

    // Where the exception passed.
    #[getter(__traceback__)]
    fn get_traceback(this: &Ref<BaseException>, vm: &mut Vm) -> Value {
        this.traceback(vm)
    }

    #[setter(__traceback__)]
    fn assign_traceback(
        this: &Ref<BaseException>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("__traceback__ may not be deleted"));
        };
        check_traceback(&value, vm)?;
        this.set_traceback(value, vm);
        Ok(())
    }

    // The exception that was being handled when this one was raised.
    #[getter(__context__)]
    fn get_context(this: &Ref<BaseException>, vm: &mut Vm) -> Value {
        this.context(vm)
    }

    #[setter(__context__)]
    fn assign_context(
        this: &Ref<BaseException>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let value = link("__context__", "context", value, vm)?;
        this.set_context(value, vm);
        Ok(())
    }

    // The exception given with `raise ... from`.
    #[getter(__cause__)]
    fn get_cause(this: &Ref<BaseException>, vm: &mut Vm) -> Value {
        this.cause(vm)
    }

    #[setter(__cause__)]
    fn assign_cause(this: &Ref<BaseException>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = link("__cause__", "cause", value, vm)?;
        this.set_cause(value, vm);
        Ok(())
    }

    // Whether the context is left out when the exception is printed.
    #[getter(name = "__suppress_context__", member)]
    fn get_suppress_context(this: &Ref<BaseException>) -> bool {
        this.suppresses_context()
    }

    #[setter(__suppress_context__)]
    fn assign_suppress_context(
        this: &Ref<BaseException>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("can't delete numeric/char attribute"));
        };
        let Some(suppress) = value.as_bool() else {
            return Err(vm.type_error("attribute value type must be bool"));
        };
        this.suppress_context.set(suppress);
        Ok(())
    }

    /// Sets `__traceback__` and returns the exception.
    #[method(signature = "($self, tb, /)")]
    fn with_traceback(this: &Ref<BaseException>, object: Value, vm: &mut Vm) -> PyResult {
        check_traceback(&object, vm)?;
        this.set_traceback(object, vm);
        Ok(this.to_value())
    }

    /// Adds a note, which is printed behind the exception's message.
    #[method(signature = "($self, note, /)")]
    fn add_note(this: &Ref<BaseException>, note: &Ref<Str>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.names.__notes__.clone();
        let notes = match this.as_value().get_attribute_optional(&name, vm)? {
            Some(notes) => notes,
            None => {
                let notes = vm.new_list(Vec::new());
                this.as_value().set_attribute(&name, notes.clone(), vm)?;
                notes
            }
        };
        let Some(notes) = notes.downcast::<List>() else {
            return Err(vm.type_error("Cannot add note: __notes__ is not a list"));
        };
        notes.push(note.to_value(), vm);
        Ok(())
    }

    // The class and arguments, and the attributes if there are any.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let args = this.args(vm);
        reduce(this, args, &[], vm)
    }

    // Sets the attributes of a dict.
    #[method(signature = "($self, state, /)")]
    fn __setstate__(this: &Ref<BaseException>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        if state.is_none() {
            return Ok(());
        }
        let Some(state) = state.downcast::<Dict>() else {
            return Err(vm.type_error("state is not a dictionary"));
        };
        for (name, value) in state.items_vec(vm) {
            let Some(name) = name.downcast::<Str>() else {
                let class = name.type_name(vm);
                let message = format!("attribute name must be string, not '{class}'");
                return Err(vm.type_error(message));
            };
            this.as_value().set_attribute(name, value, vm)?;
        }
        Ok(())
    }
}

/// What `pickle` and `copy` make an exception from: the class, arguments, and a dict of its
/// attributes and of some of its fields, if there are any.
pub(super) fn reduce(
    this: &Ref<BaseException>,
    args: Ref<Tuple>,
    fields: &[(&str, Value)],
    vm: &mut Vm,
) -> PyResult<Ref<Tuple>> {
    let mut parts = vec![this.class().to_value(), args.into_value()];
    let name = vm.names.__dict__.clone();
    let dict = this.as_value().get_attribute_optional(&name, vm)?;
    let dict = dict.and_then(|dict| dict.downcast_into::<Dict>().ok());
    let dict = dict.filter(|dict| dict.length(vm) > 0);
    if fields.is_empty() {
        parts.extend(dict.map(Ref::into_value));
        return Ok(Tuple::new(parts, vm));
    }
    let state = Dict::new(vm);
    for (name, value) in dict
        .iter()
        .flat_map(|dict| dict.items_vec(vm))
        .collect::<Vec<_>>()
    {
        state.set_item(name, value, vm)?;
    }
    for (name, value) in fields {
        let name = vm.intern(name);
        state.set_str(&name, value.clone(), vm);
    }
    parts.push(state.into_value());
    Ok(Tuple::new(parts, vm))
}
