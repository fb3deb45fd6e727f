//! The rows of the table.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use super::call::{arity, attribute_name, getter_arguments, one_or_two, two};
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
    unary!(repr __repr__ "Gives what repr() shows."),
    unary!(str __str__ "Gives the text that str() and print() show."),
    row!(hash => Some(trampolines::hash);
    method!(__hash__ "($self, /)" "Gives the number that hash() returns.", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).hash.expect(SET);
        let hash = slot(object, vm)?;
        Ok(vm.new_int(if hash == -1 { -2 } else { hash }))
    })),
    row!(call => Some(trampolines::call);
    method!(keywords __call__ "($self, /, *args, **kwargs)" "Carries out a call of the object.",
        |owner, object, args, vm| {
            let slot = owner.slots(vm).call.expect(SET);
            slot(object, args, vm)
        })),
    row!(get_attribute => Some(trampolines::get_attribute);
        method!(__getattribute__ "($self, name, /)" "Finds an attribute; every look-up begins here.",
            |owner, object, args, vm| {
                let [name] = arity(args, vm)?;
                let name = attribute_name(name, vm)?;
                let slot = owner.slots(vm).get_attribute.expect(SET);
                slot(object, name, vm)
            }),
        method!(no wrapper __getattr__)),
    row!(set_attribute => Some(trampolines::set_attribute);
    method!(__setattr__ "($self, name, value, /)" "Sets an attribute.",
        |owner, object, args, vm| {
            let [name, value] = two("__setattr__", args, vm)?;
            let name = attribute_name(name, vm)?;
            let slot = owner.slots(vm).set_attribute.expect(SET);
            check_setattr(owner, object, "__setattr__", vm)?;
            slot(object, name, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delattr__ "($self, name, /)" "Deletes an attribute.",
        |owner, object, args, vm| {
            let [name] = arity(args, vm)?;
            let name = attribute_name(name, vm)?;
            let slot = owner.slots(vm).set_attribute.expect(SET);
            check_setattr(owner, object, "__delattr__", vm)?;
            slot(object, name, None, vm)?;
            Ok(Value::NONE)
        })),
    row!(compare => Some(trampolines::compare);
        comparison!(Less __lt__ "Tells whether self < value."),
        comparison!(LessEqual __le__ "Tells whether self <= value."),
        comparison!(Equal __eq__ "Tells whether self == value."),
        comparison!(NotEqual __ne__ "Tells whether self != value."),
        comparison!(Greater __gt__ "Tells whether self > value."),
        comparison!(GreaterEqual __ge__ "Tells whether self >= value.")),
    unary!(iter __iter__ "Gives an iterator over the items."),
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
        "Gives what the descriptor stands for, on an instance or on its class.",
        |owner, object, args, vm| {
            let (instance, class) = getter_arguments(args, vm)?;
            let class = class.cloned().unwrap_or(Value::NONE);
            if instance.is_none() && class.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            let slot = owner.slots(vm).descriptor_get.expect(SET);
            slot(object, Some(instance).filter(|instance| !instance.is_none()), &class, vm)
        })),
    row!(descriptor_set => Some(trampolines::descriptor_set);
    method!(__set__ "($self, instance, value, /)" "Sets what the descriptor stands for.",
        |owner, object, args, vm| {
            let [instance, value] = two("__set__", args, vm)?;
            let slot = owner.slots(vm).descriptor_set.expect(SET);
            slot(object, instance, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delete__ "($self, instance, /)" "Deletes what the descriptor stands for.",
        |owner, object, args, vm| {
            let [instance] = arity(args, vm)?;
            let slot = owner.slots(vm).descriptor_set.expect(SET);
            slot(object, instance, None, vm)?;
            Ok(Value::NONE)
        })),
    row!(init => Some(trampolines::init);
    method!(keywords __init__ "($self, /, *args, **kwargs)"
        "Prepares a new object with the arguments that its class was called with.",
        |owner, object, args, vm| {
            let slot = owner.slots(vm).init.expect(SET);
            slot(object, args, vm)?;
            Ok(Value::NONE)
        })),
    row!(new => Some(trampolines::new); method!(no wrapper __new__)),
    binary!(Add __add__ "Computes self + value." __radd__ "Computes value + self."),
    row!(concat => None;
    method!(__add__ "($self, value, /)" "Computes self + value.", |owner, object, args, vm| {
        let [other] = arity(args, vm)?;
        let slot = owner.slots(vm).concat.expect(SET);
        slot(object, other, vm)
    })),
    binary!(Subtract __sub__ "Computes self - value." __rsub__ "Computes value - self."),
    binary!(Multiply __mul__ "Computes self * value." __rmul__ "Computes value * self."),
    row!(repeat => None;
    method!(__mul__ "($self, value, /)" "Computes self * value.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).repeat.expect(SET);
        slot(object, &count, vm)
    }),
    method!(__rmul__ "($self, value, /)" "Computes value * self.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).repeat.expect(SET);
        slot(object, &count, vm)
    })),
    binary!(TrueDivide __truediv__ "Computes self / value." __rtruediv__ "Computes value / self."),
    binary!(FloorDivide __floordiv__ "Computes self // value." __rfloordiv__ "Computes value // self."),
    binary!(Remainder __mod__ "Computes self % value." __rmod__ "Computes value % self."),
    row!(binary[BinaryOperator::Power as usize]
    => Some(trampolines::BINARY[BinaryOperator::Power as usize]);
    method!(__pow__ "($self, value, mod=None, /)" "Computes pow(self, value, mod).",
        |owner, object, args, vm| {
            let (exponent, modulus) = one_or_two(args, vm)?;
            power(owner, [object, exponent], modulus, vm)
        }),
    method!(__rpow__ "($self, value, mod=None, /)" "Computes pow(value, self, mod).",
        |owner, object, args, vm| {
            let (base, modulus) = one_or_two(args, vm)?;
            power(owner, [base, object], modulus, vm)
        })),
    row!(power_modulo => Some(trampolines::power_modulo);
        method!(no wrapper __pow__), method!(no wrapper __rpow__)),
    binary!(LeftShift __lshift__ "Computes self << value." __rlshift__ "Computes value << self."),
    binary!(RightShift __rshift__ "Computes self >> value." __rrshift__ "Computes value >> self."),
    binary!(And __and__ "Computes self & value." __rand__ "Computes value & self."),
    binary!(Or __or__ "Computes self | value." __ror__ "Computes value | self."),
    binary!(Xor __xor__ "Computes self ^ value." __rxor__ "Computes value ^ self."),
    binary!(MatrixMultiply __matmul__ "Computes self @ value." __rmatmul__ "Computes value @ self."),
    row!(divmod => Some(trampolines::DIVMOD);
    method!(__divmod__ "($self, value, /)" "Computes divmod(self, value).",
        |owner, object, args, vm| {
            let [other] = arity(args, vm)?;
            let slot = owner.slots(vm).divmod.expect(SET);
            slot(object, other, vm)
        }),
    method!(__rdivmod__ "($self, value, /)" "Computes divmod(value, self).",
        |owner, object, args, vm| {
            let [other] = arity(args, vm)?;
            let slot = owner.slots(vm).divmod.expect(SET);
            slot(other, object, vm)
        })),
    inplace!(Add __iadd__ "Carries out self += value."),
    row!(inplace_concat => None;
    method!(__iadd__ "($self, value, /)" "Carries out self += value.", |owner, object, args, vm| {
        let [other] = arity(args, vm)?;
        let slot = owner.slots(vm).inplace_concat.expect(SET);
        slot(object, other, vm)
    })),
    inplace!(Subtract __isub__ "Carries out self -= value."),
    inplace!(Multiply __imul__ "Carries out self *= value."),
    row!(inplace_repeat => None;
    method!(__imul__ "($self, value, /)" "Carries out self *= value.", |owner, object, args, vm| {
        let [count] = arity(args, vm)?;
        let count = count.index(vm)?;
        let slot = owner.slots(vm).inplace_repeat.expect(SET);
        slot(object, &count, vm)
    })),
    inplace!(TrueDivide __itruediv__ "Carries out self /= value."),
    inplace!(FloorDivide __ifloordiv__ "Carries out self //= value."),
    inplace!(Remainder __imod__ "Carries out self %= value."),
    inplace!(Power __ipow__ "Carries out self **= value."),
    inplace!(LeftShift __ilshift__ "Carries out self <<= value."),
    inplace!(RightShift __irshift__ "Carries out self >>= value."),
    inplace!(And __iand__ "Carries out self &= value."),
    inplace!(Or __ior__ "Carries out self |= value."),
    inplace!(Xor __ixor__ "Carries out self ^= value."),
    inplace!(MatrixMultiply __imatmul__ "Carries out self @= value."),
    unary!(negative __neg__ "Computes -self."),
    unary!(positive __pos__ "Computes +self."),
    unary!(absolute __abs__ "Computes the absolute value."),
    unary!(invert __invert__ "Computes ~self."),
    row!(bool => Some(trampolines::bool);
    method!(__bool__ "($self, /)" "Tells whether the object counts as true.", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).bool.expect(SET);
        slot(object, vm).map(Value::bool)
    })),
    unary!(int __int__ "Converts the object to an int."),
    unary!(float __float__ "Converts the object to a float."),
    unary!(index __index__
        "Gives the int that the object is as an index."),
    row!(length => Some(trampolines::length);
    method!(__len__ "($self, /)" "Gives the number of items.", |owner, object, args, vm| {
        let [] = arity(args, vm)?;
        let slot = owner.slots(vm).length.expect(SET);
        let length = slot(object, vm)?;
        Ok(vm.new_int(length as i64))
    })),
    row!(subscript => Some(trampolines::subscript);
    method!(__getitem__ "($self, key, /)" "Gives the item at the key, for self[key].", |owner, object, args, vm| {
        let [key] = arity(args, vm)?;
        let slot = owner.slots(vm).subscript.expect(SET);
        slot(object, key, vm)
    })),
    row!(set_subscript => Some(trampolines::set_subscript);
    method!(__setitem__ "($self, key, value, /)" "Carries out self[key] = value.",
        |owner, object, args, vm| {
            let [key, value] = two("__setitem__", args, vm)?;
            let slot = owner.slots(vm).set_subscript.expect(SET);
            slot(object, key, Some(value.clone()), vm)?;
            Ok(Value::NONE)
        }),
    method!(__delitem__ "($self, key, /)" "Carries out del self[key].", |owner, object, args, vm| {
        let [key] = arity(args, vm)?;
        let slot = owner.slots(vm).set_subscript.expect(SET);
        slot(object, key, None, vm)?;
        Ok(Value::NONE)
    })),
    row!(contains => Some(trampolines::contains);
    method!(__contains__ "($self, key, /)" "Tells whether key is in self.",
        |owner, object, args, vm| {
            let [item] = arity(args, vm)?;
            let slot = owner.slots(vm).contains.expect(SET);
            slot(object, item, vm).map(Value::bool)
        })),
    row!(r#await => Some(trampolines::r#await);
    method!(__await__ "($self, /)" "Gives the iterator that await runs.",
        |owner, object, args, vm| {
            let [] = arity(args, vm)?;
            let slot = owner.slots(vm).r#await.expect(SET);
            slot(object, vm)
        })),
    unary!(aiter __aiter__ "Gives the asynchronous iterator that async for runs."),
    unary!(anext __anext__ "Gives an awaitable of the next item, which raises StopAsyncIteration behind the last."),
    row!(buffer => Some(trampolines::buffer);
    method!(__buffer__ "($self, flags, /)"
        "Gives a memoryview of the object's memory.",
        |owner, object, args, vm| {
            let flags = buffer_flags(one_argument("__buffer__", args, vm)?, vm)?;
            let slot = owner.slots(vm).buffer.expect(SET);
            let view = slot(object, flags, vm)?;
            Ok(MemoryView::of_view(view, vm).into_value())
        })),
    row!(release_buffer => Some(trampolines::RELEASE_BUFFER);
    method!(__release_buffer__ "($self, buffer, /)"
        "Takes a memoryview back that __buffer__() gave.",
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
            let name = class.shown_name(vm);
            Err(vm.type_error(format!("can't apply this {what} to {name} object")))
        }
        _ => Ok(()),
    }
}
