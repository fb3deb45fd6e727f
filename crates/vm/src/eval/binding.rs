//! Binding arguments where they lie on the value stack: what calls with defaults, keywords, `*args`
//! and `**kwargs` need, without a copy of the arguments elsewhere.
//!
//! Nothing is changed until it is sure that the call succeeds. What fails, and functions with very
//! many parameters, are left to [`crate::function::arguments::bind`], which knows the messages.

use rpy_bytecode::CodeFlags;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::{UNBOUND, Value};
use crate::vm::Vm;

/// The largest number of parameters that are bound here, and of names: the bits of a set.
const MAX: usize = 24;

/// Puts the `count` arguments from `base` on, of which the last have `names`, into the order of the
/// function's parameters, which then lie from `base` on; false if that is not possible, and nothing
/// has changed.
///
/// # Safety
///
/// The arguments lie there and are owned by the stack, and behind them is room for a frame of `code`,
/// which is the function's.
pub(crate) unsafe fn bind_in_place(
    function: &Ref<Function>,
    code: &Ref<Code>,
    base: *mut u64,
    count: usize,
    names: &[Value],
    vm: &mut Vm,
) -> bool {
    let source = &**code.source();
    let positional = source.argument_count as usize;
    let named = positional + source.keyword_only_count as usize;
    let parameters = source.parameter_count() as usize;
    let given = count - names.len();
    let takes_more = source.flags.contains(CodeFlags::VARARGS);
    let takes_names = source.flags.contains(CodeFlags::VARKEYWORDS);
    if parameters > MAX || names.len() > MAX || (given > positional && !takes_more) {
        return false;
    }
    let mut slots = [UNBOUND; MAX];
    let in_place = given.min(positional);
    for (index, slot) in slots[..in_place].iter_mut().enumerate() {
        // SAFETY: the arguments lie there.
        *slot = unsafe { *base.add(index) };
    }
    let mut surplus = 0_u32;
    if !names.is_empty() {
        let first = source.positional_only_count as usize;
        let known = &code.parameter_names(vm)[first..];
        for (index, name) in names.iter().enumerate() {
            let Some(name) = name.downcast::<Str>() else {
                return false;
            };
            match position(known, name) {
                Some(found) if slots[first + found] == UNBOUND => {
                    // SAFETY: as above.
                    slots[first + found] = unsafe { *base.add(given + index) };
                }
                None if takes_names => surplus |= 1 << index,
                _ => return false,
            }
        }
    }
    if !fill_defaults(function, code, &mut slots[..named], given, vm) {
        return false;
    }

    // From here on the call succeeds.
    let mut next = named;
    if takes_more {
        // SAFETY: the arguments lie there.
        let all = unsafe { std::slice::from_raw_parts(base.cast::<Value>(), given) };
        slots[next] = Tuple::from_slice(&all[in_place..], vm)
            .into_value()
            .into_bits();
        next += 1;
    }
    if takes_names {
        let dict = match surplus {
            0 => Dict::new(vm),
            _ => Dict::with_capacity(surplus.count_ones() as usize, vm),
        };
        for (index, name) in names.iter().enumerate() {
            if surplus & 1 << index != 0
                && let Some(name) = name.downcast::<Str>()
            {
                // SAFETY: as above.
                let value = unsafe { &*base.add(given + index).cast::<Value>() };
                dict.set_str(name, value.clone(), vm);
            }
        }
        slots[next] = dict.into_value().into_bits();
    }
    // SAFETY: what was copied into the tuple and the dict is dropped here, all others have moved to
    // the slots.
    unsafe {
        for index in in_place..given {
            drop(Value::from_bits(*base.add(index)));
        }
        for index in 0..names.len() {
            if surplus & 1 << index != 0 {
                drop(Value::from_bits(*base.add(given + index)));
            }
        }
        for (index, slot) in slots[..parameters].iter().enumerate() {
            *base.add(index) = *slot;
        }
    }
    true
}

/// Where a name is among the names of parameters, which are interned.
fn position(known: &[Ref<Str>], name: &Ref<Str>) -> Option<usize> {
    let same = known.iter().position(|known| known.is(name));
    if same.is_some() || name.is_interned() {
        return same;
    }
    known
        .iter()
        .position(|known| known.as_bytes() == name.as_bytes())
}

/// Fills the slots that are empty with defaults, which are counted references then; false, and no
/// reference is counted, if one has none.
fn fill_defaults(
    function: &Ref<Function>,
    code: &Ref<Code>,
    slots: &mut [u64],
    given: usize,
    vm: &mut Vm,
) -> bool {
    let positional = code.source().argument_count as usize;
    let mut filled = 0_u32;
    if given < positional {
        let defaults = function.defaults.get(vm).downcast::<Tuple>();
        let defaults = defaults.map_or(&[][..], |tuple| tuple.as_slice());
        let Some(first) = positional.checked_sub(defaults.len()) else {
            return false;
        };
        for index in given..positional {
            if slots[index] != UNBOUND {
                continue;
            }
            if index < first {
                return false;
            }
            slots[index] = defaults[index - first].bits();
            filled |= 1 << index;
        }
    }
    if slots[positional..].contains(&UNBOUND) {
        let defaults = function.keyword_defaults(vm);
        let Some(defaults) = defaults.downcast::<Dict>() else {
            return false;
        };
        code.parameter_names(vm);
        let names = code.known_parameter_names(vm);
        for (index, slot) in slots.iter_mut().enumerate().skip(positional) {
            if *slot != UNBOUND {
                continue;
            }
            let Some(default) = defaults.get_str(&names[index], vm) else {
                return false;
            };
            *slot = default.bits();
            filled |= 1 << index;
        }
    }
    for (index, slot) in slots.iter().enumerate() {
        if filled & 1 << index != 0 {
            // SAFETY: the word is a live value: the function's, and nothing ran since it was read.
            // The copy is forgotten, and the slot owns its reference.
            let default = std::mem::ManuallyDrop::new(unsafe { Value::from_bits(*slot) });
            std::mem::forget((*default).clone());
        }
    }
    true
}
