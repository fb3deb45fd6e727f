//! `_tuplegetter`: the attributes of a named tuple.

use rpy_macros::{Payload, native_class};
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::Type;
use rpy_vm::{HeapCell, PyResult, Ref, Value, Vm};

/// A descriptor that gives one item of a tuple.
#[derive(Payload)]
pub(super) struct TupleGetter {
    index: usize,
    doc: HeapCell<Value>,
}

#[native_class(name = "collections._tuplegetter", flags(base))]
impl TupleGetter {
    #[new(signature = "(index, doc, /)", hidden)]
    fn new(class: &Ref<Type>, index: usize, doc: Value, vm: &mut Vm) -> Ref<TupleGetter> {
        let doc = HeapCell::new(doc);
        Ref::with_class(TupleGetter { index, doc }, class, vm)
    }

    #[slot]
    fn repr(this: &Ref<TupleGetter>, vm: &mut Vm) -> PyResult {
        let doc = this.doc.cloned(vm).repr(vm)?;
        let text = format!("_tuplegetter({}, {})", this.index, doc.to_string_lossy());
        Ok(vm.new_str(&text))
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<TupleGetter>,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(object) = object.filter(|object| !object.is_none()) else {
            return Ok(this.to_value());
        };
        let Some(tuple) = object.downcast::<Tuple>() else {
            let (index, class) = (this.index, object.type_name(vm));
            return Err(vm.type_error(format!(
                "descriptor for index '{index}' for tuple subclasses doesn't apply to '{class}' object"
            )));
        };
        match tuple.as_slice().get(this.index) {
            Some(item) => Ok(item.clone()),
            None => Err(vm.index_error("tuple index out of range")),
        }
    }

    #[slot]
    fn descriptor_set(
        _this: &Value,
        _object: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        Err(vm.attribute_error(match value {
            Some(_) => "can't set attribute",
            None => "can't delete attribute",
        }))
    }

    #[getter(member)]
    fn __doc__(this: &Ref<TupleGetter>, vm: &mut Vm) -> Value {
        this.doc.cloned(vm)
    }

    #[setter(__doc__)]
    fn set_doc(this: &Ref<TupleGetter>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let old = this.doc.replace(value.unwrap_or(Value::NONE), vm);
        drop(old);
        Ok(())
    }

    /// Returns what copy and pickle make the object again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TupleGetter>, vm: &mut Vm) -> Value {
        let doc = this.doc.cloned(vm);
        let args = Tuple::from_array([vm.new_int(this.index as i64), doc], vm).into_value();
        Tuple::from_array([this.class().to_value(), args], vm).into_value()
    }
}
