"""Shows the instructions of code objects, with their arguments, jumps, positions and exception tables.

The interface is that of CPython's module; the instructions are the interpreter's own (see `opcode`). An
offset counts bytes of `co_code`; the argument of an instruction is its number, as far as it is one.
"""

import collections
import io
import sys
import types

import _opcode
from opcode import *
from opcode import __all__ as _opcodes_all
from opcode import _inline_cache_entries, _specialized_opmap

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts", "findlabels", "show_code",
           "get_instructions", "Instruction", "Bytecode"] + _opcodes_all

COMPILER_FLAG_NAMES = {
    1: "OPTIMIZED", 2: "NEWLOCALS", 4: "VARARGS", 8: "VARKEYWORDS", 16: "NESTED", 32: "GENERATOR", 64: "NOFREE",
    128: "COROUTINE", 256: "ITERABLE_COROUTINE", 512: "ASYNC_GENERATOR", 0x4000000: "HAS_DOCSTRING",
    0x8000000: "METHOD",
}

_CODE_ATTRIBUTES = ("__func__", "__code__", "gi_code", "ag_code", "cr_code")
_NAME_WIDTH = 20
_ARGUMENT_WIDTH = 5


class _Unknown:
    def __repr__(self):
        return "<unknown>"


UNKNOWN = _Unknown()

Positions = collections.namedtuple(
    "Positions", ["lineno", "end_lineno", "col_offset", "end_col_offset"], defaults=[None] * 4)

_ExceptionTableEntry = collections.namedtuple("_ExceptionTableEntry", "start end target depth lasti")

_Instruction = collections.namedtuple(
    "_Instruction",
    ["opname", "opcode", "arg", "argval", "argrepr", "offset", "start_offset", "starts_line", "line_number",
     "label", "positions", "cache_info"],
    defaults=[None, None, None])


class Instruction(_Instruction):
    """An instruction: its name and number, argument, what that stands for, offset, line and positions."""

    #: Bytes with the inline cache.
    _size = 4
    _target = None

    @staticmethod
    def make(opname, arg, argval, argrepr, offset, start_offset, starts_line, line_number, label=None,
             positions=None, cache_info=None):
        """Return an instruction with this name. A name that the instruction set lacks has the number None."""
        number = opmap.get(opname, _specialized_opmap.get(opname))
        return Instruction(opname, number, arg, argval, argrepr, offset, start_offset, starts_line, line_number,
                           label, positions, cache_info)

    @property
    def oparg(self):
        """The argument."""
        return self.arg

    @property
    def baseopcode(self):
        """The number of the instruction that this is a form of."""
        return opmap.get(self.baseopname, self.opcode)

    @property
    def baseopname(self):
        """The name of the instruction that this is a form of."""
        for name, forms in _forms().items():
            if self.opname in forms:
                return name
        return self.opname

    @property
    def cache_offset(self):
        """Where the inline cache starts."""
        return self.offset + 4

    @property
    def end_offset(self):
        """Where the next instruction starts."""
        return self.offset + self._size

    @property
    def jump_target(self):
        """Where it jumps to, or None."""
        return self._target

    @property
    def is_jump_target(self):
        """Whether something jumps to it."""
        return self.label is not None

    def __str__(self):
        out = io.StringIO()
        _Writer(out).instruction(self, False)
        return out.getvalue().rstrip("\n")


def _forms():
    from _opcode_metadata import _specializations
    return _specializations


def pretty_flags(flags):
    """Return the names of code flags, joined by commas."""
    names = []
    for bit in range(32):
        flag = 1 << bit
        if flags & flag:
            names.append(COMPILER_FLAG_NAMES.get(flag, hex(flag)))
            flags ^= flag
    if flags or not names:
        names.append(hex(flags))
    return ", ".join(names)


def _code_of(x):
    """The code object of a function, method, generator, class attribute, or of source text."""
    for attribute in _CODE_ATTRIBUTES:
        x = getattr(x, attribute, x) or x
    if isinstance(x, str):
        try:
            return compile(x, "<disassembly>", "eval")
        except SyntaxError:
            return compile(x, "<disassembly>", "exec")
    if hasattr(x, "co_code"):
        return x
    raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


_get_code_object = _code_of


def code_info(x):
    """Return what there is to tell of a code object besides its instructions."""
    code = _code_of(x)
    lines = [
        f"Name:              {code.co_name}",
        f"Filename:          {code.co_filename}",
        f"Argument count:    {code.co_argcount}",
        f"Positional-only arguments: {code.co_posonlyargcount}",
        f"Kw-only arguments: {code.co_kwonlyargcount}",
        f"Number of locals:  {code.co_nlocals}",
        f"Stack size:        {code.co_stacksize}",
        f"Flags:             {pretty_flags(code.co_flags)}",
    ]
    for title, values, show in (
            ("Constants", code.co_consts, repr), ("Names", code.co_names, str),
            ("Variable names", code.co_varnames, str), ("Free variables", code.co_freevars, str),
            ("Cell variables", code.co_cellvars, str)):
        if values:
            lines.append(f"{title}:")
            lines.extend(f"{index:4d}: {show(value)}" for index, value in enumerate(values))
    return "\n".join(lines)


def show_code(co, *, file=None):
    """Print what `code_info` returns."""
    print(code_info(co), file=file)


def findlinestarts(code):
    """Yield the offset and the number of each line that starts; the number is None where there is none."""
    last = False
    for start, _, line in code.co_lines():
        if line is not last:
            last = line
            yield start, line


def findlabels(code):
    """Return the offsets that instructions jump to. `code` is a code object."""
    targets = []
    for _, _, _, _, _, target, _ in _opcode._instructions(_code_of(code)):
        if target is not None and target not in targets:
            targets.append(target)
    return targets


def _parse_varint(iterator):
    byte = next(iterator)
    value = byte & 63
    while byte & 64:
        byte = next(iterator)
        value = value << 6 | byte & 63
    return value


def _parse_exception_table(code):
    """Return the entries of a code object's exception table; offsets and ends are bytes."""
    iterator = iter(code.co_exceptiontable)
    entries = []
    while True:
        try:
            start = _parse_varint(iterator) * 2
        except StopIteration:
            return entries
        length, target, depth = (_parse_varint(iterator) for _ in range(3))
        entries.append(_ExceptionTableEntry(start, start + length * 2, target * 2, depth >> 1, bool(depth & 1)))


def _labels(code, entries):
    offsets = set(findlabels(code))
    for entry in entries:
        offsets.update((entry.start, entry.end, entry.target))
    return {offset: number for number, offset in enumerate(sorted(offsets), 1)}


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """Yield the instructions of a function, method, code object or source text.

    `first_line` is the number to give the first line in place of the code's own.
    """
    code = _code_of(x)
    shift = first_line - code.co_firstlineno if first_line is not None else 0
    return _instructions(code, shift, adaptive)


def _instructions(code, shift=0, adaptive=False):
    labels = _labels(code, _parse_exception_table(code))
    starts = dict(findlinestarts(code))
    positions = [Positions(*position) for position in code.co_positions()]
    names, constants = code.co_names, code.co_consts
    line = None
    for offset, number, arg, text, meaning, target, size in _opcode._instructions(code, adaptive):
        starts_line = offset in starts
        if starts_line:
            line = starts[offset]
            if line is not None:
                line += shift
        value, shown = arg, meaning or ""
        name = opname[number]
        if target is not None:
            value, shown = target, f"to L{labels[target]}"
        elif meaning is not None:
            value = meaning
            if name in ("LOAD_CONST", "RETURN_CONST"):
                value = constants[arg]
        where = positions[offset // 2] if offset // 2 < len(positions) else Positions()
        if shift and where.lineno is not None:
            where = where._replace(lineno=where.lineno + shift, end_lineno=where.end_lineno + shift)
        words = _inline_cache_entries.get(name, 0)
        instruction = Instruction(
            name, number, arg, value, shown, offset, offset, starts_line, line, labels.get(offset), where,
            [("cache", words, bytes(4 * words))] if words else None)
        instruction._size, instruction._target, instruction._text = size, target, text
        yield instruction


class _Writer:
    """Writes instructions in columns."""

    def __init__(self, file=None, line_width=3, offset_width=0, label_width=5, show_positions=False):
        self.file = file
        self.line_width = line_width
        self.offset_width = offset_width
        self.label_width = label_width
        self.show_positions = show_positions

    def instruction(self, instruction, is_current):
        """Writes one, with an arrow if it is the current one."""
        columns = []
        if self.show_positions:
            where = instruction.positions
            at = "" if where is None or where.lineno is None else (
                f"{where.lineno}:{where.col_offset}-{where.end_lineno}:{where.end_col_offset}")
            columns.append(f"{at:>{self.line_width + 12}}")
        elif instruction.starts_line:
            line = "--" if instruction.line_number is None else instruction.line_number
            columns.append(f"{line:>{self.line_width}}")
        else:
            columns.append(" " * self.line_width)
        label = f"L{instruction.label}:" if instruction.label else ""
        columns.append(f"{label:>{self.label_width}}")
        columns.append("-->" if is_current else "   ")
        if self.offset_width:
            columns.append(f"{instruction.offset:>{self.offset_width}}")
        name = f"{instruction.opname:<{_NAME_WIDTH}}"
        if instruction.arg is not None:
            text = getattr(instruction, "_text", None) or str(instruction.arg)
            width = max(0, _ARGUMENT_WIDTH - max(0, len(instruction.opname) - _NAME_WIDTH))
            name += f" {text:>{width}}"
            if instruction.argrepr:
                name += f" ({instruction.argrepr})"
        columns.append(name)
        print(" ".join(columns).rstrip(), file=self.file)


def _write(code, lasti, file, adaptive, show_offsets, show_positions, shift=0):
    entries = _parse_exception_table(code)
    labels = _labels(code, entries)
    instructions = list(_instructions(code, shift, adaptive))
    lines = [4 if it.line_number is None else len(str(it.line_number)) for it in instructions]
    writer = _Writer(
        file, max([3, *lines]), len(str(4 * len(code.co_code))) if show_offsets else 0,
        4 + len(str(len(labels))), show_positions)
    for index, instruction in enumerate(instructions):
        if instruction.starts_line and index:
            print(file=file)
        writer.instruction(instruction, instruction.offset == lasti)
    if entries:
        print("ExceptionTable:", file=file)
        for entry in entries:
            ends = f"L{labels[entry.start]} to L{labels[entry.end]} -> L{labels[entry.target]}"
            print(f"  {ends} [{entry.depth}]{' lasti' if entry.lasti else ''}", file=file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False, show_offsets=False,
                show_positions=False):
    """Print the instructions of a code object; that at offset `lasti` has an arrow."""
    _write(co, lasti, file, adaptive, show_offsets, show_positions)


disco = disassemble


def _write_all(code, file, depth, options):
    disassemble(code, file=file, **options)
    if depth is not None and depth <= 0:
        return
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            print(file=file)
            print(f"Disassembly of {constant!r}:", file=file)
            _write_all(constant, file, None if depth is None else depth - 1, options)


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False, show_offsets=False,
        show_positions=False):
    """Print the instructions of a class, module, function, method, generator, code object or source text.

    Without an argument, of the last traceback. Code inside of it follows, down to `depth`.
    """
    options = {"adaptive": adaptive, "show_offsets": show_offsets, "show_positions": show_positions}
    if x is None:
        distb(file=file, **options)
        return
    for attribute in _CODE_ATTRIBUTES:
        x = getattr(x, attribute, x) or x
    if hasattr(x, "__dict__") and not hasattr(x, "co_code"):
        kinds = (types.MethodType, types.FunctionType, types.CodeType, classmethod, staticmethod, type)
        for name, value in sorted(x.__dict__.items()):
            if isinstance(value, kinds):
                print(f"Disassembly of {name}:", file=file)
                try:
                    dis(value, file=file, depth=depth, **options)
                except TypeError as error:
                    print("Sorry:", error, file=file)
                print(file=file)
    elif isinstance(x, (bytes, bytearray)):
        raise TypeError("don't know how to disassemble bytes: they need the code object they belong to")
    else:
        if isinstance(x, str):
            x = compile(x, "<dis>", "exec")
        if not hasattr(x, "co_code"):
            raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")
        _write_all(x, file, depth, options)


def distb(tb=None, *, file=None, show_caches=False, adaptive=False, show_offsets=False, show_positions=False):
    """Print the instructions of the innermost frame of a traceback, by default the last one."""
    if tb is None:
        try:
            tb = sys.last_exc.__traceback__ if hasattr(sys, "last_exc") else sys.last_traceback
        except AttributeError:
            raise RuntimeError("no last traceback to disassemble") from None
        while tb.tb_next:
            tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file, adaptive=adaptive, show_offsets=show_offsets,
                show_positions=show_positions)


class Bytecode:
    """The instructions of a code object; iterating gives them as `Instruction`s."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False, adaptive=False,
                 show_offsets=False, show_positions=False):
        self.codeobj = code = _code_of(x)
        self._shift = 0 if first_line is None else first_line - code.co_firstlineno
        self.first_line = code.co_firstlineno + self._shift
        self.current_offset = current_offset
        self.adaptive = adaptive
        self.show_offsets = show_offsets
        self.show_positions = show_positions
        self.exception_entries = _parse_exception_table(code)
        self._original_object = x

    def __iter__(self):
        return _instructions(self.codeobj, self._shift, self.adaptive)

    def __repr__(self):
        return f"{type(self).__name__}({self._original_object!r})"

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        """The code of the innermost frame of a traceback."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti, adaptive=adaptive)

    def info(self):
        """Return what `code_info` does."""
        return code_info(self.codeobj)

    def dis(self):
        """Return what `disassemble` prints."""
        out = io.StringIO()
        offset = -1 if self.current_offset is None else self.current_offset
        _write(self.codeobj, offset, out, self.adaptive, self.show_offsets, self.show_positions, self._shift)
        return out.getvalue()


def _find_imports(co):
    """Yield name, level and fromlist of each import of constants."""
    before = []
    for instruction in _instructions(co):
        if instruction.opname == "IMPORT_NAME" and len(before) >= 2:
            level, names = before[-2:]
            if level.opname in ("LOAD_SMALL_INT", "LOAD_CONST") and names.opname == "LOAD_CONST":
                yield instruction.argval, level.argval, names.argval
        before = [*before[-1:], instruction]


def _find_store_names(co):
    """Yield the names that are stored in the namespace."""
    for instruction in _instructions(co):
        if instruction.opname in ("STORE_NAME", "STORE_GLOBAL"):
            yield instruction.argval


def main(args=None):
    """Disassemble a file or the standard input."""
    import argparse

    parser = argparse.ArgumentParser(color=True)
    parser.add_argument("-C", "--show-caches", action="store_true", help="show inline caches")
    parser.add_argument("-O", "--show-offsets", action="store_true", help="show instruction offsets")
    parser.add_argument("-P", "--show-positions", action="store_true", help="show instruction positions")
    parser.add_argument("-S", "--specialized", action="store_true", help="show specialized bytecode")
    parser.add_argument("infile", nargs="?", default="-")
    options = parser.parse_args(args)
    if options.infile == "-":
        name, source = "<stdin>", sys.stdin.buffer.read()
    else:
        name = options.infile
        with open(name, "rb") as file:
            source = file.read()
    dis(compile(source, name, "exec"), show_caches=options.show_caches, adaptive=options.specialized,
        show_offsets=options.show_offsets, show_positions=options.show_positions)


if __name__ == "__main__":
    main()
