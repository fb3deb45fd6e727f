//! Calls with keywords.
//!
//! Where a call site has called one Python function by the same names before, its cache says at which
//! argument each parameter is: number of the code, defaults needed, address of the tuple of names (2
//! words), and that map (2 words).

use rpy_bytecode::Opcode;

use crate::builtins::code::Code;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::eval::calls::{dispatch_call, note_specialization, remove_self};
use crate::eval::cursor::Cursor;
use crate::eval::entering::{enter_at_once, function_code, has_room, last_defaults};
use crate::eval::operation::{Outcome, Regs, header, keep_branch, operation, retain};
use crate::eval::profile::MANY;
use crate::frame::layout::HEADER;
use crate::object::reference::Ref;
use crate::object::value::{UNBOUND, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// Words of a call with keywords.
const WORDS: usize = Opcode::CallKw.words() as usize;
const _: () = assert!(Opcode::CallMethodKw.words() as usize == WORDS);

/// Parameters that a map has room for: four bits each, and four for the number of the arguments in
/// front of the keywords.
const MAPPED: usize = 15;

/// In a map, for a parameter: its default is taken.
const DEFAULT: u64 = 15;

/// Where each parameter of a function is among the arguments of a call.
struct KeywordMap {
    /// Defaults that the function must have.
    defaults: u32,
    /// Four bits for each parameter: the number of its argument, or [`DEFAULT`]; in the last four the
    /// number of positional arguments.
    arguments: u64,
}

impl KeywordMap {
    /// The map for a call with `count` arguments, of which the last have `names`, which are interned;
    /// `None` if the call is not that simple.
    fn new(code: &Ref<Code>, count: usize, names: &[Value], vm: &mut Vm) -> Option<KeywordMap> {
        let parameters = code.simple_arguments as usize;
        let given = count.checked_sub(names.len())?;
        if parameters > MAPPED || count > MAPPED || given > parameters {
            return None;
        }
        let positional_only = code.source().positional_only_count as usize;
        let known = code.parameter_names(vm);
        let mut arguments = (given as u64) << (4 * MAPPED);
        let mut found = 0;
        let mut defaults = 0;
        for (slot, known) in known.iter().enumerate().take(parameters).skip(given) {
            let is_it = |name: &Value| slot >= positional_only && known.is_value(name);
            let argument = match names.iter().position(is_it) {
                Some(index) => {
                    found += 1;
                    (given + index) as u64
                }
                None => {
                    defaults = defaults.max(parameters - slot);
                    DEFAULT
                }
            };
            arguments |= argument << (4 * slot);
        }
        (found == names.len()).then_some(KeywordMap {
            defaults: defaults as u32,
            arguments,
        })
    }
}

/// Enters a Python function whose parameters the site's map knows.
///
/// # Safety
///
/// As for `Operation::fast`, at a call with `count` arguments and the names on top of them.
#[inline(always)]
unsafe fn enter_mapped(mut regs: Regs, count: usize, vm: *mut Vm) -> Outcome {
    // SAFETY: all is checked before anything is written. The map was made for this code and these
    // names: it has an argument for each number in it, and all of them have a parameter.
    unsafe {
        let names = regs.peek(1);
        let base = regs.sp.sub(count + 1);
        let Some((function, code)) = function_code(*base.sub(HEADER)) else {
            return Outcome::Slow;
        };
        if (*code).payload.number != regs.cache(0) || names != regs.cache64(2) {
            return Outcome::Slow;
        }
        if *base == UNBOUND || !has_room(base, vm) {
            return Outcome::Slow;
        }
        let parameters = (*code).payload.simple_arguments as usize;
        let missing = regs.cache(1) as usize;
        let mut defaults = std::ptr::null();
        if missing > 0 {
            defaults = last_defaults(function, missing);
            if defaults.is_null() {
                return Outcome::Slow;
            }
        }
        // The code's constants keep the names alive.
        (*header(names)).decrement();
        let map = regs.cache64(4);
        let given = (map >> (4 * MAPPED)) as usize;
        let mut moved = [0_u64; MAPPED + 1];
        let mut index = given;
        while index < count {
            keep_branch();
            moved[index & MAPPED] = *base.add(index);
            index += 1;
        }
        let mut slot = given;
        while slot < parameters {
            keep_branch();
            let argument = map >> (4 * slot) & DEFAULT;
            let word = if argument == DEFAULT {
                let word = *defaults.add(slot + missing - parameters);
                retain(word);
                word
            } else {
                moved[argument as usize]
            };
            *base.add(slot) = word;
            slot += 1;
        }
        regs.sp = base.add(parameters);
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    }
}

operation!(
    /// `CALL_KW` (`callee, words, arguments, names -- result`)
    CallKw,
    slow_only |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_KW_PYTHON` (`callee, words, arguments, names -- result`)
    CallKwPython,
    fast |regs, vm| enter_mapped(regs, regs.n(), vm),
    slow |cursor, vm| call_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_KW` (`callee, words, self, arguments, names -- result`)
    CallMethodKw,
    slow_only |cursor, vm| call_method_slow(cursor, vm));
operation!(
    /// `CALL_METHOD_KW_PYTHON` (`callee, words, self, arguments, names -- result`)
    CallMethodKwPython,
    fast |regs, vm| enter_mapped(regs, regs.n() + 1, vm),
    slow |cursor, vm| call_method_slow(cursor, vm));

fn call_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let names = cursor.pop();
    let count = cursor.n();
    let form = specialize(&names, count, Opcode::CallKwPython, cursor, vm);
    note_specialization(form, Opcode::CallKw, cursor);
    call_with_names(&names, count, cursor, vm)
}

fn call_method_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let names = cursor.pop();
    let mut count = cursor.n();
    if cursor.peek(count + 1).is_unbound() {
        remove_self(count, cursor);
        note_specialization(None, Opcode::CallMethodKw, cursor);
    } else {
        count += 1;
        let form = specialize(&names, count, Opcode::CallMethodKwPython, cursor, vm);
        note_specialization(form, Opcode::CallMethodKw, cursor);
    }
    call_with_names(&names, count, cursor, vm)
}

fn call_with_names(names: &Value, count: usize, cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let callee = cursor.peek(count + HEADER).clone();
    match names.downcast::<Tuple>() {
        Some(names) => dispatch_call(callee, count, names.as_slice(), cursor, vm),
        None => Err(vm.system_error("keyword names are no tuple")),
    }
}

/// Notes in the site's cache what a call of this callee by these names takes; `None` if it is not a
/// Python function, or needs more than to put the arguments into order.
fn specialize(
    names: &Value,
    count: usize,
    form: Opcode,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> Option<Opcode> {
    let function = cursor.peek(count + HEADER).downcast::<Function>()?;
    let code = function.code(vm).clone();
    if code.simple_arguments == u32::MAX || code.number == MANY {
        return None;
    }
    // The address of the names stands for them as long as the running code keeps them.
    let running = cursor.code().clone();
    let is_constant = running
        .constants(vm)
        .iter()
        .any(|constant| constant.is(names));
    let list = names.downcast::<Tuple>()?.clone();
    let are_interned = list.as_slice().iter().all(|name| {
        name.downcast::<Str>()
            .is_some_and(|name| name.is_interned())
    });
    if !is_constant || !are_interned {
        return None;
    }
    let map = KeywordMap::new(&code, count, list.as_slice(), vm)?;
    code.link(vm).ok()?;
    cursor.set_cache(0, code.number);
    cursor.set_cache(1, map.defaults);
    cursor.set_cache64(2, names.bits());
    cursor.set_cache64(4, map.arguments);
    Some(form)
}
