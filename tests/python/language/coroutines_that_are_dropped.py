"""A coroutine that nobody awaited is told of, even where the module `warnings` fails; so are errors while
generators are closed, with a traceback.

https://docs.python.org/3.14/library/sys.html#sys.unraisablehook
"""

import gc
import sys
import warnings


async def work():
    pass


def stubborn():
    try:
        yield
    except GeneratorExit:
        yield


found = []
sys.unraisablehook = lambda it: found.append((it.exc_type, str(it.exc_value), it.exc_traceback, it.err_msg))
warn = warnings._warn_unawaited_coroutine
warnings._warn_unawaited_coroutine = lambda coroutine: 1 / 0
try:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        coroutine = work()
        shown = repr(coroutine)
        del coroutine
        gc.collect()
finally:
    warnings._warn_unawaited_coroutine = warn
assert [(it.category, str(it.message)) for it in told] == [(RuntimeWarning, "coroutine 'work' was never awaited")]
assert found[0][0] is ZeroDivisionError and found[0][3] == f"Exception ignored while finalizing coroutine {shown}"

found.clear()
generator = stubborn()
next(generator)
del generator
gc.collect()
[(kind, text, traceback, _)] = found
assert (kind, text) == (RuntimeError, "generator ignored GeneratorExit")
assert traceback is not None and traceback.tb_frame.f_code.co_name == "<module>"
