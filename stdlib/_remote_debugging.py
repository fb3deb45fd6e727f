"""Looking into other processes of Python, which is not possible here.

The names are there for `asyncio.tools`, which `python -m asyncio` imports and whose commands `ps` and
`pstree` tell why they give nothing.
"""

from collections import namedtuple
import os

PROCESS_VM_READV_SUPPORTED = 0

FrameInfo = namedtuple("FrameInfo", ("filename", "lineno", "funcname"))
CoroInfo = namedtuple("CoroInfo", ("call_stack", "task_name"))
TaskInfo = namedtuple("TaskInfo", ("task_id", "task_name", "coroutine_stack", "awaited_by"))
ThreadInfo = namedtuple("ThreadInfo", ("thread_id", "frame_info"))
AwaitedInfo = namedtuple("AwaitedInfo", ("thread_id", "awaited_by"))


class RemoteUnwinder:
    """Reads the stacks of another process."""

    def __init__(self, pid, *, all_threads=False, only_active_thread=False, debug=False):
        if all_threads and only_active_thread:
            raise ValueError("all_threads and only_active_thread cannot be set at the same time")
        try:
            os.stat(f"/proc/{pid}/maps")
        except FileNotFoundError as error:
            raise RuntimeError(f"there is no process {pid}") from error
        raise NotImplementedError("the memory of other processes cannot be read")

    def get_stack_trace(self):
        """Return the stacks of the threads: never reached, as no object can be made."""
        raise NotImplementedError

    get_async_stack_trace = get_all_awaited_by = get_stack_trace
