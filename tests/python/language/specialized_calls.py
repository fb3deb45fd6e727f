"""Calls whose sites adapt to what they have seen: the sites must notice when that changes."""


class Base:
    @classmethod
    def name(cls):
        return "base of " + cls.__name__

    @staticmethod
    def plain():
        return "plain"

    def hello(self, *rest):
        return ("hello", *rest)


class Derived(Base):
    def hello(self, *rest):
        return ("derived", *super().hello(*rest))


def call_name(cls):
    return cls.name()


def call_hello(obj):
    return obj.hello(1)


# Class methods, through a class in a local and through an expression.
for _ in range(3):
    assert call_name(Base) == "base of Base"
    assert call_name(Derived) == "base of Derived"
    assert [Base][0].name() == "base of Base"
    assert Base.plain() == "plain"
    assert Base.hello(Derived(), 2) == ("hello", 2)
Base.name = classmethod(lambda cls: "new " + cls.__name__)
assert call_name(Derived) == "new Derived"
wrapper = Base.__dict__["name"]
wrapper.__init__(lambda cls: "again " + cls.__name__)
assert call_name(Base) == "again Base"
Derived.name = staticmethod(lambda: "static")
assert call_name(Derived) == "static"
assert call_name(Base) == "again Base"


class Meta(type):
    def name(cls):
        return "meta " + cls.__name__


class WithMeta(metaclass=Meta):
    pass


assert call_name(WithMeta) == "meta WithMeta"

# super().method, while the classes change.
derived = Derived()
for _ in range(3):
    assert call_hello(derived) == ("derived", "hello", 1)
Base.hello = lambda self, *rest: ("patched", *rest)
assert call_hello(derived) == ("derived", "patched", 1)


class Other:
    def hello(self, *rest):
        return ("other", *rest)


class Further(Derived, Other):
    pass


assert call_hello(Further()) == ("derived", "patched", 1)
del Base.hello
assert call_hello(Further()) == ("derived", "other", 1)
try:
    call_hello(derived)
except AttributeError as error:
    assert str(error) == "'super' object has no attribute 'hello'"
else:
    raise AssertionError

# Methods of lists, of subclasses of list, and of what only looks like one.
class Items(list):
    pass


class Loud(list):
    def append(self, item):
        super().append(item * 2)

    def __len__(self):
        return 1000


class Fake:
    def __init__(self):
        self.items = []

    def append(self, item):
        self.items.append(-item)

    def __len__(self):
        return len(self.items)


def fill(target):
    for number in range(3):
        target.append(number)
    return len(target), list(target) if isinstance(target, list) else target.items


for _ in range(3):
    assert fill([]) == (3, [0, 1, 2])
    assert fill(Items()) == (3, [0, 1, 2])
    assert fill(Loud()) == (1000, [0, 2, 4])
    assert fill(Fake()) == (3, [0, -1, -2])


# Native functions, bound methods of native types, native classes.
def apply(function, *arguments):
    return function(*arguments)


def apply2(function, a, b):
    return function(a, b)


stack = [1, 2, 3]
insert, pop = stack.insert, stack.pop
for _ in range(3):
    insert(0, pop())
assert stack == [1, 2, 3]
for function, expected in (
    (max, 7),
    (divmod, (3, 1)),
    (pow, 49),
    (range, range(7, 2)),
    (slice, slice(7, 2)),
    (complex, 7 + 2j),
    ({}.setdefault, 2),
    (lambda a, b: (a, b), (7, 2)),
):
    assert apply2(function, 7, 2) == expected
    assert apply(function, 7, 2) == expected
try:
    apply2("x".replace, 7, 2)
except TypeError as error:
    assert str(error) == "replace() argument 1 must be str, not int"
else:
    raise AssertionError
try:
    pop(1, 2)
except TypeError as error:
    assert str(error) == "pop expected at most 1 argument, got 2"
else:
    raise AssertionError


# One site, functions of many kinds: defaults, closures, generators, other counts of parameters.
def one(a, b):
    return a - b


def with_default(a, b, c=10):
    return a - b - c


def variadic(*args):
    return sum(args)


def generating(a, b):
    yield a
    yield b


def local_heavy(a, b):
    c = d = e = f = a
    return c + d + e + f + b


def recursive(a, b):
    return b if a == 0 else apply2(recursive, a - 1, b + 1)


for _ in range(2):
    assert apply2(one, 5, 3) == 2
    assert apply2(with_default, 5, 3) == -8
    assert apply2(variadic, 5, 3) == 8
    assert list(apply2(generating, 5, 3)) == [5, 3]
    assert apply2(local_heavy, 5, 3) == 23
    assert apply2(recursive, 5, 3) == 8
    assert apply2(lambda a, b: a * b, 5, 3) == 15
try:
    apply2(lambda a: a, 5, 3)
except TypeError as error:
    assert str(error).endswith("<lambda>() takes 1 positional argument but 2 were given"), error
else:
    raise AssertionError


# The code of a function may be exchanged.
def replaced(a, b):
    return a, b


assert apply2(replaced, 1, 2) == (1, 2)
replaced.__code__ = (lambda a, b, c=3: (a, b, c)).__code__
try:
    apply2(replaced, 1, 2)
except TypeError:
    pass
else:
    raise AssertionError


# One attribute site, many shapes.
class A:
    def __init__(self, flip):
        if flip:
            self.x = 1
            self.y = 2
        else:
            self.y = 2
            self.x = 1


class B(A):
    x = "class"

    def __init__(self):
        pass


class C:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x, self.y = 1, 2


class D:
    @property
    def x(self):
        return "property"

    def __getattr__(self, name):
        return name.upper()


def read(obj):
    return obj.x, obj.y


def write(obj):
    obj.x = 5
    obj.x += 1
    return obj.x


for _ in range(3):
    assert read(A(True)) == read(A(False)) == (1, 2)
    assert read(C()) == (1, 2)
    assert read(D()) == ("property", "Y")
    assert write(A(True)) == write(A(False)) == write(C()) == write(B()) == 6
    assert B().x == "class"
slots = C()
del slots.x
try:
    read(slots)
except AttributeError:
    pass
else:
    raise AssertionError
A.x = property(lambda self: "now a property")
