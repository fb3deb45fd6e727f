//! `partial`: a function with some of its arguments.
//! Reference: <https://docs.python.org/3.14/library/functools.html#functools.partial>

use rpy_macros::{Payload, Traverse, native_class};
use rpy_vm::builtins::descriptors::BoundMethod;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::ModuleState;
use rpy_vm::{Args, HeapCell, PyResult, Ref, Value, Vm};

/// Stands for an argument that a call of a `partial` gives.
#[derive(Payload)]
pub(super) struct Placeholder;

/// The one instance.
pub(super) struct PlaceholderInstance(Ref<Placeholder>);

impl ModuleState for PlaceholderInstance {
    fn new(vm: &mut Vm) -> PlaceholderInstance {
        PlaceholderInstance(Ref::new(Placeholder, vm))
    }
}

impl Placeholder {
    /// The one instance.
    pub(super) fn instance(vm: &mut Vm) -> Ref<Placeholder> {
        vm.module_state::<PlaceholderInstance>().0.clone()
    }
}

/// The type of Placeholder, which stands for an argument that a call gives.
#[native_class(name = "functools._PlaceholderType")]
impl Placeholder {
    #[new]
    fn new(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Placeholder>> {
        if !args.is_empty() {
            return Err(vm.type_error("PlaceholderType takes no arguments"));
        }
        Ok(Placeholder::instance(vm))
    }

    #[slot]
    fn repr(_this: &Value) -> &'static str {
        "Placeholder"
    }

    /// Returns the name of the instance, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(_this: &Ref<Placeholder>) -> &'static str {
        "Placeholder"
    }
}

/// A function, its first arguments and some of its keyword arguments.
#[derive(Payload)]
pub(super) struct Partial {
    state: HeapCell<State>,
}

#[derive(Clone, Traverse)]
struct State {
    function: Value,
    arguments: Ref<Tuple>,
    keywords: Ref<Dict>,
    /// How many of the arguments are placeholders.
    placeholders: usize,
}

fn count_placeholders(arguments: &[Value], placeholder: &Value) -> usize {
    let is_placeholder = |argument: &&Value| argument.is(placeholder);
    arguments.iter().filter(is_placeholder).count()
}

/// Puts arguments in the place of placeholders, and the rest behind.
fn join_arguments(first: &[Value], rest: &[Value], placeholder: &Value) -> Vec<Value> {
    let mut rest = rest.iter();
    let mut joined: Vec<Value> = first
        .iter()
        .map(|argument| {
            if argument.is(placeholder) {
                rest.next().unwrap_or(placeholder).clone()
            } else {
                argument.clone()
            }
        })
        .collect();
    joined.extend(rest.cloned());
    joined
}

fn same_name(a: &Value, b: &Value) -> bool {
    match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.equals(b),
        _ => a.is(b),
    }
}

/// The attributes that a partial has of its own; `None` if there are none.
fn own_attributes(partial: &Ref<Partial>, vm: &mut Vm) -> PyResult<Option<Value>> {
    let name = vm.names.__dict__.clone();
    let dict = partial.as_value().get_attribute_optional(&name, vm)?;
    let is_empty = |dict: &Value| {
        dict.downcast::<Dict>()
            .is_some_and(|dict| dict.length(vm) == 0)
    };
    Ok(dict.filter(|dict| !is_empty(dict)))
}

fn push_parts(text: &mut StrBuilder, state: &State, vm: &mut Vm) -> PyResult<()> {
    text.push_str("(");
    text.push_text(&*state.function.repr(vm)?);
    for argument in state.arguments.as_slice() {
        text.push_str(", ");
        text.push_text(&*argument.repr(vm)?);
    }
    for (name, value) in state.keywords.items_vec(vm) {
        text.push_str(", ");
        text.push_text(&*name.str(vm)?);
        text.push_str("=");
        text.push_text(&*value.repr(vm)?);
    }
    text.push_str(")");
    Ok(())
}

/// A function with some of its arguments: a call adds the others.
#[native_class(name = "functools.partial", flags(base, dict, weakref), generic)]
impl Partial {
    #[new(signature = "(func, /, *args, **keywords)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Partial>> {
        let Some((function, rest)) = args.positional().split_first() else {
            return Err(vm.type_error("type 'partial' takes at least one argument"));
        };
        if !function.is_callable(vm) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let placeholder = Placeholder::instance(vm).into_value();
        if rest.last().is_some_and(|last| last.is(&placeholder)) {
            return Err(vm.type_error("trailing Placeholders are not allowed"));
        }
        if args.keywords().any(|(_, value)| value.is(&placeholder)) {
            return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
        }
        // A partial of a partial becomes one, unless the inner one has attributes of its own.
        let inner = match function.downcast::<Partial>() {
            Some(inner) if own_attributes(inner, vm)?.is_none() => Some(inner.state.cloned(vm)),
            _ => None,
        };
        let (function, arguments, keywords) = match inner {
            Some(inner) => (
                inner.function,
                join_arguments(inner.arguments.as_slice(), rest, &placeholder),
                inner.keywords.copy(vm),
            ),
            None => (function.clone(), rest.to_vec(), Dict::new(vm)),
        };
        for (name, value) in args.keywords() {
            keywords.set_item(name.clone(), value.clone(), vm)?;
        }
        // Placeholders at the end are as good as none.
        let state = State {
            placeholders: count_placeholders(&arguments, &placeholder),
            function,
            arguments: Tuple::new(arguments, vm),
            keywords,
        };
        let state = HeapCell::new(state);
        Ok(Ref::with_class(Partial { state }, class, vm))
    }

    #[slot]
    fn call(this: &Ref<Partial>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let state = this.state.get(vm);
        let positional = args.positional();
        let mut values;
        if state.placeholders > 0 {
            if positional.len() < state.placeholders {
                let (expected, got) = (state.placeholders, positional.len());
                return Err(vm.type_error(format!(
                    "missing positional arguments in 'partial' call; expected at least {expected}, \
                     got {got}"
                )));
            }
            let state = state.clone();
            let placeholder = Placeholder::instance(vm).into_value();
            values = join_arguments(state.arguments.as_slice(), positional, &placeholder);
        } else {
            let first = state.arguments.as_slice();
            values = Vec::with_capacity(first.len() + args.len());
            values.extend_from_slice(first);
            values.extend_from_slice(positional);
        }
        let state = this.state.get(vm);
        let function = state.function.clone();
        if state.keywords.length(vm) == 0 {
            values.extend(args.keywords().map(|(_, value)| value.clone()));
            return function.call(Args::new(&values, args.names()), vm);
        }
        // Keywords of the call replace those of the partial.
        let mut keywords = state.keywords.items_vec(vm);
        for (name, value) in args.keywords() {
            let known = keywords
                .iter_mut()
                .find(|(known, _)| same_name(known, name));
            match known {
                Some((_, old)) => *old = value.clone(),
                None => keywords.push((name.clone(), value.clone())),
            }
        }
        let (names, last): (Vec<Value>, Vec<Value>) = keywords.into_iter().unzip();
        values.extend(last);
        function.call(Args::new(&values, &names), vm)
    }

    #[slot]
    fn repr(this: &Ref<Partial>, vm: &mut Vm) -> PyResult {
        let module = this.class().to_value();
        let (module_name, qualname) = (vm.names.__module__.clone(), vm.names.__qualname__.clone());
        let name = module.get_attribute(&qualname, vm)?.str(vm)?;
        let module = module.get_attribute(&module_name, vm)?.str(vm)?;
        let mut text = StrBuilder::new();
        text.push_text(&module);
        text.push_str(".");
        text.push_text(&name);
        if !vm.repr_enter(this.as_value()) {
            return Ok(vm.new_str("..."));
        }
        let state = this.state.cloned(vm);
        let result = push_parts(&mut text, &state, vm);
        vm.repr_leave(this.as_value());
        result?;
        Ok(text.finish(vm).into_value())
    }

    /// As a method: binds to the object.
    #[slot]
    fn descriptor_get(
        this: &Value,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        match object {
            Some(object) if !object.is_none() => {
                let method = BoundMethod::new(this.clone(), object.clone(), vm);
                Ok(method.into_value())
            }
            _ => Ok(this.clone()),
        }
    }

    /// The function that a call calls.
    #[getter(member)]
    fn func(this: &Ref<Partial>, vm: &mut Vm) -> Value {
        this.state.get(vm).function.clone()
    }

    /// The first arguments of a call.
    #[getter(member)]
    fn args(this: &Ref<Partial>, vm: &mut Vm) -> Ref<Tuple> {
        this.state.get(vm).arguments.clone()
    }

    /// The keyword arguments of a call, if it does not give them itself.
    #[getter(member)]
    fn keywords(this: &Ref<Partial>, vm: &mut Vm) -> Ref<Dict> {
        this.state.get(vm).keywords.clone()
    }

    /// Returns how to make such a partial, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Partial>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let state = this.state.cloned(vm);
        let dict = own_attributes(this, vm)?;
        let parts = [
            state.function.clone(),
            state.arguments.into_value(),
            state.keywords.into_value(),
            dict.unwrap_or(Value::NONE),
        ];
        let parts = Tuple::from_array(parts, vm).into_value();
        let arguments = Tuple::from_array([state.function], vm).into_value();
        Ok(Tuple::from_array(
            [this.class().to_value(), arguments, parts],
            vm,
        ))
    }

    /// Sets function, arguments, keywords and attributes, for unpickling.
    #[method(name = "__setstate__", signature = "($self, object, /)")]
    fn set_state(this: &Ref<Partial>, state: &Value, vm: &mut Vm) -> PyResult<()> {
        let Some([function, arguments, keywords, attributes]) = state
            .downcast::<Tuple>()
            .and_then(|parts| <&[Value; 4]>::try_from(parts.as_slice()).ok())
        else {
            return Err(vm.type_error("invalid partial state"));
        };
        let Some(arguments) = arguments
            .downcast::<Tuple>()
            .filter(|_| function.is_callable(vm))
        else {
            return Err(vm.type_error("invalid partial state"));
        };
        let placeholder = Placeholder::instance(vm).into_value();
        let items = arguments.as_slice();
        if items.last().is_some_and(|last| last.is(&placeholder)) {
            return Err(vm.type_error("trailing Placeholders are not allowed"));
        }
        let keywords = match keywords.downcast::<Dict>() {
            Some(keywords) => keywords.clone(),
            None if keywords.is_none() => Dict::new(vm),
            None => return Err(vm.type_error("invalid partial state")),
        };
        if !attributes.is_none() && !attributes.has_payload::<Dict>() {
            return Err(vm.type_error("invalid partial state"));
        }
        let state = State {
            placeholders: count_placeholders(items, &placeholder),
            function: function.clone(),
            arguments: Tuple::from_slice(items, vm),
            keywords,
        };
        drop(this.state.replace(state, vm));
        if !attributes.is_none() {
            let name = vm.names.__dict__.clone();
            this.as_value()
                .set_attribute(&name, attributes.clone(), vm)?;
        }
        Ok(())
    }
}
