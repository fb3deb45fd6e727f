"""Native operations on containers whose elements change these, or anything else, while they are being asked.

  mutation.py SEED ROUNDS [v]

No operation may end the process or raise SystemError. With a third argument each one is told first.
"""
import sys, random, array, bisect, collections, contextlib, copy, csv, decimal, functools, gc, heapq, io, itertools, json, marshal, math, operator, pickle, pyexpat, re, select, signal, sqlite3, string, struct, types, warnings, weakref, xml.etree.ElementTree as ET, zlib, codecs, contextvars, _asyncio, _random
warnings.simplefilter('ignore')
sys.unraisablehook = lambda u: None
seed = int(sys.argv[1]); rounds = int(sys.argv[2]); verbose = len(sys.argv) > 3
R = random.Random(seed); pick = R.choice; below = R.randrange
class Enough(Exception):
    """Ends an operation that goes on for too long."""
things = []
# How deep changes are in one another, and how many more may follow from the operation that runs.
depth = budget = 0
def thing(*kinds):
    """One of the objects that are in use, of one of these classes if there is one."""
    if kinds:
        fitting = [t for t in things if isinstance(t, kinds)]
        if fitting: return pick(fitting)
    return pick(things)
def hit():
    """Changes something, sometimes."""
    global depth, budget
    budget -= 1
    if budget < 0: raise Enough
    if depth > 3 or below(3): return
    depth += 1
    try: change(thing())
    except SystemError: raise
    except BaseException: pass
    finally: depth -= 1
def change(t):
    k = below(12)
    if k == 0 and not below(20): gc.collect()
    elif k == 1: things[below(len(things))] = make()
    elif k == 2: next(thing(*ITERATORS))
    elif k == 3: thing(types.GeneratorType).close()
    if isinstance(t, list): pick((t.clear, t.pop, lambda: t.append(E()), lambda: t.extend([E()] * below(40)), lambda: t.__delitem__(slice(None, None, 2)), t.reverse, lambda: t.__setitem__(slice(0, 2), []), lambda: t.insert(0, 1), lambda: t.__init__([1]), t.sort))()
    elif isinstance(t, dict): pick((t.clear, t.popitem, lambda: t.update({below(50): E() for _ in range(below(30))}), lambda: t.__setitem__(E(), 1), lambda: t.pop(next(iter(t))), lambda: t.__init__(a=1), lambda: t.setdefault(E(), 2), lambda: t.move_to_end(next(iter(t))) if hasattr(t, 'move_to_end') else 0))()
    elif isinstance(t, set): pick((t.clear, t.pop, lambda: t.add(E()), lambda: t.update(range(below(60))), lambda: t.__init__([1]), lambda: t.intersection_update([1])))()
    elif isinstance(t, collections.deque): pick((t.clear, t.pop, t.popleft, lambda: t.append(E()), lambda: t.extend([1] * below(150)), lambda: t.rotate(below(9)), lambda: t.__init__([1]), lambda: t.extendleft('ab')))()
    elif isinstance(t, bytearray): pick((t.clear, lambda: t.append(1), lambda: t.extend(b'x' * below(200)), lambda: t.__delitem__(slice(0, 3)), lambda: t.__init__(b'ab'), lambda: t.pop()))()
    elif isinstance(t, array.array): pick((lambda: t.append(1), lambda: t.pop(), lambda: t.extend(array.array(t.typecode, [1] * below(50))), lambda: t.__delitem__(slice(None)), lambda: t.frombytes(b'12345678' * 3)))()
    elif isinstance(t, memoryview): t.release()
    elif isinstance(t, (io.BytesIO, io.StringIO)): pick((t.close, lambda: t.truncate(0), lambda: t.seek(below(99)), lambda: t.write(t.getvalue()[:99]), t.read, lambda: t.__init__()))()
    elif isinstance(t, types.GeneratorType): pick((t.close, lambda: next(t), lambda: t.throw(KeyError), lambda: t.gi_frame.clear()))()
    elif isinstance(t, E): pick((lambda: t.__dict__.clear(), lambda: setattr(t, '__class__', pick((E, F, G))), lambda: setattr(t, '__dict__', {}), lambda: setattr(t, 'x%d' % below(9), E()), lambda: t.me.clear()))()
    elif isinstance(t, ET.Element): pick((t.clear, lambda: t.append(t), lambda: t.insert(0, ET.Element('i')), lambda: t.__delitem__(slice(None, None, 2)), lambda: t.__setitem__(slice(0, 1), list(t)), lambda: setattr(t, 'tag', E()), lambda: setattr(t, 'text', E()), lambda: setattr(t, 'attrib', {'a': E()}), lambda: t.set(E(), E()), lambda: t.__init__('a', {'b': 'c'}), lambda: t.__setstate__({'tag': 'x', 'text': ['a', 'b'], '_children': list(t)})))()
    elif isinstance(t, type): pick((lambda: setattr(t, 'x', E()), lambda: delattr(t, 'x'), lambda: setattr(t, '__eq__', lambda s, o: hit() or True), lambda: setattr(t, '__hash__', lambda s: hit() or below(3)), lambda: setattr(t, '__bases__', pick(((E,), (F, E))))))()
    elif isinstance(t, sqlite3.Connection): pick((t.close, t.rollback, t.interrupt, lambda: t.execute('delete from t'), lambda: t.execute('insert into t values (1, 2)')))()
    elif isinstance(t, sqlite3.Cursor): pick((t.close, lambda: t.execute('select * from t'), t.fetchone, lambda: t.__init__(t.connection)))()
    else: next(t)
class E:
    """Answers all that is asked, after something was changed."""
    def __init__(s): s.me = []
    def __eq__(s, o): hit(); return below(2) == 0
    def __lt__(s, o): hit(); return below(2) == 0
    __gt__ = __le__ = __ge__ = __ne__ = __lt__
    def __hash__(s): hit(); return below(4)
    def __index__(s): hit(); return below(7) - 2
    __int__ = __trunc__ = __floor__ = __index__
    def __float__(s): hit(); return 1.5
    def __complex__(s): hit(); return 1j
    def __bool__(s): hit(); return below(2) == 0
    def __len__(s): hit(); return below(5)
    def __length_hint__(s): hit(); return below(50)
    def __iter__(s): hit(); return pick((lambda: iter([E(), 1]), lambda: s, lambda: thing(*ITERATORS), lambda: iter([(1, E())])))()
    def __next__(s):
        hit()
        if below(3): return pick((1, E(), (E(), 2), 'a', b'b'))
        raise StopIteration
    def __getitem__(s, i):
        hit()
        if below(4): return pick((1, E(), 'a'))
        raise IndexError
    def __contains__(s, o): hit(); return below(2) == 0
    def __call__(s, *a, **k): hit(); return pick((1, 'a', b'a', E(), None, True, (1, 2), a[0] if a else 0))
    def __repr__(s): hit(); return 'E'
    def __str__(s): hit(); return 'e'
    def __format__(s, f): hit(); return 'f'
    def __bytes__(s): hit(); return b'bytes'
    def __fspath__(s): hit(); return 'path'
    def __add__(s, o): hit(); return pick((1, s, NotImplemented))
    __radd__ = __mul__ = __rmul__ = __sub__ = __and__ = __or__ = __xor__ = __iadd__ = __ior__ = __mod__ = __rmod__ = __pow__ = __divmod__ = __add__
    def __neg__(s): hit(); return s
    __abs__ = __invert__ = __neg__
    def __round__(s, n=0): hit(); return 1
    def __del__(s):
        if things and budget > 0: hit()
    def __getattr__(s, n):
        hit()
        if n.startswith('__') or below(2): raise AttributeError(n)
        return E()
    def __buffer__(s, flags):
        hit(); b = thing(bytearray); return memoryview(b if isinstance(b, bytearray) else bytearray(9))
    def __release_buffer__(s, v): hit()
    def __reduce_ex__(s, p): hit(); return pick(((E, ()), (E, (), {'me': [s]}), (list, (), None, iter([s, 1])), (dict, (), None, None, iter([(1, s)]))))
    def __copy__(s): hit(); return s
    def __deepcopy__(s, m): hit(); m.clear(); return s
    def keys(s): hit(); return [1, 'a', E()]
    def __enter__(s): hit(); return s
    def __exit__(s, *a): hit(); return True
    def __instancecheck__(s, o): hit(); return True
    def read(s, n=-1): hit(); return pick((b'', b'abc', 'abc'))
    readline = read
    def readinto(s, b): hit(); s.me.append(b); return below(9)
    def write(s, d): hit(); return len(d)
    def readable(s): return True
    writable = seekable = readable
    closed = False
    def flush(s): hit()
    def seek(s, *a): hit(); return below(9)
    tell = seek
    def close(s): hit()
    def __set_name__(s, o, n): hit(); setattr(o, 'y', s)
    def __get__(s, o, t=None): hit(); return s
    def __missing__(s, k): hit(); return 5
    def __reversed__(s): hit(); return iter([1, E()])
    def __await__(s): hit(); return iter([])
    def find_spec(s, *a): hit()
class F(E):
    def __set__(s, o, v): hit()
    def __delete__(s, o): hit()
class G(E): __iter__ = None
def generator(n):
    for i in range(n):
        hit()
        try: yield pick((i, E()))
        except KeyError: hit()
def again():
    """An iterator that is asked for more by what it asks."""
    cell = []
    i = pick((lambda f: map(f, itertools.count()), lambda f: filter(f, itertools.count()), lambda f: itertools.accumulate(itertools.count(), f), lambda f: itertools.takewhile(f, itertools.count()), lambda f: itertools.starmap(f, zip(itertools.count())), lambda f: itertools.groupby(itertools.count(), f), lambda f: itertools.tee(map(f, itertools.count()))[0], lambda f: zip(map(f, itertools.count()), [E()] * 5), lambda f: iter(f, 3), lambda f: itertools.chain.from_iterable(map(f, itertools.count())), lambda f: itertools.dropwhile(f, itertools.count()), lambda f: enumerate(map(f, itertools.count())), lambda f: itertools.islice(map(f, itertools.count()), 9), lambda f: itertools.zip_longest(map(f, itertools.count()), 'ab'), lambda f: itertools.batched(map(f, itertools.count()), 2), lambda f: itertools.pairwise(map(f, itertools.count())), lambda f: itertools.islice(itertools.cycle(map(f, 'abc')), 99), lambda f: itertools.product(map(f, 'ab'), 'cd'), lambda f: itertools.compress(itertools.count(), map(f, itertools.count()))))
    def f(*a):
        hit()
        if cell and not below(3): next(cell[0])
        return pick((1, 0, E(), (1, 2)))
    cell.append(i(f)); return cell[0]
ITERATORS = (type(iter([])), type(iter({})), type(iter({}.items())), type(iter(set())), types.GeneratorType, map, filter, zip, enumerate, reversed, itertools.chain, itertools.tee([])[0].__class__, type(iter(collections.deque())))
@functools.lru_cache(3)
def cached(*a, **k): hit(); return E()
def base():
    c = sqlite3.connect(':memory:', isolation_level=pick((None, '', 'DEFERRED'))); c.execute('create table t(a, b)'); c.executemany('insert into t values (?, ?)', [(i, str(i)) for i in range(below(6))])
    c.create_function('f', -1, lambda *a: hit() or below(9)); c.create_collation('c', lambda a, b: hit() or 0); c.create_aggregate('g', 1, Aggregate); c.row_factory = pick((None, sqlite3.Row, lambda c, r: hit() or r)); c.text_factory = pick((str, bytes, lambda b: hit() or b))
    if not below(3): c.set_progress_handler(lambda: hit() or 0, 5)
    if not below(3): c.set_authorizer(lambda *a: hit() or 0)
    if not below(3): c.set_trace_callback(lambda s: hit())
    return c
class Aggregate:
    def __init__(s): hit()
    def step(s, *a): hit()
    def finalize(s): hit(); return 1
    inverse = step
    value = finalize
def elements(n=9): return [pick((lambda: E(), lambda: below(5), lambda: 'abc'[below(3)], lambda: F(), lambda: thing() if things else 0))() for _ in range(below(n))]
def keys(): return [k for k in elements() if k.__hash__]
def make():
    k = below(24)
    if k < 4: return elements(20)
    if k < 6: return {k: E() for k in keys()}
    if k == 6: return set(keys())
    if k == 7: return collections.deque(elements(), pick((None, 5)))
    if k < 10: return bytearray(b'abcdefghij' * below(9))
    if k == 10: return array.array(pick('bhiqdw'), 'ab' if 0 else []) if below(2) else array.array('i', range(9))
    if k == 11: return memoryview(bytearray(b'12345678' * 3))
    if k == 12: return io.BytesIO(b'abc\ndef' * 9)
    if k == 13: return io.StringIO('abc\ndef' * 9)
    if k == 14: return collections.OrderedDict((k, E()) for k in keys())
    if k == 15: return generator(9)
    if k == 16: return iter(thing(list, dict, set, collections.deque, array.array) if things else [])
    if k == 17: return again()
    if k == 18: return E()
    if k == 19: return type('T', (E,), {'x': E()})
    if k == 20: return base()
    if k == 21: return base().execute(pick(('select * from t', 'select f(a), g(b) from t', 'select * from t order by b collate c')))
    if k == 22: return collections.defaultdict(E(), {1: E()})
    return memoryview(thing(bytearray)) if things and isinstance(thing(bytearray), bytearray) else []
def parse():
    p = pyexpat.ParserCreate(namespace_separator=pick((None, ' ')))
    def handler(*a):
        hit(); k = below(12)
        if k == 0: p.Parse(b'<x>', False)
        elif k == 1: p.StartElementHandler = p.EndElementHandler = None
        elif k == 2: p.buffer_text = not p.buffer_text
        elif k == 3: p.ExternalEntityParserCreate(None)
        elif k == 4: raise KeyError
        elif k == 5: p.buffer_size = below(50) + 1
        elif k == 6: p.StopParsing() if hasattr(p, 'StopParsing') else p.GetInputContext()
        return 1
    for n in ('StartElementHandler', 'EndElementHandler', 'CharacterDataHandler', 'DefaultHandlerExpand', 'CommentHandler', 'StartDoctypeDeclHandler', 'EntityDeclHandler', 'ProcessingInstructionHandler', 'StartCdataSectionHandler', 'XmlDeclHandler'): setattr(p, n, handler)
    for c in (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a b="', b'c">text &e;<!-- c --><?p d?>', b'<b/>', b'<![CDATA[x]]></a>'): p.Parse(c, False)
    p.Parse(b'', True)
def tree():
    r = ET.Element('a'); r.extend([ET.Element('b'), ET.Element('c')]); hostile = E()
    def f(*a): hit(); pick((r.clear, lambda: r.append(r[0]), lambda: r.remove(r[0])))(); return 'x'
    E.tag = property(f); pick((lambda: r.find(hostile), lambda: list(r.iter(hostile)), lambda: r.remove(hostile), lambda: r.__setitem__(slice(0, 2), [hostile]), lambda: ET.tostring(r), lambda: copy.deepcopy(r), lambda: r.get(hostile), lambda: r.set(hostile, hostile)))(); del E.tag
class HostileElement(ET.Element):
    def __eq__(s, o): hit(); return below(2) == 0
    def __hash__(s): return 1
    def __deepcopy__(s, memo): hit(); return pick((s, ET.Element('d'), ET.Element('e')))
    def append(s, e): hit(); super().append(e)
def grown():
    r = HostileElement(E()) if below(2) else ET.Element(E(), {'a': E()}); things.append(r)
    r.extend([HostileElement(E()), ET.Element(E()), ET.Element('b'), HostileElement('c')]); r.text = E()
    i = iter(r.iter(E()))
    for _ in range(6): pick((lambda: r.find(E()), lambda: r.findall(E()), lambda: r.findtext(E()), lambda: next(i), lambda: list(itertools.islice(r.itertext(), 50)), lambda: r.remove(ET.Element('x')), lambda: r.__setitem__(slice(0, 2), [ET.Element('n')]), lambda: r.extend(e for e in r if hit() or True), lambda: copy.deepcopy(r), lambda: copy.copy(r), lambda: r.get(E()), lambda: r.set(E(), E()), lambda: ET.SubElement(r, E(), {'a': E()}), lambda: pickle.dumps(r), lambda: repr(r)))()
def built():
    def factory(*a): hit(); return pick((ET.Element('f'), HostileElement('g'), [], E()))
    b = ET.TreeBuilder(pick((None, factory)), comment_factory=factory, pi_factory=factory, insert_comments=True, insert_pis=True)
    class Target:
        def start(s, t, a): hit(); pick((lambda: p.feed('<b/>'), lambda: p.close(), lambda: p.__init__(target=b), lambda: p._setevents([], ['end']), lambda: b.start(t, a)))()
        def data(s, d): hit(); b.data(pick((d, E(), 3)))
        def end(s, t): hit(); b.end(t)
        def comment(s, t): hit(); b.comment(t)
    class Queue(list):
        def append(s, e): hit(); pick((lambda: p.feed('<q/>'), lambda: b.start('q', {}), lambda: b.end('q'), lambda: b.__init__(factory)))()
    p = ET.XMLParser(target=pick((b, b, Target())))
    if below(2): p._setevents(Queue(), ['start', 'end', 'start-ns', 'comment', 'pi'])
    for c in ('<!DOCTYPE a SYSTEM "s"><a b="', 'c" xmlns="u">text<!-- c --><?p d?>', '<b/>&e;', 'more</a>'):
        p.entity['e'] = E()
        try: p.feed(c)
        except SystemError: raise
        except Exception: pass
    p.close()
class Loop:
    def call_soon(s, *a, **k): hit(); things.append(a[0]); del things[40:]
    def get_debug(s): hit(); return False
    def call_exception_handler(s, c): hit()
    def is_closed(s): return False
async def waits(f): hit(); await f
def futures():
    f = _asyncio.Future(loop=Loop()); t = _asyncio.Task(waits(f), loop=Loop()); f.add_done_callback(E()); pick((lambda: f.set_result(E()), lambda: f.set_exception(KeyError()), f.cancel, t.cancel, lambda: f.remove_done_callback(E()), lambda: f.__init__(loop=Loop()), lambda: t.__init__(waits(f), loop=Loop())))(); f._make_cancelled_error(); repr(f); repr(t); list(f)
def decoded():
    def handler(e): hit(); return pick((('x', e.end), ('', len(e.object)), (E(), 1), ('x', E()), E()))
    codecs.register_error('hit', handler); b = thing(bytearray)
    pick((lambda: b.decode('ascii', 'hit'), lambda: codecs.decode(b + b'\xff', 'utf-8', 'hit'), lambda: 'é漢\ud800'.encode('ascii', 'hit'), lambda: codecs.charmap_decode(b'abc', 'hit', {97: E(), 98: 'x'}), lambda: codecs.charmap_encode('abc', 'hit', {97: E(), 98: b'x'}), lambda: '漢\ud800'.encode('gbk', 'hit'), lambda: b'\xff\xfe'.decode('gbk', 'hit'), lambda: 'abc'.translate(E())))()
def weaklings():
    d = weakref.WeakValueDictionary(); s = weakref.WeakSet(); l = [E() for _ in range(5)]; rs = [weakref.ref(e, lambda r: hit() or d.clear()) for e in l]
    for i, e in enumerate(l): d[i] = e; s.add(e)
    for _ in zip(d.items(), s): l and l.pop(); hit()
def matched():
    p = re.compile('(a)|(b)|c'); text = 'abcabc'; pick((lambda: p.sub(E(), text), lambda: p.sub(lambda m: hit() or 'x', thing(bytearray)), lambda: [hit() for _ in p.finditer(text)], lambda: re.compile(b'(a|b)*').sub(lambda m: change(thing(bytearray)) or b'x', thing(bytearray)), lambda: p.split(text), lambda: re.compile(E()), lambda: p.match(text).group(E()), lambda: p.match(text, E(), E()), lambda: p.match(text).expand(E()), lambda: re.template if 0 else p.scanner(text).search()))()
def streams():
    raw = E(); b = pick((io.BufferedReader, io.BufferedWriter, io.BufferedRandom))(raw, pick((1, 8, 100))); pick((lambda: b.read(E()), lambda: b.readinto(thing(bytearray)), lambda: b.write(thing(bytearray)), lambda: b.peek(), lambda: b.seek(E()), lambda: b.flush(), lambda: b.detach(), lambda: b.__init__(E()), lambda: list(b), lambda: b.read1(9), b.close, b.tell, lambda: b.truncate(E())))()
    t = io.TextIOWrapper(pick((b, thing(io.BytesIO), E())), pick(('utf-8', 'utf-16', 'ascii')), newline=pick((None, '', '\n', '\r\n'))); pick((lambda: t.read(E()), lambda: t.write('abc\n' * 9), lambda: t.readline(E()), lambda: list(t), t.tell, lambda: t.seek(E()), t.detach, lambda: t.reconfigure(encoding='latin-1'), lambda: t.__init__(io.BytesIO(b'x')), t.flush, t.close))()
OPERATIONS = [
    lambda: thing(list).sort(), lambda: thing(list).sort(key=E()), lambda: thing(list).index(E(), E(), E()), lambda: thing(list).count(E()), lambda: thing(list).remove(E()), lambda: thing(list) == thing(list), lambda: thing(list) < thing(list), lambda: E() in thing(), lambda: thing(list).extend(thing()), lambda: thing(list).__setitem__(slice(E(), E(), E()), thing()), lambda: thing(list).__getitem__(slice(E(), E(), E())), lambda: thing(list).__delitem__(slice(E(), E(), E())), lambda: thing(list).insert(E(), 1), lambda: thing(list).pop(E()), lambda: thing(list) * E(), lambda: thing(list).__imul__(E()), lambda: thing(list)[E()], lambda: thing(list).__setitem__(E(), E()), lambda: sorted(thing(), key=E(), reverse=E()), lambda: min(thing()), lambda: max(thing(), key=E(), default=E()), lambda: sum(thing(), E()), lambda: list(thing()), lambda: tuple(thing()), lambda: set(thing()), lambda: frozenset(thing()), lambda: dict(thing()), lambda: [*thing(), *thing()], lambda: {**thing(), **thing(dict)}, lambda: (lambda *a, **k: 0)(*thing(), **thing(dict)), lambda: repr(thing()), lambda: str(thing()), lambda: hash(tuple(elements())), lambda: copy.copy(thing()), lambda: copy.deepcopy(thing()),
    lambda: thing(dict).update(thing()), lambda: thing(dict) == thing(dict), lambda: thing(dict).get(E()), lambda: thing(dict).pop(E()), lambda: thing(dict).__setitem__(E(), E()), lambda: thing(dict).__delitem__(E()), lambda: thing(dict) | thing(dict), lambda: thing(dict).__ior__(thing()), lambda: dict.fromkeys(thing(), E()), lambda: thing(dict).keys() & thing(), lambda: thing(dict).items() ^ thing(dict).items(), lambda: thing(dict).keys() <= thing(set), lambda: (E(), 1) in thing(dict).items(), lambda: E() in thing(dict).values(), lambda: list(map(E(), thing(dict), thing())), lambda: thing(collections.OrderedDict).move_to_end(E()), lambda: thing(collections.OrderedDict) == thing(dict), lambda: [hit() for _ in thing(dict).items()], lambda: [hit() for _ in reversed(thing(dict))], lambda: thing(collections.defaultdict)[E()], lambda: collections.Counter(thing()), lambda: collections.Counter(thing()).most_common(2), lambda: collections.ChainMap(thing(dict), thing(dict))[E()], lambda: types.MappingProxyType(thing(dict)) | thing(dict),
    lambda: thing(set) | set(keys()), lambda: thing(set).__iand__(set(keys())), lambda: thing(set) - thing(set), lambda: thing(set).__ixor__(set(keys())), lambda: thing(set) == set(keys()), lambda: thing(set) <= set(keys()), lambda: thing(set).isdisjoint(thing()), lambda: thing(set).update(thing(), thing()), lambda: thing(set).discard(E()), lambda: thing(set).difference_update(thing()), lambda: thing(set).symmetric_difference(thing()), lambda: [hit() for _ in thing(set)], lambda: thing(set).discard(thing(set)),
    lambda: thing(collections.deque).index(E(), E(), E()), lambda: thing(collections.deque).count(E()), lambda: thing(collections.deque).remove(E()), lambda: thing(collections.deque) == thing(collections.deque), lambda: thing(collections.deque).extend(thing()), lambda: thing(collections.deque).insert(E(), E()), lambda: thing(collections.deque).rotate(E()), lambda: thing(collections.deque) * E(), lambda: thing(collections.deque)[E()], lambda: E() in thing(collections.deque), lambda: thing(collections.deque).__init__(thing(), E()), lambda: thing(collections.deque).extendleft(thing()), lambda: [hit() for _ in thing(collections.deque)],
    lambda: thing(bytearray).extend(thing()), lambda: thing(bytearray).join(thing()), lambda: thing(bytearray).__setitem__(slice(E(), E(), E()), thing()), lambda: thing(bytearray).__setitem__(E(), E()), lambda: thing(bytearray).insert(E(), E()), lambda: thing(bytearray).find(E(), E(), E()), lambda: thing(bytearray).replace(b'a', b'bc', E()), lambda: thing(bytearray).split(E()), lambda: thing(bytearray).__init__(thing()), lambda: thing(bytearray) + E(), lambda: thing(bytearray) % (E(), E()), lambda: thing(bytearray).hex(':', E()), lambda: thing(bytearray).translate(thing(bytearray)), lambda: thing(bytearray).append(E()), lambda: thing(bytearray).pop(E()), lambda: thing(bytearray).__iadd__(E()), lambda: thing(bytearray) * E(), lambda: E() in thing(bytearray), lambda: thing(bytearray).count(E()), lambda: thing(bytearray).strip(E()), lambda: thing(bytearray).resize(E()), lambda: bytes(thing()), lambda: b''.join(thing()), lambda: thing(bytearray).center(E(), b'x'), lambda: thing(bytearray).startswith((E(), b'a'), E()), lambda: bytearray.fromhex(E()), lambda: int.from_bytes(thing()), lambda: thing(bytearray).partition(E()),
    lambda: thing(memoryview).__setitem__(E(), E()), lambda: thing(memoryview).__setitem__(slice(E(), E(), E()), thing()), lambda: thing(memoryview)[E()], lambda: thing(memoryview) == E(), lambda: thing(memoryview).cast('B', [E(), 2]), lambda: thing(memoryview).hex(E(), E()), lambda: thing(memoryview).index(E(), E()), lambda: thing(memoryview).count(E()), lambda: [hit() for _ in thing(memoryview)], lambda: thing(memoryview).tolist(), lambda: memoryview(E()), lambda: thing(memoryview).cast(pick('hid')), lambda: thing(memoryview)[E():E()],
    lambda: struct.pack_into('iid', thing(bytearray), E(), E(), E(), E()), lambda: struct.unpack_from('hh', thing(bytearray), E()), lambda: list(struct.iter_unpack('h', thing(bytearray))), lambda: struct.pack('2b?', E(), E(), E()), lambda: [hit() for _ in struct.Struct('bb').iter_unpack(thing(bytearray))], lambda: thing(array.array).extend(thing()), lambda: thing(array.array).append(E()), lambda: thing(array.array).__setitem__(E(), E()), lambda: thing(array.array).insert(E(), E()), lambda: thing(array.array).index(E()), lambda: thing(array.array).count(E()), lambda: thing(array.array).remove(E()), lambda: thing(array.array).fromlist(thing(list)), lambda: thing(array.array) == thing(array.array), lambda: thing(array.array) * E(), lambda: array.array('d', thing()), lambda: thing(array.array).fromfile(E(), E()), lambda: thing(array.array).__setitem__(slice(E(), E()), thing(array.array)), lambda: thing(array.array).pop(E()), lambda: E() in thing(array.array),
    lambda: thing(io.BytesIO).write(thing()), lambda: thing(io.BytesIO).readinto(thing(bytearray)), lambda: thing(io.BytesIO).seek(E(), E()), lambda: thing(io.BytesIO).read(E()), lambda: thing(io.BytesIO).writelines(thing()), lambda: things.append(thing(io.BytesIO).getbuffer()), lambda: thing(io.BytesIO).__setstate__((b'a', E(), {'x': 1})), lambda: thing(io.StringIO).write(thing()), lambda: thing(io.StringIO).seek(E()), lambda: thing(io.StringIO).read(E()), lambda: thing(io.StringIO).truncate(E()), lambda: thing(io.StringIO).__setstate__(('a', E(), E(), None)), lambda: [hit() for _ in thing(io.BytesIO)], lambda: thing(io.BytesIO).truncate(E()), lambda: thing(io.BytesIO).readlines(E()), streams, streams,
    lambda: json.dumps(thing(), default=E()), lambda: json.dumps(thing(), default=lambda o: hit() or thing(), indent=E()), lambda: json.loads('[{"a": 1, "b": [1.5, 2]}]', object_hook=E(), parse_float=E()), lambda: json.loads('{"a": {"b": 1}}', object_pairs_hook=lambda p: hit() or p.clear()), lambda: pickle.dumps(thing(), below(6)), lambda: pickle.loads(pickle.dumps(elements(), below(6))), lambda: pickle.Pickler(E()).dump(thing()), lambda: pickle.Unpickler(E()).load(), lambda: marshal.dumps(thing()), lambda: marshal.load(E()), lambda: csv.writer(E()).writerow(thing()), lambda: list(csv.reader(thing())), lambda: list(csv.DictReader(thing())), lambda: csv.writer(thing(io.StringIO), E()).writerows(thing()),
    lambda: heapq.heapify(thing(list)), lambda: heapq.heappush(thing(list), E()), lambda: heapq.heappop(thing(list)), lambda: heapq.heappushpop(thing(list), E()), lambda: heapq.heapreplace(thing(list), E()), lambda: heapq.nsmallest(3, thing(), key=E()), lambda: list(heapq.merge(thing(list), thing(list))), lambda: heapq.heapify_max(thing(list)), lambda: heapq.heapreplace_max(thing(list), E()), lambda: bisect.insort(thing(list), E(), key=E()), lambda: bisect.bisect(thing(list), E(), E(), E()), lambda: functools.reduce(E(), thing(), E()), lambda: sorted(elements(30), key=functools.cmp_to_key(E())), lambda: cached(*keys(), a=E()), cached.cache_clear, lambda: functools.partial(E(), *thing(), **thing(dict))(E()), lambda: functools.partial(E()).__setstate__((E(), tuple(elements()), {}, {})), lambda: functools.singledispatch(E()),
    lambda: next(thing(*ITERATORS)), lambda: next(thing(*ITERATORS)), lambda: next(again()), lambda: list(itertools.islice(again(), 9)), lambda: operator.length_hint(thing()), lambda: things.append(iter(thing())), lambda: list(zip(thing(), thing(), strict=True)), lambda: list(itertools.islice(thing(*ITERATORS), E(), E(), E())), lambda: list(itertools.combinations(thing(), E())), lambda: list(itertools.permutations(elements(5), E())), lambda: thing(*ITERATORS).__setstate__(E()), lambda: thing(*ITERATORS).__reduce__(), lambda: copy.copy(thing(*ITERATORS)), lambda: [hit() for k, g in itertools.groupby(thing()) for _ in g], lambda: list(itertools.tee(thing(), 3)[below(3)]), lambda: any(thing()), lambda: all(map(E(), thing())), lambda: list(itertools.accumulate(thing(), E(), initial=E())), lambda: itertools.count(E(), E()).__next__(), lambda: list(itertools.repeat(E(), E())), lambda: math.fsum(thing()), lambda: math.prod(thing(), start=E()), lambda: math.sumprod(thing(), thing()), lambda: math.dist(thing(), thing()), lambda: math.hypot(*thing()), lambda: math.gcd(*elements()), lambda: divmod(E(), E()), lambda: pow(E(), E(), E()), lambda: round(E(), E()), lambda: range(E(), E(), E()), lambda: E() in range(9), lambda: range(9)[E():E()], lambda: slice(E(), E(), E()).indices(E()), lambda: complex(E(), E()), lambda: decimal.Decimal((E(), thing(), E())), lambda: int(E(), E()), lambda: chr(E()), lambda: statistics(),
    lambda: thing(types.GeneratorType).send(E()), lambda: thing(types.GeneratorType).throw(KeyError), lambda: thing(types.GeneratorType).close(), lambda: thing(types.GeneratorType).gi_frame.f_locals.update(n=E()), lambda: thing(types.GeneratorType).gi_frame.clear(), lambda: exec('for x in t: h()', {'t': thing(), 'h': hit}), lambda: exec(E(), thing(dict)), lambda: eval('a + b', E(), E()), lambda: eval('a + b', thing(dict), E()), lambda: exec('class A(E, x=1): a = E; b: a', {'E': E}), lambda: type('T', (E,), thing(dict)), lambda: type('T', (E,), {'__slots__': thing(), 'x': E()}), lambda: isinstance(E(), E()), lambda: issubclass(E, E()), lambda: getattr(thing(), 'x'), lambda: setattr(E(), 'x', E()), lambda: dir(thing()), lambda: vars(E()).update(thing(dict)), lambda: E().__dict__ == E().__dict__, lambda: change(thing(type)), lambda: types.SimpleNamespace(**thing(dict)) == types.SimpleNamespace(a=E()), lambda: types.FunctionType(hit.__code__, thing(dict), E(), tuple(elements())), lambda: list(hit.__code__.co_lines()), lambda: property(E(), E()).__get__(E()), lambda: super(E, E()).__eq__, lambda: exec('match t:\n case [a, *b, c]: h()\n case {"a": x, **y}: h()\n case E(me=m): h()', {'t': thing(), 'h': hit, 'E': E}), lambda: exec('a, *b = t', {'t': thing()}), lambda: exec('with t as a, u as b: h()', {'t': E(), 'u': E(), 'h': hit}), lambda: exec('try: raise ExceptionGroup("", [KeyError(t)])\nexcept* t as e: h()', {'t': pick((E(), KeyError)), 'h': hit}),
    lambda: ', '.join(thing()), lambda: '%s %d %(a)s' % thing(), lambda: '{0} {1[a]} {2.b}'.format(*elements(5)), lambda: f'{E()!r:{E()}}', lambda: 'abc'.split(E(), E()), lambda: 'abc'.replace('a', 'b', E()), lambda: 'a' * E(), lambda: 'abc'.startswith(tuple(elements())), lambda: string.Template('$a').substitute(thing(dict)), lambda: '{a}'.format_map(E()), lambda: 'abc'[E():E():E()], lambda: 'abc'.expandtabs(E()), lambda: str(E(), 'utf-8'), lambda: str.maketrans(thing(dict)), decoded, decoded, parse, parse, tree, grown, built, futures, weaklings, matched, matched,
    lambda: thing(sqlite3.Connection).execute('select f(a) from t').fetchall(), lambda: thing(sqlite3.Connection).execute('select g(a) from t order by b collate c').fetchall(), lambda: thing(sqlite3.Connection).executemany('insert into t values (?, ?)', thing()), lambda: thing(sqlite3.Cursor).execute('select ?, :a', thing()), lambda: list(thing(sqlite3.Cursor)), lambda: thing(sqlite3.Cursor).fetchmany(E()), lambda: thing(sqlite3.Connection).execute('select * from t where a = ?', (E(),)), lambda: thing(sqlite3.Connection).create_collation('c', E()), lambda: thing(sqlite3.Connection).executescript('select f(1); select f(2);'), lambda: thing(sqlite3.Connection).iterdump().__next__(), lambda: thing(sqlite3.Connection).backup(base(), progress=E(), pages=1, sleep=0), lambda: things.append(thing(sqlite3.Connection).cursor(E())), lambda: thing(sqlite3.Cursor).executemany('insert into t values (?, ?)', ((hit(), 1) for _ in range(5))), lambda: thing(sqlite3.Connection).blobopen('t', 'b', 1), lambda: thing(sqlite3.Cursor).__setattr__('row_factory', E()), lambda: [hit() for _ in thing(sqlite3.Connection).execute('select * from t')],
    lambda: zlib.compress(E()), lambda: zlib.decompressobj(zdict=E()), lambda: zlib.crc32(thing(), E()), lambda: contextvars.copy_context().run(E(), E()), lambda: contextvars.ContextVar('x').set(E()), lambda: select.select(thing(), [], [], 0), lambda: _random.Random(E()), lambda: random.Random(1).sample(thing(list), E()), lambda: random.Random(1).shuffle(thing(list)), lambda: random.Random(1).choices(elements(), elements()), lambda: random.Random(1).setstate((3, tuple(elements(700)), None)), lambda: warnings.warn(E(), pick((E, UserWarning))), lambda: sys.intern(E()), lambda: gc.get_referrers(thing()), lambda: [gc.get_referents(t) for t in gc.get_objects()[:below(50)]], lambda: sys.settrace(lambda *a: hit()) if not below(9) else sys.settrace(None), lambda: operator.itemgetter(*keys())(thing()), lambda: operator.attrgetter('me.x', 'x')(E()), lambda: operator.methodcaller('x', *elements(), **{'a': E()})(E()), lambda: contextlib.ExitStack().enter_context(E()), lambda: print(E(), sep=E(), end=E(), file=E()), lambda: open(E(), E()), lambda: compile(E(), E(), 'exec'), lambda: __import__('os', thing(dict), E(), E(), E()), lambda: ExceptionGroup('', thing()), lambda: ExceptionGroup('', [KeyError(E()), ValueError()]).split(E()), lambda: KeyError(E()).__setstate__(thing(dict)), lambda: OSError(E(), E(), E()).__str__(), lambda: UnicodeDecodeError('a', thing(), E(), E(), 'x').__str__(),
]
def statistics():
    import statistics
    return statistics.mean(thing())
things = [[], {}, set(), bytearray(b'abc')]
while len(things) < 25:
    budget = 100
    try: things.append(make())
    except Exception: pass
raised = 0
def enough(*_): raise Enough
signal.signal(signal.SIGVTALRM, enough)
def operate(i):
    global budget, raised
    which = below(len(OPERATIONS)); budget = 300
    if verbose: print(i, which, OPERATIONS[which].__code__.co_positions().__next__() if 0 else '', file=sys.stderr, flush=True)
    # What asks no element, as an endless iterator, ends by the clock.
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.5)
    try: result = OPERATIONS[which]()
    except SystemError as e: print('SYSTEMERROR', i, which, str(e)[:300])
    except RecursionError: pass
    except MemoryError: pass
    except BaseException as e: raised += 1
    else:
        if below(3) == 0 and not isinstance(result, (int, str, bytes)) and result is not None: things[below(len(things))] = result
    finally: signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    budget = 100
    if not below(5):
        try: things[below(len(things))] = make()
        except Exception: pass
    # What has grown large only takes time.
    things[:] = [t for t in things[:40] if not (isinstance(t, (list, dict, set, collections.deque, bytearray, array.array, bytes, str, tuple)) and len(t) > 3000)]
    if len(things) < 5: things.extend([[], {}, set(), bytearray(b"abc"), E()])
for i in range(rounds):
    try: operate(i)
    # What a trace function raises between two operations.
    except Enough: pass
budget = 1000
sys.settrace(None)
things = []
budget = 0
print('done', rounds, raised)
