"""Runs code objects that were mangled: as the bytes of a cache, or by code.replace.

  code.py SEED ROUNDS [v]

What the verifier accepts is run, for as long as a timer allows. No mutant may end the process, and none
may panic, which becomes a SystemError that speaks of an internal error.
"""
import os, sys, marshal, random, signal, types
seed = int(sys.argv[1]); rounds = int(sys.argv[2]); verbose = len(sys.argv) > 3
random.seed(seed)
SOURCES = ['''
import math
class A:
    __slots__ = ('a', 'b')
    def __init__(self, a, b=2, *c, d=3, **e): self.a = a; self.b = [b, c, d, e]
    def m(self, x): return super().__init__(x) or self.a
    @property
    def p(self): return self.b
def g(n):
    for i in range(n):
        got = yield i, i + 1.5
        if got: return f"{i!r:>{n}} {got}"
def f(x, y=1, /, z=2, *args, k=4, **kw):
    total = x + y * z - k
    while total > 0:
        total -= 7
        try:
            total // (total % 3)
        except (ZeroDivisionError, TypeError) as error:
            last = error
            continue
        finally:
            total -= 1
    def inner(a): 
        nonlocal total
        total += a
        return lambda b: a + b + total
    return inner(3)(4), [i for i in range(5) if i % 2], {i: j for i, j in zip('ab', 'cd')}, args, kw
def match(v):
    match v:
        case [1, *rest]: return rest
        case {'a': x, **others}: return x, others
        case A(a=1): return 'A'
        case str() | bytes(): return 's'
        case _: return None
async def co():
    async with cm() as c:
        async for i in agen(): await i
async def agen():
    yield 1
    yield await agen2()
f(1), f(1, 2, 3, 4, k=5, q=6), list(g(3)), match([1, 2]), match({'a': 1, 'b': 2}), match(A(1)), match(b'')
a = A(1); a.m(3); a.p; a.b[0:1]; a.b[0] += 1; del a.b[0]
x, *y, z = 'abcd'
print_ = [*y, *y], {**{}, 'a': 1}, (*y, 1), {*y}, 1 < 2 < 3, x is None, x in y, not x, -1 ** 2, ~1
with memoryview(b'ab') as m: m[0]
try: raise ValueError('x') from KeyError(1)
except* ValueError as group: g2 = group
type B[T: int = str] = list[T]
def generic[T, *Ts, **P](a: T) -> T: return a
t = t"{x!r:>5} {y}"
for q in g(3):
    if q == 2: break
else: pass
assert x, y
global_name = lambda *a, **k: (a, k)
global_name(*y, **{'b': 1}); global_name(1, *y, c=2)
''', '''
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(8)
s = 0
for i in range(200):
    s += i * 2 - (i >> 1)
    if i & 1: s = s ^ i
l = [0.5] * 20
for i, v in enumerate(l): l[i] = v * i + s
class P:
    x = 1
    def get(self): return self.x
    def __getattr__(self, n): return n
    def __enter__(self): return self
    def __exit__(self, *a): return True
p = P()
for i in range(60): p.get(); p.y; p.x = i; len(l); isinstance(p, P); l.append(i); str(i); d = {}; d[i] = i; d[i]
with p: 1 / 0
def gen():
    try:
        yield from [1, 2]
    finally:
        yield 3
def deleg(): return (yield from gen())
for _ in range(3): list(deleg())
''']
codes = []
for s in SOURCES:
    codes.append(compile(s, 'a', 'exec'))
for name in ('json.decoder', 'textwrap', 'enum', 'dataclasses', 'contextlib', 'string', 'heapq', 'fractions', 'types'):
    module = __import__(name, fromlist=['a'])
    codes.append(module.__spec__.loader.get_code(name))
def all_codes(code):
    yield code
    for c in code.co_consts:
        if isinstance(c, types.CodeType): yield from all_codes(c)
builtins_ = dict(vars(__import__('builtins')))
for name in ('open', 'input', 'exit', 'quit', 'breakpoint', 'print', 'help', '__import__'): builtins_.pop(name, None)
builtins_['__import__'] = lambda *a, **k: __import__('math')
class Late(BaseException): pass
def judge(what, error):
    """Malformed code is told of by SystemError, as bugs are."""
    if 'internal error' in str(error): print('SYSTEMERROR', i, what, str(error)[:300])
def late(*_): raise Late
signal.signal(signal.SIGALRM, late)
def mutate_bytes(data):
    data = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 5, 20))):
        k = random.randrange(8); at = random.randrange(len(data))
        if k < 3: data[at] = random.randrange(256)
        elif k == 3: data[at] ^= 1 << random.randrange(8)
        elif k == 4: data[at:at + random.randrange(9)] = b''
        elif k == 5:
            other = random.randrange(len(data)); data[at:at] = data[other:other + random.randrange(20)]
        elif k == 6:
            other = random.randrange(len(data)); n = random.choice((1, 2, 2, 2, 4, 8)); at -= at % n; other -= other % n; data[at:at + n] = data[other:other + n]
        else: data[at] = random.choice((0, 1, 2, 3, 4, 5, 127, 128, 255))
    return bytes(data)
def run(code):
    if not isinstance(code, types.CodeType): return
    space = {'__builtins__': dict(builtins_), '__name__': 'fuzz'}
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        try:
            if code.co_freevars:
                r = types.FunctionType(code, space, 'f', (1, 2), tuple(types.CellType(i) for i in range(len(code.co_freevars))))(*[3] * code.co_argcount)
            elif code.co_argcount or code.co_kwonlyargcount or code.co_flags & 0x2a0:
                f = types.FunctionType(code, space, 'f', None, None)
                r = f(*[[1], 3, 'a', A()][:code.co_argcount], **dict.fromkeys(code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount], 5))
            else: r = exec(code, space)
            for _ in range(5):
                if hasattr(r, 'send'): r.send(None)
                elif hasattr(r, '__anext__'): r.__anext__().send(None)
            repr(code); code.co_positions and list(code.co_positions()); list(code.co_lines()); hash(code); code == code.replace()
        except SystemError as e:
            judge('run', e)
        except MemoryError: pass
        except BaseException as e:
            import traceback
            try: traceback.format_exception(e)
            except Exception as other: pass
    finally:
        while True:
            try: signal.setitimer(signal.ITIMER_REAL, 0); break
            except Late: pass
class A: pass
def replace(code):
    fields = {}
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        k = random.randrange(13)
        small = random.choice((0, 1, 2, 3, 5, 100, 255, 256, 65535, -1, 2**31 - 1, 2**31, 2**40))
        if k < 5: fields['co_code'] = mutate_bytes(fields.get('co_code', code.co_code)) if code.co_code else b''
        elif k == 5: fields['co_exceptiontable'] = mutate_bytes(code.co_exceptiontable or b'\0\1\2\3')
        elif k == 6: fields['co_linetable'] = mutate_bytes(code.co_linetable or b'\0')
        elif k == 7: fields['co_stacksize'] = small
        elif k == 8: fields[random.choice(('co_argcount', 'co_posonlyargcount', 'co_kwonlyargcount'))] = small
        elif k == 9: fields['co_flags'] = code.co_flags ^ (1 << random.randrange(32))
        elif k == 10:
            name = random.choice(('co_names', 'co_varnames', 'co_cellvars', 'co_freevars'))
            v = list(getattr(code, name)); random.shuffle(v); fields[name] = tuple(v[:random.randrange(len(v) + 1)] + random.choice(([], ['a'], ['b', 'c'])))
        elif k == 11:
            v = list(code.co_consts); random.shuffle(v); fields['co_consts'] = tuple(v[:random.randrange(len(v) + 1)] + random.choice(([], [1], ['a', None], [(1, 'a')])))
        else: fields[random.choice(('co_firstlineno', 'co_nlocals'))] = small
    return code.replace(**fields)
def pick(pieces):
    """Half of them from the sources above, which have an instruction of every kind."""
    return pieces[random.randrange(own if random.randrange(2) else len(pieces))]
accepted = stopped = 0
pieces = [c for code in codes for c in all_codes(code)]
own = sum(1 for code in codes[:2] for c in all_codes(code))
dumps = [marshal.dumps(c) for c in pieces]
for i in range(rounds):
    if random.randrange(2):
        try:
            code = replace(pick(pieces))
        except SystemError as e:
            judge('replace', e); continue
        except Exception as e:
            if verbose: print(i, repr(e)[:100], file=sys.stderr)
            continue
        data = None
    else:
        data = mutate_bytes(pick(dumps))
        try: code = marshal.loads(data)
        except SystemError as e:
            judge('marshal', e); continue
        except Exception as e:
            if verbose: print(i, repr(e)[:100], file=sys.stderr)
            continue
    if verbose:
        print(i, 'runs', code, file=sys.stderr, flush=True)
        if isinstance(code, types.CodeType):
            with open('last.marshal', 'wb') as f: f.write(data or marshal.dumps(code))
    accepted += 1
    # A mutant may catch what is to end it, so it runs in a process of its own.
    sys.stdout.flush()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, 0.5)
        try: run(code)
        except BaseException as e: pass
        sys.stdout.flush()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF: stopped += 1
    elif status: print('SYSTEMERROR', i, 'ended with', status)
print('done', rounds, accepted, stopped)
