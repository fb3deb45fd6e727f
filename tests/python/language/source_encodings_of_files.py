"""Source files are decoded by the codec that they declare (PEP 263).

https://docs.python.org/3.14/reference/lexical_analysis.html#encoding-declarations
"""
import importlib
import os
import sys
import tempfile

directory = tempfile.mkdtemp()
sys.path.insert(0, directory)
count = 0

def load(source):
    global count
    count += 1
    name = f"encoded_{count}"
    with open(os.path.join(directory, name + ".py"), "wb") as file:
        file.write(source)
    importlib.invalidate_caches()
    return importlib.import_module(name)

def check(source, message):
    for attempt in (load, lambda source: compile(source, "<file>", "exec")):
        try:
            attempt(source)
        except SyntaxError as error:
            assert error.msg == message, error.msg
        else:
            raise AssertionError(source)

assert load(b"# coding: iso8859-15\nx = '\xa4'").x == "€"
assert load(b"#!python\n# coding: cp1252\nx = '\x80'").x == "€"
assert load(b"# coding: koi8-r\nx = '\xd0'").x == "п"
assert load(b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa4'").x == "ä"
check(b"# coding: nothing\n", "unknown encoding: nothing")
check(b"\xef\xbb\xbf# coding: utf8\n", "encoding problem: utf8 with BOM")
check(b"\xef\xbb\xbf\n# coding: cp1252\n", "encoding problem: cp1252 with BOM")
check(b"# coding: ascii\n'\xe4'", "'ascii' codec can't decode byte 0xe4 in position 17: ordinal not in range(128)")
check(b"# coding: utf8\n'\xe4'", "'utf-8' codec can't decode byte 0xe4 in position 16: invalid continuation byte")
check(b"# coding: cp1252\n'\x81'", "'charmap' codec can't decode byte 0x81 in position 18: character maps to <undefined>")
