//! `property`: an attribute computed by functions.
//! Reference: <https://docs.python.org/3.14/library/functions.html#property>

use rpy_macros::{Payload, Traverse, native_class};

use crate::builtins::str::Str;
use crate::builtins::type_::Type;
use crate::builtins::wrapper::is_abstract;
use crate::function::args::Args;
use crate::function::bind::unknown_keyword;
use crate::object::cell::HeapCell;
use crate::object::heap;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// The functions of a property; None where there is none.
#[derive(Clone, Traverse)]
struct Functions {
    get: Value,
    set: Value,
    delete: Value,
    doc: Value,
    /// Whether `doc` is that of the getter.
    getter_doc: bool,
    /// The name that `__set_name__` told, or None.
    name: Value,
}

/// A property.
#[derive(Payload)]
pub struct Property {
    functions: HeapCell<Functions>,
}

impl Functions {
    const NONE: Functions = Functions {
        get: Value::NONE,
        set: Value::NONE,
        delete: Value::NONE,
        doc: Value::NONE,
        getter_doc: false,
        name: Value::NONE,
    };
}

impl Property {
    /// The function that reads the attribute, if there is one.
    pub fn getter(&self, vm: &Vm) -> Option<Value> {
        let getter = &self.functions.get(vm).get;
        (!getter.is_none()).then(|| getter.clone())
    }

    /// The getter or None, for the eval loop.
    #[inline(always)]
    pub(crate) fn getter_or_none<'a>(&'a self, vm: &'a Vm) -> &'a Value {
        &self.functions.get(vm).get
    }

    /// What the class calls the property, else what its getter is called.
    fn known_name(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let functions = self.functions.cloned(vm);
        if !functions.name.is_none() {
            return Ok(Some(functions.name));
        }
        if functions.get.is_none() {
            return Ok(None);
        }
        let key = vm.names.__name__.clone();
        functions.get.get_attribute_optional(&key, vm)
    }

    /// `'x' of 'C' object`, as far as it is known, for messages.
    fn described(&self, object: &Value, what: &str, vm: &mut Vm) -> Raised {
        let class = object.class(vm).clone();
        let class = match class.qualname.get(vm) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => class.name(vm),
        };
        let name = match self.known_name(vm) {
            Ok(None) => String::new(),
            Ok(Some(name)) => match name.repr(vm) {
                Ok(name) => format!(" {}", name.to_string_lossy()),
                Err(raised) => return raised,
            },
            Err(raised) => return raised,
        };
        vm.attribute_error(format!("property{name} of '{class}' object has no {what}"))
    }
}

/// A property like `this` with some functions replaced.
fn copy(this: &Ref<Property>, change: impl FnOnce(&mut Functions), vm: &mut Vm) -> PyResult {
    let mut functions = this.functions.cloned(vm);
    change(&mut functions);
    // A doc that came from the getter is taken from the new one.
    let doc = if functions.getter_doc && !functions.get.is_none() {
        Value::NONE
    } else {
        functions.doc.clone()
    };
    let class = this.class().to_value();
    let args = [functions.get, functions.set, functions.delete, doc];
    let copy = class.call_positional(&args, vm)?;
    if let Some(property) = copy.downcast::<Property>() {
        let name = this.functions.get(vm).name.clone();
        property.functions.get_mut(vm).name = name;
    }
    Ok(copy)
}

/// Property attribute.
#[native_class(name = "property", registry = property, flags(base))]
impl Property {
    #[new(signature = "(fget=None, fset=None, fdel=None, doc=None)")]
    fn new(class: &Ref<Type>, _args: Args<'_>, vm: &mut Vm) -> PyResult {
        let payload = Property {
            functions: HeapCell::new(Functions::NONE),
        };
        Ok(heap::new_instance(vm.heap(), class, payload).into_value())
    }

    #[init]
    fn init(object: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        const NAMES: [&str; 4] = ["fget", "fset", "fdel", "doc"];
        let mut values: [Option<Value>; 4] = [const { None }; 4];
        let positional = args.positional();
        if positional.len() + args.names().len() > NAMES.len() {
            let count = args.len();
            return Err(vm.type_error(format!(
                "property() takes at most 4 arguments ({count} given)"
            )));
        }
        for (place, value) in values.iter_mut().zip(positional) {
            *place = Some(value.clone());
        }
        for (name, value) in args.keywords() {
            let name = name.downcast::<Str>().expect("keywords are strs");
            let text = name.to_string_lossy();
            let Some(index) = NAMES.iter().position(|known| *known == text) else {
                return Err(unknown_keyword("property", &text, &NAMES, vm));
            };
            if values[index].is_some() {
                let position = index + 1;
                return Err(vm.type_error(format!(
                    "argument for property() given by name ('{text}') and position ({position})"
                )));
            }
            values[index] = Some(value.clone());
        }
        let [get, set, delete, doc] = values.map(|value| value.unwrap_or(Value::NONE));
        let mut functions = Functions {
            get,
            set,
            delete,
            doc,
            getter_doc: false,
            name: Value::NONE,
        };
        let key = vm.names.__doc__.clone();
        if functions.doc.is_none()
            && !functions.get.is_none()
            && let Some(doc) = functions.get.get_attribute_optional(&key, vm)?
            && !doc.is_none()
        {
            functions.doc = doc;
            functions.getter_doc = true;
        }
        // A subclass has a `__doc__` of its own, which hides the property's: instances get theirs.
        let is_exact = object.class(vm).is(&vm.types.property);
        let getter_doc = functions.getter_doc;
        let own_doc = match is_exact {
            true => Value::NONE,
            false => std::mem::replace(&mut functions.doc, Value::NONE),
        };
        let old = payload(object).functions.replace(functions, vm);
        drop(old);
        if is_exact {
            return Ok(());
        }
        match object.set_attribute(&key, own_doc, vm) {
            // Where there is no room, only the documentation of a getter is missed.
            Err(raised)
                if !getter_doc && raised.is_instance(&vm.types.exceptions.attribute_error, vm) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    #[slot]
    fn descriptor_get(
        this: &Ref<Property>,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let Some(object) = object else {
            return Ok(this.to_value());
        };
        match this.getter(vm) {
            Some(getter) => getter.call_positional(std::slice::from_ref(object), vm),
            None => Err(this.described(object, "getter", vm)),
        }
    }

    #[slot]
    fn descriptor_set(
        this: &Ref<Property>,
        object: &Value,
        value: Option<Value>,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let functions = this.functions.get(vm);
        match value {
            Some(value) => {
                let setter = functions.set.clone();
                if setter.is_none() {
                    return Err(this.described(object, "setter", vm));
                }
                setter.call_positional(&[object.clone(), value], vm)?;
            }
            None => {
                let deleter = functions.delete.clone();
                if deleter.is_none() {
                    return Err(this.described(object, "deleter", vm));
                }
                deleter.call_positional(std::slice::from_ref(object), vm)?;
            }
        }
        Ok(())
    }

    /// Returns a property like this one, but read by another function.
    #[method(name = "getter", signature = "($self, object, /)")]
    fn getter_copy(this: &Ref<Property>, fget: Value, vm: &mut Vm) -> PyResult {
        copy(
            this,
            |functions| {
                if !fget.is_none() {
                    functions.get = fget;
                }
            },
            vm,
        )
    }

    /// Returns a property like this one, but set by another function.
    #[method(signature = "($self, object, /)")]
    fn setter(this: &Ref<Property>, fset: Value, vm: &mut Vm) -> PyResult {
        copy(
            this,
            |functions| {
                if !fset.is_none() {
                    functions.set = fset;
                }
            },
            vm,
        )
    }

    /// Returns a property like this one, but deleted by another function.
    #[method(signature = "($self, object, /)")]
    fn deleter(this: &Ref<Property>, fdel: Value, vm: &mut Vm) -> PyResult {
        copy(
            this,
            |functions| {
                if !fdel.is_none() {
                    functions.delete = fdel;
                }
            },
            vm,
        )
    }

    /// Tells the property what it is called in its class.
    #[method(signature = "($self, owner, name, /)")]
    fn __set_name__(this: &Ref<Property>, args: Args<'_>, vm: &mut Vm) -> PyResult<()> {
        let [_owner, name] = args.positional() else {
            let given = args.len();
            return Err(vm.type_error(format!(
                "__set_name__() takes 2 positional arguments but {given} were given"
            )));
        };
        let old = std::mem::replace(&mut this.functions.get_mut(vm).name, name.clone());
        drop(old);
        Ok(())
    }

    #[getter(member)]
    fn fget(this: &Ref<Property>, vm: &mut Vm) -> Value {
        this.functions.get(vm).get.clone()
    }

    #[getter(member)]
    fn fset(this: &Ref<Property>, vm: &mut Vm) -> Value {
        this.functions.get(vm).set.clone()
    }

    #[getter(member)]
    fn fdel(this: &Ref<Property>, vm: &mut Vm) -> Value {
        this.functions.get(vm).delete.clone()
    }

    #[getter(member)]
    fn __doc__(this: &Ref<Property>, vm: &mut Vm) -> Value {
        this.functions.get(vm).doc.clone()
    }

    #[setter(__doc__)]
    fn set_doc(this: &Ref<Property>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let functions = this.functions.get_mut(vm);
        functions.getter_doc = false;
        let old = std::mem::replace(&mut functions.doc, value.unwrap_or(Value::NONE));
        drop(old);
        Ok(())
    }

    #[getter]
    fn __name__(this: &Ref<Property>, vm: &mut Vm) -> PyResult {
        if let Some(name) = this.known_name(vm)? {
            return Ok(name);
        }
        Err(vm.attribute_error("'property' object has no attribute '__name__'"))
    }

    #[setter(__name__)]
    fn set_name(this: &Ref<Property>, value: Option<Value>, vm: &mut Vm) -> PyResult<()> {
        let name = value.unwrap_or(Value::NONE);
        let old = std::mem::replace(&mut this.functions.get_mut(vm).name, name);
        drop(old);
        Ok(())
    }

    #[getter]
    fn __isabstractmethod__(this: &Ref<Property>, vm: &mut Vm) -> PyResult<bool> {
        let functions = this.functions.cloned(vm);
        for function in [functions.get, functions.set, functions.delete] {
            if !function.is_none() && is_abstract(&function, vm)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn payload(value: &Value) -> &Ref<Property> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}
