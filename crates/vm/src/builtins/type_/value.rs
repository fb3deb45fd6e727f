//! What a `type` holds.

use std::cell::{Cell, OnceCell};
use std::ptr::NonNull;

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::object::Garbage;
use crate::object::cell::HeapCell;
use crate::object::heap::{ClassId, Heap};
use crate::object::payload::{Payload, PayloadInfo, Visitor};
use crate::object::reference::Ref;
use crate::object::shape::ShapeId;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::vm::Vm;

bitflags::bitflags! {
    /// Properties of a type.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct TypeFlags: u32 {
        /// Made by a `class` statement or `type()`: instances count a reference to it.
        const HEAP = 1;
        /// May be a base class.
        const BASE = 1 << 1;
        /// Instances have a `__dict__` (inline attribute slots).
        const DICT = 1 << 2;
        /// Instances have a `__del__` to run.
        const FINALIZE = 1 << 3;
        /// A weak reference to an instance has been made.
        const WEAKLY_REFERENCED = 1 << 4;
        /// Attributes of the type itself cannot be set.
        const IMMUTABLE = 1 << 5;
        /// Cannot be instantiated by calling it.
        const DISALLOW_INSTANTIATION = 1 << 6;
        /// A native class whose attributes can be set all the same.
        const MUTABLE = 1 << 18;
        /// Has abstract methods.
        const ABSTRACT = 1 << 7;
        /// Matches sequence patterns (PEP 634).
        const SEQUENCE = 1 << 8;
        /// Matches mapping patterns (PEP 634).
        const MAPPING = 1 << 9;
        /// Functions that bind as methods and may be called unbound with the object first.
        const METHOD_DESCRIPTOR = 1 << 10;
        /// Positional class patterns match the subject itself (PEP 634: int, str …).
        const MATCH_SELF = 1 << 11;
        /// `__getattribute__` is that of `object`: the caches of the eval loop may be used for reading
        /// attributes of instances. There may be a `__getattr__` for what is not found.
        const PLAIN_READS = 1 << 12;
        /// `__setattr__` and `__delattr__` are those of `object`: caches may be used for storing.
        const PLAIN_WRITES = 1 << 20;
        /// Instances can be weakly referenced.
        const WEAKREF = 1 << 13;
        /// Instances are [generators](crate::builtins::generator::Generator): suspended in a block
        /// that cleans up, they are closed before they are freed.
        const CLOSE = 1 << 14;
        /// Instances are [buffer wrappers](crate::object::buffer::BufferWrapper): the exporter is
        /// told before they are freed.
        const RELEASE = 1 << 15;
        /// The payload says whether something is to be done before an instance is freed: it is to be
        /// awaited, or its native `__del__` has something to tell.
        const AWAITED = 1 << 16;
        /// A class of importlib, or one that inherits from it, that may have no methods yet (see
        /// `import/standard.rs`).
        const PENDING = 1 << 17;
        /// An instance of a class with more or less room for attributes has become one of this
        /// class: the heap knows how much memory that has (`Heap::adopted`).
        const ADOPTS = 1 << 19;
        /// Instances are dicts, and are subscripted and searched as dicts are: a subscript that is found
        /// needs nothing of the class.
        const DICT_READS = 1 << 21;
        /// Instances are dicts, and items are set as those of dicts are.
        const DICT_STORES = 1 << 22;
        /// An instance is or was frozen (`gc.freeze`): the heap has a table of those that are.
        const FROZEN = 1 << 23;
        /// Who asks for memory is noted: the heap is told of each instance that is freed.
        const TRACED = 1 << 24;
    }
}

/// Where the parts of an instance lie, in bytes from the start of the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Layout {
    /// End of the payload: where `__slots__` members start.
    pub slots_offset: u32,
    /// End of the `__slots__` members: where inline attribute slots start.
    pub inline_offset: u32,
    /// Size of the whole instance, inline attribute slots included.
    pub instance_size: u32,
}

impl Layout {
    /// Number of inline attribute slots.
    pub fn inline_capacity(&self) -> usize {
        (self.instance_size - self.inline_offset) as usize / size_of::<Value>()
    }
}

/// A class. Fields that the eval loop's caches read come first.
#[repr(C)]
pub struct Type {
    /// Changes with any mutation of the class or a base; zero when no cache relies on it.
    pub(super) version: Cell<u32>,
    flags: Cell<TypeFlags>,
    layout: Layout,
    root_shape: Cell<ShapeId>,
    dict_shape: Cell<ShapeId>,
    heap: NonNull<Heap>,
    payload: &'static PayloadInfo,
    pub(crate) slots: HeapCell<Slots>,
    /// `__name__`
    pub(crate) name: HeapCell<Option<Ref<Str>>>,
    /// `__qualname__`
    pub(crate) qualname: HeapCell<Option<Ref<Str>>>,
    /// `__base__`
    pub(crate) base: HeapCell<Option<Ref<Type>>>,
    /// `__bases__`
    pub(crate) bases: HeapCell<Vec<Ref<Type>>>,
    /// `__mro__`, the class itself first.
    pub(crate) mro: HeapCell<Vec<Ref<Type>>>,
    /// `__text_signature__` of a native type; empty for none.
    pub(crate) text_signature: Cell<&'static str>,
    /// `__dict__`
    dict: OnceCell<Ref<Dict>>,
    /// Its number, once it inherits from another class.
    pub(super) id: Cell<ClassId>,
    /// The classes that have this one as a base. Some may have died.
    pub(super) subclasses: HeapCell<Vec<ClassId>>,
    /// The classes whose own `mro()` names this one. Some may have died.
    pub(super) dependents: HeapCell<Vec<ClassId>>,
    /// How often `__mro__` was set.
    pub(super) mro_changes: Cell<u32>,
    /// How often `__bases__` was set.
    pub(super) bases_changes: Cell<u32>,
}

/// The parts of a new type.
pub(crate) struct TypeParts {
    pub(crate) flags: TypeFlags,
    pub(crate) layout: Layout,
    pub(crate) root_shape: ShapeId,
    pub(crate) dict_shape: ShapeId,
    pub(crate) heap: NonNull<Heap>,
    pub(crate) payload: &'static PayloadInfo,
}

impl Payload for Type {
    const NAME: &'static str = "type";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.name.traverse(visit);
        self.qualname.traverse(visit);
        // SAFETY: the collector runs alone; nobody holds a reference into the cells.
        unsafe {
            if let Some(base) = &*self.base.as_ptr() {
                visit(base.as_value());
            }
            for base in &*self.bases.as_ptr() {
                visit(base.as_value());
            }
            for class in &*self.mro.as_ptr() {
                visit(class.as_value());
            }
        }
        if let Some(dict) = self.dict.get() {
            visit(dict.as_value());
        }
    }

    fn clear(&self, garbage: &mut Garbage) {
        self.version.set(0);
        // SAFETY: as in `traverse`. The base and the dict stay: instances may still be freed.
        let mro = std::mem::take(unsafe { &mut *self.mro.as_ptr() });
        garbage.extend(mro.into_iter().map(Ref::into_value));
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.type_
    }
}

impl Type {
    /// The payload of a type without bases, MRO or slots.
    pub(crate) fn from_parts(parts: TypeParts) -> Type {
        Type {
            version: Cell::new(0),
            flags: Cell::new(parts.flags),
            layout: parts.layout,
            root_shape: Cell::new(parts.root_shape),
            dict_shape: Cell::new(parts.dict_shape),
            heap: parts.heap,
            payload: parts.payload,
            slots: HeapCell::new(Slots::EMPTY),
            name: HeapCell::new(None),
            qualname: HeapCell::new(None),
            base: HeapCell::new(None),
            bases: HeapCell::new(Vec::new()),
            mro: HeapCell::new(Vec::new()),
            text_signature: Cell::new(""),
            dict: OnceCell::new(),
            id: Cell::new(ClassId::default()),
            subclasses: HeapCell::new(Vec::new()),
            dependents: HeapCell::new(Vec::new()),
            mro_changes: Cell::new(0),
            bases_changes: Cell::new(0),
        }
    }

    /// The properties.
    #[inline(always)]
    pub fn flags(&self) -> TypeFlags {
        self.flags.get()
    }

    /// Sets or clears properties.
    pub(crate) fn set_flags(&self, flags: TypeFlags, on: bool) {
        let mut all = self.flags.get();
        all.set(flags, on);
        self.flags.set(all);
    }

    /// Whether a `class` statement or `type()` made this.
    #[inline(always)]
    pub fn is_heap_type(&self) -> bool {
        self.flags.get().contains(TypeFlags::HEAP)
    }

    /// Whether attributes of the class itself can be set.
    pub(crate) fn is_mutable(&self) -> bool {
        let flags = self.flags();
        flags.intersects(TypeFlags::HEAP | TypeFlags::MUTABLE)
            && !flags.contains(TypeFlags::IMMUTABLE)
    }

    /// Where the parts of an instance lie.
    #[inline(always)]
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The shape of a new instance.
    #[inline(always)]
    pub fn root_shape(&self) -> ShapeId {
        self.root_shape.get()
    }

    /// The shape of instances whose attributes are in a dict.
    #[inline(always)]
    pub fn dict_shape(&self) -> ShapeId {
        self.dict_shape.get()
    }

    /// What instances hold.
    #[inline(always)]
    pub(crate) fn payload_info(&self) -> &'static PayloadInfo {
        self.payload
    }

    /// Whether instances have payload `T`.
    pub(crate) fn has_instances_of<T: Payload>(&self) -> bool {
        std::ptr::eq(self.payload, T::INFO) || self.payload.type_id == std::any::TypeId::of::<T>()
    }

    /// The heap of instances.
    #[inline(always)]
    pub(crate) fn heap(&self) -> NonNull<Heap> {
        self.heap
    }

    /// The version, zero if no cache relies on it.
    #[inline(always)]
    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    /// `__base__`: none for `object`.
    pub fn base_class<'a>(&'a self, vm: &'a Vm) -> Option<&'a Ref<Type>> {
        self.base.get(vm).as_ref()
    }

    /// The slots.
    #[inline(always)]
    pub fn slots<'a>(&'a self, vm: &'a Vm) -> &'a Slots {
        self.slots.get(vm)
    }

    /// `__name__` for messages.
    pub fn name(&self, vm: &Vm) -> String {
        let name = self.name.get(vm).as_ref();
        name.map_or_else(
            || "?".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// `__dict__`
    #[inline(always)]
    pub fn dict(&self) -> &Ref<Dict> {
        self.dict
            .get()
            .expect("a type has its dict before it is used")
    }

    /// Gives a new type its dict.
    pub(crate) fn set_dict(&self, dict: Ref<Dict>) {
        dict.set_of_class();
        assert!(self.dict.set(dict).is_ok(), "a type gets its dict once");
    }
}

impl Ref<Type> {
    /// Whether this class inherits from `other` or is it, by the MRO.
    pub fn is_subclass_of(&self, other: &Ref<Type>, vm: &Vm) -> bool {
        let mro = self.mro.get(vm);
        self.is(other)
            || mro.iter().any(|class| class.is(other))
            || mro.is_empty() && self.has_ancestor(other, vm)
    }

    /// Whether `other` is in the chain of bases, for a class that has no MRO yet.
    #[cold]
    fn has_ancestor(&self, other: &Ref<Type>, vm: &Vm) -> bool {
        let mut next = self.base.get(vm).as_ref();
        while let Some(class) = next {
            if class.is(other) {
                return true;
            }
            next = class.base.get(vm).as_ref();
        }
        false
    }

    /// Looks `name` up in the dicts of the MRO.
    pub fn lookup<'a>(&'a self, name: &Ref<Str>, vm: &'a Vm) -> Option<&'a Value> {
        self.lookup_with_owner(name, vm).map(|(_, value)| value)
    }

    /// As [`Ref::lookup`], with the class in whose dict the name was found.
    pub fn lookup_with_owner<'a>(
        &'a self,
        name: &Ref<Str>,
        vm: &'a Vm,
    ) -> Option<(&'a Ref<Type>, &'a Value)> {
        self.mro
            .get(vm)
            .iter()
            .find_map(|class| class.dict().get_str(name, vm).map(|value| (class, value)))
    }
}

impl Drop for Type {
    /// Takes the class out of the table of classes.
    fn drop(&mut self) {
        // SAFETY: the heap outlives its objects and is not borrowed while an object is freed.
        unsafe { self.heap.as_mut() }.classes.remove(self.id.get());
    }
}
