"""Annotations as text: `from __future__ import annotations`."""
from __future__ import annotations

x: int = 1

def f(a: list[int]) -> "str": ...
