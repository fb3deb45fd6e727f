"""Heaps in lists: heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all k.

https://docs.python.org/3.14/library/heapq.html
"""

__all__ = [
    "heapify", "heapify_max", "heappop", "heappop_max", "heappush", "heappush_max",
    "heappushpop", "heappushpop_max", "heapreplace", "heapreplace_max", "merge", "nlargest",
    "nsmallest",
]


def _rise(heap, start, position):
    """Moves the item at position up until its parent is not greater; start is the root."""
    item = heap[position]
    while position > start:
        parent = (position - 1) >> 1
        if not item < heap[parent]:
            break
        heap[position] = heap[parent]
        position = parent
    heap[position] = item


def _sink(heap, position):
    """Moves the item at position down to a leaf, by the smaller child, and up to its place.

    An item that comes from the end of the heap nearly always belongs near the leaves: going down
    without comparing it saves half of the comparisons.
    """
    start, end = position, len(heap)
    item = heap[position]
    child = 2 * position + 1
    while child < end:
        if child + 1 < end and not heap[child] < heap[child + 1]:
            child += 1
        heap[position] = heap[child]
        position = child
        child = 2 * position + 1
    heap[position] = item
    _rise(heap, start, position)


def _rise_max(heap, start, position):
    item = heap[position]
    while position > start:
        parent = (position - 1) >> 1
        if not heap[parent] < item:
            break
        heap[position] = heap[parent]
        position = parent
    heap[position] = item


def _sink_max(heap, position):
    start, end = position, len(heap)
    item = heap[position]
    child = 2 * position + 1
    while child < end:
        if child + 1 < end and not heap[child + 1] < heap[child]:
            child += 1
        heap[position] = heap[child]
        position = child
        child = 2 * position + 1
    heap[position] = item
    _rise_max(heap, start, position)


def heappush(heap, item):
    """Adds an item."""
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap):
    """Removes the smallest item and returns it."""
    last = heap.pop()
    if not heap:
        return last
    first, heap[0] = heap[0], last
    _sink(heap, 0)
    return first


def heapreplace(heap, item):
    """Removes the smallest item, then adds one; returns what was removed."""
    first, heap[0] = heap[0], item
    _sink(heap, 0)
    return first


def heappushpop(heap, item):
    """Adds an item, then removes the smallest and returns it."""
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _sink(heap, 0)
    return item


def heapify(x):
    """Makes a list a heap, in linear time."""
    for position in reversed(range(len(x) // 2)):
        _sink(x, position)


def heappush_max(heap, item):
    """Adds an item to a heap whose first item is the largest."""
    heap.append(item)
    _rise_max(heap, 0, len(heap) - 1)


def heappop_max(heap):
    """Removes the largest item and returns it."""
    last = heap.pop()
    if not heap:
        return last
    first, heap[0] = heap[0], last
    _sink_max(heap, 0)
    return first


def heapreplace_max(heap, item):
    """Removes the largest item, then adds one; returns what was removed."""
    first, heap[0] = heap[0], item
    _sink_max(heap, 0)
    return first


def heappushpop_max(heap, item):
    """Adds an item, then removes the largest and returns it."""
    if heap and item < heap[0]:
        item, heap[0] = heap[0], item
        _sink_max(heap, 0)
    return item


def heapify_max(x):
    """Makes a list a heap whose first item is the largest."""
    for position in reversed(range(len(x) // 2)):
        _sink_max(x, position)


class _Reversed:
    """A key that orders the other way round."""

    __slots__ = ("key",)

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return other.key < self.key

    def __eq__(self, other):
        return other.key == self.key

    __hash__ = None


def merge(*iterables, key=None, reverse=False):
    """Yields the items of sorted iterables in order; equal ones in the order of the iterables."""
    heap = []
    for number, iterable in enumerate(iterables):
        following = iter(iterable).__next__
        try:
            item = following()
        except StopIteration:
            continue
        heap.append([_order(item, key, reverse), number, item, following])
    heapify(heap)
    while len(heap) > 1:
        entry = heap[0]
        while True:
            yield entry[2]
            try:
                item = entry[3]()
            except StopIteration:
                heappop(heap)
                break
            entry[0], entry[2] = _order(item, key, reverse), item
            heapreplace(heap, entry)
            if heap[0] is not entry:
                break
    if heap:
        item, following = heap[0][2:]
        yield item
        yield from iter(following.__self__)


def _order(item, key, reverse):
    value = item if key is None else key(item)
    return _Reversed(value) if reverse else value


def nsmallest(n, iterable, key=None):
    """Returns the n smallest items in order, as sorted(iterable, key=key)[:n] does."""
    return _select(n, iterable, key, False)


def nlargest(n, iterable, key=None):
    """Returns the n largest items in order, as sorted(iterable, key=key, reverse=True)[:n] does."""
    return _select(n, iterable, key, True)


def _select(n, iterable, key, largest):
    iterator = iter(iterable)
    # The heap's first entry is the worst of the n best so far. Of equal items the earlier wins, so
    # positions order the other way round than values.
    heap = []
    for position, item in zip(range(n), iterator):
        value = item if key is None else key(item)
        heap.append((value, -position, item) if largest else (value, position, item))
    if not heap:
        return []
    position = len(heap)
    if largest:
        heapify(heap)
        for item in iterator:
            value = item if key is None else key(item)
            if heap[0][0] < value:
                heapreplace(heap, (value, -position, item))
            position += 1
    else:
        heapify_max(heap)
        for item in iterator:
            value = item if key is None else key(item)
            if value < heap[0][0]:
                heapreplace_max(heap, (value, position, item))
            position += 1
    heap.sort(reverse=largest)
    return [entry[2] for entry in heap]
