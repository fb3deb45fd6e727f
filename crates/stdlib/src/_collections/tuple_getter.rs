//! `_tuplegetter`: the attributes of a named tuple.

use rpy_macros::methods;
use rpy_vm::builtins::iterators::expect;
use rpy_vm::builtins::tuple::Tuple;
use rpy_vm::builtins::type_::{Type, TypeFlags};
use rpy_vm::function::convert::FromArgument;
use rpy_vm::function::native::TypeSpec;
use rpy_vm::object::Slots;
use rpy_vm::{Args, HeapCell, Payload, PyResult, Ref, Value, Vm};

use crate::support::{payload, positional};

/// A descriptor that gives one item of a tuple.
pub(super) struct TupleGetter {
    index: usize,
    doc: HeapCell<Value>,
}

payload!(
    TupleGetter,
    "collections._tuplegetter",
    holds[doc],
    clears[doc]
);

pub(super) const TUPLE_GETTER: TypeSpec = TypeSpec {
    signature: "",
    name: "collections._tuplegetter",
    doc: "",
    payload: TupleGetter::INFO,
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        descriptor_get: Some(get),
        descriptor_set: Some(set),
        ..Slots::EMPTY
    },
    members: &[TupleGetter::MEMBERS],
};

fn new(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    let [index, doc] = positional("_tuplegetter", args, 2, 2, vm)? else {
        unreachable!("the count has been checked")
    };
    let index = usize::from_argument(index, vm)?;
    let doc = HeapCell::new(doc.clone());
    Ok(Ref::with_class(TupleGetter { index, doc }, class, vm).into_value())
}

fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let this: &Ref<TupleGetter> = expect(this);
    let doc = this.doc.cloned(vm).repr(vm)?;
    let text = format!("_tuplegetter({}, {})", this.index, doc.to_string_lossy());
    Ok(vm.new_str(&text))
}

fn get(this: &Value, object: Option<&Value>, _class: &Value, vm: &mut Vm) -> PyResult {
    let getter: &Ref<TupleGetter> = expect(this);
    let Some(object) = object.filter(|object| !object.is_none()) else {
        return Ok(this.clone());
    };
    let Some(tuple) = object.downcast::<Tuple>() else {
        let (index, class) = (getter.index, object.type_name(vm));
        return Err(vm.type_error(format!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{class}' object"
        )));
    };
    match tuple.as_slice().get(getter.index) {
        Some(item) => Ok(item.clone()),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn set(_this: &Value, _object: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    Err(vm.attribute_error(match value {
        Some(_) => "can't set attribute",
        None => "can't delete attribute",
    }))
}

#[methods]
impl TupleGetter {
    #[getter]
    fn __doc__(this: &Ref<TupleGetter>, vm: &mut Vm) -> Value {
        this.doc.cloned(vm)
    }

    #[setter(__doc__)]
    fn set_doc(this: &Ref<TupleGetter>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let old = this.doc.replace(value.unwrap_or(Value::NONE), vm);
        drop(old);
        Ok(())
    }

    /// Returns state information for pickling.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<TupleGetter>, vm: &mut Vm) -> Value {
        let doc = this.doc.cloned(vm);
        let args = Tuple::from_array([Value::from_usize(this.index), doc], vm).into_value();
        Tuple::from_array([this.class().to_value(), args], vm).into_value()
    }
}
