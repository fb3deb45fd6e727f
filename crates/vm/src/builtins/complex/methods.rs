//! The methods and attributes of `complex`.

use rpy_macros::methods;

use crate::builtins::complex::format::format_complex;
use crate::builtins::complex::new::{number_of, with_class};
use crate::builtins::complex::value::{Complex, ComplexNumber};
use crate::builtins::int::parse_spec;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

#[methods]
impl Complex {
    /// Returns the complex conjugate: the imaginary part changes its sign.
    #[method(signature = "($self, /)")]
    fn conjugate(this: &Ref<Complex>, vm: &mut Vm) -> Value {
        let ComplexNumber { re, im } = this.value;
        vm.new_complex(ComplexNumber::new(re, -im))
    }

    /// Returns the number as an exact complex.
    #[method(signature = "($self, /)")]
    fn __complex__(this: &Ref<Complex>, vm: &mut Vm) -> Value {
        vm.new_complex(this.value)
    }

    /// Makes a complex number of a number; strings are refused.
    #[class_method(signature = "($type, number, /)")]
    fn from_number(class: &Ref<Type>, number: &Value, vm: &mut Vm) -> PyResult {
        let exact = number.class(vm);
        if exact.is(class) && exact.is(&vm.types.complex) {
            return Ok(number.clone());
        }
        match number_of(number, vm)? {
            Some(number) => Ok(with_class(number, class, vm)),
            None => {
                let name = number.type_name(vm);
                Err(vm.type_error(format!("must be real number, not {name}")))
            }
        }
    }

    /// Formats the number as a format specification says.
    #[method(signature = "($self, format_spec, /)")]
    fn __format__(this: &Ref<Complex>, format_spec: &Ref<Str>, vm: &mut Vm) -> PyResult {
        if format_spec.byte_length() == 0 {
            return this.as_value().str(vm).map(Ref::into_value);
        }
        let spec = parse_spec(format_spec, None, "complex", vm)?;
        let text = format_complex(this.value, &spec, vm)?;
        Ok(vm.new_str(&text))
    }

    // Returns the arguments that pickle hands to __new__.
    #[method(signature = "($self, /)")]
    fn __getnewargs__(this: &Ref<Complex>, vm: &mut Vm) -> Ref<Tuple> {
        let items = vec![vm.new_float(this.value.re), vm.new_float(this.value.im)];
        Tuple::new(items, vm)
    }

    /// The real part.
    #[getter(member)]
    fn real(this: &Ref<Complex>) -> f64 {
        this.value.re
    }

    /// The imaginary part.
    #[getter(member)]
    fn imag(this: &Ref<Complex>) -> f64 {
        this.value.im
    }
}
