//! Named tuples of native modules, such as `sys.version_info`: tuples whose items are attributes
//! too.
//! Reference: <https://docs.python.org/3.14/c-api/tuple.html#struct-sequence-objects>

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::{Type, TypeFlags};
use crate::function::native::{NativeMember, TypeSpec};
use crate::object::payload::Payload;
use crate::object::reference::Ref;
use crate::object::slots::Slots;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::types::new_native_type;
use crate::vm::Vm;

fn get<const INDEX: usize>(this: &Value, vm: &mut Vm) -> PyResult {
    let item = this
        .downcast::<Tuple>()
        .and_then(|tuple| tuple.as_slice().get(INDEX).cloned());
    match item {
        Some(item) => Ok(item),
        None => {
            let name = this.type_name(vm);
            Err(vm.type_error(format!("descriptor doesn't apply to a '{name}' object")))
        }
    }
}

/// The attribute for the item at `INDEX`.
pub const fn struct_field<const INDEX: usize>(
    name: &'static str,
    doc: &'static str,
) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: get::<INDEX>,
        set: None,
    }
}

/// The description of a class of named tuples with these fields; `name` has the module in front.
pub const fn struct_sequence_spec(
    name: &'static str,
    doc: &'static str,
    members: &'static [&'static [NativeMember]],
) -> TypeSpec {
    TypeSpec {
        name,
        doc,
        payload: Tuple::INFO,
        flags: TypeFlags::DISALLOW_INSTANTIATION.union(TypeFlags::IMMUTABLE),
        slots: Slots {
            repr: Some(repr),
            ..Slots::EMPTY
        },
        members,
    }
}

/// `sys.version_info(major=3, …)`
fn repr(this: &Value, vm: &mut Vm) -> PyResult {
    let class = this.class(vm).clone();
    let attribute = vm.names.__module__.clone();
    let module = class
        .lookup(&attribute, vm)
        .and_then(Value::downcast::<Str>)
        .map_or_else(String::new, |name| format!("{}.", name.to_string_lossy()));
    let attribute = vm.names.__match_args__.clone();
    let names = class.lookup(&attribute, vm).cloned();
    let names = names.as_ref().and_then(Value::downcast::<Tuple>);
    let items = this.downcast::<Tuple>();
    let mut parts = Vec::new();
    if let (Some(names), Some(items)) = (names, items) {
        for (name, item) in names.as_slice().iter().zip(items.as_slice()) {
            let (name, item) = (name.str(vm)?, item.repr(vm)?);
            parts.push(format!(
                "{}={}",
                name.to_string_lossy(),
                item.to_string_lossy()
            ));
        }
    }
    let text = format!("{module}{}({})", class.name(vm), parts.join(", "));
    Ok(vm.new_str(&text))
}

impl Vm {
    /// Makes the class of a description by [`struct_sequence_spec`]; call it once for each.
    pub fn new_struct_sequence_type(&mut self, spec: &TypeSpec) -> Ref<Type> {
        let base = self.types.tuple.clone();
        let class = new_native_type(spec, Some(&base), self);
        let mut names = Vec::new();
        for member in spec.members.iter().copied().flatten() {
            if let NativeMember::Property { name, .. } = member {
                names.push(self.intern(name).into_value());
            }
        }
        let count = Value::from_usize(names.len());
        let names = Tuple::new(names, self).into_value();
        let attribute = self.names.__match_args__.clone();
        class.dict().clone().set_str(&attribute, names, self);
        for attribute in ["n_fields", "n_sequence_fields"] {
            let attribute = self.intern(attribute);
            class
                .dict()
                .clone()
                .set_str(&attribute, count.clone(), self);
        }
        let attribute = self.intern("n_unnamed_fields");
        let none = Value::from_i32(0);
        class.dict().clone().set_str(&attribute, none, self);
        class
    }

    /// Makes a named tuple of such a class.
    pub fn new_struct_sequence(&mut self, class: &Ref<Type>, items: Vec<Value>) -> Value {
        Tuple::with_class(items, class, self).into_value()
    }
}
