"""heapq and bisect, and the native functions below them.

https://docs.python.org/3.14/library/heapq.html, https://docs.python.org/3.14/library/bisect.html
"""
import _bisect
import _heapq
import bisect
import heapq
from bisect import bisect_left, bisect_right, insort_left, insort_right


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


assert heapq.heappush is _heapq.heappush and bisect.bisect is _bisect.bisect_right is bisect.bisect_right
numbers = [n * 7919 % 1009 for n in range(500)]

# Heaps, and max-heaps.
heap = []
for n in numbers:
    heapq.heappush(heap, n)
    assert heap[0] == min(heap)
assert all(heap[(k - 1) // 2] <= heap[k] for k in range(1, len(heap)))
assert [heapq.heappop(heap) for _ in numbers] == sorted(numbers) and heap == []
heap = numbers[:]
heapq.heapify_max(heap)
assert all(heap[(k - 1) // 2] >= heap[k] for k in range(1, len(heap)))
assert [heapq.heappop_max(heap) for _ in numbers] == sorted(numbers, reverse=True)
for name, start in ("", [1, 3, 5]), ("_max", [5, 3, 1]):
    push, replace, push_pop = (getattr(heapq, f + name) for f in ("heappush", "heapreplace", "heappushpop"))
    heap = start[:]
    best, worst = start[0], start[-1]
    assert push_pop(heap, best) == best and heap == start
    assert push_pop(heap, worst) == best and heap[0] == 3
    assert replace(heap, best) == 3 and heap[0] == best
    assert push_pop([], 7) == 7
    push(heap, best)
    assert heap[0] == best and len(heap) == 4
    raises(IndexError, "index out of range", replace, [], 1)
    raises(IndexError, "index out of range", getattr(heapq, "heappop" + name), [])
raises(TypeError, "heappop() argument must be list, not tuple", heapq.heappop, ())
raises(TypeError, "'<' not supported between instances of 'str' and 'int'", heapq.heappush, [1], "a")
assert heapq.nsmallest(3, numbers) == sorted(numbers)[:3]

class Shrinks:
    def __lt__(self, other):
        heap.clear()
        return True
heap = [Shrinks(), Shrinks(), Shrinks()]
raises(RuntimeError, "list changed size during iteration", heapq.heapify, heap)
heap = [Shrinks()]
raises(RuntimeError, "list changed size during iteration", heapq.heappush, heap, Shrinks())

# Bisection.
items = [1, 2, 2, 2, 5]
for x, left, right in (0, 0, 0), (1, 0, 1), (2, 1, 4), (3, 4, 4), (5, 4, 5), (9, 5, 5):
    assert (bisect_left(items, x), bisect_right(items, x)) == (left, right) == (
        bisect_left(tuple(items), x), bisect_right(range(0) or tuple(items), x))
assert bisect_left(items, 2, 2) == 2 and bisect_right(items, 2, 0, 2) == 2 and bisect_right(items, 2, hi=None) == 4
assert bisect_right(items, 2, 0, -1) == 4 and bisect_left(items, 2, lo=1, hi=3) == 1
words = ["a", "bb", "cccc"]
assert bisect_left(words, 2, key=len) == 1 and bisect_right(words, 3, key=len) == 2
insort_left(words, "xx", key=len)
insort_right(words, "yy", key=len)
assert words == ["a", "xx", "bb", "yy", "cccc"]
class Sequence:
    def __init__(self): self.items = [1, 3]
    def __len__(self): return len(self.items)
    def __getitem__(self, index): return self.items[index]
    def insert(self, index, item): self.items.insert(index, item)
sequence = Sequence()
insort_right(sequence, 2)
assert sequence.items == [1, 2, 3]
raises(ValueError, "lo must be non-negative", bisect_left, items, 1, -1)
raises(IndexError, "list index out of range", bisect_left, items, 9, 0, 9)
raises(TypeError, "argument should be integer or None, not 'str'", bisect_left, items, 1, 0, "a")
raises(TypeError, "object of type 'int' has no len()", bisect_left, 5, 1)
raises(AttributeError, "'tuple' object has no attribute 'insert'", insort_left, (1,), 1)
raises(TypeError, "'<' not supported between instances of 'str' and 'int'", bisect_right, items, "a")
# What is no sequence is refused, be it empty.
raises(TypeError, "dict is not a sequence", bisect_left, {}, 1)
overflow = "cannot fit 'int' into an index-sized integer"
raises(OverflowError, overflow, bisect_left, items, 1, 0, 1 << 70)
