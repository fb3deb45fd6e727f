//! The class `Context`: its attributes. What it computes is in `context_methods.rs`.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::str::Str;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::default::{FromDefault, NoneLiteral};
use rpy_vm::function::native::NativeClass;
use rpy_vm::object::attributes::generic_set_attribute;
use rpy_vm::{Args, PyResult, Raised, Ref, Value, Vm};

use super::current;
use super::decimal::Decimal;
use super::number::Number;
use super::settings::{MAX_PRECISION, Rounding, Settings};
use super::signal_dict::{self, SignalDict};
use super::signals;

/// What arithmetic depends on, and what it has come across.
///
/// Every argument that is missing or None is taken from DefaultContext, but flags, which are empty.
///
/// ```text
/// >>> Context(prec=4).divide(1, 3)
/// Decimal('0.3333')
/// ```
#[derive(Payload)]
pub(super) struct Context {
    #[payload(skip)]
    pub(super) settings: Cell<Settings>,
    pub(super) flags: Ref<SignalDict>,
    pub(super) traps: Ref<SignalDict>,
    /// The class `Decimal`, that of results.
    decimal: Ref<Type>,
}

impl Drop for Context {
    fn drop(&mut self) {
        self.flags.invalidate();
        self.traps.invalidate();
    }
}

impl Context {
    /// A context of the class itself.
    pub(super) fn of(
        settings: Settings,
        flags: u32,
        traps: u32,
        vm: &mut Vm,
    ) -> PyResult<Ref<Context>> {
        let class = Context::class(vm).clone();
        Context::of_class(settings, flags, traps, &class, vm)
    }

    fn of_class(
        settings: Settings,
        flags: u32,
        traps: u32,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> PyResult<Ref<Context>> {
        let context = Context {
            settings: Cell::new(settings),
            flags: SignalDict::of(flags, vm)?,
            traps: SignalDict::of(traps, vm)?,
            decimal: <Decimal as NativeClass>::class(vm).clone(),
        };
        Ok(Ref::with_class(context, class, vm))
    }

    /// Notes conditions, and makes a number of the result.
    #[inline(always)]
    pub(super) fn finish(&self, number: Number, noted: u32, vm: &mut Vm) -> PyResult {
        self.note(noted, vm)?;
        Ok(Ref::with_class(Decimal { number }, &self.decimal, vm).into_value())
    }

    /// A copy, of the class itself.
    pub(super) fn copied(&self, vm: &mut Vm) -> PyResult<Ref<Context>> {
        let (flags, traps) = (self.flags.bits.get(), self.traps.bits.get());
        Context::of(self.settings.get(), flags, traps, vm)
    }

    /// Remembers conditions, and raises those that are trapped.
    #[inline(always)]
    pub(super) fn note(&self, noted: u32, vm: &mut Vm) -> PyResult<()> {
        if noted == 0 {
            return Ok(());
        }
        self.flags.bits.set(self.flags.bits.get() | noted);
        let trapped = noted & self.traps.bits.get();
        if trapped == 0 {
            return Ok(());
        }
        Err(signals::raise(trapped, vm))
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.get();
        change(&mut settings);
        self.settings.set(settings);
    }

    /// Sets what is given by name, where None stands for nothing.
    pub(super) fn set_all(&self, given: &[(&str, Option<&Value>)], vm: &mut Vm) -> PyResult<()> {
        for (name, value) in given {
            let Some(value) = value.filter(|value| !value.is_none()) else {
                continue;
            };
            match *name {
                "prec" => self.set_precision(value, vm)?,
                "rounding" => self.set_rounding_to(value, vm)?,
                "Emin" => self.set_least(value, vm)?,
                "Emax" => self.set_greatest(value, vm)?,
                "capitals" => self.set_capitals_to(value, vm)?,
                "clamp" => self.set_clamp_to(value, vm)?,
                "flags" => self
                    .flags
                    .bits
                    .set(signal_dict::bits_of_argument(value, vm)?),
                _ => self
                    .traps
                    .bits
                    .set(signal_dict::bits_of_argument(value, vm)?),
            }
        }
        Ok(())
    }

    fn set_precision(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let message = "valid range for prec is [1, MAX_PREC]";
        let precision = bounded(value, 1, MAX_PRECISION, message, vm)?;
        self.change(|settings| settings.precision = precision);
        Ok(())
    }

    fn set_least(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let message = "valid range for Emin is [MIN_EMIN, 0]";
        let emin = bounded(value, -MAX_PRECISION, 0, message, vm)?;
        self.change(|settings| settings.emin = emin);
        Ok(())
    }

    fn set_greatest(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let message = "valid range for Emax is [0, MAX_EMAX]";
        let emax = bounded(value, 0, MAX_PRECISION, message, vm)?;
        self.change(|settings| settings.emax = emax);
        Ok(())
    }

    fn set_capitals_to(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let message = "valid values for capitals are 0 or 1";
        let capitals = bounded(value, 0, 1, message, vm)? == 1;
        self.change(|settings| settings.capitals = capitals);
        Ok(())
    }

    fn set_clamp_to(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let message = "valid values for clamp are 0 or 1";
        let clamp = bounded(value, 0, 1, message, vm)? == 1;
        self.change(|settings| settings.clamp = clamp);
        Ok(())
    }

    fn set_rounding_to(&self, value: &Value, vm: &mut Vm) -> PyResult<()> {
        let rounding = rounding_of(value, vm)?;
        self.change(|settings| settings.rounding = rounding);
        Ok(())
    }
}

/// A machine word.
///
/// Raises `TypeError` for what is no int, and `OverflowError`.
pub(super) fn word(value: &Value, message: &str, vm: &mut Vm) -> PyResult<i64> {
    let Some(view) = value.as_int() else {
        return Err(vm.type_error(message));
    };
    match view.as_i64() {
        Some(word) => Ok(word),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn bounded(value: &Value, least: i64, most: i64, message: &str, vm: &mut Vm) -> PyResult<i64> {
    let word = word(value, "an integer is required", vm)?;
    match (least..=most).contains(&word) {
        true => Ok(word),
        false => Err(vm.value_error(message)),
    }
}

/// The way of rounding that a name stands for.
pub(super) fn rounding_of(value: &Value, vm: &mut Vm) -> PyResult<Rounding> {
    let name = value.downcast::<Str>().and_then(|name| name.as_str());
    match name.and_then(Rounding::of_name) {
        Some(rounding) => Ok(rounding),
        None => Err(vm.type_error(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, \
             ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
        )),
    }
}

#[cold]
fn undeletable(vm: &mut Vm) -> Raised {
    vm.attribute_error("context attributes cannot be deleted")
}

/// An argument that is a context, or None for the current one.
pub(super) struct InContext(Option<Ref<Context>>);

impl InContext {
    pub(super) fn get(self, vm: &mut Vm) -> PyResult<Ref<Context>> {
        match self.0 {
            Some(context) => Ok(context),
            None => current::context(vm),
        }
    }
}

impl<'a> FromArgument<'a> for InContext {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<InContext> {
        if value.is_none() {
            return Ok(InContext(None));
        }
        match value.downcast::<Context>() {
            Some(context) => Ok(InContext(Some(context.clone()))),
            None => Err(vm.type_error("optional argument must be a context")),
        }
    }
}

impl FromDefault<NoneLiteral> for InContext {
    fn from_default(_none: NoneLiteral, _vm: &mut Vm) -> InContext {
        InContext(None)
    }
}

/// The parameters of the class, in their order.
pub(super) const PARAMETERS: [&str; 8] = [
    "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps",
];

/// What a setter is called with, where there is something.
fn given(value: Option<Value>, vm: &mut Vm) -> PyResult<Value> {
    value.ok_or_else(|| undeletable(vm))
}

#[native_class(name = "decimal.Context", flags(base), methods(Context::COMPUTING))]
impl Context {
    #[new(signature = "(*args, **kwargs)", hidden)]
    fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult<Ref<Context>> {
        let _ = args;
        let template = current::default_context(vm)?;
        let (settings, traps) = (template.settings.get(), template.traps.bits.get());
        Context::of_class(settings, 0, traps, class, vm)
    }

    #[init(
        signature = "(*args, **kwargs)",
        text = "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)"
    )]
    fn init(this: &Ref<Context>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let positional = args.positional();
        let number = args.len();
        if number > PARAMETERS.len() {
            let most = PARAMETERS.len();
            let message = format!("function takes at most {most} arguments ({number} given)");
            return Err(vm.type_error(message));
        }
        let mut given = PARAMETERS.map(|name| (name, None));
        for (slot, value) in given.iter_mut().zip(positional) {
            slot.1 = Some(value);
        }
        for (name, value) in args.keywords() {
            let name = name
                .downcast::<Str>()
                .and_then(|name| name.as_str())
                .unwrap_or("");
            let Some(index) = PARAMETERS.iter().position(|parameter| *parameter == name) else {
                let message = format!("this function got an unexpected keyword argument '{name}'");
                return Err(vm.type_error(message));
            };
            if index < positional.len() {
                let place = index + 1;
                return Err(vm.type_error(format!(
                    "argument for function given by name ('{name}') and position ({place})"
                )));
            }
            given[index].1 = Some(value);
        }
        // Traps are looked at before flags.
        given.swap(6, 7);
        this.set_all(&given, vm)
    }

    #[slot]
    fn set_attribute(
        this: &Ref<Context>,
        name: &Ref<Str>,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        if value.is_none() {
            return Err(undeletable(vm));
        }
        generic_set_attribute(this.as_value(), name, value, vm)
    }

    #[slot]
    fn repr(this: &Ref<Context>) -> String {
        let settings = this.settings.get();
        format!(
            "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags={}, \
             traps={})",
            settings.precision,
            settings.rounding.name(),
            settings.emin,
            settings.emax,
            u8::from(settings.capitals),
            u8::from(settings.clamp),
            signals::shown(this.flags.bits.get()),
            signals::shown(this.traps.bits.get()),
        )
    }

    #[getter]
    fn prec(this: &Ref<Context>) -> i64 {
        this.settings.get().precision
    }

    #[setter(prec)]
    fn set_prec(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_precision(&given(value, vm)?, vm)
    }

    #[getter]
    fn rounding(this: &Ref<Context>, vm: &mut Vm) -> Ref<Str> {
        vm.intern(this.settings.get().rounding.name())
    }

    #[setter(rounding)]
    fn set_rounding(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_rounding_to(&given(value, vm)?, vm)
    }

    #[getter("Emin")]
    fn emin(this: &Ref<Context>) -> i64 {
        this.settings.get().emin
    }

    #[setter("Emin")]
    fn set_emin(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_least(&given(value, vm)?, vm)
    }

    #[getter("Emax")]
    fn emax(this: &Ref<Context>) -> i64 {
        this.settings.get().emax
    }

    #[setter("Emax")]
    fn set_emax(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_greatest(&given(value, vm)?, vm)
    }

    #[getter]
    fn capitals(this: &Ref<Context>) -> i64 {
        i64::from(this.settings.get().capitals)
    }

    #[setter(capitals)]
    fn set_capitals(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_capitals_to(&given(value, vm)?, vm)
    }

    #[getter]
    fn clamp(this: &Ref<Context>) -> i64 {
        i64::from(this.settings.get().clamp)
    }

    #[setter(clamp)]
    fn set_clamp(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_clamp_to(&given(value, vm)?, vm)
    }

    #[getter]
    fn flags(this: &Ref<Context>) -> Ref<SignalDict> {
        this.flags.clone()
    }

    #[setter(flags)]
    fn set_flags(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let bits = signal_dict::bits_of_mapping(&given(value, vm)?, vm)?;
        this.flags.bits.set(bits);
        Ok(())
    }

    #[getter]
    fn traps(this: &Ref<Context>) -> Ref<SignalDict> {
        this.traps.clone()
    }

    #[setter(traps)]
    fn set_traps(this: &Ref<Context>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let bits = signal_dict::bits_of_mapping(&given(value, vm)?, vm)?;
        this.traps.bits.set(bits);
        Ok(())
    }

    /// Forgets all flags.
    #[method(signature = "($self, /)")]
    fn clear_flags(this: &Ref<Context>) {
        this.flags.bits.set(0);
    }

    /// Traps nothing any more.
    #[method(signature = "($self, /)")]
    fn clear_traps(this: &Ref<Context>) {
        this.traps.bits.set(0);
    }

    /// Gives a context with the same settings, flags and traps.
    #[method(signature = "($self, /)")]
    fn copy(this: &Ref<Context>, vm: &mut Vm) -> PyResult<Ref<Context>> {
        this.copied(vm)
    }

    #[method(signature = "($self, /)")]
    fn __copy__(this: &Ref<Context>, vm: &mut Vm) -> PyResult<Ref<Context>> {
        this.copied(vm)
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<Context>, vm: &mut Vm) -> Ref<Tuple> {
        let settings = this.settings.get();
        let rounding = vm.intern(settings.rounding.name()).into_value();
        let values = vec![
            vm.new_int(settings.precision),
            rounding,
            vm.new_int(settings.emin),
            vm.new_int(settings.emax),
            Value::from_i32(i32::from(settings.capitals)),
            Value::from_i32(i32::from(settings.clamp)),
            signals::classes(this.flags.bits.get(), vm),
            signals::classes(this.traps.bits.get(), vm),
        ];
        let values = Tuple::new(values, vm).into_value();
        Tuple::from_array([this.class().to_value(), values], vm)
    }

    /// The least exponent of a last digit: that of subnormal numbers.
    #[method(name = "Etiny", signature = "($self, /)")]
    fn etiny(this: &Ref<Context>) -> i64 {
        this.settings.get().etiny()
    }

    /// The greatest exponent of a last digit of a number with all its digits.
    #[method(name = "Etop", signature = "($self, /)")]
    fn etop(this: &Ref<Context>) -> i64 {
        this.settings.get().etop()
    }
}
