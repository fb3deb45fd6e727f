"""Functions, methods, keywords and unpacking."""

def calls(o, args, kwargs):
    f()
    f(1, o)
    f(1, x=2, y=o)
    f(*args)
    f(1, *args, x=1, **kwargs)
    o.method(1)
    o.method(1, x=2)
    o.method(*args)
    g(f(o.a.b), [f(1)])

class C(B):
    def method(self):
        super().method(1)
        return super().attribute
