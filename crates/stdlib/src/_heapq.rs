//! `_heapq`: lists as heaps.
//! Reference: <https://docs.python.org/3.14/library/heapq.html>

/// Heaps: lists in which an item is at most its children, those at 2*k+1 and 2*k+2. So the smallest
/// is the first. In max-heaps it is the other way round.
#[rpy_macros::native_module(name = "_heapq")]
pub mod _heapq {
    use rpy_bytecode::CompareOperator;
    use rpy_vm::builtins::list::List;
    use rpy_vm::{PyResult, Ref, Value, Vm};

    /// What the module is about, at length.
    #[constant]
    const __about__: &str = "\
A heap is a list that is a tree: the children of the item at k are those at 2*k+1 and 2*k+2, and no \
item is larger than its children. The first item then is the smallest, and the list need not be \
sorted for that. To push or pop an item takes a number of comparisons that grows with the logarithm \
of the length, to turn a list into a heap one that grows with the length.\n";

    /// Turns a list into a heap, in linear time.
    #[function(signature = "(heap, /)")]
    fn heapify(heap: &Ref<List>, vm: &mut Vm) -> PyResult<()> {
        make::<false>(heap, vm)
    }

    /// Turns a list into a max-heap, in linear time.
    #[function(signature = "(heap, /)")]
    fn heapify_max(heap: &Ref<List>, vm: &mut Vm) -> PyResult<()> {
        make::<true>(heap, vm)
    }

    /// Takes the smallest item off a heap.
    #[function(signature = "(heap, /)")]
    fn heappop(heap: &Ref<List>, vm: &mut Vm) -> PyResult {
        pop::<false>(heap, vm)
    }

    /// Takes the largest item off a max-heap.
    #[function(signature = "(heap, /)")]
    fn heappop_max(heap: &Ref<List>, vm: &mut Vm) -> PyResult {
        pop::<true>(heap, vm)
    }

    /// Adds an item to a heap.
    #[function(signature = "(heap, item, /)")]
    fn heappush(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult<()> {
        push::<false>(heap, item, vm)
    }

    /// Adds an item to a max-heap.
    #[function(signature = "(heap, item, /)")]
    fn heappush_max(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult<()> {
        push::<true>(heap, item, vm)
    }

    /// Adds an item to a heap, then takes the smallest off.
    #[function(signature = "(heap, item, /)")]
    fn heappushpop(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        push_pop::<false>(heap, item, vm)
    }

    /// Adds an item to a max-heap, then takes the largest off.
    #[function(signature = "(heap, item, /)")]
    fn heappushpop_max(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        push_pop::<true>(heap, item, vm)
    }

    /// Takes the smallest item off a heap, then adds one.
    #[function(signature = "(heap, item, /)")]
    fn heapreplace(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        replace::<false>(heap, item, vm)
    }

    /// Takes the largest item off a max-heap, then adds one.
    #[function(signature = "(heap, item, /)")]
    fn heapreplace_max(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        replace::<true>(heap, item, vm)
    }

    /// Whether `a` belongs above `b`.
    #[inline]
    fn above<const MAX: bool>(a: &Value, b: &Value, vm: &mut Vm) -> PyResult<bool> {
        if MAX {
            b.compare_bool(a, CompareOperator::Less, vm)
        } else {
            a.compare_bool(b, CompareOperator::Less, vm)
        }
    }

    fn empty(vm: &mut Vm) -> rpy_vm::Raised {
        vm.index_error("index out of range")
    }

    /// Raises `RuntimeError` if a comparison has changed the number of items.
    #[inline]
    fn check_length(heap: &Ref<List>, length: usize, vm: &mut Vm) -> PyResult<()> {
        if heap.length(vm) != length {
            return Err(vm.runtime_error("list changed size during iteration"));
        }
        Ok(())
    }

    /// Lets the item at `position` rise to where it belongs, not above `start`.
    fn rise<const MAX: bool>(
        heap: &Ref<List>,
        start: usize,
        mut position: usize,
        vm: &mut Vm,
    ) -> PyResult<()> {
        vm.poll()?;
        let length = heap.length(vm);
        let Some(item) = heap.get(position, vm) else {
            return Err(empty(vm));
        };
        while position > start {
            let parent_position = (position - 1) / 2;
            let items = heap.items(vm);
            let parent = items[parent_position].clone();
            let rises = above::<MAX>(&item, &parent, vm)?;
            check_length(heap, length, vm)?;
            if !rises {
                break;
            }
            heap.items_mut(vm).swap(parent_position, position);
            position = parent_position;
        }
        Ok(())
    }

    /// Lets the item at `start` sink: to a leaf, from where it rises again.
    fn sink<const MAX: bool>(heap: &Ref<List>, start: usize, vm: &mut Vm) -> PyResult<()> {
        let length = heap.length(vm);
        if start >= length {
            return Err(empty(vm));
        }
        let mut position = start;
        while position < length / 2 {
            let mut child = 2 * position + 1;
            if child + 1 < length {
                let items = heap.items(vm);
                let (left, right) = (items[child].clone(), items[child + 1].clone());
                let left_first = above::<MAX>(&left, &right, vm)?;
                check_length(heap, length, vm)?;
                if !left_first {
                    child += 1;
                }
            }
            heap.items_mut(vm).swap(child, position);
            position = child;
        }
        rise::<MAX>(heap, start, position, vm)
    }

    fn make<const MAX: bool>(heap: &Ref<List>, vm: &mut Vm) -> PyResult<()> {
        for position in (0..heap.length(vm) / 2).rev() {
            sink::<MAX>(heap, position, vm)?;
        }
        Ok(())
    }

    fn push<const MAX: bool>(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult<()> {
        heap.push(item.clone(), vm);
        // Without memory the item is left out.
        let last = heap.length(vm).saturating_sub(1);
        rise::<MAX>(heap, 0, last, vm)
    }

    fn pop<const MAX: bool>(heap: &Ref<List>, vm: &mut Vm) -> PyResult {
        let last = heap.items_mut(vm).pop();
        let Some(last) = last else {
            return Err(empty(vm));
        };
        let first = match heap.items_mut(vm).first_mut() {
            Some(first) => std::mem::replace(first, last),
            None => return Ok(last),
        };
        sink::<MAX>(heap, 0, vm)?;
        Ok(first)
    }

    fn replace<const MAX: bool>(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        let first = match heap.items_mut(vm).first_mut() {
            Some(first) => Some(std::mem::replace(first, item.clone())),
            None => None,
        };
        let Some(first) = first else {
            return Err(empty(vm));
        };
        sink::<MAX>(heap, 0, vm)?;
        Ok(first)
    }

    fn push_pop<const MAX: bool>(heap: &Ref<List>, item: &Value, vm: &mut Vm) -> PyResult {
        let Some(first) = heap.get(0, vm) else {
            return Ok(item.clone());
        };
        if !above::<MAX>(&first, item, vm)? {
            return Ok(item.clone());
        }
        replace::<MAX>(heap, item, vm)
    }
}
