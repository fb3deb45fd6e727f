//! A check of debug builds: what an inline cache says is compared with what a look-up finds.
//!
//! It is switched on by `RPY_CHECK=compare=1`, see docs/limits.md. A difference ends the process by a panic
//! that says what was found.

use std::mem::ManuallyDrop;

use crate::builtins::code::Code;
use crate::eval::lookup::{AttributeLookup, StoreLookup, analyze_attribute, analyze_store};
use crate::eval::operation::Regs;
use crate::eval::polymorphic::Kind;
use crate::frame::layout::CODE;
use crate::object::reference::Object;
use crate::object::value::Value;
use crate::vm::Vm;

/// What a cache holds that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// Loading gives what the polymorphic cache has under this kind.
    Load(Kind, u64),
    /// Loading calls the getter of this property.
    Property(u64),
    /// Storing writes to a slot at an offset.
    Store(u32),
    /// Storing fills the slot at an offset, and changes the shape.
    Add(u32, u32),
}

/// Compares a hit with a look-up.
///
/// # Safety
///
/// The registers are a frame's at an instruction whose attribute has this index among the names; the
/// object is a live word; nobody else uses the VM.
pub(super) unsafe fn compare(regs: &Regs, object: u64, name: usize, hit: Hit, vm: *mut Vm) {
    // SAFETY: as promised by the caller; the frame keeps its code alive.
    let (vm, name) = unsafe {
        if !(*vm).compares_caches() {
            return;
        }
        let code = *regs.fp.sub(CODE) as *const Object<Code>;
        (&mut *vm, (*code).payload.name(name).clone())
    };
    // SAFETY: the word is live, and its reference is not given up.
    let object = ManuallyDrop::new(unsafe { Value::from_bits(object) });
    let found = match hit {
        Hit::Load(..) | Hit::Property(_) => match analyze_attribute(&object, &name, vm) {
            AttributeLookup::Slot { offset } => Some(Hit::Load(Kind::Slot, u64::from(offset))),
            AttributeLookup::ClassValue(value) => Some(Hit::Load(Kind::ClassValue, value.bits())),
            AttributeLookup::Method(value) => Some(Hit::Load(Kind::Method, value.bits())),
            AttributeLookup::Property(value) => Some(Hit::Property(value.bits())),
            _ => None,
        },
        Hit::Store(_) | Hit::Add(..) => match analyze_store(&object, &name, vm) {
            StoreLookup::Slot { offset } => Some(Hit::Store(offset)),
            StoreLookup::Add { offset, new_shape } => Some(Hit::Add(offset, new_shape.0)),
            _ => None,
        },
    };
    assert!(
        found == Some(hit),
        "the cache of '{}' says {hit:?}, and a look-up {found:?}",
        name.to_string_lossy()
    );
}
