"""Weak references to one object come and go in a time that does not grow with their number.

https://docs.python.org/3.14/library/weakref.html
"""
import weakref


class Target:
    pass


def called(reference):
    log.append(reference)


log = []
target = Target()
plain = weakref.ref(target)
proxy = weakref.proxy(target)
many = [weakref.ref(target, called) for _ in range(200_000)]
assert weakref.getweakrefcount(target) == 200_002
assert weakref.ref(target) is plain and weakref.proxy(target) is proxy

# The plain ones stand first, then the latest.
references = weakref.getweakrefs(target)
assert references[0] is plain and references[1] is proxy
assert references[2] is many[-1] and references[-1] is many[0]
del references

# The first, the last and one in between go.
del many[100_000], many[0], many[-1]
assert weakref.getweakrefs(target)[2:] == many[::-1]
del many[::2]
del many[10:]
left = weakref.getweakrefs(target)
assert left[2:] == many[::-1] and len(left) == 12
del left

del plain
assert weakref.getweakrefs(target)[0] is proxy
plain = weakref.ref(target)
assert weakref.getweakrefs(target)[0] is plain
del proxy
assert weakref.getweakrefs(target)[1] is many[-1]

# Those that are gone are not called, the others are, the latest first.
del target
assert log == many[::-1] and all(known() is None for known in many), len(log)
