//! The classes and the state of native modules: made when they are first asked for, once an
//! interpreter.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::builtins::type_::Type;
use crate::function::native::{ModuleState, NativeClass};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::Raised;
use crate::types::{allocate_native_class, finish_type};
use crate::vm::Vm;

/// Takes a `TypeId`, which is a hash already, for its own hash.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, part: u64) {
        self.0 = part;
    }
}

type TypeMap<V> = HashMap<TypeId, V, BuildHasherDefault<TypeIdHasher>>;

/// What native modules have made so far, by the Rust types that stand for it.
#[derive(Default)]
pub(crate) struct NativeRegistry {
    places: TypeMap<usize>,
    classes: Vec<Ref<Type>>,
    state_places: TypeMap<usize>,
    states: Vec<Box<dyn Any>>,
}

impl NativeRegistry {
    /// The place of the class of `id`.
    pub(crate) fn place(&self, id: TypeId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The class at a place.
    pub(crate) fn class(&self, place: usize) -> &Ref<Type> {
        &self.classes[place]
    }

    /// Adds the class of `id`, and gives its place.
    pub(crate) fn add(&mut self, id: TypeId, class: Ref<Type>) -> usize {
        let place = self.classes.len();
        self.classes.push(class);
        self.places.insert(id, place);
        place
    }
}

impl Vm {
    /// The class that `C` stands for. It is made when it is first asked for, with its bases;
    /// whether its module has been imported does not matter.
    #[inline]
    pub fn native_class<C: NativeClass>(&mut self) -> &Ref<Type> {
        let place = match self.natives.place(TypeId::of::<C>()) {
            Some(place) => place,
            None => self.make_native_class::<C>(),
        };
        self.natives.class(place)
    }

    #[cold]
    fn make_native_class<C: NativeClass>(&mut self) -> usize {
        let bases = C::bases(self);
        let metaclass = C::metaclass(self);
        let class = allocate_native_class(C::SPEC, C::VALUES, &metaclass, &bases, self);
        // Its members may be instances of the class.
        let place = self.natives.add(TypeId::of::<C>(), class.clone());
        finish_type(&class, C::SPEC, self);
        place
    }

    /// The state of a native module, which Python code does not see. It is made when it is first
    /// asked for.
    pub fn module_state<S: ModuleState>(&mut self) -> &mut S {
        let place = match self.natives.state_places.get(&TypeId::of::<S>()) {
            Some(place) => *place,
            None => self.make_module_state::<S>(),
        };
        let state = self.natives.states[place].downcast_mut();
        state.expect("the state's key is its type")
    }

    #[cold]
    fn make_module_state<S: ModuleState>(&mut self) -> usize {
        let state = Box::new(S::new(self));
        let natives = &mut self.natives;
        let place = natives.states.len();
        natives.states.push(state);
        natives.state_places.insert(TypeId::of::<S>(), place);
        place
    }

    /// Raises an exception of the class that `C` stands for, with a message.
    #[cold]
    pub fn native_error<C: NativeClass>(&mut self, message: impl AsRef<str>) -> Raised {
        let message = self.new_str(message.as_ref());
        self.native_error_with::<C>(vec![message])
    }

    /// Raises an exception of the class that `C` stands for, with these arguments.
    #[cold]
    pub fn native_error_with<C: NativeClass>(&mut self, args: Vec<Value>) -> Raised {
        let class = C::class(self).clone();
        Raised::new(self.new_exception(&class, args))
    }
}
