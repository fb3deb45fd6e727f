//! A check of debug builds: what an inline cache says is compared with what a look-up finds.
//!
//! It is switched on by `RPY_CHECK=compare=1`, see docs/limits.md. A difference ends the process by a panic
//! that says what was found.

use std::mem::ManuallyDrop;

use crate::builtins::code::Code;
use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::super_;
use crate::builtins::type_::Type;
use crate::eval::calls::{makes_plain_instances, python_init};
use crate::eval::lookup::{AttributeLookup, StoreLookup, analyze_attribute, analyze_store};
use crate::eval::operation::Regs;
use crate::eval::polymorphic::Kind;
use crate::frame::layout::{CALLEE, CODE};
use crate::object::attributes::inline_slot;
use crate::object::reference::{Object, Ref};
use crate::object::value::Value;
use crate::vm::Vm;

/// What a cache holds that was hit. Values are given by their words, entries of dicts by their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// Loading gives what the polymorphic cache has under this kind.
    Load(Kind, u64),
    /// Loading calls the getter of this property.
    Property(u64),
    /// Loading finds this entry of the instance's dict.
    Entry(u64),
    /// Loading from a module gives the value of this entry of its dict.
    Module(u64),
    /// Loading from a class gives this value.
    OfClass(u64),
    /// Loading calls the getter of this descriptor, which is written in Rust.
    Native(u64),
    /// Loading gives what this class method or static method wraps.
    ClassMethod(u64),
    /// Storing writes to a slot at an offset.
    Store(u32),
    /// Storing fills the slot at an offset, and changes the shape.
    Add(u32, u32),
    /// Storing writes to this entry of the instance's dict.
    StoreEntry(u64),
}

/// The address of the entry of a dict at a position.
fn entry_at(dict: &Ref<Dict>, position: usize, vm: &Vm) -> u64 {
    (&raw const dict.table(vm).entries()[position]) as u64
}

/// The same of the dict of an instance whose first inline slot holds it.
fn own_entry(object: &Value, position: u32, vm: &Vm) -> Option<u64> {
    let dict = inline_slot(object.as_object()?, 0, vm).downcast::<Dict>()?;
    Some(entry_at(dict, position as usize, vm))
}

/// What a cache would hold if it was filled now by reading the attribute.
fn load_hit(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> Option<Hit> {
    Some(match analyze_attribute(object, name, vm) {
        AttributeLookup::Slot { offset } => Hit::Load(Kind::Slot, u64::from(offset)),
        AttributeLookup::ClassValue(value) => Hit::Load(Kind::ClassValue, value.bits()),
        AttributeLookup::Method(value) => Hit::Load(Kind::Method, value.bits()),
        AttributeLookup::MethodBesideDict(value) => Hit::Load(Kind::MethodBesideDict, value.bits()),
        AttributeLookup::Property(value) => Hit::Property(value.bits()),
        AttributeLookup::Dict { position, .. } => Hit::Entry(own_entry(object, position, vm)?),
        AttributeLookup::Module { position } => {
            let dict = object.downcast::<Module>()?.dict();
            Hit::Module(entry_at(dict, position, vm))
        }
        AttributeLookup::TypeAttribute(value) => Hit::OfClass(value.bits()),
        AttributeLookup::OfClass(value) => Hit::ClassMethod(value.bits()),
        AttributeLookup::Native(value) => Hit::Native(value.bits()),
        AttributeLookup::Other => return None,
    })
}

/// A class method that no longer wraps a function, as its `__init__` was called again: sites look at what
/// it wraps each time, but do not begin to know it.
fn rewrapped(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> Option<Hit> {
    let class = object.downcast::<Type>().unwrap_or(object.class(vm));
    let found = class.lookup(name, vm)?;
    let is_class_method = found.class(vm).is(&vm.types.classmethod);
    is_class_method.then(|| Hit::ClassMethod(found.bits()))
}

/// What a cache would hold if it was filled now by storing to the attribute.
fn store_hit(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> Option<Hit> {
    Some(match analyze_store(object, name, vm) {
        StoreLookup::Slot { offset } => Hit::Store(offset),
        StoreLookup::Add { offset, new_shape } => Hit::Add(offset, new_shape.0),
        StoreLookup::Dict { position, .. } => Hit::StoreEntry(own_entry(object, position, vm)?),
        StoreLookup::Other => return None,
    })
}

/// The VM, if it compares caches, and the name that the running code has at an index.
///
/// # Safety
///
/// The registers are a frame's whose code has such a name; nobody else uses the VM.
unsafe fn checked<'vm>(regs: &Regs, name: usize, vm: *mut Vm) -> Option<(&'vm mut Vm, Ref<Str>)> {
    // SAFETY: as promised by the caller; the frame keeps its code alive.
    unsafe {
        if !(*vm).compares_caches() {
            return None;
        }
        let code = *regs.fp.sub(CODE) as *const Object<Code>;
        Some((&mut *vm, (*code).payload.name(name).clone()))
    }
}

/// A live word as a value whose reference is not given up.
///
/// # Safety
///
/// The word is live as long as the value is used.
unsafe fn borrowed(word: u64) -> ManuallyDrop<Value> {
    // SAFETY: as promised by the caller.
    ManuallyDrop::new(unsafe { Value::from_bits(word) })
}

/// Compares a hit with a look-up.
///
/// # Safety
///
/// The registers are a frame's at an instruction whose attribute has this index among the names; the
/// object is a live word; nobody else uses the VM.
pub(super) unsafe fn compare(regs: &Regs, object: u64, name: usize, hit: Hit, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    let Some((vm, name)) = (unsafe { checked(regs, name, vm) }) else {
        return;
    };
    // SAFETY: the word is live.
    let object = unsafe { borrowed(object) };
    let found = match hit {
        Hit::ClassMethod(_) => match load_hit(&object, &name, vm) {
            None => rewrapped(&object, &name, vm),
            found => found,
        },
        Hit::Store(_) | Hit::Add(..) | Hit::StoreEntry(_) => store_hit(&object, &name, vm),
        _ => load_hit(&object, &name, vm),
    };
    assert!(
        found == Some(hit),
        "the cache of '{}' says {hit:?}, and a look-up {found:?}",
        name.to_string_lossy()
    );
}

/// Compares the entry of a global, or of a builtin, that a cache leads to with a look-up.
///
/// # Safety
///
/// As for [`compare`], at an instruction whose name is that of a global.
pub(super) unsafe fn compare_global(regs: &Regs, entry: u64, is_builtin: bool, vm: *mut Vm) {
    // SAFETY: as promised by the caller; the callee of a frame is a function.
    let (vm, name, function) = unsafe {
        let Some((vm, name)) = checked(regs, regs.n(), vm) else {
            return;
        };
        (
            vm,
            name,
            &*(*regs.fp.sub(CALLEE) as *const Object<Function>),
        )
    };
    let hash = name.hash(vm);
    let [globals, builtins] = [&function.payload.globals, &function.payload.builtins];
    let position = |dict: &Ref<Dict>| dict.table(vm).find_str(&name, hash);
    let found = match (position(globals), is_builtin) {
        (Some(position), false) => Some(entry_at(globals, position, vm)),
        (None, true) => position(builtins).map(|position| entry_at(builtins, position, vm)),
        _ => None,
    };
    assert!(
        found == Some(entry),
        "the cache of the global '{}' is wrong",
        name.to_string_lossy()
    );
}

/// Compares the method that a cache has for `super(class, object).name` with a look-up.
///
/// # Safety
///
/// As for [`compare`]; `class` is a live class.
pub(super) unsafe fn compare_super(regs: &Regs, class: u64, object: u64, method: u64, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    let (vm, name, class, object) = unsafe {
        let Some((vm, name)) = checked(regs, regs.n(), vm) else {
            return;
        };
        (vm, name, borrowed(class), borrowed(object))
    };
    let class = class.downcast::<Type>().expect("it is a class");
    let found = super_::super_lookup(class, &object, &name, vm);
    let found = found.map(|(value, unbound)| (value.bits(), unbound));
    assert!(
        found.is_ok_and(|found| found == (method, true)),
        "the cache of super().{} is wrong",
        name.to_string_lossy()
    );
}

/// Compares the special method of an object that a cache has with a look-up.
///
/// # Safety
///
/// As for [`compare`].
pub(super) unsafe fn compare_special(object: u64, name: usize, method: u64, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    let (vm, object) = unsafe {
        if !(*vm).compares_caches() {
            return;
        }
        (&mut *vm, borrowed(object))
    };
    let names = &vm.names;
    let name = [
        &names.__enter__,
        &names.__exit__,
        &names.__aenter__,
        &names.__aexit__,
    ][name];
    let found = object.class(vm).lookup(name, vm).map(Value::bits);
    assert!(
        found == Some(method),
        "the cache of {} is wrong",
        name.to_string_lossy()
    );
}

/// Compares what a cache knows of making instances of a class with a look-up: the `__init__` in Python,
/// or that there is none.
///
/// # Safety
///
/// `class` is a live class; nobody else uses the VM.
pub(super) unsafe fn compare_constructor(class: u64, init: Option<u64>, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    let (vm, class) = unsafe {
        if !(*vm).compares_caches() {
            return;
        }
        (&mut *vm, borrowed(class))
    };
    let class = class.downcast::<Type>().expect("it is a class").clone();
    let same = match init {
        Some(init) => python_init(&class, vm).is_some_and(|it| it.as_value().bits() == init),
        None => makes_plain_instances(&class, vm) && vm.has_plain_init(&class),
    };
    assert!(same, "the cache of a call of {} is wrong", class.name(vm));
}

/// Compares the answer to `isinstance` that a cache has with a look-up.
///
/// # Safety
///
/// The object is a live word, `class` a live class whose class is `type`; nobody else uses the VM.
pub(super) unsafe fn compare_instance(object: u64, class: u64, truth: bool, vm: *mut Vm) {
    // SAFETY: as promised by the caller.
    let (vm, object, class) = unsafe {
        if !(*vm).compares_caches() {
            return;
        }
        (&mut *vm, borrowed(object), borrowed(class))
    };
    let class = class.downcast::<Type>().expect("it is a class");
    let own = object.class(vm);
    assert!(
        own.is_subclass_of(class, vm) == truth,
        "a cached answer of isinstance() is wrong"
    );
}
