//! The rows of the table.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use super::call::{arity, attribute_name, one_or_two};
use super::{SlotRow, SpecialMethod, trampolines};
use crate::builtins::memoryview::MemoryView;
use crate::builtins::type_::Type;
use crate::function::args::Args;
use crate::object::buffer::BufferFlags;
use crate::object::step::Step;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const SET: &str = "a wrapper is made only for a slot that the type has";

/// A row: `slot place => function or nothing; methods`.
macro_rules! row {
    ($($place:ident)+ $([$index:expr])? => $trampoline:expr; $($method:expr),* $(,)?) => {
        SlotRow {
            is_set: |slots| slots.$($place)+$([$index])?.is_some(),
            copy: |from, to| to.$($place)+$([$index])? = from.$($place)+$([$index])?,
            same: |a, b| match (a.$($place)+$([$index])?, b.$($place)+$([$index])?) {
                (Some(a), Some(b)) => std::ptr::fn_addr_eq(a, b),
                (None, None) => true,
                _ => false,
            },
            clear: |slots| slots.$($place)+$([$index])? = None,
            install: |slots| slots.$($place)+$([$index])? = $trampoline,
            methods: &[$($method),*],
        }
    };
}

/// A special method: name, signature, documentation, and how its wrapper calls the slot.
macro_rules! method {
    ($name:ident $signature:literal $doc:literal, $call:expr) => {
        SpecialMethod {
            name: stringify!($name),
            key: |names| &names.$name,
            doc: $doc,
            signature: $signature,
            keywords: false,
            call: Some($call),
        }
    };
    (keywords $name:ident $signature:literal $doc:literal, $call:expr) => {
        SpecialMethod {
            keywords: true,
            ..method!($name $signature $doc, $call)
        }
    };
    (no wrapper $name:ident) => {
        SpecialMethod {
            name: stringify!($name),
            key: |names| &names.$name,
            doc: "",
            signature: "",
            keywords: false,
            call: None,
        }
    };
}

/// A method without arguments.
macro_rules! unary {
    ($place:ident $name:ident $doc:literal) => {
        row!($place => Some(trampolines::$place);
            method!($name "($self, /)" $doc, |owner, object, args, vm| {
                let [] = arity(args, vm)?;
                let slot = owner.slots(vm).$place.expect(SET);
                slot(object, vm)
            }))
    };
}

/// A binary operator: its plain and its in-place row.
macro_rules! binary {
    ($operator:ident $name:ident $doc:literal $reflected:ident $reflected_doc:literal) => {
        row!(binary[BinaryOperator::$operator as usize]
            => Some(trampolines::BINARY[BinaryOperator::$operator as usize]);
            method!($name "($self, value, /)" $doc, |owner, object, args, vm| {
                let [other] = arity(args, vm)?;
                let slot = owner.slots(vm).binary[BinaryOperator::$operator as usize].expect(SET);
                slot(object, other, vm)
            }),
            method!($reflected "($self, value, /)" $reflected_doc, |owner, object, args, vm| {
                let [other] = arity(args, vm)?;
                let slot = owner.slots(vm).binary[BinaryOperator::$operator as usize].expect(SET);
                slot(other, object, vm)
            }))
    };
}

macro_rules! inplace {
    ($operator:ident $name:ident $doc:literal) => {
        row!(inplace[BinaryOperator::$operator as usize]
            => Some(trampolines::INPLACE[BinaryOperator::$operator as usize]);
            method!($name "($self, value, /)" $doc, |owner, object, args, vm| {
                let [other] = arity(args, vm)?;
                let slot = owner.slots(vm).inplace[BinaryOperator::$operator as usize].expect(SET);
                slot(object, other, vm)
            }))
    };
}

macro_rules! comparison {
    ($operator:ident $name:ident $doc:literal) => {
        method!($name "($self, value, /)" $doc, |owner, object, args, vm| {
            let [other] = arity(args, vm)?;
            let slot = owner.slots(vm).compare.expect(SET);
            slot(object, other, CompareOperator::$operator, vm)
        })
    };
}

/// The table. A name may stand in several rows: a native type has the slot of one of them, a
/// Python class gets the first.
pub(crate) static SLOT_TABLE: &[SlotRow] = &[
    unary!(repr __repr__ "Return repr(self)."),
    unary!(str __str__ "Return str(self)."),
    row!(hash => Some(trampolines::hash);
    method!(__hash__ "($self, /)" "Return hash(self).", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).hash.expect(SET);
        let hash = slot(object, vm)?;
        Ok(vm.new_int(if hash == -1 { -2 } else { hash }))
    })),
    row!(call => Some(trampolines::call);
    method!(keywords __call__ "($self, /, *args, **kwargs)" "Call self as a function.",
        |owner, object, args, vm| {
            let slot = owner.slots(vm).call.expect(SET);
            slot(object, args, vm)
        })),
    row!(get_attribute => Some(trampolines::get_attribute);
        method!(__getattribute__ "($self, name, /)" "Return getattr(self, name).",
            |owner, object, args, vm| {
                let [name] = arity(args, vm)?;
                let name = attribute_name(name, vm)?;
                let slot = owner.slots(vm).get_attribute.expect(SET);
                slot(object, name, vm)
            }),
        method!(no wrapper __getattr__)),
    row!(set_attribute => Some(trampolines::set_attribute);
    method!(__setattr__ "($self, name, value, /)" "Implement setattr(self, name, value).",
        |owner, object, args, vm| {
            let [name, value] = arity(args, vm)?;
            let name = attribute_name(name, vm)?;
            let slot = owner.slots(vm).set_attribute.expect(SET);
            check_setattr(owner, object, "__setattr__", vm)?;
            slot(object, name, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delattr__ "($self, name, /)" "Implement delattr(self, name).",
        |owner, object, args, vm| {
            let [name] = arity(args, vm)?;
            let name = attribute_name(name, vm)?;
            let slot = owner.slots(vm).set_attribute.expect(SET);
            check_setattr(owner, object, "__delattr__", vm)?;
            slot(object, name, None, vm)?;
            Ok(Value::NONE)
        })),
    row!(compare => Some(trampolines::compare);
        comparison!(Less __lt__ "Return self<value."),
        comparison!(LessEqual __le__ "Return self<=value."),
        comparison!(Equal __eq__ "Return self==value."),
        comparison!(NotEqual __ne__ "Return self!=value."),
        comparison!(Greater __gt__ "Return self>value."),
        comparison!(GreaterEqual __ge__ "Return self>=value.")),
    unary!(iter __iter__ "Implement iter(self)."),
    row!(iternext => Some(trampolines::iternext);
    method!(__next__ "($self, /)" "Implement next(self).", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).iternext.expect(SET);
        match slot(object, vm)? {
            Step::Item(item) => Ok(item),
            Step::End(value) => Err(vm.stop_iteration(value)),
        }
    })),
    row!(descriptor_get => Some(trampolines::descriptor_get);
    method!(__get__ "($self, instance, owner=None, /)"
        "Return an attribute of instance, which is of type owner.",
        |owner, object, args, vm| {
            let (instance, class) = one_or_two(args, vm)?;
            let class = class.cloned().unwrap_or(Value::NONE);
            if instance.is_none() && class.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            let slot = owner.slots(vm).descriptor_get.expect(SET);
            slot(object, Some(instance).filter(|instance| !instance.is_none()), &class, vm)
        })),
    row!(descriptor_set => Some(trampolines::descriptor_set);
    method!(__set__ "($self, instance, value, /)" "Set an attribute of instance to value.",
        |owner, object, args, vm| {
            let [instance, value] = arity(args, vm)?;
            let slot = owner.slots(vm).descriptor_set.expect(SET);
            slot(object, instance, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delete__ "($self, instance, /)" "Delete an attribute of instance.",
        |owner, object, args, vm| {
            let [instance] = arity(args, vm)?;
            let slot = owner.slots(vm).descriptor_set.expect(SET);
            slot(object, instance, None, vm)?;
            Ok(Value::NONE)
        })),
    row!(init => Some(trampolines::init);
    method!(keywords __init__ "($self, /, *args, **kwargs)"
        "Initialize self.  See help(type(self)) for accurate signature.",
        |owner, object, args, vm| {
            let slot = owner.slots(vm).init.expect(SET);
            slot(object, args, vm)?;
            Ok(Value::NONE)
        })),
    row!(new => Some(trampolines::new); method!(no wrapper __new__)),
    binary!(Add __add__ "Return self+value." __radd__ "Return value+self."),
    row!(concat => None;
    method!(__add__ "($self, value, /)" "Return self+value.", |owner, object, args, vm| {
        let [other] = arity(args, vm)?;
        let slot = owner.slots(vm).concat.expect(SET);
        slot(object, other, vm)
    })),
    binary!(Subtract __sub__ "Return self-value." __rsub__ "Return value-self."),
    binary!(Multiply __mul__ "Return self*value." __rmul__ "Return value*self."),
    row!(repeat => None;
    method!(__mul__ "($self, value, /)" "Return self*value.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).repeat.expect(SET);
        slot(object, &count, vm)
    }),
    method!(__rmul__ "($self, value, /)" "Return value*self.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).repeat.expect(SET);
        slot(object, &count, vm)
    })),
    binary!(TrueDivide __truediv__ "Return self/value." __rtruediv__ "Return value/self."),
    binary!(FloorDivide __floordiv__ "Return self//value." __rfloordiv__ "Return value//self."),
    binary!(Remainder __mod__ "Return self%value." __rmod__ "Return value%self."),
    row!(binary[BinaryOperator::Power as usize]
    => Some(trampolines::BINARY[BinaryOperator::Power as usize]);
    method!(__pow__ "($self, value, mod=None, /)" "Return pow(self, value, mod).",
        |owner, object, args, vm| {
            let (exponent, modulus) = one_or_two(args, vm)?;
            power(owner, [object, exponent], modulus, vm)
        }),
    method!(__rpow__ "($self, value, mod=None, /)" "Return pow(value, self, mod).",
        |owner, object, args, vm| {
            let (base, modulus) = one_or_two(args, vm)?;
            power(owner, [base, object], modulus, vm)
        })),
    row!(power_modulo => Some(trampolines::power_modulo);
        method!(no wrapper __pow__), method!(no wrapper __rpow__)),
    binary!(LeftShift __lshift__ "Return self<<value." __rlshift__ "Return value<<self."),
    binary!(RightShift __rshift__ "Return self>>value." __rrshift__ "Return value>>self."),
    binary!(And __and__ "Return self&value." __rand__ "Return value&self."),
    binary!(Or __or__ "Return self|value." __ror__ "Return value|self."),
    binary!(Xor __xor__ "Return self^value." __rxor__ "Return value^self."),
    binary!(MatrixMultiply __matmul__ "Return self@value." __rmatmul__ "Return value@self."),
    row!(divmod => Some(trampolines::DIVMOD);
    method!(__divmod__ "($self, value, /)" "Return divmod(self, value).",
        |owner, object, args, vm| {
            let [other] = arity(args, vm)?;
            let slot = owner.slots(vm).divmod.expect(SET);
            slot(object, other, vm)
        }),
    method!(__rdivmod__ "($self, value, /)" "Return divmod(value, self).",
        |owner, object, args, vm| {
            let [other] = arity(args, vm)?;
            let slot = owner.slots(vm).divmod.expect(SET);
            slot(other, object, vm)
        })),
    inplace!(Add __iadd__ "Return self+=value."),
    row!(inplace_concat => None;
    method!(__iadd__ "($self, value, /)" "Implement self+=value.", |owner, object, args, vm| {
        let [other] = arity(args, vm)?;
        let slot = owner.slots(vm).inplace_concat.expect(SET);
        slot(object, other, vm)
    })),
    inplace!(Subtract __isub__ "Return self-=value."),
    inplace!(Multiply __imul__ "Return self*=value."),
    row!(inplace_repeat => None;
    method!(__imul__ "($self, value, /)" "Implement self*=value.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).inplace_repeat.expect(SET);
        slot(object, &count, vm)
    })),
    inplace!(TrueDivide __itruediv__ "Return self/=value."),
    inplace!(FloorDivide __ifloordiv__ "Return self//=value."),
    inplace!(Remainder __imod__ "Return self%=value."),
    inplace!(Power __ipow__ "Return self**=value."),
    inplace!(LeftShift __ilshift__ "Return self<<=value."),
    inplace!(RightShift __irshift__ "Return self>>=value."),
    inplace!(And __iand__ "Return self&=value."),
    inplace!(Or __ior__ "Return self|=value."),
    inplace!(Xor __ixor__ "Return self^=value."),
    inplace!(MatrixMultiply __imatmul__ "Return self@=value."),
    unary!(negative __neg__ "-self"),
    unary!(positive __pos__ "+self"),
    unary!(absolute __abs__ "abs(self)"),
    unary!(invert __invert__ "~self"),
    row!(bool => Some(trampolines::bool);
    method!(__bool__ "($self, /)" "True if self else False", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).bool.expect(SET);
        slot(object, vm).map(Value::bool)
    })),
    unary!(int __int__ "int(self)"),
    unary!(float __float__ "float(self)"),
    unary!(index __index__
        "Return self converted to an integer, if self is suitable for use as an index into a list."),
    row!(length => Some(trampolines::length);
    method!(__len__ "($self, /)" "Return len(self).", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).length.expect(SET);
        let length = slot(object, vm)?;
        Ok(vm.new_int(length as i64))
    })),
    row!(subscript => Some(trampolines::subscript);
    method!(__getitem__ "($self, key, /)" "Return self[key].", |owner, object, args, vm| {
        let [key] = arity(args, vm)?;
        let slot = owner.slots(vm).subscript.expect(SET);
        slot(object, key, vm)
    })),
    row!(set_subscript => Some(trampolines::set_subscript);
    method!(__setitem__ "($self, key, value, /)" "Set self[key] to value.",
        |owner, object, args, vm| {
            let [key, value] = arity(args, vm)?;
            let slot = owner.slots(vm).set_subscript.expect(SET);
            slot(object, key, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delitem__ "($self, key, /)" "Delete self[key].", |owner, object, args, vm| {
        let [key] = arity(args, vm)?;
        let slot = owner.slots(vm).set_subscript.expect(SET);
        slot(object, key, None, vm)?;
        Ok(Value::NONE)
    })),
    row!(contains => Some(trampolines::contains);
    method!(__contains__ "($self, key, /)" "Return bool(key in self).",
        |owner, object, args, vm| {
            let [item] = arity(args, vm)?;
            let slot = owner.slots(vm).contains.expect(SET);
            slot(object, item, vm).map(Value::bool)
        })),
    row!(r#await => Some(trampolines::r#await);
    method!(__await__ "($self, /)" "Return an iterator to be used in await expression.",
        |owner, object, args, vm| {
            let [] = arity(args, vm)?;
            let slot = owner.slots(vm).r#await.expect(SET);
            slot(object, vm)
        })),
    unary!(aiter __aiter__ "Return an awaitable, that resolves in asynchronous iterator."),
    unary!(anext __anext__ "Return a value or raise StopAsyncIteration."),
    row!(buffer => Some(trampolines::buffer);
    method!(__buffer__ "($self, flags, /)"
        "Return a buffer object that exposes the underlying memory of the object.",
        |owner, object, args, vm| {
            let flags = buffer_flags(one_argument("__buffer__", args, vm)?, vm)?;
            let slot = owner.slots(vm).buffer.expect(SET);
            let view = slot(object, flags, vm)?;
            Ok(MemoryView::of_view(view, vm).into_value())
        })),
    row!(release_buffer => Some(trampolines::RELEASE_BUFFER);
    method!(__release_buffer__ "($self, buffer, /)"
        "Release the buffer object that exposes the underlying memory of the object.",
        |owner, object, args, vm| {
            let view = one_argument("__release_buffer__", args, vm)?;
            let Some(view) = view.downcast::<MemoryView>() else {
                return Err(vm.type_error("expected a memoryview object"));
            };
            let slot = owner.slots(vm).release_buffer.expect(SET);
            slot(object, view, vm)?;
            Ok(Value::NONE)
        })),
];

/// The only argument of a special method; the message names it.
fn one_argument<'a>(name: &str, args: Args<'a>, vm: &mut Vm) -> PyResult<&'a Value> {
    match args.positional() {
        [argument] => Ok(argument),
        other => {
            let got = other.len();
            Err(vm.type_error(format!("{name} expected 1 argument, got {got}")))
        }
    }
}

/// The argument of `__buffer__`.
pub(crate) fn buffer_flags(value: &Value, vm: &mut Vm) -> PyResult<BufferFlags> {
    let class = value.type_name(vm);
    let Some(flags) = value.index(vm)?.as_small_int() else {
        return Err(vm.overflow_error(format!("cannot fit '{class}' into an index-sized integer")));
    };
    match i32::try_from(flags) {
        Ok(flags) => Ok(BufferFlags(flags)),
        Err(_) => Err(vm.overflow_error("buffer flags out of range")),
    }
}

/// `__pow__` with one or two arguments.
fn power(
    owner: &crate::object::Ref<Type>,
    operands: [&Value; 2],
    modulus: Option<&Value>,
    vm: &mut Vm,
) -> PyResult {
    let slots = owner.slots(vm);
    match (
        modulus.filter(|modulus| !modulus.is_none()),
        slots.power_modulo,
    ) {
        (None, _) => {
            let slot = slots.binary[BinaryOperator::Power as usize].expect(SET);
            slot(operands[0], operands[1], vm)
        }
        (Some(modulus), Some(slot)) => slot(operands[0], operands[1], modulus, vm),
        (Some(_), None) => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `object.__setattr__` must not get past the checks of a more special native type.
fn check_setattr(
    owner: &crate::object::Ref<Type>,
    object: &Value,
    what: &str,
    vm: &mut Vm,
) -> PyResult<()> {
    let class = object.class(vm);
    let native = class.mro.get(vm).iter().find(|class| !class.is_heap_type());
    let own = native.and_then(|native| native.slots(vm).set_attribute);
    let called = owner.slots(vm).set_attribute;
    match (own, called) {
        (Some(own), Some(called)) if !std::ptr::fn_addr_eq(own, called) => {
            let name = class.name(vm);
            Err(vm.type_error(format!("can't apply this {what} to {name} object")))
        }
        _ => Ok(()),
    }
}
