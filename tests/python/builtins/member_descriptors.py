"""Fields of native objects are member descriptors, computed attributes are not.

https://docs.python.org/3.14/library/types.html#types.MemberDescriptorType
"""
import sys
import time
import types

for owner, names in {
    slice: ["start", "stop", "step"], range: ["start"], complex: ["real", "imag"], property: ["fget"],
    type: ["__basicsize__", "__base__"], types.ModuleType: ["__dict__"], OSError: ["errno", "filename"],
    SystemExit: ["code"], sys.float_info.__class__: ["max"], time.struct_time: ["tm_year", "tm_zone"],
}.items():
    for name in names:
        member = vars(owner)[name]
        assert type(member) is types.MemberDescriptorType, (owner, name)
        module = "" if owner.__module__ == "builtins" else owner.__module__ + "."
        assert repr(member) == f"<member '{name}' of '{module}{owner.__qualname__}' objects>"
        assert (member.__name__, member.__objclass__) == (name, owner)
assert type(vars(int)["real"]) is types.GetSetDescriptorType

for instance, name in (slice(1), "start"), (1j, "real"), (time.gmtime(), "tm_zone"):
    try:
        setattr(instance, name, 1)
    except AttributeError as error:
        assert str(error) == "readonly attribute"
    else:
        raise AssertionError(name)

# A class may have its own __dict__.
class Own:
    __dict__ = property(lambda self: {"a": 2})


assert vars(Own()) == {"a": 2}
