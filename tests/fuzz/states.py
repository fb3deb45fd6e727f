"""Gives objects states that were mangled, and reads binary files and compiled patterns that were.

  states.py SEED ROUNDS [v]

What cannot be taken is told of by an exception that is no SystemError; what was taken can be used.
"""
import _codecs, _pickle, _random, _sre, array, codecs, collections, copy, copyreg, csv, ctypes.util, datetime, decimal, fractions, functools, gettext, io, ipaddress, itertools, json, marshal, operator, os, pickle, random, re, sqlite3, ssl, struct, sys, tempfile, time, tokenize, types, uuid, warnings, weakref, zipimport, zlib, zoneinfo
import re._compiler as sre_compiler
import xml.etree.ElementTree as ET, xml.parsers.expat as expat
warnings.simplefilter('ignore')
seed, rounds, verbose = int(sys.argv[1]), int(sys.argv[2]), len(sys.argv) > 3
random.seed(seed)
BIG = [0, 1, -1, 2, 3, 7, 8, 63, 64, 127, 128, 255, 256, 65535, 65536, 0x10ffff, 0x110000, 1 << 31, (1 << 31) - 1, -(1 << 31), 1 << 32, (1 << 32) - 1, (1 << 61), (1 << 62) - 1, (1 << 63) - 1, 1 << 63, -(1 << 63), 1 << 64, (1 << 64) - 1, 10**30, -10**30]
class Index:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
class Text(str): pass
class Pair(tuple): pass
def junk(deep=2):
    k = random.randrange(16)
    if k < 5: return random.choice(BIG)
    if k == 5: return random.choice((1.5, float('nan'), float('inf'), -0.0, 1e300))
    if k == 6: return random.choice(('', 'a', '\0', 'é\ud800', 'x' * 300, Text('b')))
    if k == 7: return random.choice((b'', b'a', bytes(300), bytearray(b'x'), b'\xff' * 9))
    if k == 8: return random.choice((None, True, False, ..., NotImplemented))
    if k == 9: return random.choice((int, str, list, dict, type, object, len, Index, lambda *a: a, iter))
    if k == 10: return Index(random.choice(BIG))
    if k == 11 or not deep: return ()
    if k == 12: return tuple(junk(deep - 1) for _ in range(random.randrange(5)))
    if k == 13: return [junk(deep - 1) for _ in range(random.randrange(5))]
    if k == 14: return {random.choice(('a', 1, None)): junk(deep - 1) for _ in range(random.randrange(4))}
    return Pair(junk(deep - 1) for _ in range(random.randrange(5)))
def mangled(state, deep=3):
    """The same, but for something in it."""
    if not deep or not random.randrange(6): return junk()
    if isinstance(state, (tuple, list)) and type(state) in (tuple, list) and state:
        items = list(state); at = random.randrange(len(items)); k = random.randrange(8)
        if k < 5: items[at] = mangled(items[at], deep - 1)
        elif k == 5: del items[at:at + random.choice((1, 1, 5))]
        elif k == 6: items.insert(at, junk())
        else: items *= 2
        return type(state)(items)
    if type(state) is dict and state:
        items = dict(state); k = random.choice(list(items))
        if random.randrange(4): items[k] = mangled(items[k], deep - 1)
        else: items[random.choice(('a', 1, None))] = items.pop(k)
        return items
    if type(state) is int and random.randrange(2): return state + random.choice((-1, 1, 1 << 31, 1 << 63, -(1 << 63), random.randrange(256)))
    if type(state) is bytes and state and random.randrange(3): return mangle(state)
    return junk()
def mangle(data):
    data = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8, 25))):
        if not data: break
        k = random.randrange(8); at = random.randrange(len(data)); other = random.randrange(len(data))
        if k < 2: data[at] = random.randrange(256)
        elif k == 2: data[at] ^= 1 << random.randrange(8)
        elif k == 3: del data[at:at + random.choice((1, 1, 2, 5, 50))]
        elif k == 4: data[at:at] = data[other:other + random.randrange(30)]
        elif k == 5: data[at:at + 4] = random.choice((b'\xff\xff\xff\xff', b'\xff\xff\xff\x7f', b'\0\0\0\0', b'\0\0\0\x80', b'\x7f\xff\xff\xff', b'\x80\0\0\0'))
        elif k == 6: data[at:at + 8] = random.choice((b'\xff' * 8, b'\x7f' + b'\xff' * 7, b'\x80' + bytes(7), bytes(7) + b'\x80', bytes(8)))
        else: data[at], data[other] = data[other], data[at]
    return bytes(data)
LEAVE_OUT = {'__init_subclass__', '__subclasshook__', '__class__', '__reduce__', '__reduce_ex__', '__setstate__', '__new__', '__getattribute__', '__setattr__', '__delattr__',
    # These wait, or look for an item where there may be none, without end.
    '__enter__', '__contains__', 'acquire_lock', 'get', 'put', 'select', 'poll', 'accept', 'recv', 'sigwait', 'count', 'index', '_randbelow_with_getrandbits', '_randbelow_without_getrandbits', '_randbelow'}
def step(value):
    """Looks at a few items, if there are some."""
    for _ in zip(range(5), value): pass
PLAIN = [repr, str, hash, bool, len, step, lambda o: o == o, lambda o: o < o, copy.copy, lambda o: copy.deepcopy(o), lambda o: pickle.dumps(o, random.randrange(6)), next, lambda o: o(1), lambda o: o + o, lambda o: o[0], lambda o: o[-1:], sys.getsizeof, format, float, int, abs, iter, vars, lambda o: o | o, lambda o: o ** 2, memoryview]
def use(value):
    for f in random.sample(PLAIN, 8): attempt(f, value)
    names = [n for n in dir(type(value)) if n not in LEAVE_OUT]
    for n in random.sample(names, min(len(names), 6)):
        try: method = getattr(value, n)
        except SystemError: raise
        except Exception: continue
        if callable(method) and n not in ('wait', 'acquire'):
            for _ in range(2): attempt(method, *[random.choice((value, junk(0), 1, 'a', b'ab')) for _ in range(random.randrange(3))])
def attempt(f, *arguments):
    try: return f(*arguments)
    except (SystemError, MemoryError, TimeoutError): raise
    except Exception: pass
class Plain: x = 1
class Slotted:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
def generator():
    yield 1
element = ET.fromstring('<a x="1">t<b/>u<c y="2">v</c></a>')
used = iter([1, 2, 3]); next(used)
OBJECTS = [lambda: iter([1, 2, 3]), lambda: iter((1, 2)), lambda: iter('abc'), lambda: iter('é漢'), lambda: iter(b'abc'), lambda: iter(bytearray(b'abc')), lambda: iter(range(9)), lambda: iter(range(10**30, 10**31)), lambda: reversed([1, 2]), lambda: reversed((1, 2)), lambda: reversed(range(4)), lambda: used,
    lambda: iter({1: 2}), lambda: iter({1, 2}), lambda: iter({1: 2}.items()), lambda: reversed({1: 2}), lambda: enumerate('ab'), lambda: enumerate('ab', 1 << 70), lambda: zip('ab', 'cd', strict=True), lambda: map(len, ['a'], strict=True), lambda: filter(None, [1]), lambda: iter(array.array('i', [1, 2, 3])), lambda: array.array('d', [1, 2]), lambda: array.array('u', 'ab'),
    lambda: iter(collections.deque([1, 2])), lambda: reversed(collections.deque([1])), lambda: collections.deque([1, 2], 3), lambda: collections.OrderedDict(a=1, b=2), lambda: iter(collections.OrderedDict(a=1)), lambda: collections.defaultdict(list, a=[1]), lambda: collections.Counter('aab'), lambda: iter(Plain, 1), lambda: itertools.count(5), lambda: itertools.cycle('ab'), lambda: itertools.chain('ab', 'cd'),
    lambda: functools.partial(int, '5', base=7), lambda: functools.partial(len, functools.Placeholder, 1) if hasattr(functools, 'Placeholder') else functools.partial(len), lambda: operator.itemgetter(1, 2), lambda: operator.attrgetter('a.b', 'c'), lambda: operator.methodcaller('f', 1, a=2),
    lambda: datetime.datetime(2000, 1, 2, 3, 4, 5, 6, datetime.timezone.utc, fold=1), lambda: datetime.date(2000, 1, 2), lambda: datetime.time(1, 2, 3, 4), lambda: datetime.timedelta(1, 2, 3), lambda: datetime.timezone(datetime.timedelta(hours=1), 'x'), lambda: zoneinfo.ZoneInfo.from_file(io.BytesIO(ZONE), 'k'),
    lambda: decimal.Decimal('-1.5E+7'), lambda: decimal.Context(prec=5), lambda: fractions.Fraction(1, 3), lambda: complex(1, 2), lambda: range(3), lambda: slice(1, 2), lambda: random.Random(1), lambda: _random.Random(1), lambda: re.compile('(a)(?P<b>b)*'), lambda: re.match('(a)', 'a'), lambda: uuid.UUID(int=5), lambda: ipaddress.ip_network('10.0.0.0/8'),
    lambda: ValueError('a', 1), lambda: OSError(2, 'a', 'b'), lambda: UnicodeDecodeError('utf-8', b'abc', 0, 1, 'x'), lambda: UnicodeEncodeError('utf-8', 'abc', 0, 1, 'x'), lambda: SyntaxError('m', ('f', 1, 2, 't', 3, 4)), lambda: StopIteration(1), lambda: ExceptionGroup('a', [ValueError(1)]), lambda: ImportError('a', name='b'), lambda: AttributeError('a', name='b', obj=1), lambda: KeyError(1),
    lambda: io.BytesIO(b'abc'), lambda: io.StringIO('a\r\nb', newline=None), lambda: copy.copy(element), lambda: element.iter(), lambda: ET.Element('a'), lambda: struct.Struct('<i3s'), lambda: types.SimpleNamespace(a=1), lambda: {1, 2}, lambda: frozenset('ab'), lambda: bytearray(b'abc'), lambda: b'abc', lambda: 'abc', lambda: (1, 2), lambda: [1], lambda: {'a': 1}, lambda: 5, lambda: 1 << 90, lambda: 1.5,
    Plain, Slotted, lambda: list[int], lambda: int | str, lambda: types.GenericAlias(dict, (int, str)), lambda: os.stat_result(range(19)), lambda: time.localtime(0), lambda: os.terminal_size((1, 2)), lambda: sys.flags, lambda: weakref.WeakValueDictionary(), lambda: memoryview(b'abcd').cast('H'), lambda: csv.Dialect, lambda: zlib.compressobj(), lambda: json.JSONEncoder(), lambda: itertools.islice('abc', 2), lambda: itertools.groupby('aab'),
    lambda: itertools.product('ab', repeat=2), lambda: itertools.permutations('abc', 2), lambda: itertools.combinations('abc', 2), lambda: itertools.combinations_with_replacement('ab', 2), lambda: itertools.accumulate([1, 2]), lambda: itertools.zip_longest('a', 'bc'), lambda: itertools.tee('ab')[0], lambda: itertools.compress('ab', [1, 0]), lambda: itertools.takewhile(bool, 'a'), lambda: itertools.pairwise('abc'), lambda: itertools.batched('abc', 2), lambda: itertools.starmap(pow, [(1, 2)]), lambda: generator()]
def zone():
    """A TZif file of version 2."""
    def part(form):
        times, kinds = [-1 << 30, 0, 1 << 30], [(3600, 0, 0), (7200, 1, 4)]
        head = struct.pack('>4sc15x6l', b'TZif', b'2', 2, 2, 1, len(times), len(kinds), 8)
        leap = struct.pack('>' + form + 'l', 78796800, 1)
        return head + struct.pack('>3' + form, *times) + bytes([0, 1, 0]) + b''.join(struct.pack('>lbb', *k) for k in kinds) + b'CET\0DST\0' + leap + bytes(4)
    return part('l') + part('q') + b'\nCET-1CEST,M3.5.0,M10.5.0/3\n'
ZONE = zone()
ZONES = [ZONE, ZONE.replace(b'M3.5.0', b'J60/-99'), ZONE.replace(b'CET-1CEST', b'<+03>-3:30<x>')]
def catalog():
    ids, texts = [b'', b'a', b'b\0bs', b'c\x04d'], [b'Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n%10==1 ? 0 : n>1||n<5);\n', b'x', b'y\0z', b'w']
    at = 28 + 16 * len(ids); tables, rest = [], b''
    for group in (ids, texts):
        for s in group: tables.append(struct.pack('<2I', len(s), at + len(rest))); rest += s + b'\0'
    return struct.pack('<7I', 0x950412de, 0, len(ids), 28, 28 + 8 * len(ids), 0, 0) + b''.join(tables) + rest
CATALOG = catalog()
def database():
    c = sqlite3.connect(':memory:', autocommit=True); c.executescript("pragma page_size=512; create table a(x integer primary key, y text unique, z blob); create index i on a(z); create table b(p, q, primary key(p)) without rowid; create view v as select * from a; create trigger t after insert on b begin delete from a where x=1; end;")
    c.executemany('insert into a values(?,?,?)', [(i, str(i) * 9, bytes(i * 3)) for i in range(60)]); c.executemany('insert into b values(?,?)', [(i, 1.5) for i in range(20)])
    try: c.executescript("create virtual table f using fts5(d); insert into f values('one two three'); create virtual table r using rtree(id, l, h); insert into r values(1, 2, 3)")
    except sqlite3.Error: pass
    return c.serialize()
DATABASE = database()
CERTIFICATE = ssl.DER_cert_to_PEM_cert(bytes.fromhex('3082010a3081b1a003020102020101300a06082a8648ce3d040302300c310a300806035504030c0178301e170d3230303130313030303030305a170d3330303130313030303030305a300c310a300806035504030c01783059301306072a8648ce3d020106082a8648ce3d03010703420004') + bytes(range(64)) + bytes.fromhex('300a06082a8648ce3d04030203480030450220') + bytes(range(1, 33)) + b'\x02\x21\0' + bytes(range(128, 160))).encode()
KEY = b'-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAAECAwQFBgcICQoLDA0ODw==\n-----END PRIVATE KEY-----\n'
PATTERNS = ['(a|b)*?c', '(?P<n>x+)(?P=n)', '(?<=ab)c(?!d)', '[^a-z\\d]{2,5}', '(?i:é|ß)+\\b', '(?>a+)b', 'a*+b', '(a)?(?(1)b|c)', '^(?s:.)*$', '(?:(?:a{1,3}){2})+', '[\u4e00-\u9fff\U0001f600-\U0001f64f]', '(?i)[a-cé]\\w\\s', 'abc.*?def', '(?<!a|b)c(?=d)', '\\A.\\B\\Z']
TEXTS = ['', 'aabbcc', 'xxxx', 'abcabcdef' * 5, 'éÉßſK', '漢字😀', 'a\nb\n', b'aabbcc', bytes(range(256)), array.array('B', b'aab')]
MULTIBYTE = 'big5 big5hkscs cp932 cp949 cp950 euc_jis_2004 euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk hz iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr johab shift_jis shift_jis_2004 shift_jisx0213'.split()
CODECS = MULTIBYTE + 'utf-8 utf-8-sig utf-16 utf-16-le utf-32 utf-32-be utf-7 unicode-escape raw-unicode-escape punycode idna ascii cp1252 charmap base64 hex quopri uu zlib bz2 rot13'.split()
ERRORS = ['strict', 'ignore', 'replace', 'backslashreplace', 'surrogateescape', 'surrogatepass', 'xmlcharrefreplace', 'namereplace']

def states():
    make = random.choice(OBJECTS); value = make()
    parts = value.__reduce_ex__(random.choice((2, 4, 4, 5)))
    if not isinstance(parts, tuple): return
    parts = list(parts) + [None] * (6 - len(parts)); which = random.randrange(3)
    if which == 0 or parts[2] is None:
        if not isinstance(parts[0], type) and parts[0] not in (copyreg.__newobj__, copyreg._reconstructor, array._array_reconstructor, iter, reversed): made = parts[0](*parts[1])
        else: made = attempt(parts[0], *mangled(parts[1]))
    elif which == 1 or not hasattr(value, '__setstate__'): made = parts[0](*parts[1])
    else: made = attempt(type(value).__new__, type(value)) or value
    if hasattr(made, '__setstate__'):
        for _ in range(random.randrange(1, 4)):
            attempt(made.__setstate__, mangled(parts[2]))
            if not random.randrange(3): use(made)
    use(made)
def unmade():
    """An object that was not initialised."""
    value = random.choice(OBJECTS)(); class_ = type(value)
    if not random.randrange(3): class_ = random.choice([c for c in gc_classes if c.__flags__ & (1 << 10) or True])
    made = attempt(class_.__new__, class_)
    if made is not None: use(made)
gc_classes = [c for m in ('_io', '_pickle', '_csv', '_struct', '_elementtree', '_sqlite3', '_ssl', '_zstd', '_lzma', '_bz2', '_socket', '_queue', '_json', '_decimal', '_datetime', '_zoneinfo', '_collections', '_functools', '_operator', '_asyncio', '_contextvars', '_tokenize', '_blake2', '_random', 'itertools', 'array', 'pyexpat', 'select', 'zlib', 'mmap', '_multibytecodec', '_thread', '_weakref', 'unicodedata', 'types', '_interpreters', '_interpchannels', '_interpqueues', '_hashlib', '_hmac', '_sre', '_types', '_typing', 'builtins') for c in vars(attempt(__import__, m) or types).values() if isinstance(c, type)]
def patterns():
    source = random.choice(PATTERNS); binary = not random.randrange(4)
    if binary: source = source.encode('latin-1', 'ignore')
    parsed = sre_compiler._parser.parse(source, 0); flags = parsed.state.flags
    code = sre_compiler._code(parsed, flags)
    for _ in range(random.choice((1, 1, 2, 4))):
        k, at = random.randrange(7), random.randrange(len(code))
        if k < 3: code[at] = random.choice((random.randrange(48), random.choice(code), code[at] + 1, code[at] - 1, random.choice(BIG)))
        elif k == 3: del code[at:at + random.randrange(1, 4)]
        elif k == 4: code[at:at] = code[random.randrange(len(code)):][:random.randrange(6)]
        elif k == 5: other = random.randrange(len(code)); code[at], code[other] = code[other], code[at]
        else: code[at] = junk(0)
    groups = random.choice((parsed.state.groups - 1, parsed.state.groups - 1, random.choice(BIG)))
    names = parsed.state.groupdict if random.randrange(4) else junk()
    pattern = _sre.compile(source if random.randrange(5) else junk(0), random.choice((flags, flags, random.choice(BIG))), code, groups, names, tuple([None] * parsed.state.groups) if random.randrange(4) else junk())
    for text in random.sample(TEXTS, 3):
        for name in ('match', 'search', 'fullmatch', 'findall', 'split'):
            found = attempt(getattr(pattern, name), text)
            if hasattr(found, 'regs'): use(found)
        attempt(pattern.sub, random.choice(('x', '\\1', b'y', r'\g<n>', lambda m: m.group())), text); attempt(lambda: list(zip(range(20), pattern.finditer(text)))); attempt(lambda: pattern.scanner(text, *random.choices(BIG, k=2)).search()); attempt(_sre.template, pattern, [junk() for _ in range(3)])
    use(pattern)
def coders():
    name, errors = random.choice(CODECS), random.choice(ERRORS)
    info = codecs.lookup(name); data = mangle('é漢字あ한😀a~{}\x1b$B'.encode(name, 'ignore') if info._is_text_encoding else b'abc' * 9) + random.choice((b'', b'\x1b$B!', b'~{', b'\x0e', b'\x1b(', b'\x8e\xa1', b'\x81'))
    if random.randrange(2):
        decoder = info.incrementaldecoder(errors)
        for i in range(0, len(data), 2):
            attempt(decoder.decode, data[i:i + 2], not random.randrange(9)); state = decoder.getstate()
            if not random.randrange(3): attempt(decoder.setstate, mangled(state))
        attempt(decoder.decode, data, True); use(decoder)
        reader = info.streamreader(io.BytesIO(data), errors)
        for n in (1, -1, 2, 10**9, 0): attempt(reader.read, n); attempt(reader.readline, n)
    else:
        encoder = info.incrementalencoder(errors); text = data.decode('utf-16-le', 'ignore') + 'あ漢か゚'
        for i in range(0, len(text), 2):
            attempt(encoder.encode, text[i:i + 2], not random.randrange(9)); state = encoder.getstate()
            if not random.randrange(3): attempt(encoder.setstate, mangled(state) if random.randrange(2) else random.getrandbits(72))
        attempt(encoder.encode, text, True); use(encoder)
def streams():
    k = random.randrange(5)
    if k == 0:
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder('utf-8')() if random.randrange(2) else None, random.randrange(2))
        for _ in range(4): attempt(decoder.setstate, random.choice((junk(), (b'', random.choice(BIG))))); attempt(decoder.decode, random.choice(('a\r', b'b\r', '\n')))
        use(decoder)
    elif k == 1:
        f = io.TextIOWrapper(io.BytesIO(mangle('é\r\nb漢\r' .encode('utf-16'))), random.choice(('utf-16', 'utf-8', 'utf-7', 'iso2022_jp')), 'replace', random.choice((None, '', '\r', '\n')))
        for _ in range(6): attempt(f.read, random.choice(BIG)); attempt(f.seek, random.choice((random.getrandbits(random.randrange(1, 260)), random.choice(BIG))), random.choice((0, 0, 1, 2))); attempt(f.tell); attempt(f.readline, random.choice(BIG)); attempt(f.write, 'x'); attempt(f.truncate, random.choice(BIG[:20]))
    elif k == 2:
        f = random.choice((io.BytesIO, io.StringIO))(); attempt(f.__setstate__, mangled(f.__getstate__())); use(f)
    elif k == 3:
        f = random.choice((io.BufferedRandom, io.BufferedReader, io.BufferedWriter))(io.BytesIO(b'abc' * 50), random.choice((1, 2, 7, 100)))
        for _ in range(12): attempt(getattr(f, random.choice(('read', 'read1', 'peek', 'seek', 'truncate', 'readline', 'readinto', 'write', 'flush', 'tell', 'readlines'))), *random.choices((0, 1, -1, 2, 50, 1 << 20, b'ab', bytearray(9), (1 << 63) - 1, -(1 << 63), 1 << 63), k=random.randrange(2)))
    else:
        p = random.choice((_pickle.Pickler, _pickle.Unpickler))(io.BytesIO(pickle.dumps([[1], (2, 'a')])))
        attempt(setattr, p, 'memo', random.choice((junk(), {random.choice(BIG): junk(), junk(0): (random.choice(BIG), junk())}))); attempt(p.load if hasattr(p, 'load') else p.dump, *([] if hasattr(p, 'load') else [[junk()]])); use(p.memo)
def shuffled():
    r = random.choice((_random.Random, random.Random))(1); state = r.getstate()
    if random.randrange(2): state = list(state); state[-1 if len(state) > 5 else 1] = random.choice(BIG); state = tuple(state)
    else: state = mangled(state)
    attempt(r.setstate, state); r.random(); r.getrandbits(99); use(r)
def databases():
    c = sqlite3.connect(':memory:', autocommit=True)
    try:
        attempt(c.deserialize, mangle(DATABASE)); attempt(c.execute, 'pragma cell_size_check=1') if random.randrange(2) else None
        for q in random.sample(('pragma integrity_check', 'select * from a order by z', 'select * from v where y > 5', "insert into a values(100, 'a', 'b')", 'delete from a where x < 30', 'vacuum', "select * from f where f match 'two'", 'select * from r where l > 1', 'insert into b values(30, 1)', 'drop table a', 'reindex', 'analyze', 'update a set z = zeroblob(600)', 'select group_concat(y) from a', 'alter table a add w', 'select * from sqlite_schema'), 6): attempt(lambda: list(zip(range(200), c.execute(q))))
        blob = attempt(c.blobopen, 'a', 'z', random.choice((1, 5, 59)))
        if blob is not None: attempt(blob.read); attempt(blob.write, b'abc'); attempt(lambda: blob[random.choice(BIG)]); blob.close()
        attempt(c.serialize); attempt(lambda: list(c.iterdump()))
    finally: c.close()
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
SERVER = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
def written(data):
    with open(NAME, 'wb') as f: f.write(data)
    return NAME
def certificates():
    der = ssl.PEM_cert_to_DER_cert(CERTIFICATE.decode()); k = random.randrange(5)
    if k == 0: CONTEXT.load_verify_locations(cadata=mangle(der)); use(CONTEXT.get_ca_certs())
    elif k == 1: CONTEXT.load_verify_locations(cadata=mangle(CERTIFICATE).decode('latin-1'))
    elif k == 2: SERVER.load_cert_chain(written(mangle(CERTIFICATE + KEY)), password=b'x')
    elif k == 3: ssl._ssl._test_decode_cert(written(mangle(CERTIFICATE)))
    else:
        into, out = ssl.MemoryBIO(), ssl.MemoryBIO(); side = random.randrange(2)
        o = (SERVER if side else CONTEXT).wrap_bio(into, out, side, None if side else 'a.b')
        attempt(o.do_handshake); into.write(mangle(out.read() or b'\x16\x03\x01\0\x20\x01\0\0\x1c\x03\x03' + bytes(range(40))))
        for _ in range(3): attempt(o.do_handshake); attempt(o.read, 5); attempt(o.write, b'x'); into.write(os.urandom(0) + mangle(b'\x17\x03\x03\0\x10' + bytes(16)))
        use(o)
def zones():
    z = random.choice((zoneinfo.ZoneInfo, zoneinfo._zoneinfo.ZoneInfo if hasattr(zoneinfo, '_zoneinfo') else zoneinfo.ZoneInfo)).from_file(io.BytesIO(mangle(random.choice(ZONES))))
    for year in (1, 1900, 1970, 2004, 2037, 2500, 9999):
        for fold in (0, 1):
            d = datetime.datetime(year, random.randrange(1, 13), random.randrange(1, 29), 2, 30, tzinfo=z, fold=fold)
            for f in (d.utcoffset, d.dst, d.tzname, lambda: d.astimezone(datetime.timezone.utc), lambda: z.fromutc(d)): attempt(f)
    use(z)
def catalogs():
    t = gettext.GNUTranslations(io.BytesIO(mangle(CATALOG))); t.gettext('a'); attempt(t.ngettext, 'b', 'bs', random.choice(BIG)); attempt(t.pgettext, 'c', 'd')
def modules():
    code = compile('def f(a):\n  try: return [a for a in (1, 2)]\n  finally: a = 1\nx = f(1)', 'm', 'exec'); data = marshal.dumps(code)
    name = written(__import__('importlib')._bootstrap_external._code_to_timestamp_pyc(code, 0, 0) if random.randrange(2) else data)
    with open(name, 'rb') as f: whole = mangle(f.read())
    attempt(__import__('importlib')._bootstrap_external.SourcelessFileLoader('m', written(whole)).get_code, 'm')
    b = io.BytesIO()
    with __import__('zipfile').ZipFile(b, 'w') as z: z.writestr('m.py', 'x = 1'); z.writestr('m.pyc', whole)
    attempt(lambda: zipimport.zipimporter(written(mangle(b.getvalue()))).get_code('m'))
def tokens():
    lines = ['def f(a):\n', '  return f"{a!r:>{5}}" + \'\'\'x\n', 'y\'\'\' # c\n', '\tx = (1,\n', '\\\n', 'é = t"{x}"\n', '\0', '\ud800', '', 'if 1:\n', '        pass\n', '    x\n', 'x' * 300]
    def line():
        if not random.randrange(30): return junk()
        if not random.randrange(20): raise StopIteration
        return random.choice(lines) if encoding is None else random.choice(lines).encode('utf-8', 'surrogatepass')
    encoding = random.choice((None, 'utf-8', 'latin-1', 'utf-16', 'x'))
    for _ in zip(range(100), tokenize._generate_tokens_from_c_tokenizer(line, encoding=encoding, extra_tokens=random.choice((True, False)))): pass
def events():
    p = expat.ParserCreate(*random.choice(((), ('utf-8',), ('utf-16', ' '), (None, None))))
    def again(*a):
        k = random.randrange(12)
        if k == 0: p.Parse(b'<x/>')
        elif k == 1: setattr(p, random.choice(names), random.choice((again, None, junk(0))))
        elif k == 2: q = p.ExternalEntityParserCreate(None); q.Parse(b'<y>', True)
        elif k == 3: p.buffer_text = random.randrange(2); p.buffer_size = random.choice((1, 5, 1 << 20))
        elif k == 4: raise ValueError
        elif k == 5: return junk()
        elif k == 6: p.ParseFile(io.BytesIO(b'<z/>'))
        return 1
    names = [n for n in dir(p) if n.endswith('Handler')]
    for n in random.sample(names, random.randrange(1, len(names))): setattr(p, n, again)
    data = mangle(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "<b>x</b>"><!ENTITY f SYSTEM "u"><!ELEMENT a (b|c)*><!ATTLIST a x CDATA "1"><!NOTATION n SYSTEM "n">]><a xmlns:p="v" y="2">&e;&f;<![CDATA[d]]><!-- c --><?pi d?>text</a>')
    at = random.randrange(len(data)); attempt(p.Parse, data[:at]); attempt(p.Parse, data[at:], True); use(p)
KINDS = [states] * 6 + [unmade] * 3 + [patterns] * 5 + [coders] * 4 + [streams] * 4 + [shuffled, databases, databases, certificates, certificates, zones, zones, catalogs, modules, tokens, events, events]
with tempfile.TemporaryDirectory() as place:
    NAME = os.path.join(place, 'file'); done = 0
    os.chdir(place)
    for i in range(rounds):
        kind = random.choice(KINDS); at = time.perf_counter()
        if verbose: print(i, kind.__name__, file=sys.stderr, flush=True)
        try: kind(); done += 1
        except SystemError as e: print('SYSTEMERROR', i, kind.__name__, str(e)[:300])
        except MemoryError: pass
        except Exception: pass
        took = time.perf_counter() - at
        if took > 10: print('SLOW: round', i, kind.__name__, took)
    os.chdir('/')
print('done', rounds, done)
