//! Comparing code objects, and copies of them with changes.

use std::hash::{DefaultHasher, Hash, Hasher};

use rpy_bytecode::{
    CodeFlags, CodeObject, CompareOperator, Constant, Local, LocalKind, LocationTable,
};

use crate::builtins::bytes::Bytes;
use crate::builtins::code::Code;
use crate::builtins::code_parts::{self, Variables};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
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
    code.instructions.hash(&mut hasher);
    (code.first_line, code.flags.bits()).hash(&mut hasher);
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
        (Constant::Str(a), Constant::Str(b)) => a == b,
        (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
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

/// A copy of a code object with the changes that are given by keyword.
///
/// Raises ValueError if the result is not sound.
pub(crate) fn replace(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.positional().is_empty() {
        return Err(vm.type_error("replace() takes no positional arguments"));
    }
    let mut parts = Parts::of(payload(this).source());
    for (key, value) in args.keywords() {
        let key = String::from_argument(key, vm)?;
        if !parts.set(&key, value, vm)? {
            let message = format!("replace() got an unexpected keyword argument '{key}'");
            return Err(vm.type_error(message));
        }
    }
    parts.finish(vm)
}

/// The parameters of `types.CodeType`, in their order.
const FIELDS: [&str; 18] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_firstlineno",
    "co_linetable",
    "co_exceptiontable",
    "co_freevars",
    "co_cellvars",
];

/// `types.CodeType(…)`
///
/// Raises ValueError if the parts do not make sound code.
pub(crate) fn make(args: Args<'_>, vm: &mut Vm) -> PyResult {
    if !args.names().is_empty() {
        return Err(vm.type_error("code() takes no keyword arguments"));
    }
    let given = args.positional();
    if !(16..=18).contains(&given.len()) {
        let (bound, count) = if given.len() < 16 {
            ("least", 16)
        } else {
            ("most", 18)
        };
        let message = format!(
            "code expected at {bound} {count} arguments, got {}",
            given.len()
        );
        return Err(vm.type_error(message));
    }
    let mut parts = Parts::empty();
    for (key, value) in FIELDS.iter().zip(given) {
        parts.set(key, value, vm)?;
    }
    if !parts.code.flags.contains(CodeFlags::OPTIMIZED) {
        parts.code.locals = [Local {
            name: NAMESPACE.into(),
            kind: LocalKind::HIDDEN,
        }]
        .into();
    }
    parts.finish(vm)
}

/// What the compiler calls the slot of a namespace.
const NAMESPACE: &str = ".locals";

/// A code object in the making.
struct Parts {
    code: CodeObject,
    variables: Variables,
    /// `co_nlocals`, if it was given.
    local_count: Option<u32>,
}

impl Parts {
    fn of(code: &CodeObject) -> Parts {
        Parts {
            variables: Variables::of(code),
            code: code.clone(),
            local_count: None,
        }
    }

    fn empty() -> Parts {
        let code = CodeObject {
            name: "".into(),
            qualname: "".into(),
            filename: "".into(),
            first_line: 0,
            flags: CodeFlags::empty(),
            argument_count: 0,
            positional_only_count: 0,
            keyword_only_count: 0,
            locals: Box::default(),
            max_stack: 0,
            instructions: Box::default(),
            constants: Box::default(),
            names: Box::default(),
            exception_table: Box::default(),
            locations: LocationTable::default(),
        };
        Parts::of(&code)
    }

    /// Sets a field; false if there is none of that name.
    fn set(&mut self, key: &str, value: &Value, vm: &mut Vm) -> PyResult<bool> {
        let code = &mut self.code;
        match key {
            "co_name" => code.name = text(key, value, vm)?.into(),
            "co_qualname" => code.qualname = text(key, value, vm)?.into(),
            "co_filename" => code.filename = text(key, value, vm)?.into(),
            "co_argcount" => code.argument_count = number(key, value, vm)?,
            "co_posonlyargcount" => code.positional_only_count = number(key, value, vm)?,
            "co_kwonlyargcount" => code.keyword_only_count = number(key, value, vm)?,
            "co_nlocals" => self.local_count = Some(number(key, value, vm)?),
            "co_stacksize" => code.max_stack = number(key, value, vm)?,
            "co_firstlineno" => code.first_line = number(key, value, vm)?,
            "co_flags" => code.flags = CodeFlags::from_bits_retain(number(key, value, vm)?),
            "co_code" => {
                let bytes = bytes(key, value, vm)?;
                code.instructions = code_parts::instructions(&bytes, vm)?;
            }
            "co_linetable" => {
                let bytes = bytes(key, value, vm)?;
                code.locations = code_parts::locations(&bytes);
            }
            "co_exceptiontable" => {
                let bytes = bytes(key, value, vm)?;
                code.exception_table = code_parts::exception_table(&bytes, vm)?;
            }
            "co_consts" => {
                let Some(constants) = value.downcast::<Tuple>() else {
                    let class = value.type_name(vm);
                    let message = format!("code() argument 8 must be tuple, not {class}");
                    return Err(vm.type_error(message));
                };
                code.constants = code_parts::constants(constants.clone().as_slice(), vm)?;
            }
            "co_names" => code.names = code_parts::names(value, key, vm)?.into(),
            "co_varnames" => self.variables.locals = code_parts::names(value, key, vm)?,
            "co_freevars" => self.variables.free = code_parts::names(value, key, vm)?,
            "co_cellvars" => self.variables.cells = code_parts::names(value, key, vm)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(mut self, vm: &mut Vm) -> PyResult {
        vm.audit("code.__new__", |vm| {
            let (code, locals) = (&self.code, self.variables.locals.len());
            let bytes = code_parts::code_bytes(code);
            let numbers = [
                code.argument_count,
                code.positional_only_count,
                code.keyword_only_count,
                locals as u32,
                code.max_stack,
                code.flags.bits(),
            ];
            let [first, second, third, fourth, fifth, sixth] =
                numbers.map(|number| vm.new_int(i64::from(number)));
            let code_bytes = Bytes::new(&bytes, vm).into_value();
            let (filename, name) = (vm.new_str(&code.filename), vm.new_str(&code.name));
            [
                code_bytes, filename, name, first, second, third, fourth, fifth, sixth,
            ]
        })?;
        let count = self.variables.locals.len();
        if self
            .local_count
            .is_some_and(|given| given as usize != count)
        {
            return Err(vm.value_error("code: co_nlocals != len(co_varnames)"));
        }
        self.variables.set(&mut self.code);
        let has_namespace = !self.code.flags.contains(CodeFlags::OPTIMIZED);
        let first = self.code.locals.first();
        let has_slot = first.is_some_and(|slot| &*slot.name == NAMESPACE);
        if has_namespace != has_slot {
            let message = "code: CO_OPTIMIZED does not fit the variables";
            return Err(vm.value_error(message));
        }
        code_parts::checked(self.code, vm).map(Ref::into_value)
    }
}

fn text(key: &str, value: &Value, vm: &mut Vm) -> PyResult<String> {
    if !value.has_payload::<Str>() {
        let class = value.type_name(vm);
        let message = format!("replace() argument '{key}' must be str, not {class}");
        return Err(vm.type_error(message));
    }
    String::from_argument(value, vm)
}

fn bytes(key: &str, value: &Value, vm: &mut Vm) -> PyResult<Vec<u8>> {
    match value.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice().to_vec()),
        None => {
            let class = value.type_name(vm);
            let message = format!("replace() argument '{key}' must be bytes, not {class}");
            Err(vm.type_error(message))
        }
    }
}

fn number(key: &str, value: &Value, vm: &mut Vm) -> PyResult<u32> {
    let number = i32::from_argument(value, vm)?;
    match u32::try_from(number) {
        Ok(number) => Ok(number),
        Err(_) => Err(vm.value_error(format!("{key} must be a positive integer"))),
    }
}
