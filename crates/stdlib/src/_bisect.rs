//! `_bisect`: searching and inserting in sorted sequences.
//! Reference: <https://docs.python.org/3.14/library/bisect.html>

/// Bisection algorithms, for sequences that are kept sorted.
#[rpy_macros::native_module(name = "_bisect")]
pub mod _bisect {
    use rpy_bytecode::CompareOperator;
    use rpy_vm::builtins::int::IndexOverflow;
    use rpy_vm::builtins::list::List;
    use rpy_vm::function::convert::FromArgument;
    use rpy_vm::{PyResult, Value, Vm};

    /// Where equal items are, seen from the place that is searched.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Side {
        Left,
        Right,
    }

    /// The end of the part that is searched; `None` for that of the sequence.
    struct End(Option<usize>);

    impl<'a> FromArgument<'a> for End {
        fn from_argument(value: &'a Value, vm: &mut Vm) -> PyResult<End> {
            if value.is_none() {
                return Ok(End(None));
            }
            if !value.is_index(vm) && value.as_int().is_none() {
                let class = value.type_name(vm);
                return Err(
                    vm.type_error(format!("argument should be integer or None, not '{class}'"))
                );
            }
            Ok(
                match vm.index_to_isize(value, IndexOverflow::RaiseOverflow)? {
                    -1 => End(None),
                    end => End(Some(usize::try_from(end).unwrap_or(0))),
                },
            )
        }
    }

    /// Returns where an item is to be inserted so that a sequence stays sorted: in front of those
    /// that are equal.
    #[function(signature = "(a, x, lo=0, hi=None, *, key=None)")]
    fn bisect_left(
        a: &Value,
        x: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        search(a, x, lo, hi, key, Side::Left, vm)
    }

    /// Returns where an item is to be inserted so that a sequence stays sorted: behind those that
    /// are equal.
    #[function(signature = "(a, x, lo=0, hi=None, *, key=None)")]
    fn bisect_right(
        a: &Value,
        x: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        search(a, x, lo, hi, key, Side::Right, vm)
    }

    /// Inserts an item into a sorted list, in front of those that are equal.
    #[function(signature = "(a, x, lo=0, hi=None, *, key=None)")]
    fn insort_left(
        a: &Value,
        x: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        insert(a, x, lo, hi, key, Side::Left, vm)
    }

    /// Inserts an item into a sorted list, behind those that are equal.
    #[function(signature = "(a, x, lo=0, hi=None, *, key=None)")]
    fn insort_right(
        a: &Value,
        x: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        vm: &mut Vm,
    ) -> PyResult<()> {
        insert(a, x, lo, hi, key, Side::Right, vm)
    }

    fn search(
        sequence: &Value,
        item: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        side: Side,
        vm: &mut Vm,
    ) -> PyResult<usize> {
        let Ok(mut start) = usize::try_from(lo) else {
            return Err(vm.value_error("lo must be non-negative"));
        };
        let mut end = match hi {
            Some(End(Some(end))) => end,
            _ => sequence.length(vm)?,
        };
        let is_list = sequence.class(vm).is(&vm.types.list);
        if !is_list && sequence.has_payload::<rpy_vm::builtins::dict::Dict>() {
            let class = sequence.type_name(vm);
            return Err(vm.type_error(format!("{class} is not a sequence")));
        }
        while start < end {
            let middle = start + (end - start) / 2;
            let found = match sequence.downcast::<List>() {
                Some(list) if is_list => match list.get(middle, vm) {
                    Some(found) => found,
                    None => return Err(vm.index_error("list index out of range")),
                },
                _ => {
                    let middle = vm.new_int(middle as i64);
                    sequence.subscript(&middle, vm)?
                }
            };
            let found = if key.is_none() {
                found
            } else {
                key.call_positional(&[found], vm)?
            };
            let goes_left = match side {
                Side::Left => !found.compare_bool(item, CompareOperator::Less, vm)?,
                Side::Right => item.compare_bool(&found, CompareOperator::Less, vm)?,
            };
            if goes_left {
                end = middle;
            } else {
                start = middle + 1;
            }
        }
        Ok(start)
    }

    fn insert(
        sequence: &Value,
        item: &Value,
        lo: isize,
        hi: Option<End>,
        key: &Value,
        side: Side,
        vm: &mut Vm,
    ) -> PyResult<()> {
        let index = if key.is_none() {
            search(sequence, item, lo, hi, key, side, vm)?
        } else {
            let sought = key.call_positional(std::slice::from_ref(item), vm)?;
            search(sequence, &sought, lo, hi, key, side, vm)?
        };
        if sequence.class(vm).is(&vm.types.list)
            && let Some(list) = sequence.downcast::<List>()
        {
            let mut items = list.items_mut(vm);
            let index = index.min(items.len());
            items.insert(index, item.clone());
            return Ok(());
        }
        let name = vm.intern("insert");
        let arguments = [vm.new_int(index as i64), item.clone()];
        sequence.call_method(&name, &arguments, vm)?;
        Ok(())
    }
}
