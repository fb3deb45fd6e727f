"""Warnings: what `warnings` would have from native code."""

from _py_warnings import (  # noqa: F401
    _filters_mutated_lock_held,
    _lock,
    _warnings_context,
    defaultaction as _defaultaction,
    filters,
    onceregistry as _onceregistry,
    warn,
    warn_explicit,
)

_acquire_lock = _lock.acquire
_release_lock = _lock.release
