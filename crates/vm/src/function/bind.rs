//! Binding of arguments to the parameters of native functions, and the messages when they do not
//! fit. The messages are those of CPython's calling conventions: a function without parameters
//! (`METH_NOARGS`), with one that is positional-only (`METH_O`), with positional-only parameters,
//! and the general case.

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::native::{NativeSignature, ParameterKind};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// What a native function belongs to, for messages.
#[derive(Clone, Copy)]
pub enum Owner {
    /// It is a method: the first argument is the object.
    Instance,
    /// It is a class method: the first argument is the class.
    Class,
    /// It is a static method.
    None,
    /// It is a function of the module with this name.
    Module(&'static str),
    /// It makes or initialises an object, or is the call of one; named for the class.
    Constructor,
}

/// A type that the first parameter of a method can have.
pub trait FromReceiver<'a>: Sized {
    /// Takes the object or class, or says why it does not fit the method `signature`.
    fn from_receiver(
        value: &'a Value,
        signature: &'static NativeSignature,
        vm: &mut Vm,
    ) -> PyResult<Self>;

    /// Takes the object of the computed attribute `name`.
    fn from_property_receiver(value: &'a Value, name: &'static str, vm: &mut Vm) -> PyResult<Self>;
}

impl<'a> FromReceiver<'a> for &'a Value {
    #[inline(always)]
    fn from_receiver(
        value: &'a Value,
        _signature: &'static NativeSignature,
        _vm: &mut Vm,
    ) -> PyResult<&'a Value> {
        Ok(value)
    }

    #[inline(always)]
    fn from_property_receiver(
        value: &'a Value,
        _name: &'static str,
        _vm: &mut Vm,
    ) -> PyResult<&'a Value> {
        Ok(value)
    }
}

impl<'a, T: Payload> FromReceiver<'a> for &'a Ref<T> {
    #[inline(always)]
    fn from_receiver(
        value: &'a Value,
        signature: &'static NativeSignature,
        vm: &mut Vm,
    ) -> PyResult<&'a Ref<T>> {
        match value.downcast() {
            Some(object) => Ok(object),
            None => Err(wrong_receiver(
                signature.name,
                T::class(vm).clone(),
                value,
                vm,
            )),
        }
    }

    #[inline(always)]
    fn from_property_receiver(
        value: &'a Value,
        name: &'static str,
        vm: &mut Vm,
    ) -> PyResult<&'a Ref<T>> {
        match value.downcast() {
            Some(object) => Ok(object),
            None => Err(wrong_receiver(name, T::class(vm).clone(), value, vm)),
        }
    }
}

/// As [`FromReceiver::from_property_receiver`].
#[inline(always)]
pub fn property_receiver<'a, T: FromReceiver<'a>>(
    value: &'a Value,
    name: &'static str,
    vm: &mut Vm,
) -> PyResult<T> {
    T::from_property_receiver(value, name, vm)
}

/// Raises the error of a descriptor that is given an object of the wrong class.
#[cold]
pub fn wrong_receiver(name: &str, class: Ref<Type>, value: &Value, vm: &mut Vm) -> Raised {
    let (wanted, found) = (class.shown_name(vm), vm.class_of(value).shown_name(vm));
    vm.type_error(format!(
        "descriptor '{name}' for '{wanted}' objects doesn't apply to a '{found}' object"
    ))
}

/// Raises the error of a computed attribute that can be set but not deleted.
#[cold]
pub fn cannot_delete(vm: &mut Vm) -> Raised {
    vm.attribute_error("cannot delete attribute")
}

/// The arguments for a `__new__` that takes no keywords: without keywords if the class has another
/// `__init__`, which may want them.
#[inline(always)]
pub fn new_arguments<'a>(args: Args<'a>, class: &Ref<Type>, vm: &Vm) -> Args<'a> {
    if args.has_keywords() {
        return own_arguments(
            args,
            class,
            |slots| slots.init.map(|slot| slot as usize),
            vm,
        );
    }
    args
}

/// As [`new_arguments`], for `__init__` and a class with another `__new__`.
#[inline(always)]
pub fn init_arguments<'a>(args: Args<'a>, object: &Value, vm: &Vm) -> Args<'a> {
    if args.has_keywords() {
        let class = vm.class_of(object);
        return own_arguments(args, class, |slots| slots.new.map(|slot| slot as usize), vm);
    }
    args
}

#[cold]
fn own_arguments<'a>(
    args: Args<'a>,
    class: &Ref<Type>,
    slot: fn(&Slots) -> Option<usize>,
    vm: &Vm,
) -> Args<'a> {
    let native = class.mro.get(vm).iter().find(|base| !base.is_heap_type());
    match native {
        Some(native) if slot(native.slots(vm)) != slot(class.slots(vm)) => {
            Args::positional_only(args.positional())
        }
        _ => args,
    }
}

/// Takes the object or class off the arguments.
#[inline(always)]
pub fn split<'a>(
    args: Args<'a>,
    signature: &'static NativeSignature,
    vm: &mut Vm,
) -> PyResult<(&'a Value, Args<'a>)> {
    match args.split_first() {
        Some(split) => Ok(split),
        None => Err(missing_receiver(signature, vm)),
    }
}

#[cold]
fn missing_receiver(signature: &'static NativeSignature, vm: &mut Vm) -> Raised {
    vm.type_error(format!(
        "unbound method {}() needs an argument",
        signature.name
    ))
}

/// Binds arguments to parameters. `slots` has a place for each parameter but `*args` and
/// `**kwargs`; what is left for the former is returned, the latter are
/// [`Keywords`](crate::function::args::Keywords).
///
/// Errors: `TypeError` if a required argument is missing, or one is too many, unknown or given
/// twice.
#[inline]
pub fn bind<'a>(
    args: Args<'a>,
    signature: &'static NativeSignature,
    slots: &mut [Option<&'a Value>],
    vm: &mut Vm,
) -> PyResult<&'a [Value]> {
    let parameters = signature.parameters;
    let positional = args.positional();
    if !args.has_keywords() && signature.plain.include(positional.len()) {
        for (slot, value) in slots.iter_mut().zip(positional) {
            *slot = Some(value);
        }
        return Ok(&[]);
    }
    let maximum = parameters
        .iter()
        .take_while(|parameter| is_positional(parameter.kind))
        .count();
    let (direct, rest) = positional.split_at(positional.len().min(maximum));
    for (slot, value) in slots.iter_mut().zip(direct) {
        *slot = Some(value);
    }
    let variable = parameters
        .get(maximum)
        .is_some_and(|parameter| parameter.kind == ParameterKind::VarPositional);
    let keywords =
        (parameters.last()).is_some_and(|parameter| parameter.kind == ParameterKind::VarKeyword);
    if !variable && (!rest.is_empty() || (!keywords && args.len() > slots.len())) {
        return Err(too_many(args, signature, vm));
    }
    for (name, value) in args.keywords() {
        let Some(name) = name.downcast::<Str>() else {
            return Err(vm.type_error("keywords must be strings"));
        };
        let found = slot_parameters(signature).position(|parameter| {
            parameter.kind != ParameterKind::PositionalOnly
                && parameter.name.as_bytes() == name.as_bytes()
        });
        if found.is_none() && keywords {
            continue;
        }
        match found {
            Some(index) if slots[index].is_none() => slots[index] = Some(value),
            // A missing argument is reported first, as in CPython.
            _ => return Err(bad_keyword(args, signature, slots, found, name, vm)),
        }
    }
    if slot_parameters(signature)
        .zip(slots.iter())
        .any(|(parameter, slot)| parameter.required && slot.is_none())
    {
        return Err(missing(args, signature, slots, vm));
    }
    Ok(rest)
}

fn is_positional(kind: ParameterKind) -> bool {
    matches!(
        kind,
        ParameterKind::PositionalOnly | ParameterKind::PositionalOrKeyword
    )
}

/// The parameters that have a slot in [`bind`].
fn slot_parameters(
    signature: &NativeSignature,
) -> impl Iterator<Item = &crate::function::native::Parameter> {
    signature
        .parameters
        .iter()
        .filter(|parameter| !parameter.is_variable())
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cold]
fn too_many(args: Args<'_>, signature: &NativeSignature, vm: &mut Vm) -> Raised {
    let name = signature.name;
    let total = slot_parameters(signature).count();
    let positional = args.positional().len();
    if args.len() > total {
        let kind = if positional == 0 { "keyword " } else { "" };
        return vm.type_error(format!(
            "{name}() takes at most {total} {kind}argument{} ({} given)",
            plural(total),
            args.len()
        ));
    }
    let places = || {
        signature
            .parameters
            .iter()
            .filter(|p| is_positional(p.kind))
    };
    let (maximum, minimum) = (places().count(), places().filter(|p| p.required).count());
    if maximum == 0 {
        return vm.type_error(format!("{name}() takes no positional arguments"));
    }
    let how = if minimum < maximum {
        "at most"
    } else {
        "exactly"
    };
    vm.type_error(format!(
        "{name}() takes {how} {maximum} positional argument{} ({positional} given)",
        plural(maximum)
    ))
}

#[cold]
fn missing(
    args: Args<'_>,
    signature: &NativeSignature,
    slots: &[Option<&Value>],
    vm: &mut Vm,
) -> Raised {
    let name = signature.name;
    let positional = args.positional().len();
    let only = |p: &&crate::function::native::Parameter| p.kind == ParameterKind::PositionalOnly;
    let minimum = slot_parameters(signature)
        .filter(only)
        .filter(|p| p.required)
        .count();
    if positional < minimum {
        let maximum = slot_parameters(signature)
            .filter(|p| is_positional(p.kind))
            .count();
        let how = if minimum < maximum {
            "at least"
        } else {
            "exactly"
        };
        return vm.type_error(format!(
            "{name}() takes {how} {minimum} positional argument{} ({positional} given)",
            plural(minimum)
        ));
    }
    let mut pairs = slot_parameters(signature).zip(slots).enumerate();
    let (index, parameter) = pairs
        .find(|(_, (parameter, slot))| parameter.required && slot.is_none())
        .map(|(index, (parameter, _))| (index, parameter))
        .expect("a parameter is missing");
    vm.type_error(format!(
        "{name}() missing required argument '{}' (pos {})",
        parameter.name,
        index + 1
    ))
}

#[cold]
fn bad_keyword<'a>(
    args: Args<'a>,
    signature: &NativeSignature,
    slots: &mut [Option<&'a Value>],
    found: Option<usize>,
    keyword: &Ref<Str>,
    vm: &mut Vm,
) -> Raised {
    // The keywords behind the bad one may still give what is missing.
    let given = |parameter: &crate::function::native::Parameter| {
        parameter.kind != ParameterKind::PositionalOnly
            && args.names().iter().any(|name| {
                name.downcast::<Str>()
                    .is_some_and(|name| name.as_bytes() == parameter.name.as_bytes())
            })
    };
    let lacking = slot_parameters(signature)
        .zip(slots.iter())
        .any(|(parameter, slot)| parameter.required && slot.is_none() && !given(parameter));
    if lacking {
        for (index, parameter) in slot_parameters(signature).enumerate() {
            if given(parameter) && slots[index].is_none() {
                slots[index] = args.values().first();
            }
        }
        return missing(args, signature, slots, vm);
    }
    let name = signature.name;
    match found {
        Some(index) => vm.type_error(format!(
            "argument for {name}() given by name ('{}') and position ({})",
            keyword.to_string_lossy(),
            index + 1
        )),
        None => {
            let keyword = keyword.to_string_lossy();
            let known: Vec<String> = slot_parameters(signature)
                .filter(|parameter| parameter.kind != ParameterKind::PositionalOnly)
                .map(|parameter| parameter.name.to_owned())
                .collect();
            let hint = keyword_hint(&keyword, &known);
            vm.type_error(format!(
                "{name}() got an unexpected keyword argument '{keyword}'{hint}"
            ))
        }
    }
}

/// Raises the error of a keyword argument that a function does not know, of those in `known`.
#[cold]
pub(crate) fn unknown_keyword(
    function: &str,
    keyword: &str,
    known: &[&str],
    vm: &mut Vm,
) -> Raised {
    let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
    let hint = keyword_hint(keyword, &known);
    vm.type_error(format!(
        "{function}() got an unexpected keyword argument '{keyword}'{hint}"
    ))
}

/// What is put behind the message about an unknown keyword argument: the known name that is
/// close to it, if there is one.
pub(crate) fn keyword_hint(keyword: &str, known: &[String]) -> String {
    match crate::builtins::exceptions::closest_name(keyword, known) {
        Some(name) => format!(". Did you mean '{name}'?"),
        None => String::new(),
    }
}

/// What a failed call of a method raises that was read from an object before, or of a static method, which
/// is shown as `qualified`: [`arity_error`] has named it otherwise. `args` have no receiver.
#[cold]
pub(crate) fn error_of_bound(
    raised: Raised,
    args: Args<'_>,
    signature: &'static NativeSignature,
    qualified: &str,
    vm: &mut Vm,
) -> Raised {
    let given = args.len();
    let wrong = match signature.parameters {
        _ if args.has_keywords() => "takes no keyword arguments".to_owned(),
        [] if given > 0 => format!("takes no arguments ({given} given)"),
        [only] if only.required && given != 1 => {
            format!("takes exactly one argument ({given} given)")
        }
        _ => return raised,
    };
    let wrong = format!("{}() {wrong}", signature.name);
    let told = raised.exception().args(vm);
    let is_told = match told.as_slice() {
        [told] => told
            .downcast::<Str>()
            .is_some_and(|told| told.to_string_lossy().ends_with(&wrong)),
        _ => false,
    };
    if !is_told || !raised.is_instance(&vm.types.exceptions.type_error, vm) {
        return raised;
    }
    let (class, _) = qualified.rsplit_once('.').unwrap_or_default();
    vm.type_error(format!("{class}.{wrong}"))
}

/// Whether a function's counterpart in CPython takes its arguments as a tuple, apart by a format: one that
/// tells no signature. Those of `builtins` do not.
fn takes_tuple(signature: &NativeSignature, owner: Owner) -> bool {
    signature.text.is_empty() && matches!(owner, Owner::Module(module) if module != "builtins")
}

/// Raises the error of a wrong number of arguments, or of a keyword argument, to a function all
/// of whose parameters are positional-only. `args` have the object or class first.
#[cold]
#[inline(never)]
pub fn arity_error(
    args: Args<'_>,
    signature: &'static NativeSignature,
    owner: Owner,
    vm: &mut Vm,
) -> Raised {
    let has_receiver = matches!(owner, Owner::Instance | Owner::Class);
    let receiver = args.positional().first().filter(|_| has_receiver);
    if has_receiver && receiver.is_none() {
        return missing_receiver(signature, vm);
    }
    let name = signature.name;
    let qualified = match owner {
        Owner::Module("builtins") | Owner::None | Owner::Constructor => name.to_owned(),
        Owner::Module(module) => format!("{module}.{name}"),
        // A class method is named for the class that it was read from, a method for the class
        // that defines it.
        Owner::Class if let Some(class) = receiver.and_then(Value::downcast::<Type>) => {
            format!("{}.{name}", class.name(vm))
        }
        Owner::Instance | Owner::Class => {
            let receiver = receiver.expect("checked above");
            let class = vm.class_of(receiver).clone();
            let attribute = vm.intern(name);
            let definer = class
                .lookup_with_owner(&attribute, vm)
                .map_or(&class, |(definer, _)| definer);
            format!("{}.{name}", definer.name(vm))
        }
    };
    if args.has_keywords() {
        let shown = match takes_tuple(signature, owner) && signature.parameters.len() > 1 {
            true => name,
            false => &qualified,
        };
        return vm.type_error(format!("{shown}() takes no keyword arguments"));
    }
    let given = args.len() - usize::from(has_receiver);
    let maximum = signature.parameters.len();
    let minimum = signature.parameters.iter().filter(|p| p.required).count();
    if takes_tuple(signature, owner) && maximum > 1 {
        let (how, bound) = match () {
            () if minimum == maximum => ("exactly", minimum),
            () if given < minimum => ("at least", minimum),
            () => ("at most", maximum),
        };
        let ending = plural(bound);
        let message = format!("{name}() takes {how} {bound} argument{ending} ({given} given)");
        return vm.type_error(message);
    }
    let is_constructor = matches!(owner, Owner::Constructor);
    let message = match (minimum, maximum) {
        (_, 0) if is_constructor => format!("{qualified}() takes no positional arguments"),
        (_, 0) => format!("{qualified}() takes no arguments ({given} given)"),
        (1, 1) if !is_constructor => {
            format!("{qualified}() takes exactly one argument ({given} given)")
        }
        _ => {
            let (how, bound) = if minimum == maximum {
                ("", minimum)
            } else if given < minimum {
                ("at least ", minimum)
            } else {
                ("at most ", maximum)
            };
            format!(
                "{name} expected {how}{bound} argument{}, got {given}",
                plural(bound)
            )
        }
    };
    vm.type_error(message)
}
