//! `partial`: a function with some of its arguments.
//! Reference: <https://docs.python.org/3.14/library/functools.html#functools.partial>

use rpy_macros::methods;
use rpy_vm::builtins::descriptors::BoundMethod;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, HeapCell, Payload, PyResult, Ref, Value, Vm};

use crate::support::payload;

/// Stands for an argument that a call of a `partial` gives.
pub(super) struct Placeholder;

payload!(Placeholder, "functools._PlaceholderType", holds [], clears []);

pub(super) const PLACEHOLDER: TypeSpec = TypeSpec {
    signature: "",
    name: "functools._PlaceholderType",
    doc: "The type of Placeholder, which stands for an argument that a call gives.",
    payload: Placeholder::INFO,
    flags: TypeFlags::empty(),
    slots: Slots {
        new: Some(new_placeholder),
        repr: Some(repr_placeholder),
        ..Slots::EMPTY
    },
    members: &[Placeholder::MEMBERS],
};

impl Placeholder {
    /// The one instance.
    pub(super) fn instance(vm: &mut Vm) -> Ref<Placeholder> {
        // Kept in the dict of its type.
        let name = vm.intern("__instance__");
        let class = vm.native_type::<Placeholder>().clone();
        if let Some(instance) = class.dict().get_str(&name, vm)
            && let Some(instance) = instance.downcast::<Placeholder>()
        {
            return instance.clone();
        }
        let instance = Ref::new(Placeholder, vm);
        class.dict().set_str(&name, instance.to_value(), vm);
        instance
    }
}

#[methods]
impl Placeholder {
    /// Returns the name of the instance, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(_this: &Ref<Placeholder>) -> &'static str {
        "Placeholder"
    }
}

fn new_placeholder(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("_PlaceholderType takes no arguments"));
    }
    Ok(Placeholder::instance(vm).into_value())
}

fn repr_placeholder(_this: &Value, vm: &mut Vm) -> PyResult {
    Ok(vm.new_str("Placeholder"))
}

/// A function, its first arguments and some of its keyword arguments.
pub(super) struct Partial {
    state: HeapCell<State>,
}

payload!(Partial, "functools.partial", holds [state], clears []);

#[derive(Clone)]
struct State {
    function: Value,
    arguments: Ref<Tuple>,
    keywords: Ref<Dict>,
    /// How many of the arguments are placeholders.
    placeholders: usize,
}

impl rpy_vm::object::Traverse for State {
    fn traverse(&self, visit: &mut rpy_vm::object::Visitor<'_>) {
        visit(&self.function);
        visit(self.arguments.as_value());
        visit(self.keywords.as_value());
    }
}

pub(super) const PARTIAL: TypeSpec = TypeSpec {
    signature: "",
    name: "functools.partial",
    doc: "A function with some of its arguments: a call adds the others.",
    payload: Partial::INFO,
    flags: TypeFlags::BASE
        .union(TypeFlags::DICT)
        .union(TypeFlags::WEAKREF),
    slots: Slots {
        new: Some(new),
        call: Some(call),
        repr: Some(repr),
        descriptor_get: Some(bind),
        ..Slots::EMPTY
    },
    members: &[Partial::MEMBERS],
};

fn count_placeholders(arguments: &[Value], placeholder: &Value) -> usize {
    let is_placeholder = |argument: &&Value| argument.is(placeholder);
    arguments.iter().filter(is_placeholder).count()
}

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
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
    // A partial of a partial becomes one.
    let inner = function
        .downcast::<Partial>()
        .map(|inner| inner.state.cloned(vm));
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
    Ok(Ref::with_class(Partial { state }, class, vm).into_value())
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

fn call(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let partial: &Ref<Partial> = expect(this);
    let state = partial.state.get(vm);
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
    let state = partial.state.get(vm);
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

fn same_name(a: &Value, b: &Value) -> bool {
    match (a.downcast::<Str>(), b.downcast::<Str>()) {
        (Some(a), Some(b)) => a.equals(b),
        _ => a.is(b),
    }
}

/// As a method: binds to the object.
fn bind(this: &Value, object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
    match object {
        Some(object) if !object.is_none() => {
            let method = BoundMethod::new(this.clone(), object.clone(), vm);
            Ok(method.into_value())
        }
        _ => Ok(this.clone()),
    }
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let partial: &Ref<Partial> = expect(this);
    let module = partial.class().to_value();
    let (module_name, qualname) = (vm.names.__module__.clone(), vm.names.__qualname__.clone());
    let name = module.get_attribute(&qualname, vm)?.str(vm)?;
    let module = module.get_attribute(&module_name, vm)?.str(vm)?;
    let mut text = StrBuilder::new();
    text.push_text(&module);
    text.push_str(".");
    text.push_text(&name);
    if !vm.repr_enter(this) {
        text.push_str("(...)");
        return Ok(text.finish(vm).into_value());
    }
    let state = partial.state.cloned(vm);
    let result = push_parts(&mut text, &state, vm);
    vm.repr_leave(this);
    result?;
    Ok(text.finish(vm).into_value())
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

#[methods]
impl Partial {
    /// The function that a call calls.
    #[getter]
    fn func(this: &Ref<Partial>, vm: &mut Vm) -> Value {
        this.state.get(vm).function.clone()
    }

    /// The first arguments of a call.
    #[getter]
    fn args(this: &Ref<Partial>, vm: &mut Vm) -> Ref<Tuple> {
        this.state.get(vm).arguments.clone()
    }

    /// The keyword arguments of a call, if it does not give them itself.
    #[getter]
    fn keywords(this: &Ref<Partial>, vm: &mut Vm) -> Ref<Dict> {
        this.state.get(vm).keywords.clone()
    }

    /// Returns how to make such a partial, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<Partial>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let state = this.state.cloned(vm);
        let name = vm.names.__dict__.clone();
        let dict = this.as_value().get_attribute_optional(&name, vm)?;
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
    #[method(name = "__setstate__", signature = "($self, state, /)")]
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
