//! `CFuncPtr`: foreign functions, and functions of the program for foreign ones.

use rpy_macros::native_class;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{Args, PyResult, Ref, Value, Vm};

use super::argument::{Prepared, prepare};
use super::call::call;
use super::callback::{Thunk, passed_as};
use super::code::{address_of, address_value};
use super::data::{CData, FunctionParts, Spot};
use super::errno;
use super::function_type::{FunctionType, MAX_ARGUMENTS, checker, converters};
use super::info::{CDECL, PYTHON_API, USE_ERRNO, concrete, info_of, is_simple_subclass};
use super::intrinsic::Intrinsic;
use super::keep;
use super::library;
use super::memory;
use super::module::_ctypes::ArgumentError;
use super::outparam::{self, Bound};
use super::parts::extended;

/// Stands for the class of function pointers.
pub(super) struct Function;

/// The base of function pointers.
#[native_class(
    name = "_ctypes.CFuncPtr",
    base = CData,
    payload = CData,
    metaclass = FunctionType,
    flags(base),
    slots(buffer = super::simple::export)
)]
impl Function {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        match args.positional() {
            [] => CData::new(class, vm),
            [specification, rest @ ..] if specification.has_payload::<Tuple>() => {
                of_library(class, specification, rest, vm)
            }
            [address] if address.as_int().is_some() => {
                let address = address_of(address, vm)?.unwrap_or(0);
                let function = CData::new(class, vm)?;
                function.write(Spot::In(0), &address.to_ne_bytes(), vm)?;
                Ok(function)
            }
            [callable] => of_callable(class, callable, vm),
            more => Err(vm.type_error(format!(
                "function takes exactly 1 argument ({} given)",
                more.len()
            ))),
        }
    }

    #[slot]
    fn repr(this: &Ref<CData>, vm: &mut Vm) -> String {
        let (name, address) = (this.class().name(vm), super::object_address(this));
        format!("<{name} object at {address:#x}>")
    }

    #[slot]
    fn bool(this: &Ref<CData>, vm: &mut Vm) -> bool {
        this.pointed(vm) != 0
    }

    #[slot]
    fn call(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        call_function(this, args, vm)
    }

    /// What is called with each result, to check it.
    #[getter]
    fn errcheck(this: &Ref<CData>, vm: &mut Vm) -> Option<Value> {
        parts(this, vm).errcheck.clone()
    }

    #[setter(errcheck)]
    fn set_errcheck(this: &Ref<CData>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        if let Some(value) = &value
            && !value.is_callable(vm)
        {
            return Err(vm.type_error("the errcheck attribute must be callable"));
        }
        parts(this, vm).errcheck = value;
        Ok(())
    }

    /// The type of the result.
    #[getter]
    fn restype(this: &Ref<CData>, vm: &mut Vm) -> PyResult<Option<Value>> {
        if let Some(restype) = parts(this, vm).restype.clone() {
            return Ok(Some(restype));
        }
        Ok(concrete(this.class(), vm)?.get(vm).restype.clone())
    }

    #[setter(restype)]
    fn set_restype(this: &Ref<CData>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let checker = match &value {
            Some(value) => checker(value, "restype", vm)?,
            None => None,
        };
        let parts = parts(this, vm);
        parts.checker = checker;
        parts.restype = value;
        Ok(())
    }

    /// The types of the arguments.
    #[getter]
    fn argtypes(this: &Ref<CData>, vm: &mut Vm) -> PyResult<Option<Value>> {
        if let Some(argtypes) = parts(this, vm).argtypes.clone() {
            return Ok(Some(argtypes));
        }
        Ok(concrete(this.class(), vm)?.get(vm).argtypes.clone())
    }

    #[setter(argtypes)]
    fn set_argtypes(this: &Ref<CData>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let value = value.filter(|value| !value.is_none());
        let converters = match &value {
            Some(value) => Some(converters(value, vm)?),
            None => None,
        };
        let flags = parts(this, vm).paramflags.clone();
        if let (Some(value), Some(flags)) = (&value, flags) {
            outparam::check_types(value, &flags, vm)?;
        }
        let parts = parts(this, vm);
        parts.converters = converters;
        parts.argtypes = value;
        Ok(())
    }
}

/// What a function has besides its address.
fn parts<'a>(this: &'a Ref<CData>, vm: &'a mut Vm) -> &'a mut FunctionParts {
    this.function.get_mut(vm).get_or_insert_default()
}

/// `prototype((name, library), paramflags)`
fn of_library(
    class: &Ref<Type>,
    specification: &Value,
    rest: &[Value],
    vm: &mut Vm,
) -> PyResult<Ref<CData>> {
    if rest.len() > 1 {
        let given = rest.len() + 1;
        return Err(vm.type_error(format!(
            "function takes at most 2 arguments ({given} given)"
        )));
    }
    let paramflags = rest.first().filter(|flags| !flags.is_none()).cloned();
    let parts_of = specification.downcast::<Tuple>();
    let items = parts_of.map_or(&[][..], |tuple| tuple.as_slice());
    let [name, library] = items else {
        return Err(vm.type_error("illegal func_spec argument"));
    };
    let name = if let Some(bytes) = name.downcast::<Bytes>() {
        match std::str::from_utf8(bytes.as_slice()) {
            Ok(text) => Str::new(text, vm),
            Err(_) => return Err(vm.attribute_error("function not found")),
        }
    } else if let Some(text) = name.downcast::<Str>() {
        text.clone()
    } else {
        return Err(vm.type_error("function name must be string, bytes object or integer"));
    };
    let handle = library::handle_of(library, vm)?;
    vm.audit("ctypes.dlsym", |_| [library.clone(), name.to_value()])?;
    let error = vm.types.exceptions.attribute_error.clone();
    let address = library::symbol(handle, &name, (&error, "function"), vm)?;
    outparam::check(class, paramflags.as_ref(), vm)?;
    let function = CData::new(class, vm)?;
    parts(&function, vm).paramflags = paramflags;
    function.write(Spot::In(0), &address.to_ne_bytes(), vm)?;
    keep::keep(&function, 0, library.clone(), vm)?;
    Ok(function)
}

/// `prototype(callable)`
fn of_callable(class: &Ref<Type>, callable: &Value, vm: &mut Vm) -> PyResult<Ref<CData>> {
    if !callable.is_callable(vm) {
        return Err(vm.type_error("argument must be callable or integer function address"));
    }
    let info = info_of(class.as_value(), vm);
    let known = info.map(|info| info.get(vm).clone());
    let Some((argtypes, known)) =
        known.and_then(|known| known.argtypes.clone().map(|argtypes| (argtypes, known)))
    else {
        return Err(vm.type_error("cannot construct instance of this class: no argtypes"));
    };
    let thunk = Thunk::new(callable, &argtypes, known.restype.as_ref(), known.flags, vm)?;
    let function = CData::new(class, vm)?;
    parts(&function, vm).callable = Some(callable.clone());
    function.write(Spot::In(0), &thunk.address().to_ne_bytes(), vm)?;
    keep::keep(&function, 0, thunk.into_value(), vm)?;
    Ok(function)
}

/// How a function is called.
pub(super) struct Convention<'a> {
    pub(super) flags: u32,
    /// The methods that convert arguments.
    pub(super) converters: &'a [Value],
    pub(super) restype: Option<&'a Value>,
    pub(super) checker: Option<&'a Value>,
}

fn call_function(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let known = concrete(this.class(), vm)?.get(vm).clone();
    let address = this.pointed(vm);
    let own = parts(this, vm);
    let restype = own.restype.clone().or(known.restype);
    let converters = own.converters.clone().or(known.converters);
    let checker = own.checker.clone().or(known.checker);
    let argtypes = own.argtypes.clone().or(known.argtypes);
    let (errcheck, paramflags) = (own.errcheck.clone(), own.paramflags.clone());
    let Bound { arguments, outputs } =
        outparam::bind(argtypes.as_ref(), paramflags.as_ref(), args, vm)?;
    let converters = converters.as_ref().and_then(|it| it.downcast::<Tuple>());
    if let Some(converters) = converters {
        let (required, actual) = (converters.length(), arguments.len());
        let plural = if required == 1 { "" } else { "s" };
        // Functions of C may have more arguments than are declared.
        let is_cdecl = known.flags & CDECL == CDECL;
        if is_cdecl && required > actual {
            return Err(vm.type_error(format!(
                "this function takes at least {required} argument{plural} ({actual} given)"
            )));
        }
        if !is_cdecl && required != actual {
            return Err(vm.type_error(format!(
                "this function takes {required} argument{plural} ({actual} given)"
            )));
        }
    }
    let convention = Convention {
        flags: known.flags,
        converters: converters.map_or(&[], |converters| converters.as_slice()),
        restype: restype.as_ref(),
        checker: checker.as_ref(),
    };
    let result = call_address(address, &arguments, &convention, vm)?;
    let Some(errcheck) = errcheck else {
        return outparam::result(result, &arguments, &outputs, vm);
    };
    let given = Tuple::new(arguments.clone(), vm).into_value();
    let checked =
        errcheck.call_positional(&[result.clone(), this.to_value(), given.clone()], vm)?;
    match checked.is(&given) {
        true => outparam::result(result, &arguments, &outputs, vm),
        false => Ok(checked),
    }
}

/// Calls the function at an address.
///
/// Raises `ArgumentError` for arguments that cannot be converted.
pub(super) fn call_address(
    address: usize,
    arguments: &[Value],
    convention: &Convention<'_>,
    vm: &mut Vm,
) -> PyResult {
    if arguments.len() > MAX_ARGUMENTS {
        let given = arguments.len();
        return Err(vm.native_error::<ArgumentError>(format!(
            "too many arguments ({given}), maximum is {MAX_ARGUMENTS}"
        )));
    }
    vm.audit("ctypes.call_function", |vm| {
        let arguments = Tuple::from_slice(arguments, vm).into_value();
        [address_value(address, vm), arguments]
    })?;
    let mut prepared = Vec::with_capacity(arguments.len());
    for (index, argument) in arguments.iter().enumerate() {
        match convert(argument, index, convention, vm) {
            Ok(argument) => prepared.push(argument),
            Err(raised) => {
                let class =
                    <ArgumentError as rpy_vm::function::native::NativeClass>::class(vm).clone();
                let prefix = format!("argument {}: ", index + 1);
                return Err(extended(&raised, &class, &prefix, vm));
            }
        }
    }
    if let Some(intrinsic) = Intrinsic::at(address) {
        return intrinsic.call(&prepared, vm);
    }
    if address == 0 {
        return Err(vm.value_error("NULL function pointer"));
    }
    let is_none = convention.restype.is_some_and(Value::is_none);
    let passed = match is_none {
        true => super::scalar::Passed::Void,
        false => passed_as(convention.restype, vm),
    };
    let declared = convention.converters.len();
    let fixed = (declared > 0).then_some(declared);
    let keep_lock = convention.flags & PYTHON_API != 0;
    let exchanges = convention.flags & USE_ERRNO != 0;
    let copy = exchanges.then(|| errno::get(vm));
    let Some(outcome) = call(
        address,
        &mut prepared,
        &passed,
        (fixed, keep_lock, copy),
        vm,
    ) else {
        return Err(vm.runtime_error("ffi_prep_cif failed"));
    };
    if exchanges {
        errno::exchange(outcome.errno, vm);
    }
    let result = result_of(&outcome.bytes, convention.restype, vm)?;
    drop(prepared);
    match convention.checker {
        Some(checker) => checker.call_positional(&[result], vm),
        None => Ok(result),
    }
}

fn convert(
    argument: &Value,
    index: usize,
    convention: &Convention<'_>,
    vm: &mut Vm,
) -> PyResult<Prepared> {
    match convention.converters.get(index) {
        Some(converter) => {
            let converted = converter.call_positional(std::slice::from_ref(argument), vm)?;
            prepare(&converted, index + 1, vm)
        }
        None => prepare(argument, index + 1, vm),
    }
}

fn result_of(bytes: &[u8], restype: Option<&Value>, vm: &mut Vm) -> PyResult {
    let integer = |vm: &mut Vm| {
        let number = bytes[..4].try_into().expect("a result has a word at least");
        vm.new_int(i32::from_ne_bytes(number).into())
    };
    let Some(restype) = restype else {
        return Ok(integer(vm));
    };
    if restype.is_none() {
        return Ok(Value::NONE);
    }
    let (Some(info), Some(class)) = (info_of(restype, vm), restype.downcast::<Type>()) else {
        let number = integer(vm);
        return restype.call_positional(&[number], vm);
    };
    if let Some(code) = info.get(vm).code
        && !is_simple_subclass(&info, vm)
    {
        if code.letter == b'O' {
            return match super::code::word(bytes) as u64 {
                0 => Err(vm.value_error("PyObject is NULL")),
                // The reference comes with the result.
                word => Ok(memory::given_object(word)),
            };
        }
        return code.decode(&bytes[..code.size()], vm);
    }
    let result = CData::new(class, vm)?;
    let size = result.size().min(bytes.len());
    result.write(Spot::In(0), &bytes[..size], vm)?;
    Ok(result.into_value())
}
