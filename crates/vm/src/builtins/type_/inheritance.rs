//! Who inherits from a class, and the versions that say that nothing of it has changed.
//!
//! A cache that relies on a class keeps its *version*. That is given up with any change of the class or
//! of a class in its MRO; so each of those must know this one. It is on the list `subclasses` of its
//! bases, and, where its metaclass has an `mro()` of its own, on the list `dependents` of every class in
//! its MRO. The lists have numbers, not addresses: a class that has died is not found any more, whatever
//! was done to its bases.

use super::{Type, TypeFlags};
use crate::builtins::dict::Dict;
use crate::object::cell::HeapCell;
use crate::object::heap::ClassId;
use crate::object::reference::Ref;
use crate::vm::Vm;

impl Ref<Type> {
    /// The number of this class in the table of classes.
    fn class_id(&self, vm: &mut Vm) -> ClassId {
        if self.id.get() == ClassId::default() {
            // SAFETY: the heap lives as long as the interpreter and is not borrowed here.
            let id = unsafe { vm.heap().as_mut() }.classes.register(self);
            self.id.set(id);
        }
        self.id.get()
    }

    /// Notes that `class` has this class as a base.
    pub(crate) fn add_subclass(&self, class: &Ref<Type>, vm: &mut Vm) {
        let id = class.class_id(vm);
        if !self.subclasses.get(vm).contains(&id) {
            add(&self.subclasses, id, vm);
        }
    }

    /// Notes that `class`, which has not been noted so far, has this class as a base. The time does not
    /// go with the number of those that there are.
    pub(super) fn add_new_subclass(&self, class: &Ref<Type>, vm: &mut Vm) {
        let id = class.class_id(vm);
        add(&self.subclasses, id, vm);
    }

    /// Makes patterns take instances of the class, and of the classes that inherit from it, for
    /// sequences or mappings. Built-in classes stay as they are.
    pub fn add_collection_flag(self: &Ref<Type>, flag: TypeFlags, vm: &mut Vm) {
        let kinds = TypeFlags::SEQUENCE | TypeFlags::MAPPING;
        let mut classes = vec![self.clone()];
        while let Some(class) = classes.pop() {
            if !class.is_heap_type() || class.flags() & kinds == flag {
                continue;
            }
            class.set_flags(kinds, false);
            class.set_flags(flag, true);
            classes.extend(class.direct_subclasses(vm));
        }
    }

    /// Notes that `class` has this class as a base no more.
    pub(crate) fn remove_subclass(&self, class: &Ref<Type>, vm: &mut Vm) {
        let id = class.class_id(vm);
        self.subclasses.get_mut(vm).retain(|known| *known != id);
    }

    /// Notes that the MRO of `class`, which its metaclass has made, has this class in it. With `is_new`
    /// that has not been noted so far.
    pub(super) fn add_dependent(&self, class: &Ref<Type>, is_new: bool, vm: &mut Vm) {
        let id = class.class_id(vm);
        if is_new || !self.dependents.get(vm).contains(&id) {
            add(&self.dependents, id, vm);
        }
    }

    /// The living classes that have this one as a base.
    pub(crate) fn direct_subclasses(&self, vm: &Vm) -> Vec<Ref<Type>> {
        living(&self.subclasses, vm)
    }

    /// The living classes whose attributes may change with this one's: of their ancestors it is the
    /// nearest to this one.
    pub(crate) fn inheritors(&self, vm: &Vm) -> Vec<Ref<Type>> {
        let mut classes = living(&self.subclasses, vm);
        classes.extend(living(&self.dependents, vm));
        classes
    }

    /// The version, for a cache to rely on; `None` when they have run out, or a dict in the MRO may change
    /// unnoticed. All classes of the MRO have one then, as their mutation must be noticed.
    pub(crate) fn versioned(&self, vm: &mut Vm) -> Option<u32> {
        if self.version.get() != 0 {
            return Some(self.version.get());
        }
        let mut classes = vec![self.clone()];
        let mut position = 0;
        while position < classes.len() {
            let class = classes[position].clone();
            for ancestor in class.mro.get(vm) {
                let is_new = !classes.iter().any(|known| known.is(ancestor));
                if ancestor.version.get() == 0 && is_new {
                    classes.push(ancestor.clone());
                }
            }
            position += 1;
        }
        let may_change = classes.iter().any(|class| class.dict().is_lent());
        if may_change || !vm.has_type_versions(classes.len()) {
            return None;
        }
        for class in &classes {
            class.version.set(vm.next_type_version()?);
        }
        Some(self.version.get())
    }

    /// Forgets the version of this class and all that inherit from it; of all classes, if one of these
    /// is a metaclass, as what is read through its instances may now be found in it.
    pub fn modified(&self, vm: &mut Vm) {
        // One without a version has no inheritor with one.
        if self.version.get() == 0 {
            return;
        }
        self.version.set(0);
        let mut pending = self.inheritors(vm);
        let mut metaclass = self.is_metaclass(vm);
        while let Some(class) = pending.pop() {
            if class.version.replace(0) != 0 {
                metaclass |= class.is_metaclass(vm);
                pending.extend(class.inheritors(vm));
            }
        }
        if metaclass {
            vm.forget_type_versions();
        }
    }

    /// Whether instances of the class are classes.
    fn is_metaclass(&self, vm: &Vm) -> bool {
        self.mro
            .get(vm)
            .iter()
            .any(|class| class.is(&vm.types.type_))
    }

    /// Whether attributes of classes of this metaclass are found as those of other classes are, as long as
    /// they keep their versions.
    pub(crate) fn is_plain_metaclass(&self, vm: &mut Vm) -> bool {
        let type_ = vm.types.type_.clone();
        if self.is(&type_) {
            return true;
        }
        let plain = match (self.slots(vm).get_attribute, type_.slots(vm).get_attribute) {
            (Some(own), Some(plain)) => std::ptr::fn_addr_eq(own, plain),
            _ => false,
        };
        plain && self.versioned(vm).is_some()
    }

    /// Whether calling a class of this metaclass makes an instance as `type.__call__` does, as long as the
    /// class keeps its version.
    pub(crate) fn has_plain_call(&self, vm: &mut Vm) -> bool {
        let type_ = vm.types.type_.clone();
        if self.is(&type_) {
            return true;
        }
        let plain = match (self.slots(vm).call, type_.slots(vm).call) {
            (Some(own), Some(plain)) => std::ptr::fn_addr_eq(own, plain),
            _ => false,
        };
        plain && self.versioned(vm).is_some()
    }
}

impl Vm {
    /// Lets Python code have the dict of a class: neither the class nor those that inherit from it get a
    /// version any more. Says whether it may; nobody gets those of built-in classes.
    pub fn lend_class_dict(&mut self, dict: &Ref<Dict>) -> bool {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        let heap = unsafe { self.heap().as_ref() };
        let owner = heap.classes.iter().find(|class| class.dict().is(dict));
        let Some(class) = owner.filter(|class| class.is_mutable()) else {
            return false;
        };
        class.modified(self);
        dict.set_lent();
        true
    }

    /// Forgets the versions of all classes. Caches have decided how the values that they hold bind, and
    /// the class of one now binds otherwise.
    pub(crate) fn forget_type_versions(&mut self) {
        self.types.object.clone().version.set(0);
        // SAFETY: the heap lives as long as the interpreter and is only read.
        let heap = unsafe { self.heap().as_ref() };
        for class in heap.classes.iter() {
            class.version.set(0);
        }
    }
}

/// Adds a class to a list. What has died is taken off when the list has grown to twice its size.
fn add(list: &HeapCell<Vec<ClassId>>, id: ClassId, vm: &mut Vm) {
    let length = list.get(vm).len();
    if length.is_power_of_two() {
        // SAFETY: the heap lives as long as the interpreter and is only read.
        let heap = unsafe { vm.heap().as_ref() };
        list.get_mut(vm)
            .retain(|id| heap.classes.get(*id).is_some());
    }
    list.get_mut(vm).push(id);
}

fn living(list: &HeapCell<Vec<ClassId>>, vm: &Vm) -> Vec<Ref<Type>> {
    // SAFETY: the heap lives as long as the interpreter and is only read.
    let heap = unsafe { vm.heap().as_ref() };
    let ids = list.get(vm).iter();
    ids.filter_map(|id| heap.classes.get(*id)).collect()
}
