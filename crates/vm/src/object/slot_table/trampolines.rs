//! The functions in the slots of Python classes: they look the special method up and call it.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use super::call::{call_found, call_special_method, prepend, with_first};
use crate::builtins::function::Function;
use crate::builtins::int::Int;
use crate::builtins::memoryview::MemoryView;
use crate::builtins::staticmethod::StaticMethod;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::args::Args;
use crate::names::Names;
use crate::object::buffer::{BufferFlags, BufferView, BufferWrapper};
use crate::object::reference::Ref;
use crate::object::slots::{BINARY_OPERATORS, BinarySlot, ReleaseBufferSlot};
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

type Key = fn(&Names) -> &Ref<Str>;

/// Calls a method that must be there: the slot is set because it was, but it may be gone.
fn call_required(key: Key, all: &[Value], vm: &mut Vm) -> PyResult {
    let name = key(&vm.names).clone();
    match call_special_method(&name, all, vm)? {
        Some(result) => Ok(result),
        None => Err(missing(name, vm)),
    }
}

/// The `AttributeError` of an operation whose method is missing. It says the name only, as CPython's does.
#[cold]
fn missing(name: Ref<Str>, vm: &mut Vm) -> Raised {
    let class = vm.types.exceptions.attribute_error.clone();
    Raised::new(vm.new_exception(&class, vec![name.into_value()]))
}

/// Calls a method, or gives `NotImplemented` if there is none.
fn call_maybe(key: Key, all: &[Value], vm: &mut Vm) -> PyResult {
    Ok(call_optional(key, all, vm)?.unwrap_or(Value::NOT_IMPLEMENTED))
}

/// Calls a method that need not be there. A descriptor that has none to give, which it says by an
/// `AttributeError`, is as good as none.
fn call_optional(key: Key, all: &[Value], vm: &mut Vm) -> PyResult<Option<Value>> {
    let name = key(&vm.names).clone();
    call_named(&name, all, vm)
}

/// As [`call_optional`], for a name.
fn call_named(name: &Ref<Str>, all: &[Value], vm: &mut Vm) -> PyResult<Option<Value>> {
    let object = &all[0];
    let class = object.class(vm).clone();
    let Some(method) = vm.lookup_cached(&class, name) else {
        return Ok(None);
    };
    let kind = method.class(vm);
    if !kind.flags().contains(TypeFlags::METHOD_DESCRIPTOR)
        && let Some(get) = kind.slots(vm).descriptor_get
    {
        vm.check_native_stack("")?;
        return match get(&method, Some(object), class.as_value(), vm) {
            Ok(method) => method.call_positional(&all[1..], vm).map(Some),
            Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => Ok(None),
            Err(raised) => Err(raised),
        };
    }
    call_found(&method, object, Args::positional_only(all), vm).map(Some)
}

/// What the class has under this name, if that is None: the mark of an unsupported protocol.
fn is_blocked(object: &Value, key: Key, vm: &mut Vm) -> bool {
    let name = key(&vm.names).clone();
    let class = object.class(vm).clone();
    vm.lookup_cached(&class, &name)
        .is_some_and(|method| method.is_none())
}

macro_rules! unary {
    ($($function:ident = $name:ident;)*) => {
        $(pub(super) fn $function(object: &Value, vm: &mut Vm) -> PyResult {
            call_required(|names| &names.$name, std::slice::from_ref(object), vm)
        })*
    };
}

unary! {
    repr = __repr__;
    str = __str__;
    negative = __neg__;
    positive = __pos__;
    absolute = __abs__;
    invert = __invert__;
    int = __int__;
    float = __float__;
    index = __index__;
    r#await = __await__;
    aiter = __aiter__;
    anext = __anext__;
}

pub(super) fn iter(object: &Value, vm: &mut Vm) -> PyResult {
    if is_blocked(object, |names| &names.__iter__, vm) {
        let name = object.type_name(vm);
        return Err(vm.type_error(format!("'{name}' object is not iterable")));
    }
    let all = std::slice::from_ref(object);
    match call_optional(|names| &names.__iter__, all, vm)? {
        Some(iterator) => Ok(iterator),
        None => {
            let name = object.type_name(vm);
            Err(vm.type_error(format!("'{name}' object is not iterable")))
        }
    }
}

/// A `StopIteration` passes through, as it may carry a value.
pub(super) fn iternext(object: &Value, vm: &mut Vm) -> PyResult<Step> {
    call_required(|names| &names.__next__, std::slice::from_ref(object), vm).map(Step::Item)
}

pub(super) fn hash(object: &Value, vm: &mut Vm) -> PyResult<i64> {
    let all = std::slice::from_ref(object);
    let Some(result) = call_optional(|names| &names.__hash__, all, vm)? else {
        let name = object.type_name(vm);
        return Err(vm.type_error(format!("unhashable type: '{name}'")));
    };
    if let Some(hash) = result.as_small_int() {
        return Ok(hash);
    }
    if let Some(truth) = result.as_bool() {
        return Ok(i64::from(truth));
    }
    match result.downcast::<Int>() {
        Some(int) => match int.view().as_i64() {
            Some(hash) => Ok(hash),
            None => Ok(int.view().hash()),
        },
        None => Err(vm.type_error("__hash__ method should return an integer")),
    }
}

pub(super) fn length(object: &Value, vm: &mut Vm) -> PyResult<usize> {
    let result = call_required(|names| &names.__len__, std::slice::from_ref(object), vm)?;
    let length = result.index(vm)?;
    match length.as_int().and_then(|length| length.as_i64()) {
        Some(length) if length >= 0 => Ok(length as usize),
        Some(_) => Err(vm.value_error("__len__() should return >= 0")),
        None => {
            let zero = Value::from_i32(0);
            if length.compare_bool(&zero, CompareOperator::Less, vm)? {
                return Err(vm.value_error("__len__() should return >= 0"));
            }
            Err(vm.overflow_error("cannot fit 'int' into an index-sized integer"))
        }
    }
}

pub(super) fn bool(object: &Value, vm: &mut Vm) -> PyResult<bool> {
    if is_blocked(object, |names| &names.__bool__, vm) {
        let name = object.type_name(vm);
        return Err(vm.type_error(format!("'{name}' cannot be interpreted as a boolean")));
    }
    let all = std::slice::from_ref(object);
    let Some(result) = call_optional(|names| &names.__bool__, all, vm)? else {
        return Ok(true);
    };
    match result.as_bool() {
        Some(truth) => Ok(truth),
        None => {
            let name = result.type_name(vm);
            Err(vm.type_error(format!("__bool__ should return bool, returned {name}")))
        }
    }
}

pub(super) fn contains(object: &Value, item: &Value, vm: &mut Vm) -> PyResult<bool> {
    if is_blocked(object, |names| &names.__contains__, vm) {
        let name = object.type_name(vm);
        return Err(vm.type_error(format!("'{name}' object is not a container")));
    }
    let all = [object.clone(), item.clone()];
    match call_optional(|names| &names.__contains__, &all, vm)? {
        Some(found) => found.is_true(vm),
        None => {
            let name = object.type_name(vm);
            Err(vm.type_error(format!(
                "argument of type '{name}' is not a container or iterable"
            )))
        }
    }
}

pub(super) fn subscript(object: &Value, key: &Value, vm: &mut Vm) -> PyResult {
    call_required(
        |names| &names.__getitem__,
        &[object.clone(), key.clone()],
        vm,
    )
}

pub(super) fn set_subscript(
    object: &Value,
    key: &Value,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let (object, key) = (object.clone(), key.clone());
    match value {
        Some(value) => call_required(|names| &names.__setitem__, &[object, key, value], vm)?,
        None => call_required(|names| &names.__delitem__, &[object, key], vm)?,
    };
    Ok(())
}

pub(super) fn compare(object: &Value, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
    let name = compare_name(op, &vm.names).clone();
    let all = [object.clone(), other.clone()];
    Ok(call_named(&name, &all, vm)?.unwrap_or(Value::NOT_IMPLEMENTED))
}

/// The name of the special method for a comparison.
pub(crate) fn compare_name(op: CompareOperator, names: &Names) -> &Ref<Str> {
    match op {
        CompareOperator::Less => &names.__lt__,
        CompareOperator::LessEqual => &names.__le__,
        CompareOperator::Equal => &names.__eq__,
        CompareOperator::NotEqual => &names.__ne__,
        CompareOperator::Greater => &names.__gt__,
        CompareOperator::GreaterEqual => &names.__ge__,
    }
}

pub(super) fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let name = vm.names.__call__.clone();
    let class = callee.class(vm).clone();
    let Some(method) = vm.lookup_cached(&class, &name) else {
        return Err(missing(name, vm));
    };
    let all = prepend(callee, &args);
    call_found(&method, callee, Args::new(&all, args.names()), vm)
}

pub(super) fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
    let name = vm.names.__init__.clone();
    let class = object.class(vm).clone();
    let Some(method) = vm.lookup_cached(&class, &name) else {
        return Err(missing(name, vm));
    };
    let all = prepend(object, &args);
    let result = call_found(&method, object, Args::new(&all, args.names()), vm)?;
    if !result.is_none() {
        let name = result.type_name(vm);
        return Err(vm.type_error(format!("__init__() should return None, not '{name}'")));
    }
    Ok(())
}

pub(super) fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let name = vm.names.__new__.clone();
    let function = match plain_static_method(class, &name, vm) {
        Some(function) => function,
        None => class.as_value().get_attribute(&name, vm)?,
    };
    with_first(class.as_value(), args.values(), |all| {
        function.call(Args::new(all, args.names()), vm)
    })
}

/// What a class has under a name as a static method, if its metaclass has no say in it.
fn plain_static_method(class: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
    let metaclass = class.class().clone();
    if !metaclass.is(&vm.types.type_) {
        let reads = |class: &Ref<Type>| class.slots(vm).get_attribute.map(|slot| slot as usize);
        if reads(&metaclass) != reads(&vm.types.type_) {
            return None;
        }
        let found = vm.lookup_cached(&metaclass, name)?;
        if found.class(vm).slots(vm).descriptor_set.is_some() {
            return None;
        }
    }
    let found = vm.lookup_cached(class, name)?;
    if !found.class(vm).is(&vm.types.staticmethod) {
        return None;
    }
    let method = found.downcast::<StaticMethod>()?;
    let callable = method.callable.get(vm);
    (!callable.is_none()).then(|| callable.clone())
}

/// `__getattribute__`, and where that fails, `__getattr__`.
pub(super) fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let class = object.class(vm).clone();
    let key = vm.names.__getattribute__.clone();
    let Some(getattribute) = vm.lookup_cached(&class, &key) else {
        return Err(vm.no_attribute_error(object, name));
    };
    let all = [object.clone(), name.to_value()];
    let result = call_found(&getattribute, object, Args::positional_only(&all), vm);
    let raised = match result {
        Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => raised,
        result => return result,
    };
    let key = vm.names.__getattr__.clone();
    match vm.lookup_cached(&class, &key) {
        Some(getattr) => {
            drop(raised);
            call_found(&getattr, object, Args::positional_only(&all), vm)
        }
        None => Err(raised),
    }
}

/// As [`get_attribute`], for a class that has `__getattr__` and the `__getattribute__` of
/// `object`: no exception is made for the first failure.
pub(super) fn get_attribute_or_getattr(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
    let raised = match crate::object::attributes::generic_get_optional(object, name, vm) {
        Ok(Some(value)) => return Ok(value),
        Ok(None) => None,
        Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => Some(raised),
        Err(raised) => return Err(raised),
    };
    let class = object.class(vm).clone();
    let key = vm.names.__getattr__.clone();
    match (vm.lookup_cached(&class, &key), raised) {
        (Some(getattr), _) => {
            let all = [object.clone(), name.to_value()];
            call_found(&getattr, object, Args::positional_only(&all), vm)
        }
        (None, Some(raised)) => Err(raised),
        (None, None) => Err(vm.no_attribute_error(object, name)),
    }
}

pub(super) fn set_attribute(
    object: &Value,
    name: &Ref<Str>,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let (object, name) = (object.clone(), name.to_value());
    match value {
        Some(value) => call_required(|names| &names.__setattr__, &[object, name, value], vm)?,
        None => call_required(|names| &names.__delattr__, &[object, name], vm)?,
    };
    Ok(())
}

pub(super) fn descriptor_get(
    descriptor: &Value,
    object: Option<&Value>,
    class: &Value,
    vm: &mut Vm,
) -> PyResult {
    let own_class = descriptor.class(vm).clone();
    let name = vm.names.__get__.clone();
    // Other than any other special method it is not bound: it gets the descriptor as its first argument.
    let Some(get) = vm.lookup_cached(&own_class, &name) else {
        return Ok(descriptor.clone());
    };
    vm.check_native_stack("")?;
    let object = object.cloned().unwrap_or(Value::NONE);
    get.call_positional(&[descriptor.clone(), object, class.clone()], vm)
}

pub(super) fn descriptor_set(
    descriptor: &Value,
    object: &Value,
    value: Option<Value>,
    vm: &mut Vm,
) -> PyResult<()> {
    let (descriptor, object) = (descriptor.clone(), object.clone());
    match value {
        Some(value) => call_required(|names| &names.__set__, &[descriptor, object, value], vm)?,
        None => call_required(|names| &names.__delete__, &[descriptor, object], vm)?,
    };
    Ok(())
}

/// A binary operator of which at least one operand's class is written in Python: `is_ours` tells
/// whether a class has this very function in the slot.
fn reflected(
    operands: [&Value; 2],
    keys: [Key; 2],
    is_ours: impl Fn(&Ref<Type>, &Vm) -> bool,
    vm: &mut Vm,
) -> PyResult {
    let [left, right] = operands;
    let (left_class, right_class) = (left.class(vm).clone(), right.class(vm).clone());
    let same_class = left_class.is(&right_class);
    let mut try_right = !same_class && is_ours(&right_class, vm);
    if is_ours(&left_class, vm) {
        if try_right && right_class.is_subclass_of(&left_class, vm) {
            // A subclass goes first if it has its own idea of the reflected method.
            let name = keys[1](&vm.names).clone();
            let (own, inherited) = (
                vm.lookup_cached(&right_class, &name),
                vm.lookup_cached(&left_class, &name),
            );
            let overrides = match (&own, &inherited) {
                (Some(own), Some(_)) if !own.has_payload::<Function>() => {
                    binds_otherwise(&right_class, &left_class, &name, vm)?
                }
                (Some(own), Some(inherited)) => !own.is(inherited),
                (own, _) => own.is_some(),
            };
            if overrides {
                let result = call_maybe(keys[1], &[right.clone(), left.clone()], vm)?;
                if !result.is_not_implemented() {
                    return Ok(result);
                }
                try_right = false;
            }
        }
        let result = call_maybe(keys[0], &[left.clone(), right.clone()], vm)?;
        if same_class || !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if try_right {
        return call_maybe(keys[1], &[right.clone(), left.clone()], vm);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// Whether what is found in both classes, but is no function in the first, is something else for each, as a
/// class method is.
fn binds_otherwise(
    class: &Ref<Type>,
    other: &Ref<Type>,
    name: &Ref<Str>,
    vm: &mut Vm,
) -> PyResult<bool> {
    let own = class.as_value().get_attribute_optional(name, vm)?;
    let inherited = other.as_value().get_attribute_optional(name, vm)?;
    match (own, inherited) {
        (Some(own), Some(inherited)) => Ok(!own.is(&inherited) && !own.equals(&inherited, vm)?),
        (own, _) => Ok(own.is_some()),
    }
}

/// Asks the right operand of a binary operator, if its class is another one written in Python, after the left
/// one had nothing to say; `None` if it is not to be asked in that way.
pub(crate) fn ask_right(
    left: &Value,
    right: &Value,
    operator: BinaryOperator,
    vm: &mut Vm,
) -> PyResult<Option<Value>> {
    let number = operator as usize;
    let slot = right.class(vm).slots(vm).binary[number];
    if !slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, BINARY[number])) {
        return Ok(None);
    }
    let name = binary_names(operator, &vm.names)[1].clone();
    let all = [right.clone(), left.clone()];
    let result = call_named(&name, &all, vm)?;
    Ok(Some(result.unwrap_or(Value::NOT_IMPLEMENTED)))
}

macro_rules! binary {
    ($($operator:ident $function:ident $name:ident $reflected:ident $inplace_function:ident $inplace:ident;)*) => {
        $(
            fn $function(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
                const OPERATOR: usize = BinaryOperator::$operator as usize;
                reflected(
                    [left, right],
                    [|names| &names.$name, |names| &names.$reflected],
                    |class, vm| {
                        let slot = class.slots(vm).binary[OPERATOR];
                        slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, BINARY[OPERATOR]))
                    },
                    vm,
                )
            }

            fn $inplace_function(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
                let name = vm.names.$inplace.clone();
                let all = [left.clone(), right.clone()];
                Ok(call_special_method(&name, &all, vm)?.unwrap_or(Value::NOT_IMPLEMENTED))
            }
        )*

        /// The functions of the binary slots, in the order of the operators.
        pub(super) static BINARY: [BinarySlot; BINARY_OPERATORS] = [$($function,)*];

        /// The names of the special methods for a binary operator that is no in-place form: its own, that
        /// of the right operand, and that of the in-place form.
        ///
        /// # Panics
        ///
        /// For other operators and for subscripts.
        pub(crate) fn binary_names(operator: BinaryOperator, names: &Names) -> [&Ref<Str>; 3] {
            match operator {
                $(BinaryOperator::$operator => [&names.$name, &names.$reflected, &names.$inplace],)*
                _ => unreachable!("the operator is plain"),
            }
        }

        /// The functions of the in-place slots, in the order of the operators.
        pub(super) static INPLACE: [BinarySlot; BINARY_OPERATORS] = [$($inplace_function,)*];
    };
}

binary! {
    Add add __add__ __radd__ iadd __iadd__;
    Subtract sub __sub__ __rsub__ isub __isub__;
    Multiply mul __mul__ __rmul__ imul __imul__;
    TrueDivide truediv __truediv__ __rtruediv__ itruediv __itruediv__;
    FloorDivide floordiv __floordiv__ __rfloordiv__ ifloordiv __ifloordiv__;
    Remainder r#mod __mod__ __rmod__ imod __imod__;
    Power pow __pow__ __rpow__ ipow __ipow__;
    LeftShift lshift __lshift__ __rlshift__ ilshift __ilshift__;
    RightShift rshift __rshift__ __rrshift__ irshift __irshift__;
    And and __and__ __rand__ iand __iand__;
    Or or __or__ __ror__ ior __ior__;
    Xor xor __xor__ __rxor__ ixor __ixor__;
    MatrixMultiply matmul __matmul__ __rmatmul__ imatmul __imatmul__;
}

/// `__buffer__`, which gives a `memoryview`.
pub(super) fn buffer(object: &Value, flags: BufferFlags, vm: &mut Vm) -> PyResult<BufferView> {
    let name = vm.names.__buffer__.clone();
    let all = [object.clone(), Value::from_i32(flags.0)];
    let Some(given) = call_special_method(&name, &all, vm)? else {
        return Err(vm.not_bytes_like(object));
    };
    let Ok(given) = given.downcast_into::<MemoryView>() else {
        return Err(vm.type_error("__buffer__ returned non-memoryview object"));
    };
    let view = MemoryView::export(&given, flags, vm)?;
    Ok(BufferWrapper::wrap(object, Some(given), view, vm))
}

/// The function of the `release_buffer` slot; a static, so that its address is one.
pub(super) static RELEASE_BUFFER: ReleaseBufferSlot = release_buffer;

fn release_buffer(object: &Value, view: &Ref<MemoryView>, vm: &mut Vm) -> PyResult<()> {
    let all = [object.clone(), view.to_value()];
    call_required(|names| &names.__release_buffer__, &all, vm).map(drop)
}

/// Whether the class of an exporter has a `__release_buffer__` that is written in Python.
pub(crate) fn releases_in_python(object: &Value, vm: &Vm) -> bool {
    let slot = object.class(vm).slots(vm).release_buffer;
    slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, RELEASE_BUFFER))
}

/// The function of the `divmod` slot; a static, so that its address is one.
pub(super) static DIVMOD: BinarySlot = divmod;

fn divmod(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
    reflected(
        [left, right],
        [|names| &names.__divmod__, |names| &names.__rdivmod__],
        |class, vm| {
            let slot = class.slots(vm).divmod;
            slot.is_some_and(|slot| std::ptr::fn_addr_eq(slot, DIVMOD))
        },
        vm,
    )
}

pub(super) fn power_modulo(
    base: &Value,
    exponent: &Value,
    modulus: &Value,
    vm: &mut Vm,
) -> PyResult {
    let has = |value: &Value, key: Key, vm: &mut Vm| {
        let (name, class) = (key(&vm.names).clone(), value.class(vm).clone());
        class.is_heap_type() && vm.lookup_cached(&class, &name).is_some()
    };
    if has(base, |names| &names.__pow__, vm) {
        let all = [base.clone(), exponent.clone(), modulus.clone()];
        let result = call_maybe(|names| &names.__pow__, &all, vm)?;
        if !result.is_not_implemented() {
            return Ok(result);
        }
    }
    if has(exponent, |names| &names.__rpow__, vm) {
        let all = [exponent.clone(), base.clone(), modulus.clone()];
        return call_maybe(|names| &names.__rpow__, &all, vm);
    }
    Ok(Value::NOT_IMPLEMENTED)
}
