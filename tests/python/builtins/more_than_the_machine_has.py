"""What is far larger than the memory of any machine is refused before anything is written."""

SIZE = 10**13


def expect_memory_error(make):
    try:
        make()
    except MemoryError:
        return
    raise AssertionError("there was room")


expect_memory_error(lambda: "%*d" % (SIZE, 1))
expect_memory_error(lambda: "%9999999999999d" % 1)
expect_memory_error(lambda: b"%*d" % (SIZE, 1))
expect_memory_error(lambda: format(1, ">9999999999999"))
expect_memory_error(lambda: format("a", "^9999999999999"))
expect_memory_error(lambda: "x".ljust(SIZE))
expect_memory_error(lambda: "xy" * SIZE)
expect_memory_error(lambda: b"x".center(SIZE))
expect_memory_error(lambda: bytes(SIZE))
expect_memory_error(lambda: bytearray(SIZE))
expect_memory_error(lambda: [0] * SIZE)
expect_memory_error(lambda: (0,) * SIZE)
