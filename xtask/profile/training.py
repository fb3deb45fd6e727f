"""What programs do over and over: `cargo xtask profile` counts which branches of the interpreter that takes.

Each function is a small program of one kind; nothing here is measured.
"""

import ast
import asyncio
import bisect
import collections
import contextlib
import copy
import csv
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import heapq
import io
import itertools
import json
import logging
import marshal
import math
import operator
import pickle
import random
import re
import statistics
import string
import struct
import sys
import tempfile
import textwrap
import threading
import time
import typing
import weakref
import zlib
from hashlib import sha256

PROGRAMS = []


def program(function):
    PROGRAMS.append(function)
    return function


@program
def mandelbrot():
    inside = 0
    for row in range(60):
        for column in range(90):
            c = complex(column / 30 - 2, row / 30 - 1)
            x = y = 0.0
            for _ in range(40):
                x, y = x * x - y * y + c.real, 2 * x * y + c.imag
                if x * x + y * y > 4.0:
                    break
            else:
                inside += 1
    return inside


@program
def sieve():
    limit = 60_000
    flags = bytearray([1]) * (limit + 1)
    flags[0] = flags[1] = 0
    for number in range(2, int(limit**0.5) + 1):
        if flags[number]:
            flags[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    primes = [number for number, flag in enumerate(flags) if flag]
    gaps = collections.Counter(b - a for a, b in itertools.pairwise(primes))
    return len(primes), gaps.most_common(3)


@program
def matrices():
    size = 24
    left = [[(i * j) % 7 + 0.5 for j in range(size)] for i in range(size)]
    right = list(map(list, zip(*left)))
    product = [[sum(a * b for a, b in zip(row, column)) for column in right] for row in left]
    total = 0.0
    for i in range(size):
        for j in range(size):
            total += product[i][j] if i != j else -product[i][j]
    return round(total, 3), math.sqrt(abs(total)), statistics.fmean(map(sum, product))


@program
def whole_numbers():
    state, total = 12345, 0
    for i in range(12_000):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        total += (state >> 16) % 10 if state & 1 else -(state // 65536 % 7)
        total ^= i << 3
    large = 3**200
    for i in range(1, 300):
        large = large * (i | 1) // (i + 1) + (large % (i + 7))
        if large.bit_length() > 2000:
            large >>= 700
    words = 0x9E3779B97F4A7C15
    for i in range(4000):
        words = (words * 6364136223846793005 + i) % 2**64
        words ^= words >> 31
    return total, large.bit_length(), words, pow(7, 10**6, 10**9 + 7), math.gcd(large, 360), str(large)[:5]


class Node:
    __slots__ = ("key", "left", "right")

    def __init__(self, key):
        self.key = key
        self.left = self.right = None


class Tree:
    def __init__(self):
        self.root = None
        self.size = 0

    def add(self, key):
        node = Node(key)
        self.size += 1
        if self.root is None:
            self.root = node
            return
        current = self.root
        while True:
            side = "left" if key < current.key else "right"
            below = getattr(current, side)
            if below is None:
                setattr(current, side, node)
                return
            current = below

    def __contains__(self, key):
        current = self.root
        while current is not None:
            if key == current.key:
                return True
            current = current.left if key < current.key else current.right
        return False

    def __len__(self):
        return self.size

    def __iter__(self):
        yield from self._walk(self.root)

    def _walk(self, node):
        if node is not None:
            yield from self._walk(node.left)
            yield node.key
            yield from self._walk(node.right)


@program
def trees():
    chance = random.Random(3)
    tree = Tree()
    for _ in range(700):
        tree.add(chance.randrange(10_000))
    found = sum(number in tree for number in range(0, 10_000, 7))
    ordered = list(tree)
    assert ordered == sorted(ordered) and len(ordered) == len(tree)
    return found


class Shape:
    count = 0
    registry: typing.ClassVar[dict] = {}

    def __init_subclass__(cls, **named):
        super().__init_subclass__(**named)
        cls.registry[cls.__name__] = cls

    def __init__(self, name, *, scale=1.0):
        self.name = name
        self.scale = scale
        Shape.count += 1

    @property
    def area(self):
        return self.scale * self._area()

    @classmethod
    def unit(cls, **named):
        return cls(*cls.defaults(), **named)

    @staticmethod
    def defaults():
        return (1.0,)

    def __lt__(self, other):
        return self.area < other.area

    def __eq__(self, other):
        if not isinstance(other, Shape):
            return NotImplemented
        return self.area == other.area

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r}, area={self.area:.2f})"


class Square(Shape):
    def __init__(self, side, **named):
        super().__init__("square", **named)
        self.side = side

    def _area(self):
        return self.side**2

    def __add__(self, other):
        return Square(self.side + other.side)

    def __getitem__(self, index):
        if index >= 4:
            raise IndexError(index)
        return self.side


class Circle(Shape):
    def __init__(self, radius, **named):
        super().__init__("circle", **named)
        self.radius = radius
        self.options = named

    def _area(self):
        return math.pi * self.radius * self.radius

    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: self.options.get(name[4:])
        raise AttributeError(name)


@program
def shapes():
    made = []
    for i in range(500):
        kind = Square if i % 3 else Circle
        made.append(kind(i % 17 + 1, scale=1.0 + i % 5))
    made += [Square.unit(scale=2.0), Circle.unit()]
    made.sort()
    biggest = max(made, key=operator.attrgetter("area"))
    different = len(set(made))
    texts = [repr(shape) for shape in made[::25]]
    sides = sum(side for shape in made if isinstance(shape, Square) for side in shape)
    joined = functools.reduce(operator.add, (shape for shape in made[:40] if type(shape) is Square))
    hooks = sum(hasattr(shape, "get_scale") for shape in made) + sum(hasattr(shape, "missing") for shape in made)
    equal = sum(a == b for a, b in itertools.pairwise(made)) + made.index(biggest)
    return biggest, different, texts[0], sides, joined, hooks, equal, sorted(Shape.registry)


class Level(enum.Enum):
    LOW = 1
    MIDDLE = 2
    HIGH = 3


class Access(enum.IntFlag):
    READ = 4
    WRITE = 2
    RUN = 1


@dataclasses.dataclass(order=True)
class Record:
    level: int
    name: str = dataclasses.field(compare=False)
    tags: list = dataclasses.field(default_factory=list, repr=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    x: int
    y: int


Entry = collections.namedtuple("Entry", "who what when", defaults=(0,))


class Place(typing.NamedTuple):
    row: int
    column: int = 0


@program
def records():
    made = [Record(i * 7 % 31, f"record {i}", [i]) for i in range(150)]
    made.sort()
    keys = {Key(i % 9, i % 11): i for i in range(300)}
    entries = [Entry(f"w{i % 5}", what=i) for i in range(150)]
    by_who = collections.defaultdict(list)
    for entry in entries:
        who, what, when = entry
        by_who[entry.who].append(what + entry.when)
    places = {Place(i // 10, i % 10) for i in range(100)} | {Place(3)}
    changed = [dataclasses.replace(record, level=0) for record in made[:10]] + [entries[0]._replace(when=5)]
    levels = [Level(i % 3 + 1) for i in range(150)]
    high = sum(level is Level.HIGH for level in levels) + sum(level.value for level in levels)
    names = {level.name for level in levels}
    access = Access.READ | Access.RUN
    allowed = sum(Access.READ in access for _ in range(20))
    return made[0], len(keys), by_who["w1"][:3], len(places), changed[0], high, sorted(names), allowed, str(access)


def described(value):
    match value:
        case None | True | False:
            return "constant"
        case int() | float() if value < 0:
            return "negative"
        case int(number):
            return f"int {number % 10}"
        case str() as text:
            return text.upper()
        case [first, *rest]:
            return described(first) + str(len(rest))
        case {"kind": kind, **others}:
            return f"{kind}{len(others)}"
        case Key(x=0, y=y):
            return f"axis {y}"
        case Key(x, y):
            return f"key {x}{y}"
        case _:
            return "other"


@program
def matching():
    values = [None, 3, -4.5, "text", [1, 2, 3], (4,), {"kind": "a", "b": 1}, {}, Key(0, 1), Key(1, 2), b"", 12, [[]], True]
    return collections.Counter(described(value) for _ in range(60) for value in values if value != [[]])


def chunks(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def averages():
    total, count, mean = 0.0, 0, None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total / count


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield [item, *rest]


@program
def generators():
    lengths = [len(chunk) for chunk in chunks(list(range(5000)), 7)]
    mean = averages()
    next(mean)
    for i in range(1500):
        last = mean.send(i)
    with contextlib.suppress(ValueError):
        mean.throw(ValueError)
    mean.close()
    found = sum(1 for order in permutations(list("abcdef")) if order[0] < order[-1])
    pipeline = filter(lambda n: n % 3, map(lambda n: n * n, itertools.islice(itertools.count(), 2000)))
    flags = any(n > 3000 for n in range(4000)), all(n >= 0 for n in range(2000)), sum(n for n in range(3000))
    table = {n: str(n) for n in range(500)}
    unique = {n % 17 for n in range(1500)}
    groups = [(key, sum(1 for _ in group)) for key, group in itertools.groupby(range(600), key=lambda n: n // 50)]
    return len(lengths), last, found, sum(pipeline), flags, len(table), unique, groups[-1]


class Failure(Exception):
    def __init__(self, code, text="failed"):
        super().__init__(text)
        self.code = code


def risky(depth, code):
    try:
        if depth == 0:
            if code % 3 == 0:
                raise Failure(code)
            if code % 3 == 1:
                return {}[code]
            return [][code]
        return risky(depth - 1, code)
    finally:
        code += 1


@contextlib.contextmanager
def managed(log):
    log.append("in")
    try:
        yield log
    finally:
        log.append("out")


@program
def errors():
    kinds = collections.Counter()
    for i in range(500):
        try:
            risky(i % 8, i)
        except Failure as failure:
            kinds[failure.code % 5] += 1
        except (KeyError, IndexError) as error:
            kinds[type(error).__name__] += 1
    log = []
    for i in range(250):
        try:
            with managed(log), io.StringIO() as stream:
                stream.write("x")
                if i % 2:
                    raise ValueError(i)
        except ValueError as error:
            try:
                raise RuntimeError("wrapped") from error
            except RuntimeError as outer:
                kinds[str(outer)] += len(outer.__cause__.args)
    for text in ("1", "x", "2.5", "") * 150:
        try:
            kinds[int(text)] += 1
        except ValueError:
            kinds["bad"] += 1
    kinds["missing"] = sum(getattr(log, "missing", 1) for _ in range(500)) + sum(hasattr(log, "nope") for _ in range(300))
    return kinds, len(log)


TEXT = "The quick brown fox jumps over the lazy dog; 'twas 12 or 13 o'clock. Größe, naïveté, 東京 and 😀!\n"


@program
def texts():
    text = TEXT * 12
    words = collections.Counter(word.strip(".,;!?'").lower() for word in text.split())
    lines = text.splitlines()
    built = ""
    for i, line in enumerate(lines):
        built += f"{i:>4}: {line[:20]:<22}|{len(line) / 7:8.3f}|{i:#06x}\n"
        if line.startswith("The") and "fox" in line and not line.endswith("?"):
            built += "%s-%d-%5.1f;" % (line[4:9], i, i / 3) + "{:>8}{!r}".format(i, line[:3])
    parts = [part.partition("=") for part in "a=1;b=22;c=;d".split(";") * 40]
    cased = [line.title() + line.swapcase() + line.upper().replace("O", "0") for line in lines]
    caesar = str.maketrans(string.ascii_lowercase, string.ascii_lowercase[3:] + string.ascii_lowercase[:3])
    moved = ",".join(cased).translate(caesar).casefold()
    letters = [ord(c) for c in text[:600]]
    back = "".join(chr(code) for code in letters)
    vowels = sum(1 for c in text if c in "aeiou") + sum(c.isalpha() and not c.isupper() for c in text)
    places = text.find("dog"), text.rfind("dog"), text.count("o"), text.index("😀"), text[-5:-2], text[::-7][:5]
    numbers = [str(n) for n in range(800)] + [repr(n / 7) for n in range(300)]
    values = sum(map(int, numbers[:800])) + sum(map(float, numbers[800:]))
    encoded = text.encode()
    same = encoded.decode() == text and back.encode("utf-16").decode("utf-16") == back
    wrapped = textwrap.fill(TEXT, 30)
    return words.most_common(2), len(built), len(parts), len(moved), vowels, places, values, same, len(wrapped)


@program
def octets():
    data = bytes(range(256)) * 10
    buffer = bytearray()
    for i in range(0, len(data), 16):
        piece = data[i : i + 16]
        buffer += piece[::-1]
        buffer.append(sum(piece) & 255)
    packed = b"".join(struct.pack("<IHd8s", i, i % 7, i / 3, b"name") for i in range(250))
    total = sum(number + small + real for number, small, real, _ in struct.iter_unpack("<IHd8s", packed))
    view = memoryview(buffer)
    counts = [0] * 256
    for byte in view:
        counts[byte] += 1
    text = buffer.hex()
    found = buffer.find(b"\x10\x0f"), data.count(b"\x00\x01"), data.replace(b"\x01", b"--")[:4], data.split(b"\n")[0][:2]
    squeezed = zlib.compress(data)
    return total, max(counts), len(text), found, zlib.crc32(data), zlib.decompress(squeezed) == data, sha256(data).hexdigest()[:6]


@program
def many_values():
    data = bytes(range(128)) * 16
    taken = [len(struct.unpack(f"{order}{len(data) // struct.calcsize(code)}{code}", data))
             for code in "?bBhHiIqQefd" for order in "<>"]
    taken += [len(list(struct.iter_unpack(format, data))) for format in ("<d", "<iH2x", ">2i")]
    views = [len(memoryview(data).cast(code).tolist()) for code in "BhiQd"]
    texts = TEXT * 4, TEXT.replace("o", "ö") * 4, TEXT.replace("e", "€").replace("z", "😀") * 4
    same = [text.encode(f"utf-{width}{order}").decode(f"utf-{width}{order}") == text
            for text in texts for width in (16, 32) for order in ("", "-le", "-be")]
    lossy = [len(text.encode(encoding, errors)) for text in texts for encoding in ("ascii", "latin-1", "cp1252")
             for errors in ("ignore", "replace", "backslashreplace", "xmlcharrefreplace")]
    latin = "höher, größer " * 50
    same += [latin.encode(encoding).decode(encoding) == latin for encoding in ("latin-1", "cp1252")]
    numbers = list(range(300))
    kept = [numbers, tuple(numbers), {str(n): [n] for n in numbers}, {n / 3 for n in numbers}, TEXT.split()]
    back = marshal.loads(marshal.dumps(kept)) == kept
    first, second = itertools.tee(numbers)
    total = 0
    for pair in itertools.chain(itertools.product(range(9), "abc", range(5)), itertools.batched(numbers, 3)):
        total += len(pair)
    for one, other in itertools.zip_longest(itertools.islice(first, 200), second, fillvalue=0):
        total += one - other
    for choice in itertools.chain(itertools.combinations(range(9), 3), itertools.permutations(range(6), 3)):
        total += choice[0]
    letters = len(list(TEXT)), len(set(TEXT)), TEXT[::2], TEXT[::-1], data[::3]
    return len(taken), sum(views), all(same), sum(lossy), back, total, letters[:2]


@program
def patterns():
    text = TEXT * 8 + "key = value ; other=12\n2026-11-05T10:20:30 mail@example.org 192.168.0.1\n" * 10
    pairs = re.findall(r"(\w+)\s*=\s*(\w+)", text)
    dates = [tuple(map(int, found.groups())) for found in re.finditer(r"(\d{4})-(\d\d)-(\d\d)", text)]
    mail = re.compile(r"[\w.]+@(?P<host>[\w.]+\.[a-z]{2,})", re.IGNORECASE)
    hosts = {found["host"] for found in mail.finditer(text)}
    spaced = re.sub(r"\s+", " ", text)
    swapped = re.sub(r"(\w+) (\w+)", r"\2 \1", spaced)
    tokens = re.compile(r"(?P<number>\d+(\.\d*)?)|(?P<name>[A-Za-z_]\w*)|(?P<other>\S)")
    kinds = collections.Counter(found.lastgroup for found in tokens.finditer(text))
    parts = re.split(r"[;,.]\s*", text)
    lines = sum(bool(re.match(r"^(?:key|The)\b.*", line)) for line in text.splitlines())
    return len(pairs), dates[0], hosts, len(swapped), kinds, len(parts), lines, re.fullmatch(r"(a|b)*c?", "abab" * 20) is None


@program
def containers():
    chance = random.Random(7)
    numbers = [chance.random() for _ in range(1200)]
    ordered = sorted(numbers, reverse=True)
    heap = []
    for number in numbers[:500]:
        heapq.heappush(heap, number)
    smallest = [heapq.heappop(heap) for _ in range(250)]
    queue = collections.deque(maxlen=50)
    for number in range(1500):
        queue.append(number)
        if number % 3 == 0:
            queue.popleft()
    stack = []
    for number in range(3000):
        stack.append(number)
        if number % 4 == 3:
            stack.pop()
            stack[-1] += 1
    table = {}
    for word in (TEXT * 10).split():
        table[word] = table.get(word, 0) + 1
    for number in range(1200):
        table.setdefault(number % 97, []).append(number)
        table[number, number % 3] = number
    merged = {**table, "end": None} | {"start": 1}
    removed = [merged.pop(key) for key in list(merged)[:200]]
    evens, threes = set(range(0, 600, 2)), set(range(0, 600, 3))
    sets = len(evens & threes), len(evens | threes), len(evens - threes), len(evens ^ threes), frozenset(evens) >= {2, 4}
    first, second, *rest = ordered
    ordered[2:5] = [first, second]
    del ordered[::50]
    grid = [[0] * 20 for _ in range(20)]
    for i in range(20):
        for j in range(20):
            grid[i][j] = grid[i - 1][j] + grid[i][j - 1] + (i ^ j)
            a, b = i, j
            a, b = b, a
    positions = [bisect.bisect(sorted(smallest), number) for number in numbers[:100]]
    copied = copy.deepcopy({"grid": grid[:4], "sets": [evens], "pair": (1, [2])})
    same = copied["grid"] == grid[:4] and [1, "a", (2.0, None)] == [1, "a", (2.0, None)] and (1, 2) < (1, 3)
    counts = sum(len(v) if isinstance(v, list) else 1 for k, v in table.items() if k != "fox")
    indices = {name: i for i, (name, _) in enumerate(zip(table, itertools.cycle("ab")))}
    return len(queue), len(stack), len(removed), sets, len(rest), grid[-1][-1], sum(positions), same, counts, len(indices)


@program
def calls():
    def plain(a, b):
        return a + b

    def defaults(a, b=2, c=3):
        return a + b + c

    def keywords(a, *, scale=1, offset=0):
        return a * scale + offset

    def collect(*args, **named):
        return len(args) + len(named)

    def counter():
        count = 0

        def step(by=1):
            nonlocal count
            count += by
            return count

        return step

    @functools.wraps(plain)
    def decorated(*args, **named):
        return plain(*args, **named)

    @functools.lru_cache(maxsize=64)
    def cached(n):
        return n if n < 2 else cached(n - 1) + cached(n - 2)

    step, bound, total = counter(), functools.partial(defaults, c=5), 0
    pair, options = (1, 2), {"scale": 2, "offset": 1}
    for i in range(1500):
        total += plain(i, 1) + defaults(i) + defaults(i, c=1) + keywords(i, scale=2) + keywords(i, **options)
        total += collect(*pair, i, x=i) + collect(i) + decorated(i, b=1) + bound(i) + step() + (lambda n: n + 1)(i)
        total += max(i, 3) + len(pair) + abs(-i) + min(pair) + divmod(i, 7)[1] + isinstance(i, int) + round(i / 3)
        total += cached(i % 40) + sum(pair) + ord("a") + callable(step) + bool(pair) + int(str(i)) + id(step) % 2
    return sum(map(operator.mul, range(50), range(50))), total > 0, sorted("hello", key=str.upper), list(reversed(pair))


@program
def documents():
    tree = {"name": "root", "items": [{"id": i, "value": i / 7, "tags": ["a", "b"], "none": None} for i in range(120)]}
    text = json.dumps(tree)
    again = json.loads(text)
    pretty = json.dumps(again, indent=1, sort_keys=True)
    stored = pickle.dumps([tree, Key(1, 2), Level.HIGH, {1, 2}, datetime.date(2026, 1, 2), 10**30, b"data"])
    loaded = pickle.loads(stored)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([i, f"name {i}", i / 3] for i in range(150))
    rows = list(csv.DictReader(io.StringIO("a,b,c\n" + table.getvalue())))
    return len(text), len(pretty), loaded[0] == tree, len(rows), rows[3]["b"]


@program
def files():
    with tempfile.TemporaryFile("w+") as file:
        for i in range(1500):
            file.write(f"line {i}\n")
            if i % 100 == 0:
                print("more", i, sep=":", file=file)
        file.seek(0)
        lengths = sum(len(line.rstrip()) for line in file)
        file.seek(0)
        text = file.read()
    return lengths, len(text.splitlines())


@program
def times():
    start = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone.utc)
    days = [start + datetime.timedelta(days=i, hours=i % 5) for i in range(250)]
    texts = [day.isoformat() for day in days] + [day.strftime("%Y-%m-%d %H:%M") for day in days]
    parsed = [datetime.datetime.fromisoformat(text) for text in texts[:250]]
    return max(days) - min(days), parsed == days, sum(day.weekday() for day in days), days[3].replace(year=2027).timetuple()[7]


@program
def exact_numbers():
    with decimal.localcontext() as context:
        context.prec = 30
        total = sum((decimal.Decimal(i) / 7 for i in range(1, 300)), decimal.Decimal(0))
        root = decimal.Decimal(2).sqrt().quantize(decimal.Decimal("0.0001"))
    parts = sum((fractions.Fraction(1, i) for i in range(1, 60)), fractions.Fraction(0))
    chance = random.Random(1)
    picked = [chance.choice("abc") + str(chance.randint(1, 6)) for _ in range(300)]
    chance.shuffle(picked)
    waves = sum(math.sin(i / 10) * math.exp(-i / 100) + math.hypot(i, 2.0) + math.floor(i / 3) for i in range(1500))
    return str(total)[:8], root, parts.denominator % 97, len(set(picked)), round(waves, 6), statistics.median(map(len, picked))


@program
def programs():
    source = "\n".join(
        f"def f{i}(a, b=1, *c, **d):\n    for x in range(a):\n        if x % 2 and b:\n            b += x * {i}\n"
        f"        else:\n            d[x] = [y for y in c if y] or 'text {i}'\n    return a, b\n"
        for i in range(25)
    )
    names = {}
    exec(compile(source, "<made>", "exec"), names)
    tree = ast.parse(source)
    kinds = collections.Counter(type(node).__name__ for node in ast.walk(tree))
    made = [type(f"C{i}", (Shape,), {"_area": lambda self: 1.0, "x": i}) for i in range(40)]
    for class_ in made:
        del Shape.registry[class_.__name__]
    return names["f3"](4), kinds.most_common(1), eval("1 + 2 * 3"), made[3]("x").area


@program
def waiting():
    async def worker(queue, results):
        while (item := await queue.get()) is not None:
            await asyncio.sleep(0)
            results.append(item * 2)
            queue.task_done()

    async def numbers():
        for i in range(150):
            yield i
            if i % 10 == 0:
                await asyncio.sleep(0)

    async def main():
        queue, results = asyncio.Queue(), []
        tasks = [asyncio.create_task(worker(queue, results)) for _ in range(3)]
        async for number in numbers():
            await queue.put(number)
        for _ in tasks:
            await queue.put(None)
        await asyncio.gather(*tasks)
        async with asyncio.Lock():
            return sum(results) + sum([n async for n in numbers()])

    return asyncio.run(main())


@program
def threads():
    lock, total = threading.Lock(), [0]

    def add():
        for _ in range(150):
            with lock:
                total[0] += 1

    workers = [threading.Thread(target=add) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    references = [weakref.ref(worker) for worker in workers]
    return total, sum(reference() is not None for reference in references)


@program
def logs():
    stream = io.StringIO()
    logger = logging.getLogger("training")
    logger.propagate = False
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    for i in range(120):
        logger.info("event %d of %s", i, "kind")
        logger.debug("hidden %d", i)
    return len(stream.getvalue())


class Ring:
    def __init__(self, size):
        self.links = []
        for i in range(size):
            self.links.append({"ring": self, "number": i})
        self.callback = lambda: self

    def __del__(self):
        Ring.gone += 1

    gone = 0


@program
def garbage():
    for i in range(150):
        Ring(i % 20)
    kept = [[i, str(i), {"n": i}] for i in range(2500)]
    return Ring.gone >= 0, len(kept)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.0
    # Where each runs once, that is under Valgrind, which can't look at the clock that these ask.
    programs = PROGRAMS if seconds else [function for function in PROGRAMS if function is not waiting]
    for function in programs:
        end = time.process_time() + seconds if seconds else 0
        while True:
            result = function()
            if not seconds or time.process_time() >= end:
                break
        print(function.__name__, str(result)[:100])


main()
