//! `itemgetter`, `attrgetter` and `methodcaller`.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::sequence;
use rpy_vm::builtins::str::{Str, StrBuilder};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

/// Gives `object[key]`, or a tuple of several items.
#[derive(Payload)]
pub(super) struct ItemGetter {
    keys: Ref<Tuple>,
}

fn at_least_one(name: &str, args: &Args<'_>, vm: &mut Vm) -> PyResult<()> {
    if args.has_keywords() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if args.is_empty() {
        return Err(vm.type_error(format!("{name} expected 1 argument, got 0")));
    }
    Ok(())
}

/// Writes `operator.name(part, part)`.
fn repr(this: &Value, parts: &[Value], vm: &mut Vm) -> PyResult {
    let mut text = StrBuilder::new();
    text.push_str("operator.");
    text.push_str(&this.class(vm).name(vm));
    if !vm.repr_enter(this) {
        text.push_str("(...)");
        return Ok(text.finish(vm).into_value());
    }
    text.push_str("(");
    let result = push_parts(&mut text, parts, vm);
    vm.repr_leave(this);
    result?;
    text.push_str(")");
    Ok(text.finish(vm).into_value())
}

fn push_parts(text: &mut StrBuilder, parts: &[Value], vm: &mut Vm) -> PyResult<()> {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_text(&*part.repr(vm)?);
    }
    Ok(())
}

/// A function that gives the items with these keys of its argument.
#[native_class(name = "operator.itemgetter", flags(base))]
impl ItemGetter {
    #[new(signature = "(item, /, *items)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<ItemGetter>> {
        at_least_one("itemgetter", &args, vm)?;
        let keys = Tuple::from_slice(args.positional(), vm);
        Ok(Ref::with_class(ItemGetter { keys }, class, vm))
    }

    #[slot(call, signature = "(obj, /)")]
    fn call(this: &Ref<ItemGetter>, object: &Value, vm: &mut Vm) -> PyResult {
        let keys = this.keys.as_slice();
        if let [key] = keys {
            if let (Some(tuple), Some(index)) = (object.downcast::<Tuple>(), key.as_small_int())
                && tuple.class().is(&vm.types.tuple)
                && let Some(index) = sequence::position(index as isize, tuple.length())
            {
                return Ok(tuple.as_slice()[index].clone());
            }
            return object.subscript(key, vm);
        }
        let items: PyResult<Vec<Value>> =
            keys.iter().map(|key| object.subscript(key, vm)).collect();
        Ok(Tuple::new(items?, vm).into_value())
    }

    #[slot]
    fn repr(this: &Ref<ItemGetter>, vm: &mut Vm) -> PyResult {
        repr(this.as_value(), this.keys.as_slice(), vm)
    }

    /// Returns how to make such a function, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<ItemGetter>, vm: &mut Vm) -> Ref<Tuple> {
        Tuple::from_array([this.class().to_value(), this.keys.to_value()], vm)
    }
}

/// Gives `object.name`, or a tuple of several attributes. Names may have dots.
#[derive(Payload)]
pub(super) struct AttrGetter {
    names: Ref<Tuple>,
    /// The parts of each name.
    paths: Box<[Box<[Ref<Str>]>]>,
}

/// The parts of a name between its dots, interned.
fn split_name(name: &Ref<Str>, vm: &mut Vm) -> Box<[Ref<Str>]> {
    let Some(text) = name.as_str() else {
        // A name with lone surrogates is looked up whole; no attribute is called so.
        return [vm.intern_ref(name)].into();
    };
    text.split('.').map(|part| vm.intern(part)).collect()
}

fn get_path(object: &Value, path: &[Ref<Str>], vm: &mut Vm) -> PyResult {
    let mut object = object.clone();
    for name in path {
        object = object.get_attribute(name, vm)?;
    }
    Ok(object)
}

/// A function that gives the attributes with these names of its argument.
#[native_class(name = "operator.attrgetter", flags(base))]
impl AttrGetter {
    #[new(signature = "(attr, /, *attrs)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<AttrGetter>> {
        at_least_one("attrgetter", &args, vm)?;
        let mut paths = Vec::with_capacity(args.len());
        for name in args.positional() {
            let Some(name) = name.downcast::<Str>() else {
                return Err(vm.type_error("attribute name must be a string"));
            };
            paths.push(split_name(name, vm));
        }
        let payload = AttrGetter {
            names: Tuple::from_slice(args.positional(), vm),
            paths: paths.into(),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot(call, signature = "(obj, /)")]
    fn call(this: &Ref<AttrGetter>, object: &Value, vm: &mut Vm) -> PyResult {
        if let [path] = &*this.paths {
            return get_path(object, path, vm);
        }
        let items: PyResult<Vec<Value>> = this
            .paths
            .iter()
            .map(|path| get_path(object, path, vm))
            .collect();
        Ok(Tuple::new(items?, vm).into_value())
    }

    #[slot]
    fn repr(this: &Ref<AttrGetter>, vm: &mut Vm) -> PyResult {
        repr(this.as_value(), this.names.as_slice(), vm)
    }

    /// Returns how to make such a function, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<AttrGetter>, vm: &mut Vm) -> Ref<Tuple> {
        Tuple::from_array([this.class().to_value(), this.names.to_value()], vm)
    }
}

/// Gives `object.name(*args, **kwargs)`.
#[derive(Payload)]
pub(super) struct MethodCaller {
    name: Ref<Str>,
    /// Positional arguments, then the values of keyword arguments.
    values: Box<[Value]>,
    /// Names of the keyword arguments.
    keywords: Box<[Value]>,
}

fn push_call(text: &mut StrBuilder, caller: &MethodCaller, vm: &mut Vm) -> PyResult<()> {
    text.push_text(&*caller.name.as_value().repr(vm)?);
    let args = Args::new(&caller.values, &caller.keywords);
    for argument in args.positional() {
        text.push_str(", ");
        text.push_text(&*argument.repr(vm)?);
    }
    for (name, value) in args.keywords() {
        text.push_str(", ");
        text.push_text(&*name.str(vm)?);
        text.push_str("=");
        text.push_text(&*value.repr(vm)?);
    }
    Ok(())
}

/// A function that calls the method with this name of its argument.
#[native_class(name = "operator.methodcaller", flags(base))]
impl MethodCaller {
    #[new(signature = "(name, /, *args, **kwargs)")]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<MethodCaller>> {
        let Some((name, rest)) = args.split_first() else {
            let message = "methodcaller needs at least one argument, the method name";
            return Err(vm.type_error(message));
        };
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("method name must be a string"));
        };
        let payload = MethodCaller {
            name: vm.intern_ref(name),
            values: rest.values().into(),
            keywords: rest.names().into(),
        };
        Ok(Ref::with_class(payload, class, vm))
    }

    #[slot(call, signature = "(obj, /)")]
    fn call(this: &Ref<MethodCaller>, object: &Value, vm: &mut Vm) -> PyResult {
        let method = object.get_attribute(&this.name, vm)?;
        method.call(Args::new(&this.values, &this.keywords), vm)
    }

    #[slot]
    fn repr(this: &Ref<MethodCaller>, vm: &mut Vm) -> PyResult {
        let mut text = StrBuilder::new();
        text.push_str("operator.methodcaller");
        if !vm.repr_enter(this.as_value()) {
            text.push_str("(...)");
            return Ok(text.finish(vm).into_value());
        }
        text.push_str("(");
        let result = push_call(&mut text, this, vm);
        vm.repr_leave(this.as_value());
        result?;
        text.push_str(")");
        Ok(text.finish(vm).into_value())
    }

    /// Returns how to make such a function, for pickling.
    #[method(name = "__reduce__", signature = "($self, /)")]
    fn reduce(this: &Ref<MethodCaller>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let args = Args::new(&this.values, &this.keywords);
        let class = this.class().to_value();
        let mut parts = vec![this.name.to_value()];
        if !args.has_keywords() {
            parts.extend_from_slice(args.positional());
            let arguments = Tuple::new(parts, vm).into_value();
            return Ok(Tuple::from_array([class, arguments], vm));
        }
        // Keyword arguments take a partial of the class.
        let name = vm.intern("functools");
        let functools = vm.modules.clone().get_str(&name, vm).cloned();
        let Some(functools) = functools else {
            return Err(vm.import_error("functools must be imported to pickle a methodcaller"));
        };
        let name = vm.intern("partial");
        let partial = functools.get_attribute(&name, vm)?;
        let mut values = vec![class, this.name.to_value()];
        values.extend(args.keywords().map(|(_, value)| value.clone()));
        let maker = partial.call(Args::new(&values, &this.keywords), vm)?;
        let arguments = Tuple::from_slice(args.positional(), vm).into_value();
        Ok(Tuple::from_array([maker, arguments], vm))
    }
}
