//! `_SimpleCData` and its metaclass: numbers, characters, strings, addresses.

use rpy_macros::native_class;
use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::native_function::ClassMethodDescriptor;
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::{
    NativeClass, NativeDefinition, NativeFunctionPointer, NativeSignature, Parameter, ParameterKind,
};
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::argument::Argument;
use super::code::{CODES, Code};
use super::data::{CData, Spot};
use super::info::{Kind, TypeInfo, concrete, info_of, info_of_object, is_simple_subclass, kind_of};
use super::keep;
use super::meta::{CType, DataType, as_parameter, class_attribute, is_indirect};
use super::scalar::Passed;

/// Stands for the metaclass of simple types.
pub(super) struct SimpleType;

/// The class of classes of simple types.
#[native_class(
    name = "_ctypes.PyCSimpleType",
    base = CType,
    payload = Type,
    values = 1,
    flags(base),
    methods(DataType::DATA)
)]
impl SimpleType {
    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let Some(class) = this.downcast::<Type>().cloned() else {
            return Ok(());
        };
        let type_init = vm.types.type_.slots(vm).init;
        if let Some(type_init) = type_init {
            type_init(this, args.again(), vm)?;
        }
        let code = code_of_body(&class, vm)?;
        let simple = CData::simple(vm);
        let is_direct = class.base_class(vm).is_some_and(|base| base.is(&simple));
        describe(&class, code, is_direct, vm)?;
        if is_direct && let Some(definition) = own_from_param(code) {
            let method = ClassMethodDescriptor::new(definition, &class, vm).into_value();
            let name = vm.intern("from_param");
            class.as_value().set_attribute(&name, method, vm)?;
        }
        let metaclass = SimpleType::class(vm).clone();
        if class.class().is(&metaclass) && code.can_be_swapped() {
            let swapped = make_swapped(&metaclass, args, code, is_direct, vm)?;
            let (big, little) = (vm.intern("__ctype_be__"), vm.intern("__ctype_le__"));
            let (other, own) = match cfg!(target_endian = "big") {
                true => (little, big),
                false => (big, little),
            };
            for target in [class.as_value(), &swapped] {
                target.set_attribute(&other, swapped.clone(), vm)?;
                target.set_attribute(&own, class.to_value(), vm)?;
            }
        }
        Ok(())
    }

    /// Converts an argument of a function: any value that objects of the type can have.
    #[method(signature = "($self, value, /)")]
    fn from_param(this: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult {
        if value.is_instance(this.as_value(), vm)? {
            return Ok(value.clone());
        }
        let info = concrete(this, vm)?;
        let Some(code) = info.get(vm).code else {
            return Err(vm.type_error("abstract class"));
        };
        let raised = match argument_of(code, value, vm) {
            Ok(argument) => return Ok(argument),
            Err(raised) => raised,
        };
        match as_parameter(value, vm)? {
            Some(parameter) => {
                vm.check_native_stack(" while processing _as_parameter_")?;
                SimpleType::from_param(this, &parameter, vm)
            }
            None => Err(raised),
        }
    }
}

fn code_of_body(class: &Ref<Type>, vm: &mut Vm) -> PyResult<Code> {
    let Some(proto) = class_attribute(class, "_type_", vm)? else {
        return Err(vm.attribute_error("class must define a '_type_' attribute"));
    };
    let Some(text) = proto.downcast::<Str>() else {
        return Err(vm.type_error("class must define a '_type_' string attribute"));
    };
    let [letter] = text.as_bytes() else {
        return Err(vm.value_error(
            "class must define a '_type_' attribute which must be a string of length 1",
        ));
    };
    match Code::new(*letter) {
        Some(code) => Ok(code),
        None => Err(vm.attribute_error(format!(
            "class must define a '_type_' attribute which must be\n\
             a single character string containing one of the\n\
             supported types: '{CODES}'."
        ))),
    }
}

fn describe(class: &Ref<Type>, code: Code, is_direct: bool, vm: &mut Vm) -> PyResult<()> {
    let info = TypeInfo::begin(class, Kind::Simple, vm)?;
    let parts = info.get_mut(vm);
    parts.size = code.size();
    parts.align = code.scalar().align();
    parts.code = Some(code);
    parts.format = Some(code.format());
    parts.is_pointer = is_direct && code.is_pointer();
    parts.is_direct = is_direct;
    parts.passed = Passed::Scalar(code.scalar());
    Ok(())
}

/// The class of values in the other byte order.
fn make_swapped(
    metaclass: &Ref<Type>,
    args: Args<'_>,
    code: Code,
    is_direct: bool,
    vm: &mut Vm,
) -> PyResult {
    let [name, bases, namespace, ..] = args.positional() else {
        return Err(vm.type_error("type.__new__() takes exactly 3 arguments"));
    };
    let suffix = if cfg!(target_endian = "big") {
        "_le"
    } else {
        "_be"
    };
    let name = name.str(vm)?.to_string_lossy().into_owned();
    let name = vm.new_str(&format!("{name}{suffix}"));
    let arguments = [name, bases.clone(), namespace.clone()];
    let new = vm.types.type_.slots(vm).new;
    let new = new.expect("type makes classes");
    let swapped = new(metaclass, Args::positional_only(&arguments), vm)?;
    if let Some(class) = swapped.downcast::<Type>() {
        let code = Code {
            swapped: true,
            ..code
        };
        describe(class, code, is_direct, vm)?;
    }
    Ok(swapped)
}

/// A value as an argument of a type.
fn argument_of(code: Code, value: &Value, vm: &mut Vm) -> PyResult {
    let encoded = code.encode(value, vm)?;
    let argument = Argument::new(
        code.letter,
        Passed::Scalar(code.scalar()),
        encoded.as_slice(),
        encoded.keep.clone(),
    );
    Ok(Ref::new(argument, vm).into_value())
}

const fn definition(function: NativeFunctionPointer) -> NativeDefinition {
    NativeDefinition {
        signature: NativeSignature::new(
            "from_param",
            "",
            "($type, value, /)",
            &[Parameter {
                name: "value",
                kind: ParameterKind::PositionalOnly,
                required: true,
            }],
        ),
        function,
    }
}

/// The `from_param` that the types of addresses have of their own.
fn own_from_param(code: Code) -> Option<&'static NativeDefinition> {
    static CHARACTERS: NativeDefinition = definition(characters_from_param);
    static WIDE: NativeDefinition = definition(wide_from_param);
    static ADDRESS: NativeDefinition = definition(address_from_param);
    match code.letter {
        b'z' => Some(&CHARACTERS),
        b'Z' => Some(&WIDE),
        b'P' => Some(&ADDRESS),
        _ => None,
    }
}

fn class_and_value<'a>(args: Args<'a>, vm: &mut Vm) -> PyResult<(&'a Ref<Type>, &'a Value)> {
    if let [class, value] = args.values()
        && !args.has_keywords()
        && let Some(class) = class.downcast::<Type>()
    {
        return Ok((class, value));
    }
    let count = args.len().saturating_sub(1);
    Err(vm.type_error(format!(
        "from_param() takes exactly one argument ({count} given)"
    )))
}

/// `c_char_p.from_param`
fn characters_from_param(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (class, value) = class_and_value(args, vm)?;
    text_from_param(class, value, b'z', vm)
}

/// `c_wchar_p.from_param`
fn wide_from_param(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (class, value) = class_and_value(args, vm)?;
    text_from_param(class, value, b'Z', vm)
}

fn text_from_param(class: &Ref<Type>, value: &Value, letter: u8, vm: &mut Vm) -> PyResult {
    if value.is_none() {
        return Ok(Value::NONE);
    }
    let (is_text, item) = match letter {
        b'z' => (value.has_payload::<Bytes>(), b'c'),
        _ => (value.has_payload::<Str>(), b'u'),
    };
    if is_text {
        let code = Code {
            letter,
            swapped: false,
        };
        return argument_of(code, value, vm);
    }
    if value.is_instance(class.as_value(), vm)? {
        return Ok(value.clone());
    }
    let info = info_of_object(value, vm);
    if let Some(info) = info.filter(|info| is_indirect(Some(info.kind)))
        && let Some(of) = info.get(vm).item.clone()
        && has_code(of.as_value(), item, vm)
    {
        return Ok(value.clone());
    }
    if let Some(argument) = value.downcast::<Argument>() {
        let class = argument.object.class(vm).to_value();
        if has_code(&class, item, vm) {
            return Ok(value.clone());
        }
    }
    if let Some(parameter) = as_parameter(value, vm)? {
        vm.check_native_stack(" while processing _as_parameter_")?;
        return text_from_param(class, &parameter, letter, vm);
    }
    let name = if letter == b'z' {
        "c_char_p"
    } else {
        "c_wchar_p"
    };
    Err(not_interpreted(value, name, vm))
}

fn has_code(class: &Value, letter: u8, vm: &mut Vm) -> bool {
    let code = info_of(class, vm).and_then(|info| info.get(vm).code);
    code.is_some_and(|code| code.letter == letter)
}

fn not_interpreted(value: &Value, name: &str, vm: &mut Vm) -> Raised {
    let given = value.type_name(vm);
    vm.type_error(format!(
        "'{given}' object cannot be interpreted as ctypes.{name}"
    ))
}

/// `c_void_p.from_param`
fn address_from_param(args: Args<'_>, vm: &mut Vm) -> PyResult {
    let (class, value) = class_and_value(args, vm)?;
    pointer_from_param(class, value, vm)
}

fn pointer_from_param(class: &Ref<Type>, value: &Value, vm: &mut Vm) -> PyResult {
    if value.is_none() {
        return Ok(Value::NONE);
    }
    let letter = if value.as_int().is_some() {
        Some(b'P')
    } else if value.has_payload::<Bytes>() {
        Some(b'z')
    } else {
        value.has_payload::<Str>().then_some(b'Z')
    };
    if let Some(letter) = letter {
        let code = Code {
            letter,
            swapped: false,
        };
        return argument_of(code, value, vm);
    }
    if value.is_instance(class.as_value(), vm)? {
        return Ok(value.clone());
    }
    let kind = kind_of(value, vm);
    if is_indirect(kind) {
        return Ok(value.clone());
    }
    if let Some(argument) = value.downcast::<Argument>()
        && argument.tag == b'P'
    {
        return Ok(value.clone());
    }
    if let Some(data) = value.downcast::<CData>() {
        let letter = info_of_object(value, vm).and_then(|info| info.get(vm).code);
        let tag = match (kind, letter.map(|code| code.letter)) {
            (Some(Kind::Function), _) => Some(b'P'),
            (_, Some(b'z' | b'Z')) => Some(b'Z'),
            _ => None,
        };
        if let Some(tag) = tag {
            let address = data.pointed(vm).to_ne_bytes();
            let argument = Argument::new(tag, Passed::POINTER, &address, value.clone());
            return Ok(Ref::new(argument, vm).into_value());
        }
    }
    if let Some(parameter) = as_parameter(value, vm)? {
        vm.check_native_stack(" while processing _as_parameter_")?;
        return pointer_from_param(class, &parameter, vm);
    }
    Err(not_interpreted(value, "c_void_p", vm))
}

/// Stands for the class of simple objects.
pub(super) struct Simple;

impl CData {
    /// The class `_SimpleCData`.
    pub(super) fn simple(vm: &mut Vm) -> Ref<Type> {
        Simple::class(vm).clone()
    }
}

/// The base of simple types: numbers, characters, strings, addresses.
#[native_class(
    name = "_ctypes._SimpleCData",
    base = CData,
    payload = CData,
    metaclass = SimpleType,
    flags(base),
    slots(buffer = export)
)]
impl Simple {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<CData>> {
        let _ = args;
        CData::new(class, vm)
    }

    #[init(signature = "(*args, **kwargs)", hidden)]
    fn init(this: &Ref<CData>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        match args.positional() {
            [] => Ok(()),
            [value] => set_value(this, value, vm),
            more => Err(vm.type_error(format!(
                "__init__ expected at most 1 argument, got {}",
                more.len()
            ))),
        }
    }

    #[slot]
    fn bool(this: &Ref<CData>, vm: &mut Vm) -> bool {
        this.bytes(vm).iter().any(|byte| *byte != 0)
    }

    #[slot]
    fn repr(this: &Ref<CData>, vm: &mut Vm) -> PyResult<String> {
        let name = this.class().name(vm);
        let info = concrete(this.class(), vm)?;
        if is_simple_subclass(&info, vm) {
            let address = super::object_address(this);
            return Ok(format!("<{name} object at {address:#x}>"));
        }
        let value = value_of(this, vm)?.repr(vm)?;
        Ok(format!("{name}({})", value.to_string_lossy()))
    }

    /// The value of the object.
    #[getter]
    fn value(this: &Ref<CData>, vm: &mut Vm) -> PyResult {
        value_of(this, vm)
    }

    #[setter(value)]
    fn set_value(this: &Ref<CData>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        match value {
            Some(value) => set_value(this, &value, vm),
            None => Err(vm.type_error("can't delete attribute")),
        }
    }

    #[method(signature = "($self, /)")]
    fn __ctypes_from_outparam__(this: &Ref<CData>, vm: &mut Vm) -> PyResult {
        let info = concrete(this.class(), vm)?;
        match is_simple_subclass(&info, vm) {
            true => Ok(this.to_value()),
            false => value_of(this, vm),
        }
    }
}

/// The slot `buffer` of all classes of data.
pub(super) fn export(
    this: &Value,
    flags: rpy_vm::object::buffer::BufferFlags,
    vm: &mut Vm,
) -> PyResult<rpy_vm::object::buffer::BufferView> {
    match this.downcast::<CData>() {
        Some(data) => CData::buffer(data, flags, vm),
        None => Err(vm.type_error("not a ctype instance")),
    }
}

/// The value of a simple object.
pub(super) fn value_of(this: &Ref<CData>, vm: &mut Vm) -> PyResult {
    let info = concrete(this.class(), vm)?;
    let Some(code) = info.get(vm).code else {
        return Err(vm.type_error("abstract class"));
    };
    let bytes = this.read(Spot::In(0), code.size(), vm)?;
    code.decode(&bytes, vm)
}

fn set_value(this: &Ref<CData>, value: &Value, vm: &mut Vm) -> PyResult<()> {
    let info = concrete(this.class(), vm)?;
    let Some(code) = info.get(vm).code else {
        return Err(vm.type_error("abstract class"));
    };
    let encoded = code.encode(value, vm)?;
    this.write(Spot::In(0), encoded.as_slice(), vm)?;
    keep::keep(this, 0, encoded.keep, vm)
}
