"""Nothing remembers an object of thread-local data that is gone, and a thread's dicts go with the thread.

https://docs.python.org/3.14/library/threading.html#thread-local-data
"""
import gc
import threading
import weakref


class Noted:
    pass


def references():
    return sum(type(thing) is weakref.ReferenceType for thing in gc.get_objects())


before = references()
for number in range(500):
    threading.local().number = number
gc.collect()
assert references() < before + 100

# The dicts of many objects go when their thread ends.
kept = [threading.local() for _ in range(100)]
notes = []


def fill():
    for local in kept:
        local.noted = Noted()
        notes.append(weakref.ref(local.noted))


thread = threading.Thread(target=fill)
thread.start()
thread.join()
gc.collect()
assert len(notes) == 100 and not any(note() for note in notes)
assert not hasattr(kept[0], "noted")
