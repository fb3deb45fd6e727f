"""Modules that bring the frozen ones along can be read by what looks for their source.

https://docs.python.org/3.14/library/pyclbr.html
"""
import pyclbr

found = pyclbr.readmodule_ex("shlex")
assert {"join", "quote", "shlex", "split"} <= set(found)
assert {"get_token", "read_token"} <= set(found["shlex"].methods)
assert "task_done" in pyclbr.readmodule("queue")["Queue"].methods
