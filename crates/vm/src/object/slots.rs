//! The slot table of a type: the protocol functions, inherited and overridden as in CPython.
//! Reference: <https://docs.python.org/3.14/c-api/typeobj.html>

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::memoryview::MemoryView;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::{BufferFlags, BufferView};
use crate::object::reference::Ref;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A function of one object.
pub type UnarySlot = fn(&Value, &mut Vm) -> PyResult;
/// A function of two objects; may give `NotImplemented`.
pub type BinarySlot = fn(&Value, &Value, &mut Vm) -> PyResult;
/// `pow(base, exponent, modulus)`; the modulus is None without one.
pub type TernarySlot = fn(&Value, &Value, &Value, &mut Vm) -> PyResult;
/// Number of items; never negative.
pub type LengthSlot = fn(&Value, &mut Vm) -> PyResult<usize>;
/// A truth value.
pub type PredicateSlot = fn(&Value, &mut Vm) -> PyResult<bool>;
/// A hash; -1 is allowed here and becomes -2 at the surface.
pub type HashSlot = fn(&Value, &mut Vm) -> PyResult<i64>;
/// A call with the callee first.
pub type CallSlot = fn(&Value, Args<'_>, &mut Vm) -> PyResult;
/// Reads an attribute.
pub type GetAttributeSlot = fn(&Value, &Ref<Str>, &mut Vm) -> PyResult;
/// Sets an attribute, or deletes it if there is no value.
pub type SetAttributeSlot = fn(&Value, &Ref<Str>, Option<Value>, &mut Vm) -> PyResult<()>;
/// Compares; may give `NotImplemented`.
pub type CompareSlot = fn(&Value, &Value, CompareOperator, &mut Vm) -> PyResult;
/// Next item, or `None` at the end.
pub type IterNextSlot = fn(&Value, &mut Vm) -> PyResult<Step>;
/// `descriptor.__get__(object, class)`; no object when read through the class.
pub type DescriptorGetSlot = fn(&Value, Option<&Value>, &Value, &mut Vm) -> PyResult;
/// `descriptor.__set__(object, value)`, or `__delete__` if there is no value.
pub type DescriptorSetSlot = fn(&Value, &Value, Option<Value>, &mut Vm) -> PyResult<()>;
/// `container[key]`
pub type SubscriptSlot = fn(&Value, &Value, &mut Vm) -> PyResult;
/// `container[key] = value`, or `del container[key]` if there is no value.
pub type SetSubscriptSlot = fn(&Value, &Value, Option<Value>, &mut Vm) -> PyResult<()>;
/// `item in container`
pub type ContainsSlot = fn(&Value, &Value, &mut Vm) -> PyResult<bool>;
/// `object.__init__(args)`
pub type InitSlot = fn(&Value, Args<'_>, &mut Vm) -> PyResult<()>;
/// `class.__new__(class, args)`; `args` are without the class.
pub type NewSlot = fn(&Ref<Type>, Args<'_>, &mut Vm) -> PyResult;
/// A view of the object's memory, as the flags ask for.
pub type BufferSlot = fn(&Value, BufferFlags, &mut Vm) -> PyResult<BufferView>;
/// Ends a view that `__buffer__` gave.
pub type ReleaseBufferSlot = fn(&Value, &Ref<MemoryView>, &mut Vm) -> PyResult<()>;

/// Number of binary operators that have slots: `+` to `@`.
pub const BINARY_OPERATORS: usize = BinaryOperator::MatrixMultiply as usize + 1;

/// The slots of a type. `None` means that the protocol is not supported.
#[derive(Clone, Copy, Default)]
pub struct Slots {
    /// `__repr__`
    pub repr: Option<UnarySlot>,
    /// `__str__`
    pub str: Option<UnarySlot>,
    /// `__hash__`; `None` makes instances unhashable.
    pub hash: Option<HashSlot>,
    /// `__call__`
    pub call: Option<CallSlot>,
    /// `__getattribute__` and `__getattr__`
    pub get_attribute: Option<GetAttributeSlot>,
    /// `__setattr__` and `__delattr__`
    pub set_attribute: Option<SetAttributeSlot>,
    /// `__eq__`, `__lt__` …
    pub compare: Option<CompareSlot>,
    /// `__iter__`
    pub iter: Option<UnarySlot>,
    /// `__next__`. A `StopIteration` that carries a value may also be raised.
    pub iternext: Option<IterNextSlot>,
    /// `__get__`
    pub descriptor_get: Option<DescriptorGetSlot>,
    /// `__set__` and `__delete__`
    pub descriptor_set: Option<DescriptorSetSlot>,
    /// `__init__`
    pub init: Option<InitSlot>,
    /// `__new__`
    pub new: Option<NewSlot>,
    /// `__add__` …, in the order of [`BinaryOperator`]; each serves both operand orders, as in
    /// CPython: it is called with the operands as written, whichever of them it belongs to.
    pub binary: [Option<BinarySlot>; BINARY_OPERATORS],
    /// `__iadd__` …
    pub inplace: [Option<BinarySlot>; BINARY_OPERATORS],
    /// `__divmod__`
    pub divmod: Option<BinarySlot>,
    /// `pow` with three arguments.
    pub power_modulo: Option<TernarySlot>,
    /// `__neg__`
    pub negative: Option<UnarySlot>,
    /// `__pos__`
    pub positive: Option<UnarySlot>,
    /// `__abs__`
    pub absolute: Option<UnarySlot>,
    /// `__invert__`
    pub invert: Option<UnarySlot>,
    /// `__bool__`
    pub bool: Option<PredicateSlot>,
    /// `__int__`
    pub int: Option<UnarySlot>,
    /// `__float__`
    pub float: Option<UnarySlot>,
    /// `__index__`
    pub index: Option<UnarySlot>,
    /// `__len__`
    pub length: Option<LengthSlot>,
    /// `__getitem__`
    pub subscript: Option<SubscriptSlot>,
    /// `__setitem__` and `__delitem__`
    pub set_subscript: Option<SetSubscriptSlot>,
    /// `__contains__`
    pub contains: Option<ContainsSlot>,
    /// `sequence + sequence` where no operand has a numeric `+`.
    pub concat: Option<BinarySlot>,
    /// `sequence * int`; the operands are the sequence and the count.
    pub repeat: Option<BinarySlot>,
    /// `sequence += iterable`
    pub inplace_concat: Option<BinarySlot>,
    /// `sequence *= int`
    pub inplace_repeat: Option<BinarySlot>,
    /// `__await__`
    pub r#await: Option<UnarySlot>,
    /// `__aiter__`
    pub aiter: Option<UnarySlot>,
    /// `__anext__`
    pub anext: Option<UnarySlot>,
    /// `__buffer__`
    pub buffer: Option<BufferSlot>,
    /// `__release_buffer__`: for exporters that count their views, where it is
    /// [`release_buffer`](crate::object::buffer::release_buffer).
    pub release_buffer: Option<ReleaseBufferSlot>,
}

impl Slots {
    /// Sets the slot of a binary operator; for slot tables.
    #[must_use]
    pub const fn with_binary(mut self, operator: BinaryOperator, slot: BinarySlot) -> Slots {
        self.binary[operator as usize] = Some(slot);
        self
    }

    /// Sets the slot of an in-place operator, named by its plain form; for slot tables.
    #[must_use]
    pub const fn with_inplace(mut self, operator: BinaryOperator, slot: BinarySlot) -> Slots {
        self.inplace[operator as usize] = Some(slot);
        self
    }

    /// No slots; a constant base for `..`.
    pub const EMPTY: Slots = Slots {
        repr: None,
        str: None,
        hash: None,
        call: None,
        get_attribute: None,
        set_attribute: None,
        compare: None,
        iter: None,
        iternext: None,
        descriptor_get: None,
        descriptor_set: None,
        init: None,
        new: None,
        binary: [None; BINARY_OPERATORS],
        inplace: [None; BINARY_OPERATORS],
        divmod: None,
        power_modulo: None,
        negative: None,
        positive: None,
        absolute: None,
        invert: None,
        bool: None,
        int: None,
        float: None,
        index: None,
        length: None,
        subscript: None,
        set_subscript: None,
        contains: None,
        concat: None,
        repeat: None,
        inplace_concat: None,
        inplace_repeat: None,
        r#await: None,
        aiter: None,
        anext: None,
        buffer: None,
        release_buffer: None,
    };
}
