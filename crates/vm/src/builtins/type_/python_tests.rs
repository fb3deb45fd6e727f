//! Tests of classes by small Python programs.

use std::sync::Arc;

use crate::builtins::dict::Dict;
use crate::builtins::native_function::NativeFunction;
use crate::function::native::{NativeDefinition, NativeSignature};
use crate::object::value::Value;
use crate::result::PyResult;
use crate::vm::Vm;

const fn definition(
    name: &'static str,
    function: crate::function::native::NativeFunctionPointer,
) -> NativeDefinition {
    NativeDefinition {
        signature: NativeSignature::new(name, "", "", &[]),
        function,
    }
}

/// What the programs use besides the built-in functions.
static FUNCTIONS: &[NativeDefinition] = &[
    definition("collect", |_args, vm| {
        Ok(Value::from_usize(vm.collect_garbage()))
    }),
    definition("raises", |args, vm| {
        let [class, function, rest @ ..] = args.positional() else {
            return Err(vm.type_error("raises expected 2 arguments"));
        };
        let class = class.clone();
        match function.call_positional(rest, vm) {
            Ok(value) => {
                let shown = value.repr(vm)?;
                let shown = shown.to_string_lossy().into_owned();
                Err(vm.runtime_error(format!("did not raise but gave {shown}")))
            }
            Err(raised) => {
                let exception = raised.exception().to_value();
                if exception.is_instance(&class, vm)? {
                    Ok(exception.str(vm)?.into_value())
                } else {
                    Err(raised)
                }
            }
        }
    }),
];

fn run(source: &str, vm: &mut Vm) -> PyResult {
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
    for function in FUNCTIONS {
        let name = vm.intern(function.signature.name);
        let function = NativeFunction::new(function, None, vm).into_value();
        globals.set_str(&name, function, vm);
    }
    let name = vm.intern("ref");
    let class = vm.types.weak_reference.to_value();
    globals.set_str(&name, class, vm);
    vm.run_code(Arc::new(code), &globals, globals.to_value())
}

/// Runs a program that checks itself by `assert`.
#[track_caller]
fn check(source: &str) {
    let mut vm = crate::interpreter::TestVm::new();
    if let Err(raised) = run(source, &mut vm) {
        panic!("{}", vm.format_exception(raised.exception()));
    }
}

#[test]
fn methods_bind_and_super_finds_the_next_class() {
    check(
        "
class A:
    def __init__(self, x): self.x = x
    def f(self): return self.x
    @classmethod
    def make(cls, x): return cls(x)
    @staticmethod
    def twice(x): return 2 * x
    @property
    def y(self): return self.x + 1
    @y.setter
    def y(self, value): self.x = value - 1

class B(A):
    def __init__(self, x):
        super().__init__(x * 10)
    def f(self):
        return 'B', super().f()

b = B(4)
class Z(A):
    def f(self):
        maker = super
        proxy = maker()
        return proxy.f()
    def g(self): return __class__
assert Z(3).f() == 3 and Z(3).g() is Z
made = type('Made', (), {})
assert made.__module__ == '__main__'
assert b.f() == ('B', 40)
assert b.y == 41
b.y = 8
assert b.x == 7
assert type(B.make(1)) is B and B.make(1).x == 10
assert A.twice(4) == b.twice(4) == 8
m = b.f
assert m.__self__ is b and m.__func__ is B.f
assert m == b.f and hash(m) == hash(b.f)
assert B.__mro__ == (B, A, object)
assert super(B, b).f() == 7
assert raises(TypeError, super, A, 3) == \
    'super(type, obj): obj (instance of int) is not an instance or subtype of type (A).'
",
    );
}

#[test]
fn operators_ask_both_classes() {
    check(
        "
class A:
    def __add__(self, other): return 'A.add'
    def __radd__(self, other): return 'A.radd'
    def __iadd__(self, other): return 'A.iadd'
    def __eq__(self, other): return NotImplemented
    def __lt__(self, other): return 'lt'
class B(A):
    def __radd__(self, other): return 'B.radd'
class C(A): pass
a, b, c = A(), B(), C()
assert a + 1 == 'A.add' and 1 + a == 'A.radd'
assert a + b == 'B.radd' and b + a == 'A.add'
assert a + c == 'A.add'
x = a
x += 1
assert x == 'A.iadd'
assert a == a and a != b and not a == b
assert (a < 1) == 'lt' and (1 > a) == 'lt'
assert raises(TypeError, lambda: a > 1) == \
    \"'>' not supported between instances of 'A' and 'int'\"
assert raises(TypeError, lambda: 1 - a) == \
    \"unsupported operand type(s) for -: 'int' and 'A'\"
class I(int):
    def __add__(self, other): return I(int.__add__(self, other))
assert type(I(3) + 4) is I and I(3) + 4 == 7
assert 3 + I(4) == 7
class L(list):
    def __len__(self): return 99
assert len(L()) == 99 and L([1]) + [2] == [1, 2]
",
    );
}

#[test]
fn protocols_of_python_classes() {
    check(
        "
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
assert list(Seq()) == [0, 10, 20]
assert 20 in Seq() and 5 not in Seq()
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
assert [x for x in It()] == [1, 2, 3]
class Len:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
assert not Len(0) and Len(1)
assert raises(ValueError, len, Len(-1)) == '__len__() should return >= 0'
assert raises(TypeError, len, Len('x')) == \"'str' object cannot be interpreted as an integer\"
class Truth:
    def __bool__(self): return 3
assert raises(TypeError, lambda: not Truth()) == '__bool__ should return bool, returned int'
class NoIter:
    __iter__ = None
    __hash__ = None
    def __getitem__(self, i): return i
assert raises(TypeError, iter, NoIter()) == \"'NoIter' object is not iterable\"
assert raises(TypeError, hash, NoIter()) == \"unhashable type: 'NoIter'\"
class Call:
    def __call__(self, *args, **kw): return args, kw
assert Call()(1, x=2) == ((1,), {'x': 2})
class Repr:
    def __repr__(self): return 'R'
assert repr(Repr()) == 'R' == str(Repr())
class BadRepr:
    def __repr__(self): return 3
assert raises(TypeError, repr, BadRepr()) == '__repr__ returned non-string (type int)'
class BadInit:
    def __init__(self): return 3
assert raises(TypeError, BadInit) == \"__init__() should return None, not 'int'\"
class Item:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __contains__(self, k): return k in self.d
i = Item()
i['a'] = 1
assert i['a'] == 1 and 'a' in i
del i['a']
assert 'a' not in i
",
    );
}

#[test]
fn attribute_hooks() {
    check(
        "
class G:
    def __getattr__(self, name): return 'got ' + name
g = G()
g.x = 1
assert g.x == 1 and g.y == 'got y'
class S:
    def __setattr__(self, name, value): object.__setattr__(self, name, value * 2)
    def __delattr__(self, name): object.__setattr__(self, name, 'deleted')
s = S()
s.a = 4
assert s.a == 8
del s.a
assert s.a == 'deleted'
class A:
    def __getattribute__(self, name): return name
assert A().foo == 'foo'
class B(A):
    def __getattribute__(self, name): raise AttributeError(name)
    def __getattr__(self, name): return 'fallback'
assert B().x == 'fallback'
class D:
    def __get__(self, obj, cls): return (obj, cls)
class DD(D):
    def __set__(self, obj, value): obj.__dict__['set'] = value
class H:
    d = D()
    dd = DD()
h = H()
h.d = 5
assert h.d == 5 and H.d == (None, H)
h.dd = 6
assert h.dd == (h, H) and h.__dict__ == {'d': 5, 'set': 6}
assert raises(AttributeError, lambda: h.zz) == \"'H' object has no attribute 'zz'\"
assert raises(AttributeError, lambda: H.zz) == \"type object 'H' has no attribute 'zz'\"
class P:
    @property
    def x(self): return 1
def store(): P().x = 3
assert raises(AttributeError, store) == \"property 'x' of 'P' object has no setter\"
H.__getattr__ = lambda self, name: 'late'
assert h.zz == 'late'
",
    );
}

#[test]
fn metaclasses_and_hooks_of_class_creation() {
    check(
        "
class Meta(type):
    def __prepare__(name, bases, **kw): return {'prepared': True}
    def __new__(mcls, name, bases, ns, **kw):
        cls = super().__new__(mcls, name, bases, ns)
        cls.kw = kw
        return cls
    def __init__(cls, name, bases, ns, **kw): cls.inited = True
    def __call__(cls, *args): return ('called', super().__call__(*args))
    def __getattr__(cls, name): return 'meta ' + name
    @property
    def shown(cls): return cls.__name__
class C(metaclass=Meta, flag=1): pass
assert C.prepared and C.inited and C.kw == {'flag': 1}
assert C.anything == 'meta anything' and C.shown == 'C'
assert C()[0] == 'called' and type(C()[1]) is C
class D(C): pass
assert type(D) is Meta
log = []
class Hook:
    def __init_subclass__(cls, **kw): log.append((cls.__name__, kw))
class E(Hook, x=3): pass
assert log == [('E', {'x': 3})]
class Named:
    def __set_name__(self, owner, name): self.at = (owner.__name__, name)
class F:
    n = Named()
assert F.__dict__['n'].at == ('F', 'n')
class Entry:
    def __mro_entries__(self, bases): return (Hook,)
class Via(Entry()): pass
assert Via.__bases__ == (Hook,) and len(Via.__orig_bases__) == 1
class M2(type): pass
class X(metaclass=M2): pass
def bad():
    class Y(C, X): pass
assert raises(TypeError, bad) == 'metaclass conflict: the metaclass of a derived class must be ' \
    'a (non-strict) subclass of the metaclasses of all its bases'
assert raises(TypeError, lambda: type('Z', (), {}, q=1)) == \
    'Z.__init_subclass__() takes no keyword arguments'
T = type('T', (int,), {'a': 1})
assert T(5) == 5 and T.a == 1 and T.__qualname__ == 'T'
class G:
    def __class_getitem__(cls, item): return (cls, item)
assert G[3] == (G, 3)
assert raises(TypeError, lambda: H_()[3]) == \"'H_' object is not subscriptable\" if False else True
class N: pass
assert raises(TypeError, lambda: N[3]) == \"type 'N' is not subscriptable\"
assert raises(TypeError, lambda: N(3)) == 'N() takes no arguments'
assert repr(N) == \"<class '__main__.N'>\" and repr(int) == \"<class 'int'>\"
def f():
    class Local: pass
    return Local
assert f().__qualname__ == 'f.<locals>.Local'
",
    );
}

#[test]
fn slots_and_dicts() {
    check(
        "
class P:
    __slots__ = ('x', 'y')
    def __init__(self): self.x = 1
p = P()
assert p.x == 1
assert raises(AttributeError, lambda: p.y) == \"'P' object has no attribute 'y'\"
def bad(): p.z = 1
assert raises(AttributeError, bad) == \
    \"'P' object has no attribute 'z' and no __dict__ for setting new attributes\"
assert raises(AttributeError, lambda: p.__dict__) == \"'P' object has no attribute '__dict__'\"
class Q(P): pass
q = Q()
q.z = 5
q.y = 6
assert q.__dict__ == {'z': 5} and q.x == 1 and q.y == 6
assert P.x.__name__ == 'x' and repr(P.x) == \"<member 'x' of 'P' objects>\"
def conflict():
    class R:
        __slots__ = ['a']
        a = 1
assert raises(ValueError, conflict) == \"'a' in __slots__ conflicts with class variable\"
class I(int):
    pass
i = I(7)
i.note = 'n'
assert i + 1 == 8 and i.note == 'n' and i.__dict__ == {'note': 'n'}
class T(tuple): pass
t = T((1, 2, 3))
t.note = 'n'
assert t == (1, 2, 3) and t.note == 'n'
class S(str): pass
s = S('abc')
s.note = 'n'
assert s == 'abc' and s.note == 'n'
class D(dict): pass
d = D(a=1)
d.b = 2
assert d == {'a': 1} and d.b == 2
class L(list):
    def __init__(self, *args):
        super().__init__(args)
        self.n = len(args)
assert L(1, 2).n == 2
class E(Exception): pass
e = E('m')
e.extra = 1
e.more = 2
assert e.extra == 1 and e.more == 2 and str(e) == 'm'
def set_dict():
    o = E()
    o.__dict__ = {'k': 1}
    return o.k
assert set_dict() == 1
class Many: pass
m = Many()
for name in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']:
    m.__setattr__(name, name)
assert m.__dict__ == {n: n for n in 'abcdefgh'}
del m.a, m.h
assert m.b == 'b' and m.g == 'g'
",
    );
}

#[test]
fn changing_classes() {
    check(
        "
class A: pass
class B(A): pass
b = B()
A.f = lambda self: 'f'
assert b.f() == 'f'
for _ in range(3):
    assert b.f() == 'f'
A.f = lambda self: 'g'
assert b.f() == 'g'
def loop(o):
    return o.v
A.v = 1
for _ in range(20): assert loop(b) == 1
A.v = 2
assert loop(b) == 2
B.v = 3
assert loop(b) == 3
b.v = 4
assert loop(b) == 4
del b.v
assert loop(b) == 3
class Base1:
    def who(self): return 1
class Base2:
    def who(self): return 2
class X(Base1): pass
x = X()
assert x.who() == 1
X.__bases__ = (Base2,)
assert x.who() == 2 and X.__mro__ == (X, Base2, object)
assert Base1.__subclasses__() == [] and Base2.__subclasses__() == [X]
class Y: pass
y = Y()
y.q = 1
y.__class__ = A
assert type(y) is A and y.q == 1
def bad(): y.__class__ = int
assert raises(TypeError, bad) == \
    '__class__ assignment only supported for mutable types or ModuleType subclasses'
assert isinstance(y, A) and issubclass(B, A) and isinstance(3, (str, int))
assert raises(TypeError, isinstance, 3, 4) == \
    'isinstance() arg 2 must be a type, a tuple of types, or a union'
class Abstract:
    def f(self): pass
Abstract.__abstractmethods__ = frozenset(['f'])
assert raises(TypeError, Abstract) == \"Can't instantiate abstract class Abstract without an \" \
    \"implementation for abstract method 'f'\"
",
    );
}

#[test]
fn cycles_are_collected_and_finalised_once() {
    check(
        "
log = []
class Node:
    def __init__(self, name): self.name, self.other = name, None
    def __del__(self): log.append(self.name)
def cycle():
    a, b = Node('a'), Node('b')
    a.other, b.other = b, a
cycle()
assert log == []
assert collect() >= 2
log.sort()
assert log == ['a', 'b']
assert collect() == 0
class Plain: pass
def containers():
    p = Plain()
    p.items = [p, (p, {'k': p})]
    p.f = lambda: p
    class Local:
        def method(self): return Local
    p.cls = Local
containers()
assert collect() > 4
kept = []
class Lazarus:
    def __del__(self): kept.append(self)
def resurrect():
    x = Lazarus()
    x.me = x
    x.data = [1, 2, x]
resurrect()
collect()
assert len(kept) == 1 and kept[0].me is kept[0] and kept[0].data[2] is kept[0]
kept.clear()
collect()
assert kept == []
for _ in range(50):
    class C: pass
    C.me, C.i = C, C()
assert collect() > 100
for _ in range(50):
    class C: pass
    C.me, C.i = C, C()
assert collect() > 100
live = Plain()
live.me = live
collect()
assert live.me is live
",
    );
}

#[test]
fn weak_references_are_cleared_and_call_back() {
    check(
        "
class A: pass
a = A()
r = ref(a)
assert r() is a and ref(a) is r
log = []
s = ref(a, lambda it: log.append(it))
assert s is not r and s() is a and r == s and hash(r) == hash(a)
del a
assert r() is None and s() is None
assert log == [s] and r != s
assert s.__callback__ is None
assert raises(TypeError, ref, 3) == \"cannot create weak reference to 'int' object\"
class Key(ref):
    __slots__ = ('key',)
    def __new__(cls, ob, callback, key):
        self = super().__new__(cls, ob, callback)
        self.key = key
        return self
    def __init__(self, ob, callback, key): super().__init__(ob, callback)
a = A()
k = Key(a, None, 5)
assert k.key == 5 and k() is a
a.me = a
del a
assert k() is not None
collect()
assert k() is None
class S: __slots__ = ()
assert raises(TypeError, ref, S()) == \"cannot create weak reference to 'S' object\"
class W: __slots__ = ('__weakref__',)
w = W()
assert ref(w)() is w
",
    );
}

#[test]
fn generic_aliases_and_unions() {
    check(
        "
a = list[int]
assert repr(a) == 'list[int]' and a.__origin__ is list and a.__args__ == (int,)
assert a == list[int] and a != list[str] and hash(a) == hash(list[int])
assert a([1]) == [1]
assert repr(dict[str, list[int]]) == 'dict[str, list[int]]'
assert repr(tuple[int, ...]) == 'tuple[int, ...]' and repr(tuple[()]) == 'tuple[()]'
u = int | str
assert repr(u) == 'int | str' and isinstance(3, u) and not isinstance(3.0, u)
assert int | str == str | int and int | int is int
assert repr(int | None) == 'int | None' and isinstance(None, int | None)
class L(list[int]): pass
assert L.__bases__ == (list,) and L.__orig_bases__ == (list[int],)
assert raises(TypeError, isinstance, 3, list[int]) == \
    'isinstance() argument 2 cannot be a parameterized generic'
assert repr(type[int]) == 'type[int]'
assert raises(TypeError, lambda: int[3]) == \"type 'int' is not subscriptable\"
",
    );
}

#[test]
fn finalizers_run() {
    check(
        "
log = []
class A:
    def __del__(self): log.append('del')
a = A()
del a
assert log == ['del']
class B: pass
B.__del__ = lambda self: log.append('late')
b = B()
b = None
assert log == ['del', 'late']
",
    );
}

#[test]
fn nobody_else_changes_the_dict_of_a_class() {
    check(
        "
class Taker:
    def take(self, other):
        self.taken = other
        return True
    __eq__ = __ror__ = take
class C:
    value = 1
    name: value
def load(c): return c.value
taker = Taker()
for ask in (lambda: C.__dict__ == taker, lambda: taker == C.__dict__, lambda: C.__dict__ | taker,
            lambda: C.__dict__.keys().mapping == taker):
    ask()
    for _ in range(20): assert load(C()) == 1
    try: taker.taken['value'] = 2
    except TypeError: pass
    assert C.__dict__['value'] == 1 and load(C()) == 1
for cell in C.__annotate__.__closure__:
    raises(TypeError, lambda: cell.cell_contents.__setitem__('value', 2) if hasattr(
        cell.cell_contents, '__setitem__') else None[0])
assert C.__annotations__ == {'name': 1}
",
    );
}
