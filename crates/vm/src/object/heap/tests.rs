//! Tests of the heap: accounting, sweeping, collecting in time, and freeing all in the end.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use rpy_macros::native_class;

use super::allocate::MIN_GROWTH;
use super::chunk::CHUNK_SIZE;
use super::*;
use crate::builtins::dict::Dict;
use crate::builtins::list::List;
use crate::builtins::object::Instance;
use crate::builtins::tuple::Tuple;
use crate::function::native::NativeClass;
use crate::interpreter::{Config, EnterError, Interpreter, TestVm};
use crate::object::reference::Ref;
use crate::object::value::Value;
use crate::vm::Vm;

/// The system's allocator, counting the bytes that a thread has allocated and not freed.
struct Counting;

thread_local!(static ALLOCATED: Cell<isize> = const { Cell::new(0) });

fn count(bytes: isize) {
    // The count of a thread that ends is of no interest.
    let _ = ALLOCATED.try_with(|allocated| allocated.set(allocated.get().wrapping_add(bytes)));
}

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocated() -> isize {
    ALLOCATED.get()
}

fn heap(vm: &Vm) -> &Heap {
    // SAFETY: the heap lives as long as the interpreter; the tests only read it.
    unsafe { vm.heap().as_ref() }
}

/// Runs a program and returns its globals.
fn run(source: &str, vm: &mut Vm) -> Ref<Dict> {
    let code = rpy_compiler::compile(
        source.as_bytes(),
        "test.py",
        rpy_compiler::Mode::Exec,
        Default::default(),
        &mut Vec::new(),
    );
    let code = code.expect("the test compiles");
    let globals = Dict::new(vm);
    let name = vm.names.__name__.clone();
    let main = vm.new_str("__main__");
    globals.set_str(&name, main, vm);
    if let Err(raised) = vm.run_code(Arc::new(code), &globals, globals.to_value()) {
        let exception = raised.exception().to_value();
        let text = exception.repr(vm).expect("exceptions have a repr");
        panic!("{}", text.to_string_lossy());
    }
    globals
}

fn tuples(count: i32, vm: &mut Vm) -> Vec<Ref<Tuple>> {
    let make = |number| Tuple::from_array([Value::from_i32(number)], vm);
    (0..count).map(make).collect()
}

fn number(tuple: &Ref<Tuple>) -> Option<i64> {
    tuple.as_slice()[0].as_small_int()
}

#[test]
fn empty_chunks_are_given_back() {
    let mut vm = TestVm::new();
    let (before, allocated_before) = (heap(&vm).bytes(), allocated());
    let many = tuples(200_000, &mut vm);
    let peak = heap(&vm).bytes();
    assert!(peak > before + 200_000 * 32);
    drop(many);
    assert_eq!(
        heap(&vm).bytes(),
        peak,
        "nothing is given back before a sweep"
    );
    vm.collect_garbage();
    let kept = MIN_GROWTH + 2 * CHUNK_SIZE;
    assert!(heap(&vm).bytes() <= before + kept);
    assert!(allocated() - allocated_before <= kept as isize + 4096);
}

#[test]
fn what_lives_survives_a_sweep_and_gaps_are_filled() {
    let mut vm = TestVm::new();
    let mut many = tuples(100_000, &mut vm);
    let mut position = 0;
    many.retain(|_| {
        position += 1;
        position % 7 == 0
    });
    vm.collect_garbage();
    let bytes = heap(&vm).bytes();
    let more = tuples(70_000, &mut vm);
    assert_eq!(heap(&vm).bytes(), bytes, "there was room in the chunks");
    let even_more = tuples(70_000, &mut vm);
    assert!(heap(&vm).bytes() > bytes);
    for (position, tuple) in many.iter().enumerate() {
        assert_eq!(number(tuple), Some(position as i64 * 7 + 6));
    }
    for (position, tuple) in more.iter().chain(&even_more).enumerate() {
        assert_eq!(number(tuple), Some(position as i64 % 70_000));
    }
}

#[test]
fn a_sweep_tells_what_is_in_use() {
    let mut vm = TestVm::new();
    vm.collect_garbage();
    let before = heap(&vm).used();
    let large = Tuple::new(vec![Value::NONE; 1000], &mut vm);
    let many = tuples(10_000, &mut vm);
    let in_use = heap(&vm).used();
    assert!(in_use >= before + 10_000 * 32 + 8000);
    drop((large, many));
    vm.collect_garbage();
    assert_eq!(heap(&vm).used(), before);
}

#[test]
fn buffers_are_counted_while_they_live() {
    let mut vm = TestVm::new();
    let before = heap(&vm).used();
    let list = List::new(Vec::with_capacity(100_000), &mut vm);
    assert!(heap(&vm).used() >= before + 800_000);
    for number in 0..200_000 {
        list.push(Value::from_i32(number), &mut vm);
    }
    assert!(heap(&vm).used() >= before + 1_600_000);
    drop(list.replace(Vec::new(), &mut vm));
    assert!(heap(&vm).used() < before + 10_000);

    let dict = Dict::new(&mut vm);
    for number in 0..50_000 {
        let key = Value::from_i32(number);
        dict.set_item(key.clone(), key, &mut vm)
            .expect("an int has a hash");
    }
    assert!(heap(&vm).used() >= before + 50_000 * 24);
    drop(dict);
    assert!(heap(&vm).used() < before + 10_000);
}

#[test]
fn what_is_counted_for_buffers_is_taken_off_again() {
    let program = "
def grow_and_shrink():
    items = []
    for i in range(5000): items.append([i])
    items += range(1000)
    items[10:20] = range(300)
    items.insert(0, None)
    items.sort(key=id)
    copy = items * 3
    del copy[::2]
    while len(items) > 10: items.pop()
    items.clear()
    items.extend(x for x in range(100))
    try: items.sort(key=lambda item: items.append(1) or 1)
    except ValueError: pass
    a = {i: str(i) for i in range(3000)}
    b = dict(a)
    b.update({i: i for i in range(2000, 5000)})
    while len(a) > 1: a.popitem()
    a.clear()
    for i in range(20): a[i] = i
    for i in range(20): del a[i]
    class Instance: pass
    instance = Instance()
    instance.__dict__.update({'a%d' % i: i for i in range(100)})
    s = set(range(3000))
    t = s | set(range(5000, 9000))
    f = frozenset(t & s)
    s -= {1, 2, 3}
    s ^= set(range(100))
    t.intersection_update(f, [1, 2])
    f.difference(range(10), s).symmetric_difference(f)
    class Unequal:
        def __hash__(self): return 1
        def __eq__(self, other): raise KeyError
    for operation in (s.union, s.update, s.difference, s.intersection, frozenset, set):
        try: operation([Unequal(), *range(1000), Unequal()])
        except KeyError: pass
    while s: s.pop()
    buffer = bytearray(10)
    for i in range(5000): buffer.append(1)
    buffer += b'abc' * 1000
    buffer[5:10] = b'x' * 500
    del buffer[::3]
    buffer.resize(20000)
    buffer.clear()
    memoryview(bytearray(100))[3] = 7
    cycle = [set(), {}]
    cycle[1][1] = cycle
    cycle.extend(range(1000))
grow_and_shrink()
";
    let mut vm = TestVm::new();
    let mut used = Vec::new();
    for _ in 0..3 {
        drop(run(program, &mut vm));
        vm.collect_garbage();
        used.push(heap(&vm).used());
    }
    assert_eq!(used[1], used[2], "of runs that leave nothing behind");
}

#[test]
fn cyclic_garbage_is_collected_in_time() {
    let mut vm = TestVm::new();
    let before = vm.heap_bytes();
    run(
        "
class Node: pass
for _ in range(100_000):
    a, b = Node(), Node()
    a.other, b.other = b, a
    a.items = [1, 2, a]
",
        &mut vm,
    );
    assert!(vm.collector.collections[2] > 5);
    let grown = vm.heap_bytes() - before;
    assert!(grown < 3 * MIN_GROWTH, "{grown} bytes");
}

#[test]
fn garbage_that_is_large_outside_of_the_heap_is_collected_in_time() {
    let mut vm = TestVm::new();
    let before = allocated();
    run(
        "
for _ in range(200):
    items = [0] * 100_000
    items[0] = items
",
        &mut vm,
    );
    let grown = allocated() - before;
    assert!(grown < 4 * MIN_GROWTH as isize, "{grown} bytes");
}

#[test]
fn a_collection_from_roots_finds_what_a_thorough_one_finds() {
    let mut vm = TestVm::new();
    vm.collector.enabled = false;
    let kept = run(
        "
class Node: pass
def garbage():
    for _ in range(100):
        node = Node()
        node.me = [node, {'node': node}]
def generator(value):
    yield value
    yield value
garbage()
kept = [Node()]
kept.append(kept)
running = generator({1: kept})
next(running)
",
        &mut vm,
    );
    // The nodes, their lists and their dicts; what `kept` holds is counted, as it is in no module.
    assert_eq!(vm.collect_now(false), 300);
    assert_eq!(vm.collect_now(true), 0);
    heap(&vm).for_each_object(|object| {
        // SAFETY: the heap shows live objects.
        assert!(!unsafe { object.as_ref() }.is_marked());
    });
    let name = vm.intern("kept");
    let list = kept
        .get_str(&name, &vm)
        .and_then(|list| list.downcast::<List>());
    assert_eq!(list.map(|list| list.length(&vm)), Some(2));
}

#[test]
fn a_heap_that_only_grows_is_seldom_collected() {
    let mut vm = TestVm::new();
    let kept = run(
        "kept = []\nfor i in range(300_000): kept.append([i])",
        &mut vm,
    );
    assert!(heap(&vm).used() > 16 * MIN_GROWTH);
    let collections = vm.collector.collections[2];
    assert!((2..=8).contains(&collections), "{collections}");
    drop(kept);
}

#[test]
fn memory_is_given_back_when_a_large_container_goes() {
    let mut vm = TestVm::new();
    vm.collector.enabled = false;
    let before = vm.heap_bytes();
    run(
        "kept = [[i] for i in range(100_000)]\nkept = None\nfor _ in range(10): pass",
        &mut vm,
    );
    assert_eq!(vm.collector.collections, [0; 3]);
    let grown = vm.heap_bytes() - before;
    assert!(grown < 2 * MIN_GROWTH, "{grown} bytes");
}

#[test]
fn sweeping_backs_off_where_it_gives_nothing_back() {
    let mut vm = TestVm::new();
    let _kept = tuples(200_000, &mut vm);
    // SAFETY: the heap lives as long as the interpreter and is not borrowed elsewhere.
    let heap = unsafe { vm.heap().as_mut() };
    let mut sweeps = 0;
    for _ in 0..1000 {
        heap.account(MIN_GROWTH as isize);
        heap.account(-(MIN_GROWTH as isize));
        if heap.sweep_due() {
            heap.sweep_after_shrinking();
            sweeps += 1;
        }
    }
    assert_eq!(sweeps, 1);
    heap.account(64 * MIN_GROWTH as isize);
    heap.account(-64 * MIN_GROWTH as isize);
    assert!(
        heap.sweep_due(),
        "much more was given up than the heap is large"
    );
}

/// A native class that is made when it is first asked for.
struct Native;

#[native_class(payload = Instance, flags(base))]
impl Native {}

#[test]
fn nothing_is_left_of_a_dropped_interpreter() {
    let program = "
class Base:
    registry = []
    __slots__ = ('x', '__weakref__', '__dict__')
    def __init__(self): Base.registry.append(self)
    @property
    def me(self): return self
    @classmethod
    def make(cls): return cls()
class Meta(type): pass
class Derived(Base, metaclass=Meta):
    def __del__(self): raise SystemError('not called: it is still reachable')
def generator():
    kept = [object() for _ in range(10)]
    yield kept
    yield 2
running = generator()
next(running)
objects = [Derived.make() for _ in range(100)]
objects[0].other = objects
objects[1].x = {1: objects, 'two': {3, 4}, 'three': frozenset({5})}
text = 'x' * 10_000
text += 'y' * 10_000
growing = b'z' * 10_000
view = memoryview(bytearray(b'abc'))
numbers = [2 ** 1000, 1.5e300, 3j, range(2 ** 100), slice(1, 2)]
closures = [lambda i=i: (i, closures) for i in range(10)]
try: raise ValueError('kept', objects)
except ValueError as error: kept_error = error
large = tuple(range(1000))
methods = [objects[0].make, [].append, str.join, dict.fromkeys]
iterators = [iter([1]), iter({}), iter({1}), zip([], []), map(str, []), enumerate('a')]
match {'a': [1, 2]}:
    case {'a': [x, *rest]}: pass
alias = list[int] | None
cycle = []
cycle.append(cycle)
del cycle
";
    let round = || {
        let mut vm = TestVm::new();
        let globals = run(program, &mut vm);
        let class = Native::class(&mut vm).clone();
        let name = vm.intern("instance_of_native_type");
        let instance = Ref::with_class(Instance, &class, &mut vm);
        globals.set_str(&name, instance.into_value(), &mut vm);
    };
    // What is made once in a process is made in the first round.
    round();
    let before = allocated();
    for _ in 0..50 {
        round();
    }
    assert_eq!(allocated(), before);
}

#[test]
fn a_value_may_outlive_its_interpreter() {
    let mut vm = TestVm::new();
    let globals = run(
        "
class C:
    def __init__(self): self.items = ['kept', [1, 2, 3]]
kept = C()
lost = [[i] for i in range(1000)]
",
        &mut vm,
    );
    let name = vm.intern("kept");
    let kept = globals.get_str(&name, &vm).expect("a global").clone();
    drop((globals, name));
    drop(vm);
    let class = kept.as_object().expect("an instance").class();
    assert!(class.is_heap_type());
    // This thread enters no other interpreter any more.
    let other = Interpreter::new(Config::default());
    let entered = other.enter(|_| ());
    assert_eq!(entered, Err(EnterError::Bound));
    let elsewhere = std::thread::spawn(move || {
        let entered = other.enter(|vm| vm.heap_bytes() > 0);
        drop(other);
        entered
    });
    assert_eq!(elsewhere.join().expect("it ends"), Ok(true));
    drop(kept);
}

/// Keeps the last line of every report.
#[derive(Default)]
struct Reports(std::sync::Mutex<Vec<String>>);

impl crate::host::Host for Reports {
    fn report(&self, text: &str) {
        let mut reports = self.0.lock().expect("nobody panics with it");
        reports.extend(text.lines().last().map(str::to_owned));
    }
}

impl Reports {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics with it"))
    }
}

#[test]
fn finalisers_that_are_due_run_before_the_end() {
    let host = Arc::new(Reports::default());
    let mut vm = TestVm::with_config(Config {
        host: host.clone(),
        hash_seed: 0,
        ..Config::default()
    });
    let globals = run(
        "
class Finalized:
    def __del__(self): raise ValueError
def make():
    garbage = Finalized()
    garbage.me = garbage
make()
",
        &mut vm,
    );
    drop(globals);
    assert_eq!(host.take(), [] as [&str; 0]);
    drop(vm);
    assert_eq!(host.take(), ["ValueError: "]);
}

#[test]
fn generators_are_closed_before_the_end() {
    let host = Arc::new(Reports::default());
    let mut vm = TestVm::with_config(Config {
        host: host.clone(),
        hash_seed: 0,
        ..Config::default()
    });
    let globals = run(
        "
def steps(error):
    try:
        yield
    finally:
        raise error
def make(error):
    generator = steps(error)
    next(generator)
    return generator
make(KeyError('dropped'))
reachable = make(ValueError('reachable'))
def cycle():
    error = TypeError('cyclic')
    error.me = make(error)
cycle()
unstarted = steps(OSError('unstarted'))
",
        &mut vm,
    );
    assert_eq!(host.take(), ["KeyError: 'dropped'"]);
    vm.close_generators();
    let mut closed = host.take();
    closed.sort();
    assert_eq!(closed, ["TypeError: cyclic", "ValueError: reachable"]);
    drop(globals);
    drop(vm);
    assert_eq!(host.take(), [] as [&str; 0]);
}
