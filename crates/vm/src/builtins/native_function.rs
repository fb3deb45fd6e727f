//! `builtin_function_or_method`, `method_descriptor` and `classmethod_descriptor`: native
//! functions as objects.

use rpy_bytecode::CompareOperator;
use rpy_macros::native_class;

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::function::bind::{error_of_bound, wrong_receiver};
use crate::function::native::NativeDefinition;
use crate::object::Traverse;
use crate::object::heap;
use crate::object::payload::{Payload, Visitor};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// A function of a native module, a static method, or a native method bound to its object.
pub struct NativeFunction {
    definition: &'static NativeDefinition,
    /// `__self__` of a bound method: the object or the class. It is the first argument of a call.
    receiver: Option<Value>,
    /// `__module__` of a module's function.
    module: Option<Ref<Str>>,
    /// The class whose static method it is.
    owner: Option<Ref<Type>>,
}

impl Payload for NativeFunction {
    const NAME: &'static str = "builtin_function_or_method";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(receiver) = &self.receiver {
            visit(receiver);
        }
        self.module.traverse(visit);
        self.owner.traverse(visit);
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.native_function
    }
}

/// A native method in the dict of its class.
pub struct MethodDescriptor {
    definition: &'static NativeDefinition,
    class: Ref<Type>,
}

impl Payload for MethodDescriptor {
    const NAME: &'static str = "method_descriptor";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.class.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.method_descriptor
    }
}

/// A native class method in the dict of its class.
pub struct ClassMethodDescriptor {
    definition: &'static NativeDefinition,
    class: Ref<Type>,
}

impl Payload for ClassMethodDescriptor {
    const NAME: &'static str = "classmethod_descriptor";

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.class.as_value());
    }

    fn class(vm: &mut Vm) -> &Ref<Type> {
        &vm.types.class_method_descriptor
    }
}

impl NativeFunction {
    /// Makes a function of the module with this name.
    pub fn new(
        definition: &'static NativeDefinition,
        module: Option<Ref<Str>>,
        vm: &mut Vm,
    ) -> Ref<NativeFunction> {
        NativeFunction::make(definition, None, module, None, vm)
    }

    /// Makes a static method of a class.
    pub(crate) fn of_class(
        definition: &'static NativeDefinition,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> Ref<NativeFunction> {
        NativeFunction::make(definition, None, None, Some(class.clone()), vm)
    }

    /// Makes a method bound to an object, or a class method bound to a class.
    pub fn bound(
        definition: &'static NativeDefinition,
        receiver: Value,
        vm: &mut Vm,
    ) -> Ref<NativeFunction> {
        NativeFunction::make(definition, Some(receiver), None, None, vm)
    }

    fn make(
        definition: &'static NativeDefinition,
        receiver: Option<Value>,
        module: Option<Ref<Str>>,
        owner: Option<Ref<Type>>,
        vm: &mut Vm,
    ) -> Ref<NativeFunction> {
        let payload = NativeFunction {
            definition,
            receiver,
            module,
            owner,
        };
        let class = &vm.types.native_function;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The function's description.
    #[inline(always)]
    pub fn definition(&self) -> &'static NativeDefinition {
        self.definition
    }

    /// The object or class that is the first argument of a call, if it is bound.
    #[inline(always)]
    pub fn receiver(&self) -> Option<&Value> {
        self.receiver.as_ref()
    }

    /// Calls the function, with the receiver in front.
    #[inline]
    pub fn call(&self, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let (values, names) = (args.values(), args.names());
        let result = match &self.receiver {
            None => (self.definition.function)(args, vm),
            Some(receiver) => call_with_receiver(self.definition, receiver, args, vm),
        };
        result.map_err(|raised| self.error(raised, Args::new(values, names), vm))
    }

    /// What a failed call raises: wrong arguments are told in the name of the object's class.
    #[cold]
    pub(crate) fn error(&self, raised: Raised, args: Args<'_>, vm: &mut Vm) -> Raised {
        let owner = self.owner.as_ref().map(Ref::as_value);
        let Some(receiver) = self.receiver.as_ref().or(owner) else {
            return raised;
        };
        let class = class_named_for(receiver, vm);
        let name = qualified_name(&class, self.definition, vm);
        error_of_bound(raised, args, &self.definition.signature, &name, vm)
    }
}

/// The class in whose name a method is shown: an object's, or the class that is the receiver.
fn class_named_for(receiver: &Value, vm: &mut Vm) -> Ref<Type> {
    match receiver.downcast::<Type>() {
        Some(class) => class.clone(),
        None => vm.class_of(receiver).clone(),
    }
}

/// Calls with one more argument in front of the others.
fn call_with_receiver(
    definition: &'static NativeDefinition,
    receiver: &Value,
    args: Args<'_>,
    vm: &mut Vm,
) -> PyResult {
    let function = definition.function;
    let receiver = receiver.clone();
    match (args.values(), args.names()) {
        ([], []) => function(Args::positional_only(&[receiver]), vm),
        ([first], []) => function(Args::positional_only(&[receiver, first.clone()]), vm),
        ([first, second], []) => {
            let values = [receiver, first.clone(), second.clone()];
            function(Args::positional_only(&values), vm)
        }
        (values, names) => {
            let mut all = Vec::with_capacity(values.len() + 1);
            all.push(receiver);
            all.extend_from_slice(values);
            function(Args::new(&all, names), vm)
        }
    }
}

impl MethodDescriptor {
    /// Makes the descriptor of a method of `class`.
    pub fn new(
        definition: &'static NativeDefinition,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> Ref<MethodDescriptor> {
        let payload = MethodDescriptor {
            definition,
            class: class.clone(),
        };
        let class = &vm.types.method_descriptor;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The method's description.
    #[inline(always)]
    pub fn definition(&self) -> &'static NativeDefinition {
        self.definition
    }

    /// `__objclass__`
    #[inline(always)]
    pub fn owner(&self) -> &Ref<Type> {
        &self.class
    }

    /// Calls the method with the object as the first argument.
    ///
    /// Errors: `TypeError` if there is none or it is no instance of the class.
    #[inline]
    pub fn call(&self, args: Args<'_>, vm: &mut Vm) -> PyResult {
        match args.positional().first() {
            Some(object) if vm.class_of(object).is_subclass_of(&self.class, vm) => {
                (self.definition.function)(args, vm)
            }
            first => Err(self.bad_object(first, vm)),
        }
    }

    #[cold]
    fn bad_object(&self, object: Option<&Value>, vm: &mut Vm) -> crate::result::Raised {
        let name = self.definition.signature.name;
        match object {
            Some(object) => wrong_receiver(name, self.class.clone(), object, vm),
            None => {
                let class = self.class.name(vm);
                vm.type_error(format!("unbound method {class}.{name}() needs an argument"))
            }
        }
    }
}

impl ClassMethodDescriptor {
    /// Makes the descriptor of a class method of `class`.
    pub fn new(
        definition: &'static NativeDefinition,
        class: &Ref<Type>,
        vm: &mut Vm,
    ) -> Ref<ClassMethodDescriptor> {
        let payload = ClassMethodDescriptor {
            definition,
            class: class.clone(),
        };
        let class = &vm.types.class_method_descriptor;
        heap::new_object(vm.heap(), class, class.root_shape(), payload, 0)
    }

    /// The method's description.
    pub fn definition(&self) -> &'static NativeDefinition {
        self.definition
    }

    /// Binds to a class, which must inherit from the method's.
    fn bind(&self, class: &Value, vm: &mut Vm) -> PyResult {
        let (name, owner) = (self.definition.signature.name, &self.class);
        let Some(class) = class.downcast::<Type>() else {
            let (owner, found) = (owner.shown_name(vm), class.type_name(vm));
            return Err(vm.type_error(format!(
                "descriptor '{name}' for type '{owner}' needs a type, not a '{found}' as arg 2"
            )));
        };
        if !class.is_subclass_of(owner, vm) {
            let (owner, found) = (owner.shown_name(vm), class.shown_name(vm));
            return Err(vm.type_error(format!(
                "descriptor '{name}' requires a subtype of '{owner}' but received '{found}'"
            )));
        }
        Ok(NativeFunction::bound(self.definition, class.to_value(), vm).into_value())
    }
}

fn optional_text(text: &str, vm: &mut Vm) -> Value {
    if text.is_empty() {
        Value::NONE
    } else {
        vm.new_str(text)
    }
}

/// What `__reduce__` of a method gives: `(getattr, (object, name))`.
pub(crate) fn reduce_attribute(object: &Value, name: &str, vm: &mut Vm) -> PyResult {
    let getattr = vm.intern("getattr");
    let builtins = vm.builtins.clone();
    let Some(getattr) = builtins.get_str(&getattr, vm).cloned() else {
        return Err(vm.attribute_error("module 'builtins' has no attribute 'getattr'"));
    };
    let arguments = vec![object.clone(), vm.new_str(name)];
    let arguments = Tuple::new(arguments, vm).into_value();
    Ok(Tuple::new(vec![getattr, arguments], vm).into_value())
}

/// `Class.method`, for `__qualname__`.
fn qualified_name(class: &Ref<Type>, definition: &NativeDefinition, vm: &mut Vm) -> String {
    let qualname = class.qualname.get(vm).as_ref();
    let class = qualname.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("{class}.{}", definition.signature.name)
}

#[native_class(
    name = "builtin_function_or_method",
    registry = native_function,
    flags(disallow_instantiation, weakref),
)]
impl NativeFunction {
    #[slot]
    fn repr(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        let name = this.definition.signature.name;
        let owner = this.owner.as_ref().map(Ref::as_value);
        let text = match this.receiver.as_ref().or(owner) {
            None => format!("<built-in function {name}>"),
            Some(receiver) => {
                let (class, address) = (vm.class_of(receiver).shown_name(vm), receiver.bits());
                format!("<built-in method {name} of {class} object at {address:#x}>")
            }
        };
        Ok(vm.new_str(&text))
    }

    #[slot(call)]
    fn function_call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        payload::<NativeFunction>(callee).clone().call(args, vm)
    }

    #[getter]
    fn __name__(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.definition.signature.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        let owner = this.owner.as_ref().map(Ref::as_value);
        let Some(receiver) = this.receiver.as_ref().or(owner) else {
            return Ok(vm.new_str(this.definition.signature.name));
        };
        let class = class_named_for(receiver, vm);
        let name = qualified_name(&class, this.definition, vm);
        Ok(vm.new_str(&name))
    }

    #[getter]
    fn __doc__(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.doc, vm))
    }

    #[getter]
    fn __text_signature__(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.text, vm))
    }

    /// The object of a bound method, the module of a module's function.
    #[getter]
    fn __self__(this: &Ref<NativeFunction>, vm: &mut Vm) -> Option<Value> {
        match (&this.receiver, &this.module) {
            (None, Some(module)) => vm.modules.get_str(module, vm).cloned(),
            (receiver, _) => receiver.clone(),
        }
    }

    /// Methods are equal if their objects are the same.
    #[slot]
    fn compare(
        this: &Ref<NativeFunction>,
        right: &Value,
        op: CompareOperator,
        _vm: &mut Vm,
    ) -> PyResult {
        let Some(other) = right.downcast::<NativeFunction>() else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let same_receiver = match (&this.receiver, &other.receiver) {
            (Some(own), Some(other)) => own.is(other),
            (None, None) => true,
            _ => false,
        };
        let equal = same_receiver && std::ptr::eq(this.definition, other.definition);
        Ok(match op {
            CompareOperator::Equal => Value::bool(equal),
            CompareOperator::NotEqual => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot]
    fn hash(this: &Ref<NativeFunction>, _vm: &mut Vm) -> PyResult<i64> {
        let receiver = this.receiver.as_ref().map_or(0, Value::bits);
        let definition = std::ptr::from_ref(this.definition).addr() as u64;
        Ok((receiver.rotate_right(4) ^ definition.rotate_right(5)) as i64 >> 1)
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<NativeFunction>, vm: &mut Vm) -> PyResult {
        let name = this.definition.signature.name;
        let owner = this.owner.as_ref().map(Ref::as_value);
        match this.receiver.as_ref().or(owner) {
            None => Ok(vm.new_str(name)),
            Some(receiver) => reduce_attribute(receiver, name, vm),
        }
    }

    #[getter(member)]
    fn __module__(this: &Ref<NativeFunction>) -> Option<Ref<Str>> {
        this.module.clone()
    }
}

#[native_class(
    name = "method_descriptor",
    registry = method_descriptor,
    flags(disallow_instantiation, method_descriptor),
)]
impl MethodDescriptor {
    #[slot]
    fn repr(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        let (name, class) = (this.definition.signature.name, this.class.shown_name(vm));
        Ok(vm.new_str(&format!("<method '{name}' of '{class}' objects>")))
    }

    #[slot(call)]
    fn descriptor_call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        payload::<MethodDescriptor>(callee).clone().call(args, vm)
    }

    #[slot]
    fn descriptor_get(
        descriptor: &Value,
        object: Option<&Value>,
        _class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        let this = payload::<MethodDescriptor>(descriptor);
        match object {
            None => Ok(descriptor.clone()),
            Some(object) if vm.class_of(object).is_subclass_of(&this.class, vm) => {
                Ok(NativeFunction::bound(this.definition, object.clone(), vm).into_value())
            }
            Some(object) => Err(this.bad_object(Some(object), vm)),
        }
    }

    #[getter(member)]
    fn __name__(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.definition.signature.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        let name = qualified_name(&this.class, this.definition, vm);
        Ok(vm.new_str(&name))
    }

    #[getter]
    fn __doc__(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.doc, vm))
    }

    #[getter]
    fn __text_signature__(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.text, vm))
    }

    #[getter(member)]
    fn __objclass__(this: &Ref<MethodDescriptor>) -> Ref<Type> {
        this.class.clone()
    }

    #[method(signature = "($self, /)")]
    fn __reduce__(this: &Ref<MethodDescriptor>, vm: &mut Vm) -> PyResult {
        reduce_attribute(this.class.as_value(), this.definition.signature.name, vm)
    }
}

#[native_class(
    name = "classmethod_descriptor",
    registry = class_method_descriptor,
    flags(disallow_instantiation),
)]
impl ClassMethodDescriptor {
    #[slot]
    fn repr(this: &Ref<ClassMethodDescriptor>, vm: &mut Vm) -> PyResult {
        let (name, class) = (this.definition.signature.name, this.class.shown_name(vm));
        Ok(vm.new_str(&format!("<method '{name}' of '{class}' objects>")))
    }

    #[slot]
    fn call(callee: &Value, args: Args<'_>, vm: &mut Vm) -> PyResult {
        let this = payload::<ClassMethodDescriptor>(callee).clone();
        let Some((class, args)) = args.split_first() else {
            let (name, owner) = (this.definition.signature.name, this.class.shown_name(vm));
            return Err(vm.type_error(format!(
                "descriptor '{name}' of '{owner}' object needs an argument"
            )));
        };
        let bound = this.bind(class, vm)?;
        NativeFunction::function_call(&bound, args, vm)
    }

    #[slot]
    fn descriptor_get(
        descriptor: &Value,
        _object: Option<&Value>,
        class: &Value,
        vm: &mut Vm,
    ) -> PyResult {
        payload::<ClassMethodDescriptor>(descriptor)
            .clone()
            .bind(class, vm)
    }

    #[getter(member)]
    fn __name__(this: &Ref<ClassMethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(vm.new_str(this.definition.signature.name))
    }

    #[getter]
    fn __qualname__(this: &Ref<ClassMethodDescriptor>, vm: &mut Vm) -> PyResult {
        let name = qualified_name(&this.class, this.definition, vm);
        Ok(vm.new_str(&name))
    }

    #[getter]
    fn __doc__(this: &Ref<ClassMethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.doc, vm))
    }

    #[getter]
    fn __text_signature__(this: &Ref<ClassMethodDescriptor>, vm: &mut Vm) -> PyResult {
        Ok(optional_text(this.definition.signature.text, vm))
    }

    #[getter(member)]
    fn __objclass__(this: &Ref<ClassMethodDescriptor>) -> Ref<Type> {
        this.class.clone()
    }
}

/// The object behind a slot of one of these types.
fn payload<T: Payload>(value: &Value) -> &Ref<T> {
    value
        .downcast()
        .expect("a slot is called with its own type")
}
