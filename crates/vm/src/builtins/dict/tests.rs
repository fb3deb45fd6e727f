//! Tests of `dict` that need no eval loop.

use rpy_bytecode::CompareOperator;
use rpy_macros::{Payload, native_class};

use crate::builtins::dict::iter::{DictIterator, EntryPart};
use crate::builtins::dict::{Dict, Duplicate};
use crate::builtins::str::Str;
use crate::object::reference::Ref;
use crate::object::slots::CompareSlot;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

fn int(value: i32) -> Value {
    Value::from_i32(value)
}

/// A dict of ints to ints.
fn dict_of(items: &[(i32, i32)], vm: &mut Vm) -> Ref<Dict> {
    let dict = Dict::new(vm);
    for &(key, value) in items {
        set(&dict, int(key), int(value), vm);
    }
    dict
}

fn set(dict: &Dict, key: Value, value: Value, vm: &mut Vm) {
    dict.set_item(key, value, vm).expect("the key has a hash");
}

fn get(dict: &Dict, key: &Value, vm: &mut Vm) -> Option<i64> {
    let value = dict.get_item(key, vm).expect("the key has a hash")?;
    value.as_small_int()
}

fn items(dict: &Dict, vm: &Vm) -> Vec<(i64, i64)> {
    let items = dict.items_vec(vm).into_iter();
    items
        .map(|(key, value)| Some((key.as_small_int()?, value.as_small_int()?)))
        .map(|item| item.expect("ints"))
        .collect()
}

/// Message of the error that `result` is.
fn message<T>(result: PyResult<T>, vm: &Vm) -> String {
    let raised = result.err().expect("an exception");
    let args = raised.exception().args.get(vm).clone();
    let text = args.as_slice()[0].downcast::<Str>().expect("a message");
    text.to_string_lossy().into_owned()
}

/// What hashes to 1, and compares as the test says.
#[derive(Payload)]
struct Key {
    #[payload(skip)]
    compare: CompareSlot,
}

#[native_class(flags(base))]
impl Key {
    #[slot]
    fn hash(_this: &Value) -> i64 {
        1
    }

    #[slot]
    fn compare(this: &Ref<Key>, other: &Value, op: CompareOperator, vm: &mut Vm) -> PyResult {
        (this.compare)(this.as_value(), other, op, vm)
    }
}

fn key_with(compare: CompareSlot, vm: &mut Vm) -> Value {
    Ref::new(Key { compare }, vm).into_value()
}

#[test]
fn keys_of_all_kinds_live_together() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = Dict::new(&mut vm);
    for key in 0..100 {
        set(&dict, int(key), int(key), &mut vm);
        let text = vm.new_str(&format!("key {key}"));
        set(&dict, text, int(1000 + key), &mut vm);
    }
    assert_eq!(dict.length(&vm), 200);
    for key in 0..100 {
        assert_eq!(get(&dict, &int(key), &mut vm), Some(i64::from(key)));
        let text = vm.new_str(&format!("key {key}"));
        assert_eq!(get(&dict, &text, &mut vm), Some(i64::from(1000 + key)));
    }
    assert_eq!(get(&dict, &int(100), &mut vm), None);
    let removed = dict.remove_item(&int(7), &mut vm).expect("hashable");
    assert_eq!(removed.and_then(|value| value.as_small_int()), Some(7));
    assert_eq!(get(&dict, &int(7), &mut vm), None);
    assert_eq!(dict.length(&vm), 199);
}

#[test]
fn the_version_changes_with_the_keys_and_not_with_values() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = dict_of(&[(1, 1)], &mut vm);
    let version = dict.versioned(&mut vm).expect("versions are left");
    set(&dict, int(1), int(2), &mut vm);
    assert_eq!(dict.version(), version);
    set(&dict, int(2), int(2), &mut vm);
    assert_ne!(dict.version(), version);
    let version = dict.versioned(&mut vm).expect("versions are left");
    dict.remove_item(&int(1), &mut vm).expect("hashable");
    assert_ne!(dict.version(), version);
}

#[test]
fn a_key_without_a_hash_is_refused_by_its_class() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = Dict::new(&mut vm);
    let key = Dict::new(&mut vm).into_value();
    let result = dict.set_item(key, int(1), &mut vm);
    assert!(result.is_err());
    assert_eq!(dict.length(&vm), 0);
}

#[test]
fn a_comparison_that_clears_the_dict_is_survived() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = vm.modules.clone();
    let clears = |_: &Value, _: &Value, _: CompareOperator, vm: &mut Vm| {
        let dict = vm.modules.clone();
        dict.clear_items(vm);
        Ok(Value::TRUE)
    };
    let stored = key_with(clears, &mut vm);
    set(&dict, stored, int(1), &mut vm);
    let other = key_with(clears, &mut vm);
    assert_eq!(get(&dict, &other, &mut vm), None);
    assert_eq!(dict.length(&vm), 0);
}

#[test]
fn a_comparison_that_moves_entries_restarts_the_search() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = vm.modules.clone();
    dict.clear_items(&mut vm);
    // Grows the dict once, so that its entries move, and says that the keys differ.
    let grows = |_: &Value, _: &Value, _: CompareOperator, vm: &mut Vm| {
        let dict = vm.modules.clone();
        if dict.length(vm) < 50 {
            for key in 100..200 {
                dict.set_item(Value::from_i32(key), Value::NONE, vm)?;
            }
        }
        Ok(Value::FALSE)
    };
    let first = key_with(grows, &mut vm);
    let second = key_with(grows, &mut vm);
    set(&dict, first.clone(), int(1), &mut vm);
    set(&dict, second.clone(), int(2), &mut vm);
    assert_eq!(get(&dict, &first, &mut vm), Some(1));
    assert_eq!(get(&dict, &second, &mut vm), Some(2));
    assert_eq!(dict.length(&vm), 102);
}

#[test]
fn an_iterator_notices_changes() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = dict_of(&[(1, 1), (2, 2)], &mut vm);
    let iterator = DictIterator::new(dict.clone(), EntryPart::Key, false, &mut vm);
    let first = iterator.next_value(&mut vm).expect("no change yet");
    assert_eq!(first.and_then(|key| key.as_small_int()), Some(1));
    set(&dict, int(3), int(3), &mut vm);
    for _ in 0..2 {
        let result = iterator.next_value(&mut vm);
        let expected = "dictionary changed size during iteration";
        assert_eq!(message(result, &vm), expected);
    }
}

#[test]
fn an_iterator_goes_both_ways_and_ends() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = dict_of(&[(1, 10), (2, 20), (3, 30)], &mut vm);
    dict.remove_item(&int(2), &mut vm).expect("hashable");
    let mut check = |part, is_backward, expected: &[i64]| {
        let iterator = DictIterator::new(dict.clone(), part, is_backward, &mut vm);
        let mut found = Vec::new();
        while let Some(item) = iterator.next_value(&mut vm).expect("no change") {
            found.push(item.as_small_int().expect("an int"));
        }
        assert_eq!(found, expected);
        assert!(iterator.next_value(&mut vm).expect("no change").is_none());
    };
    check(EntryPart::Key, false, &[1, 3]);
    check(EntryPart::Key, true, &[3, 1]);
    check(EntryPart::Value, false, &[10, 30]);
    check(EntryPart::Value, true, &[30, 10]);
}

#[test]
fn merging_replaces_or_raises() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = dict_of(&[(1, 1), (2, 2)], &mut vm);
    let other = dict_of(&[(2, 20), (3, 30)], &mut vm);
    dict.merge(other.as_value(), Duplicate::Replace, &mut vm)
        .expect("a mapping");
    assert_eq!(items(&dict, &vm), [(1, 1), (2, 20), (3, 30)]);
    let result = dict.merge(other.as_value(), Duplicate::Raise, &mut vm);
    let raised = result.expect_err("2 is there already");
    let args = raised.exception().args.get(&vm).clone();
    assert!(args.as_slice()[0].is(&int(2)));
}

#[test]
fn a_copy_is_independent() {
    let mut vm = crate::interpreter::TestVm::new();
    let dict = dict_of(&[(1, 1), (2, 2)], &mut vm);
    let copy = dict.copy(&mut vm);
    set(&dict, int(1), int(5), &mut vm);
    dict.remove_item(&int(2), &mut vm).expect("hashable");
    assert_eq!(items(&copy, &vm), [(1, 1), (2, 2)]);
    assert_eq!(items(&dict, &vm), [(1, 5)]);
}

#[test]
fn comparison_looks_at_keys_and_values() {
    let mut vm = crate::interpreter::TestVm::new();
    let mut equal = |left: &[(i32, i32)], right: &[(i32, i32)]| {
        let (left, right) = (dict_of(left, &mut vm), dict_of(right, &mut vm));
        let (left, right) = (left.as_value(), right.as_value());
        left.equals(right, &mut vm).expect("ints compare")
    };
    assert!(equal(&[(1, 1), (2, 2)], &[(2, 2), (1, 1)]));
    assert!(!equal(&[(1, 1)], &[(1, 2)]));
    assert!(!equal(&[(1, 1)], &[(2, 1)]));
    assert!(!equal(&[(1, 1)], &[]));
}
