"""Changes classes, bases, descriptors and instances between warm attribute and operator sites.

  classes.py SEED ROUNDS

Prints what the sites gave: CPython 3.14 prints the same for the same seed.
"""
import sys, gc
seed = int(sys.argv[1]); N = int(sys.argv[2])
st = seed * 2654435761 + 12345
def rnd(n):
    global st
    st = (st * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
    return (st >> 33) % n
def load_a(o): return o.a
def load_b(o): return o.b
def load_c(o): return o.c
def store_a(o, v): o.a = v
def store_b(o, v): o.b = v
def store_s(o, v): (lambda: o)().a = v
def del_a(o): del o.a
def del_b(o): del o.b
def call_m(o): return o.m()
def call_n(o): return o.n(1)
def cls_a(o): return type(o).a
def load_ab(o): return (o.a, o.b)
def load_live(o): return o.live
def add(o): return o + 1
def radd(o): return 1 + o
def eq(o): return o == 1
def lt(o): return o < 1
def ln(o): return len(o)
def bl(o): return bool(o)
def it(o): return [x for x in o]
def get(o): return o[0]
def setit(o): o[0] = 1
def call(o): return o(1)
def cont(o): return 1 in o
def hs(o): return hash(o) == 7
def st_(o): return str(o)[:3] 
def new(o): return type(type(o)()).__name__
def sup(o): return type(o).sm(o) if hasattr(type(o), 'sm') else None
def inst(o): return [isinstance(o, c) for c in classes]
def cls_m(o): return type(o).m(o)
def cls_n(o): return type(o).n(1)
def mod_f(o): return M.f(1)
def call_a(o): return o.a(1)
def call_live(o): return o.live(1)
def number(o): return mixed[rnd(5)].conjugate()
sites = [cls_m, cls_n, mod_f, call_a, call_live, number, load_a, load_b, load_c, call_m, call_n, cls_a, load_ab, load_live, add, radd, eq, lt, ln, bl, it, get, setit, call, cont, hs, st_, new, sup, inst]
class D1:
    def __get__(s, o, t=None): return ('D1', o is None)
class D2:
    def __get__(s, o, t=None): return ('D2', o is None)
    def __set__(s, o, v): log.append('D2set')
    def __delete__(s, o): log.append('D2del')
class Plain: pass
log = []
M = type(sys)('M')
mixed = [5, 2.5, True, 1j, 1 << 80]
class R0:
    a = 'R0a'
    def m(self): return 'R0m'
class R1:
    b = 'R1b'
    def __init__(self): self.a = 1; self.b = 2
    def m(self): return 'R1m'
    def sm(self): return 'R1sm'
class R2(R1):
    def m(self): return 'R2' + super().m()
    def sm(self): return 'R2' + super().sm()
class R3(R0, R1): pass
class R4(R2):
    __slots__ = ('c',)
class R5(R2):
    def __init__(self): super().__init__(); self.c = 3; self.d = 4
live = property(lambda s: 'live')
R1.live = live
chooses = [False]
class RX:
    """Slots of classes that have it in their `mro` alone do not follow its special methods in CPython: it gets none."""
    b = 'RXb'
class Meta(type):
    """A class whose `mro` names one that is not among its bases, and changes bases meanwhile."""
    def mro(c):
        if chooses[0]:
            chooses[0] = False
            R2.__bases__ = (R1,)
        return [c, RX, R1, object]
class R6(R1, metaclass=Meta):
    pass
classes = [R0, R1, R2, R3, R4, R5, R6]
objs = [c() for c in classes] + [c() for c in classes]
def val():
    k = rnd(14)
    return [lambda: rnd(5), lambda: 'v%d' % rnd(3), lambda: D1(), lambda: D2(), lambda: property(lambda s: 'prop'), lambda: staticmethod(lambda *a: ('st', len(a))), lambda: classmethod(lambda c, *a: ('cm', c.__name__, len(a))), lambda: (lambda self, *a: ('fn', len(a))), lambda: Plain(), lambda: None, lambda: len, lambda: [1], lambda: R1.__dict__.get('m', 1), lambda: property(lambda s: 'gp', lambda s, v: log.append('pset'))][k]()
def show(r):
    t = type(r).__name__
    if t in ('int', 'str', 'tuple', 'bool', 'list', 'NoneType'):
        try: return repr(r)[:60] if ' at 0x' not in repr(r) else t
        except Exception: return t
    return t
names = ['a', 'b', 'c', 'm', 'n', '__getattr__', '__add__', '__eq__', '__len__', '__bool__', '__iter__', '__getitem__', '__setitem__', '__call__', '__contains__', '__hash__', '__str__', '__repr__', '__lt__', '__radd__', '__setattr__', '__getattribute__', '__init__', '__new__', '__class_getitem__', '__delattr__','__get__','__set__']
def dunder(n):
    return {'__getattr__': lambda s, k: ('ga', k) if k in 'abc' else object.__getattribute__(s, k), '__add__': lambda s, o: 'add', '__radd__': lambda s, o: 'radd', '__eq__': lambda s, o: 'eq', '__len__': lambda s: 3, '__bool__': lambda s: False, '__iter__': lambda s: iter([1, 2]), '__getitem__': lambda s, i: 'gi' if i < 3 else [][0], '__setitem__': lambda s, i, v: log.append('si'), '__call__': lambda s, *a: 'call', '__contains__': lambda s, x: True, '__hash__': lambda s: 7, '__str__': lambda s: 'STR', '__repr__': lambda s: 'REP', '__lt__': lambda s, o: 'lt', '__setattr__': lambda s, k, v: (log.append('sa'), object.__setattr__(s, k, v))[0], '__getattribute__': lambda s, k: object.__getattribute__(s, k), '__init__': lambda s, *a: setattr(s, 'b', 'init'), '__new__': lambda c, *a: object.__new__(c), '__delattr__': lambda s, k: (log.append('da'), object.__delattr__(s, k))[0], '__class_getitem__': lambda c, i: 'cgi', '__get__': lambda s, o, t=None: 'get', '__set__': lambda s, o, v: log.append('set')}.get(n)
def mutate():
    k = rnd(26); c = classes[rnd(len(classes))]; o = objs[rnd(len(objs))]
    try:
        if k < 6:
            n = names[rnd(len(names))]
            if n.startswith('__'): setattr(c if n not in ('__get__', '__set__') else (Plain, D1)[rnd(2)], n, dunder(n))
            else: setattr(c, n, val())
            return 'set %s.%s' % (c.__name__, n)
        if k < 9:
            n = names[rnd(len(names))]
            delattr(c if n not in ('__get__', '__set__') else Plain, n); return 'del %s.%s' % (c.__name__, n)
        if k < 11: setattr(o, 'abcd'[rnd(4)], rnd(9)); return 'oset'
        if k < 12: delattr(o, 'abcd'[rnd(4)]); return 'odel'
        if k < 13:
            if type(o) in (R1, R2, R3): o.__class__ = (R1, R2, R3)[rnd(3)]
            return 'class ' + type(o).__name__
        if k < 14: o.__dict__ = {'a': rnd(3)}; return 'dict'
        if k < 15: o.__dict__['abc'[rnd(3)]] = 'd%d' % rnd(3); return 'dset'
        if k < 16: o.__dict__.pop('abc'[rnd(3)]); return 'dpop'
        if k < 17:
            R2.__bases__ = [(R1,), (R3,) if 0 else (R1,), (R0, R1)][rnd(3)]; return 'bases'
        if k < 18: objs[rnd(len(objs))] = object.__new__(c); return 'new'
        if k < 19: gc.collect(); return 'gc'
        if k < 20:
            n = rnd(9); live.__init__(lambda s: 'live%d' % n); return 'live'
        if k < 21: setattr(RX, 'abcmn'[rnd(5)], val()); return 'RX'
        if k < 22:
            chooses[0] = True; R6.__bases__ = (R1,); return 'mro'
        if k < 23:
            if rnd(4): M.f = (abs, lambda x: ('pf', x), lambda x, y=2: ('pd', x, y), R0, chr, [].append)[rnd(6)]
            else: del M.f
            return 'mod'
        if k < 24: setattr(M, 'gh'[rnd(2)], rnd(9)); return 'modset'
        if k < 25: o.a = (lambda *x: ('inst', x), abs, (lambda x: ('one', x)), o)[rnd(4)]; return 'osetf'
        store_a(o, rnd(5)); return 'st'
    except Exception as e:
        return 'E ' + type(e).__name__
out = []
for i in range(N):
    m = mutate()
    warm = rnd(4) == 0
    for _ in range(8 if warm else 1):
        for j in range(3):
            f = sites[rnd(len(sites))]; o = objs[rnd(len(objs))]
            try: r = show(f(o))
            except RecursionError: r = 'RecursionError'
            except Exception as e: r = type(e).__name__
            out.append(f.__name__ + ':' + r)
        o = objs[rnd(len(objs))]
        k = rnd(6)
        try: (store_a, store_b, store_s, store_a)[k](o, k) if k < 4 else (del_a, del_b)[k - 4](o)
        except Exception as e: out.append('S' + type(e).__name__)
    print(i, m, ' '.join(out), ','.join(log))
    out.clear(); log.clear()
