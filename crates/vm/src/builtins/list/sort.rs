//! `list.sort`.
//!
//! Comparing may run Python code, which may raise and may look at the list. So the items are taken
//! out of the list first, and the general algorithm, a merge sort of the runs that are there,
//! sorts positions and leaves keys and items alone. Where all keys are of one simple kind, they
//! cannot run Python code and the standard library sorts them.

use std::cmp::Ordering;

use rpy_bytecode::CompareOperator;

use crate::builtins::list::List;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

/// Runs shorter than this are lengthened by insertion.
const MIN_RUN: usize = 24;

impl Ref<List> {
    /// Sorts the list, by what `key` gives for each item if there is one.
    ///
    /// Raises what comparing and `key` raise; the items are then in some order. Raises
    /// `ValueError` if the list was changed meanwhile.
    pub fn sort(&self, key: Option<&Value>, reverse: bool, vm: &mut Vm) -> PyResult<()> {
        let mut items = self.replace(Vec::new(), vm);
        let result = sort_items(&mut items, key, reverse, vm);
        // What finalisers of the keys do to the list, they do while it is being sorted.
        if key.is_some() && vm.breaker().is_set() {
            vm.run_pending();
        }
        let changed = self.replace(items, vm);
        result?;
        if changed.capacity() != 0 {
            return Err(vm.value_error("list modified during sort"));
        }
        Ok(())
    }
}

fn sort_items(
    items: &mut Vec<Value>,
    key: Option<&Value>,
    reverse: bool,
    vm: &mut Vm,
) -> PyResult<()> {
    // Sorting copies the keys, or sorts positions beside what they are told apart by, and needs half
    // as much again.
    let scratch = if key.is_none() && items.iter().all(Value::is_small_int) {
        2 * size_of::<Value>()
    } else {
        6 * size_of::<Value>()
    };
    vm.check_allocation(items.len().saturating_mul(scratch))?;
    let Some(key) = key else {
        if items.len() < 2 || sort_in_place(items, reverse, vm) {
            return Ok(());
        }
        let (order, result) = sorted_order(items, reverse, vm);
        permute(items, &order);
        return result;
    };
    let mut keys = vm.new_buffer(items.len())?;
    for item in items.iter() {
        keys.push(key.call_positional(std::slice::from_ref(item), vm)?);
    }
    let (order, result) = sorted_order(&keys, reverse, vm);
    permute(items, &order);
    result
}

/// Puts the items in the order of the positions.
fn permute(items: &mut Vec<Value>, order: &[usize]) {
    let take = |&position: &usize| std::mem::replace(&mut items[position], Value::NONE);
    *items = order.iter().map(take).collect();
}

/// What is known of all keys of a list. Comparing keys of a simple kind runs no Python code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    SmallInt,
    /// Immediate floats without NaN, whose order is not total.
    Float,
    /// Exact strs.
    Str,
    Other,
}

impl Kind {
    #[inline]
    fn of(value: &Value, vm: &Vm) -> Kind {
        if value.is_small_int() {
            Kind::SmallInt
        } else if let Some(float) = value.as_small_float() {
            if float.is_nan() {
                Kind::Other
            } else {
                Kind::Float
            }
        } else {
            match value.downcast::<Str>() {
                Some(text) if text.class().is(&vm.types.str) => Kind::Str,
                _ => Kind::Other,
            }
        }
    }

    /// The kind of all values, `Other` if they differ.
    fn of_all<'a>(mut values: impl Iterator<Item = &'a Value>, vm: &Vm) -> Kind {
        let Some(first) = values.next() else {
            return Kind::Other;
        };
        let kind = Kind::of(first, vm);
        if kind != Kind::Other && values.all(|value| Kind::of(value, vm) == kind) {
            kind
        } else {
            Kind::Other
        }
    }
}

fn directed(ordering: Ordering, reverse: bool) -> Ordering {
    if reverse {
        ordering.reverse()
    } else {
        ordering
    }
}

fn small_int(value: &Value) -> i64 {
    value.as_small_int().expect("the kind was checked")
}

fn small_float(value: &Value) -> f64 {
    value.as_small_float().expect("the kind was checked")
}

fn text(value: &Value) -> &[u8] {
    let text: &Ref<Str> = value.downcast().expect("the kind was checked");
    text.as_bytes()
}

/// Compares values of a simple kind.
fn compare_simple(kind: Kind, a: &Value, b: &Value) -> Ordering {
    match kind {
        Kind::SmallInt => small_int(a).cmp(&small_int(b)),
        Kind::Float => {
            let ordering = small_float(a).partial_cmp(&small_float(b));
            ordering.expect("no float is a NaN")
        }
        Kind::Str => text(a).cmp(text(b)),
        Kind::Other => Ordering::Equal,
    }
}

/// Sorts values that are their own keys, if they are of a simple kind and need no positions.
fn sort_in_place(items: &mut [Value], reverse: bool, vm: &Vm) -> bool {
    match Kind::of_all(items.iter(), vm) {
        Kind::SmallInt => {
            // Equal ints are identical, so that it does not matter that the order is reversed.
            let mut numbers: Vec<i64> = items.iter().map(small_int).collect();
            numbers.sort();
            if reverse {
                numbers.reverse();
            }
            for (item, number) in items.iter_mut().zip(numbers) {
                *item = Value::small_int(number).expect("it was one before");
            }
            true
        }
        Kind::Float => {
            items.sort_by(|a, b| directed(compare_simple(Kind::Float, a, b), reverse));
            true
        }
        Kind::Str | Kind::Other => false,
    }
}

/// The positions of the keys in ascending order. After an error it is some order.
fn sorted_order(keys: &[Value], reverse: bool, vm: &mut Vm) -> (Vec<usize>, PyResult<()>) {
    match Kind::of_all(keys.iter(), vm) {
        Kind::SmallInt => return (order_by(keys, small_int, i64::cmp, reverse), Ok(())),
        Kind::Float => {
            let compare = |a: &f64, b: &f64| a.partial_cmp(b).expect("no float is a NaN");
            return (order_by(keys, small_float, compare, reverse), Ok(()));
        }
        Kind::Str => return (order_of_texts(keys, reverse), Ok(())),
        Kind::Other => {}
    }
    if let Some(kinds) = tuple_kinds(keys, vm) {
        return (order_of_tuples(keys, &kinds, reverse), Ok(()));
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    let mut less = |a: usize, b: usize| {
        // `__lt__` is all that is asked for. In reverse, equal keys keep their order all the same.
        let (a, b) = if reverse { (b, a) } else { (a, b) };
        let (a, b) = (&keys[a], &keys[b]);
        if let (Some(a), Some(b)) = (a.as_small_int(), b.as_small_int()) {
            return Ok(a < b);
        }
        a.compare_bool(b, CompareOperator::Less, vm)
    };
    let result = merge_sort(&mut order, &mut less);
    (order, result)
}

/// Sorts positions by simple keys, which are kept beside them.
fn order_by<K: Copy>(
    keys: &[Value],
    get: impl Fn(&Value) -> K,
    compare: impl Fn(&K, &K) -> Ordering,
    reverse: bool,
) -> Vec<usize> {
    let mut entries: Vec<(K, usize)> = keys.iter().map(get).zip(0..).collect();
    entries.sort_by(|a, b| directed(compare(&a.0, &b.0), reverse));
    entries.into_iter().map(|(_, position)| position).collect()
}

/// Sorts positions of strs. Most are told apart by their first eight bytes, which are kept beside
/// the positions. The order of WTF-8 is that of the code points.
fn order_of_texts(keys: &[Value], reverse: bool) -> Vec<usize> {
    let prefix = |key: &Value| {
        let mut prefix = [0; 8];
        let text = text(key);
        let length = text.len().min(8);
        prefix[..length].copy_from_slice(&text[..length]);
        u64::from_be_bytes(prefix)
    };
    let mut entries: Vec<(u64, usize)> = keys.iter().map(prefix).zip(0..).collect();
    entries.sort_by(|a, b| {
        let ordering = a.0.cmp(&b.0);
        let ordering = ordering.then_with(|| text(&keys[a.1]).cmp(text(&keys[b.1])));
        directed(ordering, reverse)
    });
    entries.into_iter().map(|(_, position)| position).collect()
}

/// The kinds of the items of exact tuples, position by position, if all are simple.
fn tuple_kinds(keys: &[Value], vm: &Vm) -> Option<Vec<Kind>> {
    let mut kinds: Vec<Kind> = Vec::new();
    for key in keys {
        let tuple = key.downcast::<Tuple>()?;
        if !tuple.class().is(&vm.types.tuple) {
            return None;
        }
        for (index, item) in tuple.as_slice().iter().enumerate() {
            let kind = Kind::of(item, vm);
            match kinds.get(index) {
                _ if kind == Kind::Other => return None,
                Some(&known) if known != kind => return None,
                Some(_) => {}
                None => kinds.push(kind),
            }
        }
    }
    Some(kinds)
}

/// Sorts positions of tuples of simple items.
fn order_of_tuples(keys: &[Value], kinds: &[Kind], reverse: bool) -> Vec<usize> {
    let tuples: Vec<&[Value]> = keys
        .iter()
        .map(|key| {
            let tuple = key.downcast::<Tuple>();
            tuple.expect("the kind was checked").as_slice()
        })
        .collect();
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (tuples[a], tuples[b]);
        for ((a, b), &kind) in a.iter().zip(b).zip(kinds) {
            if !a.is(b) {
                let ordering = compare_simple(kind, a, b);
                if ordering.is_ne() {
                    return directed(ordering, reverse);
                }
            }
        }
        directed(a.len().cmp(&b.len()), reverse)
    });
    order
}

/// A run of positions in ascending order.
struct Run {
    start: usize,
    end: usize,
    /// Depth of the boundary to the next run, see [`node_power`].
    power: u32,
}

/// Sorts positions, stably, by a comparison that may fail; then they are in some order, complete.
///
/// Which runs are merged when is decided as in powersort (Munro and Wild, 2018).
fn merge_sort(
    order: &mut [usize],
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<()> {
    let length = order.len();
    let mut runs: Vec<Run> = Vec::new();
    let mut start = 0;
    while start < length {
        let mut end = start + natural_run(&mut order[start..], less)?;
        let wanted = (start + MIN_RUN).min(length);
        if end < wanted {
            insert_sorted(&mut order[start..wanted], end - start, less)?;
            end = wanted;
        }
        if let Some(last) = runs.last() {
            let power = node_power(last.start, start, end, length);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                merge_last(&mut runs, order, less)?;
            }
            runs.last_mut().expect("one run is left").power = power;
        }
        runs.push(Run {
            start,
            end,
            power: 0,
        });
        start = end;
    }
    while runs.len() > 1 {
        merge_last(&mut runs, order, less)?;
    }
    Ok(())
}

/// Merges the last two runs.
fn merge_last(
    runs: &mut Vec<Run>,
    order: &mut [usize],
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<()> {
    let right = runs.pop().expect("there are two runs");
    let left = runs.last_mut().expect("there are two runs");
    left.end = right.end;
    merge(
        &mut order[left.start..right.end],
        right.start - left.start,
        less,
    )
}

/// How far down the tree of merges the boundary at `middle` between two runs lies: the first bit
/// in which the (relative) centres of the runs differ.
fn node_power(start: usize, middle: usize, end: usize, length: usize) -> u32 {
    let scale = |sum: usize| ((sum as u128) << 62) / length as u128;
    let (a, b) = (scale(start + middle), scale(middle + end));
    ((a ^ b) as u64).leading_zeros()
}

/// Length of the run at the start: ascending, or strictly descending and then reversed.
fn natural_run(
    order: &mut [usize],
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<usize> {
    if order.len() < 2 {
        return Ok(order.len());
    }
    let mut end = 2;
    if less(order[1], order[0])? {
        while end < order.len() && less(order[end], order[end - 1])? {
            end += 1;
        }
        order[..end].reverse();
    } else {
        while end < order.len() && !less(order[end], order[end - 1])? {
            end += 1;
        }
    }
    Ok(end)
}

/// Inserts what follows the first `sorted` entries among them, by binary search.
fn insert_sorted(
    order: &mut [usize],
    sorted: usize,
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<()> {
    for end in sorted.max(1)..order.len() {
        let entry = order[end];
        let position = upper_bound(&order[..end], entry, less)?;
        order[position..=end].rotate_right(1);
    }
    Ok(())
}

/// Number of entries that are not greater than `entry`.
fn upper_bound(
    order: &[usize],
    entry: usize,
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<usize> {
    let (mut low, mut high) = (0, order.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if less(entry, order[middle])? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

/// Number of entries that are less than `entry`; searched from the end, by growing steps.
fn lower_bound_from_end(
    order: &[usize],
    entry: usize,
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<usize> {
    let mut high = order.len();
    let mut step = 1;
    let mut low = high.saturating_sub(step);
    while low < high && !less(order[low], entry)? {
        high = low;
        step *= 2;
        low = high.saturating_sub(step);
    }
    if low < high {
        // `order[low]` is less.
        low += 1;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if less(order[middle], entry)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Merges the runs before and from `middle`.
fn merge(
    order: &mut [usize],
    middle: usize,
    less: &mut impl FnMut(usize, usize) -> PyResult<bool>,
) -> PyResult<()> {
    if middle == 0 || middle == order.len() {
        return Ok(());
    }
    // What is in place already stays there. Nothing else is compared if the runs do not overlap.
    let start = upper_bound(&order[..middle], order[middle], less)?;
    if start == middle {
        return Ok(());
    }
    let last = order[middle - 1];
    let end = middle + lower_bound_from_end(&order[middle..], last, less)?;
    let order = &mut order[start..end];
    let middle = middle - start;
    let left = order[..middle].to_vec();
    let (mut from_left, mut from_right, mut to) = (0, middle, 0);
    let mut result = Ok(());
    while from_left < left.len() && from_right < order.len() {
        match less(order[from_right], left[from_left]) {
            Ok(true) => {
                order[to] = order[from_right];
                from_right += 1;
            }
            Ok(false) => {
                order[to] = left[from_left];
                from_left += 1;
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        to += 1;
    }
    // What is left of the right run is in place; after an error, so is what was not merged yet.
    let rest = &left[from_left..];
    order[to..to + rest.len()].copy_from_slice(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts positions by the keys and checks order and stability.
    fn check(keys: &[u32]) {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        let sorted = merge_sort(&mut order, &mut |a, b| Ok(keys[a] < keys[b]));
        assert!(sorted.is_ok());
        let mut expected: Vec<usize> = (0..keys.len()).collect();
        expected.sort_by_key(|&position| keys[position]);
        assert_eq!(order, expected);
    }

    #[test]
    fn merge_sort_is_stable() {
        let mut seed = 1u32;
        let mut random = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        for length in [0, 1, 2, 3, 23, 24, 25, 100, 1000, 5000] {
            let ascending: Vec<u32> = (0..length).collect();
            let descending: Vec<u32> = (0..length).rev().collect();
            let few: Vec<u32> = (0..length).map(|_| random() % 4).collect();
            let many: Vec<u32> = (0..length).map(|_| random()).collect();
            let saw: Vec<u32> = (0..length).map(|index| index % 50).collect();
            for keys in [ascending, descending, few, many, saw] {
                check(&keys);
            }
        }
    }

    #[test]
    fn an_error_loses_no_position() {
        let mut vm = crate::interpreter::TestVm::new();
        let keys: Vec<u32> = (0..500).map(|index| index * 7919 % 503).collect();
        for limit in [0, 1, 10, 100, 500, 1000, 2000, 3000] {
            let mut order: Vec<usize> = (0..keys.len()).collect();
            let mut left = limit;
            let _ = merge_sort(&mut order, &mut |a, b| {
                if left == 0 {
                    return Err(vm.value_error("enough"));
                }
                left -= 1;
                Ok(keys[a] < keys[b])
            });
            order.sort();
            assert!(order.into_iter().eq(0..keys.len()));
        }
    }
}
