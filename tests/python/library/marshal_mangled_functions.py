"""Code whose functions were mangled: a function that is no valid code is refused when it is called, and may be looked at.
Source: https://docs.python.org/3.14/library/marshal.html
"""

import marshal
import sys
import types

# CPython's marshal trusts its input.
if sys.implementation.name == "rpy":
    source = "def function(first, second=2):\n    'text'\n    def inner(): return first\n    return [inner(), second, 'eggs']\n"
    whole = marshal.dumps(compile(source, "mangled.py", "exec"))
    refused = called = 0
    for index in range(len(whole)):
        mangled = bytearray(whole)
        mangled[index] = 0xFF
        try:
            code = marshal.loads(bytes(mangled))
        except (ValueError, EOFError, TypeError, MemoryError):
            continue
        if type(code) is not types.CodeType:
            continue
        for constant in code.co_consts:
            if type(constant) is not types.CodeType or constant.co_freevars:
                continue
            assert isinstance(constant.co_name, str) and isinstance(constant.co_qualname, str)
            looks = [constant.co_argcount, constant.co_flags, constant.co_firstlineno, constant.co_stacksize]
            assert all(type(number) is int for number in looks)
            repr(constant), hash(constant), constant == code, list(constant.co_lines()), list(constant.co_positions())
            len(constant.co_code), constant.co_names, constant.co_varnames, constant.co_cellvars
            function = types.FunctionType(constant, {}, argdefs=(2,))
            repr(function), function.__name__, function.__doc__
            try:
                assert type(constant.co_consts) is tuple
                called += type(function(1)) is list
            except SystemError as error:
                refused += "bad code object" in str(error)
            except Exception:
                pass
    assert refused > 20 and called > 20, (refused, called)
