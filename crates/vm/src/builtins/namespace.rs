//! `types.SimpleNamespace`: an object with any attributes.
//! Reference: <https://docs.python.org/3.14/library/types.html#types.SimpleNamespace>

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::dict::Dict;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::attributes::instance_dict;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A namespace: nothing but attributes.
pub struct Namespace;

impl Payload for Namespace {
    const NAME: &'static str = "types.SimpleNamespace";

    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.namespace
    }
}

impl Namespace {
    /// Makes an empty namespace.
    pub fn new(vm: &mut Vm) -> Ref<Namespace> {
        let class = vm.types.namespace.clone();
        heap::new_instance(vm.heap(), &class, Namespace)
    }
}

fn dict(object: &Value, vm: &mut Vm) -> Ref<Dict> {
    instance_dict(object, vm).expect("a namespace has a dict")
}

/// An object that is nothing but its attributes.
#[native_class(name = "types.SimpleNamespace", registry = namespace, flags(base, dict))]
impl Namespace {
    #[new(signature = "(mapping_or_iterable=(), /, **kwargs)")]
    fn new_slot(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        Ok(heap::new_instance(vm.heap(), class, Namespace).into_value())
    }

    #[init]
    fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let own = dict(object, vm).into_value();
        match args.positional() {
            [] => {}
            [mapping] => {
                let update = vm.names.update.clone();
                let copy = Dict::new(vm).into_value();
                copy.call_method(&update, std::slice::from_ref(mapping), vm)?;
                let iterator = copy.iter(vm)?;
                while let Some(key) = iterator.next(vm)? {
                    if !key.has_payload::<Str>() {
                        return Err(vm.type_error("keywords must be strings"));
                    }
                    let value = copy.subscript(&key, vm)?;
                    own.set_subscript(&key, value, vm)?;
                }
            }
            more => {
                let (name, count) = (object.class(vm).name(vm), more.len());
                return Err(
                    vm.type_error(format!("{name} expected at most 1 argument, got {count}"))
                );
            }
        }
        for (name, value) in args.keywords() {
            own.set_subscript(name, value.clone(), vm)?;
        }
        Ok(())
    }

    #[slot]
    fn repr(object: &Value, vm: &mut Vm) -> PyResult {
        let class = object.class(vm).clone();
        let name = if class.is(&vm.types.namespace) {
            "namespace".to_owned()
        } else {
            class.name(vm)
        };
        if !vm.repr_enter(object) {
            return Ok(vm.new_str(&format!("{name}(...)")));
        }
        let mut parts = Vec::new();
        let items: Vec<_> = (dict(object, vm).table(vm).iter())
            .map(|entry| (entry.key.clone(), entry.value.clone()))
            .collect();
        let mut result = Ok(());
        for (key, value) in items {
            let Some(key) = key.downcast::<Str>() else {
                continue;
            };
            match value.repr(vm) {
                Ok(value) => parts.push(format!(
                    "{}={}",
                    key.to_string_lossy(),
                    value.to_string_lossy()
                )),
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
        }
        vm.repr_leave(object);
        result?;
        Ok(vm.new_str(&format!("{name}({})", parts.join(", "))))
    }

    #[slot]
    fn compare(left: &Value, right: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        if !right.has_payload::<Namespace>() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (dict(left, vm), dict(right, vm));
        left.as_value().compare(right.as_value(), op, vm)
    }

    /// Returns what copy and pickle make the namespace again from.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Value, vm: &mut Vm) -> PyResult {
        let class = this.class(vm).to_value();
        let empty = Tuple::new(Vec::new(), vm).into_value();
        let dict = dict(this, vm).into_value();
        Ok(Tuple::new(vec![class, empty, dict], vm).into_value())
    }

    /// What copy.replace() calls: a copy in which the given attributes are other ones.
    #[method(signature = "($self, /, **changes)")]
    fn __replace__(this: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if !args.positional().is_empty() {
            return Err(vm.type_error("__replace__() takes no positional arguments"));
        }
        let class = this.class(vm).to_value();
        let copy = class.call(Args::EMPTY, vm)?;
        if !copy.has_payload::<Namespace>() {
            let class = this.class(vm).clone().full_name(vm);
            let expected = vm.types.namespace.clone().full_name(vm);
            let found = copy.class(vm).clone().full_name(vm);
            return Err(vm.type_error(format!(
                "expect {expected} type, but {class}() returned '{found}' object"
            )));
        }
        let update = vm.names.update.clone();
        let own = dict(this, vm).into_value();
        let target = dict(&copy, vm).into_value();
        target.call_method(&update, &[own], vm)?;
        for (name, value) in args.keywords() {
            target.set_subscript(name, value.clone(), vm)?;
        }
        Ok(copy)
    }
}
