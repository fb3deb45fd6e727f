//! Attributes, with inline caches.
//!
//! Cache: shape of the object, version of its class, then what was found: the offset of a slot in
//! bytes from the start of the object, or the address of a value that the class keeps alive.

use std::mem::ManuallyDrop;

use rpy_bytecode::Opcode;

use crate::builtins::dict::Dict;
use crate::builtins::function::Function;
use crate::builtins::module::Module;
use crate::builtins::property::Property;
use crate::builtins::str::Str;
use crate::builtins::type_::{Type, TypeFlags};
use crate::eval::call::{enter_function, push_call};
#[cfg(debug_assertions)]
use crate::eval::compare::{Hit, compare};
use crate::eval::cursor::Cursor;
use crate::eval::dict_attributes::dict_value;
use crate::eval::entering::{enter_at_once, has_room, ready_code};
use crate::eval::lookup::{AttributeLookup, analyze_attribute};
use crate::eval::operation::{
    Outcome, Regs, header, is_object, keep_branch, next_releasing, operation, retain,
};
use crate::eval::operators::deliver;
use crate::eval::polymorphic::{self, Kind};
use crate::frame::layout::HEADER;
use crate::function::args::Args;
use crate::object::attributes::generic_get_optional;
use crate::object::payload::Payload;
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::slot_table::{call_found, has_getattr_only};
use crate::object::value::{UNBOUND, Value};
use crate::result::PyResult;
use crate::vm::Vm;

/// Compares what a cache says with a look-up, in a debug build that is told to. Where it is used the
/// registers are a frame's, at an attribute instruction with this name and a live object.
macro_rules! check_hit {
    ($regs:expr, $object:expr, $name:expr, $hit:expr, $vm:expr) => {
        #[cfg(debug_assertions)]
        compare($regs, $object, $name, $hit, $vm);
        #[cfg(not(debug_assertions))]
        let _ = $vm;
    };
}
pub(super) use check_hit;

/// Words of an instruction of this family with its inline cache.
pub(super) const WORDS: usize = Opcode::LoadAttr.words() as usize;
const _: () = assert!(
    Opcode::LoadAttrFast.words() as usize == WORDS
        && Opcode::StoreAttr.words() as usize == WORDS
        && Opcode::StoreAttrFast.words() as usize == WORDS
);

/// Where the object is: on the stack, or in a local.
pub(super) trait Place {
    /// Whether it is on the stack, so that its reference is given up.
    const OWNED: bool;
    /// # Safety
    ///
    /// As for `Operation::fast`.
    unsafe fn read(regs: &Regs) -> u64;
    /// Index of the attribute's name.
    ///
    /// # Safety
    ///
    /// As for `Operation::fast`.
    unsafe fn name_index(regs: &Regs) -> usize;
    fn take(cursor: &mut Cursor) -> Value;
    fn name(cursor: &Cursor) -> Ref<Str>;
}

pub(super) struct OnStack;
impl Place for OnStack {
    const OWNED: bool = true;
    #[inline(always)]
    unsafe fn read(regs: &Regs) -> u64 {
        // SAFETY: the verifier checked the depth.
        unsafe { regs.peek(1) }
    }
    #[inline(always)]
    unsafe fn name_index(regs: &Regs) -> usize {
        // SAFETY: `pc` points to an instruction.
        unsafe { regs.n() }
    }
    fn take(cursor: &mut Cursor) -> Value {
        cursor.pop()
    }
    fn name(cursor: &Cursor) -> Ref<Str> {
        cursor.name(cursor.n())
    }
}

pub(super) struct InLocal;
impl Place for InLocal {
    const OWNED: bool = false;
    #[inline(always)]
    unsafe fn read(regs: &Regs) -> u64 {
        // SAFETY: the verifier checked the index.
        unsafe { regs.local(regs.a()) }
    }
    #[inline(always)]
    unsafe fn name_index(regs: &Regs) -> usize {
        // SAFETY: `pc` points to an instruction.
        unsafe { regs.bc() }
    }
    fn take(cursor: &mut Cursor) -> Value {
        cursor.local(cursor.a()).clone()
    }
    fn name(cursor: &Cursor) -> Ref<Str> {
        cursor.name(cursor.bc())
    }
}

/// Whether the cache is valid for an object.
///
/// # Safety
///
/// As for `Operation::fast`, at an instruction with an attribute cache; `object` is a live word.
#[inline(always)]
pub(super) unsafe fn guard(regs: &Regs, object: u64) -> bool {
    // SAFETY: an object's class is alive.
    unsafe {
        if !is_object(object) || (*header(object)).shape().0 != regs.cache(0) {
            return false;
        }
        (*header(object)).class().version() == regs.cache(1)
    }
}

/// Whether a word is a class, of whatever metaclass.
///
/// # Safety
///
/// The word is live.
#[inline(always)]
pub(super) unsafe fn is_class(word: u64) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        is_object(word)
            && ((*header(word)).shape() == ShapeId::TYPE
                || std::ptr::eq((*header(word)).payload_info(), Type::INFO))
    }
}

/// The slot that the cache names, if it is valid.
///
/// # Safety
///
/// As for `guard`.
#[inline(always)]
pub(super) unsafe fn cached_slot(regs: &Regs, object: u64) -> Option<*mut u64> {
    // SAFETY: the offset lies in objects of the shape.
    unsafe {
        if !guard(regs, object) {
            return None;
        }
        Some(header(object).byte_add(regs.cache(2) as usize).cast())
    }
}

/// Puts a loaded word where it goes.
///
/// # Safety
///
/// As for `Operation::fast`; the word owns its reference.
#[inline(always)]
pub(super) unsafe fn loaded<P: Place>(regs: Regs, object: u64, word: u64) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        if P::OWNED {
            *regs.sp.sub(1) = word;
            next_releasing(regs.advance(WORDS), object)
        } else {
            deliver(regs.advance(WORDS), word)
        }
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_slot<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        let Some(slot) = cached_slot(&regs, object) else {
            return Outcome::Slow;
        };
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Load(Kind::Slot, regs.cache(2).into()),
            vm
        );
        let word = *slot;
        if word == UNBOUND {
            return Outcome::Slow;
        }
        retain(word);
        loaded::<P>(regs, object, word)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_class_value<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        if !guard(&regs, object) {
            return Outcome::Slow;
        }
        let word = regs.cache64(2);
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Load(Kind::ClassValue, word),
            vm
        );
        retain(word);
        loaded::<P>(regs, object, word)
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_polymorphic<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the offset lies in objects of the shape; the class keeps a value alive.
    unsafe {
        let object = P::read(&regs);
        let word = if let Some(slot) = cached_slot(&regs, object) {
            check_hit!(
                &regs,
                object,
                P::name_index(&regs),
                Hit::Load(Kind::Slot, regs.cache(2).into()),
                vm
            );
            *slot
        } else {
            let Some(entry) = polymorphic::find::<false>(&regs, object, P::name_index(&regs), vm)
            else {
                return Outcome::Slow;
            };
            // Whether an instance's own dict has the name is looked up in any case.
            if !matches!(entry.kind, Kind::Dict | Kind::MethodBesideDict) {
                check_hit!(
                    &regs,
                    object,
                    P::name_index(&regs),
                    Hit::Load(entry.kind, entry.content),
                    vm
                );
            }
            if entry.kind == Kind::Slot {
                regs.refill(entry);
                *header(object)
                    .byte_add(entry.content as usize)
                    .cast::<u64>()
            } else {
                keep_branch();
                if entry.kind == Kind::ClassValue {
                    entry.content
                } else if entry.kind == Kind::Dict {
                    match dict_value::<P>(&regs, object, entry.content as usize, vm) {
                        Some(word) => word,
                        None => return Outcome::Slow,
                    }
                } else {
                    return Outcome::Slow;
                }
            }
        };
        if word == UNBOUND {
            return Outcome::Slow;
        }
        retain(word);
        loaded::<P>(regs, object, word)
    }
}

/// The semantics of `LOAD_ATTR`; fills the cache and specializes.
fn load_slow<P: Place>(cursor: &mut Cursor, forms: &LoadForms, vm: &mut Vm) -> PyResult<()> {
    let object = P::take(cursor);
    let name = P::name(cursor);
    if !skips_analysis(cursor, forms.base) {
        specialize_load(&object, &name, cursor, forms, vm);
    }
    let class = vm.class_of(&object).clone();
    if has_getattr_only(class.slots(vm)) {
        return load_or_getattr(object, &name, &class, cursor, vm);
    }
    if let Some((descriptor, get)) = python_descriptor(&class, &name, vm) {
        push_call(cursor, get, &[descriptor, object, class.to_value()]);
        return enter_function(cursor, 3, &[], 0, vm);
    }
    let value = object.get_attribute(&name, vm)?;
    cursor.push(value);
    Ok(())
}

/// What a class has under a name, and its `__get__`, if that is written in Python and goes before
/// whatever an instance has under the name.
fn python_descriptor(class: &Ref<Type>, name: &Ref<Str>, vm: &mut Vm) -> Option<(Value, Value)> {
    if !class.flags().contains(TypeFlags::PLAIN_READS) {
        return None;
    }
    let name = vm.intern_ref(name);
    let descriptor = vm.lookup_cached(class, &name)?;
    let kind = descriptor.class(vm);
    if !kind.is_heap_type() || kind.slots(vm).descriptor_set.is_none() {
        return None;
    }
    let (kind, key) = (kind.clone(), vm.names.__get__.clone());
    let get = vm.lookup_cached(&kind, &key)?;
    get.has_payload::<Function>().then_some((descriptor, get))
}

/// Reads an attribute of an instance of a class with `__getattr__`, whose frame is entered if the
/// attribute is not found and it is written in Python.
fn load_or_getattr(
    object: Value,
    name: &Ref<Str>,
    class: &Ref<Type>,
    cursor: &mut Cursor,
    vm: &mut Vm,
) -> PyResult<()> {
    let raised = match generic_get_optional(&object, name, vm) {
        Ok(Some(value)) => {
            cursor.push(value);
            return Ok(());
        }
        Ok(None) => None,
        Err(raised) if raised.is_instance(&vm.types.exceptions.attribute_error, vm) => Some(raised),
        Err(raised) => return Err(raised),
    };
    let key = vm.names.__getattr__.clone();
    match (vm.lookup_cached(class, &key), raised) {
        (Some(getattr), _) if getattr.has_payload::<Function>() => {
            push_call(cursor, getattr, &[object, name.to_value()]);
            enter_function(cursor, 2, &[], 0, vm)
        }
        (Some(getattr), _) => {
            let args = [object.clone(), name.to_value()];
            match call_found(&getattr, &object, Args::positional_only(&args), vm) {
                Ok(value) => cursor.push(value),
                Err(raised) => return Err(vm.with_attribute_context(raised, &object, name)),
            }
            Ok(())
        }
        (None, Some(raised)) => Err(raised),
        (None, None) => Err(vm.no_attribute_error(&object, name)),
    }
}

/// Whether a generic site should not be looked at again yet: it has often turned out to be of no
/// kind that there is a form for. The cache of a generic site holds how often it still waits, and how
/// often it waited last.
pub(super) fn skips_analysis(cursor: &mut Cursor, base: Opcode) -> bool {
    if cursor.opcode() != base.byte() {
        return false;
    }
    let waits = cursor.cache(2);
    if waits > 0 {
        cursor.set_cache(2, waits - 1);
        return true;
    }
    false
}

/// Guesses at positions in instances' dicts that may be wrong before a site makes no more.
const MAX_WRONG_GUESSES: u32 = 8;
/// Where the number of wrong guesses lies in the last word of the cache, above the position.
pub(super) const GUESS_BITS: u32 = 24;

/// Whether a site that has met an instance with a dict is to guess at the position: it has not met
/// anything else, and has not often been wrong.
pub(super) fn may_guess(cursor: &Cursor, base: Opcode, form: Opcode) -> bool {
    let current = cursor.opcode();
    let last = cursor.cache(3);
    (current == base.byte() && last == 0)
        || (current == form.byte() && last >> GUESS_BITS < MAX_WRONG_GUESSES)
}

/// Fills the cache for such an instance, the guard apart.
pub(super) fn note_guess(offset: u32, position: u32, cursor: &mut Cursor, form: Opcode) {
    let wrong = match cursor.opcode() == form.byte() {
        true => (cursor.cache(3) >> GUESS_BITS) + 1,
        false => 0,
    };
    cursor.set_cache(2, offset);
    cursor.set_cache(3, position | wrong << GUESS_BITS);
}

/// Makes a site polymorphic. What its cache held may have been of another kind.
pub(super) fn become_polymorphic(cursor: &mut Cursor, form: Opcode) {
    if cursor.opcode() != form.byte() {
        cursor.rewrite(form);
        cursor.set_cache(0, polymorphic::NO_SHAPE);
    }
}

/// Makes a site generic, for longer each time that this happens.
pub(super) fn give_up(cursor: &mut Cursor, base: Opcode) {
    const LONGEST: u32 = 1024;
    let last = if cursor.opcode() == base.byte() {
        cursor.cache(3)
    } else {
        0
    };
    let waits = (2 * last + 1).min(LONGEST);
    cursor.rewrite(base);
    cursor.set_cache(2, waits);
    cursor.set_cache(3, waits);
}

struct LoadForms {
    base: Opcode,
    polymorphic: Opcode,
    slot: Opcode,
    dict: Opcode,
    class_value: Opcode,
    property: Opcode,
    native: Opcode,
    type_: Option<Opcode>,
    module: Option<Opcode>,
}

const STACK_FORMS: LoadForms = LoadForms {
    base: Opcode::LoadAttr,
    polymorphic: Opcode::LoadAttrPolymorphic,
    slot: Opcode::LoadAttrSlot,
    dict: Opcode::LoadAttrDict,
    class_value: Opcode::LoadAttrClassValue,
    property: Opcode::LoadAttrProperty,
    native: Opcode::LoadAttrNative,
    type_: Some(Opcode::LoadAttrType),
    module: Some(Opcode::LoadAttrModule),
};
const LOCAL_FORMS: LoadForms = LoadForms {
    base: Opcode::LoadAttrFast,
    polymorphic: Opcode::LoadAttrFastPolymorphic,
    slot: Opcode::LoadAttrFastSlot,
    dict: Opcode::LoadAttrFastDict,
    class_value: Opcode::LoadAttrFastClassValue,
    property: Opcode::LoadAttrFastProperty,
    native: Opcode::LoadAttrFastNative,
    type_: None,
    module: None,
};

/// Notes shape and version of an object's class in the cache.
pub(super) fn set_guard(object: &Value, cursor: &mut Cursor, vm: &mut Vm) -> bool {
    let Some(shape) = object.as_object().map(crate::object::Header::shape) else {
        return false;
    };
    let class = vm.class_of(object).clone();
    let Some(version) = class.versioned(vm) else {
        return false;
    };
    cursor.set_cache(0, shape.0);
    cursor.set_cache(1, version);
    true
}

fn specialize_load(
    object: &Value,
    name: &Ref<Str>,
    cursor: &mut Cursor,
    forms: &LoadForms,
    vm: &mut Vm,
) {
    let found = analyze_attribute(object, name, vm);
    let current = cursor.opcode();
    let has_slot = current == forms.slot as u8
        || current == forms.class_value as u8
        || current == forms.polymorphic as u8;
    if has_slot || current == forms.dict as u8 {
        match &found {
            AttributeLookup::Dict { offset, .. } if has_slot => {
                vm.note_attribute(object, name, Kind::Dict, u64::from(*offset));
                become_polymorphic(cursor, forms.polymorphic);
                return;
            }
            AttributeLookup::Slot { offset } => {
                vm.note_attribute(object, name, Kind::Slot, u64::from(*offset));
                become_polymorphic(cursor, forms.polymorphic);
                return;
            }
            AttributeLookup::ClassValue(value) => {
                vm.note_attribute(object, name, Kind::ClassValue, value.bits());
                become_polymorphic(cursor, forms.polymorphic);
                return;
            }
            _ => {}
        }
    }
    let form = match found {
        AttributeLookup::Slot { offset } if set_guard(object, cursor, vm) => {
            cursor.set_cache(2, offset);
            forms.slot
        }
        AttributeLookup::Dict { offset, position }
            if may_guess(cursor, forms.base, forms.dict) && set_guard(object, cursor, vm) =>
        {
            note_guess(offset, position, cursor, forms.dict);
            forms.dict
        }
        AttributeLookup::ClassValue(value) if set_guard(object, cursor, vm) => {
            cursor.set_cache64(2, value.bits());
            forms.class_value
        }
        AttributeLookup::Property(property) if set_guard(object, cursor, vm) => {
            cursor.set_cache64(2, property.bits());
            forms.property
        }
        AttributeLookup::Native(descriptor) if set_guard(object, cursor, vm) => {
            cursor.set_cache64(2, descriptor.bits());
            forms.native
        }
        AttributeLookup::TypeAttribute(value) => match (forms.type_, object.downcast::<Type>()) {
            (Some(form), Some(class)) => match class.versioned(vm) {
                Some(version) => {
                    cursor.set_cache(0, 0);
                    cursor.set_cache(1, version);
                    cursor.set_cache64(2, value.bits());
                    form
                }
                None => forms.base,
            },
            _ => forms.base,
        },
        AttributeLookup::Module { position } => match (forms.module, object.downcast::<Module>()) {
            (Some(form), Some(module)) => match module.dict().clone().versioned(vm) {
                Some(version) => {
                    cursor.set_cache(0, 0);
                    cursor.set_cache(1, version);
                    cursor.set_cache(2, position as u32);
                    form
                }
                None => forms.base,
            },
            _ => forms.base,
        },
        _ => forms.base,
    };
    if form == forms.base {
        give_up(cursor, forms.base);
    } else {
        cursor.rewrite(form);
    }
}

/// The slow path of all forms of `LOAD_ATTR`.
pub(super) fn load_from_stack(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    load_slow::<OnStack>(cursor, &STACK_FORMS, vm)
}

/// The slow path of all forms of `LOAD_ATTR_FAST`.
pub(super) fn load_from_local(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<()> {
    load_slow::<InLocal>(cursor, &LOCAL_FORMS, vm)
}

operation!(
    /// `LOAD_ATTR` (`object -- value`)
    LoadAttr, slow_only |cursor, vm| load_from_stack(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST` (`-- value`)
    LoadAttrFast, slow_only |cursor, vm| load_from_local(cursor, vm));
operation!(
    /// `LOAD_ATTR_SLOT` (`object -- value`)
    LoadAttrSlot,
    fast |regs, vm| load_slot::<OnStack>(regs, vm),
    slow |cursor, vm| LoadAttr::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST_SLOT` (`-- value`)
    LoadAttrFastSlot,
    fast |regs, vm| load_slot::<InLocal>(regs, vm),
    slow |cursor, vm| LoadAttrFast::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_CLASS_VALUE` (`object -- value`)
    LoadAttrClassValue,
    fast |regs, vm| load_class_value::<OnStack>(regs, vm),
    slow |cursor, vm| LoadAttr::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST_CLASS_VALUE` (`-- value`)
    LoadAttrFastClassValue,
    fast |regs, vm| load_class_value::<InLocal>(regs, vm),
    slow |cursor, vm| LoadAttrFast::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_POLYMORPHIC` (`object -- value`)
    LoadAttrPolymorphic,
    fast |regs, vm| load_polymorphic::<OnStack>(regs, vm),
    slow |cursor, vm| LoadAttr::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_FAST_POLYMORPHIC` (`-- value`)
    LoadAttrFastPolymorphic,
    fast |regs, vm| load_polymorphic::<InLocal>(regs, vm),
    slow |cursor, vm| LoadAttrFast::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_TYPE` (`class -- value`)
    LoadAttrType,
    fast |regs, vm| {
        let object = regs.peek(1);
        if !is_class(object) {
            return Outcome::Slow;
        }
        let class = header(object).cast::<Object<Type>>();
        if (*class).payload.version() != regs.cache(1) {
            return Outcome::Slow;
        }
        let word = regs.cache64(2);
        check_hit!(&regs, object, regs.n(), Hit::OfClass(word), vm);
        retain(word);
        *regs.sp.sub(1) = word;
        next_releasing(regs.advance(WORDS), object)
    },
    slow |cursor, vm| LoadAttr::slow(cursor, vm));
operation!(
    /// `LOAD_ATTR_MODULE` (`module -- value`)
    LoadAttrModule,
    fast |regs, vm| {
        let object = regs.peek(1);
        let Some(word) = module_entry::<OnStack>(&regs, object, vm) else { return Outcome::Slow };
        retain(word);
        *regs.sp.sub(1) = word;
        next_releasing(regs.advance(WORDS), object)
    },
    slow |cursor, vm| LoadAttr::slow(cursor, vm));

/// The value of the entry of a module's dict that the cache names, if it is valid.
///
/// # Safety
///
/// As for `guard`.
#[inline(always)]
pub(super) unsafe fn module_entry<P: Place>(regs: &Regs, object: u64, vm: *mut Vm) -> Option<u64> {
    // SAFETY: an object with this shape is a module; the entry is at its position as long as the
    // version of the dict is the same.
    unsafe {
        if !is_object(object) || (*header(object)).shape() != ShapeId::MODULE {
            return None;
        }
        let module = header(object).cast::<Object<Module>>();
        let dict: *const Object<Dict> = (*module).payload.dict.as_ptr().as_ptr();
        if (*dict).payload.version() != regs.cache(1) {
            return None;
        }
        let entries = (*(*dict).payload.table_ptr()).entries_ptr();
        let entry = entries.add(regs.cache(2) as usize);
        check_hit!(
            regs,
            object,
            P::name_index(regs),
            Hit::Module(entry as u64),
            vm
        );
        Some((*entry).value.bits())
    }
}

/// Enters the getter of a property, if the cache is valid.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn enter_property<P: Place>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the class keeps the property alive while its version is the same. All is looked at before
    // anything is written; frames leave room for a call above the operand stack.
    unsafe {
        let object = P::read(&regs);
        if !guard(&regs, object) {
            return Outcome::Slow;
        }
        let property = header(regs.cache64(2)).cast::<Object<Property>>();
        // `property.__init__` gives a property another getter; the class does not notice.
        let getter = (*property).payload.getter_or_none(&*vm).bits();
        let Some(code) = ready_code(getter, 1) else {
            return Outcome::Slow;
        };
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Property(regs.cache64(2)),
            vm
        );
        let top = regs.sp.sub(usize::from(P::OWNED));
        let base = top.add(HEADER);
        if !has_room(base, vm) {
            return Outcome::Slow;
        }
        (*header(getter)).increment();
        if !P::OWNED {
            (*header(object)).increment();
        }
        regs.sp = top;
        regs.push_callee(getter);
        regs.push(object);
        enter_at_once::<WORDS>(regs, base, code, 0, vm)
    }
}

/// The descriptor that the cache of the cursor's instruction holds, if it is valid for the object.
fn cached_descriptor<P: Place>(cursor: &Cursor) -> Option<ManuallyDrop<Value>> {
    let regs = Regs {
        pc: cursor.at,
        sp: cursor.sp,
        fp: cursor.fp,
    };
    // SAFETY: the cursor is at an instruction whose cache is that of an attribute with a descriptor.
    if !unsafe { guard(&regs, P::read(&regs)) } {
        return None;
    }
    let word = u64::from(cursor.cache(2)) | u64::from(cursor.cache(3)) << 32;
    // SAFETY: the class keeps the descriptor alive while its version is the same.
    Some(ManuallyDrop::new(unsafe { Value::from_bits(word) }))
}

/// Compares such a descriptor with a look-up.
#[cfg(debug_assertions)]
fn compare_descriptor<P: Place>(cursor: &Cursor, hit: Hit, vm: &mut Vm) {
    let regs = Regs {
        pc: cursor.at,
        sp: cursor.sp,
        fp: cursor.fp,
    };
    // SAFETY: the cursor is at an instruction with a name and a live object.
    unsafe { compare(&regs, P::read(&regs), P::name_index(&regs), hit, vm) };
}

/// Calls the getter, written in Rust, of a descriptor, if the cache is valid.
fn load_native<P: Place>(cursor: &mut Cursor, forms: &LoadForms, vm: &mut Vm) -> PyResult<()> {
    let Some(descriptor) = cached_descriptor::<P>(cursor) else {
        return load_slow::<P>(cursor, forms, vm);
    };
    let Some(get) = descriptor.class(vm).slots(vm).descriptor_get else {
        return load_slow::<P>(cursor, forms, vm);
    };
    #[cfg(debug_assertions)]
    compare_descriptor::<P>(cursor, Hit::Native(descriptor.bits()), vm);
    // What the getter calls may change the class.
    let descriptor = Value::clone(&descriptor);
    let object = P::take(cursor);
    let class = object.class(vm).to_value();
    match get(&descriptor, Some(&object), &class, vm) {
        Ok(value) => cursor.push(value),
        Err(raised) => {
            return Err(vm.with_attribute_context(raised, &object, &P::name(cursor)));
        }
    }
    Ok(())
}

/// Calls the getter of a property on an object, if the cache is valid.
fn load_property<P: Place>(cursor: &mut Cursor, forms: &LoadForms, vm: &mut Vm) -> PyResult<()> {
    let Some(property) = cached_descriptor::<P>(cursor) else {
        return load_slow::<P>(cursor, forms, vm);
    };
    // `property.__init__` gives a property another getter; the class does not notice.
    let getter = property.downcast::<Property>();
    let getter = getter.and_then(|property| property.getter(vm));
    let Some(getter) = getter.filter(Value::has_payload::<Function>) else {
        return load_slow::<P>(cursor, forms, vm);
    };
    #[cfg(debug_assertions)]
    compare_descriptor::<P>(cursor, Hit::Property(property.bits()), vm);
    let object = P::take(cursor);
    push_call(cursor, getter, &[]);
    cursor.push(object);
    enter_function(cursor, 1, &[], 0, vm)
}

operation!(
    /// `LOAD_ATTR_PROPERTY` (`object -- value`)
    LoadAttrProperty,
    fast |regs, vm| enter_property::<OnStack>(regs, vm),
    slow |cursor, vm| load_property::<OnStack>(cursor, &STACK_FORMS, vm));
operation!(
    /// `LOAD_ATTR_FAST_PROPERTY` (`-- value`)
    LoadAttrFastProperty,
    fast |regs, vm| enter_property::<InLocal>(regs, vm),
    slow |cursor, vm| load_property::<InLocal>(cursor, &LOCAL_FORMS, vm));
operation!(
    /// `LOAD_ATTR_NATIVE` (`object -- value`)
    LoadAttrNative, slow_only |cursor, vm| load_native::<OnStack>(cursor, &STACK_FORMS, vm));
operation!(
    /// `LOAD_ATTR_FAST_NATIVE` (`-- value`)
    LoadAttrFastNative, slow_only |cursor, vm| load_native::<InLocal>(cursor, &LOCAL_FORMS, vm));
