"""The binary form of simple values and code. It is missing; see docs/status.md."""

version = 5


def _missing(*args, **kwargs):
    raise NotImplementedError("marshal is not supported yet")


dump = dumps = load = loads = _missing
