"""Writes crates/stdlib/src/unicodedata/tables.txt: what the crates of rpy-stdlib do not tell.

    python3.14 xtask/unicode_tables.py NameAliases.txt NamedSequences.txt

Run by CPython 3.14, which is asked for all code points. The two files are those of the Unicode Character
Database; of what they say, only what CPython confirms is taken.
"""
import pathlib
import sys
import textwrap
import unicodedata as new
from fractions import Fraction

old = new.ucd_3_2_0
ALL = [chr(c) for c in range(0x110000)]
sections = []


def section(name, entries):
    text = textwrap.fill(" ".join(entries), 110, break_long_words=False, break_on_hyphens=False)
    sections.append(f"[{name}]\n{text}\n")


def runs(name, function):
    """The code points at which a property changes, and what it becomes there."""
    entries, last = [], None
    for c in ALL:
        value = str(function(c)) or "-"
        if value != last:
            entries.append(f"{ord(c):x}:{value}")
            last = value
    section(name, entries)


def number(database, c):
    """The number that a character stands for, and how: as a decimal digit, a digit, or a number."""
    value = database.numeric(c, None)
    if value is None:
        return None
    kind = "d" if database.decimal(c, None) is not None else "g" if database.digit(c, None) is not None else "n"
    return kind + str(Fraction(value).limit_denominator(1000))


def mapping(database, c):
    text = database.decomposition(c)
    tag, *rest = text.split() if text.startswith("<") else ("=", *text.split())
    return tag + "+".join(f"{int(part, 16):x}" for part in rest) if text else None


def differences(function):
    """What the old version says of characters that it has, where it is not what the new one says."""
    for c in ALL:
        if old.category(c) != "Cn" and function(old, c) != function(new, c):
            yield f"{ord(c):X}{function(old, c) or '!'}"


for suffix, database in ("", new), ("-3.2", old):
    runs("bidirectional" + suffix, database.bidirectional)
    runs("width" + suffix, database.east_asian_width)
    runs("mirrored" + suffix, database.mirrored)
runs("category-3.2", old.category)
runs("combining-3.2", old.combining)
for name, function in ("number", number), ("decomposition", mapping):
    section(name, (f"{ord(c):X}{function(new, c)}" for c in ALL if function(new, c)))
    section(name + "-3.2", differences(function))

aliases, sequences = [], []
for path, entries in zip(sys.argv[1:], (aliases, sequences)):
    for line in pathlib.Path(path).read_text().splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) < 2:
            continue
        code_points, name = (fields[0], fields[1]) if entries is aliases else (fields[1], fields[0])
        text = "".join(chr(int(part, 16)) for part in code_points.split())
        try:
            found = new.lookup(name)
        except KeyError:
            continue
        if found == text:
            entries.append(f"{name.replace(' ', '_')}={'+'.join(f'{ord(c):x}' for c in text)}")
section("aliases", sorted(aliases))
section("sequences", sorted(sequences))

target = pathlib.Path(__file__).parent.parent / "crates/stdlib/src/unicodedata/tables.txt"
target.write_text("# Made by xtask/unicode_tables.py of Unicode " + new.unidata_version + ".\n" + "".join(sections))
