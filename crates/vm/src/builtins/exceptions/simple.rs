//! Classes with a few attributes: `StopIteration`, `SystemExit`, `KeyError`, `ImportError`,
//! `NameError` and `AttributeError`.

use rpy_macros::native_class;

use crate::builtins::exceptions::base;
use crate::builtins::exceptions::fields::field;
use crate::builtins::exceptions::value::{BaseException, exception_payload};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::bind::keyword_hint;
use crate::function::native::NativeMember;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// The class `StopIteration`.
pub(crate) struct StopIteration;

const STOP_ITERATION: &[NativeMember] = &[field::<0>("value", "What the generator returned.")];

/// An iterator has no more items.
#[native_class(
    payload = BaseException,
    registry = exceptions.stop_iteration,
    flags(base, dict),
    methods(STOP_ITERATION)
)]
impl StopIteration {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        base::init(this, args.again(), vm)?;
        let value = args.values().first().cloned().unwrap_or(Value::NONE);
        exception_payload(this, vm)?.set_field(0, value, vm);
        Ok(())
    }
}

/// The class `SystemExit`.
pub(crate) struct SystemExit;

const SYSTEM_EXIT: &[NativeMember] = &[field::<0>("code", "The exit status.")];

/// Asks the interpreter to end.
#[native_class(
    payload = BaseException,
    registry = exceptions.system_exit,
    flags(base, dict),
    methods(SYSTEM_EXIT)
)]
impl SystemExit {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        base::init(this, args.again(), vm)?;
        let exception = exception_payload(this, vm)?;
        let code = match args.values() {
            [] => Value::NONE,
            [code] => code.clone(),
            _ => exception.args(vm).into_value(),
        };
        exception.set_field(0, code, vm);
        Ok(())
    }
}

/// The class `KeyError`.
pub(crate) struct KeyError;

/// A key was not found.
#[native_class(payload = BaseException, registry = exceptions.key_error, flags(base, dict))]
impl KeyError {
    /// The `repr` of the only argument, as an empty message would tell nothing about `''`.
    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        let args = exception_payload(this, vm)?.args(vm);
        match args.as_slice() {
            [key] => Ok(key.repr(vm)?.into_value()),
            _ => base::str(this, vm),
        }
    }
}

/// Indices of the fields of `ImportError`.
pub(crate) const IMPORT_MSG: usize = 0;
pub(crate) const IMPORT_NAME: usize = 1;
pub(crate) const IMPORT_PATH: usize = 2;
pub(crate) const IMPORT_NAME_FROM: usize = 3;

/// The class `ImportError`.
pub(crate) struct ImportError;

const IMPORT_ERROR: &[NativeMember] = &[
    field::<IMPORT_MSG>("msg", "The message."),
    field::<IMPORT_NAME>("name", "The module's name."),
    field::<IMPORT_PATH>("path", "The module's path."),
    field::<IMPORT_NAME_FROM>("name_from", "What was to be imported from the module."),
];

/// A module, or a name in a module, was not found.
#[native_class(
    payload = BaseException,
    registry = exceptions.import_error,
    flags(base, dict),
    methods(IMPORT_ERROR)
)]
impl ImportError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let names = [
            ("name", IMPORT_NAME),
            ("path", IMPORT_PATH),
            ("name_from", IMPORT_NAME_FROM),
        ];
        init_with_keywords(this, args.again(), "ImportError", &names, vm)?;
        let message = match args.positional() {
            [message] => message.clone(),
            _ => Value::NONE,
        };
        exception_payload(this, vm)?.set_field(IMPORT_MSG, message, vm);
        Ok(())
    }

    // As of every exception, and the names.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let mut fields = Vec::new();
        for (name, index) in [
            ("name", IMPORT_NAME),
            ("path", IMPORT_PATH),
            ("name_from", IMPORT_NAME_FROM),
        ] {
            let value = this.field(index, vm);
            if !value.is_none() {
                fields.push((name, value));
            }
        }
        let args = this.args(vm);
        base::reduce(this, args, &fields, vm)
    }

    #[slot]
    fn str(this: &Value, vm: &mut Vm) -> PyResult {
        let message = exception_payload(this, vm)?.field(IMPORT_MSG, vm);
        if message.class(vm).is(&vm.types.str) {
            return Ok(message);
        }
        base::str(this, vm)
    }
}

/// The class `NameError`.
pub(crate) struct NameError;

const NAME_ERROR: &[NativeMember] = &[field::<0>("name", "The name that was not found.")];

/// A name was not found.
#[native_class(
    payload = BaseException,
    registry = exceptions.name_error,
    flags(base, dict),
    methods(NAME_ERROR)
)]
impl NameError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init_with_keywords(this, args, "NameError", &[("name", 0)], vm)
    }
}

/// The class `AttributeError`.
pub(crate) struct AttributeError;

const ATTRIBUTE_ERROR: &[NativeMember] = &[
    field::<0>("name", "The attribute's name."),
    field::<1>("obj", "The object."),
];

/// An attribute was not found.
#[native_class(
    payload = BaseException,
    registry = exceptions.attribute_error,
    flags(base, dict),
    methods(ATTRIBUTE_ERROR)
)]
impl AttributeError {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        init_with_keywords(this, args, "AttributeError", &[("name", 0), ("obj", 1)], vm)
    }

    // As of every exception, and the name. The object is left out: often it cannot be pickled.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<BaseException>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        let (name, args) = (this.field(0, vm), this.args(vm));
        let mut fields = Vec::new();
        if !name.is_none() {
            fields.push(("name", name));
        }
        fields.push(("args", args.to_value()));
        base::reduce(this, args, &fields, vm)
    }
}

/// `__init__` of a class that sets fields by keywords.
fn init_with_keywords(
    this: &Value,
    args: Args<'_>,
    function: &str,
    fields: &[(&str, usize)],
    vm: &mut Vm,
) -> PyResult<()> {
    base::set_args(this, args.positional(), vm)?;
    let exception = exception_payload(this, vm)?;
    for &(_, index) in fields {
        exception.set_field(index, Value::NONE, vm);
    }
    if args.names().len() > fields.len() {
        let (most, given) = (fields.len(), args.names().len());
        let ending = if most == 1 { "" } else { "s" };
        return Err(vm.type_error(format!(
            "{function}() takes at most {most} keyword argument{ending} ({given} given)"
        )));
    }
    for (name, value) in args.keywords() {
        let name = name.downcast::<Str>().expect("keywords are strs");
        let Some(&(_, index)) = fields
            .iter()
            .find(|(field, _)| field.as_bytes() == name.as_bytes())
        else {
            let name = name.to_string_lossy();
            let known: Vec<String> = fields.iter().map(|(name, _)| (*name).to_owned()).collect();
            let hint = keyword_hint(&name, &known);
            return Err(vm.type_error(format!(
                "{function}() got an unexpected keyword argument '{name}'{hint}"
            )));
        };
        exception.set_field(index, value.clone(), vm);
    }
    Ok(())
}
