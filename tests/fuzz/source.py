"""Compiles programs and trees that were mangled.

  source.py SEED ROUNDS [v]

Tokens of files of the library are changed, moved, repeated and left out; trees of the module ast are put together
at random. compile() must end in code or an exception, in a time that goes with the length.
"""
import ast, random, re, sys, time, warnings
seed = int(sys.argv[1]); rounds = int(sys.argv[2]); verbose = len(sys.argv) > 3
random.seed(seed); warnings.simplefilter('ignore')
files = []
for name in ('textwrap', 'heapq', 'enum', 'dataclasses', 'contextlib', 'fractions', 'json.encoder', 'functools', 'string', 'keyword', 'copy', 'bisect'):
    module = __import__(name, fromlist=['a'])
    files.append(module.__spec__.loader.get_source(name))
files.append(open(__file__, encoding='utf-8').read())
files.append('''
match x:
    case [1, *_, {'a': b, **c}] | A(b, k=d) if e: pass
async def f[T: int = 3, *Ts, **P](a, /, b: int = 1, *c, d, **e) -> None:
    async with a as b, (c): await d
    async for i in x: yield i
    return [i async for i in x if await i]
try: pass
except* (A, B) as e: raise e from None
else: del a, b[1], c.d
finally: global q
x: int = (yield); lambda *a, b=1: (b := a)
t"{a!r:>{b}} {c=}" f"{a:{b}{c}}" rb'x' """a
{b}""" 0x_1f 1_0.0e-5j 'é' ñ
@a.b(c)
class A[T](B, metaclass=C): type X[T] = int; nonlocal z
while 1: break
else: continue
from . import (a as b, c)
from ...a.b import *
x @= y; x **= ~y ** -z; a if b else c; a < b != c is not d not in e; x[1:2, ::3, ...]
''')
TOKEN = re.compile(r'\s*\n[ \t]*|[ \t]+|[A-Za-z_]\w*|\d[\w.]*|"""|\'\'\'|"[^"\n]*"|\'[^\'\n]*\'|\*\*=?|//=?|->|:=|[-+*/%@&|^<>=!]=?|.', re.S)
pieces = [TOKEN.findall(f) for f in files]
EXTRA = ['(', ')', '[', ']', '{', '}', ':', ',', ';', '=', ':=', '*', '**', '.', '...', '\n', '\n    ', '\n  ', '\t', '\\\n', '"', "'", '"""', 'f"', 't"', 'f"""{', '!r', '}"', '#', '# type: int',
         'lambda', 'yield', 'await', 'async', 'def', 'class', 'if', 'else', 'for', 'in', 'not', 'is', 'match', 'case', '_', 'type', 'print', 'None', 'True', '__debug__', '\0', '\f', '\r', '\ufeff', '\ud800', '\u2028',
         '0', '1e999', '0x', '0b2', '9' * 5000, '1_', "b'é'", 'rb"', '\\N{DIGIT ONE}', '"\\x"', '"\\N{x}"', '{**', '@', '->', 'except*', 'with', 'as', 'global', 'nonlocal', 'del', 'return', 'import', 'from', 'try', 'except', 'finally', 'é', '𝐱', 'a' * 300, '(' * 150, '[' * 300, '-' * 200, 'not ' * 200, '{' * 100, 'f"{' * 20, 'lambda:' * 300, 'if a:' * 50, 'a.' * 200, 'a[' * 250, 'await ' * 100, '*' * 20]
def mutate(tokens):
    start = random.randrange(len(tokens)); size = random.choice((5, 20, 60, 200, 1000))
    tokens = tokens[start:start + size] if random.randrange(4) else list(tokens)
    for _ in range(random.choice((0, 1, 1, 2, 3, 8, 30))):
        if not tokens: break
        at = random.randrange(len(tokens)); k = random.randrange(7)
        if k == 0: del tokens[at:at + random.choice((1, 1, 1, 3))]
        elif k == 1: tokens.insert(at, random.choice(EXTRA))
        elif k == 2: tokens[at] = random.choice(EXTRA)
        elif k == 3: tokens[at] = random.choice(random.choice(pieces))
        elif k == 4:
            other = random.randrange(len(tokens)); tokens[at], tokens[other] = tokens[other], tokens[at]
        elif k == 5: tokens[at:at] = tokens[at:at + 5] * random.choice((1, 2, 20))
        else:
            other = random.choice(pieces); o = random.randrange(len(other)); tokens[at:at] = other[o:o + random.randrange(30)]
    return ''.join(tokens)
import _ast
nodes = [c for c in vars(_ast).values() if isinstance(c, type) and issubclass(c, ast.AST)]
def of(base): return [c for c in nodes if issubclass(c, base)]
exprs, stmts, patterns, operators = of(ast.expr), of(ast.stmt), of(ast.pattern), of(ast.operator)
def value(depth):
    return random.choice((None, 1, -1, 'a', '', 'é', '\ud800', b'x', 1.5, 2j, ..., True, (), (1, ('a',)), [], {}, frozenset([1]), 10**30, object, 'a.b', '__debug__', 'None', float('nan')))
def child(name, kind, depth):
    """A value for a field, mostly of the right kind."""
    if not random.randrange(40): return value(depth)
    if not random.randrange(30): return random.choice((None, [], [None], node(random.choice(nodes), depth - 1)))
    kind = str(kind)
    if 'list' in kind or name in ('body', 'orelse', 'finalbody', 'elts', 'keys', 'values', 'generators', 'decorator_list', 'args', 'keywords', 'names', 'targets', 'type_params', 'items', 'cases', 'patterns', 'handlers', 'ops', 'comparators', 'defaults', 'kw_defaults', 'kwonlyargs', 'posonlyargs', 'ifs', 'bases', 'kwd_patterns', 'kwd_attrs'):
        inner = kind[kind.index('[') + 1:-1] if '[' in kind else 'expr'
        return [one(inner, depth) for _ in range(random.choice((0, 1, 1, 2, 3)))]
    return one(kind, depth)
def one(kind, depth):
    for word in ('expr_context', 'type_param', 'match_case', 'excepthandler', 'comprehension', 'arguments', 'boolop', 'unaryop', 'operator', 'cmpop', 'keyword', 'withitem', 'pattern', 'alias', 'expr', 'stmt', 'arg'):
        if word in kind:
            if '| None' in kind and not random.randrange(2): return None
            base = getattr(ast, word); choices = [c for c in nodes if issubclass(c, base) and (c is not base or not base.__subclasses__())] or [base]
            if depth <= 0 and word == 'expr': choices = [ast.Name, ast.Constant]
            elif depth <= 0 and word == 'stmt': choices = [ast.Pass, ast.Break, ast.Return]
            elif depth <= 0 and word == 'pattern': choices = [ast.MatchAs]
            return node(random.choice(choices), depth - 1)
    if 'str' in kind: return random.choice(('a', 'b', 'c', '_', 'x', '', 'None', 'a.b')) if random.randrange(8) else None
    if 'int' in kind: return random.choice((0, 1, -1, 2, 3, 114, 10**20))
    return value(depth)
def node(cls, depth):
    n = cls()
    for name, kind in getattr(cls, '_field_types', {}).items():
        if random.randrange(60): setattr(n, name, child(name, kind, depth))
    if random.randrange(30): 
        for name in ('lineno', 'col_offset', 'end_lineno', 'end_col_offset'):
            setattr(n, name, random.choice((1, 1, 2, 5)) if random.randrange(200) else random.choice((-1, 0, 1 << 40, None, 'a')))
    return n
compiled = 0; slowest = (0, '')
for i in range(rounds):
    kind = random.randrange(3)
    if kind == 0:
        mode = random.choice(('exec', 'exec', 'exec', 'single', 'eval', 'func_type'))
        root = {'exec': ast.Module, 'single': ast.Interactive, 'eval': ast.Expression, 'func_type': ast.FunctionType}[mode]
        source = node(root, random.randrange(7))
        if mode != 'func_type' and not random.randrange(3): ast.fix_missing_locations(source)
        size = 3000
    else:
        mode = random.choice(('exec', 'exec', 'exec', 'single', 'eval'))
        source = mutate(random.choice(pieces)); size = len(source)
        if verbose: open('last.py', 'w', encoding='utf-8', errors='surrogatepass').write(source)
    if verbose: print(i, kind, mode, file=sys.stderr, flush=True)
    start = time.perf_counter()
    for flags in (0, ast.PyCF_ONLY_AST) if kind else (0,):
        try:
            result = compile(source, 'a', mode, flags | random.choice((0, 0, ast.PyCF_TYPE_COMMENTS, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)), optimize=random.choice((-1, 0, 2)))
            compiled += 1
            if flags: ast.unparse(result) and repr(ast.dump(result)[:10])
        except SystemError as e:
            if 'internal error' in str(e): print('SYSTEMERROR', i, kind, mode, str(e)[:300])
        except MemoryError: pass
        except (Exception, RecursionError): pass
    took = (time.perf_counter() - start) / (size + 2000)
    if took > slowest[0]: slowest = (took, i)
if slowest[0] > 0.001: print('SLOW: round', slowest[1], '%.1f us a character' % (slowest[0] * 1e6))
print('done', rounds, compiled, '%.1f us a character at worst' % (slowest[0] * 1e6), slowest[1])
