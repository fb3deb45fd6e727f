//! `types.GenericAlias`

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use super::{is_one_of, parameters, write_argument};
use crate::builtins::iterators;
use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::attributes::generic_get_attribute;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// A class with type arguments.
#[derive(Payload)]
pub struct GenericAlias {
    origin: Value,
    args: Ref<Tuple>,
    /// Computed when first asked for.
    parameters: HeapCell<Option<Ref<Tuple>>>,
    /// Whether this is `*alias`.
    starred: bool,
}

/// Attributes that are not those of the origin.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];

/// Attributes that an alias does not have, even if its origin has.
const BLOCKED: &[&str] = &["__bases__", "__copy__", "__deepcopy__"];

impl GenericAlias {
    /// Makes `origin[item]`.
    pub fn new(origin: Value, item: Value, vm: &mut Vm) -> PyResult<Ref<GenericAlias>> {
        let args = super::as_tuple(item, vm);
        let class = vm.types.generic_alias.clone();
        Ok(GenericAlias::make(&class, origin, args, false, vm))
    }

    fn make(
        class: &Ref<Type>,
        origin: Value,
        args: Ref<Tuple>,
        starred: bool,
        vm: &mut Vm,
    ) -> Ref<GenericAlias> {
        let payload = GenericAlias {
            origin,
            args,
            parameters: HeapCell::new(None),
            starred,
        };
        heap::new_instance(vm.heap(), class, payload)
    }

    fn parameters(&self, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        if let Some(known) = self.parameters.cloned(vm) {
            return Ok(known);
        }
        let parameters = parameters::collect(&self.args, vm)?;
        self.parameters.replace(Some(parameters.clone()), vm);
        Ok(parameters)
    }
}

fn payload(value: &Value) -> &Ref<GenericAlias> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}

/// A class with arguments in brackets, such as list[int].
///
/// __origin__ is the class and __args__ what stands in the brackets.
#[native_class(
    name = "types.GenericAlias",
    registry = generic_alias,
    flags(base, weakref),
    slots(set_attribute = crate::object::attributes::generic_set_attribute, or = super::class_or),
)]
impl GenericAlias {
    #[new(signature = "(origin, args, /)")]
    fn new_slot(class: &Ref<Type>, args: Args<'_>, vm: &mut Vm) -> PyResult {
        if args.has_keywords() {
            return Err(vm.type_error("GenericAlias() takes no keyword arguments"));
        }
        let [origin, item] = args.positional() else {
            let count = args.len();
            return Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {count}")));
        };
        let item = super::as_tuple(item.clone(), vm);
        Ok(GenericAlias::make(class, origin.clone(), item, false, vm).into_value())
    }

    #[slot]
    fn repr(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult {
        let mut text = String::new();
        if this.starred {
            text.push('*');
        }
        write_argument(&mut text, &this.origin, vm)?;
        text.push('[');
        for (index, arg) in this.args.as_slice().iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            write_argument(&mut text, arg, vm)?;
        }
        if this.args.length() == 0 {
            text.push_str("()");
        }
        text.push(']');
        Ok(vm.new_str(&text))
    }

    #[slot]
    fn hash(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult<i64> {
        Ok(this.origin.hash(vm)? ^ this.args.as_value().hash(vm)?)
    }

    #[slot]
    fn compare(
        this: &Ref<GenericAlias>,
        right: &Value,
        op: CompareOperator,
        vm: &mut Vm,
    ) -> PyResult {
        let (Some(other), CompareOperator::Equal | CompareOperator::NotEqual) =
            (right.downcast::<GenericAlias>(), op)
        else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = this.starred == other.starred
            && this.origin.equals(&other.origin, vm)?
            && this.args.as_value().equals(other.args.as_value(), vm)?;
        Ok(Value::bool(equal == (op == CompareOperator::Equal)))
    }

    #[slot]
    fn get_attribute(object: &Value, name: &Ref<Str>, vm: &mut Vm) -> PyResult {
        let is_dunder = name.as_bytes().starts_with(b"__") && name.as_bytes().ends_with(b"__");
        let own = is_one_of(name, OWN) || is_one_of(name, BLOCKED);
        // Special methods of the alias itself are looked up past this, by its class.
        if own || (is_dunder && is_own_method(name)) {
            return generic_get_attribute(object, name, vm);
        }
        payload(object).origin.get_attribute(name, vm)
    }

    /// Makes an instance of the origin, which learns of the alias if it can.
    #[slot]
    fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let object = payload(callee).origin.call(args, vm)?;
        let name = vm.intern("__orig_class__");
        match object.set_attribute(&name, callee.clone(), vm) {
            Err(raised)
                if raised.is_instance(&vm.types.exceptions.attribute_error, vm)
                    || raised.is_instance(&vm.types.exceptions.type_error, vm) => {}
            result => result?,
        }
        Ok(object)
    }

    #[slot]
    fn subscript(this: &Ref<GenericAlias>, item: &Value, vm: &mut Vm) -> PyResult {
        let parameters = this.parameters(vm)?;
        let args =
            parameters::substitute(this.as_value(), &this.args, &parameters, item.clone(), vm)?;
        let class = this.as_value().class(vm).clone();
        let alias = GenericAlias::make(&class, this.origin.clone(), args, this.starred, vm);
        Ok(alias.into_value())
    }

    /// `*alias` gives the alias with a star, once.
    #[slot]
    fn iter(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult {
        let iterator = GenericAliasIterator {
            alias: HeapCell::new(Some(this.clone())),
        };
        Ok(Ref::new(iterator, vm).into_value())
    }

    #[getter(member)]
    fn __origin__(this: &Ref<GenericAlias>) -> Value {
        this.origin.clone()
    }

    #[getter(member)]
    fn __args__(this: &Ref<GenericAlias>) -> Ref<Tuple> {
        this.args.clone()
    }

    /// The type parameters that occur in the arguments.
    #[getter]
    fn __parameters__(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult<Ref<Tuple>> {
        this.parameters(vm)
    }

    #[getter(member)]
    fn __unpacked__(this: &Ref<GenericAlias>) -> bool {
        this.starred
    }

    #[getter]
    fn __typing_unpacked_tuple_args__(this: &Ref<GenericAlias>, vm: &mut Vm) -> Value {
        if this.starred && this.origin.is(vm.types.tuple.as_value()) {
            this.args.to_value()
        } else {
            Value::NONE
        }
    }

    #[method(signature = "($self, object, /)")]
    fn __mro_entries__(this: &Ref<GenericAlias>, _bases: Value, vm: &mut Vm) -> Ref<Tuple> {
        Tuple::new(vec![this.origin.clone()], vm)
    }

    #[method(signature = "($self, object, /)")]
    fn __instancecheck__(_this: &Ref<GenericAlias>, _instance: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
    }

    #[method(signature = "($self, object, /)")]
    fn __subclasscheck__(_this: &Ref<GenericAlias>, _subclass: Value, vm: &mut Vm) -> PyResult {
        Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult {
        let class = vm.types.generic_alias.to_value();
        if this.starred {
            let name = vm.intern("next");
            let next = vm.builtins.get_str(&name, vm).cloned();
            let plain = GenericAlias::new(this.origin.clone(), this.args.to_value(), vm)?;
            let iterator = plain.as_value().iter(vm)?;
            let args = Tuple::new(vec![iterator], vm).into_value();
            let parts = vec![next.unwrap_or(Value::NONE), args];
            return Ok(Tuple::new(parts, vm).into_value());
        }
        let args = Tuple::new(vec![this.origin.clone(), this.args.to_value()], vm);
        Ok(Tuple::new(vec![class, args.into_value()], vm).into_value())
    }

    #[method(signature = "($self, /)")]
    fn __dir__(this: &Ref<GenericAlias>, vm: &mut Vm) -> PyResult {
        let name = vm.names.__dir__.clone();
        let origin = this.origin.class(vm).to_value();
        let names = match this.origin.downcast::<Type>() {
            Some(_) => {
                let function = origin.get_attribute(&name, vm)?;
                function.call_positional(std::slice::from_ref(&this.origin), vm)?
            }
            None => this.origin.call_method(&name, &[], vm)?,
        };
        let mut names = vm.collect(&names)?;
        for own in OWN {
            names.push(vm.new_str(own));
        }
        Ok(List::new(names, vm).into_value())
    }
}

fn is_own_method(name: &Ref<Str>) -> bool {
    is_one_of(name, &["__dir__", "__instancecheck__", "__subclasscheck__"])
}

/// What `*alias` iterates: it gives the alias with a star, once.
#[derive(Payload)]
pub(crate) struct GenericAliasIterator {
    alias: HeapCell<Option<Ref<GenericAlias>>>,
}

#[native_class(name = "generic_alias_iterator", undocumented)]
impl GenericAliasIterator {
    #[slot]
    fn iternext(this: &Ref<GenericAliasIterator>, vm: &mut Vm) -> Option<Value> {
        let alias = this.alias.replace(None, vm)?;
        let class = alias.class().clone();
        let (origin, args) = (alias.origin.clone(), alias.args.clone());
        Some(GenericAlias::make(&class, origin, args, true, vm).into_value())
    }

    /// Returns how to make such an iterator, for pickling.
    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<GenericAliasIterator>, vm: &mut Vm) -> PyResult {
        // Looking `iter` up may run code that exhausts the iterator.
        let name = vm.intern("iter");
        let function = iterators::builtin(&name, vm)?;
        let argument = match this.alias.cloned(vm) {
            Some(alias) => alias.into_value(),
            None => Tuple::new(Vec::new(), vm).into_value(),
        };
        let arguments = Tuple::new(vec![argument], vm).into_value();
        Ok(Tuple::new(vec![function, arguments], vm).into_value())
    }
}
