//! Builtins that are no dict: whatever globals have as `__builtins__`.
//!
//! A function has its builtins as a dict, which is what the caches of names read. Any other object is put behind
//! an empty dict of a class of its own, which asks the object for each name. Programs see the object alone.

use rpy_macros::native_class;

use crate::builtins::dict::Dict;
use crate::function::native::NativeClass;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Stands for the class. Its instances are empty dicts with one more value, the object.
pub(crate) struct ForeignBuiltins;

/// Which of the added values is the object.
const OBJECT: usize = 0;

/// The builtins of a function whose globals name another object than a dict.
#[native_class(name = "foreign_builtins", base = Dict, payload = Dict, values = 1, undocumented)]
impl ForeignBuiltins {
    #[slot]
    fn subscript(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
        let object = this.native_member(OBJECT, vm).clone();
        object.subscript(key, vm)
    }
}

impl ForeignBuiltins {
    /// A dict that stands for an object.
    pub(crate) fn of(object: &Value, vm: &mut Vm) -> Ref<Dict> {
        let class = ForeignBuiltins::class(vm).clone();
        let dict = Ref::with_class(Dict::empty(), &class, vm);
        dict.as_value()
            .set_native_member(OBJECT, object.clone(), vm);
        dict
    }

    /// What a program sees of builtins: the object, if they stand for one.
    pub(crate) fn shown(builtins: &Ref<Dict>, vm: &mut Vm) -> Value {
        if builtins.class().is(&vm.types.dict) {
            return builtins.to_value();
        }
        if builtins.class().is(&ForeignBuiltins::class(vm).clone()) {
            return builtins.as_value().native_member(OBJECT, vm).clone();
        }
        builtins.to_value()
    }
}
