//! `__build_class__`: the `class` statement.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#customizing-class-creation>

use super::Type;
use super::create::most_derived_metaclass;
use crate::builtins::cell::Cell;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeSignature};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The function `__build_class__`.
pub static BUILD_CLASS: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new(
        "__build_class__",
        "Makes a class of its body, name and bases: what a class statement calls.",
        "",
        &[],
    ),
    function: build_class,
};

/// `__build_class__(body, name, *bases, metaclass=…, **kwargs)`
pub fn build_class(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [body, name, bases @ ..] = args.positional() else {
        return Err(vm.type_error("__build_class__: not enough arguments"));
    };
    let Some(body) = body.downcast::<Function>() else {
        return Err(vm.type_error("__build_class__: func must be a function"));
    };
    if !name.has_payload::<Str>() {
        return Err(vm.type_error("__build_class__: name is not a string"));
    }
    let original = Tuple::from_slice(bases, vm);
    let bases = resolve_bases(&original, vm)?;
    let is_resolved = !bases.is(&original);
    // 1. The metaclass: as given, else that of the first base.
    let mut keyword_names = Vec::new();
    let mut keyword_values = Vec::new();
    let mut metaclass = None;
    for (key, value) in args.keywords() {
        let is_metaclass = key
            .downcast::<Str>()
            .is_some_and(|key| key.equals(&vm.names.metaclass));
        if is_metaclass {
            metaclass = Some(value.clone());
        } else {
            keyword_names.push(key.clone());
            keyword_values.push(value.clone());
        }
    }
    let mut metaclass = match (metaclass, bases.as_slice().first()) {
        (Some(metaclass), _) => metaclass,
        (None, Some(base)) => base.class(vm).to_value(),
        (None, None) => vm.types.type_.to_value(),
    };
    if let Some(class) = metaclass.downcast::<Type>() {
        let classes = bases.as_slice().iter();
        let classes: Vec<_> = classes.map(|base| base.class(vm).clone()).collect();
        metaclass = most_derived_metaclass(class, &classes, vm)?.into_value();
    }
    // 2. The namespace.
    let prepare = vm.names.__prepare__.clone();
    let call_args = |first: &[Value], values: &[Value]| [first, values].concat();
    let namespace = match metaclass.get_attribute_optional(&prepare, vm)? {
        None => Dict::new(vm).into_value(),
        Some(prepare) => {
            let all = call_args(&[name.clone(), bases.to_value()], &keyword_values);
            let namespace = prepare.call(Args::new(&all, &keyword_names), vm)?;
            if namespace.class(vm).slots(vm).subscript.is_none() {
                let (owner, found) = (metaclass_name(&metaclass, vm), namespace.type_name(vm));
                return Err(vm.type_error(format!(
                    "{owner}.__prepare__() must return a mapping, not {found}"
                )));
            }
            namespace
        }
    };
    // 3. The body.
    let cell = vm.call_with_namespace(body, namespace.clone())?;
    if is_resolved {
        let key = vm.intern("__orig_bases__");
        namespace.set_subscript(key.as_value(), original.to_value(), vm)?;
    }
    // 4. The class.
    let all = call_args(
        &[name.clone(), bases.to_value(), namespace],
        &keyword_values,
    );
    let class = metaclass.call(Args::new(&all, &keyword_names), vm)?;
    if class.has_payload::<Type>()
        && let Some(cell) = cell.downcast::<Cell>()
    {
        let content = cell.content.cloned(vm);
        // A metaclass may have a `__repr__` that needs the class to be bound.
        if content.is(&class) {
            return Ok(class);
        }
        let (text, shown) = (name.str(vm)?, class.repr(vm)?);
        let (text, shown) = (text.to_string_lossy(), shown.to_string_lossy());
        if content.is_unbound() {
            return Err(vm.runtime_error(format!(
                "__class__ not set defining '{text}' as {shown}. \
                 Was __classcell__ propagated to type.__new__?"
            )));
        }
        let content = content.repr(vm)?;
        let content = content.to_string_lossy();
        return Err(vm.type_error(format!(
            "__class__ set to {content} defining '{text}' as {shown}"
        )));
    }
    Ok(class)
}

fn metaclass_name(metaclass: &Value, vm: &Vm) -> String {
    match metaclass.downcast::<Type>() {
        Some(class) => class.name(vm),
        None => "<metaclass>".to_owned(),
    }
}

/// Replaces bases that are no classes by what their `__mro_entries__` gives (PEP 560); returns
/// the same tuple if there are none.
pub fn resolve_bases(bases: &Ref<Tuple>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    let mut resolved = Vec::new();
    let mut changed = false;
    let name = vm.names.__mro_entries__.clone();
    for base in bases.as_slice() {
        if !base.has_payload::<Type>()
            && let Some(method) = base.get_attribute_optional(&name, vm)?
        {
            let entries = method.call_positional(&[bases.to_value()], vm)?;
            let Some(entries) = entries.downcast::<Tuple>() else {
                return Err(vm.type_error("__mro_entries__ must return a tuple"));
            };
            resolved.extend_from_slice(entries.as_slice());
            changed = true;
        } else {
            resolved.push(base.clone());
        }
    }
    Ok(if changed {
        Tuple::new(resolved, vm)
    } else {
        bases.clone()
    })
}
