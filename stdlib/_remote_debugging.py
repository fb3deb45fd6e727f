"""Looking into other processes of Python, which is not possible here.

The names are there for `asyncio.tools`, which `python -m asyncio` imports.
"""

from collections import namedtuple

PROCESS_VM_READV_SUPPORTED = 0

FrameInfo = namedtuple("FrameInfo", ("filename", "lineno", "funcname"))


class RemoteUnwinder:
    """Reads the stacks of another process."""

    def __init__(self, pid, *, all_threads=False, only_active_thread=False, debug=False):
        raise NotImplementedError("the memory of other processes cannot be read")
