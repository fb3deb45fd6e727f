"""The numbers of the instructions, by name. They are private to this version of the interpreter."""

from _opcode import _table

_rows = _table()

#: The instructions that code objects have.
opmap = {name: number for name, number, _, base in _rows if base < 0}

#: Names of CPython's set without an instruction here: arguments need no prefix, caches are no code, and a jump
#: knows its direction. No code object has their numbers.
_absent = {"CACHE": 0, "EXTENDED_ARG": 1}

#: Other names of instructions.
_aliases = {"JUMP_FORWARD": "JUMP", "JUMP_BACKWARD": "JUMP"}

#: The forms that the interpreter gives instructions while they run.
_specialized_opmap = {name: number for name, number, _, base in _rows if base >= 0}

_names = {number: name for name, number, _, _ in _rows}

#: The forms of each instruction.
_specializations = {}
for _name, _number, _caches, _base in _rows:
    if _base >= 0:
        _specializations.setdefault(_names[_base], []).append(_name)

opmap.update(_absent)
opmap.update((alias, opmap[name]) for alias, name in _aliases.items())

#: No number divides the instructions with an argument from those without: see `opcode.hasarg`.
HAVE_ARGUMENT = -1

#: Tracing changes no instructions, so none has such a number.
MIN_INSTRUMENTED_OPCODE = max(_names) + 1
