//! Tests of lists by way of the object protocol.

use rpy_bytecode::{BinaryOperator, CompareOperator};

use crate::builtins::list::List;
use crate::builtins::range::Range;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

fn int(number: i32) -> Value {
    Value::from_i32(number)
}

fn list(numbers: &[i32], vm: &mut Vm) -> Value {
    let items = numbers.iter().copied().map(int).collect();
    vm.new_list(items)
}

fn numbers(value: &Value, vm: &mut Vm) -> Vec<i64> {
    let items = vm.collect(value).expect("iterable");
    let number = |item: &Value| item.as_small_int().expect("an int");
    items.iter().map(number).collect()
}

fn slice(parts: [Option<i32>; 3], vm: &mut Vm) -> Value {
    let [start, stop, step] = parts.map(|part| part.map_or(Value::NONE, int));
    Slice::new(start, stop, step, vm).into_value()
}

fn range(start: i32, stop: i32, step: i32, vm: &mut Vm) -> Value {
    Range::new(int(start), int(stop), int(step), vm).into_value()
}

#[test]
fn items_are_read_and_set_by_index_and_slice() {
    let mut vm = crate::interpreter::TestVm::new();
    let vm = &mut vm;
    let values = list(&[0, 1, 2, 3, 4], vm);
    assert_eq!(
        values.subscript(&int(-1), vm).expect("item").as_small_int(),
        Some(4)
    );
    assert!(values.subscript(&int(5), vm).is_err());
    let key = slice([None, None, Some(-2)], vm);
    let selected = values.subscript(&key, vm).expect("items");
    assert_eq!(numbers(&selected, vm), [4, 2, 0]);

    let key = slice([Some(1), Some(3), None], vm);
    let new = list(&[7, 8, 9], vm);
    values.set_subscript(&key, new, vm).expect("sliceable");
    assert_eq!(numbers(&values, vm), [0, 7, 8, 9, 3, 4]);
    let key = slice([None, None, Some(-2)], vm);
    values.delete_subscript(&key, vm).expect("sliceable");
    assert_eq!(numbers(&values, vm), [0, 8, 3]);
    let key = slice([None, None, Some(2)], vm);
    let new = list(&[1], vm);
    assert!(values.set_subscript(&key, new, vm).is_err());
    let key = slice([Some(2), Some(1), None], vm);
    let new = range(5, 7, 1, vm);
    values.set_subscript(&key, new, vm).expect("sliceable");
    assert_eq!(numbers(&values, vm), [0, 8, 5, 6, 3]);
}

#[test]
fn lists_are_added_repeated_and_compared() {
    let mut vm = crate::interpreter::TestVm::new();
    let vm = &mut vm;
    let (a, b) = (list(&[1, 2], vm), list(&[1, 3], vm));
    let sum = a.binary(&b, BinaryOperator::Add, vm).expect("a list");
    assert_eq!(numbers(&sum, vm), [1, 2, 1, 3]);
    let product = int(2).binary(&a, BinaryOperator::Multiply, vm);
    assert_eq!(numbers(&product.expect("a list"), vm), [1, 2, 1, 2]);
    let tuple = Tuple::new(vec![int(9)], vm).into_value();
    assert!(a.binary(&tuple, BinaryOperator::Add, vm).is_err());
    let same = a.binary(&tuple, BinaryOperator::InplaceAdd, vm);
    assert!(same.expect("the list").is(&a));
    assert_eq!(numbers(&a, vm), [1, 2, 9]);
    assert!(a.contains(&int(9), vm).expect("comparable"));
    assert!(!a.contains(&int(3), vm).expect("comparable"));
    let less = |a: &Value, b: &Value, vm: &mut Vm| {
        a.compare_bool(b, CompareOperator::Less, vm)
            .expect("ordered")
    };
    assert!(less(&a, &b, vm));
    assert!(!less(&b, &a, vm));
    let prefix = list(&[1, 2], vm);
    assert!(less(&prefix, &a, vm));
    assert!(!prefix.equals(&a, vm).expect("comparable"));
}

#[test]
fn iterating_sees_what_is_appended_meanwhile() {
    let mut vm = crate::interpreter::TestVm::new();
    let vm = &mut vm;
    let values = list(&[1, 2], vm);
    let iterator = values.iter(vm).expect("iterable");
    assert!(iterator.next(vm).expect("no error").is_some());
    let list: &Ref<List> = values.downcast().expect("a list");
    list.push(int(3), vm);
    assert_eq!(numbers(&iterator, vm), [2, 3]);
    list.push(int(4), vm);
    assert!(iterator.next(vm).expect("no error").is_none());
}

#[test]
fn sorting_is_stable_in_either_direction() {
    let mut vm = crate::interpreter::TestVm::new();
    let vm = &mut vm;
    let pair = |a: i32, b: i32, vm: &mut Vm| Tuple::new(vec![int(a), int(b)], vm).into_value();
    let items = vec![
        pair(2, 0, vm),
        pair(1, 1, vm),
        pair(2, -1, vm),
        pair(1, 0, vm),
    ];
    let list = List::new(items, vm);
    let firsts = |list: &Ref<List>, vm: &Vm| -> Vec<i64> {
        let item = |item: &Value| {
            let items = item.downcast::<Tuple>().expect("a tuple").as_slice();
            let number = |index: usize| items[index].as_small_int().expect("an int");
            number(0) * 10 + number(1)
        };
        list.items(vm).iter().map(item).collect()
    };
    list.sort(None, false, vm).expect("ordered");
    assert_eq!(firsts(&list, vm), [10, 11, 19, 20]);
    list.sort(None, true, vm).expect("ordered");
    assert_eq!(firsts(&list, vm), [20, 19, 11, 10]);

    let texts = ["b", "a\0", "a", "abcdefghi", "abcdefgh", ""];
    let items = texts.map(|text| vm.new_str(text)).to_vec();
    let list = List::new(items, vm);
    list.sort(None, false, vm).expect("ordered");
    let sorted: Vec<String> = list
        .items(vm)
        .iter()
        .map(|item| {
            let text: &Ref<crate::builtins::str::Str> = item.downcast().expect("a str");
            text.to_string_lossy().into_owned()
        })
        .collect();
    assert_eq!(sorted, ["", "a", "a\0", "abcdefgh", "abcdefghi", "b"]);

    let mixed = List::new(vec![int(1), Value::NONE], vm);
    assert!(mixed.sort(None, false, vm).is_err());
    assert_eq!(mixed.length(vm), 2);
}

#[test]
fn ranges_count_either_way_and_in_any_size() {
    let mut vm = crate::interpreter::TestVm::new();
    let vm = &mut vm;
    let down = range(10, 0, -3, vm);
    assert_eq!(numbers(&down, vm), [10, 7, 4, 1]);
    assert_eq!(down.length(vm).expect("small"), 4);
    assert!(down.contains(&int(4), vm).expect("no error"));
    assert!(!down.contains(&int(5), vm).expect("no error"));
    assert!(!down.contains(&int(-2), vm).expect("no error"));
    let key = slice([Some(1), None, Some(2)], vm);
    let part = down.subscript(&key, vm).expect("a range");
    assert_eq!(numbers(&part, vm), [7, 1]);
    let same = range(10, 1, -3, vm);
    assert!(!down.equals(&same, vm).expect("comparable"));
    let same = range(10, -1, -3, vm);
    assert!(down.equals(&same, vm).expect("comparable"));

    let big = vm.new_big_int(num_bigint::BigInt::from(1) << 70);
    let far = vm.new_big_int((num_bigint::BigInt::from(1) << 70) + 2);
    let range = Range::new(big.clone(), far, int(1), vm).into_value();
    let items = vm.collect(&range).expect("iterable");
    assert_eq!(items.len(), 2);
    assert!(range.contains(&items[1], vm).expect("no error"));
    assert!(!range.contains(&int(0), vm).expect("no error"));
}
