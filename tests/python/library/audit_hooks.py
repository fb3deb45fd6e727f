"""Hooks are called in the order in which they were added; one that raises keeps later ones from being added.

https://docs.python.org/3.14/library/sys.html#sys.addaudithook
"""
import sys

raised = None
log = []


def first(event, arguments):
    if raised is not None and event == "sys.addaudithook":
        raise raised


sys.addaudithook(first)
for raised in (RuntimeError(), ValueError(), RecursionError()):
    assert sys.addaudithook(lambda event, arguments: log.append(event)) is None
raised = KeyboardInterrupt()
try:
    sys.addaudithook(log.append)
except KeyboardInterrupt:
    pass
else:
    raise AssertionError("it was swallowed")
raised = None
sys.audit("nobody")
assert log == []


def second(event, arguments):
    if event == "add":
        sys.addaudithook(lambda event, arguments: log.append((event, arguments)))


sys.addaudithook(second)
sys.audit("add", 1)
assert log == [("add", (1,))]
sys.audit("next")
assert log[1:] == [("next", ())]


def refused(kind, text, *args):
    try:
        sys.audit(*args)
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError("nothing was raised")


refused(TypeError, "audit() argument 1 must be str, not int", 1)
refused(ValueError, "embedded null character", "a\0b")
refused(UnicodeEncodeError, "surrogates not allowed", "a\udc80")

# Trace functions see a hook only if it says so.
traced = []


def trace(frame, event, argument):
    traced.append(frame.f_code.co_name)
    return None


class Hook:
    def __call__(self, event, arguments):
        pass


hook = Hook()
sys.addaudithook(hook)
sys.settrace(trace)
sys.audit("hidden")
hook.__cantrace__ = True
sys.audit("shown")
sys.settrace(None)
assert set(traced) == {"__call__"} and len(traced) == 2, traced
