"""What CPython's instructions are like, for `opcode` and `dis`, by the names of `_opcode_metadata`."""

from _opcode_metadata import opmap as _opmap

ENABLE_SPECIALIZATION = ENABLE_SPECIALIZATION_FT = 0

_names = {number: name for name, number in _opmap.items()}
_JUMPS = ("JUMP", "POP_JUMP", "FOR_ITER", "SEND", "END_ASYNC_FOR", "SETUP_")


def is_valid(opcode, /):
    """Return whether there is such an instruction."""
    return opcode in _names


def has_arg(opcode, /):
    """Return whether it has an argument."""
    from _opcode_metadata import HAVE_ARGUMENT

    return opcode > HAVE_ARGUMENT


def has_const(opcode, /):
    """Return whether its argument is the index of a constant."""
    return _names.get(opcode) == "LOAD_CONST"


def has_name(opcode, /):
    """Return whether its argument is the index of a name."""
    name = _names.get(opcode, "")
    return name.endswith(("_NAME", "_GLOBAL", "_ATTR", "IMPORT_FROM"))


def has_jump(opcode, /):
    """Return whether its argument is the distance of a jump."""
    return _names.get(opcode, "").startswith(_JUMPS)


def has_free(opcode, /):
    """Return whether its argument is the index of a cell."""
    return _names.get(opcode, "").endswith(("_DEREF", "_CELL", "_FROM_DICT_OR_DEREF"))


def has_local(opcode, /):
    """Return whether its argument is the index of a local variable."""
    return "_FAST" in _names.get(opcode, "")


def has_exc(opcode, /):
    """Return whether it begins the cover of an exception handler."""
    return _names.get(opcode, "").startswith("SETUP_")


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """Raise NotImplementedError."""
    raise NotImplementedError("opcode.stack_effect is not supported: the bytecode is our own")


def get_executor(*, code, offset):
    """Raise NotImplementedError."""
    raise NotImplementedError("there are no executors")


def get_specialization_stats():
    """Return None: no statistics are kept."""


def get_intrinsic1_descs():
    """Return the names of the intrinsic functions of one argument."""
    names = (
        "1_INVALID PRINT IMPORT_STAR STOPITERATION_ERROR ASYNC_GEN_WRAP UNARY_POSITIVE "
        "LIST_TO_TUPLE TYPEVAR PARAMSPEC TYPEVARTUPLE SUBSCRIPT_GENERIC TYPEALIAS"
    )
    return [f"INTRINSIC_{name}" for name in names.split()]


def get_intrinsic2_descs():
    """Return the names of the intrinsic functions of two arguments."""
    names = (
        "2_INVALID PREP_RERAISE_STAR TYPEVAR_WITH_BOUND TYPEVAR_WITH_CONSTRAINTS "
        "SET_FUNCTION_TYPE_PARAMS SET_TYPEPARAM_DEFAULT"
    )
    return [f"INTRINSIC_{name}" for name in names.split()]


def get_nb_ops():
    """Return names and symbols of the binary operators."""
    names = (
        "ADD + AND & FLOOR_DIVIDE // LSHIFT << MATRIX_MULTIPLY @ MULTIPLY * REMAINDER % OR | "
        "POWER ** RSHIFT >> SUBTRACT - TRUE_DIVIDE / XOR ^"
    ).split()
    plain = list(zip(names[::2], names[1::2]))
    return [
        *((f"NB_{name}", symbol) for name, symbol in plain),
        *((f"NB_INPLACE_{name}", f"{symbol}=") for name, symbol in plain),
        ("NB_SUBSCR", "[]"),
    ]


def get_special_method_names():
    """Return the names of the methods that LOAD_SPECIAL loads."""
    return ["__enter__", "__exit__", "__aenter__", "__aexit__"]
