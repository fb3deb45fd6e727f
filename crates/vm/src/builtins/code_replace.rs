//! Comparing code objects, and copies of them with changes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rpy_bytecode::verifier::verify;
use rpy_bytecode::{CodeFlags, CodeObject, CompareOperator, Constant};

use crate::builtins::code::Code;
use crate::builtins::str::Str;
use crate::function::args::Args;
use crate::function::convert::FromArgument;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

fn payload(value: &Value) -> &Ref<Code> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// `==` and `!=`: code that does the same at the same place, whatever its file is called.
pub(crate) fn compare(left: &Value, right: &Value, op: CompareOperator, _vm: &mut Vm) -> PyResult {
    let (Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
        (right.downcast::<Code>(), op)
    else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let equal = same_code(payload(left).source(), other.source());
    Ok(Value::bool(equal == (op == CompareOperator::Equal)))
}

/// The hash of what [`compare`] compares, constants aside.
pub(crate) fn hash(value: &Value, _vm: &mut Vm) -> PyResult<i64> {
    let code = payload(value).source();
    let mut hasher = DefaultHasher::new();
    code.name.hash(&mut hasher);
    code.names.hash(&mut hasher);
    (code.first_line, code.flags.bits(), code.instructions.len()).hash(&mut hasher);
    (code.argument_count, code.keyword_only_count).hash(&mut hasher);
    Ok((hasher.finish() >> 1) as i64)
}

fn same_code(left: &CodeObject, right: &CodeObject) -> bool {
    left.name == right.name
        && left.first_line == right.first_line
        && left.flags == right.flags
        && left.argument_count == right.argument_count
        && left.positional_only_count == right.positional_only_count
        && left.keyword_only_count == right.keyword_only_count
        && left.locals == right.locals
        && left.names == right.names
        && left.instructions == right.instructions
        && left.exception_table == right.exception_table
        && left.locations == right.locations
        && same_constants(&left.constants, &right.constants)
}

fn same_constants(left: &[Constant], right: &[Constant]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same_constant(a, b))
}

/// Whether two constants are the same, type included. They nest as deep as the source does.
fn same_constant(left: &Constant, right: &Constant) -> bool {
    match (left, right) {
        (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
        (Constant::Bool(a), Constant::Bool(b)) => a == b,
        (Constant::Int(a), Constant::Int(b)) => a == b,
        (Constant::BigInt(a), Constant::BigInt(b)) => a == b,
        (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
        (Constant::Complex(a, b), Constant::Complex(c, d)) => {
            a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits()
        }
        (Constant::Str(a), Constant::Str(b)) | (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
        (Constant::Tuple(a), Constant::Tuple(b))
        | (Constant::FrozenSet(a), Constant::FrozenSet(b)) => same_constants(a, b),
        (Constant::Slice(a), Constant::Slice(b)) => same_constants(&a[..], &b[..]),
        (Constant::Code(a), Constant::Code(b)) => match (a.get(), b.get()) {
            (Ok(a), Ok(b)) => same_code(a, b),
            _ => false,
        },
        _ => false,
    }
}

/// The fields that only show what code is.
const CHANGEABLE: [&str; 5] = [
    "co_name",
    "co_qualname",
    "co_filename",
    "co_firstlineno",
    "co_flags",
];

/// The flags on which no instruction depends.
const CHANGEABLE_FLAGS: CodeFlags = CodeFlags::NESTED
    .union(CodeFlags::METHOD)
    .union(CodeFlags::ITERABLE_COROUTINE)
    .union(CodeFlags::FUTURE_ANNOTATIONS)
    .union(CodeFlags::FUTURE_BARRY_AS_BDFL);

/// The fields that may be given as they are: what they hold cannot be changed.
const FIXED: [&str; 13] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_linetable",
    "co_exceptiontable",
];

/// A copy of a code object with the changes that are given by keyword.
pub(crate) fn replace(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let mut code = CodeObject::clone(payload(this).source());
    for (key, value) in args.keywords() {
        let key = String::from_argument(key, vm)?;
        if FIXED.contains(&key.as_str()) {
            let name = vm.intern(&key);
            let current = this.get_attribute_optional(&name, vm)?;
            let same = match current {
                Some(current) => current.equals(value, vm)?,
                None => false,
            };
            if !same {
                let message = format!("code.replace() cannot change {key} yet");
                return Err(vm.not_implemented_error(message));
            }
            continue;
        }
        if !CHANGEABLE.contains(&key.as_str()) {
            let message = format!("replace() got an unexpected keyword argument '{key}'");
            return Err(vm.type_error(message));
        }
        if matches!(key.as_str(), "co_name" | "co_qualname" | "co_filename") {
            if !value.has_payload::<Str>() {
                let class = value.type_name(vm);
                let message = format!("replace() argument '{key}' must be str, not {class}");
                return Err(vm.type_error(message));
            }
            let text = String::from_argument(value, vm)?;
            match key.as_str() {
                "co_name" => code.name = text.into(),
                "co_qualname" => code.qualname = text.into(),
                _ => code.filename = text.into(),
            }
            continue;
        }
        let number = i32::from_argument(value, vm)?;
        let Ok(number) = u32::try_from(number) else {
            return Err(vm.value_error(format!("{key} must be a positive integer")));
        };
        if key == "co_firstlineno" {
            code.first_line = number;
            continue;
        }
        if (number ^ code.flags.bits()) & !CHANGEABLE_FLAGS.bits() != 0 {
            let message = "code.replace() cannot change these bits of co_flags yet";
            return Err(vm.not_implemented_error(message));
        }
        code.flags = CodeFlags::from_bits_retain(number);
    }
    // Nothing runs that has not been verified.
    if let Err(error) = verify(&code) {
        return Err(vm.value_error(format!("code: {error}")));
    }
    Ok(Code::new(Arc::new(code), vm).into_value())
}
