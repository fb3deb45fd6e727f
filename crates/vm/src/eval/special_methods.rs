//! Operators of classes that define them in Python: the frame of `__add__` is entered as that of any
//! function, above the operands, and leaving it finishes the operator. See docs/frames.md.
//!
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#special-method-names>

use rpy_bytecode::opcode::OperatorClass;
use rpy_bytecode::operator::{BINARY_OPERATOR_MASK, COMPARE_OPERATOR_MASK};
use rpy_bytecode::{BinaryOperator, CompareOperator, Opcode};

use crate::builtins::float::Float;
use crate::builtins::function::Function;
use crate::builtins::int::Int;
use crate::builtins::str::Str;
use crate::eval::call::{enter_function, push_call};
use crate::eval::cursor::Cursor;
use crate::eval::entering::{enter_at_once, has_room, ready_code};
use crate::eval::forms::take_operands;
use crate::eval::generators::{self, Resumer, resumer};
use crate::eval::operation::{Outcome, Regs, header, is_object, retain};
use crate::eval::operators::Operands;
use crate::frame::layout::{
    DECLINES, DISCARDS, HEADER, IN_PLACE, INVERTS, OPERANDS, OPERATOR, REFLECTED, STEPS, TRUTH,
};
use crate::object::reference::Ref;
use crate::object::slot_table::{binary_names, compare_name};
use crate::object::value::{FALSE, NOT_IMPLEMENTED, TRUE, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// Entries of the table; a power of two.
const SIZE: usize = 1024;

/// Numbers of the operators in the table: those of binary operators, and from here on of comparisons.
const COMPARISONS: u16 = 32;
/// `item in container`
const CONTAINS: u16 = 48;
/// `container[key] = value`
const STORE: u16 = 49;
/// A step of a loop.
const NEXT: u16 = 51;

/// The function that an operator begins with where the first operand's class has a version.
#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    operator: u16,
    /// The flags of the frame.
    flags: u16,
    /// The function, which the class keeps alive as long as the version is its own.
    function: u64,
}

/// What operators begin with that have been looked up: one table for the interpreter.
pub(crate) struct SpecialMethods {
    entries: Box<[Entry; SIZE]>,
}

impl SpecialMethods {
    pub(crate) fn new() -> SpecialMethods {
        let empty = Entry {
            version: 0,
            operator: u16::MAX,
            flags: 0,
            function: 0,
        };
        SpecialMethods {
            entries: Box::new([empty; SIZE]),
        }
    }
}

#[inline(always)]
fn index(version: u32, operator: u16) -> usize {
    ((version as usize).wrapping_mul(31) ^ usize::from(operator)) & (SIZE - 1)
}

/// Enters the function that an operator begins with, if the table knows it: `args` are its arguments, the
/// first of which decides. The operands stay where they are; `operands` of them lie on the stack.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction of one word; the words are live.
#[inline(always)]
unsafe fn enter<const COUNT: usize>(
    mut regs: Regs,
    args: [u64; COUNT],
    operator: u16,
    operands: usize,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: the class keeps the function alive while its version is the same. All is looked at before
    // anything is written; frames leave room for a call above the operand stack.
    unsafe {
        if !may_have_methods(args[0]) {
            return Outcome::Slow;
        }
        let version = (*header(args[0])).class().version();
        let entry = (&(*vm).special_methods.entries)[index(version, operator)];
        if entry.version != version || entry.operator != operator {
            return Outcome::Slow;
        }
        #[cfg(debug_assertions)]
        compare_entry(&entry, args[0], vm);
        let Some(code) = ready_code(entry.function, COUNT) else {
            return Outcome::Slow;
        };
        let base = regs.sp.add(HEADER);
        if !has_room(base, vm) {
            return Outcome::Slow;
        }
        (*header(entry.function)).increment();
        regs.push_callee(entry.function);
        for word in args {
            retain(word);
            regs.push(word);
        }
        let flags = u64::from(entry.flags) | (operands as u64) << OPERANDS;
        enter_at_once::<1>(regs, base, code, flags, vm)
    }
}

/// Compares an entry with a look-up, if a check wants it.
///
/// # Safety
///
/// As for [`enter`]; the word is a live object's, whose class has the version of the entry.
#[cfg(debug_assertions)]
unsafe fn compare_entry(entry: &Entry, object: u64, vm: *mut Vm) {
    // SAFETY: as promised by the caller; nobody else uses the VM.
    let (vm, class) = unsafe { (&mut *vm, (*header(object)).class().clone()) };
    if !vm.compares_caches() {
        return;
    }
    let number = u32::from(entry.operator);
    let binary = BinaryOperator::from_number(number);
    let comparison = number.checked_sub(u32::from(COMPARISONS));
    let comparison = comparison.and_then(CompareOperator::from_number);
    let name = match (entry.operator, binary, comparison) {
        (_, Some(BinaryOperator::Subscript), _) => &vm.names.__getitem__,
        (_, Some(operator), _) => {
            let names = binary_names(operator.plain(), &vm.names);
            names[if u64::from(entry.flags) & IN_PLACE != 0 {
                2
            } else {
                0
            }]
        }
        (_, _, Some(operator)) => compare_name(operator, &vm.names),
        (STORE, _, _) => &vm.names.__setitem__,
        (NEXT, _, _) => &vm.names.__next__,
        _ => &vm.names.__contains__,
    };
    let found = class.lookup(&name.clone(), vm).map_or(0, Value::bits);
    assert!(
        found == entry.function,
        "the table of special methods is wrong about '{}'",
        name.to_string_lossy()
    );
}

/// Whether the class of a value is written in Python. Most of what comes here is something else.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
pub(super) unsafe fn may_have_methods(word: u64) -> bool {
    // SAFETY: as promised by the caller.
    unsafe { is_object(word) && (*header(word)).class().is_heap_type() }
}

/// Whether the right operand's class may have a say before the left one's, which is an instance of another
/// class written in Python.
///
/// # Safety
///
/// The words are live, the left one an object's.
#[inline(always)]
unsafe fn may_go_first(right: u64, left: u64) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        if !is_object(right) {
            return false;
        }
        let class = (*header(right)).class();
        !class.is((*header(left)).class()) && class.is_heap_type()
    }
}

/// Enters the method of the left operand of a binary operator.
///
/// # Safety
///
/// As for `Operation::fast`, at a form of `BINARY_OP`.
#[inline(always)]
pub(super) unsafe fn enter_binary<O: Operands>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        let operator = regs.c() & BINARY_OPERATOR_MASK;
        let is_subscript = operator == BinaryOperator::Subscript as u8;
        if !may_have_methods(left) || !is_subscript && may_go_first(right, left) {
            return Outcome::Slow;
        }
        enter(regs, [left, right], u16::from(operator), O::POPS, vm)
    }
}

/// Enters the method of the left operand of a comparison.
///
/// # Safety
///
/// As for `Operation::fast`, at a form of `COMPARE_OP`.
#[inline(always)]
pub(super) unsafe fn enter_compare<O: Operands>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (left, right) = O::read(&regs);
        if !may_have_methods(left) || may_go_first(right, left) {
            return Outcome::Slow;
        }
        let operator = COMPARISONS + u16::from(regs.c() & COMPARE_OPERATOR_MASK);
        enter(regs, [left, right], operator, O::POPS, vm)
    }
}

/// Enters `__contains__`; the operands are on the stack.
///
/// # Safety
///
/// As for `Operation::fast`, at `CONTAINS_OP`.
#[inline(always)]
pub(super) unsafe fn enter_contains(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let (item, container) = (regs.peek(2), regs.peek(1));
        let operator = CONTAINS + u16::from(regs.n() != 0) * 2;
        enter(regs, [container, item], operator, 2, vm)
    }
}

/// Enters `__setitem__`.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction that stores an item.
#[inline(always)]
pub(super) unsafe fn enter_store(
    regs: Regs,
    [container, key, value]: [u64; 3],
    operands: usize,
    vm: *mut Vm,
) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe { enter(regs, [container, key, value], STORE, operands, vm) }
}

/// Enters `__next__` of an iterator, which stays where it is.
///
/// # Safety
///
/// As for `Operation::fast`, at `FOR_ITER` or `FOR_ITER_BACK`.
#[inline(always)]
pub(super) unsafe fn enter_next(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        // The foot of a loop has left its turn to the slow path.
        if (*vm).thread.fuel < 0 {
            return Outcome::Slow;
        }
        enter(regs, [regs.peek(1)], NEXT, 0, vm)
    }
}

/// A function that an operator begins with, and the flags of its frame.
pub(super) struct Method {
    function: Value,
    flags: u64,
}

impl Method {
    /// Enters the function above the operands, which are back on the stack, `operands` of them.
    pub(super) fn enter(
        self,
        args: &[Value],
        operands: usize,
        cursor: &mut Cursor,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let flags = self.flags | (operands as u64) << OPERANDS;
        push_call(cursor, self.function, args);
        enter_function(cursor, args.len(), &[], flags, vm)
    }

    /// Whether the operands are exchanged.
    pub(super) const fn is_reflected(&self) -> bool {
        self.flags & REFLECTED != 0
    }
}

/// Whether the class of a value is written in Python. It is asked first, as that of most is not.
#[inline(always)]
fn is_of_python(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|header| header.class().is_heap_type())
}

/// What the class of an object has under the name of a special method.
fn found(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> Option<Value> {
    let class = object.as_object()?.class().clone();
    vm.lookup_cached(&class, name)
}

/// The same, if it is a function written in Python; noted for the fast path.
fn method(
    object: &Value,
    name: &Ref<Str>,
    operator: u16,
    flags: u64,
    vm: &mut Vm,
) -> Option<Method> {
    let function = found(object, name, vm).filter(Value::has_payload::<Function>)?;
    let flags = OPERATOR | flags;
    if flags & REFLECTED == 0 {
        vm.note_special_method(object, operator, flags, &function);
    }
    Some(Method { function, flags })
}

/// Whether the right operand goes first, as its class is derived from the left one's.
fn goes_first(right: &Value, left: &Value, vm: &Vm) -> bool {
    let (left, right) = (left.class(vm), right.class(vm));
    !right.is(left) && right.is_heap_type() && right.is_subclass_of(left, vm)
}

/// The function in Python that a binary operator begins with, if it begins with one.
pub(super) fn binary_method(
    left: &Value,
    right: &Value,
    operator: BinaryOperator,
    vm: &mut Vm,
) -> Option<Method> {
    let is_number = left.is_small_int() || left.is_small_float();
    if !is_of_python(if is_number { right } else { left }) {
        return None;
    }
    let number = operator as u16;
    if operator == BinaryOperator::Subscript {
        let name = vm.names.__getitem__.clone();
        return method(left, &name, number, 0, vm);
    }
    let names = binary_names(operator.plain(), &vm.names).map(Ref::clone);
    let [name, reflected, in_place] = names;
    if left.as_object().is_none() {
        // A number knows nothing of instances of classes that are not derived from numbers.
        let knows_nothing =
            right.downcast::<Int>().is_none() && right.downcast::<Float>().is_none();
        return knows_nothing
            .then(|| method(right, &reflected, number, DECLINES | REFLECTED, vm))
            .flatten();
    }
    if operator.is_inplace()
        && let Some(own) = found(left, &in_place, vm)
    {
        return own
            .has_payload::<Function>()
            .then(|| method(left, &in_place, number, DECLINES | IN_PLACE, vm))
            .flatten();
    }
    if goes_first(right, left, vm) {
        return None;
    }
    method(left, &name, number, DECLINES, vm)
}

/// The function in Python that a comparison begins with, if it begins with one.
pub(super) fn compare_method(
    left: &Value,
    right: &Value,
    operator: CompareOperator,
    vm: &mut Vm,
) -> Option<Method> {
    if !is_of_python(left) || goes_first(right, left, vm) {
        return None;
    }
    let name = compare_name(operator, &vm.names).clone();
    let number = COMPARISONS + operator as u16;
    method(left, &name, number, DECLINES, vm)
}

/// `__contains__` of a container, if that is written in Python.
pub(super) fn contains_method(container: &Value, inverts: bool, vm: &mut Vm) -> Option<Method> {
    if !is_of_python(container) {
        return None;
    }
    let name = vm.names.__contains__.clone();
    let (number, flags) = match inverts {
        false => (CONTAINS, TRUTH),
        true => (CONTAINS + 2, TRUTH | INVERTS),
    };
    method(container, &name, number, flags, vm)
}

/// `__setitem__` of a container, if that is written in Python.
pub(super) fn store_method(container: &Value, vm: &mut Vm) -> Option<Method> {
    if !is_of_python(container) {
        return None;
    }
    let name = vm.names.__setitem__.clone();
    method(container, &name, STORE, DISCARDS, vm)
}

/// `__next__` of an iterator, if that is written in Python, and nobody is to be told how it ends.
pub(super) fn next_method(iterator: &Value, vm: &mut Vm) -> Option<Method> {
    if !is_of_python(iterator) || vm.instruments.is_active() {
        return None;
    }
    let name = vm.names.__next__.clone();
    method(iterator, &name, NEXT, STEPS, vm)
}

/// Ends the loop whose iterator has raised `StopIteration`: goes on behind it.
pub(super) fn end_loop(cursor: &mut Cursor) {
    drop(cursor.pop());
    if let (Resumer::Loop(false), offset) = resumer(cursor) {
        generators::jump(cursor, offset);
    }
}

/// Finishes the operator whose frame has been left: the operands lie on top of the stack, as far as they
/// are there, and the instruction that comes next is the one behind it.
pub(super) fn finish(result: Value, flags: u64, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let operands = (flags >> OPERANDS & 3) as usize;
    cursor.at = cursor.next.wrapping_sub(1);
    vm.thread.enter_slow(cursor);
    if flags & DECLINES != 0 && result.is_not_implemented() {
        return declined(flags, cursor, vm);
    }
    let result = if flags & TRUTH != 0 {
        let truth = result.is_true(vm)?;
        Value::bool(truth != (flags & INVERTS != 0))
    } else {
        result
    };
    cursor.drop_many(operands);
    if flags & DISCARDS == 0 {
        cursor.push(result);
    }
    if flags & STEPS != 0
        && let (Resumer::Loop(true), offset) = resumer(cursor)
    {
        generators::jump(cursor, offset);
    }
    Ok(())
}

/// Goes on with an operator whose first method has nothing to say.
fn declined(flags: u64, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let opcode = Opcode::of_word(cursor.word()).expect("linked code has known opcodes only");
    let opcode = opcode.base().unwrap_or(opcode);
    let (left, right) = take_operands(opcode, cursor);
    let number = u32::from(cursor.c());
    let result = if opcode.operator_class() == Some(OperatorClass::CompareOp) {
        let operator = CompareOperator::from_number(number & u32::from(COMPARE_OPERATOR_MASK))
            .expect("the verifier checked the operator");
        left.compare_declined(&right, operator, vm)?
    } else {
        let operator = BinaryOperator::from_number(number & u32::from(BINARY_OPERATOR_MASK))
            .expect("the verifier checked the operator");
        if flags & IN_PLACE != 0 {
            left.binary_plain(&right, operator, vm)?
        } else {
            let ask = flags & REFLECTED == 0;
            left.binary_declined(&right, operator, ask, vm)?
        }
    };
    cursor.push(result);
    Ok(())
}

impl Vm {
    /// Notes the function that an operator begins with where the first operand is of this object's class.
    fn note_special_method(&mut self, object: &Value, operator: u16, flags: u64, function: &Value) {
        let class = self.class_of(object).clone();
        let Some(version) = class.versioned(self) else {
            return;
        };
        self.special_methods.entries[index(version, operator)] = Entry {
            version,
            operator,
            flags: flags as u16,
            function: function.bits(),
        };
    }
}

/// What a frame of an operator leaves when it returns a word, if that needs nothing to be called: the word to
/// push, or none.
///
/// The flags are those of such a frame.
#[inline(always)]
pub(super) fn plain_result(word: u64, flags: u64) -> Option<Option<u64>> {
    if flags & (DISCARDS | TRUTH) == 0 {
        return (word != NOT_IMPLEMENTED || flags & DECLINES == 0).then_some(Some(word));
    }
    if flags & DISCARDS != 0 {
        return (!is_object(word)).then_some(None);
    }
    if word != TRUE && word != FALSE {
        return None;
    }
    let truth = (word == TRUE) != (flags & INVERTS != 0);
    Some(Some(if truth { TRUE } else { FALSE }))
}
