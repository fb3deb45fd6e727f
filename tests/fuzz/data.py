"""Reads data that were mangled: pickles, JSON, XML, csv, compressed data, archives, encoded text.

  data.py SEED ROUNDS [v]

What cannot be read is told of by an exception that is no SystemError, in a time that goes with the length.
"""
import random, sys, time, io, json, pickle, pickletools, zlib, bz2, lzma, gzip, zipfile, tarfile, csv, binascii, base64, codecs, datetime, decimal, collections, struct, array, re, marshal, unicodedata, warnings
import xml.dom.minidom, xml.etree.ElementTree, xml.sax, configparser, email, html.parser, plistlib, tokenize, quopri, stringprep, fractions, ipaddress, urllib.parse, colorsys, shlex, string
from compression import zstd
warnings.simplefilter('ignore')
seed = int(sys.argv[1]); rounds = int(sys.argv[2]); verbose = len(sys.argv) > 3
random.seed(seed)
class A:
    def __init__(self): self.x = 1
    def __setstate__(self, s): self.y = s
class B(list):
    def __reduce_ex__(self, n): return B, (), {'a': 1}, iter([1, 2]), None
OBJECTS = [1, -(1 << 80), 1.5, 'é\ud800', b'abc', bytearray(b'x'), (1, (2, [3])), {'a': {1: None}}, {1, 2}, frozenset([1]), A(), B(), [A()] * 3, int, len, collections.OrderedDict(a=1), collections.deque([1], 2),
           datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc), datetime.timedelta(1), decimal.Decimal('1.5'), range(3), slice(1), ..., array.array('i', [1, 2]), re.compile('a'), ValueError('x'), fractions.Fraction(1, 3), complex(1, 2), collections.defaultdict(int), memoryview]
XML = b'''<?xml version="1.0" encoding="utf-8"?><!DOCTYPE a [<!ENTITY e "<b>x</b>"><!ENTITY % p "x"><!ELEMENT a (b|c)*><!ATTLIST a x CDATA "1" y ID #IMPLIED><!NOTATION n SYSTEM "n">]>
<a x="1&amp;&#x41;" xmlns="u" xmlns:p="v"><!-- c --><p:b y='2'>t\xc3\xa9xt &e; &lt;</p:b><![CDATA[ <raw> ]]><?pi data?><c/></a>'''
def zipped():
    f = io.BytesIO()
    with zipfile.ZipFile(f, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('a.txt', 'abc' * 100); z.writestr('d/b', b'')
    return f.getvalue()
def tarred():
    f = io.BytesIO()
    with tarfile.open(fileobj=f, mode='w') as t:
        i = tarfile.TarInfo('a'); i.size = 3; t.addfile(i, io.BytesIO(b'abc'))
    return f.getvalue()
def read_zip(b):
    z = zipfile.ZipFile(io.BytesIO(b))
    for i in z.infolist():
        if i.file_size < 1 << 20: z.read(i)
def pull(d):
    def read(b):
        x = d()
        out = x.decompress(b[:10], 1000) if not hasattr(x, 'unconsumed_tail') else x.decompress(b[:10], 1000)
        for i in range(10, len(b), 7): out += x.decompress(b[i:i + 7], 1000)
        return out
    return read
def sax(b): xml.sax.parseString(b, xml.sax.ContentHandler())
def marshalled(b): marshal.loads(b, allow_code=False)
def persistent(b):
    u = pickle.Unpickler(io.BytesIO(b)); u.find_class = lambda m, n: {'A': A, 'B': B}.get(n, list)
    return u.load()
# What a pickle may call does no harm.
SAFE = {'A': A, 'B': B, 'list': list, 'int': int, 'OrderedDict': collections.OrderedDict, 'deque': collections.deque, 'datetime': datetime.datetime, 'timedelta': datetime.timedelta, 'timezone': datetime.timezone, 'Decimal': decimal.Decimal, 'range': range, 'set': set,
        'complex': complex, 'defaultdict': collections.defaultdict, 'slice': slice, 'bytearray': bytearray, 'getattr': lambda *a: list, '_reconstructor': __import__('copyreg')._reconstructor, 'object': object, '__newobj__': __import__('copyreg').__newobj__, '_array_reconstructor': array._array_reconstructor, 'array': array.array, 'encode': codecs.encode}
class Careful(pickle.Unpickler):
    def find_class(self, m, n): return SAFE.get(n, SAFE['A'])
    def persistent_load(self, i): return i
class CarefulPython(pickle._Unpickler):
    def find_class(self, m, n): return SAFE.get(n, SAFE['A'])
def text(b): return b.decode('utf-8', 'surrogateescape')
pickles = [pickle.dumps(o, p) for o in OBJECTS for p in range(6)]
JSON = json.dumps({'a': [1, -2.5e10, None, True, 'é\\"\n\ud83d\ude00', {}, []], 'b': {'c': {'d': [[[]]]}}, 'n': float('nan')}).encode()
ENCODED = ['é漢😀a'.encode(e) for e in ('utf-8', 'utf-16', 'utf-32', 'utf-7', 'unicode-escape', 'punycode', 'idna')[:6]] + [b'abc \xff\xfe\xed\xa0\x80 \\N{DIGIT ONE} \\x4', b'+AGEA-', b'xn--a-ecp.ru', b'begin 666 a\n#86)C\n \nend\n', b'=C3=A9 =\n a']
CODECS = ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-be', 'utf-7', 'ascii', 'latin-1', 'cp1252', 'cp437', 'koi8-r', 'unicode-escape', 'raw-unicode-escape', 'punycode', 'idna', 'mbcs', 'charmap', 'hex', 'base64', 'uu', 'quopri', 'rot13', 'zlib', 'bz2', 'cp037', 'mac-roman', 'iso8859-15', 'palmos']
ERRORS = ['strict', 'ignore', 'replace', 'backslashreplace', 'surrogateescape', 'surrogatepass', 'xmlcharrefreplace', 'namereplace', 'hostile', 'missing']
def hostile(e):
    """What an error handler should not return, mostly."""
    k = random.randrange(14)
    if k == 0: return None
    if k == 1: return ('x', -1)
    if k == 2: return ('x', 10**9)
    if k == 3: return ('x', 1 << 70)
    if k == 4: return (b'\xff', e.end)
    if k == 5: return (1, e.end)
    if k == 6: return ('\ud800é', e.end)
    if k == 7: e.object = b'other' if isinstance(e.object, bytes) else 'other'; return ('y', e.end)
    if k == 8: e.start = -5; e.end = 10**6; return ('z', e.end)
    if k == 9: e.object = None if random.randrange(2) else 5; return ('a', 1)
    if k == 10: return ('x', e.start + 1) if random.randrange(3) else ('x', len(e.object))
    if k == 11: del e.args; return ('', e.end)
    if k == 12: return ('x' * 5000, max(e.end, e.start + 1))
    raise e
codecs.register_error('hostile', hostile)
def decode(b):
    name, errors = random.choice(CODECS), random.choice(ERRORS)
    if random.randrange(2): return codecs.decode(b, name, errors)
    d = codecs.getincrementaldecoder(name)(errors)
    for i in range(0, len(b), 3): d.decode(b[i:i + 3]); d.setstate(d.getstate())
    d.decode(b'', True)
def encode(b):
    name, errors = random.choice(CODECS), random.choice(ERRORS)
    s = b.decode(random.choice(('latin-1', 'utf-16-le', 'utf-8')), random.choice(('ignore', 'surrogatepass', 'surrogateescape', 'replace')))
    if random.randrange(3): return s.encode(name, errors)
    e = codecs.getincrementalencoder(name)(errors)
    for i in range(0, len(s), 3): e.encode(s[i:i + 3])
def columns(b):
    kind = random.choice(('excel', 'unix', 'excel-tab')); s = io.StringIO(b.decode('latin-1'))
    rows = list(csv.reader(s, kind, delimiter=random.choice(',;\t'), quotechar=random.choice('"\'|'), escapechar=random.choice((None, '\\')), quoting=random.randrange(6), strict=random.randrange(2), skipinitialspace=random.randrange(2)))
    csv.writer(io.StringIO(), kind, quoting=random.randrange(6), escapechar=random.choice((None, '\\'))).writerows(rows)
def names(b):
    s = b.decode('utf-16-le', 'ignore')
    for f in ('NFC', 'NFD', 'NFKC', 'NFKD'): unicodedata.normalize(f, s); unicodedata.is_normalized(f, s)
    for c in s: unicodedata.name(c, ''); unicodedata.decomposition(c); c.isidentifier(); c.upper().lower().title().casefold().swapcase()
def binary(b):
    for f in (binascii.a2b_hex, binascii.a2b_base64, binascii.a2b_uu, binascii.a2b_qp, lambda b: binascii.a2b_base64(b, strict_mode=True), base64.b32decode, base64.a85decode, base64.b85decode, base64.z85decode, binascii.b2a_qp, lambda b: binascii.b2a_uu(b[:45]), binascii.b2a_hex, lambda b: binascii.b2a_hex(b, ':', random.randrange(-9, 9)), quopri.decodestring):
        try: f(b)
        except SystemError: raise
        except Exception: pass
def structure(b):
    f = random.choice(('', '<', '>', '=', '!', '@')) + ''.join(random.choice(('', '', '3', '0', '10', '99999999999999999999')) + random.choice('xcbB?hHiIlLqQnNefdspPFD ') for _ in range(random.randrange(5)))
    try: size = struct.calcsize(f)
    except struct.error: return
    if size > 1 << 20: return
    v = struct.unpack_from(f, b); struct.pack(f, *v); list(struct.iter_unpack(f, b[:len(b) // max(size, 1) * size])); struct.pack_into(f, bytearray(size + 3), random.randrange(-5, 5), *v)
def mapping(b):
    c = configparser.ConfigParser(strict=False); c.read_string(text(b)); c.write(io.StringIO())
READERS = [
    (pickles, lambda b: Careful(io.BytesIO(b)).load()), (pickles, lambda b: Careful(io.BytesIO(b), encoding='bytes', buffers=iter([b'x', bytearray(5)])).load()), (pickles, lambda b: Careful(io.BytesIO(b)).load()), (pickles, lambda b: CarefulPython(io.BytesIO(b)).load()),
    (pickles, lambda b: pickletools.dis(b, io.StringIO())), ([JSON], lambda b: json.loads(b)), ([JSON], lambda b: json.loads(text(b), strict=False, parse_float=decimal.Decimal, object_pairs_hook=list)), ([JSON], lambda b: json.dumps(json.loads(b), indent=random.choice((None, 3, '\t')), sort_keys=True)),
    ([XML], lambda b: xml.dom.minidom.parseString(b).toxml()), ([XML], lambda b: xml.etree.ElementTree.fromstring(b)), ([XML], sax), ([XML], lambda b: plistlib.loads(b)),
    ([plistlib.dumps({'a': [1, 2.5, b'x', True]}, fmt=f) for f in (plistlib.FMT_XML, plistlib.FMT_BINARY)], lambda b: plistlib.loads(b)),
    ([zlib.compress(b'abc' * 200), zlib.compress(bytes(range(256)) * 3)], lambda b: zlib.decompress(b)), ([zlib.compress(b'abc' * 200)], pull(zlib.decompressobj)), ([gzip.compress(b'abc' * 99)], lambda b: gzip.decompress(b)), ([zlib.compress(b'abc' * 200)[2:-4]], lambda b: zlib.decompressobj(-15, b'abc').decompress(b, 5000)),
    ([bz2.compress(b'abc' * 99)], lambda b: bz2.decompress(b)), ([bz2.compress(b'abc' * 99)], pull(bz2.BZ2Decompressor)), ([lzma.compress(b'abc' * 99), lzma.compress(b'abc' * 99, lzma.FORMAT_ALONE)], lambda b: lzma.LZMADecompressor(memlimit=1 << 26).decompress(b)), ([lzma.compress(b'abc' * 99)], pull(lambda: lzma.LZMADecompressor(memlimit=1 << 26))),
    ([zstd.compress(b'abc' * 99)], lambda b: zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 20}).decompress(b, 1 << 20)), ([zstd.compress(b'abc' * 99)], pull(lambda: zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 20}))), ([zstd.compress(b'abc' * 99)], lambda b: zstd.get_frame_info(b)), ([b'abc' * 99], lambda b: zstd.ZstdDict(b)),
    ([zipped()], read_zip), ([tarred()], lambda b: tarfile.open(fileobj=io.BytesIO(b)).getmembers()), ([b'a,b,"c ""d""\n e",f\r\n1,,\'x\'\\,\n'], columns), (ENCODED, decode), (ENCODED, decode), (ENCODED, encode), (ENCODED, names), (ENCODED, binary), ([bytes(range(200))], structure),
    ([marshal.dumps(o) for o in OBJECTS[:10]], marshalled), ([b'[a]\nb = 1 %(c)s\n c: 2\n[d]\n; x'], mapping), ([b'From: a <b@c>\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\na=C3\n--x--\n'], lambda b: email.message_from_bytes(b).as_string()), ([b'<a href="x">b</a><!-- c --><script>1<2</script>&amp;'], lambda b: html.parser.HTMLParser().feed(text(b))),
    ([b'def f(a): \n  return f"{a!r:>5}" + \'x\' # c\n'], lambda b: list(tokenize.tokenize(io.BytesIO(b).readline))), ([b'http://u:p@[::1]:80/a;b?c=d#e'], lambda b: urllib.parse.urlsplit(text(b)).port), ([b"a 'b c' \"d\\\"e\" # f"], lambda b: shlex.split(text(b))), ([b'$a ${b} $$ {x!r:{y}} {0[a].b}'], lambda b: (string.Template(text(b)).safe_substitute(a=1), list(string.Formatter().parse(text(b))), text(b).format(1, x=2, y=3))),
    ([b'2020-W05-3T10:20:30.123456+01:02:03'], lambda b: datetime.datetime.fromisoformat(text(b))), ([b'2020-01-02 10:20 AM +0100'], lambda b: datetime.datetime.strptime(text(b), '%Y-%m-%d %I:%M %p %z')), ([b'%Y-%m-%dT%H:%M:%S.%f%z%Z%a%j%%%e%:z'], lambda b: datetime.datetime(1, 2, 3).strftime(text(b))), ([b'-1.5e+10', b'sNaN12'], lambda b: (decimal.Decimal(text(b)), float(text(b)))),
]
def mangle(data):
    data = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6, 25))):
        if not data: break
        k = random.randrange(9); at = random.randrange(len(data)); other = random.randrange(len(data))
        if k < 2: data[at] = random.randrange(256)
        elif k == 2: data[at] ^= 1 << random.randrange(8)
        elif k == 3: del data[at:at + random.choice((1, 1, 2, 5, 50))]
        elif k == 4: data[at:at] = data[other:other + random.randrange(30)]
        elif k == 5: data[at:at + 4] = random.choice((b'\xff\xff\xff\xff', b'\xff\xff\xff\x7f', b'\0\0\0\0', b'\0\0\0\x80'))
        elif k == 6: data[at] = random.choice(b'\0\xff\x7f\x80"\'{}[]<>&\\%()+-.0N\n')
        elif k == 7: data[at:at + 1] = data[at:at + 1] * random.choice((2, 10, 3000))
        else: data[at], data[other] = data[other], data[at]
    return bytes(data)
read = 0; slowest = (0, 0)
for i in range(rounds):
    which = random.randrange(len(READERS)); samples, reader = READERS[which]
    data = mangle(random.choice(samples))
    if verbose: print(i, which, data[:300], file=sys.stderr, flush=True)
    start = time.perf_counter()
    try: reader(data); read += 1
    except SystemError as e: print('SYSTEMERROR', i, which, str(e)[:300])
    except MemoryError: pass
    except Exception: pass
    took = (time.perf_counter() - start) / (len(data) + 3000)
    if took > slowest[0]: slowest = (took, i, which)
if slowest[0] > 0.001: print('SLOW: round', slowest[1:], '%.1f us a byte' % (slowest[0] * 1e6))
print('done', rounds, read, '%.1f us a byte at worst' % (slowest[0] * 1e6), slowest[1:])
