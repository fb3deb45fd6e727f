"""What programs do with regular expressions, in milliseconds of CPU time.

rpy needs CPython's library: PYTHONPATH=…/lib/python3.14 rpy benches/patterns.py
"""
import re
from time import process_time

ENGLISH = "".join(
    f"{word} " for i in range(8000)
    for word in ("the", "quick", f"brown{i % 50}", "fox", "jumps", "over", "lazy,", "dogs.\n"))
RUSSIAN = "съешь ещё этих мягких французских булок, да выпей чаю. " * 3000
LOG = "".join(
    f'10.0.{i % 256}.{i * 7 % 256} - - [{i % 28 + 1:02}/Oct/2024:13:55:{i % 60:02}] "GET /p/{i} HTTP/1.1" '
    f"{(200, 404, 500)[i % 3]} {i * 37 % 9000}\n" for i in range(5000))
CODE = "".join(
    f"def function_{i}(self, x={i}):\n    return self.t[{i}] + 0x{i:x} * 3.5e-{i % 7}  # {i}\n\n"
    for i in range(1500))
TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d*)?(?:e[+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<space>\s+)"
    r"|(?P<comment>#.*)|(?P<operator>[-+*/=<>()\[\]{},:.])")
LINE = re.compile(r'(\S+) \S+ \S+ \[([^\]]+)\] "([^"]*)" (\d{3}) (\d+)')
KEYS = re.compile(r"(\w+)=(\w+)")


def tokens():
    count = 0
    for match in TOKEN.finditer(CODE):
        if match.lastgroup == "name":
            count += len(match.group())
    return count


def lines():
    total = 0
    for line in LOG.splitlines():
        address, date, request, status, size = LINE.match(line).groups()
        total += int(size)
    return total


def scan():
    position, count, match = 0, 0, TOKEN.match
    while found := match(CODE, position):
        position = found.end()
        count += 1
    return count


def russian_spans():
    return sum(match.end() - match.start() for match in re.finditer(r"\w+", RUSSIAN))


def short():
    found = None
    for _ in range(30000):
        found = KEYS.search("key=value")
    return found.groups()


CASES = [
    ("findall, words", lambda: re.findall(r"\w+", ENGLISH)),
    ("findall, Russian words", lambda: re.findall(r"\w+", RUSSIAN)),
    ("findall, two groups", lambda: re.findall(r"(\w+) (\w+)", ENGLISH)),
    ("findall, literal", lambda: re.findall("lazy", ENGLISH)),
    ("sub, by a string", lambda: re.sub(r"\s+", " ", ENGLISH)),
    ("sub, by a template", lambda: re.sub(r"(\w+) (\w+)", r"\2 \1", ENGLISH)),
    ("sub, by a function", lambda: re.sub(r"\d+", lambda match: match.group() + "0", ENGLISH)),
    ("sub, nothing found", lambda: re.sub(r"zebra\d", "x", ENGLISH)),
    ("split", lambda: re.split(r"[,.\s]+", ENGLISH)),
    ("finditer, tokens", tokens),
    ("match, from position to position", scan),
    ("match, lines of a log", lines),
    ("finditer, Russian positions", russian_spans),
    ("search, short strings", short),
    ("re.search by a cached pattern", lambda: [re.search("a+b", "xxaab") for _ in range(10000)]),
    ("re.compile", lambda: re.purge() or [re.compile(TOKEN.pattern + " " * i) for i in range(10)]),
]

for name, function in CASES:
    best = 1e9
    for _ in range(5):
        start = process_time()
        function()
        best = min(best, process_time() - start)
    print(f"{name:34}{best * 1e3:10.2f}")
