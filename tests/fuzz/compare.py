"""Random operations whose results CPython knows, one a line.

  compare.py SEED ROUNDS [KIND ...]

Two interpreters must print the same. It is used for what has a rule for everything: formats, numbers, patterns,
dates, memory, slices, text.
"""
import sys, random, math, re, struct, decimal, datetime, array, json, operator, itertools, collections, fractions, statistics, string, textwrap, unicodedata, warnings, codecs, binascii, bisect, heapq, cmath
warnings.simplefilter('ignore')
seed = int(sys.argv[1]); rounds = int(sys.argv[2]); only = sys.argv[3:]
R = random.Random(seed)
pick = R.choice
def some(n, *from_): return [pick(from_) for _ in range(R.randrange(n))]
def integer():
    k = R.randrange(10)
    if k < 4: return R.randrange(-10, 11)
    if k < 6: return R.randrange(-1 << 31, 1 << 32)
    if k < 8: return pick((1, -1)) * ((1 << R.randrange(130)) + R.randrange(-2, 3))
    return R.randrange(-10**40, 10**40)
def number():
    k = R.randrange(12)
    if k < 3: return R.uniform(-10, 10)
    if k < 6: return R.randrange(-1000, 1000) / pick((1, 2, 4, 8, 10, 100, 3))
    if k < 8: return math.ldexp(R.random(), R.randrange(-1080, 1024)) * pick((1, -1))
    if k < 10: return float(R.randrange(-10**17, 10**17)) * 10.0 ** R.randrange(-30, 30)
    return pick((0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308, 2.5, 1e16, 1e22, 0.1))
ALPHABET = 'aAbB01 _-.\n\téßİıſ漢😀\u0301\xa0ǅ²½٣\u2028'
def text(n=8): return ''.join(some(n, *ALPHABET))
def data(n=12): return bytes(R.randrange(256) if R.randrange(2) else pick(b'abAB01 \n\xff\0') for _ in range(R.randrange(n)))
def spec():
    s = pick(('', '', '', '*', '0', 'é', '{'[:0])) + pick(('', '<', '>', '^', '=')) if R.randrange(2) else ''
    return s + pick(('', '', '+', '-', ' ')) + pick(('', '', '', 'z')) + pick(('', '', '', '#')) + pick(('', '', '0')) + pick(('', '', '5', '12', '30')) + pick(('', '', '', ',', '_')) + pick(('', '', '.0', '.3', '.10', '.25', '.', '.3,', '.4_')) + pick(('', *'bcdeEfFgGnosxX%', 'r'))
def anything(): return pick((integer, integer, number, number, text, data, lambda: complex(number(), number()), lambda: None, lambda: True, lambda: [1], lambda: fractions.Fraction(R.randrange(-99, 99), R.randrange(1, 99)), lambda: decimal.Decimal(R.randrange(-10**9, 10**9)).scaleb(R.randrange(-12, 12)), lambda: datetime.date(2000, 1, R.randrange(1, 29))))()
def modest():
    """As anything(), without ints that are widths too large to be tried out, and too small to be refused."""
    v = anything()
    return v if type(v) is not int or abs(v) < 3000 or abs(v) > 1 << 70 else v % 40
def formats(): v = anything(); return format, v, spec()
def percents():
    f = ''.join(pick(('%', 'a', '%%', '%')) + pick(('', '', '(k)')) + pick(('', '', '#', '0', '-', ' ', '+', '-0', '#0')) + pick(('', '', '5', '20', '*')) + pick(('', '', '.0', '.3', '.*', '.12', '.')) + pick(('', '', 'l', 'h')) + pick('diouxXeEfFgGcrsa%b') for _ in range(R.randrange(1, 4)))
    args = pick((tuple, tuple, lambda i: {'k': modest()}, lambda i: next(iter(i), None)))(modest() for _ in range(f.count('%')))
    if not R.randrange(3): return operator.mod, f.encode(), args
    return operator.mod, f, args
def strformats():
    f = ''.join(pick(('{', '{{', '}', '}}', 'a', '{}', '{0}', '{1!r}', '{k}', '{k.real}', '{0[0]}', '{:' + spec() + '}', '{0:{1}}', '{!s:>10}', '{!a}', '{!x}', '{0.__class__}', '{k[a]}', '{:{}}', '{:{:{}}}')) for _ in range(R.randrange(4)))
    a, b, k = modest(), modest(), modest()
    return lambda f: f.format(a, b, k=k), f
def ints():
    f = pick((operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod, divmod, operator.truediv, operator.and_, operator.or_, operator.xor, math.gcd, math.lcm, operator.lt, operator.eq, lambda a, b: a << b % 200, lambda a, b: a >> b % 200, lambda a, b: pow(a, b % 50), lambda a, b: pow(a, b, 97), lambda a, b: pow(a, abs(b), b), lambda a, b: math.comb(abs(a) % 300, abs(b) % 300), lambda a, b: math.perm(abs(a) % 90, abs(b) % 90), lambda a, b: math.isqrt(abs(a)), lambda a, b: math.factorial(abs(a) % 90),
        lambda a, b: (hash(a), float(a), a.bit_length(), a.bit_count()), lambda a, b: a.to_bytes(20, 'little', signed=True), lambda a, b: int.from_bytes(a.to_bytes(20, 'big', signed=True)), lambda a, b: round(a, b % 7 - 5), lambda a, b: (hex(a), oct(b), bin(a)), lambda a, b: int(str(a)) == a, lambda a, b: fractions.Fraction(a, b), lambda a, b: decimal.Decimal(a) / decimal.Decimal(b), lambda a, b: math.log(a, b), lambda a, b: math.sumprod([a, b], [b, a]), lambda a, b: (a < number(), a == number()), lambda a, b: range(a, b, pick((1, -1, 3, 10**20)))[-1], lambda a, b: len(range(a, b))))
    return f, integer(), integer()
def bigints():
    a, b = (R.getrandbits(R.randrange(1, pick((200, 5000, 60000)))) * pick((1, -1)) for _ in range(2))
    return pick((operator.mul, operator.floordiv, operator.mod, divmod, math.gcd, operator.truediv, lambda a, b: math.isqrt(abs(a)), lambda a, b: int(str(a)[:4000]) if a.bit_length() < 13000 else 0, lambda a, b: a ** (abs(b) % 5), lambda a, b: pow(a, b % 1000, b), lambda a, b: (a * b) % (b + 1), lambda a, b: (a * a * b) // (a + 7), lambda a, b: hash(a), lambda a, b: pow(a, -1, b), lambda a, b: math.lcm(a, b), lambda a, b: a & b | a ^ ~b)), a, b
def floats():
    unary = (repr, str, float.hex, float.is_integer, math.floor, math.ceil, math.trunc, round, hash, math.frexp, math.modf, float.as_integer_ratio, math.ulp, math.sqrt, math.fabs, math.isnan, bool, lambda x: round(x, R.randrange(-20, 25)), lambda x: float(repr(x)), lambda x: fractions.Fraction(x), lambda x: decimal.Decimal(x), lambda x: int(x), json.dumps)
    binary = (operator.add, operator.mul, operator.sub, operator.truediv, operator.floordiv, operator.mod, divmod, math.fmod, math.remainder, math.copysign, math.nextafter, math.hypot, operator.lt, operator.eq, operator.pow, math.dist if 0 else math.isclose, lambda a, b: math.fsum([a, b, -a, 1e-20]), lambda a, b: math.fma(a, b, 1.5), lambda a, b: sum([a, b, 0.1]), lambda a, b: complex(a, b) * complex(b, a), lambda a, b: complex(a, b) / complex(b, 2), lambda a, b: math.nextafter(a, b, steps=R.randrange(1000)))
    if R.randrange(2): return pick(unary), number()
    return pick(binary), number(), number()
def floattext():
    s = ''.join(some(12, *'0123456789.eE+-_ xpinfa')) if R.randrange(2) else f'{R.randrange(10**R.randrange(1, 25))}{pick((".", "", "_1", ".5"))}{R.randrange(10**R.randrange(1, 25))}e{R.randrange(-340, 320)}'
    return pick((float, float, int, complex, lambda s: int(s, 0), lambda s: int(s, R.randrange(37)), float.fromhex, decimal.Decimal, fractions.Fraction)), s
def pattern(depth=3):
    k = R.randrange(22)
    if depth == 0 or k < 5: return pick(('a', 'b', 'A', '.', '0', '\\d', '\\w', '\\s', '\\b', '^', '$', 'é', '漢', '\\n', '[ab]', '[^a]', '[a-c0]', '\\B', '\\Z', '\\A', '[\\w-]', '\\W', 'ß', '\\z', '(?i:ı)', ' '))
    p = lambda: pattern(depth - 1)
    if k < 9: return p() + p()
    if k == 9: return p() + '|' + p()
    if k < 13: return '(' + p() + ')' + pick(('', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{,2}?', '*+', '++', '?+', '{0}'))
    if k < 15: return '(?:' + p() + ')' + pick(('', '*', '+', '?', '*?', '{0,2}', '*+'))
    if k == 15: return pick(('(?=', '(?!', '(?<=', '(?<!', '(?>', '(?i:', '(?s:', '(?-i:', '(?P<n>', '(?a:', '(?x: ')) + p() + ')'
    if k == 16: return p() + pick(('\\1', '(?P=n)', '(?(1)a|b)', '\\2', '(?(1)b)'))
    if k == 17: return p() + pick(('*', '+', '?', '{2,1}', '{', '}', ')', '(', '[', ']', '\\', '**', '\\x4', '\\u00e9', '\\N{DIGIT ONE}', '(?#c)', '\\q'))
    return pick(('[', '[^')) + ''.join(some(4, 'a', 'b-d', '\\d', '\\s', '-', '^', ']', '\\]', 'é-ü', 'A-Z', '&&', '||', '[')) + ']'
def patterns():
    p = pattern(R.randrange(1, 5)); flags = pick((0, 0, 0, re.I, re.M, re.S, re.X, re.A, re.I | re.A, re.I | re.M | re.S)); s = ''.join(some(14, *'aabbAB01 \nécß漢ıK'))
    def work(p, s):
        try: c = re.compile(p, flags)
        except (re.error, OverflowError) as e: return str(e)
        return [(m.span(), m.groups(), m.lastindex, m.lastgroup) for m in itertools.islice(c.finditer(s), 9)], (m := c.match(s, 1)) and m.regs, (m := c.fullmatch(s)) and m.regs, c.sub('<\\g<0>>', s), c.split(s)[:20], c.groups
    return work, p, s
def structs():
    f = pick(('', '<', '>', '=', '!', '@')) + ''.join(pick(('', '', '2', '0', '5')) + pick('xcbB?hHiIlLqQefdspFD nNP') for _ in range(R.randrange(4)))
    k = R.randrange(4)
    if k == 0: return struct.calcsize, f
    if k == 1: return lambda f, b: struct.unpack(f, (b * 9)[:struct.calcsize(f)]), f, data() + b'x'
    if k == 2: return lambda f, *a: struct.pack(f, *a), f, *[anything() for _ in range(R.randrange(4))]
    return lambda f, b, o: struct.unpack_from(f, b, o), f, data(30), R.randrange(-20, 30)
def memories():
    b = bytearray(data(24)); view = memoryview(b); steps = []
    def work(b):
        m = memoryview(bytearray(b)); out = []
        for _ in range(4):
            k = R.randrange(9)
            try:
                if k == 0: m = m.cast(pick('bBhHiIlLqQnNfd?c')); out.append(m.format)
                elif k == 1: m = m[slice(*(pick((None, *range(-5, 9))) for _ in range(3)))]; out.append(len(m))
                elif k == 2: out.append(m.tolist())
                elif k == 3: m[R.randrange(-9, 9)] = anything(); out.append(bytes(m))
                elif k == 4: out.append((m.shape, m.strides, m.ndim, m.nbytes, m.itemsize, m.contiguous, m.readonly))
                elif k == 5: m = m.cast('B').cast(pick('Bbc'), [2, 2, len(m) // 4]); out.append(m.tolist())
                elif k == 6: m[slice(*(pick((None, *range(-5, 9))) for _ in range(3)))] = bytes(R.randrange(5)); out.append(m.tobytes())
                elif k == 7: out.append((m == memoryview(b), m.hex(':', 2), hash(m.toreadonly()), m.index(97) if m.ndim == 1 else 0, m.count(0)))
                else: out.append(m[R.randrange(-3, 3), 0])
            except Exception as e: out.append(type(e).__name__ + str(e))
        return repr(out)
    return work, bytes(b)
def arrays():
    def work(code):
        a = array.array(code, [R.randrange(100) if code not in 'uw' else 'a' for _ in range(R.randrange(6))]); out = []
        for _ in range(4):
            try:
                k = R.randrange(9); i = R.randrange(-7, 7); s = slice(*(pick((None, *range(-5, 9))) for _ in range(3)))
                if k == 0: a.append(anything())
                elif k == 1: a.insert(i, 5)
                elif k == 2: out.append(a.pop(i))
                elif k == 3: a[s] = array.array(code, a[::-1][:R.randrange(4)])
                elif k == 4: del a[s]
                elif k == 5: a.frombytes(data(9))
                elif k == 6: a *= R.randrange(-1, 3)
                elif k == 7: a.byteswap()
                else: out.append((a.index(a[0]), a.count(5), a[s], a.tobytes(), a < a[1:], a + a[:1]))
            except Exception as e: out.append(type(e).__name__ + str(e))
        return repr((a, out))
    return work, pick('bBhHiIlLqQfdw')
def slices():
    n = R.randrange(9); s = [pick((None, *range(-12, 12), -10**30, 10**30)) for _ in range(3)]
    def work(n, s):
        s = slice(*s); l = list(range(n)); out = [s.indices(n), l[s], tuple(l)[s], 'abcdefghi'[:n][s], bytes(l)[s], range(n)[s]]
        for f in (lambda: l.__setitem__(s, [9] * R.randrange(4)), lambda: l.__delitem__(s)):
            try: f()
            except ValueError as e: out.append(str(e))
            out.append(list(l))
        b = bytearray(range(n))
        try: b[s] = b'xy'
        except ValueError as e: out.append(str(e))
        out.append(b); d = collections.deque(range(n), R.randrange(12)); d.rotate(R.randrange(-20, 20)); out.append(d); return out
    return work, n, s
def dicts():
    """Random operations on a dict and a set, with keys that collide."""
    class K:
        def __init__(s, v): s.v = v
        def __hash__(s): return s.v % 3
        def __eq__(s, o): return isinstance(o, K) and s.v == o.v
        def __repr__(s): return f'K{s.v}'
    def key(): return pick((lambda: R.randrange(40), lambda: K(R.randrange(20)), lambda: str(R.randrange(30)), lambda: float(R.randrange(9)), lambda: (R.randrange(3), 'a')))()
    def work(n):
        d, out, s = {}, [], set()
        for _ in range(n):
            k = R.randrange(12); x = key()
            if k < 5: d[x] = R.randrange(99)
            elif k == 5: out.append(d.pop(x, None))
            elif k == 6 and d: out.append(d.popitem())
            elif k == 7: d.setdefault(x, 5)
            elif k == 8: d = d | {x: 1, key(): 2}
            elif k == 9: d = pick((dict(d), d.copy(), {**d}, dict(list(d.items()))))
            elif k == 10: out.append((x in d, len(d), d.get(x), next(reversed(d), None)))
            elif not R.randrange(20): d.clear()
            t = {key() for _ in range(3)}; s = pick((operator.or_, operator.and_, operator.sub, operator.xor, operator.or_))(s, t) if R.randrange(2) else s
            s.add(x); s.discard(key()); out.append((len(s), s <= t, s.isdisjoint(t), x in s))
        return list(d.items()), out
    return work, R.randrange(60)
def sorts():
    def work(n):
        kind = pick((lambda: R.randrange(9), number, text, lambda: (R.randrange(3), text(3)), lambda: pick((1, 2.5, True, 10**30)), integer))
        # What a sort makes of nan, and whether two sorts make the same of it, is nobody's rule.
        l = [v for v in (kind() for _ in range(n)) if v == v]
        if R.randrange(2): l[:n // 2] = sorted(l[:n // 2], key=repr)
        key = pick((None, None, repr, lambda v: 0, lambda v: R.random())); reverse = R.random() < 0.5
        out = [sorted(l, key=key, reverse=reverse), min(l, default=None, key=key), heapq.nsmallest(3, l, key=key), bisect.bisect(sorted(l), l[0]) if l else 0, statistics.median(l) if l and kind is number else 0]
        return out
    return work, pick((3, 10, 40, 200, 500))
def texts():
    s, t, u = text(12), text(3), text(3); n, m = R.randrange(-9, 15), R.randrange(-9, 15)
    fs = (lambda: s.split(t), lambda: s.split(), lambda: s.rsplit(None, 1), lambda: s.rsplit(t, 2), lambda: s.partition(t), lambda: s.replace(t, u), lambda: s.replace(t, u, n), lambda: s.find(t, n, m), lambda: s.rfind(t, n), lambda: s.count(t, n, m), lambda: s.strip(t), lambda: s.title(), lambda: s.swapcase(), lambda: s.casefold(), lambda: s.capitalize(), lambda: s.upper() + s.lower(),
        lambda: s.center(n, 'é'), lambda: s.zfill(n), lambda: s.expandtabs(abs(n)), lambda: s.splitlines(True), lambda: s.translate({97: 'xyz', 98: None, 48: 0x1F600}), lambda: s.startswith((t, u), n), lambda: s.removeprefix(t) + s.removesuffix(u), lambda: repr(s) + ascii(s), lambda: [(c.isalpha(), c.isdigit(), c.isnumeric(), c.isdecimal(), c.isspace(), c.isprintable(), c.istitle(), c.isidentifier(), c.isupper(), c.islower()) for c in s],
        lambda: [unicodedata.normalize(f, s) for f in ('NFC', 'NFKD')], lambda: s.encode(pick(('ascii', 'latin-1', 'utf-16', 'utf-7', 'cp1252', 'utf-32-be', 'punycode', 'idna')), pick(('strict', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace', 'ignore'))), lambda: textwrap.wrap(s * 3, 7), lambda: s < t, lambda: s[n:m:pick((1, 2, -1, -3))], lambda: s.index(t), lambda: s.join([t, u, t]), lambda: s * n, lambda: json.dumps(s), lambda: s.maketrans(s[:len(t)], t), lambda: len(s.encode('utf-8', 'surrogatepass')))
    return lambda *a: pick(fs)(), s, t, u, n, m
def bytestrings():
    s, t, u = data(16), data(3), data(3); n, m = R.randrange(-9, 15), R.randrange(-9, 15)
    fs = (lambda: s.split(t), lambda: s.split(), lambda: s.rsplit(t, 2), lambda: s.partition(t), lambda: s.replace(t, u, n), lambda: s.find(t, n, m), lambda: s.count(t), lambda: s.strip(t), lambda: s.title() + s.swapcase(), lambda: s.center(n), lambda: s.zfill(n), lambda: s.expandtabs(3), lambda: s.splitlines(), lambda: s.translate(None, t), lambda: s.hex('-', m), lambda: bytes.fromhex(s.hex(' ')), lambda: s.decode(pick(('utf-8', 'utf-16', 'utf-7', 'ascii', 'cp1252', 'unicode-escape', 'raw-unicode-escape', 'utf-32')), pick(('strict', 'replace', 'ignore', 'backslashreplace', 'surrogateescape'))), lambda: binascii.a2b_base64(s), lambda: binascii.b2a_qp(s), lambda: binascii.crc32(s, abs(n)), lambda: repr(bytearray(s)), lambda: s.index(t), lambda: s.rfind(n))
    return lambda *a: pick(fs)(), s, t, u, n, m
def dates():
    d = datetime
    def date(): return d.datetime(R.randrange(1, 10000), R.randrange(1, 13), R.randrange(1, 29), R.randrange(24), R.randrange(60), R.randrange(60), R.randrange(10**6), pick((None, None, d.timezone.utc, d.timezone(d.timedelta(minutes=R.randrange(-1439, 1440))))), fold=R.randrange(2))
    def delta(): return d.timedelta(R.randrange(-10**R.randrange(1, 10), 10**R.randrange(1, 10)), R.randrange(-10**6, 10**6), R.randrange(-10**9, 10**9))
    a, b, t, u = date(), date(), delta(), delta(); n = integer(); x = number()
    fs = (lambda: a - b, lambda: a + t, lambda: a - t, lambda: t + u, lambda: t // u, lambda: t % u, lambda: divmod(t, u), lambda: t / u, lambda: t * n, lambda: t * x, lambda: t / x, lambda: t // n, lambda: (str(t), repr(t), t.total_seconds(), abs(t), -t), lambda: a < b, lambda: a == b, lambda: (str(a), repr(a), a.isoformat(pick('T é'), pick(('auto', 'hours', 'milliseconds'))), a.ctime(), a.isocalendar(), a.toordinal(), a.weekday(), a.timetuple(), a.utctimetuple()), lambda: a.astimezone(d.timezone(u)), lambda: d.datetime.fromisoformat(a.isoformat()) == a, lambda: a.strftime('%a %b %d %j %U %W %y %H %I %p %f %z %Z %% %G-%V-%u %C %e'), lambda: a.replace(month=R.randrange(0, 14), day=R.randrange(0, 33)), lambda: d.date.fromordinal(n), lambda: d.datetime.fromtimestamp(x, d.timezone.utc), lambda: d.date.fromisocalendar(R.randrange(1, 9999), R.randrange(0, 55), R.randrange(0, 9)), lambda: d.timedelta(x, n % 10**9), lambda: d.timedelta(hours=x, weeks=x), lambda: d.datetime.strptime(a.strftime('%d/%m/%y %H:%M'), '%d/%m/%y %H:%M'), lambda: a.timetz().isoformat(), lambda: d.datetime.fromisoformat(''.join(some(20, *'0123456789-:TZ+.W'))), lambda: hash(a - b) == hash(-(b - a)), lambda: a.__reduce_ex__(2)[1][0])
    return lambda *_: pick(fs)(), a, b, t, u
def decimals():
    c = decimal.Context(prec=R.randrange(1, 30), rounding=pick(('ROUND_UP', 'ROUND_DOWN', 'ROUND_HALF_UP', 'ROUND_HALF_DOWN', 'ROUND_HALF_EVEN', 'ROUND_CEILING', 'ROUND_FLOOR', 'ROUND_05UP')), Emin=pick((-999999, -10, -3)), Emax=pick((999999, 10, 20)), clamp=R.randrange(2), traps=[])
    def value(): return decimal.Decimal(pick(('NaN', 'sNaN5', 'Infinity', '-Infinity', '-0', '0E+5', '1E-8'))) if not R.randrange(9) else decimal.Decimal(R.randrange(-10**R.randrange(1, 30), 10**R.randrange(1, 30))).scaleb(R.randrange(-15, 15))
    names = ('abs', 'add', 'canonical', 'compare', 'compare_signal', 'compare_total', 'compare_total_mag', 'copy_sign', 'divide', 'divide_int', 'divmod', 'exp', 'fma', 'is_normal', 'is_subnormal', 'ln', 'log10', 'logb', 'logical_and', 'max', 'max_mag', 'min', 'minus', 'multiply', 'next_minus', 'next_plus', 'next_toward', 'normalize', 'number_class', 'plus', 'quantize', 'remainder', 'remainder_near', 'rotate', 'same_quantum', 'scaleb', 'shift', 'sqrt', 'subtract', 'to_eng_string', 'to_integral_exact', 'to_integral_value', 'to_sci_string')
    name = pick(names); args = [value() for _ in range({'fma': 3}.get(name, 1 if name in ('abs', 'canonical', 'exp', 'is_normal', 'is_subnormal', 'ln', 'log10', 'logb', 'minus', 'next_minus', 'next_plus', 'normalize', 'number_class', 'plus', 'sqrt', 'to_eng_string', 'to_integral_exact', 'to_integral_value', 'to_sci_string') else 2))]
    def work(name, *args):
        r = getattr(c, name)(*args)
        return str(r), sorted(f.__name__ for f, on in c.flags.items() if on), format(args[0], pick(('', '.3f', 'e', '10.2', ',', '%', 'g'))), hash(args[0]) if not args[0].is_nan() else 0, args[0].as_tuple()
    return work, name, *args
import encodings.aliases
# Those that take text to text or bytes to bytes, or are the machine's own, are tried in data.py.
CODECS = sorted(set(encodings.aliases.aliases.values()) - {'mbcs', 'oem', 'base64_codec', 'bz2_codec', 'hex_codec', 'quopri_codec', 'rot_13', 'uu_codec', 'zlib_codec'}) + ['idna', 'punycode', 'unicode-escape', 'raw-unicode-escape', 'utf-8-sig']
ERRORS = ('strict', 'replace', 'ignore', 'backslashreplace', 'surrogateescape', 'surrogatepass', 'xmlcharrefreplace', 'namereplace')
def encodeds():
    """Bytes that an encoding takes apart: those of some text, mangled, at once and in pieces."""
    name = pick(CODECS); errors = pick(ERRORS)
    wide = ''.join(pick((chr(R.randrange(32, 127)), chr(R.randrange(160, 1200)), chr(R.randrange(0x3000, 0x9fff)), chr(R.randrange(0xac00, 0xd7a3)), chr(R.randrange(0xff00, 0xffef)), chr(R.randrange(0x10000, 0x30000)), '\ud800', '\n', 'あ', '한')) for _ in range(R.randrange(12)))
    def encode(s): return codecs.encode(s, name, errors)
    def pieces(s):
        e = codecs.getincrementalencoder(name)(errors); out = [e.encode(c, final=i == len(s) - 1) for i, c in enumerate(s)]
        return out, e.getstate() if name != 'idna' else 0
    def decode(b): return codecs.decode(b, name, errors)
    def chunks(b):
        d = codecs.getincrementaldecoder(name)(errors); n = R.randrange(1, 4)
        out = [d.decode(b[i:i + n], final=i + n >= len(b)) for i in range(0, len(b), n)]
        d.reset(); return ''.join(out)
    if R.randrange(2): return pick((encode, pieces)), wide
    try: b = bytearray(wide.encode(name, 'ignore'))
    except UnicodeError: b = bytearray()
    for _ in range(R.randrange(4)):
        at = R.randrange(len(b) + 1); b[at:at + R.randrange(3)] = pick((data(4), b'\x1b$B', b'\x1b(B', b'\x0e', b'~{', b'\x8e\xa2', b'\xff', b'\x80'))
    return pick((decode, chunks)), bytes(b)
def isotexts():
    s = pick(('2020-02-29', '20200229', '2020-W09-6', '2020W096', '2020-W09', '0001-01-01', '9999-12-31')) + pick(('', 'T', ' ', 'x')) + pick(('', '10', '10:20', '1020', '10:20:30', '102030', '24:00', '24:00:00.0', '10:20:30.1', '10:20:30,123456', '10:20:30.1234567', '235960')) + pick(('', 'Z', '+01', '-0130', '+01:02:03', '+01:02:03.000001', '+24:00', '-00:00'))
    s = list(s)
    for _ in range(R.randrange(3)):
        at = R.randrange(len(s) + 1); s[at:at + R.randrange(2)] = pick(('', '-', ':', '0', 'W', '.', '٣', '9', '+', ' ', '\ud800'))
    return pick((datetime.datetime, datetime.date, datetime.time)).fromisoformat, ''.join(s)
def strptimes():
    f = ''.join(pick(('%a', '%A', '%b', '%B', '%d', '%H', '%I', '%j', '%m', '%M', '%p', '%S', '%U', '%w', '%W', '%y', '%Y', '%z', '%Z', '%%', '%f', '%G', '%V', '%u', '%x', '%X', '%c', '%D', '%T', '%:z', '%e', '%F')) + pick(('', ' ', '-', ':', '.')) for _ in range(R.randrange(1, 6)))
    d = datetime.datetime(R.randrange(1900, 2100), R.randrange(1, 13), R.randrange(1, 29), R.randrange(24), R.randrange(60), R.randrange(60), R.randrange(10**6), datetime.timezone(datetime.timedelta(minutes=R.randrange(-900, 900))))
    s = list(d.strftime(f))
    for _ in range(R.randrange(2)):
        at = R.randrange(len(s) + 1); s[at:at + R.randrange(2)] = pick(('', ' ', '0', '9', 'x', '-'))
    return lambda s, f: pick((datetime.datetime, datetime.date, datetime.time)).strptime(s, f), ''.join(s), f
def characters():
    def work(*codes):
        out = []
        for c in map(chr, codes):
            out.append((unicodedata.name(c, None), unicodedata.category(c), unicodedata.bidirectional(c), unicodedata.combining(c), unicodedata.east_asian_width(c), unicodedata.mirrored(c), unicodedata.decomposition(c), unicodedata.decimal(c, None), unicodedata.digit(c, None), unicodedata.numeric(c, None), c.upper(), c.lower(), c.title(), c.casefold(), c.isalnum(), c.isidentifier(), c.isprintable(), c.isspace(), unicodedata.ucd_3_2_0.category(c), unicodedata.ucd_3_2_0.name(c, None)))
        s = ''.join(map(chr, codes))
        return out, [(unicodedata.normalize(f, s), unicodedata.is_normalized(f, s), unicodedata.ucd_3_2_0.normalize(f, s)) for f in ('NFC', 'NFD', 'NFKC', 'NFKD')], s.isidentifier(), s.title(), s.swapcase()
    return work, *(pick((R.randrange(0x110000), R.randrange(0x3100), R.randrange(0x20000), R.randrange(0x300, 0x370), R.randrange(0xac00, 0xd7b0), R.randrange(0x1100, 0x1200))) for _ in range(R.randrange(1, 6)))
def ordereds():
    def work(n):
        d, out = collections.OrderedDict(), []
        for _ in range(n):
            k = R.randrange(13); x = pick((R.randrange(9), str(R.randrange(5))))
            try:
                if k < 4: d[x] = R.randrange(99)
                elif k == 4: del d[x]
                elif k == 5: d.move_to_end(x, R.random() < 0.5)
                elif k == 6: out.append(d.popitem(R.random() < 0.5))
                elif k == 7: out.append((d.pop(x, None), d.setdefault(x, 1)))
                elif k == 8: d |= {x: 2, 7: 3}
                elif k == 9: out.append((list(reversed(d)), list(d.items()), d == dict(d), d == collections.OrderedDict(reversed(d.items()))))
                elif k == 10: d = d.copy()
                elif k == 11:
                    for y in d: d.move_to_end(y) if x == y else d.pop(x, None)
                else: out.append((repr(d), d.keys() & {1, 2} == {1}, list(d.values())))
            except Exception as e: out.append(type(e).__name__ + str(e))
        return d, out
    return work, R.randrange(40)
KINDS = dict(encodeds=encodeds, isotexts=isotexts, strptimes=strptimes, characters=characters, ordereds=ordereds, formats=formats, percents=percents, strformats=strformats, ints=ints, bigints=bigints, floats=floats, floattext=floattext, patterns=patterns, structs=structs, memories=memories, arrays=arrays, slices=slices, dicts=dicts, sorts=sorts, texts=texts, bytestrings=bytestrings, dates=dates, decimals=decimals)
kinds = [(n, f) for n, f in KINDS.items() if not only or n in only]
for i in range(rounds):
    name, make = pick(kinds)
    R.seed(f'{seed} {i}')
    try: f, *args = make()
    except Exception as e: print(i, name, 'make', type(e).__name__, e); continue
    told = ascii(args)[:300] if name != 'bigints' else ''
    try: result = ascii(f(*args))
    except Exception as e: result = f'{type(e).__name__}: {ascii(str(e))}'
    if len(result) > 2000: result = f'{result[:200]} {len(result)} {binascii.crc32(result.encode())}'
    print(i, name, told, result)
