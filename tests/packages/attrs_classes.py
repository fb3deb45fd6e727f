"""Classes with validators, converters and slots, by attrs."""
# wheels: attrs==26.1.0
import attr, attrs
from attrs import define, field, frozen, validators
@define
class A:
    x: int = field(validator=validators.instance_of(int))
    y: list = field(factory=list)
    z: str = field(default="a", converter=str)
    @x.validator
    def _c(self, a, v):
        if v < 0: raise ValueError("neg")
@frozen(order=True)
class B:
    a: int
    b: int = 2
print(A(1), A(1)==A(1), attrs.asdict(A(1,[B(1)])), attrs.evolve(B(1), b=5), B(1)<B(2), hash(B(1))==hash(B(1)))
for f in (lambda: A("x"), lambda: A(-1), lambda: setattr(B(1),'a',2)):
    try: f()
    except Exception as e: print(type(e), str(e)[:100])
print([field.name for field in attr.fields(A)])
@attr.s(slots=True, auto_attribs=True)
class C:
    q: int = 3
    def m(self): return super().__repr__()[:3]
print(C().__slots__, C())
import inspect; print(inspect.signature(A))
