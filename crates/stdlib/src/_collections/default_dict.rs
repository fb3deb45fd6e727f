//! `defaultdict`: a dict that makes values for missing keys.

use rpy_macros::native_class;
use rpy_vm::builtins::dict::Dict;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::function::native::NativeClass;
use rpy_vm::{Args, PyResult, Value, Vm};

/// Stands for the type. Its instances are dicts with one more value, the factory.
pub(super) struct DefaultDict;

/// Which of the added values is the factory.
const FACTORY: usize = 0;

fn factory(this: &Value, vm: &Vm) -> Value {
    let factory = this.native_member(FACTORY, vm);
    if factory.is_unbound() {
        Value::NONE
    } else {
        factory.clone()
    }
}

/// A new object of the class of `this`, with its factory and the items of `items`.
fn make_like(this: &Value, items: &Value, vm: &mut Vm) -> PyResult {
    let class = this.class(vm).to_value();
    let factory = factory(this, vm);
    class.call_positional(&[factory, items.clone()], vm)
}

/// A dict that calls its default_factory without arguments for the value of a missing key, when it
/// is subscripted with that. Further arguments are as for dict.
#[native_class(
    name = "collections.defaultdict",
    base = Dict,
    payload = Dict,
    values = 1,
    flags(base, mapping, match_self),
    generic
)]
impl DefaultDict {
    #[init]
    fn init(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let (factory, rest) = match args.split_first() {
            Some((factory, rest)) => (factory.clone(), rest),
            None => (Value::NONE, args),
        };
        if !factory.is_none() && !factory.is_callable(vm) {
            return Err(vm.type_error("first argument must be callable or None"));
        }
        this.set_native_member(FACTORY, factory, vm);
        let init = vm.types.dict.slots(vm).init;
        init.expect("dict can be initialised")(this, rest, vm)
    }

    #[slot]
    fn repr(this: &Value, vm: &mut Vm) -> PyResult {
        let items = vm.types.dict.slots(vm).repr;
        let items = items.expect("dict has a repr")(this, vm)?.str(vm)?;
        let factory = factory(this, vm);
        // A factory may be a method of this very dict.
        let factory = if vm.repr_enter(&factory) {
            let text = factory.repr(vm);
            vm.repr_leave(&factory);
            text?.to_string_lossy().into_owned()
        } else {
            "...".to_owned()
        };
        let class = this.class(vm).name(vm);
        Ok(vm.new_str(&format!("{class}({factory}, {})", items.to_string_lossy())))
    }

    #[slot]
    fn or(left: &Value, right: &Value, vm: &mut Vm) -> PyResult {
        if !left.has_payload::<Dict>() || !right.has_payload::<Dict>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let class = DefaultDict::class(vm).clone();
        let this = if left.class(vm).is_subclass_of(&class, vm) {
            left
        } else {
            right
        };
        let result = make_like(this, left, vm)?;
        match result.downcast::<Dict>() {
            Some(dict) => dict.update_from(right, vm)?,
            None => return Ok(Value::NOT_IMPLEMENTED),
        }
        Ok(result)
    }

    /// Makes, stores and returns the value of a missing key.
    ///
    /// Raises KeyError if there is no factory.
    #[method(signature = "($self, object, /)")]
    fn __missing__(this: &Value, key: &Value, vm: &mut Vm) -> PyResult {
        let factory = factory(this, vm);
        if factory.is_none() {
            return Err(vm.key_error(key.clone()));
        }
        let value = factory.call_positional(&[], vm)?;
        let Some(dict) = this.downcast::<Dict>() else {
            return Ok(value);
        };
        // The factory, or whoever calls this method, may have seen to it that there is a value.
        if let Some(known) = dict.get_item(key, vm)? {
            return Ok(known);
        }
        dict.set_item(key.clone(), value.clone(), vm)?;
        Ok(value)
    }

    /// Returns a shallow copy.
    #[method(signature = "($self, /)")]
    fn copy(this: &Value, vm: &mut Vm) -> PyResult {
        make_like(this, this, vm)
    }

    /// Returns a shallow copy.
    #[method(signature = "($self, /)")]
    fn __copy__(this: &Value, vm: &mut Vm) -> PyResult {
        make_like(this, this, vm)
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Value, vm: &mut Vm) -> PyResult {
        let factory = factory(this, vm);
        let args = if factory.is_none() {
            Tuple::new(Vec::new(), vm)
        } else {
            Tuple::from_array([factory], vm)
        };
        let name = vm.names.items.clone();
        let items = this.call_method(&name, &[], vm)?.iter(vm)?;
        let class = this.class(vm).to_value();
        let parts = [class, args.into_value(), Value::NONE, Value::NONE, items];
        Ok(Tuple::from_array(parts, vm).into_value())
    }

    /// What makes values for missing keys, or None.
    #[getter(member)]
    fn default_factory(this: &Value, vm: &mut Vm) -> Value {
        factory(this, vm)
    }

    #[setter(default_factory)]
    fn set_default_factory(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        this.set_native_member(FACTORY, value.unwrap_or(Value::NONE), vm);
        Ok(())
    }
}
