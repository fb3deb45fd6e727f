//! Name and object of an `AttributeError` that comes out of the function by which an attribute was read.
//!
//! Wherever an attribute is read, CPython tells an exception that does not know them. A getter, `__get__` or
//! `__getattr__` in Python has a frame of its own here, so they are told when that frame is left.

use rpy_bytecode::Opcode;

use crate::builtins::cell::Cell;
use crate::builtins::exceptions::BaseException;
use crate::builtins::str::Str;
use crate::eval::cursor::Cursor;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::Raised;
use crate::vm::Vm;

/// Words of the cache of `LOAD_ATTR`.
const CACHE_WORDS: usize = 4;
/// Parameters of `__get__`, the second of which is the object.
const GET_PARAMETERS: u32 = 3;

/// The object whose attribute the running function was called to read, if it was called for that, and if
/// `exception` does not know it. The frame is about to be left.
pub(super) fn object_read(
    exception: &Ref<BaseException>,
    cursor: &Cursor,
    vm: &Vm,
) -> Option<Value> {
    if !lacks_context(exception, vm) {
        return None;
    }
    let source = cursor.code().source();
    if source.argument_count == 0 {
        return None;
    }
    let index = usize::from(source.argument_count >= GET_PARAMETERS);
    let bound = |value: &Value| (!value.is_unbound()).then(|| value.clone());
    let value = bound(cursor.local(index))?;
    match value.downcast::<Cell>() {
        Some(cell) => bound(cell.content.get(vm)),
        None => Some(value),
    }
}

/// Tells `exception` what was read, if the running frame is at an instruction that reads an attribute.
/// `object` is what the function that was called for it has as such.
pub(super) fn note(exception: &Ref<BaseException>, object: Value, cursor: &Cursor, vm: &mut Vm) {
    // The cursor is at the last word of the instruction.
    let Some(start) = cursor.offset().checked_sub(CACHE_WORDS) else {
        return;
    };
    let word = cursor.code().source().instructions.get(start).copied();
    let Some((word, opcode)) = word.and_then(|word| Some((word, word.opcode()?))) else {
        return;
    };
    let (name, object) = match opcode {
        Opcode::LoadAttr => (cursor.name(word.n() as usize), object),
        Opcode::LoadAttrFast => {
            let local = cursor.local(word.a() as usize).clone();
            (cursor.name(word.bc() as usize), local)
        }
        _ => return,
    };
    set_context(exception, &object, &name, vm);
}

/// Whether this is an `AttributeError` without name and object.
fn lacks_context(exception: &Ref<BaseException>, vm: &Vm) -> bool {
    exception
        .class()
        .is_subclass_of(&vm.types.exceptions.attribute_error, vm)
        && exception.field(0, vm).is_none()
        && exception.field(1, vm).is_none()
}

fn set_context(exception: &Ref<BaseException>, object: &Value, name: &Ref<Str>, vm: &mut Vm) {
    exception.set_field(0, name.to_value(), vm);
    exception.set_field(1, object.clone(), vm);
}

impl Vm {
    /// Tells an `AttributeError` that does not know them of the attribute that was read.
    #[cold]
    pub(crate) fn with_attribute_context(
        &mut self,
        raised: Raised,
        object: &Value,
        name: &Ref<Str>,
    ) -> Raised {
        if lacks_context(raised.exception(), self) {
            set_context(raised.exception(), object, name, self);
        }
        raised
    }
}
