//! Pickling of arrays: the formats of machines, and arrays of items from another one.

use rpy_vm::builtins::bytes::Bytes;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{PyResult, Ref, Value, Vm};

use super::construct::{code_argument, make};
use super::typecode::TypeCode;
use super::value::{Array, decode};

/// What an item is in the memory of a machine. The numbers are part of pickles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Machine {
    Int { size: usize, signed: bool },
    Float { size: usize },
    Text { bits: usize },
}

/// A format of a machine.
#[derive(Clone, Copy)]
struct MachineFormat {
    machine: Machine,
    big_endian: bool,
}

impl MachineFormat {
    /// The format of a number; there are 22.
    fn of(number: i64) -> Option<MachineFormat> {
        let size = |position: i64| 2usize << (position / 4);
        let (machine, big_endian) = match number {
            0 | 1 => {
                let signed = number == 1;
                (Machine::Int { size: 1, signed }, false)
            }
            2..=13 => {
                let (size, signed) = (size(number - 2), (number - 2) % 4 >= 2);
                (Machine::Int { size, signed }, number % 2 == 1)
            }
            14..=17 => {
                let size = if number < 16 { 4 } else { 8 };
                (Machine::Float { size }, number % 2 == 1)
            }
            18..=21 => {
                let bits = if number < 20 { 16 } else { 32 };
                (Machine::Text { bits }, number % 2 == 1)
            }
            _ => return None,
        };
        Some(MachineFormat {
            machine,
            big_endian,
        })
    }

    /// Bytes that the length of the items must be a multiple of.
    fn unit(self) -> usize {
        match self.machine {
            Machine::Int { size, .. } | Machine::Float { size } => size,
            // As CPython has it: a character and the half of another.
            Machine::Text { bits } => bits / 4,
        }
    }
}

/// The number of the format that this machine has for items of a code.
fn machine_format(code: TypeCode) -> i64 {
    let big = i64::from(cfg!(target_endian = "big"));
    if code.is_text() {
        return 20 + big;
    }
    if code.is_float() {
        return if code.size() == 4 { 14 } else { 16 } + big;
    }
    let signed = i64::from(code.is_signed());
    match code.size() {
        1 => signed,
        2 => 2 + 2 * signed + big,
        4 => 6 + 2 * signed + big,
        _ => 10 + 2 * signed + big,
    }
}

/// `_array_reconstructor(arraytype, typecode, mformat_code, items)`
pub(super) fn reconstruct(arguments: [&Value; 4], vm: &mut Vm) -> PyResult {
    let [class, code, number, items] = arguments;
    let names = [
        "_array_reconstructor() argument 2",
        "_array_reconstructor(): argument 2",
    ];
    let character = code_argument(code, names, vm)?;
    let number = i32::from_argument(number, vm)?;
    let Some(class) = class.downcast::<Type>() else {
        let found = class.type_name(vm);
        return Err(vm.type_error(format!("first argument must be a type object, not {found}")));
    };
    let exact = Array::class(vm).clone();
    if !class.is_subclass_of(&exact, vm) {
        let found = class.name(vm);
        return Err(vm.type_error(format!("{found} is not a subtype of array.array")));
    }
    let Some(code) = TypeCode::of(character) else {
        return Err(vm.value_error("second argument must be a valid type code"));
    };
    let Some(format) = MachineFormat::of(number.into()) else {
        return Err(vm.value_error("third argument must be a valid machine format code."));
    };
    let Some(bytes) = items.downcast::<Bytes>() else {
        let found = items.type_name(vm);
        return Err(vm.type_error(format!("fourth argument should be bytes, not {found}")));
    };
    if i64::from(number) == machine_format(code) {
        return make(class, character, Some(items), vm);
    }
    let bytes = bytes.as_slice();
    if !bytes.len().is_multiple_of(format.unit()) {
        return Err(vm.value_error("string length not a multiple of item size"));
    }
    let (character, items) = translate(character, format, bytes, vm)?;
    make(class, character, Some(&items), vm)
}

/// The items as values, and the code that suits them best.
fn translate(
    character: u32,
    format: MachineFormat,
    bytes: &[u8],
    vm: &mut Vm,
) -> PyResult<(u32, Value)> {
    match format.machine {
        Machine::Text { bits } => {
            let end = if format.big_endian { "be" } else { "le" };
            let text = decode(bytes, &format!("utf-{bits}-{end}"), vm)?;
            Ok((character, text))
        }
        Machine::Float { size } => {
            let code = if size == 4 { 'f' } else { 'd' };
            let items = native_items(bytes, size, format.big_endian, code, vm)?;
            Ok((character, items))
        }
        Machine::Int { size, signed } => {
            // The widest name of the size, as CPython picks the last.
            let fits = |code: &&TypeCode| {
                !code.is_text()
                    && !code.is_float()
                    && code.size() == size
                    && code.is_signed() == signed
            };
            let code = TypeCode::ALL.iter().rev().find(fits);
            let code = code
                .expect("there is a code for each format of ints")
                .character();
            let items = native_items(bytes, size, format.big_endian, code, vm)?;
            Ok((u32::from(code), items))
        }
    }
}

/// A list of the items, each of `size` bytes in the given order.
fn native_items(bytes: &[u8], size: usize, big_endian: bool, code: char, vm: &mut Vm) -> PyResult {
    let code = TypeCode::of(code.into()).expect("the code is one of the known");
    let mut bytes = bytes.to_vec();
    if big_endian != cfg!(target_endian = "big") {
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    let items = bytes.chunks_exact(size);
    let items = items
        .map(|item| code.read(item, vm))
        .collect::<PyResult<_>>()?;
    Ok(vm.new_list(items))
}

/// `array.__reduce_ex__(protocol)`
pub(super) fn reduce(this: &Ref<Array>, protocol: &Value, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
    if protocol.as_int().is_none() {
        return Err(vm.type_error("__reduce_ex__ argument should be an integer"));
    }
    let protocol = i64::from_argument(protocol, vm)?;
    let name = vm.intern("__dict__");
    let dict = this.as_value().get_attribute_optional(&name, vm)?;
    let dict = dict.unwrap_or(Value::NONE);
    let class = this.class().to_value();
    let code = vm.new_str(&this.code.character().to_string());
    if protocol < 3 {
        let items = this.values(vm)?;
        let items = vm.new_list(items);
        let arguments = Tuple::new(vec![code, items], vm).into_value();
        return Ok(Tuple::new(vec![class, arguments, dict], vm));
    }
    let (module, name) = (vm.intern("array"), vm.intern("_array_reconstructor"));
    let reconstructor = vm.import_name(&module)?.get_attribute(&name, vm)?;
    let number = vm.new_int(machine_format(this.code));
    let bytes = this.bytes.get(vm).to_vec();
    let bytes = Bytes::from_vec(bytes, vm).into_value();
    let arguments = Tuple::new(vec![class, code, number, bytes], vm).into_value();
    Ok(Tuple::new(vec![reconstructor, arguments, dict], vm))
}
