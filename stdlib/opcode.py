"""The instruction set of the interpreter.

It is not CPython's: an instruction is a word of four bytes, the opcode in the lowest, and opcodes above 255
have their number in the second byte.
"""

import _opcode
from _opcode import stack_effect
from _opcode_metadata import (
    HAVE_ARGUMENT, MIN_INSTRUMENTED_OPCODE, _absent, _aliases, _rows, _specializations, _specialized_opmap, opmap)

__all__ = ["cmp_op", "stack_effect", "hascompare", "opname", "opmap", "HAVE_ARGUMENT", "hasarg", "hasconst",
           "hasname", "hasjump", "hasjrel", "hasjabs", "hasfree", "haslocal", "hasexc", "EXTENDED_ARG"]

EXTENDED_ARG = opmap["EXTENDED_ARG"]

opname = [f"<{number}>" for number in range(MIN_INSTRUMENTED_OPCODE)]
for _map in (opmap, _specialized_opmap):
    for _name, _number in _map.items():
        if _name not in _aliases:
            opname[_number] = _name

cmp_op = ("<", "<=", "==", "!=", ">", ">=")


def _with(test):
    return [number for name, number in opmap.items()
            if name not in _absent and name not in _aliases and test(number)]


hasarg = _with(_opcode.has_arg)
hasconst = _with(_opcode.has_const)
hasname = _with(_opcode.has_name)
hasjump = _with(_opcode.has_jump)
hasjrel = hasjump
hasjabs = []
hasfree = _with(_opcode.has_free)
haslocal = _with(_opcode.has_local)
hasexc = _with(_opcode.has_exc)
hascompare = [number for name, number in opmap.items() if name.startswith("COMPARE_OP")]

#: Words of inline cache behind each instruction that has some.
_inline_cache_entries = {name: caches for name, _, caches, base in _rows if caches and base < 0}

_intrinsic_1_descs = _opcode.get_intrinsic1_descs()
_intrinsic_2_descs = _opcode.get_intrinsic2_descs()
_special_method_names = _opcode.get_special_method_names()
_common_constants = [AssertionError, NotImplementedError, tuple, all, any, list, set]
_nb_ops = _opcode.get_nb_ops()
