//! Conversion of arguments to Rust types and of results to values.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::builtins::dict::Dict;
use crate::builtins::float::Float;
use crate::builtins::int::{Int, IntView};
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::function::args::Keywords;
use crate::function::native::{NativeSignature, ParameterKind};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// Which argument of which function is converted, for messages.
#[derive(Clone, Copy)]
pub struct Position {
    /// The function.
    pub signature: &'static NativeSignature,
    /// Index of the parameter.
    pub index: usize,
}

impl Position {
    /// Raises `f() argument 'x' must be WANTED, not TYPE`, as CPython's argument clinic does.
    #[cold]
    pub fn bad_argument(self, wanted: &str, value: &Value, vm: &mut Vm) -> Raised {
        let parameters = self.signature.parameters;
        let which = if parameters
            .iter()
            .any(|parameter| parameter.kind != ParameterKind::PositionalOnly)
            && parameters[self.index].kind != ParameterKind::PositionalOnly
        {
            format!("argument '{}'", parameters[self.index].name)
        } else if parameters.len() == 1 {
            "argument".to_owned()
        } else {
            format!("argument {}", self.index + 1)
        };
        let found = type_name_or_none(value, vm);
        let name = self.signature.name;
        vm.type_error(format!("{name}() {which} must be {wanted}, not {found}"))
    }
}

/// The name of the value's class, but `None` for None.
pub(crate) fn type_name_or_none(value: &Value, vm: &Vm) -> String {
    if value.is_none() {
        "None".to_owned()
    } else {
        vm.class_of(value).shown_name(vm)
    }
}

/// A type that a parameter of a native function can have.
pub trait FromArgument<'a>: Sized {
    /// Converts an argument. May run Python code (`__index__`, `__float__` …).
    ///
    /// Errors: `TypeError` or `OverflowError` where CPython raises them for such a parameter.
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Self>;

    /// As [`FromArgument::from_argument`], where messages name function and parameter.
    #[inline(always)]
    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<Self> {
        let _ = position;
        Self::from_argument(value, vm)
    }
}

/// A type that a parameter can have whose default cannot be told in Rust.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be missing, and the default in the signature is no literal",
    note = "take an `Option<T>`, which is `None` if the argument is missing"
)]
pub trait FromOptionalArgument<'a>: Sized {
    /// Converts an argument that may be missing.
    fn from_optional_argument(
        value: Option<&'a Value>,
        position: Position,
        vm: &mut Vm,
    ) -> PyResult<Self>;
}

impl<'a, T: FromArgument<'a>> FromOptionalArgument<'a> for Option<T> {
    #[inline(always)]
    fn from_optional_argument(
        value: Option<&'a Value>,
        position: Position,
        vm: &mut Vm,
    ) -> PyResult<Option<T>> {
        match value {
            Some(value) => T::from_argument_at(value, position, vm).map(Some),
            None => Ok(None),
        }
    }
}

/// An argument that may be missing or `None`, which mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optional<T>(pub Option<T>);

impl<T> Optional<T> {
    /// The argument as an `Option`.
    pub fn into_option(self) -> Option<T> {
        self.0
    }

    /// The argument, or what to take in its place.
    pub fn unwrap_or(self, default: T) -> T {
        self.0.unwrap_or(default)
    }
}

impl<'a, T: FromArgument<'a>> Optional<T> {
    /// Converts an argument that may be missing or None to an `Option`, for parameters whose
    /// default is None.
    #[inline(always)]
    pub fn from_nullable_argument(
        value: Option<&'a Value>,
        position: Position,
        vm: &mut Vm,
    ) -> PyResult<Option<T>> {
        match value {
            Some(value) if !value.is_none() => T::from_argument_at(value, position, vm).map(Some),
            _ => Ok(None),
        }
    }
}

impl<'a, T: FromArgument<'a>> FromArgument<'a> for Optional<T> {
    #[inline(always)]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Optional<T>> {
        if value.is_none() {
            return Ok(Optional(None));
        }
        T::from_argument(value, vm).map(|value| Optional(Some(value)))
    }

    #[inline(always)]
    fn from_argument_at(
        value: &'a Value,
        position: Position,
        vm: &mut Vm,
    ) -> PyResult<Optional<T>> {
        if value.is_none() {
            return Ok(Optional(None));
        }
        T::from_argument_at(value, position, vm).map(|value| Optional(Some(value)))
    }
}

impl<'a, T: FromArgument<'a>> FromOptionalArgument<'a> for Optional<T> {
    #[inline(always)]
    fn from_optional_argument(
        value: Option<&'a Value>,
        position: Position,
        vm: &mut Vm,
    ) -> PyResult<Optional<T>> {
        match value {
            Some(value) => Optional::from_argument_at(value, position, vm),
            None => Ok(Optional(None)),
        }
    }
}

impl<'a> FromArgument<'a> for &'a Value {
    #[inline(always)]
    fn from_argument(value: &'a Value, _vm: &mut Vm) -> PyResult<&'a Value> {
        Ok(value)
    }
}

impl<'a> FromArgument<'a> for Value {
    #[inline(always)]
    fn from_argument(value: &'a Value, _vm: &mut Vm) -> PyResult<Value> {
        Ok(value.clone())
    }
}

impl<'a, T: Payload> FromArgument<'a> for &'a Ref<T> {
    #[inline(always)]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<&'a Ref<T>> {
        match value.downcast() {
            Some(object) => Ok(object),
            None => Err(wrong_type::<T>(value, vm)),
        }
    }

    #[inline(always)]
    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<&'a Ref<T>> {
        match value.downcast() {
            Some(object) => Ok(object),
            None => {
                let class = T::class(vm).clone().shown_name(vm);
                Err(position.bad_argument(&class, value, vm))
            }
        }
    }
}

impl<'a, T: Payload> FromArgument<'a> for Ref<T> {
    #[inline(always)]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<Ref<T>> {
        <&Ref<T>>::from_argument(value, vm).cloned()
    }

    #[inline(always)]
    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<Ref<T>> {
        <&Ref<T>>::from_argument_at(value, position, vm).cloned()
    }
}

#[cold]
fn wrong_type<T: Payload>(value: &Value, vm: &mut Vm) -> Raised {
    let (wanted, found) = (
        T::class(vm).clone().shown_name(vm),
        type_name_or_none(value, vm),
    );
    vm.type_error(format!("expected {wanted}, got {found}"))
}

/// Reads a machine integer by `__index__`; `None` if it does not fit.
fn integer<T>(
    value: &Value,
    vm: &mut Vm,
    small: impl Fn(i64) -> Option<T>,
    big: impl Fn(&BigInt) -> Option<T>,
) -> PyResult<Option<T>> {
    let index = index_value(value, vm)?;
    Ok(match index.as_small_int() {
        Some(int) => small(int),
        None => match index.downcast::<Int>() {
            Some(int) => match int.view() {
                IntView::Small(int) => small(int),
                view => big(&view.to_big()),
            },
            None => small(i64::from(index.as_bool() == Some(true))),
        },
    })
}

/// The int that `__index__` gives; the value itself if it is an int.
fn index_value(value: &Value, vm: &mut Vm) -> PyResult<Value> {
    if value.is_small_int() || value.as_bool().is_some() || value.has_payload::<Int>() {
        return Ok(value.clone());
    }
    value.index(vm)
}

macro_rules! integer_arguments {
    ($($type:ident $to:ident $c_type:literal;)*) => { $(
        impl<'a> FromArgument<'a> for $type {
            #[inline]
            fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<$type> {
                if let Some(int) = value.as_small_int()
                    && let Ok(int) = $type::try_from(int)
                {
                    return Ok(int);
                }
                match integer(value, vm, |int| int.$to(), |int| int.$to())? {
                    Some(int) => Ok(int),
                    None => Err(does_not_fit(value, $c_type, $type::MIN == 0, vm)),
                }
            }
        }
    )* };
}

integer_arguments! {
    i64 to_i64 "C long";
    isize to_isize "C ssize_t";
    usize to_usize "C size_t";
    i32 to_i32 "C int";
    u32 to_u32 "C unsigned int";
    u64 to_u64 "C unsigned long";
    u8 to_u8 "C unsigned char";
}

#[cold]
fn does_not_fit(value: &Value, c_type: &str, unsigned: bool, vm: &mut Vm) -> Raised {
    let negative = match value.as_small_int() {
        Some(int) => int < 0,
        None => value
            .downcast::<Int>()
            .is_some_and(|int| int.view().is_negative()),
    };
    if unsigned && negative {
        let c_type = c_type.strip_prefix("C ").unwrap_or(c_type);
        return vm.overflow_error(format!("can't convert negative value to {c_type}"));
    }
    vm.overflow_error(format!("Python int too large to convert to {c_type}"))
}

impl<'a> FromArgument<'a> for BigInt {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<BigInt> {
        let big = integer(
            value,
            vm,
            |int| Some(BigInt::from(int)),
            |int| Some(int.clone()),
        )?;
        Ok(big.expect("a BigInt holds every int"))
    }
}

impl<'a> FromArgument<'a> for bool {
    /// The truth value.
    #[inline]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<bool> {
        if let Some(truth) = value.as_bool() {
            return Ok(truth);
        }
        value.is_true(vm)
    }
}

impl<'a> FromArgument<'a> for f64 {
    #[inline]
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<f64> {
        match value.as_small_float() {
            Some(float) => Ok(float),
            None => float_slow(value, vm),
        }
    }
}

/// A float by its value, `__float__` or `__index__`.
fn float_slow(value: &Value, vm: &mut Vm) -> PyResult<f64> {
    if let Some(int) = value.as_small_int() {
        return Ok(int as f64);
    }
    if let Some(float) = value.downcast::<Float>() {
        return Ok(float.value);
    }
    if let Some(truth) = value.as_bool() {
        return Ok(f64::from(u8::from(truth)));
    }
    if let Some(int) = value.downcast::<Int>() {
        return match int.view().to_f64() {
            Some(float) if float.is_finite() => Ok(float),
            _ => Err(vm.overflow_error("int too large to convert to float")),
        };
    }
    let slots = vm.class_of(value).slots(vm);
    let (to_float, to_index) = (slots.float, slots.index);
    if let Some(to_float) = to_float {
        let float = to_float(value, vm)?;
        if let Some(float) = float.as_small_float() {
            return Ok(float);
        }
        if let Some(number) = float.downcast::<Float>() {
            let number = number.value;
            if vm.class_of(&float).is_heap_type() {
                let method = format!("{}.__float__", vm.class_of(value).shown_name(vm));
                crate::object::protocol::warn_of_subclass(&float, &method, "float", vm)?;
            }
            return Ok(number);
        }
        let (class, found) = (
            vm.class_of(value).shown_name(vm),
            vm.class_of(&float).shown_name(vm),
        );
        return Err(vm.type_error(format!(
            "{class}.__float__ returned non-float (type {found})"
        )));
    }
    if let Some(to_index) = to_index {
        let _ = to_index;
        let int = value.index(vm)?;
        return float_slow(&int, vm);
    }
    let found = vm.class_of(value).shown_name(vm);
    Err(vm.type_error(format!("must be real number, not {found}")))
}

impl<'a> FromArgument<'a> for &'a str {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<&'a str> {
        match value.downcast::<Str>() {
            Some(text) => utf8(text, vm),
            None => Err(wrong_type::<Str>(value, vm)),
        }
    }

    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<&'a str> {
        match value.downcast::<Str>() {
            Some(text) => utf8(text, vm),
            None => Err(position.bad_argument("str", value, vm)),
        }
    }
}

impl<'a> FromArgument<'a> for String {
    fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<String> {
        <&str>::from_argument(value, vm).map(str::to_owned)
    }

    fn from_argument_at(value: &'a Value, position: Position, vm: &mut Vm) -> PyResult<String> {
        <&str>::from_argument_at(value, position, vm).map(str::to_owned)
    }
}

/// The text of a string without lone surrogates.
fn utf8<'a>(text: &'a Ref<Str>, vm: &mut Vm) -> PyResult<&'a str> {
    match text.as_str() {
        Some(text) => Ok(text),
        None => Err(vm.surrogates_error(text)),
    }
}

/// A type that `*args` can have.
pub trait FromRest<'a>: Sized {
    /// Converts the positional arguments that are no parameters.
    fn from_rest(values: &'a [Value], vm: &mut Vm) -> PyResult<Self>;
}

impl<'a> FromRest<'a> for &'a [Value] {
    #[inline(always)]
    fn from_rest(values: &'a [Value], _vm: &mut Vm) -> PyResult<&'a [Value]> {
        Ok(values)
    }
}

impl<'a> FromRest<'a> for Ref<Tuple> {
    fn from_rest(values: &'a [Value], vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        Ok(Tuple::from_slice(values, vm))
    }
}

impl<'a, T: FromArgument<'a>> FromRest<'a> for Vec<T> {
    fn from_rest(values: &'a [Value], vm: &mut Vm) -> PyResult<Vec<T>> {
        let convert = |value| T::from_argument(value, vm);
        values.iter().map(convert).collect()
    }
}

/// A type that `**kwargs` can have.
pub trait FromKeywords<'a>: Sized {
    /// Converts the keyword arguments that are no parameters.
    fn from_keywords(keywords: Keywords<'a>, vm: &mut Vm) -> PyResult<Self>;
}

impl<'a> FromKeywords<'a> for Keywords<'a> {
    #[inline(always)]
    fn from_keywords(keywords: Keywords<'a>, _vm: &mut Vm) -> PyResult<Keywords<'a>> {
        Ok(keywords)
    }
}

impl<'a> FromKeywords<'a> for Ref<Dict> {
    fn from_keywords(keywords: Keywords<'a>, vm: &mut Vm) -> PyResult<Ref<Dict>> {
        Ok(keywords.to_dict(vm))
    }
}

/// A type that a native function can return.
pub trait IntoResult {
    /// Makes the value, or passes the error on.
    fn into_result(self, vm: &mut Vm) -> PyResult;
}

impl<T: IntoResult> IntoResult for PyResult<T> {
    #[inline(always)]
    fn into_result(self, vm: &mut Vm) -> PyResult {
        self?.into_result(vm)
    }
}

impl IntoResult for Value {
    #[inline(always)]
    fn into_result(self, _vm: &mut Vm) -> PyResult {
        Ok(self)
    }
}

impl<T: Payload> IntoResult for Ref<T> {
    #[inline(always)]
    fn into_result(self, _vm: &mut Vm) -> PyResult {
        Ok(self.into_value())
    }
}

impl IntoResult for () {
    #[inline(always)]
    fn into_result(self, _vm: &mut Vm) -> PyResult {
        Ok(Value::NONE)
    }
}

impl<T: IntoResult> IntoResult for Option<T> {
    #[inline(always)]
    fn into_result(self, vm: &mut Vm) -> PyResult {
        match self {
            Some(value) => value.into_result(vm),
            None => Ok(Value::NONE),
        }
    }
}

macro_rules! tuple_results {
    ($($type:ident $index:tt),*) => {
        impl<$($type: IntoResult),*> IntoResult for ($($type,)*) {
            fn into_result(self, vm: &mut Vm) -> PyResult {
                let items = [$(self.$index.into_result(vm)?),*];
                Ok(Tuple::from_array(items, vm).into_value())
            }
        }
    };
}

tuple_results!(A 0, B 1);
tuple_results!(A 0, B 1, C 2);
tuple_results!(A 0, B 1, C 2, D 3);

impl IntoResult for Vec<Value> {
    /// A list.
    fn into_result(self, vm: &mut Vm) -> PyResult {
        Ok(vm.new_list(self))
    }
}

macro_rules! results {
    ($($type:ty, $value:ident, $vm:ident => $result:expr;)*) => { $(
        impl IntoResult for $type {
            #[inline(always)]
            fn into_result(self, $vm: &mut Vm) -> PyResult {
                let $value = self;
                Ok($result)
            }
        }
    )* };
}

results! {
    bool, value, _vm => Value::bool(value);
    i32, value, _vm => Value::from_i32(value);
    u8, value, _vm => Value::from_i32(i32::from(value));
    i64, value, vm => vm.new_int(value);
    isize, value, vm => vm.new_int(value as i64);
    u32, value, vm => vm.new_int(i64::from(value));
    u64, value, vm => match i64::try_from(value) {
        Ok(value) => vm.new_int(value),
        Err(_) => vm.new_big_int(BigInt::from(value)),
    };
    usize, value, vm => match i64::try_from(value) {
        Ok(value) => vm.new_int(value),
        Err(_) => vm.new_big_int(BigInt::from(value)),
    };
    BigInt, value, vm => vm.new_big_int(value);
    f64, value, vm => vm.new_float(value);
    String, value, vm => vm.new_str(&value);
    &str, value, vm => vm.new_str(value);
}
