"""Operators of classes in Python at warm sites, whose methods change classes, frames and hooks while they run.

  operators.py SEED ROUNDS [v]

Prints what the sites gave: CPython 3.14 prints the same for the same seed. With a third argument each round is told first.
"""
import sys, gc, functools, operator, weakref
seed = int(sys.argv[1]); N = int(sys.argv[2]); VERB = len(sys.argv) > 3
st = seed * 2654435761 + 12345
def rnd(n):
    global st
    st = (st * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
    return (st >> 33) % n
def pick(l): return l[rnd(len(l))]
depth = [0]; log = []; budget = [0]
def own(f):
    """The functions of the sites: their operands are locals, constants, temporaries and items."""
    sites.append(f); return f
sites = []
@own
def s_add(a, b): return a + b
@own
def s_sub_twice(a, b): x = a - b; y = a - b; return x, y
@own
def s_constants(a, b): return a + 1, 1 + a, 'x' + a, a + 'x'
@own
def s_temporaries(a, b): return same(a) * same(b)
@own
def s_floats(a, b): return 1.5 - a, a - 1.5, a // 2, 2 // a, a ** 2, 2 ** a
@own
def s_chain(a, b): return a < b < a
@own
def s_compare(a, b): return a == b, a != b, a <= b, same(a) > same(b), a >= 1, 1 >= a
@own
def s_branch(a, b):
    if a < b: return 'less'
    if a == b: return 'equal'
    while a > b: return 'greater'
    return 'neither' if not a == b else 'either'
@own
def s_contains(a, b): return b in a, b not in a, 1 in same(a)
@own
def s_item(a, b): return a[b], a[0], same(a)[same(b)]
@own
def s_slice(a, b): return a[1:2], a[b:]
@own
def s_store(a, b): a[b] = a; a[0] = 1; same(a)[same(b)] = same(b); return 'stored'
@own
def s_delete(a, b): del a[b]; del same(a)[0]; return 'deleted'
@own
def s_in_place(a, b):
    c = a
    c += b; c -= 1; c *= b
    return c
@own
def s_item_in_place(a, b): a[b] += 1; a[0] -= b; return 'changed'
@own
def s_loop(a, b):
    out = []
    for x in a:
        out.append(x)
        if len(out) > 3: break
    else: out.append('else')
    return out
@own
def s_next(a, b):
    out = []
    for x in Steps(a):
        out.append(x)
        if len(out) > 3: break
    else: out.append('else')
    return out
@own
def s_nested(a, b): return [x + b for x in [a, b, a]], {x: y - a for x, y in zip('ab', (a, b))}
@own
def s_generator(a, b): return list(generator(a, b))
@own
def s_thrown(a, b):
    g = generator(a, b); out = [next(g)]
    try: out.append(g.throw(StopIteration(5)))
    except Exception as e: out.append(show(e))
    g.close(); return out
@own
def s_caught(a, b):
    try: return a + b
    except (TypeError, ValueError, ZeroDivisionError) as e: return 'caught', show(e), a - b
    finally: a * b
@own
def s_unary(a, b): return -a, ~a, +a
@own
def s_closure(a, b):
    def inner(): return a + b, lambda: a - b
    x, f = inner(); return x, f()
@own
def s_class(a, b):
    class Inner: x = a + b; y = a < b
    return Inner.x, Inner.y
@own
def s_rest(a, b): return divmod(a, b), pow(a, 2), a @ b, a % b, a << 1, a & b, a | b, a ^ b, a >> b
@own
def s_unpack(a, b): x, y = a; return x, y
@own
def s_deep(a, b): return (1, [2, (a + b, a - b)], {3: a * b}, (a < b, [b in a, a[b]]))
@own
def s_coroutine(a, b):
    async def c(): return a + b, [x async for x in agen(a, b)]
    try: c().send(None)
    except StopIteration as e: return e.value
def same(x): return x
def generator(a, b):
    try:
        yield a + b
        for x in a: yield x
        yield a - b
    finally: log.append('left')
async def agen(a, b):
    yield a - b
    for x in Steps(a): yield x
class Steps:
    """An iterator whose `__next__` is one of the operand's class."""
    def __init__(s, a): s.a = a; s.left = 4
    def __iter__(s): return s
    def __next__(s):
        s.left -= 1
        if not s.left: raise StopIteration('end')
        return s.a + s.left
def show(r, level=0):
    if level > 3: return '...'
    if isinstance(r, BaseException): return f'{type(r).__name__}({str(r)[:90]})'
    if isinstance(r, (tuple, list)) and type(r) in (tuple, list): return type(r)(show(x, level + 1) for x in r)
    if type(r) is dict: return {k: show(v, level + 1) for k, v in r.items()}
    if type(r) in (int, str, bool, float, complex, type(None)): return 'address' if ' at 0x' in repr(r) else repr(r)[:60]
    return type(r).__name__
class Odd:
    """Its truth is an error."""
    def __bool__(s): return [1, None, 0][rnd(3)] if rnd(2) else 1 / 0
class Falsy:
    def __len__(s): return pick((0, 1, -1))
class Call:
    def __call__(s, *a): log.append(len(a)); return len(a)
class Slot:
    """A descriptor that makes what is called."""
    def __get__(s, o, t=None): return lambda *a: ('got', len(a))
class P: pass
class Meta(type): pass
def classes():
    class Root: pass
    class A(Root):
        def __iter__(s): return iter((1, s))
    class B(A): pass
    class C(A): pass
    class D(B, C): pass
    class M(Root, metaclass=Meta): pass
    class I(int): pass
    class L(list): pass
    return [A, B, C, D, M, I, L]
BINARY = 'add sub mul truediv floordiv mod pow matmul lshift rshift and or xor divmod'.split()
NAMES = [f'__{p}{n}__' for n in BINARY for p in ('', 'r', 'i')] + ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'] * 3 + ['__add__', '__sub__', '__mul__', '__radd__', '__rsub__', '__iadd__', '__getitem__', '__setitem__', '__delitem__', '__contains__', '__next__', '__iter__', '__bool__', '__len__', '__neg__', '__invert__'] * 3
ALL, PLAIN = NAMES, [n for n in NAMES if not n.startswith('__r')]
def value():
    return pick((1, 0, 'v', None, True, False, NotImplemented, NotImplemented, NotImplemented, 2.5, (), [1], P, Odd(), Falsy(), 1 << 70, ''))
def change():
    """Changes a class, an operand or a hook; what it raises is told."""
    k = rnd(18)
    c = pick(family[:6])
    # Whom CPython asks it knows before the first method runs.
    NAMES = PLAIN if depth[0] else ALL
    try:
        if k == 0: n = pick(NAMES); setattr(c, n, method(n))
        elif k == 1:
            own = sorted(n for n in vars(c) if n in NAMES)
            if own: delattr(c, pick(own))
        elif k == 2: pick(operands).__class__ = c
        elif k == 3: pick(family[:5]).__bases__ = tuple(dict.fromkeys(pick(family[:5]) for _ in range(1 + rnd(2))))
        elif k == 4: gc.collect()
        elif k == 5: sys._getframe(2).clear()
        elif k == 6: sys._getframe(1).f_back.f_locals; log.append(sys._getframe(2).f_code.co_name)
        elif k == 7: f = sys._getframe(2); frames.append(f); del frames[:-3]
        elif k == 8: sys.settrace(None if sys.gettrace() else tracer)
        elif k == 9: setattr(c, pick(NAMES), None)
        elif k == 10:
            f = vars(c).get(pick(NAMES))
            if type(f) is type(change): f.__code__ = (lambda s, o=1: [][0]).__code__
        elif k == 11:
            f = vars(c).get(pick(NAMES))
            if type(f) is type(change): f.__defaults__ = pick(((), (1,), (1, 2), None))
        elif k == 12: n = pick(NAMES); setattr(Meta, n, method(n))
        elif k == 13: log.append(show(run(pick(sites))))
        elif k == 14: operands[rnd(len(operands))] = c() if c is not family[4] or rnd(2) else c
        elif k == 15:
            try: raise KeyError(k)
            except KeyError: return change()
        elif k == 16: frames.clear()
        else: sys.exc_info(); 1 / 0
    except Exception as e: log.append(show(e))
frames = []
def tracer(f, e, a):
    return tracer if len(f.f_code.co_name) & 1 else None
def method(name):
    """Something to be found under the name of a special method; what makes steps comes to an end."""
    k = rnd(26); v = value(); n = rnd(3); steps = name in ('__next__', '__getitem__')
    if steps and 10 < k < 24: k = 9
    # Whether a subclass has a method of its own CPython asks of what the classes bind.
    if k == 17 and name.startswith('__r'): k = 16
    def act():
        budget[0] += 1
        if steps and not rnd(4): raise StopIteration(7) if name == '__next__' else IndexError
        if budget[0] < 60 and n == 0: change()
    if k < 8:
        def f(s, o=None, *r): act(); return v
    elif k == 8:
        def f(s, o): act(); return NotImplemented
    elif k == 9:
        def f(s, *a): act(); raise pick((ValueError, StopIteration, ZeroDivisionError, StopAsyncIteration, AttributeError, IndexError, KeyError))(len(a))
    elif k == 10:
        def f(s, o=0): act(); s = o = None; return v
    elif k == 11:
        def f(s, o=0): yield v
    elif k == 12:
        async def f(s, o=0): return v
    elif k == 13: f = lambda s, o: v
    elif k == 14: f = lambda *a: v
    elif k == 15: f = lambda s: v
    elif k == 16: f = staticmethod(lambda *a: len(a))
    elif k == 17: f = classmethod(lambda c, *a: (c.__name__, len(a)))
    elif k == 18: f = functools.partial(lambda *a: len(a), 1)
    elif k == 19: f = pick((operator.add, len, isinstance, P, int.__add__, list.__contains__, object.__eq__))
    elif k == 20: f = Call()
    elif k == 21: f = Slot()
    elif k == 22: f = property(lambda s: lambda *a: ('property', len(a)))
    elif k == 23:
        def f(s, o=0, *, key=3): act(); return key
    elif k == 24:
        def f(s, o=0):
            act(); budget[0] += 3
            if budget[0] > 40: return 0
            return pick((lambda: s - o, lambda: o + s, lambda: s < o, lambda: [x for x in s]))()
    else:
        def f(s, o=0):
            try: act(); return v
            finally: act()
    return f
def run(site):
    depth[0] += 1
    for o in operands:
        if isinstance(o, list): del o[8:]
    try:
        if depth[0] > 3: return 'deep'
        return site(pick(operands), pick(operands))
    except Exception as e: return e
    finally: depth[0] -= 1
for i in range(N):
    if VERB: print(i, file=sys.stderr, flush=True)
    if not i % 25:
        sys.settrace(None); frames.clear()
        for n in NAMES:
            if n in vars(Meta): delattr(Meta, n)
        family = classes(); operands = []
        for c in family * 2: operands.append(c())
        operands += [family[4], 1, 2.5, [1, 2], 'ab']
        for _ in range(25): n = pick(NAMES); setattr(pick(family[:6]), n, method(n))
    site = pick(sites); budget[0] = 0; out = []
    for _ in range(pick((3, 3, 12))): out.append(show(run(site)))
    budget[0] = 0; change()
    for _ in range(3): out.append(show(run(site)))
    sys.settrace(None)
    print(i, site.__name__, out, log); log.clear()
