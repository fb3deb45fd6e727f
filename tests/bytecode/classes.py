"""Class bodies: __class__, static attributes, annotations, private names, type parameters."""

class Plain(Base, metaclass=Meta):
    """Documentation."""
    x: int = 1
    __private = 2

    def method(self):
        self.attribute = self.__private
        return __class__

class Generic[T: int, *Ts, **P = [int]](Base):
    def method[U](self, value: T) -> U: ...

type Alias[T] = list[T]
