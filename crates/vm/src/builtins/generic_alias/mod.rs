//! `types.GenericAlias` and `typing.Union`: what `list[int]` and `int | str` give.
//! Reference: <https://docs.python.org/3.14/library/stdtypes.html#types-genericalias>

mod alias;
mod parameters;
mod union;

pub use alias::GenericAlias;
pub use union::Union;

pub(crate) use union::class_or;

use std::fmt::Write as _;

use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::bind::{Owner, arity_error};
use crate::function::native::{
    NativeDefinition, NativeMember, NativeSignature, Parameter, ParameterKind,
};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// `__class_getitem__` of generic native types: `class[item]`.
pub fn class_getitem(class: &Ref<Type>, item: Value, vm: &mut Vm) -> PyResult {
    Ok(GenericAlias::new(class.to_value(), item, vm)?.into_value())
}

/// The description of `__class_getitem__` that generic native types share.
pub(crate) const CLASS_GETITEM: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new(
        "__class_getitem__",
        "See PEP 585",
        "($type, object, /)",
        &[Parameter {
            name: "object",
            kind: ParameterKind::PositionalOnly,
            required: true,
        }],
    ),
    function: |args, vm| {
        if let [class, item] = args.positional()
            && !args.has_keywords()
        {
            let alias = GenericAlias::new(class.clone(), item.clone(), vm)?;
            return Ok(alias.into_value());
        }
        Err(arity_error(
            args,
            &CLASS_GETITEM.signature,
            Owner::Class,
            vm,
        ))
    },
};

/// The member of native classes that are generic.
pub const GENERIC_MEMBERS: &[NativeMember] = &[NativeMember::ClassMethod(CLASS_GETITEM)];

/// Writes a type argument as `repr` of an alias does.
pub(crate) fn write_argument(text: &mut String, argument: &Value, vm: &mut Vm) -> PyResult<()> {
    if argument.is_ellipsis() {
        text.push_str("...");
        return Ok(());
    }
    if let Some(list) = argument.downcast::<List>() {
        return write_list(text, &list.clone(), vm);
    }
    if argument.is_none() || argument.class(vm).is(&vm.types.none) {
        text.push_str("None");
        return Ok(());
    }
    if let Some(class) = argument.downcast::<Type>() {
        text.push_str(&class.qualified_name(vm));
        return Ok(());
    }
    // What has an origin and arguments is an alias: its `repr` says it all. What has a name and a module
    // is shown by them.
    if !has(argument, "__origin__", vm)? || !has(argument, "__args__", vm)? {
        let (name, module) = (vm.names.__qualname__.clone(), vm.names.__module__.clone());
        if let Some(name) = argument.get_attribute_optional(&name, vm)?
            && let Some(module) = argument.get_attribute_optional(&module, vm)?
            && !module.is_none()
        {
            let (name, module) = (name.str(vm)?, module.str(vm)?);
            if !module.equals(&vm.names.builtins) {
                text.push_str(&module.to_string_lossy());
                text.push('.');
            }
            text.push_str(&name.to_string_lossy());
            return Ok(());
        }
    }
    let shown = argument.repr(vm)?;
    write!(text, "{}", shown.to_string_lossy()).expect("strings grow");
    Ok(())
}

fn has(value: &Value, attribute: &str, vm: &mut Vm) -> PyResult<bool> {
    let attribute = vm.intern(attribute);
    Ok(value.get_attribute_optional(&attribute, vm)?.is_some())
}

/// Raises `IndexError` if the list becomes shorter meanwhile.
fn write_list(text: &mut String, list: &Ref<List>, vm: &mut Vm) -> PyResult<()> {
    text.push('[');
    for index in 0..list.items(vm).len() {
        if index > 0 {
            text.push_str(", ");
        }
        let Some(item) = list.items(vm).get(index).cloned() else {
            return Err(vm.index_error("list index out of range"));
        };
        write_argument(text, &item, vm)?;
    }
    text.push(']');
    Ok(())
}

/// The tuple, or a tuple of the one value.
fn as_tuple(value: Value, vm: &mut Vm) -> Ref<Tuple> {
    match value.downcast_into::<Tuple>() {
        Ok(tuple) => tuple,
        Err(value) => Tuple::new(vec![value], vm),
    }
}

/// Whether a name is in a list of names.
fn is_one_of(name: &Ref<Str>, names: &[&str]) -> bool {
    name.as_str().is_some_and(|name| names.contains(&name))
}
