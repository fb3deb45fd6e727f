"""What a warm attribute site has learnt does not outlive its reasons.

https://docs.python.org/3.14/howto/descriptor.html
"""
import gc


# A property that is given another getter.
class P:
    def get(self): return "first"
    x = property(get)


def read(o): return o.x


p = P()
for _ in range(50):
    assert read(p) == "first"
P.__dict__["x"].__init__(lambda self: "second")
del P.get
gc.collect()
junk = [object() for _ in range(1000)]
for _ in range(50):
    assert read(p) == "second"
P.__dict__["x"].__init__(len)
try:
    read(p)
except TypeError:
    pass
else:
    assert False


# A class method that is given another function.
class M:
    x = classmethod(lambda cls: 1)


def call(o): return o.x()


for _ in range(50):
    assert call(M) == 1
M.__dict__["x"].__init__(lambda cls: 2)
junk = [object() for _ in range(1000)]
for _ in range(50):
    assert call(M) == 2


# The class of a class attribute gains __get__, __set__, or loses it again.
class Plain:
    pass


class Holder:
    attribute = Plain()


def attribute(o): return o.attribute


holder, value = Holder(), Holder.attribute
other = Holder()
other.__dict__["attribute"] = "own"
for _ in range(50):
    assert attribute(holder) is value and attribute(Holder) is value and attribute(other) == "own"
Plain.__get__ = lambda self, instance, owner: "bound"
for _ in range(50):
    assert attribute(holder) == attribute(Holder) == "bound" and attribute(other) == "own"
Plain.__set__ = lambda self, instance, new: instance.__dict__.update(stored=new)
for _ in range(50):
    assert attribute(other) == "bound"
del Plain.__get__, Plain.__set__
for _ in range(50):
    assert attribute(holder) is value and attribute(other) == "own"


def store(o, v): o.attribute = v


for _ in range(50):
    store(Holder(), 1)
Plain.__set__ = lambda self, instance, new: instance.__dict__.update(stored=new)
fresh = Holder()
for number in range(50):
    store(fresh, number)
    assert fresh.__dict__ == {"stored": number}
del Plain.__set__


# The value itself changes its class.
class Binds:
    def __get__(self, instance, owner): return "binds"


for _ in range(50):
    assert attribute(holder) is value
value.__class__ = Binds
for _ in range(50):
    assert attribute(holder) == attribute(Holder) == "binds"
value.__class__ = Plain
for _ in range(50):
    assert attribute(holder) is value


# The class of the value gets bases that bind.
class Base: pass
class Derived(Base): pass


Holder.attribute = Derived()
value = Holder.__dict__["attribute"]
for _ in range(50):
    assert attribute(holder) is value
class BindingBase:
    def __get__(self, instance, owner): return "by base"
Derived.__bases__ = (BindingBase,)
for _ in range(50):
    assert attribute(holder) == "by base"


# An object that was finalised and lives on, and changes its class: the next one at its place is
# finalised as any other.
class Quiet: pass


kept, finalized = [], 0
class Phoenix:
    def __del__(self):
        kept.append(self)
class Counted:
    def __del__(self):
        global finalized
        finalized += 1


for _ in range(100):
    phoenix = Phoenix()
    del phoenix
    kept[-1].__class__ = Quiet
    kept.clear()
    counted = Counted()
    del counted
assert finalized == 100, finalized
