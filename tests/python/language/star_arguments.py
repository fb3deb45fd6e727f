"""A call takes any iterable after `*` and any mapping after `**`.

https://docs.python.org/3.14/reference/expressions.html#calls
"""
def f(*a, **k): return a, k
assert f(*[1,2])==((1,2),{}) and f(*(1,),**{'x':1})==((1,),{'x':1}) and f(*range(3))==((0,1,2),{}) and f(*'ab',*[3])==(('a','b',3),{})
def g():
    yield 1
    yield 2
assert f(*g())==((1,2),{})
try: f(*1)
except TypeError as e: assert str(e)==f"{__name__}.f() argument after * must be an iterable, not int", str(e)
else: assert 0
def bad():
    raise TypeError('mine')
    yield
try: f(*bad())
except TypeError as e: assert str(e)=='mine'
class I:
    def __iter__(self): return iter([7])
assert f(*I())==((7,),{})
class C:
    def m(self,*a): return a
assert C().m(*I())==(7,)
try: f(**1)
except TypeError as e: assert str(e)==f"{__name__}.f() argument after ** must be a mapping, not int", str(e)
