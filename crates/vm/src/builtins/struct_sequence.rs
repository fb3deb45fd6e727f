//! Named tuples of native modules, such as `sys.version_info`: tuples whose items are attributes
//! too. A class of them is declared by `#[struct_sequence]` on a Rust struct.
//! Reference: <https://docs.python.org/3.14/c-api/tuple.html#struct-sequence-objects>

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::{Args, Keywords};
use crate::function::bind;
use crate::function::native::{
    NativeClass, NativeDefinition, NativeMember, NativeSignature, Parameter, ParameterKind,
};
use crate::object::reference::Ref;
use crate::object::slots::{NewSlot, Slots};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A field of a struct sequence.
pub struct Field {
    /// Name of the attribute.
    pub name: &'static str,
    /// Whether the field is an attribute only, no item.
    pub hidden: bool,
    /// Whether the field is an item only, no attribute.
    pub unnamed: bool,
}

/// A Rust struct that becomes a struct sequence.
pub trait StructSequence: NativeClass {
    /// The fields; those that are hidden stand last.
    const FIELDS: &'static [Field];

    /// Whether the class is called with the fields, all of which are items, and not with a sequence.
    const BY_FIELDS: bool;

    /// The values of the fields.
    fn into_items(self, vm: &mut Vm) -> PyResult<Vec<Value>>;
}

/// How many of the fields are items.
const fn visible(fields: &[Field]) -> usize {
    let mut count = 0;
    while count < fields.len() && !fields[count].hidden {
        count += 1;
    }
    count
}

/// The number of the fields that are items without a name.
fn unnamed(fields: &[Field]) -> usize {
    fields.iter().filter(|field| field.unnamed).count()
}

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

fn get_hidden<const INDEX: usize>(this: &Value, vm: &mut Vm) -> PyResult {
    Ok(hidden_value(this, INDEX, vm))
}

/// The value of a hidden field: None if it has none.
fn hidden_value(this: &Value, index: usize, vm: &Vm) -> Value {
    let value = this.native_member(index, vm);
    if value.is_unbound() {
        Value::NONE
    } else {
        value.clone()
    }
}

/// The attribute for the item at `INDEX`.
pub const fn field<const INDEX: usize>(name: &'static str, doc: &'static str) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: get::<INDEX>,
        set: None,
        is_member: true,
    }
}

/// The attribute for the hidden field at `INDEX`, counted from the first of them.
pub const fn hidden_field<const INDEX: usize>(
    name: &'static str,
    doc: &'static str,
) -> NativeMember {
    NativeMember::Property {
        name,
        doc,
        get: get_hidden::<INDEX>,
        set: None,
        is_member: true,
    }
}

/// The slots of a class of struct sequences.
pub const fn slots<T: StructSequence>(new: Option<NewSlot>) -> Slots {
    Slots {
        new,
        repr: Some(|this, vm| repr_of(this, T::SPEC.name, T::FIELDS, vm)),
        ..Slots::EMPTY
    }
}

const SEQUENCE: Parameter = Parameter {
    name: "sequence",
    kind: ParameterKind::PositionalOrKeyword,
    required: true,
};

const DICT: Parameter = Parameter {
    name: "dict",
    kind: ParameterKind::PositionalOrKeyword,
    required: false,
};

const CHANGES: Parameter = Parameter {
    name: "changes",
    kind: ParameterKind::VarKeyword,
    required: false,
};

const NEW: NativeSignature = NativeSignature::new("structseq", "", "", &[SEQUENCE, DICT]);

const REDUCE: NativeSignature = NativeSignature::new("__reduce__", "", "($self, /)", &[]);

const REPLACE: NativeSignature = NativeSignature::new(
    "__replace__",
    "Returns a copy in which the named fields have other values.",
    "($self, /, **changes)",
    &[CHANGES],
);

const fn constant(name: &'static str, make: fn(&mut Vm) -> PyResult) -> NativeMember {
    NativeMember::Constant { name, make }
}

/// The methods and constants that all classes of struct sequences have.
pub const fn members<T: StructSequence>() -> [NativeMember; 6] {
    [
        NativeMember::Method(NativeDefinition {
            signature: REDUCE,
            function: |args, vm| reduce(args, T::FIELDS, T::BY_FIELDS, vm),
        }),
        NativeMember::Method(NativeDefinition {
            signature: REPLACE,
            function: |args, vm| replace(args, T::FIELDS, vm),
        }),
        constant("n_fields", |_vm| Ok(Value::from_usize(T::FIELDS.len()))),
        constant("n_sequence_fields", |_vm| {
            Ok(Value::from_usize(visible(T::FIELDS)))
        }),
        constant("n_unnamed_fields", |_vm| {
            Ok(Value::from_usize(unnamed(T::FIELDS)))
        }),
        constant("__match_args__", |vm| Ok(match_args(T::FIELDS, vm))),
    ]
}

fn match_args(fields: &[Field], vm: &mut Vm) -> Value {
    let items = &fields[..visible(fields)];
    let names = items.iter().filter(|field| !field.unnamed);
    let names = names.map(|field| vm.intern(field.name).into_value());
    let names = names.collect();
    Tuple::new(names, vm).into_value()
}

/// `__new__`: of a sequence of the items, which may go on with hidden fields, and a dict of these.
pub fn new<T: StructSequence>(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
    if T::BY_FIELDS {
        return of_arguments(T::SPEC.name, T::FIELDS, class, args, vm);
    }
    let mut given = [None; 2];
    bind::bind(args, &NEW, &mut given, vm)?;
    let [Some(sequence), dict] = given else {
        unreachable!("the sequence is required");
    };
    make(T::SPEC.name, T::FIELDS, class, sequence, dict, vm)
}

/// `__new__` with the fields as arguments.
fn of_arguments(
    name: &str,
    fields: &[Field],
    class: &Ref<Type>,
    args: Args<'_>,
    vm: &mut Vm,
) -> PyResult {
    let name = name.rsplit('.').next().unwrap_or(name);
    let (most, given) = (fields.len(), args.len());
    if given > most {
        let plural = if most == 1 { "" } else { "s" };
        return Err(vm.type_error(format!(
            "{name}() takes at most {most} argument{plural} ({given} given)"
        )));
    }
    let mut items = args.positional().to_vec();
    let keywords: Vec<_> = args.keywords().collect();
    for (index, field) in fields.iter().enumerate().skip(items.len()) {
        let is_it = |key: &Value| {
            let key = key.downcast::<Str>();
            key.is_some_and(|key| key.as_bytes() == field.name.as_bytes())
        };
        let Some((_, value)) = keywords.iter().find(|(key, _)| is_it(key)) else {
            return Err(vm.type_error(format!(
                "{name}() missing required argument '{}' (pos {})",
                field.name,
                index + 1
            )));
        };
        items.push((*value).clone());
    }
    Ok(of_fields(fields, items, class, vm))
}

fn make(
    name: &str,
    fields: &[Field],
    class: &Ref<Type>,
    sequence: &Value,
    dict: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    let mut items = vm.collect_or(sequence, "constructor requires a sequence")?;
    let dict = match dict.map(|dict| (dict, dict.downcast::<Dict>())) {
        None => None,
        Some((_, Some(dict))) => Some(dict.clone()),
        Some(_) => {
            return Err(vm.type_error(format!("{name}() takes a dict as second arg, if any")));
        }
    };
    let (minimum, maximum, count) = (visible(fields), fields.len(), items.len());
    if count < minimum || count > maximum {
        let how = match () {
            () if minimum == maximum => "a",
            () if count < minimum => "an at least",
            () => "an at most",
        };
        let bound = if count < minimum { minimum } else { maximum };
        return Err(vm.type_error(format!(
            "{name}() takes {how} {bound}-sequence ({count}-sequence given)"
        )));
    }
    let mut found = 0;
    for field in &fields[count..] {
        let key = vm.intern(field.name);
        let value = dict.as_ref().and_then(|dict| dict.get_str(&key, vm));
        found += usize::from(value.is_some());
        items.push(value.cloned().unwrap_or(Value::NONE));
    }
    if dict.is_some_and(|dict| dict.length(vm) > found) {
        return Err(vm.type_error(format!(
            "{name}() got duplicate or unexpected field name(s)"
        )));
    }
    Ok(of_fields(fields, items, class, vm))
}

/// The tuple of the values of all fields.
fn of_fields(fields: &[Field], mut items: Vec<Value>, class: &Ref<Type>, vm: &mut Vm) -> Value {
    let hidden = items.split_off(visible(fields));
    let tuple = Tuple::with_class(items, class, vm).into_value();
    for (index, value) in hidden.into_iter().enumerate() {
        tuple.set_native_member(index, value, vm);
    }
    tuple
}

/// The values of all fields.
fn all_items(this: &Value, fields: &[Field], vm: &mut Vm) -> PyResult<Vec<Value>> {
    let Some(tuple) = this.downcast::<Tuple>() else {
        let name = this.type_name(vm);
        return Err(vm.type_error(format!("descriptor doesn't apply to a '{name}' object")));
    };
    let mut items = tuple.as_slice().to_vec();
    for index in 0..fields.len() - visible(fields) {
        items.push(hidden_value(this, index, vm));
    }
    Ok(items)
}

fn reduce(args: Args<'_>, fields: &[Field], by_fields: bool, vm: &mut Vm) -> PyResult {
    let ([this], []) = (args.values(), args.names()) else {
        return Err(bind::arity_error(args, &REDUCE, bind::Owner::Instance, vm));
    };
    let mut items = all_items(this, fields, vm)?;
    if by_fields {
        let items = Tuple::new(items, vm).into_value();
        let class = this.class(vm).to_value();
        return Ok(Tuple::from_array([class, items], vm).into_value());
    }
    let hidden = items.split_off(visible(fields));
    let dict = Dict::new(vm);
    for (field, value) in fields[items.len()..].iter().zip(hidden) {
        let name = vm.intern(field.name);
        dict.set_str(&name, value, vm);
    }
    let items = Tuple::new(items, vm).into_value();
    let arguments = Tuple::from_array([items, dict.into_value()], vm).into_value();
    let class = this.class(vm).to_value();
    Ok(Tuple::from_array([class, arguments], vm).into_value())
}

fn replace(args: Args<'_>, fields: &[Field], vm: &mut Vm) -> PyResult {
    let (this, args) = bind::split(args, &REPLACE, vm)?;
    if !args.positional().is_empty() {
        return Err(vm.type_error("__replace__() takes no positional arguments"));
    }
    let class = this.class(vm).clone();
    if unnamed(fields) > 0 {
        let class = class.qualified_name(vm);
        return Err(vm.type_error(format!(
            "__replace__() is not supported for {class} because it has unnamed field(s)"
        )));
    }
    let mut items = all_items(this, fields, vm)?;
    let mut unknown = Vec::new();
    for (name, value) in Keywords::new(args, &REPLACE).iter() {
        let named = |field: &Field| field.name.as_bytes() == name.as_bytes();
        match fields.iter().position(named) {
            Some(index) => items[index] = value.clone(),
            None => unknown.push(name.to_value()),
        }
    }
    if !unknown.is_empty() {
        let names = vm.new_list(unknown).repr(vm)?;
        let names = names.to_string_lossy();
        return Err(vm.type_error(format!("Got unexpected field name(s): {names}")));
    }
    Ok(of_fields(fields, items, &class, vm))
}

/// `sys.version_info(major=3, …)`
fn repr_of(this: &Value, name: &str, fields: &[Field], vm: &mut Vm) -> PyResult {
    let items = all_items(this, fields, vm)?;
    let mut parts = Vec::new();
    for (field, item) in fields[..visible(fields)].iter().zip(&items) {
        let item = item.repr(vm)?;
        parts.push(format!("{}={}", field.name, item.to_string_lossy()));
    }
    Ok(vm.new_str(&format!("{name}({})", parts.join(", "))))
}

impl Vm {
    /// Makes the struct sequence of a Rust struct that is declared as one.
    ///
    /// Errors: what the conversion of a field raises.
    pub fn new_native_struct_sequence<T: StructSequence>(&mut self, fields: T) -> PyResult {
        let items = fields.into_items(self)?;
        let class = T::class(self).clone();
        Ok(of_fields(T::FIELDS, items, &class, self))
    }
}
