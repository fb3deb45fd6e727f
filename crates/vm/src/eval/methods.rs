//! Methods that are about to be called: what is found is pushed beside the object, without a bound
//! method where it can be.
//!
//! Caches are those of attributes; that of a method through `super` holds the versions of the object's
//! class and of the class given to `super`, and the function.

use rpy_bytecode::Opcode;

use crate::builtins::classmethod::ClassMethod;
use crate::builtins::module::Module;
use crate::builtins::str::Str;
use crate::builtins::super_;
use crate::builtins::type_::{Type, TypeFlags};
use crate::eval::attributes::{
    InLocal, OnStack, Place, WORDS, become_polymorphic, cached_slot, check_hit, give_up, guard,
    is_class, module_entry, set_guard, skips_analysis,
};
use crate::eval::call::push_call;
#[cfg(debug_assertions)]
use crate::eval::compare::{Hit, compare, compare_special, compare_super};
use crate::eval::cursor::Cursor;
use crate::eval::dict_attributes::lacks;
use crate::eval::locals::load_arguments;
use crate::eval::lookup::{AttributeLookup, analyze_attribute};
use crate::eval::operation::{
    Outcome, Regs, header, is_object, next_releasing2, operation, retain,
};
use crate::eval::polymorphic::{self, Kind};
use crate::object::reference::{Object, Ref};
use crate::object::shape::ShapeId;
use crate::object::value::{UNBOUND, Value};
use crate::result::PyResult;
use crate::vm::Vm;

const _: () = assert!(
    Opcode::LoadMethod.words() as usize == WORDS
        && Opcode::LoadMethodFast.words() as usize == WORDS
        && Opcode::LoadSuperMethod.words() as usize == WORDS
        && Opcode::LoadSpecial.words() as usize == WORDS
);

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_method<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        if !guard(&regs, object) {
            return Outcome::Slow;
        }
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Load(Kind::Method, regs.cache64(2)),
            vm
        );
        push_cached_method::<P>(regs, object, regs.cache64(2))
    }
}

/// As [`load_method`], of an object that has a dict.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_method_beside_dict<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        if !guard(&regs, object) || !lacks::<P>(&regs, object) {
            return Outcome::Slow;
        }
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::Load(Kind::MethodBesideDict, regs.cache64(2)),
            vm
        );
        push_cached_method::<P>(regs, object, regs.cache64(2))
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_method_polymorphic<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        let object = P::read(&regs);
        if guard(&regs, object) {
            check_hit!(
                &regs,
                object,
                P::name_index(&regs),
                Hit::Load(Kind::Method, regs.cache64(2)),
                vm
            );
            return push_cached_method::<P>(regs, object, regs.cache64(2));
        }
        match polymorphic::find::<false>(&regs, object, P::name_index(&regs), vm) {
            Some(entry) if entry.kind == Kind::Method => {
                check_hit!(
                    &regs,
                    object,
                    P::name_index(&regs),
                    Hit::Load(Kind::Method, entry.content),
                    vm
                );
                regs.refill(entry);
                push_cached_method::<P>(regs, object, entry.content)
            }
            Some(entry) if entry.kind == Kind::MethodBesideDict && lacks::<P>(&regs, object) => {
                check_hit!(
                    &regs,
                    object,
                    P::name_index(&regs),
                    Hit::Load(entry.kind, entry.content),
                    vm
                );
                push_cached_method::<P>(regs, object, entry.content)
            }
            _ => Outcome::Slow,
        }
    }
}

/// # Safety
///
/// As for `Operation::fast`; the class of the object keeps the method alive.
#[inline(always)]
unsafe fn push_cached_method<P: Place>(mut regs: Regs, object: u64, method: u64) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        (*header(method)).increment();
        if P::OWNED {
            regs.sp = regs.sp.sub(1);
        } else {
            (*header(object)).increment();
        }
        regs.push_callee(method);
        regs.push(object);
        load_arguments(regs.advance(WORDS))
    }
}

/// Pushes a callee that takes no `self`, in place of the object that it was read from.
///
/// # Safety
///
/// As for `Operation::fast`; the word is live.
#[inline(always)]
unsafe fn push_found_callee<P: Place>(mut regs: Regs, object: u64, callee: u64) -> Outcome {
    // SAFETY: as promised by the caller.
    unsafe {
        if P::OWNED {
            if (*header(object)).refcount() == 1 {
                return Outcome::Slow;
            }
            (*header(object)).decrement();
            regs.sp = regs.sp.sub(1);
        }
        retain(callee);
        regs.push_callee(callee);
        regs.push(UNBOUND);
        load_arguments(regs.advance(WORDS))
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_module_function<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the entry is at its position as long as the version of the module's dict is the same.
    unsafe {
        let object = P::read(&regs);
        match module_entry::<P>(&regs, object, vm) {
            Some(function) => push_found_callee::<P>(regs, object, function),
            None => Outcome::Slow,
        }
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_slot_callee<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the slot is one of the object's.
    unsafe {
        let object = P::read(&regs);
        match cached_slot(&regs, object) {
            Some(slot) if *slot != UNBOUND => {
                check_hit!(
                    &regs,
                    object,
                    P::name_index(&regs),
                    Hit::Load(Kind::Slot, regs.cache(2).into()),
                    vm
                );
                push_found_callee::<P>(regs, object, *slot)
            }
            _ => Outcome::Slow,
        }
    }
}

/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_immediate_method<P: Place>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the class keeps the method alive; a word that is no object is a value by itself.
    unsafe {
        let value = P::read(&regs);
        if is_object(value) {
            return Outcome::Slow;
        }
        let class = (*vm).class_of(&*(&raw const value).cast::<Value>());
        if class.version() != regs.cache(1) {
            return Outcome::Slow;
        }
        let method = regs.cache64(2);
        check_hit!(
            &regs,
            value,
            P::name_index(&regs),
            Hit::Load(Kind::Method, method),
            vm
        );
        (*header(method)).increment();
        regs.sp = regs.sp.sub(usize::from(P::OWNED));
        regs.push_callee(method);
        regs.push(value);
        load_arguments(regs.advance(WORDS))
    }
}

/// The forms of `LOAD_METHOD`, or of `LOAD_METHOD_FAST`.
struct MethodForms {
    base: Opcode,
    cached: Opcode,
    polymorphic: Opcode,
    class: Opcode,
    of_class: Opcode,
    module: Opcode,
    slot: Opcode,
    type_: Option<Opcode>,
    immediate: Opcode,
    dict: Opcode,
}

/// The semantics of `LOAD_METHOD`; fills the cache and specializes.
fn load_method_slow<P: Place>(
    cursor: &mut Cursor,
    forms: &MethodForms,
    vm: &mut Vm,
) -> PyResult<()> {
    let object = P::take(cursor);
    let name = P::name(cursor);
    if !skips_analysis(cursor, forms.base) {
        let found = analyze_attribute(&object, &name, vm);
        if let AttributeLookup::Method(method) = found {
            note_method(&object, &name, &method, cursor, forms, vm);
            push_call(cursor, method, &[]);
            cursor.push(object);
            return Ok(());
        }
        match specialize_callee(&object, &name, found, cursor, forms, vm) {
            Some(form) => cursor.rewrite(form),
            None => give_up(cursor, forms.base),
        }
    }
    let callee = object.get_attribute(&name, vm)?;
    push_method(callee, cursor);
    Ok(())
}

/// Notes in the cache that the class of an object has a method.
fn note_method(
    object: &Value,
    name: &Ref<Str>,
    method: &Value,
    cursor: &mut Cursor,
    forms: &MethodForms,
    vm: &mut Vm,
) {
    let current = cursor.opcode();
    if !object.is_object() {
        let class = vm.class_of(object).clone();
        if current == forms.base.byte()
            && let Some(version) = class.versioned(vm)
        {
            cursor.set_cache(1, version);
            cursor.set_cache64(2, method.bits());
            cursor.rewrite(forms.immediate);
        } else {
            give_up(cursor, forms.base);
        }
    } else if [forms.cached, forms.polymorphic, forms.dict]
        .map(Opcode::byte)
        .contains(&current)
    {
        vm.note_attribute(object, name, Kind::Method, method.bits());
        become_polymorphic(cursor, forms.polymorphic);
    } else if set_guard(object, cursor, vm) {
        cursor.set_cache64(2, method.bits());
        cursor.rewrite(forms.cached);
    }
}

/// Notes in the cache where a callee that takes no `self` was found, or a class method. A site that has
/// met something else has no form.
fn specialize_callee(
    object: &Value,
    name: &Ref<Str>,
    found: AttributeLookup,
    cursor: &mut Cursor,
    forms: &MethodForms,
    vm: &mut Vm,
) -> Option<Opcode> {
    let current = cursor.opcode();
    let is_first = |form: Opcode| current == forms.base.byte() || current == form.byte();
    match found {
        AttributeLookup::OfClass(method) => {
            let form = match object.downcast::<Type>() {
                Some(class) => {
                    let version = class.versioned(vm)?;
                    cursor.set_cache(1, version);
                    forms.class
                }
                None if is_first(forms.of_class) && set_guard(object, cursor, vm) => forms.of_class,
                None => return None,
            };
            cursor.set_cache64(2, method.bits());
            Some(form)
        }
        AttributeLookup::TypeAttribute(value) => {
            let form = forms.type_.filter(|form| is_first(*form))?;
            let version = object.downcast::<Type>()?.versioned(vm)?;
            cursor.set_cache(1, version);
            cursor.set_cache64(2, value.bits());
            Some(form)
        }
        AttributeLookup::MethodBesideDict(method)
            if current == forms.cached.byte() || current == forms.polymorphic.byte() =>
        {
            vm.note_attribute(object, name, Kind::MethodBesideDict, method.bits());
            become_polymorphic(cursor, forms.polymorphic);
            Some(forms.polymorphic)
        }
        AttributeLookup::MethodBesideDict(method) => {
            if !set_guard(object, cursor, vm) {
                return None;
            }
            cursor.set_cache64(2, method.bits());
            Some(forms.dict)
        }
        AttributeLookup::Module { position } if is_first(forms.module) => {
            let dict = object.downcast::<Module>()?.dict().clone();
            let version = dict.versioned(vm)?;
            cursor.set_cache(1, version);
            cursor.set_cache(2, u32::try_from(position).ok()?);
            Some(forms.module)
        }
        AttributeLookup::Slot { offset } if is_first(forms.slot) => {
            if !set_guard(object, cursor, vm) {
                return None;
            }
            cursor.set_cache(2, offset);
            Some(forms.slot)
        }
        _ => None,
    }
}

/// What a class method or a static method wraps, and whether it is called without a class.
///
/// # Safety
///
/// The word is such a method.
#[inline(always)]
unsafe fn unwrapped(method: u64, vm: *mut Vm) -> (u64, bool) {
    // SAFETY: as promised by the caller; both lie in memory alike.
    unsafe {
        let is_static = (*header(method)).class().is(&(*vm).types.staticmethod);
        let method = header(method).cast::<Object<ClassMethod>>();
        ((*(*method).payload.callable.as_ptr()).bits(), is_static)
    }
}

/// Pushes what a class method of a class wraps and the class to call it with, or what a static method wraps.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_class_method<P: Place>(regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: the class keeps the method alive while its version is the same.
    unsafe {
        let object = P::read(&regs);
        if !is_class(object) {
            return Outcome::Slow;
        }
        let class = header(object).cast::<Object<Type>>();
        if (*class).payload.version() != regs.cache(1) {
            return Outcome::Slow;
        }
        let (callable, is_static) = unwrapped(regs.cache64(2), vm);
        if !is_object(callable) {
            return Outcome::Slow;
        }
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::ClassMethod(regs.cache64(2)),
            vm
        );
        if is_static {
            push_found_callee::<P>(regs, object, callable)
        } else {
            push_cached_method::<P>(regs, object, callable)
        }
    }
}

/// As [`load_class_method`], of an instance.
///
/// # Safety
///
/// As for `Operation::fast`.
#[inline(always)]
unsafe fn load_method_of_class<P: Place>(mut regs: Regs, vm: *mut Vm) -> Outcome {
    // SAFETY: as promised by the caller; the class keeps the method alive while its version is the same.
    unsafe {
        let object = P::read(&regs);
        if !guard(&regs, object) {
            return Outcome::Slow;
        }
        let (callable, is_static) = unwrapped(regs.cache64(2), vm);
        if !is_object(callable) {
            return Outcome::Slow;
        }
        check_hit!(
            &regs,
            object,
            P::name_index(&regs),
            Hit::ClassMethod(regs.cache64(2)),
            vm
        );
        if is_static {
            return push_found_callee::<P>(regs, object, callable);
        }
        let class = (*header(object)).class().as_value().bits();
        if P::OWNED {
            if (*header(object)).refcount() == 1 {
                return Outcome::Slow;
            }
            (*header(object)).decrement();
            regs.sp = regs.sp.sub(1);
        }
        retain(callable);
        retain(class);
        regs.push_callee(callable);
        regs.push(class);
        load_arguments(regs.advance(WORDS))
    }
}

const STACK_METHODS: MethodForms = MethodForms {
    base: Opcode::LoadMethod,
    cached: Opcode::LoadMethodCached,
    polymorphic: Opcode::LoadMethodPolymorphic,
    class: Opcode::LoadMethodClass,
    of_class: Opcode::LoadMethodOfClass,
    module: Opcode::LoadMethodModule,
    slot: Opcode::LoadMethodSlot,
    type_: Some(Opcode::LoadMethodType),
    immediate: Opcode::LoadMethodImmediate,
    dict: Opcode::LoadMethodDict,
};
const LOCAL_METHODS: MethodForms = MethodForms {
    base: Opcode::LoadMethodFast,
    cached: Opcode::LoadMethodFastCached,
    polymorphic: Opcode::LoadMethodFastPolymorphic,
    class: Opcode::LoadMethodFastClass,
    of_class: Opcode::LoadMethodFastOfClass,
    module: Opcode::LoadMethodFastModule,
    slot: Opcode::LoadMethodFastSlot,
    type_: None,
    immediate: Opcode::LoadMethodFastImmediate,
    dict: Opcode::LoadMethodFastDict,
};

/// Pushes a callee without a separate first argument, as `LOAD_METHOD` does.
fn push_method(callee: Value, cursor: &mut Cursor) {
    push_call(cursor, callee, &[]);
    cursor.push(Value::UNBOUND);
}

operation!(
/// `LOAD_METHOD` (`object -- callee, words, self`)
LoadMethod,
slow_only |cursor, vm| {
    load_method_slow::<OnStack>(cursor, &STACK_METHODS, vm)
});
operation!(
/// `LOAD_METHOD_FAST` (`-- callee, words, self`)
LoadMethodFast,
slow_only |cursor, vm| {
    load_method_slow::<InLocal>(cursor, &LOCAL_METHODS, vm)
});
operation!(
    /// `LOAD_METHOD_CACHED` (`object -- callee, words, self`)
    LoadMethodCached,
    fast |regs, vm| load_method::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_CACHED` (`-- callee, words, self`)
    LoadMethodFastCached,
    fast |regs, vm| load_method::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));

operation!(
    /// `LOAD_METHOD_POLYMORPHIC` (`object -- callee, words, self`)
    LoadMethodPolymorphic,
    fast |regs, vm| load_method_polymorphic::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_POLYMORPHIC` (`-- callee, words, self`)
    LoadMethodFastPolymorphic,
    fast |regs, vm| load_method_polymorphic::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));

operation!(
    /// `LOAD_METHOD_CLASS` (`class -- function, words, class or unbound`)
    LoadMethodClass,
    fast |regs, vm| load_class_method::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_CLASS` (`-- function, words, class or unbound`)
    LoadMethodFastClass,
    fast |regs, vm| load_class_method::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));

operation!(
    /// `LOAD_METHOD_OF_CLASS` (`object -- function, words, class or unbound`)
    LoadMethodOfClass,
    fast |regs, vm| load_method_of_class::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_OF_CLASS` (`-- function, words, class or unbound`)
    LoadMethodFastOfClass,
    fast |regs, vm| load_method_of_class::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));

operation!(
    /// `LOAD_METHOD_MODULE` (`module -- function, words, unbound`)
    LoadMethodModule,
    fast |regs, vm| load_module_function::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_MODULE` (`-- function, words, unbound`)
    LoadMethodFastModule,
    fast |regs, vm| load_module_function::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_SLOT` (`object -- callee, words, unbound`)
    LoadMethodSlot,
    fast |regs, vm| load_slot_callee::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_SLOT` (`-- callee, words, unbound`)
    LoadMethodFastSlot,
    fast |regs, vm| load_slot_callee::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_IMMEDIATE` (`value -- method, words, value`)
    LoadMethodImmediate,
    fast |regs, vm| load_immediate_method::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_IMMEDIATE` (`-- method, words, value`)
    LoadMethodFastImmediate,
    fast |regs, vm| load_immediate_method::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_DICT` (`object -- method, words, object`)
    LoadMethodDict,
    fast |regs, vm| load_method_beside_dict::<OnStack>(regs, vm),
    slow |cursor, vm| LoadMethod::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_FAST_DICT` (`-- method, words, object`)
    LoadMethodFastDict,
    fast |regs, vm| load_method_beside_dict::<InLocal>(regs, vm),
    slow |cursor, vm| LoadMethodFast::slow(cursor, vm));
operation!(
    /// `LOAD_METHOD_TYPE` (`class -- callee, words, unbound`)
    LoadMethodType,
    fast |regs, vm| {
        let class = regs.peek(1);
        if !is_class(class) {
            return Outcome::Slow;
        }
        // A class of the MRO keeps the value alive while the version is the same.
        let payload = &(*header(class).cast::<Object<Type>>()).payload;
        if payload.version() != regs.cache(1) {
            return Outcome::Slow;
        }
        check_hit!(&regs, class, regs.n(), Hit::OfClass(regs.cache64(2)), vm);
        push_found_callee::<OnStack>(regs, class, regs.cache64(2))
    },
    slow |cursor, vm| LoadMethod::slow(cursor, vm));

/// What `super(class, object).name` is, and whether it is a function to be called with the object.
fn load_super(cursor: &mut Cursor, vm: &mut Vm) -> PyResult<(Value, Option<Value>)> {
    let object = cursor.pop();
    let class = cursor.pop();
    let callee = cursor.pop();
    let name = cursor.name(cursor.n());
    if vm.types.super_.is_value(&callee)
        && let Some(class) = class.downcast::<Type>()
    {
        let (value, unbound) = super_::super_lookup(class, &object, &name, vm)?;
        return Ok((value, unbound.then_some(object)));
    }
    let instance = callee.call_positional(&[class, object], vm)?;
    Ok((instance.get_attribute(&name, vm)?, None))
}

operation!(
/// `LOAD_SUPER_METHOD` (`super, class, object -- callee, words, self`)
LoadSuperMethod,
slow_only |cursor, vm| {
    let versions = super_versions(cursor, vm);
    let (callee, receiver) = load_super(cursor, vm)?;
    if let Some((own, class)) = versions
        && receiver.is_some()
    {
        cursor.set_cache(0, own);
        cursor.set_cache(1, class);
        cursor.set_cache64(2, callee.bits());
        cursor.rewrite(Opcode::LoadSuperMethodCached);
    } else {
        cursor.rewrite(Opcode::LoadSuperMethod);
    }
    push_call(cursor, callee, &[]);
    cursor.push(receiver.unwrap_or(Value::UNBOUND));
    Ok(())
});
/// The versions of the object's class and of the class given to `super`, if the search depends on
/// nothing else.
fn super_versions(cursor: &Cursor, vm: &mut Vm) -> Option<(u32, u32)> {
    let (callee, object) = (cursor.peek(3), cursor.peek(1));
    if !vm.types.super_.is_value(callee) || !object.is_object() || object.has_payload::<Type>() {
        return None;
    }
    let class = cursor.peek(2).downcast::<Type>()?.clone();
    let own = object.class(vm).clone();
    if !class.class().is(&vm.types.type_) || !own.is_subclass_of(&class, vm) {
        return None;
    }
    Some((own.versioned(vm)?, class.versioned(vm)?))
}

operation!(
    /// `LOAD_SUPER_METHOD_CACHED` (`super, class, object -- callee, words, self`)
    LoadSuperMethodCached,
    fast |regs, vm| {
        let (callee, class, object) = (regs.peek(3), regs.peek(2), regs.peek(1));
        if callee != (*vm).types.super_.as_value().bits()
            || !is_object(class)
            || (*header(class)).shape() != ShapeId::TYPE
            || (*header(class).cast::<Object<Type>>()).payload.version() != regs.cache(1)
            || !is_object(object)
            || (*header(object)).class().version() != regs.cache(0)
        {
            return Outcome::Slow;
        }
        // A class of the object's MRO keeps the method alive.
        let method = regs.cache64(2);
        #[cfg(debug_assertions)]
        compare_super(&regs, class, object, method, vm);
        (*header(method)).increment();
        regs.sp = regs.sp.sub(3);
        regs.push_callee(method);
        regs.push(object);
        next_releasing2(regs.advance(WORDS), callee, class)
    },
    slow |cursor, vm| LoadSuperMethod::slow(cursor, vm));

operation!(
/// `LOAD_SUPER_ATTR` (`super, class, object -- value`)
LoadSuperAttr,
slow_only |cursor, vm| {
    let (value, receiver) = load_super(cursor, vm)?;
    let value = match receiver {
        Some(receiver) => crate::builtins::descriptors::BoundMethod::new(value, receiver, vm).into_value(),
        None => value,
    };
    cursor.push(value);
    Ok(())
});
/// Whether an object has both methods that `with`, or `async with`, needs.
fn supports_with(object: &Value, is_async: bool, vm: &mut Vm) -> PyResult<bool> {
    let names = &vm.names;
    let methods = match is_async {
        false => [names.__enter__.clone(), names.__exit__.clone()],
        true => [names.__aenter__.clone(), names.__aexit__.clone()],
    };
    for method in methods {
        if object.lookup_special(&method, vm)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

operation!(
/// `LOAD_SPECIAL` (`object -- callee, words, self`)
LoadSpecial,
slow_only |cursor, vm| {
    let object = cursor.pop();
    let names = &vm.names;
    let (name, is_async) = match cursor.n() {
        0 => (&names.__enter__, false),
        1 => (&names.__exit__, false),
        2 => (&names.__aenter__, true),
        _ => (&names.__aexit__, true),
    };
    let name = name.clone();
    let class = vm.class_of(&object).clone();
    if let Some(found) = vm.lookup_cached(&class, &name)
        && found.class(vm).flags().contains(TypeFlags::METHOD_DESCRIPTOR)
    {
        if set_guard(&object, cursor, vm) {
            cursor.set_cache64(2, found.bits());
            cursor.rewrite(Opcode::LoadSpecialCached);
        }
        push_call(cursor, found, &[]);
        cursor.push(object);
        return Ok(());
    }
    match object.lookup_special(&name, vm)? {
        Some(callee) => {
            push_method(callee, cursor);
            Ok(())
        }
        None => {
            let class = object.class(vm).clone().full_name(vm);
            let text = name.to_string_lossy();
            let kinds = [("context manager", "with"), ("asynchronous context manager", "async with")];
            let (protocol, _) = kinds[usize::from(is_async)];
            let (other, statement) = kinds[usize::from(!is_async)];
            let mut message = format!(
                "'{class}' object does not support the {protocol} protocol (missed {text} method)"
            );
            if supports_with(&object, !is_async, vm)? {
                message.push_str(&format!(
                    " but it supports the {other} protocol. Did you mean to use '{statement}'?"
                ));
            }
            Err(vm.type_error(message))
        }
    }
});

operation!(
    /// `LOAD_SPECIAL_CACHED` (`object -- callee, words, self`)
    LoadSpecialCached,
    fast |regs, vm| {
        let object = OnStack::read(&regs);
        if !guard(&regs, object) {
            return Outcome::Slow;
        }
        #[cfg(debug_assertions)]
        compare_special(object, regs.n(), regs.cache64(2), vm);
        #[cfg(not(debug_assertions))]
        let _ = vm;
        push_cached_method::<OnStack>(regs, object, regs.cache64(2))
    },
    slow |cursor, vm| LoadSpecial::slow(cursor, vm));
