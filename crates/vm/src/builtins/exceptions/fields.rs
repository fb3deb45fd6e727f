//! Attributes of concrete exception classes, kept in [`BaseException`]'s `fields`.

use crate::builtins::exceptions::value::BaseException;
use crate::builtins::exceptions::value::exception_payload;
use crate::function::native::NativeMember;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

impl BaseException {
    /// A field by its index; `None` where it was never set.
    pub(crate) fn field(&self, index: usize, vm: &Vm) -> Value {
        let fields = self.fields.get(vm);
        fields.get(index).cloned().unwrap_or(Value::NONE)
    }

    /// Sets a field by its index.
    pub(crate) fn set_field(&self, index: usize, value: Value, vm: &mut Vm) {
        let fields = self.fields.get_mut(vm);
        if fields.len() <= index {
            fields.resize(index + 1, Value::NONE);
        }
        let old = std::mem::replace(&mut fields[index], value);
        drop(old);
    }
}

fn get_field<const INDEX: usize>(this: &Value, vm: &mut Vm) -> PyResult {
    let exception: &Ref<BaseException> = exception_payload(this, vm)?;
    Ok(exception.field(INDEX, vm))
}

fn set_field<const INDEX: usize>(this: &Value, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    let exception: &Ref<BaseException> = exception_payload(this, vm)?;
    exception.set_field(INDEX, value.unwrap_or(Value::NONE), vm);
    Ok(())
}

/// The member for the field at `INDEX`, which can only be read.
pub(super) const fn read_only_field<const INDEX: usize>(
    name: &'static str,
    doc: &'static str,
) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: get_field::<INDEX>,
        set: Some(refuse),
        is_member: true,
    }
}

fn refuse(_this: &Value, _value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
    Err(vm.attribute_error("readonly attribute"))
}

/// The member for the field at `INDEX`: it can be read, set, and deleted, which makes it None.
pub(super) const fn field<const INDEX: usize>(
    name: &'static str,
    doc: &'static str,
) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: get_field::<INDEX>,
        set: Some(set_field::<INDEX>),
        is_member: true,
    }
}
