//! The table of special methods: which slot each name stands for, how a native slot is called by
//! its name, and which function a slot of a Python class gets.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#special-method-names>

mod call;
mod rows;
mod trampolines;
mod update;

pub(crate) use call::{call_found, call_special_method, with_first};
pub(crate) use rows::{SLOT_TABLE, buffer_flags};
pub(crate) use trampolines::{ask_right, binary_names, compare_name, releases_in_python};
pub(crate) use update::{fill_new, has_getattr_only, inherit_native, update_all, update_name};

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::names::Names;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Calls the slot of `owner` on an object, with the arguments of the special method.
pub(crate) type WrapperCall = fn(&Ref<Type>, &Value, Args<'_>, &mut Vm) -> PyResult;

/// A slot, and the special methods that it stands for.
pub(crate) struct SlotRow {
    /// Whether the type has it.
    pub(crate) is_set: fn(&Slots) -> bool,
    /// Copies it to other slots.
    pub(crate) copy: fn(&Slots, &mut Slots),
    /// Whether both have the same function, or none.
    pub(crate) same: fn(&Slots, &Slots) -> bool,
    /// Empties it.
    pub(crate) clear: fn(&mut Slots),
    /// Puts the function in place that looks the special method up and calls it; empties the slot
    /// where another slot does that for the same name.
    pub(crate) install: fn(&mut Slots),
    /// The special methods.
    pub(crate) methods: &'static [SpecialMethod],
}

/// A special method that a slot stands for.
pub(crate) struct SpecialMethod {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its interned name.
    pub(crate) key: fn(&Names) -> &Ref<Str>,
    /// `__doc__` of the wrapper.
    pub(crate) doc: &'static str,
    /// `__text_signature__` of the wrapper.
    pub(crate) signature: &'static str,
    /// Whether the wrapper takes keyword arguments.
    pub(crate) keywords: bool,
    /// Calls the slot; `None` if there is no wrapper.
    pub(crate) call: Option<WrapperCall>,
}
