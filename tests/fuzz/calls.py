"""Calls the functions and classes of the built-in and native modules with awkward arguments, at random.

  calls.py SEED ROUNDS [v]

No call may end the process or raise SystemError. With a third argument each call is told first.
"""
import sys
# What is beside this program is no part of the library.
del sys.path[0]
seed = int(sys.argv[1]); N = int(sys.argv[2]); VERB = len(sys.argv) > 3
st = seed * 2654435761 + 12345
def rnd(n):
    global st
    st = (st * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
    return (st >> 33) % n
# What runs machine code, other programs, or ends this one, is not called.
leave_out = {'_ctypes', '_posixsubprocess', '_posixshmem', 'fcntl', 'faulthandler', 'syslog'}
mods = []
for m in sys.builtin_module_names:
    if m not in leave_out:
        mods.append(__import__(m))
import _socket
_socket.setdefaulttimeout(0.01)
class Idx:
    def __init__(s, v): s.v = v
    def __index__(s): return s.v
class Bad:
    def __getattr__(s, n): raise ValueError(n)
    def __eq__(s, o): raise KeyError
    def __hash__(s): raise TypeError
    def __repr__(s): return 5
    def __len__(s): return -1
    def __iter__(s): return 5
    def __index__(s): return 's'
    def __bool__(s): return 3
    def __call__(s, *a, **k): return s
    def __length_hint__(s): return 1 << 62
class SubInt(int): pass
class SubStr(str): pass
class SubList(list): pass
class SubDict(dict): pass
class SubTuple(tuple): pass
class SubBytes(bytes): pass
class SubFloat(float): pass
class SubSet(set): pass
class SubExc(Exception): pass
class Slots: __slots__ = ('a', 'b')
class Meta(type): pass
class WithMeta(metaclass=Meta): pass
class Mut:
    def __init__(s, l): s.l = l
    def __eq__(s, o): s.l.clear() if hasattr(s.l, 'clear') else 0; return False
    def __lt__(s, o): s.l.clear() if hasattr(s.l, 'clear') else 0; return True
    def __hash__(s): return 1
    def __index__(s): s.l.clear() if hasattr(s.l, 'clear') else 0; return 1
    def __iter__(s): s.l.clear() if hasattr(s.l, 'clear') else 0; return iter([1, 2])
class Buf:
    """Exports memory, and takes another piece for the next time."""
    def __init__(s, l): s.l = l
    def __buffer__(s, f):
        view = memoryview(s.l)
        if f & 1: s.l = bytearray()
        return view
    def __release_buffer__(s, v): v.release()
class Hint:
    def __init__(s, l): s.l = l
    def __length_hint__(s): s.l.clear(); return (1, 1 << 40, 0)[rnd(3)]
    def __iter__(s): return s
    def __next__(s):
        if rnd(4): s.l.append(5); return s
        raise StopIteration
class Last:
    def __init__(s, l): s.l = l
    def __del__(s): s.l.clear() if hasattr(s.l, 'clear') else 0
class Int:
    """Answers what numbers, paths, files and containers are asked, with something else each time."""
    def __index__(s): return rnd(9) - 4
    __int__ = __len__ = __hash__ = __trunc__ = __index__
    def __float__(s): return rnd(9) / 2 - 2
    def __complex__(s): return complex(rnd(3), rnd(3))
    def __fspath__(s): return ('', 'a', b'', b'\xff')[rnd(4)]
    def __bytes__(s): return b'ab'
    def __format__(s, f): return f
    def __iter__(s): return iter([1, 2, 3][:rnd(4)])
    def __getitem__(s, i):
        if rnd(5): return mk()
        raise IndexError
    def keys(s): return ['a', 1][:rnd(3)]
    def __call__(s, *a, **k): return mk()
    def read(s, n=-1): return (b'', 'a', b'a' * 9)[rnd(3)]
    readline = read
    def write(s, d): return rnd(9) - 2
    def __get__(s, o, t=None): return mk()
    def __eq__(s, o): return rnd(2) == 0
    def __lt__(s, o): return rnd(2) == 0
    def __enter__(s): return s
    def __exit__(s, *e): return rnd(2)
    def __await__(s): return iter([mk()])
    def __next__(s):
        if rnd(3): return mk()
        raise StopIteration
    def __reduce_ex__(s, p): return (mk(), (), {}, None, mk())[:2 + rnd(4)]
    def __add__(s, o): return NotImplemented
    def __radd__(s, o): return mk()
    def __set_name__(s, o, n): s.o = o
    def __mro_entries__(s, b): return (int, SubList, object)[rnd(3):]
    def __instancecheck__(s, i): return rnd(2)
    def __sizeof__(s): return rnd(9) - 4
    def __dir__(s): return ['a', 'b']
    def __round__(s, n=None): return n
    def __reversed__(s): return iter('ab')
    def __contains__(s, o): return rnd(2)
    def __missing__(s, k): return k
def gen():
    try:
        for _ in range(50): yield 1
    except GeneratorExit: return
def raising():
    yield 1
    raise ZeroDivisionError
def tb():
    try: 1/0
    except Exception as e: return e.__traceback__
async def coro(): pass
def instances():
    """Functions that make instances of native classes."""
    import _asyncio, _contextvars, _csv, _datetime, _decimal, _elementtree, _functools, _io, _json, _lsprof, _pickle, _queue, _socket, _sre
    import _struct, _bz2, _lzma, _zstd, _hashlib, _hmac, _random, _symtable, _collections, _weakref, array, itertools, mmap, pyexpat, re
    import _sqlite3, collections, string.templatelib, sqlite3
    import select, types, unicodedata, zlib, _tokenize, _operator, _thread, _md5, _sha1, _sha2, _sha3, _blake2
    def grown():
        e = _elementtree.Element('a'); _elementtree.SubElement(e, 'b', x='y').text = 't'; e.append(e[0]); return e
    def begun():
        p = _elementtree.XMLParser(); p._setevents([], ['start', 'end']); p.feed('<a x="y"><b>'); return p
    def task():
        c = _asyncio.Future(loop=Loop()); return c
    class Loop:
        def get_debug(s): return False
        def call_soon(s, *a, **k): return None
        def call_exception_handler(s, c): pass
        def is_closed(s): return False
    d = _datetime
    def started(t):
        async def c(): await t
        return _asyncio.Task(c(), loop=Loop())
    def zipped():
        z = zlib.decompressobj(); z.decompress(zlib.compress(b'abc' * 50)[:20]); return z
    def reader():
        r = _csv.reader(['a,b', '"c', 'd"']); next(r); return r
    def parsed():
        p = pyexpat.ParserCreate(); p.Parse(b'<a><b x="1">', False); return p
    def text():
        t = _io.TextIOWrapper(_io.BytesIO(b'ab\xc3\xa9\r\nc\n'), encoding='utf-8'); t.read(1); return t
    def buffered():
        b = _io.BufferedReader(_io.BytesIO(b'abc' * 100), 4); b.read(3); return b
    def cycled():
        l = [1]; r = itertools.islice(l, 0, None); l.append(r); return r
    def mapped():
        m = mmap.mmap(-1, 5000); m.write(b'abc'); return m
    def closed():
        m = mmap.mmap(-1, 5000); m.close(); return m
    def sock():
        return _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    def pair(): return _socket.socketpair()[0]
    def q():
        q = _queue.SimpleQueue(); q.put(1); return q
    def var(): return _contextvars.ContextVar('v', default=1)
    def unp(): return _pickle.Unpickler(_io.BytesIO(b'\x80\x04]\x94(K\x01h\x00e.'))
    def half():
        u = _zstd.ZstdDecompressor(); c = _zstd.ZstdCompressor(); data = c.compress(b'abc' * 50) + c.flush(); u.decompress(data[:5]); return u
    def base():
        c = sqlite3.connect(':memory:', autocommit=True); c.executescript("create table t(a, b); insert into t values (1, x'6162'), (2, 'x'), (null, 2.5)"); return c
    def cursor(): return base().execute('select * from t')
    def row():
        c = base(); c.row_factory = sqlite3.Row; return c.execute('select a, b as c from t').fetchone()
    def ordered(): return collections.OrderedDict(a=1, b=[2])
    def walking():
        o = ordered(); i = iter(o.items()); next(i); return i
    def closed_base():
        c = base(); c.close(); return c
    def local():
        l = _thread._local(); l.a = 1; return l
    return [
        base, base, cursor, cursor, row, closed_base, lambda: base().blobopen('t', 'b', 1), ordered, ordered, walking, lambda: ordered().keys(), lambda: reversed(ordered().values()), local,
        lambda: string.templatelib.Interpolation(1, 'x', 'r', ''), lambda: iter(t'a{1}b'), lambda: _thread.lock(), lambda: _io._IOBase(), lambda: _io.StringIO('ab', newline='\r\n'), lambda: _csv.Dialect(delimiter=';'), lambda: _collections._tuplegetter(0, 'd'),
        lambda: d.datetime(2024, 2, 29, 1, 2, 3, 4, fold=1), lambda: types.GenericAlias(list, (Int(),)), lambda: types.FunctionType(gen.__code__, {}), lambda: types.CellType(1), lambda: types.CellType(), lambda: gen.__code__.replace(co_name='x'), lambda: types.ModuleType('m'),
        lambda: sys._getframe().f_locals, lambda: gen.__code__.co_positions(), lambda: re.compile('(?i:a|(b))*').finditer('abAB'), lambda: classmethod(gen), lambda: staticmethod(Bad()), lambda: Exception.__dict__['__traceback__'],
        lambda: zip([1], [2, 3], strict=True), lambda: map(Int(), [1], strict=True), lambda: filter(None, Int()), lambda: enumerate('ab', 1 << 62), lambda: reversed([1, 2]), lambda: itertools.batched('abc', 2), lambda: itertools.pairwise('abc'), lambda: itertools.accumulate([1, 2], Int()), lambda: itertools.starmap(Int(), [(1,)]),
        task, lambda: started(task()), lambda: _contextvars.copy_context(), var, lambda: var().set(5), reader, lambda: _csv.writer(_io.StringIO()),
        lambda: d.date(2000, 2, 29), lambda: d.datetime(1, 1, 1, tzinfo=d.timezone.utc), lambda: d.timedelta(-1, 5, 7), lambda: d.time(1, 2, 3, 4),
        lambda: d.timezone(d.timedelta(hours=23)), lambda: d.datetime.max, lambda: d.timedelta.max, lambda: d.date.min,
        lambda: _decimal.Decimal('1.5'), lambda: _decimal.Decimal('sNaN123'), lambda: _decimal.Decimal('-Inf'), lambda: _decimal.Decimal('1e999999'),
        lambda: _decimal.Context(prec=3, traps=[]), lambda: _decimal.getcontext(), lambda: _functools.partial(int, base=3),
        lambda: _functools.cmp_to_key(lambda a, b: 0)(1), lambda: _functools.lru_cache(2)(lambda *a: a) if hasattr(_functools, 'lru_cache') else None,
        text, buffered, lambda: _io.StringIO('a\nb'), lambda: _io.BytesIO(b'abc'), lambda: _io.BytesIO(b'abc').getbuffer(),
        lambda: _io.BufferedWriter(_io.BytesIO(), 3), lambda: _io.BufferedRandom(_io.BytesIO(b'xyz'), 3), lambda: _io.IncrementalNewlineDecoder(None, True),
        lambda: _lsprof.Profiler(), lambda: _pickle.Pickler(_io.BytesIO(), 5), unp, q, sock, pair, lambda: re.compile('(a)(?P<n>b)?'), lambda: re.match('(a)(?P<n>b)?', 'ac'),
        lambda: re.compile(b'x*').scanner(b'xxy'), lambda: _struct.Struct('<hP' if 0 else '<hq'), lambda: _struct.Struct('bb').iter_unpack(b'abcd'),
        lambda: _bz2.BZ2Compressor(), lambda: _bz2.BZ2Decompressor(), lambda: _lzma.LZMACompressor(), lambda: _lzma.LZMADecompressor(), lambda: _zstd.ZstdCompressor(), half,
        lambda: zlib.compressobj(), zipped, lambda: _hashlib.new('sha256', b'x'), lambda: _hmac.new(b'k', b'm', 'sha1'), lambda: _random.Random(3), lambda: _symtable.symtable('def f(x): y = x', 'a', 'exec'),
        lambda: _collections.deque([1, 2], 3), lambda: _collections.defaultdict(list, {1: [2]}), lambda: array.array('i', [1, 2, 3]), lambda: array.array('w', 'aé'), lambda: iter(array.array('d', [1.5])),
        mapped, closed, pyexpat.ParserCreate, parsed, select.epoll, select.poll, lambda: types.SimpleNamespace(a=1), lambda: types.MappingProxyType({'a': 1}), lambda: unicodedata.ucd_3_2_0,
        lambda: _elementtree.Element('a', {'b': 'c'}), grown, lambda: grown().iter(), lambda: _elementtree.TreeBuilder(insert_comments=True), _elementtree.XMLParser, begun,
        lambda: _tokenize.TokenizerIter(iter(['a = 1\n', '']).__next__, extra_tokens=False), lambda: _operator.itemgetter(1, 2), lambda: _operator.attrgetter('a.b'), lambda: _operator.methodcaller('a', b=1),
        lambda: _thread.RLock(), lambda: _thread._local(), lambda: _md5.md5(b'a'), lambda: _sha3.shake_128(b'a'), lambda: _blake2.blake2b(b'a', digest_size=5), lambda: _weakref.ref(Bad), lambda: _weakref.proxy(Mut([1])),
        lambda: itertools.tee([1, 2, 3])[1], lambda: itertools.groupby([1, 1, 2]), lambda: itertools.product([1, 2], repeat=2), cycled, lambda: itertools.zip_longest([1], 'ab'), lambda: itertools.permutations([1, 2, 3]),
        lambda: memoryview(array.array('i', [1, 2, 3, 4])).cast('B').cast('h', [2, 4]), lambda: memoryview(b'abcdef')[::-2], lambda: t'{1!r:x}', lambda: type.__dict__['__dict__'], lambda: int.__add__, lambda: [].append,
        lambda: coro(), lambda: agen(), lambda: agen().asend(None), lambda: coro().__await__(), lambda: super(SubInt, SubInt(1)), lambda: sys.implementation, lambda: sys.flags, lambda: iter(int, 1),
    ]
async def agen():
    yield 1
instances = instances()
def mk():
    if not rnd(3):
        # What was called before may have changed what these need, such as the longest field of a csv file.
        try: return instances[rnd(len(instances))]()
        except Exception: return None
    k = rnd(92)
    if k == 0: return 0
    if k == 1: return -1
    if k == 2: return 1 << (rnd(12) if rnd(3) else rnd(70))
    if k == 3: return -(1 << (rnd(12) if rnd(3) else rnd(70)))
    if k == 4: return (1 << 63) - 1
    if k == 5: return -(1 << 63)
    if k == 6: return 1 << 200
    if k == 7: return 1.5
    if k == 8: return float('nan')
    if k == 9: return float('inf')
    if k == 10: return 1e-320
    if k == 11: return ''
    if k == 12: return 'abc'
    if k == 13: return '\ud800é漢😀'
    if k == 14: return 'a' * 600
    if k == 15: return b''
    if k == 16: return b'ab\xff'
    if k == 17: return bytearray(b'hello')
    if k == 18: return memoryview(bytearray(b'hello'))
    if k == 19:
        m = memoryview(b'x'); m.release(); return m
    if k == 20: return []
    if k == 21:
        l = [1]; l.append(l); return l
    if k == 22: return [3, 1, 2]
    if k == 23: return ()
    if k == 24: return (1, 'a', 2.0)
    if k == 25: return {}
    if k == 26: return {'a': 1, 2: 'b'}
    if k == 27: return {1, 2}
    if k == 28: return frozenset([1])
    if k == 29: return range(5)
    if k == 30: return range(-(1 << 70), 1 << 70, 1 << 68)
    if k == 31: return slice(None, None, -1)
    if k == 32: return slice(1 << 70, -5, 2)
    if k == 33: return None
    if k == 34: return True
    if k == 35: return ...
    if k == 36: return NotImplemented
    if k == 37: return object()
    if k == 38: return Bad()
    if k == 39: return Idx(rnd(5) - 2)
    if k == 40: return Idx(1 << 65)
    if k == 41: return SubInt(5)
    if k == 42: return SubStr('sub')
    if k == 43: return SubList([1, 2])
    if k == 44: return SubDict(a=1)
    if k == 45: return SubTuple((1, 2))
    if k == 46: return SubBytes(b'sb')
    if k == 47: return SubFloat(2.5)
    if k == 48: return SubSet([1])
    if k == 49: return gen()
    if k == 50:
        g = gen(); next(g); return g
    if k == 51:
        g = gen(); g.close(); return g
    if k == 52: return iter([1, 2])
    if k == 53: return iter({1: 2}.items())
    if k == 54: return iter(())
    if k == 55: return lambda *a, **k: a
    if k == 56: return int
    if k == 57: return type
    if k == 58: return WithMeta
    if k == 59: return WithMeta()
    if k == 60: return Slots()
    if k == 61: return SubExc('x', 1)
    if k == 62: return OSError(2, 'x', 'f')
    if k == 63: return ExceptionGroup('g', [ValueError(1)])
    if k == 64: return tb()
    if k == 65: return sys._getframe()
    if k == 66: return gen.__code__
    if k == 67: return (lambda: 1).__get__(5)
    if k == 68: return property(lambda s: 1)
    if k == 69: return 1 + 2j
    if k == 70: return list[int]
    if k == 71: return int | str
    if k == 72: return raising()
    if k == 73: return {1: 2}.keys()
    if k == 74:
        l = [1, 2, 3]; l.append(Mut(l)); return l
    if k == 75:
        d = {}; d[Mut(d)] = 1; d[1] = Mut(d); return d
    if k == 76: return Buf(bytearray(b'abcdefgh'))
    if k == 77:
        l = [1, 2]; l.append(Hint(l)); return l
    if k == 78: return Hint([1])
    if k == 79:
        d = {1: 2}; d[3] = Last(d); return d
    if k == 80:
        l = [1]; l.append(Last(l)); return l
    if k == 81: return memoryview(Buf(bytearray(b'12345678')))
    if k >= 82 and k < 88: return Int()
    if k == 88: return 1 << rnd(34)
    if k == 89: return 'a.b:c/%s {} %d'
    if k == 90: return ('utf-8', 'r', 'strict', 'little', '<i', 'd', 'w+', 'NFC', '__class__', 'surrogatepass', 'utf-16', 'sha256')[rnd(12)]
    if k == 91: return [mk() for _ in range(rnd(4))]
skip = {'FileIO','open','fdopen','closerange','ftruncate','set_wakeup_fd','alarm','pthread_kill','raise_signal','setitimer','signal','pthread_sigmask','sigwait','sigwaitinfo','sigtimedwait','pause','_exit','open_code','waitpid','wait','wait4','killpg','dup','pread','preadv','_io.open','poll','select','stack_size','set_inheritable','set_blocking','umask','TextIOWrapper','__init__','posix_fallocate','fcntl','login_tty','sendfile','pwrite','pwritev','writev','readv','copy_file_range','lockf','tcsetpgrp','setsid','setuid','setgid','chroot','setpriority','nice','sched_setaffinity','fchdir','pathconf','fpathconf','vfork','execve','posix_spawn','posix_spawnp','system','putenv','unsetenv','fchmod','fchown','chmod','chown','lchown','daemon_threads_allowed','start_joinable_thread','start_new','_shutdown','allocate_lock','join','get_native_id','input','exit','quit','_exit','abort','sleep','settrace','setrecursionlimit','_clear','breakpoint','getline','exec','eval','print','help','setswitchinterval','lock','acquire','acquire_lock','start_new_thread','interrupt_main', 'cycle', 'count', 'repeat', 'license', 'collect','fork','kill','read','execv','write', 'close', 'dup2', 'stdout', 'stderr', 'displayhook', 'excepthook','chdir','__stdout__','__stderr__', 'get_objects', 'get_referrers','freeze',
        'clock_settime', 'clock_settime_ns', 'setrlimit', 'prlimit', 'sethostname', 'gethostbyname', 'gethostbyname_ex', 'gethostbyaddr', 'getaddrinfo', 'getnameinfo',
        'forkpty', 'setresuid', 'setreuid', 'seteuid', 'setegid', 'setresgid', 'setregid', 'setgroups', 'initgroups', 'setpgid', 'unshare', 'setns', 'sched_setscheduler',
        'sched_setparam', 'eventfd_read', 'splice', 'setprofile', 'addaudithook', '_setprofileallthreads', '_settraceallthreads', 'mount', 'unlockpt', 'pidfd_send_signal', 'connect', 'connect_ex',
        'bind', 'SimpleQueue.get', 'tcflow', 'tcsetattr', 'enable', 'getpass', 'set_threshold', 'set_debug', 'disable', '_debugmallocstats', 'activate_stack_trampoline', 'setdefaulttimeout', 'remote_exec', '_dump_tracelets', '_get_cpu_count_config', 'setlocale', 'set_int_max_str_digits'}
fns = []
seen = set()
for m in mods:
    for n in dir(m):
        if n in skip: continue
        v = getattr(m, n)
        if isinstance(v, type):
            if id(v) in seen: continue
            seen.add(id(v)); fns.append((n, v))
        elif callable(v): fns.append((n, v))
def allsub(c):
    for s in type.__subclasses__(c):
        if id(s) not in seen:
            seen.add(id(s)); fns.append((s.__name__, s)); allsub(s)
allsub(object)
types = [v for n, v in fns if isinstance(v, type) and v.__module__ != '__main__']
for t in types:
    for n, v in list(t.__dict__.items()):
        if n in skip or t.__name__ + '.' + n in skip or n in ('__subclasses__', '__abstractmethods__'): continue
        if hasattr(v, '__call__') or hasattr(v, '__get__'): fns.append((t.__name__ + '.' + n, v))
kinds = {}
bad = 0
def consume(r):
    try: it = iter(r)
    except BaseException: return
    for _ in range(5):
        try: next(it)
        except BaseException: return
for i in range(N):
    n, f = fns[rnd(len(fns))]
    args = [mk() for _ in range(rnd(4))]
    mode = rnd(10)
    if VERB: sys.stderr.write('%d %s mode%d %s\n' % (i, n, mode, [type(a).__name__ for a in args])); sys.stderr.flush()
    try:
        if isinstance(f, type) and f.__module__ == 'builtins' and n in ('str','bytes','bytearray','list','tuple','range') and 0: pass
        if mode < 7 or not args:
            if hasattr(f, '__call__'): r = f(*args)
            else: r = f.__get__(*args)
        elif mode == 7: r = f.__get__(args[0], type(args[0]))(*args[1:]) if hasattr(f, '__get__') else f(*args)
        elif mode == 8: r = f(*args[:-1], **{('key','start','x','sep','default','initial','encoding','a')[rnd(8)]: args[-1]})
        else:
            o = args[0]; names = dir(o); r = getattr(o, names[rnd(len(names))])
            if names and callable(r) and getattr(r, '__name__', '') not in skip: r = r(*args[1:])
        if type(r) is not int: consume(r)
        if rnd(3) == 0: repr(r)[:10] if not isinstance(r, (int, str, bytes, list, range, tuple, bytearray)) else 0
    except MemoryError: pass
    except SystemError as e:
        print('SYSTEMERROR', n, [type(a).__name__ for a in args], str(e)[:200]); bad += 1
    except SystemExit: pass
    except BaseException as e:
        pass
print('done', N, len(fns), bad)
