//! What is known of an abstract base class: who was registered, and what earlier checks found.

use std::cell::Cell;

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

use super::weak_classes::{WeakClasses, reference_to};

/// What an abstract base class remembers.
#[derive(Payload)]
pub(super) struct AbcData {
    pub(super) registry: HeapCell<WeakClasses>,
    pub(super) cache: HeapCell<WeakClasses>,
    pub(super) negative_cache: HeapCell<WeakClasses>,
    /// The number of registrations, in all classes, that the negative cache knows of.
    pub(super) negative_version: Cell<u64>,
}

#[native_class(name = "_abc._abc_data")]
impl AbcData {
    #[new(signature = "()")]
    fn new(class: &Ref<Type>, vm: &mut Vm) -> Ref<AbcData> {
        Ref::with_class(AbcData::empty(vm), class, vm)
    }
}

impl AbcData {
    pub(super) fn empty(vm: &mut Vm) -> AbcData {
        AbcData {
            registry: HeapCell::new(WeakClasses::default()),
            cache: HeapCell::new(WeakClasses::default()),
            negative_cache: HeapCell::new(WeakClasses::default()),
            negative_version: Cell::new(super::registrations(vm)),
        }
    }

    /// The data of an abstract base class.
    ///
    /// Raises `AttributeError` if it has none, and `TypeError` if it is something else.
    pub(super) fn of(class: &Value, vm: &mut Vm) -> PyResult<Ref<AbcData>> {
        let name = super::names(vm)._abc_impl.clone();
        let data = class.get_attribute(&name, vm)?;
        data.downcast_into::<AbcData>()
            .map_err(|_| vm.type_error("_abc_impl is set to a wrong type"))
    }

    /// Whether `class` is known not to be a subclass.
    pub(super) fn is_known_stranger(&self, class: &Value, vm: &mut Vm) -> bool {
        self.negative_version.get() == super::registrations(vm)
            && self.negative_cache.get(vm).contains(class, vm)
    }

    /// Remembers a class.
    pub(super) fn remember(
        &self,
        cell: &HeapCell<WeakClasses>,
        class: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let reference = reference_to(class, vm)?;
        let mut classes = cell.replace(WeakClasses::default(), vm);
        classes.add(class, reference, vm);
        drop(cell.replace(classes, vm));
        Ok(())
    }
}
