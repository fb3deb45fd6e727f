"""Makes things that are too large in every way.

  memory.py [NAME ...]

To be run where memory is limited (`-X max-memory=200M`, `ulimit -v 1500000`): each way must end in an exception, and
the next one must find the memory again.
"""
import sys, array, itertools, collections, io, operator, functools, gc, time
def grow_list():
    l = []
    while True: l.append(None)
def grow_strs():
    l = []
    i = 0
    while True: i += 1; l.append(str(i))
def grow_floats():
    return [x * 1.1e300 for x in itertools.count()]
def grow_native(): return list(map(float, itertools.count()))
def grow_tuple(): return tuple(itertools.count(1 << 70))
def grow_set(): return set(itertools.count())
def grow_frozen(): return frozenset(itertools.count())
def grow_dict():
    d = {}
    for i in itertools.count(): d[i] = i
def grow_dict2(): return dict(zip(itertools.count(), itertools.count()))
def grow_deque(): return collections.deque(itertools.count())
def grow_array(): return array.array("d", itertools.count())
def grow_ba():
    b = bytearray()
    while True: b.append(1)
def grow_ba2():
    b = bytearray(b"x")
    while True: b += b
def grow_ba3():
    b = bytearray(b"x")
    while True: b.extend(b)
def grow_bytes(): return bytes(itertools.cycle([1]))
def grow_str():
    s = "x"
    while True: s += s
def grow_str2():
    s = "x"
    while True: s += "abcdefghijklmnop" * 1000
def grow_str3():
    s = "é"
    while True: s = s.upper() + s.lower()
def grow_io():
    f = io.BytesIO()
    while True: f.write(b"x" * 100000)
def grow_sio():
    f = io.StringIO()
    while True: f.write("x" * 100000)
def grow_shift():
    i = 1
    while True: i <<= 100000000
def grow_nest():
    t = None
    while True: t = (t, t)
def grow_objects():
    class A: pass
    l = None
    while True:
        a = A(); a.next = l; l = a
def grow_cycles():
    class A: pass
    l = []
    while True:
        a = A(); a.x = [a, None]; l.append(a)
def grow_closures():
    l = []
    while True: l.append(lambda: l)
def grow_gens():
    l = []
    def g(): yield 1
    while True:
        x = g(); next(x); l.append(x)
def grow_classes():
    l = []
    while True: l.append(type("C", (), {"a": 1}))
def grow_exc():
    l = []
    while True:
        try: 1 / 0
        except Exception as e: l.append(e)
def grow_attrs():
    class A: pass
    a = A()
    for i in itertools.count(): setattr(a, f"a{i}", i)
def grow_names():
    for i in itertools.count(): sys.intern(f"name{i}"); keep.append(i)
keep = []
def grow_code():
    return compile("x=[" + "1," * 1_000_000 + "]", "a", "exec")
def grow_code2():
    return eval("+".join(["1"] * 300_000))
def grow_args():
    def f(*a): return f2(*a, *a)
    def f2(*a): return f(*a, *a)
    f(*range(1000))
def grow_kw():
    def f(**k): return f(**k, **{"x" * (len(k) + 1) + str(i): 1 for i in range(len(k) + 1)})
    f()
def grow_product(): return list(itertools.product(range(100), repeat=6))
def grow_perm(): return list(itertools.permutations(range(12)))
def grow_acc(): return list(itertools.accumulate(itertools.repeat("x" * 1000)))
def grow_tee():
    a, b = itertools.tee(itertools.count())
    for _ in a: pass
def grow_batched(): return next(itertools.batched(itertools.count(), 1 << 60))
def grow_format(): return "%*d" % (1 << 30, 1), format(1, f"{1<<33}d"), f"{1:{1<<33}}"
def grow_format2(): return "{:>10000000000}".format("x")
def grow_prec(): return "%.*f" % (1 << 30, 1.5)
def grow_prec2(): return format(1.5, f".{(1<<31)-1}f")
def grow_comp(): return {i: [i] for i in itertools.count()}
def grow_setcomp(): return {str(i) for i in itertools.count()}
def grow_sorted(): return sorted(itertools.count())
def grow_sum(): return sum(([1] * 1000000 for _ in itertools.count()), [])
def grow_join(): return "".join("x" * 1000 for _ in itertools.count())
def grow_bjoin(): return b"".join(b"x" * 1000 for _ in itertools.count())
def grow_repr():
    l = "x" * 1000000
    return repr([l] * 10**6)
def grow_str_of():
    l = ["x" * 1000000] * 10**6
    return str(l)
def grow_replace(): return ("a" * 10**6).replace("a", "b" * 10**6)
def grow_breplace(): return (b"a" * 10**6).replace(b"a", b"b" * 10**6)
def grow_expandtabs(): return ("\t" * 10**6).expandtabs(10**6)
def grow_center(): return "x".center(1 << 40), b"x".center(1 << 40)
def grow_zfill(): return "x".zfill(1 << 40)
def grow_translate(): return ("a" * 10**6).translate({97: "b" * 10**6})
def grow_join2(): return ("," * 10**6).join(["a"] * 10**6)
def grow_reprs():
    x = "\x00" * (1 << 27)
    return [repr(x) for _ in range(10)], ascii("é" * (1 << 27))
def grow_bytesrepr(): return repr(bytes(1 << 29))
def grow_tobytes(): return (1 << (1 << 33)).to_bytes(1 << 33, "big")
def grow_splits(): return ("a " * (1 << 26)).split(), (b"a " * (1 << 26)).split()
def grow_lines(): return ("a\n" * (1 << 26)).splitlines()
def grow_encode(): return ["é" * (1 << 27)] and [("é" * (1 << 26)).encode(e) for e in ("utf-8", "utf-16", "utf-32", "utf-8", "utf-16", "utf-32") * 3]
def grow_list_ops():
    l = [None] * (1 << 25)
    return [l + l, l * 2, l[:], l[::-1], list(l), tuple(l), sorted(l, key=id), [*l, *l], l.copy()] * 2 and [list(l) for _ in range(30)]
def grow_slice_assign():
    l = [None] * (1 << 20)
    while True: l[0:0] = l
def grow_insert():
    l = []
    while True: l.insert(1 << 60, 1)
def grow_extend():
    l = [1]
    while True: l.extend(l)
def grow_iadd():
    l = [1]
    while True: l += l
def grow_imul():
    l = [1]
    while True: l *= 2
def grow_mv(): return [memoryview(bytes(1 << 25)).tolist() for _ in range(40)]
def grow_hex(): return [bytes(1 << 26).hex() for _ in range(40)]
def grow_fromhex(): return [bytes.fromhex("00" * (1 << 26)) for _ in range(40)]
def grow_dictcopy():
    d = dict.fromkeys(range(1 << 20)); return [d.copy() for _ in itertools.count()]
def grow_keys():
    d = dict.fromkeys(range(1 << 20)); return [[list(d), list(d.values()), list(d.items()), set(d), d | d, {**d}] for _ in itertools.count()]
def grow_setops():
    s = set(range(1 << 20)); return [[s | s, s & s, s ^ {1}, s - {1}, s.copy(), frozenset(s)] for _ in itertools.count()]
def grow_mvs(): return [memoryview(b"x") for _ in itertools.count()]
def grow_slices(): return [slice(i, i) for i in itertools.count()]
def grow_ranges(): return [range(i) for i in itertools.count()]
def grow_bigs(): return [i << 70 for i in itertools.count()]
def grow_recursion():
    def f(n): return [f(n + 1)]
    sys.setrecursionlimit(10**9); return f(0)
def grow_intstr():
    sys.set_int_max_str_digits(0) if hasattr(sys, "set_int_max_str_digits") else None
    return [str(1 << 2000000) for _ in range(3)]
def grow_lru():
    @functools.lru_cache(None)
    def f(n): return n
    for i in itertools.count(): f(i)
def grow_default():
    d = collections.defaultdict(list)
    for i in itertools.count(): d[i].append(i)
def grow_globals():
    g = {}
    for i in itertools.count(): exec(f"a{i} = [{i}]", g)
def grow_imaginary(): return [complex(i, i) for i in itertools.count()]
def grow_strsub():
    class S(str): pass
    return [S("x" * 1000) for _ in itertools.count()]
def grow_tupsub():
    class T(tuple): pass
    return [T(range(1000)) for _ in itertools.count()]
def grow_bsub():
    class B(bytes): pass
    return [B(1000) for _ in itertools.count()]
def grow_weak():
    import weakref
    class A: pass
    keep = []
    while True:
        a = A(); keep.append((a, weakref.ref(a), weakref.ref(a, id)))
names = [n for n in list(globals()) if n.startswith("grow_")]
if len(sys.argv) > 1: names = sys.argv[1:]
def attempt(name):
    """What comes of one way: the name of an exception, with its text if that says more."""
    try:
        try:
            globals()[name]()
        except (OverflowError, RecursionError, ValueError) as e:
            # What holds the memory is still there: the next thing said may be that there is none.
            return f"{type(e).__name__} {str(e)[:50]}"
    except MemoryError:
        return "MemoryError"
    return "fine"
for name in names:
    start = time.time()
    print(name, end=" ", flush=True)
    print(attempt(name), end=" ")
    keep.clear(); gc.collect()
    print("%.1f" % (time.time() - start), flush=True)
print("done")
