"""Times CPython on patterns, and writes them down for `patterns.rs`, which times the engine.

    python3.14 crates/sre/benches/patterns.py > /tmp/patterns.txt
    RPY_SRE_BENCH=/tmp/patterns.txt cargo bench -p rpy-sre

CPython's time is that of `findall`; it makes a list of strings, which the engine alone does not.
So the cases have few matches, or long ones, but for those named "many".
"""
import random
import re
import sys
import time
from re import _compiler, _parser

I, M, S = re.I, re.M, re.S
rng = random.Random(1)

WORDS = ("the of and to in is that it was for on are as with his they be at one have this "
         "Sherlock Holmes Watson said upon which there from would could should little man").split()
ENGLISH = " ".join(rng.choice(WORDS) + rng.choice(["", "", "", ".", ",", ".\n"])
                   for _ in range(40000))
RUSSIAN = " ".join(rng.choice("и в не на я быть он с что а по это она этот к но они мы Шерлок "
                              "Холмс весь который".split()) for _ in range(30000))
CODE = "".join(f"def function_{i}(self, argument={i}, *rest):\n    \"\"\"Do {i}.\"\"\"\n"
               f"    value = self.table[{i}] + 0x{i:x} * 3.25e-{i % 7}  # comment {i}\n"
               f"    return \"text \\\"{i}\\\" more\" if value else None\n\n" for i in range(3000))
LOG = "".join(f"192.168.{i % 256}.{i * 7 % 256} - - [{i % 28 + 1:02}/Oct/2024:13:55:{i % 60:02} +0000] "
              f"\"GET /page/{i}?q=a%20b HTTP/1.1\" {[200, 404, 500][i % 3]} {i * 37 % 9000}\n"
              for i in range(5000))
CSV = "".join(f"{i},name {i},\"quoted, {i}\",{i / 7:.3f}\n" for i in range(8000))
SPACES = "a" + " " * 3000 + "b"
A30 = "a" * 22
DNA = "".join(rng.choice("acgt") for _ in range(300000))

CASES = [
    ("literal, rare", r"zebra", 0, ENGLISH),
    ("literal, many", r"Holmes", 0, ENGLISH),
    ("literal, ignore case", r"sherlock holmes zz", I, ENGLISH),
    ("literal, Russian", r"Шерлок Ватсон", 0, RUSSIAN),
    ("literal, Russian, ignore case", r"шерлок ватсон", I, RUSSIAN),
    ("two literals", r"zebra|quagga", 0, ENGLISH),
    ("eight literals", r"zebra|quagga|horse|mule|donkey|pony|ass|foal", 0, ENGLISH),
    ("words, many", r"\w+", 0, ENGLISH),
    ("words, Russian, many", r"\w+", 0, RUSSIAN),
    ("long words", r"\w{12,}", 0, ENGLISH),
    ("word before a word", r"\w+ Holmes zz", 0, ENGLISH),
    ("two words", r"(\w+)\s+(\w+)zz", 0, ENGLISH),
    ("at the end of a line", r"Holmes$", M, ENGLISH),
    ("lines, many", r"^.*$", M, ENGLISH),
    ("lines with a name", r"^.*Watson.*$", M, LOG + ENGLISH),
    ("lines, dot star", r".*quagga", 0, ENGLISH),
    ("letters by class", r"[a-q][^u-z]{13}x", 0, ENGLISH),
    ("vowels in a row", r"[aeiou]{5,}", 0, ENGLISH),
    ("suffix", r"[a-zA-Z]+ingly", 0, ENGLISH),
    ("near each other", r"Holmes.{0,25}Watsonx|Watson.{0,25}Holmesx", 0, ENGLISH),
    ("quotes", r'"[^"\n]{0,30}[?!.]"', 0, ENGLISH + CODE),
    ("strings in code", r'"(?:[^"\\]|\\.)*"', 0, CODE),
    ("strings, unrolled", r'"[^"\\]*(?:\\.[^"\\]*)*"', 0, CODE),
    ("comments", r"#[^\n]*", 0, CODE),
    ("names, many", r"[A-Za-z_][A-Za-z0-9_]*", 0, CODE),
    ("tokens, many", r"(?P<num>\d+(?:\.\d*)?(?:e[+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<str>\"(?:[^\"\\]|\\.)*\")"
     r"|(?P<op>[-+*/=<>()\[\]{},:.]+)|(?P<ws>\s+)|(?P<comment>#.*)", 0, CODE),
    ("numbers, many", r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?", 0, CODE),
    ("dates", r"(\d{2})/(\w{3})/(\d{4}):(\d{2}):(\d{2}):(\d{2})", 0, LOG),
    ("addresses", r"(?:\d{1,3}\.){3}\d{1,3}", 0, LOG),
    ("log lines", r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "([^"]*)" (\d{3}) (\d+)$', M, LOG),
    ("csv fields, many", r'("(?:[^"]|"")*"|[^,\n]*)(,|\n)', 0, CSV),
    ("mail", r"[\w.+-]+@[\w-]+\.[\w.-]+", 0, ENGLISH),
    ("links", r"(\w+)://([^/\s]+)(/\S*)?", 0, ENGLISH),
    ("lazy to a tag", r"<(\w+)>.*?</\1>", S, "<b>" + ENGLISH[:20000] + "</b>" + ENGLISH[:20000] + "<i>x</i>"),
    ("lazy by letter", r"def .*?:", 0, CODE),
    ("reference", r"(\w)\1\1\1", 0, ENGLISH),
    ("reference to a word", r"\b(\w+) \1 \1 \1\b", 0, ENGLISH),
    ("reference, long", r"^(.+)\n\1\n", M, LOG),
    ("look ahead", r"\w+(?=;)", 0, ENGLISH),
    ("look ahead, negative", r"(?:(?!Watsonx).)*Watsonx", 0, ENGLISH[:3000]),
    ("look behind", r"(?<=Sherlock )Watsonx", 0, ENGLISH),
    ("boundaries", r"\bzeb\w*\b", 0, ENGLISH),
    ("boundaries, many", r"\b", 0, ENGLISH),
    ("alternation in a repeat", r"(?:a|e|i|o|u|[b-d])+zz", 0, ENGLISH),
    ("group in a repeat", r"(?:(\w)(\w))+zz", 0, ENGLISH[:4000]),
    ("nested repeat", r"(?:(?:\w+) ?)+zz", 0, "aaaa bbb cc" ),
    ("exponential", r"(a+)+$", 0, A30 + "b"),
    ("exponential, branch", r"(?:a|a)+$", 0, A30 + "b"),
    ("exponential, star", r"(?:a*)*$", 0, A30 + "b"),
    ("exponential, optional", "a?" * 22 + "a" * 22, 0, "a" * 22),
    ("trailing space", r"\s+$", 0, SPACES),
    ("strip", r"^\s+|\s+$", 0, " " * 50 + "x" * 2000 + " " * 50),
    ("dna", r"agggtaaa|tttaccct", 0, DNA),
    ("dna, class", r"[cgt]gggtaaa|tttaccc[acg]", 0, DNA),
    ("dna, classes", r"tHa[Nt]", 0, DNA),
    ("dna, more", r"aND|caN|Ha[DS]|WaS", 0, DNA),
    ("keywords", r"\b(?:and|as|assert|async|await|break|class|continue|del|elif|else|except|finally|"
     r"for|from|global|import|lambda|nonlocal|not|pass|raise|try|while|with|yield)\b", 0, CODE),
    ("anything but", r"[^a-zA-Z0-9_ \n]{9,}", 0, CODE),
    ("short subject", r"(\d+)-(\d+)", 0, "abc 12-34"),
    ("short, match fails", r"x", 0, "abc"),
]


def best(function):
    number, took = 1, 0.0
    while True:
        start = time.process_time()
        for _ in range(number):
            function()
        took = time.process_time() - start
        if took > 0.05:
            break
        number *= 4 if took < 0.01 else 2
    times = [took / number]
    for _ in range(2):
        start = time.process_time()
        for _ in range(number):
            function()
        times.append((time.process_time() - start) / number)
    return min(times)


def main():
    for name, pattern, flags, text in CASES:
        compiled = re.compile(pattern, flags)
        code = _compiler._code(_parser.parse(pattern, flags), flags)
        took = best(lambda: compiled.findall(text)) if len(sys.argv) < 2 else 0
        found = sum(1 for _ in compiled.finditer(text))
        words = " ".join(f"{word:x}" for word in code)
        print(name, compiled.groups, words, f"{took * 1e9:.0f}", found,
              text.encode().hex(), sep="\t", flush=True)


main()
