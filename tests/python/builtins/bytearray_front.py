"""A bytearray that is consumed from its front and grows at its end, as a buffer of a stream does.
Source: https://docs.python.org/3.14/library/stdtypes.html#bytearray-objects
"""

import random
import re

numbers = random.Random(7)
array, model = bytearray(), []
for step in range(20_000):
    more = [numbers.randrange(256) for _ in range(numbers.randrange(6))]
    match numbers.randrange(14):
        case 0 | 1 | 2:
            array.extend(more)
            model.extend(more)
        case 3:
            array += bytes(more)
            model += more
        case 4:
            array.append(step % 256)
            model.append(step % 256)
        case 5 | 6 | 7:
            count = numbers.randrange(9)
            del array[:count]
            del model[:count]
        case 8 if model:
            assert array.pop(0) == model.pop(0)
        case 9 if model:
            del array[0], model[0]
        case 10:
            array[:3] = bytes(more)
            model[:3] = more
        case 11 if model:
            array[-1] = model[-1] = 9
            array.insert(1, 5)
            model.insert(1, 5)
        case 12:
            array[:2] = b""
            del model[:2]
        case 13 if step % 97 == 0:
            array.clear()
            model.clear()
    assert len(array) == len(model)
    if step % 50 == 0:
        assert array == bytes(model) and list(array) == model and bytes(array) == bytes(model)
        assert array.find(9) == (model.index(9) if 9 in model else -1)
        assert memoryview(array).tolist() == model
        assert array[2:5] == bytes(model[2:5]) and (bytes(model[1:3]) in array)
        assert array.copy() == array == eval(repr(array)) and hash(bytes(array)) == hash(bytes(model))

array = bytearray(b"one\ntwo\nthree\n")
del array[:4]
with memoryview(array) as view:
    assert view.tobytes() == b"two\nthree\n"
    view[0] = ord("T")
    for change in (lambda: array.pop(0), lambda: array.append(1), array.clear, lambda: array.__delitem__(slice(1))):
        try:
            change()
        except BufferError:
            pass
        else:
            raise AssertionError("the array is exported")
assert array == b"Two\nthree\n" and re.match(rb"Two", array) and array.split() == [b"Two", b"three"]
array.resize(3)
assert array == b"Two"
del array[:3]
assert array == b"" and not array and array.__sizeof__() >= bytearray().__sizeof__()

# Large ones are consumed by small pieces without moving the rest each time.
array = bytearray(1_000_000)
pieces = 0
while array:
    del array[:10]
    pieces += 1
assert pieces == 100_000
