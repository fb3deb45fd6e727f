//! `_decimal`: decimal arithmetic, after the General Decimal Arithmetic specification.
//! Reference: <https://docs.python.org/3.14/library/decimal.html>,
//! <https://speleotrove.com/decimal/decarith.html>
//!
//! The numbers (`number.rs`, `coefficient.rs`, `limbs.rs`) and what is done with them
//! (`arithmetic.rs`, `quantum.rs`, `compare.rs`, `logical.rs`, `root.rs`, `elementary.rs`, `power.rs`)
//! know nothing of Python but how to ask for memory; the classes stand on top of that. Operations take
//! the settings of a context and note conditions in bits, which the classes hand to the context.

mod arithmetic;
mod coefficient;
mod compare;
mod context;
mod context_methods;
mod convert;
mod current;
mod decimal;
mod elementary;
mod format;
mod limbs;
mod logical;
mod methods;
mod number;
mod operations;
mod power;
mod quantum;
mod root;
mod settings;
mod signal_dict;
mod signals;
mod text;
mod transcendental;

use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Ref, Vm};

pub use self::_decimal::MODULE;
use self::_decimal::State;
use self::signal_dict::SignalDict;

/// An attribute of a module that is written in Python.
fn imported(module: &str, name: &str, vm: &mut Vm) -> PyResult {
    let module = vm.intern(module);
    let module = vm.import_name(&module)?;
    let name = vm.intern(name);
    module.get_attribute(&name, vm)
}

/// The class `SignalDict`: a `MutableMapping`.
fn signal_dict_class(vm: &mut Vm) -> PyResult<Ref<Type>> {
    if let Some(class) = &vm.module_state::<State>().signal_dict {
        return Ok(class.clone());
    }
    let mapping = imported("_collections_abc", "MutableMapping", vm)?;
    let metaclass = mapping.class(vm).to_value();
    let mixin = SignalDict::class(vm).to_value();
    let bases = Tuple::from_array([mixin, mapping], vm).into_value();
    let namespace = rpy_vm::builtins::dict::Dict::new(vm).into_value();
    let name = vm.new_str("SignalDict");
    let class = metaclass.call_positional(&[name, bases, namespace], vm)?;
    let Ok(class) = class.downcast_into::<Type>() else {
        return Err(vm.type_error("SignalDict must be a class"));
    };
    vm.module_state::<State>().signal_dict = Some(class.clone());
    Ok(class)
}

/// The class `numbers.Rational`.
fn rational(vm: &mut Vm) -> PyResult {
    if let Some(class) = &vm.module_state::<State>().rational {
        return Ok(class.clone());
    }
    let class = imported("numbers", "Rational", vm)?;
    vm.module_state::<State>().rational = Some(class.clone());
    Ok(class)
}

/// The class `DecimalTuple`: a named tuple.
fn decimal_tuple(vm: &mut Vm) -> PyResult {
    if let Some(class) = &vm.module_state::<State>().decimal_tuple {
        return Ok(class.clone());
    }
    let make = imported("collections", "namedtuple", vm)?;
    let values = [
        vm.new_str("DecimalTuple"),
        vm.new_str("sign digits exponent"),
        vm.new_str("decimal"),
    ];
    let names = [vm.intern("module").into_value()];
    let class = make.call(Args::new(&values, &names), vm)?;
    vm.module_state::<State>().decimal_tuple = Some(class.clone());
    Ok(class)
}

/// Decimal numbers with contexts: their precision, rounding and signals.
#[rpy_macros::native_module(
    name = "_decimal",
    classes(
        super::decimal::Decimal,
        super::context::Context,
        super::signals::DecimalException,
        super::signals::Clamped,
        super::signals::ConversionSyntax,
        super::signals::DivisionByZero,
        super::signals::DivisionImpossible,
        super::signals::DivisionUndefined,
        super::signals::FloatOperation,
        super::signals::Inexact,
        super::signals::InvalidContext,
        super::signals::InvalidOperation,
        super::signals::Overflow,
        super::signals::Rounded,
        super::signals::Subnormal,
        super::signals::Underflow
    )
)]
mod _decimal {
    use rpy_vm::builtins::module::Module;
    use rpy_vm::builtins::type_::Type;
    use rpy_vm::function::args::Keywords;
    use rpy_vm::function::native::NativeClass;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    use super::context::{Context, PARAMETERS, word};
    use super::current::{self, ContextManager, Contexts};
    use super::decimal::Decimal;
    use super::imported;
    use super::settings::{MAX_PRECISION, Rounding, Settings};
    use super::transcendental::LogTen;

    /// The version of the module whose interface this is.
    #[constant]
    const __version__: &str = "1.70";

    /// The version of the library whose behaviour this is.
    #[constant]
    const __libmpdec_version__: &str = "2.5.1";

    #[constant]
    const HAVE_THREADS: bool = true;

    #[constant]
    const HAVE_CONTEXTVAR: bool = true;

    #[constants]
    const NUMBERS: &[(&str, i64)] = &[
        ("MAX_PREC", MAX_PRECISION),
        ("MAX_EMAX", MAX_PRECISION),
        ("MIN_EMIN", -MAX_PRECISION),
        ("MIN_ETINY", -MAX_PRECISION - (MAX_PRECISION - 1)),
        ("IEEE_CONTEXT_MAX_BITS", 512),
    ];

    /// What the module remembers.
    #[state]
    #[derive(Default)]
    pub(super) struct State {
        pub(super) contexts: Option<Contexts>,
        pub(super) log_ten: LogTen,
        pub(super) signal_dict: Option<Ref<Type>>,
        pub(super) rational: Option<Value>,
        pub(super) decimal_tuple: Option<Value>,
    }

    #[execute]
    fn execute(module: &Ref<Module>, vm: &mut Vm) -> PyResult<()> {
        for (_, name) in Rounding::ALL {
            let text = vm.intern(name).into_value();
            module.add(name, text, vm);
        }
        let [default, basic, extended] = current::templates(vm)?;
        module.add("DefaultContext", default.into_value(), vm);
        module.add("BasicContext", basic.into_value(), vm);
        module.add("ExtendedContext", extended.into_value(), vm);
        let class = super::decimal_tuple(vm)?;
        module.add("DecimalTuple", class, vm);

        let number = imported("numbers", "Number", vm)?;
        let register = vm.intern("register");
        let class = Decimal::class(vm).to_value();
        number.call_method(&register, &[class], vm)?;
        super::rational(vm)?;
        Ok(())
    }

    /// Gives the context of this thread or task.
    #[function(signature = "()")]
    fn getcontext(vm: &mut Vm) -> PyResult<Ref<Context>> {
        current::context(vm)
    }

    /// Makes a context that of this thread or task.
    #[function(signature = "(context, /)")]
    fn setcontext(context: &Value, vm: &mut Vm) -> PyResult<()> {
        match context.downcast::<Context>() {
            Some(context) => current::set_current(context, vm),
            None => Err(vm.type_error("argument must be a context")),
        }
    }

    /// Gives a manager under which a copy of a context is the current one, with the changes that
    /// keyword arguments ask for.
    #[function(signature = "(ctx=None, **kwargs)")]
    fn localcontext(
        ctx: &Value,
        kwargs: Keywords<'_>,
        vm: &mut Vm,
    ) -> PyResult<Ref<ContextManager>> {
        let known = PARAMETERS;
        for (name, _) in kwargs.iter() {
            let text = name.to_string_lossy();
            if !known.contains(&&*text) {
                let message = format!("this function got an unexpected keyword argument '{text}'");
                return Err(vm.type_error(message));
            }
        }
        let context = match (ctx.is_none(), ctx.downcast::<Context>()) {
            (true, _) => None,
            (false, Some(context)) => Some(context.clone()),
            (false, None) => return Err(vm.type_error("optional argument must be a context")),
        };
        let given = known.map(|name| (name, kwargs.get(name)));
        current::manager(context, &given, vm)
    }

    /// Gives a context for numbers of an IEEE interchange format of so many bits.
    #[function(name = "IEEEContext", signature = "(bits, /)")]
    fn ieee_context(bits: &Value, vm: &mut Vm) -> PyResult<Ref<Context>> {
        let bits = word(bits, "an integer is required", vm)?;
        if !(1..=512).contains(&bits) || bits % 32 != 0 {
            let message = "argument must be a multiple of 32, with a maximum of 512";
            return Err(vm.value_error(message));
        }
        let emax = 3 * (1 << (bits / 16 + 3));
        let settings = Settings {
            precision: 9 * (bits / 32) - 2,
            rounding: Rounding::HalfEven,
            emin: 1 - emax,
            emax,
            capitals: true,
            clamp: true,
        };
        Context::of(settings, 0, 0, vm)
    }
}
