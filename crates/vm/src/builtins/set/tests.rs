//! Tests of `set` that need no eval loop.

use rpy_bytecode::BinaryOperator;

use crate::builtins::set::{FrozenSet, Set, as_set_table};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

fn int(value: i32) -> Value {
    Value::from_i32(value)
}

fn set_of(items: &[i32], vm: &mut Vm) -> Ref<Set> {
    let set = Set::new(vm);
    for &item in items {
        set.add(int(item), vm).expect("ints have a hash");
    }
    set
}

fn items(value: &Value, vm: &Vm) -> Vec<i64> {
    let table = as_set_table(value).expect("a set").get(vm);
    let items = table.iter().map(|entry| entry.key.as_small_int());
    let mut items: Vec<i64> = items.map(|item| item.expect("an int")).collect();
    items.sort_unstable();
    items
}

#[test]
fn items_are_added_once_and_removed() {
    let mut vm = crate::interpreter::TestVm::new();
    let set = set_of(&[], &mut vm);
    for item in (0..50).chain(0..50) {
        set.add(int(item), &mut vm).expect("ints have a hash");
    }
    assert_eq!(set.length(&vm), 50);
    assert!(set.contains(&int(49), &mut vm).expect("hashable"));
    assert!(set.discard(&int(49), &mut vm).expect("hashable"));
    assert!(!set.discard(&int(49), &mut vm).expect("hashable"));
    assert!(!set.contains(&int(49), &mut vm).expect("hashable"));
    for item in 0..49 {
        assert!(set.pop_first(&mut vm).expect("not empty").is(&int(item)));
    }
    assert!(set.pop_first(&mut vm).is_none());
}

#[test]
fn operators_take_sets_of_both_classes() {
    let mut vm = crate::interpreter::TestVm::new();
    let left = set_of(&[1, 2, 3], &mut vm).into_value();
    let right = FrozenSet::from_items(vec![int(2), int(3), int(4)], &mut vm);
    let right = right.expect("ints have a hash").into_value();
    let mut check = |left: &Value, right: &Value, op, expected: &[i64]| {
        let result = left.binary(right, op, &mut vm).expect("both are sets");
        assert_eq!(items(&result, &vm), expected, "{op:?}");
        let same_class = result.class(&vm).is(left.class(&vm));
        assert!(same_class, "the class of the left operand");
    };
    check(&left, &right, BinaryOperator::Or, &[1, 2, 3, 4]);
    check(&left, &right, BinaryOperator::And, &[2, 3]);
    check(&left, &right, BinaryOperator::Subtract, &[1]);
    check(&left, &right, BinaryOperator::Xor, &[1, 4]);
    check(&right, &left, BinaryOperator::Subtract, &[4]);
    check(&right, &left, BinaryOperator::Or, &[1, 2, 3, 4]);
    check(&left, &left, BinaryOperator::Xor, &[]);
    check(&left, &right, BinaryOperator::InplaceSubtract, &[1]);
    check(&left, &right, BinaryOperator::InplaceOr, &[1, 2, 3, 4]);
    check(&left, &right, BinaryOperator::InplaceXor, &[1]);
    assert_eq!(items(&left, &vm), [1], "changed in place");
}

#[test]
fn an_iterator_notices_changes() {
    let mut vm = crate::interpreter::TestVm::new();
    let set = set_of(&[1, 2], &mut vm);
    let iterator = set.as_value().iter(&mut vm).expect("iterable");
    assert!(iterator.next(&mut vm).expect("no change").is_some());
    set.add(int(3), &mut vm).expect("ints have a hash");
    assert!(iterator.next(&mut vm).is_err());
}

#[test]
fn a_set_is_found_as_a_frozenset() {
    let mut vm = crate::interpreter::TestVm::new();
    let inner = FrozenSet::from_items(vec![int(1)], &mut vm).expect("ints have a hash");
    let outer = set_of(&[5], &mut vm);
    outer.add(inner.into_value(), &mut vm).expect("hashable");
    let probe = set_of(&[1], &mut vm).into_value();
    assert!(outer.as_value().contains(&probe, &mut vm).expect("found"));
    assert!(outer.contains(&probe, &mut vm).is_err(), "not hashable");
}
