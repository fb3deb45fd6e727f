//! Globals and builtins, cached by the version of the dicts.
//!
//! Cache: version of globals, version of builtins (0 for a global), offset of the entry in bytes.

use rpy_bytecode::Opcode;

use crate::builtins::dict::Dict;
use crate::builtins::dict::table::Entry;
use crate::builtins::function::Function;
#[cfg(debug_assertions)]
use crate::eval::compare::compare_global;
use crate::eval::cursor::Cursor;
use crate::eval::locals::load_arguments;
use crate::eval::names::global_get;
use crate::eval::operation::{Outcome, Regs, next_releasing, operation, retain};
use crate::frame::layout::CALLEE;
use crate::object::reference::Object;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Words of an instruction of this family with its inline cache.
const WORDS: usize = Opcode::LoadGlobal.words() as usize;
const _: () = assert!(
    Opcode::LoadGlobalCall.words() as usize == WORDS
        && Opcode::StoreGlobal.words() as usize == WORDS
);

/// The entry that the cache of the instruction names, if it is still valid.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with a cache for globals.
#[inline(always)]
unsafe fn cached_entry<const BUILTIN: bool>(regs: &Regs, vm: *mut Vm) -> Option<*mut Entry<Value>> {
    // SAFETY: the callee of a frame is a function; a position is valid while the version of the
    // dict is.
    unsafe {
        let function = *regs.fp.sub(CALLEE) as *const Object<Function>;
        let globals = (*function).payload.globals.as_ptr().as_ptr();
        if (*globals).payload.version() != regs.cache(0) {
            return None;
        }
        let dict: *const Object<Dict> = if BUILTIN {
            let builtins = (*function).payload.builtins.as_ptr().as_ptr();
            if (*builtins).payload.version() != regs.cache(1) {
                return None;
            }
            builtins
        } else {
            globals
        };
        let entries = (*(*dict).payload.table_ptr()).entries_ptr();
        let entry = entries.byte_add(regs.cache(2) as usize);
        #[cfg(debug_assertions)]
        compare_global(regs, entry as u64, BUILTIN, vm);
        #[cfg(not(debug_assertions))]
        let _ = vm;
        Some(entry)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load<const BUILTIN: bool, const CALL: bool>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let Some(entry) = cached_entry::<BUILTIN>(&regs, vm) else {
            return Outcome::Slow;
        };
        let word = (*entry).value.bits();
        retain(word);
        if CALL {
            regs.push_callee(word);
            return load_arguments(regs.advance(WORDS));
        }
        regs.push(word);
        Outcome::Next(regs.advance(WORDS))
    }
}

/// Bytes from the first entry of a dict to the one at a position.
fn entry_offset(position: usize) -> Option<u32> {
    u32::try_from(position * size_of::<Entry<Value>>()).ok()
}

/// The semantics of `LOAD_GLOBAL`; fills the cache and specializes.
fn load_slow(cursor: &mut Cursor, opcodes: [Opcode; 2], vm: &mut Vm) -> PyResult {
    let name = cursor.name(cursor.n());
    let function = cursor.function().clone();
    let (globals, builtins) = (&function.globals, &function.builtins);
    if !globals.class().is(&vm.types.dict) || !builtins.class().is(&vm.types.dict) {
        return global_get(globals, builtins, &name, vm);
    }
    let hash = name.hash(vm);
    let (dict, opcode) = if globals.table(vm).find_str(&name, hash).is_some() {
        (globals, opcodes[0])
    } else {
        (builtins, opcodes[1])
    };
    if let Some(position) = dict.table(vm).find_str(&name, hash)
        && let Some(offset) = entry_offset(position)
        && let (Some(globals_version), Some(builtins_version)) =
            (globals.versioned(vm), builtins.versioned(vm))
    {
        cursor.set_cache(0, globals_version);
        cursor.set_cache(1, builtins_version);
        cursor.set_cache(2, offset);
        cursor.rewrite(opcode);
        return Ok(dict.table(vm).value_at(position).clone());
    }
    global_get(globals, builtins, &name, vm)
}

fn load_global_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let value = load_slow(
        cursor,
        [Opcode::LoadGlobalModule, Opcode::LoadGlobalBuiltin],
        vm,
    )?;
    cursor.push(value);
    Ok(())
}

fn load_global_call_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let opcodes = [Opcode::LoadGlobalCallModule, Opcode::LoadGlobalCallBuiltin];
    let value = load_slow(cursor, opcodes, vm)?;
    crate::eval::call::push_call(cursor, value, &[]);
    Ok(())
}

operation!(
    /// `LOAD_GLOBAL` (`-- value`)
    LoadGlobal, slow_only |cursor, vm| load_global_slow(cursor, vm));
operation!(
    /// `LOAD_GLOBAL_MODULE` (`-- value`)
    LoadGlobalModule,
    fast |regs, vm| load::<false, false>(regs, vm),
    slow |cursor, vm| load_global_slow(cursor, vm));
operation!(
    /// `LOAD_GLOBAL_BUILTIN` (`-- value`)
    LoadGlobalBuiltin,
    fast |regs, vm| load::<true, false>(regs, vm),
    slow |cursor, vm| load_global_slow(cursor, vm));
operation!(
    /// `LOAD_GLOBAL_CALL` (`-- callee, words`)
    LoadGlobalCall, slow_only |cursor, vm| load_global_call_slow(cursor, vm));
operation!(
    /// `LOAD_GLOBAL_CALL_MODULE` (`-- callee, words`)
    LoadGlobalCallModule,
    fast |regs, vm| load::<false, true>(regs, vm),
    slow |cursor, vm| load_global_call_slow(cursor, vm));
operation!(
    /// `LOAD_GLOBAL_CALL_BUILTIN` (`-- callee, words`)
    LoadGlobalCallBuiltin,
    fast |regs, vm| load::<true, true>(regs, vm),
    slow |cursor, vm| load_global_call_slow(cursor, vm));

fn store_global_slow(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    let name = cursor.name(cursor.n());
    let value = cursor.pop();
    let globals = cursor.function().globals.clone();
    globals.set_str(&name, value, vm);
    let hash = name.hash(vm);
    if let Some(position) = globals.table(vm).find_str(&name, hash)
        && let Some(offset) = entry_offset(position)
        && let Some(version) = globals.versioned(vm)
    {
        cursor.set_cache(0, version);
        cursor.set_cache(2, offset);
        cursor.rewrite(Opcode::StoreGlobalModule);
    }
    Ok(())
}

operation!(
    /// `STORE_GLOBAL` (`value --`)
    StoreGlobal, slow_only |cursor, vm| store_global_slow(cursor, vm));
operation!(
    /// `STORE_GLOBAL_MODULE` (`value --`)
    StoreGlobalModule,
    fast |regs, vm| {
        let Some(entry) = cached_entry::<false>(&regs, vm) else { return Outcome::Slow };
        let old = std::ptr::replace((&raw mut (*entry).value).cast::<u64>(), regs.peek(1));
        regs.sp = regs.sp.sub(1);
        next_releasing(regs.advance(WORDS), old)
    },
    slow |cursor, vm| store_global_slow(cursor, vm));

operation!(
/// `DELETE_GLOBAL` (`--`)
DeleteGlobal,
slow_only |cursor, vm| {
    let name = cursor.name(cursor.n());
    let globals = cursor.function().globals.clone();
    if globals.remove_str(&name, vm).is_none() {
        let text = name.to_string_lossy().into_owned();
        let message = format!("name '{text}' is not defined");
        return Err(vm.unbound_name_error(false, &text, message));
    }
    Ok(())
});
