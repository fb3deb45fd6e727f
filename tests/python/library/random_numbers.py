"""random: the numbers that a seed gives, and the state of a generator.

https://docs.python.org/3.14/library/random.html
"""
import pickle
import random
from _random import Random


def raises(kind, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        raise AssertionError(f"{kind.__name__} expected: {message}")


# What the generator gives for a seed is the same for ever.
assert [Random(0).random(), Random(1).random()] == [0.8444218515250481, 0.13436424411240122]
assert Random(-5).random() == Random(5).random() != Random(6).random()
assert Random(2**100).getrandbits(100) == 97103624483852547665086082069
g = Random(42)
assert [g.getrandbits(k) for k in (0, 1, 31, 32, 33, 64)] == [
    0, 1, 239081663, 107420369, 3184935163, 4117511471858006928]
r = random.Random(7)
assert (r.random(), r.randrange(10**20), r.gauss(0, 1)) == (
    0.32383276483316237, 99516928332666899767, 1.7709944512239164)

# Other seeds are hashed; those of the Python class by SHA-512.
assert Random(1.0).random() == Random(1).random()
r.seed("abc")
first = r.random()
r.seed(b"abc")
assert r.random() == first
raises(TypeError, "unhashable type: 'list'", Random, [])
raises(TypeError, "Random expected at most 1 argument, got 2", Random, 1, 2)
assert Random().random() != Random().random()

# State.
g = Random(3)
state = g.getstate()
assert len(state) == 625 and state[-1] == 624 and all(type(word) is int for word in state)
numbers = [g.random() for _ in range(700)]
g.setstate(state)
assert [g.random() for _ in range(700)] == numbers
other = pickle.loads(pickle.dumps(random.Random(3)))
assert [other.random() for _ in range(700)] == numbers
raises(TypeError, "state vector must be a tuple", g.setstate, 5)
raises(ValueError, "state vector is the wrong size", g.setstate, (1,))
raises(ValueError, "invalid state", g.setstate, state[:-1] + (625,))
raises(TypeError, "an integer is required", g.setstate, ("a",) + state[1:])
raises(OverflowError, "can't convert negative value to unsigned int", g.setstate, (-1,) + state[1:])
raises(ValueError, "Cannot convert negative int", g.getrandbits, -1)
raises(TypeError, "'float' object cannot be interpreted as an integer", g.getrandbits, 1.5)
raises(OverflowError, "Python int too large for C uint64_t", g.getrandbits, 2**70)
assert all(0 <= g.getrandbits(70) < 2**70 for _ in range(100))
assert g.getrandbits(100000).bit_length() > 99000

# Whole sequences.
random.seed(11)
assert sorted(random.sample(range(50), 50)) == list(range(50))
items = list(range(20))
random.shuffle(items)
assert sorted(items) == list(range(20))
