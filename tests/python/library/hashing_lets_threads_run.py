"""Hashing long data in pieces lets other threads run, also those that use the same object: each piece is whole.

https://docs.python.org/3.14/library/hashlib.html#hashlib.hash.update
"""

import hashlib
import socket
import threading
import time

assert socket.BDADDR_ANY == "00:00:00:00:00:00" and socket.BDADDR_LOCAL == "00:00:00:FF:FF:FF"

NAMES = sorted(hashlib.algorithms_guaranteed)


def digest(state):
    return state.hexdigest(32) if state.name.startswith("shake") else state.hexdigest()


# Pieces around the length from which on others run are what they are as a whole.
for name in NAMES:
    for length in (0, 1, 2046, 2047, 2048, 2049, 10_000):
        data = bytes(index % 251 for index in range(length))
        whole = hashlib.new(name, data * 3)
        pieces = hashlib.new(name)
        for kind in bytes, bytearray, memoryview:
            pieces.update(kind(data))
        assert digest(pieces) == digest(whole), (name, length)
        assert digest(pieces.copy()) == digest(whole)

# Threads that add to one object and look at it meanwhile: the order of equal pieces does not matter.
PIECE = b"x" * 300_000
for name in NAMES:
    shared = hashlib.new(name)
    seen = []

    def work():
        for _ in range(2):
            shared.update(PIECE)
            seen.append(digest(shared.copy()))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    possible = set()
    expected = hashlib.new(name)
    for _ in range(6):
        expected.update(PIECE)
        possible.add(digest(expected.copy()))
    assert digest(shared) == digest(expected), name
    assert set(seen) <= possible

# While one thread hashes, another counts.
counted = 0
done = threading.Event()


def count():
    global counted
    while not done.is_set():
        counted += 1
        time.sleep(0.0005)


counter = threading.Thread(target=count)
counter.start()
while counted == 0:
    time.sleep(0.001)
before = counted
state = hashlib.sha3_512()
long = bytes(20_000_000)
start = time.perf_counter()
state.update(long)
taken = time.perf_counter() - start
after = counted
done.set()
counter.join()
assert after - before >= 3, (before, after, taken)
