"""Parameters of every kind, defaults, closures, decorators."""

def parameters(a, b=1, /, c=2, *args, d, e=None, **kwargs):
    """Documentation."""
    return a, b, c, args, d, e, kwargs

def outer(x):
    y = x
    def inner():
        nonlocal y
        y += x
        return y
    return inner

@decorate
@register(1)
def decorated(f: int, *g: str) -> None:
    lambda z=1: f + z
