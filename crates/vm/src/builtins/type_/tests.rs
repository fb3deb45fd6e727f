//! Tests of classes, made and used without Python code.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use super::{Type, TypeFlags};
use crate::builtins::dict::Dict;
use crate::builtins::native_function::NativeFunction;
use crate::builtins::staticmethod::StaticMethod;
use crate::builtins::tuple::Tuple;
use crate::function::args::Args;
use crate::function::native::{NativeDefinition, NativeSignature};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::{PyResult, Raised};
use crate::vm::Vm;

/// `type(name, bases, namespace)`
fn class(
    name: &str,
    bases: &[&Ref<Type>],
    namespace: &[(&str, Value)],
    vm: &mut Vm,
) -> PyResult<Ref<Type>> {
    let dict = Dict::new(vm);
    for (key, value) in namespace {
        let key = vm.intern(key);
        dict.set_str(&key, value.clone(), vm);
    }
    let name = vm.new_str(name);
    let bases = bases.iter().map(|base| base.to_value()).collect();
    let bases = Tuple::new(bases, vm).into_value();
    let metatype = vm.types.type_.to_value();
    let class = metatype.call_positional(&[name, bases, dict.into_value()], vm)?;
    Ok(class.downcast_into::<Type>().expect("type() makes classes"))
}

fn message(raised: Raised, vm: &mut Vm) -> String {
    let args = raised.exception().args.cloned(vm);
    args.as_slice()[0]
        .str(vm)
        .expect("a message")
        .to_string_lossy()
        .into_owned()
}

fn get(object: &Value, name: &str, vm: &mut Vm) -> PyResult {
    let name = vm.intern(name);
    object.get_attribute(&name, vm)
}

fn set(object: &Value, name: &str, value: Value, vm: &mut Vm) {
    let name = vm.intern(name);
    object.set_attribute(&name, value, vm).expect("is set");
}

/// A function that gives its arguments as a tuple.
static ARGUMENTS: NativeDefinition = NativeDefinition {
    signature: NativeSignature::new("arguments", "", "(*args)", &[]),
    function: |args, vm| Ok(Tuple::from_slice(args.positional(), vm).into_value()),
};

fn static_function(vm: &mut Vm) -> Value {
    let function = NativeFunction::new(&ARGUMENTS, None, vm).into_value();
    StaticMethod::new(function, vm).into_value()
}

#[test]
fn attributes_lie_in_slots_and_move_to_a_dict() {
    let vm = &mut crate::interpreter::TestVm::new();
    let point = class("Point", &[], &[], vm).expect("a class");
    let object = point.as_value().call(Args::EMPTY, vm).expect("an instance");
    for index in 0..9 {
        set(&object, &format!("a{index}"), Value::from_i32(index), vm);
    }
    for index in 0..9 {
        let value = get(&object, &format!("a{index}"), vm).expect("was set");
        assert_eq!(value.as_small_int(), Some(i64::from(index)));
    }
    let name = vm.intern("a3");
    object.delete_attribute(&name, vm).expect("was set");
    let raised = get(&object, "a3", vm).expect_err("was deleted");
    assert_eq!(message(raised, vm), "'Point' object has no attribute 'a3'");
    let other = point.as_value().call(Args::EMPTY, vm).expect("an instance");
    set(&other, "x", Value::from_i32(1), vm);
    let dict = get(&other, "__dict__", vm).expect("has a dict");
    let key = vm.new_str("y");
    dict.set_subscript(&key, Value::from_i32(2), vm)
        .expect("a dict");
    assert_eq!(
        get(&other, "y", vm).expect("in the dict").as_small_int(),
        Some(2)
    );
}

#[test]
fn deleting_the_last_attribute_goes_back_a_shape() {
    let vm = &mut crate::interpreter::TestVm::new();
    let point = class("Point", &[], &[], vm).expect("a class");
    let object = point.as_value().call(Args::EMPTY, vm).expect("an instance");
    let shape = |object: &Value| object.as_object().expect("an object").shape();
    assert_eq!(shape(&object), point.root_shape());
    set(&object, "x", Value::NONE, vm);
    let one = shape(&object);
    let name = vm.intern("x");
    object.delete_attribute(&name, vm).expect("was set");
    assert_eq!(shape(&object), point.root_shape());
    set(&object, "x", Value::NONE, vm);
    assert_eq!(shape(&object), one);
}

#[test]
fn members_of_slots_have_fixed_places() {
    let vm = &mut crate::interpreter::TestVm::new();
    let names = ["b", "a", "__private"].map(|name| vm.new_str(name));
    let names = Tuple::new(names.to_vec(), vm).into_value();
    let pair = class("Pair", &[], &[("__slots__", names)], vm).expect("a class");
    let object = pair.as_value().call(Args::EMPTY, vm).expect("an instance");
    let raised = get(&object, "a", vm).expect_err("not set yet");
    assert_eq!(message(raised, vm), "'Pair' object has no attribute 'a'");
    set(&object, "a", Value::from_i32(1), vm);
    set(&object, "_Pair__private", Value::from_i32(2), vm);
    assert_eq!(get(&object, "a", vm).expect("set").as_small_int(), Some(1));
    let name = vm.intern("c");
    let raised = object
        .set_attribute(&name, Value::NONE, vm)
        .expect_err("no dict");
    assert_eq!(
        message(raised, vm),
        "'Pair' object has no attribute 'c' and no __dict__ for setting new attributes"
    );
    // A subclass adds a dict behind the members.
    let child = class("Child", &[&pair], &[], vm).expect("a class");
    let object = child.as_value().call(Args::EMPTY, vm).expect("an instance");
    set(&object, "b", Value::from_i32(3), vm);
    set(&object, "c", Value::from_i32(4), vm);
    assert_eq!(get(&object, "b", vm).expect("set").as_small_int(), Some(3));
    assert_eq!(get(&object, "c", vm).expect("set").as_small_int(), Some(4));
}

#[test]
fn instances_of_subclasses_of_tuple_have_slots_behind_the_items() {
    let vm = &mut crate::interpreter::TestVm::new();
    let tuple = vm.types.tuple.clone();
    let row = class("Row", &[&tuple], &[], vm).expect("a class");
    for length in [0, 1, 5] {
        let items = vec![Value::from_i32(7); length];
        let object = Tuple::with_class(items, &row, vm).into_value();
        set(&object, "x", Value::from_i32(1), vm);
        let items = object
            .downcast::<Tuple>()
            .expect("a tuple")
            .as_slice()
            .len();
        assert_eq!(items, length);
        assert_eq!(get(&object, "x", vm).expect("set").as_small_int(), Some(1));
    }
}

#[test]
fn the_mro_is_c3() {
    let vm = &mut crate::interpreter::TestVm::new();
    let a = class("A", &[], &[], vm).expect("a class");
    let b = class("B", &[&a], &[], vm).expect("a class");
    let c = class("C", &[&a], &[], vm).expect("a class");
    let d = class("D", &[&b, &c], &[], vm).expect("a class");
    let names: Vec<_> = d
        .mro
        .cloned(vm)
        .iter()
        .map(|class| class.name(vm))
        .collect();
    assert_eq!(names, ["D", "B", "C", "A", "object"]);
    let raised = class("E", &[&a, &b], &[], vm).expect_err("no order");
    assert_eq!(
        message(raised, vm),
        "Cannot create a consistent method resolution order (MRO) for bases A, B"
    );
    let raised = class("E", &[&a, &a], &[], vm).expect_err("no order");
    assert_eq!(message(raised, vm), "duplicate base class A");
    let (int, bool, str) = (
        vm.types.int.clone(),
        vm.types.bool.clone(),
        vm.types.str.clone(),
    );
    let raised = class("E", &[&int, &str], &[], vm).expect_err("layouts differ");
    assert_eq!(
        message(raised, vm),
        "multiple bases have instance lay-out conflict"
    );
    let raised = class("E", &[&bool], &[], vm).expect_err("no base");
    assert_eq!(
        message(raised, vm),
        "type 'bool' is not an acceptable base type"
    );
}

#[test]
fn special_methods_fill_slots_and_follow_changes() {
    let vm = &mut crate::interpreter::TestVm::new();
    let method = static_function(vm);
    let base = class("Base", &[], &[("__add__", method.clone())], vm).expect("a class");
    let child = class("Child", &[&base], &[], vm).expect("a class");
    let object = child.as_value().call(Args::EMPTY, vm).expect("an instance");
    let sum = object
        .binary(&Value::from_i32(5), BinaryOperator::Add, vm)
        .expect("has __add__");
    assert_eq!(sum.downcast::<Tuple>().expect("a tuple").length(), 1);
    let raised = object.length(vm).expect_err("no __len__ yet");
    assert_eq!(message(raised, vm), "object of type 'Child' has no len()");
    set(base.as_value(), "__call__", method, vm);
    assert!(object.is_callable(vm));
    let name = vm.intern("__add__");
    base.as_value()
        .delete_attribute(&name, vm)
        .expect("was set");
    let raised = object
        .binary(&Value::from_i32(5), BinaryOperator::Add, vm)
        .expect_err("is gone");
    assert_eq!(
        message(raised, vm),
        "unsupported operand type(s) for +: 'Child' and 'int'"
    );
}

#[test]
fn equality_without_hash_makes_unhashable() {
    let vm = &mut crate::interpreter::TestVm::new();
    let method = static_function(vm);
    let plain = class("Plain", &[], &[], vm).expect("a class");
    let object = plain.as_value().call(Args::EMPTY, vm).expect("an instance");
    object.hash(vm).expect("by identity");
    assert!(object.equals(&object, vm).expect("by identity"));
    let differ = object.compare_bool(&Value::NONE, CompareOperator::NotEqual, vm);
    assert!(differ.expect("by identity"));
    let same = class("Same", &[], &[("__eq__", method)], vm).expect("a class");
    let object = same.as_value().call(Args::EMPTY, vm).expect("an instance");
    let raised = object.hash(vm).expect_err("unhashable");
    assert_eq!(message(raised, vm), "unhashable type: 'Same'");
}

#[test]
fn native_slots_are_callable_by_name() {
    let vm = &mut crate::interpreter::TestVm::new();
    let tuple = vm.types.tuple.to_value();
    let length = get(&tuple, "__len__", vm).expect("has a wrapper");
    let empty = Tuple::new(Vec::new(), vm).into_value();
    let result = length.call_positional(std::slice::from_ref(&empty), vm);
    assert_eq!(result.expect("a length").as_small_int(), Some(0));
    let raised = length.call_positional(&[], vm).expect_err("no object");
    assert_eq!(
        message(raised, vm),
        "descriptor '__len__' of 'tuple' object needs an argument"
    );
    let bound = get(&empty, "__len__", vm).expect("binds");
    let raised = bound
        .call_positional(&[Value::NONE], vm)
        .expect_err("too many");
    assert_eq!(message(raised, vm), "expected 0 arguments, got 1");
    let shown = length.repr(vm).expect("a repr");
    assert_eq!(
        shown.to_string_lossy(),
        "<slot wrapper '__len__' of 'tuple' objects>"
    );
}

#[test]
fn native_types_are_immutable_and_made_by_their_own_function() {
    let vm = &mut crate::interpreter::TestVm::new();
    let int = vm.types.int.to_value();
    let name = vm.intern("x");
    let raised = int
        .set_attribute(&name, Value::NONE, vm)
        .expect_err("immutable");
    assert_eq!(
        message(raised, vm),
        "cannot set 'x' attribute of immutable type 'int'"
    );
    let object = vm.types.object.to_value();
    let new = get(&object, "__new__", vm).expect("has one");
    let module = vm.types.module.to_value();
    let raised = new
        .call_positional(&[module], vm)
        .expect_err("another layout");
    assert_eq!(
        message(raised, vm),
        "object.__new__(module) is not safe, use module.__new__()"
    );
    let raised = object
        .call_positional(&[Value::NONE], vm)
        .expect_err("excess");
    assert_eq!(message(raised, vm), "object() takes no arguments");
}

#[test]
fn plain_attributes_are_told_by_the_flag() {
    let vm = &mut crate::interpreter::TestVm::new();
    let method = static_function(vm);
    let plain = class("Plain", &[], &[], vm).expect("a class");
    let both = TypeFlags::PLAIN_READS | TypeFlags::PLAIN_WRITES;
    assert!(plain.flags().contains(both));
    let child = class("Child", &[&plain], &[], vm).expect("a class");
    set(plain.as_value(), "__setattr__", method.clone(), vm);
    assert_eq!(child.flags() & both, TypeFlags::PLAIN_READS);
    set(child.as_value(), "__getattribute__", method.clone(), vm);
    assert_eq!(child.flags() & both, TypeFlags::empty());
    let child = class("Child", &[&plain], &[], vm).expect("a class");
    set(plain.as_value(), "__getattr__", method, vm);
    assert_eq!(child.flags() & both, TypeFlags::PLAIN_READS);
    let object = child.as_value().call(Args::EMPTY, vm).expect("an instance");
    let value = get(&object, "missing", vm).expect("__getattr__ is called");
    assert_eq!(value.downcast::<Tuple>().expect("a tuple").length(), 1);
}

#[test]
fn a_base_knows_its_subclasses() {
    let vm = &mut crate::interpreter::TestVm::new();
    let base = class("Base", &[], &[], vm).expect("a class");
    assert!(base.direct_subclasses(vm).is_empty());
    let child = class("Child", &[&base], &[], vm).expect("a class");
    assert_eq!(base.direct_subclasses(vm).len(), 1);
    let object = child.as_value().call(Args::EMPTY, vm).expect("an instance");
    drop(object);
    assert_eq!(base.direct_subclasses(vm).len(), 1);
}

#[test]
fn an_instance_changes_its_class() {
    let vm = &mut crate::interpreter::TestVm::new();
    let a = class("A", &[], &[], vm).expect("a class");
    let b = class("B", &[], &[], vm).expect("a class");
    let object = a.as_value().call(Args::EMPTY, vm).expect("an instance");
    set(&object, "x", Value::from_i32(1), vm);
    set(&object, "__class__", b.to_value(), vm);
    assert!(object.class(vm).is(&b));
    assert_eq!(get(&object, "x", vm).expect("kept").as_small_int(), Some(1));
    let count = b.header().refcount();
    drop(object);
    assert_eq!(b.header().refcount(), count - 1);
}
