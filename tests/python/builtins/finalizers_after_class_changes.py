"""An object is finalised once, whatever its class becomes, and what comes to lie in its memory is, too."""

import gc

finalized = 0
kept = []


class Returns:
    def __del__(self):
        global finalized
        finalized += 1
        kept.append(self)


class Plain:
    pass


class Other:
    def __del__(self):
        global finalized
        finalized += 1


def finalize(make):
    """How many of 100 objects are finalised."""
    global finalized
    finalized = 0
    objects = [make() for _ in range(100)]
    objects.clear()
    gc.collect()
    return finalized


def give_up(change):
    """How many finalisers run when what has returned is freed, after a change."""
    global finalized
    finalized = 0
    for each in kept:
        change(each)
    del each
    kept.clear()
    gc.collect()
    return finalized


def becomes_plain(each):
    each.__class__ = Plain


def becomes_other(each):
    each.__class__ = Other


def refers_to_itself(each):
    each.__class__ = Plain
    each.me = each


for change in becomes_plain, becomes_other, refers_to_itself, gc.is_finalized:
    assert finalize(Returns) == 100
    assert len(kept) == 100
    assert give_up(change) == 0, change
    # The next objects lie where those were.
    for _ in range(3):
        assert finalize(Returns) == 100, change
        assert give_up(gc.is_finalized) == 0
    assert finalize(Other) == 100, change

# The same where the method goes and comes back.
assert finalize(Returns) == 100
method = Returns.__del__
del Returns.__del__
assert give_up(gc.is_finalized) == 0
Returns.__del__ = method
assert finalize(Returns) == 100
assert give_up(gc.is_finalized) == 0
