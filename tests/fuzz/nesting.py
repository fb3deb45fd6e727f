"""Deeply nested objects of every kind, under every operation that looks inside.

  nesting.py DEPTH [KIND ...]

RecursionError is fine, the end of the process is not.
"""
import sys, types, functools, itertools, operator, weakref
N = int(sys.argv[1]) if len(sys.argv) > 1 else 100000
def nest(f, x, n=None):
    for _ in range(n or N): x = f(x)
    return x
class Slot:
    __slots__ = ("x", "y")
    def __init__(s, x): s.x = x
class Attr:
    def __init__(s, x): s.x = x
    def __repr__(s): return repr(s.x)
    def __eq__(s, o): return s.x == o.x
    def __hash__(s): return hash(s.x)
    def __getattr__(s, n): return getattr(s.x, n)
    def __call__(s): return s.x()
    def __iter__(s): return iter(s.x)
    def __len__(s): return len(s.x)
    def __bool__(s): return bool(s.x)
    def __index__(s): return operator.index(s.x)
    def __getitem__(s, i): return s.x[i]
    def __add__(s, o): return s.x + o
    def __contains__(s, o): return o in s.x
    def __enter__(s): return s.x.__enter__()
    def __await__(s): return iter(s.x)
import xml.etree.ElementTree as ET
def element(x):
    e = ET.Element("e")
    if x is not None: e.append(x)
    return e
def exc(x):
    e = ValueError(x); return e
def chain(x):
    e = ValueError(); e.__cause__ = x; e.__context__ = x; return e
def cls(x):
    return type("C", (x,), {})
def gen(x):
    def g():
        yield from x
    return g()
class GA: pass
kinds = {
 "list": (lambda x: [x], None), "tuple": (lambda x: (x,), None), "dict": (lambda x: {1: x}, None),
 "set": (lambda x: frozenset([x]), 1), "slot": (Slot, None), "attr": (Attr, None),
 "exc": (exc, None), "chain": (chain, ValueError()), "partial": (functools.partial, print),
 "partial2": (lambda x: functools.partial(lambda a: a(), x), lambda: 1),
 "bound": (lambda x: types.MethodType(x, 1), lambda *a: 1), "cell": (types.CellType, None),
 "staticmethod": (staticmethod, lambda: 1), "classmethod": (classmethod, lambda c: 1),
 "property": (property, lambda s: 1), "map": (lambda x: map(id, x), []), "filter": (lambda x: filter(None, x), []),
 "zip": (zip, []), "enumerate": (enumerate, []), "chainit": (itertools.chain, []),
 "islice": (lambda x: itertools.islice(x, 5), []), "gen": (gen, []), "alias": (lambda x: list[x], int),
 "union": (lambda x: (x, int) , int), "slice": (lambda x: slice(x, x), 1), "proxy": (types.MappingProxyType, {}),
 "ns": (lambda x: types.SimpleNamespace(x=x), None), "eg": (lambda x: ExceptionGroup("a", [x]), ValueError()),
 "itercall": (lambda x: iter(x, 1), lambda: 1) if 0 else (lambda x: iter([x]), None), "reversed": (lambda x: reversed([x]), None),
 "wrapper": (lambda x: x.__call__, lambda: 1), "tee": (lambda x: itertools.tee(x)[0], iter([])),
 "mem": (memoryview, b"abc"), "deque": (lambda x: __import__("collections").deque([x]), None),
 "accumulate": (itertools.accumulate, []), "starmap": (lambda x: itertools.starmap(id, x), []), "cycle": (itertools.cycle, []),
 "takewhile": (lambda x: itertools.takewhile(bool, x), []), "groupby": (itertools.groupby, []), "pairwise": (itertools.pairwise, []),
 "batched": (lambda x: itertools.batched(x, 2), []), "compress": (lambda x: itertools.compress(x, x), []),
 "element": (lambda x: element(x), None), "elementtag": (lambda x: ET.Element(x), "a"), "elementtext": (lambda x: ET.Element("a", {"b": x}), "a"),
 "fn": (lambda x: (lambda: x()), lambda: 1), "lru": (lambda x: functools.lru_cache(x), lambda: 1),
 "itemgetter": (operator.itemgetter, 1), "template": (lambda x: t"{x}", 1), "alias2": (lambda x: x | list[int] if not isinstance(x, tuple) else x, int),
 "cmp": (lambda x: functools.cmp_to_key(lambda a, b: 0)(x), 1), "tb": (lambda x: x, None), "interp": (lambda x: t"{x}".interpolations[0], 1),
 "weak": (weakref.ref, Attr) , "lst2": (lambda x: [x, x] if 0 else [[x]], None), "cls": (cls, object), "od": (lambda x: __import__("collections").OrderedDict(a=x), None),
 "dd": (lambda x: __import__("collections").defaultdict(int, {1: x}), None), "um": (lambda x: __import__("collections").UserList([x]), None),
}
ops = [repr, str, hash, bool, len, iter, lambda x: x == x, lambda x: next(x), lambda x: x(), lambda x: x.foo, dir, lambda x: list(x), lambda x: x[0],
       lambda x: isinstance(1, x), lambda x: issubclass(int, x), lambda x: x < x, lambda x: x + x, lambda x: x.__doc__, lambda x: x.__name__, lambda x: x.__reduce_ex__(2),
       lambda x: x.__parameters__, lambda x: x[int], lambda x: getattr(x, "__isabstractmethod__"), lambda x: x.__get__(1, int), lambda x: x.__get__(1, int)(), lambda x: x | x,
       lambda x: format(x, ""), lambda x: ascii(x), lambda x: operator.index(x), lambda x: 1 in x, lambda x: "%s" % (x,), lambda x: x.send(None), lambda x: x.close(), lambda x: x.throw(ValueError),
       lambda x: x.__wrapped__, lambda x: x.split(TypeError), lambda x: x.derive([]), lambda x: x.__class_getitem__(x), lambda x: sys.getsizeof(x), lambda x: __import__("gc").collect(), lambda x: x.copy(), lambda x: x.__length_hint__(), lambda x: x.__signature__, lambda x: x.__setstate__((1,)), lambda x: x.__text_signature__]
def raise_(x):
    raise x
def except_(x):
    try: raise ValueError
    except x: pass
def except_star(x):
    try: raise ValueError
    except* x: pass
def match_(x):
    match x:
        case [y]: return match_(y)
        case {"a": y}: return y
        case x.a: return 1
def into(f):
    """Where the result goes does not matter."""
    return lambda x: f(x) and None
import ast, copy, io, json, marshal, pickle
try: import _pickle
except ImportError: pass
ops += [raise_, except_, except_star, match_, copy.copy, copy.deepcopy, into(pickle.dumps), into(lambda x: pickle.dumps(x, 0)), into(pickle._dumps), into(json.dumps), into(lambda x: json.dumps(x, indent=1)),
        into(marshal.dumps), lambda x: compile(x, "a", "exec"), lambda x: ast.literal_eval(x), lambda x: ast.fix_missing_locations(x), ast.dump, ast.unparse, lambda x: isinstance(1, (x,)), lambda x: isinstance(1, x | int), lambda x: type("D", (x,), {}), lambda x: type("D", (), {"__slots__": x}),
        lambda x: "{:{}}".format(1, x), lambda x: f"{x:{x}}", lambda x: f"{x!r}", lambda x: "{0.x.y}".format(x), lambda x: {**x}, lambda x: [*x], lambda x: print(x, file=io.StringIO()), lambda x: sorted([x, x]), lambda x: max([x, x]), lambda x: hash((x,)), lambda x: {x: 1}, lambda x: x.__eq__(x),
        lambda x: functools.reduce(lambda a, b: b, x), lambda x: operator.attrgetter("x.x")(x), lambda x: operator.itemgetter(0)(x), lambda x: x.__or__(x), lambda x: x.__getattribute__("x"), lambda x: super(type(x), x).__repr__(), lambda x: sum([x, x], x), lambda x: str.join("", x), lambda x: bytes(x), lambda x: memoryview(x), lambda x: exec(x), lambda x: vars(x), lambda x: weakref.ref(x),
        lambda x: itertools.chain.from_iterable(x).__next__(), lambda x: x.__annotations__, lambda x: types.FunctionType(x, {}), lambda x: x.exceptions, lambda x: x.subgroup(ValueError), lambda x: x.add_note("a"), lambda x: __import__("traceback").format_exception(x), lambda x: __import__("traceback").print_exception(x, file=io.StringIO()), lambda x: warnings_(x), lambda x: sys.excepthook(type(x), x, None) if 0 else None]
def warnings_(x):
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore"); warnings.warn(x)
kinds.update({
 "ast": (lambda x: ast.UnaryOp(ast.Not(), x, lineno=1, col_offset=0), ast.Constant(1, lineno=1, col_offset=0)), "astexpr": (lambda x: ast.Expression(x, lineno=1, col_offset=0), ast.Name("a", ast.Load(), lineno=1, col_offset=0)),
 "asttuple": (lambda x: ast.Constant((x.value,), lineno=1, col_offset=0), ast.Constant(1)), "exctuple": (lambda x: (x,), ValueError), "source": (lambda x: "(" + x + ")" if len(x) < 5000 else x, "1"), "fstring": (lambda x: "f'{" + x + "}'" if len(x) < 2000 else x, "1"),
 "json": (lambda x: "[" + x + "]" if len(x) < 200000 else x, "1"), "frozen": (lambda x: types.MappingProxyType({"a": x}), {}), "chainmap": (lambda x: __import__("collections").ChainMap(x), {}), "generic": (lambda x: __import__("typing").Annotated[x, 1] if 0 else list[x], int), "optional": (lambda x: x | None if 0 else dict[str, x], int),
 "partial3": (lambda x: functools.partial(x, 1), print), "boundbound": (lambda x: types.MethodType(x, x), lambda *a: 1), "partialmethod": (lambda x: functools.partialmethod(x), lambda s: 1), "coro": (lambda x: awaiting(x), None), "wrapped": (lambda x: wrapped(x), lambda: 1), "typevar": (lambda x: __import__("typing").TypeVar("T", bound=x), int),
 "reader": (lambda x: __import__("_csv").reader(x), ["a"]), "cachedp": (functools.cached_property, lambda s: 1), "singledispatch": (lambda x: functools.singledispatch(x) if 0 else functools.lru_cache(x), lambda: 1), "array": (lambda x: memoryview(x)[:], b"abc"), "textio": (lambda x: io.BufferedReader(x), io.BytesIO()),
})
def awaiting(x):
    async def c():
        if x is not None: await x
    return c()
def wrapped(x):
    f = lambda: 1
    f.__wrapped__ = x
    return f
only = sys.argv[2:] 
for name, (f, x) in kinds.items():
    if only and name not in only: continue
    print(name, flush=True)
    try:
        n = N if name not in ("cls","alias2") else 1500
        a = nest(f, x, n)
    except BaseException as e:
        print("  make:", repr(e)[:80]); 
        try: a = nest(f, x, 900)
        except BaseException: continue
    try: b = nest(f, x, n)
    except BaseException: b = a
    for text in (a,) if type(a) is str else ():
        for read in (json.loads, eval, ast.parse, lambda t: compile(t, "a", "exec")):
            try: read(text)
            except (RecursionError, SyntaxError, ValueError, MemoryError): pass
    for i, op in enumerate(ops):
        print("  ", i, flush=True, end="")
        try: op(a)
        except RecursionError: print("R", end="")
        except BaseException as e: pass
    try: a == b
    except BaseException as e: pass
    try: a < b
    except BaseException as e: pass
    print()
    a = b = None
print("done")
