//! `array`: sequences of numbers or characters in the machine's own formats.
//! Reference: <https://docs.python.org/3.14/library/array.html>

mod construct;
mod iter;
mod methods;
mod reconstruct;
mod slots;
mod typecode;
mod value;

pub use array::MODULE;

/// Arrays of numbers and characters.
#[rpy_macros::native_module(name = "array", classes(Array, Array as "ArrayType"))]
mod array {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::reconstruct;
    use super::typecode::TypeCode;
    use super::value::Array;

    /// The codes of the formats that there are.
    #[constant]
    fn typecodes(vm: &mut Vm) -> Value {
        let codes: String = TypeCode::ALL.iter().map(|code| code.character()).collect();
        vm.new_str(&codes)
    }

    /// Makes an array of what another machine pickled.
    #[function(signature = "(arraytype, typecode, mformat_code, items, /)")]
    fn _array_reconstructor(
        arraytype: &Value,
        typecode: &Value,
        mformat_code: &Value,
        items: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        reconstruct::reconstruct([arraytype, typecode, mformat_code, items], vm)
    }

    /// Makes arrays mutable sequences, where the module that says what those are can be found.
    #[execute]
    fn register(_module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        let name = vm.intern("_collections_abc");
        let module = match vm.import_name(&name) {
            Ok(module) => module,
            Err(raised) if raised.is_instance(&vm.types.exceptions.import_error, vm) => {
                return Ok(());
            }
            Err(raised) => return Err(raised),
        };
        let (sequence, register) = (vm.intern("MutableSequence"), vm.intern("register"));
        let register = module
            .get_attribute(&sequence, vm)?
            .get_attribute(&register, vm)?;
        let class = Array::class(vm).to_value();
        register.call_positional(&[class], vm)?;
        Ok(())
    }
}
