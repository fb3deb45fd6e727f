"""syslog, _stat, _suggestions, _types, _uuid, _sysconfig: small modules that speak to the system.

https://docs.python.org/3.14/library/syslog.html
https://docs.python.org/3.14/library/stat.html
https://docs.python.org/3.14/library/uuid.html
"""
import _stat
import _suggestions
import _sysconfig
import _types
import _uuid
import os
import stat
import syslog
import types
import uuid


def raises(kind, message, function, *args):
    try:
        function(*args)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


syslog.openlog("tests", syslog.LOG_PID, syslog.LOG_LOCAL0)
syslog.syslog("a message")
syslog.syslog(syslog.LOG_DEBUG, "another")
syslog.closelog()
assert syslog.LOG_MASK(syslog.LOG_ERR) == 8 and syslog.LOG_UPTO(syslog.LOG_ERR) == 15
assert syslog.setlogmask(syslog.LOG_UPTO(syslog.LOG_ERR)) == 255
assert syslog.setlogmask(255) == 15
raises(TypeError, "syslog.syslog requires 1 to 2 arguments", syslog.syslog)
raises(TypeError, "syslog() argument 2 must be str, not int", syslog.syslog, 3, 3)
raises(ValueError, "embedded null character", syslog.syslog, "a\0b")

for mode, text in {
    0o100644: "-rw-r--r--", 0o40755: "drwxr-xr-x", 0o104755: "-rwsr-xr-x", 0o102644: "-rw-r-Sr--",
    0o41777: "drwxrwxrwt", 0o120777: "lrwxrwxrwx", 0o20620: "crw--w----", 0: "?---------",
}.items():
    assert stat.filemode(mode) == text == _stat.filemode(mode), text
assert stat.S_ISDIR is _stat.S_ISDIR and stat.S_ISDIR(os.stat("/").st_mode)
assert stat.S_IMODE(0o104755) == 0o4755 and stat.S_IFMT(0o104755) == stat.S_IFREG
assert not stat.S_ISDOOR(0o104755) and stat.S_ISFIFO(0o10000) and stat.UF_SETTABLE == 0xFFFF
raises(OverflowError, "mode out of range", stat.S_ISREG, 2**32)
raises(OverflowError, "can't convert negative value to unsigned int", stat.filemode, -1)

assert types.FunctionType is _types.FunctionType is type(raises)
assert types.CapsuleType.__name__ == "PyCapsule"
raises(TypeError, "cannot create 'PyCapsule' instances", types.CapsuleType)
assert _sysconfig.config_vars()["Py_GIL_DISABLED"] == 0

a, b = uuid.uuid1(), uuid.uuid1()
assert a.version == 1 == b.version and a.time < b.time and a.node == b.node
bytes_, safe = _uuid.generate_time_safe()
assert len(bytes_) == 16 and safe == -1 and _uuid.has_uuid_generate_time_safe
assert uuid.uuid5(uuid.NAMESPACE_DNS, "python.org") == uuid.UUID("886313e1-3b8a-5372-9b90-0c9aee199e5d")

suggest = _suggestions._generate_suggestions
assert suggest(["abc", "abd"], "abe") == "abc" and suggest(["Abc", "abx"], "abc") == "Abc"
assert suggest([], "a") is suggest(["xyz"], "abc") is suggest(["abc"], "abc") is None
raises(TypeError, "candidates must be a list", suggest, (), "a")
raises(TypeError, "all elements in 'candidates' must be strings", suggest, [1], "a")
