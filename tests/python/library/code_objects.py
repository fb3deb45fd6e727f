"""Code objects: their parts, copies with changes, code made of parts, and `dis`.

https://docs.python.org/3.14/reference/datamodel.html#code-objects
"""
import dis
import io
import sys
import types

FIELDS = ("co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_stacksize co_flags co_code co_consts "
          "co_names co_varnames co_filename co_name co_qualname co_firstlineno co_linetable co_exceptiontable "
          "co_freevars co_cellvars").split()


def sample(a, *, b=1):
    first = 1
    captured = 2
    last = 3
    for i in a:
        try:
            first += i + b
        except TypeError as error:
            print(error)
    def inner():
        return captured + first
    return inner(), last


def made_of_parts(code):
    return types.CodeType(*[getattr(code, field) for field in FIELDS])


code = sample.__code__
assert made_of_parts(code) == code == code.replace() == code.replace(co_code=code.co_code)
assert hash(made_of_parts(code)) == hash(code)
assert code.replace(co_consts=code.co_consts + (17,)) != code
again = types.FunctionType(made_of_parts(code), globals(), kwdefaults={"b": 1})
assert again([1, 2]) == sample([1, 2]) == (8, 3)
assert len(list(code.co_positions())) == len(code.co_code) // 2
assert {line for _, _, line in code.co_lines()} >= {code.co_firstlineno, code.co_firstlineno + 3}
assert len(list(code.co_branches())) >= 1
assert "captured" in code.co_cellvars and "captured" not in code.co_varnames
renamed = code.replace(co_name="other", co_varnames=("x",) + code.co_varnames[1:])
assert renamed.co_name == "other" and types.FunctionType(renamed, globals(), kwdefaults={"b": 1})(x=[1])
assert set(code.replace(co_linetable=b"").co_positions()) <= {(None,) * 4}

for change, kind in (
    ({"co_code": "text"}, TypeError),
    ({"co_nlocals": 99}, ValueError),
    ({"co_argcount": -1}, ValueError),
    ({"co_name": 1}, TypeError),
    ({"nonsense": 1}, TypeError),
):
    try:
        code.replace(**change)
    except kind:
        pass
    else:
        assert False, change

if sys.implementation.name != "cpython":
    # Nothing runs that has not been proved sound.
    for unsound in (b"", b"\0" * 8, b"\xff" * 8, b"abc", code.co_code[:-4], code.co_code[4:] + code.co_code[:4]):
        try:
            code.replace(co_code=unsound)
        except ValueError:
            pass
        else:
            assert False, unsound
    try:
        code.replace(co_stacksize=0)
    except ValueError:
        pass
    else:
        assert False

# dis
out = io.StringIO()
dis.dis(sample, file=out)
text = out.getvalue()
for part in ("ExceptionTable:", "to L", "Disassembly of <code object inner", "RESUME"):
    assert part in text, part
assert "Number of locals" in dis.code_info(sample) and "captured" in dis.code_info(sample)
instructions = list(dis.get_instructions(sample))
assert instructions[-1].offset < len(code.co_code)
assert all(dis.opname[it.opcode] == it.opname for it in instructions)
assert all(it.positions.lineno is None or it.positions.lineno >= code.co_firstlineno for it in instructions)
assert any(it.is_jump_target for it in instructions)
lines = [line for _, line in dis.findlinestarts(code)]
assert code.co_firstlineno + 1 in lines
assert dis.stack_effect(dis.opmap["POP_TOP"]) == -1
assert dis.pretty_flags(code.co_flags) == "OPTIMIZED, NEWLOCALS"
try:
    dis.stack_effect(100_000)
except ValueError as error:
    assert str(error) == "invalid opcode or oparg", error
else:
    assert False
