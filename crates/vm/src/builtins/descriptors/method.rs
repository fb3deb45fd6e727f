//! `method`: a function bound to an object.
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#instance-methods>

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use super::payload;
use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::attributes::{generic_get_optional, interned};
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A callable, and the object that is its first argument.
#[derive(Payload)]
#[repr(C)]
pub struct BoundMethod {
    function: Value,
    receiver: Value,
}

impl BoundMethod {
    /// Binds `function` to `receiver`.
    pub fn new(function: Value, receiver: Value, vm: &mut Vm) -> Ref<BoundMethod> {
        let class = &vm.types.method;
        let payload = BoundMethod { function, receiver };
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// `__func__`
    #[inline(always)]
    pub fn function(&self) -> &Value {
        &self.function
    }

    /// `__self__`
    #[inline(always)]
    pub fn receiver(&self) -> &Value {
        &self.receiver
    }
}

/// A function together with the object that it is called with first.
#[native_class(
    name = "method",
    registry = method,
    flags(weakref),
    slots(set_attribute = crate::object::attributes::generic_set_attribute),
)]
impl BoundMethod {
    #[new(signature = "(function, instance, /)")]
    fn new_slot(_class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("method() takes no keyword arguments"));
        }
        let [function, receiver] = args.positional() else {
            let count = args.len();
            return Err(vm.type_error(format!("method expected 2 arguments, got {count}")));
        };
        if !function.is_callable(vm) {
            return Err(vm.type_error("first argument must be callable"));
        }
        if receiver.is_none() {
            return Err(vm.type_error("instance must not be None"));
        }
        Ok(BoundMethod::new(function.clone(), receiver.clone(), vm).into_value())
    }

    #[slot]
    fn call(this: &Ref<BoundMethod>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        // A bound method may be bound in turn: all receivers go in front at once, not one a call.
        let mut all = vec![this.receiver.clone()];
        let mut function = &this.function;
        while let Some(inner) = function.downcast::<BoundMethod>() {
            all.push(inner.receiver.clone());
            function = &inner.function;
        }
        all.reverse();
        all.extend_from_slice(args.values());
        function.call(Args::new(&all, args.names()), vm)
    }

    /// Attributes of the method type, then those of the function.
    #[slot]
    fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let name = interned(name, vm);
        let class = object.class(vm).clone();
        if vm.lookup_cached(&class, &name).is_some()
            && let Some(value) = generic_get_optional(object, &name, vm)?
        {
            return Ok(value);
        }
        vm.check_native_stack("")?;
        payload::<BoundMethod>(object)
            .function
            .get_attribute(&name, vm)
    }

    #[slot]
    fn descriptor_get(
        descriptor: &Value,
        _object: Option<&Value>,
        _class: &Value,
        _vm: &mut Vm,
    ) -> PyResult {
        Ok(descriptor.clone())
    }

    #[slot]
    fn compare(
        this: &Ref<BoundMethod>,
        right: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(other) = right.downcast::<BoundMethod>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOperator::Equal | CompareOperator::NotEqual) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let equal =
            this.receiver.is(&other.receiver) && this.function.equals(&other.function, vm)?;
        Ok(Value::bool(equal == (op == CompareOperator::Equal)))
    }

    #[slot]
    fn hash(this: &Ref<BoundMethod>, vm: &mut Vm) -> PyResult<i64> {
        let receiver = (this.receiver.bits().rotate_right(4) >> 1) as i64;
        Ok(receiver ^ this.function.hash(vm)?)
    }

    #[slot]
    fn repr(this: &Ref<BoundMethod>, vm: &mut Vm) -> PyResult {
        let mut name = None;
        for key in [&vm.names.__qualname__, &vm.names.__name__].map(Ref::clone) {
            let found = this.function.get_attribute_optional(&key, vm)?;
            name = found.and_then(|found| found.downcast_into::<Str>().ok());
            if name.is_some() {
                break;
            }
        }
        let name = name.map_or_else(
            || "?".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        let receiver = this.receiver.repr(vm)?;
        let receiver = receiver.to_string_lossy();
        Ok(vm.new_str(&format!("<bound method {name} of {receiver}>")))
    }

    /// The function that the method calls.
    #[getter(member)]
    fn __func__(this: &Ref<BoundMethod>) -> Value {
        this.function.clone()
    }

    /// The object that the method is bound to.
    #[getter(member)]
    fn __self__(this: &Ref<BoundMethod>) -> Value {
        this.receiver.clone()
    }

    #[getter]
    fn __doc__(this: &Ref<BoundMethod>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__doc__.clone();
        let doc = this.function.get_attribute_optional(&name, vm)?;
        Ok(doc.unwrap_or(Value::NONE))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<BoundMethod>, vm: &mut Vm) -> PyResult {
        let builtins = vm.builtins.clone();
        let getattr = vm.intern("getattr");
        let getattr = builtins.get_str(&getattr, vm).cloned();
        let name = vm.names.__name__.clone();
        let name = this.function.get_attribute(&name, vm)?;
        let getattr = getattr.unwrap_or(Value::NONE);
        use crate::builtins::tuple::Tuple;
        let args = Tuple::new(vec![this.receiver.clone(), name], vm);
        Ok(Tuple::new(vec![getattr, args.into_value()], vm).into_value())
    }
}
